//! A document is a text cut into paragraphs, sentences and tokens.

use std::ops::Range;

use crate::scan::scan;
use crate::sentence::divide;
use crate::{Span, Token};

/// A half-open range of indexes into one of a document's lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IndexRange {
    /// First index.
    pub start: u32,
    /// One past the last index.
    pub end: u32,
}

impl IndexRange {
    /// The range from `start` to `end`.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// As a range that slices.
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// How many indexes it holds.
    pub const fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it holds none.
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Whether `index` is in it.
    pub const fn contains(self, index: usize) -> bool {
        (self.start as usize <= index) & (index < self.end as usize)
    }
}

/// How a text sets its paragraphs, found from the text itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// Blank lines stand between paragraphs; a single line break inside one is a break all the same.
    #[default]
    Lines,
    /// Lines are wrapped by hand: a single line break is a blank.
    Wrapped,
}

/// A sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Where it stands, in bytes, without surrounding white space.
    pub span: Span,
    /// Its tokens.
    pub tokens: IndexRange,
    /// The paragraph that holds it.
    pub paragraph: u32,
}

/// A paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// Where it stands, in bytes, without surrounding white space.
    pub span: Span,
    /// Its sentences.
    pub sentences: IndexRange,
    /// Its tokens.
    pub tokens: IndexRange,
}

/// The lists of a document, apart from its text, so that their memory can be used again.
#[derive(Clone, Debug, Default)]
pub struct Segments {
    pub(crate) tokens: Vec<Token>,
    pub(crate) sentences: Vec<Sentence>,
    pub(crate) paragraphs: Vec<Paragraph>,
    pub(crate) layout: Layout,
    /// The tokens at which something may end: those that open a line and those that may close a sentence.
    pub(crate) events: Vec<u32>,
    /// The tokens that are marks.
    pub(crate) marks: Vec<u32>,
}

/// A text cut into paragraphs, sentences and tokens.
#[derive(Clone, Debug)]
pub struct Document<'t> {
    text: &'t str,
    segments: Segments,
}

impl<'t> Document<'t> {
    /// Cuts a whole text.
    pub fn new(text: &'t str) -> Self {
        Self::with_body(text, 0, Segments::default())
    }

    /// Cuts what follows the byte `body_start` (what stands before it is a header, and in no list), in the
    /// memory of an earlier document. A `body_start` that is not on a character boundary is moved to the next.
    pub fn with_body(text: &'t str, body_start: usize, mut segments: Segments) -> Self {
        scan(text, body_start, &mut segments);
        divide(text, &mut segments);
        Self { text, segments }
    }

    /// The text, untouched.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// All tokens, in order.
    pub fn tokens(&self) -> &[Token] {
        &self.segments.tokens
    }

    /// The indexes of all tokens that are marks, in order.
    pub fn marks(&self) -> &[u32] {
        &self.segments.marks
    }

    /// All sentences, in order.
    pub fn sentences(&self) -> &[Sentence] {
        &self.segments.sentences
    }

    /// All paragraphs, in order.
    pub fn paragraphs(&self) -> &[Paragraph] {
        &self.segments.paragraphs
    }

    /// How the text sets its paragraphs.
    pub fn layout(&self) -> Layout {
        self.segments.layout
    }

    /// The lists, to be used again.
    pub fn into_segments(self) -> Segments {
        self.segments
    }
}
