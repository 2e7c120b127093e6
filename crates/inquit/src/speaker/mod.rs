//! A speaker is the entity behind a source, by its fullest name in the article.
//!
//! Sieves in order of precision: the words of the source itself (`source`), names of one entity (`entities`),
//! nouns that an entity was called by (`roles`), and pronouns by agreement and salience (`salience`). Those whom the
//! user's list names get their identifiers last (`listed`).

mod keys;
mod described;
mod entities;
mod listed;
mod mind;
mod pronoun;
mod roles;
mod salience;
mod source;

use inquit_tokenizer::{Document, IndexRange, Span};

use crate::attribution::{Attribution, Parts, Pronoun, Speaker, SpeakerClass};
use crate::lexicon::{Lex, Sheet, listed};
use crate::mention::{Class, Form, Mention, Traits, Words, cover};
use entities::Book;
pub use listed::link;
use salience::Walk;
use source::Reading;

/// The name of the article's own voice.
pub const AUTHOR: &str = "(author)";

/// Memory used again from one article to the next.
#[derive(Debug, Default)]
pub struct Scratch {
    readings: Vec<Reading>,
    book: Book,
    walk: Walk,
}

/// Fills in the speaker of each attribution. `mentions` are those of `mention::find` on the same document, `parts`
/// the tokens of cues and sources. `explain` gets one list of remarks an attribution, in the same order.
pub fn resolve(
    doc: &Document<'_>,
    sheet: &Sheet,
    mentions: &[Mention],
    parts: &[Parts],
    scratch: &mut Scratch,
    attributions: &mut [Attribution],
    mut explain: Option<&mut Vec<Vec<String>>>,
) {
    if let Some(remarks) = explain.as_deref_mut() {
        remarks.resize_with(attributions.len(), Vec::new);
    }
    if attributions.is_empty() {
        return;
    }
    let words = Words::new(doc, sheet);
    let Scratch { readings, book, walk } = scratch;
    readings.clear();
    readings.extend(parts.iter().map(|one| source::read(&words, mentions, one.source)));
    book.gather(&words, mentions, attributions.len());
    salience::walk(&words, doc, mentions, readings, attributions, book, walk, explain.as_deref_mut());
    let answerer = answerer(doc, mentions, book, attributions);
    for at in 0..attributions.len() {
        let speaker = match letter(doc, &attributions[at]) {
            Some(Letter::Answer) => answerer.clone(),
            Some(Letter::Question) => None,
            None => speaker(doc, mentions, book, &readings[at], at, attributions)
                .or_else(|| goes_on(attributions, at)),
        };
        if let (Some(remarks), Some(speaker)) = (explain.as_deref_mut(), &speaker) {
            remarks[at].push(format!("speaker: {} ({})", speaker.name, speaker.class.name()));
        }
        if let (Some(_), Reading::Mention(first), Some(source)) = (&speaker, readings[at], parts[at].source) {
            attributions[at].joint = joint(doc, &words, mentions, book, first, source);
        }
        attributions[at].speaker = speaker;
    }
}

/// Those whom a source names beside its first name: "Ana Lima and Bo Chen", "Lima, the mayor, and Chen, her deputy".
fn joint(
    doc: &Document<'_>,
    words: &Words<'_, '_>,
    mentions: &[Mention],
    book: &Book,
    first: usize,
    source: IndexRange,
) -> Vec<Speaker> {
    const APART: Lex = Lex::WH.union(Lex::PREPOSITION).union(Lex::REPORTING).union(Lex::BE).union(Lex::HAVE);
    if !words.all(source).intersects(Lex::COORDINATOR) {
        return Vec::new();
    }
    let mut joint = Vec::new();
    let mut last = first;
    for at in first + 1..mentions.len() {
        let [before, own] = [&mentions[last], &mentions[at]];
        if own.tokens.end > source.end || before.form != Form::Name {
            break;
        }
        if own.form != Form::Name {
            continue;
        }
        let gap = before.tokens.end as usize..own.from as usize;
        let and = (own.from as usize).wrapping_sub(1);
        let listed = gap.len() == 1 && words.is(and, b',');
        let joins = words.any(and, listed!["and"]) && gap.clone().all(|i| !words.has(i, APART));
        if gap.is_empty() || !(joins || listed) {
            break;
        }
        if let Some(entity) = book.entities.get(book.of[at] as usize) {
            joint.push(of_entity(doc, entity, if own.role.is_empty() { entity.role } else { own.role }));
        }
        last = at;
    }
    // a comma alone joins nobody: "Ana Lima, Reuters"
    let joined =
        (mentions[first].tokens.end..mentions[last].from).any(|i| words.any(i as usize, listed!["and"]));
    if joined { joint } else { Vec::new() }
}

/// The letter that stands for who speaks in a transcript of questions and answers.
enum Letter {
    Question,
    Answer,
}

fn letter(doc: &Document<'_>, attribution: &Attribution) -> Option<Letter> {
    match attribution.source.filter(|source| source.len() < 3)?.slice(doc.text()) {
        "Q" | "Q." => Some(Letter::Question),
        "A" | "A." => Some(Letter::Answer),
        _ => None,
    }
}

/// Who answers in a transcript of letters: of the people named in full before it, who is named most often, or last.
fn answerer(
    doc: &Document<'_>,
    mentions: &[Mention],
    book: &Book,
    attributions: &[Attribution],
) -> Option<Speaker> {
    let first = attributions.iter().find(|one| letter(doc, one).is_some())?.source?.start;
    let before = mentions.iter().zip(&book.of).take_while(|(mention, _)| mention.span(doc).start < first);
    let entity = before
        .filter_map(|(_, at)| book.entities.get(*at as usize))
        .filter(|entity| entity.named && entity.class == Class::Person && entity.tokens > 1)
        .max_by_key(|entity| entity.count)?;
    Some(of_entity(doc, entity, entity.role))
}

/// The speaker of the earlier attribution that goes on in one without a source.
fn goes_on(attributions: &[Attribution], at: usize) -> Option<Speaker> {
    let own = &attributions[at];
    let earlier = own.continues.filter(|earlier| own.source.is_none() && *earlier < at)?;
    attributions[earlier].speaker.clone()
}

fn speaker(
    doc: &Document<'_>,
    mentions: &[Mention],
    book: &Book,
    reading: &Reading,
    at: usize,
    attributions: &[Attribution],
) -> Option<Speaker> {
    let (entity, own_role) = match *reading {
        Reading::None => return None,
        Reading::FirstPerson(_) => {
            let source = attributions[at].source?;
            let outer = attributions[..at]
                .iter()
                .rev()
                .take(8)
                .find(|outer| holds(&outer.content, source))
                .and_then(|outer| outer.speaker.clone());
            return Some(outer.unwrap_or_else(|| Speaker {
                name: AUTHOR.to_owned(),
                class: SpeakerClass::Author,
                role: None,
                pronoun: None,
                id: None,
            }));
        }
        Reading::Mention(mention) => {
            let own = &mentions[mention];
            let role = match own.form {
                Form::Name => own.role,
                Form::Nominal => own.tokens,
                Form::Pronoun => IndexRange::default(),
            };
            (book.of[mention], role)
        }
        Reading::Phrase { .. } => (book.phrases[at], IndexRange::default()),
    };
    let mut entity = book.entities.get(entity as usize)?;
    if let Some(named) = book.entities.get(entity.same_as as usize) {
        entity = named;
    }
    let role = if own_role.is_empty() || !entity.named { entity.role } else { own_role };
    // a source of nothing but a mark names nobody
    Some(of_entity(doc, entity, role)).filter(|speaker| !speaker.name.is_empty())
}

fn of_entity(doc: &Document<'_>, entity: &entities::Entity, role: IndexRange) -> Speaker {
    let words = || tidy(cover(doc, role).slice(doc.text()));
    Speaker {
        name: tidy(entity.name.slice(doc.text())),
        class: class(entity),
        role: (entity.named && !role.is_empty()).then(words).filter(|words| !words.is_empty()),
        pronoun: pronoun(entity),
        id: None,
    }
}

/// Whether one of the contents, which stand in text order, holds a span.
fn holds(contents: &[Span], span: Span) -> bool {
    let after = contents.partition_point(|content| content.start <= span.start);
    after.checked_sub(1).is_some_and(|at| contents[at].contains(span))
}

fn class(entity: &entities::Entity) -> SpeakerClass {
    if entity.named {
        return match entity.class {
            Class::Person => SpeakerClass::Person,
            Class::Organization | Class::Place => SpeakerClass::Organization,
            Class::Group => SpeakerClass::Group,
            Class::Document => SpeakerClass::Document,
            Class::Unknown => {
                if entity.votes[2] > entity.votes[0] + entity.votes[1]
                    || entity.tokens < 2 && !entity.spoke
                    || entity.press && entity.votes[0] + entity.votes[1] == 0
                {
                    SpeakerClass::Organization
                } else {
                    SpeakerClass::Person
                }
            }
        };
    }
    match entity.class {
        Class::Person if entity.traits.contains(Traits::PLURAL) => SpeakerClass::Group,
        Class::Person | Class::Unknown => SpeakerClass::Unnamed,
        Class::Organization | Class::Place => SpeakerClass::Organization,
        Class::Group => SpeakerClass::Group,
        Class::Document => SpeakerClass::Document,
    }
}

/// The pronoun that the article uses most for an entity.
fn pronoun(entity: &entities::Entity) -> Option<Pronoun> {
    const ORDER: [Pronoun; 4] = [Pronoun::He, Pronoun::She, Pronoun::It, Pronoun::They];
    let most = *entity.votes.iter().max()?;
    let at = entity.votes.iter().position(|votes| *votes == most)?;
    (most > 0).then(|| ORDER[at])
}

/// A name on one line, single blanks, without marks at its edges.
fn tidy(name: &str) -> String {
    crate::mention::one_line(name)
}
