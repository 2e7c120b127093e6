//! A table from words of up to 24 bytes to flags, made for one look-up a token.
//!
//! Words are folded by setting bit 5 of every byte, which lowers ASCII and Latin-1 letters alike and leaves the marks
//! that stand in words as they are. A slot is four bytes: 20 bits of the word's hash in place of the word and the
//! number of its combination of flags. Slots stand in buckets of four, which are compared at once and without a
//! branch, so that the look-ups of one word and the next overlap. Every listed word finds its own flags (a test holds
//! it); a word that is not listed is taken for one that is about once in 500,000 words.

use rustc_hash::FxHashMap;

const WIDTH: usize = 24;
/// Bits of a slot for the number of the combination.
const NUMBER: u32 = 12;

/// Slots that are looked at together: as many as the processor compares in one step.
type Bucket = [u32; 4];

/// Words and their flags.
pub(crate) struct Table {
    /// Filled from the front; 0 where empty. What a full bucket has no room for stands in the next.
    buckets: Vec<Bucket>,
    /// Every combination of flags that occurs, by its number; the first is none.
    combinations: Vec<u64>,
}

/// A table as many look-ups in a row take it: where its lists stand is not asked for again a word.
#[derive(Clone, Copy)]
pub(crate) struct Look<'a> {
    buckets: &'a [Bucket],
    combinations: &'a [u64],
}

impl Table {
    /// The table of words and flags; a word may come several times and gets all its flags. Words longer than 24
    /// bytes are left out: no look-up finds them.
    pub(crate) fn new<'w>(words: impl Iterator<Item = (&'w str, u64)>) -> Self {
        let mut all: FxHashMap<u64, u64> = FxHashMap::default();
        for (word, flags) in words.filter(|(word, _)| (1..=WIDTH).contains(&word.len())) {
            *all.entry(hash(word.as_bytes(), 0, word.len())).or_default() |= flags;
        }
        let length = (all.len() / 2 + 1).next_power_of_two();
        let mut table = Self { buckets: vec![Bucket::default(); length], combinations: vec![0] };
        let mut numbers = FxHashMap::default();
        for (hash, flags) in all {
            let number = *numbers.entry(flags).or_insert_with(|| {
                table.combinations.push(flags);
                table.combinations.len() as u32 - 1
            });
            debug_assert!(number < 1 << NUMBER);
            let mut at = hash as usize & (length - 1);
            let empty = loop {
                match table.buckets[at].iter_mut().find(|slot| **slot == 0) {
                    Some(slot) => break slot,
                    None => at = (at + 1) & (length - 1),
                }
            };
            *empty = tag(hash) | number;
        }
        table
    }

    /// Makes ready for look-ups.
    pub(crate) fn look(&self) -> Look<'_> {
        Look { buckets: &self.buckets, combinations: &self.combinations }
    }
}

impl Look<'_> {
    /// The flags of the word with this hash; 0 if it is not in the table.
    #[inline]
    pub(crate) fn get(self, hash: u64) -> u64 {
        let tag = tag(hash);
        let last = self.buckets.len() - 1;
        let mut at = hash as usize & last;
        loop {
            let bucket = &self.buckets[at];
            let mut number = 0;
            for slot in bucket {
                let rest = slot ^ tag;
                number |= rest & u32::from(rest >> NUMBER == 0).wrapping_neg();
            }
            // One test: apart, each would be harder to foresee.
            let settled = number | u32::from(bucket[bucket.len() - 1] == 0);
            if settled != 0 {
                return self.combinations[number as usize];
            }
            at = (at + 1) & last;
        }
    }
}

/// The bits of a hash that a slot holds; never 0.
#[inline]
fn tag(hash: u64) -> u32 {
    (hash >> 32) as u32 & !((1 << NUMBER) - 1) | 1 << 31
}

const FOLD: u64 = 0x2020_2020_2020_2020;
const K: [u64; 3] = [0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9];

/// The bits of a word of so many bytes, in its first eight bytes and in the next.
const KEPT: [[u64; 2]; 17] = {
    let mut kept = [[0; 2]; 17];
    let mut length = 1;
    while length <= 16 {
        let all = u128::MAX >> (128 - 8 * length);
        kept[length] = [all as u64, (all >> 64) as u64];
        length += 1;
    }
    kept
};

/// A hash of the folded word at `bytes[start..end]`. Words over 24 bytes share the hash of their first 24 bytes and
/// their length.
#[inline]
pub(crate) fn hash(bytes: &[u8], start: usize, end: usize) -> u64 {
    let length = end - start;
    // Short and long words come in turn: to reckon with both halves of all costs less than to tell them apart.
    match bytes.get(start..start + 16).and_then(|both| both.as_chunks::<8>().0.first_chunk::<2>()) {
        Some([eight, next]) if length.wrapping_sub(1) < 16 => {
            let folded = |eight: &[u8; 8]| u64::from_le_bytes(*eight) | FOLD;
            let short = first(folded(eight) & KEPT[length][0], length);
            let long = further(short, 29, folded(next) & KEPT[length][1], K[1]);
            finish(if length > 8 { long } else { short })
        }
        _ => hash_of_any(bytes, start, end),
    }
}

/// The same for a word of any length anywhere in a text.
#[inline(never)]
fn hash_of_any(bytes: &[u8], start: usize, end: usize) -> u64 {
    let length = end - start;
    let word = |at: usize, kept: usize| -> u64 {
        let raw = match bytes.get(at..at + 8).and_then(|eight| <[u8; 8]>::try_from(eight).ok()) {
            Some(eight) => u64::from_le_bytes(eight),
            None => bytes
                .get(at..at + kept)
                .unwrap_or(&[])
                .iter()
                .rev()
                .fold(0, |all, byte| all << 8 | u64::from(*byte)),
        };
        (raw | FOLD) & (u64::MAX >> (64 - 8 * kept))
    };
    let mut mixed = first(word(start, length.clamp(1, 8)), length);
    if length > 8 {
        mixed = further(mixed, 29, word(start + 8, (length - 8).min(8)), K[1]);
        if length > 16 {
            mixed = further(mixed, 31, word(start + 16, (length - 16).min(8)), K[2]);
        }
    }
    finish(mixed)
}

#[inline]
fn first(word: u64, length: usize) -> u64 {
    word.wrapping_mul(K[0]) ^ length as u64
}

#[inline]
fn further(mixed: u64, shift: u32, word: u64, odd: u64) -> u64 {
    (mixed ^ mixed >> shift).wrapping_add(word.wrapping_mul(odd))
}

#[inline]
fn finish(mixed: u64) -> u64 {
    let mixed = (mixed ^ mixed >> 32).wrapping_mul(K[1]);
    mixed ^ mixed >> 29
}
