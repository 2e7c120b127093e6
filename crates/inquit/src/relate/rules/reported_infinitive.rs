//! A source, its cue and an infinitive.
//!
//! Matches: Dahl vowed to rebuild the pier; Dahl urged visitors to stay away. Leaves alone: verbs of other kinds.

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
        name: "reported_infinitive",
        matches: "source and cue, then an infinitive",
        example: "Dahl vowed to rebuild the pier.",
    },
    confidence: 0.44,
    apply: Apply::Frame(Forms::of(&[CueKind::Verb]).straight(), apply),
};

fn apply(cx: &Context<'_, '_>, _: &State, frames: &[Frame], number: usize) -> Result<Found, Declined> {
    let frame = &frames[number];
    if frame.kind != CueKind::Verb
        || frame.inverted
        || !frame.lex.intersects(Lex::SAY | Lex::TELL | Lex::THINK | Lex::ACT)
    {
        return Err("the verb takes no infinitive");
    }
    let from = frame.complement;
    if !cx.is_any(from, listed!["to"]) {
        return Err("no infinitive follows the cue");
    }
    let end = clause::clause_end(cx, frames, number, from);
    if clause::opening(cx, from, end) != Opening::Infinitive {
        return Err("no infinitive follows the cue");
    }
    Ok(beside::found(frame, vec![IndexRange::new(from as u32, end as u32)]))
}
