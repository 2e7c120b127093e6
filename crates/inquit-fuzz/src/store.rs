//! Prose with any attributions in every form that is a file of its own.

use inquit::{Extraction, Input, Scratch};
use inquit_formats::store::extract_into;
use inquit_formats::{Job, Listener, OutputFormat, ReadOptions, Sink, StoreFormat, Threads, Unit};
use serde_json::json;

use crate::prose::prose;
use crate::records::folder;
use crate::{choice, write};

/// The forms.
const FORMS: [StoreFormat; 4] =
    [StoreFormat::Parquet, StoreFormat::Sqlite, StoreFormat::Xlsx, StoreFormat::Brat];

/// Tries an input.
pub fn run(data: &[u8]) {
    let (way, rest) = choice(data);
    let text = prose(rest);
    let (article, found) = write::article(&text, way, data);
    let extract = |_: Input<'_>, _: &mut Scratch| -> Extraction { found.clone() };
    let line = json!({
        "id": article.id, "title": article.title, "publisher": article.publisher, "date": article.published,
        "url": article.url, "text": article.text, "section": article.kept[0].1,
    });
    let folder = tempfile::tempdir_in(folder().path()).expect("a folder for files");
    let input = folder.path().join("a.jsonl");
    std::fs::write(&input, format!("{line}\n{line}\n")).expect("articles are written");
    let mut options = ReadOptions::default();
    options.names.keep = vec!["section".into()];
    let sink = Sink {
        keep: options.names.keep.clone(),
        unit: [Unit::Chars, Unit::Bytes, Unit::Utf16][usize::from(way) % 3],
        ..Sink::new(OutputFormat::Csv)
    };
    // Two bits choose the form, so that the cheap ones are tried as often.
    let format = FORMS[usize::from(way >> 2) % 4];
    let path = folder.path().join("out");
    match format {
        StoreFormat::Brat => std::fs::create_dir(&path).expect("a folder for brat"),
        _ => std::fs::write(&path, "").expect("an empty file"),
    }
    let job = Job { paths: vec![input], options: &options, threads: Threads::new(1), extract: &extract };
    let mut listener = Listener { problem: &mut |problem| panic!("{problem}"), progress: &mut |_| {} };
    let (counts, _) = extract_into(job, format, &sink, &path, &mut listener).expect("a store is written");
    assert_eq!((counts.articles, counts.failed), (2, 0));
    assert_eq!(counts.attributions, 2 * found.attributions.len() as u64);
}
