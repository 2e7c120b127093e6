//! Our scores equal those of the reference scripts, figure by figure, on predictions that are gold made worse.

mod common;

use std::path::Path;
use std::process::Command;

use common::shared;
use inquit_eval::gold::{self, CharSpan, Document, Quote};
use inquit_eval::score::{self, Options};
use inquit_eval::spans;

/// The sets that the predictions are made from: with and without entities, clean and cut short.
const SETS: [&str; 5] = [
    "data/cases.dev.jsonl",
    "data/polnear.dev.jsonl",
    "data/polnear_entities.dev.jsonl",
    "data/gum.dev.jsonl",
    "seed/gold.json",
];

/// Figures that the script does not have.
const OURS: [&str; 6] = [
    "outlet own",
    "outlet inherited",
    "channel",
    "addressee",
    "speaker partly",
    "class accuracy given content",
];

#[test]
fn scores_equal_the_scripts() {
    let Some(script) = shared("tools/score.py").filter(|_| has_python()) else { return };
    for_each_prediction(false, |gold, predicted, name| {
        for all in [false, true] {
            let mut command = python(&script, gold, predicted);
            command.args(["--json"].into_iter().chain(all.then_some("--all")));
            let theirs: serde_json::Value = serde_json::from_str(&output(&mut command)).unwrap();
            let ours = score::score_files(gold, predicted, &Options { all }).unwrap();
            let mut ours = ours.to_json();
            let figures = ours.as_object_mut().unwrap();
            figures.retain(|name, _| !OURS.iter().any(|figure| name.split('|').next() == Some(*figure)));
            for (figure, value) in theirs.as_object().unwrap() {
                assert_eq!(ours.get(figure), Some(value), "{figure}, {name}, all: {all}");
            }
            assert_eq!(ours, theirs, "{name}, all: {all}");
        }
    });
}

#[test]
fn span_scores_equal_the_scripts() {
    let Some(script) = shared("tools/spanscore.py").filter(|_| has_python()) else { return };
    // The script cannot read spans that lie outside their text.
    for_each_prediction(true, |gold, predicted, name| {
        let theirs = output(&mut python(&script, gold, predicted));
        assert_eq!(spans::score_files(gold, predicted).unwrap().to_string(), theirs, "{name}");
    });
}

fn for_each_prediction(within_text: bool, check: impl Fn(&Path, &Path, &str)) {
    let folder = tempfile::tempdir().unwrap();
    for set in SETS {
        let Some(path) = shared(set) else { continue };
        let docs = read(&path);
        let gold = folder.path().join("gold.jsonl");
        std::fs::write(&gold, gold::to_jsonl(&docs)).unwrap();
        for seed in 1..=3 {
            let predicted = folder.path().join("predicted.jsonl");
            let mut worse = made_worse(&docs, Random(seed));
            if within_text {
                worse.iter_mut().for_each(clip);
            }
            std::fs::write(&predicted, gold::to_jsonl(&worse)).unwrap();
            check(&gold, &predicted, &format!("{set}, seed {seed}"));
        }
    }
}

/// The seed's gold is one document over many lines.
fn read(path: &Path) -> Vec<Document> {
    if path.extension().is_some_and(|ext| ext == "jsonl") {
        return gold::load(path).unwrap();
    }
    vec![serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()]
}

fn has_python() -> bool {
    let found = Command::new("python3").arg("--version").output().is_ok_and(|output| output.status.success());
    if !found {
        eprintln!("skipped: no python3");
    }
    found
}

fn python(script: &Path, gold: &Path, predicted: &Path) -> Command {
    let mut command = Command::new("python3");
    command.args([script, gold, predicted]);
    command
}

fn output(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn clip(doc: &mut Document) {
    let len = doc.text.chars().count() as i64;
    for quote in &mut doc.quotes {
        for span in [&mut quote.content, &mut quote.cue, &mut quote.source].into_iter().flatten() {
            *span = span.map(|at| at.clamp(0, len));
        }
    }
}

/// SplitMix64: the same predictions on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    }

    /// From -`reach` to `reach`.
    fn shift(&mut self, reach: i64) -> i64 {
        self.below(2 * reach as u64 + 1) as i64 - reach
    }
}

/// Drops documents and attributions, shifts, splits and merges spans, changes sources, speakers and outlets.
fn made_worse(docs: &[Document], mut random: Random) -> Vec<Document> {
    let mut worse = Vec::new();
    for doc in docs {
        if random.below(15) == 0 {
            continue;
        }
        let mut quotes: Vec<Quote> = Vec::new();
        for quote in &doc.quotes {
            change(quote, doc, &mut quotes, &mut random);
        }
        worse.push(Document { quotes, ..doc.clone() });
    }
    worse
}

fn change(quote: &Quote, doc: &Document, quotes: &mut Vec<Quote>, random: &mut Random) {
    let mut quote = Quote { optional: false, ..quote.clone() };
    let len = doc.text.chars().count() as i64;
    match random.below(10) {
        0 => return,
        1 => shift(&mut quote.content, random, 4),
        2 => shift(&mut quote.content, random, 40),
        3 => {
            if let Some(last) = quotes.last_mut() {
                last.content.append(&mut quote.content);
                return;
            }
        }
        4 => {
            let start = random.below(len.unsigned_abs().max(1)) as i64;
            let content = vec![[start, start + random.below(90) as i64]];
            quotes.push(Quote { content, source: vec![], ..quote.clone() });
        }
        5 => quotes.push(quote.clone()),
        6 => {
            quote.content =
                quote.content.iter().flat_map(|[s, e]| [[*s, (s + e) / 2 - 3], [(s + e) / 2, *e]]).collect();
        }
        _ => {}
    }
    match random.below(8) {
        0 => quote.source.clear(),
        1 => shift(&mut quote.source, random, 6),
        2 => shift(&mut quote.cue, random, 20),
        3 => quote.source = vec![[random.shift(30), random.below(200) as i64]],
        _ => {}
    }
    let other = &doc.quotes[random.below(doc.quotes.len() as u64) as usize];
    match random.below(8) {
        0 => quote.speaker = None,
        1 => quote.speaker.clone_from(&other.speaker),
        2 => quote.speaker = quote.speaker.map(|name| format!(" THE “{}’s", name.to_uppercase())),
        3 => quote.speaker = quote.speaker_aliases.first().cloned().or(quote.speaker),
        4 => quote.speaker = quote.speaker.map(|name| format!("some of his {name}.")),
        _ => {}
    }
    match random.below(6) {
        0 => quote.outlet.clone_from(&other.outlet),
        1 => quote.outlet = None,
        2 => quote.outlet = quote.outlet.map(|name| format!("the {name},")),
        3 => quote.outlet = Some("Reuters".into()),
        _ => {}
    }
    quotes.push(quote);
}

fn shift(spans: &mut [CharSpan], random: &mut Random, reach: i64) {
    for span in spans {
        span[0] += random.shift(reach);
        span[1] += random.shift(reach);
    }
}
