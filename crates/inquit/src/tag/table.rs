//! A table holds the weights of features, eight bytes a row, found by the feature's hash.
//!
//! A row has a weight for each label but "outside", whose weight is 0, and a mark, eight bits of the hash, by which a
//! feature that the model never learned is told apart (but for one in 255) and adds nothing. A feature has one place
//! only: of two that want it, the weightier was kept when the table was made. Most features of most tokens are
//! unknown ones; the marks stand together, so that these never reach for a row.

use std::borrow::Cow;

use super::LABELS;
use super::decode::Scores;
use super::features::{self, FEATURES};
use super::paths::Units;

/// Bytes of a row.
const ROW: usize = 8;
/// The byte of a weight of 0.
const ZERO: u8 = 128;
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
                let units = ((weight - weights[0]) / scale).round().clamp(-127.0, 127.0);
                *byte = (units as i16 + ZERO as i16) as u8;
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

    /// The score of each label, in units, under features of these values, a template each.
    #[inline]
    pub fn score(&self, values: &[u64; FEATURES]) -> Units {
        // First the rows of known features, without a branch, then their sum.
        let mut known = [0u32; FEATURES];
        let mut count = 0;
        for (template, value) in values.iter().enumerate() {
            let hash = features::hash(template, *value);
            let at = hash >> (64 - self.bits);
            known[count] = at as u32;
            count += usize::from(self.marks[at as usize] == mark(hash));
        }
        let (rows, _) = self.rows.as_chunks::<ROW>();
        // Four bytes are added at once in lanes of 16 bits; weights are kept from 1 to 255 for that.
        const LANES: u64 = 0x00FF_00FF_00FF_00FF;
        let (mut even, mut odd) = (0u64, 0u64);
        for at in &known[..count] {
            let row = u64::from_le_bytes(rows[*at as usize]);
            even = even.wrapping_add(row & LANES);
            odd = odd.wrapping_add(row >> 8 & LANES);
        }
        let zero = ZERO as i16 * count as i16;
        let lane = |lanes: u64, at: usize| (lanes >> (16 * at)) as i16 - zero;
        // "Outside" comes first and has no weights.
        [0, lane(even, 0), lane(odd, 0), lane(even, 1), lane(odd, 1), lane(even, 2), lane(odd, 2), 0]
    }

    /// What one unit of a score is worth.
    pub fn unit(&self) -> f32 {
        self.scale
    }
}

fn marks(rows: &[u8]) -> Vec<u8> {
    rows.chunks_exact(ROW).map(|row| row[KEPT]).collect()
}

/// The bits of a hash that stand in its row; never 0, the mark of an empty one.
#[inline]
fn mark(hash: u64) -> u8 {
    ((hash >> 32) as u8).max(1)
}
