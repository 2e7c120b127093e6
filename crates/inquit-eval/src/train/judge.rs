//! Trains the judge: which candidates are right, and which are exact.
//!
//! Logistic regression by AdaGrad over candidates of documents that the tagger was not trained on. The least
//! probability and the confidence are set by judges that did not hear the document, after choosing among its candidates.

use inquit::Kind;
use inquit::relate::candidate::{Candidate, WEIGHTS};
use inquit::relate::judge::{Judge, RULES, Settings};
use inquit_tokenizer::{Document, IndexRange};
use rayon::prelude::*;

use super::link::Given;
use crate::gold;

const PASSES: usize = 10;
const RATE: f32 = 0.05;
const PRIOR: f32 = 1e-4;
/// Of fewer attributions of a kind the confidence is set by those of all kinds.
const FEWEST: usize = 50;

/// A gold attribution in tokens: contents, cues, sources.
pub type GoldSpans = [Vec<IndexRange>; 3];

/// The gold attributions of a document in tokens; those whose content holds no token are left out.
pub fn gold_spans(doc: &Document<'_>, gold: &gold::Document) -> Vec<GoldSpans> {
    let mut all = vec![GoldSpans::default(); gold.quotes.len()];
    for (role, list) in Given::new(doc, gold).lists.iter().enumerate() {
        for (range, quotes) in list {
            for quote in quotes {
                all[*quote][role].push(*range);
            }
        }
    }
    all.retain(|quote| !quote[0].is_empty());
    all
}

/// A document's candidates with its gold.
pub struct Case {
    /// What may be attributions, each with what the judge looks at.
    pub candidates: Vec<(Candidate, Vec<u16>)>,
    /// What are.
    pub gold: Vec<GoldSpans>,
    /// Whether the document was given before: the judge hears it again, but the settings count it once.
    pub again: bool,
    /// Whether the confidence is set by what is chosen here.
    pub sets: bool,
}

impl Case {
    /// Whether content and source are right: half the words shared, and the source overlaps or there is none.
    fn right(&self, one: &Candidate) -> bool {
        self.gold.iter().any(|gold| is_right(one, gold))
    }

    /// The same, where a quotation without a cue, too, must have the gold's source.
    fn attributed(&self, one: &Candidate) -> bool {
        self.gold.iter().any(|gold| has_source(one, gold) && shared(&one.contents, &gold[0]) >= 0.5)
    }

    /// Which share of the spans is exact, if the candidate is right.
    fn exact(&self, one: &Candidate) -> f32 {
        let share = |gold: &GoldSpans| {
            let same = |list: &[IndexRange], own: Option<IndexRange>| list.first().copied() == own;
            let content = gold[0] == one.contents;
            let all = [content, content, same(&gold[1], one.cue), same(&gold[2], one.source)];
            all.iter().filter(|same| **same).count() as f32 / 4.0
        };
        self.gold.iter().filter(|gold| is_right(one, gold)).map(share).fold(0.0, f32::max)
    }
}

/// A quotation that a rule found without a cue, and whose speaker goes on, is right by its words alone: some corpora
/// join it to the attribution before, others mark it without a source.
fn is_right(one: &Candidate, gold: &GoldSpans) -> bool {
    let goes_on = one.source.is_none() && one.rule > 0 && one.cue.is_none();
    (goes_on || has_source(one, gold)) && shared(&one.contents, &gold[0]) >= 0.5
}

fn has_source(one: &Candidate, gold: &GoldSpans) -> bool {
    match one.source {
        None => gold[2].is_empty(),
        Some(own) => gold[2].iter().any(|other| own.start < other.end && other.start < own.end),
    }
}

/// What two lists of tokens share over what either has.
fn shared(a: &[IndexRange], b: &[IndexRange]) -> f32 {
    let size = |list: &[IndexRange]| list.iter().map(|range| range.len()).sum::<usize>();
    let both: usize = a
        .iter()
        .flat_map(|one| b.iter().map(move |other| (one.end.min(other.end), one.start.max(other.start))))
        .map(|(end, start)| end.saturating_sub(start) as usize)
        .sum();
    both as f32 / (size(a) + size(b) - both).max(1) as f32
}

/// Learns from folds of cases; `exact` and `least` are the settings of that name, without `least` the one that gives the
/// best F1.
pub fn train(folds: &[Vec<Case>], exact: f32, least: Option<f32>, seed: u64) -> Judge {
    let settings = |least: f32| Settings { least, exact, ..Settings::default() };
    // Settings by judges that did not hear the fold: on cases of its own a judge is surer than it should be.
    let heard: Vec<Learnt> = (0..folds.len())
        .into_par_iter()
        .map(|fold| {
            learn(folds.iter().enumerate().filter(|(other, _)| *other != fold).map(|(_, cases)| cases), seed)
        })
        .collect();
    let chosen = |settings: Settings| -> Vec<Chosen> {
        folds.iter().zip(&heard).flat_map(|(cases, heard)| choose(&heard.judge(settings), cases)).collect()
    };
    let total: usize = folds.iter().flatten().filter(|case| !case.again).map(|case| case.gold.len()).sum();
    let f1 = |least: f32| {
        let found = chosen(settings(least));
        let right = found.iter().filter(|one| one.right).count();
        2.0 * right as f32 / (found.len() + total).max(1) as f32
    };
    let steps = (4..=12).map(|step| step as f32 * 0.05 - 0.05);
    let least = least.unwrap_or_else(|| {
        steps.map(|least| (f1(least), least)).fold((0.0, 0.35), |a, b| if b.0 > a.0 { b } else { a }).1
    });
    let chosen = chosen(settings(least));
    let confidence = [Kind::Direct, Kind::Mixed, Kind::Indirect].map(|kind| {
        let own = chosen.iter().filter(|one| one.sets && one.kind == kind);
        let mut own: Vec<&Chosen> = own.collect();
        if own.len() < FEWEST {
            own = chosen.iter().collect();
        }
        calibrate(&own.iter().map(|one| (one.sure, one.attributed)).collect::<Vec<_>>())
    });
    learn(folds.iter(), seed).judge(Settings { least, exact, confidence })
}

/// What a judge knows but for its settings.
struct Learnt {
    right: Vec<f32>,
    exact: Vec<f32>,
    seen: [f32; RULES],
}

impl Learnt {
    fn judge(&self, settings: Settings) -> Judge {
        Judge::of(&self.right, &self.exact, &self.seen, settings)
    }
}

/// Learns from the cases of some folds.
fn learn<'c>(folds: impl Iterator<Item = &'c Vec<Case>>, seed: u64) -> Learnt {
    let mut rows = Vec::new();
    let mut seen = [0.0; RULES];
    for case in folds.flatten() {
        for (one, features) in &case.candidates {
            rows.push((features.as_slice(), f32::from(u8::from(case.right(one))), case.exact(one)));
            if one.rule > 0 {
                seen[one.rule as usize % RULES] += 1.0;
            }
        }
    }
    let right = regress(&rows.iter().map(|row| (row.0, row.1)).collect::<Vec<_>>(), seed);
    let exact = regress(&rows.iter().map(|row| (row.0, row.2)).collect::<Vec<_>>(), seed);
    Learnt { right, exact, seen }
}

/// What a judge took of a case.
struct Chosen {
    kind: Kind,
    sure: f32,
    /// As the judge learns it.
    right: bool,
    /// As it is scored.
    attributed: bool,
    sets: bool,
}

/// What a judge takes of cases. Each document counts once.
fn choose(judge: &Judge, cases: &[Case]) -> Vec<Chosen> {
    let of_case = |case: &Case| {
        let (all, probabilities): (Vec<_>, Vec<_>) = case
            .candidates
            .iter()
            .map(|(one, features)| (one.clone(), judge.probabilities(one, features)))
            .unzip();
        let chosen = judge.choose(&all, &probabilities).into_iter();
        let chosen = chosen.map(|(number, sure)| {
            let one = &all[number];
            let (right, attributed) = (case.right(one), case.attributed(one));
            Chosen { kind: one.kind, sure, right, attributed, sets: case.sets }
        });
        chosen.collect::<Vec<_>>()
    };
    cases.iter().filter(|case| !case.again).flat_map(of_case).collect()
}

fn regress(rows: &[(&[u16], f32)], seed: u64) -> Vec<f32> {
    let mut weights = vec![0.0f32; WEIGHTS];
    let mut squares = vec![1e-2f32; WEIGHTS];
    let mut random = fastrand::Rng::with_seed(seed);
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let steps = (PASSES * rows.len()) as f32;
    let mut step = 0.0;
    for _ in 0..PASSES {
        random.shuffle(&mut order);
        for number in &order {
            let (features, wanted) = rows[*number];
            let sum: f32 = features.iter().map(|feature| weights[*feature as usize]).sum();
            let off = 1.0 / (1.0 + (-sum).exp()) - wanted;
            let rate = RATE * (1.0 - step / steps);
            step += 1.0;
            for feature in features {
                let at = *feature as usize;
                let slope = off + PRIOR * weights[at];
                squares[at] += slope * slope;
                weights[at] -= rate * slope / squares[at].sqrt();
            }
        }
    }
    weights
}

/// Slope and offset under which stated and observed probability agree best: Platt scaling by Newton's method, with his
/// targets a little short of 0 and 1.
fn calibrate(found: &[(f32, bool)]) -> [f32; 2] {
    let right = found.iter().filter(|one| one.1).count() as f64;
    let targets = [1.0 / (found.len() as f64 - right + 2.0), (right + 1.0) / (right + 2.0)];
    let (mut slope, mut offset) = (1.0f64, 0.0f64);
    for _ in 0..30 {
        let (mut g, mut h) = ([0.0f64; 2], [[1e-6f64, 0.0], [0.0, 1e-6f64]]);
        for (p, right) in found {
            let p = f64::from(p.clamp(1e-4, 1.0 - 1e-4));
            let x = [(p / (1.0 - p)).ln(), 1.0];
            let q = 1.0 / (1.0 + (-(slope * x[0] + offset)).exp());
            let off = q - targets[usize::from(*right)];
            for i in 0..2 {
                g[i] += off * x[i];
                for j in 0..2 {
                    h[i][j] += q * (1.0 - q) * x[i] * x[j];
                }
            }
        }
        let det = h[0][0] * h[1][1] - h[0][1] * h[1][0];
        if det.abs() < 1e-12 {
            break;
        }
        slope -= (h[1][1] * g[0] - h[0][1] * g[1]) / det;
        offset -= (h[0][0] * g[1] - h[1][0] * g[0]) / det;
    }
    [slope as f32, offset as f32]
}
