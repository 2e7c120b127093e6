//! A table holds the weights of features, eight bytes a row, found by the feature's hash.
//!
//! A row has a weight for each label but "outside", whose weight is 0, and a mark, the bits of the hash that do not say
//! where the row stands: a feature that the model never learned has another and adds nothing. A feature has one place
//! only: of two that want it, the weightier was kept when the table was made.

use std::borrow::Cow;

use wide::u32x4;

use super::LABELS;
use super::decode::Scores;
use super::features::{FEATURES, FOUR, Four};
use super::paths::Units;

/// Bytes of a row.
const ROW: usize = 8;
/// Weights of a row; its last two bytes are its mark.
const KEPT: usize = LABELS - 1;
/// A table has two to this power rows. More do not make the model better, and fewer stay nearer to the processor.
const BITS: u32 = 16;
/// Rows of a table.
pub const ROWS: usize = 1 << BITS;
/// The byte of a weight of 0.
const ZERO: u8 = 64;
/// The greatest weight in units.
const GREATEST: f32 = 63.0;

/// What tells the features of tokens.
pub trait Look {
    /// The features of four tokens from this one on, a template each. Behind the last token stand empty ones.
    fn four(&self, token: usize, out: &mut Four);
}

/// Weights of features.
#[derive(Clone, Debug)]
pub struct Table {
    /// [`ROWS`] of them.
    rows: Cow<'static, [u8]>,
    /// What one unit of a weight is worth.
    unit: f32,
}

impl Table {
    /// A table of as many of the features as find a place, the first ones first. Weights are clipped at `most`.
    pub fn new(features: impl Iterator<Item = (u64, Scores)>, most: f32) -> Self {
        let unit = most / GREATEST;
        let mut rows = [ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, 0, 0].repeat(ROWS);
        let mut used = vec![false; ROWS];
        for (hash, weights) in features {
            let hash = hash as u32;
            let at = place(hash);
            if std::mem::replace(&mut used[at], true) {
                continue;
            }
            let row = &mut rows[at * ROW..][..ROW];
            for (byte, weight) in row.iter_mut().zip(&weights[1..=KEPT]) {
                let units = ((weight - weights[0]) / unit).round().clamp(-GREATEST, GREATEST);
                *byte = (units as i16 + i16::from(ZERO)) as u8;
            }
            row[KEPT..].copy_from_slice(&mark(hash));
        }
        Self { rows: Cow::Owned(rows), unit }
    }

    /// The table of these rows; none where they are not [`ROWS`].
    pub fn from_rows(rows: Cow<'static, [u8]>, unit: f32) -> Option<Self> {
        let sound = rows.len() == Self::LENGTH;
        sound.then_some(Self { rows, unit })
    }

    /// How many bytes the rows have.
    pub const LENGTH: usize = ROW * ROWS;

    /// The rows, and what one unit of a weight is worth.
    pub fn rows(&self) -> (&[u8], f32) {
        (&self.rows, self.unit)
    }

    /// What one unit of a score is worth.
    pub fn unit(&self) -> f32 {
        self.unit
    }

    /// The scores of tokens from `first` on whose features were read.
    pub fn score(&self, features: &impl Look, first: usize, out: &mut [Units]) {
        let (rows, _) = self.rows.as_chunks::<ROW>();
        let Some(rows) = rows.first_chunk::<ROWS>() else { return };
        let ask = |token: usize, asked: &mut Asked| {
            features.four(first + token, &mut asked.hashes);
            for (row, hash) in asked.rows.as_flattened_mut().iter_mut().zip(asked.hashes.as_flattened()) {
                *row = u64::from_le_bytes(rows[place(*hash)]);
            }
        };
        // Rows are loaded four tokens before they are needed: most do not stand near the processor.
        let (mut now, mut next) = (&mut Asked::default(), &mut Asked::default());
        let count = out.len();
        for token in (0..count + FOUR).step_by(FOUR) {
            if token < count {
                ask(token, next);
            }
            if let Some(before) = token.checked_sub(FOUR) {
                for (out, scores) in out[before..].iter_mut().zip(now.score()) {
                    *out = scores;
                }
            }
            std::mem::swap(&mut now, &mut next);
        }
    }
}

/// The features of four tokens and what stands in their places.
#[derive(Default)]
struct Asked {
    hashes: Four,
    rows: [[u64; FOUR]; FEATURES],
}

impl Asked {
    /// The scores of each label of the four tokens.
    #[inline]
    fn score(&self) -> [Units; FOUR] {
        // A token has a lane of 32 bits for the first half of its row and one for the second. All four bytes of a lane
        // are added at once, then every other one apart, and the rest follows from both. Rows go two by two, for which
        // weights have seven bits. Without a branch: what is not the feature's row counts as one of zeros.
        let odd_bytes = |lanes: u32x4| (lanes >> 8_u32) & u32x4::splat(0x00FF_00FF);
        let (mut all, mut odd, mut known) = ([u32x4::ZERO; 2], [u32x4::ZERO; 2], u32x4::ZERO);
        for (hashes, found) in self.hashes.as_chunks::<2>().0.iter().zip(self.rows.as_chunks::<2>().0) {
            let mut both = [u32x4::ZERO; 2];
            for (hashes, found) in hashes.iter().zip(found) {
                let halves = [0, 32].map(|shift| u32x4::new(found.map(|row| (row >> shift) as u32)));
                let own = ((halves[1] ^ u32x4::new(*hashes)) >> BITS).cmp_eq(u32x4::ZERO);
                known -= own;
                for half in 0..2 {
                    both[half] += halves[half] & own;
                }
            }
            for half in 0..2 {
                all[half] += both[half];
                odd[half] += odd_bytes(both[half]);
            }
        }
        let even = [0, 1].map(|half| (all[half] - (odd[half] << 8_u32)).to_array());
        let (odd, known) = (odd.map(u32x4::to_array), known.to_array());
        std::array::from_fn(|token| {
            let zero = ZERO as i16 * known[token] as i16;
            let lane = |lanes: u32| [lanes as i16 - zero, (lanes >> 16) as i16 - zero];
            let [[a, c], [e, _]] = even.map(|half| lane(half[token]));
            let [[b, d], [f, _]] = odd.map(|half| lane(half[token]));
            // "Outside" comes first and has no weights.
            Units::new([0, a, b, c, d, e, f, 0])
        })
    }
}

/// Where a feature's row stands.
#[inline]
const fn place(hash: u32) -> usize {
    hash as usize & (ROWS - 1)
}

/// The bits of a hash that stand in its row: those above its place. An empty row's are 0, and so are its weights.
#[inline]
const fn mark(hash: u32) -> [u8; 2] {
    let [_, _, c, d] = (hash >> BITS << BITS).to_le_bytes();
    [c, d]
}
