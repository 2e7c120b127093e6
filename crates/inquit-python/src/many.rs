//! Extraction from one text and from many.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use inquit_formats::{Field, Place, Problem};
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::article::{PyArticle, article, text_of};
use crate::columns::{Columnar, Columns, schema};
use crate::document::Document;
use crate::engine::{Engine, PyExtractor, engine, with_scratch};
use crate::errors::{ArticleWarning, ExtractionError};
use crate::feed::Feed;
use crate::ordered::Ordered;

/// A text, or an article.
#[derive(FromPyObject)]
pub enum Given<'py> {
    /// One that inquit read, or that was made with its metadata.
    Article(Bound<'py, PyArticle>),
    /// A text.
    Text(Bound<'py, PyString>),
}

impl Given<'_> {
    /// As an article, with what is known of a text.
    pub fn article<const N: usize>(
        &self,
        known: [(Field, Option<String>); N],
    ) -> PyResult<Arc<inquit_formats::Article<'static>>> {
        match self {
            Self::Article(article) => Ok(article.get().0.clone()),
            Self::Text(text) => {
                Ok(Arc::new(article(text_of(text)?, known, Place { file: Arc::from("text"), line: None })))
            }
        }
    }
}

/// Finds who said what in a text.
#[pyfunction]
#[pyo3(signature = (text, *, id = None, title = None, publisher = None, published = None, url = None, extractor = None))]
#[expect(clippy::too_many_arguments, reason = "options by name, as Python has them")]
pub fn extract(
    py: Python<'_>,
    text: Given<'_>,
    id: Option<String>,
    title: Option<String>,
    publisher: Option<String>,
    published: Option<String>,
    url: Option<String>,
    extractor: Option<&PyExtractor>,
) -> PyResult<Document> {
    let article = text.article([
        (Field::Id, id),
        (Field::Title, title),
        (Field::Publisher, publisher),
        (Field::Published, published),
        (Field::Url, url),
    ])?;
    let engine = engine(extractor);
    let document = py.detach(|| with_scratch(|scratch| Document::extract(&engine, article, scratch)));
    match document.problem {
        Some(problem) => Err(ExtractionError::new_err(problem)),
        None => Ok(document),
    }
}

/// Documents, one after the other, in the order of their articles.
#[pyclass(module = "inquit")]
pub struct Documents {
    many: Mutex<Many>,
}

struct Many {
    engine: Engine,
    feed: Feed,
    ordered: Ordered<Vec<Result<Document, Problem>>>,
    ready: VecDeque<Result<Document, Problem>>,
}

/// Finds who said what in many texts, in parallel.
#[pyfunction]
#[pyo3(signature = (articles, *, extractor = None, threads = None))]
pub fn extract_many(
    articles: &Bound<'_, PyAny>,
    extractor: Option<&PyExtractor>,
    threads: Option<usize>,
) -> PyResult<Documents> {
    let (engine, feed) = (engine(extractor), Feed::new(articles)?);
    let many = Many { engine, feed, ordered: Ordered::new(threads)?, ready: VecDeque::new() };
    Ok(Documents { many: Mutex::new(many) })
}

#[pymethods]
impl Documents {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__(&mut self, py: Python<'_>) -> PyResult<Option<Document>> {
        self.many.get_mut().unwrap_or_else(PoisonError::into_inner).next(py)
    }
}

impl Many {
    fn next(&mut self, py: Python<'_>) -> PyResult<Option<Document>> {
        loop {
            match self.ready.pop_front() {
                Some(Ok(document)) => {
                    if let Some(problem) = &document.problem {
                        let class = py.get_type::<ArticleWarning>();
                        py.import("warnings")?.call_method1("warn", (problem, class, 1))?;
                    }
                    return Ok(Some(document));
                }
                Some(Err(problem)) => self.feed.tell(py, &problem)?,
                None => {
                    self.send(py);
                    match self.ordered.next(py)? {
                        Some(documents) => self.ready.extend(documents),
                        None => return self.feed.end().map(|()| None),
                    }
                }
            }
        }
    }

    /// Sends as many lots to the workers as there is room for.
    fn send(&mut self, py: Python<'_>) {
        while self.ordered.has_room()
            && let Some(lot) = self.feed.next(py)
        {
            let engine = self.engine.clone();
            self.ordered.send(move |scratch| {
                let mut documents = Vec::new();
                lot.each(|article| {
                    documents.push(article.map(|article| Document::extract(&engine, article, scratch)));
                });
                documents
            });
        }
    }
}

/// The records of documents as columns.
#[pyfunction]
#[pyo3(signature = (documents, *, keep = Vec::new()))]
pub fn to_arrow(documents: &Bound<'_, PyAny>, keep: Vec<String>) -> PyResult<Columnar> {
    let keep: Vec<Arc<str>> = keep.iter().map(|name| Arc::from(&**name)).collect();
    let mut columns = Columns::new(schema(&keep));
    let mut add = |document: &Bound<'_, PyAny>| -> PyResult<()> {
        document.cast::<Document>()?.get().records().for_each(|record| columns.push(&record));
        Ok(())
    };
    if documents.cast::<Document>().is_ok() {
        add(documents)?;
    } else {
        for document in documents.try_iter()? {
            add(&document?)?;
        }
    }
    columns.finish().map(Columnar::new)
}
