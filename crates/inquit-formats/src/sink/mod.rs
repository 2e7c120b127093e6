//! Sinks write what was found in one article as bytes; workers call them, so that writing is parallel, too.

mod brat;
mod conll;
mod delimited;
mod docs;
mod html;
mod jsonl;
mod marks;
mod nested;
mod quoted_parts;
mod schema;
mod table;
mod tei;
mod text;
pub mod words;

pub use brat::{CONFIGURATION as BRAT_CONFIGURATION, annotations as brat_annotations};
pub use html::article as html;
pub use schema::Schema;
pub use tei::Numbering;

use std::sync::Arc;

use inquit::Extraction;

use crate::record::Range;
use crate::{Article, Offsets, Origin, Unit};

/// The form of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputFormat {
    /// One record a line.
    Jsonl,
    /// One record a row, between commas.
    Csv,
    /// One record a row, between tabs.
    Tsv,
    /// Rows for a terminal, under their article.
    Table,
    /// Each article with its quotations marked in their places.
    Text,
    /// One document a line, in the common format of annotated corpora.
    Docs,
    /// A token a line, with columns for source, cue and content.
    Conll,
    /// An XML corpus with `<said>` elements.
    Tei,
}

impl OutputFormat {
    /// The form that a file's ending tells.
    pub fn of_ending(path: &std::path::Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        Some(match &*ending {
            "jsonl" | "ndjson" | "json" => Self::Jsonl,
            "csv" => Self::Csv,
            "tsv" | "tab" => Self::Tsv,
            "txt" | "md" => Self::Text,
            "conll" | "conllu" | "bio" => Self::Conll,
            "xml" | "tei" => Self::Tei,
            _ => return None,
        })
    }
}

impl OutputFormat {
    /// Whether the file itself names its origin; otherwise a file beside it has to.
    pub const fn names_origin(self) -> bool {
        matches!(self, Self::Conll | Self::Tei)
    }
}

/// How to write.
#[derive(Clone, Debug)]
pub struct Sink {
    /// The form.
    pub format: OutputFormat,
    /// The shape of JSON lines, where it is not that of records.
    pub schema: Option<Schema>,
    /// What makes the file.
    pub origin: Origin,
    /// The unit of offsets.
    pub unit: Unit,
    /// The names of the fields that articles keep; they head columns.
    pub keep: Vec<Arc<str>>,
    /// Whether a database keeps the articles' texts, too.
    pub texts: bool,
    /// Whether to colour what is written for a terminal.
    pub colour: bool,
    /// How many columns a terminal line has.
    pub width: usize,
}

impl Sink {
    /// That form in code points, without kept fields or colour, 100 columns wide.
    pub fn new(format: OutputFormat) -> Self {
        Self {
            format,
            schema: None,
            origin: Origin::default(),
            unit: Unit::Chars,
            keep: Vec::new(),
            texts: false,
            colour: false,
            width: 100,
        }
    }

    /// Appends what stands before all records.
    pub fn head(&self, out: &mut Vec<u8>) {
        match self.format {
            OutputFormat::Csv => delimited::head(out, b',', &self.keep),
            OutputFormat::Tsv => delimited::head(out, b'\t', &self.keep),
            OutputFormat::Table => table::head(out, self),
            OutputFormat::Conll => conll::head(out, &self.origin),
            OutputFormat::Tei => tei::head(out, &self.origin),
            OutputFormat::Jsonl | OutputFormat::Text | OutputFormat::Docs => {}
        }
    }

    /// Appends what stands behind all records.
    pub fn tail(&self, out: &mut Vec<u8>) {
        if self.format == OutputFormat::Tei {
            tei::tail(out);
        }
    }

    /// What writes one batch.
    pub fn writer(&self) -> SinkWriter<'_> {
        SinkWriter { sink: self, offsets: Offsets::default(), content: Vec::new() }
    }
}

/// Writes one batch.
#[derive(Debug)]
pub struct SinkWriter<'s> {
    sink: &'s Sink,
    offsets: Offsets,
    content: Vec<Range>,
}

impl SinkWriter<'_> {
    /// Appends what was found in one article.
    pub fn article(&mut self, out: &mut Vec<u8>, article: &Article<'_>, found: &Extraction) {
        let offsets = &mut self.offsets;
        offsets.fill(&article.text, self.sink.unit);
        match self.sink.format {
            OutputFormat::Jsonl if self.sink.schema.is_some() => {
                self.sink.schema.into_iter().for_each(|schema| schema.article(out, article, found, offsets));
            }
            OutputFormat::Jsonl => jsonl::article(out, article, found, offsets, &mut self.content),
            OutputFormat::Csv => delimited::article(out, b',', article, found, offsets),
            OutputFormat::Tsv => delimited::article(out, b'\t', article, found, offsets),
            OutputFormat::Docs => docs::article(out, article, found, offsets),
            OutputFormat::Conll => conll::article(out, article, found, offsets),
            OutputFormat::Tei => tei::article(out, article, found, offsets),
            OutputFormat::Table => table::article(out, article, found, self.sink),
            OutputFormat::Text => text::article(out, article, found, self.sink),
        }
    }
}
