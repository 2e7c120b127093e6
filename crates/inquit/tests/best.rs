//! The model `best`: the same answer whatever else is read and by how many threads, spans that slice, what is no network
//! is refused.

#![cfg(feature = "best")]

use std::borrow::Cow;
use std::thread;

use inquit::{Extraction, Extractor, Input, Model, ModelErrorKind, Scratch};

const ARTICLE: &str = "COUNCIL PUTS OFF THE BRIDGE\n\n“We will see,” said Ana Lima, the council's leader. She is \
                       confident that voters will back her.\n\nCritics see the plan as a gift to developers. \
                       According to a report by the auditor, the bridge has cost twice what was planned.\n\nHer \
                       deputy, Tom Reyes, told the Fenland Sparrow that he hoped “to open it by May.”";

fn best() -> Extractor {
    Extractor::with_model(Model::best())
}

fn shown(found: &Extraction) -> String {
    format!("{found:?}")
}

#[test]
fn a_small_article_is_read() {
    let found = best().extract(Input::new(ARTICLE));
    let parts = |one: &inquit::Attribution| {
        let words = |span: Option<inquit::Span>| span.map_or("", |span| span.slice(ARTICLE)).to_owned();
        (words(one.source), words(one.cue), one.content_words(ARTICLE).join(" "))
    };
    let all: Vec<_> = found.attributions.iter().map(parts).collect();
    let has = |source: &str, cue: &str, content: &str| {
        let found =
            all.iter().any(|one| one.0.contains(source) && one.1.starts_with(cue) && one.2.contains(content));
        assert!(found, "{source} {cue} {content}: {all:#?}");
    };
    has("Ana Lima", "said", "We will see");
    has("She", "is confident", "voters will back her");
    has("a report by the auditor", "According to", "the bridge has cost twice");
    has("Tom Reyes", "told", "hoped");
    assert!(found.attributions.iter().all(|one| one.confidence > 0.0 && one.confidence <= 1.0));
}

#[test]
fn the_answer_does_not_hang_on_threads_or_on_what_was_read_before() {
    let alone = shown(&best().extract(Input::new(ARTICLE)));
    let mut scratch = Scratch::default();
    let other = ARTICLE.repeat(9);
    best().extract_with(Input::new(&other), &mut scratch);
    best().extract_with(Input::new("“No.”"), &mut scratch);
    assert_eq!(shown(&best().extract_with(Input::new(ARTICLE), &mut scratch)), alone);
    let threads: Vec<_> =
        (0..4).map(|_| thread::spawn(|| shown(&best().extract(Input::new(ARTICLE))))).collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), alone);
    }
}

#[test]
fn long_and_odd_texts_are_read() {
    let long_sentence = format!("He said {} again.", "that it would rain and ".repeat(400));
    let address = format!("See https://example.com/{} she said.", "a/".repeat(2000));
    let marks = "\u{301}“ ” ' — … ".repeat(300);
    for text in
        ["", " ", "\n\n\n", ".", &long_sentence, &address, &marks, "“她说,” he said. Ünïcödé, said É."]
    {
        let found = best().extract(Input::new(text));
        for one in &found.attributions {
            assert!(!one.content_words(text).is_empty());
        }
    }
}

#[test]
fn a_network_reads_back_as_it_was_written_and_a_damaged_one_is_refused() {
    let model = Model::best();
    assert!(model.about.contains("polnear.train.jsonl"), "{}", model.about);
    let packed = include_bytes!("../models/best.model");
    let unpack = |bytes: &[u8]| zstd::bulk::decompress(bytes, 64 << 20).unwrap();
    let bytes = &unpack(packed);
    let table = &model.scorer.network.as_ref().unwrap().table;
    let tail = unpack(&model.write_network(&[], table));
    assert!(bytes.ends_with(&tail));
    let read = |bytes: &[u8]| Model::read(Cow::Owned(bytes.to_vec()));
    for form in [packed, bytes.as_slice()] {
        let again = Extractor::with_model(read(form).unwrap().into());
        assert_eq!(shown(&again.extract(Input::new(ARTICLE))), shown(&best().extract(Input::new(ARTICLE))));
    }
    let kind = |bytes: &[u8]| read(bytes).unwrap_err().kind();
    assert_eq!(kind(&packed[..packed.len() / 2]), ModelErrorKind::Damaged);
    for length in [8, 30, 5000, bytes.len() / 2, bytes.len() - tail.len(), bytes.len() - 1] {
        assert_eq!(kind(&bytes[..length]), ModelErrorKind::Damaged, "{length}");
    }
    let mut other = bytes.clone();
    other[8] = 99;
    assert_eq!(kind(&other), ModelErrorKind::Version);
    let mut other = bytes.clone();
    other[12] = 0xFF;
    other[13] = 0xFF;
    other[14] = 0xFF;
    assert_eq!(kind(&other), ModelErrorKind::Damaged);
}

#[test]
fn the_file_is_small_enough_to_build_in() {
    let file = include_bytes!("../models/best.model");
    assert!(file.len() <= 20_000_000);
    assert!(zstd::bulk::decompress(file, 64 << 20).unwrap().len() <= 24_000_000);
}
