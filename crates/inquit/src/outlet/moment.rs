//! What the words around an attribution tell of when something was said: whether that is another occasion than the one
//! before.

use inquit_tokenizer::IndexRange;

use super::exchange::is_content;
use super::{Own, unlisted};
use crate::attribution::Attribution;
use crate::lexicon::{Code, Lex, listed};
use crate::mention::Words;

/// Whether a sentence tells of what is weeks ago or more, outside of a content: "last month", "in May", "in 2004".
pub(super) fn is_old(words: &Words<'_, '_>, sentence: IndexRange, attribution: &Attribution) -> bool {
    const SPANS: &[Code] = listed!["month", "year", "spring", "summer", "autumn", "fall", "winter", "season"];
    let year = |at: usize| {
        let four = words.word(at);
        four.len() == 4
            && (four.starts_with("19") || four.starts_with("20"))
            && four.bytes().all(|byte| byte.is_ascii_digit())
    };
    // No other times with a capital stand behind "in" and "last" than these and days.
    let month = |at: usize| words.is_capital(at) && words.has(at, Lex::TIME) && !unlisted::is_day(words, at);
    sentence.range().take(300).filter(|at| !is_content(words, attribution, *at)).any(|at| {
        words.any(at, listed!["last"]) && (words.any(at + 1, SPANS) || month(at + 1))
            || words.any(at, listed!["in"]) && (year(at + 1) || month(at + 1))
            || words.any(at, listed!["years", "months"]) && words.any(at + 1, listed!["ago", "earlier"])
    })
}

/// Whether a sentence tells of today or of these days, outside of a content: "yesterday", "on Monday".
pub(super) fn is_recent(words: &Words<'_, '_>, sentence: IndexRange, attribution: &Attribution) -> bool {
    let day = |at: usize| {
        unlisted::is_day(words, at) || words.any(at, listed!["yesterday", "today", "tonight", "now"])
    };
    sentence.range().take(300).filter(|at| !is_content(words, attribution, *at)).any(|at| {
        day(at) && words.has(at, Lex::TIME | Lex::ADVERB)
            || words.any(at, listed!["this", "last"])
                && words.any(at + 1, listed!["week", "morning", "night"])
    })
}

/// Whether a sentence says before its cue that time has passed: "A week later", "the following day".
pub(super) fn is_later(words: &Words<'_, '_>, own: &Own) -> bool {
    let cue = own.cue.map_or(own.sentences.start, |cue| cue.start) as usize;
    let start = own.sentences.start as usize;
    (start..cue.min(start + 12)).any(|at| {
        words.has(at, Lex::TIME)
            && (words.any(at + 1, listed!["later"])
                || words.any(at.wrapping_sub(1), listed!["following", "next"]) && at > start)
    })
}

/// Whether the words right behind the cue, or behind the source where that stands behind it, tell when.
pub(super) fn tells_when(
    words: &Words<'_, '_>,
    attribution: &Attribution,
    cue: Option<IndexRange>,
    source: Option<IndexRange>,
) -> bool {
    let Some(cue) = cue else { return false };
    let end = cue.end.max(source.map_or(0, |source| source.end)) as usize;
    let outside = |at: usize| {
        words.tokens.get(at).is_some_and(|token| {
            !attribution.content.iter().any(|span| span.start <= token.start && token.start < span.end)
        })
    };
    let at = end + usize::from(words.any(end, listed!["on"]));
    words.has(at, Lex::TIME) && outside(at)
        || words.any(end, listed!["last", "this", "after", "before", "earlier", "later"])
            && outside(end)
            && outside(end + 1)
}

/// Whether a sentence opens with a later time: "By Monday evening", "Afterwards", but not "Later in the programme".
pub(super) fn opens_later(words: &Words<'_, '_>, sentence: IndexRange) -> bool {
    let start = sentence.start as usize;
    words.any(start, listed!["afterwards", "later"]) && !words.any(start + 1, listed!["in", "on"])
        || words.any(start, listed!["by"]) && words.has(start + 1, Lex::TIME)
}

/// Whether a sentence begins with another place or piece of writing: "At a rally", "In a message to staff".
pub(super) fn opens_elsewhere(words: &Words<'_, '_>, own: &Own) -> bool {
    const OTHERWISE: &[Code] = listed![
        "time",
        "times",
        "point",
        "moment",
        "end",
        "start",
        "heart",
        "root",
        "outset",
        "height",
        "age",
        "stage",
        "beginning",
        "close",
        "bottom",
        "top"
    ];
    let start = own.sentences.start as usize;
    let cue = own.cue.map_or(own.sentences.end, |cue| cue.start) as usize;
    let leads = words.has(start + 1, Lex::DETERMINER | Lex::POSSESSIVE | Lex::TIME);
    let mut near = (start + 2..start + 5).take_while(|&at| at < cue && words.is_word(at));
    leads
        && start + 2 < cue
        && (words.any(start, listed!["at"]) && !near.clone().any(|at| words.any(at, OTHERWISE))
            || words.any(start, listed!["in"])
                && near.any(|at| words.any(at, listed!["message", "note", "video"])))
}
