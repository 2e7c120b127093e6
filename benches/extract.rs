//! The whole extraction, from text to attributions with speakers and outlets, by rules alone and with the built-in model.

#![allow(missing_docs, reason = "criterion's macros make public functions without docs")]

use criterion::{Criterion, criterion_group, criterion_main};
use inquit::{Attribution, Extractor, Input, Scratch};
use inquit_benches::{articles, group};

fn extract(criterion: &mut Criterion) {
    let texts = articles(1 << 18);
    let mut scratch = Scratch::default();
    let mut group = group(criterion, "extract", &texts);
    for (name, extractor) in [("rules", Extractor::by_rules()), ("fast", Extractor::default())] {
        let mut run = || {
            let found = texts.iter().map(|text| extractor.extract_with(Input::new(text), &mut scratch));
            found.map(|found| found.attributions.len()).sum::<usize>()
        };
        let expected = run();
        assert!(expected >= texts.len() * 4, "{expected} attributions in {} articles", texts.len());
        group.bench_function(name, |bencher| bencher.iter(|| assert_eq!(run(), expected)));
    }

    // What is left when the attributions are there: who said it, to which outlet, when.
    let extractor = Extractor::default();
    let given: Vec<Vec<Attribution>> =
        texts.iter().map(|text| extractor.extract(Input::new(text)).attributions).collect();
    let resolve = || {
        let resolved =
            texts.iter().zip(&given).map(|(text, given)| extractor.resolve(Input::new(text), given.clone()));
        resolved.flat_map(|found| found.attributions).filter(|one| one.speaker.is_some()).count()
    };
    let expected = resolve();
    assert!(expected >= texts.len() * 4, "{expected} speakers in {} articles", texts.len());
    group.bench_function("resolve", |bencher| bencher.iter(|| assert_eq!(resolve(), expected)));
    group.finish();
}

criterion_group!(benches, extract);
criterion_main!(benches);
