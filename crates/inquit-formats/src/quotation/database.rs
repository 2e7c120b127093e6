//! Records read again from the databases that inquit writes.

use std::path::Path;
use std::sync::Arc;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use super::{NAMES, Quotation, places};
use crate::{Place, Problem};

const ALL: &str = "SELECT * FROM records ORDER BY id";

/// The names of a database's columns; none where it cannot be read.
pub fn names(path: &Path) -> Vec<String> {
    let names = || -> rusqlite::Result<Vec<String>> {
        let database = open(path)?;
        let statement = database.prepare(ALL)?;
        Ok(statement.column_names().map(str::to_owned).collect())
    };
    names().unwrap_or_default()
}

/// Reads the quotations of a database, row by row.
pub fn quotations(
    path: &Path,
    file: &Arc<str>,
    take: &mut dyn FnMut(Result<(Quotation, Place), Problem>),
) -> Result<(), Problem> {
    let place = |line: Option<u64>| Place { file: file.clone(), line };
    let failed = |error: rusqlite::Error| {
        let reason = format!("cannot be read ({error})");
        Problem::new(place(None), reason, "name a file of quotations that inquit wrote")
    };
    let database = open(path).map_err(failed)?;
    let mut statement = database.prepare(ALL).map_err(failed)?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let columns = places(&names);
    if columns[0].is_none() {
        return Err(Problem::new(place(None), "no column with the words of quotations", NAMES));
    }
    let mut rows = statement.query([]).map_err(failed)?;
    let mut number = 0;
    while let Some(row) = rows.next().map_err(failed)? {
        number += 1;
        let mut quotation = Quotation::default();
        for (field, column) in columns.iter().enumerate() {
            let Some(column) = *column else { continue };
            if let Ok(value) = row.get_ref(column) {
                quotation.set(field, shown(&names[column], value));
            }
        }
        take(if quotation.text.is_empty() {
            let cure = "fill its cell, or take the row out";
            Err(Problem::new(place(Some(number)), "a row without words", cure))
        } else {
            Ok((quotation, place(Some(number))))
        });
    }
    Ok(())
}

fn open(path: &Path) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
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
