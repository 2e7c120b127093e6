//! Documents: files that are one article, or one feed of them, read whole by the worker that extracts from them.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::files::{Batches, cut_short, name_of, unreadable};
use super::{InputFormat, ReadOptions, docx, encoding, guess, header, unpack};
use crate::{Article, Buffers, Place, Problem};

/// Reads one file.
pub fn read(
    path: &Path,
    options: &ReadOptions,
    buffers: &Buffers,
    take: &mut dyn FnMut(Result<Article<'_>, Problem>),
) {
    let file = name_of(path);
    let place = || Place { file: file.clone(), line: None };
    // The size is asked before reading: a file that is too long must not be held first.
    let length = fs::metadata(path).map_or(0, |data| data.len());
    if length > options.longest_text.saturating_mul(2) as u64 {
        return take(Err(super::too_long(place(), length as usize, options)));
    }
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return take(Err(unreadable(file, &error))),
    };
    let limit = if unpack::Packing::of(&bytes).is_some() { options.longest_record } else { usize::MAX };
    let bytes = match unpack::bytes(bytes, limit) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return take(Err(super::too_large(place(), "a document", limit))),
        Err(error) => return take(Err(cut_short(place(), &error))),
    };
    let ending = options.from.or_else(|| InputFormat::of_ending(path));
    let form = if options.from.is_some() { None } else { guess::in_spite_of_ending(&bytes) };
    match form.or(ending).unwrap_or(InputFormat::Text) {
        // A name that says "document" and bytes that are many articles: read as what it is.
        form @ (InputFormat::Parquet | InputFormat::Warc) => {
            drop(bytes);
            let options = ReadOptions { from: Some(form), ..options.clone() };
            for batch in Batches::new(vec![path.to_owned()], &options, buffers) {
                batch.each(&options, buffers, take);
            }
        }
        form => articles(form, bytes, &file, options, take),
    }
}

/// Hands the articles of a document's bytes to `take`.
pub fn articles(
    form: InputFormat,
    bytes: Vec<u8>,
    file: &Arc<str>,
    options: &ReadOptions,
    take: &mut dyn FnMut(Result<Article<'_>, Problem>),
) {
    if let Some((what, cure)) = guess::no_text(&bytes) {
        return take(Err(Problem::new(Place { file: file.clone(), line: None }, what, cure)));
    }
    match form {
        InputFormat::Html => take(page(bytes, file)),
        InputFormat::Feed => feed(bytes, file, take),
        InputFormat::Docx => take(docx::article(bytes, file, options)),
        _ => take(Ok(text(bytes, file))),
    }
}

/// Plain text: the file is the article, its path is its name.
pub fn text(bytes: Vec<u8>, file: &Arc<str>) -> Article<'static> {
    let (text, repair) = encoding::decode(bytes);
    let mut article = Article::new(file.to_string(), text);
    article.place = Place { file: file.clone(), line: None };
    article.repairs.extend(repair);
    header::apply(&mut article);
    article
}

#[cfg(feature = "html")]
fn page(bytes: Vec<u8>, file: &Arc<str>) -> Result<Article<'static>, Problem> {
    super::html::file(bytes, file)
}

#[cfg(feature = "html")]
fn feed(bytes: Vec<u8>, file: &Arc<str>, take: &mut dyn FnMut(Result<Article<'_>, Problem>)) {
    super::feed::articles(bytes, file, take);
}

#[cfg(not(feature = "html"))]
fn page(_: Vec<u8>, file: &Arc<str>) -> Result<Article<'static>, Problem> {
    Err(without_html(Place { file: file.clone(), line: None }))
}

#[cfg(not(feature = "html"))]
fn feed(_: Vec<u8>, file: &Arc<str>, take: &mut dyn FnMut(Result<Article<'_>, Problem>)) {
    take(Err(without_html(Place { file: file.clone(), line: None })));
}

/// The problem of a page where no page can be read.
#[cfg(not(feature = "html"))]
pub fn without_html(place: Place) -> Problem {
    Problem::new(place, "this inquit was built without web pages", "build it with the feature `html`")
}
