//! An Excel workbook: the sheet `quotations` with the columns of CSV, and the sheet `inquit` with the origin.
//!
//! A sheet of Excel ends at 1,048,576 rows: what is more goes on in `quotations 2` and so on, each under the same
//! heads. A cell holds 32,767 UTF-16 units: longer words are cut there and end with "…".

use std::path::{Path, PathBuf};

use inquit::Extraction;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::rows::Rows;
use super::{Store, cannot_write};
use crate::cells::{COLUMNS, Cell, ColumnKind, rounded};
use crate::origin::VERSION;
use crate::pipeline::Direct;
use crate::{Article, Error, Mark, Origin, Sink};

/// Rows of a sheet, heads included.
const SHEET_ROWS: u32 = 1_048_576;
/// UTF-16 units of a cell.
const CELL_UNITS: usize = 32_767;

/// A workbook being written.
pub struct Xlsx {
    workbook: Workbook,
    path: PathBuf,
    origin: Origin,
    heads: Vec<(String, f64)>,
    sheet_rows: u32,
    /// Sheets of quotations so far.
    sheets: usize,
    /// The next row of the last of them.
    row: u32,
    /// Cells that were too long.
    cut: u64,
}

impl Xlsx {
    /// Begins the workbook.
    pub fn create(path: &Path, sink: &Sink) -> Result<Self, Error> {
        Self::with_rows(path, sink, SHEET_ROWS)
    }

    fn with_rows(path: &Path, sink: &Sink, sheet_rows: u32) -> Result<Self, Error> {
        let mut workbook = Workbook::new();
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            // Rows wait beside the output, where there must be room for them anyway.
            workbook.set_tempdir(folder).map_err(failed)?;
        }
        let heads = COLUMNS.iter().map(|column| (column.name.to_owned(), width(column.name, column.kind)));
        let kept = sink.keep.iter().map(|name| (name.to_string(), 16.0));
        let mut xlsx = Self {
            workbook,
            path: path.to_owned(),
            origin: sink.origin.clone(),
            heads: heads.chain(kept).collect(),
            sheet_rows,
            sheets: 0,
            row: 0,
            cut: 0,
        };
        xlsx.begin_sheet().map_err(failed)?;
        Ok(xlsx)
    }

    fn begin_sheet(&mut self) -> Result<(), XlsxError> {
        self.sheets += 1;
        let name =
            if self.sheets == 1 { "quotations".to_owned() } else { format!("quotations {}", self.sheets) };
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?.set_freeze_panes(1, 0)?;
        let bold = Format::new().set_bold();
        for ((head, width), at) in self.heads.iter().zip(0..) {
            sheet.set_column_width(at, *width)?;
            sheet.write_string_with_format(0, at, head, &bold)?;
        }
        self.row = 1;
        Ok(())
    }

    fn row(&mut self, row: &[Cell<'static>]) -> Result<(), XlsxError> {
        if self.row == self.sheet_rows {
            self.end_sheet()?;
            self.begin_sheet()?;
        }
        let sheet = self.workbook.worksheet_from_index(self.sheets - 1)?;
        for (cell, at) in row.iter().zip(0..) {
            self.cut += u64::from(write(sheet, self.row, at, cell)?);
        }
        self.row += 1;
        Ok(())
    }

    fn end_sheet(&mut self) -> Result<(), XlsxError> {
        let last = self.heads.len() as u16 - 1;
        self.workbook.worksheet_from_index(self.sheets - 1)?.autofilter(0, 0, self.row - 1, last)?;
        Ok(())
    }

    fn end(&mut self) -> Result<Vec<String>, XlsxError> {
        self.end_sheet()?;
        let mut notes = Vec::new();
        if self.sheets > 1 {
            let (sheets, rows) = (self.sheets, self.sheet_rows);
            notes.push(format!(
                "a sheet of Excel ends at {rows} rows: the quotations are on {sheets} sheets, quotations to \
                 quotations {sheets}"
            ));
        }
        if self.cut > 0 {
            notes.push(format!(
                "a cell of Excel ends at {CELL_UNITS} characters: {} cells were cut and end with …",
                self.cut
            ));
        }
        let sheet = self.workbook.add_worksheet();
        sheet.set_name("inquit")?.set_column_width(0, 16)?.set_column_width(1, 100)?;
        let notes_told = notes.iter().map(|note| ("note", note.clone()));
        for ((name, value), row) in self.origin.entries().into_iter().chain(notes_told).zip(0..) {
            sheet.write_string(row, 0, name)?;
            write(sheet, row, 1, &Cell::Text(value.into()))?;
        }
        // The same quotations make the same bytes, whenever they were written.
        let properties = DocProperties::new()
            .set_title("Quotations")
            .set_comment(format!("Made by inquit {VERSION}, model {}", self.origin.model))
            .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
        self.workbook.set_properties(&properties);
        self.workbook.save(&self.path)?;
        Ok(notes)
    }
}

impl Direct for Xlsx {
    type Value = Rows;

    fn take(&mut self, rows: Rows, _: &Mark) -> Result<(), Error> {
        rows.articles
            .iter()
            .flat_map(|article| &article.records)
            .try_for_each(|row| self.row(row))
            .map_err(failed)
    }
}

impl Store for Xlsx {
    fn add(rows: &mut Rows, article: &Article<'_>, found: &Extraction, sink: &Sink) {
        rows.add(article, found, sink.unit);
    }

    fn finish(&mut self) -> Result<Vec<String>, Error> {
        self.end().map_err(failed)
    }

    /// A workbook cannot be gone on with: what is there is made a whole one.
    fn break_off(&mut self) -> Result<bool, Error> {
        self.end().map_err(failed)?;
        Ok(false)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "as map_err takes it")]
fn failed(error: XlsxError) -> Error {
    cannot_write(&error)
}

/// How wide a column is at first, in characters.
fn width(name: &str, kind: ColumnKind) -> f64 {
    match (name, kind) {
        ("text", _) => 80.0,
        ("title", _) => 40.0,
        (_, ColumnKind::Text) => 16.0,
        _ => 12.0,
    }
}

/// Writes a cell; tells whether it was too long and was cut.
fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell<'_>) -> Result<bool, XlsxError> {
    match cell {
        Cell::Null => return Ok(false),
        Cell::Whole(number) => sheet.write_number(row, column, *number)?,
        Cell::Probability(value) => sheet.write_number(row, column, rounded(*value))?,
        Cell::Truth(value) => sheet.write_boolean(row, column, *value)?,
        Cell::Text(text) => return words(sheet, row, column, text),
        Cell::Ranges(_) | Cell::Names(_) => {
            return words(sheet, row, column, &cell.spelled().unwrap_or_default());
        }
    };
    Ok(false)
}

fn words(sheet: &mut Worksheet, row: u32, column: u16, text: &str) -> Result<bool, XlsxError> {
    let short = fitted(text);
    sheet.write_string(row, column, short.as_deref().unwrap_or(text))?;
    Ok(short.is_some())
}

/// The beginning of a text that is too long for a cell.
fn fitted(text: &str) -> Option<String> {
    // No text has more UTF-16 units than bytes.
    if text.len() <= CELL_UNITS || text.encode_utf16().count() <= CELL_UNITS {
        return None;
    }
    let mut units = 1;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= CELL_UNITS
    };
    Some(text.chars().take_while(fits).chain(['…']).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OutputFormat;

    #[test]
    fn a_full_sheet_is_followed_by_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.xlsx");
        let mut xlsx = Xlsx::with_rows(&path, &Sink::new(OutputFormat::Csv), 3).unwrap();
        let row = vec![Cell::Text("x".into()); COLUMNS.len()];
        for _ in 0..5 {
            xlsx.row(&row).unwrap();
        }
        assert_eq!((xlsx.sheets, xlsx.row), (3, 2));
        let notes = xlsx.finish().unwrap();
        assert!(notes[0].contains("3 rows") && notes[0].contains("3 sheets"), "{notes:?}");
        assert!(std::fs::metadata(&path).unwrap().len() > 0);
    }

    #[test]
    fn long_words_are_cut_between_characters() {
        assert_eq!(fitted(&"x".repeat(CELL_UNITS)), None);
        let cut = fitted(&"🙂".repeat(CELL_UNITS)).unwrap();
        assert_eq!(cut.encode_utf16().count(), CELL_UNITS);
        assert!(cut.ends_with("🙂…"));
    }
}
