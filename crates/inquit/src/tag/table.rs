//! A table holds the weights of features, eight bytes a row, found by the feature's hash.
//!
//! A row has a weight for each label but "outside", whose weight is 0, and a mark, the bits of the hash that do not say
//! where the row stands: a feature that the model never learned has another and adds nothing. A feature has one place
//! only: of two that want it, the weightier was kept when the table was made.

use std::borrow::Cow;
use std::hint::select_unpredictable;

use super::LABELS;
use super::decode::Scores;
use super::features::{FEATURES, FOUR, Four};
use super::paths::Units;

/// Bytes of a row.
const ROW: usize = 8;
/// Weights of a row; its last two bytes are its mark.
const KEPT: usize = LABELS - 1;
/// A table has two to this power rows. More do not make the model better, and fewer stay nearer to the processor.
const BITS: u32 = 17;
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
        let ask = |token: usize, hashes: &mut Four| {
            features.four(first + token, hashes);
            for hash in hashes.as_flattened() {
                prefetch(&rows[place(*hash)]);
            }
        };
        // Rows are asked for four tokens before they are read.
        let (mut now, mut next) = (&mut [[0; FOUR]; FEATURES], &mut [[0; FOUR]; FEATURES]);
        let count = out.len();
        for token in (0..count + FOUR).step_by(FOUR) {
            if token < count {
                ask(token, next);
            }
            if let Some(before) = token.checked_sub(FOUR) {
                for (place, out) in out[before..].iter_mut().take(FOUR).enumerate() {
                    *out = score(now, place, rows);
                }
            }
            std::mem::swap(&mut now, &mut next);
        }
    }
}

/// Asks the processor for a row that will be read soon.
#[inline]
#[allow(
    unsafe_code,
    reason = "no safe function asks for memory ahead; the model took a tenth longer without it"
)]
fn prefetch(row: &[u8; ROW]) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: the hint reads nothing that the program sees, and its address is that of a row.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(row).cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = row;
}

/// The score of each label of one of four tokens.
#[inline]
fn score(hashes: &Four, token: usize, rows: &[[u8; ROW]; ROWS]) -> Units {
    // Eight bytes are added at once: two rows byte by byte, for which weights have seven bits; all of them in lanes of 16
    // bits. Without a branch, so that many rows are on their way at once: what is not the feature's row counts as one of
    // zeros.
    const LANES: u64 = 0x00FF_00FF_00FF_00FF;
    const ZEROS: u64 = 0x4040_4040_4040;
    let row = |hash: u32| {
        let row = u64::from_le_bytes(rows[place(hash)]);
        select_unpredictable((row >> 32) as u32 ^ hash < 1 << BITS, row, ZEROS)
    };
    let (mut even, mut odd) = (0u64, 0u64);
    for [one, other] in hashes.as_chunks().0 {
        // What the marks add up to runs over the top.
        let both = row(one[token]).wrapping_add(row(other[token]));
        even = even.wrapping_add(both & LANES);
        odd = odd.wrapping_add(both >> 8 & LANES);
    }
    let zero = i16::from(ZERO) * FEATURES as i16;
    let lane = |lanes: u64, at: usize| (lanes >> (16 * at)) as i16 - zero;
    // "Outside" comes first and has no weights.
    let scores =
        [0, lane(even, 0), lane(odd, 0), lane(even, 1), lane(odd, 1), lane(even, 2), lane(odd, 2), 0];
    Units::new(scores)
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
