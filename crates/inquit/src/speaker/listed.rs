//! Speakers whom the user's list of people names.
//!
//! The fullest name in the article decides where it is listed; otherwise any other name that the article calls the
//! same one by, titles with it or without: "Mayor Lima", "Bob Cole" for Robert Cole. "Lima" alone, which is Ana's in
//! the list, is not enough where the article says Rui Lima.

use inquit_tokenizer::{Document, IndexRange};
use rustc_hash::FxHashMap;

use super::entities::Entity;
use super::{Scratch, tidy};
use crate::attribution::Attribution;
use crate::known::{Names, Number, folded};
use crate::mention::{Form, Mention, cover};

/// Gives speakers that `people` names their identifiers; they must stand, and `scratch` be as `resolve` left it.
pub fn link(
    doc: &Document<'_>,
    mentions: &[Mention],
    people: &Names,
    scratch: &Scratch,
    attributions: &mut [Attribution],
) {
    let numbers = numbers(doc, mentions, people, scratch, attributions);
    for attribution in attributions {
        for speaker in attribution.speaker.iter_mut().chain(&mut attribution.joint) {
            let number = numbers.get(&speaker.name).copied().flatten();
            speaker.id = number.and_then(|number| people.id_of(number)).cloned();
        }
    }
}

/// The listed one that each speaker's name stands for; `None` where that is nobody or doubtful.
fn numbers(
    doc: &Document<'_>,
    mentions: &[Mention],
    people: &Names,
    scratch: &Scratch,
    attributions: &[Attribution],
) -> FxHashMap<String, Option<Number>> {
    let mut numbers: FxHashMap<String, Option<Number>> = FxHashMap::default();
    for speaker in attributions.iter().flat_map(|one| one.speaker.iter().chain(&one.joint)) {
        if !numbers.contains_key(&speaker.name) {
            numbers.insert(speaker.name.clone(), people.number(&speaker.name));
        }
    }
    // Only where the fullest name is not listed do others count.
    let unlisted = |entity: &Entity| {
        let name = tidy(entity.name.slice(doc.text()));
        numbers.get(&name).is_some_and(Option::is_none).then_some(name)
    };
    let names: Vec<Option<String>> = scratch.book.entities.iter().map(unlisted).collect();
    let mut others: FxHashMap<&str, Option<Number>> = FxHashMap::default();
    for (mention, entity) in mentions.iter().zip(&scratch.book.of) {
        let Some(Some(name)) = names.get(*entity as usize).filter(|_| mention.form == Form::Name) else {
            continue;
        };
        let titled = IndexRange::new(mention.from, mention.tokens.end);
        let both = if titled == mention.tokens { &[titled][..] } else { &[mention.tokens, titled] };
        for tokens in both {
            let written = tidy(cover(doc, *tokens).slice(doc.text()));
            let number = if written == *name { None } else { people.number(&written) };
            if let Some(number) = number.filter(|number| agrees(people, *number, name, &written)) {
                let of_name = others.entry(name).or_insert(Some(number));
                *of_name = of_name.filter(|other| *other == number);
            }
        }
    }
    for name in names.iter().flatten() {
        if let Some(number) = others.get(&**name) {
            numbers.insert(name.clone(), *number);
        }
    }
    numbers
}

/// Whether the one listed may be the one whose fullest name in the article, which is not listed, is `full`: a name
/// that is only a part of it does not say so where the first names differ.
fn agrees(people: &Names, number: Number, full: &str, written: &str) -> bool {
    let (full, written) = (folded(full), folded(written));
    if !written.split(' ').all(|word| full.split(' ').any(|other| other == word)) {
        return true;
    }
    let listed =
        people.id_of(number).and_then(|id| people.name_of(id)).map_or(String::new(), |name| folded(name));
    let first = |name: &str| name.split(' ').next().unwrap_or("").trim_end_matches('.').to_owned();
    let (one, other) = (first(&full), first(&listed));
    let initial = one.chars().count() == 1 || other.chars().count() == 1;
    one == other || initial && one.chars().next() == other.chars().next()
}
