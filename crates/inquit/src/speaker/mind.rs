//! The mind holds the entities that a reader has in mind, each with its salience.

use super::entities::{Book, Entity};
use crate::mention::{Mention, Traits};

/// How many entities are kept in mind.
const HELD: usize = 16;
/// What is left of salience after a sentence.
const FADE: f32 = 0.6;
/// What is left of it in a new paragraph, and by the sentence besides.
const TURN: f32 = 0.5;
/// The most salience that is carried over to the next mention.
const CARRIED: f32 = 0.8;

/// An entity and how well it answers.
pub(super) type Answer = Option<(u32, f32)>;

/// The entities in mind, a list for each thing that is known of them: all of a list is looked through at once.
#[derive(Debug, Default)]
pub(super) struct Mind {
    /// How many are held.
    count: usize,
    entities: [u32; HELD],
    /// The salience of each.
    weights: [f32; HELD],
    /// What is left of it at least, however long ago it was mentioned.
    floors: [f32; HELD],
    /// Sentences so far that mention something outside quotation marks.
    pub(super) clock: u32,
    sentence: u32,
}

impl Mind {
    /// The held entity with the highest salience times `fit`; none where that is 0.
    pub(super) fn best(&self, book: &Book, fit: impl Fn(&Entity) -> f32) -> Option<u32> {
        self.two_best_of(book, |_, entity| fit(entity)).0.map(|(entity, _)| entity)
    }

    /// The two best. `fit` is 0 to 1 of an entity and its number.
    pub(super) fn two_best_of(&self, book: &Book, fit: impl Fn(u32, &Entity) -> f32) -> (Answer, Answer) {
        let (mut first, mut second): (Answer, Answer) = (None, None);
        for at in 0..self.count {
            let most = self.weights[at];
            if second.is_some_and(|(_, low)| most <= low) {
                continue; // no fit makes it better
            }
            let entity = self.entities[at];
            let score = most * fit(entity, &book.entities[entity as usize]);
            if score <= 0.001 {
                continue;
            }
            if first.is_none_or(|(_, top)| score > top) {
                second = first;
                first = Some((entity, score));
            } else if second.is_none_or(|(_, top)| score > top) {
                second = Some((entity, score));
            }
        }
        (first, second)
    }

    /// Begins a paragraph: those of the ones before are less in mind than whom it names itself.
    pub(super) fn turn(&mut self) {
        for (weight, floor) in self.weights.iter_mut().zip(self.floors) {
            *weight = (*weight * TURN).max(floor);
        }
    }

    /// Takes in a mention of an entity.
    pub(super) fn touch(&mut self, book: &mut Book, at: u32, mention: &Mention, weight: f32) {
        if mention.sentence != self.sentence && !mention.is_quoted() {
            self.sentence = mention.sentence;
            self.clock += 1;
            for (weight, floor) in self.weights.iter_mut().zip(self.floors) {
                *weight = (*weight * FADE).max(floor);
            }
        }
        let entity = &mut book.entities[at as usize];
        entity.weight = (entity.weight * fade(self.clock - entity.clock)).min(CARRIED) + weight;
        entity.clock = self.clock;
        entity.sentence = mention.sentence;
        entity.subject = mention.traits.contains(Traits::SUBJECT);
        if entity.subject && !mention.is_quoted() {
            entity.led = mention.sentence;
        }
        let slot = if self.holds(at, entity.slot) { entity.slot } else { self.free_slot() };
        entity.slot = slot;
        self.entities[slot] = at;
        self.weights[slot] = entity.weight;
        self.floors[slot] = entity.weight * fade(u32::MAX);
    }

    /// Whether an entity is held where it was held last.
    fn holds(&self, entity: u32, slot: usize) -> bool {
        slot < self.count && self.entities[slot] == entity
    }

    /// Where there is room for one more entity, or where the least salient one is.
    fn free_slot(&mut self) -> usize {
        if self.count < HELD {
            self.count += 1;
            return self.count - 1;
        }
        let least = self.weights.iter().fold(f32::INFINITY, |least, weight| least.min(*weight));
        self.weights.iter().position(|weight| *weight <= least).unwrap_or(0)
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
