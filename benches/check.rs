//! What is done with quotations once they are found: masked and put back, looked for in texts, clustered.

#![allow(missing_docs, reason = "criterion's macros make public functions without docs")]

use criterion::{Criterion, criterion_group, criterion_main};
use inquit::mask::{self, What};
use inquit::verify::{Scratch, Verifier};
use inquit::{Extraction, Extractor, Input};
use inquit_benches::{articles, group};
use inquit_formats::dedup;

fn check(criterion: &mut Criterion) {
    let texts = articles(1 << 18);
    let extractor = Extractor::by_rules();
    let found: Vec<Extraction> = texts.iter().map(|text| extractor.extract(Input::new(text))).collect();
    let quotations: Vec<String> = texts
        .iter()
        .zip(&found)
        .flat_map(|(text, found)| found.attributions.iter().map(|one| one.content_words(text).join(" … ")))
        .collect();
    assert!(quotations.len() > texts.len() * 4, "{} quotations", quotations.len());
    let mut group = group(criterion, "check", &texts);

    let masked = |(text, found): (&String, &Extraction)| {
        let spans = mask::spans(Input::new(text), &found.attributions, What::default());
        let masked = mask::mask(text, &spans);
        assert_eq!(mask::restore(&masked.text, &masked.label, &masked.words).text, *text);
        masked.words.len()
    };
    let expected: usize = texts.iter().zip(&found).map(masked).sum();
    group.bench_function("mask and restore", |bencher| {
        bencher.iter(|| assert_eq!(texts.iter().zip(&found).map(masked).sum::<usize>(), expected));
    });

    let verifier = Verifier::new(quotations.iter().map(String::as_str));
    let mut scratch = Scratch::default();
    let mut verified = || texts.iter().map(|text| verifier.check(text, &mut scratch).len()).sum::<usize>();
    let expected = verified();
    assert!(expected >= quotations.len(), "{expected} found of {}", quotations.len());
    group.bench_function("verify", |bencher| bencher.iter(|| assert_eq!(verified(), expected)));

    let clusters = || dedup::cluster(&quotations).longest.len();
    let expected = clusters();
    assert!(expected < quotations.len(), "the articles come again");
    group.bench_function("dedup", |bencher| bencher.iter(|| assert_eq!(clusters(), expected)));
    group.finish();
}

criterion_group!(benches, check);
criterion_main!(benches);
