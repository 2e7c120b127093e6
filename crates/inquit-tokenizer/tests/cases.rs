//! The conventions, case by case: `cases.txt` beside this file.

use inquit_tokenizer::{Document, LineColumn, LineIndex, TokenFlags, TokenKind};

/// The text in the notation of `cases.txt`.
fn render(text: &str) -> String {
    let doc = Document::new(text);
    let mut out = String::new();
    let mut at = 0;
    for paragraph in doc.paragraphs() {
        for (s, sentence) in doc.sentences()[paragraph.sentences.range()].iter().enumerate() {
            for (t, token) in doc.tokens()[sentence.tokens.range()].iter().enumerate() {
                let gap = &text[at..token.start as usize];
                out.push_str(gap);
                if at > 0 && gap.is_empty() {
                    out.push('¦');
                }
                if at > 0 && t == 0 {
                    out.push_str(match (s, gap.ends_with(' ')) {
                        (0, _) => "¶",
                        (_, true) => "‖ ",
                        (_, false) => "‖",
                    });
                }
                out.push_str(token.text(text));
                at = token.end as usize;
            }
        }
    }
    out + &text[at..]
}

#[test]
fn texts_are_cut_as_written() {
    let mut wrong = Vec::new();
    let cases = include_str!("cases.txt").lines().filter(|l| !l.is_empty() && !l.starts_with('#'));
    let mut count = 0;
    for line in cases {
        let case = line.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t");
        // A blank before a boundary mark says the same twice: the mark may stand there for reading.
        let text = case.replace(" ‖ ", " ").replace(['¦', '‖', '¶'], "");
        let expected = case.replace(" ¦", " ").replace("¦ ", " ");
        let found = render(&text);
        if found != expected {
            wrong.push(format!("expected {expected:?}\n   found {found:?}"));
        }
        count += 1;
    }
    assert!(count > 60, "the file is read");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn tokens_have_kinds() {
    use TokenKind::{Clitic, Email, Handle, Mark, Number, Punct, Symbol, Url, Word};
    for (text, kinds) in [
        ("O'Brien's U.S. '90s 10th", vec![Word, Clitic, Word, Number, Number]),
        ("players' 'em 'n' n't", vec![Word, Mark, Word, Word, Clitic]),
        ("can't cannot", vec![Word, Clitic, Word, Word]),
        ("\" “ ‘ « `` '' 「 ″ ′", vec![Mark; 9]),
        ("$5 9% €2 £3", vec![Symbol, Number, Number, Symbol, Symbol, Number, Symbol, Number]),
        ("a@b.org http://b.org b.org/x @b #b", vec![Email, Url, Url, Handle, Handle]),
        (", ; — ... … -- ? ?!", vec![Punct; 8]),
        ("👩‍👩‍👧 ½ é 日", vec![Symbol, Number, Word, Word]),
    ] {
        let found: Vec<TokenKind> = Document::new(text).tokens().iter().map(|t| t.kind).collect();
        assert_eq!(found, kinds, "{text}");
    }
}

#[test]
fn tokens_have_flags() {
    let text = "NASA's Dr. Åsa\nsaw G7";
    let flags: Vec<TokenFlags> = Document::new(text).tokens().iter().map(|t| t.flags).collect();
    let (first, space) = (TokenFlags::UPPER_FIRST, TokenFlags::SPACE_BEFORE);
    assert_eq!(
        flags,
        [
            first | TokenFlags::UPPER_ALL | space | TokenFlags::LINE_BEFORE,
            TokenFlags::empty(),
            first | space | TokenFlags::ABBREVIATION,
            first | space | TokenFlags::NON_ASCII,
            space | TokenFlags::LINE_BEFORE,
            first | space | TokenFlags::DIGIT,
        ]
    );
}

#[test]
fn a_body_starts_inside_a_text() {
    let text = "date 2025 é Dr. Lima left.";
    let doc = Document::with_body(text, text.find('é').unwrap() + 1, Document::new("x").into_segments());
    assert_eq!(doc.tokens()[0].text(text), "Dr.");
    assert!(doc.tokens()[0].flags.contains(TokenFlags::LINE_BEFORE));
    assert!(Document::with_body(text, usize::MAX, Document::new("x").into_segments()).tokens().is_empty());
}

#[test]
fn lines_and_columns_count_from_one() {
    let text = "né\r\nzwei 👩 drei\rvier";
    let index = LineIndex::new(text);
    let at = |word| index.byte_to_line_column(text.find(word).unwrap() as u32);
    assert_eq!(at("é"), LineColumn { line: 1, column: 2 });
    assert_eq!(at("drei"), LineColumn { line: 2, column: 8 });
    assert_eq!(at("vier"), LineColumn { line: 3, column: 1 });
    assert_eq!(index.line_count(), 3);
    assert_eq!(index.byte_to_utf16(text.len() as u32), index.byte_to_char(text.len() as u32) + 1);
}
