//! A noun that reports: a claim, an allegation, a warning, with whose it is and a clause or infinitive.
//!
//! Matches: the landlord’s claim that the rent was late; appeals from parents for the school to reopen. Leaves alone:
//! nouns without a clause, and those whose owner is not named.

use inquit_tokenizer::{IndexRange, TokenKind};

use super::{Apply, Rule};
use crate::attribution::RuleInfo;
use crate::lexicon::{Lex, listed};
use crate::quoted::Label;
use crate::relate::clause::{self, Opening};
use crate::relate::context::Context;
use crate::relate::phrase;
use crate::relate::state::Found;

pub(super) const RULE: Rule = Rule {
    info: RuleInfo {
        name: "noun_cue",
        matches: "a noun such as “claim” with its owner and a clause",
        example: "the landlord’s claim that the rent was late",
    },
    confidence: 0.3,
    apply: Apply::Noun(apply),
};

/// The attribution whose cue is the noun at token `head`.
fn apply(cx: &Context<'_, '_>, sentence: usize, head: usize) -> Result<Found, &'static str> {
    let tokens = cx.doc.sentences()[sentence].tokens;
    let (floor, ceiling) = (tokens.start as usize, tokens.end as usize);
    let mut next = head + 1;
    let mut source = None;
    // Whose it is stands behind, with "by", "from" or "of" …
    if cx.is_any(next, listed!["by", "from", "of"]) {
        if let Some(owner) = phrase::noun_phrase_right(cx, next + 1, ceiling) {
            next = owner.end as usize;
            source = Some(owner);
        }
    } else if let Some(owner) = possessor(cx, head, floor) {
        // … or before, as a possessor …
        source = owner_phrase(cx, owner, floor);
    }
    let mut cue = IndexRange::new(head as u32, head as u32 + 1);
    if source.is_none()
        && let Some((verb, subject)) = governor(cx, head, floor)
    {
        // … or as the subject of the verb that takes the noun: "issued a warning".
        cue.start = verb as u32;
        source = Some(subject);
    }
    let source = source.ok_or("nobody owns the noun")?;
    if let Some(content) = equated(cx, source).or_else(|| equates(cx, head)) {
        return Ok(Found {
            content: vec![content],
            cue: Some(cue),
            source: Some(source),
            ..Found::default()
        });
    }
    let clausal = cx.is_any(next, listed!["that", "whether", "for"])
        || cx.is_any(next, listed!["to"]) && clause::opening(cx, next, ceiling) == Opening::Infinitive;
    if !clausal {
        return Err("no clause follows the noun");
    }
    let mut end = clause::sentence_end(cx, sentence);
    if let Some(comma) = (next + 3..end).find(|i| cx.is_byte(*i, b',') && cx.quoted_at(*i).is_none()) {
        end = comma;
    }
    let from = if cx.is_any(next, listed!["for"]) { next + 1 } else { next };
    if let Some(verb) = main_verb(cx, floor, head, from, end) {
        end = verb;
    }
    if from + 1 >= end {
        return Err("no clause follows the noun");
    }
    Ok(Found {
        content: vec![IndexRange::new(from as u32, end as u32)],
        cue: Some(cue),
        source: Some(source),
        ..Found::default()
    })
}

/// The quotation that a form of be equates with somebody's words: “Pack nothing” were | her words.
fn equated(cx: &Context<'_, '_>, owner: IndexRange) -> Option<IndexRange> {
    let be = (owner.start as usize).checked_sub(1).filter(|be| cx.is(*be, Lex::BE))?;
    spoken(cx, cx.quoted_to(be.checked_sub(1)?)?)
}

/// The quotation that a form of be equates with the noun: Her answer was | “not much”.
fn equates(cx: &Context<'_, '_>, noun: usize) -> Option<IndexRange> {
    if !cx.is(noun + 1, Lex::BE) {
        return None;
    }
    let parted = cx.is_byte(noun + 2, b':') || cx.is_byte(noun + 2, b',');
    spoken(cx, cx.quoted_from(noun + 2 + usize::from(parted))?)
}

/// The tokens of a quoted span that is speech.
fn spoken(cx: &Context<'_, '_>, quoted: usize) -> Option<IndexRange> {
    let span = &cx.quoted[quoted];
    matches!(span.label, Label::Speech | Label::Fragment).then_some(span.tokens)
}

/// The verb whose subject the noun and its clause are: "the claim that it was late | was rejected".
fn main_verb(cx: &Context<'_, '_>, floor: usize, head: usize, from: usize, end: usize) -> Option<usize> {
    const AUXILIARY: Lex = Lex::BE.union(Lex::HAVE).union(Lex::DO).union(Lex::MODAL);
    if !cx.is_any(from, listed!["that"]) || (floor..head).any(|i| clause::is_verb_like(cx, i)) {
        return None;
    }
    let mut verbs = (from + 1..end).filter(|i| clause::is_verb_like(cx, *i) && cx.quoted_at(*i).is_none());
    let first = verbs.next()?;
    // A second finite verb that nothing joins to the first.
    let second =
        verbs.find(|i| cx.is(*i, AUXILIARY) && !cx.is(*i - 1, AUXILIARY | Lex::NEGATION | Lex::ADVERB))?;
    let joined = (first..second).any(|i| {
        cx.is(i, Lex::COORDINATOR | Lex::SUBORDINATOR | Lex::WH | Lex::SUBJECT_PRONOUN) || cx.is_byte(i, b',')
    });
    (!joined).then_some(second)
}

/// The phrase of a possessor, its clitic with it.
fn owner_phrase(cx: &Context<'_, '_>, owner: usize, floor: usize) -> Option<IndexRange> {
    if cx.is(owner, Lex::POSSESSIVE) {
        return Some(IndexRange::new(owner as u32, owner as u32 + 1));
    }
    let noun = phrase::noun_phrase_left(cx, owner.checked_sub(1)?, floor)?;
    Some(IndexRange::new(noun.start, owner as u32 + 1))
}

/// The verb that takes the noun as its object, and that verb's subject.
fn governor(cx: &Context<'_, '_>, head: usize, floor: usize) -> Option<(usize, IndexRange)> {
    let verb = (floor..head).rev().take(4).find(|i| !cx.is(*i, Lex::DETERMINER | Lex::ADJECTIVE))?;
    if !clause::is_verb_like(cx, verb) || cx.is(verb, Lex::BE | Lex::HAVE | Lex::DO | Lex::MODAL) {
        return None;
    }
    let subject = phrase::subject_before(cx, verb, floor)?;
    Some((verb, subject))
}

/// The possessive pronoun or the clitic of a possessor before a noun and its adjectives.
fn possessor(cx: &Context<'_, '_>, head: usize, floor: usize) -> Option<usize> {
    (floor..head).rev().take(3).find_map(|i| {
        let token = cx.tokens[i];
        let apostrophe = token.kind == TokenKind::Mark && i > floor && cx.tokens[i - 1].end == token.start;
        if token.kind == TokenKind::Clitic || apostrophe || cx.is(i, Lex::POSSESSIVE) {
            return Some(Some(i));
        }
        (!cx.is(i, Lex::ADJECTIVE)).then_some(None)
    })?
}
