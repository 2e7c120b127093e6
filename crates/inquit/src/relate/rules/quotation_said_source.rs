//! A quotation, its cue and behind that its source.
//!
//! Matches “The tide came early,” said Signe Dahl. Leaves alone: a quotation that ended its sentence.

use super::{Apply, Forms, Rule, beside};
use crate::attribution::RuleInfo;

pub(super) const RULE: Rule = Rule {
    info: RuleInfo {
        name: "quotation_said_source",
        matches: "a quotation, then the cue, then the source",
        example: "“The tide came early,” said Signe Dahl.",
    },
    confidence: 0.92,
    apply: Apply::Frame(Forms::ALL.inverted(), |cx, state, frames, number| {
        if frames[number].inverted {
            beside::around(cx, state, frames, number)
        } else {
            Err("the source stands before the cue")
        }
    }),
};
