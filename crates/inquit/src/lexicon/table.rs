//! A table from words of up to 24 bytes to flags, made for one look-up a token.
//!
//! Words are folded by setting bit 5 of every byte, which lowers ASCII and Latin-1 letters alike and leaves the marks
//! that stand in words as they are. Each listed word has a slot of its own: words fall into groups by their hash, and
//! each group has a factor that was sought when the table was made, by which all of its words find slots that are
//! free (perfect hashing by displacement: Belazzougui, Botelho and Dietzfelbinger 2009). A slot is four bytes: 20 bits
//! of the word's hash in place of the word and the number of its combination of flags. So a look-up is two steps
//! without a branch, and those of one word and the next overlap. Every listed word finds its own flags (a test holds
//! it); a word that is not listed is taken for one that is about once in 1,500,000 words.

use std::fmt::Debug;
use std::hint::select_unpredictable;

use rustc_hash::FxHashMap;

const WIDTH: usize = 24;
/// Bits of a slot for the number of the combination.
const NUMBER: u32 = 12;
const COMBINATIONS: usize = 1 << NUMBER;
/// Groups of words: some three words each, as many as it is quick to find a factor for.
const GROUPS: usize = 1 << 13;
/// Bits of a slot's place. Numbers that are known when compiled spare each look-up the question whether it stays inside.
const PLACE: u32 = 15;
const SLOTS: usize = 1 << PLACE;

/// Words and their flags.
pub(crate) struct Table {
    /// The factor of each group of words.
    factors: Box<[u16; GROUPS]>,
    /// 0 where empty.
    slots: Box<[u32; SLOTS]>,
    /// Every combination of flags that occurs, by its number; the first is none.
    combinations: Box<[u64; COMBINATIONS]>,
}

/// A table as many look-ups in a row take it: where its lists stand is not asked for again a word.
#[derive(Clone, Copy)]
pub(crate) struct Look<'a> {
    factors: &'a [u16; GROUPS],
    slots: &'a [u32; SLOTS],
    combinations: &'a [u64; COMBINATIONS],
}

impl Table {
    /// The table of words and flags; a word may come several times and gets all its flags. Words longer than 24
    /// bytes are left out: no look-up finds them. `more` adds to a word's flags what follows from all of them.
    pub(crate) fn new<'w>(words: impl Iterator<Item = (&'w str, u64)>, more: impl Fn(u64) -> u64) -> Self {
        let mut by_group: Vec<Vec<(u64, u64)>> = vec![Vec::new(); GROUPS];
        for (word, flags) in words.filter(|(word, _)| (1..=WIDTH).contains(&word.len())) {
            let hash = hash_of(word);
            let group = &mut by_group[group(hash)];
            match group.iter_mut().find(|(other, _)| *other == hash) {
                Some((_, all)) => *all |= flags,
                None => group.push((hash, flags)),
            }
        }
        // The largest first, while there is most room.
        by_group.sort_by_key(|group| std::cmp::Reverse(group.len()));
        let mut table = Self { factors: filled(1), slots: filled(0), combinations: filled(0) };
        let mut numbers = FxHashMap::default();
        for words in by_group.iter().take_while(|words| !words.is_empty()) {
            let factor = table.factor(words).expect("the lists have outgrown the table's slots");
            table.factors[group(words[0].0)] = factor;
            for (hash, flags) in words {
                let (flags, next) = (more(*flags), numbers.len() as u32 + 1);
                let number = *numbers.entry(flags).or_insert(next);
                table.combinations[number as usize] = flags;
                table.slots[place(*hash, factor)] = tag(*hash) | number;
            }
        }
        table
    }

    /// A factor by which all words of a group have slots of their own.
    fn factor(&self, words: &[(u64, u64)]) -> Option<u16> {
        let fits = |factor: &u16| {
            words.iter().enumerate().all(|(number, (hash, _))| {
                let at = place(*hash, *factor);
                let apart = |(other, _): &(u64, u64)| place(*other, *factor) != at;
                self.slots[at] == 0 && words[..number].iter().all(apart)
            })
        };
        (1..u16::MAX).step_by(2).find(fits)
    }

    /// Makes ready for look-ups.
    pub(crate) fn look(&self) -> Look<'_> {
        let Self { factors, slots, combinations } = self;
        Look { factors, slots, combinations }
    }
}

impl Look<'_> {
    /// The flags of the word with this hash; 0 if it is not in the table.
    #[inline]
    pub(crate) fn get(self, hash: u64) -> u64 {
        let factor = self.factors[group(hash)];
        let rest = self.slots[place(hash, factor)] ^ tag(hash);
        // Which words are listed cannot be foreseen.
        let number = select_unpredictable(rest >> NUMBER == 0, rest, 0);
        self.combinations[number as usize & (COMBINATIONS - 1)]
    }
}

/// A list of so many times the same.
#[expect(clippy::unnecessary_box_returns, reason = "it is too large for the stack")]
fn filled<T: Copy + Debug, const N: usize>(value: T) -> Box<[T; N]> {
    vec![value; N].try_into().expect("a list of N")
}

/// The group of a word: the lowest bits of its hash.
#[inline]
fn group(hash: u64) -> usize {
    hash as usize & (GROUPS - 1)
}

/// The slot of a word: the highest bits of a product.
#[inline]
fn place(hash: u64, factor: u16) -> usize {
    (hash.wrapping_mul(u64::from(factor)) >> (u64::BITS - PLACE)) as usize
}

/// The bits of a hash that a slot holds, out of its middle.
#[inline]
fn tag(hash: u64) -> u32 {
    (hash >> 12) as u32 & !((1 << NUMBER) - 1)
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
    let both = bytes.get(start..start + 16).and_then(|both| both.as_chunks::<8>().0.first_chunk::<2>());
    match (both, KEPT.get(length)) {
        (Some([eight, next]), Some(kept)) => {
            let folded = |eight: &[u8; 8], kept: u64| (u64::from_le_bytes(*eight) | FOLD) & kept;
            mixed(folded(eight, kept[0]), folded(next, kept[1]))
        }
        _ => hash_of_any(bytes, start, end),
    }
}

/// The same for a word of any length anywhere in a text.
#[inline(never)]
fn hash_of_any(bytes: &[u8], start: usize, end: usize) -> u64 {
    hash_of_bytes(&bytes[start..end])
}

/// A number that stands for a word, letter case set aside.
pub const fn hash_of(word: &str) -> u64 {
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
