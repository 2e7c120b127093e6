//! One record a row: CSV as RFC 4180 has it, or the same between tabs. Spans are spread over columns.

use std::io::Write;
use std::sync::Arc;

use inquit::Extraction;
use serde_json::Value;

use crate::record::{QuoteRecord, Words, record};
use crate::{Article, Offsets};

/// The columns, before those of kept fields.
pub const COLUMNS: [&str; 32] = [
    "doc_id",
    "quote_id",
    "publisher",
    "published",
    "title",
    "url",
    "kind",
    "text",
    "content_start",
    "content_end",
    "content_spans",
    "cue",
    "cue_start",
    "cue_end",
    "source",
    "source_start",
    "source_end",
    "speaker",
    "speaker_id",
    "speaker_class",
    "speaker_role",
    "speaker_pronoun",
    "speakers",
    "addressee",
    "outlet",
    "outlet_id",
    "outlet_inherited",
    "channel",
    "said_on",
    "negated",
    "confidence",
    "rule",
];

/// Appends the names of the columns.
pub fn head(out: &mut Vec<u8>, delimiter: u8, keep: &[Arc<str>]) {
    let mut row = Row { out, delimiter, first: true };
    for name in COLUMNS.into_iter().chain(keep.iter().map(|name| &**name)) {
        row.text(name);
    }
    row.out.push(b'\n');
}

/// Appends the records of one article.
pub fn article(
    out: &mut Vec<u8>,
    delimiter: u8,
    article: &Article<'_>,
    found: &Extraction,
    offsets: &Offsets,
) {
    for (attribution, number) in found.attributions.iter().zip(1..) {
        let mut row = Row { out, delimiter, first: true };
        row.record(&record(article, attribution, number, offsets));
        row.out.push(b'\n');
    }
}

struct Row<'o> {
    out: &'o mut Vec<u8>,
    delimiter: u8,
    first: bool,
}

impl Row<'_> {
    fn record(&mut self, record: &QuoteRecord<'_>) {
        self.text(record.doc_id);
        self.shown(record.quote_id);
        for cell in [record.publisher, record.published, record.title, record.url, Some(record.kind)] {
            self.text(cell.unwrap_or(""));
        }
        self.text(&record.text);
        self.shown(record.content.iter().map(|range| range.start).min().unwrap_or(0));
        self.shown(record.content.iter().map(|range| range.end).max().unwrap_or(0));
        let spans: Vec<_> =
            record.content.iter().map(|range| format!("{}-{}", range.start, range.end)).collect();
        self.text(&spans.join(";"));
        self.words(record.cue);
        self.words(record.source);
        for cell in [
            record.speaker,
            record.speaker_id,
            record.speaker_class,
            record.speaker_role,
            record.speaker_pronoun,
            record.speakers.as_ref().map(|names| names.join("; ")).as_deref(),
            record.addressee,
            record.outlet,
            record.outlet_id,
            record.outlet_inherited.map(|inherited| if inherited { "true" } else { "false" }),
            record.channel,
        ] {
            self.text(cell.unwrap_or(""));
        }
        match record.said_on {
            Some(day) => self.shown(day),
            None => self.text(""),
        }
        self.shown(record.negated);
        self.gap();
        crate::json::probability(self.out, record.confidence);
        self.text(record.rule);
        for (_, value) in record.kept {
            match value {
                Value::Null => self.text(""),
                Value::String(text) => self.text(text),
                other => self.text(&other.to_string()),
            }
        }
    }

    fn words(&mut self, words: Option<Words<'_>>) {
        match words {
            Some(words) => {
                self.text(words.text);
                self.shown(words.start);
                self.shown(words.end);
            }
            None => (0..3).for_each(|_| self.text("")),
        }
    }

    /// A cell that never needs quotation marks.
    fn shown(&mut self, value: impl std::fmt::Display) {
        self.gap();
        // Writing to memory cannot fail.
        let _ = write!(self.out, "{value}");
    }

    fn text(&mut self, text: &str) {
        self.gap();
        let bytes = text.as_bytes();
        let plain = memchr::memchr3(b'"', b'\n', self.delimiter, bytes).is_none()
            && memchr::memchr(b'\r', bytes).is_none();
        if plain {
            return self.out.extend_from_slice(bytes);
        }
        self.out.push(b'"');
        for (i, part) in text.split('"').enumerate() {
            if i > 0 {
                self.out.extend_from_slice(b"\"\"");
            }
            self.out.extend_from_slice(part.as_bytes());
        }
        self.out.push(b'"');
    }

    fn gap(&mut self) {
        if !std::mem::take(&mut self.first) {
            self.out.push(self.delimiter);
        }
    }
}
