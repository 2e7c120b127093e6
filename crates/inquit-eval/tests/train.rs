//! Training on our own small cases gives a model that has learned them, and the same one each time.

mod common;

use inquit::Model;
use inquit_eval::gold::Document;
use inquit_eval::predict::predict;
use inquit_eval::score::{self, Options};
use inquit_eval::{corpus, train};

#[test]
fn training_is_repeatable_and_learns() {
    let docs = corpus::cases(&common::root().join("tests/cases")).unwrap_or_else(|error| panic!("{error}"));
    let mut options = train::Options { folds: 2, ..train::Options::default() };
    options.convolution.passes = 12;
    let clusters = || Model::fast().clusters.clone();
    let model = |silver| train::train(&docs, silver, clusters(), "cases".to_owned(), &options, &|_| {});
    let (first, second) = (model(&[]), model(&[]));
    assert!(first.write() == second.write(), "the same data gave two models");
    // The convolution hears silver, the linker does not.
    let with_silver = model(&docs[..20]);
    assert!(with_silver.scorer.convolution.parts().0 != first.scorer.convolution.parts().0);
    assert_eq!(with_silver.linker.weights(), first.linker.weights());
    assert_eq!(first.about, "cases");
    let extractor = inquit::Extractor::with_model(first.into());
    let found: Vec<Document> = docs.iter().map(|doc| predict(&extractor, doc)).collect();
    let report = score::score(&docs, &found, &Options::default()).to_json();
    let f1 = report["attributed|all"]["f1"].as_f64().unwrap();
    assert!(f1 > 85.0, "attributed F1 on its own training data: {f1}");
}
