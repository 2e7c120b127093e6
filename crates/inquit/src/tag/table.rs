//! A table holds the weights of features, eight bytes a row, found by the feature's hash.
//!
//! A row has a weight for each label but "outside", whose weight is 0, and a mark, eight bits of the hash, by which a
//! feature that the model never learned is told apart (but for one in 255) and adds nothing. A feature has one place
//! only: of two that want it, the weightier was kept when the table was made. Most features of most tokens are
//! unknown ones; the marks stand together, so that these never reach for a row.

use std::borrow::Cow;

use super::LABELS;
use super::decode::Scores;
use super::features::FEATURES;

/// Bytes of a row.
const ROW: usize = 8;
/// Weights of a row.
const KEPT: usize = LABELS - 1;

/// Weights of features.
#[derive(Clone, Debug)]
pub struct Table {
    /// 2^bits rows.
    rows: Cow<'static, [u8]>,
    /// The mark of each row.
    marks: Vec<u8>,
    bits: u32,
    /// What one unit of a weight is worth.
    scale: f32,
}

impl Default for Table {
    /// A table that knows no feature.
    fn default() -> Self {
        Self { rows: Cow::Owned(vec![0; 2 * ROW]), marks: vec![0; 2], bits: 1, scale: 0.0 }
    }
}

impl Table {
    /// A table of `2^bits` rows with as many of the features as find a place, the first ones first. Weights are
    /// clipped at `most`.
    pub fn new(features: impl Iterator<Item = (u64, Scores)>, bits: u32, most: f32) -> Self {
        let scale = most / 127.0;
        let mut rows = vec![0u8; ROW << bits];
        let mut used = vec![false; 1 << bits];
        for (hash, weights) in features {
            let at = (hash >> (64 - bits)) as usize;
            if std::mem::replace(&mut used[at], true) {
                continue;
            }
            let row = &mut rows[at * ROW..][..ROW];
            for (byte, weight) in row.iter_mut().zip(&weights[1..=KEPT]) {
                *byte = ((weight - weights[0]) / scale).round().clamp(-127.0, 127.0) as i8 as u8;
            }
            row[KEPT] = mark(hash);
        }
        let marks = marks(&rows);
        Self { rows: Cow::Owned(rows), marks, bits, scale }
    }

    /// The table of these rows; none where their number is no power of two.
    pub fn from_rows(rows: Cow<'static, [u8]>, scale: f32) -> Option<Self> {
        let count = rows.len() / ROW;
        let sound = rows.len().is_multiple_of(ROW) && count.is_power_of_two() && count > 1;
        sound.then(|| Self { bits: count.trailing_zeros(), marks: marks(&rows), rows, scale })
    }

    /// The rows, and what one unit of a weight is worth.
    pub fn rows(&self) -> (&[u8], f32) {
        (&self.rows, self.scale)
    }

    /// The score of each label under these features.
    #[inline]
    pub fn score(&self, features: &[u64; FEATURES]) -> Scores {
        // First the rows of known features, without a branch, then their sum.
        let mut known = [0u32; FEATURES];
        let mut count = 0;
        for hash in features {
            let at = hash >> (64 - self.bits);
            known[count] = at as u32;
            count += usize::from(self.marks[at as usize] == mark(*hash));
        }
        let (rows, _) = self.rows.as_chunks::<ROW>();
        let mut sum = [0i16; ROW];
        for at in &known[..count] {
            for (one, byte) in sum.iter_mut().zip(rows[*at as usize]) {
                *one = one.wrapping_add(i16::from(byte as i8));
            }
        }
        let mut scores = [0.0; 8];
        for (score, one) in scores[1..=KEPT].iter_mut().zip(sum) {
            *score = f32::from(one) * self.scale;
        }
        scores
    }
}

fn marks(rows: &[u8]) -> Vec<u8> {
    rows.chunks_exact(ROW).map(|row| row[KEPT]).collect()
}

/// The bits of a hash that stand in its row; never 0, the mark of an empty one.
#[inline]
fn mark(hash: u64) -> u8 {
    ((hash >> 24) as u8).max(1)
}
