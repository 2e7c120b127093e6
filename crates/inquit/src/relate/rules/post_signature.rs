//! A post set as a paragraph of its own, signed in the next one with a dash, a name and a handle.
//!
//! Matches: Lost: one grey glove. ¶ — Ida Holm (@idaholm) May 9, 2023. Leaves alone: dashes without a handle.

use inquit_tokenizer::{IndexRange, TokenKind};

use super::{Apply, Rule};
use crate::attribution::RuleInfo;
use crate::relate::context::Context;
use crate::relate::state::Found;

pub(super) const RULE: Rule = Rule {
    info: RuleInfo {
        name: "post_signature",
        matches: "a paragraph, then one with a dash, a name and a handle",
        example: "Lost: one grey glove. — Ida Holm (@idaholm) May 9, 2023",
    },
    confidence: 0.9,
    apply: Apply::Document(apply),
};

/// Longest name before the handle, in tokens.
const NAME: usize = 6;

fn apply(cx: &Context<'_, '_>) -> Vec<Found> {
    let paragraphs = cx.doc.paragraphs();
    let signed = paragraphs.windows(2).filter_map(|pair| {
        let [post, line] = pair else { return None };
        let dash = line.tokens.start as usize;
        let limit = (line.tokens.end as usize).min(dash + NAME + 2);
        if line.tokens.len() < 4 || !(cx.is_dash(dash) || cx.is_byte(dash, b'-')) || !cx.is_name(dash + 1) {
            return None;
        }
        let handle = (dash + 2..limit).find(|i| cx.tokens[*i].kind == TokenKind::Handle)?;
        let end = handle + 1 + usize::from(cx.is_byte(handle + 1, b')'));
        Some(Found {
            content: vec![post.tokens],
            cue: Some(IndexRange::new(dash as u32, dash as u32 + 1)),
            source: Some(IndexRange::new(dash as u32 + 1, end as u32)),
            ..Found::default()
        })
    });
    signed.collect()
}
