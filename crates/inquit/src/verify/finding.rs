//! A finding is what one text holds of one quotation, and where the two differ.

use inquit_tokenizer::Span;

/// Whether a text holds a quotation. From best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Character for character, but for marks and punctuation at both ends.
    Exact,
    /// Word for word; marks, dashes, blanks, punctuation, the first letter's case or words in brackets differ.
    Verbatim,
    /// Word for word, but the text says between who speaks: “We won,” she said, “and we will again.”
    Interrupted,
    /// Word for word but for what an ellipsis leaves out.
    Cut,
    /// Word for word, but from several places, and no ellipsis says so.
    Joined,
    /// Some words differ.
    Altered,
    /// The text does not hold it.
    Absent,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 7] = [
        Self::Exact,
        Self::Verbatim,
        Self::Interrupted,
        Self::Cut,
        Self::Joined,
        Self::Altered,
        Self::Absent,
    ];

    /// As written in output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Verbatim => "verbatim",
            Self::Interrupted => "interrupted",
            Self::Cut => "cut",
            Self::Joined => "joined",
            Self::Altered => "altered",
            Self::Absent => "absent",
        }
    }

    /// Whether the quotation has the text's words, all at one place and in full.
    pub const fn is_word_for_word(self) -> bool {
        matches!(self, Self::Exact | Self::Verbatim | Self::Interrupted)
    }
}

/// In what a quotation and a text differ at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DifferenceKind {
    /// Words were replaced, added or left out.
    Words,
    /// Letter case, other than that of a first letter.
    Case,
    /// The quotation goes on at another place of the text, or of another text.
    Joined,
    /// An ellipsis stands for words of the text.
    Cut,
    /// The text says who speaks.
    Interrupted,
    /// Words in brackets: `[sic]`, or `[the mayor]` for "he".
    Bracketed,
    /// Commas, full stops and the like.
    Punctuation,
    /// An ellipsis that leaves nothing out, or one of the text's own.
    Ellipsis,
    /// The case of the first letter.
    FirstLetter,
    /// The kind of quotation marks and apostrophes, or whether there are any.
    Marks,
    /// The kind of dashes, or a hyphen for a blank.
    Dashes,
    /// Blanks and line ends.
    Blanks,
}

impl DifferenceKind {
    /// As written in output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Case => "case",
            Self::Joined => "joined",
            Self::Cut => "cut",
            Self::Interrupted => "interrupted",
            Self::Bracketed => "bracketed",
            Self::Punctuation => "punctuation",
            Self::Ellipsis => "ellipsis",
            Self::FirstLetter => "first letter",
            Self::Marks => "marks",
            Self::Dashes => "dashes",
            Self::Blanks => "blanks",
        }
    }

    /// The best verdict that a quotation with such a difference can have.
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::Words | Self::Case => Verdict::Altered,
            Self::Joined => Verdict::Joined,
            Self::Cut => Verdict::Cut,
            Self::Interrupted => Verdict::Interrupted,
            _ => Verdict::Verbatim,
        }
    }
}

/// A part of the quotation or of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it stands, in bytes unless [`Finding::map_places`] turned them into another unit.
    pub span: Span,
    /// As written; of what was left out only the beginning, with "…" behind it.
    pub text: String,
}

/// A stretch of the text that the quotation, or a part of it, comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// In the quotation.
    pub quotation: Piece,
    /// In the text.
    pub source: Piece,
}

/// One difference; where one side has nothing its piece is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// In what.
    pub kind: DifferenceKind,
    /// In the quotation.
    pub quotation: Piece,
    /// In the text.
    pub source: Piece,
}

/// What one text holds of one quotation.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Whether the text holds it.
    pub verdict: Verdict,
    /// Code points to put in, take out or replace to make the text's words of the quotation's, as they are aligned;
    /// what is set aside, bracketed, cut or an interruption counts nothing.
    pub edit_distance: u32,
    /// One less the share of these in the longer of the two, 0 to 1.
    pub similarity: f32,
    /// Where the quotation comes from, in its own order.
    pub passages: Vec<Passage>,
    /// In the quotation's order.
    pub differences: Vec<Difference>,
    /// Stretches of four words or more that are the same in both, in the quotation's order.
    pub stretches: Vec<Passage>,
}

impl Finding {
    /// Turns places in the quotation and in the text into another unit.
    pub fn map_places(&mut self, quotation: impl Fn(u32) -> u32, source: impl Fn(u32) -> u32) {
        let map = |piece: &mut Piece, to: &dyn Fn(u32) -> u32| {
            piece.span = Span::new(to(piece.span.start), to(piece.span.end));
        };
        for passage in self.passages.iter_mut().chain(&mut self.stretches) {
            map(&mut passage.quotation, &quotation);
            map(&mut passage.source, &source);
        }
        for difference in &mut self.differences {
            map(&mut difference.quotation, &quotation);
            map(&mut difference.source, &source);
        }
    }
}
