//! Subjects that end in a relative clause.

use inquit_tokenizer::IndexRange;

use super::clause;
use super::context::Context;
use super::phrase::noun_phrase_left;
use crate::lexicon::{Lex, listed};

/// Furthest that a relative clause between commas is looked through, in tokens.
const REACH: usize = 24;

/// The same as [`super::phrase::subject_before`], for a relative clause that holds a cue of its own: "a driver who asked
/// not to be named".
pub(super) fn relative_before(cx: &Context<'_, '_>, end: usize, first: usize) -> Option<IndexRange> {
    let last = end.checked_sub(1).filter(|last| *last >= first)?;
    let source = relative_left(cx, last, first)?;
    (source.len() > 1).then_some(source)
}

/// A subject that ends in a relative or participle clause without commas: "a source who asked not to be named".
pub(super) fn relative_left(cx: &Context<'_, '_>, last: usize, floor: usize) -> Option<IndexRange> {
    let from = floor.max(last.saturating_sub(16));
    let who = (from..last).rev().find(|i| {
        cx.quoted_at(*i).is_none() && (cx.is_any(*i, listed!["who", "that", "which"]) || cx.is_byte(*i, b','))
    })?;
    if cx.is_byte(who, b',') {
        return None;
    }
    // "who in 2010 said": nothing but an adverbial between.
    if !(who + 1..=last).any(|i| clause::is_verb_like(cx, i)) {
        return Some(IndexRange::new(who as u32, who as u32 + 1));
    }
    let noun = noun_phrase_left(cx, who.checked_sub(1)?, floor)?;
    Some(IndexRange::new(noun.start, last as u32 + 1))
}

/// "A study published | on Monday | found": a noun with a participle, whose time was left out from its last token on.
pub(super) fn participle_left(
    cx: &Context<'_, '_>,
    last: usize,
    end: usize,
    floor: usize,
) -> Option<IndexRange> {
    let participle = last + 1 < end && clause::is_participle(cx, last);
    let head = last.checked_sub(1).filter(|head| participle && *head > floor)?;
    if cx.is_name(head) || cx.is(head, Lex::SUBJECT_PRONOUN | Lex::COORDINATOR) {
        return None;
    }
    let noun = noun_phrase_left(cx, head, floor)?;
    Some(IndexRange::new(noun.start, end as u32))
}

/// Whether a token is a relative pronoun behind its noun: "an engineer | who", "a video | that has".
pub(super) fn is_relative(cx: &Context<'_, '_>, i: usize) -> bool {
    cx.is_any(i, listed!["who", "which"])
        || cx.is_any(i, listed!["that"])
            && cx.is(i + 1, Lex::BE | Lex::HAVE)
            && !cx.is(i.wrapping_sub(1), Lex::REPORTING | Lex::VERB)
}

/// Whether the phrase that begins at `first` is a part of a relative clause: "a person who has seen | the contract".
pub(super) fn is_governed(cx: &Context<'_, '_>, first: usize, length: usize, floor: usize) -> bool {
    let Some(before) = first.checked_sub(1).filter(|before| *before > floor) else { return false };
    // Most phrases have no relative pronoun near, and one look at all words tells.
    let from = (floor + 1).max(first.saturating_sub(14));
    let relative = Lex::WH | Lex::SUBORDINATOR;
    let near = cx.lex[from..first].iter().fold(Lex::empty(), |all, lex| all | *lex);
    if !near.intersects(relative) {
        return false;
    }
    let apart = |i: &usize| matches!(cx.tokens[*i].first, b',' | b';' | b':') || cx.quoted_at(*i).is_some();
    let pronoun = (from..first)
        .rev()
        .take_while(|i| !apart(i))
        .find(|i| cx.is(*i, relative) && cx.is_any(*i, listed!["who", "which", "that"]));
    let Some(pronoun) = pronoun else { return false };
    let verb = || clause::is_verb_like(cx, before) || length == 1 && cx.is_any(before, listed!["to"]);
    if pronoun + 5 >= first && is_relative(cx, pronoun) && verb() {
        return true;
    }
    // "a mayor who bought a tub on | expenses": a relative pronoun with a finite verb right behind it
    cx.is_any(pronoun, listed!["who"])
        && cx.is(pronoun - 1, Lex::NOUN | Lex::COMMON)
        && !cx.is(pronoun - 1, Lex::REPORTING | Lex::PREPOSITION)
        && pronoun + 1 < before
        && cx.is(pronoun + 1, Lex::HAVE | Lex::BE | Lex::MODAL | Lex::PAST | Lex::VERB)
}

/// Whether a participle gives its noun a name: "a teacher | called | Lule".
fn calls(cx: &Context<'_, '_>, at: usize) -> bool {
    cx.is_any(at, listed!["named", "called", "identified", "nicknamed", "dubbed"])
}

/// Whether a participle gives the name of who speaks: "a teacher | called | Lule told".
pub(super) fn calls_speaker(cx: &Context<'_, '_>, at: usize) -> bool {
    if !calls(cx, at) || !cx.is(at.wrapping_sub(1), Lex::NOUN | Lex::COMMON | Lex::ROLE) {
        return false;
    }
    let name = at + 1 + (at + 1..at + 3).take_while(|i| cx.is_any(*i, listed!["only", "as"])).count();
    let end = name + (name..name + 4).take_while(|i| cx.is_name(*i)).count();
    end > name && cx.is(end, Lex::SAY | Lex::TELL)
}

/// Who is called by the name at a range, the name with them: "a teacher identified only as | Lule".
pub(super) fn called(cx: &Context<'_, '_>, name: IndexRange, floor: usize) -> Option<IndexRange> {
    if !(name.start..name.end).all(|i| cx.is_name(i as usize)) {
        return None;
    }
    let mut at = (name.start as usize).checked_sub(1)?;
    for word in [listed!["as"], listed!["only"]] {
        at = at.checked_sub(usize::from(cx.is_any(at, word)))?;
    }
    let noun = at.checked_sub(1).filter(|last| calls(cx, at) && *last >= floor)?;
    let who = noun_phrase_left(cx, noun, floor)?;
    Some(IndexRange::new(who.start, name.end))
}

/// Whether the subject that begins at a token is one of a relative clause: "the step that | economists had forecast".
pub(super) fn is_inside(cx: &Context<'_, '_>, subject: usize) -> bool {
    subject > 1
        && cx.is_any(subject - 1, listed!["that", "which", "whom"])
        && cx.is(subject - 2, Lex::NOUN | Lex::COMMON)
        && !cx.is(subject - 2, Lex::REPORTING)
}

/// Where the relative clause begins, its comma, whose closing comma stands right before `end`, if one does.
pub(super) fn closed_at(cx: &Context<'_, '_>, end: usize, first: usize) -> Option<usize> {
    let close = end.checked_sub(1).filter(|i| cx.is_byte(*i, b',') && cx.quoted_at(*i).is_none())?;
    let comma =
        (first..close).rev().take(REACH).find(|i| cx.is_byte(*i, b',') && cx.quoted_at(*i).is_none())?;
    cx.is_any(comma + 1, listed!["who", "which", "whose"]).then_some(comma)
}

/// What a relative clause between commas is about, where the phrase that begins at `start` is a part of that clause and
/// the clause ends at `close`: "Gazeta e Jugut, which is published in | Selca, the hardest-hit town, replied"; "Ana
/// Lima, whose firm, | Belmar, makes tiles, said".
pub(super) fn antecedent(
    cx: &Context<'_, '_>,
    start: usize,
    close: usize,
    floor: usize,
) -> Option<IndexRange> {
    let mut at = start;
    for _ in 0..2 {
        let comma =
            (floor..at).rev().take(REACH).find(|i| cx.is_byte(*i, b',') && cx.quoted_at(*i).is_none())?;
        let verb = |end: usize| (comma + 2..end).any(|i| clause::is_verb_like(cx, i));
        if cx.is_any(comma + 1, listed!["who", "which"]) && verb(start)
            || cx.is_any(comma + 1, listed!["whose"]) && start < close
        {
            return noun_phrase_left(cx, comma.checked_sub(1).filter(|i| *i >= floor)?, floor);
        }
        if cx.is(comma + 1, Lex::COORDINATOR | Lex::SUBORDINATOR) {
            return None;
        }
        at = comma;
    }
    None
}
