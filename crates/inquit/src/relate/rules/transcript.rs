//! A transcript: lines that begin with who speaks and a colon.
//!
//! Matches: Q: When did you leave? / A: At six; MR STONE: By which door? Leaves alone: a single such line.

use inquit_tokenizer::{IndexRange, TokenFlags, TokenKind};

use super::{Apply, Rule};
use crate::attribution::RuleInfo;
use crate::lexicon::{Lex, listed};
use crate::relate::context::Context;
use crate::relate::state::Found;

pub(super) const RULE: Rule = Rule {
    info: RuleInfo {
        name: "transcript",
        matches: "lines that begin with who speaks and a colon, two or more in a row",
        example: "MR STONE: When did you leave? THE WITNESS: At six.",
    },
    confidence: 0.9,
    apply: Apply::Document(apply),
};

/// Longest name before the colon, in tokens.
const NAME: usize = 6;

/// A line of a transcript.
struct Turn {
    paragraph: usize,
    source: IndexRange,
    /// The colon; "Q." and "A." have none.
    colon: Option<IndexRange>,
    /// What is said.
    words: IndexRange,
}

fn apply(cx: &Context<'_, '_>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut run: Vec<Turn> = Vec::new();
    for (number, paragraph) in cx.doc.paragraphs().iter().enumerate() {
        match turn(cx, number, paragraph.tokens) {
            Some(turn) => run.push(turn),
            None if run.last().is_some_and(|last| number - last.paragraph > 1) => {
                flush(cx, &mut run, &mut found);
            }
            None => {}
        }
    }
    flush(cx, &mut run, &mut found);
    found
}

/// Takes a run of lines in, if it is a transcript's: two or more, by first names, in talk, or with one who speaks again;
/// also two in capitals, one behind the other. More of these, each by another, are the items of a round-up: "TELECOMS:
/// Veritel is to be sold".
fn flush(cx: &Context<'_, '_>, run: &mut Vec<Turn>, found: &mut Vec<Found>) {
    let name = |turn: &Turn| cx.span(turn.source).slice(cx.text);
    let loud = run.iter().all(|turn| turn.source.range().all(|i| is_loud(cx, i)));
    let given =
        run.iter().all(|turn| turn.source.len() == 1 && cx.is(turn.source.start as usize, Lex::FIRST_NAME));
    let again =
        |(i, turn): (usize, &Turn)| run[..i].iter().rev().take(8).any(|other| name(other) == name(turn));
    let loud = loud
        && run.len() == 2
        && run[1].paragraph == run[0].paragraph + 1
        && !run.iter().any(|turn| reports(cx, turn));
    if run.len() >= 2 && (loud || given || conversation(cx, run) || run.iter().enumerate().any(again)) {
        found.extend(run.iter().map(|turn| Found {
            content: vec![turn.words],
            cue: turn.colon,
            source: Some(turn.source),
            ..Found::default()
        }));
    }
    run.clear();
}

/// Whether lines by different names are talk: sentences all, and somebody says "you" or "I".
fn conversation(cx: &Context<'_, '_>, run: &[Turn]) -> bool {
    let named = |i: usize| cx.is_name(i) && !cx.is(i, Lex::COMMON | Lex::DOCUMENT | Lex::ORGANIZATION);
    let sentence = |turn: &Turn| matches!(cx.tokens[turn.words.end as usize - 1].first, b'.' | b'!' | b'?');
    let person = |i: usize| cx.is_any(i, listed!["you", "i", "we"]) && cx.quoted_at(i).is_none();
    run.windows(2).all(|two| two[1].paragraph == two[0].paragraph + 1)
        && run.iter().all(|turn| turn.source.range().all(named) && sentence(turn))
        && run.iter().any(|turn| turn.words.range().any(person))
}

/// Whether what follows the colon has a quotation in it, as reports have.
fn reports(cx: &Context<'_, '_>, turn: &Turn) -> bool {
    turn.words.range().any(|i| cx.quoted_at(i).is_some())
}

fn is_loud(cx: &Context<'_, '_>, i: usize) -> bool {
    let token = cx.tokens[i];
    token.kind != TokenKind::Word
        || token.flags.contains(TokenFlags::UPPER_ALL)
        || token.is_capitalised() && token.span().len() == 1
        || token.flags.contains(TokenFlags::ABBREVIATION)
}

/// The turn that a paragraph is, if it begins with who speaks.
fn turn(cx: &Context<'_, '_>, paragraph: usize, tokens: IndexRange) -> Option<Turn> {
    let first = tokens.start as usize;
    if cx.tokens[first].kind != TokenKind::Word
        || !cx.tokens[first].is_capitalised()
        || cx.quoted_at(first).is_some()
    {
        return None;
    }
    let letter = matches!(cx.tokens[first].first, b'Q' | b'A');
    if letter && matches!(cx.word(first), "Q." | "A.") && tokens.len() > 1 {
        let source = IndexRange::new(tokens.start, tokens.start + 1);
        return Some(Turn { paragraph, source, colon: None, words: IndexRange::new(source.end, tokens.end) });
    }
    if letter
        && tokens.len() > 2
        && matches!(cx.word(first), "Q" | "A")
        && cx.is_byte(first + 1, b'.')
        && cx.tokens[first].end == cx.tokens[first + 1].start
    {
        let source = IndexRange::new(tokens.start, tokens.start + 2);
        return Some(Turn { paragraph, source, colon: None, words: IndexRange::new(source.end, tokens.end) });
    }
    let limit = (tokens.end as usize).min(first + NAME + 1);
    // Few paragraphs have one there: that is seen by a look at all.
    let near = &cx.tokens[first + 1..limit];
    if !near.iter().fold(false, |any, token| any | token.is(b':')) {
        return None;
    }
    let colon = (first + 1..limit).find(|i| cx.is_byte(*i, b':'))?;
    // A remark in brackets may stand between the name and the colon.
    let remark = (first..colon).find(|i| cx.is_byte(*i, b'(') || cx.is_byte(*i, b'['));
    let end = remark.unwrap_or(colon);
    let named = end > first
        && (first..end).all(|i| {
            let token = cx.tokens[i];
            match token.kind {
                TokenKind::Word => token.is_capitalised() || cx.is(i, Lex::PREPOSITION),
                TokenKind::Punct => token.is(b'-') || token.is(b'.'),
                TokenKind::Clitic => true,
                _ => false,
            }
        });
    (named && colon + 1 < tokens.end as usize).then(|| Turn {
        paragraph,
        source: IndexRange::new(tokens.start, end as u32),
        colon: Some(IndexRange::new(colon as u32, colon as u32 + 1)),
        words: IndexRange::new(colon as u32 + 1, tokens.end),
    })
}
