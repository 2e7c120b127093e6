//! Prose with any attributions, found or given, in every form that is a stream; what is written must be of that form.

use inquit::{Extraction, Extractor};
use inquit_formats::sink::Numbering;
use inquit_formats::{Article, OutputFormat, Schema, Sink, Unit};
use serde_json::{Value, json};

use crate::prose::prose;
use crate::{choice, extract};

/// The forms, with the shapes of others.
const FORMS: [(OutputFormat, Option<Schema>); 13] = [
    (OutputFormat::Jsonl, None),
    (OutputFormat::Docs, None),
    (OutputFormat::Csv, None),
    (OutputFormat::Tsv, None),
    (OutputFormat::Table, None),
    (OutputFormat::Text, None),
    (OutputFormat::Conll, None),
    (OutputFormat::Tei, None),
    (OutputFormat::Jsonl, Some(Schema::Quotebank)),
    (OutputFormat::Jsonl, Some(Schema::Gqg)),
    (OutputFormat::Jsonl, Some(Schema::Citron)),
    (OutputFormat::Jsonl, Some(Schema::Corenlp)),
    (OutputFormat::Jsonl, Some(Schema::Textacy)),
];

/// Tries an input.
pub fn run(data: &[u8]) {
    let (way, rest) = choice(data);
    let text = prose(rest);
    let (article, found) = article(&text, way, data);
    for (format, schema) in FORMS {
        let sink = Sink {
            schema,
            unit: [Unit::Chars, Unit::Bytes, Unit::Utf16][usize::from(way) % 3],
            keep: vec!["section".into()],
            colour: way & 8 != 0,
            width: usize::from(way),
            ..Sink::new(format)
        };
        let mut out = Vec::new();
        sink.head(&mut out);
        // Twice: what the first leaves behind must not change the second.
        let mut writer = sink.writer();
        writer.article(&mut out, &article, &found);
        let first = out.len();
        writer.article(&mut out, &article, &found);
        sink.tail(&mut out);
        let out = String::from_utf8(out).expect("UTF-8 is written");
        well_formed(&sink, &out, first, &text, &found);
    }
}

/// An article of a text, the fields of which are parts of it, and what is found in it or given.
pub fn article<'t>(text: &'t str, way: u8, data: &[u8]) -> (Article<'t>, Extraction) {
    let mut lines = text.lines();
    let mut field = |given: bool| given.then(|| lines.next()).flatten().map(Into::into);
    let mut article = Article::new("", text);
    article.title = field(way & 0x10 != 0);
    article.publisher = field(way & 0x10 != 0);
    article.published = field(way & 0x20 != 0);
    article.url = field(way & 0x20 != 0);
    article.id = field(true).unwrap_or_default();
    let kept = json!([text.len(), text.get(..12), 1.5e300, null, {"a": [true]}]);
    article.kept = vec![("section".into(), if way & 4 == 0 { kept } else { json!(text) })];
    let extractor = Extractor::by_rules();
    let found = if way & 0x40 == 0 {
        extractor.extract(article.input())
    } else {
        extractor.resolve(article.input(), extract::given(text, data))
    };
    (article, found)
}

fn well_formed(sink: &Sink, out: &str, first: usize, text: &str, found: &Extraction) {
    let count = found.attributions.len();
    match sink.format {
        OutputFormat::Jsonl | OutputFormat::Docs => {
            assert_eq!(out.len(), first * 2);
            let lines: Vec<Value> =
                out.lines().map(|line| serde_json::from_str(line).expect("JSON is written")).collect();
            if sink.format == OutputFormat::Docs {
                assert_eq!(lines[0]["quotes"].as_array().map(Vec::len), Some(count));
            } else if sink.schema.is_none() {
                assert_eq!(lines.len(), count * 2);
                lines.iter().zip(found.attributions.iter().cycle()).for_each(|(line, one)| {
                    assert_eq!(line["text"].as_str(), Some(&*one.content_words(text).join(" … ")), "{line}");
                });
            }
        }
        OutputFormat::Csv | OutputFormat::Tsv => {
            let delimiter = if sink.format == OutputFormat::Csv { b',' } else { b'\t' };
            let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(out.as_bytes());
            let rows = reader.records().inspect(|row| assert!(row.is_ok(), "{row:?}")).count();
            assert_eq!(rows, count * 2);
        }
        OutputFormat::Tei => {
            let mut numbered = Vec::new();
            Numbering::default().write(out.as_bytes(), &mut numbered).expect("numbered");
            let xml = String::from_utf8(numbered).expect("UTF-8 is written");
            let options = roxmltree::ParsingOptions { nodes_limit: u32::MAX, ..Default::default() };
            roxmltree::Document::parse_with_options(&xml, options).expect("XML is written");
        }
        OutputFormat::Conll | OutputFormat::Table | OutputFormat::Text => {}
    }
}
