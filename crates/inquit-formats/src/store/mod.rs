//! Stores are outputs that are more than a stream of lines: a Parquet file, an SQLite database, an Excel workbook, a
//! folder for brat. Workers lay records flat or make annotations in parallel; one store takes them in order.

mod brat;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(any(feature = "parquet", feature = "sqlite", feature = "xlsx"))]
mod rows;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(feature = "xlsx")]
mod xlsx;

use std::path::Path;

use inquit::Extraction;

use crate::pipeline::try_fold;
use crate::{Article, Counts, Error, ErrorKind, Job, Listener, Offsets, Sink};

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
trait Store: Sized {
    /// What a worker makes of a batch.
    type Batch: Default + Send;

    /// Adds what was found in one article: all of it, or nothing where this panics.
    fn add(batch: &mut Self::Batch, article: &Article<'_>, found: &Extraction, offsets: &Offsets);

    /// Takes a batch.
    fn take(&mut self, batch: Self::Batch) -> Result<(), Error>;

    /// Ends the store; gives what the user should know.
    fn finish(self) -> Result<Vec<String>, Error>;
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
    match format {
        #[cfg(feature = "parquet")]
        StoreFormat::Parquet => fill(parquet::Parquet::create(path, sink)?, job, sink, listener),
        #[cfg(feature = "sqlite")]
        StoreFormat::Sqlite => fill(sqlite::Sqlite::create(path, sink)?, job, sink, listener),
        #[cfg(feature = "xlsx")]
        StoreFormat::Xlsx => fill(xlsx::Xlsx::create(path, sink)?, job, sink, listener),
        StoreFormat::Brat => fill(brat::Brat::create(path, sink)?, job, sink, listener),
        #[cfg(not(all(feature = "parquet", feature = "sqlite", feature = "xlsx")))]
        other => {
            let name = other.name();
            let message = format!("this inquit was built without {name}; build it with --features {name}");
            Err(Error::new(ErrorKind::Write, message))
        }
    }
}

fn fill<S: Store>(
    mut store: S,
    job: Job<'_>,
    sink: &Sink,
    listener: &mut Listener<'_>,
) -> Result<(Counts, Vec<String>), Error> {
    let start = || (S::Batch::default(), Offsets::default());
    let add = |(batch, offsets): &mut (S::Batch, Offsets), article: &Article<'_>, found: &Extraction| {
        offsets.fill(&article.text, sink.unit);
        S::add(batch, article, found, offsets);
    };
    let counts = try_fold(job, start, add, |(batch, _)| store.take(batch), listener)?;
    Ok((counts, store.finish()?))
}

/// The error of a library that could not write.
#[cfg(any(feature = "parquet", feature = "sqlite", feature = "xlsx"))]
fn cannot_write(error: &impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::Write, format!("the output cannot be written: {error}"))
}
