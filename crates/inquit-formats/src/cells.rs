//! Cells are a record laid flat: one value a column, the columns in one order and under one set of names in CSV,
//! Parquet, Excel and the SQLite view.

use std::borrow::Cow;

use serde_json::Value;

use crate::record::{QuoteRecord, Range, Words};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words.
    Text,
    /// A whole number.
    Whole,
    /// A number from 0 to 1, to three decimals.
    Probability,
    /// True or false.
    Truth,
    /// Ranges of the text.
    Ranges,
    /// Names, in order.
    Names,
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: ColumnKind,
    /// Whether every record has a value.
    pub required: bool,
}

const fn always(name: &'static str, kind: ColumnKind) -> Column {
    Column { name, kind, required: true }
}

const fn perhaps(name: &'static str, kind: ColumnKind) -> Column {
    Column { name, kind, required: false }
}

/// The columns, before those of kept fields.
pub const COLUMNS: [Column; 32] = [
    always("doc_id", ColumnKind::Text),
    always("quote_id", ColumnKind::Text),
    perhaps("publisher", ColumnKind::Text),
    perhaps("published", ColumnKind::Text),
    perhaps("title", ColumnKind::Text),
    perhaps("url", ColumnKind::Text),
    always("kind", ColumnKind::Text),
    always("text", ColumnKind::Text),
    always("content_start", ColumnKind::Whole),
    always("content_end", ColumnKind::Whole),
    always("content_spans", ColumnKind::Ranges),
    perhaps("cue", ColumnKind::Text),
    perhaps("cue_start", ColumnKind::Whole),
    perhaps("cue_end", ColumnKind::Whole),
    perhaps("source", ColumnKind::Text),
    perhaps("source_start", ColumnKind::Whole),
    perhaps("source_end", ColumnKind::Whole),
    perhaps("speaker", ColumnKind::Text),
    perhaps("speaker_id", ColumnKind::Text),
    perhaps("speaker_class", ColumnKind::Text),
    perhaps("speaker_role", ColumnKind::Text),
    perhaps("speaker_pronoun", ColumnKind::Text),
    perhaps("speakers", ColumnKind::Names),
    perhaps("addressee", ColumnKind::Text),
    perhaps("outlet", ColumnKind::Text),
    perhaps("outlet_id", ColumnKind::Text),
    perhaps("outlet_inherited", ColumnKind::Truth),
    perhaps("channel", ColumnKind::Text),
    perhaps("said_on", ColumnKind::Text),
    always("negated", ColumnKind::Truth),
    always("confidence", ColumnKind::Probability),
    always("rule", ColumnKind::Text),
];

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// The text does not say.
    Null,
    /// Words.
    Text(Cow<'a, str>),
    /// A whole number.
    Whole(u32),
    /// A number from 0 to 1.
    Probability(f32),
    /// True or false.
    Truth(bool),
    /// Ranges of the text.
    Ranges(Cow<'a, [Range]>),
    /// Names, in order.
    Names(Vec<Cow<'a, str>>),
}

impl Cell<'_> {
    /// The cell in memory of its own.
    pub fn into_owned(self) -> Cell<'static> {
        fn own(text: Cow<'_, str>) -> Cow<'static, str> {
            Cow::Owned(text.into_owned())
        }
        match self {
            Self::Null => Cell::Null,
            Self::Text(text) => Cell::Text(own(text)),
            Self::Whole(number) => Cell::Whole(number),
            Self::Probability(value) => Cell::Probability(value),
            Self::Truth(value) => Cell::Truth(value),
            Self::Ranges(ranges) => Cell::Ranges(Cow::Owned(ranges.into_owned())),
            Self::Names(names) => Cell::Names(names.into_iter().map(own).collect()),
        }
    }

    /// Ranges and names as CSV spells them: "0-5;9-12" and "Ana Lima; Bo Chen".
    pub fn spelled(&self) -> Option<String> {
        match self {
            Self::Ranges(ranges) => {
                let ranges: Vec<_> =
                    ranges.iter().map(|range| format!("{}-{}", range.start, range.end)).collect();
                Some(ranges.join(";"))
            }
            Self::Names(names) => Some(names.join("; ")),
            _ => None,
        }
    }
}

/// A probability as records have it, to three decimals.
pub fn rounded(probability: f32) -> f64 {
    (f64::from(probability.clamp(0.0, 1.0)) * 1000.0).round() / 1000.0
}

/// Hands the cells of a record to `take`, in the order of [`COLUMNS`], then those of kept fields.
pub fn cells<'r>(record: &'r QuoteRecord<'_>, mut take: impl FnMut(Cell<'r>)) {
    let text = |text: Option<&'r str>| text.map_or(Cell::Null, |text| Cell::Text(text.into()));
    take(text(Some(record.doc_id)));
    take(Cell::Text(record.quote_id.to_string().into()));
    for cell in [record.publisher, record.published, record.title, record.url, Some(record.kind)] {
        take(text(cell));
    }
    take(text(Some(&record.text)));
    take(Cell::Whole(record.content.iter().map(|range| range.start).min().unwrap_or(0)));
    take(Cell::Whole(record.content.iter().map(|range| range.end).max().unwrap_or(0)));
    take(Cell::Ranges(Cow::Borrowed(&record.content)));
    words(record.cue, &mut take);
    words(record.source, &mut take);
    for cell in
        [record.speaker, record.speaker_id, record.speaker_class, record.speaker_role, record.speaker_pronoun]
    {
        take(text(cell));
    }
    take(match &record.speakers {
        Some(names) => Cell::Names(names.iter().map(|name| Cow::Borrowed(*name)).collect()),
        None => Cell::Null,
    });
    for cell in [record.addressee, record.outlet, record.outlet_id] {
        take(text(cell));
    }
    take(record.outlet_inherited.map_or(Cell::Null, Cell::Truth));
    take(text(record.channel));
    take(record.said_on.map_or(Cell::Null, |day| Cell::Text(day.to_string().into())));
    take(Cell::Truth(record.negated));
    take(Cell::Probability(record.confidence));
    take(text(Some(record.rule)));
    for (_, value) in record.kept {
        take(kept(value));
    }
}

/// A kept field as a cell: strings as they are, other values as JSON.
pub fn kept(value: &Value) -> Cell<'_> {
    match value {
        Value::Null => Cell::Null,
        Value::String(text) => Cell::Text(Cow::Borrowed(text)),
        other => Cell::Text(other.to_string().into()),
    }
}

fn words<'r>(words: Option<Words<'r>>, take: &mut impl FnMut(Cell<'r>)) {
    match words {
        Some(words) => {
            take(Cell::Text(words.text.into()));
            take(Cell::Whole(words.start));
            take(Cell::Whole(words.end));
        }
        None => (0..3).for_each(|_| take(Cell::Null)),
    }
}
