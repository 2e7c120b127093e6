//! "According to" and a source that can speak.
//!
//! Matches: According to officials, the pier was closed; The pier, according to officials, was closed. Leaves alone:
//! according to plan, according to age.

use inquit_tokenizer::IndexRange;

use super::{Apply, Declined, Forms, Rule, beside};
use crate::attribution::RuleInfo;
use crate::lexicon::{Lex, listed};
use crate::relate::clause;
use crate::relate::context::Context;
use crate::relate::frame::{CueKind, Frame};
use crate::relate::state::{Found, State};

pub(super) const RULE: Rule = Rule {
    info: RuleInfo {
        name: "according_to",
        matches: "“according to” with a source that can speak",
        example: "The pier was closed, according to officials.",
    },
    confidence: 0.79,
    apply: Apply::Frame(Forms::of(&[CueKind::AccordingTo]), apply),
};

fn apply(cx: &Context<'_, '_>, state: &State, frames: &[Frame], number: usize) -> Result<Found, Declined> {
    let frame = &frames[number];
    if frame.kind != CueKind::AccordingTo {
        return Err("the cue is not “according to”");
    }
    let body = clause::sentence_body(cx, frame.sentence);
    if body.len() > clause::LONGEST {
        return Err("the sentence is too long");
    }
    let mut contents = Vec::new();
    let start = frame.start as u32;
    let mut first = body.start;
    if first < start && cx.is(first as usize, Lex::COORDINATOR) {
        first += 1;
    }
    let mut before = start;
    while before > first
        && (cx.is_byte(before as usize - 1, b',') || cx.is_dash(before as usize - 1))
        && cx.quoted_at(before as usize - 1).is_none()
    {
        before -= 1;
    }
    if before > first {
        contents.push(IndexRange::new(first, before));
    }
    // Behind the source: the whole clause where nothing stands before, else what goes on after a comma.
    let mut after = frame.end as u32;
    let closes = cx.is_byte(after as usize - 1, b',');
    let comma = after < body.end && cx.is_byte(after as usize, b',');
    if comma {
        after += 1;
    }
    let contrast = !contents.is_empty() && cx.is_any(after as usize, listed!["but"]);
    if after < body.end
        && (contents.is_empty() || comma || closes)
        && !contrast
        && !cx.is(after as usize, Lex::WH)
    {
        contents.push(IndexRange::new(after, body.end));
    }
    contents.retain(|content| !content.range().any(|i| state.is_taken(i)));
    if contents.is_empty() {
        return Err("no clause stands beside it");
    }
    Ok(beside::found(frame, contents))
}
