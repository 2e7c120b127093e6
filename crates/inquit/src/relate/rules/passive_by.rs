//! A passive with its agent: the subject and what follows are the agent's words.
//!
//! Matches: The recovery was described by her doctor as “a small miracle”. Leaves alone: passives without "by".

use inquit_tokenizer::IndexRange;

use super::{Apply, Declined, Forms, Rule, beside};
use crate::attribution::RuleInfo;
use crate::relate::clause;
use crate::relate::context::Context;
use crate::relate::frame::{CueKind, Frame};
use crate::relate::state::{Found, State};

pub(super) const RULE: Rule = Rule {
    info: RuleInfo {
        name: "passive_by",
        matches: "a passive cue with “by” and its source",
        example: "The recovery was described by her doctor as “a small miracle”.",
    },
    confidence: 0.47,
    apply: Apply::Frame(Forms::of(&[CueKind::ByAgent]), apply),
};

fn apply(cx: &Context<'_, '_>, _: &State, frames: &[Frame], number: usize) -> Result<Found, Declined> {
    let frame = &frames[number];
    if frame.kind != CueKind::ByAgent {
        return Err("the cue is no passive with “by”");
    }
    let mut contents = vec![IndexRange::new(frame.start as u32, frame.cue.start)];
    let end = clause::clause_end(cx, frames, number, frame.end);
    if frame.end < end && !cx.is_byte(frame.end, b',') {
        contents.push(IndexRange::new(frame.end as u32, end as u32));
    }
    Ok(beside::found(frame, contents))
}
