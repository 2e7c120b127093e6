//! An exchange is one occasion on which somebody speaks: an interview that several quotations come from.

use std::hash::BuildHasher;

use inquit_tokenizer::{Document, IndexRange, Sentence};
use rustc_hash::FxBuildHasher;

use super::Own;
use super::context::{Context, Scene};
use super::names;
use crate::attribution::{Attribution, Channel, Outlet, SpeakerClass};
use crate::lexicon::{Ask, Code, Lex, listed};
use crate::mention::Words;

/// How many paragraphs an exchange lasts without being named again.
const PARAGRAPHS: u32 = 12;
/// How many paragraphs it lasts when somebody else has spoken in between.
const INTERRUPTED: u32 = 4;
/// How many of the outlets named last are remembered.
const NAMED_LAST: usize = 4;
/// The rule that finds the turns of transcripts.
const TRANSCRIPT: &str = "transcript";
/// How many exchanges are remembered.
const REMEMBERED: usize = 8;

/// What is given to an outlet.
const GIVEN: &[Code] =
    listed!["statement", "interview", "email", "e-mail", "letter", "comments", "remarks", "message"];

/// The reason of a back-reference.
pub(super) const NAMED: &str = "the outlet named before";

/// The reason of one that is the source itself: "the French daily said".
pub(super) const SPEAKS_AGAIN: &str = "the outlet named before speaks";

/// One occasion of one speaker.
#[derive(Clone, Debug)]
struct Occasion {
    /// A hash of the speaker's name; 0 for none.
    speaker: u64,
    /// Whether that is a person's name.
    named: bool,
    outlet: Option<String>,
    channel: Option<Channel>,
    /// The paragraph where it was last spoken of.
    paragraph: u32,
    /// Whether a cue told of it in the past tense.
    past: bool,
    /// Whether it was talk: what somebody writes is no part of it.
    talk: bool,
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
    named: Vec<String>,
    /// Sentences behind it, in text order: hardly any attribution asks which outlet they name.
    unsearched: Vec<usize>,
    /// What the words before a transcript tell of all its turns.
    hosted: Option<Occasion>,
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
            if (found.outlet.is_some() || found.channel.is_some_and(ends))
                && (is_turn(attribution) || is_about(words, sentence.tokens, attribution, own))
            {
                let speaker = self.speaker;
                let outlet = found.outlet.map(|outlet| name(doc, outlet.start, outlet.end));
                let occasion = Occasion {
                    speaker,
                    named: true,
                    outlet,
                    channel: found.channel,
                    paragraph: sentence.paragraph,
                    past: false,
                    talk: found.channel.is_some_and(is_talk),
                };
                if is_turn(attribution) && occasion.talk {
                    self.hosted = Some(occasion.clone());
                }
                self.remember(occasion);
            }
        }
    }

    /// "the paper", "the site": the outlet named before.
    pub(super) fn back_reference(
        &mut self,
        words: &Words<'_, '_>,
        doc: &Document<'_>,
        attribution: &Attribution,
        own: &Own,
    ) -> Option<(String, &'static str)> {
        // "accused the newspaper of" tells it nothing
        let acts = |cue: &IndexRange| {
            let flags = words.lex((cue.end as usize).wrapping_sub(1));
            flags.intersects(Lex::ACT) && !flags.intersects(Lex::SAY | Lex::TELL)
        };
        let told = own.cue.filter(|cue| !acts(cue)).map(|cue| IndexRange::new(cue.start, cue.end + 3));
        let refers = |at: usize| {
            super::signals::of(words, at).contains(super::signals::Signal::MEDIUM)
                && at > 0
                // "the trade magazine"
                && (words.any(at - 1, listed!["the", "news"])
                    || (words.any(at - 1, listed!["trade", "local", "student", "sunday", "regional", "pink"])
                        || words.has(at - 1, Lex::NATIONALITY | Lex::PLACE))
                        && words.any(at.wrapping_sub(2), listed!["the"]))
                // "the site's director" is a person, and so is "the broadcaster Ana Lima"
                && !words.is_owner_mark(at + 1)
                && !words.is_capital(at + 1)
                // "the engineers at the site"
                && !words.any(at.wrapping_sub(2), listed!["at", "on", "in"])
        };
        // "told the host": whose show it is was said before
        let hosts = |at: usize| {
            words.any(at, listed!["host", "hosts", "presenter", "presenters", "interviewer"])
                && words.any(at.wrapping_sub(1), listed!["the"])
                && !words.is_capital(at + 1)
                && !words.is_owner_mark(at + 1)
        };
        let telling = told.filter(|told| words.all(*told).intersects(Lex::TELL));
        let mut asked = telling.into_iter().flat_map(IndexRange::range).filter(|&at| hosts(at));
        // "writes its editor, Ana Lima", "the paper's critic, Ana Lima, asked"
        let asks = listed!["asked", "asks", "argued", "argues"];
        let written =
            writes(words, own.cue) || own.cue.is_some_and(|cue| cue.range().any(|at| words.any(at, asks)));
        let critic = own.source.filter(|_| written).and_then(|source| {
            let noun = (source.range().take(4)).find(|&at| words.any(at, CRITICS))?;
            let owner = (source.start as usize..noun).any(|at| {
                words.any(at, listed!["its"])
                    || words.is_owner_mark(at)
                        && super::signals::of(words, at.wrapping_sub(1))
                            .contains(super::signals::Signal::MEDIUM)
            });
            owner.then_some(noun)
        });
        // "a spokeswoman for the broadcaster"
        let named = own.source.map(|source| {
            let behind = source.range().find(|&at| words.any(at, listed!["for", "of"]));
            IndexRange::new(source.start, behind.map_or(source.end, |at| at as u32))
        });
        // "the paper | quoted a head of department as saying"
        let quoting =
            own.cue.filter(|cue| cue.start > 0 && words.any(cue.start as usize, listed!["quoted", "quotes"]));
        let quoting = quoting.map(|cue| IndexRange::new(cue.start - 1, cue.start));
        // "said in a statement to the station"
        let behind = IndexRange::new(own.sentences.start + 2, own.sentences.end + 2);
        let mut given = words.asks.pick(Ask::Signal, behind).filter(|&medium| {
            let at = medium - 2;
            words.any(at, listed!["to"])
                && words.any(at + 1, listed!["the"])
                && (at.saturating_sub(3)..at).any(|i| words.any(i, GIVEN))
                && refers(medium)
        });
        let speaks =
            named.is_some_and(|named| (1..5).contains(&named.len()) && refers(named.end as usize - 1));
        let beside = named.into_iter().chain(told).chain(quoting).flat_map(IndexRange::range);
        let mut beside = beside.filter(|at| words.has(*at, Lex::SIGNAL) && refers(*at));
        let noun = beside.next().or_else(|| given.next());
        if let Some(noun) = noun.or_else(|| asked.next()).or(critic) {
            // papers have podcasts and channels, too
            let any = words.any(noun, listed!["podcast", "programme", "show", "channel", "network"]);
            let fits = |name: &&String| any || names::may_be(name, words, noun);
            let named = self.named(words, doc);
            let outlet = named.iter().rev().find(fits).or(named.last())?.clone();
            let noun = own.source.map_or(0, |source| source.end as usize - 1);
            let speaks = speaks && names::may_be(&outlet, words, noun);
            return Some((outlet, if speaks { SPEAKS_AGAIN } else { NAMED }));
        }
        // the speaker is an outlet, named elsewhere
        let speaker =
            attribution.speaker.as_ref().filter(|speaker| speaker.class == SpeakerClass::Organization)?;
        let named = self.named(words, doc).last()?;
        (bare(named) == bare(&speaker.name)).then(|| (speaker.name.clone(), "the outlet speaks on"))
    }

    /// The outlets named last, the last one at the end.
    fn named(&mut self, words: &Words<'_, '_>, doc: &Document<'_>) -> &[String] {
        let sentences = doc.sentences();
        let last = |number: usize| {
            let names = names::may_begin(words, sentences[number].tokens);
            names.filter_map(|at| names::known_at(words, at).filter(|known| !known.ordinary)).last()
        };
        let known = self.unsearched.drain(..).rev().find_map(last);
        if let Some(known) = known {
            self.name(name(doc, known.start, known.end));
        }
        &self.named
    }

    /// Notes an outlet as the one named last.
    fn name(&mut self, outlet: String) {
        if self.named.last() != Some(&outlet) {
            if self.named.len() >= NAMED_LAST {
                self.named.remove(0);
            }
            self.named.push(outlet);
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
        let hosted = || self.hosted.as_ref().filter(|_| is_turn(attribution));
        let occasion =
            self.same(attribution, context.again).or_else(|| self.of_several(words, own)).or_else(hosted)?;
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
        if narrator_asks(words, own.sentences, attribution) || is_later(words, own) {
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
        (words.any(source, listed!["one", "another"]) && (of || !last.named)).then_some(last)
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
        if !is_turn(attribution) {
            self.hosted = None;
        }
        let paragraph = self.current;
        // "has told CNN that": what somebody says now may be part of it
        let perfect = own.cue.is_some_and(|cue| {
            words.all(cue).intersects(Lex::HAVE) && !words.any(cue.start as usize, listed!["had"])
        });
        let past = present == Some(false) && !perfect;
        let channel = attribution.channel;
        let told = |cue: IndexRange| words.all(cue).intersects(Lex::TELL);
        let talk = own.cue.is_some_and(told) || channel.is_some_and(is_talk);
        let named = attribution.speaker.as_ref().is_some_and(|speaker| speaker.class == SpeakerClass::Person);
        let asker = attribution.addressee.as_deref().and_then(|addressee| asker(addressee, asks));
        if let (Some(asker), Some(outlet)) = (asker, &outlet) {
            // "told host Ana Lima on the X podcast": what she asks is asked there
            let speaker = hash_of(asker);
            let outlet = Some(outlet.clone());
            self.remember(Occasion { speaker, named: true, outlet, channel, paragraph, past, talk: true });
        }
        self.remember(Occasion { speaker, named, outlet, channel, paragraph, past, talk });
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

/// Whether a sentence says before its cue that time has passed: "A week later", "the following day".
fn is_later(words: &Words<'_, '_>, own: &Own) -> bool {
    let cue = own.cue.map_or(own.sentences.start, |cue| cue.start) as usize;
    let start = own.sentences.start as usize;
    (start..cue.min(start + 12)).any(|at| {
        words.has(at, Lex::TIME)
            && (words.any(at + 1, listed!["later"])
                || words.any(at.wrapping_sub(1), listed!["following", "next"]) && at > start)
    })
}

/// Whether the words right behind the cue, or behind the source where that stands behind it, tell when.
fn tells_when(
    words: &Words<'_, '_>,
    attribution: &Attribution,
    cue: Option<IndexRange>,
    source: Option<IndexRange>,
) -> bool {
    let Some(cue) = cue else { return false };
    let end = cue.end.max(source.map_or(0, |source| source.end)) as usize;
    let outside = |at: usize| {
        words.tokens.get(at).is_some_and(|token| {
            !attribution.content.iter().any(|span| span.start <= token.start && token.start < span.end)
        })
    };
    let at = end + usize::from(words.any(end, listed!["on"]));
    words.has(at, Lex::TIME) && outside(at)
        || words.any(end, listed!["last", "this", "after", "before", "earlier", "later"])
            && outside(end)
            && outside(end + 1)
}

/// Whether a sentence may tell of whoever speaks in an attribution behind it: of an organisation or a group, only
/// where the sentence has a part of the name, or a pronoun.
fn is_about(words: &Words<'_, '_>, sentence: IndexRange, attribution: &Attribution, own: &Own) -> bool {
    let (Some(source), Some(speaker)) = (own.source, attribution.speaker.as_ref()) else { return true };
    if !matches!(speaker.class, SpeakerClass::Organization | SpeakerClass::Group) {
        return true;
    }
    let person = Lex::SUBJECT_PRONOUN | Lex::POSSESSIVE | Lex::OBJECT_PRONOUN;
    let named = |at: usize| {
        words.is_capital(at) && speaker.name.split(' ').any(|part| part == words.word(at))
            || words.has(at, person)
    };
    source.len() == 1 && words.has(source.start as usize, person) || sentence.range().any(named)
}

/// Whether one turn of a transcript.
fn is_turn(attribution: &Attribution) -> bool {
    attribution.rule == TRANSCRIPT
}

/// Who writes for a paper, or asks for it.
const CRITICS: &[Code] =
    listed!["editor", "critic", "columnist", "correspondent", "reporter", "reviewer", "commentator"];

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
    let Some(cue) = own.cue.filter(|cue| cue.range().any(|at| words.has(at, Lex::TELL))) else {
        return false;
    };
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
fn writes(words: &Words<'_, '_>, cue: Option<IndexRange>) -> bool {
    let write = listed!["wrote", "writes", "writing", "written", "tweeted", "tweets", "posted", "posts"];
    cue.is_some_and(|cue| cue.range().any(|at| words.any(at, write)))
}

/// Channels of talk.
fn is_talk(channel: Channel) -> bool {
    matches!(channel, Channel::Interview | Channel::Broadcast | Channel::Call)
}

/// Whether a cue is in the present tense, where its verb tells.
fn is_present(words: &Words<'_, '_>, cue: Option<IndexRange>) -> Option<bool> {
    let verb = cue?.range().find(|&at| words.has(at, Lex::THIRD | Lex::PAST))?;
    Some(!words.has(verb, Lex::PAST))
}

/// Channels that are an occasion of their own.
fn ends(channel: Channel) -> bool {
    !matches!(channel, Channel::Interview | Channel::Broadcast | Channel::Report)
}

fn name(doc: &Document<'_>, start: usize, end: usize) -> String {
    super::tidy(crate::mention::cover(doc, IndexRange::new(start as u32, end as u32)).slice(doc.text()))
}

fn bare(name: &str) -> &str {
    name.strip_prefix("The ").or_else(|| name.strip_prefix("the ")).unwrap_or(name)
}
