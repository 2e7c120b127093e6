//! Tables of any library that speaks Arrow: each row an article, its text read where it stands.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::ffi_stream::RecordBatchStreamReader;
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_pyarrow::FromPyArrow;
use arrow_schema::{ArrowError, Schema, SchemaRef};
use inquit::Scratch;
use inquit_formats::guard::guarded;
use inquit_formats::read::fields::{Best, FieldNames, Slot};
use inquit_formats::read::pieces::{Pieces, is_too_long};
use inquit_formats::record::record;
use inquit_formats::{Article, Field, Offsets, Place, Problem, ReadOptions, Unit};
use pyo3::exceptions::{PyRuntimeError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyIterator};
use serde_json::Value;

use crate::columns::{Columns, schema, stream, told};
use crate::engine::{Engine, PyExtractor, engine};
use crate::errors::ColumnError;
use crate::ordered::Ordered;
use crate::read::{Named, OnError, Reader, Source};

mod column;

use column::Column;

/// A worker gets rows with so many bytes of text.
const WORK_BYTES: usize = 1 << 18;

/// What is to be done with a table.
struct Plan {
    engine: Engine,
    options: ReadOptions,
    schema: SchemaRef,
    threads: Option<usize>,
    errors: OnError,
}

/// The records of a table's articles: extracted while they are taken, in bounded memory.
#[pyclass(frozen, module = "inquit")]
pub struct Records {
    input: Py<PyAny>,
    /// What was opened to look at the columns, for the first who takes the records.
    opened: Mutex<Option<Input>>,
    plan: Arc<Plan>,
}

/// Finds who said what in the rows of a table.
#[pyfunction]
#[pyo3(signature = (data, *, text = None, id = None, title = None, published = None, publisher = None, url = None, keep = Vec::new(), extractor = None, threads = None, errors = "warn"))]
#[expect(clippy::too_many_arguments, reason = "options by name, as Python has them")]
pub fn extract_table(
    data: &Bound<'_, PyAny>,
    text: Option<String>,
    id: Option<String>,
    title: Option<String>,
    published: Option<String>,
    publisher: Option<String>,
    url: Option<String>,
    mut keep: Vec<String>,
    extractor: Option<&PyExtractor>,
    threads: Option<usize>,
    errors: &str,
) -> PyResult<Records> {
    let mut errors = OnError::parse(errors)?;
    if let Ok(reader) = data.cast::<Reader>() {
        let reader = reader.borrow();
        errors = reader.errors;
        if keep.is_empty() {
            keep = reader.keep.iter().map(ToString::to_string).collect();
        }
    }
    let names = Named { text, id, title, published, publisher, url }.names(&keep)?;
    let schema = schema(&names.keep);
    let options = ReadOptions { names, longest_whole: 4 << 20, ..ReadOptions::default() };
    let plan = Arc::new(Plan { engine: engine(extractor), options, schema, threads, errors });
    let opened = Input::open(data, &plan.options.names)?;
    Ok(Records { input: data.clone().unbind(), opened: Mutex::new(Some(opened)), plan })
}

#[pymethods]
impl Records {
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner).take();
        let input = match opened {
            Some(input) => input,
            None => Input::open(self.input.bind(py), &self.plan.options.names)?,
        };
        let ordered = Ordered::new(self.plan.threads)?;
        let taken = Taken { input, plan: self.plan.clone(), ordered, ready: VecDeque::new(), row: 0 };
        stream(py, Box::new(taken))
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        told(py, &self.plan.schema)
    }
}

/// Where rows come from.
enum Input {
    /// A stream of Arrow's.
    Stream(RecordBatchStreamReader),
    /// One batch.
    Batch(Option<RecordBatch>),
    /// An iterator over objects that hold a batch each.
    Objects(Py<PyIterator>),
    /// Articles that inquit itself reads.
    Reader(Source),
}

impl Input {
    fn open(data: &Bound<'_, PyAny>, names: &FieldNames) -> PyResult<Self> {
        if let Ok(reader) = data.cast::<Reader>() {
            return Ok(Self::Reader(reader.borrow().take()?));
        }
        if data.hasattr("__arrow_c_stream__")? {
            let reader = RecordBatchStreamReader::from_pyarrow_bound(data)?;
            slots(&reader.schema(), names)?;
            return Ok(Self::Stream(reader));
        }
        if data.hasattr("__arrow_c_array__")? {
            let batch = RecordBatch::from_pyarrow_bound(data)?;
            slots(&batch.schema(), names)?;
            return Ok(Self::Batch(Some(batch)));
        }
        if let Ok(objects) = data.try_iter() {
            return Ok(Self::Objects(objects.unbind()));
        }
        let kind = data.get_type().name()?;
        Err(PyTypeError::new_err(format!(
            "{kind} speaks no Arrow: give a table of pyarrow, polars, DuckDB or pandas, or record batches"
        )))
    }

    /// The next batch of rows.
    fn next(&mut self) -> Option<Result<RecordBatch, ArrowError>> {
        match self {
            Self::Stream(reader) => reader.next(),
            Self::Batch(batch) => batch.take().map(Ok),
            Self::Objects(objects) => Python::attach(|py| {
                let item = objects.bind(py).clone().next()?;
                let batch = item.and_then(|item| RecordBatch::from_pyarrow_bound(&item));
                Some(batch.map_err(|error| ArrowError::ExternalError(Box::new(error))))
            }),
            Self::Reader(_) => None,
        }
    }
}

/// What each column of a table means.
fn slots(schema: &Schema, names: &FieldNames) -> PyResult<Vec<Slot>> {
    slots_of(schema, names).map_err(ColumnError::new_err)
}

fn slots_of(schema: &Schema, names: &FieldNames) -> Result<Vec<Slot>, String> {
    let slots: Vec<_> = schema.fields().iter().map(|field| names.slot(field.name())).collect();
    let listed = || {
        let names: Vec<_> = schema.fields().iter().map(|field| format!("`{}`", field.name())).collect();
        names.join(", ")
    };
    let has = |wanted| slots.iter().any(|slot| slot.field.is_some_and(|(field, _)| field == wanted));
    if !has(Field::Text) {
        let wanted = names.text_name();
        return Err(format!("no column `{wanted}` among {}; name the one that holds the text", listed()));
    }
    let columns = schema.fields().iter().map(|field| field.name());
    let named = names.named.iter().map(|(_, name)| &**name).chain(names.keep.iter().map(|name| &**name));
    for wanted in named {
        if !columns.clone().any(|name| name == wanted) {
            return Err(format!("no column `{wanted}` among {}", listed()));
        }
    }
    for (field, slot) in schema.fields().iter().zip(&slots) {
        if !slot.is_skip() && !Column::can_be(field.data_type()) {
            let (name, kind) = (field.name(), field.data_type());
            return Err(format!("column `{name}` is of type {kind}, which is not read; cast it to text"));
        }
    }
    Ok(slots)
}

/// What a worker makes of some rows.
#[derive(Default)]
struct Worked {
    batches: Vec<Result<RecordBatch, ArrowError>>,
    problems: Vec<Problem>,
}

/// Records being taken.
struct Taken {
    input: Input,
    plan: Arc<Plan>,
    ordered: Ordered<Worked>,
    ready: VecDeque<Result<RecordBatch, ArrowError>>,
    /// How many rows were read.
    row: u64,
}

impl RecordBatchReader for Taken {
    fn schema(&self) -> SchemaRef {
        self.plan.schema.clone()
    }
}

impl Iterator for Taken {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(batch) = self.ready.pop_front() {
                return Some(batch);
            }
            let mut failed = None;
            while failed.is_none() && self.ordered.has_room() {
                match self.send() {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(error) => failed = Some(error),
                }
            }
            // The lock is given back while results are waited for, whoever holds it: giving a table's memory back may
            // need it.
            let worked = Python::attach(|py| -> PyResult<Option<Worked>> {
                let worked = self.ordered.next(py)?;
                for problem in worked.iter().flat_map(|worked| &worked.problems) {
                    self.plan.errors.tell(py, problem)?;
                }
                Ok(worked)
            });
            match worked {
                Ok(Some(worked)) => self.ready.extend(worked.batches),
                Ok(None) if failed.is_none() => return None,
                Ok(None) => {}
                Err(error) => return Some(Err(ArrowError::ExternalError(Box::new(error)))),
            }
            // What came before an error is given before it.
            self.ready.extend(failed.map(Err));
        }
    }
}

impl Taken {
    /// Sends the next rows to the workers; tells whether there were any.
    fn send(&mut self) -> Result<bool, ArrowError> {
        if let Input::Reader(source) = &mut self.input {
            let Some(batch) = Python::attach(|py| source.next(py)) else { return Ok(false) };
            let (plan, options, buffers) =
                (self.plan.clone(), source.options.clone(), source.buffers.clone());
            self.ordered.send(move |scratch| {
                let mut work = Work::new(&plan);
                batch.articles(&options, &buffers, |article| work.add(article, scratch));
                work.end()
            });
            return Ok(true);
        }
        let Some(batch) = self.input.next().transpose()? else { return Ok(false) };
        let rows = Rows::new(&batch, &self.plan.options.names, self.row)?;
        self.row += batch.num_rows() as u64;
        let rows = Arc::new(rows);
        for range in rows.parts() {
            let (rows, plan) = (rows.clone(), self.plan.clone());
            self.ordered.send(move |scratch| {
                let mut work = Work::new(&plan);
                rows.articles(range, &plan.options, |article| work.add(article, scratch));
                work.end()
            });
        }
        Ok(true)
    }
}

/// Records of some articles being made.
struct Work<'p> {
    plan: &'p Plan,
    columns: Columns,
    offsets: Offsets,
    problems: Vec<Problem>,
}

impl<'p> Work<'p> {
    fn new(plan: &'p Plan) -> Self {
        let columns = Columns::new(plan.schema.clone());
        Self { plan, columns, offsets: Offsets::default(), problems: Vec::new() }
    }

    fn add(&mut self, article: Result<Article<'_>, Problem>, scratch: &mut Scratch) {
        let Self { plan, columns, offsets, problems } = self;
        let worked = article.and_then(|article| {
            guarded(&article, scratch, |scratch| {
                let found = plan.engine.find(&article, scratch);
                offsets.fill(&article.text, Unit::Chars);
                // All are made before the first is laid out, so that a panic leaves no half of an article.
                let numbered = found.attributions.iter().zip(article.first_number()..);
                let records: Vec<_> =
                    numbered.map(|(one, number)| record(&article, one, number, offsets)).collect();
                for record in &records {
                    columns.push(record);
                }
            })
        });
        problems.extend(worked.err());
    }

    fn end(self) -> Worked {
        Worked { batches: self.columns.batches(), problems: self.problems }
    }
}

/// The rows of a batch.
struct Rows {
    columns: Vec<(Slot, Column)>,
    /// The place of the text among the columns.
    text: usize,
    count: usize,
    /// How many rows stand before the first.
    before: u64,
    file: Arc<str>,
}

impl Rows {
    fn new(batch: &RecordBatch, names: &FieldNames, before: u64) -> Result<Self, ArrowError> {
        let slots = slots_of(&batch.schema(), names).map_err(ArrowError::SchemaError)?;
        let columns = slots.into_iter().zip(batch.columns()).filter(|(slot, _)| !slot.is_skip());
        let columns: Vec<_> = columns.map(|(slot, array)| (slot, Column::new(array))).collect();
        let rank = |(slot, _): &(Slot, Column)| slot.field.filter(|(field, _)| *field == Field::Text);
        let text = (0..columns.len()).filter(|at| rank(&columns[*at]).is_some());
        let text = text.min_by_key(|at| rank(&columns[*at]).map(|(_, rank)| rank)).unwrap_or(0);
        Ok(Self { columns, text, count: batch.num_rows(), before, file: Arc::from("table") })
    }

    /// Rows that are worked on together.
    fn parts(&self) -> Vec<Range<usize>> {
        let (mut parts, mut start, mut bytes) = (Vec::new(), 0, 0);
        for row in 0..self.count {
            bytes += self.columns[self.text].1.length(row);
            if bytes >= WORK_BYTES || row + 1 == self.count {
                parts.push(start..row + 1);
                (start, bytes) = (row + 1, 0);
            }
        }
        parts
    }

    /// Hands the article of each row to `take`, or the problem that it has; texts that are too long in pieces.
    fn articles(
        &self,
        rows: Range<usize>,
        options: &ReadOptions,
        mut take: impl FnMut(Result<Article<'_>, Problem>),
    ) {
        for row in rows {
            match self.article(row, &options.names) {
                Ok(article) if is_too_long(&article, options) => {
                    take(Err(Pieces::remark(&article)));
                    Pieces::new(article.into_owned()).for_each(|piece| take(Ok(piece)));
                }
                article => take(article),
            }
        }
    }

    fn article(&self, row: usize, names: &FieldNames) -> Result<Article<'_>, Problem> {
        let place = Place { file: self.file.clone(), line: Some(self.before + row as u64 + 1) };
        let mut best = Best::default();
        let mut kept: Vec<_> = names.keep.iter().map(|name| (name.clone(), Value::Null)).collect();
        for (slot, column) in &self.columns {
            if let Some(keep) = slot.keep {
                kept[keep].1 = column.value(row);
            }
            let Some((field, rank)) = slot.field else { continue };
            let text: Option<Cow<'_, str>> = column.text(row);
            // An empty cell says nothing, but an empty text is a text.
            if let Some(text) = text.filter(|text| field == Field::Text || !text.trim().is_empty()) {
                best.offer(field, rank, text);
            }
        }
        let Some(text) = best.take(Field::Text) else {
            let reason =
                format!("row {}: no text in column `{}`", place.line.unwrap_or(0), names.text_name());
            return Err(Problem::new(place, reason, "fill it, or take the row out"));
        };
        Ok(best.article(text, place, kept, Vec::new()))
    }
}

/// Where the texts of a table stand in memory, as extraction gets them: for tests.
#[pyfunction]
#[pyo3(name = "_text_addresses", signature = (data, *, text = None))]
pub fn text_addresses(data: &Bound<'_, PyAny>, text: Option<String>) -> PyResult<Vec<usize>> {
    let named = Named { text, id: None, title: None, published: None, publisher: None, url: None };
    let options = ReadOptions { names: named.names(&[])?, ..ReadOptions::default() };
    let mut input = Input::open(data, &options.names)?;
    let failed = |error: ArrowError| PyRuntimeError::new_err(error.to_string());
    let mut addresses = Vec::new();
    while let Some(batch) = input.next().transpose().map_err(failed)? {
        let rows = Rows::new(&batch, &options.names, 0).map_err(failed)?;
        let take = |article: Result<Article<'_>, Problem>| {
            addresses.extend(article.ok().map(|article| article.text.as_ptr() as usize));
        };
        rows.articles(0..rows.count, &options, take);
    }
    Ok(addresses)
}

/// Which of these columns `extract_table` reads.
#[pyfunction]
#[pyo3(name = "_columns_read", signature = (columns, *, text = None, id = None, keep = Vec::new()))]
pub fn columns_read(
    columns: Vec<String>,
    text: Option<String>,
    id: Option<String>,
    keep: Vec<String>,
) -> PyResult<Vec<String>> {
    let named = Named { text, id, title: None, published: None, publisher: None, url: None };
    let names = named.names(&keep)?;
    Ok(columns.into_iter().filter(|name| !names.slot(name).is_skip()).collect())
}

/// All names under which a column or field is known without being named.
#[pyfunction]
#[pyo3(name = "_usual_names")]
pub fn usual_names() -> Vec<&'static str> {
    inquit_formats::read::fields::usual_names().collect()
}

/// The schema of records, as anything of Arrow takes it.
#[pyfunction]
#[pyo3(name = "_record_schema", signature = (keep = Vec::new()))]
pub fn record_schema(keep: Vec<String>) -> crate::columns::Columnar {
    let keep: Vec<Arc<str>> = keep.iter().map(|name| Arc::from(&**name)).collect();
    crate::columns::Columnar::new((schema(&keep), Vec::new()))
}
