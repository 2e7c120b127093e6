//! Eight bytes of a text, or sixteen, are looked at together: most words are shorter, and a loop over their letters
//! would end where the processor does not expect it.

use wide::{CmpEq, CmpGt, i8x16};

use crate::TokenFlags;

const HIGH: u64 = 0x8080_8080_8080_8080;

/// The same byte eight times.
const fn all(byte: u8) -> u64 {
    0x0101_0101_0101_0101 * byte as u64
}

/// The sixteen bytes at `at`, if so many are left.
#[inline]
pub(crate) fn sixteen(bytes: &[u8], at: usize) -> Option<&[u8; 16]> {
    bytes.get(at..)?.first_chunk()
}

/// Bytes of a block.
pub(crate) const BLOCK: usize = u64::BITS as usize;

/// Bytes from the start of a block on that are at hand: sixteen for each of its own.
const AT_HAND: usize = BLOCK + 15;

/// The sixteen bytes at one of a block's.
#[inline]
pub(crate) fn sixteen_of(bytes: &[u8; AT_HAND], at: usize) -> &[u8; 16] {
    const NONE: [u8; 16] = [0; 16];
    bytes[at % BLOCK..].first_chunk().unwrap_or(&NONE)
}

/// What the bytes of a block are, a bit for each, the lowest for the first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block {
    lower: u64,
    blank: u64,
}

impl Block {
    /// The block at `at` with the bytes at hand, if so many are left.
    #[inline]
    pub(crate) fn at(bytes: &[u8], at: usize) -> Option<(Self, &[u8; AT_HAND])> {
        let bytes: &[u8; AT_HAND] = bytes.get(at..)?.first_chunk()?;
        let mut found = Self { lower: 0, blank: 0 };
        for (sixteen, shift) in bytes.as_chunks::<16>().0.iter().zip((0..BLOCK).step_by(16)) {
            let blank = i8x16::new(sixteen.map(|byte| byte as i8)).cmp_eq(i8x16::splat(b' ' as i8));
            found.lower |= u64::from(lower(sixteen)) << shift;
            found.blank |= u64::from(blank.move_mask() as u16) << shift;
        }
        Some((found, bytes))
    }

    /// Where the word ends that begins at `start`, as far as small letters follow; [`BLOCK`] where it may go on behind
    /// the block.
    #[inline]
    pub(crate) fn word_end(self, start: usize) -> usize {
        start + (!(self.lower >> start | 1)).trailing_zeros() as usize
    }

    /// 1 where a byte is a blank, else 0; none is behind the block.
    #[inline]
    pub(crate) fn blank(self, at: usize) -> u8 {
        self.blank.checked_shr(at as u32).unwrap_or(0) as u8 & 1
    }
}

/// A bit for each of sixteen bytes that is a small letter.
#[inline]
fn lower(sixteen: &[u8; 16]) -> u16 {
    // Moved up so that the small letters are the greatest of all signed numbers.
    let moved = i8x16::new(sixteen.map(|byte| byte as i8)) + i8x16::splat((0x7f - b'z') as i8);
    moved.cmp_gt(i8x16::splat((0x7f - b'z' + b'a' - 1) as i8)).move_mask() as u16
}

/// How long the word is that begins with the letter that these bytes begin with, as far as small letters follow, and
/// what it tells; none where it may be longer than fifteen bytes.
#[inline]
pub(crate) fn plain_word(sixteen: &[u8; 16]) -> Option<(usize, TokenFlags)> {
    let lower = lower(sixteen);
    let ends = !(lower | 1);
    if ends == 0 {
        return None;
    }
    let mut flags = TokenFlags::empty();
    flags.set(TokenFlags::UPPER_FIRST, lower & 1 == 0);
    Some((ends.trailing_zeros() as usize, flags))
}

/// What eight bytes are: the highest bit of each byte is set where it is so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Eight {
    upper: u64,
    lower: u64,
    digit: u64,
    joiner: u64,
}

impl Eight {
    /// The eight bytes at `at`, if so many are left.
    #[inline]
    pub(crate) fn at(bytes: &[u8], at: usize) -> Option<Self> {
        Some(Self::read(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?)))
    }

    /// So many bytes at `at`, noughts behind them: none where there are more than eight, where fewer than eight are left
    /// of the text, and where one of them is not ASCII.
    #[inline]
    pub(crate) fn first(bytes: &[u8], at: usize, length: usize) -> Option<Self> {
        let eight = u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?);
        let kept = u64::MAX >> (u64::BITS - 8 * (length.clamp(1, 8) as u32));
        ((1..=8).contains(&length) & (eight & kept & HIGH == 0)).then(|| Self::read(eight & kept))
    }

    /// At most eight bytes; noughts follow.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let mut eight = [0; 8];
        eight[..bytes.len()].copy_from_slice(bytes);
        Self::read(u64::from_le_bytes(eight))
    }

    /// The capitals and the small letters: the highest bit of each byte that is one.
    pub(crate) fn letters(self) -> (u64, u64) {
        (self.upper, self.lower)
    }

    /// Whether one of them is a digit.
    pub(crate) fn has_digit(self) -> bool {
        self.digit != 0
    }

    #[inline]
    fn read(eight: u64) -> Self {
        let ascii = !eight & HIGH;
        // Sums of seven bits never reach into the next byte.
        let seven = eight & !HIGH;
        let from = |low: u8, bits: u64| bits + all(0x80 - low);
        let between = |low: u8, high: u8, bits: u64| from(low, bits) & !from(high + 1, bits) & ascii;
        let letter = between(b'a', b'z', seven | all(0x20));
        // Bit 5 parts the cases.
        let upper = letter & !(eight << 2);
        Self {
            upper,
            lower: letter & !upper,
            digit: between(b'0', b'9', seven),
            joiner: between(b'_', b'_', seven),
        }
    }

    /// How long the plain word is that these bytes begin with, and what its letters tell; none where it may be longer
    /// than they are.
    #[inline]
    pub(crate) fn word(self) -> Option<(usize, TokenFlags)> {
        let ends = self.ends();
        if ends == 0 {
            return None;
        }
        let within = (ends & ends.wrapping_neg()) - 1;
        let mut flags = TokenFlags::empty();
        flags.set(TokenFlags::UPPER_FIRST, self.upper & within & 0x80 != 0);
        flags.set(TokenFlags::DIGIT, self.digit & within != 0);
        let capitals = self.upper & within;
        let several = capitals & capitals.wrapping_sub(1) != 0;
        flags.set(TokenFlags::UPPER_ALL, several & (self.lower & within == 0));
        Some((ends.trailing_zeros() as usize / 8, flags))
    }

    /// The same of a word that these bytes are all of and that goes on in the next eight.
    #[inline]
    pub(crate) fn long_word(self, next: Self) -> Option<(usize, TokenFlags)> {
        let ends = next.ends();
        if self.ends() != 0 || ends == 0 {
            return None;
        }
        let within = (ends & ends.wrapping_neg()) - 1;
        let lower = self.lower | next.lower & within;
        let digit = self.digit | next.digit & within;
        let capitals = (self.upper.count_ones(), (next.upper & within).count_ones());
        let mut flags = TokenFlags::empty();
        flags.set(TokenFlags::UPPER_FIRST, self.upper & 0x80 != 0);
        flags.set(TokenFlags::DIGIT, digit != 0);
        flags.set(TokenFlags::UPPER_ALL, (lower == 0) & (capitals.0 + capitals.1 > 1));
        Some((8 + ends.trailing_zeros() as usize / 8, flags))
    }

    /// Bytes that are no part of a plain word.
    #[inline]
    fn ends(self) -> u64 {
        !(self.upper | self.lower | self.digit | self.joiner) & HIGH
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::{CLASS, DIGIT, JOINER, LOWER, UPPER};

    #[test]
    fn every_byte_has_its_class_in_every_place() {
        for byte in 0..=255_u8 {
            for place in 0..8 {
                let mut bytes = [b'~'; 8];
                bytes[place] = byte;
                let eight = Eight::at(&bytes, 0).unwrap();
                let is = |bits: u64| bits == 0x80 << (8 * place);
                let class = CLASS[byte as usize];
                for (bits, of) in
                    [(eight.upper, UPPER), (eight.lower, LOWER), (eight.digit, DIGIT), (eight.joiner, JOINER)]
                {
                    assert!(if class & of != 0 { is(bits) } else { bits == 0 }, "{byte} in {place}");
                }
            }
        }
    }

    #[test]
    fn a_block_tells_where_words_end() {
        let text = "The tide came in, caf\u{e9} au lait {z} counterrevolutionaries at sea. All of it went home again";
        let (block, bytes) = Block::at(text.as_bytes(), 0).unwrap();
        let (mut ends, mut at) = (Vec::new(), 0);
        for (i, byte) in text.bytes().enumerate().take(BLOCK) {
            assert_eq!(block.lower >> i & 1 != 0, byte.is_ascii_lowercase(), "{i}");
            assert_eq!(sixteen_of(bytes, i)[..], text.as_bytes()[i..i + 16]);
            assert_eq!(block.blank(i) == 1, byte == b' ', "{i}");
        }
        while at < 12 {
            ends.push(block.word_end(at));
            at = block.word_end(at) + 1;
        }
        assert_eq!(ends, [3, 8, 13]);
        assert_eq!(block.word_end(61), BLOCK);
        assert!(Block::at(text.as_bytes(), text.len() - AT_HAND + 1).is_none());
    }

    #[test]
    fn words_end_where_they_end() {
        let word = |text: &str| Eight::at(text.as_bytes(), 0).unwrap().word();
        assert_eq!(word("The tide"), Some((3, TokenFlags::UPPER_FIRST)));
        assert_eq!(word("a, b, c."), Some((1, TokenFlags::empty())));
        assert_eq!(word("US, and "), Some((2, TokenFlags::UPPER_FIRST | TokenFlags::UPPER_ALL)));
        assert_eq!(word("x_1é3456"), Some((3, TokenFlags::DIGIT)));
        assert_eq!(word("counting"), None);
        let long = |text: &str| {
            let eight = |at: usize| Eight::at(text.as_bytes(), at).unwrap();
            eight(0).long_word(eight(8))
        };
        assert_eq!(long("counting sheep 1"), Some((8, TokenFlags::empty())));
        assert_eq!(long("Countdown to one"), Some((9, TokenFlags::UPPER_FIRST)));
        assert_eq!(
            long("COUNTDOWN_2, one"),
            Some((11, TokenFlags::UPPER_FIRST | TokenFlags::UPPER_ALL | TokenFlags::DIGIT))
        );
        assert_eq!(long("COUNTDOWNs, one,"), Some((10, TokenFlags::UPPER_FIRST)));
        assert_eq!(long("the countdown, a"), None);
        assert_eq!(long("counterrevolutio"), None);
        assert!(Eight::at(b"short", 0).is_none());
        let plain = |text: &str| plain_word(sixteen(text.as_bytes(), 0)?);
        assert_eq!(plain("The tide came in"), Some((3, TokenFlags::UPPER_FIRST)));
        assert_eq!(plain("mcDonald in town"), Some((2, TokenFlags::empty())));
        assert_eq!(plain("caf\u{e9} au lait, tea"), Some((3, TokenFlags::empty())));
        assert_eq!(plain("countess in town"), Some((8, TokenFlags::empty())));
        assert_eq!(plain("Countdown to one"), Some((9, TokenFlags::UPPER_FIRST)));
        assert_eq!(plain("counterrevolutio"), None);
        assert_eq!(plain("short"), None);
    }
}
