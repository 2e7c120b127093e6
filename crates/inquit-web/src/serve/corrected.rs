//! Corrections that readers make on the page: kept in a file of their own, shown over the database, given as gold.

use std::fs::OpenOptions;
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use inquit_formats::Unit;
use inquit_formats::corrections::{Action, Correction, Corrections, Places, Right, digest};
use inquit_formats::offsets::bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::database::{Article, Database, Range, Record, Words};
use super::problem::Problem;

/// The file of corrections, and what is in it.
#[derive(Debug)]
pub struct Kept {
    path: PathBuf,
    all: Mutex<Corrections>,
}

/// What the page sends: offsets in UTF-16 units, as scripts count.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    /// A quotation of the article that is meant.
    quotation: i64,
    /// The content of the one that is meant, where the reader added it; none for a further one of that article, which was
    /// missed.
    found: Option<Vec<Places>>,
    action: Action,
}

impl Sent {
    /// Reads a request's body.
    pub fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut value = serde_json::from_slice(body).map_err(|error| Problem::bad(error.to_string()))?;
        make_whole(&mut value);
        serde_json::from_value(value).map_err(|error| Problem::unfit(error.to_string()))
    }
}

/// Numbers without a fraction are whole, however they are written: 1.0 is 1. The last place of what was read may be wrong,
/// which is half of a one in -4004562852111458.0.
fn make_whole(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(make_whole),
        Value::Object(fields) => fields.values_mut().for_each(make_whole),
        Value::Number(number) if number.is_f64() => {
            let is_whole = |number: &f64| (number - number.round()).abs() <= number.abs() * f64::EPSILON;
            if let Some(whole) = number.as_f64().filter(is_whole) {
                *value = (whole.round() as i64).into();
            }
        }
        _ => {}
    }
}

impl Kept {
    /// Reads the file, if it is there.
    pub fn open(path: &Path) -> Result<Self, String> {
        let stop =
            |why: String| format!("{}: {why}; name a file that inquit wrote, or a new one", path.display());
        let all = match std::fs::File::open(path) {
            Ok(file) => Corrections::read(BufReader::new(file)).map_err(stop)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Corrections::default(),
            Err(error) => return Err(stop(error.to_string())),
        };
        Ok(Self { path: path.to_owned(), all: Mutex::new(all) })
    }

    /// Keeps a correction: a line more in the file, on the disk before it is answered.
    pub fn add(&self, database: &Database, sent: Sent) -> Result<Correction, Problem> {
        let article = database.article(sent.quotation).map_err(|error| Problem::own(error.to_string()))?;
        let article =
            article.ok_or_else(|| Problem::missing(format!("There is no quotation {}", sent.quotation)))?;
        let Some((_, text)) = &article.text else {
            return Err(Problem::conflict(
                "The database has no texts: make it with inquit extract --with-texts",
            ));
        };
        let found = if let Some(added) = &sent.found {
            added.iter().map(|places| place_in_chars(*places, text)).collect::<Result<_, _>>()?
        } else {
            let record = article.records.iter().find(|record| record.id == sent.quotation);
            record.map(|record| found(record, text, &article, database.unit)).unwrap_or_default()
        };
        let action = match sent.action {
            Action::Set(right) => Action::Set(in_chars(right, text)?),
            other => other,
        };
        let correction = Correction { text: digest(text), doc_id: article.id.clone(), found, action };
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let write = || {
            let mut file = OpenOptions::new().create(true).append(true).open(&self.path)?;
            file.write_all(format!("{}\n", json!(correction)).as_bytes())?;
            file.sync_data()
        };
        write().map_err(|error| Problem::own(format!("The correction cannot be kept ({error})")))?;
        all.add(correction.clone());
        Ok(correction)
    }

    /// An article's records with what was set right in them, places in UTF-16 units within its text. What was struck
    /// stays, and says so.
    pub fn shown(&self, article: &Article, unit: Unit) -> Vec<Record> {
        let Some((start, text)) = &article.text else { return article.records.clone() };
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let mut records = in_text(&article.records, *start, text, unit, Unit::Utf16);
        let own = all.of(&digest(text));
        if own.is_empty() {
            return records;
        }
        // By what corrections know each of them.
        let mut known: Vec<Vec<Places>> =
            in_text(&article.records, *start, text, unit, Unit::Chars).iter().map(places).collect();
        for correction in own {
            let at = known.iter().position(|content| *content == correction.found);
            match (&correction.action, at) {
                (Action::Strike, Some(at)) if records[at].id < 0 => {
                    records.remove(at);
                    known.remove(at);
                }
                (Action::Strike, Some(at)) => records[at].corrected = Some("struck"),
                (Action::Set(right), Some(at)) => {
                    set(&mut records[at], right, text);
                    if records[at].id < 0 {
                        known[at].clone_from(&right.content);
                    }
                }
                (Action::Set(right), None) if correction.found.is_empty() => {
                    let Some(mut added) = article.records.first().cloned() else { continue };
                    // Numbers of its own: the database has none for it.
                    added.id = -(records.len() as i64);
                    added.quote_id = format!("added {}", records.len() + 1);
                    (added.speaker_role, added.speaker_pronoun, added.channel) = (None, None, None);
                    (added.addressee, added.said_on, added.negated) = (None, None, false);
                    set(&mut added, right, text);
                    records.push(added);
                    known.push(right.content.clone());
                }
                _ => {}
            }
        }
        records
    }

    /// The articles that readers corrected, as gold: a JSON object a line, in the common format.
    pub fn gold(&self, database: &Database) -> Result<Vec<u8>, Problem> {
        let wanted: Vec<String> = {
            let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
            all.digests().map(str::to_owned).collect()
        };
        let mut out = Vec::new();
        let read = database.articles(|article| {
            if let Some((_, text)) = &article.text
                && wanted.contains(&digest(text))
            {
                out.extend_from_slice(
                    format!("{}\n", self.document(&article, text, database.unit)).as_bytes(),
                );
            }
            true
        });
        read.map_err(|error| Problem::own(error.to_string()))?;
        Ok(out)
    }

    fn document(&self, article: &Article, text: &str, unit: Unit) -> Value {
        let kept = self.shown(article, unit).into_iter().filter(|record| record.corrected != Some("struck"));
        let kept: Vec<Record> = kept.collect();
        let mut kept = in_text(&kept, 0, text, Unit::Utf16, Unit::Chars);
        kept.sort_by_key(|record| record.content.first().map(|range| range.start));
        let list =
            |words: &Option<Words>| words.iter().map(|words| [words.start, words.end]).collect::<Vec<_>>();
        let quotes = kept.iter().zip(1..).map(|(record, number)| {
            json!({
                "id": format!("q{number}"), "kind": record.kind, "content": places(record),
                "cue": list(&record.cue), "source": list(&record.source), "speaker": record.speaker,
                "speaker_class": record.speaker_class, "outlet": record.outlet,
                "outlet_inherited": record.outlet_inherited, "channel": record.channel,
            })
        });
        json!({"id": article.id, "text": text, "entities": true, "quotes": quotes.collect::<Vec<_>>()})
    }
}

/// An article's records, places in UTF-16 units within its text.
pub fn as_found(article: &Article, unit: Unit) -> Vec<Record> {
    match &article.text {
        Some((start, text)) => in_text(&article.records, *start, text, unit, Unit::Utf16),
        None => article.records.clone(),
    }
}

fn places(record: &Record) -> Vec<Places> {
    record.content.iter().map(|range| [range.start, range.end]).collect()
}

/// Where the content of a record stands in its text, in code points.
fn found(record: &Record, text: &str, article: &Article, unit: Unit) -> Vec<Places> {
    let start = article.text.as_ref().map_or(0, |(start, _)| *start);
    places(&in_text(std::slice::from_ref(record), start, text, unit, Unit::Chars)[0])
}

/// Records with their places counted in another unit, and from the text's own beginning. A record whose places are not
/// the text's loses them.
fn in_text(records: &[Record], start: u32, text: &str, from: Unit, to: Unit) -> Vec<Record> {
    let mut records = records.to_vec();
    let mut offsets = inquit_formats::Offsets::default();
    offsets.fill(text, to);
    for record in &mut records {
        let mut own = Vec::new();
        record.each_place(|place| own.push(place.wrapping_sub(start)));
        if let Some(bytes) = bytes(text, from, &own) {
            let mut bytes = bytes.into_iter();
            record.each_place(|place| *place = bytes.next().map_or(0, |byte| offsets.get(text, byte)));
        } else {
            (record.content, record.cue, record.source) = (Vec::new(), None, None);
        }
    }
    records
}

/// What was sent, in code points; what does not fit the text is told.
fn in_chars(mut right: Right, text: &str) -> Result<Right, Problem> {
    if right.content.is_empty() {
        return Err(Problem::unfit("A quotation has content; strike it if there is none"));
    }
    for places in right.content.iter_mut().chain(&mut right.cue).chain(&mut right.source) {
        *places = place_in_chars(*places, text)?;
    }
    right.content.sort_unstable();
    for name in [&mut right.speaker, &mut right.outlet] {
        *name = name.take().filter(|name| !name.trim().is_empty());
    }
    Ok(right)
}

/// A place in UTF-16 units, in code points.
fn place_in_chars(place: Places, text: &str) -> Result<Places, Problem> {
    let outside = || Problem::conflict(format!("{}–{} is no part of the text", place[0], place[1]));
    let ends = bytes(text, Unit::Utf16, &place).filter(|ends| ends[0] < ends[1]).ok_or_else(outside)?;
    Ok([0, 1].map(|end| text[..ends[end] as usize].chars().count() as u32))
}

/// Sets a record right, whose places are in UTF-16 units.
fn set(record: &mut Record, right: &Right, text: &str) {
    let mut offsets = inquit_formats::Offsets::default();
    offsets.fill(text, Unit::Utf16);
    let words = |places: Places| {
        let ends = bytes(text, Unit::Chars, &places)?;
        let [start, end] = [ends[0], ends[1]].map(|byte| offsets.get(text, byte));
        let text = text.get(ends[0] as usize..ends[1] as usize)?.to_owned();
        Some(Words { start, end, text })
    };
    let content: Vec<Words> = right.content.iter().filter_map(|places| words(*places)).collect();
    record.text = content.iter().map(|words| &*words.text).collect::<Vec<_>>().join(" … ");
    record.content = content.iter().map(|words| Range { start: words.start, end: words.end }).collect();
    (record.cue, record.source) = (right.cue.and_then(words), right.source.and_then(words));
    if record.outlet != right.outlet {
        (record.outlet_id, record.outlet_inherited) = (None, right.outlet.as_ref().map(|_| false));
    }
    if record.speaker != right.speaker {
        (record.speaker_id, record.speaker_role, record.speakers) = (None, None, None);
    }
    (record.speaker, record.outlet) = (right.speaker.clone(), right.outlet.clone());
    record.speaker_class =
        record.speaker.as_ref().and(right.speaker_class.clone().or_else(|| Some("person".into())));
    (record.rule, record.confidence) = (inquit_formats::corrections::RULE.to_owned(), 1.0);
    record.corrected = Some("set");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_whole_where_they_have_no_fraction() {
        let read =
            |number: &str| Sent::read(format!(r#"{{"quotation": {number}, "action": "strike"}}"#).as_bytes());
        for (number, whole) in [
            ("7", 7),
            ("7.0", 7),
            ("7e0", 7),
            ("-4004562852111458.0", -4_004_562_852_111_458),
            ("4503599627370497.0", 4_503_599_627_370_497),
        ] {
            let sent = read(number).map(|sent| sent.quotation);
            assert!(sent.as_ref().is_ok_and(|sent| (sent - whole).abs() <= 1), "{number}: {sent:?}");
        }
        for number in ["7.5", "0.1", "-3.25"] {
            assert!(read(number).is_err(), "{number}");
        }
    }
}
