//! Relations: from cues, quoted spans and clauses to attributions, by rules in order of precision.
//!
//! First every cue outside speech is found with its source (a `frame`); then the rules of `rules` are asked in
//! their order: those that join a frame to a quotation beside it, those that join it to a clause, and last those
//! that give a speaker to the quotations still without one. What a rule takes no later rule touches. With a model
//! (`model`), what they found is evidence for the tagger and one kind of candidate beside its own (`settle`).

pub mod candidate;
mod clause;
mod complement;
mod context;
mod doubt;
mod frame;
pub mod judge;
pub mod link;
pub mod model;
mod occasion;
mod phrase;
pub mod prepared;
mod propose;
mod relative;
mod rules;
mod settle;
mod state;
mod verb;

use inquit_tokenizer::Document;

use crate::attribution::{Attribution, Parts, RuleInfo};
use crate::explanation::Explanation;
use crate::lexicon::Sheet;
use crate::quoted::QuotedSpan;

use self::model::Model;
pub(crate) use self::rules::FLOATING;
use context::Context;
use frame::Frame;
use state::State;

/// The longest turn of dialogue, a quotation alone in its paragraph, in tokens.
const TURN: usize = 16;

/// Memory used again from one article to the next.
#[derive(Debug, Default)]
pub struct Scratch {
    inside: Vec<u32>,
    frames: Vec<Frame>,
    state: State,
    settle: settle::Scratch,
    /// Where cues and sources stand, in the order of the attributions.
    pub(crate) parts: Vec<Parts>,
}

/// Every rule, in the order in which they are asked, and last what the model's own findings are called.
pub fn rules() -> impl Iterator<Item = RuleInfo> {
    rules::all().map(|rule| rule.info).chain([settle::TAGGED])
}

/// All attributions of a document in text order, their speakers and outlets not yet known.
#[inline(never)]
pub fn attribute(
    doc: &Document<'_>,
    sheet: &Sheet,
    quoted: &[QuotedSpan],
    model: Option<&Model>,
    scratch: &mut Scratch,
    out: &mut Vec<Attribution>,
    explain: Option<&mut Vec<Explanation>>,
) {
    let Scratch { inside, frames, state, settle, parts } = scratch;
    hold(doc, quoted, inside);
    let cx = Context::new(doc, sheet, quoted, inside);
    frame::find(&cx, frames);
    state.reset(&cx, frames);
    rules::run(&cx, frames, state, explain.is_some());
    if let Some(model) = model {
        settle::settle(&cx, frames, state, model, settle, explain.is_some());
    }
    state.finish(&cx, out, parts, explain);
}

/// For each token the outermost quoted span that holds it, plus one; 0 outside.
fn hold(doc: &Document<'_>, quoted: &[QuotedSpan], inside: &mut Vec<u32>) {
    inside.clear();
    inside.resize(doc.tokens().len(), 0);
    for (number, span) in quoted.iter().enumerate().filter(|(_, span)| span.depth == 0) {
        inside[span.tokens.range()].fill(number as u32 + 1);
    }
}
