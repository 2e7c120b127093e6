//! Records read again from files of columns: Parquet, and the databases that inquit writes.

use std::path::Path;
use std::sync::Arc;

use super::{NAMES, Quotation, QuotationFormat, places};
use crate::{Place, Problem};

type Take<'t> = dyn FnMut(Result<(Quotation, Place), Problem>) + 't;

/// Reads the quotations of a file, row by row.
pub fn quotations(
    path: &Path,
    file: &Arc<str>,
    form: QuotationFormat,
    take: &mut Take<'_>,
) -> Result<(), Problem> {
    match form {
        #[cfg(feature = "parquet")]
        QuotationFormat::Parquet => of_parquet::rows(path, file, take),
        #[cfg(feature = "sqlite")]
        QuotationFormat::Sqlite => of_sqlite::rows(path, file, take),
        _ => {
            let (_, reason) = (path, "this inquit was built without that form");
            take(Err(Problem::new(place(file, None), reason, "build it with --features parquet,sqlite")));
            Ok(())
        }
    }
}

/// The names of the file's columns; none where it cannot be read.
pub fn names(path: &Path, form: QuotationFormat) -> Vec<String> {
    match form {
        #[cfg(feature = "parquet")]
        QuotationFormat::Parquet => of_parquet::names(path).unwrap_or_default(),
        #[cfg(feature = "sqlite")]
        QuotationFormat::Sqlite => of_sqlite::names(path).unwrap_or_default(),
        _ => {
            let _ = path;
            Vec::new()
        }
    }
}

fn place(file: &Arc<str>, line: Option<u64>) -> Place {
    Place { file: file.clone(), line }
}

/// The quotation of a row, whose cells are given by the number of their column.
#[cfg(any(feature = "parquet", feature = "sqlite"))]
fn quotation(
    columns: &[Option<usize>],
    cell: impl Fn(usize) -> String,
    place: Place,
) -> Result<(Quotation, Place), Problem> {
    let mut quotation = Quotation::default();
    for (number, column) in columns.iter().enumerate() {
        if let Some(column) = column {
            quotation.set(number, cell(*column));
        }
    }
    if quotation.text.is_empty() {
        return Err(Problem::new(place, "a row without words", "fill its cell, or take the row out"));
    }
    Ok((quotation, place))
}

/// Why a file of columns cannot be read.
#[cfg(any(feature = "parquet", feature = "sqlite"))]
fn unreadable(file: &Arc<str>, error: &impl std::fmt::Display) -> Problem {
    let reason = format!("cannot be read ({error})");
    Problem::new(place(file, None), reason, "name a file of quotations that inquit wrote")
}

#[cfg(any(feature = "parquet", feature = "sqlite"))]
fn without_words(file: &Arc<str>) -> Problem {
    Problem::new(place(file, None), "no column with the words of quotations", NAMES)
}

#[cfg(feature = "parquet")]
mod of_parquet {
    use std::fs::File;

    use parquet::errors::ParquetError;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    use super::{Arc, Path, Problem, Take, place, places, quotation, unreadable, without_words};

    pub fn names(path: &Path) -> Result<Vec<String>, ParquetError> {
        let reader = SerializedFileReader::new(File::open(path)?)?;
        Ok(columns(&reader))
    }

    fn columns(reader: &SerializedFileReader<File>) -> Vec<String> {
        let schema = reader.metadata().file_metadata().schema();
        schema.get_fields().iter().map(|field| field.name().to_lowercase()).collect()
    }

    pub fn rows(path: &Path, file: &Arc<str>, take: &mut Take<'_>) -> Result<(), Problem> {
        let failed = |error: ParquetError| unreadable(file, &error);
        let source = File::open(path).map_err(|error| unreadable(file, &error))?;
        let reader = SerializedFileReader::new(source).map_err(failed)?;
        let columns = places(&columns(&reader));
        if columns[0].is_none() {
            return Err(without_words(file));
        }
        for (row, number) in reader.get_row_iter(None).map_err(failed)?.zip(1..) {
            let row = row.map_err(failed)?;
            let cells: Vec<&Field> = row.get_column_iter().map(|(_, cell)| cell).collect();
            take(quotation(&columns, |column| shown(cells[column]), place(file, Some(number))));
        }
        Ok(())
    }

    fn shown(cell: &Field) -> String {
        match cell {
            Field::Str(text) => text.clone(),
            Field::Null | Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_) => String::new(),
            other => other.to_string(),
        }
    }
}

#[cfg(feature = "sqlite")]
mod of_sqlite {
    use rusqlite::types::ValueRef;
    use rusqlite::{Connection, OpenFlags};

    use super::{Arc, Path, Problem, Take, place, places, quotation, unreadable, without_words};

    const ALL: &str = "SELECT * FROM records ORDER BY id";

    fn open(path: &Path) -> rusqlite::Result<Connection> {
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
    }

    pub fn names(path: &Path) -> rusqlite::Result<Vec<String>> {
        let database = open(path)?;
        let statement = database.prepare(ALL)?;
        Ok(statement.column_names().into_iter().map(str::to_owned).collect())
    }

    pub fn rows(path: &Path, file: &Arc<str>, take: &mut Take<'_>) -> Result<(), Problem> {
        let failed = |error: rusqlite::Error| unreadable(file, &error);
        let database = open(path).map_err(failed)?;
        let mut statement = database.prepare(ALL).map_err(failed)?;
        let names: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
        let columns = places(&names);
        if columns[0].is_none() {
            return Err(without_words(file));
        }
        let mut rows = statement.query([]).map_err(failed)?;
        let mut number = 0;
        while let Some(row) = rows.next().map_err(failed)? {
            number += 1;
            let name = |column| names.get::<usize>(column).map_or("", String::as_str);
            let cell = |column| row.get_ref(column).map_or(String::new(), |value| shown(name(column), value));
            take(quotation(&columns, cell, place(file, Some(number))));
        }
        Ok(())
    }

    /// A value as text; truth is a number in databases.
    fn shown(name: &str, value: ValueRef<'_>) -> String {
        match value {
            ValueRef::Text(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            ValueRef::Integer(number) if name == "outlet_inherited" => (number != 0).to_string(),
            ValueRef::Integer(number) => number.to_string(),
            ValueRef::Real(number) => number.to_string(),
            ValueRef::Null | ValueRef::Blob(_) => String::new(),
        }
    }
}
