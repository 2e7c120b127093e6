//! An SQLite database: documents, quotations, speakers and outlets with keys and indexes; the view `records` has the
//! columns of CSV; `words` is a full-text index over the quoted words; `inquit` tells the origin.

use std::path::Path;

use inquit::Extraction;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{CachedStatement, Connection, OptionalExtension, ToSql, params, params_from_iter};

use super::rows::ArticleRows;
use super::{Store, cannot_write};
use crate::cells::{COLUMNS, Cell, rounded};
use crate::{Article, Error, Offsets, Sink};

const TABLES: &str = include_str!("tables.sql");
const INDEXES: &str = include_str!("indexes.sql");

/// The columns of `quotations` that are copied from a record as they are, behind the document.
const COPIED: [&str; 21] = [
    "quote_id",
    "kind",
    "text",
    "content_start",
    "content_end",
    "cue",
    "cue_start",
    "cue_end",
    "source",
    "source_start",
    "source_end",
    "speaker_role",
    "speaker_pronoun",
    "addressee",
    "outlet_inherited",
    "channel",
    "said_on",
    "negated",
    "confidence",
    "rule",
    "speakers",
];

/// A database being written.
pub struct Sqlite {
    database: Connection,
    keep: Vec<String>,
    insert: String,
}

impl Sqlite {
    /// Begins the database.
    pub fn create(path: &Path, sink: &Sink) -> Result<Self, Error> {
        let open = || -> rusqlite::Result<Connection> {
            let database = Connection::open(path)?;
            // Nobody else sees the file before it is whole, so there is nothing to roll back to.
            database.pragma_update(None, "journal_mode", "OFF")?;
            database.pragma_update(None, "synchronous", "OFF")?;
            database.pragma_update(None, "cache_size", -32_768)?;
            database.execute_batch(TABLES)?;
            database.execute_batch("BEGIN")?;
            for (name, value) in sink.origin.entries() {
                database.execute("INSERT INTO inquit (name, value) VALUES (?, ?)", params![name, value])?;
            }
            database.set_prepared_statement_cache_capacity(32);
            Ok(database)
        };
        let marks = vec!["?"; COPIED.len() + 3].join(", ");
        Ok(Self {
            database: open().map_err(failed)?,
            keep: sink.keep.iter().map(ToString::to_string).collect(),
            insert: format!(
                "INSERT INTO quotations ({}, document, speaker, outlet) VALUES ({marks})",
                COPIED.join(", ")
            ),
        })
    }

    fn article(&self, article: &ArticleRows) -> rusqlite::Result<()> {
        let insert = "INSERT INTO documents (doc_id, publisher, published, title, url, file, line, quotations) \
                      VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        let quotations = Cell::Whole(article.records.len() as u32);
        self.cached(insert)?.execute(params_from_iter(article.document.iter().chain([&quotations])))?;
        let document = self.database.last_insert_rowid();
        let insert = "INSERT OR IGNORE INTO fields (document, name, value) VALUES (?, ?, ?)";
        for (name, value) in self.keep.iter().zip(&article.kept).filter(|(_, value)| **value != Cell::Null) {
            self.cached(insert)?.execute(params![document, name, value])?;
        }
        article.records.iter().try_for_each(|row| self.quotation(document, row))
    }

    fn quotation(&self, document: i64, row: &[Cell<'static>]) -> rusqlite::Result<()> {
        let cell = |name: &str| &row[column(name)];
        let speaker = self.speaker(cell("speaker"), cell("speaker_class"), cell("speaker_id"))?;
        let outlet = self.outlet(cell("outlet"), cell("outlet_id"))?;
        let mut values: Vec<&dyn ToSql> = COPIED.iter().map(|name| cell(name) as &dyn ToSql).collect();
        values.extend([&document as &dyn ToSql, &speaker, &outlet]);
        self.cached(&self.insert)?.execute(values.as_slice())?;
        let quotation = self.database.last_insert_rowid();
        if let Cell::Ranges(ranges) = cell("content_spans") {
            let insert = "INSERT INTO spans (quotation, position, start, end) VALUES (?, ?, ?, ?)";
            for (range, position) in ranges.iter().zip(1_u32..) {
                self.cached(insert)?.execute(params![quotation, position, range.start, range.end])?;
            }
        }
        Ok(())
    }

    fn speaker(&self, name: &Cell<'_>, class: &Cell<'_>, id: &Cell<'_>) -> rusqlite::Result<Option<i64>> {
        if *name == Cell::Null {
            return Ok(None);
        }
        let known = "SELECT id FROM speakers WHERE name = ?1 AND class = ?2 AND ifnull(speaker_id, '') = ifnull(?3, '')";
        let known = self.cached(known)?.query_row(params![name, class, id], |row| row.get(0)).optional()?;
        if known.is_some() {
            return Ok(known);
        }
        let insert = "INSERT INTO speakers (name, class, speaker_id) VALUES (?, ?, ?)";
        self.cached(insert)?.execute(params![name, class, id])?;
        Ok(Some(self.database.last_insert_rowid()))
    }

    fn outlet(&self, name: &Cell<'_>, id: &Cell<'_>) -> rusqlite::Result<Option<i64>> {
        if *name == Cell::Null {
            return Ok(None);
        }
        let known = "SELECT id FROM outlets WHERE name = ?1 AND ifnull(outlet_id, '') = ifnull(?2, '')";
        let known = self.cached(known)?.query_row(params![name, id], |row| row.get(0)).optional()?;
        if known.is_some() {
            return Ok(known);
        }
        let insert = "INSERT INTO outlets (name, outlet_id) VALUES (?, ?)";
        self.cached(insert)?.execute(params![name, id])?;
        Ok(Some(self.database.last_insert_rowid()))
    }

    fn cached(&self, statement: &str) -> rusqlite::Result<CachedStatement<'_>> {
        self.database.prepare_cached(statement)
    }
}

impl Store for Sqlite {
    type Batch = Vec<ArticleRows>;

    fn add(batch: &mut Self::Batch, article: &Article<'_>, found: &Extraction, offsets: &Offsets) {
        batch.push(ArticleRows::new(article, found, offsets));
    }

    fn take(&mut self, batch: Self::Batch) -> Result<(), Error> {
        batch.iter().try_for_each(|article| self.article(article)).map_err(failed)
    }

    fn finish(self) -> Result<Vec<String>, Error> {
        self.database.execute_batch(INDEXES).map_err(failed)?;
        self.database.close().map_err(|(_, error)| failed(error))?;
        Ok(Vec::new())
    }
}

#[expect(clippy::needless_pass_by_value, reason = "as map_err takes it")]
fn failed(error: rusqlite::Error) -> Error {
    cannot_write(&error)
}

/// Where a record has the column of that name.
fn column(name: &str) -> usize {
    COLUMNS.iter().position(|column| column.name == name).unwrap_or_default()
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Whole(number) => ToSqlOutput::Borrowed(ValueRef::Integer(i64::from(*number))),
            Self::Probability(value) => ToSqlOutput::Borrowed(ValueRef::Real(rounded(*value))),
            Self::Truth(value) => ToSqlOutput::Borrowed(ValueRef::Integer(i64::from(*value))),
            Self::Ranges(_) | Self::Names(_) => {
                ToSqlOutput::Owned(Value::Text(self.spelled().unwrap_or_default()))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_of_a_record_has_a_place() {
        let elsewhere = [
            "doc_id",
            "publisher",
            "published",
            "title",
            "url",
            "content_spans",
            "speaker",
            "speaker_id",
            "speaker_class",
            "outlet",
            "outlet_id",
        ];
        for column in COLUMNS {
            assert!(COPIED.contains(&column.name) != elsewhere.contains(&column.name), "{}", column.name);
        }
        assert_eq!(COPIED.len() + elsewhere.len(), COLUMNS.len());
    }
}
