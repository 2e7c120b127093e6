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
    // "told them | not to worry"
    let infinitive = from + usize::from(cx.is_any(from, listed!["not", "never"]));
    if !cx.is_any(infinitive, listed!["to"]) {
        return Err("no infinitive follows the cue");
    }
    let end = clause::clause_end(cx, frames, number, from);
    if clause::opening(cx, infinitive, end) != Opening::Infinitive {
        return Err("no infinitive follows the cue");
    }
    // "told them to stay indoors, | and has bought a torch"
    let goes_on = |i: &usize| {
        cx.is_byte(*i, b',')
            && cx.quoted_at(*i).is_none()
            && cx.is_any(i + 1, listed!["and", "but"])
            && cx.is(i + 2, Lex::HAVE | Lex::BE)
    };
    let end = (from + 2..end).find(goes_on).unwrap_or(end);
    Ok(beside::found(frame, vec![IndexRange::new(from as u32, end as u32)]))
}
