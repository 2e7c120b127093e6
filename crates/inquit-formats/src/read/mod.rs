//! Readers turn what a user has into batches of raw articles, cheaply and in order; workers parse them.

pub mod cutter;
pub mod encoding;
pub mod fields;
pub mod files;
pub mod guess;
pub mod header;
pub mod jsonl;
pub mod lines;
pub mod list;
pub mod plain;
pub mod rows;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::{Article, Buffers, Place, Problem};
use fields::FieldNames;
use rows::Row;

/// The form of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputFormat {
    /// One JSON object a line.
    Jsonl,
    /// One JSON object, or a list of them, over any number of lines.
    Json,
    /// Rows with the names of the columns in the first, between commas.
    Csv,
    /// Rows with the names of the columns in the first, between tabs.
    Tsv,
    /// The file is the article.
    Text,
}

impl InputFormat {
    /// The form that a file's ending tells.
    pub fn of_ending(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        Some(match &*ending {
            "jsonl" | "ndjson" => Self::Jsonl,
            "json" => Self::Json,
            "csv" => Self::Csv,
            "tsv" | "tab" => Self::Tsv,
            "txt" | "md" | "markdown" | "text" => Self::Text,
            _ => return None,
        })
    }
}

/// How to read.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// The names of fields and columns.
    pub names: FieldNames,
    /// The form of every input; told by ending and content where it is `None`.
    pub from: Option<InputFormat>,
    /// How many bytes a batch holds, or one article where that is longer.
    pub batch_bytes: usize,
    /// How many bytes an article's text may hold; longer ones are refused.
    pub longest_text: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            names: FieldNames::default(),
            from: None,
            batch_bytes: 1 << 20,
            longest_text: u32::MAX as usize,
        }
    }
}

/// Raw articles in input order: what a reader hands to a worker.
#[derive(Debug)]
pub enum Batch {
    /// Whole lines of a JSON lines file.
    Lines {
        /// The file.
        file: Arc<str>,
        /// The number of the first line, from 1.
        first_line: u64,
        /// The lines.
        bytes: Vec<u8>,
    },
    /// Rows of a CSV or TSV file.
    Rows {
        /// The file.
        file: Arc<str>,
        /// What each column means.
        columns: Arc<rows::Columns>,
        /// The rows.
        rows: Vec<Row>,
        /// Their size in bytes.
        size: usize,
    },
    /// Text files, not yet read.
    Files {
        /// Their paths.
        paths: Vec<PathBuf>,
        /// Their size in bytes.
        size: usize,
    },
    /// Bytes already read that are one text, or one JSON value.
    Whole {
        /// The file.
        file: Arc<str>,
        /// [`InputFormat::Text`] or [`InputFormat::Json`].
        form: InputFormat,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// A file that cannot be read.
    Unreadable(Problem),
}

impl Batch {
    /// How many bytes of input it stands for.
    pub fn size(&self) -> usize {
        match self {
            Self::Lines { bytes, .. } | Self::Whole { bytes, .. } => bytes.len(),
            Self::Rows { size, .. } | Self::Files { size, .. } => *size,
            Self::Unreadable(_) => 0,
        }
    }

    /// Parses the batch and hands each article, or the problem that it has, to `take`, in order.
    pub fn articles(
        self,
        options: &ReadOptions,
        buffers: &Buffers,
        mut take: impl FnMut(Result<Article<'_>, Problem>),
    ) {
        let mut take =
            |article: Result<Article<'_>, Problem>| take(article.and_then(|a| checked(a, options)));
        match self {
            Self::Lines { file, first_line, bytes } => {
                jsonl::articles(&bytes, &file, first_line, &options.names, &mut take);
                buffers.give_back(bytes);
            }
            Self::Rows { file, columns, rows, .. } => {
                for row in &rows {
                    take(row.article(&file, &columns, &options.names));
                }
            }
            Self::Files { paths, .. } => {
                for path in paths {
                    plain::read(&path, options, &mut take);
                }
            }
            Self::Whole { file, form: InputFormat::Json, bytes } => {
                jsonl::whole(&bytes, &file, &options.names, &mut take);
            }
            Self::Whole { file, bytes, .. } => take(Ok(plain::article(bytes, file))),
            Self::Unreadable(problem) => take(Err(problem)),
        }
    }
}

/// Refuses a text whose offsets would not fit.
fn checked<'a>(article: Article<'a>, options: &ReadOptions) -> Result<Article<'a>, Problem> {
    if article.text.len() <= options.longest_text {
        return Ok(article);
    }
    Err(too_long(article.place, article.text.len(), options))
}

fn too_long(place: Place, length: usize, options: &ReadOptions) -> Problem {
    let reason = format!("a text of {length} bytes; one article may hold {}", options.longest_text);
    Problem::new(place, reason, "split it into several articles")
}
