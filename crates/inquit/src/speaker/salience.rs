//! Salience is how much an entity is in the reader's mind: it grows with each mention, more for subjects and
//! speakers, and fades from sentence to sentence. A pronoun takes the most salient entity that agrees with it.

use inquit_tokenizer::{Document, IndexRange, Span};

use super::described;
use super::entities::{Book, Entity, NONE, Part, class_of, office, span};
use super::keys::both;
use super::mind::{Mind, fade};
use super::pronoun::{Others, Question, pronoun, vote};
use super::roles::{self, Called, may_be_person};
use super::source::Reading;
use crate::attribution::{Attribution, Kind};
use crate::lexicon::{Lex, listed};
use crate::mention::{Class, Form, Mention, Traits, Words, gender_of_noun, is_plural};

/// What each mention by name adds where a surname is shared, and how many count.
const COUNT: f32 = 0.4;
const COUNTED: u32 = 8;
/// What it counts that one was called by the surname alone before.
const BARE: f32 = 1.5;
/// What it counts that one was named in the first sentences.
const LED: f32 = 1.5;
const FIRST: u32 = 4;
/// What a mention inside reported words weighs: quoted, and not.
const DIRECT: f32 = 0.3;
const INDIRECT: f32 = 0.5;

/// Memory used again from one article to the next.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// The attribution whose source a mention is, or `NONE`.
    source_of: Vec<u32>,
    /// Nouns and attributions of sources that are no mention, in text order.
    phrases: Vec<(u32, u32)>,
    /// Contents in text order, and whether they are direct speech.
    contents: Vec<(Span, bool)>,
    called: Vec<Called>,
    /// Entities of sources with their sentences, in text order.
    speakers: Vec<(u32, u32)>,
}

/// Goes through all mentions in text order and finds the entity of each.
#[expect(clippy::too_many_arguments, reason = "what was found so far, and the memory that it is put in")]
pub(super) fn walk(
    words: &Words<'_, '_>,
    doc: &Document<'_>,
    mentions: &[Mention],
    readings: &[Reading],
    attributions: &[Attribution],
    book: &mut Book,
    memory: &mut Walk,
    mut explain: Option<&mut Vec<Vec<String>>>,
) {
    let Walk { source_of, phrases, contents, called, speakers } = memory;
    source_of.clear();
    source_of.resize(mentions.len(), NONE);
    phrases.clear();
    for (at, reading) in readings.iter().enumerate() {
        match reading {
            Reading::Mention(mention) => source_of[*mention] = at as u32,
            Reading::Phrase { head, .. } => phrases.push((*head, at as u32)),
            _ => {}
        }
    }
    phrases.sort_unstable();
    let mut phrases = phrases.as_slice();
    contents.clear();
    contents.extend(
        attributions.iter().flat_map(|one| one.content.iter().map(|span| (*span, one.kind == Kind::Direct))),
    );
    contents.sort_unstable_by_key(|(span, _)| span.start);
    let mut contents = contents.as_slice();
    called.clear();
    speakers.clear();
    let (mut content_end, mut direct_end) = (0, 0);
    let mut mind = Mind::default();
    let mut question = Question::default();
    let mut paragraphs = doc.paragraphs();
    let mut paragraph_end = 0;
    for (i, mention) in mentions.iter().enumerate() {
        let attribution = source_of[i];
        while mention.sentence >= paragraph_end {
            let Some((paragraph, rest)) = paragraphs.split_first() else { break };
            paragraphs = rest;
            paragraph_end = paragraph.sentences.end;
            mind.turn();
        }
        // One test that hardly any mention passes.
        let named = mention.form == Form::Name;
        if !(named | (attribution != NONE) | mention.traits.contains(Traits::SUBJECT)) {
            continue;
        }
        // "The researcher, Ana Lima, gave evidence": the noun is her role
        if mention.form == Form::Nominal
            && attribution == NONE
            && mentions
                .get(i + 1)
                .is_some_and(|next| next.form == Form::Name && next.role.contains(mention.head as usize))
        {
            continue;
        }
        let start = words.tokens[mention.head as usize].start;
        while let Some(((span, direct), rest)) = contents.split_first()
            && span.start <= start
        {
            contents = rest;
            content_end = content_end.max(span.end);
            if *direct {
                direct_end = direct_end.max(span.end);
            }
        }
        let inside = if start < direct_end {
            DIRECT
        } else if start < content_end {
            INDIRECT
        } else {
            1.0
        };
        let mut spoken = NONE;
        while let Some(((head, at), rest)) = phrases.split_first()
            && *head <= mention.head
        {
            phrases = rest;
            if *head == mention.head {
                spoken = *at;
            }
            phrase(words, doc, readings, *at, book, &mut mind, (called, speakers, &mut question));
        }
        // "An engineer at the plant said": the noun alone is nobody else
        if spoken != NONE && mention.form == Form::Nominal && attribution == NONE {
            book.of[i] = book.phrases[spoken as usize];
            continue;
        }
        let entity = match mention.form {
            Form::Name => described::by_title(words, mention, called)
                .unwrap_or_else(|| name(words, mention, book.of[i], book, &mind, attribution != NONE)),
            Form::Nominal => nominal(words, mention, book, &mind, called),
            Form::Pronoun => {
                if mention.traits.contains(Traits::FIRST_PERSON) || mention.is_quoted() && attribution == NONE
                {
                    continue;
                }
                let others = match attributions.get(attribution as usize) {
                    Some(own) => Others::of(words, mentions, i, own, book).answering(&question, mention),
                    None => Others::default(),
                };
                let found = pronoun(mentions, i, book, &mind, &others);
                if let (Some(remarks), true) = (explain.as_deref_mut(), attribution != NONE) {
                    remarks[attribution as usize].push(found.remark(words, mention, book));
                }
                // "Jess Coombe told the inquest he had rung": hardly herself
                let own = |entity: u32| {
                    attribution == NONE
                        && inside < 1.0
                        && mention.traits.intersects(Traits::MALE | Traits::FEMALE)
                        && book.entities[entity as usize].spoke_in == mention.sentence
                };
                if let Some((entity, _)) = found.first.filter(|(entity, _)| !own(*entity)) {
                    vote(
                        book,
                        entity,
                        mention,
                        found.second.is_none_or(|(_, score)| score * 1.5 < found.first.map_or(0.0, |f| f.1)),
                    );
                }
                found.first.map_or(NONE, |(entity, _)| entity)
            }
        };
        book.of[i] = entity;
        if entity == NONE {
            continue;
        }
        question.read(words, mention, entity);
        if attribution != NONE {
            let own = &mut book.entities[entity as usize];
            (own.spoke, own.spoke_in) = (true, mention.sentence);
            speakers.push((entity, mention.sentence));
        }
        if !mention.role.is_empty() && mention.form == Form::Name {
            let head = mention.role_head as usize;
            let before = if head > mention.role.start as usize { words.hash(head - 1) } else { 0 };
            let kin = roles::kin_of(words, head);
            let owner = if kin.is_some() {
                roles::owner(words, mention.role, head, Some(entity), book, &mind)
            } else {
                NONE
            };
            called.push(Called {
                noun: office(words, head),
                before,
                entity,
                sentence: mention.sentence,
                kin,
                owner,
            });
        }
        let scale = if attribution == NONE { inside } else { 1.0 };
        mind.touch(book, entity, mention, weight(mention, attribution != NONE) * scale);
    }
    for (_, at) in phrases {
        phrase(words, doc, readings, *at, book, &mut mind, (called, speakers, &mut question));
    }
    roles::look_ahead(book, called, speakers);
}

/// The sentence that holds a byte.
fn sentence_of(doc: &Document<'_>, byte: u32) -> u32 {
    doc.sentences().partition_point(|sentence| sentence.span.start <= byte).saturating_sub(1) as u32
}

/// How much a mention adds.
fn weight(mention: &Mention, source: bool) -> f32 {
    let traits = mention.traits;
    let mut weight = if traits.contains(Traits::SUBJECT) {
        1.0
    } else if traits.intersects(Traits::OBLIQUE | Traits::OWNER) {
        0.4
    } else {
        0.55
    };
    if source {
        weight += 0.7;
    }
    if mention.form == Form::Nominal {
        weight *= 0.8;
    }
    if traits.contains(Traits::QUOTED) {
        weight *= 0.15;
    }
    if traits.contains(Traits::HEADLINE) {
        weight *= 0.4;
    }
    weight
}

/// The entity of a name: the one found by its full name, or the one whose name holds this word.
fn name(
    words: &Words<'_, '_>,
    mention: &Mention,
    known: u32,
    book: &mut Book,
    mind: &Mind,
    source: bool,
) -> u32 {
    if known != NONE {
        return known;
    }
    let single = mention.tokens.len() == 1;
    let word = words.hash(mention.head as usize);
    let first = if single { word } else { words.hash(mention.tokens.start as usize) };
    let mut best: Option<(f32, u32)> = None;
    let mut consider = |book: &Book, key: u64, allowed: &dyn Fn(Part, &Entity) -> bool| {
        for (part, at) in book.with_word(key) {
            let entity = &book.entities[at as usize];
            let person = mention.traits.contains(Traits::TITLED) || mention.class == Class::Person;
            if entity.unlikely(mention.traits)
                || mention.class == Class::Group
                || person && entity.class == Class::Organization
                || !allowed(part, entity)
            {
                continue;
            }
            let mut score =
                entity.weight * fade(mind.clock - entity.clock) + entity.count.min(COUNTED) as f32 * COUNT;
            if part == Part::Last || part == Part::Acronym {
                score += 1.0;
            }
            // of two namesakes the one who has been called so before
            if part == Part::Last && entity.bare {
                score += BARE;
            }
            if part == Part::Last && single && entity.first <= FIRST {
                score += LED;
            }
            // a namesake whom the article names only later is not meant yet
            if entity.first > mention.sentence {
                score -= 4.0;
            }
            if best.is_none_or(|(top, _)| score > top) {
                best = Some((score, at));
            }
        }
    };
    if single {
        consider(book, word, &|part, entity| match part {
            Part::Last => {
                entity.class != Class::Organization || !matches!(mention.class, Class::Person | Class::Place)
            }
            Part::First => entity.class != Class::Organization || mention.class != Class::Place,
            Part::Acronym => entity.class != Class::Person,
            // "Ospina" of Wilmer Ospina Rueda
            Part::Inner => source && entity.class == Class::Person,
        });
    } else {
        // a headline's run of capitals, or a surname of several words: its first or its last word is known
        consider(book, first, &|part, entity| part == Part::Last && entity.class != Class::Organization);
        // "Kelsey-Jo" of Kelsey-Jo Bell
        let hyphened = mention.tokens.len() == 3 && words.is(mention.tokens.start as usize + 1, b'-');
        consider(book, first, &|part, entity| {
            hyphened && part == Part::First && entity.tokens > 3 && entity.class != Class::Organization
        });
        let surname = super::entities::is_surname(words, mention);
        if let Some(whole) = book.ending(words, mention, word).filter(|_| surname) {
            book.entities[whole as usize].count += 1;
            return whole;
        }
        consider(book, word, &|part, entity| {
            part == Part::Last && (entity.class == Class::Person || surname && entity.class == Class::Unknown)
        });
    }
    if let Some((_, entity)) = best {
        let own = &mut book.entities[entity as usize];
        own.count += 1;
        own.bare |= single && !mention.traits.contains(Traits::TITLED);
        own.traits |= mention.traits & (Traits::MALE | Traits::FEMALE);
        return entity;
    }
    if source
        && single
        && let Some(entity) = book.of_initials(words.text, words.word(mention.head as usize))
    {
        return entity;
    }
    let same = if single { word } else { both(word, first) };
    if let Some(entity) = book.singles.get(same) {
        let own = &mut book.entities[entity as usize];
        own.merge(words, mention, mention.traits.contains(Traits::HEADLINE));
        return entity;
    }
    if mention.traits.contains(Traits::WEAK) && !source && book.sure.get(word).is_none() {
        return NONE;
    }
    let mut entity = Entity::new(words, mention, true);
    entity.count = 1;
    entity.role = mention.role;
    let entity = book.add(entity);
    book.singles.insert(same, entity);
    entity
}

fn nominal(words: &Words<'_, '_>, mention: &Mention, book: &mut Book, mind: &Mind, called: &[Called]) -> u32 {
    let noun = office(words, mention.head as usize);
    if let Some((entity, _)) = roles::link(words, mention, called, book, mind) {
        call(book, entity, noun);
        return entity;
    }
    if roles::is_bare(words, mention)
        && let Some(same) = mind.best(book, |entity| if entity.noun == noun { 1.0 } else { 0.0 })
    {
        return same;
    }
    let mut entity = Entity::new(words, mention, false);
    let mut start = mention.tokens.start;
    while start < mention.head && words.has(start as usize, Lex::DETERMINER | Lex::POSSESSIVE) {
        start += 1;
    }
    entity.name = span(words, IndexRange::new(start, with_phrase(words, mention.tokens.end as usize) as u32));
    entity.noun = noun;
    book.add(entity)
}

/// Notes the noun by which an organisation is called.
fn call(book: &mut Book, entity: u32, noun: u64) {
    let own = &mut book.entities[entity as usize];
    if own.named && matches!(own.class, Class::Organization | Class::Unknown) {
        own.noun = noun;
    }
}

/// Where a nominal ends with the phrase behind its noun: "a reader from Leeds". As it was where a verb does not
/// follow soon.
fn with_phrase(words: &Words<'_, '_>, end: usize) -> usize {
    let then = words.any(end, listed!["at"]) && words.any(end + 2, listed!["time", "moment"]);
    if then || !words.any(end, listed!["of", "from", "for", "at", "on", "in"]) {
        return end;
    }
    let stop = Lex::VERB | Lex::REPORTING | Lex::BE | Lex::HAVE | Lex::MODAL;
    let mut at = end + 1;
    while at < end + 6 && words.is_word(at) && (words.is_capital(at) || !words.has(at, stop)) {
        at += 1;
    }
    if words.has(at, stop) && at > end + 1 { at } else { end }
}

/// A source that is a phrase: its own entity, or the one that its noun stands for.
fn phrase(
    words: &Words<'_, '_>,
    doc: &Document<'_>,
    readings: &[Reading],
    at: u32,
    book: &mut Book,
    mind: &mut Mind,
    (called, speakers, question): (&[Called], &mut Vec<(u32, u32)>, &mut Question),
) {
    let Reading::Phrase { tokens, from, head } = readings[at as usize] else { return };
    let flags = words.lex(head as usize);
    let first = tokens.start as usize;
    let press = words.is_capital(first) && words.has(first, Lex::OUTLET_WORD);
    let class = match class_of(flags) {
        // "Time", "Us Weekly"
        Class::Unknown if press => Class::Organization,
        class => class,
    };
    let start = words.tokens[tokens.start as usize].start;
    let sentence = sentence_of(doc, start);
    let mut traits = Traits::SUBJECT | gender_of_noun(flags);
    let determined = words.any(from as usize, listed!["the", "this", "that", "these", "those"]);
    if determined || words.has(from as usize, Lex::POSSESSIVE) {
        traits |= Traits::DEFINITE;
    }
    // "two of the larger producers"
    let number = words.has(from as usize, Lex::NUMBER_WORD) && !words.any(from as usize, listed!["one"]);
    let plural = number || class == Class::Person && is_plural(words.word(head as usize));
    if class == Class::Group || plural {
        traits |= Traits::PLURAL;
    } else if matches!(class, Class::Organization | Class::Document) {
        traits |= Traits::NEUTER;
    }
    let mention = Mention {
        tokens: IndexRange::new(from, tokens.end.max(head + 1)),
        from,
        head,
        sentence,
        role: IndexRange::default(),
        role_head: head,
        form: Form::Nominal,
        class,
        traits,
    };
    let noun = office(words, head as usize);
    let short = head + 1 == tokens.end;
    let once = words.any(tokens.start as usize, listed!["former", "then"]) && class == Class::Person
        || aged(words, tokens.start as usize)
        || described::is_parent_of(words, tokens);
    let linked = (short || once && traits.contains(Traits::DEFINITE))
        .then(|| roles::link(words, &mention, called, book, mind).map(|(entity, _)| entity))
        .flatten();
    let same = || {
        if short && roles::is_bare(words, &mention) {
            mind.best(book, |entity| if entity.noun == noun { 1.0 } else { 0.0 })
        } else {
            None
        }
    };
    // "one", "one of them": of those who have just spoken
    let several = || {
        let first = tokens.start as usize;
        let of_them =
            words.any(first + 1, listed!["of"]) && words.any(first + 2, listed!["them", "those", "these"]);
        // "two of the three", "the other"
        let number = tokens.len() == 1
            && (words.has(first, Lex::NUMBER_WORD) && from as usize + 1 < first
                || words.any(first, listed!["other"]));
        let one = words.any(first, listed!["one", "another"]) && (tokens.len() == 1 || of_them) || number;
        let many = |entity: &Entity| entity.class == Class::Group || entity.traits.contains(Traits::PLURAL);
        // "Fans were furious. One wrote"
        let acted = |entity: &Entity| tokens.len() == 1 && entity.subject && entity.sentence + 2 >= sentence;
        let spoke =
            |entity: &Entity| !entity.named && (entity.spoke || of_them || acted(entity)) && many(entity);
        one.then(|| mind.best(book, |entity| if spoke(entity) { 1.0 } else { 0.0 })).flatten()
    };
    // "Price said": a plain word that begins a sentence, and the surname of somebody named before
    let surname = || {
        let word = tokens.len() == 1 && from == head && words.is_capital(head as usize);
        let bearers = word.then(|| book.with_word(words.hash(head as usize)));
        let people = bearers.into_iter().flatten().filter(|(part, at)| {
            let entity = &book.entities[*at as usize];
            *part == Part::Last && entity.named && entity.first < sentence && may_be_person(entity)
        });
        let weight = |at: u32| book.entities[at as usize].weight;
        people.map(|(_, at)| at).max_by(|a, b| weight(*a).total_cmp(&weight(*b)))
    };
    // "SC:" labels what Stellan Cruz says
    let label = (tokens.len() == 1).then(|| words.word(head as usize));
    let initials = || book.of_initials(words.text, label?);
    let entity = initials().or_else(surname).or(linked).or_else(same).or_else(several).unwrap_or_else(|| {
        let mut entity = Entity::new(words, &mention, false);
        entity.name = span(words, tokens);
        entity.noun = noun;
        book.add(entity)
    });
    call(book, entity, noun);
    question.read(words, &mention, entity);
    let own = &mut book.entities[entity as usize];
    (own.spoke, own.spoke_in) = (true, sentence);
    speakers.push((entity, sentence));
    book.phrases[at as usize] = entity;
    mind.touch(book, entity, &mention, 1.4);
}

/// "34-year-old", in one token or in several.
fn aged(words: &Words<'_, '_>, at: usize) -> bool {
    (at..at + 5).any(|i| words.any(i, listed!["old"]) || words.word(i).ends_with("year-old"))
}
