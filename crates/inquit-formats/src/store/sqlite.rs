//! An SQLite database: documents, quotations, speakers and outlets with keys and indexes; the view `records` has the
//! columns of CSV; `words` is a full-text index over the quoted words; `inquit` tells the origin.

use std::path::Path;

use inquit::Extraction;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{CachedStatement, Connection, OptionalExtension, ToSql, params, params_from_iter};

use super::rows::{ArticleRows, Rows};
use super::{Store, cannot_write};
use crate::cells::{COLUMNS, Cell, rounded};
use crate::pipeline::Direct;
use crate::{Article, Error, Keeper, Mark, Saved, Sink, Unit};

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
    keeper: Option<Keeper>,
    safe: Saved,
    /// Whether the transaction holds half of a batch, or could not be ended: it is not to be kept.
    half: bool,
}

/// How many batches a transaction holds. Transactions end at the same places in every run, whatever its speed.
const TRANSACTION: u64 = 32;

/// What a run that goes on needs; the table is gone when the database is whole.
const RUN: &str = "CREATE TABLE run (saved TEXT NOT NULL); INSERT INTO run VALUES ('')";

/// The articles' texts, which are kept where that is asked for. `start` is where the text begins in the unit of offsets:
/// not at 0 in pieces of texts that were cut.
const TEXTS: &str = "CREATE TABLE texts (document INTEGER PRIMARY KEY REFERENCES documents (id), \
                     start INTEGER NOT NULL, text TEXT NOT NULL)";

impl Sqlite {
    /// Begins the database, or goes on with it where a run is kept and was begun.
    pub fn begin(path: &Path, sink: &Sink, keeper: Option<Keeper>) -> Result<Self, Error> {
        let goes_on = keeper.as_ref().is_some_and(|keeper| keeper.safe().mark.batches > 0);
        let open = || -> rusqlite::Result<Connection> {
            let database = Connection::open(path)?;
            database.pragma_update(None, "journal_mode", "DELETE")?;
            database.pragma_update(None, "synchronous", "NORMAL")?;
            database.pragma_update(None, "cache_size", -32_768)?;
            database.set_prepared_statement_cache_capacity(32);
            if !goes_on {
                database.execute_batch("BEGIN")?;
                database.execute_batch(TABLES)?;
                database.execute_batch(RUN)?;
                if sink.texts {
                    database.execute_batch(TEXTS)?;
                }
                for (name, value) in sink.origin.entries() {
                    database
                        .execute("INSERT INTO inquit (name, value) VALUES (?, ?)", params![name, value])?;
                }
                database.execute_batch("COMMIT")?;
            }
            database.execute_batch("BEGIN")?;
            Ok(database)
        };
        let marks = vec!["?"; COPIED.len() + 3].join(", ");
        let safe = keeper.as_ref().map(Keeper::safe).unwrap_or_default();
        Ok(Self {
            database: open().map_err(failed)?,
            keep: sink.keep.iter().map(ToString::to_string).collect(),
            insert: format!(
                "INSERT INTO quotations ({}, document, speaker, outlet) VALUES ({marks})",
                COPIED.join(", ")
            ),
            keeper,
            safe,
            half: false,
        })
    }

    /// Ends the transaction with what the next run needs to go on, and begins another.
    fn commit(&self) -> rusqlite::Result<()> {
        self.cached("UPDATE run SET saved = ?")?.execute(params![self.safe.text()])?;
        self.database.execute_batch("COMMIT; BEGIN")
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
        if let Some((start, text)) = &article.text {
            let insert = "INSERT INTO texts (document, start, text) VALUES (?, ?, ?)";
            self.cached(insert)?.execute(params![document, start, text])?;
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

impl Direct for Sqlite {
    type Value = Rows;

    fn take(&mut self, rows: Rows, mark: &Mark) -> Result<(), Error> {
        self.half = true;
        rows.articles.iter().try_for_each(|article| self.article(article)).map_err(failed)?;
        self.safe.mark = *mark;
        if mark.batches.is_multiple_of(TRANSACTION) {
            self.commit().map_err(failed)?;
        }
        self.half = false;
        Ok(())
    }
}

impl Store for Sqlite {
    fn add(rows: &mut Rows, article: &Article<'_>, found: &Extraction, sink: &Sink) {
        rows.add(article, found, sink.unit);
        if let Some(own) = rows.articles.last_mut().filter(|_| sink.texts) {
            let start = article.piece.map_or(0, |piece| match sink.unit {
                Unit::Chars => piece.start[0],
                Unit::Bytes => piece.start[1],
                Unit::Utf16 => piece.start[2],
            });
            own.text = Some((start, article.text.to_string()));
        }
    }

    fn finish(&mut self) -> Result<Vec<String>, Error> {
        self.half = true;
        self.database.execute_batch("DROP TABLE run").map_err(failed)?;
        self.database.execute_batch(INDEXES).map_err(failed)?;
        // The database is closed before its file gets its name.
        let database = std::mem::replace(&mut self.database, Connection::open_in_memory().map_err(failed)?);
        database.flush_prepared_statement_cache();
        database.close().map_err(|(_, error)| failed(error))?;
        if let Some(keeper) = &mut self.keeper {
            keeper.finish(None, 0)?;
        }
        Ok(Vec::new())
    }

    fn break_off(&mut self) -> Result<bool, Error> {
        // Where even this fails the last whole transaction stands. On a full disk SQLite may have rolled back by itself:
        // a mark that was written then would tell of rows that are gone.
        let end = match (self.half, self.database.is_autocommit()) {
            (true, true) => Ok(()),
            (true, false) => self.database.execute_batch("ROLLBACK; BEGIN"),
            (false, _) => self.commit(),
        };
        end.map_err(failed)?;
        Ok(self.keeper.is_some())
    }
}

/// How far a database is whole, as it says itself.
pub fn saved(path: &Path) -> Result<Saved, Error> {
    let database = Connection::open(path).map_err(failed)?;
    let count = |name: &str| -> rusqlite::Result<i64> {
        database
            .query_row("SELECT count(*) FROM sqlite_master WHERE name = ?", params![name], |row| row.get(0))
    };
    if count("inquit").map_err(failed)? == 0 {
        return Ok(Saved::default());
    }
    if count("run").map_err(failed)? == 0 {
        return Ok(Saved { whole: true, ..Saved::default() });
    }
    let text: String = database.query_row("SELECT saved FROM run", [], |row| row.get(0)).map_err(failed)?;
    Ok(Saved::parse(&text).unwrap_or_default())
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
