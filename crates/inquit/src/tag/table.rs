//! A table holds the weights of features, eight bytes a row, found by the feature's hash.
//!
//! A row has a weight for each label but "outside", whose weight is 0, and a mark, eight bits of the hash, by which a
//! feature that the model never learned is told apart (but for one in 256) and adds nothing. A feature has one place
//! only: of two that want it, the weightier was kept when the table was made.

use std::borrow::Cow;
use std::hint::select_unpredictable;

use super::LABELS;
use super::decode::Scores;
use super::features::{self, FEATURES};
use super::paths::Units;

/// Bytes of a row.
const ROW: usize = 8;
/// Weights of a row; its last byte is its mark.
const KEPT: usize = LABELS - 1;
/// A table has two to this power rows. More do not make the model better, and fewer stay nearer to the processor.
const BITS: u32 = 17;
/// Rows of a table.
pub const ROWS: usize = 1 << BITS;
/// The byte of a weight of 0.
const ZERO: u8 = 128;

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
        let unit = most / 127.0;
        let mut rows = vec![ZERO; ROW * ROWS];
        let mut used = vec![false; ROWS];
        for (hash, weights) in features {
            let at = place(hash);
            if std::mem::replace(&mut used[at], true) {
                continue;
            }
            let row = &mut rows[at * ROW..][..ROW];
            for (byte, weight) in row.iter_mut().zip(&weights[1..=KEPT]) {
                let units = ((weight - weights[0]) / unit).round().clamp(-127.0, 127.0);
                *byte = (units as i16 + i16::from(ZERO)) as u8;
            }
            row[ROW - 1] = mark(hash);
        }
        Self { rows: Cow::Owned(rows), unit }
    }

    /// The table of these rows; none where they are not [`ROWS`].
    pub fn from_rows(rows: Cow<'static, [u8]>, unit: f32) -> Option<Self> {
        let sound = rows.len() == ROW * ROWS;
        sound.then_some(Self { rows, unit })
    }

    /// The rows, and what one unit of a weight is worth.
    pub fn rows(&self) -> (&[u8], f32) {
        (&self.rows, self.unit)
    }

    /// What one unit of a score is worth.
    pub fn unit(&self) -> f32 {
        self.unit
    }

    /// The scores of tokens; `values` gives the values of a token's features, a template each.
    #[inline]
    pub fn score(&self, mut values: impl FnMut(usize, &mut [u64; FEATURES]), out: &mut [Units]) {
        let (rows, _) = self.rows.as_chunks::<ROW>();
        let Some(rows) = rows.first_chunk::<ROWS>() else { return };
        // Rows are asked for some tokens before they are read.
        const AHEAD: usize = 4;
        let mut hashes = [[0; FEATURES]; AHEAD];
        for token in 0..out.len() + AHEAD {
            if let Some(before) = token.checked_sub(AHEAD) {
                out[before] = score(&hashes[before % AHEAD], rows);
            }
            if token < out.len() {
                let hashes = &mut hashes[token % AHEAD];
                values(token, hashes);
                for (template, value) in hashes.iter_mut().enumerate() {
                    *value = features::hash(template, *value);
                    prefetch(&rows[place(*value)]);
                }
            }
        }
    }
}

/// Asks the processor for a row that will be read soon.
#[inline]
#[allow(
    unsafe_code,
    reason = "no safe function asks for memory ahead; a third of the model's time hangs on it"
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

/// The score of each label under features of these hashes.
#[inline]
fn score(hashes: &[u64; FEATURES], rows: &[[u8; ROW]; ROWS]) -> Units {
    // Four bytes are added at once in lanes of 16 bits; weights are kept from 1 to 255 for that. Without a branch, so that
    // many rows are on their way at once: what is not the feature's row counts as one of zeros.
    const LANES: u64 = 0x00FF_00FF_00FF_00FF;
    const ZEROS: u64 = 0x0080_8080_8080_8080;
    let (mut even, mut odd) = (0u64, 0u64);
    for hash in hashes.iter().copied() {
        let row = u64::from_le_bytes(rows[place(hash)]);
        let row = select_unpredictable(row >> 56 == u64::from(mark(hash)), row, ZEROS);
        even = even.wrapping_add(row & LANES);
        odd = odd.wrapping_add(row >> 8 & LANES);
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
const fn place(hash: u64) -> usize {
    (hash >> (64 - BITS)) as usize
}

/// The bits of a hash that stand in its row. An empty row's is [`ZERO`], and so are its weights.
#[inline]
const fn mark(hash: u64) -> u8 {
    (hash >> 32) as u8
}
