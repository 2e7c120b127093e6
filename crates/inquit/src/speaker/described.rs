//! Persons by what the article says of them without their names: a new description, a title alone.

use inquit_tokenizer::IndexRange;

use super::entities::{Book, Entity, office};
use super::mind::Mind;
use super::roles::{Called, REACH, may_be_person};
use crate::lexicon::{Lex, listed};
use crate::mention::{Class, Mention, Traits, Words};

/// Sentences within which a new description is of one who has just been named.
const JUST: u32 = 2;

/// "the Tony winner", "the IAS officer", "the minister": one who has just been named, described anew. Whoever is kept
/// from the reader is described so, too, by a few nouns.
pub(super) fn link(
    words: &Words<'_, '_>,
    mention: &Mention,
    book: &Book,
    mind: &Mind,
) -> Option<(u32, &'static str)> {
    let (start, head) = (mention.from as usize, mention.head as usize);
    let person = mention.class == Class::Person && mention.traits.contains(Traits::DEFINITE);
    let several = mention.traits.contains(Traits::PLURAL);
    let hidden = words.has(head, Lex::UNNAMED)
        || words.any(
            head,
            listed![
                "spokesman",
                "spokeswoman",
                "spokesperson",
                "official",
                "source",
                "lawyer",
                "attorney",
                "judge",
                "court",
                "reporter",
                "journalist",
                "person",
                "people",
                "adviser",
                "advisor",
                "aide",
                // who asks, and who is called by the office alone
                "presenter",
                "anchor",
                "interviewer",
                "moderator",
                "president",
                "premier",
                "chancellor",
                "pope",
                "king",
                "queen",
                "regulator",
                "examiner"
            ],
        );
    // "the source", behind "a palace insider"
    if words.any(head, listed!["source", "insider"]) && head == start + 1 {
        let found = mind.best(book, |entity| {
            let just = entity.spoke_in + JUST >= mention.sentence && entity.sentence <= mention.sentence;
            let hidden =
                !entity.named && entity.spoke && matches!(entity.class, Class::Person | Class::Unknown);
            f32::from(u8::from(just && hidden && !entity.traits.contains(Traits::PLURAL)))
        });
        return found.map(|entity| (entity, "the one without a name who has just spoken"));
    }
    let other = words.any(start + 1, listed!["other", "second", "first", "new", "same"]);
    let prime = words.any(head.wrapping_sub(1), listed!["prime"]);
    if !person || several || hidden || other || prime {
        return None;
    }
    let found = mind.best(book, |entity| {
        let just = entity.sentence + JUST >= mention.sentence;
        // "the nurse" may be one who was not named: only whoever spoke is known by so little
        let known = entity.spoke || head > start + 1;
        if just && known && !entity.contradicts(mention.traits) { seems_person(entity) } else { 0.0 }
    });
    found.map(|entity| (entity, "the person just named"))
}

/// The one who has the title that stands for a name: "the Queen" behind Queen Ingeborg.
pub(super) fn by_title(words: &Words<'_, '_>, mention: &Mention, called: &[Called]) -> Option<u32> {
    let head = mention.head as usize;
    if mention.tokens.len() != 1
        || !words.has(head, Lex::TITLE)
        || !words.any(head.wrapping_sub(1), listed!["the"])
        || mention.traits.contains(Traits::HEADLINE)
    {
        return None;
    }
    let noun = office(words, head);
    called.iter().rev().take(REACH).find(|one| one.noun == noun).map(|one| one.entity)
}

/// "the mother-of-two", "the dad of four".
pub(super) fn is_parent_of(words: &Words<'_, '_>, phrase: IndexRange) -> bool {
    phrase.range().any(|at| {
        let of = at + 1 + usize::from(words.is(at + 1, b'-'));
        let number = of + 1 + usize::from(words.is(of + 1, b'-'));
        words.has(at, Lex::KIN) && words.any(of, listed!["of"]) && words.has(number, Lex::NUMBER_WORD)
    })
}

/// How much a full name seems to be of a person, 0 to 1.
pub(super) fn seems_person(entity: &Entity) -> f32 {
    if !entity.named || entity.tokens < 2 {
        0.0
    } else if may_be_person(entity) {
        1.0
    } else if entity.class == Class::Unknown && entity.tokens < 4 && !entity.press && entity.subject {
        0.5
    } else {
        0.0
    }
}
