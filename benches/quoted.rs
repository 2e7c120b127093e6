//! Quoted spans of documents that are cut into tokens already, and the look-ups in the lexicon before them.

#![allow(missing_docs, reason = "criterion's macros make public functions without docs")]

use criterion::{Criterion, criterion_group, criterion_main};
use inquit::lexicon::Sheet;
use inquit::quoted;
use inquit_benches::{articles, group};
use inquit_tokenizer::Document;

fn quoted_spans(criterion: &mut Criterion) {
    let texts = articles(1 << 18);
    let docs: Vec<Document<'_>> = texts.iter().map(|text| Document::new(text)).collect();
    let sheets: Vec<Sheet> = docs.iter().map(Sheet::new).collect();
    let mut group = group(criterion, "quoted", &texts);

    let known =
        |sheets: &[Sheet]| sheets.iter().flat_map(|sheet| &sheet.lex).filter(|lex| !lex.is_empty()).count();
    let expected = known(&sheets);
    group.bench_function("lexicon", |bencher| {
        let mut sheets = sheets.clone();
        bencher.iter(|| {
            docs.iter().zip(&mut sheets).for_each(|(doc, sheet)| sheet.read(doc));
            assert_eq!(known(&sheets), expected);
        });
    });

    let (mut spans, mut notes) = (Vec::new(), Vec::new());
    let mut find = || {
        let mut found = 0;
        for (doc, sheet) in docs.iter().zip(&sheets) {
            spans.clear();
            notes.clear();
            quoted::find(doc, &sheet.lex, &mut spans, &mut notes);
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
