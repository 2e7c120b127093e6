//! Quoted parts are what stands inside marks within an attribution's content: all that the datasets of direct
//! quotations know of it.

use inquit::{Attribution, Kind, Span};

/// Words inside marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quoted {
    /// With the marks, in bytes.
    pub outer: Span,
    /// Without them.
    pub inner: Span,
}

/// Marks that open, each with those that close it.
const MARKS: [(char, &[char]); 7] = [
    ('"', &['"', '”', '“']),
    ('“', &['”', '"', '“']),
    ('”', &['”']),
    ('„', &['“', '”']),
    ('«', &['»']),
    ('‘', &['’']),
    ('\'', &['\'']),
];

/// The quoted parts of an attribution: of direct content its spans; of mixed content what stands between double marks
/// or guillemets; of indirect content nothing.
pub fn quoted_parts(attribution: &Attribution, text: &str) -> Vec<Quoted> {
    let spans = attribution.content.iter().filter(|span| !span.is_empty());
    match attribution.kind {
        Kind::Direct => spans.map(|span| bared(*span, text)).filter(|part| !part.inner.is_empty()).collect(),
        Kind::Mixed => spans.flat_map(|span| between(*span, text)).collect(),
        Kind::Indirect => Vec::new(),
    }
}

/// The span with and without the marks at its ends, whichever are there.
fn bared(outer: Span, text: &str) -> Quoted {
    let words = outer.slice(text);
    let opened = words.chars().next().filter(|c| MARKS.iter().any(|(open, _)| open == c));
    let start = opened.map_or(0, char::len_utf8);
    let rest = &words[start..];
    let closes = |c: char| MARKS.iter().any(|(_, closing)| closing.contains(&c));
    let end = rest.chars().next_back().filter(|c| closes(*c)).map_or(0, char::len_utf8);
    let inner = Span::new(outer.start + start as u32, outer.end - end as u32);
    Quoted { outer, inner }
}

fn between(span: Span, text: &str) -> Vec<Quoted> {
    let words = span.slice(text);
    let mut parts = Vec::new();
    let mut from = 0;
    // Single marks are apostrophes too often.
    let opening = |c: char| MARKS[..5].iter().find(|(open, _)| *open == c);
    while let Some((at, open, closing)) = words[from..]
        .char_indices()
        .find_map(|(at, c)| opening(c).map(|(open, closing)| (from + at, *open, *closing)))
    {
        let inside = at + open.len_utf8();
        let Some(end) = words[inside..].find(closing).map(|end| inside + end) else { break };
        let after = end + words[end..].chars().next().map_or(0, char::len_utf8);
        let place = |start: usize, end: usize| Span::new(span.start + start as u32, span.start + end as u32);
        if inside < end {
            parts.push(Quoted { outer: place(at, after), inner: place(inside, end) });
        }
        from = after;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inner(kind: Kind, text: &str) -> Vec<&str> {
        let whole = Span::new(0, text.len() as u32);
        let attribution = Attribution::given(vec![whole], None, None, kind);
        quoted_parts(&attribution, text).iter().map(|part| part.inner.slice(text)).collect()
    }

    #[test]
    fn marks_are_taken_off() {
        assert_eq!(inner(Kind::Direct, "\"It works,\""), ["It works,"]);
        assert_eq!(inner(Kind::Direct, "“It works"), ["It works"]);
        assert_eq!(inner(Kind::Direct, "\""), [""; 0]);
    }

    #[test]
    fn of_mixed_content_only_what_is_between_marks() {
        assert_eq!(inner(Kind::Mixed, "it was “fun” and \"not hard\" at all"), ["fun", "not hard"]);
        assert_eq!(inner(Kind::Mixed, "it wasn't “fun"), [""; 0]);
        assert_eq!(inner(Kind::Indirect, "it was “fun”"), [""; 0]);
    }
}
