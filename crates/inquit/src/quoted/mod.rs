//! A quoted span is text between paired quotation marks, before deciding that it is speech.
//!
//! Pairs are found paragraph by paragraph with a stack, so that marks nest to any depth. A mark's direction comes
//! from its shape where that is certain and from the white space around it where it is not; what stays open at a
//! paragraph's end is continued in the next paragraph if that opens with a mark, and repaired with a note if not.

mod label;
mod marks;
mod pairs;

use inquit_tokenizer::{Document, IndexRange, Span};

use crate::attribution::Note;
use crate::lexicon::Lex;

pub(crate) use label::is_work;
pub use marks::Style;

/// What a quoted span looks like, told from its own words and its closest neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// A sentence or more, or words with the punctuation of one.
    Speech,
    /// Part of a sentence: "said he was “sick of waiting”".
    Fragment,
    /// One to three lower-case words held at a distance: a “decentralised” exchange.
    Scare,
    /// The title of a work or programme: “Meet the Press”.
    Title,
    /// A name between names: James “Jim” Doyle.
    Nickname,
}

impl Label {
    /// As `explain` prints it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Speech => "speech",
            Self::Fragment => "fragment",
            Self::Scare => "scare quotes",
            Self::Title => "title",
            Self::Nickname => "nickname",
        }
    }
}

/// Text between paired marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuotedSpan {
    /// With its marks, in bytes.
    pub span: Span,
    /// The tokens of `span`.
    pub tokens: IndexRange,
    /// The paragraph that holds it.
    pub paragraph: u32,
    /// How many other quoted spans hold it.
    pub depth: u16,
    /// The marks' family.
    pub style: Style,
    /// What it looks like.
    pub label: Label,
    /// Whether its opening mark stands in the text (else it was guessed).
    pub opened: bool,
    /// Whether its closing mark stands in the text (else it is continued or was guessed).
    pub closed: bool,
    /// Whether the quotation goes on with the next outermost quoted span, in the next paragraph.
    pub continues: bool,
}

/// All quoted spans of a document in text order, an outer one before those that it holds.
pub fn find(doc: &Document<'_>, lex: &[Lex], spans: &mut Vec<QuotedSpan>, notes: &mut Vec<Note>) {
    spans.clear();
    pairs::pair(doc, lex, spans, notes);
    for quoted in spans.iter_mut() {
        quoted.label = label::label(doc, lex, quoted);
    }
}
