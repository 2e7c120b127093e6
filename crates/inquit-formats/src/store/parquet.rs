//! A Parquet file: the columns of CSV, typed; where CSV spells several values in one cell, a list. The origin is in
//! the key-value metadata, pages are compressed with Snappy.

use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

use inquit::Extraction;
use parquet::basic::{Compression, Encoding, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::{
    FileMetaData, KeyValue, ParquetMetaData, ParquetMetaDataBuilder, ParquetMetaDataOptions,
    ParquetMetaDataReader, ParquetMetaDataWriter, RowGroupMetaData,
};
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{SchemaDescriptor, Type, TypePtr};

use super::{Store, cannot_write};
use crate::cells::{COLUMNS, Cell, Column, ColumnKind, cells, rounded};
use crate::origin::{Origin, VERSION};
use crate::pipeline::Taker;
use crate::record::record;
use crate::{Article, Error, Keeper, Mark, Offsets, Sink};

/// A row group ends behind the batch with which it has so many rows, or so many bytes of words.
const GROUP_ROWS: usize = 100_000;
const GROUP_BYTES: usize = 16 << 20;
/// Rows that a batch has room for before its columns grow: about what one of news has.
const ROOM: usize = 1024;
/// Bytes that a row's words take in a column, about.
const WORDS: usize = 16;

/// The bytes before all row groups.
const MAGIC: &[u8] = b"PAR1";

/// A Parquet file being written.
pub struct Parquet {
    file: File,
    length: u64,
    form: Arc<Form>,
    /// What the end of the file says of the groups written.
    groups: Vec<RowGroupMetaData>,
    /// The columns of batches that are no group yet.
    at_hand: Vec<Columns>,
    rows: usize,
    bytes: usize,
    keeper: Option<Keeper>,
}

/// What all groups have in common.
pub struct Form {
    schema: TypePtr,
    properties: WriterPropertiesPtr,
}

/// The columns of a batch.
#[derive(Default)]
pub struct Columns {
    buffers: Vec<Buffer>,
    rows: usize,
    bytes: usize,
    offsets: Offsets,
}

/// A row group as it is written, its places counted from the beginning of the file's first group.
pub struct Group {
    bytes: Vec<u8>,
    about: RowGroupMetaData,
}

impl Parquet {
    /// Begins the file, or goes on with it where a run is kept and was begun.
    pub fn begin(path: &Path, sink: &Sink, keeper: Option<Keeper>) -> Result<Self, Error> {
        let mut file = OpenOptions::new().write(true).open(path)?;
        let mut fields = COLUMNS.iter().map(field).collect::<Result<Vec<_>, _>>().map_err(failed)?;
        for name in &sink.keep {
            fields.push(words(name, Repetition::OPTIONAL).map_err(failed)?);
        }
        let schema = Type::group_type_builder("quotations").with_fields(fields).build().map_err(failed)?;
        let schema = Arc::new(schema);
        let mut properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(format!("inquit version {VERSION}"))
            .set_key_value_metadata(Some(about(&sink.origin)))
            // Groups are put behind one another as they are; what stands apart from them cannot be.
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true);
        for leaf in SchemaDescriptor::new(schema.clone()).columns() {
            let path = || leaf.path().clone();
            properties = match leaf.physical_type() {
                // Hardly ever twice the same, nor of any order.
                _ if ["text", "quote_id"].contains(&leaf.name()) => properties
                    .set_column_dictionary_enabled(path(), false)
                    .set_column_statistics_enabled(path(), EnabledStatistics::None),
                // By these a reader may leave out groups.
                _ if ["doc_id", "publisher", "published"].contains(&leaf.name()) => properties,
                Physical::BYTE_ARRAY => {
                    properties.set_column_statistics_enabled(path(), EnabledStatistics::None)
                }
                // Places rise through an article; packed, they do not shrink any more.
                Physical::INT64 => properties
                    .set_column_dictionary_enabled(path(), false)
                    .set_column_encoding(path(), Encoding::DELTA_BINARY_PACKED)
                    .set_column_compression(path(), Compression::UNCOMPRESSED),
                _ => properties,
            };
        }
        let form = Arc::new(Form { schema, properties: Arc::new(properties.build()) });
        let mut parquet = Self {
            file: file.try_clone()?,
            length: MAGIC.len() as u64,
            form,
            groups: Vec::new(),
            at_hand: Vec::new(),
            rows: 0,
            bytes: 0,
            keeper,
        };
        match &mut parquet.keeper {
            Some(keeper) if keeper.safe().mark.batches > 0 => {
                parquet.length = keeper.safe().output;
                parquet.groups = groups(&keeper.journal.appended()?)?;
                file.set_len(parquet.length)?;
                file.seek(SeekFrom::Start(parquet.length))?;
            }
            _ => {
                file.set_len(0)?;
                file.write_all(MAGIC)?;
            }
        }
        Ok(parquet)
    }

    fn group(&mut self) -> Option<(Arc<Form>, Vec<Columns>)> {
        (self.rows, self.bytes) = (0, 0);
        let columns = std::mem::take(&mut self.at_hand);
        (columns.iter().any(|columns| columns.rows > 0)).then(|| (self.form.clone(), columns))
    }

    /// What stands at the end of the file about these groups.
    fn about(&self, groups: Vec<RowGroupMetaData>) -> ParquetMetaData {
        let rows = groups.iter().map(RowGroupMetaData::num_rows).sum();
        let properties = &self.form.properties;
        let file = FileMetaData::new(
            properties.writer_version().as_num(),
            rows,
            Some(properties.created_by().to_owned()),
            properties.key_value_metadata().cloned(),
            Arc::new(SchemaDescriptor::new(self.form.schema.clone())),
            None,
        );
        ParquetMetaDataBuilder::new(file).set_row_groups(groups).build()
    }
}

impl Taker for Parquet {
    type Value = Columns;
    type Group = (Arc<Form>, Vec<Columns>);
    type Sealed = Result<Group, ParquetError>;
    const IS_SEALED_BY_WORKERS: bool = true;

    fn gather(&mut self, columns: Columns) -> Result<Option<Self::Group>, Error> {
        self.rows += columns.rows;
        self.bytes += columns.bytes;
        self.at_hand.push(columns);
        Ok(if self.rows >= GROUP_ROWS || self.bytes >= GROUP_BYTES { self.group() } else { None })
    }

    fn rest(&mut self) -> Option<Self::Group> {
        self.group()
    }

    fn seal((form, mut batches): Self::Group) -> Self::Sealed {
        let mut file = SerializedFileWriter::new(Vec::new(), form.schema.clone(), form.properties.clone())?;
        let mut group = file.next_row_group()?;
        let width = batches.iter().map(|batch| batch.buffers.len()).max().unwrap_or(0);
        for column in 0..width {
            let has_rows = |batch: &&mut Columns| batch.rows > 0;
            let leaves =
                batches.iter_mut().find(has_rows).map_or(0, |batch| batch.buffers[column].values.len());
            for leaf in 0..leaves {
                let Some(mut writer) = group.next_column()? else { break };
                for batch in batches.iter_mut().filter(has_rows) {
                    let Buffer { values, definitions, repetitions, .. } = &mut batch.buffers[column];
                    values[leaf].write(&mut writer, definitions, repetitions)?;
                }
                writer.close()?;
            }
        }
        group.close()?;
        let about = file.flushed_row_groups().first().cloned();
        let end = file.bytes_written();
        let mut bytes = file.into_inner()?;
        bytes.truncate(end);
        let about = about.ok_or_else(|| ParquetError::General("no row group".to_owned()))?;
        Ok(Group { bytes, about })
    }

    fn write(&mut self, group: Self::Sealed, mark: &Mark) -> Result<(), Error> {
        let Group { bytes, about } = group.map_err(failed)?;
        let about = moved(about, self.length - MAGIC.len() as u64, self.groups.len()).map_err(failed)?;
        self.file.write_all(&bytes[MAGIC.len()..])?;
        self.length += (bytes.len() - MAGIC.len()) as u64;
        let mut end = Vec::new();
        ParquetMetaDataWriter::new(&mut end, &self.about(vec![about])).finish().map_err(failed)?;
        let told = [&(end.len() as u64).to_le_bytes()[..], &end].concat();
        // As a run that goes on reads them, so that the end of the file is the same.
        self.groups.extend(groups(&told)?);
        if let Some(keeper) = &mut self.keeper {
            keeper.journal.append(&told)?;
            keeper.mark(Some(&self.file), mark, self.length)?;
        }
        Ok(())
    }
}

/// A group whose places begin by so much later, and which stands behind so many others.
fn moved(about: RowGroupMetaData, by: u64, before: usize) -> Result<RowGroupMetaData, ParquetError> {
    let by = by as i64;
    let columns = about.columns().iter().map(|column| {
        let (data, words) = (column.data_page_offset(), column.dictionary_page_offset());
        column
            .clone()
            .into_builder()
            .set_data_page_offset(data + by)
            .set_dictionary_page_offset(words.map(|offset| offset + by))
            .build()
    });
    let columns = columns.collect::<Result<Vec<_>, _>>()?;
    let offset = about.file_offset().map_or(by, |offset| offset + by);
    about
        .into_builder()
        .set_column_metadata(columns)
        .set_file_offset(offset)
        .set_ordinal(i32::try_from(before).unwrap_or(i32::MAX))
        .build()
}

/// The groups that a journal tells of.
fn groups(mut bytes: &[u8]) -> Result<Vec<RowGroupMetaData>, Error> {
    // As they were written: by itself the reader makes one number of what it read of encodings.
    let options = ParquetMetaDataOptions::new().with_encoding_stats_as_mask(false);
    let mut groups = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk() {
        let length = (u64::from_le_bytes(*length) as usize).min(rest.len());
        let (end, rest) = rest.split_at(length);
        // Behind the metadata stand their length and the magic bytes.
        let end = end.get(..end.len().saturating_sub(8)).unwrap_or_default();
        let about =
            ParquetMetaDataReader::decode_metadata_with_options(end, Some(&options)).map_err(failed)?;
        groups.extend(about.row_groups().iter().cloned());
        bytes = rest;
    }
    Ok(groups)
}

impl Store for Parquet {
    fn add(columns: &mut Columns, article: &Article<'_>, found: &Extraction, sink: &Sink) {
        columns.offsets.fill(&article.text, sink.unit);
        // All are made before the first is laid out, so that a panic leaves no half of an article.
        let numbered = found.attributions.iter().zip(article.first_number()..);
        let records: Vec<_> =
            numbered.map(|(one, number)| record(article, one, number, &columns.offsets)).collect();
        if columns.buffers.is_empty() {
            let kept = article.kept.iter().map(|_| Buffer::new(ColumnKind::Text, false));
            let own = COLUMNS.iter().map(|column| Buffer::new(column.kind, column.required));
            columns.buffers = own.chain(kept).collect();
        }
        for record in &records {
            columns.rows += 1;
            let mut buffers = columns.buffers.iter_mut();
            cells(record, |cell| {
                if let Some(column) = buffers.next() {
                    columns.bytes += column.push(cell);
                }
            });
        }
    }

    fn finish(&mut self) -> Result<Vec<String>, Error> {
        let groups = std::mem::take(&mut self.groups);
        let about = self.about(groups);
        ParquetMetaDataWriter::new(&mut self.file, &about).finish().map_err(failed)?;
        if let Some(keeper) = &mut self.keeper {
            let length = self.file.metadata()?.len();
            keeper.finish(Some(&self.file), length)?;
        }
        Ok(Vec::new())
    }

    fn break_off(&mut self) -> Result<bool, Error> {
        if let Some(keeper) = &mut self.keeper {
            keeper.break_off(&self.file)?;
        }
        Ok(self.keeper.is_some())
    }
}

#[expect(clippy::needless_pass_by_value, reason = "as map_err takes it")]
fn failed(error: ParquetError) -> Error {
    cannot_write(&error)
}

/// What made a file, as its metadata tell it.
pub(super) fn about(origin: &Origin) -> Vec<KeyValue> {
    let entries = origin.entries().into_iter();
    entries.map(|(name, value)| KeyValue::new(format!("inquit.{name}"), value)).collect()
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

pub(super) fn plain(name: &str, physical: Physical, repetition: Repetition) -> Result<TypePtr, ParquetError> {
    Type::primitive_type_builder(name, physical).with_repetition(repetition).build().map(Arc::new)
}

pub(super) fn words(name: &str, repetition: Repetition) -> Result<TypePtr, ParquetError> {
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
    is_list: bool,
    /// The definition of a value that is there, without lists.
    there: i16,
}

impl Buffer {
    fn new(kind: ColumnKind, required: bool) -> Self {
        let whole = || Values::Whole(Vec::with_capacity(ROOM));
        let values = match kind {
            ColumnKind::Text => vec![Values::Words(Words::with_room())],
            ColumnKind::Names => vec![Values::Words(Words::default())],
            ColumnKind::Whole => vec![whole()],
            ColumnKind::Probability => vec![Values::Real(Vec::with_capacity(ROOM))],
            ColumnKind::Truth => vec![Values::Truth(Vec::with_capacity(ROOM))],
            ColumnKind::Ranges => vec![whole(), whole()],
        };
        let is_list = matches!(kind, ColumnKind::Ranges | ColumnKind::Names);
        let room = |levels: bool| Vec::with_capacity(if levels { ROOM } else { 0 });
        Self {
            values,
            definitions: room(is_list || !required),
            repetitions: room(is_list),
            is_list,
            there: i16::from(!required),
        }
    }

    /// Adds a value; gives how many bytes of memory it takes, about.
    fn push(&mut self, cell: Cell<'_>) -> usize {
        match cell {
            Cell::Null => {
                self.level(0, 0);
                2
            }
            Cell::Text(text) => {
                self.level(self.there, 0);
                self.words(&text)
            }
            Cell::Whole(number) => {
                self.level(self.there, 0);
                self.whole(0, number)
            }
            Cell::Probability(value) => {
                self.level(self.there, 0);
                if let Some(Values::Real(values)) = self.values.first_mut() {
                    values.push(rounded(value));
                }
                8
            }
            Cell::Truth(value) => {
                self.level(self.there, 0);
                if let Some(Values::Truth(values)) = self.values.first_mut() {
                    values.push(value);
                }
                1
            }
            Cell::Names(names) => {
                self.list(names.len());
                names.iter().map(|name| self.words(name)).sum()
            }
            Cell::Ranges(ranges) => {
                self.list(ranges.len());
                ranges.iter().map(|range| self.whole(0, range.start) + self.whole(1, range.end)).sum()
            }
        }
    }

    /// The levels of a list of so many values.
    fn list(&mut self, length: usize) {
        if length == 0 {
            self.level(self.there, 0);
        }
        (0..length).for_each(|at| self.level(self.there + 1, i16::from(at > 0)));
    }

    fn level(&mut self, definition: i16, repetition: i16) {
        if self.is_list {
            self.repetitions.push(repetition);
        }
        if self.is_list || self.there > 0 {
            self.definitions.push(definition);
        }
    }

    fn words(&mut self, text: &str) -> usize {
        if let Some(Values::Words(words)) = self.values.first_mut() {
            words.bytes.extend_from_slice(text.as_bytes());
            words.ends.push(words.bytes.len());
        }
        text.len() + 32
    }

    fn whole(&mut self, leaf: usize, number: u32) -> usize {
        if let Some(Values::Whole(values)) = self.values.get_mut(leaf) {
            values.push(i64::from(number));
        }
        8
    }
}

/// Texts, one behind the other.
#[derive(Default)]
struct Words {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Words {
    fn with_room() -> Self {
        Self { bytes: Vec::with_capacity(ROOM * WORDS), ends: Vec::with_capacity(ROOM) }
    }

    /// As the writer takes them: all share the memory that they stand in.
    fn take(&mut self) -> Vec<ByteArray> {
        let whole = ByteArray::from(std::mem::take(&mut self.bytes));
        let mut start = 0;
        let part = |end| {
            let part = whole.slice(start, end - start);
            start = end;
            part
        };
        std::mem::take(&mut self.ends).into_iter().map(part).collect()
    }
}

enum Values {
    Words(Words),
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
            Self::Words(words) => {
                writer.typed::<ByteArrayType>().write_batch(&words.take(), definitions, repetitions)?;
            }
            Self::Whole(values) => {
                writer.typed::<Int64Type>().write_batch(values, definitions, repetitions)?;
            }
            Self::Real(values) => {
                writer.typed::<DoubleType>().write_batch(values, definitions, repetitions)?;
            }
            Self::Truth(values) => {
                writer.typed::<BoolType>().write_batch(values, definitions, repetitions)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use inquit::{Extractor, Input};

    use super::*;
    use crate::{Journal, OutputFormat, Saved};

    /// Writes groups from `from` up to `upto`.
    fn groups_written(path: &Path, keeper: Keeper, from: u64, upto: u64) -> Parquet {
        let mut parquet = Parquet::begin(path, &Sink::new(OutputFormat::Jsonl), Some(keeper)).unwrap();
        for group in from..upto {
            let text = "\"It rains again,\" Ana Lima told Reuters. ".repeat(group as usize + 1);
            let article = Article::new(format!("a{group}"), text.as_str());
            let found = Extractor::by_rules().extract(Input::new(&text));
            let mut columns = Columns::default();
            Parquet::add(&mut columns, &article, &found, &Sink::new(OutputFormat::Jsonl));
            assert!(parquet.gather(columns).unwrap().is_none());
            let sealed = Parquet::seal(parquet.rest().unwrap());
            let mark = Mark { batches: group + 1, ..Mark::default() };
            parquet.write(sealed, &mark).unwrap();
        }
        parquet
    }

    #[test]
    fn a_file_that_is_gone_on_with_is_the_file_that_was_not_left() {
        let folder = tempfile::tempdir().unwrap();
        let (path, state) = (folder.path().join("a"), folder.path().join("state"));
        let begin = || {
            File::create(&path).unwrap();
            Keeper::new(Journal::create(&state, "{}", Duration::ZERO).unwrap(), Saved::default())
        };
        groups_written(&path, begin(), 0, 4).finish().unwrap();
        let whole = std::fs::read(&path).unwrap();
        for left in 1..4 {
            drop(groups_written(&path, begin(), 0, left));
            OpenOptions::new().append(true).open(&path).unwrap().write_all(b"half a group").unwrap();
            let (journal, _, saved) = Journal::open(&state, Duration::ZERO).unwrap().unwrap();
            assert_eq!(saved.mark.batches, left);
            groups_written(&path, Keeper::new(journal, saved), left, 4).finish().unwrap();
            assert!(std::fs::read(&path).unwrap() == whole, "{left}");
        }
    }
}
