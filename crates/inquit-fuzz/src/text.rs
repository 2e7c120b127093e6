//! Bytes as a text: decoded, its header read, cut into tokens, its lines counted.

use inquit_formats::read::{documents, encoding};
use inquit_tokenizer::{Document, LineColumn, LineIndex, Segments};

use crate::choice;
use crate::prose::prose;

/// What the web calls encodings, and what is none.
const LABELS: [&str; 12] = [
    "utf-8",
    "windows-1252",
    "iso-8859-1",
    "utf-16le",
    "utf-16be",
    "shift_jis",
    "gb18030",
    "euc-kr",
    "iso-2022-jp",
    "big5",
    "x-user-defined",
    "none such",
];

/// Tries an input.
pub fn run(data: &[u8]) {
    let (way, rest) = choice(data);
    let text = match way % 4 {
        0 => prose(rest),
        1 => encoding::decode(rest.to_vec()).0,
        2 => encoding::labelled(rest.to_vec(), Some(LABELS[usize::from(way / 4) % LABELS.len()])).0,
        _ => {
            let article = documents::text(rest.to_vec(), &"a.txt".into());
            assert!(article.text.is_char_boundary(article.body_start));
            cut(&article.text, article.body_start);
            article.text.into_owned()
        }
    };
    cut(&text, 0);
    lines(&text);
    let body = usize::from(way) % (text.len() + 1);
    cut(&text, body);
}

/// Every byte from `body` on is in one token or in a gap, and the three lists agree with each other.
fn cut(text: &str, body: usize) {
    let doc = Document::with_body(text, body, Segments::default());
    let mut at = (body..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    for token in doc.tokens() {
        let (start, end) = (token.start as usize, token.end as usize);
        assert!(at <= start && start < end, "tokens in order, none empty");
        assert!(!text[at..start].contains(char::is_alphanumeric), "words between tokens");
        let word = token.text(text);
        assert!(!word.contains(['\n', '\r', ' ']), "token {word:?}");
        at = end;
    }
    assert!(!text[at..].contains(char::is_alphanumeric), "words behind the last token");
    let (mut tokens, mut sentences) = (0, 0);
    for paragraph in doc.paragraphs() {
        assert_eq!((paragraph.tokens.start, paragraph.sentences.start), (tokens, sentences));
        for sentence in &doc.sentences()[paragraph.sentences.range()] {
            assert_eq!(sentence.tokens.start, tokens);
            assert!(!sentence.tokens.is_empty() && paragraph.span.contains(sentence.span));
            tokens = sentence.tokens.end;
        }
        sentences = paragraph.sentences.end;
        assert_eq!(paragraph.tokens.end, tokens);
    }
    assert_eq!((tokens as usize, sentences as usize), (doc.tokens().len(), doc.sentences().len()));
}

/// The line index against plain counting.
fn lines(text: &str) {
    let index = LineIndex::new(text);
    let (mut chars, mut units, mut line, mut column) = (0, 0, 1, 1);
    let mut after_cr = false;
    for (byte, c) in text.char_indices() {
        let byte = byte as u32;
        if after_cr && c != '\n' {
            (line, column) = (line + 1, 1);
        }
        assert_eq!((index.byte_to_char(byte), index.byte_to_utf16(byte)), (chars, units));
        assert_eq!((index.char_to_byte(chars), index.utf16_to_byte(units)), (byte, byte));
        let place = LineColumn { line, column };
        assert_eq!((index.byte_to_line_column(byte), index.line_column_to_byte(place)), (place, byte));
        chars += 1;
        units += c.len_utf16() as u32;
        column += 1;
        after_cr = c == '\r';
        if c == '\n' {
            (line, column) = (line + 1, 1);
        }
    }
}
