//! The whole extraction, from text to attributions with speakers and outlets, by rules alone and with the built-in model.

#![allow(missing_docs, reason = "criterion's macros make public functions without docs")]

use criterion::{Criterion, criterion_group, criterion_main};
use inquit::{Extractor, Input, Scratch};
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
    group.finish();
}

criterion_group!(benches, extract);
criterion_main!(benches);
