//! Decoding tells how probable each label of each token is, under scores of tokens and of neighbours: what training
//! asks for.

use super::{LABELS, Label};

/// A score a label; the places behind the last label are 0 and never read.
pub type Scores = [f32; 8];

/// The scores of neighbouring labels: `between[from][to]`, and of the labels that open and close a paragraph.
#[derive(Clone, Debug, PartialEq)]
pub struct Transitions {
    /// From one label to the next.
    pub between: [Scores; LABELS],
    /// Of the first label.
    pub first: Scores,
    /// Of the last label.
    pub last: Scores,
}

impl Default for Transitions {
    /// All 0 where a sequence is sound.
    fn default() -> Self {
        let mut new = Self { between: [[0.0; 8]; LABELS], first: [0.0; 8], last: [0.0; 8] };
        new.forbid();
        new
    }
}

/// The score of what cannot be: far below any sum of weights.
const NEVER: f32 = -1e4;

impl Transitions {
    /// Forbids an inner label that goes on from no span of its role.
    pub fn forbid(&mut self) {
        for to in Label::ALL {
            if to == Label::Outside || to.begins() {
                continue;
            }
            self.first[to as usize] = NEVER;
            for from in Label::ALL {
                if from.role() != to.role() {
                    self.between[from as usize][to as usize] = NEVER;
                }
            }
        }
    }
}

/// Memory used again from one paragraph to the next.
#[derive(Debug, Default)]
pub struct Scratch {
    forward: Vec<Scores>,
}

/// The probability of each label of each token, and the logarithm of the sum over all sequences.
pub fn marginals(
    emissions: &[Scores],
    transitions: &Transitions,
    scratch: &mut Scratch,
    out: &mut Vec<Scores>,
) -> f64 {
    out.clear();
    if emissions.is_empty() {
        return 0.0;
    }
    // Factors, not logarithms: each token's forward factors are scaled to a sum of 1.
    let between = transitions.between.map(|row| exp(&row, 0.0));
    let forward = &mut scratch.forward;
    forward.clear();
    let mut sum = 0.0f64;
    let mut now = transitions.first;
    for label in now.iter_mut().skip(LABELS) {
        *label = f32::NEG_INFINITY;
    }
    now = exp(&now, 0.0);
    for (at, emission) in emissions.iter().enumerate() {
        if at > 0 {
            now = through(&now, &between);
        }
        let top = emission[..LABELS].iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let factor = exp(emission, top);
        let mut all = 0.0;
        for (label, one) in now.iter_mut().enumerate() {
            *one *= factor[label];
            all += *one;
        }
        for one in &mut now {
            *one /= all;
        }
        sum += f64::from(top) + f64::from(all.ln());
        forward.push(now);
    }
    let mut last = exp(&transitions.last, 0.0);
    for one in last.iter_mut().skip(LABELS) {
        *one = 0.0;
    }
    let end: f32 = forward[emissions.len() - 1].iter().zip(&last).map(|(a, b)| a * b).sum();
    sum += f64::from(end.ln());
    out.resize(emissions.len(), [0.0; 8]);
    let mut behind = last;
    for at in (0..emissions.len()).rev() {
        let mut all = 0.0;
        for label in 0..8 {
            out[at][label] = forward[at][label] * behind[label];
            all += out[at][label];
        }
        for one in &mut out[at] {
            *one /= all;
        }
        if at > 0 {
            let top = emissions[at][..LABELS].iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let factor = exp(&emissions[at], top);
            let mut weighted = [0.0; 8];
            for label in 0..8 {
                weighted[label] = behind[label] * factor[label];
            }
            let mut all = 0.0;
            for label in 0..LABELS {
                let mut one = 0.0;
                for to in 0..8 {
                    one += between[label][to] * weighted[to];
                }
                behind[label] = one;
                all += one;
            }
            for one in &mut behind {
                *one /= all;
            }
        }
    }
    sum
}

/// The expected number of each pair of neighbours, added to `out`; after [`marginals`] on the same scores.
pub fn pairs(
    emissions: &[Scores],
    transitions: &Transitions,
    scratch: &Scratch,
    marginals: &[Scores],
    out: &mut [[f64; LABELS]; LABELS],
) {
    let between = transitions.between.map(|row| exp(&row, 0.0));
    for (at, marginals) in marginals.iter().enumerate().take(emissions.len()).skip(1) {
        // p(from, to) = forward(from) · between · what follows(to); what follows is the marginal over what leads to it.
        let lead = through(&scratch.forward[at - 1], &between);
        for from in 0..LABELS {
            for to in 0..LABELS {
                if lead[to] > 0.0 {
                    let share = scratch.forward[at - 1][from] * between[from][to] / lead[to];
                    out[from][to] += f64::from(share * marginals[to]);
                }
            }
        }
    }
}

fn through(now: &Scores, between: &[Scores; LABELS]) -> Scores {
    let mut next = [0.0; 8];
    for (label, row) in between.iter().enumerate() {
        for to in 0..LABELS {
            next[to] += now[label] * row[to];
        }
    }
    next
}

fn exp(scores: &Scores, top: f32) -> Scores {
    std::array::from_fn(|at| (scores[at] - top).exp())
}
