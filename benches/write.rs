//! Every form that is written: streams from what was found, and files of their own from articles in JSON lines, what is
//! found in them known beforehand.

#![allow(missing_docs, reason = "criterion's macros make public functions without docs")]

use std::collections::HashMap;
use std::fs;

use criterion::{Criterion, criterion_group, criterion_main};
use inquit::{Extraction, Extractor, Input, Scratch};
use inquit_benches::{articles, group, inputs};
use inquit_formats::store::extract_into;
use inquit_formats::{
    Article, Job, Listener, OutputFormat, ReadOptions, Schema, Sink, StoreFormat, Threads, extract_to,
};

const STREAMS: [(&str, OutputFormat, Option<Schema>); 13] = [
    ("jsonl", OutputFormat::Jsonl, None),
    ("csv", OutputFormat::Csv, None),
    ("tsv", OutputFormat::Tsv, None),
    ("table", OutputFormat::Table, None),
    ("text", OutputFormat::Text, None),
    ("docs", OutputFormat::Docs, None),
    ("conll", OutputFormat::Conll, None),
    ("tei", OutputFormat::Tei, None),
    ("quotebank", OutputFormat::Jsonl, Some(Schema::Quotebank)),
    ("gqg", OutputFormat::Jsonl, Some(Schema::Gqg)),
    ("citron", OutputFormat::Jsonl, Some(Schema::Citron)),
    ("corenlp", OutputFormat::Jsonl, Some(Schema::Corenlp)),
    ("textacy", OutputFormat::Jsonl, Some(Schema::Textacy)),
];

const STORES: [StoreFormat; 4] =
    [StoreFormat::Parquet, StoreFormat::Sqlite, StoreFormat::Xlsx, StoreFormat::Brat];

fn streams(criterion: &mut Criterion) {
    let texts = articles(1 << 20);
    let extractor = Extractor::by_rules();
    let articles: Vec<Article<'_>> = texts.iter().map(|text| Article::new("a", text)).collect();
    let found: Vec<Extraction> = articles.iter().map(|article| extractor.extract(article.input())).collect();
    let mut group = group(criterion, "write", &texts);
    for (name, format, schema) in STREAMS {
        let sink = Sink { schema, ..Sink::new(format) };
        let mut out = Vec::new();
        let mut run = || {
            out.clear();
            sink.head(&mut out);
            let mut writer = sink.writer();
            articles.iter().zip(&found).for_each(|(article, found)| writer.article(&mut out, article, found));
            sink.tail(&mut out);
            out.len()
        };
        let expected = run();
        assert!(expected > texts.len() * 50, "{name}: {expected} bytes");
        group.bench_function(name, |bencher| bencher.iter(|| assert_eq!(run(), expected)));
    }
    group.finish();
}

fn stores(criterion: &mut Criterion) {
    let texts = articles(1 << 20);
    let extractor = Extractor::by_rules();
    let known: HashMap<&str, Extraction> =
        texts.iter().map(|text| (&**text, extractor.extract(Input::new(text)))).collect();
    let extract = |input: Input<'_>, _: &mut Scratch| known[input.text].clone();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.jsonl");
    fs::write(&path, inputs::jsonl(&texts)).expect("a file is written");
    let options = ReadOptions::default();
    let job =
        || Job { paths: vec![path.clone()], options: &options, threads: Threads::new(1), extract: &extract };
    let sink = Sink::new(OutputFormat::Jsonl);
    let mut group = group(criterion, "run", &texts);
    group.bench_function("jsonl", |bencher| {
        bencher.iter(|| {
            let mut listener =
                Listener { problem: &mut |problem| panic!("{problem}"), progress: &mut |_| {} };
            let counts = extract_to(job(), &sink, &mut Vec::new(), &mut listener).expect("written");
            assert_eq!(counts.articles, texts.len() as u64);
        });
    });
    for format in STORES {
        let out = folder.path().join(format.name());
        group.bench_function(format.name(), |bencher| {
            bencher.iter(|| {
                let mut listener =
                    Listener { problem: &mut |problem| panic!("{problem}"), progress: &mut |_| {} };
                if format == StoreFormat::Brat {
                    let _ = fs::remove_dir_all(&out);
                    fs::create_dir(&out).expect("a folder");
                } else {
                    fs::write(&out, "").expect("an empty file");
                }
                let (counts, _) = extract_into(job(), format, &sink, &out, &mut listener).expect("written");
                assert_eq!(counts.articles, texts.len() as u64);
            });
        });
    }
    group.finish();
}

criterion_group!(benches, streams, stores);
criterion_main!(benches);
