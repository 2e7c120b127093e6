//! Tables that are known whole: for a terminal, as CSV, TSV or JSON lines.

use std::io::{self, Write};

use clap::ValueEnum;
use comfy_table::{CellAlignment, ContentArrangement, Table, TableComponent, presets};
use serde_json::{Map, Value};

/// The form of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// For reading on a terminal
    Table,
    /// Comma-separated rows
    Csv,
    /// Tab-separated rows
    Tsv,
    /// One JSON object a row
    Jsonl,
}

/// Writes a table; null cells are empty.
pub fn write(out: &mut dyn Write, form: Form, heads: &[&str], rows: &[Vec<Value>]) -> io::Result<()> {
    match form {
        Form::Table => writeln!(out, "{}", drawn(heads, rows)),
        Form::Csv => delimited(out, b',', heads, rows),
        Form::Tsv => delimited(out, b'\t', heads, rows),
        Form::Jsonl => rows.iter().try_for_each(|row| {
            let fields = heads.iter().map(|head| (*head).to_owned()).zip(row.iter().cloned());
            writeln!(out, "{}", Value::Object(fields.collect::<Map<_, _>>()))
        }),
    }
}

fn drawn(heads: &[&str], rows: &[Vec<Value>]) -> String {
    let mut table = Table::new();
    // Only the line under the heads: rows stand close.
    table.load_preset(presets::NOTHING);
    table
        .set_style(TableComponent::HeaderLines, '─')
        .set_style(TableComponent::MiddleHeaderIntersections, ' ');
    table
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(super::output::terminal_width() as u16);
    table.set_header(heads);
    for row in rows {
        table.add_row(row.iter().map(shown));
    }
    for (column, index) in table.column_iter_mut().zip(0..) {
        if rows.iter().all(|row| row.get(index).is_some_and(Value::is_number)) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let drawn = table.to_string();
    drawn.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

fn delimited(out: &mut dyn Write, delimiter: u8, heads: &[&str], rows: &[Vec<Value>]) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
    writer.write_record(heads)?;
    for row in rows {
        writer.write_record(row.iter().map(shown))?;
    }
    writer.flush()
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
