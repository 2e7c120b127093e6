//! The corpus is large and varied enough, and what is generated from it is up to date.

mod common;

use std::collections::BTreeSet;

use inquit_eval::corpus;
use inquit_eval::gold::{self, Document};
use inquit_eval::words::Words;

const MAKE: &str = "cargo run -p inquit-eval --example corpus";

fn articles() -> Vec<Document> {
    corpus::articles(&common::root().join("corpus")).unwrap_or_else(|error| panic!("{error}"))
}

fn committed(name: &str) -> String {
    std::fs::read_to_string(common::root().join("corpus").join(name)).unwrap_or_default()
}

#[test]
fn generated_gold_is_up_to_date() {
    let cases = corpus::cases(&common::root().join("tests/cases")).unwrap_or_else(|error| panic!("{error}"));
    let cases = ("cases.jsonl".to_owned(), gold::to_jsonl(&cases));
    for (name, lines) in corpus::gold_files(&articles()).into_iter().chain([cases]) {
        assert!(committed(&name) == lines, "corpus/{name} is not what the articles say; run: {MAKE}");
    }
}

#[test]
fn committed_scores_are_todays() {
    let today = corpus::scores(&articles());
    let committed = committed("scores.csv");
    let (before, now): (BTreeSet<&str>, BTreeSet<&str>) =
        (committed.lines().collect(), today.lines().collect());
    let gone: Vec<String> = before.difference(&now).map(|line| format!("- {line}")).collect();
    let new: Vec<String> = now.difference(&before).map(|line| format!("+ {line}")).collect();
    assert!(
        committed == today,
        "corpus/scores.csv is not what the extractor scores today; look at the changes, then run: {MAKE} -- --update\n\
         {}\n{}",
        gone.join("\n"),
        new.join("\n")
    );
}

#[test]
fn ids_differ_and_spans_fit() {
    let docs = articles();
    let ids: BTreeSet<&str> = docs.iter().map(|doc| doc.id.as_str()).collect();
    assert_eq!(ids.len(), docs.len(), "two articles have one id");
    for doc in &docs {
        let len = Words::new(&doc.text).chars().len() as i64;
        for quote in &doc.quotes {
            let spans = quote.content.iter().chain(&quote.cue).chain(&quote.source);
            assert!(spans.clone().all(|[s, e]| 0 <= *s && s < e && *e <= len), "{} {}", doc.id, quote.id);
        }
    }
}

#[test]
fn the_corpus_is_large_enough() {
    let docs = articles();
    let attributions: usize = docs.iter().map(|doc| doc.quotes.len()).sum();
    let domains: BTreeSet<&str> = docs.iter().filter_map(|doc| doc.meta["domain"].as_str()).collect();
    let of = |split: &str| docs.iter().filter(|doc| doc.split == split).count();
    if docs.len() == 1 {
        eprintln!("skipped: the corpus holds only its first article");
        return;
    }
    assert!(docs.len() >= 30, "{} articles", docs.len());
    assert!(attributions >= 300, "{attributions} attributions");
    let (dev, test) = (of("dev"), of("test"));
    assert!(dev >= 15 && test >= 15 && dev.abs_diff(test) <= 2, "{dev} dev, {test} test");
    assert!(domains.len() >= 8, "domains: {domains:?}");
}
