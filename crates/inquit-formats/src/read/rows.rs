//! Rows of CSV and TSV files with named columns.

use std::borrow::Cow;
use std::io::{self, Read};
use std::sync::Arc;

use csv::ByteRecord;
use encoding_rs::{Encoding, WINDOWS_1252};
use serde_json::Value;

use super::cutter::{Cut, Cutter};
use super::fields::{Best, Field, FieldNames, Slot};
use super::{Batch, ReadOptions, encoding};
use crate::{Article, Place, Problem, Repair};

/// What each column means.
#[derive(Debug)]
pub struct Columns {
    slots: Vec<Slot>,
    names: Vec<String>,
}

/// One row, and where it stands.
#[derive(Debug)]
pub struct Row {
    cut: Cut,
    cells: ByteRecord,
}

/// Cuts a stream into batches of rows.
pub struct Rows {
    file: Arc<str>,
    cutter: Cutter,
    columns: Arc<Columns>,
    batch_bytes: usize,
    failed: Option<io::Error>,
}

impl Rows {
    /// Reads the names of the columns.
    pub fn new(
        file: Arc<str>,
        stream: Box<dyn Read>,
        delimiter: u8,
        options: &ReadOptions,
    ) -> Result<Self, Problem> {
        let names = &options.names;
        let place = Place { file: file.clone(), line: Some(1) };
        let mut first = ByteRecord::new();
        let read = Cutter::new(stream, delimiter, options.longest_record).and_then(|mut cutter| {
            cutter.next(&mut first)?;
            Ok(cutter)
        });
        let cutter = match read {
            Ok(cutter) => cutter,
            Err(error) => return Err(super::files::unreadable(file, &error)),
        };
        let names_of: Vec<String> =
            first.iter().map(|name| text(name, WINDOWS_1252).0.trim().to_owned()).collect();
        let slots: Vec<Slot> = names_of.iter().map(|name| names.slot(name)).collect();
        let has_text = slots.iter().any(|slot| slot.field.is_some_and(|(field, _)| field == Field::Text));
        if !first.is_empty() && !has_text {
            let reason = format!("no column `{}` among {}", names.text_name(), listed(&names_of));
            return Err(Problem::new(place, reason, "name the column that holds the text with --text-field"));
        }
        let columns = Arc::new(Columns { slots, names: names_of });
        Ok(Self { file, cutter, columns, batch_bytes: options.batch_bytes, failed: None })
    }

    /// Whether there is a column of that name.
    pub fn has_column(&self, name: &str) -> bool {
        self.columns.names.iter().any(|own| own == name)
    }

    /// The next batch, if there is one.
    pub fn next_batch(&mut self) -> Option<Batch> {
        if let Some(error) = self.failed.take() {
            return Some(self.ended_by(&error));
        }
        let mut rows = Vec::new();
        let mut size = 0;
        while size < self.batch_bytes {
            let mut cells = ByteRecord::new();
            match self.cutter.next(&mut cells) {
                Ok(Some(cut)) => {
                    size += cells.as_slice().len() + 1;
                    rows.push(Row { cut, cells });
                }
                Ok(None) => break,
                Err(error) if rows.is_empty() => return Some(self.ended_by(&error)),
                Err(error) => {
                    self.failed = Some(error);
                    break;
                }
            }
        }
        if rows.is_empty() {
            return None;
        }
        Some(Batch::Rows { file: self.file.clone(), columns: self.columns.clone(), rows, size })
    }

    fn ended_by(&mut self, error: &io::Error) -> Batch {
        let place = Place { file: self.file.clone(), line: Some(self.cutter.line()) };
        self.cutter.end();
        Batch::Unreadable(super::files::cut_short(place, error))
    }
}

impl Row {
    /// The bytes of its cells.
    pub fn bytes(&self) -> &[u8] {
        self.cells.as_slice()
    }

    /// Its article.
    pub fn article<'a>(
        &'a self,
        file: &Arc<str>,
        columns: &Columns,
        names: &FieldNames,
    ) -> Result<Article<'a>, Problem> {
        let place = Place { file: file.clone(), line: Some(self.cut.line) };
        let mut best = Best::default();
        let mut kept: Vec<_> = names.keep.iter().map(|name| (name.clone(), Value::Null)).collect();
        let mut repairs = Vec::new();
        repairs.extend(self.cut.broken.then_some(Repair::Quoting));
        let other = encoding::of_all(self.cells.iter());
        for (slot, cell) in columns.slots.iter().zip(&self.cells) {
            if slot.is_skip() {
                continue;
            }
            let (cell, repair) = text(cell, other);
            repairs.extend(repair.filter(|repair| !repairs.contains(repair)));
            if let Some(keep) = slot.keep {
                kept[keep].1 = Value::from(&*cell);
            }
            if let Some((field, rank)) = slot.field {
                // An empty cell says nothing, but an empty text is a text.
                if field == Field::Text || !cell.trim().is_empty() {
                    best.offer(field, rank, cell);
                }
            }
        }
        let Some(text) = best.take(Field::Text) else {
            let reason = format!("a row of {} cells under {} columns", self.cells.len(), columns.names.len());
            return Err(Problem::new(place, reason, "give each row as many cells as there are columns"));
        };
        Ok(best.article(text, place, kept, repairs))
    }
}

fn text<'c>(cell: &'c [u8], other: &'static Encoding) -> (Cow<'c, str>, Option<Repair>) {
    if let Ok(cell) = std::str::from_utf8(cell) {
        return (Cow::Borrowed(cell), None);
    }
    let (text, repair) = encoding::decode_as(cell, other);
    (Cow::Owned(text), Some(repair))
}

/// Names for a message, the first of them.
pub(super) fn listed(names: &[String]) -> String {
    let shown: Vec<_> = names.iter().take(12).map(|name| format!("`{name}`")).collect();
    shown.join(", ")
}
