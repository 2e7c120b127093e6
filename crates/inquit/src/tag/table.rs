//! A table holds the weights of features, eight bytes a row, found by the feature's hash.
//!
//! A row has a weight for each label but "outside", whose weight is 0, and 16 bits of the hash, so that a feature that
//! the model never learned is told apart and adds nothing. A feature has one place only: of two that want it, the
//! weightier was kept when the table was made.

use std::borrow::Cow;

use super::LABELS;
use super::decode::Scores;

/// Bytes of a row.
const ROW: usize = 8;
/// Weights of a row.
const KEPT: usize = LABELS - 1;

/// Weights of features.
#[derive(Clone, Debug)]
pub struct Table {
    /// 2^bits rows.
    rows: Cow<'static, [u8]>,
    bits: u32,
    /// What one unit of a weight is worth.
    scale: f32,
}

impl Default for Table {
    /// A table that knows no feature.
    fn default() -> Self {
        Self { rows: Cow::Owned(vec![0; 2 * ROW]), bits: 1, scale: 0.0 }
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
            row[KEPT..].copy_from_slice(&check(hash).to_le_bytes());
        }
        Self { rows: Cow::Owned(rows), bits, scale }
    }

    /// The table of these rows; none where their number is no power of two.
    pub fn from_rows(rows: Cow<'static, [u8]>, scale: f32) -> Option<Self> {
        let count = rows.len() / ROW;
        let sound = rows.len().is_multiple_of(ROW) && count.is_power_of_two() && count > 1;
        sound.then(|| Self { bits: count.trailing_zeros(), rows, scale })
    }

    /// The rows, and what one unit of a weight is worth.
    pub fn rows(&self) -> (&[u8], f32) {
        (&self.rows, self.scale)
    }

    /// The score of each label under these features.
    #[inline]
    pub fn score(&self, features: &[u64]) -> Scores {
        let (rows, _) = self.rows.as_chunks::<ROW>();
        let mut sum = [0i16; 8];
        for hash in features {
            let row = u64::from_le_bytes(rows[(hash >> (64 - self.bits)) as usize]);
            // Without a branch, so that the processor fetches the next rows meanwhile: all ones if the row is the
            // feature's, else 0.
            let differs = row >> 48 ^ u64::from(check(*hash));
            let known = (differs.wrapping_sub(1) >> 63).wrapping_neg();
            for (one, byte) in sum.iter_mut().zip((row & known).to_le_bytes()) {
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

/// The bits of a hash that stand in its row.
#[inline]
const fn check(hash: u64) -> u16 {
    (hash >> 24) as u16
}
