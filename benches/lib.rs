//! What the criterion benchmarks share: their text, made of the corpus, and their settings.
//!
//! `cargo bench -p inquit-benches` runs all of them in less than a minute. The text is the corpus's own articles,
//! over and over: it is denser in quotations than news is on the whole, so extraction looks slower here than on a
//! real corpus, and it stays in the processor's cache, so the tokenizer looks faster.

pub mod inputs;

use std::path::Path;
use std::time::Duration;

use criterion::{BenchmarkGroup, Criterion, Throughput, measurement::WallTime};

/// The articles' texts, repeated as whole articles until they hold at least `bytes`.
pub fn articles(bytes: usize) -> Vec<String> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus");
    let docs = inquit_eval::corpus::articles(&corpus).expect("the corpus reads");
    let mut texts = Vec::new();
    let mut held = 0;
    for doc in docs.iter().cycle() {
        if held >= bytes {
            break;
        }
        held += doc.text.len();
        texts.push(doc.text.clone());
    }
    texts
}

/// A group whose figures are bytes a second over `texts`, with few and short runs.
pub fn group<'c>(criterion: &'c mut Criterion, name: &str, texts: &[String]) -> BenchmarkGroup<'c, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3))
        .throughput(Throughput::Bytes(texts.iter().map(|text| text.len() as u64).sum()));
    group
}
