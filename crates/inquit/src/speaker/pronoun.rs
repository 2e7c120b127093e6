//! Whom a pronoun means: the most salient entity that agrees with it, but for what its own sentence and the question
//! before it tell.

use super::entities::{Book, Entity, NONE, Part};
use super::mind::Mind;
use crate::attribution::{Attribution, Kind};
use crate::lexicon::{Code, Lex, listed};
use crate::mention::{Class, Form, Mention, Traits, Words};

/// How much more a pronoun behind indirect words means whom they are about.
const FRONTED: f32 = 2.5;
/// How much more the one means that has just been asked, and how much less the one who asked.
const ASKED: f32 = 3.0;
const ASKS: f32 = 0.3;
/// How much more a pronoun means who spoke in the sentence before.
const JUST: f32 = 1.5;
/// And one who was the subject of it.
const ACTED: f32 = 1.7;
/// And, of those who spoke in it, one without a name: a pronoun farther off hardly ever means them.
const UNNAMED: f32 = 1.8;

/// How little a pronoun means one whom its own reported words name, quoted and not.
const QUOTES_NAME: f32 = 0.4;
const SAYS_NAME: f32 = 0.1;

/// Who asked whom last: the other one answers.
#[derive(Default)]
pub(super) struct Question {
    asker: Option<u32>,
    asked: Option<u32>,
    sentence: u32,
    /// Whether the asker stands behind "asked by", so that the same sentence may tell the answer.
    passive: bool,
}

impl Question {
    pub(super) fn read(&mut self, words: &Words<'_, '_>, mention: &Mention, entity: u32) {
        const ASK: &[Code] = listed![
            "asked",
            "asks",
            "wondered",
            "wonders",
            "inquired",
            "inquires",
            "enquired",
            "pressed",
            "quizzed",
            "questioned"
        ];
        const APART: Lex =
            Lex::PREPOSITION.union(Lex::WH).union(Lex::SUBORDINATOR).union(Lex::SUBJECT_PRONOUN);
        let (from, end) = (mention.from as usize, mention.tokens.end as usize);
        let verb = end + usize::from(words.is(end, b','));
        // "wanted to know"
        let wants = words.any(verb, listed!["wanted", "wants"])
            && words.any(verb + 1, listed!["to"])
            && words.any(verb + 2, listed!["know"]);
        let asks = words.has(verb, Lex::REPORTING) && words.any(verb, ASK) || wants;
        // "asked | the trust's former treasurer, Margaret Sallow, whether"
        let object = || {
            (from.saturating_sub(8)..from)
                .rev()
                .take_while(|at| !words.has(*at, APART))
                .any(|at| words.any(at, ASK))
        };
        // "Asked by the same | reporter"
        let passive = || {
            let by = (from.saturating_sub(4)..from).rev().find(|at| words.any(*at, listed!["by"]));
            by.is_some_and(|by| by > 0 && words.any(by - 1, ASK))
        };
        if asks {
            *self = Self { asker: Some(entity), asked: None, sentence: mention.sentence, passive: false };
        } else if passive() {
            *self = Self { asker: Some(entity), asked: None, sentence: mention.sentence, passive: true };
        } else if self.asker.is_some() && self.sentence == mention.sentence && object() {
            self.asked = Some(entity);
        }
    }
}

/// What a pronoun was found to mean.
pub(super) struct Choice {
    pub(super) first: Option<(u32, f32)>,
    pub(super) second: Option<(u32, f32)>,
}

impl Choice {
    pub(super) fn remark(&self, words: &Words<'_, '_>, mention: &Mention, book: &Book) -> String {
        let of = |choice: Option<(u32, f32)>| {
            choice
                .map_or("nobody", |(entity, _)| book.entities[entity as usize].name.slice(words.text))
                .to_owned()
        };
        let how =
            self.first.map_or(
                "",
                |(entity, _)| if book.entities[entity as usize].subject { " (a subject)" } else { "" },
            );
        let mut remark = format!(
            "{} → {}: most in mind of those that agree{how}",
            words.word(mention.head as usize),
            of(self.first)
        );
        if self.second.is_some() {
            remark.push_str("; declined: ");
            remark.push_str(&of(self.second));
        }
        remark
    }
}

/// Those whom a pronoun that speaks does not mean, as its own words name them: "He accused Fagan", "she said Lima had
/// left".
#[derive(Default)]
pub(super) struct Others {
    count: usize,
    entities: [(u32, f32); 6],
}

impl Others {
    pub(super) fn of(
        words: &Words<'_, '_>,
        mentions: &[Mention],
        at: usize,
        own: &Attribution,
        book: &Book,
    ) -> Self {
        let mut others = Self::default();
        let place = |at: usize| words.tokens[mentions[at].head as usize].start;
        let here = place(at);
        // "Okafor will fly home, | he told Politico": whom the words before are about speaks
        let whole = own.content.first().filter(|first| own.content.len() == 1 && first.end <= here);
        if own.kind == Kind::Indirect
            && let Some(first) = whole
            && let Some(subject) = (0..at).rev().take(24).take_while(|i| place(*i) >= first.start).last()
            && mentions[subject].traits.contains(Traits::SUBJECT)
        {
            others.add(words, mentions, subject, book, FRONTED);
        }
        // before it, only what is quoted: "Lima would leave, she said" may be Lima's
        if own.kind == Kind::Direct
            && let Some(first) = own.content.first().filter(|first| first.end <= here)
        {
            for i in (0..at).rev().take(24).take_while(|i| place(*i) >= first.start) {
                if place(i) < first.end {
                    others.add(words, mentions, i, book, QUOTES_NAME);
                }
            }
        }
        let end = own.content.last().map_or(0, |last| last.end);
        for i in (at + 1..mentions.len()).take(24).take_while(|i| place(*i) < end) {
            let split = own.content.len() > 1
                && !own.content.iter().any(|span| (span.start..span.end).contains(&place(i)));
            if !split {
                let quoted = mentions[i].is_quoted();
                others.add(words, mentions, i, book, if quoted { QUOTES_NAME } else { SAYS_NAME });
            }
        }
        others
    }

    fn add(&mut self, words: &Words<'_, '_>, mentions: &[Mention], at: usize, book: &Book, factor: f32) {
        let mention = &mentions[at];
        if mention.form != Form::Name {
            return;
        }
        let mut entity = book.of[at];
        if entity == NONE {
            let word = words.hash(mention.head as usize);
            let mut fitting = book.with_word(word).filter(|(part, entity)| {
                matches!(part, Part::Last | Part::First)
                    && !book.entities[*entity as usize].unlikely(mention.traits)
            });
            let first = fitting.next();
            if first.is_none() || fitting.next().is_some() {
                return;
            }
            entity = first.map_or(NONE, |(_, entity)| entity);
        }
        if let Some(slot) = self.entities.get_mut(self.count) {
            *slot = (entity, factor);
            self.count += 1;
        }
    }

    /// The source of what follows a question is rather the one who was asked.
    pub(super) fn answering(mut self, question: &Question, mention: &Mention) -> Self {
        let near = mention.sentence.saturating_sub(question.sentence);
        if (1..=2).contains(&near) || near == 0 && question.passive {
            for (entity, factor) in [(question.asker, ASKS), (question.asked, ASKED)] {
                if let (Some(entity), Some(slot)) = (entity, self.entities.get_mut(self.count)) {
                    *slot = (entity, factor);
                    self.count += 1;
                }
            }
        }
        self
    }

    fn factor(&self, entity: u32) -> f32 {
        self.entities[..self.count]
            .iter()
            .find(|(other, _)| *other == entity)
            .map_or(1.0, |(_, factor)| *factor)
    }
}

pub(super) fn pronoun(mentions: &[Mention], at: usize, book: &Book, mind: &Mind, others: &Others) -> Choice {
    let mention = &mentions[at];
    let traits = mention.traits;
    if traits.contains(Traits::RELATIVE) {
        let human = !traits.contains(Traits::NEUTER);
        let near = || {
            mentions[..at].iter().enumerate().rev().take(4).filter(|(i, other)| {
                other.sentence == mention.sentence && book.of[*i] != NONE && other.form != Form::Pronoun
            })
        };
        let before = near()
            .find(|(i, _)| {
                let entity = &book.entities[book.of[*i] as usize];
                match entity.class {
                    Class::Person | Class::Group => human,
                    Class::Unknown => !human || entity.tokens > 1,
                    _ => !human,
                }
            })
            .or_else(|| near().next());
        return Choice { first: before.map(|(i, _)| (book.of[i], 1.0)), second: None };
    }
    let (first, second) = mind.two_best_of(book, |number, entity| {
        let object = !traits.intersects(Traits::SUBJECT | Traits::OWNER)
            && entity.subject
            && entity.sentence == mention.sentence;
        let just = entity.spoke_in + 1 == mention.sentence;
        let acted = entity.subject && entity.sentence + 1 == mention.sentence && !just;
        agreement(entity, traits)
            * if object { 0.3 } else { 1.0 }
            * if just { JUST } else { 1.0 }
            * if just && !entity.named { UNNAMED } else { 1.0 }
            * if acted { ACTED } else { 1.0 }
            * others.factor(number)
    });
    Choice { first, second }
}

/// How well an entity agrees with a pronoun, 0 to 1.
pub(super) fn agreement(entity: &Entity, pronoun: Traits) -> f32 {
    let [he, she, it, they] = entity.votes;
    if pronoun.intersects(Traits::MALE | Traits::FEMALE) {
        let male = pronoun.contains(Traits::MALE);
        let kind = match entity.class {
            Class::Person => 1.0,
            // "appeared on Newsnight, where he said"
            Class::Unknown if entity.named && entity.press && he + she == 0 => {
                if entity.subject || entity.spoke { 0.1 } else { 0.0 }
            }
            Class::Unknown if entity.named && entity.tokens > 1 => 0.5,
            Class::Unknown if entity.named => 0.35,
            _ => return 0.0,
        };
        if entity.traits.contains(Traits::PLURAL) || entity.contradicts(pronoun) {
            return 0.0;
        }
        let (same, other) = if male { (he, she) } else { (she, he) };
        let stated = entity.traits.intersects(Traits::MALE | Traits::FEMALE);
        let likely = if male { Traits::LIKELY_MALE } else { Traits::LIKELY_FEMALE };
        let unlikely = if male { Traits::LIKELY_FEMALE } else { Traits::LIKELY_MALE };
        let gender = if stated || same > other {
            1.0
        } else if other > same {
            0.05
        } else if entity.traits.contains(likely) {
            0.95
        } else if entity.traits.contains(unlikely) {
            0.12
        } else {
            0.7
        };
        return kind * gender * if entity.named { 1.0 } else { 0.5 };
    }
    if pronoun.contains(Traits::PLURAL) {
        return match entity.class {
            _ if entity.traits.contains(Traits::PLURAL) => 1.0,
            Class::Group => 1.0,
            Class::Organization => 0.4,
            Class::Person if they > he + she => 1.0,
            Class::Person if !entity.named => 0.3,
            Class::Person if he + she == 0 => 0.08,
            Class::Unknown => 0.3,
            _ => 0.02,
        };
    }
    match entity.class {
        Class::Organization => 1.0,
        Class::Document => 0.9,
        Class::Unknown if he + she == 0 => 0.4 + f32::from(it.min(2)) * 0.2,
        Class::Place => 0.3,
        _ => 0.0,
    }
}

pub(super) fn vote(book: &mut Book, entity: u32, mention: &Mention, clear: bool) {
    let slot = if mention.traits.contains(Traits::MALE) {
        0
    } else if mention.traits.contains(Traits::FEMALE) {
        1
    } else if mention.traits.contains(Traits::PLURAL) {
        3
    } else if mention.traits.contains(Traits::NEUTER) && !mention.traits.contains(Traits::RELATIVE) {
        2
    } else {
        return;
    };
    if clear {
        let votes = &mut book.entities[entity as usize].votes[slot];
        *votes = votes.saturating_add(1);
    }
}
