//! Texts for tests, with the attributions marked in them: `{1"Yes,"} [1she] <1said>` is attribution 1 with its
//! content, source and cue.

use inquit::{Attribution, Extractor, Input, Kind, Span};

/// The text without marks, and its attributions with speakers and outlets resolved.
pub fn resolved(marked: &str) -> (String, Vec<Attribution>) {
    let (text, given) = parse(marked);
    let found = Extractor::default().resolve(Input::new(&text), given);
    (text, found.attributions)
}

fn parse(marked: &str) -> (String, Vec<Attribution>) {
    let mut text = String::new();
    let mut list: Vec<Attribution> = Vec::new();
    let mut open: Vec<(char, usize, u32)> = Vec::new();
    let mut chars = marked.chars().peekable();
    while let Some(c) = chars.next() {
        if matches!(c, '{' | '[' | '<') {
            let number = chars.next().and_then(|digit| digit.to_digit(10)).expect("a number after a mark");
            open.push((c, number as usize, text.len() as u32));
            while list.len() < number as usize {
                list.push(blank());
            }
        } else if matches!(c, '}' | ']' | '>') {
            let (kind, number, start) = open.pop().expect("an opening mark");
            let span = Span::new(start, text.len() as u32);
            let one = &mut list[number - 1];
            match kind {
                '{' => {
                    let quoted = span.slice(&text).starts_with('"');
                    one.content.push(span);
                    one.kind = if quoted { Kind::Direct } else { Kind::Indirect };
                }
                '[' => one.source = Some(span),
                _ => one.cue = Some(span),
            }
        } else {
            text.push(c);
        }
    }
    (text, list)
}

fn blank() -> Attribution {
    Attribution::given(Vec::new(), None, None, Kind::Indirect)
}
