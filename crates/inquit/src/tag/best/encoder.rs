//! The encoder reads a window and gives each token a score a label: BERT's layers, in whole numbers where it matters.
//!
//! Weights are signed bytes with a step a column; what they are multiplied with is rounded to unsigned bytes, a step a
//! row, as is what attention works on. All products are exact sums of whole numbers, and of windows that are read together
//! none hears another, so that the answer does not depend on what else is read or on how many threads read.

#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the machine that it runs on"
)]

use std::borrow::Cow;
use std::ops::Range;

use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix, QuantParams};
use rten_tensor::{Matrix, NdTensorView};

use super::numbers::{self, GREATEST_WEIGHT, Machine};
use super::window::{FACTS, Facts, LONGEST, VALUES, Window};
use crate::tag::LABELS;

/// The measures of an encoder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measures {
    /// Word pieces.
    pub pieces: usize,
    /// Numbers that stand for a piece.
    pub size: usize,
    /// Heads of attention.
    pub heads: usize,
    /// Numbers between the two products of a layer.
    pub inner: usize,
    /// Layers.
    pub layers: usize,
}

impl Measures {
    /// Whether an encoder can have these measures: all that is allocated stays small.
    pub fn are_sound(&self) -> bool {
        let Self { pieces, size, heads, inner, layers } = *self;
        (1..=65_535).contains(&pieces)
            && (1..=1024).contains(&size)
            && (1..=64).contains(&heads)
            && size % heads == 0
            && (1..=4096).contains(&inner)
            && (1..=24).contains(&layers)
    }
}

/// Weights and what they were rounded by.
#[derive(Clone, Debug)]
pub struct Dense {
    /// A row of bytes a column of the product, one behind the other.
    pub weights: Vec<i8>,
    /// What one step of a column's weights is worth.
    pub steps: Vec<f32>,
    /// What is added to each column.
    pub offsets: Vec<f32>,
}

/// Weights and offsets of a normalised row.
#[derive(Clone, Debug)]
pub struct Norm {
    /// Each column's factor.
    pub weights: Vec<f32>,
    /// What is added to each column.
    pub offsets: Vec<f32>,
}

/// The weights of a layer, in the order in which they are used.
#[derive(Clone, Debug)]
pub struct LayerWeights {
    /// What is asked, what answers to it, what is heard: one behind the other.
    pub query_key_value: Dense,
    /// Mixes what all heads heard.
    pub mix: Dense,
    /// Behind that.
    pub mix_norm: Norm,
    /// From a piece's numbers to the inner ones.
    pub widen: Dense,
    /// And back.
    pub narrow: Dense,
    /// Behind that.
    pub narrow_norm: Norm,
}

/// All that an encoder learned.
#[derive(Clone, Debug)]
pub struct Weights {
    /// Its measures.
    pub measures: Measures,
    /// A row of signed bytes a word piece.
    pub pieces: Cow<'static, [u8]>,
    /// What one step of a piece's row is worth.
    pub piece_steps: Vec<f32>,
    /// A row a place in the window.
    pub positions: Vec<f32>,
    /// A row a value of a fact.
    pub facts: Vec<f32>,
    /// Behind the sum of these.
    pub input_norm: Norm,
    /// Its layers.
    pub layers: Vec<LayerWeights>,
    /// A row a label.
    pub head: Vec<f32>,
    /// What is added to each label.
    pub head_offsets: Vec<f32>,
}

/// How many pieces are worked on at a time: what lies between two products then stays near the processor.
const BLOCK: usize = 64;

/// Bytes times weights, in exact sums.
type Product = GemmExecutor<u8, i8, i32>;

struct Packed {
    weights: PackedBMatrix<i8>,
    steps: Vec<f32>,
    offsets: Vec<f32>,
}

struct Layer {
    query_key_value: Packed,
    mix: Packed,
    mix_norm: Norm,
    widen: Packed,
    narrow: Packed,
    narrow_norm: Norm,
}

/// Reads windows.
pub struct Encoder {
    machine: Machine,
    layers: Vec<Layer>,
    weights: Weights,
}

/// Memory used again from one window to the next.
#[derive(Debug, Default)]
pub struct Scratch {
    /// A row a piece: what is known of it.
    rows: Vec<f32>,
    /// A row a piece between two products.
    inner: Vec<f32>,
    bytes: Vec<u8>,
    steps: Vec<f32>,
    sums: Vec<i32>,
    heads: Heads,
}

/// What attention works on. What stands for pieces head by head has all pieces of a head one behind the other.
#[derive(Debug, Default)]
struct Heads {
    /// What is asked, what answers and what is heard, head by head, in bytes.
    asked: Vec<u8>,
    answers: Vec<i8>,
    heard: Vec<i8>,
    asked_steps: Vec<f32>,
    answer_steps: Vec<f32>,
    /// What is heard, a row a piece, as it was before it was rounded.
    values: Vec<f32>,
    /// Of one window a step a column.
    heard_steps: Vec<f32>,
    factors: Vec<f32>,
    scores: Vec<f32>,
    shares: Vec<u8>,
    totals: Vec<i32>,
    answered: Vec<i32>,
    sums: Vec<i32>,
}

impl Heads {
    /// Of what a head asks in a window, keeps what these pieces ask, in the first places.
    fn keep(&mut self, start: usize, pieces: &[u16], own: usize) {
        for (to, piece) in (start..).zip(pieces) {
            let from = start + *piece as usize;
            self.asked.copy_within(from * own..(from + 1) * own, to * own);
            self.asked_steps[to] = self.asked_steps[from];
        }
    }
}

impl std::fmt::Debug for Encoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Encoder").field("measures", &self.weights.measures).finish_non_exhaustive()
    }
}

impl Encoder {
    /// An encoder of these weights; none where their numbers do not fit the measures.
    pub fn new(mut weights: Weights) -> Option<Self> {
        let Measures { pieces, size, inner, layers, .. } = weights.measures;
        let fits = |dense: &Dense, rows: usize, columns: usize| {
            dense.weights.len() == rows * columns
                && dense.weights.iter().all(|one| f32::from(*one).abs() <= GREATEST_WEIGHT)
                && dense.steps.len() == columns
                && dense.offsets.len() == columns
        };
        let is_norm = |norm: &Norm| norm.weights.len() == size && norm.offsets.len() == size;
        let sound = weights.measures.are_sound()
            && weights.pieces.len() == pieces * size
            && weights.piece_steps.len() == pieces
            && weights.positions.len() == LONGEST * size
            && weights.facts.len() == VALUES.iter().sum::<usize>() * size
            && is_norm(&weights.input_norm)
            && weights.layers.len() == layers
            && weights.head.len() == LABELS * size
            && weights.head_offsets.len() == LABELS
            && weights.layers.iter().all(|layer| {
                fits(&layer.query_key_value, size, 3 * size)
                    && fits(&layer.mix, size, size)
                    && is_norm(&layer.mix_norm)
                    && fits(&layer.widen, size, inner)
                    && fits(&layer.narrow, inner, size)
                    && is_norm(&layer.narrow_norm)
            });
        if !sound {
            return None;
        }
        let product = Product::new();
        let pack = |dense: Dense| Packed {
            weights: product.prepack_b(
                NdTensorView::from_data(
                    [dense.steps.len(), dense.weights.len() / dense.steps.len()],
                    &dense.weights[..],
                )
                .transposed(),
            ),
            steps: dense.steps,
            offsets: dense.offsets,
        };
        let layer = |one: LayerWeights| Layer {
            query_key_value: pack(one.query_key_value),
            mix: pack(one.mix),
            mix_norm: one.mix_norm,
            widen: pack(one.widen),
            narrow: pack(one.narrow),
            narrow_norm: one.narrow_norm,
        };
        let layers = std::mem::take(&mut weights.layers).into_iter().map(layer).collect();
        Some(Self { machine: Machine::new(), layers, weights })
    }

    /// The scores of the labels of the tokens of windows, one behind the other, with no more than [`LONGEST`] pieces in
    /// all; `facts` are those of the document's tokens. `out` is cleared first.
    pub fn read(
        &self,
        windows: &[Window],
        facts: &[Facts],
        scratch: &mut Scratch,
        out: &mut Vec<[f32; LABELS]>,
    ) {
        out.clear();
        let size = self.weights.measures.size;
        self.machine.run(
            #[inline(always)]
            || {
                scratch.rows.clear();
                for window in windows {
                    self.input(window, facts, &mut scratch.rows);
                }
            },
        );
        // Made anew for each window: it costs nothing, and threads cannot share it.
        let product = Product::new();
        for (number, layer) in self.layers.iter().enumerate() {
            let last = number + 1 == self.layers.len();
            self.attend(layer, &product, windows, last, scratch);
            self.widen(layer, &product, scratch);
        }
        self.machine.run(
            #[inline(always)]
            || {
                for row in scratch.rows.chunks_exact(size) {
                    let label = |label: usize| {
                        numbers::product(row, &self.weights.head[label * size..][..size])
                            + self.weights.head_offsets[label]
                    };
                    out.push(std::array::from_fn(label));
                }
            },
        );
    }

    /// Adds what the layers begin with: for each piece the sum of its own row, its place's and its facts'.
    #[inline(always)]
    fn input(&self, window: &Window, facts: &[Facts], rows: &mut Vec<f32>) {
        let Weights { pieces, piece_steps, positions, facts: known, input_norm, .. } = &self.weights;
        let size = self.weights.measures.size;
        let start = rows.len();
        rows.extend_from_slice(&positions[..window.pieces.len() * size]);
        let rows = rows[start..].chunks_exact_mut(size);
        let facts = facts.get(window.tokens.range()).unwrap_or_default();
        for ((row, piece), owner) in rows.zip(&window.pieces).zip(&window.owners) {
            let (own, step) = (&pieces[*piece as usize * size..][..size], piece_steps[*piece as usize]);
            for (x, byte) in row.iter_mut().zip(own) {
                *x += f32::from(byte.cast_signed()) * step;
            }
            let values = facts.get(*owner as usize).copied().unwrap_or([0; FACTS]);
            let mut start = 0;
            for (value, count) in values.into_iter().zip(VALUES) {
                numbers::add(row, &known[(start + value as usize % count) * size..][..size]);
                start += count;
            }
            numbers::normalise(row, input_norm.slices());
        }
    }

    /// Each piece asks all pieces of its window, head by head, and is told what they know. In the last layer only the first
    /// piece of each token asks, for of the others nothing more is wanted: their rows go.
    fn attend(
        &self,
        layer: &Layer,
        product: &Product,
        windows: &[Window],
        last: bool,
        scratch: &mut Scratch,
    ) {
        let Measures { size, heads, .. } = self.weights.measures;
        let own = size / heads;
        let Scratch { rows, inner, bytes, steps, sums, heads: memory } = scratch;
        let count = rows.len() / size;
        for (number, block) in rows.chunks(BLOCK * size).enumerate() {
            let found = self.times(product, &layer.query_key_value, block, bytes, (&mut *steps, &mut *sums));
            let first = number * BLOCK;
            self.machine.run(
                #[inline(always)]
                || self.in_bytes(layer, (&*found.0, &*found.1), first..count, inner, memory),
            );
        }
        let inner = room(inner, count * size);
        let (mut start, mut asking) = (0, 0);
        for window in windows {
            let pieces = start..start + window.pieces.len();
            start = pieces.end;
            self.machine.run(
                #[inline(always)]
                || self.hear_in_bytes(pieces.clone(), count, memory),
            );
            let asks = if last { window.firsts.len() } else { pieces.len() };
            if last {
                for (to, first) in (asking..).zip(&window.firsts) {
                    let from = pieces.start + *first as usize;
                    rows.copy_within(from * size..(from + 1) * size, to * size);
                }
            }
            let out = &mut inner[asking * size..(asking + asks) * size];
            asking += asks;
            for head in 0..heads {
                let places = head * count + pieces.start..head * count + pieces.end;
                if last {
                    memory.keep(places.start, &window.firsts, own);
                }
                self.hear((head, own), product, (places, asks), out, memory);
            }
        }
        rows.truncate(asking * size);
        let inner = &mut inner[..asking * size];
        let (steps, sums) = self.times(product, &layer.mix, inner, bytes, (steps, sums));
        self.machine.run(
            #[inline(always)]
            || onto_rows(&layer.mix, sums, steps, inner, rows, &layer.mix_norm),
        );
    }

    /// Rounds what some pieces ask and answer, head by head, and keeps what is heard from them.
    #[inline(always)]
    fn in_bytes(
        &self,
        layer: &Layer,
        (steps, sums): (&[f32], &[i32]),
        pieces: Range<usize>,
        row: &mut Vec<f32>,
        memory: &mut Heads,
    ) {
        let Measures { size, heads, .. } = self.weights.measures;
        let (own, count) = (size / heads, pieces.end);
        let even = 1.0 / (own as f32).sqrt();
        let row = room(row, 3 * size);
        let asked = room(&mut memory.asked, count * size);
        let answers = room(&mut memory.answers, count * size);
        let values = room(&mut memory.values, count * size);
        let asked_steps = room(&mut memory.asked_steps, count * heads);
        let answer_steps = room(&mut memory.answer_steps, count * heads);
        let Packed { steps: columns, offsets, .. } = &layer.query_key_value;
        for ((piece, sums), step) in pieces.zip(sums.chunks_exact(3 * size)).zip(steps) {
            numbers::from_sums(sums, *step, columns, offsets, row);
            for head in 0..heads {
                let at = head * count + piece;
                let part = |part: usize| &row[part * size + head * own..][..own];
                asked_steps[at] = even * numbers::to_unsigned(part(0), &mut asked[at * own..][..own]);
                answer_steps[at] = numbers::to_signed(part(1), &mut answers[at * own..][..own]);
            }
            values[piece * size..][..size].copy_from_slice(&row[2 * size..]);
        }
    }

    /// Rounds what is heard from the pieces of a window: in a sum over pieces a column has one step.
    #[inline(always)]
    fn hear_in_bytes(&self, pieces: Range<usize>, count: usize, memory: &mut Heads) {
        let Measures { size, heads, .. } = self.weights.measures;
        let own = size / heads;
        let values = &memory.values[pieces.start * size..pieces.end * size];
        let steps = room(&mut memory.heard_steps, size);
        steps.fill(0.0);
        for row in values.chunks_exact(size) {
            numbers::raise(steps, row);
        }
        let factors = room(&mut memory.factors, size);
        numbers::to_steps(steps, factors);
        let heard = room(&mut memory.heard, count * size);
        for (piece, row) in pieces.zip(values.chunks_exact(size)) {
            let heads = row.chunks_exact(own).zip(factors.chunks_exact(own)).enumerate();
            for (head, (row, factors)) in heads {
                numbers::to_signed_by(row, factors, &mut heard[(head * count + piece) * own..][..own]);
            }
        }
    }

    /// What a head hears in a window, whose pieces it has at these places, the first of which ask; a row of `out` for each
    /// that asks.
    fn hear(
        &self,
        (head, own): (usize, usize),
        product: &Product,
        (places, asks): (Range<usize>, usize),
        out: &mut [f32],
        memory: &mut Heads,
    ) {
        let size = self.weights.measures.size;
        let count = places.len();
        let bytes = places.start * own..places.end * own;
        let answered = room(&mut memory.answered, asks * count);
        let keys = NdTensorView::from_data([count, own], &memory.answers[bytes.clone()]);
        let asked = &memory.asked[bytes.start..][..asks * own];
        multiply(product, asked, own, 128, GemmInputB::Unpacked(keys.transposed()), answered);
        let shares = room(&mut memory.shares, asks * count);
        let totals = room(&mut memory.totals, asks);
        let (asked_steps, answer_steps) =
            (&memory.asked_steps[places.start..][..asks], &memory.answer_steps[places]);
        self.machine.run(
            #[inline(always)]
            || {
                let scores = room(&mut memory.scores, count);
                let sums = answered.chunks_exact(count).zip(shares.chunks_exact_mut(count));
                for (((sums, out), step), total) in sums.zip(asked_steps).zip(&mut *totals) {
                    *total = numbers::shares(sums, *step, answer_steps, scores, out);
                }
            },
        );
        let sums = room(&mut memory.sums, asks * own);
        let values = NdTensorView::from_data([count, own], &memory.heard[bytes]);
        multiply(product, shares, count, 0, GemmInputB::Unpacked(values), sums);
        let steps = &memory.heard_steps[head * own..][..own];
        self.machine.run(
            #[inline(always)]
            || {
                for ((row, sums), total) in
                    out.chunks_exact_mut(size).zip(sums.chunks_exact(own)).zip(&*totals)
                {
                    let share = 1.0 / *total as f32;
                    for ((x, sum), step) in row[head * own..][..own].iter_mut().zip(sums).zip(steps) {
                        *x = *sum as f32 * (share * step);
                    }
                }
            },
        );
    }

    /// Each piece thinks over what it was told. Some at a time, so that what is worked on stays near.
    fn widen(&self, layer: &Layer, product: &Product, scratch: &mut Scratch) {
        let Measures { size, inner: wide, .. } = self.weights.measures;
        let Scratch { rows, inner, bytes, steps, sums, .. } = scratch;
        let Packed { steps: columns, offsets, .. } = &layer.widen;
        for rows in rows.chunks_mut(BLOCK * size) {
            let count = rows.len() / size;
            let (own_steps, own_sums) =
                self.times(product, &layer.widen, rows, bytes, (&mut *steps, &mut *sums));
            let inner = room(inner, wide.max(size));
            let bytes = room(bytes, count * wide);
            self.machine.run(
                #[inline(always)]
                || {
                    let sums = own_sums.chunks_exact(wide).zip(bytes.chunks_exact_mut(wide));
                    let row = &mut inner[..wide];
                    for ((sums, out), step) in sums.zip(&mut *own_steps) {
                        numbers::from_sums(sums, *step, columns, offsets, row);
                        numbers::soften(row);
                        *step = numbers::to_unsigned(row, out);
                    }
                },
            );
            let (steps, sums) = (room(steps, count), room(sums, count * size));
            multiply(product, bytes, wide, 128, GemmInputB::Packed(&layer.narrow.weights), sums);
            self.machine.run(
                #[inline(always)]
                || onto_rows(&layer.narrow, sums, steps, inner, rows, &layer.narrow_norm),
            );
        }
    }

    /// Rounds rows to bytes and multiplies them with weights: the sums, and what a step of each row is worth.
    fn times<'s>(
        &self,
        product: &Product,
        packed: &Packed,
        rows: &[f32],
        bytes: &mut Vec<u8>,
        (steps, sums): (&'s mut Vec<f32>, &'s mut Vec<i32>),
    ) -> (&'s mut [f32], &'s mut [i32]) {
        let depth = packed.weights.rows();
        let count = rows.len() / depth;
        let (bytes, steps) = (room(bytes, count * depth), room(steps, count));
        self.machine.run(
            #[inline(always)]
            || {
                let rows = rows.chunks_exact(depth).zip(bytes.chunks_exact_mut(depth));
                for ((row, out), step) in rows.zip(&mut *steps) {
                    *step = numbers::to_unsigned(row, out);
                }
            },
        );
        let sums = room(sums, count * packed.steps.len());
        multiply(product, bytes, depth, 128, GemmInputB::Packed(&packed.weights), sums);
        (steps, sums)
    }
}

/// Room for so many, with what stood there before: filling it would be a twentieth of all work.
#[inline(always)]
fn room<T: Copy + Default>(memory: &mut Vec<T>, count: usize) -> &mut [T] {
    if memory.len() < count {
        memory.resize(count, T::default());
    }
    &mut memory[..count]
}

/// The product of rows of bytes, of which `zero` stands for 0, and weights.
fn multiply(
    product: &Product,
    bytes: &[u8],
    depth: usize,
    zero: u8,
    weights: GemmInputB<'_, i8>,
    out: &mut [i32],
) {
    const ZEROS: [[u8; LONGEST]; 2] = [[0; LONGEST], [128; LONGEST]];
    let count = bytes.len() / depth;
    let rows: Matrix<'_, u8> = NdTensorView::from_data([count, depth], bytes);
    let zeros = &ZEROS[usize::from(zero != 0)][..count];
    let options = GemmOptions {
        a_quant: (zero != 0).then_some(QuantParams { zero_point: zeros }),
        ..GemmOptions::default()
    };
    let done = product.gemm(out, GemmInputA::Unpacked(rows), weights, options);
    debug_assert!(done.is_ok(), "{done:?}");
}

/// Adds what sums are worth to rows and brings those to one scale; `memory` is overwritten.
#[inline(always)]
fn onto_rows(
    packed: &Packed,
    sums: &[i32],
    steps: &[f32],
    memory: &mut [f32],
    rows: &mut [f32],
    norm: &Norm,
) {
    let columns = packed.steps.len();
    let memory = &mut memory[..columns];
    for ((sums, row), step) in sums.chunks_exact(columns).zip(rows.chunks_exact_mut(columns)).zip(steps) {
        numbers::from_sums(sums, *step, &packed.steps, &packed.offsets, memory);
        numbers::add(row, memory);
        numbers::normalise(row, norm.slices());
    }
}

impl Norm {
    fn slices(&self) -> [&[f32]; 2] {
        [&self.weights, &self.offsets]
    }
}
