//! A source and a verb that reports an act of speech by its object.
//!
//! Matches: Dahl criticised the council for the delay; Dahl called for an inquiry. Leaves alone: verbs of saying with
//! a bare noun, as in "Dahl said goodbye".

use inquit_tokenizer::IndexRange;

use super::{Apply, Declined, Forms, Rule, beside};
use crate::attribution::RuleInfo;
use crate::lexicon::{Lex, listed};
use crate::relate::clause::{self, Opening};
use crate::relate::context::Context;
use crate::relate::frame::{CueKind, Frame};
use crate::relate::occasion;
use crate::relate::state::{Found, State};

pub(super) const RULE: Rule = Rule {
    info: RuleInfo {
        name: "reported_act",
        matches: "source and a verb such as “criticise”, then its object",
        example: "Dahl criticised the council for the delay.",
    },
    confidence: 0.5,
    apply: Apply::Frame(Forms::of(&[CueKind::Verb]).straight(), apply),
};

fn apply(cx: &Context<'_, '_>, _: &State, frames: &[Frame], number: usize) -> Result<Found, Declined> {
    let frame = &frames[number];
    if frame.kind != CueKind::Verb || frame.inverted || !frame.lex.intersects(Lex::ACT | Lex::SAY | Lex::TELL)
    {
        return Err("the verb reports no act of speech");
    }
    let from = frame.cue.end as usize;
    // Words in quotation marks make nearly any verb of saying a cue: called it “a disgrace”.
    let sentence_end = (cx.doc.sentences()[frame.sentence].tokens.end as usize).min(from + clause::LONGEST);
    if !frame.lex.intersects(Lex::ACT) && !(from..sentence_end).any(|i| cx.in_speech(i)) {
        return Err("the verb takes a clause, and none follows");
    }
    let end = object_end(cx, from, clause::clause_end(cx, frames, number, from));
    let words = cx.is(from, Lex::PREPOSITION)
        && !cx.is_any(from, listed!["for", "of", "as", "against", "to", "with", "about"]);
    let to_somebody = cx.is_any(from, listed!["to"]) && cx.is(from + 1, Lex::OBJECT_PRONOUN | Lex::REFLEXIVE);
    if (words || to_somebody) && !(from..end).any(|i| cx.in_speech(i)) {
        return Err("what follows the cue tells where or when");
    }
    if matches!(clause::opening(cx, from, end), Opening::None | Opening::Infinitive) {
        return Err("no object follows the cue");
    }
    if !frame.lex.intersects(Lex::ACT) && !(from..end).any(|i| cx.in_speech(i)) {
        return Err("the verb takes a clause, and none follows");
    }
    Ok(beside::found(frame, vec![IndexRange::new(from as u32, end as u32)]))
}

/// The object ends before an adverbial clause, a time, or a further verb: "called it “a mess” | after he left".
fn object_end(cx: &Context<'_, '_>, from: usize, end: usize) -> usize {
    let cut = (from + 2..end).find(|i| {
        cx.quoted_at(*i).is_none()
            && (cx.is_byte(*i, b',')
                && (cx.is(i + 1, Lex::COORDINATOR) && !cx.is_name(i + 2)
                    || cx.is(i + 1, Lex::WH)
                    || cx.is(i + 1, Lex::GERUND)
                    || clause::ends_in(cx, i + 1, "ing"))
                || clause::comma_before(cx, *i)
                    && (cx.is(*i, Lex::GERUND | Lex::WH) || clause::ends_in(cx, *i, "ing"))
                || cx.is(*i, Lex::SUBORDINATOR) && !cx.is_any(*i, listed!["that", "as", "since", "than"])
                || cx.is(*i, Lex::TIME) && cx.tokens[*i].is_capitalised()
                || is_where(cx, *i, end)
                || cx.is(*i, Lex::COORDINATOR) && clause::is_verb_like(cx, i + 1))
    });
    cut.unwrap_or(end)
}

/// Whether the rest tells where it was said: "called it “a mess” | in his column for The Times".
fn is_where(cx: &Context<'_, '_>, at: usize, end: usize) -> bool {
    const LONGEST: usize = 14;
    let aired = cx.is_any(at, listed!["on"]);
    let told = |i: usize| {
        occasion::is_occasion(cx, i)
            || aired && cx.is(i, Lex::OUTLET_WORD) && cx.is_name(i) && !cx.is(i, Lex::PLACE)
    };
    cx.is_any(at, listed!["in", "on", "during"])
        && end - at < LONGEST
        && !cx.is_any(at + 1, listed!["your", "our", "my"])
        && (at + 1..end.min(at + 6)).any(told)
        && (at..end).all(|i| {
            cx.quoted_at(i).is_none() && !cx.is_any(i, listed!["as", "that"]) && !clause::is_verb_like(cx, i)
        })
}
