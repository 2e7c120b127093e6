//! A class says what a byte may be in a token: one table look-up a byte.

use crate::work;

/// A lower-case ASCII letter.
pub(crate) const LOWER: u8 = 1;
/// An upper-case ASCII letter.
pub(crate) const UPPER: u8 = 1 << 1;
/// An ASCII digit.
pub(crate) const DIGIT: u8 = 1 << 2;
/// The underscore, which joins words as letters do.
pub(crate) const JOINER: u8 = 1 << 3;
/// A blank that breaks no line.
pub(crate) const BLANK: u8 = 1 << 4;
/// A control character that breaks a line.
pub(crate) const LINE: u8 = 1 << 5;
/// What cannot simply end a word: after a word it may belong to the word.
pub(crate) const TAIL: u8 = 1 << 6;
/// A control character that is no white space.
pub(crate) const CONTROL: u8 = 1 << 7;

/// Letters.
pub(crate) const LETTER: u8 = LOWER | UPPER;
/// What a plain word is made of.
pub(crate) const WORD: u8 = LETTER | DIGIT | JOINER;

/// The class of every byte.
pub(crate) const CLASS: [u8; 256] = table();

const fn table() -> [u8; 256] {
    let mut t = [0; 256];
    let mut b = 0;
    while b < 256 {
        let byte = b as u8;
        t[b] = match byte {
            b'a'..=b'z' => LOWER,
            b'A'..=b'Z' => UPPER,
            b'0'..=b'9' => DIGIT,
            b'_' => JOINER,
            b' ' | b'\t' => BLANK,
            b'\n' | b'\r' | 0x0b | 0x0c => LINE,
            0..=0x1f | 0x7f => CONTROL,
            b'.' | b'\'' | b':' | b'@' | b'&' | 0x80..=0xff => TAIL,
            _ => 0,
        };
        b += 1;
    }
    t
}

/// The class of the byte at `at`; none past the end.
#[inline]
pub(crate) fn class(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).map_or(0, |b| CLASS[*b as usize])
}

/// Where the run of bytes of `class` that starts at `at` ends.
#[inline]
pub(crate) fn run(bytes: &[u8], at: usize, class: u8) -> usize {
    let mut end = at;
    while bytes.get(end).is_some_and(|b| CLASS[*b as usize] & class != 0) {
        end += 1;
    }
    work::count(end - at);
    end
}
