//! Stores are outputs that are more than a stream of lines: a Parquet file, an SQLite database, an Excel workbook, a
//! folder for brat. Workers lay records flat or make annotations in parallel; one store takes them in order.

mod brat;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(any(feature = "sqlite", feature = "xlsx"))]
mod rows;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(feature = "parquet")]
pub mod table;
#[cfg(feature = "xlsx")]
mod xlsx;

use std::path::Path;

use inquit::Extraction;

use crate::pipeline::{Taker, run};
use crate::{
    Article, Buffers, Counts, Error, ErrorKind, Job, Journal, Keeper, Listener, LongRun, Saved, Sink,
};

/// The form of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreFormat {
    /// Columns, typed and compressed.
    Parquet,
    /// A database with documents, quotations, speakers and outlets, and an index of the words.
    Sqlite,
    /// An Excel workbook.
    Xlsx,
    /// A folder with a text and its annotations for each article.
    Brat,
}

impl StoreFormat {
    /// The form that a file's ending tells.
    pub fn of_ending(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        Some(match &*ending {
            "parquet" | "pq" => Self::Parquet,
            "sqlite" | "sqlite3" | "db" => Self::Sqlite,
            "xlsx" => Self::Xlsx,
            _ => return None,
        })
    }

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Sqlite => "sqlite",
            Self::Xlsx => "xlsx",
            Self::Brat => "brat",
        }
    }
}

/// What takes the results of a run in order.
trait Store: Taker<Value: Default> + Sized {
    /// Adds what was found in one article to what a worker makes of a batch: all of it, or nothing where this panics.
    fn add(batch: &mut Self::Value, article: &Article<'_>, found: &Extraction, sink: &Sink);

    /// Ends the store; gives what the user should know.
    fn finish(&mut self) -> Result<Vec<String>, Error>;

    /// Keeps what is whole, where the run ends early; gives whether it can go on from there.
    fn break_off(&mut self) -> Result<bool, Error>;
}

/// How a store ended.
#[derive(Debug)]
pub struct Stored {
    /// What was counted.
    pub counts: Counts,
    /// What the user should know of the result.
    pub notes: Vec<String>,
}

/// Does the job and writes a store to `path`: an empty file of the caller's, or for brat an empty folder. Gives the
/// counts and what the user should know of the result. Of `sink` the unit, the kept fields and the origin count.
pub fn extract_into(
    job: Job<'_>,
    format: StoreFormat,
    sink: &Sink,
    path: &Path,
    listener: &mut Listener<'_>,
) -> Result<(Counts, Vec<String>), Error> {
    let stored = extract_into_long(job, LongRun::default(), format, sink, path, None, listener);
    stored.map(|Stored { counts, notes }| (counts, notes))
}

/// The same for a run that can be stopped and, with a journal, taken up again where `long` says.
pub fn extract_into_long(
    job: Job<'_>,
    long: LongRun<'_>,
    format: StoreFormat,
    sink: &Sink,
    path: &Path,
    kept: Option<(Journal, Saved)>,
    listener: &mut Listener<'_>,
) -> Result<Stored, Error> {
    let keeper = kept.map(|(journal, saved)| Keeper::new(journal, saved));
    match format {
        #[cfg(feature = "parquet")]
        StoreFormat::Parquet => fill(parquet::Parquet::begin(path, sink, keeper)?, job, long, sink, listener),
        #[cfg(feature = "sqlite")]
        StoreFormat::Sqlite => fill(sqlite::Sqlite::begin(path, sink, keeper)?, job, long, sink, listener),
        #[cfg(feature = "xlsx")]
        StoreFormat::Xlsx => fill(xlsx::Xlsx::create(path, sink)?, job, long, sink, listener),
        StoreFormat::Brat => fill(brat::Brat::begin(path, sink, keeper)?, job, long, sink, listener),
        #[cfg(not(all(feature = "parquet", feature = "sqlite", feature = "xlsx")))]
        other => {
            let name = other.name();
            let message = format!("this inquit was built without {name}; build it with --features {name}");
            Err(Error::new(ErrorKind::Write, message))
        }
    }
}

/// How far a store is whole: what its journal says, or a database itself.
pub fn saved(format: StoreFormat, path: &Path, journal: Saved) -> Result<Saved, Error> {
    match format {
        #[cfg(feature = "sqlite")]
        StoreFormat::Sqlite => sqlite::saved(path),
        _ => {
            let _ = path;
            Ok(journal)
        }
    }
}

fn fill<S: Store>(
    mut store: S,
    job: Job<'_>,
    long: LongRun<'_>,
    sink: &Sink,
    listener: &mut Listener<'_>,
) -> Result<Stored, Error> {
    let add = |batch: &mut S::Value, article: &Article<'_>, found: &Extraction| {
        S::add(batch, article, found, sink);
    };
    let ran = run(job, long, &Buffers::default(), S::Value::default, add, &mut store, listener);
    match ran {
        Ok(counts) if !counts.stopped => {
            let finished = store.finish();
            if finished.is_err() {
                let _ = store.break_off();
            }
            Ok(Stored { counts, notes: finished? })
        }
        Ok(counts) => {
            store.break_off()?;
            Ok(Stored { counts, notes: Vec::new() })
        }
        Err(error) => {
            // What is whole was saved before; this error is the one to tell.
            let _ = store.break_off();
            Err(error)
        }
    }
}

/// The error of a library that could not write.
#[cfg(any(feature = "parquet", feature = "sqlite", feature = "xlsx"))]
fn cannot_write(error: &impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::Write, format!("the output cannot be written: {error}"))
}
