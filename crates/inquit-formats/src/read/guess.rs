//! A guess at the form of a stream from its first bytes.

use super::InputFormat;
use super::fields::{Field, FieldNames};

/// What no text can be read of: how it begins, what it is, and what to do.
const NO_TEXT: [(&[u8], &str, &str); 10] = [
    (b"%PDF-", "a PDF file", "make text of it first, with `pdftotext` or the like"),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Office file", "save it as .docx, .csv or .txt"),
    (b"{\\rtf", "rich text (RTF)", "save it as .docx or .txt"),
    (b"SQLite format 3\0", "an SQLite database", "write its table as CSV first: sqlite3 -csv -header"),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive", UNPACK),
    (b"\xFD7zXZ\0", "packed with xz", UNPACK),
    (b"BZh91AY&SY", "packed with bzip2", UNPACK),
    (b"Rar!\x1A\x07", "a RAR archive", UNPACK),
    (b"\x89PNG\r\n\x1A\n", "an image", TEXT_OF_IMAGE),
    (b"\xFF\xD8\xFF", "an image", TEXT_OF_IMAGE),
];
const UNPACK: &str = "unpack it, and give what is in it";
const TEXT_OF_IMAGE: &str = "make text of it first, with `tesseract` or the like";

/// What a file is of which no text can be read, with what to do.
pub fn no_text(start: &[u8]) -> Option<(&'static str, &'static str)> {
    let told =
        NO_TEXT.iter().find(|(mark, ..)| start.starts_with(mark)).map(|(_, what, cure)| (*what, *cure));
    told.or_else(|| is_tar(start).then_some(("a tar archive", UNPACK)))
}

/// Whether a tar archive begins: its mark, behind a check sum in octal digits. Of a text, "ustar" alone says nothing.
fn is_tar(start: &[u8]) -> bool {
    let mark = start.get(257..263).is_some_and(|mark| matches!(mark, b"ustar\0" | b"ustar "));
    let sum = start.get(148..154).unwrap_or_default();
    mark && sum.iter().all(|byte| matches!(byte, b'0'..=b'7' | b' '))
}

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

/// Whether a file begins as `FILE.meta.json` does, which says what made the output `FILE`.
pub fn is_origin(start: &[u8]) -> bool {
    start.starts_with(b"{\"inquit\":\"")
}

/// Whether XML begins as the TEI does that inquit writes.
pub fn is_own_tei(start: &[u8]) -> bool {
    start.starts_with(b"<?xml") && memchr::memmem::find(start, b"<application ident=\"inquit\"").is_some()
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
    fn files_without_text_are_told() {
        let tar = [&[0; 148][..], b"012345\0 ", &[0; 101], b"ustar\0"].concat();
        let text = [&[b'a'; 257][..], b"ustar "].concat();
        for (start, what) in [
            (&b"%PDF-1.7"[..], Some("a PDF file")),
            (b"SQLite format 3\0\x10", Some("an SQLite database")),
            (b"{\\rtf1\\ansi", Some("rich text (RTF)")),
            (&tar, Some("a tar archive")),
            (&text, None),
            (b"{\"text\": 1}", None),
            (b"", None),
        ] {
            assert_eq!(no_text(start).map(|(what, _)| what), what);
        }
    }

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
