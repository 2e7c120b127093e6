//! Whole numbers: the weights as the pass works with them.

use super::lanes::Words;
use super::{INPUTS, LAYERS, Layer, Row, TAPS, WIDE, WIDTH, Weights};
use crate::tag::{LABELS, UNIT};

/// What one step of a token's numbers is worth. No number is above 32.
pub const LEVEL: f32 = 1.0 / 1024.0;
/// No sum of products is beyond 2^31: the sizes of the factors of one column make no more than this.
const MOST: f32 = 60_000.0;
/// What two factors of 16 bits have as their product, rounded, is worth this much of them.
const HALF: f32 = 32_768.0;
/// A sum of bytes is multiplied by this before it is by its factor.
pub const FINER: i32 = 16;

/// A matrix with what is added to its columns; numbers read stand in pairs, and the columns of the first four of each
/// eight in one list, those of the last four in another.
#[derive(Clone, Debug)]
pub struct Matrix {
    pub factors: [[Words; 2]; WIDTH / 2],
    pub offsets: [[i32; WIDTH / 2]; 2],
    /// The sums are two to the power of this too great.
    pub bits: u32,
}

/// What one layer makes of a token's neighbours.
#[derive(Clone, Debug)]
pub struct WholeLayer {
    /// A factor a tap and a column.
    pub taps: [Words; TAPS],
    pub mix: Matrix,
}

/// The matrix that gives scores, less that of "outside"; numbers read stand in pairs.
#[derive(Clone, Debug)]
pub struct Head {
    pub factors: [[i16; WIDE]; WIDTH / 2],
    pub offsets: [i32; WIDE / 2],
    /// The sums are two to the power of this too great.
    pub bits: u32,
}

/// All weights but the rows.
#[derive(Clone, Debug)]
pub struct Whole {
    /// What a sum of bytes is worth.
    pub steps: Words,
    pub offsets: Words,
    pub layers: [WholeLayer; LAYERS],
    pub head: Head,
}

impl Whole {
    pub fn new(steps: &Row, weights: &Weights) -> Self {
        Self {
            steps: words(steps.map(|step| step / LEVEL / FINER as f32 * HALF)),
            offsets: words(weights.offsets.map(|offset| offset / LEVEL)),
            layers: weights.layers.each_ref().map(WholeLayer::new),
            head: Head::new(weights),
        }
    }
}

impl WholeLayer {
    fn new(layer: &Layer) -> Self {
        let greatest = layer.taps.as_flattened().iter().fold(0.0f32, |top, tap| top.max(tap.abs()));
        // Below 1, so that they are factors of 16 bits.
        let halvings = (0..8).find(|bits| greatest < power(*bits)).unwrap_or(8);
        let taps = layer.taps.map(|row| words(row.map(|tap| tap / power(halvings) * HALF)));
        Self { taps, mix: Matrix::new(layer, halvings) }
    }
}

impl Matrix {
    /// Of a layer whose taps are halved so many times.
    fn new(layer: &Layer, halvings: u32) -> Self {
        let columns = |column: usize| layer.mix.iter().map(move |row| row[column]);
        let bits = bits((0..WIDTH).map(|column| columns(column).map(f32::abs).sum()));
        let number = |read: usize, column: usize| word(layer.mix[read][column] * power(bits));
        let bits = bits.saturating_sub(halvings);
        let column_of = |list: usize, place: usize| place / 4 * 8 + list * 4 + place % 4;
        let factors = std::array::from_fn(|pair| {
            std::array::from_fn(|list| {
                Words(std::array::from_fn(|at| number(2 * pair + at % 2, column_of(list, at / 2))))
            })
        });
        let offsets = std::array::from_fn(|list| {
            std::array::from_fn(|place| offset(layer.offsets[column_of(list, place)] / LEVEL, bits))
        });
        Self { factors, offsets, bits }
    }
}

impl Head {
    fn new(weights: &Weights) -> Self {
        let ahead = |row: &[f32; WIDE]| -> [f32; WIDE / 2] {
            std::array::from_fn(
                |label| if label < LABELS { (row[label] - row[0]) * LEVEL / UNIT } else { 0.0 },
            )
        };
        let rows = weights.head.each_ref().map(ahead);
        let bits = bits((0..WIDE / 2).map(|label| rows.iter().map(|row| row[label].abs()).sum()));
        let factors = std::array::from_fn(|pair| {
            std::array::from_fn(|at| word(rows[2 * pair + at % 2][at / 2] * power(bits)))
        });
        let offsets = ahead(&weights.head_offsets).map(|one| offset(one / LEVEL, bits));
        Self { factors, offsets, bits }
    }
}

fn power(bits: u32) -> f32 {
    f32::from(1u16 << bits.min(15)) * f32::from(1u16 << bits.saturating_sub(15))
}

/// By which power of two sums of some sizes are multiplied so that none is above [`MOST`].
fn bits(sizes: impl Iterator<Item = f32>) -> u32 {
    let greatest = sizes.fold(0.0, f32::max);
    (0..=24).rev().find(|bits| greatest * power(*bits) <= MOST).unwrap_or(0)
}

/// What is added to a sum that is then divided by two to the power of `bits`, rounded.
fn offset(offset: f32, bits: u32) -> i32 {
    ((offset + 0.5) * power(bits)).clamp(-1e8, 1e8).round() as i32
}

fn word(number: f32) -> i16 {
    number.round() as i16
}

fn words(numbers: Row) -> Words {
    Words(numbers.map(word))
}

/// The greatest sum of bytes, which is still one of 16 bits when it is [`FINER`].
const _: () = assert!(INPUTS as i32 * 128 * FINER < 32_768);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_out_of_all_bounds_are_clamped() {
        let mut weights = Weights::without_rows();
        for list in weights.dense_mut() {
            list.fill(1e12);
        }
        let whole = Whole::new(&[1e12; WIDTH], &weights);
        assert_eq!(whole.layers[0].mix.bits, 0);
        assert_eq!(whole.steps, Words([i16::MAX; WIDTH]));
    }
}
