//! Bytes as files of records: each way to read them gives the same, however the stream comes and batches are cut.

use std::cell::OnceCell;
use std::io::{Cursor, Read};
use std::path::PathBuf;
use std::sync::Arc;

use inquit_formats::read::lines::Lines;
use inquit_formats::read::rows::Rows;
use inquit_formats::read::values::Values;
use inquit_formats::{Article, Batch, Buffers, Problem, QuotationFormat, ReadOptions, list, quotations};

use crate::choice;

/// Tries an input.
pub fn run(data: &[u8]) {
    let (way, rest) = choice(data);
    // A small limit reaches what is done about records that are too long.
    let longest_record = if way & 0x40 == 0 { 1 << 20 } else { 48 };
    let mut options = ReadOptions { longest_record, ..ReadOptions::default() };
    options.names.keep = vec!["section".into(), "n".into()];
    match way % 6 {
        0 => {
            let read = same_in_all_ways(&options, rest, |stream, options, buffers, take| {
                let mut lines = Lines::new("a".into(), stream, Vec::new(), options);
                std::iter::from_fn(|| lines.next_batch(buffers)).for_each(take);
            });
            let rest = rest.strip_prefix("\u{feff}".as_bytes()).unwrap_or(rest);
            let lines =
                rest.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).count();
            assert!(read.len() >= lines, "{lines} lines, {} articles and problems", read.len());
        }
        1 => {
            same_in_all_ways(&options, rest, |stream, options, _, take| {
                let mut values = Values::new("a".into(), stream, Vec::new(), options);
                std::iter::from_fn(|| values.next_batch()).for_each(take);
            });
        }
        form @ (2 | 3) => {
            let delimiter = if form == 2 { b',' } else { b'\t' };
            same_in_all_ways(&options, rest, |stream, options, _, take| {
                match Rows::new("a".into(), stream, delimiter, options) {
                    Ok(mut rows) => std::iter::from_fn(|| rows.next_batch()).for_each(take),
                    Err(problem) => take(Batch::Unreadable(problem)),
                }
            });
        }
        4 => with_file(rest, |path| {
            use QuotationFormat::{Csv, Jsonl, Lines, Tsv};
            let form = [None, Some(Jsonl), Some(Csv), Some(Tsv), Some(Lines)][usize::from(way / 6) % 5];
            let read = quotations(&path, form, &mut |found| {
                assert!(found.is_err() || found.is_ok_and(|(quotation, _)| !quotation.text.is_empty()));
            });
            drop(read);
            inquit_formats::quotation::holds_records(&path);
        }),
        _ => with_file(rest, |path| drop(list(&path))),
    }
}

type Take<'t> = &'t mut dyn FnMut(Batch);

/// Reads in one piece and one batch, then in small pieces and batches; gives the articles and problems as shown.
fn same_in_all_ways(
    options: &ReadOptions,
    data: &[u8],
    read: impl Fn(Box<dyn Read>, &ReadOptions, &Buffers, Take<'_>),
) -> Vec<String> {
    let buffers = Buffers::default();
    let all = |stream: Box<dyn Read>, batch_bytes: usize| {
        let options = ReadOptions { batch_bytes, ..options.clone() };
        let mut found = Vec::new();
        read(stream, &options, &buffers, &mut |batch| {
            batch.articles(&options, &buffers, |article| found.push(shown(article)));
        });
        found
    };
    let whole = all(Box::new(Cursor::new(data.to_vec())), options.longest_record);
    let drops = all(Box::new(Drops(Cursor::new(data.to_vec()), 1 + data.len() % 7)), 16);
    assert_eq!(whole, drops);
    whole
}

/// An article or a problem as it is compared.
pub fn shown(article: Result<Article<'_>, Problem>) -> String {
    match article {
        Ok(article) => {
            assert!(article.text.is_char_boundary(article.body_start));
            format!("{article:?}")
        }
        Err(problem) => {
            assert!(!problem.reason.is_empty() && !problem.cure.is_empty());
            problem.to_string()
        }
    }
}

/// A stream that gives a few bytes at a time.
struct Drops(Cursor<Vec<u8>>, usize);

impl Read for Drops {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let length = into.len().min(self.1);
        self.0.read(&mut into[..length])
    }
}

thread_local! {
    static FOLDER: OnceCell<Arc<tempfile::TempDir>> = const { OnceCell::new() };
}

/// A folder of this thread's own, gone at its end.
pub fn folder() -> Arc<tempfile::TempDir> {
    let make = || Arc::new(tempfile::tempdir().expect("a folder for files"));
    FOLDER.with(|folder| folder.get_or_init(make).clone())
}

/// Calls `run` with a file of these bytes whose name tells no form.
fn with_file(data: &[u8], run: impl FnOnce(PathBuf)) {
    let path = folder().path().join("input");
    std::fs::write(&path, data).expect("a file is written");
    run(path);
}
