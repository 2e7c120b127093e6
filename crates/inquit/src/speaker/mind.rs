//! The mind holds the entities that a reader has in mind, each with its salience.

use super::entities::{Book, Entity};
use crate::mention::{Mention, Traits};

/// How many entities are kept in mind.
const HELD: usize = 16;
/// What is left of salience after a sentence.
const FADE: f32 = 0.6;
/// The most salience that is carried over to the next mention.
const CARRIED: f32 = 1.2;

/// An entity with its salience as of a sentence.
#[derive(Clone, Copy, Debug)]
struct Held {
    entity: u32,
    clock: u32,
    weight: f32,
}

/// An entity and how well it answers.
pub(super) type Answer = Option<(u32, f32)>;

/// The entities in mind.
#[derive(Debug, Default)]
pub(super) struct Mind {
    held: Vec<Held>,
    /// Sentences so far that mention something outside quotation marks.
    pub(super) clock: u32,
    sentence: u32,
}

impl Mind {
    /// The held entity with the highest salience times `fit`; none where that is 0.
    pub(super) fn best(&self, book: &Book, fit: impl Fn(&Entity) -> f32) -> Option<u32> {
        self.two_best(book, fit).0.map(|(entity, _)| entity)
    }

    /// The two best. `fit` is 0 to 1.
    pub(super) fn two_best(&self, book: &Book, fit: impl Fn(&Entity) -> f32) -> (Answer, Answer) {
        let (mut first, mut second): (Answer, Answer) = (None, None);
        for held in &self.held {
            let most = held.weight * fade(self.clock - held.clock);
            if second.is_some_and(|(_, low)| most <= low) {
                continue; // no fit makes it better
            }
            let score = most * fit(&book.entities[held.entity as usize]);
            if score <= 0.001 {
                continue;
            }
            if first.is_none_or(|(_, top)| score > top) {
                second = first;
                first = Some((held.entity, score));
            } else if second.is_none_or(|(_, top)| score > top) {
                second = Some((held.entity, score));
            }
        }
        (first, second)
    }

    /// Takes in a mention of an entity.
    pub(super) fn touch(&mut self, book: &mut Book, at: u32, mention: &Mention, weight: f32) {
        if mention.sentence != self.sentence && !mention.is_quoted() {
            self.sentence = mention.sentence;
            self.clock += 1;
        }
        let entity = &mut book.entities[at as usize];
        entity.weight = (entity.weight * fade(self.clock - entity.clock)).min(CARRIED) + weight;
        entity.clock = self.clock;
        entity.sentence = mention.sentence;
        entity.subject = mention.traits.contains(Traits::SUBJECT);
        let own = Held { entity: at, clock: self.clock, weight: entity.weight };
        if let Some(known) = self.held.iter_mut().find(|held| held.entity == at) {
            *known = own;
        } else if self.held.len() < HELD {
            self.held.push(own);
        } else {
            let clock = self.clock;
            let now = |held: &Held| held.weight * fade(clock - held.clock);
            if let Some(least) = self.held.iter_mut().min_by(|a, b| now(a).total_cmp(&now(b))) {
                *least = own;
            }
        }
    }
}

/// What is left of salience after so many sentences.
pub(super) fn fade(sentences: u32) -> f32 {
    const TABLE: [f32; 12] = {
        let mut table = [1.0; 12];
        let mut i = 1;
        while i < 12 {
            table[i] = table[i - 1] * FADE;
            i += 1;
        }
        table
    };
    TABLE[(sentences as usize).min(11)]
}
