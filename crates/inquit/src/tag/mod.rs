//! A tag tells of one token whether it belongs to a source, a cue or a content, by a trained model.
//!
//! The model is a conditional random field over the tokens of a paragraph: a convolution over what the earlier steps
//! know of each token (words, quoted spans, the rules' proposals) gives each label a score, a small
//! table gives each pair of neighbours one, and the best sequence under both is read off.

pub mod clusters;
pub mod convolution;
pub mod decode;
pub mod features;
pub mod name;
pub mod paths;
pub mod table;
pub mod tagger;
#[cfg(feature = "best")]
pub mod best;
pub mod scorer;

use inquit_tokenizer::{Document, IndexRange};

use crate::lexicon::Lex;
use crate::quoted::QuotedSpan;

/// What a token is part of. `B` marks the first token of a span.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Label {
    /// Of nothing.
    #[default]
    Outside,
    /// First of a source.
    SourceB,
    /// In a source.
    Source,
    /// First of a cue.
    CueB,
    /// In a cue.
    Cue,
    /// First of a content.
    ContentB,
    /// In a content.
    Content,
}

impl Label {
    /// All labels, each at the place of its number.
    pub const ALL: [Self; LABELS] =
        [Self::Outside, Self::SourceB, Self::Source, Self::CueB, Self::Cue, Self::ContentB, Self::Content];

    /// The role of the span that it belongs to.
    pub const fn role(self) -> Option<Role> {
        // A list costs less than a jump.
        const ROLES: [Option<Role>; LABELS] = [
            None,
            Some(Role::Source),
            Some(Role::Source),
            Some(Role::Cue),
            Some(Role::Cue),
            Some(Role::Content),
            Some(Role::Content),
        ];
        ROLES[self as usize]
    }

    /// Whether it is the first of its span.
    pub const fn begins(self) -> bool {
        matches!(self, Self::SourceB | Self::CueB | Self::ContentB)
    }
}

/// How many labels there are.
pub const LABELS: usize = 7;
/// What one unit of a network's score is worth.
pub const UNIT: f32 = 1.0 / 64.0;

/// What a span is to its attribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Role {
    /// The attributed words.
    Content,
    /// The words that signal it.
    Cue,
    /// The words that name who it is attributed to.
    Source,
}

impl Role {
    /// All roles, each at the place of its number: the order in which lists of spans stand.
    pub const ALL: [Self; 3] = [Self::Content, Self::Cue, Self::Source];

    /// The label of the first token of a span, and of the others.
    pub const fn labels(self) -> [Label; 2] {
        match self {
            Self::Source => [Label::SourceB, Label::Source],
            Self::Cue => [Label::CueB, Label::Cue],
            Self::Content => [Label::ContentB, Label::Content],
        }
    }
}

/// What the rules make of a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hint {
    /// Its label in a rule's proposal.
    pub label: Label,
    /// The rule's number, from 1; 0 without a proposal.
    pub rule: u8,
    /// Its place in a frame.
    pub frame: Place,
}

/// Where a token stands in a frame, a possible cue with its source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Place {
    /// In none.
    #[default]
    None,
    /// The word that decides.
    Head,
    /// Another word of the cue.
    Cue,
    /// In the source.
    Source,
    /// Where the complement begins.
    Complement,
}

/// A document as the scorer sees it.
#[derive(Clone, Copy)]
pub struct Site<'a, 't> {
    /// The text, cut.
    pub doc: &'a Document<'t>,
    /// The hash of each token's word, as the lexicon has it.
    pub hashes: &'a [u64],
    /// What each token may be.
    pub lex: &'a [Lex],
    /// The quoted spans.
    pub quoted: &'a [QuotedSpan],
    /// For each token 0 outside quotation marks, else one more than the index of the outermost quoted span.
    pub inside: &'a [u32],
    /// What the rules make of each token.
    pub hints: &'a [Hint],
    /// The clusters of words.
    pub clusters: &'a clusters::Clusters,
}

/// The spans of a sequence of labels, a list a role in the order of [`Role::ALL`]; `first` is the number of its
/// first token.
pub fn spans(labels: &[Label], first: u32, out: &mut [Vec<IndexRange>; 3]) {
    for (at, label) in labels.iter().enumerate() {
        let Some(role) = label.role() else { continue };
        let at = first + at as u32;
        let list = &mut out[role as usize];
        match list.last_mut() {
            Some(last) if last.end == at && !label.begins() => last.end += 1,
            _ => list.push(IndexRange::new(at, at + 1)),
        }
    }
}

/// The longest chain of tokens that is labelled at once.
const LONGEST: usize = 400;

/// The chains of tokens that are labelled at once: paragraphs; long ones are cut between sentences, and sentences that
/// are too long anywhere.
pub fn pieces<'a>(doc: &'a Document<'_>) -> impl Iterator<Item = IndexRange> + 'a {
    doc.paragraphs().iter().flat_map(move |paragraph| {
        let mut start = paragraph.tokens.start;
        std::iter::from_fn(move || {
            let end = paragraph.tokens.end;
            if start >= end {
                return None;
            }
            let from = start;
            start = if (end - from) as usize <= LONGEST {
                end
            } else {
                let furthest = from + LONGEST as u32;
                let sentences = &doc.sentences()[paragraph.sentences.range()];
                let ends = sentences.partition_point(|sentence| sentence.tokens.end <= furthest);
                let cut = ends.checked_sub(1).map_or(0, |last| sentences[last].tokens.end);
                if cut > from { cut } else { furthest }
            };
            Some(IndexRange::new(from, start))
        })
    })
}
