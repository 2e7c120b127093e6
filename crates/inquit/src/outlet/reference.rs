//! A back-reference is a noun that stands for an outlet named before: "the paper", "the site", "the same programme".

use inquit_tokenizer::{Document, IndexRange};

use super::Own;
use super::exchange::{Exchange, HOSTS, is_content, is_present, name, writes};
use super::names;
use super::signals::{self, Signal};
use super::told::HEARERS;
use super::unlisted;
use crate::attribution::{Attribution, SpeakerClass};
use crate::lexicon::{Ask, Code, Lex, listed};
use crate::mention::Words;

/// The reason of a back-reference.
pub(super) const NAMED: &str = "the outlet named before";

/// The reason of one that is the source itself: "the French daily said".
pub(super) const SPEAKS_AGAIN: &str = "the outlet named before speaks";

/// What is given to an outlet.
const GIVEN: &[Code] =
    listed!["statement", "interview", "email", "e-mail", "letter", "comments", "remarks", "message"];

/// Who writes for a paper, or asks for it.
const CRITICS: &[Code] =
    listed!["editor", "critic", "columnist", "correspondent", "reporter", "reviewer", "commentator"];

/// How many of the outlets named last are remembered.
const NAMED_LAST: usize = 4;

/// What an outlet brings out or on air.
pub(super) const PARTS: &[Code] = listed![
    "programme",
    "program",
    "show",
    "episode",
    "broadcast",
    "podcast",
    "article",
    "edition",
    "issue",
    "segment",
    "piece",
    "story",
    "profile",
    "station",
    "network",
    "channel"
];

impl Exchange {
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
            signals::of(words, at).contains(Signal::MEDIUM)
                && at > 0
                // "the trade magazine"
                && (words.any(at - 1, listed!["the", "news"])
                    || (words.any(at - 1, listed!["trade", "local", "student", "sunday", "regional", "pink", "same"])
                        || words.has(at - 1, Lex::NATIONALITY | Lex::PLACE)
                        || words.is_capital(at - 1) && words.any(at, listed!["daily", "weekly", "tabloid"]))
                        && words.any(at.wrapping_sub(2), listed!["the"])
                    // "the Duesseldorf-based daily"
                    || words.any(at - 1, listed!["based"]) && words.any(at.wrapping_sub(4), listed!["the"]))
                // "the site's director" is a person, and so is "the broadcaster Ana Lima"
                && !words.is_owner_mark(at + 1)
                && !words.is_capital(at + 1)
                // "the engineers at the site"
                && !words.any(at.wrapping_sub(2), listed!["at", "on", "in"])
        };
        // "told the host", "told host Ana Lima": whose show it is was said before
        let hosts = |at: usize| {
            let the = words.any(at.wrapping_sub(1), listed!["the"]) && !words.is_capital(at + 1);
            let named = words.has(at.wrapping_sub(1), Lex::TELL) && words.is_capital(at + 1);
            words.any(at, HOSTS) && (the || named) && !words.is_owner_mark(at + 1)
        };
        let telling = told.filter(|told| words.all(*told).intersects(Lex::TELL));
        // "she informed listeners"
        let hearers = |at: usize| {
            let whom = words.any(at, HEARERS);
            let the = usize::from(words.any(at.wrapping_sub(1), listed!["the"]));
            let told = listed!["told", "telling", "tells", "informed", "assured", "reminded", "warned"];
            whom && words.any(at.wrapping_sub(1 + the), told)
                && !words.any(at + 1, listed!["of", "to", "in", "at"])
        };
        let told_whom = told.filter(|told| words.all(*told).intersects(Lex::TELL | Lex::REPORTING));
        let mut heard = told_whom.into_iter().flat_map(IndexRange::range).filter(|&at| hearers(at));
        let mut asked = telling.into_iter().flat_map(IndexRange::range).filter(|&at| hosts(at));
        // "writes its editor, Ana Lima", "the paper's critic, Ana Lima, asked"
        let asks = listed!["asked", "asks", "argued", "argues"];
        let written =
            writes(words, own.cue) || own.cue.is_some_and(|cue| cue.range().any(|at| words.any(at, asks)));
        let present = is_present(words, own.cue) == Some(true);
        let critic = own.source.filter(|_| written || present).and_then(|source| {
            let noun = (source.range().take(4)).find(|&at| words.any(at, CRITICS))?;
            // "its editor says", anywhere, but "its critic concludes"
            if !written && words.any(noun, listed!["editor", "correspondent", "reporter"]) {
                return None;
            }
            let owner = (source.start as usize..noun).any(|at| {
                words.any(at, listed!["its"])
                    || words.is_owner_mark(at)
                        && signals::of(words, at.wrapping_sub(1)).contains(Signal::MEDIUM)
            });
            owner.then_some(noun)
        });
        // "a spokeswoman for the broadcaster"
        let named = own.source.map(|source| {
            let behind = source.range().find(|&at| words.any(at, listed!["for", "of"]));
            IndexRange::new(source.start, behind.map_or(source.end, |at| at as u32))
        });
        // "the paper | quoted a head of department as saying"
        let quotes = |at: u32| at > 0 && words.any(at as usize, listed!["quoted", "quotes"]);
        let quoting = own.cue.and_then(|cue| {
            // of "quoted a former minister | as saying" the model may take the end
            let saying = words.any(cue.start as usize, listed!["as", "saying"]);
            let before =
                if saying { cue.start.saturating_sub(12).max(own.sentences.start) } else { cue.start };
            let verb = (before..=cue.start).rev().find(|at| quotes(*at))?;
            Some(IndexRange::new(verb - 1, verb))
        });
        // "It | quoted a former minister as saying", "she told | it,"
        let it = quoting.map(|before| before.start as usize).filter(|at| words.any(*at, listed!["it"]));
        let it = it.or_else(|| {
            let behind =
                own.cue.filter(|cue| words.has((cue.end as usize).wrapping_sub(1), Lex::TELL))?.end as usize;
            (words.any(behind, listed!["it"]) && !words.is_word(behind + 1)).then_some(behind)
        });
        // "An aide is | quoted as saying", in the paragraph of what an outlet reports
        let passive = own.cue.and_then(|cue| {
            let verb = cue.range().find(|&at| words.any(at, listed!["quoted"]))?;
            let passive = verb > cue.start as usize && words.has(verb - 1, Lex::BE)
                || words.has(verb.wrapping_sub(2), Lex::BE);
            let by = (verb + 1..verb + 4).any(|at| words.any(at, listed!["by", "in"]));
            (passive && !by).then_some(verb)
        });
        let passive = passive.filter(|_| self.reported_here());
        // "said in a statement to the station", "in a letter seen by the trade magazine"
        let behind = IndexRange::new(own.sentences.start + 2, own.sentences.end + 2);
        let mut given = words.asks.pick(Ask::Signal, behind).filter(|&medium| {
            let before = (medium.saturating_sub(4)..medium).rev();
            let the = before.into_iter().find(|&at| words.any(at, listed!["the"])).unwrap_or(medium);
            let at = the.wrapping_sub(1);
            let seen = listed!["seen", "obtained", "reviewed", "carried", "published"];
            let given = words.any(at, listed!["to"])
                && (at.saturating_sub(3)..at).any(|i| words.any(i, GIVEN))
                // "in an interview with the Korean site"
                || words.any(at, listed!["with"])
                    && (at.saturating_sub(3)..at).any(|i| words.any(i, listed!["interview", "conversation", "chat"]))
                // "Asked why by the same broadcaster"
                || words.any(at, listed!["by"])
                    && (words.any(at.wrapping_sub(1), seen) || words.any(the + 1, listed!["same"]));
            given && words.any(the, listed!["the"]) && refers(medium)
        });
        // "said later in the same programme", "On the programme on Monday, he said"
        let same = words.asks.pick(Ask::Signal, own.sentences).find(|&at| {
            (words.any(at, PARTS)
                || words.any(
                    at,
                    listed!["report", "interview", "column", "newspaper", "paper", "magazine", "site"],
                ))
                && (words.any(at.wrapping_sub(1), listed!["same"])
                    && words.any(at.wrapping_sub(2), listed!["the"])
                    && words.any(at.wrapping_sub(3), listed!["in", "on", "during", "of", "to", "from"])
                    || (at == own.sentences.start as usize + 2
                        || own.cue.is_some_and(|cue| at == cue.end as usize + 2))
                        && words.any(at, listed!["programme", "program", "show", "podcast"])
                        && words.any(at.wrapping_sub(1), listed!["the"])
                        && words.any(at.wrapping_sub(2), listed!["on"]))
                && !is_content(words, attribution, at)
        });
        let speaks =
            named.is_some_and(|named| (1..5).contains(&named.len()) && refers(named.end as usize - 1));
        let beside = named.into_iter().chain(told).chain(quoting).flat_map(IndexRange::range);
        let mut beside = beside.filter(|at| words.has(*at, Lex::SIGNAL) && refers(*at));
        // "told the agency", but "The agency said", which may be any
        let other = |at: usize| {
            words.any(at, listed!["agency"]) && own.source.is_some_and(|source| source.contains(at))
        };
        let noun = beside.find(|at| !other(*at)).or_else(|| given.next());
        if let Some(noun) =
            noun.or_else(|| asked.next()).or_else(|| heard.next()).or(critic).or(it).or(same).or(passive)
        {
            // papers have podcasts and channels, too
            let any = same == Some(noun)
                || passive == Some(noun)
                || words.any(noun, HEARERS)
                || words.any(noun, listed!["podcast", "programme", "show", "channel", "network"]);
            let fits = |name: &&String| any || names::may_be(name, words, noun);
            let aired = unlisted::is_aired(words, noun) && !words.any(noun, listed!["podcast", "show"])
                || words.any(noun, listed!["listeners", "viewers"]);
            // "when The Verge first reported it, a spokeswoman told the site"
            let before = IndexRange::new(own.sentences.start, (noun as u32).max(own.sentences.start));
            let here = Self::last_in(words, before, |at| is_content(words, attribution, at));
            if let Some(here) = here {
                self.unsearched.clear();
                self.name(name(doc, here.start, here.end));
            }
            let named = self.named(words, doc);
            let heard = named.iter().rev().find(|name| aired && !names::is_printed(name));
            let outlet = if words.any(noun, listed!["agency"]) {
                // there are other agencies than those of news
                named.iter().rev().find(|name| names::is_agency(name))?.clone()
            } else {
                heard.or_else(|| named.iter().rev().find(fits)).or(named.last())?.clone()
            };
            let noun = own.source.map_or(0, |source| (source.end as usize).saturating_sub(1));
            let speaks = speaks && names::may_be(&outlet, words, noun);
            return Some((outlet, if speaks { SPEAKS_AGAIN } else { NAMED }));
        }
        // the speaker is an outlet, named elsewhere
        let speaker =
            attribution.speaker.as_ref().filter(|speaker| speaker.class == SpeakerClass::Organization)?;
        let named = self.named(words, doc).last()?;
        (names::bare(named) == names::bare(&speaker.name))
            .then(|| (speaker.name.clone(), "the outlet speaks on"))
    }

    /// The outlets named last, the last one at the end.
    fn named(&mut self, words: &Words<'_, '_>, doc: &Document<'_>) -> &[String] {
        let sentences = doc.sentences();
        let last = |number: usize| Self::last_in(words, sentences[number].tokens, |_| false);
        let known = self.unsearched.drain(..).rev().find_map(last);
        if let Some(known) = known {
            self.name(name(doc, known.start, known.end));
        }
        &self.named
    }

    /// The outlet that some tokens name last.
    fn last_in(
        words: &Words<'_, '_>,
        range: IndexRange,
        other: impl Fn(usize) -> bool,
    ) -> Option<names::Found> {
        // "as The Citizen pointed out", where no sentence begins
        let written = |known: &names::Found| {
            words.is_capital(known.start)
                && words.any(known.start, listed!["the"])
                && (known.start > range.start as usize || words.is_capital(known.start + 1))
        };
        let known = names::may_begin(words, range).filter(|at| !other(*at)).filter_map(|at| {
            names::known_at(words, at.saturating_sub(usize::from(names::is_the(words, at.wrapping_sub(1)))))
        });
        // of "RTÉ Radio 1" the whole, not its end
        let mut end = 0;
        let whole = known.filter(|known| {
            let inside = known.start < end;
            end = end.max(known.end);
            !inside
        });
        // "the snaps in OK! magazine"
        let noun =
            |known: &names::Found| words.is_capital(known.start) && unlisted::is_press(words, known.end);
        whole.filter(|known| !known.ordinary || written(known) || noun(known)).last()
    }

    /// Notes an outlet as the one named last.
    pub(super) fn name(&mut self, outlet: String) {
        if self.named.last() != Some(&outlet) {
            if self.named.len() >= NAMED_LAST {
                self.named.remove(0);
            }
            self.named.push(outlet);
        }
    }
}
