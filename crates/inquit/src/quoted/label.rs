//! A label tells speech from scare quotes, titles and nicknames by the quoted words and their closest neighbours.

use inquit_tokenizer::{Document, TokenFlags, TokenKind};

use super::{Label, QuotedSpan};
use crate::lexicon::Lex;

/// Longest title, in words.
const TITLE_WORDS: usize = 9;

/// The label of one quoted span.
pub(super) fn label(doc: &Document<'_>, lex: &[Lex], quoted: &QuotedSpan) -> Label {
    let tokens = doc.tokens();
    let first = quoted.tokens.start as usize + usize::from(quoted.opened);
    let last = quoted.tokens.end as usize - usize::from(quoted.closed);
    if first >= last || !quoted.closed || !quoted.opened {
        return Label::Speech;
    }
    // Long quotations are speech whatever they hold; only short ones are looked into.
    if last - first > 2 * TITLE_WORDS {
        return if begins_a_sentence(doc, lex, first) { Label::Speech } else { Label::Fragment };
    }
    let mut words = 0;
    let mut capitalised = 0;
    let mut small = 0;
    let mut content_lower = 0;
    for i in first..last {
        if matches!(tokens[i].kind, TokenKind::Word | TokenKind::Number) {
            words += 1;
            if tokens[i].is_capitalised() || tokens[i].kind == TokenKind::Number {
                capitalised += 1;
            } else if lex[i]
                .intersects(Lex::DETERMINER | Lex::PREPOSITION | Lex::COORDINATOR | Lex::POSSESSIVE)
            {
                small += 1;
            } else {
                content_lower += 1;
            }
        }
    }
    let end = tokens[last - 1];
    let terminal = matches!(end.first, b'!' | b'?') || (end.is(b'.') && words > 1);
    let comma = end.is(b',');
    if !terminal && !comma && words <= 3 && is_nickname(doc, lex, quoted) {
        return Label::Nickname;
    }
    // on "The Late Show.": the full stop is the sentence's
    let led = || {
        (quoted.tokens.start as usize).checked_sub(1).is_some_and(|at| {
            tokens[at].kind == TokenKind::Clitic
                || lex[at].intersects(Lex::PREPOSITION | Lex::DETERMINER | Lex::TELL)
                || is_work(tokens[at].text(doc.text()))
        })
    };
    let stops = terminal && !(end.is(b'.') && capitalised > 1 && led());
    if words > 0 && content_lower == 0 && capitalised > 0 && words <= TITLE_WORDS && !stops {
        let starts_upper = tokens[first].is_capitalised() || tokens[first].kind == TokenKind::Number;
        if starts_upper && capitalised >= small {
            return Label::Title;
        }
    }
    if words <= 3 && capitalised == 0 && !terminal && !comma {
        return Label::Scare;
    }
    if terminal || comma || (begins_a_sentence(doc, lex, first) && words > 3) {
        return if begins_a_sentence(doc, lex, first) { Label::Speech } else { Label::Fragment };
    }
    Label::Fragment
}

/// Whether a word is a noun for what has a title: the podcast "Slow Money".
pub(crate) fn is_work(word: &str) -> bool {
    matches!(
        word,
        "podcast"
            | "show"
            | "programme"
            | "program"
            | "series"
            | "magazine"
            | "newsletter"
            | "blog"
            | "column"
            | "documentary"
            | "film"
            | "movie"
            | "play"
            | "musical"
            | "novel"
            | "book"
            | "memoir"
            | "album"
            | "song"
            | "single"
    )
}

fn begins_a_sentence(doc: &Document<'_>, lex: &[Lex], first: usize) -> bool {
    let token = doc.tokens()[first];
    match token.kind {
        TokenKind::Word => token.is_capitalised() || (token.first >= 0x80 && lex[first].is_empty()),
        TokenKind::Mark | TokenKind::Punct | TokenKind::Number => true,
        _ => false,
    }
}

/// James "Jim" Doyle, the river nicknamed "Old Sow".
fn is_nickname(doc: &Document<'_>, lex: &[Lex], quoted: &QuotedSpan) -> bool {
    let tokens = doc.tokens();
    let text = doc.text();
    let Some(before) = (quoted.tokens.start as usize).checked_sub(1) else { return false };
    let word_before = tokens[before].text(text);
    if matches!(word_before, "nicknamed" | "dubbed" | "titled" | "entitled" | "codenamed" | "aka" | "alias") {
        return true;
    }
    let name_before = tokens[before].is_capitalised()
        && tokens[before].kind == TokenKind::Word
        && !lex[before].intersects(Lex::SUBJECT_PRONOUN | Lex::DETERMINER | Lex::PREPOSITION);
    let name_after = tokens.get(quoted.tokens.end as usize).is_some_and(|next| {
        next.is_capitalised() && next.kind == TokenKind::Word && !next.flags.contains(TokenFlags::LINE_BEFORE)
    });
    name_before && name_after
}
