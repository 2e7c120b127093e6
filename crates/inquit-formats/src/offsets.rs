//! Offsets turn the bytes in which spans are found into the unit that the user wants to read.

use inquit::Span;

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

/// The offsets of one article's text in the unit wanted.
///
/// The text is walked over once and counted in blocks, for random access by counting from the start would make output
/// quadratic in the number of quotations.
#[derive(Clone, Debug, Default)]
pub struct Offsets {
    /// The value where each block begins. Empty when a byte offset is the answer itself.
    blocks: Vec<u32>,
    unit: Unit,
}

/// Bytes a block.
const BLOCK: usize = 64;

impl Offsets {
    /// Makes ready for a text.
    pub fn fill(&mut self, text: &str, unit: Unit) {
        self.blocks.clear();
        self.unit = unit;
        if unit == Unit::Bytes || text.is_ascii() {
            return;
        }
        let mut value = 0;
        self.blocks.extend(text.as_bytes().chunks(BLOCK).map(|block| {
            let start = value;
            value += length(block, unit);
            start
        }));
    }

    /// The value of a byte offset of the text made ready for.
    #[inline]
    pub fn get(&self, text: &str, byte: u32) -> u32 {
        if self.blocks.is_empty() { byte } else { self.counted(text, byte) }
    }

    #[inline(never)]
    fn counted(&self, text: &str, byte: u32) -> u32 {
        let end = (byte as usize).min(text.len());
        let last = self.blocks.len() - 1;
        let block = (end / BLOCK).min(last);
        let bytes = &text.as_bytes()[block * BLOCK..];
        let kept = end - block * BLOCK;
        // A whole block is counted in a few steps, part of one in as many as it has bytes.
        let within = match bytes.first_chunk() {
            Some(whole) if self.unit == Unit::Chars => characters(whole, kept),
            _ => length(&bytes[..kept], self.unit),
        };
        self.blocks[block] + within
    }

    /// The unit made ready for.
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// Both ends of a span.
    pub fn span(&self, text: &str, span: Span) -> (u32, u32) {
        (self.get(text, span.start), self.get(text, span.end))
    }
}

/// How many characters begin in the first bytes of a block, `kept` of them.
fn characters(block: &[u8; BLOCK], kept: usize) -> u32 {
    /// The last of these before the first 0 are as many as are kept.
    const KEPT: [u8; 2 * BLOCK] = {
        let mut kept = [0; 2 * BLOCK];
        let mut at = 0;
        while at < BLOCK {
            kept[at] = 1;
            at += 1;
        }
        kept
    };
    let kept = &KEPT[BLOCK - kept..][..BLOCK];
    u32::from(block.iter().zip(kept).fold(0, |sum, (byte, kept)| sum + (begins(*byte) & kept)))
}

/// 1 where a character begins with this byte: bytes that go on with one are those from 0x80 to 0xbf.
fn begins(byte: u8) -> u8 {
    u8::from(byte as i8 >= -0x40)
}

/// How many units begin in some bytes of a text, at most a block.
fn length(bytes: &[u8], unit: Unit) -> u32 {
    match unit {
        Unit::Bytes => bytes.len() as u32,
        Unit::Chars => u32::from(bytes.iter().fold(0_u8, |sum, byte| sum + begins(*byte))),
        // A character of four bytes is two units of UTF-16.
        Unit::Utf16 => {
            u32::from(bytes.iter().fold(0_u8, |sum, byte| sum + begins(*byte) + u8::from(*byte >= 0xf0)))
        }
    }
}

/// Offsets in some unit as bytes of the text; none where one of them lies outside it or within a character.
pub fn bytes(text: &str, unit: Unit, places: &[u32]) -> Option<Vec<u32>> {
    let mut sorted: Vec<usize> = (0..places.len()).collect();
    sorted.sort_unstable_by_key(|at| places[*at]);
    let mut found = vec![0; places.len()];
    let mut wanted = sorted.into_iter().peekable();
    let mut value = 0;
    for (byte, c) in text.char_indices().map(|(byte, c)| (byte, Some(c))).chain([(text.len(), None)]) {
        while let Some(at) = wanted.next_if(|at| places[*at] == value) {
            found[at] = byte as u32;
        }
        if wanted.peek().is_none_or(|at| places[*at] < value) {
            break;
        }
        value += c.map_or(0, |c| match unit {
            Unit::Chars => 1,
            Unit::Bytes => c.len_utf8() as u32,
            Unit::Utf16 => c.len_utf16() as u32,
        });
    }
    wanted.peek().is_none().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_differ_only_past_wide_characters() {
        let text = "é 🙂 x";
        let span = Span::new(8, 9);
        for (unit, expected) in [(Unit::Bytes, (8, 9)), (Unit::Chars, (4, 5)), (Unit::Utf16, (5, 6))] {
            let mut offsets = Offsets::default();
            offsets.fill(text, unit);
            assert_eq!(offsets.span(text, span), expected, "{unit:?}");
        }
    }

    #[test]
    fn offsets_are_bytes_again() {
        let text = "é 🙂 x";
        for (unit, places) in [(Unit::Chars, [4, 0, 2]), (Unit::Bytes, [8, 0, 3]), (Unit::Utf16, [5, 0, 2])] {
            assert_eq!(bytes(text, unit, &places), Some(vec![8, 0, 3]), "{unit:?}");
        }
        assert_eq!(bytes(text, Unit::Chars, &[5]), Some(vec![9]));
        for outside in [[6], [u32::MAX]] {
            assert_eq!(bytes(text, Unit::Chars, &outside), None);
        }
        assert_eq!(bytes(text, Unit::Bytes, &[1]), None);
    }

    #[test]
    fn all_offsets_of_a_long_text_are_right() {
        let text = "aé🙂— b".repeat(60);
        let mut offsets = Offsets::default();
        for unit in [Unit::Chars, Unit::Utf16] {
            offsets.fill(&text, unit);
            for (byte, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let before = &text[..byte];
                let expected =
                    if unit == Unit::Chars { before.chars().count() } else { before.encode_utf16().count() };
                assert_eq!(offsets.get(&text, byte as u32), expected as u32, "{unit:?} at {byte}");
            }
        }
    }
}
