//! brat, CoNLL and TEI read back give the spans that were written.

mod read_back;

use std::path::Path;

use inquit::{Attribution, Extraction, Extractor, Kind, Span};
use inquit_formats::{Article, Offsets, OutputFormat, Sink, Unit, sink};
use proptest::prelude::*;
use read_back::{Found, brat, conll, tei};

/// What the forms are to hold: spans in code points.
fn expected(article: &Article<'_>, found: &Extraction) -> Vec<Found> {
    let mut offsets = Offsets::default();
    offsets.fill(&article.text, Unit::Chars);
    let spans = |spans: &[Span]| -> Vec<(u32, u32)> {
        spans.iter().filter(|span| !span.is_empty()).map(|span| offsets.span(&article.text, *span)).collect()
    };
    found
        .attributions
        .iter()
        .map(|attribution| Found {
            content: spans(&attribution.content),
            source: spans(attribution.source.as_slice()),
            cue: spans(attribution.cue.as_slice()),
        })
        .collect()
}

fn written(format: OutputFormat, article: &Article<'_>, found: &Extraction) -> Vec<u8> {
    let sink = Sink::new(format);
    let (mut bytes, mut out) = (Vec::new(), Vec::new());
    sink.head(&mut bytes);
    sink.writer().article(&mut bytes, article, found);
    sink.tail(&mut bytes);
    sink::Numbering::default().write(&bytes, &mut out).unwrap();
    out
}

/// Spans cut at line breaks, without empty ones: brat's fragments end with the line.
fn by_lines(text: &str, found: Vec<Found>) -> Vec<Found> {
    let text: Vec<char> = text.chars().collect();
    let cut = |spans: Vec<(u32, u32)>| {
        let mut parts = Vec::new();
        for (start, end) in spans {
            let mut from = start;
            for at in start..=end {
                if at == end || matches!(text[at as usize], '\n' | '\r') {
                    parts.extend((from < at).then_some((from, at)));
                    from = at + 1;
                }
            }
        }
        parts
    };
    found
        .into_iter()
        .map(|one| Found { content: cut(one.content), source: cut(one.source), cue: cut(one.cue) })
        .collect()
}

#[track_caller]
fn all_come_back(article: &Article<'_>, found: &Extraction) {
    let expected = expected(article, found);
    let count = found.attributions.len();

    let xml = String::from_utf8(written(OutputFormat::Tei, article, found)).unwrap();
    let (text, spans) = tei(&xml, count);
    assert_eq!(text.chars().count(), article.text.chars().count());
    assert_eq!(spans, expected, "{xml}");

    let lines = String::from_utf8(written(OutputFormat::Conll, article, found)).unwrap();
    assert_eq!(conll(&lines, count), expected, "{lines}");

    let mut offsets = Offsets::default();
    offsets.fill(&article.text, Unit::Chars);
    let mut annotations = Vec::new();
    sink::brat_annotations(&mut annotations, article, found, &offsets);
    let annotations = String::from_utf8(annotations).unwrap();
    assert_eq!(brat(&annotations, &article.text), by_lines(&article.text, expected), "{annotations}");
}

fn span(text: &str, words: &str) -> Span {
    let start = text.find(words).unwrap_or_else(|| panic!("no {words}"));
    Span::new(start as u32, (start + words.len()) as u32)
}

#[test]
fn content_of_several_spans_over_lines_and_paragraphs() {
    let text = "“Così — sì,” Ana Lima & Bo <Chen> said,\r\n“then 🙂\n\nit works.”\n\nNobody asked.";
    let article = Article::new("a/1 \"x\"", text);
    let attribution = Attribution::given(
        vec![span(text, "“Così — sì,”"), span(text, "“then 🙂\n\nit works.”")],
        Some(span(text, "said")),
        Some(span(text, "Ana Lima & Bo <Chen>")),
        Kind::Direct,
    );
    all_come_back(&article, &Extraction { attributions: vec![attribution], notes: Vec::new() });
}

#[test]
fn shared_sources_crossing_spans_and_halves_of_words() {
    let text = "Ana Lima said it rained and that Bo left.";
    let article = Article::new("a", text);
    let source = Some(span(text, "Ana Lima"));
    let one = Attribution::given(
        vec![span(text, "it rained and th")],
        Some(span(text, "said")),
        source,
        Kind::Indirect,
    );
    let two = Attribution::given(vec![span(text, "and that Bo left")], None, source, Kind::Indirect);
    all_come_back(&article, &Extraction { attributions: vec![one, two], notes: Vec::new() });
}

#[test]
fn articles_of_the_corpus() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/dev.jsonl");
    let extractor = Extractor::default();
    let mut attributions = 0;
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let doc: serde_json::Value = serde_json::from_str(line).unwrap();
        let article = Article::new(doc["id"].as_str().unwrap(), doc["text"].as_str().unwrap());
        let found = extractor.extract(article.input());
        attributions += found.attributions.len();
        all_come_back(&article, &found);
    }
    assert!(attributions > 100);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn whatever_is_found_comes_back(parts in prop::collection::vec(prop::sample::select(&PARTS[..]), 0..30)) {
        let article = Article::new("p", parts.concat());
        let found = Extractor::by_rules().extract(article.input());
        all_come_back(&article, &found);
    }
}

const PARTS: [&str; 22] = [
    "“",
    "”",
    "\"",
    "\"",
    " ",
    " ",
    "\n\n",
    "\r\n",
    "\t",
    "It works",
    ", ",
    ".",
    "Ana Lima",
    " said ",
    " told Reuters ",
    "that it rained",
    "According to ",
    "é🙂",
    "&<>",
    "\u{1}",
    "’s",
    "he said",
];
