//! What holds for every text: the property tests and the fuzz targets ask it alike.

#![allow(dead_code, reason = "no one that takes this in asks all of it")]

use inquit_tokenizer::{Document, LineColumn, LineIndex, Segments, TokenFlags};

/// Every byte from `body` on is in one token or in a gap, and the three lists agree with each other.
pub fn check(text: &str, body: usize) {
    let doc = Document::with_body(text, body, Segments::default());
    let mut at = (body.min(text.len())..=text.len()).find(|i| text.is_char_boundary(*i)).unwrap();
    for (i, token) in doc.tokens().iter().enumerate() {
        let (start, end) = (token.start as usize, token.end as usize);
        assert!(at <= start && start < end, "{text:?}: tokens in order, none empty");
        let gap = text.get(at..start).expect("on a character boundary");
        assert!(gap.chars().all(may_stand_in_gap), "{text:?}: gap {gap:?}");
        let spaced = i == 0 || gap.contains(char::is_whitespace);
        assert_eq!(token.flags.contains(TokenFlags::SPACE_BEFORE), spaced, "{text:?} at {start}");
        let word = token.text(text);
        assert!(!word.is_empty() && !word.contains(['\n', '\r', ' ']), "{text:?}: token {word:?}");
        assert_eq!(token.first, word.as_bytes()[0]);
        assert_eq!(token.flags.contains(TokenFlags::NON_ASCII), !word.is_ascii(), "{text:?}: {word:?}");
        assert_eq!(
            token.flags.contains(TokenFlags::DIGIT),
            word.contains(char::is_numeric),
            "{text:?}: {word:?}"
        );
        at = end;
    }
    assert!(text[at..].chars().all(may_stand_in_gap), "{text:?}: the rest {:?}", &text[at..]);
    let (mut tokens, mut sentences) = (0, 0);
    for (p, paragraph) in doc.paragraphs().iter().enumerate() {
        assert_eq!((paragraph.tokens.start, paragraph.sentences.start), (tokens, sentences));
        assert!(!paragraph.tokens.is_empty());
        for sentence in &doc.sentences()[paragraph.sentences.range()] {
            assert_eq!(sentence.tokens.start, tokens);
            assert!(!sentence.tokens.is_empty() && sentence.paragraph as usize == p);
            let inner = &doc.tokens()[sentence.tokens.range()];
            assert_eq!(
                (sentence.span.start, sentence.span.end),
                (inner[0].start, inner[inner.len() - 1].end)
            );
            assert!(paragraph.span.contains(sentence.span));
            tokens = sentence.tokens.end;
        }
        sentences = paragraph.sentences.end;
        assert_eq!(paragraph.tokens.end, tokens);
    }
    assert_eq!((tokens as usize, sentences as usize), (doc.tokens().len(), doc.sentences().len()));
}

/// The line index against plain counting.
pub fn check_index(text: &str) {
    let index = LineIndex::new(text);
    let (mut chars, mut units, mut line, mut column) = (0, 0, 1, 1);
    let mut all = Vec::new();
    let mut after_cr = false;
    for (byte, c) in text.char_indices() {
        if after_cr && c != '\n' {
            (line, column) = (line + 1, 1);
        }
        for inside in byte..byte + c.len_utf8() {
            assert_eq!(index.byte_to_char(inside as u32), chars);
            assert_eq!(index.byte_to_utf16(inside as u32), units);
            all.push(inside as u32);
        }
        assert_eq!(index.char_to_byte(chars), byte as u32);
        assert_eq!(index.utf16_to_byte(units), byte as u32);
        assert_eq!(index.utf16_to_byte(units + c.len_utf16() as u32 - 1), byte as u32);
        assert_eq!(index.byte_to_line_column(byte as u32), LineColumn { line, column }, "{text:?} at {byte}");
        assert_eq!(index.line_column_to_byte(LineColumn { line, column }), byte as u32);
        chars += 1;
        units += c.len_utf16() as u32;
        column += 1;
        after_cr = c == '\r';
        if c == '\n' {
            (line, column) = (line + 1, 1);
        }
    }
    let end = text.len() as u32;
    for past in [end, end + 1, u32::MAX] {
        assert_eq!((index.byte_to_char(past), index.byte_to_utf16(past)), (chars, units));
        all.push(past);
    }
    assert_eq!((index.char_to_byte(u32::MAX), index.utf16_to_byte(u32::MAX)), (end, end));
    assert_eq!(index.line_column_to_byte(LineColumn { line: u32::MAX, column: 1 }), end);
    index.line_column_to_byte(LineColumn { line: 0, column: u32::MAX });
    let one_by_one: Vec<u32> = all.iter().map(|b| index.byte_to_char(*b)).collect();
    index.bytes_to_chars(&mut all);
    assert_eq!(all, one_by_one);
}

/// Whether a character may stand between tokens.
pub fn may_stand_in_gap(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}
