//! Columns: records laid flat in Arrow's memory, under the schema of the Parquet output.

use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Float64Builder, Int64Builder, ListBuilder, StringBuilder, StructBuilder,
};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{ArrayRef, RecordBatch, RecordBatchIterator, RecordBatchReader};
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema, SchemaRef, ffi::FFI_ArrowSchema};
use inquit_formats::QuoteRecord;
use inquit_formats::cells::{COLUMNS, Cell, ColumnKind, cells, kept, rounded};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

/// A batch ends with so many bytes of words, so that offsets of 32 bits never run out.
const BATCH_BYTES: usize = 64 << 20;

/// The schema of records with these kept fields.
pub fn schema(keep: &[Arc<str>]) -> SchemaRef {
    let own = COLUMNS.iter().map(|column| Field::new(column.name, of_kind(column.kind), !column.required));
    let kept = keep.iter().map(|name| Field::new(&**name, DataType::Utf8, true));
    Arc::new(Schema::new(own.chain(kept).collect::<Vec<_>>()))
}

fn of_kind(kind: ColumnKind) -> DataType {
    match kind {
        ColumnKind::Text => DataType::Utf8,
        ColumnKind::Whole => DataType::Int64,
        ColumnKind::Probability => DataType::Float64,
        ColumnKind::Truth => DataType::Boolean,
        ColumnKind::Ranges => DataType::List(element(DataType::Struct(ends()))),
        ColumnKind::Names => DataType::List(element(DataType::Utf8)),
    }
}

fn element(kind: DataType) -> Arc<Field> {
    Arc::new(Field::new("element", kind, false))
}

fn ends() -> Fields {
    ["start", "end"].map(|end| Field::new(end, DataType::Int64, false)).into_iter().collect()
}

/// Columns being filled.
pub struct Columns {
    schema: SchemaRef,
    builders: Vec<Builder>,
    bytes: usize,
    done: Vec<Result<RecordBatch, ArrowError>>,
}

impl Columns {
    /// Empty ones of that schema.
    pub fn new(schema: SchemaRef) -> Self {
        let mut columns = Self { schema, builders: Vec::new(), bytes: 0, done: Vec::new() };
        columns.builders = columns.empty();
        columns
    }

    fn empty(&self) -> Vec<Builder> {
        let own = COLUMNS.iter().map(|column| Builder::new(column.kind));
        let kept = self.schema.fields().iter().skip(COLUMNS.len());
        own.chain(kept.map(|_| Builder::new(ColumnKind::Text))).collect()
    }

    /// Adds a record. Kept fields go by their names.
    pub fn push(&mut self, record: &QuoteRecord<'_>) {
        let (own, more) = self.builders.split_at_mut(COLUMNS.len());
        let mut own = own.iter_mut();
        cells(record, |cell| {
            if let Some(builder) = own.next() {
                self.bytes += builder.push(cell);
            }
        });
        for (builder, field) in more.iter_mut().zip(self.schema.fields().iter().skip(COLUMNS.len())) {
            let value = record.kept.iter().find(|(name, _)| **name == **field.name());
            self.bytes += builder.push(value.map_or(Cell::Null, |(_, value)| kept(value)));
        }
        if self.bytes > BATCH_BYTES {
            self.seal();
        }
    }

    fn seal(&mut self) {
        self.bytes = 0;
        let empty = self.empty();
        let builders = std::mem::replace(&mut self.builders, empty);
        let arrays = builders.into_iter().map(Builder::finish).collect();
        let batch = RecordBatch::try_new(self.schema.clone(), arrays);
        if !batch.as_ref().is_ok_and(|batch| batch.num_rows() == 0) {
            self.done.push(batch);
        }
    }

    /// The batches, none of them empty.
    pub fn batches(mut self) -> Vec<Result<RecordBatch, ArrowError>> {
        self.seal();
        self.done
    }

    /// The same with their schema.
    pub fn finish(self) -> PyResult<(SchemaRef, Vec<RecordBatch>)> {
        let schema = self.schema.clone();
        let batches = self.batches().into_iter().collect::<Result<_, _>>();
        Ok((schema, batches.map_err(|error| PyRuntimeError::new_err(error.to_string()))?))
    }
}

enum Builder {
    Words(StringBuilder),
    Whole(Int64Builder),
    Real(Float64Builder),
    Truth(BooleanBuilder),
    Ranges(ListBuilder<StructBuilder>),
    Names(ListBuilder<StringBuilder>),
}

impl Builder {
    fn new(kind: ColumnKind) -> Self {
        match kind {
            ColumnKind::Text => Self::Words(StringBuilder::new()),
            ColumnKind::Whole => Self::Whole(Int64Builder::new()),
            ColumnKind::Probability => Self::Real(Float64Builder::new()),
            ColumnKind::Truth => Self::Truth(BooleanBuilder::new()),
            ColumnKind::Ranges => {
                let ranges = StructBuilder::from_fields(ends(), 0);
                Self::Ranges(ListBuilder::new(ranges).with_field(element(DataType::Struct(ends()))))
            }
            ColumnKind::Names => {
                Self::Names(ListBuilder::new(StringBuilder::new()).with_field(element(DataType::Utf8)))
            }
        }
    }

    /// Adds a value; gives how many bytes of words it has. What is of another kind than the column is null.
    fn push(&mut self, cell: Cell<'_>) -> usize {
        match (self, cell) {
            (Self::Words(words), Cell::Text(text)) => {
                words.append_value(&text);
                return text.len();
            }
            (Self::Words(words), _) => words.append_null(),
            (Self::Whole(numbers), Cell::Whole(number)) => numbers.append_value(i64::from(number)),
            (Self::Whole(numbers), _) => numbers.append_null(),
            (Self::Real(numbers), Cell::Probability(value)) => numbers.append_value(rounded(value)),
            (Self::Real(numbers), _) => numbers.append_null(),
            (Self::Truth(truths), Cell::Truth(truth)) => truths.append_value(truth),
            (Self::Truth(truths), _) => truths.append_null(),
            (Self::Ranges(lists), Cell::Ranges(ranges)) => {
                for range in ranges.iter() {
                    for (at, number) in [range.start, range.end].into_iter().enumerate() {
                        if let Some(end) = lists.values().field_builder::<Int64Builder>(at) {
                            end.append_value(i64::from(number));
                        }
                    }
                    lists.values().append(true);
                }
                lists.append(true);
            }
            (Self::Ranges(lists), _) => lists.append(false),
            (Self::Names(lists), Cell::Names(names)) => {
                for name in &names {
                    lists.values().append_value(name);
                }
                lists.append(true);
            }
            (Self::Names(lists), _) => lists.append(false),
        }
        8
    }

    fn finish(self) -> ArrayRef {
        match self {
            Self::Words(mut builder) => Arc::new(builder.finish()),
            Self::Whole(mut builder) => Arc::new(builder.finish()),
            Self::Real(mut builder) => Arc::new(builder.finish()),
            Self::Truth(mut builder) => Arc::new(builder.finish()),
            Self::Ranges(mut builder) => Arc::new(builder.finish()),
            Self::Names(mut builder) => Arc::new(builder.finish()),
        }
    }
}

/// Records in memory, as anything of Arrow takes them.
#[pyclass(frozen, name = "RecordTable", module = "inquit")]
pub struct Columnar {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

impl Columnar {
    /// Of batches.
    pub fn new((schema, batches): (SchemaRef, Vec<RecordBatch>)) -> Self {
        Self { schema, batches }
    }
}

#[pymethods]
impl Columnar {
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let batches = self.batches.clone().into_iter().map(Ok);
        stream(py, Box::new(RecordBatchIterator::new(batches, self.schema.clone())))
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        told(py, &self.schema)
    }

    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    fn __repr__(&self) -> String {
        format!("<RecordTable, {} records>", self.__len__())
    }
}

/// A reader as a capsule, from which a consumer takes its batches.
pub fn stream(py: Python<'_>, reader: Box<dyn RecordBatchReader + Send>) -> PyResult<Bound<'_, PyCapsule>> {
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(reader), c"arrow_array_stream")
}

/// A schema as a capsule.
pub fn told<'py>(py: Python<'py>, schema: &Schema) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = FFI_ArrowSchema::try_from(schema);
    let schema = schema.map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
    PyCapsule::new_with_value(py, schema, c"arrow_schema")
}
