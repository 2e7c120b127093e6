//! A name tells where the name of a person, an organisation or something else stands, by a trained model.
//!
//! The recogniser is a tagger by its form: hashed features, one table of weights, the best sequence of labels. A span's
//! kind takes the place of its role. Only chains of capitalised words are labelled, with the small words that may stand
//! inside them: all other tokens are outside of every name.

pub mod features;

use inquit_tokenizer::{Document, IndexRange, TokenFlags, TokenKind};

use super::clusters::Clusters;
use super::paths::Paths;
use super::tagger::Tagger;
use super::{Label, Role};
use crate::lexicon::{Lex, NO_NAME};
use features::Features;

/// What a name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A human being.
    Person,
    /// A company, agency, court, party, club, band.
    Organization,
    /// Anything else: a place, a people, a work, an event.
    Other,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Person, Self::Organization, Self::Other];

    /// The role whose labels the names of this kind have.
    pub const fn role(self) -> Role {
        match self {
            Self::Person => Role::Source,
            Self::Organization => Role::Cue,
            Self::Other => Role::Content,
        }
    }

    /// The kind whose names have the labels of this role.
    pub const fn of(role: Role) -> Self {
        match role {
            Role::Source => Self::Person,
            Role::Cue => Self::Organization,
            Role::Content => Self::Other,
        }
    }
}

/// A name as the rules read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The tokens of the name.
    pub tokens: IndexRange,
    /// Where the phrase begins, titles with it.
    pub from: u32,
    /// Its sentence.
    pub sentence: u32,
    /// What it names.
    pub class: Class,
    /// Whether a title stands before it.
    pub titled: bool,
    /// Whether the recogniser is asked what it is.
    pub asked: bool,
}

/// What is mentioned, as far as its own words tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Class {
    /// A human being.
    Person = 1,
    /// A company, agency, court, party.
    Organization,
    /// Several people under one word.
    Group,
    /// A report, a poll, a law.
    Document,
    /// A country or a town.
    Place,
    /// Its words do not tell.
    Unknown,
}

/// A document as the recogniser sees it.
#[derive(Clone, Copy)]
pub struct Site<'a, 't> {
    /// The text, cut.
    pub doc: &'a Document<'t>,
    /// The hash of each token's word, as the lexicon has it.
    pub hashes: &'a [u64],
    /// What each token may be.
    pub lex: &'a [Lex],
    /// The names that the rules find, in text order.
    pub verdicts: &'a [Verdict],
    /// The clusters of words.
    pub clusters: &'a Clusters,
    /// What is known of words that names are made of: see `features`.
    pub known: &'a Clusters,
}

/// A name as the recogniser reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its tokens.
    pub tokens: IndexRange,
    /// What it names.
    pub kind: Kind,
}

/// Which names of a document are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// All of them.
    All,
    /// Those in chains with a verdict that asks.
    Marked,
}

/// Memory used again from one document to the next.
#[derive(Debug, Default)]
pub struct Scratch {
    features: Features,
    chains: Vec<Chain>,
    paths: Paths,
    labels: Vec<Label>,
}

/// The names of a document in text order; `out` is cleared first.
pub fn find(
    site: &Site<'_, '_>,
    recogniser: &Tagger,
    asked: Asked,
    scratch: &mut Scratch,
    out: &mut Vec<Found>,
) {
    out.clear();
    let Scratch { features, chains, paths, labels } = scratch;
    match asked {
        Asked::All => self::chains(site, chains),
        Asked::Marked => marked(site, chains),
    }
    if chains.is_empty() {
        return;
    }
    features.remember(site);
    paths.reset(site.doc.tokens().len());
    for Chain { tokens: chain, sentence } in chains.iter().copied() {
        features.read(site, chain, sentence);
        recogniser.table().score(features, chain.start as usize, paths.own(chain));
        paths.find(chain, recogniser.neighbours());
        paths.best(chain, recogniser.neighbours(), labels);
        for (at, label) in labels.iter().enumerate() {
            let Some(role) = label.role() else { continue };
            let at = chain.start + at as u32;
            match out.last_mut() {
                Some(last) if last.tokens.end == at && !label.begins() => last.tokens.end += 1,
                _ => out.push(Found { tokens: IndexRange::new(at, at + 1), kind: Kind::of(role) }),
            }
        }
    }
}

/// Tokens that are labelled at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The tokens.
    pub tokens: IndexRange,
    /// Those of their sentence.
    pub sentence: IndexRange,
}

/// Small words that may stand between two capitalised ones of one name.
const INNER: Lex = Lex::PREPOSITION.union(Lex::COORDINATOR).union(Lex::DETERMINER).union(Lex::NAME_PARTICLE);
/// How many tokens may stand between two capitalised words of one chain.
const GAP: usize = 3;

/// The chains of a document; `out` is cleared first.
pub fn chains(site: &Site<'_, '_>, out: &mut Vec<Chain>) {
    out.clear();
    for sentence in site.doc.sentences() {
        chains_of(site, sentence.tokens, out);
    }
}

/// The chains that hold a verdict that asks; `out` is cleared first.
fn marked(site: &Site<'_, '_>, out: &mut Vec<Chain>) {
    out.clear();
    let mut verdicts = site.verdicts.iter().filter(|verdict| verdict.asked).peekable();
    while let Some(verdict) = verdicts.peek() {
        let Some(sentence) = site.doc.sentences().get(verdict.sentence as usize) else { return };
        let first = out.len();
        chains_of(site, sentence.tokens, out);
        let mut kept = first;
        for at in first..out.len() {
            let chain = out[at].tokens;
            while verdicts.peek().is_some_and(|verdict| verdict.tokens.end <= chain.start) {
                verdicts.next();
            }
            if verdicts.peek().is_some_and(|verdict| verdict.tokens.start < chain.end) {
                out.swap(kept, at);
                kept += 1;
            }
        }
        out.truncate(kept);
        while verdicts.peek().is_some_and(|verdict| verdict.tokens.start < sentence.tokens.end) {
            verdicts.next();
        }
    }
}

/// The chains of a sentence: capitalised words, and what may stand between them.
fn chains_of(site: &Site<'_, '_>, sentence: IndexRange, out: &mut Vec<Chain>) {
    let Site { doc, lex, .. } = *site;
    let tokens = doc.tokens();
    let range = sentence.range();
    let first = out.len();
    let mut at = range.start;
    while at < range.end {
        let token = &tokens[at];
        let core = match token.kind {
            TokenKind::Word => {
                token.is_capitalised()
                    && (!lex[at].intersects(NO_NAME) || lex[at].intersects(Lex::FIRST_NAME | Lex::PLACE))
            }
            // "3AW"
            TokenKind::Number => doc.text().as_bytes()[token.end as usize - 1].is_ascii_uppercase(),
            _ => false,
        };
        if !core {
            at += 1;
            continue;
        }
        let mut from = at;
        // "The Hague", "de Gaulle", "al-Assad"
        let leads = |at: usize| {
            let token = &tokens[at];
            token.kind == TokenKind::Word
                && (token.is_capitalised() || lex[at].intersects(Lex::NAME_PARTICLE))
                || token.is(b'-') && !token.flags.contains(TokenFlags::SPACE_BEFORE)
        };
        while from > range.start && from + 2 > at && leads(from - 1) {
            from -= 1;
        }
        at += 1;
        // "Channel 4"
        if at < range.end && tokens[at].kind == TokenKind::Number {
            at += 1;
        }
        // "Park Geun-hye"
        let glued = |at: usize| !tokens[at].flags.contains(TokenFlags::SPACE_BEFORE);
        if at + 1 < range.end
            && tokens[at].is(b'-')
            && glued(at)
            && glued(at + 1)
            && tokens[at + 1].kind == TokenKind::Word
            && !tokens[at + 1].is_capitalised()
        {
            at += 2;
        }
        match out[first..].last_mut().map(|chain| &mut chain.tokens) {
            Some(last)
                if from <= last.end as usize
                    || from - last.end as usize <= GAP
                        && (last.end as usize..from).all(|at| is_inner(doc, lex, at)) =>
            {
                last.end = at as u32;
            }
            _ => out.push(Chain { tokens: IndexRange::new(from as u32, at as u32), sentence }),
        }
    }
}

/// Whether a token that is not capitalised may stand inside a name.
fn is_inner(doc: &Document<'_>, lex: &[Lex], at: usize) -> bool {
    let token = &doc.tokens()[at];
    match token.kind {
        TokenKind::Word => lex[at].intersects(INNER),
        TokenKind::Number | TokenKind::Clitic | TokenKind::Mark | TokenKind::Symbol => true,
        TokenKind::Punct => matches!(token.first, b'-' | b'.' | b'/' | b'&' | b'\'' | b',' | 0x80..),
        _ => false,
    }
}
