//! Makes `train.jsonl`, `dev.jsonl` and `test.jsonl` of `corpus/articles/*.txt`, `corpus/cases.jsonl` of `tests/cases`,
//! and prints today's scores on the articles.
//!
//! `cargo run -p inquit-eval --example corpus`; with `-- --update` the scores are written to `corpus/scores.csv`.

use std::path::Path;
use std::process::ExitCode;

use inquit_eval::{Error, corpus, gold};

fn main() -> ExitCode {
    match make(std::env::args().any(|arg| arg == "--update")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn make(update: bool) -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus");
    let docs = corpus::articles(&folder)?;
    for (name, lines) in corpus::gold_files(&docs) {
        write(&folder.join(name), &lines)?;
    }
    let cases = corpus::cases(&folder.join("../tests/cases"))?;
    write(&folder.join("cases.jsonl"), &gold::to_jsonl(&cases))?;
    let scores = corpus::scores(&docs);
    print!("{scores}");
    if update {
        write(&folder.join("scores.csv"), &scores)?;
    }
    let attributions: usize = docs.iter().map(|doc| doc.quotes.len()).sum();
    eprintln!("{} articles, {attributions} attributions", docs.len());
    Ok(())
}

fn write(file: &Path, text: &str) -> Result<(), Error> {
    std::fs::write(file, text).map_err(|error| {
        Error::new(inquit_eval::ErrorKind::Io, file, error.to_string(), "check that it may be written")
    })
}
