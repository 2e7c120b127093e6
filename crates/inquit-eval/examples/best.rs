//! Makes the model `best` of a network that `training/` wrote: trains the linker and the judge around it.
//!
//! usage: `cargo run --release -p inquit-eval --features best --example best -- NETWORK HOLD GOLD.jsonl… > best.model`
//!
//! HOLD and the files are those that `training/train.py` had: every so-manieth document, which the network never saw,
//! is what the judge learns from.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use inquit::Model;
use inquit::tag::best::Network;
use inquit::tag::scorer::{Scorer, Transformer};
use inquit_eval::{gold, train};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [network, hold, files @ ..] = arguments.as_slice() else {
        return Err("usage: best NETWORK HOLD GOLD.jsonl…".into());
    };
    let hold: usize = hold.to_string_lossy().parse()?;
    let bytes = std::fs::read(network)?;
    let (read, length) = Network::read(&bytes, None).ok_or("no network of this version")?;
    let mut documents = Vec::new();
    let mut names = Vec::new();
    let mut sets = None;
    for file in files {
        documents.extend(gold::load(file)?);
        sets.get_or_insert(documents.len());
        names.push(file.file_name().unwrap_or_default().to_string_lossy());
    }
    let about =
        format!("{} ({} documents), a network and what stands around it", names.join(", "), documents.len());
    let tell = |what: &str| eprintln!("{what}");
    let table = train::best::table(&documents, &tell);
    // The table has heard all documents: what it says of those that the network did not hear is surer than elsewhere.
    let network = Transformer { network: Arc::new(read), table: table.clone(), part: 0.0 };
    let scorer = Scorer { network: Some(network), ..Model::fast().scorer.clone() };
    // Chosen on PolNeAR's development part: a little more is found than gives the best F1 of attributions, whose exact
    // spans gain by it.
    let options = train::Options { exact: 1.5, least: Some(0.4), sets, ..train::Options::default() };
    let model = train::best::train(&documents, scorer, hold.max(1), about, &options, &tell);
    Ok(std::io::stdout().lock().write_all(&model.write_network(&bytes[..length], &table))?)
}
