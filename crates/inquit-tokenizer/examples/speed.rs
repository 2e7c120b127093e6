//! Measures the tokenizer against `split_word_bound_indices`: `speed FILE [rounds]`, where FILE is plain text or
//! JSONL with a field `text`.

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use inquit_tokenizer::{Document, LineIndex, Segments};
use unicode_segmentation::UnicodeSegmentation;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().unwrap_or_else(|| panic!("usage: speed FILE [rounds]"));
    let rounds = arguments.next().and_then(|r| r.parse().ok()).unwrap_or(7);
    let bytes = std::fs::read(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    let whole = String::from_utf8_lossy(&bytes);
    let texts: Vec<String> = if Path::new(&path).extension().is_some_and(|e| e == "jsonl") {
        whole
            .lines()
            .filter_map(|l| {
                serde_json::from_str::<serde_json::Value>(l).ok()?["text"].as_str().map(str::to_owned)
            })
            .collect()
    } else {
        vec![whole.into_owned()]
    };
    let size: usize = texts.iter().map(String::len).sum();
    println!("{} texts, {:.1} MB, {rounds} rounds", texts.len(), size as f64 / 1e6);

    let (mut ours, mut theirs, mut index) = (Vec::new(), Vec::new(), Vec::new());
    let mut counts = (0, 0, 0, 0);
    for _ in 0..rounds {
        counts = (0, 0, 0, 0);
        ours.push(timed(|| {
            let mut segments = Segments::default();
            for text in &texts {
                let doc = Document::with_body(text, 0, segments);
                counts.0 += doc.tokens().len();
                counts.1 += doc.sentences().len();
                counts.2 += doc.paragraphs().len();
                segments = black_box(doc).into_segments();
            }
        }));
        theirs.push(timed(|| {
            for text in &texts {
                counts.3 += black_box(text.split_word_bound_indices())
                    .filter(|(_, w)| w.as_bytes()[0] > b' ')
                    .count();
            }
        }));
        index.push(timed(|| {
            for text in &texts {
                black_box(LineIndex::new(text));
            }
        }));
    }
    println!(
        "{} tokens, {} sentences, {} paragraphs; {} segments of UAX #29",
        counts.0, counts.1, counts.2, counts.3
    );
    let rate = |times: &mut Vec<Duration>| {
        times.sort_unstable();
        size as f64 / 1e6 / times[times.len() / 2].as_secs_f64()
    };
    let (ours, theirs, index) = (rate(&mut ours), rate(&mut theirs), rate(&mut index));
    println!("tokens, sentences and paragraphs  {ours:8.1} MB/s");
    println!("split_word_bound_indices          {theirs:8.1} MB/s");
    println!("ratio                             {:8.2}", ours / theirs);
    println!("line index                        {index:8.1} MB/s");
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}
