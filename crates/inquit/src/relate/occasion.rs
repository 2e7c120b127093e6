//! Words that tell when, and on what occasion, something is said.

use inquit_tokenizer::TokenKind;

use super::context::Context;
use crate::lexicon::{Code, Lex, listed};

/// A word that tells when, not a noun for a stretch of time: Friday, yesterday, last (week); not season, minute.
pub(super) fn is_when(cx: &Context<'_, '_>, i: usize) -> bool {
    if !cx.is(i, Lex::TIME) {
        return cx.is(i + 1, Lex::TIME) && cx.is_any(i, listed!["last", "next", "this", "earlier", "late"]);
    }
    if cx.tokens[i].is_capitalised() {
        // "the PM" is no time
        let minister = cx.is_any(i, listed!["pm"]) && cx.is(i.wrapping_sub(1), Lex::DETERMINER);
        return !minister && !is_part_of_name(cx, i);
    }
    // "the Hindi daily Samvad Prabhat"
    let paper = cx.is_any(i, listed!["daily", "weekly", "monthly"]) && cx.is_name(i + 1);
    cx.is(i, Lex::ADVERB) && !paper
        || cx.is_any(i, listed!["yesterday", "today", "tonight", "tomorrow", "last", "next"])
}

/// A time inside a name: the Evening Standard, the Daily Mail, USA Today, Us Weekly, The Sunday Times.
fn is_part_of_name(cx: &Context<'_, '_>, i: usize) -> bool {
    const BEFORE: &[Code] = listed!["daily", "weekly", "evening", "morning", "hour"];
    const BEHIND: &[Code] = listed!["daily", "weekly", "today", "tonight", "hour"];
    let capital = |at: usize| {
        cx.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Word && token.is_capitalised())
    };
    let begins = capital(i + 1) && !cx.is(i + 1, Lex::TIME) && cx.is_name(i + 1);
    let ends = i > 0 && capital(i - 1) && !cx.is(i - 1, Lex::TIME | Lex::PREPOSITION | Lex::DETERMINER);
    // "the Today programme"
    let owned = i > 0 && (cx.is_any(i - 1, listed!["the"]) || cx.tokens[i - 1].kind == TokenKind::Clitic);
    let show = owned && cx.is_any(i + 1, listed!["programme", "program", "show"]);
    // "Radio 4's Today"
    let station =
        i > 0 && cx.tokens[i - 1].kind == TokenKind::Clitic && cx.is_any(i, listed!["today", "tonight"]);
    show || station
        || begins && (cx.is_any(i, BEFORE) || i > 0 && cx.is_any(i - 1, listed!["the"]))
        || ends && cx.is_any(i, BEHIND)
}

/// A noun for an occasion of speaking: after it "said X in an interview" names no longer X.
pub(super) fn is_occasion(cx: &Context<'_, '_>, i: usize) -> bool {
    cx.is(i, Lex::OCCASION)
}
