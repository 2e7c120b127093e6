//! A Parquet file: the columns of CSV, typed; where CSV spells several values in one cell, a list. The origin is in
//! the key-value metadata, pages are compressed with Snappy.

use std::fs::{File, OpenOptions};
use std::path::Path;
use std::sync::Arc;

use inquit::Extraction;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use super::rows::ArticleRows;
use super::{Store, cannot_write};
use crate::cells::{COLUMNS, Cell, Column, ColumnKind, rounded};
use crate::origin::VERSION;
use crate::{Article, Error, Offsets, Sink};

/// A row group ends at so many rows, or so many bytes of words.
const GROUP_ROWS: usize = 100_000;
const GROUP_BYTES: usize = 32 << 20;

/// A Parquet file being written.
pub struct Parquet {
    file: SerializedFileWriter<File>,
    columns: Vec<Buffer>,
    rows: usize,
    bytes: usize,
}

impl Parquet {
    /// Begins the file.
    pub fn create(path: &Path, sink: &Sink) -> Result<Self, Error> {
        let file = OpenOptions::new().write(true).truncate(true).open(path)?;
        let mut buffers: Vec<_> =
            COLUMNS.iter().map(|column| Buffer::new(column.kind, column.required)).collect();
        let mut fields = COLUMNS.iter().map(field).collect::<Result<Vec<_>, _>>().map_err(failed)?;
        for name in &sink.keep {
            fields.push(words(name, Repetition::OPTIONAL).map_err(failed)?);
            buffers.push(Buffer::new(ColumnKind::Text, false));
        }
        let schema = Type::group_type_builder("quotations").with_fields(fields).build().map_err(failed)?;
        let metadata = sink
            .origin
            .entries()
            .into_iter()
            .map(|(name, value)| KeyValue::new(format!("inquit.{name}"), value))
            .collect();
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(format!("inquit version {VERSION}"))
            .set_key_value_metadata(Some(metadata))
            .build();
        let file = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties));
        Ok(Self { file: file.map_err(failed)?, columns: buffers, rows: 0, bytes: 0 })
    }

    fn row(&mut self, row: Vec<Cell<'static>>) -> Result<(), ParquetError> {
        for (column, cell) in self.columns.iter_mut().zip(row) {
            self.bytes += column.push(cell);
        }
        self.rows += 1;
        if self.rows >= GROUP_ROWS || self.bytes >= GROUP_BYTES { self.group() } else { Ok(()) }
    }

    /// Writes the rows at hand as a row group.
    fn group(&mut self) -> Result<(), ParquetError> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.file.next_row_group()?;
        for column in &mut self.columns {
            for values in &mut column.values {
                let Some(mut writer) = group.next_column()? else { break };
                values.write(&mut writer, &column.definitions, &column.repetitions)?;
                writer.close()?;
            }
            column.definitions.clear();
            column.repetitions.clear();
        }
        group.close()?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }
}

impl Store for Parquet {
    type Batch = Vec<ArticleRows>;

    fn add(batch: &mut Self::Batch, article: &Article<'_>, found: &Extraction, offsets: &Offsets) {
        batch.push(ArticleRows::new(article, found, offsets));
    }

    fn take(&mut self, batch: Self::Batch) -> Result<(), Error> {
        batch
            .into_iter()
            .flat_map(|article| article.records)
            .try_for_each(|row| self.row(row))
            .map_err(failed)
    }

    fn finish(mut self) -> Result<Vec<String>, Error> {
        self.group().map_err(failed)?;
        self.file.finish().map_err(failed)?;
        Ok(Vec::new())
    }
}

#[expect(clippy::needless_pass_by_value, reason = "as map_err takes it")]
fn failed(error: ParquetError) -> Error {
    cannot_write(&error)
}

fn field(column: &Column) -> Result<TypePtr, ParquetError> {
    let repetition = if column.required { Repetition::REQUIRED } else { Repetition::OPTIONAL };
    match column.kind {
        ColumnKind::Text => words(column.name, repetition),
        ColumnKind::Whole => plain(column.name, Physical::INT64, repetition),
        ColumnKind::Probability => plain(column.name, Physical::DOUBLE, repetition),
        ColumnKind::Truth => plain(column.name, Physical::BOOLEAN, repetition),
        ColumnKind::Names => list(column.name, words("element", Repetition::REQUIRED)?, repetition),
        ColumnKind::Ranges => {
            let ends = ["start", "end"].map(|end| plain(end, Physical::INT64, Repetition::REQUIRED));
            let ends = ends.into_iter().collect::<Result<_, _>>()?;
            let range = Type::group_type_builder("element")
                .with_repetition(Repetition::REQUIRED)
                .with_fields(ends)
                .build()?;
            list(column.name, Arc::new(range), repetition)
        }
    }
}

fn plain(name: &str, physical: Physical, repetition: Repetition) -> Result<TypePtr, ParquetError> {
    Type::primitive_type_builder(name, physical).with_repetition(repetition).build().map(Arc::new)
}

fn words(name: &str, repetition: Repetition) -> Result<TypePtr, ParquetError> {
    let builder = Type::primitive_type_builder(name, Physical::BYTE_ARRAY).with_repetition(repetition);
    builder.with_logical_type(Some(LogicalType::String)).build().map(Arc::new)
}

/// A list in the form that the Parquet format asks for.
fn list(name: &str, element: TypePtr, repetition: Repetition) -> Result<TypePtr, ParquetError> {
    let repeated = Type::group_type_builder("list")
        .with_repetition(Repetition::REPEATED)
        .with_fields(vec![element])
        .build()?;
    let builder = Type::group_type_builder(name).with_repetition(repetition);
    builder
        .with_logical_type(Some(LogicalType::List))
        .with_fields(vec![Arc::new(repeated)])
        .build()
        .map(Arc::new)
}

/// The values of one column of a row group, with the levels by which nulls and lists are told: of a list, 0 is null
/// (where that may be), the next empty, the next a value; where a list goes on the repetition is 1.
struct Buffer {
    values: Vec<Values>,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
    kind: ColumnKind,
    /// The definition of a value that is there, without lists.
    there: i16,
}

impl Buffer {
    fn new(kind: ColumnKind, required: bool) -> Self {
        let values = match kind {
            ColumnKind::Text | ColumnKind::Names => vec![Values::Words(Vec::new())],
            ColumnKind::Whole => vec![Values::Whole(Vec::new())],
            ColumnKind::Probability => vec![Values::Real(Vec::new())],
            ColumnKind::Truth => vec![Values::Truth(Vec::new())],
            ColumnKind::Ranges => vec![Values::Whole(Vec::new()), Values::Whole(Vec::new())],
        };
        Self { values, definitions: Vec::new(), repetitions: Vec::new(), kind, there: i16::from(!required) }
    }

    /// Adds a value; gives how many bytes of memory it takes, about.
    fn push(&mut self, cell: Cell<'static>) -> usize {
        let is_list = matches!(self.kind, ColumnKind::Ranges | ColumnKind::Names);
        let length = match &cell {
            Cell::Null => None,
            Cell::Ranges(ranges) => Some(ranges.len()),
            Cell::Names(names) => Some(names.len()),
            _ => Some(1),
        };
        match (is_list, length) {
            (_, None) => self.level(0, 0, is_list),
            (false, Some(_)) => self.level(self.there, 0, false),
            (true, Some(0)) => self.level(self.there, 0, true),
            (true, Some(length)) => {
                (0..length).for_each(|at| self.level(self.there + 1, i16::from(at > 0), true));
            }
        }
        match cell {
            Cell::Null => 2,
            Cell::Text(text) => self.words(text.into_owned()),
            Cell::Names(names) => names.into_iter().map(|name| self.words(name.into_owned())).sum(),
            Cell::Whole(number) => self.whole(0, number),
            Cell::Ranges(ranges) => {
                ranges.iter().map(|range| self.whole(0, range.start) + self.whole(1, range.end)).sum()
            }
            Cell::Probability(value) => {
                if let Some(Values::Real(values)) = self.values.first_mut() {
                    values.push(rounded(value));
                }
                8
            }
            Cell::Truth(value) => {
                if let Some(Values::Truth(values)) = self.values.first_mut() {
                    values.push(value);
                }
                1
            }
        }
    }

    fn level(&mut self, definition: i16, repetition: i16, is_list: bool) {
        if is_list || self.there > 0 {
            self.definitions.push(definition);
        }
        if is_list {
            self.repetitions.push(repetition);
        }
    }

    fn words(&mut self, text: String) -> usize {
        let length = text.len() + 32;
        if let Some(Values::Words(values)) = self.values.first_mut() {
            values.push(ByteArray::from(text.into_bytes()));
        }
        length
    }

    fn whole(&mut self, leaf: usize, number: u32) -> usize {
        if let Some(Values::Whole(values)) = self.values.get_mut(leaf) {
            values.push(i64::from(number));
        }
        8
    }
}

enum Values {
    Words(Vec<ByteArray>),
    Whole(Vec<i64>),
    Real(Vec<f64>),
    Truth(Vec<bool>),
}

impl Values {
    fn write(
        &mut self,
        writer: &mut SerializedColumnWriter<'_>,
        definitions: &[i16],
        repetitions: &[i16],
    ) -> Result<(), ParquetError> {
        let definitions = (!definitions.is_empty()).then_some(definitions);
        let repetitions = (!repetitions.is_empty()).then_some(repetitions);
        match self {
            Self::Words(values) => {
                writer.typed::<ByteArrayType>().write_batch(values, definitions, repetitions)?;
                values.clear();
            }
            Self::Whole(values) => {
                writer.typed::<Int64Type>().write_batch(values, definitions, repetitions)?;
                values.clear();
            }
            Self::Real(values) => {
                writer.typed::<DoubleType>().write_batch(values, definitions, repetitions)?;
                values.clear();
            }
            Self::Truth(values) => {
                writer.typed::<BoolType>().write_batch(values, definitions, repetitions)?;
                values.clear();
            }
        }
        Ok(())
    }
}
