//! Arithmetic over rows of numbers.
//!
//! Every sum has one order and nothing is left to a mathematical library, so that the answer is the same on every
//! machine; [`Machine`] only chooses how many numbers are worked on at once.

#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the machine that it runs on"
)]

use pulp::{Arch, NullaryFnOnce};

/// What the processor can do.
#[derive(Clone, Copy)]
pub struct Machine(Arch);

impl Machine {
    /// The one that this runs on.
    pub fn new() -> Self {
        Self(Arch::new())
    }

    /// Does some work with all that the processor can do; what the work calls must be inlined, as the work itself.
    #[inline(always)]
    pub fn run(self, work: impl FnMut()) {
        self.0.dispatch(Work(work));
    }
}

/// Work by reference: what is called once by value stands apart from its caller, and is compiled for any processor.
struct Work<F>(F);

impl<F: FnMut()> NullaryFnOnce for Work<F> {
    type Output = ();

    #[inline(always)]
    fn call(mut self) {
        (self.0)();
    }
}

/// How many sums run side by side.
const LANES: usize = 16;
/// Added to a number and taken off again, it leaves a whole one; its last bits are that number.
const WHOLE: f32 = 12_582_912.0;

/// The whole number nearest to one between -2^22 and 2^22.
#[inline(always)]
const fn nearest(x: f32) -> i32 {
    (x + WHOLE).to_bits().wrapping_sub(WHOLE.to_bits()) as i32
}

/// The greatest size of a number, at least a little above 0. Numbers that are none count as great.
#[inline(always)]
fn greatest(row: &[f32]) -> f32 {
    // Of numbers without sign the bits are in the numbers' order; of whole numbers the greatest is found by many at once.
    f32::from_bits(row.iter().fold(1e-30_f32.to_bits(), |top, x| top.max(x.to_bits() & 0x7FFF_FFFF)))
}

/// Rounds a row to bytes around 128; gives what one step is worth.
#[inline(always)]
pub fn to_unsigned(row: &[f32], out: &mut [u8]) -> f32 {
    let top = greatest(row);
    let factor = 127.0 / top;
    for (byte, x) in out.iter_mut().zip(row) {
        *byte = nearest(x * factor).wrapping_add(128) as u8;
    }
    top / 127.0
}

/// The greatest weight: sums of two of its products with bytes have 16 bits, which is all that some processors add in.
pub const GREATEST_WEIGHT: f32 = 64.0;

/// Rounds a row to signed bytes up to [`GREATEST_WEIGHT`]; gives what one step is worth.
#[inline(always)]
pub fn to_signed(row: &[f32], out: &mut [i8]) -> f32 {
    let top = greatest(row);
    let factor = GREATEST_WEIGHT / top;
    for (byte, x) in out.iter_mut().zip(row) {
        *byte = nearest(x * factor) as i8;
    }
    top / GREATEST_WEIGHT
}

/// Raises each column's greatest size to that of a row.
#[inline(always)]
pub fn raise(tops: &mut [f32], row: &[f32]) {
    for (top, x) in tops.iter_mut().zip(row) {
        // Numbers that are none leave it as it is.
        *top = if x.abs() > *top { x.abs() } else { *top };
    }
}

/// Turns greatest sizes into what one step up to [`GREATEST_WEIGHT`] is worth, and into the factors that give steps.
#[inline(always)]
pub fn to_steps(tops: &mut [f32], factors: &mut [f32]) {
    for (top, factor) in tops.iter_mut().zip(factors) {
        let some = if *top > 1e-30 { *top } else { 1e-30 };
        *factor = GREATEST_WEIGHT / some;
        *top = some / GREATEST_WEIGHT;
    }
}

/// Rounds a row to signed bytes, a factor a column.
#[inline(always)]
pub fn to_signed_by(row: &[f32], factors: &[f32], out: &mut [i8]) {
    for ((byte, x), factor) in out.iter_mut().zip(row).zip(factors) {
        *byte = nearest(x * factor) as i8;
    }
}

/// Sums of a product, each worth `step` times that of its column, plus an offset a column.
#[inline(always)]
pub fn from_sums(sums: &[i32], step: f32, steps: &[f32], offsets: &[f32], out: &mut [f32]) {
    for (((x, sum), own), offset) in out.iter_mut().zip(sums).zip(steps).zip(offsets) {
        *x = *sum as f32 * (step * own) + offset;
    }
}

/// Adds the numbers of another row.
#[inline(always)]
pub fn add(row: &mut [f32], other: &[f32]) {
    for (x, other) in row.iter_mut().zip(other) {
        *x += other;
    }
}

/// Brings a row to mean 0 and variance 1, then gives each column its own.
#[inline(always)]
pub fn normalise(row: &mut [f32], [weights, offsets]: [&[f32]; 2]) {
    let count = row.len() as f32;
    let mean = sum(row, |x| x) / count;
    let variance = sum(row, |x| (x - mean) * (x - mean)) / count;
    let factor = 1.0 / (variance + 1e-12).sqrt();
    for ((x, weight), offset) in row.iter_mut().zip(weights).zip(offsets) {
        *x = (*x - mean) * factor * weight + offset;
    }
}

#[inline(always)]
fn sum(row: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0; LANES];
    let (chunks, rest) = row.as_chunks::<LANES>();
    for chunk in chunks {
        for (lane, x) in lanes.iter_mut().zip(chunk) {
            *lane += of(*x);
        }
    }
    lanes.iter().sum::<f32>() + rest.iter().map(|x| of(*x)).sum::<f32>()
}

/// The sum of the products of two rows.
#[inline(always)]
pub fn product(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0; LANES];
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    for (a, b) in a.iter().zip(b) {
        for ((lane, a), b) in lanes.iter_mut().zip(a).zip(b) {
            *lane += a * b;
        }
    }
    lanes.iter().sum::<f32>() + a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum::<f32>()
}

/// e to the power of a number that is not above 0, with an error below 1e-6.
#[inline(always)]
fn exp(x: f32) -> f32 {
    // Comparing bits is faster than comparing numbers: great ones of below 0 have great bits.
    let x = if x > -80.0 { x } else { -80.0 };
    let power = x * std::f32::consts::LOG2_E;
    let whole = (power + WHOLE) - WHOLE;
    let part = power - whole;
    // 2 to the power of what is left, between -1/2 and 1/2.
    let value = 1.0
        + part
            * (std::f32::consts::LN_2
                + part
                    * (0.240_226_5
                        + part
                            * (0.055_504_11
                                + part * (0.009_618_129 + part * (0.001_333_356 + part * 0.000_154_035)))));
    f32::from_bits(value.to_bits().wrapping_add((nearest(power) as u32) << 23))
}

/// Weights of what is heard: `sums` times their steps are turned into shares of the greatest, in bytes, of which 255 are
/// worth 1; gives the sum of the bytes. `scores` is memory used again.
#[inline(always)]
pub fn shares(sums: &[i32], step: f32, steps: &[f32], scores: &mut [f32], out: &mut [u8]) -> i32 {
    let mut tops = [f32::MIN; LANES];
    for ((score, sum), own) in scores.iter_mut().zip(sums).zip(steps) {
        *score = *sum as f32 * (step * own);
    }
    let (chunks, rest) = scores.as_chunks::<LANES>();
    for chunk in chunks {
        for (top, x) in tops.iter_mut().zip(chunk) {
            *top = if *x > *top { *x } else { *top };
        }
    }
    let top = tops.iter().chain(rest).copied().fold(f32::MIN, |top, x| if x > top { x } else { top });
    let mut all = 0;
    for (byte, score) in out.iter_mut().zip(&*scores) {
        let share = nearest(exp(score - top) * 255.0);
        *byte = share as u8;
        all = share.wrapping_add(all);
    }
    all
}

/// x times the share of a normal distribution below x (GELU), with an error below 1e-6.
#[inline(always)]
pub fn soften(row: &mut [f32]) {
    for x in row {
        // Abramowitz and Stegun, 7.1.26.
        let z = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
        let t = 1.0 / (1.0 + 0.327_591_1 * z);
        let tail = t
            * (0.254_829_6 + t * (-0.284_496_74 + t * (1.421_413_7 + t * (-1.453_152 + t * 1.061_405_4))))
            * exp(-z * z);
        let below = 0.5 * tail;
        let share = if *x > 0.0 { 1.0 - below } else { below };
        *x *= share;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_in_bytes_are_near_what_they_were() {
        let row: Vec<f32> = (0..50).map(|at| ((at * 37 % 50) as f32 - 20.0) / 7.0).collect();
        let (mut unsigned, mut signed) = (vec![0; 50], vec![0; 50]);
        let step = to_unsigned(&row, &mut unsigned);
        let coarse = to_signed(&row, &mut signed);
        for at in 0..50 {
            assert!(((f32::from(unsigned[at]) - 128.0) * step - row[at]).abs() <= step * 0.501);
            assert!((f32::from(signed[at]) * coarse - row[at]).abs() <= coarse * 0.501);
        }
        assert!(to_unsigned(&[0.0; 3], &mut [0; 3]) > 0.0);
    }

    #[test]
    fn columns_in_bytes_are_near_what_they_were() {
        let rows = [[1.0, -0.5, 0.0], [0.25, 2.0, 0.0], [-0.7, 1.1, 0.0]];
        let (mut steps, mut factors) = ([0.0; 3], [0.0; 3]);
        for row in &rows {
            raise(&mut steps, row);
        }
        to_steps(&mut steps, &mut factors);
        for row in rows {
            let mut bytes = [0; 3];
            to_signed_by(&row, &factors, &mut bytes);
            for at in 0..3 {
                assert!((f32::from(bytes[at]) * steps[at] - row[at]).abs() <= steps[at] * 0.501);
            }
        }
    }

    #[test]
    fn powers_and_gelu_are_exact_enough() {
        for at in 0..8000 {
            let x = -(at as f32) / 100.0;
            assert!((f64::from(exp(x)) / f64::from(x).exp() - 1.0).abs() < 1e-5, "exp({x}) = {}", exp(x));
        }
        let known = [
            (-3.0, -0.004_049_7),
            (-1.0, -0.158_655_25),
            (0.0, 0.0),
            (0.5, 0.345_731_23),
            (2.0, 1.954_499_7),
        ];
        for (x, gelu) in known {
            let mut row = [x];
            soften(&mut row);
            assert!((row[0] - gelu).abs() < 2e-6, "gelu({x}) = {}", row[0]);
        }
    }

    #[test]
    fn shares_are_those_of_a_softmax() {
        let sums: Vec<i32> = (0..40).map(|at| at * 29 % 41 - 20).collect();
        let (mut scores, mut bytes) = (vec![0.0; 40], vec![0; 40]);
        let all = shares(&sums, 0.5, &[0.4; 40], &mut scores, &mut bytes);
        let whole: f32 = sums.iter().map(|sum| (*sum as f32 * 0.2).exp()).sum();
        for (sum, byte) in sums.iter().zip(bytes) {
            let share = (*sum as f32 * 0.2).exp() / whole;
            assert!((f32::from(byte) / all as f32 - share).abs() < 0.003);
        }
    }

    #[test]
    fn a_normalised_row_has_mean_0_and_variance_1() {
        let mut row: Vec<f32> = (0..384).map(|at| (at * at % 97) as f32).collect();
        normalise(&mut row, [&[1.0; 384], &[0.0; 384]]);
        assert!(sum(&row, |x| x).abs() < 1e-3 && (sum(&row, |x| x * x) / 384.0 - 1.0).abs() < 1e-4);
        assert!((product(&row, &row) / 384.0 - 1.0).abs() < 1e-4);
    }
}
