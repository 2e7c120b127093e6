//! A key stands for a word, letter case set aside; a key map finds what a word stands for.

/// A word's key: letter case of ASCII set aside.
pub(super) fn key(word: &str) -> u64 {
    let (eights, rest) = word.as_bytes().as_chunks::<8>();
    let mut mixed = word.len() as u64;
    for eight in eights {
        mixed = mix(mixed, u64::from_le_bytes(*eight));
    }
    if !rest.is_empty() {
        mixed = mix(mixed, below_eight(rest));
    }
    mixed ^ (mixed >> 29)
}

/// One key of two.
pub(super) fn both(first: u64, second: u64) -> u64 {
    first ^ second.rotate_left(17)
}

fn mix(mixed: u64, eight: u64) -> u64 {
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    (mixed.rotate_left(5) ^ (eight | 0x2020_2020_2020_2020)).wrapping_mul(ODD)
}

/// One to seven bytes as a number, the first one lowest. Pieces that overlap spare a loop that would end where the
/// processor does not expect it.
fn below_eight(bytes: &[u8]) -> u64 {
    let length = bytes.len();
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << (8 * (length - 4))
    } else {
        let at = |i: usize| u64::from(bytes[i]) << (8 * i);
        at(0) | at(length / 2) | at(length - 1)
    }
}

/// A map from keys to numbers, for one article after the other: it is emptied without a touch to its memory, and an
/// article uses no more of it than it needs.
#[derive(Debug, Default)]
pub(super) struct KeyMap {
    slots: Vec<Slot>,
    /// One less than the number of slots in use, which is a power of two.
    mask: usize,
    /// Slots of other rounds are empty.
    round: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    key: u64,
    number: u32,
    round: u32,
}

impl KeyMap {
    /// Makes ready for an article with at most `most` keys.
    pub(super) fn reset(&mut self, most: usize) {
        let length = (most * 2 + 1).next_power_of_two();
        if length > self.slots.len() || self.round == u32::MAX {
            self.slots.clear();
            self.slots.resize(length, Slot::default());
            self.round = 0;
        }
        self.mask = length - 1;
        self.round += 1;
    }

    /// The number of a key.
    pub(super) fn get(&self, key: u64) -> Option<u32> {
        let slot = &self.slots[self.find(key)];
        (slot.round == self.round).then_some(slot.number)
    }

    /// Sets the number of a key.
    pub(super) fn insert(&mut self, key: u64, number: u32) {
        let at = self.find(key);
        self.slots[at] = Slot { key, number, round: self.round };
    }

    /// The slot of a key, or the empty one where it would stand.
    fn find(&self, key: u64) -> usize {
        let mut at = key as usize & self.mask;
        while self.slots[at].round == self.round && self.slots[at].key != key {
            at = (at + 1) & self.mask;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_differ_as_words_do() {
        let words = ["a", "b", "ab", "ba", "abc", "abd", "abcd", "abcde", "abcdefg", "abcdefgh", "abcdefghi"];
        for (i, word) in words.iter().enumerate() {
            assert_eq!(key(word), key(&word.to_uppercase()));
            assert!(words[..i].iter().all(|other| key(other) != key(word)), "{word}");
        }
        assert_eq!(below_eight(b"ab"), 0x6261);
        assert_eq!(below_eight(b"abcde"), 0x65_6463_6261);
    }

    #[test]
    fn a_map_forgets_the_article_before() {
        let mut map = KeyMap::default();
        for most in [3, 40, 3] {
            map.reset(most);
            for number in 0..most as u32 {
                let key = u64::from(number) * 64;
                assert_eq!(map.get(key), None);
                map.insert(key, number);
                map.insert(key, number + 1);
                assert_eq!(map.get(key), Some(number + 1));
            }
        }
    }
}
