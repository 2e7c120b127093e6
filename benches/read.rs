//! Every form that is read, from files to articles.

#![allow(missing_docs, reason = "criterion's macros make public functions without docs")]

use criterion::{Criterion, criterion_group, criterion_main};
use inquit_benches::{articles, group, inputs};
use inquit_formats::{ReadOptions, each};

fn read(criterion: &mut Criterion) {
    let texts = articles(1 << 20);
    let folder = tempfile::tempdir().expect("a folder");
    let options = ReadOptions::default();
    let mut group = group(criterion, "read", &texts);
    for (form, path) in inputs::write_all(&texts, folder.path()) {
        let run = || {
            let mut read = 0;
            each(vec![path.clone()], &options, |article| {
                let article = article.map_err(|problem| problem.to_string())?;
                read += usize::from(article.text.len() > 100);
                Ok::<(), String>(())
            })
            .expect("all articles are read");
            read
        };
        group.bench_function(form, |bencher| bencher.iter(|| assert_eq!(run(), texts.len(), "{form}")));
    }
    group.finish();
}

criterion_group!(benches, read);
criterion_main!(benches);
