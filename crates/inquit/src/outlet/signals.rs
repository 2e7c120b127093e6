//! Words that tell where something was said or written, and through what channel: `data/signals.csv`.
//!
//! Its rows are: the words, the channel that they tell if they do, and the place in which they tell it:
//! `phrase` after a preposition ("in an interview"), `verb` in the cue ("tweeted"), `source` as the source's noun
//! ("the poll"), `to` after told ("the inquiry"); `talk` and `write` for words that an outlet's name follows,
//! `work` for what follows an outlet's name ("a Reuters interview"), `medium` for nouns that stand for an outlet
//! ("the newspaper"), `press` for nouns beside an outlet's name ("the newspaper Aftenposten"), `report` for verbs of
//! outlets, `contact` for more verbs of those who ask, and `give` for verbs whose object is a letter or a statement.

use std::sync::LazyLock;

use inquit_tokenizer::TokenKind;
use rustc_hash::FxHashMap;

use crate::attribution::Channel;
use crate::lexicon::{Code, Lex, code, listed};
use crate::mention::Words;

bitflags::bitflags! {
    /// In which places a word is a signal.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(super) struct Signal: u16 {
        const PHRASE = 1;
        const VERB = 1 << 1;
        const SOURCE = 1 << 2;
        const TO = 1 << 3;
        const TALK = 1 << 4;
        const WRITE = 1 << 5;
        const WORK = 1 << 6;
        const MEDIUM = 1 << 7;
        const REPORT = 1 << 8;
        const GIVE = 1 << 9;
        const PRESS = 1 << 10;
        const CONTACT = 1 << 11;
    }
}

/// Words that tell a channel in one place, longest first.
type Phrases = Vec<(&'static str, Channel, Signal)>;

static TABLE: LazyLock<FxHashMap<Code, (Signal, Phrases)>> = LazyLock::new(|| {
    let mut table: FxHashMap<Code, (Signal, Phrases)> = FxHashMap::default();
    for row in crate::lexicon::rows(include_str!("data/signals.csv")) {
        let mut columns = row.split(',');
        let mut next = || columns.next().unwrap_or("");
        let (words, channel, place) = (next(), next(), next());
        let place = match place {
            "phrase" => Signal::PHRASE,
            "verb" => Signal::VERB,
            "source" => Signal::SOURCE,
            "to" => Signal::TO,
            "talk" => Signal::TALK,
            "write" => Signal::WRITE,
            "work" => Signal::WORK,
            "medium" => Signal::MEDIUM,
            "report" => Signal::REPORT,
            "press" => Signal::PRESS,
            "contact" => Signal::CONTACT,
            _ => Signal::GIVE,
        };
        // "op-ed" is found by "op" where the tokenizer parts it, and by itself where it does not
        let parted = words.split([' ', '-', '&']).next().unwrap_or(words);
        let whole = words.split(' ').next().unwrap_or(words);
        for first in std::iter::once(parted).chain((whole != parted).then_some(whole)) {
            let entry = table.entry(code(first)).or_default();
            entry.0 |= place;
            if let Some(channel) = Channel::parse(channel) {
                entry.1.push((words, channel, place));
                entry.1.sort_by_key(|(words, ..)| std::cmp::Reverse(words.len()));
            }
        }
    }
    table
});

/// The signals alone, by their codes, sought from the place that a code's lowest bits name: they are asked for far more
/// often than phrases.
static SIGNALS: LazyLock<Vec<(Code, Signal)>> = LazyLock::new(|| {
    let mut slots = vec![(0, Signal::empty()); (4 * TABLE.len()).next_power_of_two()];
    let last = slots.len() - 1;
    for (code, (signal, _)) in TABLE.iter() {
        let mut at = *code as usize & last;
        while !slots[at].1.is_empty() {
            at = (at + 1) & last;
        }
        slots[at] = (*code, *signal);
    }
    slots
});

/// What the word at a token is a signal of.
#[inline]
pub(super) fn of(words: &Words<'_, '_>, at: usize) -> Signal {
    if words.has(at, Lex::SIGNAL) { signal(words.code(at)) } else { Signal::empty() }
}

fn signal(code: Code) -> Signal {
    let slots = SIGNALS.as_slice();
    let mut at = code as usize & (slots.len() - 1);
    loop {
        let (own, signal) = slots[at];
        if own == code || signal.is_empty() {
            return signal;
        }
        at = (at + 1) & (slots.len() - 1);
    }
}

/// The channel that the words at a token tell in this place, and one past their last token.
#[inline]
pub(super) fn at(words: &Words<'_, '_>, at: usize, place: Signal) -> Option<(Channel, usize)> {
    if words.has(at, Lex::SIGNAL) { phrase_at(words, at, place) } else { None }
}

#[inline(never)]
fn phrase_at(words: &Words<'_, '_>, at: usize, place: Signal) -> Option<(Channel, usize)> {
    let list = &TABLE.get(&words.code(at))?.1;
    let start = words.tokens[at].start as usize;
    for (phrase, channel, asked) in list {
        if *asked != place {
            continue;
        }
        let Some(here) = words.text.get(start..start + phrase.len()) else { continue };
        if !here.eq_ignore_ascii_case(phrase) {
            continue;
        }
        let stop = (start + phrase.len()) as u32;
        let mut end = at;
        while words.tokens.get(end).is_some_and(|token| token.end <= stop) {
            end += 1;
        }
        if end > at && words.tokens[end - 1].end == stop {
            // "X" and "Threads" are posts, "x" and "threads" are not; "The Washington Post" is none
            let proper = matches!(*phrase, "x" | "threads" | "telegram" | "signal");
            let platform = *channel == Channel::Post
                && !matches!(*phrase, "post" | "posts" | "blog" | "thread" | "caption");
            let capital = words.is_capital(at);
            let inner = capital && !platform && at > 0 && words.is_capital(at - 1);
            if (!proper || capital) && !inner {
                return Some((*channel, end));
            }
        }
    }
    None
}

/// Whether the word at a token opens a phrase that tells where the words were spoken: a preposition before it,
/// "in an interview", or a verb whose object it is, "issued a statement". At most four words may stand between.
pub(super) fn is_occasion(words: &Words<'_, '_>, at: usize, start: usize, channel: Channel) -> bool {
    const BETWEEN: Lex = Lex::BE
        .union(Lex::HAVE)
        .union(Lex::MODAL)
        .union(Lex::COORDINATOR)
        .union(Lex::SUBJECT_PRONOUN)
        .union(Lex::GERUND);
    let lowest = start.max(at.saturating_sub(6));
    let mut i = at;
    while i > lowest {
        i -= 1;
        if words.has(i, Lex::PREPOSITION) {
            return words.any(i, prepositions(channel));
        }
        if is_given(channel) && of(words, i).contains(Signal::GIVE) {
            return true;
        }
        let skipped = words.is_word(i)
            || words.is_owner_mark(i)
            || words.is(i, b'-')
            || words.tokens[i].kind == TokenKind::Number;
        if !skipped || words.has(i, BETWEEN) || words.has(i, Lex::REPORTING) && !words.has(i, Lex::ADJECTIVE)
        {
            return false;
        }
    }
    false
}

/// What can be written or given.
fn is_given(channel: Channel) -> bool {
    use Channel::{Book, Email, Interview, Letter, OpEd, Post, Speech, Statement};
    matches!(channel, Statement | Letter | Book | OpEd | Email | Post | Speech | Interview)
}

/// The prepositions that a channel's noun follows.
fn prepositions(channel: Channel) -> &'static [Code] {
    match channel {
        Channel::Interview | Channel::Statement | Channel::Report | Channel::Book | Channel::OpEd => {
            listed!["in", "during", "through", "via", "on"]
        }
        Channel::Email | Channel::Letter => listed!["in", "by", "via", "through"],
        Channel::Call => listed!["in", "by", "on", "during", "over", "via"],
        Channel::Post => listed!["in", "on", "via", "to"],
        Channel::Broadcast => listed!["on", "during", "in"],
        Channel::Poll => listed!["in"],
        _ => listed!["in", "at", "during", "on", "before"],
    }
}
