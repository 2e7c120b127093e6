//! A quoted sentence that nobody near it is said to have spoken.
//!
//! Matches: a paragraph that is one quotation, at the head of an article. Leaves alone: short ones, titles, fragments.

use super::{Apply, Declined, Outcome, Rule};
use crate::attribution::RuleInfo;
use crate::quoted::Label;
use crate::relate::context::Context;
use crate::relate::frame::Frame;
use crate::relate::state::{Found, State};

pub(super) const RULE: Rule = Rule {
    info: RuleInfo {
        name: "unattributed",
        matches: "a quoted sentence without cue or speaker",
        example: "“Nobody told us that the pier was closed.”",
    },
    confidence: 0.1,
    apply: Apply::Quoted(apply),
};

/// Fewest tokens between the marks.
const TOKENS: usize = 7;

fn apply(cx: &Context<'_, '_>, _: &State, _: &[Frame], quoted: usize) -> Result<Outcome, Declined> {
    let span = &cx.quoted[quoted];
    if span.label != Label::Speech || span.tokens.len() < TOKENS {
        return Err("it is no long sentence");
    }
    Ok(Outcome::New(Found { content: vec![span.tokens], ..Found::default() }))
}
