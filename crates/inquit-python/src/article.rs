//! Articles as Python gives them: a string, a mapping with the fields of a JSON line, or one that inquit read.

use std::borrow::Cow;
use std::sync::Arc;

use inquit_formats::read::fields::Best;
use inquit_formats::{Article, Field, FieldNames, Place};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyMapping, PyString, PyTuple};

use crate::document::Document;

/// One news text with what is known about it.
#[pyclass(frozen, name = "Article", module = "inquit")]
pub struct PyArticle(pub Arc<Article<'static>>);

#[pymethods]
impl PyArticle {
    #[new]
    #[pyo3(signature = (text, *, id = None, title = None, publisher = None, published = None, url = None))]
    fn new(
        text: &Bound<'_, PyString>,
        id: Option<String>,
        title: Option<String>,
        publisher: Option<String>,
        published: Option<String>,
        url: Option<String>,
    ) -> PyResult<Self> {
        let known = [
            (Field::Id, id),
            (Field::Title, title),
            (Field::Publisher, publisher),
            (Field::Published, published),
            (Field::Url, url),
        ];
        let place = Place { file: Arc::from("text"), line: None };
        Ok(Self(Arc::new(article(text_of(text)?, known, place))))
    }

    /// Its name in records.
    #[getter]
    fn id(&self) -> &str {
        &self.0.id
    }

    /// The whole text.
    #[getter]
    fn text(&self) -> &str {
        &self.0.text
    }

    /// Its headline.
    #[getter]
    fn title(&self) -> Option<&str> {
        self.0.title.as_deref()
    }

    /// The outlet that published it.
    #[getter]
    fn publisher(&self) -> Option<&str> {
        self.0.publisher.as_deref()
    }

    /// When it was published, as written.
    #[getter]
    fn published(&self) -> Option<&str> {
        self.0.published.as_deref()
    }

    /// Its address on the web.
    #[getter]
    fn url(&self) -> Option<&str> {
        self.0.url.as_deref()
    }

    /// Who wrote it.
    #[getter]
    fn author(&self) -> Option<&str> {
        self.0.author.as_deref()
    }

    fn __repr__(&self) -> String {
        let (id, length) = (&*self.0.id, self.0.text.chars().count());
        format!("<Article {id:?}, {length} characters>")
    }
}

/// An article of what is known of it. An empty field says nothing.
pub fn article<'a>(
    text: String,
    known: impl IntoIterator<Item = (Field, Option<String>)>,
    place: Place,
) -> Article<'a> {
    let mut best = Best::default();
    for (field, value) in known {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            best.offer(field, 0, Cow::Owned(value));
        }
    }
    best.article(Cow::Owned(text), place, Vec::new(), Vec::new())
}

/// The article that a Python object is; where it has no id, it is named by its place.
pub fn of_object(object: &Bound<'_, PyAny>, place: Place) -> PyResult<Arc<Article<'static>>> {
    if let Ok(text) = object.cast::<PyString>() {
        return Ok(Arc::new(article(text_of(text)?, [], place)));
    }
    if let Ok(known) = object.cast::<PyArticle>() {
        return Ok(known.get().0.clone());
    }
    if let Ok(document) = object.cast::<Document>() {
        return Ok(document.get().article.clone());
    }
    if let Ok(fields) = object.cast::<PyMapping>() {
        return of_mapping(fields, place).map(Arc::new);
    }
    let kind = object.get_type().name()?;
    Err(PyTypeError::new_err(format!(
        "an article is a str, a mapping with a text, or an Article; not {kind}"
    )))
}

/// The article of a mapping, whose fields go by the names that they may have in a JSON line.
fn of_mapping(fields: &Bound<'_, PyMapping>, place: Place) -> PyResult<Article<'static>> {
    let names = FieldNames::default();
    let mut best: Best<Cow<'static, str>> = Best::default();
    for item in fields.items()? {
        let (name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
        let Ok(name) = name.cast::<PyString>() else { continue };
        let Some((field, rank)) = names.slot(&name.to_cow()?).field else { continue };
        if let Some(value) = scalar(&value)?
            && (field == Field::Text || !value.trim().is_empty())
        {
            best.offer(field, rank, Cow::Owned(value));
        }
    }
    let Some(text) = best.take(Field::Text) else {
        return Err(PyTypeError::new_err(format!("{place}: a mapping without a text")));
    };
    Ok(best.article(text, place, Vec::new(), Vec::new()))
}

/// A field's value as text: strings as they are, numbers and days as Python writes them.
fn scalar(value: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    if let Ok(text) = value.cast::<PyString>() {
        return text_of(text).map(Some);
    }
    let has_parts = value.cast::<PyDict>().is_ok()
        || value.cast::<PyList>().is_ok()
        || value.cast::<PyTuple>().is_ok()
        || value.cast::<PyBytes>().is_ok();
    if value.is_none() || has_parts { Ok(None) } else { text_of(&value.str()?).map(Some) }
}

/// A string's text. A lone surrogate, which no text can hold, becomes U+FFFD, so that code points count as before.
pub fn text_of(string: &Bound<'_, PyString>) -> PyResult<String> {
    if let Ok(text) = string.to_cow() {
        return Ok(text.into_owned());
    }
    let bytes = string.call_method1("encode", ("utf-8", "surrogatepass"))?;
    let mut bytes = bytes.cast::<PyBytes>()?.as_bytes().to_vec();
    // Both take three bytes.
    for at in 0..bytes.len().saturating_sub(2) {
        if bytes[at] == 0xED && bytes[at + 1] >= 0xA0 {
            bytes[at..at + 3].copy_from_slice("\u{FFFD}".as_bytes());
        }
    }
    Ok(String::from_utf8(bytes)?)
}
