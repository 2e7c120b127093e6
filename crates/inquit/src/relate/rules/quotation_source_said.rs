//! A quotation, its source and behind that its cue.
//!
//! Matches “The tide came early,” Dahl said. Leaves alone: “The tide came early.” Dahl said that it came from above.

use super::{Apply, Forms, Rule, beside};
use crate::attribution::RuleInfo;

pub(super) const RULE: Rule = Rule {
    info: RuleInfo {
        name: "quotation_source_said",
        matches: "a quotation, then the source, then the cue",
        example: "“The tide came early,” Dahl said.",
    },
    confidence: 0.92,
    apply: Apply::Frame(Forms::ALL.straight(), |cx, state, frames, number| {
        if frames[number].inverted {
            Err("the source stands behind the cue")
        } else {
            beside::around(cx, state, frames, number)
        }
    }),
};
