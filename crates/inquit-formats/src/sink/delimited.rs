//! One record a row: CSV as RFC 4180 has it, or the same between tabs. Spans are spread over columns.

use std::sync::Arc;

use inquit::Extraction;

use crate::cells::{COLUMNS, Cell, cells};
use crate::record::{QuoteRecord, record};
use crate::{Article, Offsets, json};

/// Appends the names of the columns.
pub fn head(out: &mut Vec<u8>, delimiter: u8, keep: &[Arc<str>]) {
    let mut row = Row { out, delimiter, first: true };
    for name in COLUMNS.iter().map(|column| column.name).chain(keep.iter().map(|name| &**name)) {
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
    for (attribution, number) in found.attributions.iter().zip(article.first_number()..) {
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
        cells(record, |cell| match cell {
            Cell::Null => self.gap(),
            Cell::Text(text) => self.text(&text),
            Cell::Whole(number) => {
                self.gap();
                json::number(self.out, number);
            }
            Cell::Probability(value) => {
                self.gap();
                json::probability(self.out, value);
            }
            Cell::Truth(value) => {
                self.gap();
                json::boolean(self.out, value);
            }
            Cell::Ranges(_) | Cell::Names(_) => self.text(&cell.spelled().unwrap_or_default()),
        });
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
