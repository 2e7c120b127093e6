//! Offsets turn the bytes in which spans are found into the unit that the user wants to read.

use inquit::{Attribution, Extraction, Span};

/// The unit in which output counts positions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Unicode code points: Python's `str` indexes.
    #[default]
    Chars,
    /// Bytes of UTF-8: Rust's `str` indexes.
    Bytes,
    /// UTF-16 code units: JavaScript's and Java's string indexes.
    Utf16,
}

/// The offsets that one article's output needs, each with its value in the unit wanted.
///
/// They are found in one walk over the text: random access by counting from the start would make output
/// quadratic in the number of quotations.
#[derive(Clone, Debug, Default)]
pub struct Offsets {
    /// Empty when a byte offset is the answer itself.
    known: Vec<(u32, u32)>,
}

impl Offsets {
    /// Replaces what is known with the offsets of `found` in `text`.
    pub fn fill(&mut self, text: &str, found: &Extraction, unit: Unit) {
        self.known.clear();
        if unit == Unit::Bytes || text.is_ascii() {
            return;
        }
        let spans = found.attributions.iter().flat_map(spans_of).chain(found.notes.iter().map(|n| n.span));
        self.known.extend(spans.flat_map(|span| [(span.start, 0), (span.end, 0)]));
        self.known.sort_unstable();
        self.known.dedup();
        let (mut byte, mut value) = (0, 0);
        for (offset, answer) in &mut self.known {
            let end = (*offset as usize).min(text.len());
            value += text.get(byte..end).map_or(0, |between| length(between, unit));
            byte = end.max(byte);
            *answer = value;
        }
    }

    /// The value of a byte offset that was among those filled in.
    pub fn get(&self, byte: u32) -> u32 {
        match self.known.binary_search_by_key(&byte, |(offset, _)| *offset) {
            Ok(at) => self.known[at].1,
            Err(_) => byte,
        }
    }

    /// Both ends of a span.
    pub fn span(&self, span: Span) -> (u32, u32) {
        (self.get(span.start), self.get(span.end))
    }
}

fn spans_of(attribution: &Attribution) -> impl Iterator<Item = Span> {
    attribution.content.iter().copied().chain(attribution.cue).chain(attribution.source)
}

fn length(text: &str, unit: Unit) -> u32 {
    match unit {
        Unit::Bytes => text.len() as u32,
        Unit::Chars => text.chars().count() as u32,
        Unit::Utf16 => text.encode_utf16().count() as u32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use inquit::{Note, NoteKind};

    #[test]
    fn units_differ_only_past_wide_characters() {
        let text = "é 🙂 x";
        let span = Span::new(8, 9);
        let found =
            Extraction { notes: vec![Note { span, kind: NoteKind::StrayMark }], ..Extraction::default() };
        for (unit, expected) in [(Unit::Bytes, (8, 9)), (Unit::Chars, (4, 5)), (Unit::Utf16, (5, 6))] {
            let mut offsets = Offsets::default();
            offsets.fill(text, &found, unit);
            assert_eq!(offsets.span(span), expected, "{unit:?}");
        }
    }
}
