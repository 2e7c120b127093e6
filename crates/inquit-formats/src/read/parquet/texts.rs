//! A column of texts: its cells stand in the memory of the page that they were read from.

use parquet::basic::{ConvertedType, LogicalType, Repetition};
use parquet::column::reader::{ColumnReaderImpl, get_typed_column_reader};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::errors::ParquetError;
use parquet::file::reader::RowGroupReader;
use parquet::schema::types::{SchemaDescriptor, Type};

/// How many cells are read at once: few, since each may be long.
const AT_ONCE: usize = 16;

/// One such column of a row group, being read.
pub struct Texts {
    reader: ColumnReaderImpl<ByteArrayType>,
    /// Whether a cell may be null.
    optional: bool,
    /// Of the cells at hand, from the last to the next: 1 where there is a text.
    levels: Vec<i16>,
    /// The texts at hand, in the same order.
    values: Vec<ByteArray>,
}

impl Texts {
    /// Whether a column holds texts, by what the file says of it.
    pub fn are_in(column: &Type) -> bool {
        let about = column.get_basic_info();
        let is_text = matches!(about.logical_type_ref(), Some(LogicalType::String))
            || about.converted_type() == ConvertedType::UTF8;
        column.is_primitive() && is_text && about.repetition() != Repetition::REPEATED
    }

    /// Begins to read the column of that name.
    pub fn begin(
        group: &dyn RowGroupReader,
        schema: &SchemaDescriptor,
        name: &str,
    ) -> Result<Self, ParquetError> {
        let is_it = |leaf: &usize| matches!(schema.column(*leaf).path().parts(), [only] if only == name);
        let leaf = (0..schema.num_columns()).find(is_it);
        let leaf = leaf.ok_or_else(|| ParquetError::General(format!("no column `{name}`")))?;
        let reader = get_typed_column_reader(group.get_column_reader(leaf)?);
        let optional = schema.column(leaf).max_def_level() > 0;
        Ok(Self { reader, optional, levels: Vec::new(), values: Vec::new() })
    }

    /// The next cell.
    pub fn next_cell(&mut self) -> Result<Option<ByteArray>, ParquetError> {
        if self.levels.is_empty() {
            let levels = if self.optional { Some(&mut self.levels) } else { None };
            let (rows, ..) = self.reader.read_records(AT_ONCE, levels, None, &mut self.values)?;
            if !self.optional {
                self.levels.resize(rows, 1);
            }
            self.levels.reverse();
            self.values.reverse();
        }
        let level =
            self.levels.pop().ok_or_else(|| ParquetError::EOF("a column ends too early".to_owned()))?;
        Ok(if level > 0 { self.values.pop() } else { None })
    }
}
