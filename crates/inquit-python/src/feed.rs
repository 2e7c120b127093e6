//! The feed: articles on their way to the workers, from anything that Python iterates over or from a reader.

use std::sync::Arc;

use inquit_formats::{Article, Batch, Buffers, Place, Problem, ReadOptions};
use pyo3::prelude::*;
use pyo3::types::PyIterator;

use crate::article::of_object;
use crate::read::{OnError, Reader, Source};

/// A lot ends with so many bytes of text, or so many articles.
const LOT_BYTES: usize = 1 << 16;
const LOT_ARTICLES: usize = 256;

/// Where articles come from.
pub enum Feed {
    /// Anything that Python iterates over.
    Items(Items),
    /// A reader, of which the workers parse the batches.
    Source(Source, OnError),
}

/// What Python iterates over.
pub struct Items {
    iterator: Py<PyIterator>,
    number: u64,
    ended: bool,
    failed: Option<PyErr>,
}

/// What a worker works on.
pub enum Lot {
    /// Articles at hand.
    Articles(Vec<Arc<Article<'static>>>),
    /// Articles that are still to be parsed.
    Batch(Batch, Arc<ReadOptions>, Arc<Buffers>),
}

impl Feed {
    /// Of articles, or of a reader.
    pub fn new(articles: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(reader) = articles.cast::<Reader>() {
            let reader = reader.borrow();
            return Ok(Self::Source(reader.take()?, reader.errors));
        }
        let iterator = articles.try_iter()?.unbind();
        Ok(Self::Items(Items { iterator, number: 0, ended: false, failed: None }))
    }

    /// The next lot, if there is one.
    pub fn next(&mut self, py: Python<'_>) -> Option<Lot> {
        match self {
            Self::Items(items) => items.next(py),
            Self::Source(source, _) => {
                let batch = source.next(py)?;
                Some(Lot::Batch(batch, source.options.clone(), source.buffers.clone()))
            }
        }
    }

    /// Behind the last lot: the error that Python's iterator ended with.
    pub fn end(&mut self) -> PyResult<()> {
        match self {
            Self::Items(items) => items.failed.take().map_or(Ok(()), Err),
            Self::Source(..) => Ok(()),
        }
    }

    /// Tells the problem of an article that could not be read.
    pub fn tell(&self, py: Python<'_>, problem: &Problem) -> PyResult<()> {
        match self {
            Self::Items(_) => OnError::Warn.tell(py, problem),
            Self::Source(_, errors) => errors.tell(py, problem),
        }
    }
}

impl Items {
    fn next(&mut self, py: Python<'_>) -> Option<Lot> {
        let mut items = self.iterator.bind(py).clone();
        let file: Arc<str> = Arc::from("text");
        let (mut lot, mut bytes) = (Vec::new(), 0);
        while !self.ended && bytes < LOT_BYTES && lot.len() < LOT_ARTICLES {
            let Some(item) = items.next() else {
                self.ended = true;
                break;
            };
            self.number += 1;
            let place = Place { file: file.clone(), line: Some(self.number) };
            match item.and_then(|item| of_object(&item, place)) {
                Ok(article) => {
                    bytes += article.text.len();
                    lot.push(article);
                }
                // What came before is given before.
                Err(error) => (self.ended, self.failed) = (true, Some(error)),
            }
        }
        (!lot.is_empty()).then_some(Lot::Articles(lot))
    }
}

impl Lot {
    /// Hands each article, or the problem that it has, to `take`.
    pub fn each(self, mut take: impl FnMut(Result<Arc<Article<'static>>, Problem>)) {
        match self {
            Self::Articles(articles) => articles.into_iter().for_each(|article| take(Ok(article))),
            Self::Batch(batch, options, buffers) => {
                batch.articles(&options, &buffers, |article| {
                    take(article.map(|article| Arc::new(article.into_owned())));
                });
            }
        }
    }
}
