//! Nominals: noun phrases without a name that can speak.

use inquit_tokenizer::IndexRange;

use super::{Class, Form, Mention, Traits, Words};
use crate::lexicon::{Lex, listed};

/// How many words before the noun belong to it at most.
const REACH: usize = 6;

/// The nominal whose noun may stand at `head`, where it is likely the subject of its clause: the first mention of
/// its sentence, or before a verb. Objects are seldom meant by what follows, and sources are read by their own
/// words. Declines where another noun follows, which then is the head, or a name, whose role this is.
pub(super) fn read(
    words: &Words<'_, '_>,
    head: usize,
    range: IndexRange,
    sentence: u32,
    first: bool,
) -> Option<Mention> {
    if !first && !super::is_followed_by_verb(words, head + 1) {
        return None;
    }
    let next = head + 1;
    if next < range.end as usize && words.is_word(next) {
        if words.is_capital(next) && !words.has(next, Lex::TIME) {
            return None;
        }
        let noun = Lex::ROLE | Lex::PERSON | Lex::GROUP | Lex::ORGANIZATION | Lex::DOCUMENT | Lex::UNNAMED;
        if words.has(next, noun) && !words.has(next, Lex::REPORTING | Lex::VERB) {
            return None;
        }
    }
    let start = begin(words, head, range);
    let flags = words.lex(head);
    let class = class(flags);
    let mut traits = gender(flags);
    if start == head && class != Class::Group {
        return None;
    }
    if words.any(start, listed!["the", "that", "this", "these", "those"]) || words.has(start, Lex::POSSESSIVE)
    {
        traits |= Traits::DEFINITE;
    }
    if class == Class::Group || is_plural(words.word(head)) && class == Class::Person {
        traits |= Traits::PLURAL;
    }
    if matches!(class, Class::Organization | Class::Document) {
        traits |= Traits::NEUTER;
    }
    Some(Mention {
        tokens: IndexRange::new(start as u32, head as u32 + 1),
        from: start as u32,
        head: head as u32,
        sentence,
        role: IndexRange::default(),
        role_head: head as u32,
        form: Form::Nominal,
        class,
        traits,
    })
}

/// Whether a noun for people is one for several: "lawyers", but "the witness".
pub(crate) fn is_plural(word: &str) -> bool {
    word.ends_with('s') && !word.ends_with("ss")
}

/// Where the phrase of a noun begins: its determiner, a possessive, or the first of the words that can stand
/// between.
pub(super) fn begin(words: &Words<'_, '_>, head: usize, range: IndexRange) -> usize {
    const STOP: Lex = Lex::PREPOSITION
        .union(Lex::COORDINATOR)
        .union(Lex::SUBORDINATOR)
        .union(Lex::BE)
        .union(Lex::HAVE)
        .union(Lex::DO)
        .union(Lex::MODAL)
        .union(Lex::SUBJECT_PRONOUN)
        .union(Lex::WH)
        .union(Lex::ADVERB);
    let lowest = (range.start as usize).max(head.saturating_sub(REACH));
    let mut at = head;
    while at > lowest {
        let before = at - 1;
        let flags = words.lex(before);
        if flags.intersects(Lex::DETERMINER | Lex::POSSESSIVE) {
            at = before;
            // "many of the", "all the": the article is enough
            if words.any(before, listed!["the", "a", "an"]) || flags.intersects(Lex::POSSESSIVE) {
                break;
            }
            continue;
        }
        if words.is_owner_mark(before) || words.is(before, b'-') || words.is(before, b'/') {
            at = before;
            continue;
        }
        let owner = words.is_owner_mark(at);
        let plain = words.is_word(before) || words.tokens[before].kind == inquit_tokenizer::TokenKind::Number;
        if !plain
            || flags.intersects(STOP)
            || (!owner
                && flags.intersects(Lex::REPORTING | Lex::VERB)
                && !flags.intersects(Lex::ADJECTIVE | Lex::ROLE))
        {
            break;
        }
        at = before;
    }
    at
}

/// What a noun with these flags is.
pub(crate) fn class(flags: Lex) -> Class {
    // "police" is all three
    if flags.intersects(Lex::GROUP) && (!flags.intersects(Lex::ORGANIZATION) || flags.intersects(Lex::TITLE))
    {
        Class::Group
    } else if flags.intersects(Lex::ROLE | Lex::PERSON | Lex::KIN | Lex::UNNAMED | Lex::TITLE) {
        Class::Person
    } else if flags.intersects(Lex::ORGANIZATION | Lex::ORG_SUFFIX) {
        Class::Organization
    } else if flags.intersects(Lex::DOCUMENT) {
        Class::Document
    } else {
        Class::Unknown
    }
}

/// The gender that a noun's own meaning tells.
pub(crate) fn gender(flags: Lex) -> Traits {
    let mut traits = Traits::empty();
    if flags.contains(Lex::MALE_WORD) {
        traits |= Traits::MALE;
    }
    if flags.contains(Lex::FEMALE_WORD) {
        traits |= Traits::FEMALE;
    }
    traits
}
