//! Trains a table of features: a conditional random field by stochastic gradient.
//!
//! Maximum likelihood with a Gaussian prior, by AdaGrad with a rate that falls to 0, paragraph by paragraph in a
//! seeded order: the same data gives the same weights.

use inquit::tag::decode::{self, Scores, Transitions};
use inquit::tag::features::{FEATURES, Features, hash};
use inquit::tag::table::Table;
use inquit::tag::{LABELS, Label, Site, pieces};
use rustc_hash::FxHashMap;

/// How to train.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Passes over the data.
    pub epochs: usize,
    /// The first step's length.
    pub rate: f32,
    /// Weight of the Gaussian prior.
    pub prior: f32,
    /// A feature that stands at fewer tokens than this is left out.
    pub least: u32,
    /// Share of the features' values that a pass leaves out at random.
    pub dropout: f32,
    /// By how much a token that is part of something must be ahead of "outside" to be learned (a softmax margin):
    /// more finds more.
    pub margin: f32,
    /// Seed of the order.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { epochs: 10, rate: 0.01, prior: 1e-6, least: 2, dropout: 0.3, margin: 0.0, seed: 1 }
    }
}

/// A piece of a document with its features and its gold labels.
#[derive(Clone, Debug)]
pub struct Chain {
    /// [`FEATURES`] a token.
    pub features: Vec<u64>,
    /// A label a token.
    pub labels: Vec<Label>,
}

/// The pieces of a document; `labels` are those of all its tokens.
pub fn chains(site: &Site<'_, '_>, labels: &[Label]) -> Vec<Chain> {
    let mut features = Features::default();
    features.read(site);
    let mut row = [0; FEATURES];
    let chain = |piece: inquit_tokenizer::IndexRange| {
        let mut all = Vec::with_capacity(piece.len() * FEATURES);
        for token in piece.range() {
            features.of(token, &mut row);
            all.extend(row.iter().enumerate().map(|(template, value)| hash(template, *value)));
        }
        Chain { features: all, labels: labels[piece.range()].to_vec() }
    };
    pieces(site.doc).map(chain).collect()
}

/// A trained tagger, its weights not yet rounded.
#[derive(Clone, Debug, Default)]
pub struct Crf {
    /// The row of each feature.
    pub rows: FxHashMap<u64, u32>,
    /// At how many tokens the feature of a row stands.
    pub counts: Vec<u32>,
    /// The weights of a row, a label each.
    pub weights: Vec<Scores>,
    /// The scores of neighbours.
    pub transitions: Transitions,
}

const NONE: u32 = u32::MAX;

impl Crf {
    /// Learns from paragraphs.
    pub fn train(chains: &[&Chain], options: &Options) -> Self {
        let (rows, counts) = dictionary(chains, options.least);
        let data: Vec<(Vec<u32>, &[Label])> = chains
            .iter()
            .map(|chain| {
                (
                    chain.features.iter().map(|hash| rows.get(hash).copied().unwrap_or(NONE)).collect(),
                    chain.labels.as_slice(),
                )
            })
            .collect();
        let mut crf =
            Self { weights: vec![[0.0; 8]; rows.len()], rows, counts, transitions: Transitions::default() };
        let mut squares = vec![[1e-4f32; 8]; crf.weights.len()];
        let mut pair_squares = [[1e-2f64; LABELS]; LABELS];
        let mut edge_squares = [[1e-2f32; 8]; 2];
        let mut random = fastrand::Rng::with_seed(options.seed);
        let mut order: Vec<usize> = (0..data.len()).collect();
        let (mut scratch, mut marginals, mut emissions) =
            (decode::Scratch::default(), Vec::new(), Vec::new());
        let steps = (options.epochs * data.len()) as f32;
        let mut step = 0.0;
        let mut dropped: Vec<u32> = Vec::new();
        for _ in 0..options.epochs {
            random.shuffle(&mut order);
            for number in &order {
                let (features, labels) = &data[*number];
                if labels.is_empty() {
                    continue;
                }
                let features: &[u32] = if options.dropout > 0.0 {
                    dropped.clear();
                    dropped.extend(
                        features.iter().map(|row| if random.f32() < options.dropout { NONE } else { *row }),
                    );
                    &dropped
                } else {
                    features
                };
                let rate = options.rate * (1.0 - step / steps);
                step += 1.0;
                crf.emissions(features, &mut emissions);
                if options.dropout > 0.0 {
                    for one in emissions.iter_mut().flatten() {
                        *one /= 1.0 - options.dropout;
                    }
                }
                for (one, label) in emissions.iter_mut().zip(*labels) {
                    if *label != Label::Outside {
                        one[Label::Outside as usize] += options.margin;
                    }
                }
                decode::marginals(&emissions, &crf.transitions, &mut scratch, &mut marginals);
                let mut pairs = [[0.0; LABELS]; LABELS];
                decode::pairs(&emissions, &crf.transitions, &scratch, &marginals, &mut pairs);
                for two in labels.windows(2) {
                    pairs[two[0] as usize][two[1] as usize] -= 1.0;
                }
                let mut last = marginals[labels.len() - 1];
                last[labels[labels.len() - 1] as usize] -= 1.0;
                for (slopes, label) in marginals.iter_mut().zip(*labels) {
                    slopes[*label as usize] -= 1.0;
                }
                let first = marginals[0];
                for (slopes, rows) in marginals.iter().zip(features.chunks_exact(FEATURES)) {
                    if slopes.iter().all(|slope| slope.abs() < 2e-3) {
                        continue;
                    }
                    for row in rows.iter().filter(|row| **row != NONE) {
                        let (weights, squares) =
                            (&mut crf.weights[*row as usize], &mut squares[*row as usize]);
                        for label in 0..8 {
                            let slope = slopes[label] + options.prior * weights[label];
                            squares[label] += slope * slope;
                            weights[label] -= rate * slope / squares[label].sqrt();
                        }
                    }
                }
                for (edge, slopes) in [first, last].iter().enumerate() {
                    let weights =
                        if edge == 0 { &mut crf.transitions.first } else { &mut crf.transitions.last };
                    for label in 0..LABELS {
                        edge_squares[edge][label] += slopes[label] * slopes[label];
                        weights[label] -= rate * slopes[label] / edge_squares[edge][label].sqrt();
                    }
                }
                for from in 0..LABELS {
                    for to in 0..LABELS {
                        let slope = pairs[from][to];
                        pair_squares[from][to] += slope * slope;
                        crf.transitions.between[from][to] -=
                            (f64::from(rate) * slope / pair_squares[from][to].sqrt()) as f32;
                    }
                }
                crf.transitions.forbid();
            }
        }
        crf
    }

    /// The features of a paragraph as rows.
    pub fn rows_of(&self, features: &[u64]) -> Vec<u32> {
        features.iter().map(|hash| self.rows.get(hash).copied().unwrap_or(NONE)).collect()
    }

    /// The scores of each token.
    pub fn emissions(&self, features: &[u32], out: &mut Vec<Scores>) {
        out.clear();
        out.extend(features.chunks_exact(FEATURES).map(|rows| {
            let mut sum = [0.0; 8];
            for row in rows.iter().filter(|row| **row != NONE) {
                for (one, weight) in sum.iter_mut().zip(&self.weights[*row as usize]) {
                    *one += weight;
                }
            }
            sum
        }));
    }

    /// The mean of several, feature by feature; all must know the same features.
    pub fn mean(mut all: Vec<Self>) -> Self {
        let Some(mut mean) = all.pop() else { return Self::default() };
        let count = all.len() as f32 + 1.0;
        for other in &all {
            let rows = mean.weights.iter_mut().zip(&other.weights);
            let between = mean.transitions.between.iter_mut().zip(&other.transitions.between);
            let edges = [
                (&mut mean.transitions.first, &other.transitions.first),
                (&mut mean.transitions.last, &other.transitions.last),
            ];
            for (own, other) in rows.chain(between).chain(edges) {
                for (one, other) in own.iter_mut().zip(other) {
                    *one += other;
                }
            }
        }
        let Self { weights, transitions: Transitions { between, first, last }, .. } = &mut mean;
        for one in weights.iter_mut().chain(between).chain([first, last]).flatten() {
            *one /= count;
        }
        mean
    }

    /// The table of its weights: features of little weight or at few tokens give way. Weights are clipped at `most`.
    pub fn table(&self, most: f32) -> Table {
        let mut features: Vec<(f32, u64, Scores)> = self
            .rows
            .iter()
            .map(|(hash, row)| {
                let weights = self.weights[*row as usize];
                let span = weights[1..LABELS].iter().map(|one| (one - weights[0]).abs()).fold(0.0, f32::max);
                (span * (1.0 + self.counts[*row as usize] as f32).ln(), *hash, weights)
            })
            .collect();
        features.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let features = features.into_iter().map(|(_, hash, weights)| (hash, weights));
        Table::new(features, most)
    }
}

/// A row for each feature that stands at enough tokens, in the order in which they come, and at how many.
fn dictionary(chains: &[&Chain], least: u32) -> (FxHashMap<u64, u32>, Vec<u32>) {
    let mut counts: FxHashMap<u64, u32> = FxHashMap::default();
    for hash in chains.iter().flat_map(|chain| &chain.features) {
        *counts.entry(*hash).or_default() += 1;
    }
    let mut rows = FxHashMap::default();
    let mut kept = Vec::new();
    for hash in chains.iter().flat_map(|chain| &chain.features) {
        let count = counts[hash];
        if count >= least {
            rows.entry(*hash).or_insert_with(|| {
                kept.push(count);
                kept.len() as u32 - 1
            });
        }
    }
    (rows, kept)
}
