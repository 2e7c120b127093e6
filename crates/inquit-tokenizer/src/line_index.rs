//! A line index turns byte offsets of one text into code points, UTF-16 units and lines, and back.

use std::sync::OnceLock;

/// How many bytes lie between two checkpoints.
const STEP: usize = 64;

/// A place in a text, both numbers counted from 1, the column in code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineColumn {
    /// Which line.
    pub line: u32,
    /// Which code point of the line.
    pub column: u32,
}

/// Offsets of one text in other units.
///
/// Nothing here fails: an offset past the end is taken as the end, one inside a character as that character's
/// start. For a text of ASCII only the units are the same and nothing is stored; otherwise a checkpoint is kept
/// every 64 bytes.
#[derive(Clone, Debug)]
pub struct LineIndex<'t> {
    text: &'t str,
    /// Code points before every 64th byte; empty for ASCII.
    chars: Vec<u32>,
    /// Characters of two UTF-16 units before every 64th byte; empty where there are none.
    pairs: Vec<u32>,
    /// Where lines start, found when first asked for.
    lines: OnceLock<Vec<u32>>,
}

/// Whether a byte begins a character.
fn is_first(byte: u8) -> bool {
    byte as i8 >= -0x40
}

/// Whether a byte begins a character of two UTF-16 units.
fn is_pair(byte: u8) -> bool {
    byte >= 0xf0
}

fn count(bytes: &[u8], which: fn(u8) -> bool) -> u32 {
    bytes.iter().map(|b| u32::from(which(*b))).sum()
}

impl<'t> LineIndex<'t> {
    /// The index of `text`.
    pub fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let (mut chars, mut pairs) = (Vec::new(), Vec::new());
        if !bytes.is_ascii() {
            chars = checkpoints(bytes, is_first);
            if bytes.iter().any(|b| is_pair(*b)) {
                pairs = checkpoints(bytes, is_pair);
            }
        }
        Self { text, chars, pairs, lines: OnceLock::new() }
    }

    /// Byte offset → code points.
    pub fn byte_to_char(&self, byte: u32) -> u32 {
        self.chars_before(self.char_start(byte))
    }

    /// Code points → byte offset.
    pub fn char_to_byte(&self, char: u32) -> u32 {
        if self.chars.is_empty() {
            return char.min(self.text.len() as u32);
        }
        let block = self.chars.partition_point(|c| *c <= char) - 1;
        self.walk(block, char - self.chars[block], |_| 1)
    }

    /// Byte offset → UTF-16 units.
    pub fn byte_to_utf16(&self, byte: u32) -> u32 {
        let byte = self.char_start(byte);
        self.chars_before(byte) + self.pairs_before(byte)
    }

    /// UTF-16 units → byte offset.
    pub fn utf16_to_byte(&self, unit: u32) -> u32 {
        if self.pairs.is_empty() {
            return self.char_to_byte(unit);
        }
        let before = |block: usize| self.chars[block] + self.pairs[block];
        let (mut low, mut high) = (0, self.chars.len());
        while low + 1 < high {
            let middle = usize::midpoint(low, high);
            if before(middle) <= unit {
                low = middle;
            } else {
                high = middle;
            }
        }
        self.walk(low, unit - before(low), |b| 1 + u32::from(is_pair(b)))
    }

    /// Code points → UTF-16 units.
    pub fn char_to_utf16(&self, char: u32) -> u32 {
        self.byte_to_utf16(self.char_to_byte(char))
    }

    /// Byte offset → line and column. Lines end with LF, CR LF or CR.
    pub fn byte_to_line_column(&self, byte: u32) -> LineColumn {
        let byte = self.char_start(byte);
        let lines = self.lines();
        let line = lines.partition_point(|start| *start <= byte);
        let start = lines[line - 1];
        LineColumn { line: line as u32, column: self.chars_before(byte) - self.chars_before(start) + 1 }
    }

    /// Line and column → byte offset; a column past the line's end is taken as the next line's start.
    pub fn line_column_to_byte(&self, place: LineColumn) -> u32 {
        let lines = self.lines();
        let line = (place.line.max(1) as usize).min(lines.len());
        if (place.line as usize) > lines.len() {
            return self.text.len() as u32;
        }
        let end = lines.get(line).copied().unwrap_or(self.text.len() as u32);
        let char = self.chars_before(lines[line - 1]).saturating_add(place.column.max(1) - 1);
        self.char_to_byte(char).min(end)
    }

    /// How many lines the text has; at least one.
    pub fn line_count(&self) -> usize {
        self.lines().len()
    }

    /// Turns byte offsets into code points in place; fastest in ascending order.
    pub fn bytes_to_chars(&self, offsets: &mut [u32]) {
        if self.chars.is_empty() {
            for offset in offsets {
                *offset = (*offset).min(self.text.len() as u32);
            }
            return;
        }
        let bytes = self.text.as_bytes();
        let (mut byte, mut chars) = (0, 0);
        for offset in offsets {
            let to = self.char_start(*offset);
            // A step ahead within reach is counted on; all others start from a checkpoint.
            chars = if to >= byte && to - byte < STEP as u32 {
                chars + count(&bytes[byte as usize..to as usize], is_first)
            } else {
                self.chars_before(to)
            };
            byte = to;
            *offset = chars;
        }
    }

    /// The character boundary at or before `byte`.
    fn char_start(&self, byte: u32) -> u32 {
        let mut at = (byte as usize).min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at as u32
    }

    fn chars_before(&self, byte: u32) -> u32 {
        before(self.text.as_bytes(), &self.chars, byte, is_first).unwrap_or(byte)
    }

    fn pairs_before(&self, byte: u32) -> u32 {
        before(self.text.as_bytes(), &self.pairs, byte, is_pair).unwrap_or(0)
    }

    /// The byte that lies `units` after the checkpoint `block`.
    fn walk(&self, block: usize, units: u32, width: fn(u8) -> u32) -> u32 {
        let bytes = self.text.as_bytes();
        let mut left = units;
        let mut start = block * STEP;
        while start < bytes.len() && !is_first(bytes[start]) {
            start += 1;
        }
        for (at, byte) in bytes.iter().enumerate().skip(start).filter(|(_, b)| is_first(**b)) {
            if left < width(*byte) {
                return at as u32;
            }
            left -= width(*byte);
        }
        bytes.len() as u32
    }

    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let ends = memchr::memchr2_iter(b'\n', b'\r', bytes);
            let ends = ends.filter(|at| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'));
            std::iter::once(0).chain(ends.map(|at| at as u32 + 1)).collect()
        })
    }
}

/// The count of `which` before every 64th byte.
fn checkpoints(bytes: &[u8], which: fn(u8) -> bool) -> Vec<u32> {
    let mut total = 0;
    bytes
        .chunks(STEP)
        .map(|chunk| {
            let before = total;
            total += count(chunk, which);
            before
        })
        .collect()
}

/// The count of `which` before `byte`; none without checkpoints.
fn before(bytes: &[u8], checkpoints: &[u32], byte: u32, which: fn(u8) -> bool) -> Option<u32> {
    let block = (byte as usize / STEP).min(checkpoints.len().checked_sub(1)?);
    Some(checkpoints[block] + count(&bytes[block * STEP..byte as usize], which))
}
