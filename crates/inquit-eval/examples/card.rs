//! Prints the table of scores of a model's card: counts and F1 by set, figure and kind.
//!
//! usage: `cargo run --release -p inquit-eval --example card -- [--model FILE] GOLD.jsonl…`

use std::path::PathBuf;
use std::sync::Arc;

use inquit::{Extractor, Model};
use inquit_eval::gold::{self, Document};
use inquit_eval::predict::predict;
use inquit_eval::score::{self, Options};
use inquit_eval::spans;
use rayon::prelude::*;

/// The figures that a card shows, in its order.
const FIGURES: [&str; 4] = ["attributed", "content half", "speaker", "outlet"];
const KINDS: [&str; 5] = ["all", "quoted", "direct", "mixed", "indirect"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut files: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let mut extractor = Extractor::default();
    if files.first().is_some_and(|first| first.as_os_str() == "--model") && files.len() > 1 {
        extractor = Extractor::with_model(Arc::new(Model::read(std::fs::read(&files[1])?.into())?));
        files.drain(..2);
    }
    println!(
        "| set | figure | kind | gold | found | right | P | R | F1 |\n|---|---|---|---|---|---|---|---|---|"
    );
    for file in files {
        let gold = gold::load(&file)?;
        let found: Vec<Document> = gold.par_iter().map(|doc| predict(&extractor, doc)).collect();
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let report = score::score(&gold, &found, &Options::default());
        let tallies: Vec<_> = report.tallies().collect();
        for figure in FIGURES {
            for kind in KINDS {
                let Some((.., tally)) = tallies.iter().find(|one| one.0 == figure && one.1 == kind) else {
                    continue;
                };
                let score::Figures { p, r, f1 } = tally.figures();
                let (gold, found, right) = (tally.gold, tally.predicted, tally.gold_right);
                println!("| {name} | {figure} | {kind} | {gold} | {found} | {right} | {p} | {r} | {f1} |");
            }
        }
        let [strict, _] = spans::score(&gold, &found).tallies;
        for (part, tally) in spans::PARTS.iter().zip(strict) {
            let [p, r, f1] = tally.figures();
            let (gold, found, right) = (tally.gold, tally.predicted, tally.right);
            println!(
                "| {name} | exact spans | {part} | {gold} | {found} | {right} | {p:.1} | {r:.1} | {f1:.1} |"
            );
        }
    }
    Ok(())
}
