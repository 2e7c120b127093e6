//! Dialogue: two people have spoken in turn, a paragraph each, and short quotations without a cue follow.
//!
//! Matches: “Where is it?” Dahl asked. ¶ “Where is what?” said Holm. ¶ “The tape.” — Dahl again. Leaves alone: long
//! quotations, which go on with who spoke last, and paragraphs with words outside the marks.

use super::{Apply, Declined, Outcome, Rule};
use crate::attribution::RuleInfo;
use crate::quoted::{Label, QuotedSpan};
use crate::relate::TURN;
use crate::relate::context::Context;
use crate::relate::frame::Frame;
use crate::relate::state::{Found, State};

pub(super) const RULE: Rule = Rule {
    info: RuleInfo {
        name: "alternating",
        matches: "a short quotation alone in its paragraph, after two people have spoken in turn",
        example: "“Where is it?” Dahl asked. “Where is what?” said Holm. “The tape.”",
    },
    confidence: 0.6,
    apply: Apply::Quoted(apply),
};

fn apply(cx: &Context<'_, '_>, state: &State, _: &[Frame], quoted: usize) -> Result<Outcome, Declined> {
    let span = &cx.quoted[quoted];
    turn(cx, span)?;
    let before = turn_in(cx, state, quoted, span.paragraph.checked_sub(1))
        .ok_or("nobody spoke in the paragraph before")?;
    let first = turn_in(cx, state, quoted, span.paragraph.checked_sub(2))
        .ok_or("nobody spoke two paragraphs before")?;
    let speaker = |turn: usize| state.found[turn].speaker_of.unwrap_or(turn);
    let name = |turn: usize| state.found[speaker(turn)].source.map(|source| cx.span(source).slice(cx.text));
    if before == first || name(before).is_none() || name(first).is_none() || name(before) == name(first) {
        return Err("no two people spoke in turn before it");
    }
    Ok(Outcome::New(Found {
        content: vec![span.tokens],
        speaker_of: Some(speaker(first)),
        ..Found::default()
    }))
}

/// Whether a quotation is a turn of dialogue.
pub(super) fn turn(cx: &Context<'_, '_>, span: &QuotedSpan) -> Result<(), Declined> {
    let tokens = cx.doc.paragraphs()[span.paragraph as usize].tokens;
    if span.tokens != tokens || !span.closed {
        return Err("it is not alone in its paragraph");
    }
    if span.tokens.len() > TURN {
        return Err("it is longer than a turn of dialogue");
    }
    Ok(())
}

/// The finding whose short quotation begins a paragraph.
fn turn_in(cx: &Context<'_, '_>, state: &State, quoted: usize, paragraph: Option<u32>) -> Option<usize> {
    let start = cx.doc.paragraphs()[paragraph? as usize].tokens.start;
    let earlier = cx.quoted[..quoted].iter().enumerate().rev().take(8);
    let (number, span) =
        earlier.into_iter().find(|(_, span)| span.depth == 0 && span.tokens.start == start)?;
    let short =
        span.tokens.len() <= TURN && matches!(span.label, Label::Speech | Label::Fragment | Label::Title);
    state.owner_of(number).filter(|_| short)
}
