//! A quotation that goes on with the one before it: over a paragraph's end where that was not closed, behind the cue, or
//! mark to mark.
//!
//! Matches: “The tide came early,” Dahl said. | “Then the bridge went.” Leaves alone: a quotation behind other narrative,
//! and a turn of dialogue.

use super::alternating::turn;
use super::{Apply, Declined, Outcome, Rule};
use crate::attribution::RuleInfo;
use crate::lexicon::Lex;
use crate::quoted::Label;
use crate::relate::context::Context;
use crate::relate::frame::Frame;
use crate::relate::state::State;

pub(super) const RULE: Rule = Rule {
    info: RuleInfo {
        name: "continued",
        matches: "a quotation that goes on with the one before it",
        example: "“The tide came early,” Dahl said. “Then the bridge went.”",
    },
    confidence: 0.85,
    apply: Apply::Quoted(apply),
};

fn apply(cx: &Context<'_, '_>, state: &State, frames: &[Frame], quoted: usize) -> Result<Outcome, Declined> {
    let span = &cx.quoted[quoted];
    let first = span.tokens.start as usize;
    if let Some(before) = earlier_outermost(cx, quoted)
        && cx.quoted[before].continues
        && let Some(owner) = state.owner_of(before)
    {
        return Ok(Outcome::Joins(owner, span.tokens));
    }
    if !matches!(span.label, Label::Speech | Label::Fragment) {
        return Err("it is no speech");
    }
    let last = first.checked_sub(1).ok_or("nothing stands before it")?;
    let owner = |q: usize| state.owner_of(q);
    if turn(cx, span).is_ok() {
        return Err("it is a turn of dialogue");
    }
    // Two turns without cue, closed, in paragraphs of their own: the speaker changes.
    let whole = cx.doc.paragraphs()[span.paragraph as usize].tokens == span.tokens && span.closed;
    let open = |found: usize| state.found[found].cue.is_none() && state.found[found].source.is_none();
    let ended = |before: &usize| cx.quoted[*before].closed && cx.quoted[*before].paragraph < span.paragraph;
    if whole && cx.quoted_to(last).filter(ended).and_then(owner).is_some_and(open) {
        return Err("it follows a turn of dialogue");
    }
    // Mark to mark.
    if let Some(found) = cx.quoted_to(last).and_then(owner) {
        return Ok(Outcome::Joins(found, span.tokens));
    }
    // Right behind the sentence of the cue that took the quotation before.
    let (number, found) = last_quoting(cx, state, first).ok_or("no quotation before it has a speaker")?;
    let Some(cue) = found.cue else { return Err("the quotation before it has no cue") };
    let between = frames.iter().any(|frame| {
        frame.start >= cue.end as usize
            && frame.head < first
            && !state.is_taken(frame.head)
            && frame.head != cue.end as usize - 1
            && !frame.shared
    });
    if between {
        return Err("another cue stands between");
    }
    let cue_sentence = cx.sentence_of(cue.start as usize);
    let sentence = cx.sentence_of(first);
    let content_end = found.content.iter().map(|content| content.end as usize).max().unwrap_or(0);
    let direct = cx.quoted_at(content_end.saturating_sub(1)).is_some();
    if !direct {
        return Err("the attribution before it is no quotation");
    }
    let reach = content_end.max(cue.end as usize).max(found.source.map_or(0, |source| source.end as usize));
    let near = cx.sentence_of(reach.saturating_sub(1)).max(cue_sentence);
    if sentence > near + 1 {
        return Err("other sentences stand between");
    }
    let starts = cx.doc.sentences()[sentence].tokens.start as usize == first || sentence == near;
    if !starts && !cx.is(first.wrapping_sub(1), Lex::COORDINATOR) {
        return Err("it is part of another sentence");
    }
    Ok(Outcome::Joins(number, span.tokens))
}

fn earlier_outermost(cx: &Context<'_, '_>, quoted: usize) -> Option<usize> {
    (0..quoted).rev().take(64).find(|q| cx.quoted[*q].depth == 0)
}

/// The last finding before a token that holds a quotation of speech.
pub(super) fn last_quoting<'s>(
    cx: &Context<'_, '_>,
    state: &'s State,
    before: usize,
) -> Option<(usize, &'s crate::relate::state::Found)> {
    let upto = cx.quoted.partition_point(|quoted| (quoted.tokens.start as usize) < before);
    let number = (0..upto).rev().take(64).find_map(|q| {
        let own = cx.quoted[q].tokens;
        // What a rule took whole was spoken, whatever it looked like: “No,” he said.
        let spoken = |found: usize| {
            matches!(cx.quoted[q].label, Label::Speech | Label::Fragment)
                || state.found[found].content.contains(&own)
        };
        state.owner_of(q).filter(|found| spoken(*found))
    })?;
    Some((number, &state.found[number]))
}
