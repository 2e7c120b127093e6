//! A cluster is a group of words that keep the same company in news text; the model knows it by number.

/// The clusters of words, looked up by the hash of the folded word.
#[derive(Clone, Debug, Default)]
pub struct Clusters {
    /// Some bits of a hash above a cluster; 0 where empty. Twice as long as the list of words, or empty.
    slots: Vec<u32>,
    words: Vec<(u64, u16)>,
}

/// Bits of a slot that hold the cluster.
const BITS: u32 = 13;
/// The greatest number of a cluster.
pub const MOST: u16 = (1 << BITS) - 1;

impl Clusters {
    /// From words by their hashes, each with its cluster from 1 to [`MOST`].
    pub fn new(words: Vec<(u64, u16)>) -> Self {
        let length = if words.is_empty() { 0 } else { (2 * words.len()).next_power_of_two() };
        let mut slots = vec![0; length];
        for (hash, cluster) in words.iter().copied() {
            let mut at = hash as usize & (length - 1);
            while slots[at] != 0 {
                at = (at + 1) & (length - 1);
            }
            slots[at] = tag(hash) | u32::from(cluster.clamp(1, MOST));
        }
        Self { slots, words }
    }

    /// The words by their hashes, each with its cluster.
    pub fn words(&self) -> &[(u64, u16)] {
        &self.words
    }

    /// The cluster of a word; 0 for one in none.
    #[inline]
    pub fn get(&self, hash: u64) -> u16 {
        self.behind_slot(self.slot(hash), hash)
    }

    /// The slot where a word is looked for first. To ask for those of many words before [`Self::behind_slot`] keeps many
    /// of them on their way at once.
    #[inline]
    pub(super) fn slot(&self, hash: u64) -> u32 {
        self.slots.get(hash as usize & self.slots.len().wrapping_sub(1)).copied().unwrap_or(0)
    }

    /// The cluster of a word whose first slot is known; 0 for one in none.
    #[inline]
    pub(super) fn behind_slot(&self, mut slot: u32, hash: u64) -> u16 {
        let mut at = hash as usize;
        while !((slot ^ tag(hash)) < 1 << BITS || slot == 0) {
            at = at.wrapping_add(1);
            slot = self.slot(at as u64);
        }
        slot as u16 & MOST
    }
}

fn tag(hash: u64) -> u32 {
    (hash >> 32) as u32 & !u32::from(MOST)
}
