//! A record is one quotation as users read it: version 1 of the table that inquit writes.

use std::borrow::Cow;
use std::io::Write;
use std::sync::Arc;

use inquit::{Attribution, SaidOn, Span};
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::{Article, Offsets, Unit, json};

/// The names of a record's fields, in order.
pub const FIELDS: [&str; 26] = [
    "doc_id",
    "quote_id",
    "publisher",
    "published",
    "title",
    "url",
    "kind",
    "text",
    "content",
    "cue",
    "source",
    "speaker",
    "speaker_id",
    "speaker_class",
    "speaker_role",
    "speaker_pronoun",
    "speakers",
    "addressee",
    "outlet",
    "outlet_id",
    "outlet_inherited",
    "channel",
    "said_on",
    "negated",
    "confidence",
    "rule",
];

/// A range of the article's text, in the unit of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Range {
    /// First unit.
    pub start: u32,
    /// One past the last unit.
    pub end: u32,
}

/// A range with its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Words<'a> {
    /// First unit.
    pub start: u32,
    /// One past the last unit.
    pub end: u32,
    /// The words, as in the text.
    pub text: &'a str,
}

/// One quotation. A field is null where the text does not say.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QuoteRecord<'a> {
    /// The article's name.
    pub doc_id: &'a str,
    /// "q1", "q2" … within the article, in text order.
    pub quote_id: QuoteId,
    /// The outlet that published the article.
    pub publisher: Option<&'a str>,
    /// When it was published, as written.
    pub published: Option<&'a str>,
    /// Its headline.
    pub title: Option<&'a str>,
    /// Its address on the web.
    pub url: Option<&'a str>,
    /// "direct", "mixed" or "indirect".
    pub kind: &'static str,
    /// The attributed words; several spans are joined with " … ".
    pub text: Cow<'a, str>,
    /// Where they stand.
    pub content: Vec<Range>,
    /// The words that signal the attribution.
    pub cue: Option<Words<'a>>,
    /// The words that name who it is attributed to.
    pub source: Option<Words<'a>>,
    /// Who that is, by the fullest name in the article.
    pub speaker: Option<&'a str>,
    /// Its identifier in the user's list of people.
    pub speaker_id: Option<&'a str>,
    /// "person", "organization", "group", "document", "unnamed" or "author".
    pub speaker_class: Option<&'static str>,
    /// The speaker's role as the article writes it.
    pub speaker_role: Option<&'a str>,
    /// "he", "she", "they" or "it", where the article uses one.
    pub speaker_pronoun: Option<&'static str>,
    /// All who speak, by their fullest names, where several do so jointly.
    pub speakers: Option<Vec<&'a str>>,
    /// Whom the words were spoken to.
    pub addressee: Option<&'a str>,
    /// The outlet that they were given to or taken from.
    pub outlet: Option<&'a str>,
    /// Its identifier in the user's list of outlets.
    pub outlet_id: Option<&'a str>,
    /// Whether that was named only in an earlier sentence of the same exchange; null without an outlet.
    pub outlet_inherited: Option<bool>,
    /// How the words were given: "interview", "statement" …
    pub channel: Option<&'static str>,
    /// When the words were spoken, as exactly as the text tells: 2025-01-13, 2025-W03, 2025-01 or 2025.
    #[serde(serialize_with = "shown")]
    pub said_on: Option<SaidOn>,
    /// Whether the cue is negated.
    pub negated: bool,
    /// The estimated probability that content and source are right, to three decimals.
    #[serde(serialize_with = "three_decimals")]
    pub confidence: f32,
    /// The rule that decided.
    pub rule: &'static str,
    /// Further fields that the user asked to keep.
    #[serde(flatten, serialize_with = "as_map")]
    pub kept: &'a [(Arc<str>, Value)],
}

/// A quotation's number within its article, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuoteId(pub u32);

impl std::fmt::Display for QuoteId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "q{}", self.0)
    }
}

impl Serialize for QuoteId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn three_decimals<S: Serializer>(value: &f32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((f64::from(value.clamp(0.0, 1.0)) * 1000.0).round() / 1000.0)
}

#[expect(clippy::trivially_copy_pass_by_ref, clippy::ref_option, reason = "serde's signature")]
fn shown<S: Serializer>(value: &Option<SaidOn>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.collect_str(value),
        None => serializer.serialize_none(),
    }
}

fn as_map<S: Serializer>(kept: &&[(Arc<str>, Value)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(kept.iter().map(|(name, value)| (&**name, value)))
}

/// The record of the attribution that is `number`th in its article, from 1.
pub fn record<'a>(
    article: &'a Article<'_>,
    attribution: &'a Attribution,
    number: u32,
    offsets: &Offsets,
) -> QuoteRecord<'a> {
    record_in(article, attribution, number, offsets, Vec::new())
}

/// The same, its list of ranges in memory used before.
pub fn record_in<'a>(
    article: &'a Article<'_>,
    attribution: &'a Attribution,
    number: u32,
    offsets: &Offsets,
    mut content: Vec<Range>,
) -> QuoteRecord<'a> {
    let text: &'a str = &article.text;
    let before = article.piece.map_or(0, |piece| match offsets.unit() {
        Unit::Chars => piece.start[0],
        Unit::Bytes => piece.start[1],
        Unit::Utf16 => piece.start[2],
    });
    let range = |span: &Span| {
        let (start, end) = offsets.span(text, *span);
        Range { start: before + start, end: before + end }
    };
    let words = |span: Span| {
        let (start, end) = offsets.span(text, span);
        Words { start: before + start, end: before + end, text: span.slice(text) }
    };
    content.clear();
    content.extend(attribution.content.iter().map(range));
    let speaker = attribution.speaker.as_ref();
    QuoteRecord {
        doc_id: &article.id,
        quote_id: QuoteId(number),
        publisher: article.publisher.as_deref(),
        published: article.published.as_deref(),
        title: article.title.as_deref(),
        url: article.url.as_deref(),
        kind: attribution.kind.name(),
        text: content_text(attribution, text),
        content,
        cue: attribution.cue.map(words),
        source: attribution.source.map(words),
        speaker: speaker.map(|speaker| &*speaker.name),
        speaker_id: speaker.and_then(|speaker| speaker.id.as_deref()),
        speaker_class: speaker.map(|speaker| speaker.class.name()),
        speaker_role: speaker.and_then(|speaker| speaker.role.as_deref()),
        speaker_pronoun: speaker.and_then(|speaker| speaker.pronoun).map(inquit::Pronoun::name),
        speakers: speaker.filter(|_| !attribution.joint.is_empty()).map(|first| {
            std::iter::once(first).chain(&attribution.joint).map(|speaker| &*speaker.name).collect()
        }),
        addressee: attribution.addressee.as_deref(),
        outlet: attribution.outlet.as_ref().map(|outlet| &*outlet.name),
        outlet_id: attribution.outlet.as_ref().and_then(|outlet| outlet.id.as_deref()),
        outlet_inherited: attribution.outlet.as_ref().map(|outlet| outlet.inherited),
        channel: attribution.channel.map(inquit::Channel::name),
        said_on: attribution.said_on,
        negated: attribution.negated,
        confidence: attribution.confidence,
        rule: attribution.rule,
        kept: &article.kept,
    }
}

/// The attributed words in one piece.
pub fn content_text<'t>(attribution: &Attribution, text: &'t str) -> Cow<'t, str> {
    match attribution.content.as_slice() {
        [only] => Cow::Borrowed(only.slice(text)),
        _ => Cow::Owned(attribution.content_words(text).join(" … ")),
    }
}

impl QuoteRecord<'_> {
    /// Appends the record as one JSON object: the bytes that serde would write, several times as fast.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        self.write_json_after(out, &mut Shared::default());
    }

    /// The same behind other records of its article, for which `shared` was used.
    pub fn write_json_after(&self, out: &mut Vec<u8>, shared: &mut Shared) {
        if shared.article.is_empty() {
            self.write_article(out, shared);
        } else {
            out.extend_from_within(shared.id.clone());
            json::number(out, self.quote_id.0);
            out.extend_from_within(shared.article.clone());
        }
        out.extend_from_slice(b",\"kind\":");
        json::name(out, self.kind);
        out.extend_from_slice(b",\"text\":");
        json::string(out, &self.text);
        out.extend_from_slice(b",\"content\":[");
        for (i, range) in self.content.iter().enumerate() {
            if i > 0 {
                out.push(b',');
            }
            json::number_after(out, b"{\"start\":", range.start);
            json::number_after(out, b",\"end\":", range.end);
            out.push(b'}');
        }
        out.extend_from_slice(b"],\"cue\":");
        words(out, self.cue);
        out.extend_from_slice(b",\"source\":");
        words(out, self.source);
        write_labels(self, out);
        for (name, value) in self.kept {
            out.push(b',');
            json::string(out, name);
            out.push(b':');
            json::value(out, value);
        }
        out.push(b'}');
    }

    /// Appends what is the same in all records of an article, and the quotation's number in the midst of it.
    fn write_article(&self, out: &mut Vec<u8>, shared: &mut Shared) {
        let start = out.len();
        out.extend_from_slice(b"{\"doc_id\":");
        json::string(out, self.doc_id);
        out.extend_from_slice(b",\"quote_id\":\"q");
        shared.id = start..out.len();
        json::number(out, self.quote_id.0);
        let start = out.len();
        out.extend_from_slice(b"\",\"publisher\":");
        json::optional(out, self.publisher);
        out.extend_from_slice(b",\"published\":");
        json::optional(out, self.published);
        out.extend_from_slice(b",\"title\":");
        json::optional(out, self.title);
        out.extend_from_slice(b",\"url\":");
        json::optional(out, self.url);
        shared.article = start..out.len();
    }
}

/// Where in the output the bytes stand that all records of one article share: they are made for the first and copied
/// for the others.
#[derive(Clone, Debug, Default)]
pub struct Shared {
    /// Up to the quotation's number.
    id: std::ops::Range<usize>,
    /// Behind it, up to `kind`. Empty before the first record.
    article: std::ops::Range<usize>,
}

/// Appends the fields from `speaker` to `rule`, each after a comma.
pub fn write_labels(record: &QuoteRecord<'_>, out: &mut Vec<u8>) {
    // What is null as a rule is written with the names beside it.
    out.extend_from_slice(b",\"speaker\":");
    json::optional(out, record.speaker);
    match record.speaker_id {
        None => out.extend_from_slice(b",\"speaker_id\":null,\"speaker_class\":"),
        Some(id) => {
            out.extend_from_slice(b",\"speaker_id\":");
            json::string(out, id);
            out.extend_from_slice(b",\"speaker_class\":");
        }
    }
    json::optional_name(out, record.speaker_class);
    out.extend_from_slice(b",\"speaker_role\":");
    json::optional(out, record.speaker_role);
    out.extend_from_slice(b",\"speaker_pronoun\":");
    json::optional_name(out, record.speaker_pronoun);
    match &record.speakers {
        None => out.extend_from_slice(b",\"speakers\":null,\"addressee\":"),
        Some(names) => {
            out.extend_from_slice(b",\"speakers\":");
            for (at, name) in names.iter().enumerate() {
                out.push(if at == 0 { b'[' } else { b',' });
                json::string(out, name);
            }
            out.extend_from_slice(b"],\"addressee\":");
        }
    }
    json::optional(out, record.addressee);
    match record.outlet {
        None => {
            out.extend_from_slice(
                b",\"outlet\":null,\"outlet_id\":null,\"outlet_inherited\":null,\"channel\":",
            );
        }
        Some(outlet) => {
            out.extend_from_slice(b",\"outlet\":");
            json::string(out, outlet);
            out.extend_from_slice(b",\"outlet_id\":");
            json::optional(out, record.outlet_id);
            out.extend_from_slice(b",\"outlet_inherited\":");
            json::boolean(out, record.outlet_inherited.unwrap_or_default());
            out.extend_from_slice(b",\"channel\":");
        }
    }
    json::optional_name(out, record.channel);
    match record.said_on {
        None => out.extend_from_slice(b",\"said_on\":null"),
        Some(day) => {
            // Writing to memory cannot fail.
            let _ = write!(out, ",\"said_on\":\"{day}\"");
        }
    }
    out.extend_from_slice(b",\"negated\":");
    json::boolean(out, record.negated);
    out.extend_from_slice(b",\"confidence\":");
    json::probability(out, record.confidence);
    out.extend_from_slice(b",\"rule\":");
    json::name(out, record.rule);
}

fn words(out: &mut Vec<u8>, words: Option<Words<'_>>) {
    let Some(words) = words else { return out.extend_from_slice(b"null") };
    json::number_after(out, b"{\"start\":", words.start);
    json::number_after(out, b",\"end\":", words.end);
    out.extend_from_slice(b",\"text\":");
    json::string(out, words.text);
    out.push(b'}');
}
