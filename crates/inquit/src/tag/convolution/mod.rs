//! The convolution gives each token a score a label from what is known of it and of the tokens around it.
//!
//! Each atom of a token (its word, its class, what the rules and the quotation marks say of it) has a row of numbers in a
//! table, found by a hash; a token begins as the sum of its rows. Each layer then adds to every token what it makes of
//! its neighbours, farther ones from layer to layer: a sum over five tokens, a factor a tap and a column (a depthwise
//! convolution), mixed by a small matrix. A last matrix turns a token into scores.
//!
//! It is learned in real numbers and used in whole ones of 16 bits, whose sums are the same on every machine.

mod lanes;
mod pass;
mod whole;

use std::borrow::Cow;

use inquit_tokenizer::IndexRange;
use pulp::Arch;

use self::pass::Pass;
pub use self::pass::Scratch;
use self::whole::Whole;
use super::UNIT;
use super::decode::Transitions;
use super::features::{ATOMS, Features};
use super::paths::{Neighbours, Units};

/// Numbers of a token.
pub const WIDTH: usize = 32;
/// Tokens that a layer looks at for each token.
pub const TAPS: usize = 5;
/// How many layers there are.
pub const LAYERS: usize = 2;
/// How far apart are the tokens that a layer looks at.
pub const REACH: [usize; LAYERS] = [1, 3];
/// Rows of a token.
pub const INPUTS: usize = ATOMS;
/// The table has two to this power rows.
pub const BITS: u32 = 15;
/// Rows of the table.
pub const ROWS: usize = 1 << BITS;

/// The numbers of a token.
pub type Row = [f32; WIDTH];
/// Numbers of a token's scores: those of the labels, and as many more as fill the processor's widest register.
pub const WIDE: usize = 16;
/// The scores of a token.
pub type Wide = [f32; WIDE];

/// What one layer makes of a token's neighbours.
#[derive(Clone, Debug)]
pub struct Layer {
    /// A factor a tap and a column.
    pub taps: [Row; TAPS],
    /// A matrix, a row a number read.
    pub mix: [Row; WIDTH],
    /// Added to each column.
    pub offsets: Row,
}

/// All that is learned, as it is learned.
#[derive(Clone, Debug)]
pub struct Weights {
    /// [`ROWS`] of them.
    pub rows: Vec<Row>,
    /// Added to the sum of a token's rows.
    pub offsets: Row,
    /// The layers in their order.
    pub layers: [Layer; LAYERS],
    /// A matrix that gives scores, a row a number read.
    pub head: [Wide; WIDTH],
    /// Added to the scores.
    pub head_offsets: Wide,
    /// Scores of neighbouring labels.
    pub transitions: Transitions,
}

impl Layer {
    const EMPTY: Self =
        Self { taps: [[0.0; WIDTH]; TAPS], mix: [[0.0; WIDTH]; WIDTH], offsets: [0.0; WIDTH] };
}

impl Weights {
    /// All 0.
    pub fn empty() -> Self {
        Self { rows: vec![[0.0; WIDTH]; ROWS], ..Self::without_rows() }
    }

    /// All 0, and no rows.
    pub fn without_rows() -> Self {
        Self {
            rows: Vec::new(),
            offsets: [0.0; WIDTH],
            layers: [Layer::EMPTY; LAYERS],
            head: [[0.0; WIDE]; WIDTH],
            head_offsets: [0.0; WIDE],
            transitions: Transitions::default(),
        }
    }

    /// All but the rows, list by list.
    pub fn dense(&self) -> Vec<&[f32]> {
        let mut lists: Vec<&[f32]> = vec![&self.offsets];
        for layer in &self.layers {
            lists.extend([layer.taps.as_flattened(), layer.mix.as_flattened(), &layer.offsets]);
        }
        let Transitions { between, first, last } = &self.transitions;
        lists.extend([self.head.as_flattened(), &self.head_offsets, between.as_flattened(), first, last]);
        lists
    }

    /// The same, to be changed.
    pub fn dense_mut(&mut self) -> Vec<&mut [f32]> {
        let mut lists: Vec<&mut [f32]> = vec![&mut self.offsets];
        for layer in &mut self.layers {
            lists.extend([layer.taps.as_flattened_mut(), layer.mix.as_flattened_mut(), &mut layer.offsets]);
        }
        let Transitions { between, first, last } = &mut self.transitions;
        lists.extend([
            self.head.as_flattened_mut(),
            &mut self.head_offsets,
            between.as_flattened_mut(),
            first,
            last,
        ]);
        lists
    }
}

/// The weights as they are used: rows in bytes.
#[derive(Clone, Debug)]
pub struct Convolution {
    /// [`ROWS`] of [`WIDTH`] bytes with a sign.
    rows: Cow<'static, [u8]>,
    /// What one step of each column is worth.
    steps: Row,
    /// All else.
    weights: Box<Weights>,
    whole: Box<Whole>,
    neighbours: Neighbours,
    arch: Arch,
}

/// The greatest byte of a row.
const GREATEST: f32 = 127.0;

impl Convolution {
    /// From what was learned.
    pub fn new(weights: Weights) -> Self {
        let mut steps = [0.0f32; WIDTH];
        for row in &weights.rows {
            for (step, one) in steps.iter_mut().zip(row) {
                *step = step.max(one.abs());
            }
        }
        let steps = steps.map(|greatest| greatest.max(1e-30) / GREATEST);
        let mut rows = vec![0; Self::LENGTH];
        for (row, bytes) in weights.rows.iter().zip(rows.as_chunks_mut::<WIDTH>().0) {
            for ((one, step), byte) in row.iter().zip(&steps).zip(bytes) {
                *byte = ((one / step).round() as i8).cast_unsigned();
            }
        }
        Self::of(Cow::Owned(rows), steps, Weights { rows: Vec::new(), ..weights })
    }

    fn of(rows: Cow<'static, [u8]>, steps: Row, weights: Weights) -> Self {
        let neighbours = Neighbours::new(&weights.transitions, UNIT);
        let whole = Box::new(Whole::new(&steps, &weights));
        Self { rows, steps, weights: Box::new(weights), whole, neighbours, arch: Arch::new() }
    }

    /// From rows in bytes with what a step of each column is worth, and all else; none where the rows are not [`ROWS`].
    pub fn from_rows(rows: Cow<'static, [u8]>, steps: Row, weights: Weights) -> Option<Self> {
        (rows.len() == Self::LENGTH).then(|| Self::of(rows, steps, weights))
    }

    /// How many bytes the rows have.
    pub const LENGTH: usize = ROWS * WIDTH;

    /// The rows in bytes, what a step of each column is worth, and all else.
    pub fn parts(&self) -> (&[u8], &Row, &Weights) {
        (&self.rows, &self.steps, &self.weights)
    }

    /// Scores of neighbouring labels, in units of [`UNIT`].
    pub fn neighbours(&self) -> &Neighbours {
        &self.neighbours
    }

    /// The same for each kind of registers that this processor has, those that every machine has first: all give the same
    /// scores.
    pub fn for_each_kind(&self) -> Vec<Self> {
        let mut kinds = vec![Arch::Scalar];
        #[cfg(target_arch = "x86_64")]
        {
            kinds.extend(pulp::x86::V3::try_new().map(Arch::V3));
            kinds.extend(pulp::x86::V4::try_new().map(Arch::V4));
        }
        kinds.into_iter().map(|arch| Self { arch, ..self.clone() }).collect()
    }

    /// The scores of the tokens of some chains on whose atoms `features` were read, in units of [`UNIT`], each less that
    /// of "outside"; `out` has a place for every token of the document.
    pub fn score(
        &self,
        features: &Features,
        chains: &[IndexRange],
        scratch: &mut Scratch,
        out: &mut [Units],
    ) {
        let (rows, _) = self.rows.as_chunks::<WIDTH>();
        let Some(rows) = rows.first_chunk::<ROWS>() else { return };
        Pass { rows, whole: &self.whole, features, chains, scratch, out }.run(self.arch);
    }
}
