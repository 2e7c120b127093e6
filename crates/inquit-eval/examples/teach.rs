//! Writes what the model `best` makes of texts, for `inquit train --taught`: every candidate with its probability.
//!
//! usage: `cargo run --release -p inquit-eval --features best --example teach -- TEXTS.jsonl > TAUGHT.jsonl`
//!
//! One document of the common format a line; candidates may overlap. Those that are hardly probable are left out.

use std::io::{BufWriter, Write};
use std::path::Path;

use inquit::relate::prepared::Prepared;
use inquit::{Model, Span};
use inquit_eval::gold::{self, CharSpan, Document, Quote};
use inquit_tokenizer::{IndexRange, LineIndex};
use rayon::prelude::*;

/// Less probable candidates are left out.
const LEAST: f32 = 0.02;
/// Texts that are worked on before what came of them is written.
const LOT: usize = 64;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Some(file) = std::env::args_os().nth(1) else {
        return Err("usage: teach TEXTS.jsonl".into());
    };
    let model = Model::best();
    let mut out = BufWriter::new(std::io::stdout().lock());
    for lot in gold::load(Path::new(&file))?.chunks(LOT) {
        let taught: Vec<Document> = lot.par_iter().map(|doc| taught(&model, doc)).collect();
        for one in &taught {
            serde_json::to_writer(&mut out, one)?;
            writeln!(out)?;
        }
    }
    Ok(out.flush()?)
}

fn taught(model: &Model, text: &Document) -> Document {
    let prepared = Prepared::new(&text.text);
    let (doc, index) = (&prepared.doc, LineIndex::new(&text.text));
    let place = |range: &IndexRange| -> CharSpan {
        let tokens = &doc.tokens()[range.range()];
        let span = Span::new(tokens[0].start, tokens[tokens.len() - 1].end);
        [span.start, span.end].map(|at| i64::from(index.byte_to_char(at)))
    };
    let candidates = prepared.candidates((&model.tagger, &model.scorer), &model.linker);
    let quote = |(one, features): &(_, Vec<u16>)| {
        let one: &inquit::relate::candidate::Candidate = one;
        let [right, _] = model.judge.probabilities(one, features);
        (right >= LEAST).then(|| Quote {
            content: one.contents.iter().map(place).collect(),
            cue: one.cue.iter().map(place).collect(),
            source: one.source.iter().map(place).collect(),
            confidence: Some(f64::from((right * 1000.0).round() / 1000.0)),
            ..Quote::default()
        })
    };
    let quotes = candidates.iter().filter_map(quote).collect();
    Document { id: text.id.clone(), text: text.text.clone(), quotes, ..Document::default() }
}
