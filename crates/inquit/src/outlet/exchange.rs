//! An exchange is one occasion on which somebody speaks: an interview that several quotations come from.

use std::hash::BuildHasher;

use inquit_tokenizer::{Document, IndexRange, Sentence};
use rustc_hash::FxBuildHasher;

use super::context::{Context, Scene};
use super::moment::{is_later, is_old, is_recent, opens_elsewhere, opens_later, tells_when};
use super::reference::PARTS;
use super::{Own, names};
use crate::attribution::{Attribution, Channel, Outlet, SpeakerClass};
use crate::lexicon::{Code, Lex, listed};
use crate::mention::Words;

/// How many paragraphs an exchange lasts without being named again.
const PARAGRAPHS: u32 = 12;
/// How many paragraphs it lasts when somebody else has spoken in between.
const INTERRUPTED: u32 = 3;
/// The rule that finds the turns of transcripts.
const TRANSCRIPT: &str = "transcript";
/// How many exchanges are remembered.
const REMEMBERED: usize = 8;

/// One occasion of one speaker.
#[derive(Clone, Debug)]
struct Occasion {
    /// A hash of the speaker's name; 0 for none.
    speaker: u64,
    /// Whether that is a person's name.
    named: bool,
    /// Whether it is what somebody is, not a name: "plasterer".
    nominal: bool,
    outlet: Option<String>,
    channel: Option<Channel>,
    /// The paragraph where it was last spoken of.
    paragraph: u32,
    /// Whether a cue told of it in the past tense.
    past: bool,
    /// Whether it was talk: what somebody writes is no part of it.
    talk: bool,
    /// Whether it is told of as one of long ago: "last month", "in 2004".
    old: bool,
}

/// The occasions so far.
#[derive(Debug, Default)]
pub(super) struct Exchange {
    /// The last one at the end, at most one a speaker.
    occasions: Vec<Occasion>,
    /// The paragraph of the attribution that is being read.
    current: u32,
    /// The hash of its speaker's name; 0 where there is none.
    speaker: u64,
    /// The outlets named last, for "the newspaper", the last one at the end, but for what `unsearched` names.
    pub(super) named: Vec<String>,
    /// Sentences behind it, in text order: hardly any attribution asks which outlet they name.
    pub(super) unsearched: Vec<usize>,
    /// What the words before a transcript tell of all its turns.
    hosted: Option<Occasion>,
    /// "The Today programme asked": the occasion of whoever answers.
    asked: Option<Occasion>,
    /// One past the last token that was read beside a content.
    read: u32,
    /// One past the last byte of a content.
    spoken: u32,
}

impl Exchange {
    /// Makes ready for an article.
    pub(super) fn reset(&mut self) {
        let Self { mut occasions, mut named, mut unsearched, .. } = std::mem::take(self);
        occasions.clear();
        unsearched.clear();
        named.clear();
        *self = Self { occasions, named, unsearched, ..Self::default() };
    }

    /// Reads the sentences between the last attribution and this one: an occasion may be named there.
    pub(super) fn between(
        &mut self,
        words: &Words<'_, '_>,
        doc: &Document<'_>,
        attribution: &Attribution,
        own: &Own,
        context: &Context,
    ) {
        self.speaker = speaker_of(attribution);
        let list = doc.sentences();
        let start = own.sentences.start;
        let here = match list.get(own.sentence) {
            Some(sentence) if sentence.tokens.contains(start as usize) => own.sentence,
            _ => list.partition_point(|sentence| sentence.tokens.end <= start),
        };
        self.current = list.get(here).map_or(0, |sentence| sentence.paragraph);
        if context.outlet.is_some() {
            return;
        }
        let (read, spoken) = (self.read, self.spoken);
        let unread = |sentence: &Sentence| sentence.tokens.start >= read && sentence.span.start >= spoken;
        let from = here.saturating_sub(3);
        let before = list[from..here.min(list.len())].iter().zip(from..);
        for (sentence, number) in before.filter(|(sentence, _)| unread(sentence)) {
            self.unsearched.push(number);
            if narrator_asks(words, sentence.tokens, attribution) {
                self.occasions.clear();
            }
            let scene = Scene { words, content: &attribution.content, before: &[] };
            let mut found = Context::default();
            scene.clause(sentence.tokens, None, &mut found);
            let told = |occasion: &Occasion| occasion.speaker == self.speaker && occasion.outlet.is_some();
            if self.occasions.iter().any(told)
                && (faces_press(words, sentence.tokens) || opens_later(words, sentence.tokens))
            {
                self.occasions.retain(|occasion| occasion.speaker != self.speaker);
            }
            if self.occasions.iter().any(|occasion| occasion.old)
                && is_recent(words, sentence.tokens, attribution)
            {
                self.occasions.retain(|occasion| occasion.speaker != self.speaker || !occasion.old);
            }
            self.joins(words, sentence, attribution);
            if (found.outlet.is_some() && !found.cited || found.channel.is_some_and(ends))
                && (is_turn(attribution) || is_about(words, sentence.tokens, attribution, own))
            {
                let speaker = self.speaker;
                let outlet = found.outlet.map(|outlet| name(doc, outlet.start, outlet.end));
                let occasion = Occasion {
                    speaker,
                    named: true,
                    nominal: false,
                    outlet,
                    channel: found.channel,
                    paragraph: sentence.paragraph,
                    past: false,
                    talk: found.channel.is_some_and(is_talk),
                    old: is_old(words, sentence.tokens, attribution),
                };
                if is_turn(attribution) && occasion.talk || meets(words, sentence.tokens) {
                    self.hosted = Some(occasion.clone());
                }
                self.remember(occasion);
            }
        }
    }

    /// "His daughter took part in the same broadcast", "Co-host Ana Lima pushed back": who speaks next has the occasion of
    /// the one who spoke last.
    fn joins(&mut self, words: &Words<'_, '_>, sentence: &Sentence, attribution: &Attribution) {
        let Some(speaker) = &attribution.speaker else { return };
        let last =
            self.occasions.last().filter(|last| sentence.paragraph.saturating_sub(last.paragraph) <= 1);
        let Some(last) = last.filter(|last| last.outlet.is_some() && last.speaker != self.speaker) else {
            return;
        };
        let joins = sentence.tokens.range().take(60).any(|at| {
            words.any(at, listed!["same"])
                && (words.any(at + 1, PARTS) || words.any(at + 1, listed!["interview", "call"]))
                || words.any(at, HOSTS) && is_part(words, at + 1, &speaker.name)
        });
        if joins {
            let own = Occasion {
                speaker: self.speaker,
                named: true,
                paragraph: sentence.paragraph,
                ..last.clone()
            };
            self.remember(own);
        }
    }

    /// The outlet of the exchange, where the same speaker goes on.
    pub(super) fn inherited(
        &self,
        words: &Words<'_, '_>,
        attribution: &Attribution,
        own: &Own,
        context: &Context,
    ) -> Option<(String, &'static str)> {
        let near = |hosted: &&Occasion| self.current.saturating_sub(hosted.paragraph) <= INTERRUPTED;
        let hosted = || self.hosted.as_ref().filter(|_| is_turn(attribution)).filter(near);
        let answers =
            || self.asked.as_ref().filter(|asked| self.current.saturating_sub(asked.paragraph) <= 1);
        let occasion = answers()
            .or_else(|| self.same(attribution, context.again))
            .or_else(|| self.of_nominal(words, own))
            .or_else(|| self.of_several(words, own))
            .or_else(hosted)
            .or_else(|| self.of_host(words, own))?;
        // what somebody says now is no part of what was told then, but what they think is, where it is told at once
        if occasion.past && is_present(words, own.cue) == Some(true) {
            let last = self.occasions.last().is_some_and(|last| last.speaker == occasion.speaker);
            let thinks = own.cue.is_some_and(|cue| words.all(cue).intersects(Lex::THINK));
            if !(thinks && last && occasion.paragraph == self.current) {
                return None;
            }
        }
        if elsewhere(words, own, context) || occasion.talk && writes(words, own.cue) {
            return None;
        }
        // "When we emailed her, she replied", "A week later she said"
        if narrator_asks(words, own.sentences, attribution)
            || is_later(words, own)
            || opens_elsewhere(words, own)
        {
            return None;
        }
        // "admitted in May", "said yesterday"
        if occasion.old && is_recent(words, own.sentences, attribution) {
            return None;
        }
        // "said last week", "said after practice": another occasion, but where both are of one paragraph
        if occasion.paragraph != self.current && tells_when(words, attribution, own.cue, own.source) {
            return None;
        }
        if context.channel.is_some_and(|channel| ends(channel) && Some(channel) != occasion.channel) {
            return None;
        }
        Some((occasion.outlet.clone()?, "the same exchange"))
    }

    /// The channel of the exchange, where it goes on.
    pub(super) fn channel(&self, attribution: &Attribution, outlet: Option<&Outlet>) -> Option<Channel> {
        let occasion = self.same(attribution, false)?;
        let same = match (outlet, &occasion.outlet) {
            (Some(outlet), Some(own)) => outlet.name == *own,
            (None, None) => true,
            _ => false,
        };
        occasion.channel.filter(|_| same)
    }

    /// The occasion that the speaker goes on with.
    fn same(&self, attribution: &Attribution, again: bool) -> Option<&Occasion> {
        let speaker = attribution.speaker.as_ref()?;
        let at = self.occasions.iter().rposition(|occasion| occasion.speaker == self.speaker)?;
        let occasion = &self.occasions[at];
        let group = speaker.class == SpeakerClass::Group;
        let lasts = if group {
            1
        } else if at + 1 == self.occasions.len() {
            PARAGRAPHS
        } else {
            INTERRUPTED
        };
        (again || self.current.saturating_sub(occasion.paragraph) <= lasts).then_some(occasion)
    }

    /// "One of them said": the occasion of the several who spoke right before.
    fn of_several(&self, words: &Words<'_, '_>, own: &Own) -> Option<&Occasion> {
        let source = own.source?.start as usize;
        let last = self.occasions.last().filter(|last| self.current.saturating_sub(last.paragraph) <= 1)?;
        // "Another depositor", behind one with a name, was asked by somebody else
        let of = words.any(source + 1, listed!["of"]);
        let asked = !last.channel.is_some_and(|channel| matches!(channel, Channel::Poll | Channel::Report));
        (words.any(source, listed!["one", "another"]) && asked && (of || !last.named)).then_some(last)
    }

    /// "The plasterer told The Sun that … | Gaz Pollard said": who is named behind what he is, in the same paragraph.
    fn of_nominal(&self, words: &Words<'_, '_>, own: &Own) -> Option<&Occasion> {
        let last = self.occasions.last()?;
        let first = own.source?.start as usize;
        let named = words.is_capital(first) && !words.has(first, Lex::DETERMINER | Lex::ROLE);
        (named || words.has(first, Lex::SUBJECT_PRONOUN)).then_some(())?;
        (last.nominal && last.talk && last.outlet.is_some() && last.paragraph == self.current).then_some(last)
    }

    /// "Presenter Ana Lima asked": the occasion of the one who was spoken to right before.
    fn of_host(&self, words: &Words<'_, '_>, own: &Own) -> Option<&Occasion> {
        let asks = listed!["asked", "asks", "wanted", "wondered", "pressed", "put", "suggested"];
        let (source, cue) = (own.source?, own.cue?);
        let host = source.range().any(|at| words.any(at, HOSTS)) && cue.range().any(|at| words.any(at, asks));
        // "a television host", "the host of a podcast"
        let other = words.any(source.start as usize, listed!["a", "an", "another"])
            || words.all(source).intersects(Lex::PREPOSITION);
        let last = self.occasions.last().filter(|last| self.current.saturating_sub(last.paragraph) <= 1)?;
        (host && !other && last.outlet.is_some()).then_some(last)
    }

    /// Whether an outlet was the last to be named in the paragraph, or in the one before.
    pub(super) fn reported_here(&self) -> bool {
        let last = self.occasions.last();
        last.is_some_and(|last| last.outlet.is_some() && self.current.saturating_sub(last.paragraph) <= 1)
    }

    /// Takes over what was found of an attribution.
    pub(super) fn take(&mut self, words: &Words<'_, '_>, attribution: &Attribution, own: &Own, asks: bool) {
        let (range, present) = (own.sentences, is_present(words, own.cue));
        self.read = self.read.max(range.end);
        self.spoken = self.spoken.max(attribution.extent().end);
        let speaker = self.speaker;
        let outlet = attribution.outlet.as_ref().map(|outlet| outlet.name.clone());
        if let Some(outlet) = &outlet {
            self.name(outlet.clone());
            self.unsearched.clear();
        }
        let paragraph = self.current;
        if let Some(hosted) = self.hosted.as_mut().filter(|_| is_turn(attribution)) {
            hosted.paragraph = paragraph;
        }
        if is_turn(attribution)
            && let (Some(outlet), Some(asker)) = (&outlet, &attribution.speaker)
            && *outlet == asker.name
        {
            // "NME: Was that a plan?": the answers are given there
            self.hosted = Some(Occasion {
                speaker,
                named: true,
                nominal: false,
                outlet: Some(outlet.clone()),
                channel: attribution.channel,
                paragraph,
                past: false,
                talk: true,
                old: false,
            });
        }
        // "has told CNN that": what somebody says now may be part of it
        let perfect = own.cue.is_some_and(|cue| {
            words.all(cue).intersects(Lex::HAVE) && !words.any(cue.start as usize, listed!["had"])
        });
        let past = present == Some(false) && !perfect;
        let channel = attribution.channel;
        let told = |cue: IndexRange| words.all(cue).intersects(Lex::TELL);
        let talk = own.cue.is_some_and(told) || channel.is_some_and(is_talk);
        let named = attribution.speaker.as_ref().is_some_and(|speaker| speaker.class == SpeakerClass::Person);
        // what goes on with an old one is old
        let again = attribution.outlet.as_ref().is_some_and(|outlet| outlet.inherited);
        let old = outlet.is_some() && is_old(words, range, attribution)
            || again
                && self.occasions.iter().any(|old| old.speaker == speaker && old.outlet == outlet && old.old);
        let asker = attribution.addressee.as_deref().and_then(|addressee| asker(addressee, asks));
        if let (Some(asker), Some(outlet)) = (asker, &outlet) {
            // "told host Ana Lima on the X podcast": what she asks is asked there
            let speaker = hash_of(asker);
            let outlet = Some(outlet.clone());
            let asked = Occasion {
                speaker,
                named: true,
                nominal: false,
                outlet,
                channel,
                paragraph,
                past,
                talk: true,
                old,
            };
            self.remember(asked);
        }
        let asks = |cue: IndexRange| cue.range().any(|at| words.any(at, listed!["asked", "asks", "pressed"]));
        let speaks = outlet
            .as_ref()
            .zip(attribution.speaker.as_ref())
            .is_some_and(|(outlet, speaker)| names::bare(outlet) == names::bare(&speaker.name));
        self.asked = (speaks && own.cue.is_some_and(asks)).then(|| Occasion {
            speaker,
            named: true,
            nominal: false,
            outlet: outlet.clone(),
            channel,
            paragraph,
            past: false,
            talk: true,
            old: false,
        });
        let nominal = attribution
            .speaker
            .as_ref()
            .is_some_and(|speaker| speaker.name.starts_with(|first: char| first.is_lowercase()));
        self.remember(Occasion { speaker, named, nominal, outlet, channel, paragraph, past, talk, old });
    }

    fn remember(&mut self, occasion: Occasion) {
        // Who spoke last goes on most often.
        if let Some(last) = self.occasions.last_mut()
            && last.speaker == occasion.speaker
        {
            *last = occasion;
            return;
        }
        let same = self.occasions.iter().position(|old| old.speaker == occasion.speaker);
        if same.is_some() || self.occasions.len() >= REMEMBERED {
            self.occasions.remove(same.unwrap_or(0));
        }
        self.occasions.push(occasion);
    }
}

/// Whether the narrator of an article, "I" or "we" outside a content, asks or meets somebody: an occasion of its own.
fn narrator_asks(words: &Words<'_, '_>, sentence: IndexRange, attribution: &Attribution) -> bool {
    let narrator = |at: &usize| {
        words.has(*at, Lex::SUBJECT_PRONOUN) && words.any(*at, listed!["i", "we"]) && {
            let start = words.tokens[*at].start;
            !attribution.content.iter().any(|span| span.start <= start && start < span.end)
        }
    };
    sentence.range().take(300).filter(narrator).any(|at| {
        (at + 1..at + 4).any(|verb| {
            words.any(
                verb,
                listed![
                    "asked",
                    "met",
                    "meet",
                    "went",
                    "called",
                    "emailed",
                    "visited",
                    "quoted",
                    "put",
                    "rang",
                    "phoned",
                    "spoke",
                    "caught",
                    "reached",
                    "sat",
                    "saw",
                    "mentioned",
                    "read",
                    "wondered"
                ],
            )
        })
    })
}

/// Whether a sentence may tell of whoever speaks in an attribution behind it: of an organisation or a group, only
/// where the sentence has a part of the name, or a pronoun.
fn is_about(words: &Words<'_, '_>, sentence: IndexRange, attribution: &Attribution, own: &Own) -> bool {
    let (Some(source), Some(speaker)) = (own.source, attribution.speaker.as_ref()) else { return true };
    if !matches!(speaker.class, SpeakerClass::Organization | SpeakerClass::Group) {
        return true;
    }
    let person = Lex::SUBJECT_PRONOUN | Lex::POSSESSIVE | Lex::OBJECT_PRONOUN;
    let named = |at: usize| is_part(words, at, &speaker.name) || words.has(at, person);
    source.len() == 1 && words.has(source.start as usize, person) || sentence.range().any(named)
}

/// Whether a sentence tells of a talk that a transcript may follow: "She spoke to Gramophone in her dressing room."
fn meets(words: &Words<'_, '_>, sentence: IndexRange) -> bool {
    sentence.range().take(40).any(|at| {
        words.any(at, listed!["spoke", "talked", "talks", "speaks"])
            && words.any(at + 1, listed!["to", "with"])
            || words.any(at, listed!["sat"]) && words.any(at + 1, listed!["down"])
    })
}

/// Whether a sentence says that somebody stands before reporters: "He fronted the cameras again on Wednesday."
fn faces_press(words: &Words<'_, '_>, sentence: IndexRange) -> bool {
    let faces = listed!["fronted", "faced", "addressed", "addressing", "met", "front"];
    let press = listed!["cameras", "media", "reporters", "journalists", "press", "photographers"];
    sentence
        .range()
        .take(40)
        .any(|at| words.any(at, faces) && (at + 1..at + 4).any(|behind| words.any(behind, press)))
}

/// Who asks on air.
pub(super) const HOSTS: &[Code] =
    listed!["host", "hosts", "co-host", "presenter", "presenters", "interviewer", "anchor", "co-presenter"];

/// Whether a token is in an attribution's content.
pub(super) fn is_content(words: &Words<'_, '_>, attribution: &Attribution, at: usize) -> bool {
    let start = words.tokens[at].start;
    attribution.content.iter().any(|span| span.start <= start && start < span.end)
}

/// Whether a token is one word of a name.
pub(super) fn is_part(words: &Words<'_, '_>, at: usize, name: &str) -> bool {
    words.is_capital(at) && name.split(' ').any(|part| part == words.word(at))
}

/// Whether one turn of a transcript.
fn is_turn(attribution: &Attribution) -> bool {
    attribution.rule == TRANSCRIPT
}

/// The hash of a speaker's name; 0 where there is none.
fn speaker_of(attribution: &Attribution) -> u64 {
    attribution.speaker.as_ref().map_or(0, |speaker| hash_of(&speaker.name))
}

fn hash_of(name: &str) -> u64 {
    FxBuildHasher.hash_one(name) | 1
}

/// The full name of an addressee who asks for an outlet: of "host Ana Lima" the last two words.
fn asker(addressee: &str, asks: bool) -> Option<&str> {
    let host = |word: &str| ["host", "presenter", "anchor", "interviewer"].contains(&word);
    if !asks && !addressee.split(' ').any(host) {
        return None;
    }
    let capital = |word: &&str| word.starts_with(char::is_uppercase);
    let words = addressee.rsplit(' ').take_while(capital);
    let (count, length) = words.fold((0, 0), |(count, length), word| (count + 1, length + word.len() + 1));
    (count > 1).then(|| &addressee[addressee.len() + 1 - length..])
}

/// Whether the words were told to others than an outlet: "told the court", "told him".
fn elsewhere(words: &Words<'_, '_>, own: &Own, context: &Context) -> bool {
    let Some(cue) = own.cue else { return false };
    // "joked to fans at the festival"
    let fans =
        listed!["fans", "reporters", "supporters", "photographers", "journalists", "delegates", "colleagues"];
    if words.any(cue.end as usize, listed!["to"]) && words.any(cue.end as usize + 1, fans) {
        return true;
    }
    if !cue.range().any(|at| words.has(at, Lex::TELL)) {
        return false;
    }
    if let Some(to) = context.addressee {
        return words.any(
            to.end as usize - 1,
            listed![
                "court",
                "jury",
                "jurors",
                "inquiry",
                "tribunal",
                "inquest",
                "hearing",
                "parliament",
                "mps",
                "senators",
                "lawmakers",
                "reporters",
                "journalists",
                "committee",
                "council",
                "councillors",
                "crowd",
                "rally",
                "supporters",
                "meeting",
                "conference",
                "police",
                "detectives",
                "officers",
                "colleagues",
                "investigators"
            ],
        );
    }
    words.any(cue.end as usize, listed!["him", "her", "them"])
        && words.has(cue.end as usize - 1, Lex::TELL)
        && !words.is_word(cue.end as usize + 1)
}

/// Whether a cue says that the words were written.
pub(super) fn writes(words: &Words<'_, '_>, cue: Option<IndexRange>) -> bool {
    let write = listed!["wrote", "writes", "writing", "written", "tweeted", "tweets", "posted", "posts"];
    cue.is_some_and(|cue| cue.range().any(|at| words.any(at, write)))
}

/// Channels of talk.
fn is_talk(channel: Channel) -> bool {
    matches!(channel, Channel::Interview | Channel::Broadcast | Channel::Call)
}

/// Whether a cue is in the present tense, where its verb tells.
pub(super) fn is_present(words: &Words<'_, '_>, cue: Option<IndexRange>) -> Option<bool> {
    let verb = cue?.range().find(|&at| words.has(at, Lex::THIRD | Lex::PAST))?;
    Some(!words.has(verb, Lex::PAST))
}

/// Channels that are an occasion of their own.
pub(super) fn ends(channel: Channel) -> bool {
    !matches!(channel, Channel::Interview | Channel::Broadcast | Channel::Report)
}

/// An outlet's name as the text has it, without a "the" of the sentence: "Observer" of "told the Observer".
pub(super) fn name(doc: &Document<'_>, start: usize, end: usize) -> String {
    let tokens = IndexRange::new(start as u32, end as u32);
    let mut name = super::tidy(crate::mention::cover(doc, tokens).slice(doc.text()));
    if name.strip_prefix("the ").is_some_and(|bare| bare.starts_with(char::is_uppercase)) {
        name.drain(.."the ".len());
    }
    name
}
