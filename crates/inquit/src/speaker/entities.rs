//! An entity is what several mentions of one article refer to.

use inquit_tokenizer::{IndexRange, Span, TokenFlags};

use super::keys::{KeyMap, both};
use crate::lexicon::{Lex, listed, word_hash};
use crate::mention::{Class, Form, Mention, Traits, Words};

/// No entity.
pub(super) const NONE: u32 = u32::MAX;

/// Somebody or something that is mentioned.
#[derive(Clone, Debug)]
pub(super) struct Entity {
    /// The fullest name so far, or the phrase of one without a name.
    pub(super) name: Span,
    /// How many tokens the name has.
    pub(super) tokens: u32,
    /// Whether it has a proper name.
    pub(super) named: bool,
    pub(super) class: Class,
    /// Gender and number, as words or first names tell.
    pub(super) traits: Traits,
    /// How often the article says he, she, it, they of it.
    pub(super) votes: [u16; 4],
    /// The noun of one without a name.
    pub(super) noun: u64,
    /// What the article calls it.
    pub(super) role: IndexRange,
    /// How often it is mentioned by name.
    pub(super) count: u32,
    /// Whether its surname alone has stood for it.
    pub(super) bare: bool,
    /// Whether its name begins as an outlet's does.
    pub(super) press: bool,
    /// Whether it is the source of an attribution.
    pub(super) spoke: bool,
    /// The sentence of the last source that was it, or far off.
    pub(super) spoke_in: u32,
    /// How much it is in mind, as of `clock`.
    pub(super) weight: f32,
    pub(super) clock: u32,
    /// Where it was held in mind last.
    pub(super) slot: usize,
    /// The sentence of its last mention.
    pub(super) sentence: u32,
    pub(super) subject: bool,
    /// The last sentence whose subject it was outside quotation marks; none so far where that is the greatest number.
    pub(super) led: u32,
    /// The one with a name that a nominal stood for before the name came, or `NONE`.
    pub(super) same_as: u32,
    /// The sentence of its first mention.
    pub(super) first: u32,
}

/// How an index word stands in a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Last,
    First,
    Acronym,
    Inner,
}

/// An entity whose name holds a word.
#[derive(Clone, Copy, Debug)]
struct Use {
    part: Part,
    entity: u32,
    /// The next one with the same word, or `NONE`.
    next: u32,
}

/// Tells the key of a name with "Jr." from the one without.
const JUNIOR: u64 = 0x5DEE_CE66_D1CE_4E5B;

/// How many uses of a word are known.
const USES: usize = 8;

/// The entities of an article.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub(super) entities: Vec<Entity>,
    /// The entity of each mention, or `NONE`.
    pub(super) of: Vec<u32>,
    /// The entity of each attribution whose source is no mention, or `NONE`.
    pub(super) phrases: Vec<u32>,
    /// The first use of each word of a name.
    index: KeyMap,
    uses: Vec<Use>,
    /// Entities of names of several words, by the first and the last.
    known: KeyMap,
    /// One-word names that stand where a capital tells something.
    pub(super) sure: KeyMap,
    /// Entities of one-word names.
    pub(super) singles: KeyMap,
}

impl Book {
    /// The only person of these initials, two or three: "SC" labels the turns of Stellan Cruz.
    pub(super) fn of_initials(&self, text: &str, initials: &str) -> Option<u32> {
        let count = initials.chars().count();
        if !(2..=3).contains(&count) {
            return None;
        }
        let bears = |entity: &Entity| {
            let first = entity.name.slice(text).split_whitespace().filter_map(|word| word.chars().next());
            entity.named
                && entity.tokens as usize == count
                && matches!(entity.class, Class::Person | Class::Unknown)
                && first.eq(initials.chars())
        };
        let mut bearers = (0..).zip(&self.entities).filter(|(_, entity)| bears(entity)).map(|(at, _)| at);
        bearers.next().filter(|_| bearers.next().is_none())
    }

    /// Makes ready for an article with so many attributions: finds the entities that have names of several words,
    /// and indexes their words.
    pub(super) fn gather(&mut self, words: &Words<'_, '_>, mentions: &[Mention], attributions: usize) {
        let book = self;
        book.entities.clear();
        book.uses.clear();
        book.of.clear();
        book.of.resize(mentions.len(), NONE);
        book.phrases.clear();
        book.phrases.resize(attributions, NONE);
        // Words of names, and for each name two acronyms.
        let is_name = |mention: &&Mention| mention.form == Form::Name;
        let (names, parts) = mentions
            .iter()
            .filter(is_name)
            .fold((0, 0), |(names, parts), name| (names + 1, parts + name.tokens.len() + 2));
        for map in [&mut book.known, &mut book.sure, &mut book.singles] {
            map.reset(names);
        }
        book.index.reset(parts);
        let weak =
            mentions.iter().fold(Traits::empty(), |all, mention| all | mention.traits).contains(Traits::WEAK);
        for (i, mention) in mentions.iter().enumerate() {
            if (mention.form != Form::Name) | (mention.tokens.len() < 2) {
                if weak
                    && mention.form == Form::Name
                    && !mention.traits.intersects(Traits::WEAK | Traits::HEADLINE)
                {
                    book.sure.insert(words.hash(mention.head as usize), 1);
                }
                continue;
            }
            let headline = mention.traits.contains(Traits::HEADLINE);
            let surname = is_surname(words, mention);
            if headline && mention.class == Class::Unknown || surname {
                continue; // left to the walk: it may hold, or be the end of, a name known from the text
            }
            let first = words.hash(mention.tokens.start as usize);
            let last = words.hash(mention.head as usize);
            // "Earl Tuttle Jr." is the son where Earl Tuttle was named before
            let plain = both(last, first);
            let junior = mention.head + 1 < mention.tokens.end && mention.class == Class::Person;
            let name = if junior { plain ^ JUNIOR } else { plain };
            let entity =
                book.known.get(name).or_else(|| book.ending(words, mention, last)).unwrap_or_else(|| {
                    let entity = book.add(Entity::new(words, mention, true));
                    book.index_name(words, mention, first, last, entity);
                    book.known.insert(name, entity);
                    if junior && book.known.get(plain).is_none() {
                        book.known.insert(plain, entity);
                    }
                    entity
                });
            book.of[i] = entity;
            book.entities[entity as usize].merge(words, mention, headline);
        }
        book.add_titled(words, mentions);
    }

    /// The person whose longer name ends in this one: "De Melo e Castro", "Ó Conaill".
    pub(super) fn ending(&self, words: &Words<'_, '_>, mention: &Mention, last: u64) -> Option<u32> {
        if !matches!(mention.class, Class::Person | Class::Unknown) {
            return None;
        }
        let own = span(words, mention.tokens).slice(words.text);
        let mut same = self.with_word(last).filter(|(part, at)| {
            let entity = &self.entities[*at as usize];
            let name = entity.name.slice(words.text);
            *part == Part::Last
                && entity.tokens > mention.tokens.len() as u32
                && matches!(entity.class, Class::Person | Class::Unknown)
                && !entity.unlikely(mention.traits)
                && name.len() > own.len()
                && name.is_char_boundary(name.len() - own.len())
                && name[..name.len() - own.len()].ends_with(' ')
                && name[name.len() - own.len()..].eq_ignore_ascii_case(own)
        });
        let first = same.next().map(|(_, entity)| entity);
        first.filter(|_| same.next().is_none())
    }

    /// A surname with a title that contradicts all who bear it in full is somebody else: "Mr. Ito" beside Ana Ito.
    fn add_titled(&mut self, words: &Words<'_, '_>, mentions: &[Mention]) {
        let mut added: Vec<(u64, Part, u32)> = Vec::new();
        for mention in mentions {
            let gender = mention.traits & (Traits::MALE | Traits::FEMALE);
            // One test that hardly any mention passes.
            if !((mention.form == Form::Name) & (mention.tokens.len() == 1) & !gender.is_empty()) {
                continue;
            }
            let surname = words.hash(mention.head as usize);
            let bearers = || self.with_word(surname).filter(|(part, _)| *part == Part::Last);
            // "Lord Pell", before a Hugo Pell is named
            let lord = words
                .any((mention.tokens.start as usize).wrapping_sub(1), listed!["lord", "lady", "baroness"]);
            let other =
                |entity: &Entity| entity.unlikely(mention.traits) || lord && entity.first > mention.sentence;
            if bearers().next().is_none()
                || !bearers().all(|(_, entity)| other(&self.entities[entity as usize]))
            {
                continue;
            }
            if let Some(&(_, _, entity)) = added.iter().find(|(known, _, entity)| {
                *known == surname && !self.entities[*entity as usize].contradicts(mention.traits)
            }) {
                self.entities[entity as usize].count += 1;
                continue;
            }
            if added.len() < 16 {
                let mut entity = Entity::new(words, mention, true);
                entity.count = 1;
                let entity = self.add(entity);
                added.push((surname, Part::Last, entity));
            }
        }
        for (surname, part, entity) in added {
            self.add_use(surname, part, entity);
        }
    }

    fn index_name(&mut self, words: &Words<'_, '_>, mention: &Mention, first: u64, last: u64, entity: u32) {
        self.add_use(last, Part::Last, entity);
        self.add_use(first, Part::First, entity);
        if mention.class == Class::Person {
            // "Ospina" of Wilmer Ospina Rueda
            if mention.tokens.len() == 3 && words.is_capital(mention.tokens.start as usize + 1) {
                self.add_use(words.hash(mention.tokens.start as usize + 1), Part::Inner, entity);
            }
            return;
        }
        let mut initials = [0u8; 12];
        let mut n = 0;
        for at in mention.tokens.range() {
            let Some(token) = words.tokens.get(at) else { break };
            if token.is_capitalised() {
                if let Some(slot) = initials.get_mut(n) {
                    *slot = token.first;
                }
                n += 1;
                if at > mention.tokens.start as usize && at + 1 < mention.tokens.end as usize {
                    self.add_use(words.hash(at), Part::Inner, entity);
                }
            }
        }
        if let Some(acronym) =
            initials.get(..n).filter(|_| n > 1).and_then(|bytes| std::str::from_utf8(bytes).ok())
        {
            self.add_use(word_hash(acronym), Part::Acronym, entity);
        }
        // "National Transportation Safety Board (NTSB)"
        let end = mention.tokens.end as usize;
        if words.is(end, b'(') && words.is_capital(end + 1) && words.is(end + 2, b')') {
            self.add_use(words.hash(end + 1), Part::Acronym, entity);
        }
    }

    /// Notes that the name of an entity holds a word: among the uses of it by part, then by entity, if it is one of
    /// the first eight.
    fn add_use(&mut self, word: u64, part: Part, entity: u32) {
        let number = self.uses.len() as u32;
        let first = self.index.get(word).unwrap_or(NONE);
        let (mut before, mut next) = (None, first);
        for _ in 0..USES {
            match self.uses.get(next as usize) {
                Some(one) if (one.part, one.entity) <= (part, entity) => {
                    (before, next) = (Some(next as usize), one.next);
                }
                _ => {
                    self.uses.push(Use { part, entity, next });
                    match before {
                        Some(before) => self.uses[before].next = number,
                        None => self.index.insert(word, number),
                    }
                    return;
                }
            }
        }
    }

    /// The entities whose names hold a word, at most eight, with the part of the name that it is.
    pub(super) fn with_word(&self, word: u64) -> impl Iterator<Item = (Part, u32)> {
        let first = self.index.get(word).and_then(|first| self.uses.get(first as usize));
        std::iter::successors(first, |one| self.uses.get(one.next as usize))
            .take(USES)
            .map(|one| (one.part, one.entity))
    }

    /// Adds an entity.
    pub(super) fn add(&mut self, entity: Entity) -> u32 {
        self.entities.push(entity);
        self.entities.len() as u32 - 1
    }
}

/// A surname of several words: "Van der Berg", "De Niro", "Nwosu-Field"; not "Al Gore", whose particle is a first name
/// too.
pub(super) fn is_surname(words: &Words<'_, '_>, mention: &Mention) -> bool {
    let first = mention.tokens.start as usize;
    if words.is(first + 1, b'-') && mention.tokens.len() == 3 {
        return !words.tokens[first].flags.contains(TokenFlags::UPPER_ALL);
    }
    let particle = |at: usize| words.has(at, Lex::NAME_PARTICLE);
    particle(first)
        && (!words.has(first, Lex::FIRST_NAME) || particle(first + 1) && !words.is_capital(first + 1))
}

impl Entity {
    /// The entity of a first mention.
    pub(super) fn new(words: &Words<'_, '_>, mention: &Mention, named: bool) -> Self {
        let kept = Traits::MALE
            | Traits::FEMALE
            | Traits::NEUTER
            | Traits::PLURAL
            | Traits::LIKELY_MALE
            | Traits::LIKELY_FEMALE;
        Self {
            name: span(words, mention.tokens),
            tokens: mention.tokens.len() as u32,
            named,
            class: mention.class,
            traits: mention.traits & kept,
            votes: [0; 4],
            noun: 0,
            role: IndexRange::default(),
            count: 0,
            bare: false,
            press: named
                && mention.class != Class::Person
                && words.has(mention.tokens.start as usize, Lex::OUTLET_WORD),
            spoke: false,
            spoke_in: u32::MAX / 2,
            weight: 0.0,
            clock: 0,
            slot: 0,
            sentence: mention.sentence,
            led: u32::MAX,
            subject: false,
            same_as: NONE,
            first: mention.sentence,
        }
    }

    /// Takes in what another mention by name tells.
    pub(super) fn merge(&mut self, words: &Words<'_, '_>, mention: &Mention, headline: bool) {
        self.count += 1;
        self.traits |= mention.traits & (Traits::MALE | Traits::FEMALE);
        if self.class == Class::Unknown
            || mention.class == Class::Person && mention.traits.contains(Traits::TITLED)
        {
            self.class = mention.class;
        }
        if self.role.is_empty() {
            self.role = mention.role;
        }
        let own = span(words, mention.tokens);
        let shouted = own.slice(words.text).bytes().all(|byte| !byte.is_ascii_lowercase());
        if !headline && !shouted && mention.tokens.len() as u32 > self.tokens {
            self.name = own;
            self.tokens = mention.tokens.len() as u32;
        } else if mention.tokens.len() as u32 == self.tokens && !shouted {
            let name = self.name.slice(words.text);
            if name.bytes().all(|byte| !byte.is_ascii_lowercase()) {
                self.name = own;
            }
        }
    }

    /// Whether words or first names speak against this gender.
    pub(super) fn unlikely(&self, traits: Traits) -> bool {
        let stated = self.traits.intersects(Traits::MALE | Traits::FEMALE);
        self.contradicts(traits)
            || !stated && traits.contains(Traits::MALE) && self.traits.contains(Traits::LIKELY_FEMALE)
            || !stated && traits.contains(Traits::FEMALE) && self.traits.contains(Traits::LIKELY_MALE)
    }

    /// Whether words say that it is not of this gender and number.
    pub(super) fn contradicts(&self, traits: Traits) -> bool {
        (traits.contains(Traits::MALE)
            && self.traits.contains(Traits::FEMALE)
            && !self.traits.contains(Traits::MALE))
            || (traits.contains(Traits::FEMALE)
                && self.traits.contains(Traits::MALE)
                && !self.traits.contains(Traits::FEMALE))
    }
}

pub(super) fn span(words: &Words<'_, '_>, tokens: IndexRange) -> Span {
    match (words.tokens.get(tokens.start as usize), words.tokens.get((tokens.end as usize).wrapping_sub(1))) {
        (Some(first), Some(last)) if !tokens.is_empty() => first.span().cover(last.span()),
        _ => Span::default(),
    }
}

/// The key of a noun; nouns that mean the same office share one.
pub(super) fn office(words: &Words<'_, '_>, at: usize) -> u64 {
    office_of(words.hash(at))
}

/// The same of a noun's key.
pub(super) fn office_of(own: u64) -> u64 {
    const SAME: [(u64, u64); 16] = [
        (word_hash("sen."), word_hash("senator")),
        (word_hash("sen"), word_hash("senator")),
        (word_hash("sens."), word_hash("senator")),
        (word_hash("rep."), word_hash("representative")),
        (word_hash("rep"), word_hash("representative")),
        (word_hash("congressman"), word_hash("representative")),
        (word_hash("congresswoman"), word_hash("representative")),
        (word_hash("gov."), word_hash("governor")),
        (word_hash("gov"), word_hash("governor")),
        (word_hash("dr."), word_hash("doctor")),
        (word_hash("dr"), word_hash("doctor")),
        (word_hash("prof."), word_hash("professor")),
        (word_hash("prof"), word_hash("professor")),
        (word_hash("lt."), word_hash("lieutenant")),
        (word_hash("attorney"), word_hash("lawyer")),
        (word_hash("ceo"), word_hash("executive")),
    ];
    SAME.iter().find(|(short, _)| *short == own).map_or(own, |(_, long)| *long)
}

/// What a noun phrase with this noun is.
pub(super) fn class_of(flags: Lex) -> Class {
    crate::mention::class_of_noun(flags)
}
