//! The form of what `inquit extract` writes: named by `--format`, or told by the ending of `-o FILE`.

use std::path::Path;

use clap::ValueEnum;
use inquit_formats::{OutputFormat, Schema, StoreFormat};

use crate::output::by_ending;
use crate::status::Stop;

/// `--format`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Format {
    /// One JSON record a line
    Jsonl,
    /// Comma-separated records
    Csv,
    /// Tab-separated records
    Tsv,
    /// Rows for a terminal, under their article
    Table,
    /// Each article with its quotations marked in their places
    Text,
    /// One JSON document a line, with or without quotations, as annotated corpora have it
    Docs,
    /// A Parquet file: the columns of CSV, typed
    Parquet,
    /// An SQLite database: documents, quotations, speakers, outlets, and an index of the words
    Sqlite,
    /// An Excel workbook
    Xlsx,
    /// A folder with a text and its standoff annotations for each article
    Brat,
    /// A token a line, with columns for source, cue and content
    Conll,
    /// A TEI corpus with `said` elements
    Tei,
}

/// `--schema`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum SchemaName {
    /// One direct quotation a line, as in the quotation-centric Quotebank
    Quotebank,
    /// One article a line, as in GDELT's Global Quotation Graph
    Gqg,
    /// One document a line, as the BBC's Citron has it
    Citron,
    /// One document a line, its quotes as in CoreNLP's JSON
    Corenlp,
    /// One direct quotation a line, speaker, cue and content as textacy's triples
    Textacy,
}

impl SchemaName {
    /// As sinks take it.
    pub fn schema(self) -> Schema {
        match self {
            Self::Quotebank => Schema::Quotebank,
            Self::Gqg => Schema::Gqg,
            Self::Citron => Schema::Citron,
            Self::Corenlp => Schema::Corenlp,
            Self::Textacy => Schema::Textacy,
        }
    }
}

/// A form, by what it is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A stream of bytes, to standard output or a file.
    Stream(OutputFormat),
    /// A file or folder of its own.
    Store(StoreFormat),
}

/// The endings that tell a form.
const ENDINGS: &str = ".jsonl, .csv, .tsv, .txt, .parquet, .sqlite, .xlsx, .conll or .xml";

impl Form {
    /// The form that the user wants.
    pub fn of(format: Option<Format>, output: Option<&Path>, terminal: bool) -> Result<Self, Stop> {
        let form = match (format, output) {
            (Some(format), _) => Self::named(format),
            (None, Some(path)) => {
                by_ending(path, Self::of_ending, ENDINGS)?.unwrap_or(Self::Stream(OutputFormat::Jsonl))
            }
            (None, None) if terminal => Self::Stream(OutputFormat::Table),
            (None, None) => Self::Stream(OutputFormat::Jsonl),
        };
        match form {
            Self::Store(store) if output.is_none_or(|path| path.as_os_str() == "-") => {
                let (name, what) = (store.name(), if store == StoreFormat::Brat { "folder" } else { "file" });
                Err(Stop::new(format!("--format {name} is written to a {what}; name it with -o")))
            }
            form => Ok(form),
        }
    }

    fn named(format: Format) -> Self {
        match format {
            Format::Jsonl => Self::Stream(OutputFormat::Jsonl),
            Format::Csv => Self::Stream(OutputFormat::Csv),
            Format::Tsv => Self::Stream(OutputFormat::Tsv),
            Format::Table => Self::Stream(OutputFormat::Table),
            Format::Text => Self::Stream(OutputFormat::Text),
            Format::Docs => Self::Stream(OutputFormat::Docs),
            Format::Conll => Self::Stream(OutputFormat::Conll),
            Format::Tei => Self::Stream(OutputFormat::Tei),
            Format::Parquet => Self::Store(StoreFormat::Parquet),
            Format::Sqlite => Self::Store(StoreFormat::Sqlite),
            Format::Xlsx => Self::Store(StoreFormat::Xlsx),
            Format::Brat => Self::Store(StoreFormat::Brat),
        }
    }

    fn of_ending(path: &Path) -> Option<Self> {
        let stream = OutputFormat::of_ending(path).map(Self::Stream);
        stream.or_else(|| StoreFormat::of_ending(path).map(Self::Store))
    }

    /// Whether records are laid flat in it, so that kept fields must not bear the names of columns.
    pub fn is_flat(self) -> bool {
        matches!(
            self,
            Self::Stream(OutputFormat::Csv | OutputFormat::Tsv)
                | Self::Store(StoreFormat::Parquet | StoreFormat::Xlsx | StoreFormat::Sqlite)
        )
    }
}
