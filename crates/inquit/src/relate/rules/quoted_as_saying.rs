//! Somebody is quoted by an outlet.
//!
//! Matches: The Gazette quoted him as saying it was “late, as ever”; Dahl was quoted by AFP as saying that …; The pier
//! was old, Dahl was quoted as saying by AFP.

use inquit_tokenizer::IndexRange;

use super::{Apply, Declined, Forms, Rule, beside};
use crate::attribution::RuleInfo;
use crate::lexicon::listed;
use crate::relate::clause;
use crate::relate::context::Context;
use crate::relate::frame::{CueKind, Frame};
use crate::relate::state::{Found, State};

pub(super) const RULE: Rule = Rule {
    info: RuleInfo {
        name: "quoted_as_saying",
        matches: "“X quoted Y as saying” and “Y was quoted by X as saying”",
        example: "Dahl was quoted by AFP as saying that the pier was old.",
    },
    confidence: 0.7,
    apply: Apply::Frame(Forms::of(&[CueKind::Quoted, CueKind::QuotedObject]), apply),
};

fn apply(cx: &Context<'_, '_>, state: &State, frames: &[Frame], number: usize) -> Result<Found, Declined> {
    let frame = &frames[number];
    if !matches!(frame.kind, CueKind::Quoted | CueKind::QuotedObject) {
        return Err("nobody is quoted as saying");
    }
    let from = frame.complement;
    let end = clause::clause_end(cx, frames, number, from);
    let start = frame.start;
    if from >= end || cx.is_any(from, listed!["by"]) {
        let first = clause::sentence_body(cx, frame.sentence).start as usize;
        let parted = start > first + 4 && cx.is_byte(start - 1, b',');
        if !parted || start - first > clause::LONGEST || (first..start).any(|at| state.is_taken(at)) {
            return Err("nothing follows the cue, and no clause stands before it");
        }
        return Ok(beside::found(frame, vec![IndexRange::new(first as u32, start as u32 - 1)]));
    }
    Ok(beside::found(frame, vec![IndexRange::new(from as u32, end as u32)]))
}
