//! A key is the hash of a word, letter case set aside, or made of two; a key map finds what a word stands for.

/// One key of two.
pub(super) fn both(first: u64, second: u64) -> u64 {
    first ^ second.rotate_left(17)
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
        loop {
            let slot = &self.slots[at];
            // Most are found, or known to be missing, at once.
            if (slot.round != self.round) | (slot.key == key) {
                return at;
            }
            at = (at + 1) & self.mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
