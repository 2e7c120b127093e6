//! A source, its cue and a reported clause, with or without "that", quoted in part or not at all.
//!
//! Matches: Dahl said the pier was old; Dahl said that it was “a disgrace”. Leaves alone: a verb without a clause, as
//! in "Dahl said goodbye".

use inquit_tokenizer::IndexRange;

use super::{Apply, Declined, Forms, Rule, beside};
use crate::attribution::RuleInfo;
use crate::lexicon::{Lex, listed};
use crate::relate::clause::{self, Opening};
use crate::relate::context::Context;
use crate::relate::frame::{CueKind, Frame};
use crate::relate::state::{Found, State};

pub(super) const RULE: Rule = Rule {
    info: RuleInfo {
        name: "reported_clause",
        matches: "source and cue, then a clause with or without “that”",
        example: "Dahl said that the pier was “a disgrace”.",
    },
    confidence: 0.74,
    apply: Apply::Frame(Forms::of(&[CueKind::Verb, CueKind::Agentless]).straight(), apply),
};

fn apply(cx: &Context<'_, '_>, _: &State, frames: &[Frame], number: usize) -> Result<Found, Declined> {
    let frame = &frames[number];
    if !matches!(frame.kind, CueKind::Verb | CueKind::Agentless)
        || !frame.lex.intersects(Lex::SAY | Lex::TELL | Lex::THINK | Lex::ACT | Lex::SHOW)
    {
        return Err("the verb does not report a clause");
    }
    if frame.inverted {
        return Err("the source stands behind the cue");
    }
    if is_as_clause(cx, frame) {
        return behind_as_clause(cx, frames, number);
    }
    let mut from = frame.complement;
    if cx.is_byte(from, b',') && (cx.is_any(from + 1, listed!["that"]) || cx.quoted_at(from + 1).is_some())
        || cx.is_byte(from, b':')
    {
        from += 1;
    }
    let end = clause::clause_end(cx, frames, number, from);
    match clause::opening(cx, from, end) {
        Opening::Word => {}
        Opening::Bare if frame.lex.intersects(Lex::SAY | Lex::THINK | Lex::SHOW) || frame.addressed => {}
        Opening::None => return Err("nothing follows the cue"),
        _ => return Err("no clause follows the cue"),
    }
    Ok(beside::found(frame, vec![IndexRange::new(from as u32, end as u32)]))
}

/// Whether "as" leads source and cue in, at the sentence's beginning: "As Lima wrote in May, the pier was old".
fn is_as_clause(cx: &Context<'_, '_>, frame: &Frame) -> bool {
    let first = cx.doc.sentences()[frame.sentence].tokens.start as usize;
    let led = frame.start.checked_sub(1).is_some_and(|before| {
        cx.is_any(before, listed!["as"])
            && (before == first || before == first + 1 && cx.is(first, Lex::COORDINATOR))
    });
    led && frame.lex.intersects(Lex::SAY | Lex::TELL)
}

/// What stands behind the comma that ends such a clause.
fn behind_as_clause(cx: &Context<'_, '_>, frames: &[Frame], number: usize) -> Result<Found, Declined> {
    const REACH: usize = 12;
    let frame = &frames[number];
    let from = frame.complement;
    let last = clause::sentence_end(cx, frame.sentence).min(from + REACH);
    let comma = (from..last).find(|i| cx.is_byte(*i, b',') && cx.quoted_at(*i).is_none());
    let start = comma.ok_or("no comma ends the clause of “as”")? + 1;
    let end = clause::clause_end(cx, frames, number, start);
    if end <= start {
        return Err("nothing follows the cue");
    }
    Ok(beside::found(frame, vec![IndexRange::new(start as u32, end as u32)]))
}
