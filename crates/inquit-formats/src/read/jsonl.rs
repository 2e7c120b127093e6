//! JSON lines: one article a line, parsed in the worker and borrowed from its batch.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::encoding;
use super::fields::{Best, Field, FieldNames, Slot};
use crate::json::next_escape;
use crate::{Article, Place, Problem, Repair};

const CURE: &str = "each line must hold one JSON object such as {\"id\": \"a1\", \"text\": \"…\"}";

/// Hands each article of whole lines to `take`, or the problem that it has.
pub fn articles(
    bytes: &[u8],
    file: &Arc<str>,
    first_line: u64,
    names: &FieldNames,
    take: &mut dyn FnMut(Result<Article<'_>, Problem>),
) {
    let mut start = 0;
    let mut room = String::new();
    let ends = memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]);
    for (number, end) in (first_line..).zip(ends) {
        let line = &bytes[start..end];
        if !line.iter().all(u8::is_ascii_whitespace) {
            take(article(line, Place { file: file.clone(), line: Some(number) }, names, &mut room));
        }
        start = (end + 1).min(bytes.len());
    }
}

/// The article of one line; a text with escapes is put into `room`, memory used again.
pub fn article<'a>(
    line: &'a [u8],
    place: Place,
    names: &FieldNames,
    room: &'a mut String,
) -> Result<Article<'a>, Problem> {
    let Ok(line) = simdutf8::basic::from_utf8(line) else {
        let (line, repair) = encoding::other(line);
        return owned(&line, place, names, repair);
    };
    match parse(line, names, Some(room)) {
        Ok(record) => record.article(place, names, Vec::new()),
        Err(error) => match encoding::without_lone_surrogates(line) {
            Some(mended) => owned(&mended, place, names, Repair::LoneSurrogate),
            None => Err(bad_json(place, &error)),
        },
    }
}

/// The article of one line that is mostly one long text: that is made of the line's own bytes, in their place, so that
/// it is never held twice. Gives the bytes back where the line is none of this kind.
pub fn long_article(bytes: Vec<u8>, place: Place, names: &FieldNames) -> Result<Article<'static>, Vec<u8>> {
    // Stands for the long text while the rest is read.
    const MARK: &str = "a long text that inquit holds elsewhere";
    let Some(text) = longest_string(&bytes).filter(|text| text.len() > bytes.len() / 2) else {
        return Err(bytes);
    };
    if simdutf8::basic::from_utf8(&bytes).is_err() || !is_plain_string(&bytes[text.clone()]) {
        return Err(bytes);
    }
    let rest = [&bytes[..text.start], MARK.as_bytes(), &bytes[text.end..]].concat();
    let times = memchr::memmem::find_iter(&rest, MARK).count();
    let mut article = match article(&rest, place, names, &mut String::new()) {
        Ok(article) if times == 1 && article.text == MARK => article.into_owned(),
        _ => return Err(bytes),
    };
    article.text = unescaped(bytes, text).into();
    super::header::apply(&mut article);
    Ok(article)
}

/// Where the longest string of a line stands, within its marks.
fn longest_string(line: &[u8]) -> Option<Range<usize>> {
    let mut longest: Option<Range<usize>> = None;
    let mut start = None;
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'"', b'\\', &line[at..]) {
        let mark = at + found;
        at = mark + 1;
        if line[mark] == b'\\' {
            at = (mark + 2).min(line.len());
            continue;
        }
        match start.take() {
            None => start = Some(at),
            Some(start) if longest.as_ref().is_none_or(|longest| longest.len() < mark - start) => {
                longest = Some(start..mark);
            }
            Some(_) => {}
        }
    }
    longest
}

/// Whether a string has nothing in it but what JSON allows, and whole surrogate pairs.
fn is_plain_string(string: &[u8]) -> bool {
    if string.iter().any(|byte| *byte < 0x20) {
        return false;
    }
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &string[at..]) {
        match whole_escape(&string[at + found..]) {
            Some((_, length)) => at += found + length,
            None => return false,
        }
    }
    true
}

/// The character of the escape that begins here, a pair of surrogates being one, and how many bytes it has.
fn whole_escape(string: &[u8]) -> Option<(char, usize)> {
    if let Some(simple) = escape(string, 0) {
        return Some(simple);
    }
    let unit = |at: usize| {
        let digits = string.get(at..at + 6)?.strip_prefix(b"\\u")?;
        let code =
            digits.iter().try_fold(0, |code, digit| Some(code << 4 | char::from(*digit).to_digit(16)?))?;
        u16::try_from(code).ok()
    };
    let c = char::decode_utf16([unit(0)?, unit(6)?]).next()?.ok()?;
    Some((c, 12))
}

/// The text of a plain string, moved to the front of the bytes that it stands in.
fn unescaped(mut bytes: Vec<u8>, string: Range<usize>) -> String {
    let (mut from, mut to) = (string.start, 0);
    while from < string.end {
        let plain = memchr::memchr(b'\\', &bytes[from..string.end]).unwrap_or(string.end - from);
        bytes.copy_within(from..from + plain, to);
        (from, to) = (from + plain, to + plain);
        if let Some((c, length)) =
            bytes.get(from..string.end).filter(|rest| !rest.is_empty()).and_then(whole_escape)
        {
            // No escape is shorter than its character.
            to += c.encode_utf8(&mut bytes[to..]).len();
            from += length;
        }
    }
    bytes.truncate(to);
    String::from_utf8(bytes).unwrap_or_default()
}

/// The article of a line that had to be repaired into memory of its own.
fn owned<'a>(line: &str, place: Place, names: &FieldNames, repair: Repair) -> Result<Article<'a>, Problem> {
    let article = match parse(line, names, None) {
        Ok(record) => record.article(place, names, vec![repair])?,
        Err(error) => return Err(bad_json(place, &error)),
    };
    Ok(article.into_owned())
}

fn bad_json(place: Place, error: &serde_json::Error) -> Problem {
    let message = error.to_string();
    // serde_json counts lines within what it was given, which is one line.
    let reason = message.rsplit_once(" at line ").map_or(&*message, |(reason, _)| reason);
    Problem::new(place, format!("no valid JSON object ({reason}, column {})", error.column()), CURE)
}

fn parse<'a>(
    line: &'a str,
    names: &FieldNames,
    room: Option<&'a mut String>,
) -> serde_json::Result<Record<'a>> {
    if let Some(record) = Flat::read(line, names, room) {
        return Ok(record);
    }
    let mut json = serde_json::Deserializer::from_str(line);
    let mut record = Record { best: Best::default(), kept: vec![None; names.keep.len()] };
    RecordSeed { names, record: &mut record, nested: false }.deserialize(&mut json)?;
    json.end()?;
    Ok(record)
}

/// What a line said.
struct Record<'a> {
    best: Best<Cow<'a, str>>,
    kept: Vec<Option<Value>>,
}

impl<'a> Record<'a> {
    fn article(
        mut self,
        place: Place,
        names: &FieldNames,
        repairs: Vec<Repair>,
    ) -> Result<Article<'a>, Problem> {
        let Some(text) = self.best.take(Field::Text) else {
            let reason = format!("no field `{}` with text in it", names.text_name());
            return Err(Problem::new(place, reason, "name the field that holds the text with --text-field"));
        };
        let kept = names.keep.iter().zip(self.kept);
        let kept = kept.map(|(name, value)| (name.clone(), value.unwrap_or(Value::Null))).collect();
        Ok(self.best.article(text, place, kept, repairs))
    }
}

/// Reads an object's fields into a record; those inside an object `meta` after the record's own.
struct RecordSeed<'r, 'a> {
    names: &'r FieldNames,
    record: &'r mut Record<'a>,
    nested: bool,
}

/// Fields inside `meta` rank after all of the record's own.
const NESTED: u8 = 100;

impl<'a> DeserializeSeed<'a> for RecordSeed<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, json: D) -> Result<(), D::Error> {
        // A `meta` that is no object is some other field, and read over.
        if self.nested { json.deserialize_any(self) } else { json.deserialize_map(self) }
    }
}

impl<'a> Visitor<'a> for RecordSeed<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<M: MapAccess<'a>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(key) = map.next_key_seed(KeySeed { names: self.names, nested: self.nested })? {
            let Key { slot, meta } = key;
            if meta && slot.is_skip() {
                map.next_value_seed(RecordSeed { names: self.names, record: self.record, nested: true })?;
                continue;
            }
            let rank_more = if self.nested { NESTED } else { 0 };
            if let Some(keep) = slot.keep {
                let value: Value = map.next_value()?;
                if let (Some((field, rank)), Some(text)) = (slot.field, scalar_of(&value)) {
                    self.record.best.offer(field, rank + rank_more, Cow::Owned(text));
                }
                if !self.nested || self.record.kept[keep].is_none() {
                    self.record.kept[keep] = Some(value);
                }
            } else if let Some((field, rank)) = slot.field {
                let value: &RawValue = map.next_value()?;
                if let Some(text) = scalar(value.get()).map_err(Error::custom)? {
                    self.record.best.offer(field, rank + rank_more, text);
                }
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<S: SeqAccess<'a>>(self, mut seq: S) -> Result<(), S::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

#[derive(Clone, Copy)]
struct Key {
    slot: Slot,
    meta: bool,
}

/// Looks a key up without keeping it.
struct KeySeed<'r> {
    names: &'r FieldNames,
    nested: bool,
}

impl<'a> DeserializeSeed<'a> for KeySeed<'_> {
    type Value = Key;

    fn deserialize<D: Deserializer<'a>>(self, json: D) -> Result<Key, D::Error> {
        json.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field's name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Key, E> {
        Ok(Key { slot: self.names.slot(name), meta: !self.nested && matches!(name, "meta" | "metadata") })
    }
}

/// A value as text: strings as they are, numbers and booleans as written, lists of strings joined; `None` for
/// null, the empty list and objects.
struct Scalar;

impl<'a> DeserializeSeed<'a> for Scalar {
    type Value = Option<Cow<'a, str>>;

    fn deserialize<D: Deserializer<'a>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Scalar {
    type Value = Option<Cow<'a, str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E>(self, text: &'a str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(text.to_owned())))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(value.to_string())))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(value.to_string())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(value.to_string())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(value.to_string())))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<S: SeqAccess<'a>>(self, mut seq: S) -> Result<Self::Value, S::Error> {
        let mut joined = String::new();
        while let Some(part) = seq.next_element_seed(Scalar)? {
            let Some(part) = part else { continue };
            if !joined.is_empty() {
                joined.push_str(", ");
            }
            joined.push_str(&part);
        }
        Ok((!joined.is_empty()).then_some(Cow::Owned(joined)))
    }

    fn visit_map<M: MapAccess<'a>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

/// As [`Scalar`], of a value as it is written: strings without escapes are borrowed, others are copied once.
fn scalar(json: &str) -> serde_json::Result<Option<Cow<'_, str>>> {
    if let Some((text, _)) = string(json, 0, None) {
        return Ok(Some(text));
    }
    Scalar.deserialize(&mut serde_json::Deserializer::from_str(json))
}

/// The text of the JSON string that begins at `at`, and where it ends: borrowed where it has no escapes, else copied
/// once, into `room` if there is any. None where no string begins there, or one that is not valid or holds pairs of
/// surrogates.
fn string<'a>(json: &'a str, at: usize, mut room: Option<&'a mut String>) -> Option<(Cow<'a, str>, usize)> {
    let bytes = json.as_bytes();
    if bytes.get(at) != Some(&b'"') {
        return None;
    }
    let mut start = at + 1;
    let mut stop = next_escape(bytes, start)?;
    if bytes[stop] == b'"' {
        return Some((Cow::Borrowed(&json[start..stop]), stop + 1));
    }
    let mut own = String::new();
    let text = room.as_deref_mut().unwrap_or(&mut own);
    text.clear();
    text.reserve(bytes.len() - start);
    while bytes[stop] != b'"' {
        text.push_str(&json[start..stop]);
        let behind = if let (b'\\', Some(b'"' | b'\\' | b'/')) = (bytes[stop], bytes.get(stop + 1)) {
            // Such a mark stands for itself: it goes with what follows.
            start = stop + 1;
            stop + 2
        } else {
            let (c, end) = escape(bytes, stop)?;
            text.push(c);
            start = end;
            end
        };
        stop = next_escape(bytes, behind)?;
    }
    text.push_str(&json[start..stop]);
    let text = match room {
        Some(room) => Cow::Borrowed(room.as_str()),
        None => Cow::Owned(own),
    };
    Some((text, stop + 1))
}

/// The character that the escape at `at` stands for, and where it ends; none for half a pair of surrogates and for
/// what is no escape.
fn escape(bytes: &[u8], at: usize) -> Option<(char, usize)> {
    let c = match (bytes[at], bytes.get(at + 1)?) {
        (b'\\', b'n') => '\n',
        (b'\\', mark @ (b'"' | b'\\' | b'/')) => char::from(*mark),
        (b'\\', b'u') => {
            let digits = bytes.get(at + 2..at + 6)?;
            let code =
                digits.iter().try_fold(0, |code, digit| Some(code << 4 | char::from(*digit).to_digit(16)?));
            return Some((char::from_u32(code?)?, at + 6));
        }
        (b'\\', b't') => '\t',
        (b'\\', b'r') => '\r',
        (b'\\', b'b') => '\u{8}',
        (b'\\', b'f') => '\u{c}',
        _ => return None,
    };
    Some((c, at + 2))
}

/// A line as most are: an object of nothing but strings. It is read in one pass; of any other line, and of one that
/// is not valid, nothing is said.
struct Flat<'a> {
    line: &'a str,
    at: usize,
}

impl<'a> Flat<'a> {
    fn read(line: &'a str, names: &FieldNames, mut room: Option<&'a mut String>) -> Option<Record<'a>> {
        let mut record = Record { best: Best::default(), kept: vec![None; names.keep.len()] };
        let mut flat = Self { line, at: 0 };
        flat.mark(b'{')?;
        loop {
            let slot = names.slot(&flat.string(None)?);
            flat.mark(b':')?;
            let is_text = slot.field.is_some_and(|(field, _)| field == Field::Text);
            let text = flat.string(if is_text { room.take() } else { None })?;
            if let Some(keep) = slot.keep {
                record.kept[keep] = Some(Value::String(text.clone().into_owned()));
            }
            if let Some((field, rank)) = slot.field {
                record.best.offer(field, rank, text);
            }
            if flat.mark(b',').is_none() {
                break;
            }
        }
        flat.mark(b'}')?;
        flat.skip_blanks();
        (flat.at == line.len()).then_some(record)
    }

    fn string(&mut self, room: Option<&'a mut String>) -> Option<Cow<'a, str>> {
        self.skip_blanks();
        let (text, end) = string(self.line, self.at, room)?;
        self.at = end;
        Some(text)
    }

    /// Passes over a mark, if it is the next.
    fn mark(&mut self, mark: u8) -> Option<()> {
        self.skip_blanks();
        (self.line.as_bytes().get(self.at) == Some(&mark)).then(|| self.at += 1)
    }

    fn skip_blanks(&mut self) {
        let rest = &self.line.as_bytes()[self.at..];
        self.at += rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
    }
}

/// A value that was kept whole as text: strings as they are, numbers and booleans as written, lists of strings joined.
pub(super) fn scalar_of(value: &Value) -> Option<String> {
    Scalar.deserialize(value).ok().flatten().map(Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(lines: &str, names: &FieldNames) -> Vec<Result<Article<'static>, String>> {
        let mut found = Vec::new();
        articles(lines.as_bytes(), &Arc::from("a.jsonl"), 1, names, &mut |article| {
            found.push(article.map(Article::into_owned).map_err(|problem| problem.to_string()));
        });
        found
    }

    #[test]
    fn metadata_comes_from_the_record_and_then_from_meta() {
        let line = r#"{"meta": {"outlet": "The Fen Post", "title": "Inner", "n": [1, {"a": 2}]}, "title": "Outer",
            "id": 7, "author": ["A. Lee", "B. Roe"], "text": "Rain\n\"fell\".", "date": null}"#;
        let article = all(&line.replace("\n ", " "), &FieldNames::default()).remove(0).unwrap();
        assert_eq!(article.id, "7");
        assert_eq!(article.text, "Rain\n\"fell\".");
        assert_eq!(article.title.as_deref(), Some("Outer"));
        assert_eq!(article.publisher.as_deref(), Some("The Fen Post"));
        assert_eq!(article.author.as_deref(), Some("A. Lee, B. Roe"));
        assert_eq!(article.published, None);
    }

    #[test]
    fn a_bad_line_is_told_with_its_number_and_the_rest_is_read() {
        let found = all(
            "{\"text\": \"a\"}\n\n{\"text\": \n[1]\n{\"id\": 1}\n{\"text\": \"b\"}",
            &FieldNames::default(),
        );
        let places: Vec<_> = found.iter().map(|f| f.as_ref().map(|a| &*a.id).map_err(|e| &e[..10])).collect();
        assert_eq!(
            places,
            [Ok("a.jsonl:1"), Err("a.jsonl:3:"), Err("a.jsonl:4:"), Err("a.jsonl:5:"), Ok("a.jsonl:6")]
        );
    }

    #[test]
    fn half_a_surrogate_pair_is_replaced_with_a_note() {
        let article =
            all(r#"{"text": "a \ud83d b \ud83d\ude00 \\ud83d"}"#, &FieldNames::default()).remove(0).unwrap();
        assert_eq!(article.text, "a \u{fffd} b 😀 \\ud83d");
        assert_eq!(article.repairs, [Repair::LoneSurrogate]);
    }

    #[test]
    fn a_long_text_is_made_in_its_place() {
        let names = FieldNames { keep: vec!["n".into()], ..FieldNames::default() };
        let place = || Place { file: Arc::from("a.jsonl"), line: Some(3) };
        let text = "\"Rain 🙂\" é\\u00e9 \\ud83d\\ude42 \\\"x\\\" \\\\ \\/ \\b\\f\\n\\r\\t"
            .replace('"', "\\\"")
            .replace("\\\\\"", "\\\"");
        for line in [
            format!("{{\"id\":\"a\",\"n\":[1],\"title\":\"T\",\"text\":\"{text}\"}}\n"),
            format!("{{\"text\":\"{text}\",\"meta\":{{\"publisher\":\"P\"}}}}"),
            format!("{{\"text\":\"{text} and a plain end\"}}"),
            "{\"text\":\"plain from its beginning to its end\"}".to_owned(),
            "{\"text\":\"\",\"id\":1}".to_owned(),
        ] {
            let mut room = String::new();
            let expected =
                article(line.trim_end().as_bytes(), place(), &names, &mut room).unwrap().into_owned();
            match long_article(line.clone().into_bytes(), place(), &names) {
                Ok(found) => assert_eq!(found, expected, "{line}"),
                Err(bytes) => assert!(bytes == line.as_bytes() && expected.text.is_empty(), "{line}"),
            }
        }
        for line in [
            "{\"text\":\"half a pair \\ud83d and more and more\"}",
            "{\"other\":\"a long text that nobody asked for\",\"text\":\"short\"}",
            "{\"text\":\"a line's end\nin the middle of it\"}",
            "{\"text\":\"never closed, never ever",
            "{\"text\":\"a bad \\x escape somewhere in it\"}",
        ] {
            assert!(long_article(line.as_bytes().to_vec(), place(), &names).is_err(), "{line}");
        }
    }

    #[test]
    fn fields_are_kept_where_asked() {
        let names =
            FieldNames { keep: vec!["topic".into(), "lang".into(), "none".into()], ..Default::default() };
        let line = r#"{"text": "a", "topic": ["x", 1.0], "meta": {"lang": "en", "topic": 0}}"#;
        let article = all(line, &names).remove(0).unwrap();
        let kept: Vec<_> = article.kept.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(kept, ["topic=[\"x\",1.0]", "lang=\"en\"", "none=null"]);
    }
}
