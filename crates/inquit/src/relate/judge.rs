//! The judge tells how likely a candidate is to be right, and takes the best ones that do not cross.

use std::collections::BTreeMap;

use inquit_tokenizer::IndexRange;

use super::candidate::{self, Candidate};
use super::rules;
use crate::attribution::Kind;

/// How many numbers a judge is made of: a weight a feature for "content and source are right", one for "every span is
/// exact", how many findings of each rule it has seen, and the eight of [`Settings`].
pub const WEIGHTS: usize = 2 * candidate::WEIGHTS + RULES + 2 + 2 * KINDS;
/// How many kinds of quotation have a confidence of their own.
const KINDS: usize = 3;
/// More than there are rules.
pub const RULES: usize = 32;
/// So many findings of a rule weigh as much as the precision that the rule itself states.
const SEEN: f32 = 100.0;

/// What a judge is set to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// A candidate less probable than this is dropped.
    pub least: f32,
    /// How much the probability that every span is exact counts between candidates that share words.
    pub exact: f32,
    /// Slope and offset that turn the log-odds of what was chosen into those of its confidence, for what is direct,
    /// mixed and indirect.
    pub confidence: [[f32; 2]; KINDS],
}

impl Default for Settings {
    fn default() -> Self {
        Self { least: 0.35, exact: 0.5, confidence: [[1.0, 0.0]; KINDS] }
    }
}

impl Settings {
    /// The confidence of what was chosen with this probability.
    fn confidence_of(&self, kind: Kind, p: f32) -> f32 {
        let [slope, offset] = self.confidence[kind as usize];
        let odds = (p / (1.0 - p)).clamp(1e-4, 1e4).ln();
        let sure = 1.0 / (1.0 + (-(slope * odds + offset)).exp());
        sure.max(self.least)
    }
}

/// Weights of the candidates' features.
#[derive(Clone, Debug)]
pub struct Judge {
    weights: Vec<f32>,
    /// The two weights of each feature again, side by side: they are always read together.
    pairs: Vec<[f32; 2]>,
}

impl Judge {
    /// A judge of these weights; missing ones are 0.
    pub fn new(mut weights: Vec<f32>) -> Self {
        weights.resize(WEIGHTS, 0.0);
        let (right, exact) = weights.split_at(candidate::WEIGHTS);
        let pairs = right.iter().zip(exact).map(|(right, exact)| [*right, *exact]).collect();
        Self { weights, pairs }
    }

    /// A judge of two lists of weights that has seen so many findings of each rule.
    pub fn of(right: &[f32], exact: &[f32], seen: &[f32; RULES], settings: Settings) -> Self {
        let confidence = settings.confidence.as_flattened();
        Self::new([right, exact, seen, &[settings.least, settings.exact], confidence].concat())
    }

    /// The weights and settings.
    pub fn weights(&self) -> &Vec<f32> {
        &self.weights
    }

    /// The settings.
    pub fn settings(&self) -> Settings {
        let (first, confidence) = self.weights[2 * candidate::WEIGHTS + RULES..].split_at(2);
        let mut settings = Settings { least: first[0], exact: first[1], ..Settings::default() };
        settings.confidence.as_flattened_mut().copy_from_slice(confidence);
        settings
    }

    /// The probabilities that a candidate with these features has the right content and source, and that every span
    /// of it is exact. What the judge has seldom seen a rule find, it leaves to the rule.
    pub fn probabilities(&self, one: &Candidate, features: &[u16]) -> [f32; 2] {
        let mut sums = [0.0; 2];
        for feature in features {
            let [right, exact] = self.pairs[*feature as usize];
            sums = [sums[0] + right, sums[1] + exact];
        }
        let [right, exact] = sums.map(|sum: f32| 1.0 / (1.0 + (-sum).exp()));
        let Some(stated) = rules::confidence(one.rule) else { return [right, exact] };
        let seen = self.weights[2 * candidate::WEIGHTS + one.rule as usize % RULES];
        [(seen * right + SEEN * stated) / (seen + SEEN), exact]
    }

    /// Which candidates stand, and with what confidence, in text order: the probable ones, and of those that share
    /// words the best. `probabilities` are those of [`Self::probabilities`], one a candidate.
    pub fn choose(&self, candidates: &[Candidate], probabilities: &[[f32; 2]]) -> Vec<(usize, f32)> {
        choose(candidates, probabilities, |_| self.settings())
    }
}

/// The same, where each candidate has the settings of the judge that was asked about it.
pub(super) fn choose(
    candidates: &[Candidate],
    probabilities: &[[f32; 2]],
    settings: impl Fn(&Candidate) -> Settings,
) -> Vec<(usize, f32)> {
    let mut rank: Vec<(f32, usize)> = Vec::new();
    for (number, (one, [right, exact])) in candidates.iter().zip(probabilities).enumerate() {
        let settings = settings(one);
        if *right >= settings.least {
            rank.push((right + settings.exact * exact, number));
        }
    }
    rank.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut taken: BTreeMap<u32, u32> = BTreeMap::new();
    let mut chosen: Vec<(usize, f32)> = Vec::new();
    for (_, number) in rank {
        let one = &candidates[number];
        let contents = &one.contents;
        let free = |content: &IndexRange| {
            taken.range(..content.end).next_back().is_none_or(|(_, end)| *end <= content.start)
        };
        if contents.iter().all(free) {
            taken.extend(contents.iter().map(|content| (content.start, content.end)));
            chosen.push((number, settings(one).confidence_of(one.kind, probabilities[number][0])));
        }
    }
    chosen.sort_by_key(|(number, _)| candidates[*number].contents[0].start);
    chosen
}
