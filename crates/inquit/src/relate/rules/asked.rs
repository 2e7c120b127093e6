//! A question that somebody was asked, before what they answered.
//!
//! Matches: Asked whether the pier was safe, she said no; Pressed by Reuters on when it would open, he laughed. Leaves
//! alone: asked to leave, what nobody answers.

use inquit_tokenizer::IndexRange;

use super::{Apply, Rule};
use crate::attribution::RuleInfo;
use crate::lexicon::{Code, Lex, listed};
use crate::relate::context::Context;
use crate::relate::state::Found;
use crate::relate::{clause, phrase};

pub(super) const RULE: Rule = Rule {
    info: RuleInfo {
        name: "asked",
        matches: "a fronted “asked” with its question",
        example: "Asked whether the pier was safe, she said no.",
    },
    confidence: 0.7,
    apply: Apply::Document(apply),
};

/// How far behind "asked" the question begins, in tokens.
const REACH: usize = 18;
const ASKED: &[Code] = listed!["asked", "pressed", "quizzed", "questioned", "challenged"];
/// What a question begins with.
const OPENS: &[Code] =
    listed!["whether", "if", "what", "why", "who", "whom", "whose", "how", "which", "when", "where"];

fn apply(cx: &Context<'_, '_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (sentence, range) in cx.doc.sentences().iter().map(|sentence| sentence.tokens).enumerate() {
        let first = range.start as usize;
        let cue = first + usize::from(cx.is_any(first, listed!["when"]));
        if cx.is_any(cue, ASKED) && cx.quoted_at(cue).is_none() {
            found.extend(question(cx, sentence, cue));
        }
    }
    found
}

fn question(cx: &Context<'_, '_>, sentence: usize, cue: usize) -> Option<Found> {
    let end = clause::sentence_end(cx, sentence).min(cue + clause::LONGEST);
    let opens = |i: usize| cx.is_any(i, OPENS) || cx.is_any(i, listed!["about", "for"]);
    let start = (cue + 1..end.min(cue + REACH)).find(|i| opens(*i) && cx.quoted_at(*i).is_none())?;
    let by = (cue + 1..start).find(|i| cx.is_any(*i, listed!["by"]));
    let source = by.and_then(|by| phrase::noun_phrase_right(cx, by + 1, start));
    // "Asked the minister whether": somebody asks here
    let plain = |i: usize| {
        source.is_some_and(|source| source.contains(i))
            || cx.is(i, Lex::PREPOSITION | Lex::TIME | Lex::ADVERB | Lex::DETERMINER | Lex::PLACE)
            || by.is_some_and(|by| by < i)
            || (cue + 1..i).any(|before| cx.is(before, Lex::PREPOSITION))
    };
    if !(cue + 1..start).all(plain) {
        return None;
    }
    let answers = phrase::subject_behind(cx, start, end)?;
    let about = cx.is_any(start, listed!["about", "for"]);
    let start = start + usize::from(about);
    let mut stop = answers.start as usize - 1;
    // "about the shovels | by Variety"
    let behind = (start..stop).find(|i| about && source.is_none() && cx.is_any(*i, listed!["by"]));
    let asker = behind.and_then(|by| Some((by, phrase::noun_phrase_right(cx, by + 1, stop)?)));
    let source = match asker {
        Some((by, asker)) if asker.end as usize == stop && cx.is_name(by + 1) => {
            stop = by;
            Some(asker)
        }
        _ => source,
    };
    (stop > start).then(|| Found {
        content: vec![IndexRange::new(start as u32, stop as u32)],
        cue: Some(IndexRange::new(cue as u32, cue as u32 + 1)),
        source,
        ..Found::default()
    })
}
