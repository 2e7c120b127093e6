//! A headline that names who speaks before or behind a colon.
//!
//! Matches: Mayor: bridge stays shut; Poll: Voters Split on Pier; “We were lucky”: skipper. Leaves alone: headlines whose colon parts a topic.

use inquit_tokenizer::{IndexRange, TokenKind};

use super::{Apply, Rule};
use crate::attribution::RuleInfo;
use crate::lexicon::Lex;
use crate::relate::context::Context;
use crate::relate::phrase;
use crate::relate::state::Found;

pub(super) const RULE: Rule = Rule {
    info: RuleInfo {
        name: "headline",
        matches: "a headline with the source before its colon",
        example: "Poll: Voters Split on Pier",
    },
    confidence: 0.9,
    apply: Apply::Document(apply),
};

/// Longest headline, in tokens.
const HEADLINE: usize = 30;

fn apply(cx: &Context<'_, '_>) -> Vec<Found> {
    let Some(paragraph) = cx.doc.paragraphs().first() else { return Vec::new() };
    let (first, mut end) = (paragraph.tokens.start as usize, paragraph.tokens.end as usize);
    if paragraph.tokens.len() > HEADLINE || paragraph.tokens.len() < 5 || cx.doc.paragraphs().len() < 2 {
        return Vec::new();
    }
    if cx.is_byte(end.wrapping_sub(1), b'.') {
        end -= 1;
    }
    let words = (first..end).filter(|i| cx.tokens[*i].kind == TokenKind::Word);
    let capitals = words.clone().filter(|i| cx.tokens[*i].is_capitalised()).count();
    if end < paragraph.tokens.end as usize && capitals * 2 < words.count() {
        return Vec::new();
    }
    if let Some(found) = quotation_first(cx, first, end) {
        return vec![found];
    }
    let Some(colon) = (first + 1..end.min(first + 5)).find(|i| cx.is_byte(*i, b':')) else {
        return Vec::new();
    };
    let speaks = cx.is(colon.wrapping_sub(1), Lex::DOCUMENT | Lex::GROUP | Lex::ROLE | Lex::ORGANIZATION)
        && colon - first <= 3
        || (first..colon).all(|i| cx.is_name(i) && cx.tokens[i].kind == TokenKind::Word)
            && cx.is(first, Lex::FIRST_NAME | Lex::TITLE)
            && !cx.is(colon.wrapping_sub(1), Lex::COMMON);
    if !speaks || colon + 3 >= end || cx.is(first, Lex::VERB | Lex::REPORTING) && !cx.is(first, Lex::DOCUMENT)
    {
        return Vec::new();
    }
    vec![Found {
        content: vec![IndexRange::new(colon as u32 + 1, end as u32)],
        cue: Some(IndexRange::new(colon as u32, colon as u32 + 1)),
        source: Some(IndexRange::new(first as u32, colon as u32)),
        ..Found::default()
    }]
}

/// “We were lucky”: skipper after a night on the rocks.
fn quotation_first(cx: &Context<'_, '_>, first: usize, end: usize) -> Option<Found> {
    let quotation = cx.quoted[cx.quoted_from(first)?].tokens;
    let colon = quotation.end as usize;
    if !cx.is_byte(colon, b':') {
        return None;
    }
    let source = phrase::noun_phrase_right(cx, colon + 1, end)?;
    Some(Found {
        content: vec![quotation],
        cue: Some(IndexRange::new(colon as u32, colon as u32 + 1)),
        source: Some(source),
        ..Found::default()
    })
}
