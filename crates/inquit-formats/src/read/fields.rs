//! Fields are the names under which corpora keep an article's text and metadata.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::Value;

use crate::{Article, Place, Repair};

/// What a field of a record means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The article's name.
    Id,
    /// Its text.
    Text,
    /// Its headline.
    Title,
    /// Its date.
    Published,
    /// The outlet that published it.
    Publisher,
    /// Its address on the web.
    Url,
    /// Its writer.
    Author,
}

/// How many kinds of field there are.
pub const FIELDS: usize = 7;

/// The names tried for each field where the user names none, best first.
///
/// "source" is no publisher: as often it names the data set or the crawler.
const GUESSES: [(Field, &[&str]); FIELDS] = [
    (Field::Id, &["id", "doc_id", "article_id", "docid", "uuid", "guid"]),
    (
        Field::Text,
        &[
            "text",
            "body",
            "article",
            "article_text",
            "articleBody",
            "maintext",
            "full_text",
            "content",
            "story",
            "fulltext",
            "full text",
            "body_text",
            "bodytext",
            "plain_text",
            "raw_text",
            "page_content",
            "article text",
        ],
    ),
    (Field::Title, &["title", "headline", "head", "article_title", "headline_main"]),
    (
        Field::Published,
        &[
            "published",
            "date",
            "published_at",
            "publishedAt",
            "date_publish",
            "date_published",
            "datePublished",
            "publish_date",
            "publication_date",
            "pub_date",
            "pubDate",
            "published_date",
            "publishDate",
            "webPublicationDate",
            "article_date",
            "publication date",
        ],
    ),
    (
        Field::Publisher,
        &[
            "publisher",
            "outlet",
            "publication",
            "newspaper",
            "news_outlet",
            "source_name",
            "source_domain",
            "site_name",
            "sitename",
            "media_name",
        ],
    ),
    (Field::Url, &["url", "link", "source_url", "canonical_url", "web_url", "article_url", "permalink"]),
    (Field::Author, &["author", "authors", "byline"]),
];

/// The names of fields to read and to keep.
#[derive(Clone, Debug, Default)]
pub struct FieldNames {
    /// A name of the user's for a field; the usual names are then not tried for it.
    pub named: Vec<(Field, String)>,
    /// Further fields to keep for the output.
    pub keep: Vec<Arc<str>>,
}

/// What to do with one field of a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slot {
    /// Its meaning, and how far down the list of names it stands: the lower rank wins.
    pub field: Option<(Field, u8)>,
    /// Its place among the fields to keep.
    pub keep: Option<usize>,
}

impl Slot {
    /// Whether the field's value is of no interest.
    pub fn is_skip(self) -> bool {
        self.field.is_none() && self.keep.is_none()
    }
}

impl FieldNames {
    /// Names a field.
    pub fn name(mut self, field: Field, name: impl Into<String>) -> Self {
        self.named.push((field, name.into()));
        self
    }

    /// What to do with a field of that name.
    pub fn slot(&self, name: &str) -> Slot {
        let keep = self.keep.iter().position(|kept| **kept == *name);
        let named = self.named.iter().find(|(_, own)| own == name).map(|(field, _)| (*field, 0));
        let field = named.or_else(|| {
            let (field, rank) = guess(name)?;
            let taken = self.named.iter().any(|(own, _)| *own == field);
            (!taken).then_some((field, rank))
        });
        Slot { field, keep }
    }

    /// The name under which the text is looked for, for messages.
    pub fn text_name(&self) -> &str {
        self.named.iter().find(|(field, _)| *field == Field::Text).map_or("text", |(_, name)| name)
    }
}

/// All names that are tried where the user names none.
pub fn usual_names() -> impl Iterator<Item = &'static str> {
    GUESSES.iter().flat_map(|(_, names)| names.iter().copied())
}

fn guess(name: &str) -> Option<(Field, u8)> {
    // No more are compared than have as many letters: every field of every record is asked for.
    let mut same = *LENGTHS.get(name.len())?;
    while same != 0 {
        let (field, rank) = NUMBERED[same.trailing_zeros() as usize];
        if GUESSES[field as usize].1[rank as usize].eq_ignore_ascii_case(name) {
            return Some((GUESSES[field as usize].0, rank));
        }
        same &= same - 1;
    }
    None
}

/// Where each name stands in [`GUESSES`], in their order; no more are possible.
const NUMBERED: [(u8, u8); u128::BITS as usize] = {
    let (mut numbered, mut count, mut field) = ([(0, 0); u128::BITS as usize], 0, 0);
    while field < FIELDS {
        let mut rank = 0;
        while rank < GUESSES[field].1.len() {
            numbered[count] = (field as u8, rank as u8);
            count += 1;
            rank += 1;
        }
        field += 1;
    }
    numbered
};

/// For each length, a bit for each of the names that has it.
const LENGTHS: [u128; 24] = {
    let (mut lengths, mut number, mut field) = ([0; 24], 0, 0);
    while field < FIELDS {
        let mut rank = 0;
        while rank < GUESSES[field].1.len() {
            lengths[GUESSES[field].1[rank].len()] |= 1 << number;
            number += 1;
            rank += 1;
        }
        field += 1;
    }
    lengths
};

/// The best value seen of each field.
#[derive(Clone, Debug)]
pub struct Best<T> {
    values: [Option<(u8, T)>; FIELDS],
}

impl<T> Default for Best<T> {
    fn default() -> Self {
        Self { values: [const { None }; FIELDS] }
    }
}

impl<T> Best<T> {
    /// Takes a value unless a better name gave one already.
    pub fn offer(&mut self, field: Field, rank: u8, value: T) {
        let place = &mut self.values[field as usize];
        if place.as_ref().is_none_or(|(held, _)| rank < *held) {
            *place = Some((rank, value));
        }
    }

    /// Takes the value out.
    pub fn take(&mut self, field: Field) -> Option<T> {
        self.values[field as usize].take().map(|(_, value)| value)
    }
}

impl<'a> Best<Cow<'a, str>> {
    /// The article of these values around its text; without an identifier it has that of its place.
    pub fn article(
        mut self,
        text: Cow<'a, str>,
        place: Place,
        kept: Vec<(Arc<str>, Value)>,
        repairs: Vec<Repair>,
    ) -> Article<'a> {
        let mut article = Article {
            id: self.take(Field::Id).unwrap_or_else(|| Cow::Owned(place.to_string())),
            text,
            body_start: 0,
            title: self.take(Field::Title),
            publisher: self.take(Field::Publisher),
            published: self.take(Field::Published),
            url: self.take(Field::Url),
            author: self.take(Field::Author),
            kept,
            place,
            repairs,
            piece: None,
        };
        super::header::apply(&mut article);
        article
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_guessed_unless_the_user_names_one() {
        let names = FieldNames::default().name(Field::Text, "headline");
        assert_eq!(names.slot("headline").field, Some((Field::Text, 0)));
        assert_eq!(names.slot("text").field, None);
        assert_eq!(names.slot("Date").field, Some((Field::Published, 1)));
        assert!(names.slot("licence").is_skip());
    }

    #[test]
    fn the_best_name_wins_in_any_order() {
        let mut best = Best::default();
        best.offer(Field::Text, 3, "content");
        best.offer(Field::Text, 0, "text");
        best.offer(Field::Text, 1, "body");
        assert_eq!(best.take(Field::Text), Some("text"));
    }
}
