//! Trains what stands around a network: the linker, by all gold documents, and the judge, by those that the network
//! was not trained on.

use inquit::Model;
use inquit::relate::prepared::Prepared;
use inquit::tag::scorer::Scorer;
use inquit::tag::table::Table;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{Options, crf, judge, labels, link};
use crate::gold;

/// Tables of other seeds whose weights are averaged into the one that ships.
const SEEDS: u64 = 4;
/// The table's weights are clipped at this.
const MOST: f32 = 3.0;

/// The table of features that stands beside the network.
pub fn table(gold: &[gold::Document], tell: &(dyn Fn(&str) + Sync)) -> Table {
    let model = Model::fast();
    let of_document = |gold: &gold::Document| {
        let prepared = Prepared::new(&gold.text);
        crf::chains(&prepared.site(&model.clusters), &labels(&prepared.doc, gold))
    };
    let chains: Vec<crf::Chain> = gold.par_iter().flat_map_iter(of_document).collect();
    let chains: Vec<&crf::Chain> = chains.iter().collect();
    let seeds = (1..=SEEDS).into_par_iter();
    let crf = crf::Crf::mean(
        seeds
            .map(|seed| crf::Crf::train(&chains, &crf::Options { seed, ..crf::Options::default() }))
            .collect(),
    );
    tell(&format!("table: {} features", crf.rows.len()));
    crf.table(MOST)
}

/// The model with this scorer. Its training left every `hold`th document out, counted in the order in which their names
/// first come.
pub fn train(
    gold: &[gold::Document],
    scorer: Scorer,
    hold: usize,
    about: String,
    options: &Options,
    tell: &(dyn Fn(&str) + Sync),
) -> Model {
    let mut model = Model { about, scorer, ..(*Model::fast()).clone() };
    model.linker = link::train(gold);
    let mut places: FxHashMap<&str, usize> = FxHashMap::default();
    let mut held = Vec::new();
    for (number, document) in gold.iter().enumerate() {
        let sets = options.sets.is_none_or(|sets| number < sets);
        let next = places.len();
        let place = *places.entry(&document.id).or_insert(next);
        if place.is_multiple_of(hold) {
            held.push((document, place / hold % options.folds, (place < next, sets)));
        }
    }
    tell(&format!("linker; {} documents held out", held.len()));
    let cases: Vec<(usize, judge::Case)> = held
        .into_par_iter()
        .map(|(gold, fold, (again, sets))| {
            let prepared = Prepared::new(&gold.text);
            let candidates = prepared.candidates(&model.scorer, &model.clusters, &model.linker);
            (fold, judge::Case { again, sets, candidates, gold: judge::gold_spans(&prepared.doc, gold) })
        })
        .collect();
    let mut folds: Vec<Vec<judge::Case>> = (0..options.folds).map(|_| Vec::new()).collect();
    for (fold, case) in cases {
        folds[fold].push(case);
    }
    model.judge = judge::train(&folds, options.exact, options.least, options.convolution.seed);
    tell(&format!("judge: {:?}", model.judge.settings()));
    model
}
