//! Speakers whom the user's list of people names.
//!
//! The fullest name in the article decides where it is listed; otherwise any other name that the article calls the
//! same one by, titles with it or without: "Mayor Lima", "Bob Cole" for Robert Cole. "Lima" alone, which is Ana's in
//! the list, is not enough where the article says Rui Lima.

use inquit_tokenizer::{Document, IndexRange};
use rustc_hash::FxHashMap;

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
    let numbers = numbers(doc, mentions, people, scratch);
    for attribution in attributions {
        for speaker in attribution.speaker.iter_mut().chain(&mut attribution.joint) {
            let number = numbers.get(&speaker.name).copied().flatten();
            speaker.id = number.and_then(|number| people.id_of(number)).cloned();
        }
    }
}

/// The listed one that each name of an entity stands for; `None` where that is nobody or doubtful.
fn numbers(
    doc: &Document<'_>,
    mentions: &[Mention],
    people: &Names,
    scratch: &Scratch,
) -> FxHashMap<String, Option<Number>> {
    let book = &scratch.book;
    let names: Vec<String> = book.entities.iter().map(|entity| tidy(entity.name.slice(doc.text()))).collect();
    let mut numbers: FxHashMap<String, Option<Number>> = FxHashMap::default();
    for name in names.iter().filter(|name| !name.is_empty()) {
        if let Some(number) = people.number(name) {
            numbers.insert(name.clone(), Some(number));
        }
    }
    let whole = numbers.clone();
    for (mention, entity) in mentions.iter().zip(&book.of) {
        let Some(name) = names.get(*entity as usize).filter(|name| !whole.contains_key(*name)) else {
            continue;
        };
        if mention.form != Form::Name {
            continue;
        }
        let titled = IndexRange::new(mention.from, mention.tokens.end);
        for tokens in [mention.tokens, titled] {
            let written = tidy(cover(doc, tokens).slice(doc.text()));
            let number = people.number(&written).filter(|number| agrees(people, *number, name, &written));
            if let Some(number) = number {
                let of_name = numbers.entry(name.clone()).or_insert(Some(number));
                *of_name = of_name.filter(|other| *other == number);
            }
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
