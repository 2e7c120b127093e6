//! A source with its cue right before a quotation, in its sentence or, behind a colon, in the next paragraph.
//!
//! Matches: Dahl told Reuters: “The tide came early.” Leaves alone: a title behind a verb without comma or colon, as
//! in "Dahl praised “Hamlet”".

use inquit_tokenizer::IndexRange;

use super::{Apply, Declined, Forms, Rule, beside, fronted};
use crate::attribution::RuleInfo;
use crate::lexicon::{Lex, listed};
use crate::quoted::Label;
use crate::relate::clause;
use crate::relate::context::Context;
use crate::relate::frame::{CueKind, Frame};
use crate::relate::state::{Found, State};

pub(super) const RULE: Rule = Rule {
    info: RuleInfo {
        name: "before_quotation",
        matches: "the source and the cue, then a quotation, also in the next paragraph after a colon",
        example: "Dahl told Reuters: “The tide came early.”",
    },
    confidence: 0.81,
    apply: Apply::Frame(Forms::ALL, apply),
};

/// How many cues back one that governs is sought.
const REACH: usize = 8;

fn apply(cx: &Context<'_, '_>, state: &State, frames: &[Frame], number: usize) -> Result<Found, Declined> {
    let frame = &frames[number];
    if frame.kind == CueKind::AccordingTo {
        return Err("the cue is “according to”");
    }
    let sentence_end = cx.doc.sentences()[frame.sentence].tokens.end as usize;
    let mut next = frame.complement;
    let mut punctuated = false;
    let mut colon = false;
    for _ in 0..2 {
        if next < cx.tokens.len() && (matches!(cx.tokens[next].first, b',' | b':') || cx.is_dash(next)) {
            colon |= cx.is_byte(next, b':');
            punctuated = true;
            next += 1;
        }
    }
    let from = next;
    if next < sentence_end && cx.is_any(next, listed!["that"]) {
        next += 1;
    }
    let quoted = cx.quoted_from(next).ok_or("no quotation begins behind the cue")?;
    if state.owner[quoted].is_some() {
        return Err("the quotation behind the cue is taken");
    }
    if next >= sentence_end && !colon {
        return Err("the quotation behind the cue is in another sentence");
    }
    let earlier =
        frames[..number].iter().rev().take(REACH).take_while(|outer| outer.sentence == frame.sentence);
    if !colon && earlier.clone().any(|outer| governs(cx, outer, frame)) {
        return Err("an earlier cue governs this one");
    }
    let span = &cx.quoted[quoted];
    let says = frame.lex.intersects(Lex::SAY | Lex::TELL);
    // “The plan,” Dahl said, pausing to sit down, “was good.”
    let accompanies = || {
        let mut outer =
            (0..number).rev().take(REACH).filter(|outer| frames[*outer].sentence == frame.sentence);
        outer.any(|outer| state.used[outer] && frames[outer].source == frame.source)
    };
    if frame.shared && !says && !colon && accompanies() {
        return Err("the cue accompanies one that took a quotation");
    }
    match span.label {
        Label::Nickname => return Err("what follows the cue is a nickname"),
        Label::Title | Label::Scare if !(punctuated && says || next > from) => {
            return Err("what follows the cue is a title or scare quotes");
        }
        _ => {}
    }
    if frame.inverted && !colon && from == next {
        return Err("the source stands behind the cue and no colon follows");
    }
    if punctuated && !colon && goes_on(cx, frame, span.tokens.start as usize) {
        let outcome = fronted::apply(cx, state, frames, number);
        if outcome.is_ok_and(|found| found.content.len() > 1) {
            return Err("the quotation goes on with the clause before source and cue");
        }
    }
    let content = match span.label {
        Label::Speech if punctuated => IndexRange::new(from as u32, span.tokens.end),
        _ => beside::widened_right(cx, frame, span.tokens, from),
    };
    Ok(beside::found(frame, vec![content]))
}

/// Whether a frame is the beginning of an earlier cue's clause: "Cruz said | he would not go".
fn governs(cx: &Context<'_, '_>, outer: &Frame, inner: &Frame) -> bool {
    let that = usize::from(cx.is_any(outer.complement, listed!["that"]));
    outer.kind == CueKind::Verb
        && !outer.inverted
        && outer.lex.intersects(Lex::SAY | Lex::TELL | Lex::THINK)
        && outer.complement + that <= inner.start
        && inner.start <= outer.complement + that + 3
        && !inner.shared
        && !(outer.complement..inner.start).any(|i| cx.is_byte(i, b',') || cx.is(i, Lex::COORDINATOR))
}

/// Whether a quotation begins small behind a clause that source and cue interrupt: She had never met him, she told the
/// Herald, | “and would not know him.”
fn goes_on(cx: &Context<'_, '_>, frame: &Frame, quotation: usize) -> bool {
    const FREE: Lex = Lex::PREPOSITION
        .union(Lex::SUBORDINATOR)
        .union(Lex::PARTICIPLE)
        .union(Lex::GERUND)
        .union(Lex::ADVERB)
        .union(Lex::TIME);
    let body = clause::sentence_body(cx, frame.sentence);
    let small = cx.tokens.get(quotation + 1).is_some_and(|token| !token.is_capitalised());
    small && cx.is_byte(frame.start.wrapping_sub(1), b',') && !cx.is(body.start as usize, FREE)
}
