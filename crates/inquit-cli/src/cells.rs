//! Tables that are known whole: for a terminal, as CSV, TSV, JSON lines or Parquet.

use std::io::{self, Write};
use std::path::Path;

use clap::ValueEnum;
use comfy_table::{CellAlignment, ContentArrangement, Table, TableComponent, presets};
use serde_json::{Map, Value};

use crate::output;
use crate::status::Stop;

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
    /// A list of JSON objects
    Json,
    /// A Parquet file, its columns typed
    Parquet,
}

/// The form that the user asked for, or that the ending of the output tells; otherwise a table for a terminal.
pub fn form(asked: Option<Form>, output: Option<&Path>) -> Result<Form, Stop> {
    let known = |path: &Path| {
        Some(match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "csv" => Form::Csv,
            "tsv" | "tab" => Form::Tsv,
            "jsonl" | "ndjson" => Form::Jsonl,
            "json" => Form::Json,
            "parquet" | "pq" => Form::Parquet,
            "txt" => Form::Table,
            _ => return None,
        })
    };
    let endings = ".csv, .tsv, .jsonl, .json, .parquet or .txt";
    let told = output.filter(|_| asked.is_none());
    let told = told.map_or(Ok(None), |path| output::by_ending(path, known, endings))?;
    let form = asked.or(told).unwrap_or(Form::Table);
    if form == Form::Parquet && output.is_none_or(|path| path.as_os_str() == "-") {
        return Err(Stop::new("--format parquet is written to a file; name it with -o"));
    }
    Ok(form)
}

/// Writes a table; null cells are empty. A Parquet file also says what made it: this command, and the model where one
/// was asked.
pub fn write(
    out: &mut dyn Write,
    form: Form,
    model: &str,
    heads: &[&str],
    rows: &[Vec<Value>],
) -> io::Result<()> {
    match form {
        Form::Table => writeln!(out, "{}", drawn(heads, rows)),
        Form::Csv => delimited(out, b',', heads, rows),
        Form::Tsv => delimited(out, b'\t', heads, rows),
        Form::Jsonl => rows.iter().try_for_each(|row| writeln!(out, "{}", object(heads, row))),
        Form::Json => {
            writeln!(out, "{}", Value::Array(rows.iter().map(|row| object(heads, row)).collect()))
        }
        Form::Parquet => out.write_all(&parquet(model, heads, rows)?),
    }
}

#[cfg(feature = "parquet")]
fn parquet(model: &str, heads: &[&str], rows: &[Vec<Value>]) -> io::Result<Vec<u8>> {
    let words: Vec<_> = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let options = vec![("command", words.join(" "))];
    let origin = inquit_formats::Origin { model: model.to_owned(), model_about: None, options };
    inquit_formats::store::table::parquet(&origin, heads, rows).map_err(io::Error::other)
}

#[cfg(not(feature = "parquet"))]
fn parquet(_: &str, _: &[&str], _: &[Vec<Value>]) -> io::Result<Vec<u8>> {
    Err(io::Error::other("this inquit was built without parquet; build it with --features parquet"))
}

fn object(heads: &[&str], row: &[Value]) -> Value {
    let fields = heads.iter().map(|head| (*head).to_owned()).zip(row.iter().cloned());
    Value::Object(fields.collect::<Map<_, _>>())
}

fn drawn(heads: &[&str], rows: &[Vec<Value>]) -> String {
    let mut table = Table::new();
    // Only the line under the heads: rows stand close.
    table.load_preset(presets::NOTHING);
    table
        .set_style(TableComponent::HeaderLines, '─')
        .set_style(TableComponent::MiddleHeaderIntersections, ' ');
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(output::terminal_width() as u16);
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
