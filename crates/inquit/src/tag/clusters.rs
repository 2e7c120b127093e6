//! A cluster is a group of words that keep the same company in news text; the model knows it by number.

/// The clusters of words, looked up by the hash of the folded word.
#[derive(Clone, Debug, Default)]
pub struct Clusters {
    /// The upper half of a hash and a cluster; cluster 0 where empty. Twice as long as the list of words, or empty.
    slots: Vec<(u32, u16)>,
    words: Vec<(u64, u16)>,
}

impl Clusters {
    /// From words, each with its cluster, which is 1 or more.
    pub fn new(words: impl Iterator<Item = (u64, u16)>) -> Self {
        let words: Vec<(u64, u16)> = words.collect();
        let length = if words.is_empty() { 0 } else { (2 * words.len()).next_power_of_two() };
        let mut slots = vec![(0, 0); length];
        for (hash, cluster) in words.iter().copied() {
            let mut at = hash as usize & (length - 1);
            while slots[at].1 != 0 {
                at = (at + 1) & (length - 1);
            }
            slots[at] = ((hash >> 32) as u32, cluster);
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
        if self.slots.is_empty() {
            return 0;
        }
        let mut at = hash as usize & (self.slots.len() - 1);
        loop {
            let (tag, cluster) = self.slots[at];
            if tag == (hash >> 32) as u32 || cluster == 0 {
                return cluster;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }
}
