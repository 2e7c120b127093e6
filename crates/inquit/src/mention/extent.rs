//! Where a name ends: which small words, marks and numbers may stand inside it.

use inquit_tokenizer::{IndexRange, TokenFlags, TokenKind};

use super::Words;
use super::name::is_ordinary;
use crate::lexicon::{Lex, NO_NAME, listed};

/// The longest name, in tokens.
const LONGEST: usize = 14;

/// One past the last token of the run that begins at `at`.
pub(super) fn extend(words: &Words<'_, '_>, at: usize, range: IndexRange, headline: bool) -> usize {
    let limit = (range.end as usize).min(at + LONGEST);
    let mut end = at + 1;
    let mut organization = words.has(at, Lex::ORG_SUFFIX | Lex::ORGANIZATION | Lex::GROUP);
    while end < limit {
        if words.breaks_line(end) && words.tokens[end - 1].end + 1 != words.tokens[end].start {
            break;
        }
        if words.is_capital(end) {
            let flags = words.lex(end);
            // One test that most words of names do not pass.
            if (headline | flags.intersects(Lex::TIME | NO_NAME)) && ends_before(words, end, headline) {
                break;
            }
            organization |= flags.intersects(Lex::ORG_SUFFIX | Lex::ORGANIZATION);
            end += 1;
            continue;
        }
        if !may_go_on(words, end) {
            break;
        }
        // J. K. Rowling, where the full stop stands apart
        if words.is(end, b'.')
            && words.glued(end)
            && words.word(end - 1).len() == 1
            && words.is_capital(end + 1)
        {
            end += 1;
            continue;
        }
        // Ji-hoon, Jean-Luc, al-Assad
        if words.is(end, b'-')
            && words.glued(end)
            && words.glued(end + 1)
            && words.is_word(end + 1)
            && end + 1 < limit
        {
            if !words.is_capital(end + 1) && words.has(end + 1, Lex::ADJECTIVE | Lex::VERB | Lex::PREPOSITION)
            {
                break;
            }
            end += 2;
            continue;
        }
        if words.is(end, b'&') && words.is_capital(end + 1) {
            organization = true;
            end += 2;
            continue;
        }
        // Vincent “Fish” Delacroix
        if words.has(end - 1, Lex::FIRST_NAME)
            && let Some(past) = nickname(words, end, limit)
        {
            end = past;
            continue;
        }
        // "Leo von Stein", "Abu Bakr al-Zawi", "Marguerite d'Aubigny"
        if let Some(past) = particles(words, end, limit) {
            end = past;
            continue;
        }
        // "Department of Justice", "Alliance to Reclaim Our Schools", "Centers for Disease Control and Prevention"
        // "Transport and Allied Grades Union"
        let union = words.has(end, Lex::COORDINATOR)
            && end - at == 1
            && !words.has(at, Lex::FIRST_NAME | Lex::PLACE | Lex::NATIONALITY | Lex::OUTLET_WORD)
            && words.any(end, listed!["and"])
            && words.any(at.wrapping_sub(1), listed!["the"])
            && !words.has(end + 1, NO_NAME);
        // "Scottish Secondary Teachers' Forum", "Patrolmen's Benevolent Association"
        if words.is_owner_mark(end)
            && words.has(end - 1, Lex::PERSON | Lex::ROLE | Lex::GROUP)
            && words.is_capital(end + 1)
            && words.is_capital(end - 1)
        {
            let last = (end + 1..limit).take_while(|&i| words.is_capital(i)).last().unwrap_or(end);
            if words.has(last, Lex::ORG_SUFFIX | Lex::ORGANIZATION) {
                organization = true;
                end += 2;
                continue;
            }
        }
        // "Warehouse Workers Local 2188", "GS Holdings 4"
        if words.tokens[end].kind == TokenKind::Number
            && words.tokens[end].span().len() <= 4
            && words.any(end - 1, listed!["local", "lodge", "holdings", "channel", "district"])
            && end - at > 1
        {
            return end + 1;
        }
        // "Immigration and Customs Enforcement", "Ormsdale Fire and Rescue Service"
        if words.any(end, listed!["and"]) && is_joint_office(words, at, end, limit) {
            organization = true;
            end += 2;
            continue;
        }
        // "the Evangelical Synod of the North"
        let synod = end - at > 1
            && words.any(end, listed!["of"])
            && words.any(end + 1, listed!["the"])
            && words.any(at.wrapping_sub(1), listed!["the"])
            && !words.has(at, Lex::FIRST_NAME | Lex::TITLE);
        // "Secretary of State", but "Judge Ana Lima of the High Court"
        let office = words.has(end - 1, Lex::TITLE | Lex::ROLE);
        if organization || office || union || synod {
            let link = words.any(end, listed!["of", "for", "and", "on", "to"]);
            let article = link && words.any(end + 1, listed!["the"]);
            let to = end + 1 + usize::from(article);
            let and = words.any(end, listed!["and"]);
            if link
                && to < limit
                && words.is_capital(to)
                && !words.has(to, Lex::TIME | Lex::TITLE | NO_NAME)
                && (!and || (!article && joins(words, at, end, to)))
            {
                end = to + 1;
                continue;
            }
        }
        break;
    }
    end
}

/// Whether a name ends before a capitalised word: a day, a small word in a headline.
fn ends_before(words: &Words<'_, '_>, at: usize, headline: bool) -> bool {
    let flags = words.lex(at);
    // "Theresa May"
    let month = words.has(at - 1, Lex::FIRST_NAME)
        && !words.tokens.get(at + 1).is_some_and(|token| token.kind == TokenKind::Number);
    if month && words.any(at, listed!["may"]) || flags.intersects(Lex::FIRST_NAME) {
        return false;
    }
    // "Sunday Morning Extra"
    let goes_on = || {
        words.has(at + 1, Lex::ORG_SUFFIX)
            || words.is_capital(at + 1)
                && !words.has(at + 1, Lex::TITLE | NO_NAME)
                && words.any(at, listed!["morning", "evening", "night", "sunday", "tonight"])
    };
    flags.intersects(NO_NAME) && !flags.intersects(Lex::NAME_PARTICLE)
        || headline && is_ordinary(flags)
        || flags.intersects(Lex::TIME) && !goes_on()
}

/// Whether a name may go on with a token that is not capitalised: one look that most do not pass.
fn may_go_on(words: &Words<'_, '_>, at: usize) -> bool {
    const LINKS: Lex = Lex::COORDINATOR.union(Lex::PREPOSITION).union(Lex::NAME_PARTICLE);
    let token = words.tokens[at];
    match token.kind {
        TokenKind::Word => words.has(at, LINKS) | is_rare_particle(words, at),
        TokenKind::Punct => matches!(token.first, b'.' | b'-' | b'&'),
        _ => true,
    }
}

/// Whether a word may be a particle that is another word, too, or one word with what follows: by its letters alone.
fn is_rare_particle(words: &Words<'_, '_>, at: usize) -> bool {
    let token = words.tokens[at];
    let second = words.text.as_bytes().get(token.start as usize + 1).copied().unwrap_or(0);
    let short = matches!(token.first, b'a' | b'e' | b't' | b'y') & (token.span().len() <= 3);
    short | matches!(token.first, b'd' | b'o') & matches!(second, b'\'' | 0xE2)
}

/// Whether "and" stands in the name of one office: "Customs and Border Protection".
fn is_joint_office(words: &Words<'_, '_>, at: usize, and: usize, limit: usize) -> bool {
    const NAMES: Lex = Lex::FIRST_NAME.union(Lex::PLACE).union(Lex::NATIONALITY).union(Lex::TITLE);
    let last = (and + 1..limit).take_while(|&i| words.is_capital(i)).last().unwrap_or(and);
    let college = words.any(at.wrapping_sub(1), listed!["the"]) && and == at + 1;
    last > and + 1
        && words.any(
            last,
            listed![
                "service",
                "services",
                "enforcement",
                "protection",
                "council",
                "committee",
                "department",
                "authority",
                "union",
                "commission",
                "affairs",
                "association",
                "society",
                "agency",
                "board",
                "office",
                "administration"
            ],
        )
        && !words.has(and - 1, NAMES)
        && !words.has(and + 1, NAMES)
        && !words.has(at, Lex::FIRST_NAME | Lex::TITLE)
        && (college || !words.has(and - 1, Lex::ORG_SUFFIX))
        && !words.tokens[and - 1].flags.contains(TokenFlags::UPPER_ALL)
}

/// Whether "and" joins two words of one organisation's name rather than two names.
fn joins(words: &Words<'_, '_>, at: usize, and: usize, to: usize) -> bool {
    // "House Oversight and Government Reform Committee"
    let last = (to..to + 5).take_while(|&i| words.is_capital(i)).last().unwrap_or(to);
    if last > to
        && words.has(last, Lex::ORG_SUFFIX | Lex::ORGANIZATION)
        && !words.has(at, Lex::FIRST_NAME | Lex::TITLE)
        && !words.has(and - 1, Lex::ORG_SUFFIX)
    {
        return true;
    }
    let linked = (at..and).any(|i| words.any(i, listed!["of", "for", "on"]));
    linked && !words.has(to, Lex::FIRST_NAME | Lex::TITLE | Lex::PLACE)
}

/// One past the surname behind a nickname in quotation marks of one or two words that begins at `at`.
fn nickname(words: &Words<'_, '_>, at: usize, limit: usize) -> Option<usize> {
    let mark = |i: usize| words.tokens.get(i).is_some_and(|token| token.kind == TokenKind::Mark);
    if !mark(at) || words.glued(at) || !words.glued(at + 1) || !words.is_capital(at + 1) {
        return None;
    }
    let close = (at + 2..at + 4).find(|i| mark(*i) && words.glued(*i))?;
    (close + 1 < limit
        && words.is_capital(close + 1)
        && !words.glued(close + 1)
        && !words.has(close + 1, NO_NAME))
    .then_some(close + 2)
}

fn particles(words: &Words<'_, '_>, at: usize, limit: usize) -> Option<usize> {
    if at >= limit || words.is_capital(at) {
        return None;
    }
    if !words.has(at, Lex::NAME_PARTICLE) {
        return rare_particle(words, at, limit);
    }
    let mut next = at;
    while next < at + 3 && next < limit && words.is_word(next) && words.has(next, Lex::NAME_PARTICLE) {
        next += 1;
        if words.is(next, b'-') && words.glued(next) {
            next += 1;
        }
    }
    // "van 't Hoff"
    if next + 1 < limit && words.glued(next + 1) && words.any(next + 1, listed!["t"]) {
        next += 2;
    }
    (next > at && next < limit && words.is_capital(next)).then_some(next + 1)
}

/// Particles that are other words, too, or one word with what follows: "af Geijer", "ten Broeke", "d'Aubigny",
/// "Melo e Castro", "Ortega y Gasset".
fn rare_particle(words: &Words<'_, '_>, at: usize, limit: usize) -> Option<usize> {
    if !is_rare_particle(words, at) || !words.is_capital(at - 1) {
        return None;
    }
    let word = words.word(at);
    let after = word.strip_prefix(['d', 'o']).and_then(|rest| rest.strip_prefix(['\'', '’']));
    if after.is_some_and(|rest| rest.starts_with(char::is_uppercase)) {
        return Some(at + 1);
    }
    let joins = at + 1 < limit && words.is_capital(at + 1) && !words.breaks_line(at + 1);
    let between = matches!(word, "e" | "y") && words.word(at - 1).len() > 3
        || matches!(word, "af" | "ten" | "tot" | "ter") && words.has(at - 1, Lex::FIRST_NAME);
    (joins && between).then_some(at + 2)
}
