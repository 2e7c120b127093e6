//! What the built-in model reaches on data that is not ours to publish, where that is there: no figure may fall below
//! what its card promises.

mod common;

use common::shared;
use inquit::Extractor;
use inquit_eval::breakdown::breakdown;
use inquit_eval::given;
use inquit_eval::gold::{self, Document};
use inquit_eval::predict::predict;
use inquit_eval::score::{self, Options};
use inquit_eval::spans;
use rayon::prelude::*;

fn extracted(file: &str) -> Option<(Vec<Document>, Vec<Document>)> {
    let gold = gold::load(&shared(file)?).unwrap();
    let extractor = Extractor::default();
    let found = gold.par_iter().map(|doc| predict(&extractor, doc)).collect();
    Some((gold, found))
}

fn resolved(file: &str) -> Option<(Vec<Document>, Vec<Document>)> {
    let gold = gold::load(&shared(file)?).unwrap();
    let found = given::resolve(&Extractor::default(), &gold);
    Some((gold, found))
}

fn assert_floors(gold: &[Document], found: &[Document], floors: &[(&str, f64)]) {
    let report = score::score(gold, found, &Options::default()).to_json();
    for (figure, floor) in floors {
        let f1 = report[figure]["f1"].as_f64().unwrap();
        assert!(f1 >= *floor, "{figure}: {f1} is below {floor}");
    }
}

#[test]
fn polnear() {
    let Some((gold, found)) = extracted("data/polnear.dev.jsonl") else { return };
    let floors = [
        ("attributed|all", 66.5),
        // Quotations without a cue are found for the reader's sake; PolNeAR joins them to others.
        ("attributed|quoted", 85.0),
        ("attributed|direct", 90.0),
        ("attributed|indirect", 58.0),
    ];
    assert_floors(&gold, &found, &floors);
    let exact = spans::score(&gold, &found).to_string();
    let f1 = |role: &str| -> f64 {
        let row = exact.lines().find(|line| line.starts_with("strict") && line.contains(role)).unwrap();
        let at = row.find("F1").unwrap() + 2;
        row[at..].split_whitespace().next().unwrap().parse().unwrap()
    };
    for (role, floor) in [("source", 73.0), ("cue", 67.0), ("content", 59.5)] {
        assert!(f1(role) >= floor, "exact {role}: {} is below {floor}", f1(role));
    }
    // Confidence can be trusted: within each tenth, stated and observed precision are within 7 points.
    for tenth in breakdown(&gold, &found, &Options::default()).tenths {
        let Some((stated, observed)) = tenth.figures() else { continue };
        let off = (stated - observed).abs();
        assert!(off <= 7.0, "stated {stated:.1}, observed {observed:.1}: {tenth:?}");
    }
}

#[test]
fn small_cases() {
    let Some((gold, found)) = extracted("data/cases.dev.jsonl") else { return };
    assert_floors(&gold, &found, &[("attributed|all", 86.0), ("speaker|all", 84.0), ("outlet|all", 84.0)]);
}

#[test]
fn given_quotations_of_news() {
    let Some((gold, found)) = resolved("data/polnear_entities.dev.jsonl") else { return };
    let floors =
        [("speaker|all", 83.0), ("outlet|all", 72.0), ("outlet inherited|all", 55.0), ("channel|all", 60.0)];
    assert_floors(&gold, &found, &floors);
}

#[test]
fn given_quotations_of_novels() {
    let Some((gold, found)) = resolved("data/pdnc.dev.jsonl") else { return };
    let beside = score::score(&gold, &found, &Options::default()).tally("speaker partly", "beside");
    assert!(beside.figures().r >= 60.0, "{beside:?}");
}
