//! Paths are the best sequences of labels: the best of all, and the best through each label of each token.
//!
//! Scores are whole numbers, so that eight labels are one register and the answer is the
//! same on every machine. Each token's scores are kept relative to that of "outside"; what was taken off is summed apart.

use std::ops::Range;

use inquit_tokenizer::IndexRange;
use wide::{CmpEq, CmpGt, i16x8};

use super::decode::Transitions;
use super::{LABELS, Label};

/// A score a label in units of the table's weights; the last place is not a label.
pub type Units = i16x8;

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
    pub fn new(transitions: &Transitions, unit: f32) -> Self {
        let units = |scores: &[f32; 8]| -> [i16; 8] {
            std::array::from_fn(|label| {
                let one = if unit > 0.0 { scores[label] / unit } else { 0.0 };
                if label < LABELS { (one.round() as i16).max(NEVER) } else { NEVER }
            })
        };
        let into = transitions.between.map(|row| units(&row));
        let from = std::array::from_fn(|to| {
            Units::new(std::array::from_fn(|from| if from < LABELS { into[from][to] } else { NEVER }))
        });
        let [first, last] = [&transitions.first, &transitions.last].map(|edge| Units::new(units(edge)));
        Self { into: into.map(Units::new), from, first, last }
    }
}

/// The best sequences of a document's chains of tokens. Memory is used again.
#[derive(Debug, Default)]
pub struct Paths {
    /// The scores of each token's labels by themselves.
    own: Vec<Units>,
    /// The best score up to and with each token's label, less what was taken off so far.
    forward: Vec<Units>,
    /// The best score behind each token's label, likewise from the end.
    behind: Vec<Units>,
    /// The best score of the token's chain, less what was taken off up to the token and behind it.
    top: Vec<i32>,
}

impl Paths {
    /// Makes ready for a document of so many tokens.
    pub fn reset(&mut self, tokens: usize) {
        for list in [&mut self.own, &mut self.forward, &mut self.behind] {
            list.resize(tokens, Units::ZERO);
        }
        self.top.resize(tokens, 0);
    }

    /// The scores of tokens by themselves, to be filled in before [`Self::find`].
    pub fn own(&mut self, tokens: IndexRange) -> &mut [Units] {
        &mut self.own[tokens.range()]
    }

    /// Finds the best sequences of a chain.
    pub fn find(&mut self, chain: IndexRange, neighbours: &Neighbours) {
        let own = &self.own[chain.range()];
        let forward = &mut self.forward[chain.range()];
        let behind = &mut self.behind[chain.range()];
        let top = &mut self.top[chain.range()];
        let Some(last) = own.len().checked_sub(1) else { return };
        // Both ways at once: neither waits for the other, and each step waits for the one before.
        let (mut off, mut later_off) = (0, 0);
        let mut now = level(own[0].saturating_add(neighbours.first), &mut off);
        let mut later = level(neighbours.last, &mut later_off);
        top.fill(0);
        forward[0] = now;
        top[0] += off;
        behind[last] = later;
        top[last] += later_off;
        for at in 1..=last {
            now = level(through(now, &neighbours.into).saturating_add(own[at]), &mut off);
            forward[at] = now;
            top[at] += off;
            let at = last - at;
            later = level(through(later.saturating_add(own[at + 1]), &neighbours.from), &mut later_off);
            behind[at] = later;
            top[at] += later_off;
        }
        let best = now.saturating_add(behind[last]).to_array();
        let best = i32::from(best[..LABELS].iter().copied().fold(i16::MIN, i16::max)) + top[last];
        for top in top {
            *top = best - *top;
        }
    }

    /// By how many units the best sequence in which a token has a label falls short of the best of its chain.
    #[inline]
    pub fn short(&self, token: usize, label: Label) -> i32 {
        let of = |list: &[Units]| i32::from(list[token].as_array_ref()[label as usize]);
        self.top[token] - of(&self.forward) - of(&self.behind)
    }

    /// By how many units the best sequence in which a token has one of these labels is ahead of the best in which it
    /// has another.
    #[allow(clippy::inline_always, reason = "half as long where the labels are known")]
    #[inline(always)]
    pub fn ahead<const N: usize>(&self, token: usize, these: [Label; N]) -> i32 {
        let mut side = [i16::MIN; 8];
        for label in these {
            side[label as usize] = i16::MAX;
        }
        let both = self.forward[token].saturating_add(self.behind[token]);
        let (side, other) = (Units::new(side), !Units::new(side));
        let own = i32::from(both.min(side).reduce_max());
        let others = i32::from(both.min(other).min(NO_LABEL).reduce_max());
        own - others
    }

    /// The best sequence of a chain; `out` is cleared first.
    pub fn best(&self, chain: IndexRange, neighbours: &Neighbours, out: &mut Vec<Label>) {
        out.clear();
        let (forward, behind) = (&self.forward[chain.range()], &self.behind[chain.range()]);
        let Some(last) = forward.len().checked_sub(1) else { return };
        out.resize(last + 1, Label::Outside);
        let mut now = best(forward[last].saturating_add(behind[last]));
        out[last] = Label::ALL[now];
        for at in (0..last).rev() {
            let scores = forward[at].saturating_add(neighbours.from[now]);
            // Most tokens have the label of the next.
            let least = Units::splat(scores.as_array_ref()[now]).saturating_sub(BEFORE[now]);
            if scores.cmp_gt(least).any() {
                now = best(scores);
            }
            out[at] = Label::ALL[now];
        }
    }

    /// The best sequence of a chain in which its token `at` has this label, and the tokens at which it differs from the
    /// best of all, with those between, both by their places in the chain.
    pub fn through(
        &self,
        chain: IndexRange,
        (at, label): (usize, Label),
        neighbours: &Neighbours,
        best_of_all: &[Label],
        out: &mut Vec<Label>,
    ) -> Range<usize> {
        out.clear();
        out.extend_from_slice(best_of_all);
        out[at] = label;
        let mut changed = at..at + 1;
        let token = |at: usize| chain.start as usize + at;
        // Where both have one label, they go on alike.
        let mut now = label as usize;
        for before in (0..at).rev() {
            now = best(self.forward[token(before)].saturating_add(neighbours.from[now]));
            if out[before] == Label::ALL[now] {
                break;
            }
            out[before] = Label::ALL[now];
            changed.start = before;
        }
        now = label as usize;
        for (behind, out) in out.iter_mut().enumerate().skip(at + 1) {
            let later = self.behind[token(behind)].saturating_add(self.own[token(behind)]);
            now = best(later.saturating_add(neighbours.into[now]));
            if *out == Label::ALL[now] {
                break;
            }
            *out = Label::ALL[now];
            changed.end = behind + 1;
        }
        changed
    }
}

/// The best score of each label over the labels on its other side.
#[inline]
fn through(now: Units, between: &[Units; LABELS]) -> Units {
    let scores = now.to_array();
    let [a, b, c, d, e, f, g] =
        std::array::from_fn(|label| Units::splat(scores[label]).saturating_add(between[label]));
    // In pairs: a chain of seven would be waited for.
    a.max(b).max(c.max(d)).max(e.max(f).max(g))
}

/// Takes the score of "outside" off all and adds it to `off`.
#[inline]
fn level(scores: Units, off: &mut i32) -> Units {
    let outside = scores.as_array_ref()[0];
    *off += i32::from(outside);
    scores.saturating_sub(Units::splat(outside)).max(Units::splat(LOWEST))
}

/// 1 for each label before another: by so much less a label is as good, for of equals the first counts.
const BEFORE: [Units; LABELS] = {
    let mut before = [Units::ZERO; LABELS];
    let mut label = 0;
    while label < LABELS {
        let mut ones = [0; 8];
        let mut at = 0;
        while at < label {
            ones[at] = 1;
            at += 1;
        }
        before[label] = Units::new(ones);
        label += 1;
    }
    before
};

/// The best label; of equals the first.
#[inline]
fn best(scores: Units) -> usize {
    // The last place is no label.
    let scores = scores.min(NO_LABEL);
    let best = scores.cmp_eq(Units::splat(scores.reduce_max())).move_mask();
    best.trailing_zeros() as usize % LABELS
}

/// Room for the score of each label and none for the last place.
const NO_LABEL: Units =
    Units::new([i16::MAX, i16::MAX, i16::MAX, i16::MAX, i16::MAX, i16::MAX, i16::MAX, i16::MIN]);
