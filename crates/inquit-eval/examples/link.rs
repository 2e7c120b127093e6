//! Trains the linker on gold documents and links the gold spans of others with it.
//!
//! usage: `cargo run --release --example link TRAIN.jsonl DEV.jsonl > PRED.jsonl`

use std::io::Write;
use std::path::Path;

use inquit::lexicon::Sheet;
use inquit::relate::link::{Site, Spans, link};
use inquit_eval::gold::{self, CharSpan, Quote};
use inquit_eval::train;
use inquit_tokenizer::{Document, IndexRange};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(training), Some(dev)) = (arguments.next(), arguments.next()) else {
        return Err("usage: link TRAIN.jsonl DEV.jsonl".into());
    };
    let linker = train::link::train(&gold::load(Path::new(&training))?);
    let mut out = std::io::stdout().lock();
    for mut gold in gold::load(Path::new(&dev))? {
        let text = gold.text.clone();
        let doc = Document::new(&text);
        let lex = Sheet::new(&doc).lex;
        let [contents, cues, sources] = train::link::Given::new(&doc, &gold).ranges();
        let spans = Spans { contents: &contents, cues: &cues, sources: &sources };
        let chars = |range: IndexRange| -> CharSpan {
            let at = |byte: u32| text[..byte as usize].chars().count() as i64;
            let all = doc.tokens();
            [at(all[range.start as usize].start), at(all[range.end as usize - 1].end)]
        };
        let linked = link(&linker, &Site::new(&doc, &lex, spans));
        gold.quotes = linked
            .iter()
            .enumerate()
            .map(|(number, one)| Quote {
                id: number.to_string(),
                content: one.contents.iter().map(|content| chars(contents[*content])).collect(),
                cue: one.cue.iter().map(|cue| chars(cues[*cue])).collect(),
                source: one.source.iter().map(|source| chars(sources[*source])).collect(),
                ..Quote::default()
            })
            .collect();
        writeln!(out, "{}", serde_json::to_string(&gold)?)?;
    }
    Ok(())
}
