//! Text to paragraphs, sentences and tokens, beside the reference implementation of word boundaries.

#![allow(missing_docs, reason = "criterion's macros make public functions without docs")]

use criterion::{Criterion, criterion_group, criterion_main};
use inquit_benches::{articles, group};
use inquit_tokenizer::{Document, Segments};
use unicode_segmentation::UnicodeSegmentation;

fn tokenizer(criterion: &mut Criterion) {
    let texts = articles(1 << 18);
    let mut group = group(criterion, "tokenizer", &texts);

    let words = |text: &String| text.split_word_bound_indices().map(|(_, word)| word.len()).sum::<usize>();
    let bytes: usize = texts.iter().map(String::len).sum();
    group.bench_function("split_word_bound_indices", |bencher| {
        bencher.iter(|| assert_eq!(texts.iter().map(words).sum::<usize>(), bytes));
    });

    let counts = |text: &str, segments: &mut Segments| {
        let doc = Document::with_body(text, 0, std::mem::take(segments));
        let counts = [doc.tokens().len(), doc.sentences().len(), doc.paragraphs().len()];
        *segments = doc.into_segments();
        counts
    };
    let sum = |segments: &mut Segments| {
        texts.iter().map(|text| counts(text, segments)).reduce(|a, b| [a[0] + b[0], a[1] + b[1], a[2] + b[2]])
    };
    let mut segments = Segments::default();
    let expected = sum(&mut segments);
    let [tokens, sentences, _] = expected.expect("there are articles");
    assert!(tokens > bytes / 8 && sentences > bytes / 400, "{tokens} tokens and {sentences} sentences");
    group.bench_function("document", |bencher| {
        bencher.iter(|| assert_eq!(sum(&mut segments), expected));
    });
    group.finish();
}

criterion_group!(benches, tokenizer);
criterion_main!(benches);
