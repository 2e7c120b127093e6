//! A document of the common format: a text and its quotations, one JSON object a line, offsets in code points.
//!
//! Gold and predictions have the same form. Reading is lenient: a missing or null field is its default.

use std::collections::HashMap;
use std::path::Path;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::{Error, ErrorKind};

/// A start and an end in code points, end exclusive; as wide and as signed as a file may have them.
pub type CharSpan = [i64; 2];

/// A text and its quotations.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Document {
    /// Names it within its file. Gold and prediction are paired by it.
    #[serde(deserialize_with = "string_or_number")]
    pub id: String,
    /// The collection that it comes from.
    #[serde(deserialize_with = "nullable")]
    pub dataset: String,
    /// train, dev or test.
    #[serde(deserialize_with = "nullable")]
    pub split: String,
    /// The language's code.
    #[serde(deserialize_with = "nullable")]
    pub lang: String,
    /// Whatever else is known of it: outlet, date, title.
    #[serde(deserialize_with = "nullable")]
    pub meta: Map<String, Value>,
    /// The text that the offsets are in.
    #[serde(deserialize_with = "nullable")]
    pub text: String,
    /// Its attributions.
    #[serde(deserialize_with = "nullable")]
    pub quotes: Vec<Quote>,
    /// Whether speakers and outlets are annotated, and so may be scored.
    #[serde(deserialize_with = "truthy")]
    pub entities: bool,
    /// Places where a prediction is no error.
    #[serde(deserialize_with = "nullable", skip_serializing_if = "Vec::is_empty")]
    pub tolerated: Vec<CharSpan>,
}

/// An attribution as the common format has it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Quote {
    /// Names it within its document.
    #[serde(deserialize_with = "string_or_number")]
    pub id: String,
    /// direct, mixed or indirect; scores work it out anew from the text.
    #[serde(deserialize_with = "nullable")]
    pub kind: String,
    /// The attributed words.
    #[serde(deserialize_with = "nullable")]
    pub content: Vec<CharSpan>,
    /// The words that signal it.
    #[serde(deserialize_with = "nullable")]
    pub cue: Vec<CharSpan>,
    /// The words that name who it is attributed to.
    #[serde(deserialize_with = "nullable")]
    pub source: Vec<CharSpan>,
    /// Another mention that would do as the source.
    #[serde(deserialize_with = "nullable", skip_serializing_if = "Vec::is_empty")]
    pub source_alt: Vec<CharSpan>,
    /// The speaker's canonical name.
    pub speaker: Option<String>,
    /// What the speaker is.
    #[serde(alias = "speaker_type", skip_serializing_if = "Option::is_none")]
    pub speaker_class: Option<String>,
    /// The speaker's role, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker_role: Option<String>,
    /// The article's pronoun for the speaker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker_pronoun: Option<String>,
    /// Other names that would be right.
    #[serde(deserialize_with = "nullable", skip_serializing_if = "Vec::is_empty")]
    pub speaker_aliases: Vec<String>,
    /// The names of joint speakers, each of which would be right.
    #[serde(deserialize_with = "nullable", skip_serializing_if = "Vec::is_empty")]
    pub speakers: Vec<String>,
    /// The outlet that the words were given to or taken from.
    pub outlet: Option<String>,
    /// Other names of the outlet that would be right.
    #[serde(deserialize_with = "nullable", skip_serializing_if = "Vec::is_empty")]
    pub outlet_aliases: Vec<String>,
    /// Whether the outlet was named only in an earlier sentence.
    #[serde(deserialize_with = "truthy")]
    pub outlet_inherited: bool,
    /// Whether one may leave the outlet out or give it, as one likes.
    #[serde(deserialize_with = "truthy", skip_serializing_if = "is_false")]
    pub outlet_optional: bool,
    /// How the words were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Whom they were spoken to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub addressee: Option<String>,
    /// Whether the cue is negated.
    #[serde(deserialize_with = "truthy", skip_serializing_if = "is_false")]
    pub negated: bool,
    /// How a novel's quotation tells who speaks: Explicit (by name), Anaphoric (by pronoun or noun), Implicit.
    #[serde(deserialize_with = "nullable", skip_serializing_if = "String::is_empty")]
    pub quote_type: String,
    /// Whether one may mark it or not, as one likes.
    #[serde(deserialize_with = "truthy", skip_serializing_if = "is_false")]
    pub optional: bool,
    /// The rule that found it, in predictions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// How sure it is, 0 to 1, in predictions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
}

/// Reads a file of documents. Of two with one id the later stands in the earlier one's place.
pub fn load(path: &Path) -> Result<Vec<Document>, Error> {
    let bytes = std::fs::read(path).map_err(|error| Error::io(path, &error))?;
    parse(&bytes, path)
}

/// Reads documents from the bytes of a file; `path` only names it in errors.
pub fn parse(bytes: &[u8], path: &Path) -> Result<Vec<Document>, Error> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut docs: Vec<Document> = Vec::new();
    let mut places = HashMap::new();
    for (number, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let wrong =
            |what: String, cure: &str| Error::new(ErrorKind::Document, path, what, cure).at(number + 1);
        let doc: Document = serde_json::from_slice(line).map_err(|error| {
            wrong(
                format!("no document of the common format ({error})"),
                "write one JSON object a line with id, text and quotes, as `inquit extract --format docs` does",
            )
        })?;
        if doc.id.is_empty() {
            return Err(wrong(
                "the document has no id".to_owned(),
                "give each line an \"id\": gold and predictions are paired by it",
            ));
        }
        if let Some(place) = places.get(&doc.id) {
            let place: usize = *place;
            docs[place] = doc;
        } else {
            places.insert(doc.id.clone(), docs.len());
            docs.push(doc);
        }
    }
    Ok(docs)
}

/// The documents as lines of JSON.
pub fn to_jsonl(docs: &[Document]) -> String {
    let mut out = String::new();
    for doc in docs {
        out += &serde_json::to_string(doc).expect("a document has string keys only");
        out.push('\n');
    }
    out
}

fn nullable<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(from: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

/// Flags are true as Python has it: some files write the reason in place of `true`.
fn truthy<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Null => false,
        Value::Bool(flag) => flag,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(string) => !string.is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(map) => !map.is_empty(),
    })
}

fn string_or_number<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    match Value::deserialize(from)? {
        Value::String(string) => Ok(string),
        Value::Number(number) => Ok(number.to_string()),
        Value::Null => Ok(String::new()),
        _ => Err(serde::de::Error::custom("an id is a string or a number")),
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_and_null_fields_are_defaults() {
        let line =
            br#"{"id": 7, "text": null, "quotes": [{"cue": null, "content": [[0, 3]], "optional": null}]}"#;
        let docs = parse(line, Path::new("x.jsonl")).unwrap();
        assert_eq!(docs[0].id, "7");
        assert_eq!(docs[0].quotes[0].content, [[0, 3]]);
        assert!(!docs[0].quotes[0].optional);
    }

    #[test]
    fn a_reason_in_place_of_a_flag_is_true() {
        let docs =
            parse(br#"{"id": "a", "quotes": [{"outlet_optional": "Reuters"}]}"#, Path::new("x")).unwrap();
        assert!(docs[0].quotes[0].outlet_optional);
    }

    #[test]
    fn the_later_of_two_with_one_id_stands_in_the_place_of_the_first() {
        let lines =
            b"{\"id\": \"a\", \"text\": \"1\"}\n\n{\"id\": \"b\"}\n{\"id\": \"a\", \"text\": \"2\"}\n";
        let docs = parse(lines, Path::new("x")).unwrap();
        assert_eq!(docs.iter().map(|doc| doc.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(docs[0].text, "2");
    }

    #[test]
    fn an_error_names_file_line_and_cure() {
        let error = parse(b"{\"id\": \"a\"}\n{\"id\": \n", Path::new("gold.jsonl")).unwrap_err();
        let shown = error.to_string();
        assert!(shown.starts_with("gold.jsonl:2: "), "{shown}");
        assert!(shown.contains("--format docs"), "{shown}");
        let error = parse(b"{\"text\": \"a\"}", Path::new("gold.jsonl")).unwrap_err();
        assert!(error.to_string().contains("give each line an \"id\""));
    }
}
