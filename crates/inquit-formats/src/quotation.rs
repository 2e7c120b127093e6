//! A quotation as it is read again: a line of text, or a record that inquit or another tool wrote.

mod columns;

use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use csv::ByteRecord;
use serde_json::Value;

use crate::read::ReadOptions;
use crate::read::cutter::Cutter;
use crate::read::encoding;
use crate::read::files::{name_of, unreadable};
use crate::{Place, Problem};

/// The form in which quotations stand in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuotationFormat {
    /// One JSON object a line.
    Jsonl,
    /// Rows under names of columns, between commas.
    Csv,
    /// Rows under names of columns, between tabs.
    Tsv,
    /// One quotation a line.
    Lines,
    /// A Parquet file with a quotation a row.
    Parquet,
    /// A database that inquit wrote.
    Sqlite,
}

impl QuotationFormat {
    /// The form that a file's ending tells.
    pub fn of_ending(path: &Path) -> Option<Self> {
        Some(match &*path.extension()?.to_str()?.to_ascii_lowercase() {
            "jsonl" | "ndjson" | "json" => Self::Jsonl,
            "csv" => Self::Csv,
            "tsv" | "tab" => Self::Tsv,
            "txt" | "md" | "text" => Self::Lines,
            "parquet" | "pq" => Self::Parquet,
            "sqlite" | "sqlite3" | "db" => Self::Sqlite,
            _ => return None,
        })
    }
}

/// Words that somebody is said to have said. What a file does not tell is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quotation {
    /// The words.
    pub text: String,
    /// The article that they are from.
    pub doc_id: Option<String>,
    /// Their name in it.
    pub quote_id: Option<String>,
    /// Direct, mixed or indirect.
    pub kind: Option<String>,
    /// The words that signal the attribution.
    pub cue: Option<String>,
    /// Who said them.
    pub speaker: Option<String>,
    /// The speaker's identifier in a list of the user's.
    pub speaker_id: Option<String>,
    /// What the speaker is.
    pub speaker_class: Option<String>,
    /// The speaker's role.
    pub speaker_role: Option<String>,
    /// The outlet that they were given to.
    pub outlet: Option<String>,
    /// The outlet's identifier in a list of the user's.
    pub outlet_id: Option<String>,
    /// How they were given.
    pub channel: Option<String>,
    /// Who published the article.
    pub publisher: Option<String>,
    /// When, as written.
    pub published: Option<String>,
    /// The article's headline.
    pub title: Option<String>,
    /// Its address on the web.
    pub url: Option<String>,
    /// The words that name who it is attributed to.
    pub source: Option<String>,
    /// The pronoun that the article uses for the speaker.
    pub speaker_pronoun: Option<String>,
    /// Whom the words were spoken to.
    pub addressee: Option<String>,
    /// Whether the outlet was named only in an earlier sentence: true or false.
    pub outlet_inherited: Option<String>,
    /// When the words were spoken.
    pub said_on: Option<String>,
    /// How sure it is, 0 to 1, as written.
    pub confidence: Option<String>,
    /// The rule that decided.
    pub rule: Option<String>,
}

/// Fields, and the names that they go by; the first is inquit's own.
const FIELDS: [&[&str]; 23] = [
    &["text", "quote", "quotation", "words"],
    &["doc_id", "article_id", "id"],
    &["quote_id"],
    &["kind"],
    &["cue"],
    &["speaker"],
    &["speaker_id"],
    &["speaker_class"],
    &["speaker_role"],
    &["outlet"],
    &["outlet_id"],
    &["channel"],
    &["publisher"],
    &["published", "date"],
    &["title", "headline"],
    &["url"],
    &["source"],
    &["speaker_pronoun"],
    &["addressee"],
    &["outlet_inherited"],
    &["said_on"],
    &["confidence"],
    &["rule"],
];

impl Quotation {
    fn field(&mut self, number: usize) -> Option<&mut Option<String>> {
        Some(match number {
            1 => &mut self.doc_id,
            2 => &mut self.quote_id,
            3 => &mut self.kind,
            4 => &mut self.cue,
            5 => &mut self.speaker,
            6 => &mut self.speaker_id,
            7 => &mut self.speaker_class,
            8 => &mut self.speaker_role,
            9 => &mut self.outlet,
            10 => &mut self.outlet_id,
            11 => &mut self.channel,
            12 => &mut self.publisher,
            13 => &mut self.published,
            14 => &mut self.title,
            15 => &mut self.url,
            16 => &mut self.source,
            17 => &mut self.speaker_pronoun,
            18 => &mut self.addressee,
            19 => &mut self.outlet_inherited,
            20 => &mut self.said_on,
            21 => &mut self.confidence,
            22 => &mut self.rule,
            _ => return None,
        })
    }

    fn set(&mut self, number: usize, value: String) {
        if value.is_empty() {
            return;
        }
        match self.field(number) {
            Some(field) => *field = Some(value),
            None => self.text = value,
        }
    }
}

const NAMES: &str = "name the field with the words `text`, `quote` or `quotation`";

/// Reads the quotations of a file, or of standard input (`-`), one by one; a line that holds none is a problem of its
/// own. The error is that of a file that cannot be read at all.
pub fn quotations(
    path: &Path,
    form: Option<QuotationFormat>,
    take: &mut dyn FnMut(Result<(Quotation, Place), Problem>),
) -> Result<(), Problem> {
    let file = name_of(path);
    let failed = |error: io::Error| unreadable(file.clone(), &error);
    let mut stream: Box<dyn Read> = if path.as_os_str() == "-" {
        Box::new(io::stdin())
    } else {
        if path.is_dir() {
            let place = Place { file, line: None };
            return Err(Problem::new(place, "a folder, not a file of quotations", "name a file in it"));
        }
        Box::new(std::fs::File::open(path).map_err(failed)?)
    };
    let mut start = Vec::new();
    (&mut stream).take(1 << 16).read_to_end(&mut start).map_err(failed)?;
    let form = form.or_else(|| QuotationFormat::of_ending(path)).unwrap_or_else(|| guess(&start));
    let stream: Box<dyn Read> = Box::new(Cursor::new(start).chain(stream));
    match form {
        QuotationFormat::Jsonl | QuotationFormat::Lines => lines(stream, &file, form, take).map_err(failed),
        QuotationFormat::Csv => rows(stream, &file, b',', take),
        QuotationFormat::Tsv => rows(stream, &file, b'\t', take),
        QuotationFormat::Parquet | QuotationFormat::Sqlite => columns::quotations(path, &file, form, take),
    }
}

/// Whether the file holds records of quotations, as inquit writes them: told from its first line.
pub fn holds_records(path: &Path) -> bool {
    let form = QuotationFormat::of_ending(path);
    let mut line = Vec::new();
    let first = std::fs::File::open(path)
        .and_then(|file| BufReader::new(file.take(1 << 20)).read_until(b'\n', &mut line));
    let names: Vec<String> = match form {
        Some(QuotationFormat::Jsonl) => match serde_json::from_slice(&line) {
            Ok(Value::Object(fields)) => fields.into_iter().map(|(name, _)| name).collect(),
            _ => Vec::new(),
        },
        Some(QuotationFormat::Csv | QuotationFormat::Tsv) => String::from_utf8_lossy(&line)
            .split([',', ';', '\t'])
            .map(|name| name.trim().trim_matches('"').to_owned())
            .collect(),
        Some(form @ (QuotationFormat::Parquet | QuotationFormat::Sqlite)) => columns::names(path, form),
        _ => Vec::new(),
    };
    first.is_ok() && ["quote_id", "speaker", "text"].iter().all(|own| names.iter().any(|name| name == own))
}

/// The form that a stream's beginning tells.
fn guess(start: &[u8]) -> QuotationFormat {
    let start = start.strip_prefix(encoding::UTF8_BOM).unwrap_or(start).trim_ascii_start();
    let first = start.split(|byte| *byte == b'\n').next().unwrap_or(start);
    let is_head = |delimiter: u8| {
        first.contains(&delimiter)
            && first.split(|byte| *byte == delimiter).any(|name| {
                let name = String::from_utf8_lossy(name.trim_ascii()).trim_matches('"').to_ascii_lowercase();
                FIELDS[0].contains(&&*name)
            })
    };
    if first.first() == Some(&b'{') {
        QuotationFormat::Jsonl
    } else if is_head(b'\t') {
        QuotationFormat::Tsv
    } else if is_head(b',') {
        QuotationFormat::Csv
    } else {
        QuotationFormat::Lines
    }
}

fn lines(
    stream: Box<dyn Read>,
    file: &Arc<str>,
    form: QuotationFormat,
    take: &mut dyn FnMut(Result<(Quotation, Place), Problem>),
) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut bytes = Vec::new();
    for number in 1.. {
        bytes.clear();
        if stream.read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        let whole = bytes.strip_prefix(encoding::UTF8_BOM).unwrap_or(&bytes).trim_ascii();
        if whole.is_empty() {
            continue;
        }
        let place = Place { file: file.clone(), line: Some(number) };
        let line = encoding::decode(whole.to_vec()).0;
        let quotation = match form {
            QuotationFormat::Jsonl => {
                of_json(&line).map_err(|reason| Problem::new(place.clone(), reason, NAMES))
            }
            _ => Ok(Quotation { text: line, ..Quotation::default() }),
        };
        take(quotation.map(|quotation| (quotation, place)));
    }
    Ok(())
}

/// The quotation of a JSON object, or what is wrong with it.
fn of_json(line: &str) -> Result<Quotation, String> {
    let fields = match serde_json::from_str(line) {
        Ok(Value::Object(fields)) => fields,
        Ok(_) => return Err("no JSON object".to_owned()),
        Err(error) => return Err(format!("no valid JSON object ({error})")),
    };
    let mut quotation = Quotation::default();
    for (number, names) in FIELDS.iter().enumerate() {
        if let Some(value) = names.iter().find_map(|name| fields.get(*name)) {
            quotation.set(number, shown(value));
        }
    }
    if quotation.text.is_empty() { Err("no words".to_owned()) } else { Ok(quotation) }
}

/// A field's value as text; of words with their place, the words.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(fields) => fields.get("text").map(shown).unwrap_or_default(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Null | Value::Array(_) => String::new(),
    }
}

/// Where the columns of these names hold each of the fields.
fn places(heads: &[String]) -> Vec<Option<usize>> {
    let column = |names: &&[&str]| names.iter().find_map(|name| heads.iter().position(|head| head == name));
    FIELDS.iter().map(column).collect()
}

fn rows(
    stream: Box<dyn Read>,
    file: &Arc<str>,
    delimiter: u8,
    take: &mut dyn FnMut(Result<(Quotation, Place), Problem>),
) -> Result<(), Problem> {
    let at = |line: u64| Place { file: file.clone(), line: Some(line) };
    let failed = |error: io::Error| unreadable(file.clone(), &error);
    let mut cutter = Cutter::new(stream, delimiter, ReadOptions::default().longest_record).map_err(failed)?;
    let mut cells = ByteRecord::new();
    if cutter.next(&mut cells).map_err(failed)?.is_none() {
        return Ok(());
    }
    let heads: Vec<_> =
        cells.iter().map(|cell| String::from_utf8_lossy(cell.trim_ascii()).to_lowercase()).collect();
    let columns = places(&heads);
    if columns[0].is_none() {
        return Err(Problem::new(at(1), "no column with the words of quotations", NAMES));
    }
    while let Some(cut) = cutter.next(&mut cells).map_err(failed)? {
        let mut quotation = Quotation::default();
        for (number, column) in columns.iter().enumerate() {
            if let Some(cell) = column.and_then(|column| cells.get(column)) {
                quotation.set(number, encoding::decode(cell.to_vec()).0);
            }
        }
        let reason =
            || Problem::new(at(cut.line), "a row without words", "fill its cell, or take the row out");
        take(if quotation.text.is_empty() { Err(reason()) } else { Ok((quotation, at(cut.line))) });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], name: &str) -> Vec<Result<Quotation, String>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let mut all = Vec::new();
        let taken = quotations(&path, None, &mut |found| {
            all.push(found.map(|(quotation, _)| quotation).map_err(|problem| problem.to_string()));
        });
        taken.unwrap();
        all
    }

    #[test]
    fn every_form_gives_the_same_quotations() {
        let check = |bytes: &[u8], name: &str| {
            let found = read(bytes, name);
            let texts: Vec<_> = found.iter().map(|found| &*found.as_ref().unwrap().text).collect();
            assert_eq!(texts, ["It works, once.", "So there"], "{name}");
        };
        check("\u{feff}It works, once.\n\n  So there\r\n".as_bytes(), "a.txt");
        check(b"{\"quote\":\"It works, once.\"}\n{\"text\":\"So there\"}\n", "a.jsonl");
        check(b"{\"quote\":\"It works, once.\"}\n{\"text\":\"So there\"}\n", "unnamed");
        check(b"id,quotation\n1,\"It works, once.\"\n2,So there\n", "a.csv");
        check(b"id\tquote\n1\tIt works, once.\n2\tSo there\n", "unnamed");
    }

    #[test]
    fn records_keep_their_fields_and_mistakes_are_told() {
        let line = br#"{"doc_id":7,"text":"Yes","cue":{"start":1,"end":5,"text":"said"},"speaker":null}"#;
        let expected = Quotation {
            text: "Yes".into(),
            doc_id: Some("7".into()),
            cue: Some("said".into()),
            ..Quotation::default()
        };
        assert_eq!(read(line, "a.jsonl"), [Ok(expected)]);
        let wrong = read(b"{\"text\":\"\"}\n[]\n", "a.jsonl");
        assert!(wrong[0].as_ref().unwrap_err().contains("a.jsonl:1: no words; name the field"));
        assert!(wrong[1].as_ref().unwrap_err().contains("a.jsonl:2: no JSON object"));
    }
}
