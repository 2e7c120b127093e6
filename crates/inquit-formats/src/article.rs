//! An article is one news text with what is known about it and where it was read.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use inquit::Input;
use serde_json::Value;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::read::pieces::Piece;

/// Where an article was read: the file and, in files of many articles, the line; in those without lines, the number of
/// the row or record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file as the user named it; "stdin" for standard input.
    pub file: Arc<str>,
    /// The line on which the article's record begins, from 1, or the number of the row (Parquet) or record (web
    /// archives); `None` where the file is the article.
    pub line: Option<u64>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}", self.file),
            None => f.write_str(&self.file),
        }
    }
}

/// What had to be done to read an article's bytes as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Repair {
    /// Bytes that were no UTF-8 were read as Windows-1252.
    Windows1252,
    /// Bytes that were no UTF-8 were read in the encoding that they look like; how that is told.
    Encoding(&'static str),
    /// Bytes that the declared encoding does not know became U+FFFD.
    Undecodable,
    /// The bytes were UTF-16, told by their byte-order mark.
    Utf16,
    /// The bytes were UTF-16 with broken units, which became U+FFFD.
    Utf16Broken,
    /// Half of a surrogate pair in a JSON escape became U+FFFD.
    LoneSurrogate,
    /// A cell of the article's row holds quotation marks that quote no cell; they were read as text.
    Quoting,
}

impl Repair {
    /// As written in output and messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Windows1252 => "no UTF-8, read as Windows-1252",
            Self::Encoding(note) => note,
            Self::Undecodable => "bytes that its encoding does not know replaced",
            Self::Utf16 => "read as UTF-16",
            Self::Utf16Broken => "read as UTF-16, broken units replaced",
            Self::LoneSurrogate => "half a surrogate pair replaced",
            Self::Quoting => "quotation marks of a cell read as text",
        }
    }
}

/// One news text, borrowed from the batch that it was read in where that is possible.
#[derive(Clone, Debug, PartialEq)]
pub struct Article<'a> {
    /// Its name in records: the `id` field, the path of a text file, or file and line.
    pub id: Cow<'a, str>,
    /// The whole text, untouched but for a byte-order mark before it.
    pub text: Cow<'a, str>,
    /// Where the article begins in `text`, in bytes: what stands before is a header of metadata.
    pub body_start: usize,
    /// The headline.
    pub title: Option<Cow<'a, str>>,
    /// The outlet that published it.
    pub publisher: Option<Cow<'a, str>>,
    /// When it was published, as written.
    pub published: Option<Cow<'a, str>>,
    /// Its address on the web.
    pub url: Option<Cow<'a, str>>,
    /// Who wrote it.
    pub author: Option<Cow<'a, str>>,
    /// Further fields that the user asked to keep, in the order asked.
    pub kept: Vec<(Arc<str>, Value)>,
    /// Where it was read.
    pub place: Place,
    /// What had to be repaired to read it.
    pub repairs: Vec<Repair>,
    /// Where it stands, if it is a piece of a text that was too long to be worked on at once.
    pub piece: Option<Piece>,
}

impl<'a> Article<'a> {
    /// An article that is nothing but a text and a name.
    pub fn new(id: impl Into<Cow<'a, str>>, text: impl Into<Cow<'a, str>>) -> Self {
        let id = id.into();
        Self {
            place: Place { file: Arc::from(&*id), line: None },
            id,
            text: text.into(),
            body_start: 0,
            title: None,
            publisher: None,
            published: None,
            url: None,
            author: None,
            kept: Vec::new(),
            repairs: Vec::new(),
            piece: None,
        }
    }

    /// The number of its first quotation: those of the pieces of a text begin at 1, 1,000,001, 2,000,001 …
    pub fn first_number(&self) -> u32 {
        self.piece.map_or(1, |piece| piece.number.saturating_mul(1_000_000).saturating_add(1))
    }

    /// Its name where pieces are documents of their own: from the second on, with its number.
    pub fn own_id(&self) -> Cow<'_, str> {
        match self.piece {
            Some(piece) if piece.number > 0 => Cow::Owned(format!("{}#{}", self.id, piece.number + 1)),
            _ => Cow::Borrowed(&self.id),
        }
    }

    /// A hash of its place, which is all that tells two equal articles apart, whatever batch they are in.
    pub(crate) fn place_hash(&self, seed: u64) -> u64 {
        let mut key = self.place.file.as_bytes().to_vec();
        key.extend(self.place.line.unwrap_or(0).to_le_bytes());
        key.extend(self.piece.map_or(0, |piece| piece.number).to_le_bytes());
        key.extend(self.id.as_bytes());
        xxh3_64_with_seed(&key, seed)
    }

    /// As the extractor takes it.
    pub fn input(&self) -> Input<'_> {
        Input {
            text: &self.text,
            body_start: self.body_start,
            title: self.title.as_deref(),
            publisher: self.publisher.as_deref(),
            published: self.published.as_deref(),
        }
    }
}

impl Article<'_> {
    /// The article in memory of its own.
    pub fn into_owned(self) -> Article<'static> {
        fn own(text: Cow<'_, str>) -> Cow<'static, str> {
            Cow::Owned(text.into_owned())
        }
        Article {
            id: own(self.id),
            text: own(self.text),
            body_start: self.body_start,
            title: self.title.map(own),
            publisher: self.publisher.map(own),
            published: self.published.map(own),
            url: self.url.map(own),
            author: self.author.map(own),
            kept: self.kept,
            place: self.place,
            repairs: self.repairs,
            piece: self.piece,
        }
    }
}
