//! Word boundaries are those of UAX #29 but for named conventions: every deviation is one of them.

use std::collections::BTreeSet;

use inquit_tokenizer::{Document, Token, TokenFlags, TokenKind};
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

mod common;
use common::holds::may_stand_in_gap;
use common::text;

const APOSTROPHES: [char; 3] = ['\'', '’', '‘'];

/// The last character that is no combining mark.
fn base(text: &str) -> Option<char> {
    let combines = |c: &char| format!("\"{c}").split_word_bounds().count() == 1;
    text.chars().rev().find(|c| !combines(c)).or(text.chars().next_back())
}

/// Why there is a boundary of ours between `before` and `after` where UAX #29 has none.
fn split(
    text: &str,
    tokens: &[Token],
    at: usize,
    before: Option<Token>,
    after: Option<Token>,
) -> Option<&'static str> {
    let (left, right) = (base(&text[..at])?, text[at..].chars().next()?);
    let kind = |t: Option<Token>| t.map(|t| t.kind);
    let word = |t: Option<Token>| t.map_or("", |t| t.text(text));
    if kind(after) == Some(TokenKind::Clitic) || kind(before) == Some(TokenKind::Clitic) {
        return Some("clitic");
    }
    let pair = format!("{}|{}", word(before), word(after)).to_lowercase();
    if matches!(pair.as_str(), "can|not" | "gon|na" | "wan|na" | "got|ta") {
        return Some("word of two halves");
    }
    if may_stand_in_gap(left) || may_stand_in_gap(right) {
        return Some("mark without a base, or invisible character at an end");
    }
    if kind(before) == Some(TokenKind::Number) && right.is_alphabetic() {
        return Some("unit after a number");
    }
    if left == '.' || right == '.' {
        return Some("full stop between words");
    }
    if left == ':' || right == ':' {
        return Some("colon between words");
    }
    if APOSTROPHES.contains(&left) || APOSTROPHES.contains(&right) {
        return Some("apostrophe that is a mark");
    }
    if ",;".contains(left) && right.is_numeric() || ",;".contains(right) && left.is_numeric() {
        return Some("mark between the figures of a word that opens with a letter");
    }
    let address = |t: &Token| matches!(t.kind, TokenKind::Url | TokenKind::Email | TokenKind::Handle);
    // "@ana1,2": the table would go on to join the figures.
    if tokens.iter().filter(|t| address(t)).any(|t| (t.end as usize..=t.end as usize + 1).contains(&at)) {
        return Some("end of an address");
    }
    None
}

/// Why a boundary of UAX #29 lies inside our `token`.
fn joined(text: &str, at: usize, token: Token) -> Option<&'static str> {
    let word = token.text(text);
    let inner = at - token.start as usize;
    let (left, right) = (base(&text[..at])?, text[at..].chars().next()?);
    if matches!(token.kind, TokenKind::Url | TokenKind::Email | TokenKind::Handle) {
        return Some("address");
    }
    // The stop of an abbreviation may carry combining marks.
    if token.flags.contains(TokenFlags::ABBREVIATION)
        && word[inner..].starts_with('.')
        && !word[inner + 1..].contains('.')
    {
        return Some("stop of an abbreviation");
    }
    if word.starts_with("''") || word.starts_with("``") {
        return Some("double mark");
    }
    let first = word.chars().next()?;
    let alike = left == first || [left, first].iter().all(|c| "!?".contains(*c)) || ".…".contains(left);
    if alike && "!?-*=<>~+—–―.…".contains(first) && token.kind != TokenKind::Number {
        return Some("run of one character");
    }
    if APOSTROPHES.contains(&first) && inner == first.len_utf8() {
        return Some("elision");
    }
    if APOSTROPHES.contains(&first) && APOSTROPHES.contains(&right) && word.contains(['n', 'N']) {
        return Some("'n'");
    }
    if token.kind == TokenKind::Clitic && APOSTROPHES.contains(&left) {
        return Some("clitic after a figure or a closing mark");
    }
    if token.kind == TokenKind::Number
        && ([left, right].iter().any(|c| ":/-.".contains(*c) || APOSTROPHES.contains(c)))
    {
        return Some("inner mark of a number");
    }
    if left == '&' || right == '&' {
        return Some("ampersand between capitals");
    }
    None
}

fn check(text: &str) -> BTreeSet<&'static str> {
    let doc = Document::new(text);
    let tokens = doc.tokens();
    let theirs: BTreeSet<usize> =
        text.split_word_bound_indices().map(|(at, _)| at).chain(std::iter::once(text.len())).collect();
    let mut seen = BTreeSet::new();
    for (i, token) in tokens.iter().enumerate() {
        let (start, end) = (token.start as usize, token.end as usize);
        let previous = i.checked_sub(1).map(|p| tokens[p]).filter(|p| p.end == token.start);
        let next = tokens.get(i + 1).copied().filter(|n| n.start == token.end);
        for (at, before, after) in [(start, previous, Some(*token)), (end, Some(*token), next)] {
            if !theirs.contains(&at) {
                let why = split(text, tokens, at, before, after);
                seen.insert(why.unwrap_or_else(|| panic!("{text:?}: a boundary of our own at {at}")));
            }
        }
        for at in theirs.range(start + 1..end) {
            let why = joined(text, *at, *token);
            seen.insert(
                why.unwrap_or_else(|| panic!("{text:?}: no boundary at {at} in {:?}", token.text(text))),
            );
        }
    }
    seen
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_deviation_has_a_name(text in text()) {
        check(&text);
    }

    #[test]
    fn every_deviation_in_any_string_has_a_name(text in any::<String>()) {
        check(&text);
    }
}

#[test]
fn plain_words_have_no_deviation() {
    for text in [
        "Two long-awaited words, here; 41.7 naïve Ångströms!",
        "日本語 カタカナ 한국어 русский עברית",
        "O'Brien’s",
        "e\u{301}a\u{ad}b",
    ] {
        let seen = check(text);
        assert!(seen.is_empty() || text.starts_with('O') && seen.len() == 1, "{text}: {seen:?}");
    }
}
