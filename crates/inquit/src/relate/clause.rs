//! A clause is the complement of a cue: where it begins, where it ends, and whether it is one.

use inquit_tokenizer::{IndexRange, TokenKind};

use super::context::Context;
use super::frame::{CueKind, Frame};
use crate::lexicon::{Code, Lex, listed};

const FINITE: Lex = Lex::VERB.union(Lex::BE).union(Lex::HAVE).union(Lex::DO).union(Lex::MODAL);

/// Longest stretch of one sentence that a rule looks through, in tokens: what is longer is no prose.
pub(super) const LONGEST: usize = 400;

/// The tokens of a sentence without the mark that ends it.
pub(super) fn sentence_body(cx: &Context<'_, '_>, sentence: usize) -> IndexRange {
    let end = sentence_end(cx, sentence) as u32;
    let whole = IndexRange::new(cx.doc.sentences()[sentence].tokens.start, end);
    IndexRange::new(after_dateline(cx, sentence, whole) as u32, end)
}

/// One past the last token of a sentence but for the mark that ends it.
pub(super) fn sentence_end(cx: &Context<'_, '_>, sentence: usize) -> usize {
    let range = cx.doc.sentences()[sentence].tokens.range();
    let mut end = range.end;
    while end > range.start + 1 {
        let last = cx.tokens[end - 1];
        let stop = last.kind == TokenKind::Punct && matches!(last.first, b'.' | b':' | b';');
        if !stop || cx.quoted_at(end.wrapping_sub(1)).is_some() {
            break;
        }
        end -= 1;
    }
    end
}

/// The first token behind a dateline: MANILA, Philippines (AP) — …
fn after_dateline(cx: &Context<'_, '_>, sentence: usize, range: IndexRange) -> usize {
    let first = range.start as usize;
    let paragraph = cx.doc.sentences()[sentence].paragraph as usize;
    if cx.doc.paragraphs()[paragraph].tokens.start != range.start {
        return first;
    }
    let limit = (range.end as usize).min(first + 14);
    let Some(dash) = (first..limit).find(|i| cx.is_dash(*i)) else { return first };
    let place = (first..dash).all(|i| {
        let token = cx.tokens[i];
        token.kind != TokenKind::Word || token.is_capitalised() || cx.is(i, Lex::PREPOSITION)
    });
    if place && dash + 1 < range.end as usize { dash + 1 } else { first }
}

/// Where the clause that begins at token `from` ends: at the sentence's end, or before the next cue of the same
/// sentence that is not part of it ("…, but she added that …").
pub(super) fn clause_end(cx: &Context<'_, '_>, frames: &[Frame], number: usize, from: usize) -> usize {
    let frame = &frames[number];
    let mut end = sentence_end(cx, frame.sentence).min(from + LONGEST).max(from);
    // "Telling CNN that she was done, | the congresswoman left."
    if let Some(source) = frame.source.filter(|source| source.start as usize > from) {
        end = end.min(source.start as usize - 1);
    }
    // "Lima, telling CNN that she was done, | left."
    let first = cx.doc.sentences()[frame.sentence].tokens.start;
    if frame.shared
        && frame.source.is_some_and(|source| source.start == first && source.end + 1 == frame.cue.start)
    {
        let comma = (from..end).find(|i| cx.is_byte(*i, b',') && cx.quoted_at(*i).is_none());
        end = comma.unwrap_or(end);
    }
    let later = frames[number + 1..].iter().take(LONGEST / 8);
    for next in later.take_while(|next| next.sentence == frame.sentence) {
        if next.start <= from || cx.quoted_at(next.start).is_some() {
            continue;
        }
        // "said she was fit | and had slept well": what had been before is told, too
        let before = cx.is_any(next.cue.start as usize, listed!["had"])
            && !cx.is_any(frame.cue.start as usize, listed!["had"])
            && next.shared;
        if before {
            continue;
        }
        if let Some(cut) = parted_at(cx, next, from) {
            end = end.min(cut);
            break;
        }
    }
    let outside = |i: &usize| cx.quoted_at(*i).is_none();
    let tail =
        (from + 1..end).find(|i| cx.is_byte(*i - 1, b',') && outside(&(*i - 1)) && is_tail(cx, *i, end));
    let tail = tail.into_iter().chain((from + 3..end).filter(outside).find(|i| is_frame(cx, *i)));
    let tail = tail.chain((from + 1..end).filter(outside).find(|i| is_refusal(cx, *i)));
    let tail = tail.min();
    end = tail.map_or(end, |tail| if cx.is_byte(tail - 1, b',') { tail - 1 } else { tail });
    let semicolons = cx.tokens.get(from..end).unwrap_or(&[]).iter().zip(from..);
    let mut semicolons = semicolons.filter(|(token, i)| token.is(b';') && cx.quoted_at(*i).is_none());
    end = semicolons.next().map_or(end, |(_, i)| i);
    while end > from
        && cx.quoted_at(end.wrapping_sub(1)).is_none()
        && (matches!(cx.tokens[end - 1].first, b',' | b'.' | b';' | b':')
            && cx.tokens[end - 1].kind == TokenKind::Punct
            || cx.is_dash(end.wrapping_sub(1)))
    {
        end -= 1;
    }
    end
}

/// Whether what begins behind a comma is the reporter's own: "said it was full, | fuelling fears", ", | though it had
/// room", ", | a move that surprised the union", ", | three weeks after the strike". In PolNeAR and in our corpus most
/// of what begins so is no part of the content: of participles 17 to 28 in a hundred are, of "though" and "while" 0 to 35.
pub(super) fn is_tail(cx: &Context<'_, '_>, at: usize, end: usize) -> bool {
    const MOVES: &[Code] = listed![
        "move",
        "sign",
        "decision",
        "claim",
        "charge",
        "step",
        "figure",
        "blow",
        "reference",
        "response",
        "remark"
    ];
    const SPANS: &[Code] = listed![
        "minutes", "hours", "days", "weeks", "months", "years", "hour", "day", "week", "month", "year",
        "moments"
    ];
    let doing = ends_in(cx, at, "ing")
        && !cx.is(at, Lex::PREPOSITION | Lex::COMMON)
        && !cx.is_any(
            at,
            listed!["including", "during", "according", "nothing", "something", "anything", "everything"],
        );
    let contrast = cx.is_any(at, listed!["while", "whereas", "though", "although"]);
    let move_ = cx.is_any(at, listed!["a", "an"]) && (at + 1..at + 4).any(|i| cx.is_any(i, MOVES));
    let span = (at..at + 5).find(|i| cx.is_any(*i, SPANS));
    let since = span.is_some_and(|span| cx.is_any(span + 1, listed!["after", "before"]));
    // ", but he did not say who": 13 to 18 in a hundred; ", and they left": 26
    let pronoun =
        cx.is(at + 1, Lex::SUBJECT_PRONOUN) && !cx.is_any(at + 1, listed!["that", "this", "these", "those"]);
    let turns = cx.is_any(at, listed!["but"]) && (pronoun || cx.is_name(at + 1))
        || cx.is_any(at, listed!["and"]) && pronoun;
    at < end && (doing || contrast || move_ || since || turns)
}

/// Whether what somebody did not say begins at a token: "confirmed a bid | but would not say from whom". In PolNeAR and
/// our corpus one of 14 is part of the content.
fn is_refusal(cx: &Context<'_, '_>, at: usize) -> bool {
    const TOLD: &[Code] = listed![
        "say",
        "comment",
        "confirm",
        "elaborate",
        "name",
        "give",
        "provide",
        "specify",
        "disclose",
        "explain",
        "offer",
        "identify",
        "discuss",
        "answer",
        "address",
        "go"
    ];
    let not = cx.is(at + 1, Lex::MODAL | Lex::DO) && cx.is(at + 2, Lex::NEGATION);
    cx.is_any(at, listed!["but"])
        && (cx.is_any(at + 1, listed!["declined", "refused"]) || not && cx.is_any(at + 3, TOLD))
}

/// Whether words that tell where something was said begin at a token: "that he would go | in an interview with CNN".
fn is_frame(cx: &Context<'_, '_>, at: usize) -> bool {
    const TALKS: &[Code] =
        listed!["interview", "email", "e-mail", "statement", "tweet", "op-ed", "essay", "column", "podcast"];
    cx.is_any(at, listed!["in", "during"])
        && cx.is_any(at + 1, listed!["a", "an"])
        && (at + 2..at + 5)
            .take_while(|i| cx.tokens.get(*i).is_some_and(|token| token.kind == TokenKind::Word))
            .any(|i| cx.is_any(i, TALKS))
}

/// The token at which a later frame begins a clause of its own, if it does: after a comma (and a coordinator), or as
/// a verb coordinated with the first cue.
fn parted_at(cx: &Context<'_, '_>, next: &Frame, from: usize) -> Option<usize> {
    if next.kind == CueKind::AccordingTo {
        return None;
    }
    let mut cut = next.start;
    if cut > from && cx.is(cut.wrapping_sub(1), Lex::COORDINATOR) {
        cut -= 1;
    } else if cut > from + 1
        && cx.is(cut.wrapping_sub(1), Lex::ADVERB)
        && cx.is(cut.wrapping_sub(2), Lex::COORDINATOR)
    {
        cut -= 2;
    } else if cut > from
        && cx.is_any(cut - 1, listed!["while", "whereas", "although", "though"])
        && comma_before(cx, cut - 1)
    {
        // "said it was full, | while the union said it was not"
        return (!next.shared).then_some(cut - 1);
    }
    let coordinated = cut < next.start;
    let comma = cut > from && (comma_before(cx, cut) || cx.is_dash(cut.wrapping_sub(1)));
    let participle = next.shared && next.lex.intersects(Lex::GERUND);
    (comma && (coordinated || participle)
        || coordinated && next.shared && next.lex.intersects(Lex::PAST | Lex::THIRD))
    .then_some(cut)
}

/// Whether a comma stands right before a token, also inside a closing mark: “a mess,” | adding that.
pub(super) fn comma_before(cx: &Context<'_, '_>, i: usize) -> bool {
    let last = i.wrapping_sub(1);
    cx.is_byte(last, b',') && cx.quoted_at(last).is_none()
        || cx.quoted_to(last).is_some() && cx.is_byte(last.wrapping_sub(1), b',')
}

/// What introduces a complement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// that, whether, if, how, why, what …
    Word,
    /// to and a verb
    Infinitive,
    /// A subject and, behind it, a finite verb.
    Bare,
    /// Anything else: a noun phrase, a prepositional phrase.
    Phrase,
    /// Nothing.
    None,
}

/// How the complement from token `from` to `end` begins.
pub(super) fn opening(cx: &Context<'_, '_>, from: usize, end: usize) -> Opening {
    if from >= end {
        return Opening::None;
    }
    // "rejected | that version"
    let demonstrative = || {
        cx.is_any(from, listed!["that"])
            && (from + 2..from + 9).contains(&end)
            && !cx.is_name(from + 1)
            && !cx.is(from + 1, Lex::DETERMINER | Lex::POSSESSIVE | Lex::SUBJECT_PRONOUN)
            && !(from + 1..end).any(|i| is_verb_like(cx, i))
    };
    if (cx.is_any(from, listed!["that", "whether", "if"]) || cx.is(from, Lex::WH)) && !demonstrative() {
        return Opening::Word;
    }
    if cx.is_any(from, listed!["to"]) {
        return if cx.is(from + 1, Lex::DETERMINER | Lex::POSSESSIVE | Lex::OBJECT_PRONOUN) {
            Opening::Phrase
        } else {
            Opening::Infinitive
        };
    }
    if cx.is(from, Lex::PREPOSITION)
        && !cx.is(from, Lex::SUBORDINATOR)
        && !cx.tokens[from].is_capitalised()
        && !is_amount(cx, from)
    {
        return Opening::Phrase;
    }
    if cx.is(from, Lex::COORDINATOR) || matches!(cx.tokens[from].kind, TokenKind::Punct) {
        return Opening::None;
    }
    let verb = (from + 1..end.min(from + 25)).any(|i| {
        is_verb_like(cx, i)
            && !cx.is(i.wrapping_sub(1), Lex::DETERMINER | Lex::POSSESSIVE)
            && !(cx.tokens[i].kind == TokenKind::Clitic
                && !cx.is(i.wrapping_sub(1), Lex::SUBJECT_PRONOUN | Lex::WH | Lex::DETERMINER)
                && !clitic_is_verb(cx, i))
    });
    if verb || pronoun_and_verb(cx, from) { Opening::Bare } else { Opening::Phrase }
}

/// "they now | write": a reporting verb's bare form is a verb right behind its subject.
fn pronoun_and_verb(cx: &Context<'_, '_>, from: usize) -> bool {
    let verb = from + 1 + usize::from(cx.is(from + 1, Lex::ADVERB));
    cx.is_any(from, listed!["they", "we", "i", "you"])
        && cx.is(verb, Lex::REPORTING)
        && cx.is(verb, Lex::BASE)
}

/// Whether an amount begins at a token with the words that say how exact it is: "about 300", "at least five", "nearly
/// all", "between 20 and 30".
pub(super) fn is_amount(cx: &Context<'_, '_>, at: usize) -> bool {
    let two = cx.is_any(at, listed!["at"]) && cx.is_any(at + 1, listed!["least", "most"])
        || cx.is_any(at, listed!["up", "close"]) && cx.is_any(at + 1, listed!["to"])
        || cx.is_any(at, listed!["more", "less", "fewer"]) && cx.is_any(at + 1, listed!["than"]);
    let one = cx.is_any(
        at,
        listed![
            "about",
            "around",
            "over",
            "under",
            "between",
            "nearly",
            "almost",
            "only",
            "just",
            "roughly",
            "approximately",
            "some",
            "barely",
            "exactly"
        ],
    );
    let number = at + 1 + usize::from(two);
    let symbol = usize::from(cx.tokens.get(number).is_some_and(|token| token.kind == TokenKind::Symbol));
    (one || two)
        && (cx.is_number(number + symbol)
            || cx.is(number, Lex::NUMBER_WORD)
            || cx.is_any(number, listed!["all", "half", "every", "none"])
            || cx.is_any(number, listed!["a", "the"]) && cx.is(number + 1, Lex::NUMBER_WORD))
}

/// A clitic 's before a participle, adverb or determiner is a verb: "the mayor's taking".
fn clitic_is_verb(cx: &Context<'_, '_>, i: usize) -> bool {
    !cx.word(i).ends_with('s') || cx.is(i + 1, Lex::ADVERB | Lex::NEGATION | Lex::DETERMINER)
}

/// Whether a token is a lower-case word with this ending.
pub(super) fn ends_in(cx: &Context<'_, '_>, i: usize, ending: &str) -> bool {
    cx.tokens.get(i).is_some_and(|token| {
        cx.text.as_bytes()[..token.end as usize].ends_with(ending.as_bytes())
            && token.kind == TokenKind::Word
            && !token.is_capitalised()
            && token.span().len() as usize > ending.len() + 1
    })
}

/// Whether a word has the form of a past participle: "records | kept by the school".
pub(super) fn is_participle(cx: &Context<'_, '_>, i: usize) -> bool {
    const IRREGULAR: &[Code] = listed![
        "found", "hung", "held", "sent", "written", "seen", "left", "made", "kept", "given", "taken",
        "shown", "drawn", "brought", "known", "built", "caught", "hurt", "lost", "paid", "shot", "sold",
        "taught", "led", "born", "heard"
    ];
    ends_in(cx, i, "ed") || cx.is_any(i, IRREGULAR)
}

/// A finite verb by the lexicon, or a word in -ed that the lexicon does not know as anything else.
pub(super) fn is_verb_like(cx: &Context<'_, '_>, i: usize) -> bool {
    if i >= cx.tokens.len() {
        return false;
    }
    // A clitic 's behind a noun is a possessor's.
    if cx.tokens[i].kind == TokenKind::Clitic
        && cx.is(i, Lex::BE)
        && i > 0
        && !cx.is(i.wrapping_sub(1), Lex::SUBJECT_PRONOUN | Lex::WH)
    {
        return clitic_is_verb(cx, i);
    }
    cx.is(i, FINITE)
        || cx.is(i, Lex::REPORTING) && cx.is(i, Lex::PAST | Lex::THIRD)
        || ends_in(cx, i, "ed") && !cx.is(i, Lex::ADJECTIVE)
}
