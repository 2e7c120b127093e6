//! One pass of the convolution over a document, with as many numbers at once as the processor has.

#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the machine that it runs on"
)]

use inquit_tokenizer::IndexRange;
use pulp::{Simd, WithSimd};
use wide::{f32x4, u16x8, u32x4};

use super::{BITS, INPUTS, LAYERS, Layer, REACH, ROWS, Row, TAPS, WIDE, WIDTH, Weights, Wide};
use crate::tag::UNIT;
use crate::tag::features::Features;
use crate::tag::paths::Units;

/// What stands before the first token and behind the last of a chain: as far as any tap reaches.
const EDGE: usize = TAPS / 2 * REACH[LAYERS - 1];
/// Tokens that are worked on together.
const TILE: usize = 8;
/// No score is farther from that of "outside", in units.
const FARTHEST: f32 = 1600.0;

/// Memory used again from one document to the next.
#[derive(Debug, Default)]
pub struct Scratch {
    now: Vec<Row>,
    next: Vec<Row>,
}

/// All that a pass works on.
pub(super) struct Pass<'a, 't> {
    pub rows: &'a [[u8; WIDTH]; ROWS],
    pub steps: &'a Row,
    pub weights: &'a Weights,
    pub features: &'a Features,
    pub chains: &'a [IndexRange],
    pub scratch: &'t mut Scratch,
    pub out: &'t mut [Units],
}

impl WithSimd for Pass<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { rows, steps, weights, features, chains, scratch: Scratch { now, next }, out } = self;
        let head = S::as_simd_f32s(weights.head.as_flattened()).0;
        let offsets = weights.head_offsets;
        for chain in chains {
            let count = chain.len();
            for list in [&mut *now, &mut *next] {
                if list.len() < EDGE + count + TILE + EDGE {
                    list.resize(EDGE + count + TILE + EDGE, [0.0; WIDTH]);
                }
                // What a longer chain left behind this one's end.
                list[EDGE + count..][..EDGE].fill([0.0; WIDTH]);
            }
            for (token, level) in chain.range().zip(&mut now[EDGE..]) {
                let sums = sum_rows(rows, features.rows(token, BITS));
                first_level(simd, &sums, steps, &weights.offsets, level);
            }
            for (layer, reach) in weights.layers.iter().zip(REACH) {
                for first in (EDGE..EDGE + count).step_by(TILE) {
                    add(simd, layer, reach, now, (first, next));
                }
                next[EDGE + count..][..EDGE].fill([0.0; WIDTH]);
                std::mem::swap(now, next);
            }
            for (first, out) in out[chain.range()].chunks_mut(TILE).enumerate() {
                if let Some(rows) = now[EDGE + first * TILE..].first_chunk() {
                    score(simd, (head, &offsets), rows, out);
                }
            }
        }
    }
}

/// The bits of 2^23: with a sum as its last bits, a number whose last bit is worth 1.
const WHOLE: u32 = 0x4B00_0000;

/// The sum of some rows of the table.
#[inline(always)]
fn sum_rows(rows: &[[u8; WIDTH]; ROWS], places: [u32; INPUTS]) -> Row {
    // A lane of 16 bits has two bytes. Sums of those at even and at odd places are kept apart.
    let (mut even, mut odd) = ([u16x8::ZERO; 2], [u16x8::ZERO; 2]);
    for place in places {
        let row = &rows[place as usize % ROWS];
        for (half, bytes) in row.as_chunks::<16>().0.iter().enumerate() {
            let two = |at: usize| u16::from_le_bytes([bytes[2 * at], bytes[2 * at + 1]]);
            let lanes = u16x8::new(std::array::from_fn(two));
            even[half] += lanes & u16x8::splat(0x00FF);
            odd[half] += lanes >> 8_i32;
        }
    }
    let zero = f32x4::splat(f32::from_bits(WHOLE) + (INPUTS * usize::from(ZERO)) as f32);
    let mut sums = [0.0; WIDTH];
    let lanes = [even[0], odd[0], even[1], odd[1]];
    for (lanes, sums) in lanes.into_iter().zip(sums.as_chunks_mut::<8>().0) {
        let lanes = lanes.to_array();
        let pairs = u32x4::new(std::array::from_fn(|at| {
            u32::from(lanes[2 * at]) | u32::from(lanes[2 * at + 1]) << 16
        }));
        let both = [pairs & u32x4::splat(0xFFFF), pairs >> 16_i32];
        for (own, sums) in both.into_iter().zip(sums.as_chunks_mut::<4>().0) {
            let own = f32x4::new((own | u32x4::splat(WHOLE)).to_array().map(f32::from_bits));
            *sums = (own - zero).to_array();
        }
    }
    sums
}

/// The byte of a number of 0.
pub(super) const ZERO: u8 = 128;

/// Where the byte of a column stands in its row, so that [`sum_rows`] gives columns in their order.
pub(super) const fn byte_of(column: usize) -> usize {
    let (half, place) = (column / 16, column % 16);
    // Even bytes first, of which every other one.
    let (odd, place) = (place / 8, place % 8);
    half * 16 + 4 * (place % 4) + 2 * (place / 4) + odd
}

/// What a token begins with.
#[inline(always)]
fn first_level<S: Simd>(simd: S, sums: &Row, steps: &Row, offsets: &Row, out: &mut Row) {
    let zero = simd.splat_f32s(0.0);
    let sums = S::as_simd_f32s(sums).0.iter().zip(S::as_simd_f32s(steps).0);
    let out = S::as_mut_simd_f32s(out).0;
    for (((sum, step), offset), out) in sums.zip(S::as_simd_f32s(offsets).0).zip(out) {
        *out = simd.max_f32s(simd.add_f32s(simd.mul_f32s(*sum, *step), *offset), zero);
    }
}

/// Adds to some tokens from `first` on what a layer makes of their neighbours.
#[inline(always)]
fn add<S: Simd>(simd: S, layer: &Layer, reach: usize, from: &[Row], (first, to): (usize, &mut [Row])) {
    let mix = S::as_simd_f32s(layer.mix.as_flattened()).0;
    let offsets = S::as_simd_f32s(&layer.offsets).0;
    let zero = simd.splat_f32s(0.0);
    let mut tapped = [[0.0; WIDTH]; TILE];
    for (token, tapped) in tapped.iter_mut().enumerate() {
        let own = S::as_mut_simd_f32s(tapped).0;
        for (tap, factors) in layer.taps.iter().enumerate() {
            let row = S::as_simd_f32s(&from[first + token + tap * reach - TAPS / 2 * reach]).0;
            for ((sum, x), factor) in own.iter_mut().zip(row).zip(S::as_simd_f32s(factors).0) {
                *sum = simd.add_f32s(*sum, simd.mul_f32s(*x, *factor));
            }
        }
    }
    for (group, offset) in offsets.iter().enumerate() {
        let sums = times(simd, &tapped, (&mix[group..], offsets.len()), *offset);
        for (token, sum) in sums.into_iter().enumerate() {
            let own = S::as_simd_f32s(&from[first + token]).0[group];
            S::as_mut_simd_f32s(&mut to[first + token]).0[group] =
                simd.max_f32s(simd.add_f32s(own, sum), zero);
        }
    }
}

/// Some columns of the product of some tokens with a matrix, of which those columns are given, the next row `step` on.
#[inline(always)]
fn times<S: Simd>(
    simd: S,
    tokens: &[Row; TILE],
    (columns, step): (&[S::f32s], usize),
    offset: S::f32s,
) -> [S::f32s; TILE] {
    let mut sums = [offset; TILE];
    for (place, weights) in columns.iter().step_by(step).enumerate().take(WIDTH) {
        for (sum, token) in sums.iter_mut().zip(tokens) {
            let own = simd.splat_f32s(token[place % WIDTH]);
            *sum = simd.add_f32s(*sum, simd.mul_f32s(own, *weights));
        }
    }
    sums
}

/// The scores of some tokens, in units.
#[inline(always)]
fn score<S: Simd>(simd: S, (head, offsets): (&[S::f32s], &Wide), rows: &[Row; TILE], out: &mut [Units]) {
    let offsets = S::as_simd_f32s(offsets).0;
    let mut scores = [[0.0; WIDE]; TILE];
    // Labels need but the first half.
    let groups = offsets.len().div_ceil(WIDE / 8);
    for (group, offset) in offsets.iter().enumerate().take(groups) {
        let sums = times(simd, rows, (&head[group..], offsets.len()), *offset);
        for (scores, sum) in scores.iter_mut().zip(sums) {
            S::as_mut_simd_f32s(scores).0[group] = sum;
        }
    }
    for (out, scores) in out.iter_mut().zip(&scores) {
        *out = in_units(scores);
    }
}

/// Added to a number between -2^15 and 2^15, it leaves the nearest whole one in the last 16 bits.
const NEAREST: f32 = 12_582_912.0;

/// Scores less that of "outside".
#[inline(always)]
fn in_units(scores: &Wide) -> Units {
    let outside = f32x4::splat(scores[0]);
    let [first, second, ..] = *scores.as_chunks::<4>().0 else { return Units::ZERO };
    let [[a, b, c, d], [e, f, g, _]] = [first, second].map(|scores| {
        let ahead = (f32x4::new(scores) - outside) * f32x4::splat(1.0 / UNIT);
        let ahead = ahead.fast_max(f32x4::splat(-FARTHEST)).fast_min(f32x4::splat(FARTHEST));
        (ahead + f32x4::splat(NEAREST)).to_array().map(|one| one.to_bits() as i16)
    });
    Units::new([a, b, c, d, e, f, g, 0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_rows_have_their_columns_in_order() {
        let mut rows = vec![[ZERO; WIDTH]; ROWS];
        for column in 0..WIDTH {
            for (place, row) in rows.iter_mut().take(INPUTS).enumerate() {
                row[byte_of(column)] = (column * 7 + place * 3) as u8;
            }
        }
        let places: [u32; INPUTS] = std::array::from_fn(|place| place as u32);
        let sums = sum_rows(rows.first_chunk().unwrap(), places);
        for (column, sum) in sums.iter().enumerate() {
            let expected: i32 =
                (0..INPUTS as i32).map(|place| (column as i32 * 7 + place * 3) % 256 - 128).sum();
            assert_eq!(*sum as i32, expected, "column {column}");
        }
    }
}
