//! Training: from gold documents to the weights that ship.
//!
//! The rules propose, the tagger learns from the gold and the proposals, the linker from the gold alone, and the
//! judge from what a tagger makes of documents that it did not see: the data is parted into folds for that.

#[cfg(feature = "best")]
pub mod best;
pub mod clusters;
pub mod crf;
pub mod judge;
pub mod link;
pub mod names;

use inquit::relate::model::Model;
use inquit::relate::prepared::Prepared;
use inquit::tag::clusters::Clusters;
use inquit::tag::scorer::Scorer;
use inquit::tag::{Label, Role, pieces};
use inquit_tokenizer::Document;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::gold;

/// How to train.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The tagger.
    pub crf: crf::Options,
    /// Into how many parts the data is divided to see the tagger on data that is new to it.
    pub folds: usize,
    /// Taggers of other seeds whose weights are averaged into the one that ships.
    pub seeds: usize,
    /// Weights are clipped at this.
    pub most: f32,
    /// How much exact spans count between candidates that share words.
    pub exact: f32,
    /// The least probable candidate that stands; without, that which gives the best F1.
    pub least: Option<f32>,
    /// How many documents, the first ones, set the confidence; without, all. A corpus of easier texts beside the first
    /// makes it too sure of itself there.
    pub sets: Option<usize>,
}

impl Default for Options {
    fn default() -> Self {
        let crf = crf::Options::default();
        Self { crf, folds: 10, seeds: 4, most: 3.0, exact: 0.5, least: None, sets: None }
    }
}

/// Trains a model. From `silver`, what another model made of texts, the tagger learns as from gold; linker and judge do
/// not, so that what the other overlooks is not held to be wrong.
pub fn train(
    gold: &[gold::Document],
    silver: &[gold::Document],
    clusters: Clusters,
    about: String,
    options: &Options,
    tell: &(dyn Fn(&str) + Sync),
) -> Model {
    let silver: Vec<crf::Chain> =
        silver.par_iter().flat_map_iter(|silver| prepare(silver, &clusters).1).collect();
    let prepared: Vec<(Prepared<'_>, Vec<crf::Chain>)> =
        gold.par_iter().map(|gold| prepare(gold, &clusters)).collect();
    tell(&format!("{} documents prepared", gold.len()));
    // A document that is given several times is in one fold.
    let mut places: FxHashMap<&str, usize> = FxHashMap::default();
    let folds: Vec<(usize, bool)> = gold
        .iter()
        .map(|gold| {
            let next = places.len();
            let place = *places.entry(&gold.text).or_insert(next);
            (place % options.folds, place < next)
        })
        .collect();
    let linker = link::train(gold);
    let sets = options.sets.unwrap_or(gold.len());
    let tagger = |fold: usize, seed: u64| {
        let chains: Vec<&crf::Chain> = prepared
            .iter()
            .zip(&folds)
            .filter(|(_, own)| own.0 != fold)
            .flat_map(|(one, _)| &one.1)
            .chain(&silver)
            .collect();
        let crf = crf::Crf::train(&chains, &crf::Options { seed, ..options.crf });
        tell(&format!("tagger {}: {} features", fold + 1, crf.rows.len()));
        crf
    };
    let cases: Vec<Vec<judge::Case>> = (0..options.folds)
        .into_par_iter()
        .map(|fold| {
            let tagger = tagger(fold, options.crf.seed).tagger(clusters.clone(), options);
            let held = prepared.iter().zip(gold).zip(folds.iter().zip(0..));
            let held = held.filter(|(_, ((own, _), _))| *own == fold);
            held.map(|(((prepared, _), gold), ((_, again), number))| judge::Case {
                again: *again,
                sets: number < sets,
                candidates: prepared.candidates((&tagger, &Scorer::Table), &linker),
                gold: judge::gold_spans(&prepared.doc, gold),
            })
            .collect()
        })
        .collect();
    let judge = judge::train(&cases, options.exact, options.least, options.crf.seed);
    tell(&format!("judge: {:?}", judge.settings()));
    let all = (0..options.seeds.max(1) as u64)
        .into_par_iter()
        .map(|seed| tagger(options.folds, options.crf.seed + seed));
    let tagger = crf::Crf::mean(all.collect()).tagger(clusters, options);
    Model { about, tagger, scorer: Scorer::Table, linker, judge, names: None, second: None }
}

/// A document as the rules see it, and as the tagger learns from it.
fn prepare<'t>(gold: &'t gold::Document, clusters: &Clusters) -> (Prepared<'t>, Vec<crf::Chain>) {
    let prepared = Prepared::new(&gold.text);
    let chains = crf::chains(&prepared.site(clusters), &labels(&prepared.doc, gold));
    (prepared, chains)
}

/// The label of each token under the gold's spans.
pub fn labels(doc: &Document<'_>, gold: &gold::Document) -> Vec<Label> {
    let mut labels = vec![Label::Outside; doc.tokens().len()];
    for (role, list) in Role::ALL.iter().zip(link::Given::new(doc, gold).ranges()) {
        let [first, other] = role.labels();
        for range in list {
            labels[range.range()].fill(other);
            labels[range.start as usize] = first;
        }
    }
    // A span that goes on in the next piece, or behind another that covers its start, begins anew there.
    for piece in pieces(doc) {
        let mut before = None;
        for label in &mut labels[piece.range()] {
            let role = label.role();
            if let Some(own) = role.filter(|_| role != before) {
                *label = own.labels()[0];
            }
            before = role;
        }
    }
    labels
}
