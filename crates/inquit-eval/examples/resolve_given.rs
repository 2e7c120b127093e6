//! Resolves gold attributions and tells why: `inquit score GOLD --given-quotes -o FILE` with remarks.
//!
//! usage: `cargo run -p inquit-eval --example resolve_given GOLD.jsonl > PRED.jsonl`

use std::path::PathBuf;

use inquit::Extractor;
use inquit_eval::{given, gold};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = PathBuf::from(std::env::args().nth(1).ok_or("usage: resolve_given GOLD.jsonl")?);
    for doc in gold::load(&path)? {
        let (resolved, remarks) = given::resolve_one(&Extractor::default(), &doc);
        let mut resolved = serde_json::to_value(resolved)?;
        for (quote, remarks) in resolved["quotes"].as_array_mut().into_iter().flatten().zip(remarks) {
            quote["remarks"] = remarks.into();
        }
        println!("{resolved}");
    }
    Ok(())
}
