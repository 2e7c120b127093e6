//! The database that inquit wrote, asked for rows and articles; it is never written to.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use inquit_formats::Unit;
use inquit_formats::tally::month;
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, params, params_from_iter};
use serde::Serialize;

use super::filter::{Filter, TABLES};

/// Most rows of a list that can be reached; filters reach others.
pub const REACH: usize = 100_000;

/// How many lists are remembered, so that further pages of them need no search.
const LISTS: usize = 8;

/// A database, its connections opened as they are needed.
#[derive(Debug)]
pub struct Database {
    path: PathBuf,
    free: Mutex<Vec<Connection>>,
    lists: Mutex<Vec<(Filter, Arc<List>)>>,
    /// What its offsets count.
    pub unit: Unit,
    /// Whether it holds the articles' texts.
    pub has_texts: bool,
}

/// The quotations that a filter finds, in its order.
#[derive(Debug)]
pub struct List {
    /// How many there are.
    pub total: u64,
    /// The first of them.
    ids: Vec<i64>,
}

/// Words with their place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Words {
    pub start: u32,
    pub end: u32,
    pub text: String,
}

/// A range of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Range {
    pub start: u32,
    pub end: u32,
}

/// A quotation as a record has it, with its number in the database.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Record {
    pub id: i64,
    pub doc_id: String,
    pub quote_id: String,
    pub publisher: Option<String>,
    pub published: Option<String>,
    pub title: Option<String>,
    pub url: Option<String>,
    pub kind: String,
    pub text: String,
    pub content: Vec<Range>,
    pub cue: Option<Words>,
    pub source: Option<Words>,
    pub speaker: Option<String>,
    pub speaker_id: Option<String>,
    pub speaker_class: Option<String>,
    pub speaker_role: Option<String>,
    pub speaker_pronoun: Option<String>,
    pub speakers: Option<Vec<String>>,
    pub addressee: Option<String>,
    pub outlet: Option<String>,
    pub outlet_id: Option<String>,
    pub outlet_inherited: Option<bool>,
    pub channel: Option<String>,
    pub said_on: Option<String>,
    pub negated: bool,
    pub confidence: f64,
    pub rule: String,
    /// "set" or "struck", where a reader corrected it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrected: Option<&'static str>,
}

/// An article as it stands in the database.
#[derive(Clone, Debug)]
pub struct Article {
    /// Its name.
    pub id: String,
    /// Its text, if it was kept, and where that begins.
    pub text: Option<(u32, String)>,
    /// Its quotations, in text order.
    pub records: Vec<Record>,
}

const COLUMNS: &str = "id, doc_id, quote_id, publisher, published, title, url, kind, text, content_spans, \
     cue, cue_start, cue_end, source, source_start, source_end, speaker, speaker_id, speaker_class, speaker_role, \
     speaker_pronoun, speakers, addressee, outlet, outlet_id, outlet_inherited, channel, said_on, negated, confidence, rule";

impl Database {
    /// Opens a database; the error is a message for the user.
    pub fn open(path: &Path) -> Result<Self, String> {
        let cure = "name one that inquit wrote: inquit extract articles/ --with-texts -o news.sqlite";
        let stop = |error: rusqlite::Error| {
            format!("{}: no database of quotations ({error}); {cure}", path.display())
        };
        let connection = connect(path).map_err(stop)?;
        connection.prepare(&format!("SELECT {COLUMNS} FROM records")).map_err(stop)?;
        let texts = "SELECT count(*) FROM sqlite_master WHERE name = 'texts'";
        let has_texts = connection.query_row(texts, [], |row| row.get::<_, i64>(0)).map_err(stop)? > 0;
        let options = "SELECT value FROM inquit WHERE name = 'options'";
        let options: String = connection.query_row(options, [], |row| row.get(0)).map_err(stop)?;
        let options: serde_json::Value = serde_json::from_str(&options).unwrap_or_default();
        let unit = match options["offsets"].as_str() {
            Some("bytes") => Unit::Bytes,
            Some("utf16") => Unit::Utf16,
            _ => Unit::Chars,
        };
        let free = Mutex::new(vec![connection]);
        Ok(Self { path: path.to_owned(), free, lists: Mutex::default(), unit, has_texts })
    }

    /// Runs a query on a connection that is free.
    pub fn with<T>(&self, ask: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = free.map_or_else(|| connect(&self.path), Ok)?;
        let answer = ask(&connection);
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        answer
    }

    /// All that a filter finds.
    pub fn list(&self, filter: &Filter) -> rusqlite::Result<Arc<List>> {
        let wanted = filter.whole();
        let lists = || self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = lists().iter().find(|(filter, _)| *filter == wanted) {
            return Ok(known.clone());
        }
        let (conditions, values) = wanted.conditions();
        let list = self.with(|database| {
            let count = format!("SELECT count(*) FROM {TABLES} WHERE {conditions}");
            let total = database.query_row(&count, params_from_iter(&values), |row| row.get::<_, i64>(0))?;
            let order = wanted.order();
            let ids = format!("SELECT q.id FROM {TABLES} WHERE {conditions} ORDER BY {order} LIMIT {REACH}");
            let mut ids = database.prepare(&ids)?;
            let ids =
                ids.query_map(params_from_iter(&values), |row| row.get(0))?.collect::<Result<_, _>>()?;
            Ok(Arc::new(List { total: total as u64, ids }))
        })?;
        let mut lists = lists();
        lists.truncate(LISTS - 1);
        lists.insert(0, (wanted, list.clone()));
        Ok(list)
    }

    /// A page of a list.
    pub fn records(&self, list: &List, offset: usize, limit: usize) -> rusqlite::Result<Vec<Record>> {
        let ids = list.ids.iter().skip(offset).take(limit);
        self.with(|database| {
            let mut one = database.prepare_cached(&format!("SELECT {COLUMNS} FROM records WHERE id = ?"))?;
            ids.map(|id| one.query_row(params![id], record)).collect()
        })
    }

    /// The article of a quotation.
    pub fn article(&self, quotation: i64) -> rusqlite::Result<Option<Article>> {
        self.with(|database| {
            let document = "SELECT document FROM quotations WHERE id = ?";
            let document: Option<i64> =
                database.query_row(document, params![quotation], |row| row.get(0)).optional()?;
            document.map(|document| self.document(database, document)).transpose()
        })
    }

    /// Every article with quotations in turn, for as long as `take` says that it wants more.
    pub fn articles(&self, mut take: impl FnMut(Article) -> bool) -> rusqlite::Result<()> {
        self.with(|database| {
            let mut all = database.prepare("SELECT id FROM documents ORDER BY id")?;
            let mut rows = all.query([])?;
            while let Some(row) = rows.next()? {
                if !take(self.document(database, row.get(0)?)?) {
                    break;
                }
            }
            Ok(())
        })
    }

    fn document(&self, database: &Connection, document: i64) -> rusqlite::Result<Article> {
        let id = "SELECT doc_id FROM documents WHERE id = ?";
        let id = database.query_row(id, params![document], |row| row.get(0))?;
        let text = "SELECT start, text FROM texts WHERE document = ?";
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let text =
            if self.has_texts { database.query_row(text, params![document], read).optional()? } else { None };
        let records = format!(
            "SELECT {COLUMNS} FROM records WHERE id IN (SELECT id FROM quotations WHERE document = ?) ORDER BY id"
        );
        let mut records = database.prepare_cached(&records)?;
        let records = records.query_map(params![document], record)?.collect::<Result<_, _>>()?;
        Ok(Article { id, text, records })
    }
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let database = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    database.create_scalar_function("month", 1, flags, |context| {
        let date = context.get::<Option<String>>(0)?;
        Ok(date.as_deref().and_then(month))
    })?;
    Ok(database)
}

fn record(row: &Row<'_>) -> rusqlite::Result<Record> {
    let words = |at: usize| -> rusqlite::Result<Option<Words>> {
        let Some(text) = row.get(at)? else { return Ok(None) };
        Ok(Some(Words { text, start: row.get(at + 1)?, end: row.get(at + 2)? }))
    };
    let spans: Option<String> = row.get(9)?;
    let speakers: Option<String> = row.get(21)?;
    Ok(Record {
        id: row.get(0)?,
        doc_id: row.get(1)?,
        quote_id: row.get(2)?,
        publisher: row.get(3)?,
        published: row.get(4)?,
        title: row.get(5)?,
        url: row.get(6)?,
        kind: row.get(7)?,
        text: row.get(8)?,
        content: spans.unwrap_or_default().split(';').filter_map(range).collect(),
        cue: words(10)?,
        source: words(13)?,
        speaker: row.get(16)?,
        speaker_id: row.get(17)?,
        speaker_class: row.get(18)?,
        speaker_role: row.get(19)?,
        speaker_pronoun: row.get(20)?,
        speakers: speakers.map(|names| names.split(';').map(|name| name.trim().to_owned()).collect()),
        addressee: row.get(22)?,
        outlet: row.get(23)?,
        outlet_id: row.get(24)?,
        outlet_inherited: row.get(25)?,
        channel: row.get(26)?,
        said_on: row.get(27)?,
        negated: row.get(28)?,
        confidence: row.get(29)?,
        rule: row.get(30)?,
        corrected: None,
    })
}

fn range(spelled: &str) -> Option<Range> {
    let (start, end) = spelled.split_once('-')?;
    Some(Range { start: start.parse().ok()?, end: end.parse().ok()? })
}

impl Record {
    /// Calls `map` with each of its places.
    pub fn each_place(&mut self, mut map: impl FnMut(&mut u32)) {
        for range in &mut self.content {
            map(&mut range.start);
            map(&mut range.end);
        }
        for words in self.cue.iter_mut().chain(&mut self.source) {
            map(&mut words.start);
            map(&mut words.end);
        }
    }

    /// Appends the record as a row of comma-separated values.
    pub fn write_row(&self, out: &mut Vec<u8>) {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let words = |words: &Option<Words>| words.as_ref().map_or(String::new(), |words| words.text.clone());
        let cells = [
            self.doc_id.clone(),
            self.quote_id.clone(),
            text(&self.publisher),
            text(&self.published),
            text(&self.title),
            text(&self.url),
            self.kind.clone(),
            self.text.clone(),
            words(&self.cue),
            words(&self.source),
            text(&self.speaker),
            text(&self.speaker_class),
            text(&self.speaker_role),
            text(&self.speaker_pronoun),
            text(&self.addressee),
            text(&self.outlet),
            self.outlet_inherited.map_or(String::new(), |inherited| inherited.to_string()),
            text(&self.channel),
            text(&self.said_on),
            self.confidence.to_string(),
            self.rule.clone(),
        ];
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            if cell.contains(['"', ',', '\r', '\n']) {
                out.push(b'"');
                out.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
                out.push(b'"');
            } else {
                out.extend_from_slice(cell.as_bytes());
            }
        }
        out.extend_from_slice(b"\r\n");
    }
}

/// The names of these cells.
pub const HEAD: &str = "doc_id,quote_id,publisher,published,title,url,kind,text,cue,source,speaker,speaker_class,\
     speaker_role,speaker_pronoun,addressee,outlet,outlet_inherited,channel,said_on,confidence,rule\r\n";
