//! Writes what the network behind the model `best` reads of documents, with gold labels: what `training/` learns from.
//!
//! usage: `cargo run --release -p inquit-eval --features best --example windows -- PIECES.txt GOLD.jsonl > WINDOWS.jsonl`
//!
//! One document a line: `{"id", "windows": [{"pieces", "owners", "firsts", "facts", "labels", "chains"}]}`. `owners` has
//! a token a piece and `firsts` a piece a token, both counted from the window's first; `facts` has a list of values a
//! token; `chains` has the tokens with which chains of labels begin: what stands before the first of them goes on with a
//! chain of the window before.

use std::io::{BufWriter, Write};
use std::path::Path;

use inquit::relate::prepared::Prepared;
use inquit::tag::best::window::{facts, windows};
use inquit::tag::best::word_pieces::WordPieces;
use inquit::tag::clusters::Clusters;
use inquit::tag::pieces;
use inquit_eval::{gold, train};
use serde_json::json;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(list), Some(file)) = (arguments.next(), arguments.next()) else {
        return Err("usage: windows PIECES.txt GOLD.jsonl".into());
    };
    let words = WordPieces::new(&std::fs::read_to_string(list)?).ok_or("no list of word pieces")?;
    let clusters = Clusters::default();
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut known = Vec::new();
    for gold in gold::load(Path::new(&file))? {
        let prepared = Prepared::new(&gold.text);
        let labels = train::labels(&prepared.doc, &gold);
        facts(&prepared.site(&clusters), &mut known);
        let chains: Vec<_> = pieces(&prepared.doc).collect();
        let starts: Vec<u32> = chains.iter().map(|chain| chain.start).collect();
        let all: Vec<_> = windows(&prepared.doc, &chains, &words)
            .iter()
            .map(|window| {
                let tokens = window.tokens;
                let own = starts.iter().filter(|start| tokens.range().contains(&(**start as usize)));
                let chains: Vec<u32> = own.map(|start| start - tokens.start).collect();
                json!({
                    "pieces": window.pieces,
                    "owners": window.owners,
                    "firsts": window.firsts,
                    "facts": known[tokens.range()],
                    "labels": labels[tokens.range()].iter().map(|label| *label as u8).collect::<Vec<_>>(),
                    "chains": chains,
                })
            })
            .collect();
        writeln!(out, "{}", json!({ "id": gold.id, "windows": all }))?;
    }
    Ok(out.flush()?)
}
