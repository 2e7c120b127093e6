//! A floating quotation: no cue and no source in its sentence; who spoke last goes on.
//!
//! Matches: Dahl said the pier was old. It was shut at noon. | “Nobody told us.” Leaves alone: titles, scare quotes and
//! quotations far from any speaker.

use super::continued::last_quoting;
use super::{Apply, Declined, Outcome, Rule};
use crate::attribution::RuleInfo;
use crate::quoted::Label;
use crate::relate::context::Context;
use crate::relate::frame::Frame;
use crate::relate::state::{Found, State};

pub(super) const RULE: Rule = Rule {
    info: RuleInfo {
        name: "floating",
        matches: "a quoted sentence without cue; who spoke last goes on",
        example: "Dahl said the pier was old. “Nobody told us.”",
    },
    confidence: 0.5,
    apply: Apply::Quoted(apply),
};

/// How many paragraphs back the speaker may have spoken.
const PARAGRAPHS: u32 = 3;

fn apply(cx: &Context<'_, '_>, state: &State, _: &[Frame], quoted: usize) -> Result<Outcome, Declined> {
    let span = &cx.quoted[quoted];
    let first = span.tokens.start as usize;
    if span.label != Label::Speech {
        return Err("it is no sentence");
    }
    let sentence = &cx.doc.sentences()[cx.sentence_of(first)];
    if sentence.tokens.start as usize != first {
        return Err("it is part of a sentence");
    }
    let indirect = state.last_before(first).map(|number| (number, &state.found[number]));
    let quoting = last_quoting(cx, state, first);
    let (number, found) = match (quoting, indirect) {
        (Some(a), Some(b)) if b.1.content.last().map(|c| c.end) > a.1.content.last().map(|c| c.end) => b,
        (Some(a), _) => a,
        (None, Some(b)) => b,
        (None, None) => return Err("nobody has spoken before it"),
    };
    let spoke = found.cue.or(found.content.last().copied()).map_or(0, |range| range.start as usize);
    let paragraph = cx.doc.sentences()[cx.sentence_of(spoke)].paragraph;
    if sentence.paragraph > paragraph + PARAGRAPHS {
        return Err("nobody has spoken shortly before it");
    }
    Ok(Outcome::New(Found { content: vec![span.tokens], speaker_of: Some(number), ..Found::default() }))
}
