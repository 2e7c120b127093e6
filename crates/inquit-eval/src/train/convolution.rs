//! Trains the convolution: its rows, its layers and the scores of neighbouring labels together.
//!
//! Maximum likelihood of chains of labels by Adam (Kingma and Ba 2015), batch by batch in a seeded order, with rows and
//! sums left out at random; what ships is the running mean of the weights of the last steps. One thread, so that the same
//! data gives the same weights.

use inquit::tag::convolution::{BITS, INPUTS, LAYERS, REACH, Row, TAPS, WIDTH, Weights};
use inquit::tag::decode::{self, Scores};
use inquit::tag::features::Features;
use inquit::tag::{LABELS, Label, Site, pieces};

/// How to train.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Passes over the data.
    pub passes: usize,
    /// Tokens of a batch, at least; less where a pass has few.
    pub batch: usize,
    /// The first step's length.
    pub rate: f32,
    /// Share of a token's rows that are left out at random.
    pub rows: f32,
    /// Share of what a layer adds that is left out at random.
    pub sums: f32,
    /// Seed of the order and of what is left out.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { passes: 8, batch: 2000, rate: 3e-3, rows: 0.3, sums: 0.2, seed: 1 }
    }
}

/// A piece of a document: the rows of its tokens and their gold labels.
#[derive(Clone, Debug)]
pub struct Chain {
    /// [`INPUTS`] a token.
    pub rows: Vec<[u32; INPUTS]>,
    /// A label a token.
    pub labels: Vec<Label>,
}

/// The pieces of a document; `labels` are those of all its tokens.
pub fn chains(site: &Site<'_, '_>, labels: &[Label]) -> Vec<Chain> {
    let mut features = Features::default();
    features.read(site);
    let chain = |piece: inquit_tokenizer::IndexRange| Chain {
        rows: piece.range().map(|token| features.rows(token, BITS).map(|four| four[0])).collect(),
        labels: labels[piece.range()].to_vec(),
    };
    pieces(site.doc).map(chain).collect()
}

/// What each weight has moved by lately: Adam's two running means.
#[derive(Clone, Default)]
struct Moved {
    mean: Vec<f32>,
    square: Vec<f32>,
}

const MEAN: f32 = 0.9;
const SQUARE: f32 = 0.99;
/// Steps between two whose weights go into the running mean.
const EVERY: usize = 5;
/// What the running mean keeps of itself in so many steps.
const KEPT: f32 = 0.975;
/// Steps in which the rate rises to its greatest, where a tenth of all steps is not fewer.
const WARM: f32 = 100.0;
/// Steps of a pass, at least.
const FEWEST: usize = 50;

impl Moved {
    fn of(count: usize) -> Self {
        Self { mean: vec![0.0; count], square: vec![0.0; count] }
    }

    /// Moves some weights, which stand from `at` on, against their slopes.
    fn step(&mut self, at: usize, weights: &mut [f32], slopes: &[f32], rate: f32) {
        let (means, squares) =
            (&mut self.mean[at..at + slopes.len()], &mut self.square[at..at + slopes.len()]);
        for (((weight, slope), mean), square) in weights.iter_mut().zip(slopes).zip(means).zip(squares) {
            *mean = MEAN * *mean + (1.0 - MEAN) * slope;
            *square = SQUARE * *square + (1.0 - SQUARE) * slope * slope;
            *weight -= rate * *mean / (square.sqrt() + 1e-8);
        }
    }
}

/// What stands between input and scores, for one chain.
#[derive(Default)]
struct Memory {
    /// Which inputs count, with what factor.
    kept: Vec<[f32; INPUTS]>,
    /// What each layer reads, and what the head reads.
    levels: [Vec<Row>; LAYERS + 1],
    /// What each layer's taps give.
    tapped: [Vec<Row>; LAYERS],
    /// Which sums of each layer count, with what factor.
    factors: [Vec<Row>; LAYERS],
    scores: Vec<Scores>,
    marginals: Vec<Scores>,
    decode: decode::Scratch,
    /// Slopes of what a layer gives, and of what it reads.
    above: Vec<Row>,
    below: Vec<Row>,
}

/// The slopes of all weights but the rows, in their form.
type Slopes = Weights;

/// Learns from chains.
pub fn train(chains: &[&Chain], options: &Options) -> Weights {
    let mut random = fastrand::Rng::with_seed(options.seed);
    let mut weights = first(&mut random);
    let mut mean = weights.clone();
    let mut memory = Memory::default();
    let mut order: Vec<usize> = (0..chains.len()).filter(|at| !chains[*at].labels.is_empty()).collect();
    let tokens: usize = order.iter().map(|at| chains[*at].labels.len()).sum();
    // Little data makes many small steps, too.
    let batch = options.batch.min(tokens / FEWEST + 1);
    let steps = (options.passes * tokens) as f32 / batch as f32;
    let warm = WARM.min(steps / 10.0);
    let mut row_moved = Moved::of(weights.rows.len() * WIDTH);
    let mut moved = Moved::of(weights.dense().iter().map(|list| list.len()).sum());
    let mut row_slopes: Vec<Row> = vec![[0.0; WIDTH]; weights.rows.len()];
    let mut touched: Vec<u32> = Vec::new();
    let mut step = 0;
    for _ in 0..options.passes {
        random.shuffle(&mut order);
        let mut rest = order.as_slice();
        while !rest.is_empty() {
            let mut slopes = level();
            let mut count = 0;
            while count < batch
                && let Some((next, others)) = rest.split_first()
            {
                rest = others;
                let chain = chains[*next];
                count += chain.labels.len();
                forward(&weights, chain, options, &mut random, &mut memory);
                backward(&weights, chain, &mut memory, &mut slopes, (&mut row_slopes, &mut touched));
            }
            let share = (1.0 - step as f32 / steps).max(0.0);
            let rate = options.rate * share * ((step + 1) as f32 / warm).min(1.0);
            let scale = 1.0 / count as f32;
            touched.sort_unstable();
            touched.dedup();
            let size = norm(&slopes, &row_slopes, &touched) * scale;
            let scale = scale / size.max(1.0);
            for row in touched.drain(..) {
                let at = row as usize;
                let own = row_slopes[at].map(|slope| slope * scale);
                row_moved.step(at * WIDTH, &mut weights.rows[at], &own, rate);
                row_slopes[at] = [0.0; WIDTH];
            }
            let mut at = 0;
            for (own, slopes) in weights.dense_mut().into_iter().zip(slopes.dense()) {
                let slopes: Vec<f32> = slopes.iter().map(|slope| slope * scale).collect();
                moved.step(at, own, &slopes, rate);
                at += slopes.len();
            }
            weights.transitions.forbid();
            step += 1;
            if step % EVERY == 0 {
                let keep = KEPT.min(step as f32 / (step + 9 * EVERY) as f32);
                mix(&mut mean, &weights, keep);
            }
        }
    }
    mean.transitions.forbid();
    mean
}

/// No slopes.
fn level() -> Slopes {
    let mut slopes = Weights::without_rows();
    slopes.dense_mut().into_iter().for_each(|list| list.fill(0.0));
    slopes
}

/// Small numbers to begin with; each layer first of all passes on what it reads.
fn first(random: &mut fastrand::Rng) -> Weights {
    // Nearly normal: a sum of four even ones.
    let mut some = |size: f32| (0..4).map(|_| random.f32() - 0.5).sum::<f32>() * size * 3.0f32.sqrt();
    let mut weights = Weights::empty();
    for one in weights.rows.as_flattened_mut() {
        *one = some(0.1);
    }
    for layer in &mut weights.layers {
        for (tap, row) in layer.taps.iter_mut().enumerate() {
            for one in row {
                *one = some(0.3) + if tap == TAPS / 2 { 0.5 } else { 0.0 };
            }
        }
        for one in layer.mix.as_flattened_mut() {
            *one = some(0.1);
        }
    }
    for one in weights.head.iter_mut().flat_map(|row| &mut row[..LABELS]) {
        *one = some(0.1);
    }
    weights
}

fn forward(
    weights: &Weights,
    chain: &Chain,
    options: &Options,
    random: &mut fastrand::Rng,
    memory: &mut Memory,
) {
    let count = chain.labels.len();
    let mut factor = |share: f32| if random.f32() < share { 0.0 } else { 1.0 / (1.0 - share) };
    memory.kept.clear();
    memory.kept.extend((0..count).map(|_| std::array::from_fn(|_| factor(options.rows))));
    memory.levels[0].clear();
    for (rows, kept) in chain.rows.iter().zip(&memory.kept) {
        let mut sum = weights.offsets;
        for (row, kept) in rows.iter().zip(kept).filter(|(_, kept)| **kept > 0.0) {
            add_times(&mut sum, &weights.rows[*row as usize], *kept);
        }
        memory.levels[0].push(sum.map(|one| one.max(0.0)));
    }
    for (number, layer) in weights.layers.iter().enumerate() {
        let (below, above) = memory.levels.split_at_mut(number + 1);
        let (from, to) = (&below[number], &mut above[0]);
        let (tapped, factors) = (&mut memory.tapped[number], &mut memory.factors[number]);
        tapped.clear();
        factors.clear();
        to.clear();
        for at in 0..count {
            let mut own = [0.0; WIDTH];
            for (tap, factors) in layer.taps.iter().enumerate() {
                if let Some(other) = neighbour(at, tap, REACH[number], count) {
                    add_product(&mut own, &from[other], factors);
                }
            }
            let mut added = layer.offsets;
            for (own, weights) in own.iter().zip(&layer.mix) {
                add_times(&mut added, weights, *own);
            }
            let factor: Row = std::array::from_fn(|_| factor(options.sums));
            to.push(std::array::from_fn(|one| (from[at][one] + added[one] * factor[one]).max(0.0)));
            tapped.push(own);
            factors.push(factor);
        }
    }
    memory.scores.clear();
    memory.scores.extend(memory.levels[LAYERS].iter().map(|row| {
        let mut scores = weights.head_offsets;
        for (own, weights) in row.iter().zip(&weights.head) {
            add_times(&mut scores, weights, *own);
        }
        std::array::from_fn(|label| scores[label])
    }));
}

/// The place of the token under a tap, if it is one of the chain's.
fn neighbour(at: usize, tap: usize, reach: usize, count: usize) -> Option<usize> {
    (at + tap * reach).checked_sub(TAPS / 2 * reach).filter(|other| *other < count)
}

fn backward(
    weights: &Weights,
    chain: &Chain,
    memory: &mut Memory,
    slopes: &mut Slopes,
    (row_slopes, touched): (&mut [Row], &mut Vec<u32>),
) {
    let Memory { kept, levels, tapped, factors, scores, marginals, decode, above, below } = memory;
    let (count, transitions) = (chain.labels.len(), &weights.transitions);
    decode::marginals(scores, transitions, decode, marginals);
    let mut pairs = [[0.0; LABELS]; LABELS];
    decode::pairs(scores, transitions, decode, marginals, &mut pairs);
    for two in chain.labels.windows(2) {
        pairs[two[0] as usize][two[1] as usize] -= 1.0;
    }
    for (slopes, label) in marginals.iter_mut().zip(&chain.labels) {
        slopes[*label as usize] -= 1.0;
    }
    for (slopes, pairs) in slopes.transitions.between.iter_mut().zip(pairs) {
        for (slope, pair) in slopes.iter_mut().zip(pairs) {
            *slope += pair as f32;
        }
    }
    add_times(&mut slopes.transitions.first, &marginals[0], 1.0);
    add_times(&mut slopes.transitions.last, &marginals[count - 1], 1.0);
    above.clear();
    for (row, own) in levels[LAYERS].iter().zip(&*marginals) {
        for (slopes, x) in slopes.head.iter_mut().zip(row) {
            add_times(slopes, own, *x);
        }
        add_times(&mut slopes.head_offsets, own, 1.0);
        above.push(weights.head.map(|weights| product(&weights, own)));
    }
    for number in (0..LAYERS).rev() {
        let (layer, own) = (&weights.layers[number], &mut slopes.layers[number]);
        let (from, to) = (&levels[number], &levels[number + 1]);
        below.clear();
        below.resize(count, [0.0; WIDTH]);
        for at in 0..count {
            let slope = where_above_0(&to[at], &above[at]);
            add_times(&mut below[at], &slope, 1.0);
            let mut added = [0.0; WIDTH];
            add_product(&mut added, &slope, &factors[number][at]);
            add_times(&mut own.offsets, &added, 1.0);
            let mut taps = [0.0; WIDTH];
            for (one, tap) in taps.iter_mut().enumerate() {
                add_times(&mut own.mix[one], &added, tapped[number][at][one]);
                *tap = product(&layer.mix[one], &added);
            }
            for tap in 0..TAPS {
                let Some(other) = neighbour(at, tap, REACH[number], count) else { continue };
                add_product(&mut own.taps[tap], &from[other], &taps);
                add_product(&mut below[other], &layer.taps[tap], &taps);
            }
        }
        std::mem::swap(above, below);
    }
    for at in 0..count {
        let own = where_above_0(&levels[0][at], &above[at]);
        add_times(&mut slopes.offsets, &own, 1.0);
        for (row, kept) in chain.rows[at].iter().zip(&kept[at]).filter(|(_, kept)| **kept > 0.0) {
            touched.push(*row);
            add_times(&mut row_slopes[*row as usize], &own, *kept);
        }
    }
}

/// Slopes of what was cut off at 0, where it was not.
fn where_above_0(level: &Row, slopes: &Row) -> Row {
    std::array::from_fn(|one| if level[one] > 0.0 { slopes[one] } else { 0.0 })
}

// Apart from their callers, where the compiler would not work on many numbers at once.

#[inline(never)]
fn add_times(sum: &mut [f32], row: &[f32], factor: f32) {
    for (sum, one) in sum.iter_mut().zip(row) {
        *sum += one * factor;
    }
}

#[inline(never)]
fn add_product(sum: &mut [f32], a: &[f32], b: &[f32]) {
    for ((sum, a), b) in sum.iter_mut().zip(a).zip(b) {
        *sum += a * b;
    }
}

#[inline(never)]
fn product(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0; 8];
    for (a, b) in a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0) {
        for (lane, (a, b)) in lanes.iter_mut().zip(a.iter().zip(b)) {
            *lane += a * b;
        }
    }
    lanes.iter().sum()
}

/// The length of all slopes together.
fn norm(slopes: &Slopes, row_slopes: &[Row], touched: &[u32]) -> f32 {
    let square = |list: &[f32]| list.iter().map(|one| one * one).sum::<f32>();
    let dense: f32 = slopes.dense().iter().map(|list| square(list)).sum();
    (dense + touched.iter().map(|row| square(&row_slopes[*row as usize])).sum::<f32>()).sqrt()
}

/// A running mean's next value.
fn mix(mean: &mut Weights, now: &Weights, keep: f32) {
    let one = |mean: &mut [f32], now: &[f32]| {
        for (mean, now) in mean.iter_mut().zip(now) {
            *mean = keep * *mean + (1.0 - keep) * now;
        }
    };
    one(mean.rows.as_flattened_mut(), now.rows.as_flattened());
    for (mean, now) in mean.dense_mut().into_iter().zip(now.dense()) {
        one(mean, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXACT: Options = Options { passes: 1, batch: 1, rate: 0.0, rows: 0.0, sums: 0.0, seed: 1 };

    fn chain(random: &mut fastrand::Rng, count: usize) -> Chain {
        let inner =
            [Label::Outside, Label::SourceB, Label::Source, Label::CueB, Label::ContentB, Label::Content];
        Chain {
            rows: (0..count).map(|_| std::array::from_fn(|_| random.u32(..50))).collect(),
            labels: (0..count).map(|at| inner[at % inner.len()]).collect(),
        }
    }

    /// Minus the log-likelihood of a chain's labels.
    fn loss(weights: &Weights, chain: &Chain, memory: &mut Memory) -> f64 {
        forward(weights, chain, &EXACT, &mut fastrand::Rng::with_seed(1), memory);
        let Memory { scores, marginals, decode, .. } = memory;
        let all = decode::marginals(scores, &weights.transitions, decode, marginals);
        let own: f32 = scores.iter().zip(&chain.labels).map(|(scores, label)| scores[*label as usize]).sum();
        let between = &weights.transitions.between;
        let pairs: f32 = chain.labels.windows(2).map(|two| between[two[0] as usize][two[1] as usize]).sum();
        let [first, .., last] = chain.labels.as_slice() else { panic!("a chain of one token") };
        let edges = weights.transitions.first[*first as usize] + weights.transitions.last[*last as usize];
        all - f64::from(own + pairs + edges)
    }

    #[test]
    fn slopes_are_those_of_the_loss() {
        let mut random = fastrand::Rng::with_seed(5);
        let mut weights = first(&mut random);
        for row in &mut weights.rows {
            *row = row.map(|one| one * 5.0);
        }
        let (chain, mut memory) = (chain(&mut random, 23), Memory::default());
        let mut slopes = level();
        let (mut rows, mut touched) = (vec![[0.0; WIDTH]; weights.rows.len()], Vec::new());
        loss(&weights, &chain, &mut memory);
        backward(&weights, &chain, &mut memory, &mut slopes, (&mut rows, &mut touched));
        let mut told = |change: &dyn Fn(&mut Weights, f32)| {
            let mut at = |by: f32| {
                let mut other = weights.clone();
                change(&mut other, by);
                loss(&other, &chain, &mut memory)
            };
            ((at(0.002) - at(-0.002)) / 0.004) as f32
        };
        let near = |a: f32, b: f32, what: &str| {
            assert!((a - b).abs() < 0.02 + 0.05 * b.abs(), "{what}: {a} in place of {b}");
        };
        let lists: Vec<usize> = slopes.dense().iter().map(|list| list.len()).collect();
        for (list, count) in lists.into_iter().enumerate() {
            // What is forbidden stays so.
            let allowed = |at: &usize| weights.dense()[list][*at] > -100.0;
            for at in (0..count).step_by(count / 7 + 1).filter(allowed) {
                let slope = slopes.dense()[list][at];
                near(
                    slope,
                    told(&|weights, by| weights.dense_mut()[list][at] += by),
                    &format!("{list}, {at}"),
                );
            }
        }
        for (row, column) in (0..50).zip((0..WIDTH).cycle()) {
            near(
                rows[row][column],
                told(&|weights, by| weights.rows[row][column] += by),
                &format!("row {row}"),
            );
        }
    }

    #[test]
    fn all_kinds_of_registers_give_the_same_scores() {
        let text = "“It works,” said Ana Lima, the club's director, on Friday. She told Reuters that the bridge would \
                    open.\n\nCritics say so, too.\n\nNobody else was there, and nothing else was seen of it all day.";
        let model = inquit::Model::fast();
        let prepared = inquit::relate::prepared::Prepared::new(text);
        let mut features = Features::default();
        features.read(&prepared.site(&model.clusters));
        let chains: Vec<_> = pieces(&prepared.doc).collect();
        let scores = |convolution: &inquit::tag::convolution::Convolution| {
            let mut out = vec![inquit::tag::paths::Units::ZERO; prepared.doc.tokens().len()];
            convolution.score(
                &features,
                &chains,
                &mut inquit::tag::convolution::Scratch::default(),
                &mut out,
            );
            out
        };
        let kinds = model.scorer.convolution.for_each_kind();
        let plain = scores(&kinds[0]);
        assert!(plain.iter().any(|units| units.to_array().iter().any(|unit| *unit > 0)));
        for kind in &kinds[1..] {
            assert_eq!(scores(kind), plain);
        }
        assert_eq!(scores(&model.scorer.convolution), plain);
    }

    #[test]
    fn what_is_used_scores_as_what_was_learned() {
        let text = "“It works,” said Ana Lima, the club's director, on Friday. She told Reuters that the bridge would \
                    open.\n\nCritics say so, too.";
        let mut random = fastrand::Rng::with_seed(9);
        let weights = first(&mut random);
        let prepared = inquit::relate::prepared::Prepared::new(text);
        let model = inquit::Model::fast();
        let site = prepared.site(&model.clusters);
        let labels = vec![Label::Outside; prepared.doc.tokens().len()];
        let mut features = Features::default();
        features.read(&site);
        let all: Vec<_> = pieces(&prepared.doc).collect();
        let mut units = vec![inquit::tag::paths::Units::ZERO; labels.len()];
        let convolution = inquit::tag::convolution::Convolution::new(weights.clone());
        convolution.score(&features, &all, &mut inquit::tag::convolution::Scratch::default(), &mut units);
        let mut memory = Memory::default();
        for (piece, chain) in all.iter().zip(chains(&site, &labels)) {
            forward(&weights, &chain, &EXACT, &mut random, &mut memory);
            for (token, scores) in piece.range().zip(&memory.scores) {
                for label in 0..LABELS {
                    let unit = f32::from(units[token].to_array()[label]) * inquit::tag::UNIT;
                    assert!(
                        (unit - (scores[label] - scores[0])).abs() < 0.03,
                        "token {token}, label {label}"
                    );
                }
            }
        }
    }
}
