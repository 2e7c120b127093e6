//! Training: from gold documents to the weights that ship.
//!
//! The rules propose, the convolution learns from the gold and the proposals, the linker from the gold alone, and the
//! judge from what a convolution makes of documents that it did not see: the data is parted into folds for that.

#[cfg(feature = "best")]
pub mod best;
pub mod clusters;
pub mod convolution;
pub mod crf;
pub mod judge;
pub mod link;
pub mod names;

use inquit::relate::model::Model;
use inquit::relate::prepared::Prepared;
use inquit::tag::clusters::Clusters;
use inquit::tag::convolution::Convolution;
use inquit::tag::scorer::Scorer;
use inquit::tag::{Label, Role, pieces};
use inquit_tokenizer::Document;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::gold;

/// How to train.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The convolution.
    pub convolution: convolution::Options,
    /// How often the gold stands beside silver.
    pub copies: usize,
    /// Into how many parts the data is divided to see the convolution on data that is new to it.
    pub folds: usize,
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
        let convolution = convolution::Options::default();
        Self { convolution, copies: 3, folds: 10, exact: 0.5, least: None, sets: None }
    }
}

/// Trains a model. From `silver`, what another model made of texts, the convolution learns as from gold; linker and judge do
/// not, so that what the other overlooks is not held to be wrong.
pub fn train(
    gold: &[gold::Document],
    silver: &[gold::Document],
    clusters: Clusters,
    about: String,
    options: &Options,
    tell: &(dyn Fn(&str) + Sync),
) -> Model {
    let silver: Vec<convolution::Chain> =
        silver.par_iter().flat_map_iter(|silver| prepare(silver, &clusters).1).collect();
    let prepared: Vec<(Prepared<'_>, Vec<convolution::Chain>)> =
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
    let scorer = |fold: usize| {
        let chains: Vec<&convolution::Chain> = prepared
            .iter()
            .zip(&folds)
            .filter(|(_, own)| own.0 != fold)
            .flat_map(|(one, _)| &one.1)
            .collect();
        let copies = if silver.is_empty() { 1 } else { options.copies };
        let chains: Vec<&convolution::Chain> =
            std::iter::repeat_n(chains, copies).flatten().chain(&silver).collect();
        let weights = convolution::train(&chains, &options.convolution);
        tell(&format!("convolution {}: {} chains", fold + 1, chains.len()));
        Scorer::from(Convolution::new(weights))
    };
    let cases: Vec<Vec<judge::Case>> = (0..options.folds)
        .into_par_iter()
        .map(|fold| {
            let scorer = scorer(fold);
            let held = prepared.iter().zip(gold).zip(folds.iter().zip(0..));
            let held = held.filter(|(_, ((own, _), _))| *own == fold);
            held.map(|(((prepared, _), gold), ((_, again), number))| judge::Case {
                again: *again,
                sets: number < sets,
                candidates: prepared.candidates(&scorer, &clusters, &linker),
                gold: judge::gold_spans(&prepared.doc, gold),
            })
            .collect()
        })
        .collect();
    let judge = judge::train(&cases, options.exact, options.least, options.convolution.seed);
    tell(&format!("judge: {:?}", judge.settings()));
    let scorer = scorer(options.folds);
    Model { about, clusters, scorer, linker, judge, names: None, second: None }
}

/// A document as the rules see it, and as the convolution learns from it.
fn prepare<'t>(gold: &'t gold::Document, clusters: &Clusters) -> (Prepared<'t>, Vec<convolution::Chain>) {
    let prepared = Prepared::new(&gold.text);
    let chains = convolution::chains(&prepared.site(clusters), &labels(&prepared.doc, gold));
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
