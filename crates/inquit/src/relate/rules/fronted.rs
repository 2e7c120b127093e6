//! Reported speech before its source and cue, at the end or in the middle of the sentence.
//!
//! Matches: The pier was closed, officials said; Her client slept, said her counsel, and saw nothing. Leaves alone: a
//! cue that has a clause of its own.

use inquit_tokenizer::{IndexRange, TokenKind};

use super::{Apply, Declined, Forms, Rule, beside};
use crate::attribution::RuleInfo;
use crate::lexicon::{Lex, listed};
use crate::relate::clause;
use crate::relate::context::Context;
use crate::relate::frame::{CueKind, Frame};
use crate::relate::state::{Found, State};

pub(super) const RULE: Rule = Rule {
    info: RuleInfo {
        name: "fronted",
        matches: "reported speech, then a comma, then source and cue in either order",
        example: "The pier was closed at noon, officials said.",
    },
    confidence: 0.63,
    apply: Apply::Frame(Forms::of(&[CueKind::Verb]), apply),
};

pub(super) fn apply(
    cx: &Context<'_, '_>,
    state: &State,
    frames: &[Frame],
    number: usize,
) -> Result<Found, Declined> {
    let frame = &frames[number];
    if frame.kind != CueKind::Verb || frame.shared {
        return Err("the cue has no source of its own");
    }
    if frame.source.is_some_and(|who| who.len() == 1 && cx.is(who.start as usize, Lex::WH)) {
        return Err("the cue is part of a relative clause");
    }
    // "Some sixty would need checks, she went on."
    let onward = cx.is_any(frame.head, listed!["continued", "continues"])
        || cx.is_any(frame.head, listed!["went", "goes"]) && cx.is_any(frame.head + 1, listed!["on"]);
    if !frame.lex.intersects(Lex::SAY | Lex::TELL | Lex::THINK) && !onward {
        return Err("the verb does not report a clause");
    }
    let start = frame.start;
    let parted = cx.is_byte(start.wrapping_sub(1), b',') || cx.is_dash(start.wrapping_sub(1));
    let body = if parted { clause::sentence_body(cx, frame.sentence) } else { IndexRange::default() };
    if !parted || start < body.start as usize + 2 {
        return Err("no comma stands before source and cue");
    }
    let next = frame.complement;
    let ends = next >= body.end as usize;
    if onward && !ends {
        return Err("the verb does not report a clause");
    }
    let goes_on = !ends
        && (cx.is_byte(next, b',')
            || cx.is_byte(next, b';')
            || cx.is_dash(next)
            || cx.tokens[next - 1].is(b','));
    if !ends && !goes_on && !cx.is(next, Lex::SUBORDINATOR | Lex::PREPOSITION | Lex::TIME | Lex::GERUND)
        || cx.is_any(next, listed!["that"])
    {
        return Err("the cue has a clause of its own");
    }
    if start - body.start as usize > clause::LONGEST {
        return Err("the sentence is too long");
    }
    let mut first = body.start as usize;
    if cx.is(first, Lex::COORDINATOR) {
        first += 1;
    }
    // Not before an earlier finding of the sentence.
    if let Some(taken) = (first..start).rev().find(|i| state.is_taken(*i)) {
        first = taken + 1;
        while first < start && (cx.tokens[first].kind == TokenKind::Punct || cx.is(first, Lex::COORDINATOR)) {
            first += 1;
        }
    }
    // "Messner was blunter: | two amateurs, he said, had been saved"
    let colon = (first..start).rev().find(|i| cx.is_byte(*i, b':') && cx.quoted_at(*i).is_none());
    if let Some(colon) = colon.filter(|colon| colon + 2 < start) {
        first = colon + 1;
    }
    // "Interviewed by the Paris Review, | she claimed"
    let participle = cx.is(first, Lex::PARTICIPLE) && !cx.is(first, Lex::THIRD | Lex::BASE);
    if participle && !goes_on && cx.is(first + 1, Lex::PREPOSITION) {
        return Err("a participle stands before source and cue");
    }
    if start < first + 3 && !goes_on {
        return Err("too little stands before source and cue");
    }
    let reach = if goes_on { (body.end as usize).min(next + clause::LONGEST) } else { start };
    let has_verb = (first..start).chain(next..reach).any(|i| {
        cx.is(
            i,
            Lex::VERB | Lex::BE | Lex::HAVE | Lex::DO | Lex::MODAL | Lex::REPORTING | Lex::SUBJECT_PRONOUN,
        )
    });
    // Where nothing follows source and cue, so many words before them are what was said, whatever their verb.
    let long = ends && start >= first + 8;
    if !has_verb && !long {
        return Err("no clause stands before source and cue");
    }
    if first + 1 >= start {
        return Err("too little stands before source and cue");
    }
    let mut contents = vec![IndexRange::new(first as u32, start as u32 - 1)];
    if goes_on {
        let from = next + usize::from(!cx.tokens[next - 1].is(b','));
        let end = clause::clause_end(cx, frames, number, from);
        let participle =
            cx.is(from, Lex::GERUND) || cx.is(from, Lex::REPORTING) || clause::is_tail(cx, from, end);
        // "The pier is closed, Dahl told the Herald, | which had asked"
        let aside = cx.is_any(
            from,
            listed!["though", "although", "while", "whereas", "which", "who", "whose", "where", "whom"],
        );
        if from < end && !participle && !aside && !(from..end).any(|i| state.is_taken(i)) {
            contents.push(IndexRange::new(from as u32, end as u32));
        }
    }
    Ok(beside::found(frame, contents))
}
