//! Readers turn what a user has into batches of raw articles, cheaply and in order; workers parse them.

pub mod files;
pub mod folder;
pub mod unpack;
pub mod guess;
pub mod encoding;
pub mod fields;
pub mod header;
pub mod lines;
pub mod pieces;
pub mod jsonl;
pub mod values;
pub mod cutter;
pub mod rows;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod warc;
pub mod http;
pub mod pages;
pub mod documents;
pub mod docx;
pub mod xml;
#[cfg(feature = "html")]
pub mod html;
#[cfg(feature = "html")]
pub mod meta;
#[cfg(feature = "html")]
pub mod feed;
pub mod list;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::{Article, Buffers, Place, Problem, Since};
use fields::FieldNames;
use pieces::Pieces;
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
    /// A web page, of which the main text is the article.
    Html,
    /// RSS or Atom, an article an item.
    Feed,
    /// A Word document (.docx).
    Docx,
    /// Rows under named columns, column by column.
    Parquet,
    /// A web archive: responses (WARC) or the texts made of them (WET).
    Warc,
}

impl InputFormat {
    /// The form that a file's ending tells; the one before it where the last tells how it is packed.
    pub fn of_ending(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        if matches!(&*ending, "gz" | "gzip" | "zst" | "zstd") {
            let inner = Path::new(path.file_stem()?);
            return inner.extension().and_then(|_| Self::of_ending(inner));
        }
        Some(match &*ending {
            "jsonl" | "ndjson" => Self::Jsonl,
            "json" => Self::Json,
            "csv" => Self::Csv,
            "tsv" | "tab" => Self::Tsv,
            "txt" | "md" | "markdown" | "text" => Self::Text,
            "html" | "htm" | "xhtml" => Self::Html,
            "rss" | "atom" | "xml" => Self::Feed,
            "docx" => Self::Docx,
            "parquet" | "pq" => Self::Parquet,
            "warc" | "wet" => Self::Warc,
            _ => return None,
        })
    }

    /// Whether a file of that form is read whole, by the worker that extracts from it.
    pub const fn is_document(self) -> bool {
        matches!(self, Self::Text | Self::Html | Self::Feed | Self::Docx)
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
    /// How many bytes a line, row, value, page or unpacked document may hold; longer ones are refused and never held
    /// in memory.
    pub longest_record: usize,
    /// What earlier runs did, and need not be done again.
    pub since: Option<Arc<Since>>,
    /// A text longer than so many bytes is cut into [pieces].
    pub longest_whole: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            names: FieldNames::default(),
            from: None,
            batch_bytes: 1 << 18,
            longest_text: u32::MAX as usize,
            longest_record: 1 << 28,
            since: None,
            longest_whole: usize::MAX,
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
    /// Whole values of a JSON file.
    Values {
        /// The file.
        file: Arc<str>,
        /// The bytes in which they stand.
        bytes: Vec<u8>,
        /// Where each stands.
        values: Vec<values::Value>,
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
    /// Rows of a Parquet file.
    #[cfg(feature = "parquet")]
    Table {
        /// The file.
        file: Arc<str>,
        /// What each column means.
        columns: Arc<Vec<fields::Slot>>,
        /// The rows.
        rows: Vec<parquet::Row>,
        /// Their size in bytes.
        size: usize,
    },
    /// Pages of a web archive.
    Pages {
        /// The pages.
        pages: Vec<warc::Page>,
        /// Their size in bytes.
        size: usize,
    },
    /// Documents, not yet read.
    Files {
        /// Their paths.
        paths: Vec<PathBuf>,
        /// Their size in bytes.
        size: usize,
    },
    /// Bytes already read that are one document.
    Whole {
        /// The file.
        file: Arc<str>,
        /// A form that [is a document](InputFormat::is_document).
        form: InputFormat,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// Articles that are held in memory.
    Held {
        /// The articles.
        articles: Vec<Article<'static>>,
        /// Their size in bytes.
        size: usize,
    },
    /// A file that cannot be read.
    Unreadable(Problem),
}

impl Batch {
    /// How many bytes of input it stands for.
    pub fn size(&self) -> usize {
        match self {
            Self::Lines { bytes, .. } | Self::Values { bytes, .. } | Self::Whole { bytes, .. } => bytes.len(),
            Self::Rows { size, .. } | Self::Pages { size, .. } | Self::Files { size, .. } => *size,
            #[cfg(feature = "parquet")]
            Self::Table { size, .. } => *size,
            Self::Held { size, .. } => *size,
            Self::Unreadable(_) => 0,
        }
    }

    /// A digest of the batch and of all before it, which have the digest `before`. Documents that are not yet read are
    /// told apart by size and time.
    pub fn digest(&self, before: u64) -> u64 {
        let mut hash = Xxh3::with_seed(before);
        match self {
            Self::Lines { bytes, .. } | Self::Values { bytes, .. } | Self::Whole { bytes, .. } => {
                hash.update(bytes);
            }
            Self::Rows { rows, .. } => rows.iter().for_each(|row| hash.update(row.bytes())),
            #[cfg(feature = "parquet")]
            Self::Table { rows, .. } => rows.iter().for_each(|row| row.digest(&mut hash)),
            Self::Pages { pages, .. } => pages.iter().for_each(|page| hash.update(&page.bytes)),
            Self::Files { paths, .. } => {
                for path in paths {
                    hash.update(path.as_os_str().as_encoded_bytes());
                    let about = path.metadata().ok();
                    let time = about.as_ref().and_then(|about| about.modified().ok());
                    let time = time.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
                    hash.update(&about.map_or(0, |about| about.len()).to_le_bytes());
                    hash.update(&time.map_or(0, |time| time.as_nanos()).to_le_bytes());
                }
            }
            Self::Held { articles, .. } => {
                for article in articles {
                    hash.update(article.text.as_bytes());
                }
            }
            Self::Unreadable(problem) => hash.update(problem.place.file.as_bytes()),
        }
        xxh3_64(&[hash.digest(), before].map(u64::to_le_bytes).concat())
    }

    /// Parses the batch and hands each article, or the problem that it has, to `take`, in order.
    pub fn articles(
        self,
        options: &ReadOptions,
        buffers: &Buffers,
        mut take: impl FnMut(Result<Article<'_>, Problem>),
    ) {
        self.whole_articles(options, buffers, &mut |article| match article {
            Ok(article) if pieces::is_too_long(&article, options) => {
                take(Err(Pieces::remark(&article)));
                Pieces::new(article.into_owned()).for_each(|piece| take(Ok(piece)));
            }
            article => take(article),
        });
    }

    /// The same, none of them cut.
    fn whole_articles(
        self,
        options: &ReadOptions,
        buffers: &Buffers,
        take: &mut dyn FnMut(Result<Article<'_>, Problem>),
    ) {
        self.each(options, buffers, &mut |article| take(article.and_then(|a| checked(a, options))));
    }

    fn each(
        self,
        options: &ReadOptions,
        buffers: &Buffers,
        take: &mut dyn FnMut(Result<Article<'_>, Problem>),
    ) {
        let names = &options.names;
        match self {
            Self::Lines { file, first_line, bytes } => {
                jsonl::articles(&bytes, &file, first_line, names, take);
                buffers.give_back(bytes);
            }
            Self::Values { file, bytes, values } => values::articles(&bytes, &values, &file, options, take),
            Self::Rows { file, columns, rows, .. } => {
                for row in &rows {
                    take(row.article(&file, &columns, names));
                }
            }
            #[cfg(feature = "parquet")]
            Self::Table { file, columns, rows, .. } => {
                for row in &rows {
                    take(row.article(&file, &columns, names));
                }
            }
            Self::Pages { pages, .. } => {
                for page in pages {
                    take(pages::article(page, options));
                }
            }
            Self::Files { paths, .. } => {
                for path in &paths {
                    documents::read(path, options, buffers, take);
                }
            }
            Self::Whole { file, form, bytes } => documents::articles(form, bytes, &file, options, take),
            Self::Held { articles, .. } => articles.into_iter().for_each(|article| take(Ok(article))),
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

/// The problem of what is larger than may be held in memory.
fn too_large(place: Place, what: &str, limit: usize) -> Problem {
    let reason = format!("{what} of more than {}", megabytes(limit));
    Problem::new(place, reason, "raise --max-record if that is right; it is passed over")
}

fn megabytes(bytes: usize) -> String {
    match bytes >> 20 {
        0 => format!("{bytes} bytes"),
        megabytes => format!("{megabytes} MB"),
    }
}
