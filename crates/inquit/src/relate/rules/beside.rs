//! What the rules for a quotation beside a cue share: which quotation touches the frame, and how far it reaches.

use inquit_tokenizer::{IndexRange, TokenKind};

use super::Declined;
use crate::lexicon::{Lex, listed};
use crate::quoted::{Label, is_work};
use crate::relate::clause;
use crate::relate::context::Context;
use crate::relate::frame::Frame;
use crate::relate::state::{Found, State};

/// The content that ends right before a frame, and those that go on behind it.
pub(super) fn around(
    cx: &Context<'_, '_>,
    state: &State,
    frames: &[Frame],
    number: usize,
) -> Result<Found, Declined> {
    let frame = &frames[number];
    if frame.shared {
        return Err("the cue has no source of its own");
    }
    let content = before(cx, state, frame)?;
    let mut contents = vec![content];
    contents.extend(after(cx, state, frame));
    Ok(found(frame, contents))
}

/// A finding of a frame.
pub(super) fn found(frame: &Frame, content: Vec<IndexRange>) -> Found {
    Found { content, cue: Some(frame.cue), source: frame.source, negated: frame.negated, ..Found::default() }
}

/// The content that ends right before a frame.
fn before(cx: &Context<'_, '_>, state: &State, frame: &Frame) -> Result<IndexRange, Declined> {
    let mut last = frame.start.checked_sub(1).ok_or("nothing stands before the cue")?;
    let mut parted = false;
    if (cx.is_byte(last, b',') || cx.is_dash(last)) && last > 0 {
        last -= 1;
        parted = true;
    }
    let quoted = cx.quoted_to(last).ok_or("no quotation ends before the cue")?;
    let span = &cx.quoted[quoted];
    if state.owner[quoted].is_some() {
        return Err("the quotation before the cue is taken");
    }
    // On his podcast, “Short Final,” Lima said
    let first = span.tokens.start as usize;
    if span.label == Label::Title && first > 1 && cx.is_byte(first - 1, b',') && is_work(cx.word(first - 2)) {
        return Err("the quotation before the cue is a title");
    }
    let mut inner = last.saturating_sub(usize::from(span.closed)).max(span.tokens.start as usize);
    while inner > span.tokens.start as usize + 1 && cx.tokens[inner].kind == TokenKind::Mark {
        inner -= 1;
    }
    let end = cx.tokens[inner];
    parted |= end.is(b',') || !span.closed || cx.is_dash(inner);
    // A new paragraph begins with its own sentence.
    let paragraph = cx.doc.sentences()[frame.sentence].paragraph;
    if paragraph != span.paragraph && !end.is(b',') {
        return Err("the quotation before the cue ends its paragraph");
    }
    let asks = matches!(end.first, b'!' | b'?') || cx.word(inner).starts_with("..") || cx.word(inner) == "…";
    let lower = !cx.tokens[frame.start].is_capitalised();
    let complete = {
        let next = frame.complement;
        next >= cx.tokens.len()
            || cx.quoted_from(next).is_some()
            || matches!(cx.tokens[next].kind, TokenKind::Punct)
            || cx.is(
                next,
                Lex::SUBORDINATOR
                    | Lex::PREPOSITION
                    | Lex::COORDINATOR
                    | Lex::TIME
                    | Lex::ADVERB
                    | Lex::GERUND,
            ) && !cx.is_any(next, listed!["that"])
            || cx.tokens[next].flags.contains(inquit_tokenizer::TokenFlags::LINE_BEFORE)
    };
    let alone = complete && frame.start == cx.doc.sentences()[frame.sentence].tokens.start as usize;
    if !(parted
        || alone && end.is(b'.') && ends_there(cx, frame)
        || end.kind == TokenKind::Word && alone
        || (asks || end.is(b'.') && lower || lower && span.label != Label::Title) && complete)
    {
        return Err("the quotation before the cue ends its sentence");
    }
    if !complete && (!parted || !frame.inverted && led_in(cx, span.tokens)) {
        return Err("the cue has a clause of its own");
    }
    Ok(widened_left(cx, state, span.tokens))
}

/// Whether a quotation is the object of a preposition or a possession: Speaking on ABC's “Morning,” Dahl said …
fn led_in(cx: &Context<'_, '_>, tokens: IndexRange) -> bool {
    let before = (tokens.start as usize).wrapping_sub(1);
    cx.is(before, Lex::PREPOSITION) && !cx.is(before, Lex::SUBORDINATOR)
        || cx.tokens.get(before).is_some_and(|token| token.kind == TokenKind::Clitic)
}

/// Whether nothing but a full stop follows a frame in its sentence: "X said."
fn ends_there(cx: &Context<'_, '_>, frame: &Frame) -> bool {
    frame.complement >= clause::sentence_end(cx, frame.sentence)
}

/// A quotation that is only part of a fronted clause takes the whole clause: 'It was “a mess”, he said'.
fn widened_left(cx: &Context<'_, '_>, state: &State, tokens: IndexRange) -> IndexRange {
    let first = tokens.start as usize;
    let sentence = cx.sentence_of(first);
    let mut from = clause::sentence_body(cx, sentence).start as usize;
    if from < first && cx.is(from, Lex::COORDINATOR) {
        from += 1;
    }
    if from >= first || first - from > clause::LONGEST {
        return tokens;
    }
    let apart = cx.is_byte(first.wrapping_sub(1), b':')
        || cx.is_byte(first.wrapping_sub(1), b',')
        || cx.is_dash(first.wrapping_sub(1));
    let inner = first + 1;
    let speech =
        cx.tokens.get(inner).is_some_and(|token| token.is_capitalised()) && cx.quoted_at(inner).is_some();
    let cued = (from..first).any(|i| {
        state.is_taken(i)
            || cx.is(i, Lex::REPORTING)
                && cx.is(i, Lex::PAST | Lex::THIRD)
                && cx.quoted_at(i).is_none()
                && apart
    });
    if apart && speech || cued { tokens } else { IndexRange::new(from as u32, tokens.end) }
}

/// A quotation that goes on behind the frame in the same sentence: '“Look,” he said, “the numbers …”'.
fn after(cx: &Context<'_, '_>, state: &State, frame: &Frame) -> Option<IndexRange> {
    let mut next = frame.complement;
    let sentence_end = cx.doc.sentences()[frame.sentence].tokens.end as usize;
    for _ in 0..2 {
        if next < sentence_end && (matches!(cx.tokens[next].first, b',' | b':' | b';') || cx.is_dash(next)) {
            next += 1;
        }
    }
    if next < sentence_end && cx.is(next, Lex::COORDINATOR) && cx.quoted_from(next + 1).is_some() {
        next += 1;
    }
    let quoted = cx.quoted_from(next).filter(|q| state.owner[*q].is_none() && next < sentence_end)?;
    // told "Good Morning America.", said on the podcast "Cold Open Club."
    let word_before = cx.tokens[next - 1].kind != TokenKind::Punct;
    if word_before
        && (next > frame.end || frame.lex.intersects(Lex::TELL))
        && cx.quoted[quoted].label == Label::Title
    {
        return None;
    }
    Some(widened_right(cx, frame, cx.quoted[quoted].tokens, next))
}

/// A quotation that is only part of a clause takes the clause to its end: 'said “a mess” was made'.
pub(super) fn widened_right(
    cx: &Context<'_, '_>,
    frame: &Frame,
    tokens: IndexRange,
    from: usize,
) -> IndexRange {
    let last = tokens.end as usize;
    let range = IndexRange::new(from as u32, tokens.end);
    let sentence = cx.sentence_of(last - 1);
    let end = clause::sentence_end(cx, sentence);
    if last >= end || sentence < frame.sentence {
        return range;
    }
    let inner = last - 2;
    let ended = matches!(cx.tokens[inner].first, b'.' | b'!' | b'?' | b',')
        && cx.tokens[inner].kind == TokenKind::Punct;
    let next = cx.tokens[last];
    if ended
        || next.kind == TokenKind::Punct
        || cx.is(last, Lex::SUBORDINATOR | Lex::GERUND) && !cx.is_any(last, listed!["that"])
    {
        return range;
    }
    if cx.is(last, Lex::COORDINATOR)
        && cx.quoted_from(last + 1).is_none()
        && cx.is(last + 1, Lex::REPORTING | Lex::VERB)
    {
        return range;
    }
    IndexRange::new(from as u32, end as u32)
}
