//! A quotation with its source behind a dash, as under a letter or a motto.
//!
//! Matches: “The most beautiful pier in the county.” — Signe Dahl. Leaves alone: a dash with a clause behind it.

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
        name: "signed",
        matches: "a quotation, then a dash and a name that ends the paragraph",
        example: "“The most beautiful pier in the county.” — Signe Dahl",
    },
    confidence: 0.9,
    apply: Apply::Quoted(apply),
};

/// Longest signature, in tokens.
const SIGNATURE: usize = 14;

fn apply(cx: &Context<'_, '_>, _: &State, _: &[Frame], quoted: usize) -> Result<Outcome, Declined> {
    let span = &cx.quoted[quoted];
    if span.label != Label::Speech {
        return Err("it is no sentence");
    }
    let dash = span.tokens.end as usize;
    let end = cx.doc.paragraphs()[span.paragraph as usize].tokens.end as usize;
    if dash + 1 >= end
        || end - dash > SIGNATURE
        || !(cx.is_dash(dash) || cx.is_byte(dash, b'-') || cx.is_byte(dash, b'~'))
    {
        return Err("no signature follows it");
    }
    let source =
        phrase::noun_phrase_right(cx, dash + 1, end).filter(|source| cx.is_name(source.start as usize));
    let source = source.ok_or("no name follows the dash")?;
    let rest = source.end as usize;
    if rest < end && !(cx.is_byte(rest, b',') || cx.is_byte(rest, b'.') || cx.is_byte(rest, b'(')) {
        return Err("more than a name follows the dash");
    }
    Ok(Outcome::New(Found {
        content: vec![span.tokens],
        cue: Some(IndexRange::new(dash as u32, dash as u32 + 1)),
        source: Some(source),
        ..Found::default()
    }))
}
