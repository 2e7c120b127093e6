//! A guess at the form of a stream whose name tells nothing, from its first bytes.

use super::InputFormat;
use super::fields::{Field, FieldNames};

/// The form that the beginning of a stream shows.
pub fn form(start: &[u8], names: &FieldNames) -> InputFormat {
    let start = start.strip_prefix(super::encoding::UTF8_BOM).unwrap_or(start).trim_ascii_start();
    let line = start.split(|b| *b == b'\n').next().unwrap_or_default();
    match start.first() {
        Some(b'{') if is_jsonl(start, line) => InputFormat::Jsonl,
        Some(b'{') => InputFormat::Json,
        Some(b'[') if start[1..].trim_ascii_start().first() == Some(&b'{') => InputFormat::Json,
        _ => [(b'\t', InputFormat::Tsv), (b',', InputFormat::Csv)]
            .into_iter()
            .find(|(delimiter, _)| names_text(line, *delimiter, names))
            .map_or(InputFormat::Text, |(_, form)| form),
    }
}

/// Whether the first line is a whole object, or too long for its end to be seen.
fn is_jsonl(start: &[u8], line: &[u8]) -> bool {
    line.len() == start.len() || line.trim_ascii_end().last() == Some(&b'}')
}

/// Whether a line reads as names of two or more columns of which one is the text.
fn names_text(line: &[u8], delimiter: u8, names: &FieldNames) -> bool {
    let Ok(line) = std::str::from_utf8(line) else { return false };
    // A blank after a comma is prose.
    let prose = delimiter == b',' && line.contains(", ");
    let cells: Vec<_> = line.split(delimiter as char).map(|cell| cell.trim().trim_matches('"')).collect();
    let is_name = |cell: &&str| cell.len() <= 40 && cell.split_whitespace().count() <= 3;
    cells.len() >= 2
        && !prose
        && cells.iter().all(is_name)
        && cells.iter().any(|cell| names.slot(cell).field.is_some_and(|(field, _)| field == Field::Text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_tells_the_form() {
        for (start, expected) in [
            ("{\"id\": 1}\n{\"id\": 2}\n", InputFormat::Jsonl),
            ("\u{feff}{\"id\": 1}", InputFormat::Jsonl),
            ("{\n \"id\": 1}\n", InputFormat::Json),
            ("[{\"id\": 1}]", InputFormat::Json),
            ("[Applause] Thank you.", InputFormat::Text),
            ("id,text\n1,Rain", InputFormat::Csv),
            ("\"id\"\t\"Body\"\n1\tRain", InputFormat::Tsv),
            ("Story, she said, text, \"he said\".\n", InputFormat::Text),
            ("", InputFormat::Text),
        ] {
            assert_eq!(form(start.as_bytes(), &FieldNames::default()), expected, "{start}");
        }
    }
}
