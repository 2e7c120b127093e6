//! A list under one cue: the sentence ends with a colon and the items follow, a paragraph each.
//!
//! Matches: The council said the plan would: / - close the pier / - move the ferry. Leaves alone: lists without a cue.

use inquit_tokenizer::{IndexRange, TokenKind};

use super::{Apply, Declined, Forms, Rule, beside};
use crate::attribution::RuleInfo;
use crate::relate::context::Context;
use crate::relate::frame::{CueKind, Frame};
use crate::relate::state::{Found, State};

pub(super) const RULE: Rule = Rule {
    info: RuleInfo {
        name: "listed",
        matches: "source and cue, a colon, then the items of a list",
        example: "The council said the plan would: - close the pier - move the ferry",
    },
    confidence: 0.6,
    apply: Apply::Frame(Forms::of(&[CueKind::Verb]), apply),
};

/// Most items of one list.
const ITEMS: usize = 40;

fn apply(cx: &Context<'_, '_>, _: &State, frames: &[Frame], number: usize) -> Result<Found, Declined> {
    let frame = &frames[number];
    if frame.kind != CueKind::Verb {
        return Err("the cue is no verb");
    }
    let sentence = &cx.doc.sentences()[frame.sentence];
    if !cx.is_byte(sentence.tokens.end as usize - 1, b':') {
        return Err("no colon ends the sentence");
    }
    if frames.get(number + 1).is_some_and(|next| next.sentence == frame.sentence) {
        return Err("a later cue stands nearer to the colon");
    }
    let mut contents = Vec::new();
    for paragraph in cx.doc.paragraphs().iter().skip(sentence.paragraph as usize + 1).take(ITEMS) {
        let first = paragraph.tokens.start as usize;
        if !is_bullet(cx, first) || first + 1 >= paragraph.tokens.end as usize {
            break;
        }
        contents.push(IndexRange::new(first as u32 + 1, paragraph.tokens.end));
    }
    if contents.is_empty() {
        return Err("no list follows the colon");
    }
    Ok(beside::found(frame, contents))
}

pub(super) fn is_bullet(cx: &Context<'_, '_>, first: usize) -> bool {
    let token = cx.tokens[first];
    matches!(token.kind, TokenKind::Punct | TokenKind::Symbol)
        && matches!(cx.word(first), "-" | "*" | "•" | "–" | "—" | "·" | "▪" | "●")
}
