//! A table from words of up to 24 bytes to flags, made for one look-up a token.
//!
//! Words are folded by setting bit 5 of every byte, which lowers ASCII and Latin-1 letters alike and leaves the marks
//! that stand in words as they are. Each listed word has a slot of its own: words fall into groups by their hash, and
//! each group has a factor that was sought when the table was made, by which all of its words find slots that are
//! free (perfect hashing by displacement: Belazzougui, Botelho and Dietzfelbinger 2009). A slot is four bytes: 20 bits
//! of the word's hash in place of the word and the number of its combination of flags. So a look-up is two steps
//! without a branch, and those of one word and the next overlap. Every listed word finds its own flags (a test holds
//! it); a word that is not listed is taken for one that is about once in 1,500,000 words.

use rustc_hash::FxHashMap;

const WIDTH: usize = 24;
/// Bits of a slot for the number of the combination.
const NUMBER: u32 = 12;
/// Words a group, as many as it is quick to find a factor for.
const TOGETHER: usize = 3;

/// Words and their flags.
pub(crate) struct Table {
    /// The factor of each group of words. A power of two in number.
    factors: Vec<u16>,
    /// A power of two in number; 0 where empty.
    slots: Vec<u32>,
    /// Every combination of flags that occurs, by its number; the first is none.
    combinations: Vec<u64>,
}

/// A table as many look-ups in a row take it: where its lists stand is not asked for again a word.
#[derive(Clone, Copy)]
pub(crate) struct Look<'a> {
    factors: &'a [u16],
    slots: &'a [u32],
    combinations: &'a [u64],
    shift: u32,
}

impl Table {
    /// The table of words and flags; a word may come several times and gets all its flags. Words longer than 24
    /// bytes are left out: no look-up finds them. `more` adds to a word's flags what follows from all of them.
    pub(crate) fn new<'w>(words: impl Iterator<Item = (&'w str, u64)>, more: impl Fn(u64) -> u64) -> Self {
        let mut all: FxHashMap<u64, u64> = FxHashMap::default();
        for (word, flags) in words.filter(|(word, _)| (1..=WIDTH).contains(&word.len())) {
            *all.entry(hash_of(word)).or_default() |= flags;
        }
        let mut combinations = vec![0];
        let mut numbers = FxHashMap::default();
        let mut words: Vec<(u64, u32)> = Vec::with_capacity(all.len());
        for (hash, flags) in all {
            let flags = more(flags);
            let number = *numbers.entry(flags).or_insert_with(|| {
                combinations.push(flags);
                combinations.len() as u32 - 1
            });
            debug_assert!(number < 1 << NUMBER);
            words.push((hash, number));
        }
        let groups = (words.len() / TOGETHER + 1).next_power_of_two();
        words.sort_unstable_by_key(|(hash, _)| (group(*hash, groups), *hash));
        let mut by_group: Vec<&[(u64, u32)]> =
            words.chunk_by(|(a, _), (b, _)| group(*a, groups) == group(*b, groups)).collect();
        // The largest first, while there is most room.
        by_group.sort_by_key(|group| std::cmp::Reverse(group.len()));
        let mut length = (words.len() + words.len() / 4 + 2).next_power_of_two();
        loop {
            if let Some((factors, slots)) = placed(&by_group, groups, length) {
                return Self { factors, slots, combinations };
            }
            length *= 2;
        }
    }

    /// Makes ready for look-ups.
    pub(crate) fn look(&self) -> Look<'_> {
        let Self { factors, slots, combinations } = self;
        Look { factors, slots, combinations, shift: shift(slots.len()) }
    }
}

/// A factor for each group by which all its words have slots of their own among `length`; none where a group has no
/// such factor.
fn placed(by_group: &[&[(u64, u32)]], groups: usize, length: usize) -> Option<(Vec<u16>, Vec<u32>)> {
    let (mut factors, mut slots) = (vec![1; groups], vec![0; length]);
    let shift = shift(length);
    let mut taken = Vec::new();
    for words in by_group {
        let fits = |factor: &u16| {
            taken.clear();
            words.iter().all(|(hash, _)| {
                let at = place(*hash, *factor, shift);
                let free = slots[at] == 0 && !taken.contains(&at);
                taken.push(at);
                free
            })
        };
        let factor = (1..u16::MAX).step_by(2).find(fits)?;
        factors[group(words[0].0, groups)] = factor;
        for (hash, number) in *words {
            slots[place(*hash, factor, shift)] = tag(*hash) | number;
        }
    }
    Some((factors, slots))
}

impl Look<'_> {
    /// The flags of the word with this hash; 0 if it is not in the table.
    #[inline]
    pub(crate) fn get(self, hash: u64) -> u64 {
        let factor = self.factors[group(hash, self.factors.len())];
        let rest = self.slots[place(hash, factor, self.shift)] ^ tag(hash);
        let number = if rest >> NUMBER == 0 { rest } else { 0 };
        self.combinations[number as usize]
    }
}

/// The group of a word: the lowest bits of its hash.
#[inline]
fn group(hash: u64, groups: usize) -> usize {
    hash as usize & (groups - 1)
}

/// The slot of a word: the highest bits of a product.
#[inline]
fn place(hash: u64, factor: u16, shift: u32) -> usize {
    (hash.wrapping_mul(u64::from(factor)) >> shift) as usize
}

/// How far a product is shifted, to be one of so many slots.
fn shift(length: usize) -> u32 {
    u64::BITS - length.trailing_zeros()
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
