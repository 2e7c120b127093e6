//! A guess at the form of a stream from its first bytes.

use super::InputFormat;
use super::fields::{Field, FieldNames};

/// How a PDF file begins, of which no text can be read.
pub const PDF: &[u8] = b"%PDF-";

/// Elements with which a web page begins, and none but a web page.
const PAGE_STARTS: [&str; 4] = ["<!doctype html", "<html", "<head", "<body"];

/// Further elements with which a piece of a page begins.
const PIECE_STARTS: [&str; 10] =
    ["<p>", "<p ", "<div", "<article", "<main", "<section", "<h1", "<meta", "<title", "<!--"];

/// The form of bytes that can be nothing else, whatever a file's name says.
pub fn in_spite_of_ending(start: &[u8]) -> Option<InputFormat> {
    Some(match start {
        start if start.starts_with(b"PAR1") => InputFormat::Parquet,
        start if start.starts_with(b"PK\x03\x04") => InputFormat::Docx,
        start if start.starts_with(b"WARC/1.") || start.starts_with(b"WARC/0.") => InputFormat::Warc,
        start => match markup(start)? {
            // Text may begin with an element; only whole pages and feeds are certain.
            Markup::Page => InputFormat::Html,
            Markup::Feed => InputFormat::Feed,
            Markup::Piece | Markup::OtherXml => return None,
        },
    })
}

/// The form that the beginning of a stream shows.
pub fn form(start: &[u8], names: &FieldNames) -> InputFormat {
    if let Some(form) = in_spite_of_ending(start) {
        return form;
    }
    let start = without_mark(start);
    let line = start.split(|b| *b == b'\n').next().unwrap_or_default();
    match start.first() {
        Some(b'{') if is_jsonl(start, line) => InputFormat::Jsonl,
        Some(b'{') => InputFormat::Json,
        Some(b'[') if start[1..].trim_ascii_start().first() == Some(&b'{') => InputFormat::Json,
        Some(b'<') if matches!(markup(start), Some(Markup::Piece)) => InputFormat::Html,
        Some(b'<') if matches!(markup(start), Some(Markup::OtherXml)) => InputFormat::Feed,
        _ => [(b'\t', InputFormat::Tsv), (b',', InputFormat::Csv)]
            .into_iter()
            .find(|(delimiter, _)| names_text(line, *delimiter, names))
            .map_or(InputFormat::Text, |(_, form)| form),
    }
}

/// Whether a file of JSON lines begins as the records do that inquit writes.
pub fn is_record(start: &[u8]) -> bool {
    let line = start.split(|b| *b == b'\n').next().unwrap_or_default();
    memchr::memmem::find(line, b"\"quote_id\":").is_some()
        && memchr::memmem::find(line, b"\"doc_id\":").is_some()
}

/// What begins with an angle bracket.
enum Markup {
    Page,
    Piece,
    Feed,
    OtherXml,
}

fn markup(start: &[u8]) -> Option<Markup> {
    let start = without_mark(start);
    if start.first() != Some(&b'<') {
        return None;
    }
    let head = String::from_utf8_lossy(&start[..start.len().min(4096)]).to_ascii_lowercase();
    let is_xml = head.starts_with("<?xml");
    if is_xml || head.starts_with("<rss") || head.starts_with("<feed") || head.starts_with("<rdf:rdf") {
        let root = ["<rss", "<feed", "<rdf:rdf", "<html", "<atom:feed"]
            .into_iter()
            .filter_map(|root| Some((head.find(root)?, root)))
            .min();
        return Some(match root {
            Some((_, "<html")) => Markup::Page,
            Some(_) => Markup::Feed,
            None => Markup::OtherXml,
        });
    }
    let begins = |starts: &[&str]| starts.iter().any(|tag| head.starts_with(tag));
    if begins(&PAGE_STARTS) || head.starts_with("<!--") && head.contains("<html") {
        Some(Markup::Page)
    } else {
        begins(&PIECE_STARTS).then_some(Markup::Piece)
    }
}

fn without_mark(start: &[u8]) -> &[u8] {
    start.strip_prefix(super::encoding::UTF8_BOM).unwrap_or(start).trim_ascii_start()
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
            ("\n<!DOCTYPE html>\n<html>", InputFormat::Html),
            ("<?xml version=\"1.0\"?>\n<html xmlns=\"x\">", InputFormat::Html),
            ("<p class=\"lead\">Rain", InputFormat::Html),
            ("<Applause> Thank you.", InputFormat::Text),
            ("<?xml version=\"1.0\"?>\n<!-- x --><rss version=\"2.0\">", InputFormat::Feed),
            ("<feed xmlns=\"x\">", InputFormat::Feed),
            ("<?xml version=\"1.0\"?><book>", InputFormat::Feed),
            ("WARC/1.1\r\nWARC-Type: warcinfo", InputFormat::Warc),
            ("PAR1\u{15}", InputFormat::Parquet),
            ("PK\u{3}\u{4}", InputFormat::Docx),
        ] {
            assert_eq!(form(start.as_bytes(), &FieldNames::default()), expected, "{start}");
        }
    }
}
