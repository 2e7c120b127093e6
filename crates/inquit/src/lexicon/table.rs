//! A table from words of up to 24 bytes to flags, made for one look-up a token.
//!
//! Words are folded by setting bit 5 of every byte, which lowers ASCII and Latin-1 letters alike and leaves the marks
//! that stand in words as they are. A slot is four bytes: 20 bits of the word's hash in place of the word and the
//! number of its combination of flags. Slots stand in buckets of four, which are compared at once and without a
//! branch, so that the look-ups of one word and the next overlap. Every listed word finds its own flags (a test holds
//! it); a word that is not listed is taken for one that is about once in 500,000 words.

use rustc_hash::FxHashMap;
use wide::u32x4;

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
    /// bytes are left out: no look-up finds them. `more` adds to a word's flags what follows from all of them.
    pub(crate) fn new<'w>(words: impl Iterator<Item = (&'w str, u64)>, more: impl Fn(u64) -> u64) -> Self {
        let mut all: FxHashMap<u64, u64> = FxHashMap::default();
        for (word, flags) in words.filter(|(word, _)| (1..=WIDTH).contains(&word.len())) {
            *all.entry(hash_of(word)).or_default() |= flags;
        }
        let length = (all.len() / 2 + 1).next_power_of_two();
        let mut table = Self { buckets: vec![Bucket::default(); length], combinations: vec![0] };
        let mut numbers = FxHashMap::default();
        for (hash, flags) in all {
            let flags = more(flags);
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
            let rest = u32x4::new(*bucket) ^ u32x4::splat(tag);
            // At most one slot is the word's.
            let [a, b, c, d] = (rest & (rest >> NUMBER).cmp_eq(u32x4::ZERO)).to_array();
            let number = a | b | c | d;
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

/// A hash of the folded word at `bytes[start..end]`; every bit of it hangs on the whole word. Words over 24 bytes share
/// the hash of their first 24 bytes and their length.
#[inline]
pub(super) fn hash(bytes: &[u8], start: usize, end: usize) -> u64 {
    let length = end - start;
    // Short and long words come in turn: to reckon with both halves of all costs less than to tell them apart.
    match bytes.get(start..start + 16).and_then(|both| both.as_chunks::<8>().0.first_chunk::<2>()) {
        Some([eight, next]) if length.wrapping_sub(1) < 16 => {
            let folded = |eight: &[u8; 8], kept: u64| (u64::from_le_bytes(*eight) | FOLD) & kept;
            mixed(folded(eight, KEPT[length][0]), folded(next, KEPT[length][1]))
        }
        _ => hash_of_any(bytes, start, end),
    }
}

/// The same for a word of any length anywhere in a text.
#[inline(never)]
fn hash_of_any(bytes: &[u8], start: usize, end: usize) -> u64 {
    hash_of_bytes(&bytes[start..end])
}

/// The hash of a word by itself.
pub(crate) const fn hash_of(word: &str) -> u64 {
    hash_of_bytes(word.as_bytes())
}

const fn hash_of_bytes(word: &[u8]) -> u64 {
    let short = mixed(eight(word, 0), eight(word, 8));
    if word.len() > 16 {
        mixed(short, eight(word, 16) ^ (word.len() as u64).wrapping_mul(K[2]))
    } else {
        short
    }
}

/// Up to eight folded bytes of a word, from `from` on.
const fn eight(word: &[u8], from: usize) -> u64 {
    let end = if word.len() < from + 8 { word.len() } else { from + 8 };
    let (mut all, mut at) = (0, end);
    while at > from {
        at -= 1;
        all = all << 8 | (word[at] | 0x20) as u64;
    }
    all
}

/// Both halves of a product of 128 bits: of all that is as quick, what spreads a word best over all bits. No byte of a
/// word is 0 once folded, so its length shows.
#[inline]
const fn mixed(eight: u64, next: u64) -> u64 {
    let product = (eight ^ K[0]) as u128 * (next ^ K[1]) as u128;
    product as u64 ^ (product >> 64) as u64
}
