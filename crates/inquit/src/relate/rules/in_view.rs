//! A view, told by whose it is.
//!
//! Matches: In her view, the pier is safe; In the words of the mayor, it was “a gift”; By his own account, he slept. Leaves
//! alone: in view of the harbour, in my view.

use inquit_tokenizer::IndexRange;

use super::{Apply, Rule};
use crate::attribution::RuleInfo;
use crate::lexicon::{Code, Lex, listed};
use crate::relate::context::Context;
use crate::relate::state::Found;
use crate::relate::{clause, phrase};

pub(super) const RULE: Rule = Rule {
    info: RuleInfo {
        name: "in_view",
        matches: "a fronted “in … view” with the one whose view it is",
        example: "In her view, the pier is safe.",
    },
    confidence: 0.8,
    apply: Apply::Document(apply),
};

/// What is somebody's who speaks or thinks.
const VIEWS: &[Code] = listed![
    "view",
    "opinion",
    "words",
    "judgment",
    "judgement",
    "estimation",
    "experience",
    "telling",
    "reckoning",
    "account",
    "estimate",
    "assessment",
    "reading"
];
/// How far from the preposition the noun stands, in tokens.
const REACH: usize = 9;

fn apply(cx: &Context<'_, '_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (sentence, range) in cx.doc.sentences().iter().map(|sentence| sentence.tokens).enumerate() {
        let first = range.start as usize;
        if cx.is_any(first, listed!["in", "by"]) && cx.quoted_at(first).is_none() {
            found.extend(view(cx, sentence, first));
        }
    }
    found
}

fn view(cx: &Context<'_, '_>, sentence: usize, first: usize) -> Option<Found> {
    let end = clause::sentence_end(cx, sentence).min(first + clause::LONGEST);
    let noun = (first + 2..end.min(first + REACH)).find(|i| cx.is_any(*i, VIEWS))?;
    let (source, comma) = if cx.is_any(noun + 1, listed!["of"]) {
        if !cx.is_any(first + 1, listed!["the"]) || noun != first + 2 {
            return None;
        }
        // "of one pilot, the approach is": what follows the comma is an apposition only where another comma closes it
        let source = phrase::subject_after(cx, noun + 2, end)?;
        if cx.is_byte(source.end as usize - 1, b',') {
            (source, source.end as usize - 1)
        } else {
            let source = phrase::noun_phrase_right(cx, noun + 2, end)?;
            (source, source.end as usize)
        }
    } else {
        let own = usize::from(cx.is_any(noun - 1, listed!["own"]));
        let owner = noun - 1 - own;
        let pronoun = cx.is(owner, Lex::POSSESSIVE) && owner == first + 1;
        let source = if pronoun {
            if cx.is_any(owner, listed!["my", "our", "your"]) {
                return None;
            }
            IndexRange::new(owner as u32, owner as u32 + 1)
        } else {
            // "In Lima's view"
            let mark = phrase::is_possessive_clitic(cx, owner) && owner > first + 1;
            let noun = phrase::noun_phrase_left(cx, owner.checked_sub(1).filter(|_| mark)?, first + 1)?;
            if noun.start as usize != first + 1 {
                return None;
            }
            noun
        };
        (source, noun + 1)
    };
    if !cx.is_byte(comma, b',') || comma + 2 >= end {
        return None;
    }
    Some(Found {
        content: vec![IndexRange::new(comma as u32 + 1, end as u32)],
        cue: Some(IndexRange::new(noun as u32, noun as u32 + 1)),
        source: Some(source),
        ..Found::default()
    })
}
