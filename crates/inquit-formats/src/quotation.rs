//! A quotation as it is read again: a line of text, or a record that inquit or another tool wrote.

#[cfg(feature = "sqlite")]
mod database;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use csv::ByteRecord;
use serde_json::Value;

use crate::read::cutter::Cutter;
use crate::read::files::{GUESS_BYTES, name_of, spooled, unreadable};
#[cfg(feature = "parquet")]
use crate::read::parquet;
use crate::read::unpack::{Packing, Unpacked};
use crate::read::{InputFormat, ReadOptions, encoding, guess};
#[cfg(feature = "parquet")]
use crate::{Buffers, Field, FieldNames};
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
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        if matches!(&*ending, "gz" | "gzip" | "zst" | "zstd") {
            return Self::of_ending(Path::new(path.file_stem()?));
        }
        Some(match &*ending {
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
    let place = Place { file: file.clone(), line: None };
    if path.is_dir() {
        return Err(Problem::new(place, "a folder, not a file of quotations", "name a file in it"));
    }
    let form = form.or_else(|| QuotationFormat::of_ending(path));
    if form == Some(QuotationFormat::Sqlite) {
        return database(path, &file, take);
    }
    let (start, stream) = open(path).map_err(failed)?;
    if guess::in_spite_of_ending(&start) == Some(InputFormat::Parquet) {
        return table(spooled(&start, stream).map_err(failed)?, &file, take);
    }
    if let Some((what, cure)) = guess::no_text(&start) {
        return Err(Problem::new(place, what, cure));
    }
    let form = form.unwrap_or_else(|| guess(&start));
    let stream: Box<dyn Read> = Box::new(Cursor::new(start).chain(stream));
    match form {
        QuotationFormat::Jsonl | QuotationFormat::Lines => lines(stream, &file, form, take).map_err(failed),
        QuotationFormat::Csv => rows(stream, &file, b',', take),
        QuotationFormat::Tsv => rows(stream, &file, b'\t', take),
        QuotationFormat::Parquet | QuotationFormat::Sqlite => Err(Problem::new(
            place,
            "no Parquet file, in spite of its name",
            "give it the ending of what it is",
        )),
    }
}

/// A file or standard input, once unpacked, with the bytes that it begins with.
fn open(path: &Path) -> io::Result<(Vec<u8>, Unpacked)> {
    let mut stream: Box<dyn Read> =
        if path.as_os_str() == "-" { Box::new(io::stdin()) } else { Box::new(File::open(path)?) };
    let mut start = Vec::new();
    (&mut stream).take(GUESS_BYTES).read_to_end(&mut start)?;
    let packing = Packing::of(&start);
    let mut stream = Unpacked::new(Box::new(Cursor::new(start).chain(stream)), packing)?;
    let mut start = Vec::new();
    (&mut stream).take(GUESS_BYTES).read_to_end(&mut start)?;
    Ok((start, stream))
}

/// Whether a file, or what comes first on standard input (`-`), holds records of quotations, as inquit writes them:
/// told from its first line, or the names of its columns.
pub fn holds_records(path: &Path) -> bool {
    if QuotationFormat::of_ending(path) == Some(QuotationFormat::Sqlite) {
        return are_records(&database_columns(path));
    }
    let start = if path.as_os_str() == "-" {
        // What is looked at stays to be read.
        io::stdin().lock().fill_buf().map(|start| unpacked_start(start.to_vec()))
    } else if path.is_file() {
        open(path).map(|(start, _)| start)
    } else {
        return false;
    };
    let Ok(start) = start else { return false };
    if guess::in_spite_of_ending(&start) == Some(InputFormat::Parquet) {
        return are_records(&columns(path));
    }
    let start = start.strip_prefix(encoding::UTF8_BOM).unwrap_or(&start);
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    match QuotationFormat::of_ending(path).unwrap_or_else(|| guess(start)) {
        QuotationFormat::Lines => false,
        QuotationFormat::Jsonl => match serde_json::from_slice(line) {
            Ok(Value::Object(fields)) => {
                are_records(&fields.into_iter().map(|(name, _)| name).collect::<Vec<_>>())
            }
            // A line of which the end is not seen.
            _ => line.len() == start.len() && guess::is_record(start),
        },
        QuotationFormat::Csv | QuotationFormat::Tsv => {
            let line = String::from_utf8_lossy(line);
            let names = line.split([',', ';', '\t']).map(|name| name.trim().trim_matches('"').to_owned());
            are_records(&names.collect::<Vec<_>>())
        }
        // Their content tells.
        QuotationFormat::Parquet | QuotationFormat::Sqlite => false,
    }
}

/// Whether fields of these names are those of records.
fn are_records(names: &[String]) -> bool {
    ["quote_id", "speaker", "text"].iter().all(|own| names.iter().any(|name| name == own))
}

/// What is packed in the first bytes of a stream, as far as they tell.
fn unpacked_start(start: Vec<u8>) -> Vec<u8> {
    let packing = Packing::of(&start);
    let mut unpacked = Vec::new();
    if let Ok(stream) = Unpacked::new(Box::new(Cursor::new(start)), packing) {
        // It ends where what was looked at does.
        let _ = stream.take(GUESS_BYTES).read_to_end(&mut unpacked);
    }
    unpacked
}

#[cfg(feature = "sqlite")]
use database::{names as database_columns, quotations as database};

#[cfg(not(feature = "sqlite"))]
fn database_columns(_: &Path) -> Vec<String> {
    Vec::new()
}

#[cfg(not(feature = "sqlite"))]
fn database(
    _: &Path,
    file: &Arc<str>,
    _: &mut dyn FnMut(Result<(Quotation, Place), Problem>),
) -> Result<(), Problem> {
    let place = Place { file: file.clone(), line: None };
    Err(Problem::new(place, "this inquit was built without SQLite", "build it with the feature `sqlite`"))
}

#[cfg(feature = "parquet")]
fn columns(path: &Path) -> Vec<String> {
    let spooled = open(path).and_then(|(start, stream)| spooled(&start, stream));
    spooled.map(parquet::columns).unwrap_or_default()
}

#[cfg(not(feature = "parquet"))]
fn columns(_: &Path) -> Vec<String> {
    Vec::new()
}

/// The rows of a Parquet file.
#[cfg(feature = "parquet")]
fn table(
    source: File,
    file: &Arc<str>,
    take: &mut dyn FnMut(Result<(Quotation, Place), Problem>),
) -> Result<(), Problem> {
    let unread = |error: io::Error| unreadable(file.clone(), &error);
    let heads = parquet::columns(source.try_clone().map_err(unread)?);
    let is_head = |name: &&&str| heads.iter().any(|head| head == **name);
    let Some(words) = FIELDS[0].iter().find(is_head) else {
        let place = Place { file: file.clone(), line: None };
        return Err(Problem::new(place, "no column with the words of quotations", NAMES));
    };
    let kept: Vec<(usize, &str)> = FIELDS
        .iter()
        .enumerate()
        .skip(1)
        .filter_map(|(number, names)| Some((number, *names.iter().find(is_head)?)))
        .collect();
    let names =
        FieldNames { keep: kept.iter().map(|(_, name)| (*name).into()).collect(), ..FieldNames::default() };
    let options = ReadOptions { names: names.name(Field::Text, *words), ..ReadOptions::default() };
    let mut rows = parquet::Rows::new(file.clone(), source, &options)?;
    while let Some(batch) = rows.next_batch() {
        batch.articles(&options, &Buffers::default(), |article| {
            take(article.map(|article| {
                let mut quotation = Quotation { text: article.text.into_owned(), ..Quotation::default() };
                for ((number, _), (_, value)) in kept.iter().zip(&article.kept) {
                    quotation.set(*number, shown(value));
                }
                (quotation, article.place)
            }));
        });
    }
    Ok(())
}

#[cfg(not(feature = "parquet"))]
fn table(
    _: File,
    file: &Arc<str>,
    _: &mut dyn FnMut(Result<(Quotation, Place), Problem>),
) -> Result<(), Problem> {
    let place = Place { file: file.clone(), line: None };
    Err(Problem::new(place, "this inquit was built without Parquet", "build it with the feature `parquet`"))
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
        // Files put behind one another leave the mark of an encoding in the middle.
        let bare = bytes.trim_ascii();
        let whole = bare.strip_prefix(encoding::UTF8_BOM).unwrap_or(bare).trim_ascii();
        let line = encoding::decode(whole.to_vec()).0;
        if line.is_empty() {
            continue;
        }
        let place = Place { file: file.clone(), line: Some(number) };
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
        check("\u{feff}It works, once.\n \u{feff}\n  So there\r\n".as_bytes(), "a.txt");
        check(b"{\"quote\":\"It works, once.\"}\n{\"text\":\"So there\"}\n", "a.jsonl");
        check(b"{\"quote\":\"It works, once.\"}\n{\"text\":\"So there\"}\n", "unnamed");
        check(b"id,quotation\n1,\"It works, once.\"\n2,So there\n", "a.csv");
        check(b"id\tquote\n1\tIt works, once.\n2\tSo there\n", "unnamed");
    }

    #[cfg(feature = "parquet")]
    #[test]
    fn rows_of_parquet_are_quotations() {
        let rows = [
            vec!["It works".into(), "q1".into(), "Ana Lima".into()],
            vec!["So there".into(), "q2".into(), Value::Null],
        ];
        let bytes =
            crate::store::table::parquet(&crate::Origin::default(), &["text", "quote_id", "speaker"], &rows)
                .unwrap();
        for name in ["a.parquet", "unnamed"] {
            let found: Vec<_> = read(&bytes, name).into_iter().map(Result::unwrap).collect();
            let first = Quotation {
                text: "It works".into(),
                quote_id: Some("q1".into()),
                speaker: Some("Ana Lima".into()),
                ..Quotation::default()
            };
            assert_eq!((&found[0], found[1].speaker.as_deref()), (&first, None));
        }
    }

    #[test]
    fn records_are_told_from_articles() {
        let folder = tempfile::tempdir().unwrap();
        let check = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            holds_records(&path)
        };
        let record = b"{\"doc_id\":\"a\",\"quote_id\":\"q1\",\"speaker\":null,\"text\":\"Yes\"}\n";
        assert!(check("a.jsonl", record) && check("unnamed", record));
        assert!(check("a.jsonl.zst", &zstd::encode_all(&record[..], 1).unwrap()));
        assert!(check("a.csv", b"doc_id,quote_id,speaker,text\n"));
        assert!(!check("b.jsonl", b"{\"id\":\"a\",\"text\":\"Yes\"}\n"));
        assert!(!check("b.csv", b"id,text\n") && !check("b.txt", record) && !check("empty", b""));
        #[cfg(feature = "parquet")]
        {
            let table =
                |heads: &[&str]| crate::store::table::parquet(&crate::Origin::default(), heads, &[]).unwrap();
            assert!(check("a.parquet", &table(&["text", "quote_id", "speaker"])));
            assert!(!check("b.parquet", &table(&["text", "id"])));
        }
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
