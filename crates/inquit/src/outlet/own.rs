//! The outlets that an article itself says are some: "the podcast Slow Money", "Kroon, a Dutch weekly", "the Bankless
//! podcast". From there on their names are known as a list's are.

use inquit_tokenizer::{Document, IndexRange};

use super::{names, unlisted};
use crate::known::Names;
use crate::lexicon::{Ask, Lex, Sheet, listed};
use crate::mention::{Words, cover};

/// The longest name, in tokens.
const LONGEST: usize = 6;
/// What the name of an outlet does not begin with.
const OTHER: Lex = Lex::TIME
    .union(Lex::FIRST_NAME)
    .union(Lex::TITLE)
    .union(Lex::NATIONALITY)
    .union(Lex::ROLE)
    .union(Lex::GROUP)
    .union(Lex::PREPOSITION);

/// Those of a document, if there are any; sets the flag of outlets' first words where their names stand.
pub(crate) fn gather(doc: &Document<'_>, sheet: &mut Sheet) -> Option<Names> {
    let mut own = Names::default();
    let words = Words::new(doc, sheet);
    let all = IndexRange::new(0, words.tokens.len() as u32);
    for noun in words.asks.pick(Ask::Signal, all) {
        if words.is_capital(noun) || !unlisted::is_press(&words, noun) {
            continue;
        }
        let found = behind(&words, noun)
            .or_else(|| in_apposition(&words, noun))
            .or_else(|| before_comma(&words, noun))
            .or_else(|| before(&words, noun));
        if let Some((start, end)) = found {
            let name = cover(doc, IndexRange::new(start as u32, end as u32)).slice(doc.text());
            own.look_for(name, unlisted::is_aired(&words, noun));
        }
    }
    names::mark(doc, &own, sheet);
    Some(own).filter(|own| !own.is_empty())
}

/// "the magazine | Plays & Scenes".
fn behind(words: &Words<'_, '_>, noun: usize) -> Option<(usize, usize)> {
    let start = noun + 1;
    // "a paper Quiroga once delivered"
    let lead = (noun.saturating_sub(3)..noun).rev().find(|&at| words.has(at, Lex::DETERMINER));
    if lead.is_some_and(|at| words.any(at, listed!["a", "an"])) {
        return None;
    }
    // "the podcast Founders at Altitude"
    if words.any(noun, listed!["podcast"])
        && let Some((_, end)) = named(words, start, LONGEST)
        && words.any(end, listed!["at", "of", "and"])
        && let whole = unlisted::title_end(words, end, 4)
        && words.is_capital(end + 1)
        && !words.has(end + 1, Lex::TIME | Lex::PLACE)
    {
        return Some((start, whole.max(end + 2)));
    }
    // "the broadcaster Ana Lima" is a person, "the newspaper Monday" is no name, "show Friday" neither
    named(words, start, LONGEST).filter(|_| !words.breaks_line(start))
}

/// "a podcast, | Gone Bush,", "the local newspaper, | La Boya."; "the newspaper, Lima," is the one named before.
fn in_apposition(words: &Words<'_, '_>, noun: usize) -> Option<(usize, usize)> {
    if !words.is(noun + 1, b',') {
        return None;
    }
    let first = (noun.saturating_sub(4)..noun).rev().find(|&at| words.has(at, Lex::DETERMINER))?;
    let told = words.any(first, listed!["a", "an"]) || first + 1 < noun && words.any(first, listed!["the"]);
    let (start, end) = named(words, noun + 2, LONGEST)?;
    let closed = words.tokens.get(end).is_none_or(|token| matches!(token.first, b',' | b'.' | b';' | b')'));
    (told && closed).then_some((start, end))
}

/// "Kroon, | a Dutch weekly,", "MedTrial Monitor, a newsletter for the industry".
fn before_comma(words: &Words<'_, '_>, noun: usize) -> Option<(usize, usize)> {
    const APART: Lex = Lex::PREPOSITION.union(Lex::REPORTING).union(Lex::COORDINATOR).union(Lex::WH);
    let comma = (noun.saturating_sub(9)..noun).rev().find(|&at| words.is(at, b','))?;
    let leads = words.has(comma + 1, Lex::DETERMINER | Lex::POSSESSIVE | Lex::NATIONALITY | Lex::PLACE);
    // "the club's in-house channel"
    let plain = (comma + 1..noun).all(|at| !words.has(at, APART) || words.is(at + 1, b'-'));
    // "the magazine's editor", "a podcast host"
    let ends = words.has(noun + 1, Lex::PREPOSITION | Lex::WH)
        || words.tokens.get(noun + 1).is_none_or(|token| matches!(token.first, b',' | b'.' | b';' | b')'));
    if !leads || !plain || !ends {
        return None;
    }
    let mut start = comma;
    while start > 0 && comma - start < LONGEST && (words.is_capital(start - 1) || words.is(start - 1, b'&')) {
        start -= 1;
    }
    let placed = words.has(start.wrapping_sub(1), Lex::PREPOSITION) && words.has(start, Lex::PLACE);
    let (start, end) = named(words, start, comma - start)?;
    (end == comma && !placed).then_some((start, end))
}

/// "the Bankless | podcast".
fn before(words: &Words<'_, '_>, noun: usize) -> Option<(usize, usize)> {
    let mut start = noun;
    while start > 0 && noun - start < LONGEST && words.is_capital(start - 1) {
        start -= 1;
    }
    let the = words.any(start.wrapping_sub(1), listed!["the"]);
    let plain = (start..noun).all(|at| !words.has(at, OTHER | Lex::PLACE | Lex::ORGANIZATION));
    (the && start < noun && plain).then_some((start, noun))
}

/// The name that begins at a token, at most so many tokens long, if it may be an outlet's.
fn named(words: &Words<'_, '_>, at: usize, longest: usize) -> Option<(usize, usize)> {
    let first = at + usize::from(words.any(at, listed!["the"]));
    let mut end = first;
    while end < at + longest
        && (end == first || !words.breaks_line(end))
        && (words.is_capital(end) && !unlisted::is_day(words, end)
            || end > first && (words.is(end, b'&') || words.is(end, b'!')) && words.is_capital(end - 1))
    {
        end += 1;
    }
    while end > first && words.is(end - 1, b'&') {
        end -= 1;
    }
    (end > first && !words.has(first, OTHER)).then_some((at, end))
}
