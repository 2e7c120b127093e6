//! Reading: files, folders and patterns of all forms, as the command line reads them.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use inquit_formats::{
    Article, Batch, Batches, Buffers, Field, FieldNames, InputFormat, Problem, ReadOptions,
};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::article::PyArticle;
use crate::errors::{ArticleWarning, ReadError};
use crate::ordered::Ordered;

/// A text longer than this is cut, as the command line does.
const LONGEST_WHOLE: usize = 4 << 20;

/// Batches that are read ahead.
const AHEAD: usize = 2;

/// What becomes of an article that cannot be read.
#[derive(Clone, Copy, Debug)]
pub enum OnError {
    /// A warning, and on with the next.
    Warn,
    /// The end.
    Raise,
    /// Nothing.
    Ignore,
}

impl OnError {
    /// Of its name.
    pub fn parse(name: &str) -> PyResult<Self> {
        match name {
            "warn" => Ok(Self::Warn),
            "raise" => Ok(Self::Raise),
            "ignore" => Ok(Self::Ignore),
            other => Err(PyValueError::new_err(format!("errors={other:?}: give warn, raise or ignore"))),
        }
    }

    /// Tells a problem.
    pub fn tell(self, py: Python<'_>, problem: &Problem) -> PyResult<()> {
        match self {
            Self::Raise if problem.lost => Err(ReadError::new_err(problem.to_string())),
            Self::Warn | Self::Raise => {
                py.import("warnings")?
                    .call_method1("warn", (problem.to_string(), py.get_type::<ArticleWarning>(), 2))?;
                Ok(())
            }
            Self::Ignore => Ok(()),
        }
    }
}

/// Batches on their way from the thread that reads them.
pub struct Source {
    batches: Receiver<Batch>,
    /// How they are read.
    pub options: Arc<ReadOptions>,
    /// Memory used again.
    pub buffers: Arc<Buffers>,
}

impl Source {
    fn open(paths: Vec<PathBuf>, options: ReadOptions) -> Self {
        let (sender, batches) = sync_channel(AHEAD);
        let (options, buffers) = (Arc::new(options), Arc::new(Buffers::default()));
        let (of_thread, own) = (options.clone(), buffers.clone());
        std::thread::spawn(move || {
            for batch in Batches::new(paths, &of_thread, &own) {
                // Nobody listens any more where the reader went away.
                if sender.send(batch).is_err() {
                    break;
                }
            }
        });
        Self { batches, options, buffers }
    }

    /// The next batch. Other Python threads run meanwhile.
    pub fn next(&mut self, py: Python<'_>) -> Option<Batch> {
        let batches = &mut self.batches;
        py.detach(move || batches.recv().ok())
    }
}

/// Articles under paths, one after the other: an iterator that `extract_many` and `extract_table` also read directly.
#[pyclass(module = "inquit")]
pub struct Reader {
    source: Mutex<Option<Source>>,
    open: Mutex<Option<Open>>,
    /// The fields that are kept.
    pub keep: Vec<Arc<str>>,
    /// What becomes of an article that cannot be read.
    pub errors: OnError,
}

/// A reader whose articles Python takes.
struct Open {
    source: Source,
    ordered: Ordered<Vec<Result<Article<'static>, Problem>>>,
    ready: VecDeque<Result<Article<'static>, Problem>>,
}

impl Reader {
    /// What is read, for those who work on it without Python's hands.
    pub fn take(&self) -> PyResult<Source> {
        let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
        source.take().ok_or_else(|| PyRuntimeError::new_err("the articles of this reader are taken already"))
    }
}

#[pymethods]
impl Reader {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__(&mut self, py: Python<'_>) -> PyResult<Option<PyArticle>> {
        let errors = self.errors;
        if self.open.get_mut().unwrap_or_else(PoisonError::into_inner).is_none() {
            let open = Open { source: self.take()?, ordered: Ordered::new(None)?, ready: VecDeque::new() };
            *self.open.get_mut().unwrap_or_else(PoisonError::into_inner) = Some(open);
        }
        let Some(open) = self.open.get_mut().unwrap_or_else(PoisonError::into_inner) else { return Ok(None) };
        loop {
            match open.ready.pop_front() {
                Some(Ok(article)) => return Ok(Some(PyArticle(Arc::new(article)))),
                Some(Err(problem)) => errors.tell(py, &problem)?,
                None => {
                    open.fill(py);
                    let Some(ready) = open.ordered.next(py)? else { return Ok(None) };
                    open.ready.extend(ready);
                }
            }
        }
    }
}

impl Open {
    fn fill(&mut self, py: Python<'_>) {
        while self.ordered.has_room() {
            let Some(batch) = self.source.next(py) else { return };
            let (options, buffers) = (self.source.options.clone(), self.source.buffers.clone());
            self.ordered.send(move |_| {
                let mut articles = Vec::new();
                let mut take = |article: Result<Article<'_>, Problem>| {
                    articles.push(article.map(Article::into_owned));
                };
                batch.articles(&options, &buffers, &mut take);
                articles
            });
        }
    }
}

/// Reads articles under paths.
#[pyfunction]
#[pyo3(signature = (*paths, form = None, text = None, id = None, title = None, published = None, publisher = None, url = None, keep = Vec::new(), errors = "warn"))]
#[expect(clippy::too_many_arguments, reason = "options by name, as Python has them")]
pub fn read(
    paths: &Bound<'_, PyTuple>,
    form: Option<&str>,
    text: Option<String>,
    id: Option<String>,
    title: Option<String>,
    published: Option<String>,
    publisher: Option<String>,
    url: Option<String>,
    keep: Vec<String>,
    errors: &str,
) -> PyResult<Reader> {
    let paths: Vec<PathBuf> = paths.extract()?;
    if paths.is_empty() {
        return Err(PyValueError::new_err("no path is given"));
    }
    let named = Named { text, id, title, published, publisher, url };
    let names = named.names(&keep)?;
    let keep = names.keep.clone();
    let from = form.map(form_of).transpose()?;
    let options = ReadOptions { names, from, longest_whole: LONGEST_WHOLE, ..ReadOptions::default() };
    let source = Mutex::new(Some(Source::open(paths, options)));
    Ok(Reader { source, open: Mutex::new(None), keep, errors: OnError::parse(errors)? })
}

/// Names of fields or columns, where the user gives them.
pub struct Named {
    pub text: Option<String>,
    pub id: Option<String>,
    pub title: Option<String>,
    pub published: Option<String>,
    pub publisher: Option<String>,
    pub url: Option<String>,
}

impl Named {
    /// As readers take them.
    pub fn names(self, keep: &[String]) -> PyResult<FieldNames> {
        let taken =
            |name: &&String| inquit_formats::cells::COLUMNS.iter().any(|column| column.name == **name);
        if let Some(name) = keep.iter().find(taken) {
            return Err(PyValueError::new_err(format!("keep: the output has a column {name} of its own")));
        }
        let named = [
            (Field::Text, self.text),
            (Field::Id, self.id),
            (Field::Title, self.title),
            (Field::Published, self.published),
            (Field::Publisher, self.publisher),
            (Field::Url, self.url),
        ];
        let named = named.into_iter().filter_map(|(field, name)| Some((field, name?))).collect();
        Ok(FieldNames { named, keep: keep.iter().map(|name| Arc::from(&**name)).collect() })
    }
}

fn form_of(name: &str) -> PyResult<InputFormat> {
    Ok(match name {
        "jsonl" => InputFormat::Jsonl,
        "json" => InputFormat::Json,
        "csv" => InputFormat::Csv,
        "tsv" => InputFormat::Tsv,
        "text" => InputFormat::Text,
        "html" => InputFormat::Html,
        "feed" => InputFormat::Feed,
        "docx" => InputFormat::Docx,
        "parquet" => InputFormat::Parquet,
        "warc" => InputFormat::Warc,
        other => {
            let forms = "jsonl, json, csv, tsv, text, html, feed, docx, parquet or warc";
            return Err(PyValueError::new_err(format!("form={other:?}: give {forms}")));
        }
    })
}
