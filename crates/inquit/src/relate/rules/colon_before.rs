//! A colon before a quotation, without a verb of saying: the subject of the sentence speaks.
//!
//! Matches: The mayor's answer was short: “No.”; Dahl made one comment: ¶ “It was old.” Leaves alone: titles.

use inquit_tokenizer::IndexRange;

use super::{Apply, Declined, Outcome, Rule};
use crate::attribution::RuleInfo;
use crate::quoted::Label;
use crate::relate::context::Context;
use crate::relate::frame::Frame;
use crate::relate::phrase;
use crate::relate::state::{Found, State};

pub(super) const RULE: Rule = Rule {
    info: RuleInfo {
        name: "colon_before",
        matches: "a colon before a quotation; the sentence's subject speaks",
        example: "The mayor’s answer was short: “No.”",
    },
    confidence: 0.53,
    apply: Apply::Quoted(apply),
};

fn apply(cx: &Context<'_, '_>, _: &State, _: &[Frame], quoted: usize) -> Result<Outcome, Declined> {
    let span = &cx.quoted[quoted];
    if !matches!(span.label, Label::Speech | Label::Fragment) {
        return Err("it is no speech");
    }
    let first = span.tokens.start as usize;
    let colon =
        first.checked_sub(1).filter(|colon| cx.is_byte(*colon, b':')).ok_or("no colon stands before it")?;
    let floor = cx.doc.sentences()[cx.sentence_of(colon)].tokens.start as usize;
    let source = phrase::clause_subject(cx, colon, floor)
        .or_else(|| phrase::noun_phrase_right(cx, floor, colon))
        .ok_or("the sentence before the colon has no subject")?;
    Ok(Outcome::New(Found {
        content: vec![span.tokens],
        cue: Some(IndexRange::new(colon as u32, colon as u32 + 1)),
        source: Some(source),
        ..Found::default()
    }))
}
