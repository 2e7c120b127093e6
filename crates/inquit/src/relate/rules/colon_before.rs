//! A colon before a quotation, without a verb of saying: the subject of the sentence speaks.
//!
//! Matches: The mayor's answer was short: “No.”; Dahl made two points: ¶ - “It was old.” ¶ - “It was shut.” Leaves
//! alone: titles.

use inquit_tokenizer::IndexRange;

use super::{Apply, Declined, Outcome, Rule, listed};
use crate::attribution::RuleInfo;
use crate::lexicon::{Code, Lex, listed};
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

/// How far before the colon its cue may stand, in tokens.
const NEAR: usize = 12;

fn apply(cx: &Context<'_, '_>, state: &State, _: &[Frame], quoted: usize) -> Result<Outcome, Declined> {
    let span = &cx.quoted[quoted];
    if !matches!(span.label, Label::Speech | Label::Fragment) {
        return Err("it is no speech");
    }
    let first = span.tokens.start as usize;
    let mut before = first.checked_sub(1).ok_or("nothing stands before it")?;
    // The items of a list, a quotation each, belong together.
    if before > 0 && listed::is_bullet(cx, before) && starts_paragraph(cx, before) {
        let earlier = cx.quoted[..quoted].iter().rposition(|earlier| earlier.depth == 0);
        if let Some(earlier) = earlier
            && cx.quoted[earlier].tokens.end as usize == before
            && let Some(found) = state.owner_of(earlier)
            && state.found[found].rule == RULE.info.name
        {
            return Ok(Outcome::Joins(found, span.tokens));
        }
        before -= 1;
    }
    let colon = Some(before).filter(|colon| cx.is_byte(*colon, b':')).ok_or("no colon stands before it")?;
    let floor = cx.doc.sentences()[cx.sentence_of(colon)].tokens.start as usize;
    let source = phrase::clause_subject(cx, colon, floor)
        .or_else(|| phrase::noun_phrase_right(cx, floor, colon))
        .ok_or("the sentence before the colon has no subject")?;
    Ok(Outcome::New(Found {
        content: vec![span.tokens],
        cue: Some(cue(cx, floor, colon)),
        source: Some(source),
        ..Found::default()
    }))
}

/// What signals speech before the colon: a noun or a verb of giving words ("her answer", "put it plainly"), else the
/// colon itself.
fn cue(cx: &Context<'_, '_>, floor: usize, colon: usize) -> IndexRange {
    const GIVE: &[Code] = listed![
        "put", "puts", "gave", "gives", "made", "makes", "offered", "offers", "issued", "left", "posted",
        "sent"
    ];
    let from = floor.max(colon.saturating_sub(NEAR));
    let outside = (from..colon).rev().filter(|i| cx.quoted_at(*i).is_none());
    let verb = outside.clone().find(|i| cx.is_any(*i, GIVE));
    let noun = || outside.clone().find(|i| cx.is(*i, Lex::CUE_NOUN) && !cx.is(*i, Lex::VERB));
    let at = verb.or_else(noun).unwrap_or(colon);
    IndexRange::new(at as u32, at as u32 + 1)
}

fn starts_paragraph(cx: &Context<'_, '_>, token: usize) -> bool {
    let sentence = &cx.doc.sentences()[cx.sentence_of(token)];
    cx.doc.paragraphs()[sentence.paragraph as usize].tokens.start as usize == token
}
