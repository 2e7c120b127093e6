//! Quoted spans of documents that are cut into tokens already, and the look-ups in the lexicon before them.

#![allow(missing_docs, reason = "criterion's macros make public functions without docs")]

use criterion::{Criterion, criterion_group, criterion_main};
use inquit::lexicon::{self, Lex};
use inquit::quoted;
use inquit_benches::{articles, group};
use inquit_tokenizer::Document;

fn quoted_spans(criterion: &mut Criterion) {
    let texts = articles(1 << 18);
    let docs: Vec<Document<'_>> = texts.iter().map(|text| Document::new(text)).collect();
    let mut lexes: Vec<Vec<Lex>> = vec![Vec::new(); docs.len()];
    let mut hashes = Vec::new();
    docs.iter().zip(&mut lexes).for_each(|(doc, lex)| lexicon::read(doc, &mut hashes, lex));
    let mut group = group(criterion, "quoted", &texts);

    let known = |lexes: &[Vec<Lex>]| lexes.iter().flatten().filter(|lex| !lex.is_empty()).count();
    let expected = known(&lexes);
    group.bench_function("lexicon", |bencher| {
        let mut lexes = lexes.clone();
        bencher.iter(|| {
            docs.iter().zip(&mut lexes).for_each(|(doc, lex)| lexicon::read(doc, &mut hashes, lex));
            assert_eq!(known(&lexes), expected);
        });
    });

    let (mut spans, mut notes) = (Vec::new(), Vec::new());
    let mut find = || {
        let mut found = 0;
        for (doc, lex) in docs.iter().zip(&lexes) {
            spans.clear();
            notes.clear();
            quoted::find(doc, lex, &mut spans, &mut notes);
            found += spans.len();
        }
        found
    };
    let expected = find();
    assert!(expected >= texts.len(), "{expected} quoted spans in {} articles", texts.len());
    group.bench_function("find", |bencher| bencher.iter(|| assert_eq!(find(), expected)));
    group.finish();
}

criterion_group!(benches, quoted_spans);
criterion_main!(benches);
