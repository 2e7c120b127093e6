//! Parquet: an article a row, of the columns that mean something or are kept; a row group is read page by page.

mod texts;

use std::borrow::Cow;
use std::fs::File;
use std::sync::Arc;

use parquet::basic::{LogicalType, TimeUnit};
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field as Single;
use parquet::record::reader::{ReaderIter, TreeBuilder};
use parquet::schema::types::{SchemaDescriptor, Type, TypePtr};
use serde_json::Value;
use xxhash_rust::xxh3::Xxh3;

use self::texts::Texts;
use super::fields::{Best, Field, FieldNames, Slot};
use super::{Batch, ReadOptions, encoding, jsonl};
use crate::guard::reading;
use crate::{Article, Place, Problem};

const CURE: &str = "check that the file is whole, or write it anew; its other row groups are read";

/// One row: its number, from 1, and the cells of the columns that are read.
#[derive(Debug)]
pub struct Row {
    number: u64,
    cells: Vec<Cell>,
}

#[derive(Debug)]
enum Cell {
    /// In the memory of its page, which need not be UTF-8.
    Text(ByteArray),
    Other(Value),
}

/// The names of a Parquet file's columns; none where it cannot be read.
pub fn columns(source: File) -> Vec<String> {
    let reader = guarded(|| SerializedFileReader::new(source));
    let names = |reader: SerializedFileReader<File>| {
        let schema = reader.metadata().file_metadata().schema();
        schema.get_fields().iter().map(|field| field.name().to_owned()).collect()
    };
    reader.map(names).unwrap_or_default()
}

/// Cuts a Parquet file into batches of rows.
pub struct Rows {
    file: Arc<str>,
    reader: SerializedFileReader<File>,
    /// The columns that are read.
    columns: Arc<Vec<Slot>>,
    /// The names of those of them that hold texts.
    texts: Vec<Option<String>>,
    /// All others.
    others: Arc<SchemaDescriptor>,
    /// Which of these hold nanoseconds, for which the reader has no type of its own.
    nanoseconds: Vec<bool>,
    open: Option<Open>,
    /// The row group to be read next.
    group: usize,
    /// How many rows stand before the next one.
    number: u64,
    /// How many rows stand in the groups that were begun.
    begun: u64,
    waiting: Option<Problem>,
    batch_bytes: usize,
}

/// A row group that is being read.
struct Open {
    /// The columns that hold texts.
    texts: Vec<Option<Texts>>,
    /// All others, row by row; none where there are none.
    others: Option<ReaderIter>,
    /// How many rows are left.
    rows: u64,
}

impl Rows {
    /// Reads what the file says of its columns.
    pub fn new(file: Arc<str>, source: File, options: &ReadOptions) -> Result<Self, Problem> {
        let place = Place { file: file.clone(), line: None };
        let opened = guarded(|| SerializedFileReader::new(source));
        let reader = opened.map_err(|reason| {
            let cure = "check that the file is whole, or write it anew";
            Problem::new(place.clone(), format!("no Parquet file that can be read ({reason})"), cure)
        })?;
        let root = reader.metadata().file_metadata().schema_descr().root_schema().clone();
        let names: Vec<String> = root.get_fields().iter().map(|field| field.name().to_owned()).collect();
        let slots = names.iter().map(|name| options.names.slot(name));
        let (fields, columns): (Vec<_>, Vec<_>) =
            root.get_fields().iter().cloned().zip(slots).filter(|(_, slot)| !slot.is_skip()).unzip();
        if !columns.iter().any(|slot| slot.field.is_some_and(|(field, _)| field == Field::Text)) {
            let (wanted, listed) = (options.names.text_name(), super::rows::listed(&names));
            let reason = format!("no column `{wanted}` among {listed}");
            return Err(Problem::new(place, reason, "name the column that holds the text with --text-field"));
        }
        let text = |field: &TypePtr| Texts::are_in(field).then(|| field.name().to_owned());
        let texts = fields.iter().map(text).collect();
        let others: Vec<_> = fields.into_iter().filter(|field| !Texts::are_in(field)).collect();
        let nanoseconds = others.iter().map(|field| is_nanoseconds(field)).collect();
        let chosen = Type::group_type_builder(root.name()).with_fields(others).build();
        let chosen = chosen.map_err(|error| Problem::new(place, told(&error), CURE))?;
        Ok(Self {
            file,
            reader,
            columns: Arc::new(columns),
            texts,
            others: Arc::new(SchemaDescriptor::new(Arc::new(chosen))),
            nanoseconds,
            open: None,
            group: 0,
            number: 0,
            begun: 0,
            waiting: None,
            batch_bytes: options.batch_bytes,
        })
    }

    /// Whether there is a column of that name.
    pub fn has_column(&self, name: &str) -> bool {
        let schema = self.reader.metadata().file_metadata().schema();
        schema.get_fields().iter().any(|field| field.name() == name)
    }

    /// How much of the file is read, from 0 to 1.
    pub fn share(&self) -> f64 {
        let rows = self.reader.metadata().file_metadata().num_rows();
        self.number as f64 / rows.max(1) as f64
    }

    /// The next batch, if there is one.
    pub fn next_batch(&mut self) -> Option<Batch> {
        if let Some(problem) = self.waiting.take() {
            return Some(Batch::Unreadable(problem));
        }
        let (mut rows, mut size) = (Vec::new(), 0);
        while size < self.batch_bytes {
            match self.next_row() {
                Some(Ok(row)) => {
                    size += row.cells.iter().map(Cell::size).sum::<usize>();
                    rows.push(row);
                }
                Some(Err(reason)) => {
                    let place = Place { file: self.file.clone(), line: Some(self.number + 1) };
                    let lost = self.begun - self.number;
                    let reason = format!("row {}: {reason}; {lost} rows are lost with it", self.number + 1);
                    self.waiting = Some(Problem::new(place, reason, CURE));
                    // Columns stand no longer side by side once one of them failed.
                    self.open = None;
                    self.number = self.begun;
                    break;
                }
                None => break,
            }
        }
        if rows.is_empty() {
            return self.waiting.take().map(Batch::Unreadable);
        }
        Some(Batch::Table { file: self.file.clone(), columns: self.columns.clone(), rows, size })
    }

    fn next_row(&mut self) -> Option<Result<Row, String>> {
        loop {
            if let Some(open) = self.open.as_mut().filter(|open| open.rows > 0) {
                let cells = guarded(|| open.row(&self.nanoseconds));
                return Some(cells.map(|cells| {
                    self.number += 1;
                    Row { number: self.number, cells }
                }));
            }
            if self.group >= self.reader.num_row_groups() {
                return None;
            }
            let group = self.group;
            self.group += 1;
            let rows = u64::try_from(self.reader.metadata().row_group(group).num_rows()).unwrap_or(0);
            self.begun += rows;
            match guarded(|| self.open(group, rows)) {
                Ok(open) => self.open = Some(open),
                Err(reason) => return Some(Err(reason)),
            }
        }
    }

    fn open(&self, group: usize, rows: u64) -> Result<Open, ParquetError> {
        let group = self.reader.get_row_group(group)?;
        let schema = self.reader.metadata().file_metadata().schema_descr();
        let text =
            |name: &Option<String>| name.as_ref().map(|name| Texts::begin(&*group, schema, name)).transpose();
        let texts = self.texts.iter().map(text).collect::<Result<_, _>>()?;
        let others = (self.others.num_columns() > 0)
            .then(|| TreeBuilder::new().as_iter(self.others.clone(), &*group))
            .transpose()?;
        Ok(Open { texts, others, rows })
    }
}

impl Open {
    /// The cells of the next row.
    fn row(&mut self, nanoseconds: &[bool]) -> Result<Vec<Cell>, ParquetError> {
        let row = self.others.as_mut().and_then(Iterator::next).transpose()?;
        let mut others =
            row.map(parquet::record::Row::into_columns).unwrap_or_default().into_iter().zip(nanoseconds);
        let cells = self.texts.iter_mut().map(|column| match column {
            Some(texts) => Ok(texts.next_cell()?.map_or(Cell::Other(Value::Null), Cell::Text)),
            None => match others.next() {
                Some(((_, Single::Long(time)), true)) => {
                    Ok(Cell::Other(value(Single::TimestampMicros(time / 1000))))
                }
                Some(((_, single), _)) => Ok(Cell::Other(value(single))),
                None => Err(ParquetError::EOF("a column ends too early".to_owned())),
            },
        });
        let cells = cells.collect();
        self.rows -= 1;
        cells
    }
}

impl Row {
    /// Adds its cells to a digest.
    pub fn digest(&self, hash: &mut Xxh3) {
        for cell in &self.cells {
            match cell {
                Cell::Text(text) => hash.update(text.data()),
                Cell::Other(Value::String(text)) => hash.update(text.as_bytes()),
                Cell::Other(other) => hash.update(other.to_string().as_bytes()),
            }
        }
    }

    /// Its article.
    pub fn article(
        &self,
        file: &Arc<str>,
        columns: &[Slot],
        names: &FieldNames,
    ) -> Result<Article<'_>, Problem> {
        let place = Place { file: file.clone(), line: Some(self.number) };
        let mut best = Best::default();
        let mut kept: Vec<_> = names.keep.iter().map(|name| (name.clone(), Value::Null)).collect();
        for (slot, cell) in columns.iter().zip(&self.cells) {
            if let Some(keep) = slot.keep {
                kept[keep].1 = cell.value();
            }
            let Some((field, rank)) = slot.field else { continue };
            // An empty cell says nothing, but an empty text is a text.
            if let Some(text) = cell.text().filter(|text| field == Field::Text || !text.trim().is_empty()) {
                best.offer(field, rank, text);
            }
        }
        let Some(text) = best.take(Field::Text) else {
            let reason = format!("row {}: no text in column `{}`", self.number, names.text_name());
            return Err(Problem::new(place, reason, "name the column that holds the text with --text-field"));
        };
        Ok(best.article(text, place, kept, Vec::new()))
    }
}

impl Cell {
    /// How much memory it takes in bytes, about.
    fn size(&self) -> usize {
        match self {
            Self::Text(text) => text.len() + 1,
            Self::Other(Value::String(text)) => text.len() + 1,
            Self::Other(_) => 8,
        }
    }

    fn value(&self) -> Value {
        match self {
            Self::Text(text) => text_of(text).into(),
            Self::Other(value) => value.clone(),
        }
    }

    /// The text of what has one.
    fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Text(text) => Some(text_of(text)),
            Self::Other(Value::String(text)) => Some(Cow::Borrowed(text)),
            Self::Other(other) => jsonl::scalar_of(other).map(Cow::Owned),
        }
    }
}

/// A text as it stands, or repaired where it is no UTF-8.
fn text_of(bytes: &ByteArray) -> Cow<'_, str> {
    let whole = std::str::from_utf8(bytes.data());
    whole.map_or_else(|_| Cow::Owned(encoding::decode(bytes.data().to_vec()).0), Cow::Borrowed)
}

/// Whether a column holds times in nanoseconds, as pandas writes them.
fn is_nanoseconds(column: &Type) -> bool {
    let kind = column.get_basic_info().logical_type_ref();
    matches!(kind, Some(LogicalType::Timestamp(time)) if matches!(time.unit, TimeUnit::NANOS))
}

/// Runs what may fail, or panic over bytes that no writer would write.
fn guarded<T>(run: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, String> {
    reading(run)?.map_err(|error| told(&error))
}

fn told(error: &ParquetError) -> String {
    let message = error.to_string();
    message.strip_prefix("Parquet error: ").map(str::to_owned).unwrap_or(message)
}

/// A cell as JSON has it; days and times as text.
fn value(cell: Single) -> Value {
    match cell {
        Single::Null => Value::Null,
        Single::Bool(value) => value.into(),
        Single::Byte(value) => value.into(),
        Single::Short(value) => value.into(),
        Single::Int(value) => value.into(),
        Single::Long(value) => value.into(),
        Single::UByte(value) => value.into(),
        Single::UShort(value) => value.into(),
        Single::UInt(value) => value.into(),
        Single::ULong(value) => value.into(),
        Single::Float(value) => f64::from(value).into(),
        Single::Double(value) => value.into(),
        Single::Str(text) => text.into(),
        Single::Bytes(bytes) => encoding::decode(bytes.data().to_vec()).0.into(),
        Single::ListInternal(list) => list.elements().iter().cloned().map(value).collect(),
        Single::Group(row) => {
            Value::Object(row.into_columns().into_iter().map(|(name, cell)| (name, value(cell))).collect())
        }
        Single::MapInternal(map) => {
            let name = |cell: &Single| match cell {
                Single::Str(name) => name.clone(),
                other => other.to_string(),
            };
            Value::Object(map.entries().iter().map(|(key, cell)| (name(key), value(cell.clone()))).collect())
        }
        other => other.to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Seek, SeekFrom, Write};

    use parquet::data_type::{ByteArrayType, Int32Type, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    use super::*;
    use crate::Buffers;

    const SCHEMA: &str =
        "message m { optional binary body (UTF8); required int64 id; required int32 day (DATE);
        required int64 n; required int64 at (TIMESTAMP(NANOS,true)); }";

    /// A file of row groups, each of the given texts.
    fn file(groups: &[&[Option<&str>]]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
        let properties = Arc::new(WriterProperties::builder().set_dictionary_enabled(false).build());
        let mut writer = SerializedFileWriter::new(&mut bytes, schema, properties).unwrap();
        for texts in groups {
            let mut group = writer.next_row_group().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            let values: Vec<_> = texts.iter().flatten().map(|text| (*text).into()).collect();
            let levels: Vec<_> = texts.iter().map(|text| i16::from(text.is_some())).collect();
            column.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None).unwrap();
            column.close().unwrap();
            let numbers: Vec<i64> = (0..texts.len() as i64).collect();
            let days: Vec<i32> = numbers.iter().map(|_| 20_516).collect();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<Int64Type>().write_batch(&numbers, None, None).unwrap();
            column.close().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<Int32Type>().write_batch(&days, None, None).unwrap();
            column.close().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<Int64Type>().write_batch(&numbers, None, None).unwrap();
            column.close().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<Int64Type>().write_batch(&numbers, None, None).unwrap();
            column.close().unwrap();
            group.close().unwrap();
        }
        writer.close().unwrap();
        bytes
    }

    fn read(bytes: &[u8], names: FieldNames, batch_bytes: usize) -> Vec<Result<Article<'static>, String>> {
        let mut source = tempfile::tempfile().unwrap();
        source.write_all(bytes).unwrap();
        source.seek(SeekFrom::Start(0)).unwrap();
        let options = ReadOptions { names, batch_bytes, ..ReadOptions::default() };
        let mut rows = match Rows::new(Arc::from("a.parquet"), source, &options) {
            Ok(rows) => rows,
            Err(problem) => return vec![Err(problem.to_string())],
        };
        let mut found = Vec::new();
        while let Some(batch) = rows.next_batch() {
            batch.articles(&options, &Buffers::default(), |article| {
                found.push(article.map(Article::into_owned).map_err(|problem| problem.to_string()));
            });
        }
        found
    }

    #[test]
    fn rows_are_articles() {
        let bytes = file(&[&[Some("Rain fell."), None], &[Some("Snow fell.")]]);
        let names =
            FieldNames { keep: vec!["n".into()], ..FieldNames::default() }.name(Field::Published, "day");
        for batch_bytes in [1, 1 << 20] {
            let found = read(&bytes, names.clone(), batch_bytes);
            let first = found[0].as_ref().unwrap();
            assert_eq!(
                (&*first.text, &*first.id, first.published.as_deref()),
                ("Rain fell.", "0", Some("2026-03-04"))
            );
            assert_eq!(first.kept[0].1, Value::from(0));
            assert!(
                found[1].as_ref().unwrap_err().starts_with("a.parquet:2: row 2: no text in column"),
                "{found:?}"
            );
            let last = found[2].as_ref().unwrap();
            assert_eq!((&*last.text, last.place.line), ("Snow fell.", Some(3)));
        }
    }

    #[test]
    fn times_are_told_in_any_unit() {
        let names = FieldNames::default().name(Field::Published, "at");
        let found = read(&file(&[&[Some("Rain fell.")]]), names, 1);
        let published = found[0].as_ref().unwrap().published.as_deref();
        assert_eq!(published, Some("1970-01-01 00:00:00.000000 +00:00"));
    }

    #[test]
    fn a_text_that_is_no_utf_8_is_repaired() {
        let mut bytes = file(&[&[Some("Rain fell."), Some("Snow fell.")]]);
        let at = memchr::memmem::find(&bytes, b"Rain fell.").unwrap();
        bytes[at + 1] = 0xE9;
        let found = read(&bytes, FieldNames::default(), 1);
        let told: Vec<_> = found.iter().map(|found| &*found.as_ref().unwrap().text).collect();
        assert_eq!(told, ["R\u{E9}in fell.", "Snow fell."]);
    }

    #[test]
    fn a_damaged_row_group_costs_its_rows_only() {
        let mut bytes =
            file(&[&[Some("Rain fell.")], &[Some("Snow fell."), Some("Hail fell.")], &[Some("Sun.")]]);
        let at = memchr::memmem::find(&bytes, b"Snow fell.").unwrap();
        bytes[at - 30..at + 10].fill(0xFF);
        let found = read(&bytes, FieldNames::default(), 1);
        let told: Vec<_> =
            found.iter().map(|found| found.as_ref().map_or("-", |article| &*article.text)).collect();
        assert_eq!(told, ["Rain fell.", "-", "Sun."], "{found:?}");
        assert!(found[1].as_ref().unwrap_err().contains("2 rows are lost"), "{found:?}");
        assert_eq!(found[2].as_ref().unwrap().place.line, Some(4));
    }

    #[test]
    fn no_file_makes_the_reader_panic() {
        let whole = file(&[&[Some("Rain fell."), None]]);
        for cut in 0..whole.len() {
            read(&whole[..cut], FieldNames::default(), 1);
        }
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x55;
            read(&bytes, FieldNames::default(), 1);
        }
        let found = read(&whole, FieldNames::default().name(Field::Text, "words"), 1);
        assert!(found[0].as_ref().unwrap_err().contains("no column `words` among `body`, `id`"), "{found:?}");
        let mut none = Vec::new();
        tempfile::tempfile().unwrap().read_to_end(&mut none).unwrap();
        assert!(read(&none, FieldNames::default(), 1)[0].is_err());
    }
}
