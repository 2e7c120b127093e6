//! Stores hold the same records as CSV: Parquet and SQLite are read back here, Excel by openpyxl in tests/tools.

#![cfg(all(feature = "parquet", feature = "sqlite"))]

use std::path::Path;

use inquit::{Extraction, Extractor, Input, Scratch};
use inquit_formats::cells::COLUMNS;
use inquit_formats::store::extract_into;
use inquit_formats::{
    Job, Listener, Origin, OutputFormat, ReadOptions, Sink, StoreFormat, Threads, extract_to,
};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

const ARTICLES: &str = "{\"id\":\"a\",\"title\":\"T\",\"section\":\"local\",\"n\":[1],\"text\":\"\\\"The gates are open,\\\" Ana Lima and Bo \
    Chen told Reuters. \\\"We looked.\\\"\\n\\nLima did not say when it was built.\"}\n\
    {\"id\":\"b\",\"text\":\"Rain fell.\"}\n\
    {\"id\":\"a\",\"section\":null,\"text\":\"\\\"Così,\\\" Ana Lima said. \\\"It rained,\\\" he said.\"}\n";

fn extract(input: Input<'_>, scratch: &mut Scratch) -> Extraction {
    Extractor::default().extract_with(input, scratch)
}

fn sink() -> Sink {
    Sink {
        keep: vec!["section".into(), "n".into()],
        origin: Origin {
            model: "fast".to_owned(),
            model_about: None,
            options: vec![("keep", "section,n".to_owned())],
        },
        ..Sink::new(OutputFormat::Csv)
    }
}

/// Runs on the articles with `run`.
fn with_job<T>(folder: &Path, run: impl FnOnce(Job<'_>, &mut Listener<'_>) -> T) -> T {
    let path = folder.join("a.jsonl");
    std::fs::write(&path, ARTICLES).unwrap();
    let mut options = ReadOptions::default();
    options.names.keep = sink().keep;
    let job = Job { paths: vec![path], options: &options, threads: Threads::new(2), extract: &extract };
    run(job, &mut Listener { problem: &mut |problem| panic!("{problem}"), progress: &mut |_| {} })
}

/// The rows of CSV, heads first.
fn csv_rows(folder: &Path) -> Vec<Vec<String>> {
    let mut out = Vec::new();
    with_job(folder, |job, listener| extract_to(job, &sink(), &mut out, listener)).unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&*out);
    let rows: Vec<Vec<String>> =
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    assert!(rows.len() > 4, "{rows:?}");
    rows
}

fn store(folder: &Path, format: StoreFormat) -> std::path::PathBuf {
    let path = folder.join("store");
    std::fs::write(&path, "").unwrap();
    let stored = with_job(folder, |job, listener| extract_into(job, format, &sink(), &path, listener));
    let (counts, notes) = stored.unwrap();
    assert_eq!((counts.articles, notes.len()), (3, 0));
    path
}

/// A number as CSV spells it.
fn spelled(number: f64) -> String {
    format!("{number:?}")
}

#[test]
fn parquet_has_the_rows_of_csv() {
    let folder = tempfile::tempdir().unwrap();
    let expected = csv_rows(folder.path());
    let path = store(folder.path(), StoreFormat::Parquet);
    let reader = SerializedFileReader::new(std::fs::File::open(path).unwrap()).unwrap();
    let about = reader.metadata().file_metadata();
    let metadata = about.key_value_metadata().unwrap();
    let of = |key: &str| metadata.iter().find(|pair| pair.key == key).and_then(|pair| pair.value.clone());
    assert_eq!(of("inquit.model").as_deref(), Some("fast"));
    assert_eq!(of("inquit.version").as_deref(), Some(env!("CARGO_PKG_VERSION")));
    assert_eq!(of("inquit.options").as_deref(), Some("{\"keep\":\"section,n\"}"));

    let show = |field: &Field| match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Long(number) => number.to_string(),
        Field::Double(number) => spelled(*number),
        Field::Bool(value) => value.to_string(),
        Field::ListInternal(list) => {
            let ends: Vec<String> = list.elements().iter().map(element).collect();
            let are_words = list.elements().iter().all(|element| matches!(element, Field::Str(_)));
            ends.join(if are_words { "; " } else { ";" })
        }
        other => panic!("{other:?}"),
    };
    let rows = reader.get_row_iter(None).unwrap().map(Result::unwrap);
    let (mut names, mut found) = (Vec::new(), Vec::new());
    for row in rows {
        names = row.get_column_iter().map(|(name, _)| name.clone()).collect();
        found.push(row.get_column_iter().map(|(_, field)| show(field)).collect::<Vec<_>>());
    }
    assert_eq!(names, expected[0]);
    assert_eq!(found, expected[1..]);
}

fn element(field: &Field) -> String {
    match field {
        Field::Str(text) => text.clone(),
        Field::Group(range) => {
            let ends: Vec<String> = range.get_column_iter().map(|(_, end)| end.to_string()).collect();
            ends.join("-")
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn sqlite_has_the_rows_of_csv_and_answers_questions() {
    let folder = tempfile::tempdir().unwrap();
    let mut expected = csv_rows(folder.path());
    for row in &mut expected {
        row.truncate(COLUMNS.len());
    }
    let database = Connection::open(store(folder.path(), StoreFormat::Sqlite)).unwrap();
    let mut statement = database.prepare("SELECT * FROM records ORDER BY id").unwrap();
    let names: Vec<String> = statement.column_names().skip(1).map(ToString::to_string).collect();
    assert_eq!(names, expected[0]);
    let count = names.len();
    let truths = ["outlet_inherited", "negated"];
    let show = |row: &rusqlite::Row<'_>, at: usize| match row.get_ref(at + 1).unwrap() {
        ValueRef::Null => String::new(),
        ValueRef::Text(text) => String::from_utf8(text.to_vec()).unwrap(),
        ValueRef::Integer(number) if truths.contains(&&*names[at]) => (number == 1).to_string(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => spelled(number),
        ValueRef::Blob(_) => panic!("no blobs"),
    };
    let found = statement.query_map([], |row| Ok((0..count).map(|at| show(row, at)).collect::<Vec<_>>()));
    let found: Vec<Vec<String>> = found.unwrap().map(Result::unwrap).collect();
    assert_eq!(found, expected[1..]);

    let ask = |question: &str| -> String {
        database.query_row(question, [], |row| row.get::<_, rusqlite::types::Value>(0)).map_or_else(
            |error| panic!("{question}: {error}"),
            |value| match value {
                rusqlite::types::Value::Text(text) => text,
                rusqlite::types::Value::Integer(number) => number.to_string(),
                other => panic!("{other:?}"),
            },
        )
    };
    assert_eq!(ask("SELECT group_concat(doc_id || quotations) FROM documents"), documents(&expected));
    assert_eq!(ask("SELECT count(*) FROM speakers WHERE name = 'Ana Lima'"), "1");
    assert_eq!(ask("SELECT count(*) FROM words WHERE words MATCH 'cosi'"), "1", "marks on letters set aside");
    assert_eq!(
        ask("SELECT r.text FROM words JOIN records r ON r.id = words.rowid WHERE words MATCH 'rained'"),
        "\"It rained,\""
    );
    assert_eq!(ask("SELECT value FROM fields WHERE name = 'section'"), "local");
    assert_eq!(ask("SELECT value FROM fields WHERE name = 'n'"), "[1]");
    assert_eq!(ask("SELECT value FROM inquit WHERE name = 'model'"), "fast");
    assert_eq!(ask("SELECT count(*) FROM pragma_foreign_key_check"), "0");
    assert_eq!(ask("PRAGMA integrity_check"), "ok");
    let indexes = ask("SELECT group_concat(name) FROM pragma_index_list('quotations')");
    assert!(
        indexes.contains("quotations_by_speaker") && indexes.contains("quotations_by_outlet"),
        "{indexes}"
    );
}

/// Each document with its count of quotations, as SQLite joins them: "a3,b0,a2".
fn documents(rows: &[Vec<String>]) -> String {
    // The second article with the id "a" begins with its quotation q1.
    let firsts = rows[1..].iter().skip(1).position(|row| row[1] == "q1").unwrap() + 1;
    format!("a{firsts},b0,a{}", rows.len() - 1 - firsts)
}
