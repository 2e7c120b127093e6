//! Paths are the best sequences of labels: the best of all, and the best through each label of each token.
//!
//! Scores are whole numbers, those of the table of weights, so that eight labels are one register and the answer is the
//! same on every machine. Each token's scores are kept relative to the best one; what was taken off is summed apart.

use std::ops::Range;

use super::{LABELS, Label};

/// A score a label in units of the table's weights; the last place is not a label.
pub type Units = [i16; 8];

/// The score of what cannot be: far below any sum of weights that matters.
const NEVER: i16 = -20_000;
/// A score that is told no further apart from lower ones.
const LOWEST: i16 = -10_000;

/// The scores of neighbouring labels in units.
#[derive(Clone, Debug, PartialEq)]
pub struct Neighbours {
    /// From one label to the next.
    into: [Units; LABELS],
    /// To one label from those before it.
    from: [Units; LABELS],
    first: Units,
    last: Units,
}

impl Neighbours {
    /// From scores as trained; `unit` is what one unit is worth.
    pub fn new(transitions: &super::decode::Transitions, unit: f32) -> Self {
        let units = |scores: &[f32; 8]| -> Units {
            std::array::from_fn(|label| {
                let one = if unit > 0.0 { scores[label] / unit } else { 0.0 };
                if label < LABELS { (one.round() as i16).max(NEVER) } else { NEVER }
            })
        };
        let into = std::array::from_fn(|from| units(&transitions.between[from]));
        let from = std::array::from_fn(|to| {
            std::array::from_fn(|from| if from < LABELS { into[from][to] } else { NEVER })
        });
        Self { into, from, first: units(&transitions.first), last: units(&transitions.last) }
    }
}

/// The best sequences through a chain of tokens. Memory is used again.
#[derive(Debug, Default)]
pub struct Paths {
    /// The best score up to and with each token's label, less what was taken off so far.
    forward: Vec<Units>,
    /// The best score behind each token's label, likewise from the end.
    behind: Vec<Units>,
    /// What was taken off up to each token, and behind it.
    off: Vec<[i32; 2]>,
    top: i32,
}

impl Paths {
    /// Looks at a chain.
    pub fn find(&mut self, emissions: &[Units], neighbours: &Neighbours) {
        let length = emissions.len();
        self.forward.clear();
        self.behind.clear();
        self.behind.resize(length, [0; 8]);
        self.off.clear();
        self.off.resize(length, [0; 2]);
        let Some(first) = emissions.first() else { return };
        let mut now = add(first, &neighbours.first);
        let mut off = level(&mut now);
        self.off[0][0] = off;
        self.forward.push(now);
        for (at, emission) in emissions.iter().enumerate().skip(1) {
            now = add(&through(&now, &neighbours.into), emission);
            off += level(&mut now);
            self.off[at][0] = off;
            self.forward.push(now);
        }
        let mut later = neighbours.last;
        let mut off = level(&mut later);
        for at in (0..length).rev() {
            self.behind[at] = later;
            self.off[at][1] = off;
            later = through(&add(&later, &emissions[at]), &neighbours.from);
            off += level(&mut later);
        }
        self.top = (0..LABELS).map(|label| self.score(0, label)).max().unwrap_or(0);
    }

    fn score(&self, at: usize, label: usize) -> i32 {
        let [before, behind] = self.off[at];
        i32::from(self.forward[at][label]) + i32::from(self.behind[at][label]) + before + behind
    }

    /// By how many units the best sequence in which a token has a label falls short of the best of all, a label each.
    pub fn short(&self, at: usize) -> Units {
        let [before, behind] = self.off[at];
        let top = self.top - before - behind;
        std::array::from_fn(|label| {
            let score = i32::from(self.forward[at][label]) + i32::from(self.behind[at][label]);
            (top - score).clamp(0, i32::from(i16::MAX)) as i16
        })
    }

    /// The best sequence of all.
    pub fn best(&self, neighbours: &Neighbours, out: &mut Vec<Label>) {
        out.clear();
        let Some(last) = self.forward.len().checked_sub(1) else { return };
        out.resize(last + 1, Label::Outside);
        let mut now = best(&add(&self.forward[last], &self.behind[last]));
        out[last] = Label::ALL[now];
        for at in (0..last).rev() {
            now = best(&add(&self.forward[at], &neighbours.from[now]));
            out[at] = Label::ALL[now];
        }
    }

    /// The best sequence in which a token has this label, and the tokens at which it differs from the best of all, with
    /// those between.
    pub fn through(
        &self,
        (at, label): (usize, Label),
        emissions: &[Units],
        neighbours: &Neighbours,
        best_of_all: &[Label],
        out: &mut Vec<Label>,
    ) -> Range<usize> {
        out.clear();
        out.extend_from_slice(best_of_all);
        out[at] = label;
        let mut changed = at..at + 1;
        // Where both have one label, they go on alike.
        let mut now = label as usize;
        for before in (0..at).rev() {
            now = best(&add(&self.forward[before], &neighbours.from[now]));
            if out[before] == Label::ALL[now] {
                break;
            }
            out[before] = Label::ALL[now];
            changed.start = before;
        }
        now = label as usize;
        for behind in at + 1..out.len() {
            now = best(&add(&add(&self.behind[behind], &emissions[behind]), &neighbours.into[now]));
            if out[behind] == Label::ALL[now] {
                break;
            }
            out[behind] = Label::ALL[now];
            changed.end = behind + 1;
        }
        changed
    }
}

/// The best score of each label over the labels on its other side.
#[inline]
fn through(now: &Units, between: &[Units; LABELS]) -> Units {
    let mut next = [i16::MIN; 8];
    for (score, row) in now.iter().zip(between) {
        for (one, step) in next.iter_mut().zip(row) {
            *one = (*one).max(score.saturating_add(*step));
        }
    }
    next
}

#[inline]
fn add(a: &Units, b: &Units) -> Units {
    std::array::from_fn(|label| a[label].saturating_add(b[label]))
}

/// Takes the best score off all; tells it.
#[inline]
fn level(scores: &mut Units) -> i32 {
    let top = scores[..LABELS].iter().copied().fold(i16::MIN, i16::max);
    for one in scores.iter_mut() {
        *one = one.saturating_sub(top).max(LOWEST);
    }
    i32::from(top)
}

/// The best label; of equals the first.
#[inline]
fn best(scores: &Units) -> usize {
    let mut best = 0;
    for label in 1..LABELS {
        if scores[label] > scores[best] {
            best = label;
        }
    }
    best
}
