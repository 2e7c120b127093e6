//! Expressions of time: "on Friday", "last week", "Jan. 5", "two years ago", "in 2019".

use inquit_tokenizer::TokenKind;
use jiff::civil::Weekday;

use super::calendar::{Published, date};
use crate::attribution::SaidOn;
use crate::lexicon::{Lex, listed};
use crate::mention::Words;

/// What the expression that begins at a token tells: nothing inside where it tells no date, none where none begins.
#[expect(clippy::option_option, reason = "an expression that tells no date is not the same as no expression")]
pub(super) fn read(
    words: &Words<'_, '_>,
    published: &Published<'_>,
    at: usize,
    end: usize,
) -> Option<Option<SaidOn>> {
    if !words.has(at, Lex::TIME) && !words.tokens.get(at)?.first.is_ascii_digit() {
        return None;
    }
    let next = words.any(at.wrapping_sub(1), listed!["next", "every", "each", "until", "by", "coming"]);
    if let Some(weekday) = weekday(words, at) {
        return Some((!next).then(|| published.weekday(weekday, last(words, at))).flatten());
    }
    if let Some(found) = month(words, published, at, end) {
        return Some(found.filter(|_| !next));
    }
    if words.any(at, listed!["today", "tonight"])
        || day_part(words, at) && words.any(at.wrapping_sub(1), listed!["this"])
    {
        return Some(published.days_ago(0));
    }
    if words.any(at, listed!["yesterday"]) || words.any(at, listed!["night"]) && last(words, at) {
        return Some(published.days_ago(1));
    }
    if words.any(at, listed!["week", "month", "year"]) {
        let ago = match () {
            () if last(words, at) => 1,
            () if words.any(at.wrapping_sub(1), listed!["this"]) => 0,
            () => return None,
        };
        return Some(unit(words, published, at, ago));
    }
    if words.any(at, listed!["ago"]) && at > 1 {
        let count = count(words, at - 2)?;
        return Some(unit(words, published, at - 1, count));
    }
    year(words, at).map(|year| Some(SaidOn::Year { year }))
}

/// "last Friday", "late last week", "the past month".
fn last(words: &Words<'_, '_>, at: usize) -> bool {
    words.any(at.wrapping_sub(1), listed!["last", "past", "previous"])
}

fn day_part(words: &Words<'_, '_>, at: usize) -> bool {
    words.any(at, listed!["morning", "afternoon", "evening"])
}

/// A number of days, weeks, months or years back.
fn unit(words: &Words<'_, '_>, published: &Published<'_>, at: usize, ago: i64) -> Option<SaidOn> {
    match () {
        () if words.any(at, listed!["day", "days"]) => published.days_ago(ago),
        () if words.any(at, listed!["week", "weeks"]) => published.weeks_ago(ago),
        () if words.any(at, listed!["month", "months"]) => published.months_ago(ago),
        () if words.any(at, listed!["year", "years"]) => published.years_ago(ago),
        () => None,
    }
}

/// A small number, in words or digits.
fn count(words: &Words<'_, '_>, at: usize) -> Option<i64> {
    const WORDS: [&str; 11] =
        ["a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let word = words.word(at);
    let said = WORDS.iter().position(|number| number.eq_ignore_ascii_case(word));
    said.map(|number| number.max(1) as i64).or_else(|| word.parse().ok().filter(|number| *number < 100))
}

fn weekday(words: &Words<'_, '_>, at: usize) -> Option<Weekday> {
    if !words.has(at, Lex::TIME) || !words.is_capital(at) {
        return None;
    }
    Some(match () {
        () if words.any(at, listed!["monday", "mon."]) => Weekday::Monday,
        () if words.any(at, listed!["tuesday", "tue.", "tues."]) => Weekday::Tuesday,
        () if words.any(at, listed!["wednesday", "wed."]) => Weekday::Wednesday,
        () if words.any(at, listed!["thursday", "thu.", "thur.", "thurs."]) => Weekday::Thursday,
        () if words.any(at, listed!["friday", "fri."]) => Weekday::Friday,
        () if words.any(at, listed!["saturday", "sat."]) => Weekday::Saturday,
        () if words.any(at, listed!["sunday", "sun."]) => Weekday::Sunday,
        () => return None,
    })
}

/// "Jan. 5", "5 January 2024", "January 2024", "in January", "last January".
#[expect(clippy::option_option, reason = "as in `read`")]
fn month(words: &Words<'_, '_>, published: &Published<'_>, at: usize, end: usize) -> Option<Option<SaidOn>> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if !words.has(at, Lex::TIME) || !words.is_capital(at) {
        return None;
    }
    let word = words.word(at).trim_end_matches('.');
    let is = |name: &&str| {
        let short =
            word.len() >= 3 && name.get(..word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word));
        short && (word.len() < 5 || word.len() == name.len())
    };
    let number = NAMES.iter().position(is)? as i8 + 1;
    let after = at + 1 + usize::from(words.is(at + 1, b'.') && words.glued(at + 1));
    let day_before = at.checked_sub(1).and_then(|before| day_number(words, before));
    let day_after = (after < end).then(|| day_number(words, after)).flatten();
    if let Some(day) = day_after.or(day_before) {
        let behind = if day_after.is_some() { after + 1 } else { after };
        let stated = plain_year(words, behind + usize::from(words.is(behind, b',')));
        return Some(match stated {
            Some(year) => date(year, number, day),
            None => published.day_of_year(number, day),
        });
    }
    if let Some(year) = plain_year(words, after) {
        return Some(Some(SaidOn::Month { year, month: number as u8 }));
    }
    let before = at.wrapping_sub(1);
    if last(words, at) || words.any(before, listed!["in", "early", "late", "mid", "of"]) {
        return Some(published.month_of_year(number, last(words, at)));
    }
    None
}

/// A day of a month: 5, 5th.
fn day_number(words: &Words<'_, '_>, at: usize) -> Option<i8> {
    let word = words.word(at);
    let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let ordinal = matches!(&word[digits.len()..], "" | "st" | "nd" | "rd" | "th");
    digits.parse().ok().filter(|day| ordinal && (1..=31).contains(day))
}

/// "in 2019", "a 2019 interview".
fn year(words: &Words<'_, '_>, at: usize) -> Option<i16> {
    let year = plain_year(words, at)?;
    let before = at.wrapping_sub(1);
    let stands = words.any(before, listed!["in"])
        || words.any(before, listed!["a", "his", "her", "their", "its"]) && words.has(at + 1, Lex::SIGNAL);
    stands.then_some(year)
}

/// Four digits that are a year of our time.
fn plain_year(words: &Words<'_, '_>, at: usize) -> Option<i16> {
    let token = words
        .tokens
        .get(at)
        .filter(|token| token.kind == TokenKind::Number && token.end - token.start == 4)?;
    token.text(words.text).parse().ok().filter(|year| (1800..2200).contains(year))
}
