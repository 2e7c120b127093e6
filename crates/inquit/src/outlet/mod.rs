//! The outlet that words were given to or taken from, with the channel and the addressee.
//!
//! First the attribution's own words (`context`), then the speaker that is itself an outlet, then what was said
//! earlier in the same exchange (`exchange`). The names that are known stand in `data/outlets.csv`: name, kind,
//! 1 for ordinary words, aliases (`*` before one of ordinary words), and where the row is from; others may stand in a
//! list of the user's.

mod behind;
mod context;
mod exchange;
mod moment;
mod names;
mod own;
mod reference;
mod show;
mod signals;
mod source;
mod told;
mod unlisted;

use inquit_tokenizer::{Document, IndexRange, TokenKind};

use crate::attribution::{Attribution, Channel, Outlet, Parts, Speaker, SpeakerClass};
use crate::known::Names;
use crate::lexicon::{Lex, Sheet, listed};
use crate::mention::{Words, cover, sentence_at, tokens_in};
use context::{Context, Scene};
use exchange::Exchange;
pub(crate) use names::Publisher;
pub use names::mark;
pub(crate) use own::gather;

/// Memory used again from one article to the next.
#[derive(Debug, Default)]
pub struct Scratch {
    exchange: Exchange,
}

/// Fills in outlet, channel and addressee of each attribution; their speakers must stand. The article's own
/// publisher is an outlet like any other: only the text's words make it one. `listed` are the user's own, `own` those
/// that the article introduces, both marked beforehand as the publisher is. `explain` gets one list of remarks an attribution.
pub(crate) fn resolve(
    doc: &Document<'_>,
    sheet: &Sheet,
    parts: &[Parts],
    (listed, own, publisher): (Option<&Names>, Option<&Names>, Option<&Publisher<'_>>),
    scratch: &mut Scratch,
    attributions: &mut [Attribution],
    mut explain: Option<&mut Vec<Vec<String>>>,
) {
    if let Some(remarks) = explain.as_deref_mut() {
        remarks.resize_with(attributions.len().max(remarks.len()), Vec::new);
    }
    let words = Words {
        outlets: listed,
        introduced: own,
        publisher: publisher.map_or(&[], Publisher::forms),
        ..Words::new(doc, sheet)
    };
    let exchange = &mut scratch.exchange;
    exchange.reset();
    let mut sentence = 0;
    let outlet = |name: String, inherited| {
        let id = listed.and_then(|listed| names::id(listed, &name));
        Outlet { name, inherited, id }
    };
    for at in 0..attributions.len() {
        let attribution = &attributions[at];
        let mut own = Own::of(doc, attribution, parts[at], sentence);
        sentence = own.sentence;
        if let Some(next) = attributions.get(at + 1) {
            own.end_before(attribution, next, parts[at + 1]);
        }
        let range = own.sentences;
        let (content, before) = (&attribution.content, &attributions[..at]);
        let scene = Scene { words: &words, content, before };
        let mut context = scene.read(attribution, &own);
        if context.again && context.outlet.is_none() {
            earlier_talk(&words, doc, range, &mut context);
        }
        exchange.between(&words, doc, attribution, &own, &context);
        let (outlet, reason) = match context.outlet {
            Some(found) => {
                let name = exchange::name(doc, found.start, found.end);
                let name = match publisher.filter(|publisher| publisher.is_named(&name)) {
                    Some(publisher) => publisher.name.to_owned(),
                    None => fuller(&attributions[..at], &name).unwrap_or(name),
                };
                (Some(outlet(name, context.inherited)), context.reason)
            }
            None => match publisher.filter(|_| scene.names_this_paper(range)) {
                Some(publisher) => {
                    (Some(outlet(publisher.name.to_owned(), false)), "the article's publisher")
                }
                None => exchange
                    .back_reference(&words, doc, attribution, &own)
                    .or_else(|| exchange.inherited(&words, attribution, &own, &context))
                    .map_or((None, ""), |(name, reason)| (Some(outlet(name, true)), reason)),
            },
        };
        // "the paper said" is the newspaper, no study
        let paper = outlet.as_ref().is_some_and(|outlet| outlet.inherited)
            && matches!(reason, reference::NAMED | reference::SPEAKS_AGAIN);
        let told = context.channel.filter(|channel| !paper || *channel != Channel::Report);
        let channel = told.or_else(|| exchange.channel(attribution, outlet.as_ref()));
        if let (Some(remarks), Some(outlet)) = (explain.as_deref_mut(), &outlet) {
            remarks[at].push(format!("outlet: {} ({reason})", outlet.name));
        }
        let addressee = context
            .addressee
            .map(|tokens| tidy(cover(doc, tokens).slice(doc.text())))
            .filter(|name| !name.is_empty());
        let attribution = &mut attributions[at];
        if reason == SPEAKS
            && let Some(speaker) = &mut attribution.speaker
            && speaker.class == SpeakerClass::Person
            && speaker.pronoun.is_none()
        {
            speaker.class = SpeakerClass::Organization;
        }
        // "Private Eye reported", whose first word may be an adjective
        if reason == SPEAKS
            && let (Some(outlet), Some(speaker)) = (&outlet, &mut attribution.speaker)
            && let name = outlet.name.strip_prefix("The ").unwrap_or(&outlet.name)
            && (name.strip_suffix(speaker.name.as_str()).is_some_and(|rest| rest.ends_with(' '))
                // "The Globe and Mail reported"
                || name.strip_prefix(speaker.name.as_str()).is_some_and(|rest| rest.starts_with(' ')))
        {
            name.clone_into(&mut speaker.name);
        }
        if reason == reference::SPEAKS_AGAIN
            && let (Some(outlet), Some(speaker)) = (&outlet, &mut attribution.speaker)
            && speaker.name != outlet.name
        {
            *speaker = Speaker {
                name: outlet.name.clone(),
                class: SpeakerClass::Organization,
                role: None,
                pronoun: None,
                id: None,
            };
        }
        attribution.outlet = outlet;
        attribution.channel = channel;
        attribution.addressee = addressee;
        exchange.take(&words, attribution, &own, context.asks);
        if let [.., question, answer] = &mut attributions[..=at] {
            asked_there(
                question,
                answer,
                doc,
                explain.as_deref_mut().and_then(|remarks| remarks.get_mut(at - 1)),
            );
        }
    }
    behind::resolve(&words, doc, attributions, |at, name| {
        if let Some(remarks) = explain.as_deref_mut() {
            remarks[at].push(format!("outlet: {name} (the speaker was speaking there)"));
        }
        outlet(name, true)
    });
}

/// "Asked | whether he would go, he told CNN": the question, which nobody is named to have asked, was put where the
/// answer was given.
fn asked_there(
    question: &mut Attribution,
    answer: &Attribution,
    doc: &Document<'_>,
    remarks: Option<&mut Vec<String>>,
) {
    let Some(outlet) = answer.outlet.as_ref().filter(|_| question.rule == ASKED && question.outlet.is_none())
    else {
        return;
    };
    let (from, to) = (question.extent().end as usize, answer.extent().start as usize);
    let between = doc.text().get(from.min(to)..to).unwrap_or("");
    if question.speaker.is_none() && !between.contains(['.', '\n']) {
        question.outlet = Some(Outlet { inherited: true, ..outlet.clone() });
        if let Some(remarks) = remarks {
            remarks.push(format!("outlet: {} (the answer was given there)", outlet.name));
        }
    }
}

/// The rule that finds questions before their answers.
const ASKED: &str = "asked";

/// The name in full of one by its last word alone: "the Journal" behind the Valley Business Journal.
fn fuller(before: &[Attribution], name: &str) -> Option<String> {
    let word = names::bare(name);
    let ends = |full: &&str| full.strip_suffix(word).is_some_and(|rest| rest.trim_end() != rest);
    let named = before.iter().rev().filter_map(|one| one.outlet.as_ref()).map(|outlet| outlet.name.as_str());
    let mut full = named.filter(|full| full.len() > name.len()).filter(ends);
    full.next().filter(|_| !word.contains(' ')).map(str::to_owned)
}

/// "in the interview": the one that a sentence before names, as far as twelve sentences back.
fn earlier_talk(words: &Words<'_, '_>, doc: &Document<'_>, own: IndexRange, context: &mut Context) {
    let list = doc.sentences();
    let here = list.partition_point(|sentence| sentence.tokens.end <= own.start).min(list.len());
    let scene = Scene { words, content: &[], before: &[] };
    for sentence in list[here.saturating_sub(12)..here].iter().rev() {
        let mut found = Context::default();
        let end = sentence.tokens.end.min(sentence.tokens.start.saturating_add(300));
        scene.clause(IndexRange::new(sentence.tokens.start, end), None, &mut found);
        if found.outlet.is_some() && found.channel == context.channel {
            context.outlet = found.outlet;
            context.reason = "the interview named before";
            context.inherited = true;
            return;
        }
    }
}

/// Why an outlet is the one that its own words are from.
const SPEAKS: &str = "the outlet speaks";

/// "Deadline has learned", "The New York Times reports", "according to Politico": the speaker is the outlet.
fn spoken_by_outlet(words: &Words<'_, '_>, attribution: &Attribution, own: &Own, context: &mut Context) {
    let (Some(range), Some(speaker)) = (own.source, attribution.speaker.as_ref()) else { return };
    if context.outlet.is_some() || matches!(speaker.class, SpeakerClass::Document | SpeakerClass::Group) {
        return;
    }
    let mut range = range;
    // "Libération, | which says"
    if range.len() == 1 && words.any(range.start as usize, listed!["which"]) {
        let end = range.start - u32::from(range.start > 0 && words.is(range.start as usize - 1, b','));
        let named = |at: usize| {
            let found = names::known_at(words, at)?;
            // "a story in the Daily Telegraph last weekend | which said"
            let mut between = found.end..end as usize;
            let near = found.end <= end as usize
                && (!found.ordinary || words.is_capital(found.start) && names::is_the(words, at))
                && between.all(|at| words.has(at, Lex::TIME) || words.any(at, listed!["last", "this"]));
            near.then(|| IndexRange::new(at as u32, found.end as u32))
        };
        let before = end.saturating_sub(5) as usize..end as usize;
        range = before.into_iter().find_map(named).unwrap_or(range);
    }
    let start = range.start as usize;
    // Its name is all that the source has, but for what a comma parts off: "VNA, the Velnian news agency,".
    let whole = |found: &names::Found| {
        let mut end = range.end as usize;
        if let Some(comma) = (found.end..end).find(|at| words.is(*at, b',')) {
            end = comma;
        }
        while end > found.end && (words.is_owner_mark(end - 1) || words.is(end - 1, b',')) {
            end -= 1;
        }
        found.end == end
    };
    // "State radio announced", but "State television accused the sheikh"
    let acts = own.cue.is_some_and(|cue| {
        let flags = words.all(cue);
        flags.intersects(Lex::ACT) && !flags.intersects(Lex::SAY)
    });
    let state = || unlisted::state_media(words, start).filter(|found| !acts && whole(found));
    let Some(found) = unlisted::known_whole(words, start).filter(whole).or_else(state).or_else(|| {
        let reports = own.cue.is_some_and(|cue| {
            cue.range().any(|at| words.any(at, listed!["reported", "reports", "reporting"]))
        });
        // "according to the Daily Dispatch"
        let according = || {
            names::is_the(words, start)
                && own.cue.is_some_and(|cue| words.any(cue.start as usize, listed!["according"]))
        };
        // "Kapital Weekly has speculated", but "Emily Post has"
        let paper = || {
            !words.has(start, Lex::FIRST_NAME)
                && unlisted::looks_like(words, start).is_some_and(|found| found.end == range.end as usize)
        };
        let organization = speaker.class == SpeakerClass::Organization
            || speaker.pronoun.is_none() && (reports || according() || paper());
        organization
            .then(|| {
                unlisted::looks_like(words, start)
                    .or_else(|| unlisted::described(words, range))
                    .or_else(|| unlisted::introduced(words, start))
                    .or_else(|| unlisted::looks_like(words, unlisted::behind_adjectives(words, range)?))
            })
            .flatten()
            .filter(whole)
            .or_else(|| beside_noun(words, range).filter(whole))
            .or_else(|| unlisted::behind_noun(words, range).filter(whole))
            .or_else(|| unlisted::before_noun(words, range))
    }) else {
        return;
    };
    // of an outlet that is in the news itself: "RTÉ declined to comment"
    let defends = |at| {
        words.any(
            at,
            listed![
                "declined",
                "declines",
                "denied",
                "denies",
                "insisted",
                "insists",
                "refused",
                "refuses",
                "apologised",
                "apologized",
                "promised",
                "defended",
                "pledged",
                "vowed",
                "regretted"
            ],
        )
    };
    // "the Australian | was quoted as saying"
    let quoted = |cue: IndexRange| {
        cue.range().any(|at| words.any(at, listed!["quoted"]) && words.has(at.wrapping_sub(1), Lex::BE))
    };
    if own.cue.is_some_and(|cue| cue.range().any(defends) || quoted(cue)) {
        return;
    }
    let reports = own
        .cue
        .is_some_and(|cue| cue.range().any(|at| signals::of(words, at).contains(signals::Signal::REPORT)));
    // "and Variety called it": a capital that no sentence begins with
    let first = words.tokens.get(found.start.wrapping_sub(1)).is_none_or(|before| {
        matches!(before.kind, TokenKind::Mark) || matches!(before.first, b'.' | b'!' | b'?' | b':')
    }) || words.breaks_line(found.start);
    let named = words.is_capital(found.start) && !first && found.end == found.start + 1;
    // "Variety called it a mess", but "people called it"
    let judges = listed!["called", "calls", "dubbed", "hailed", "praised", "wrote", "described", "describes"];
    let judges = words.is_capital(found.start)
        && !words.any(found.start, listed!["people", "time", "today"])
        && own.cue.is_some_and(|cue| cue.range().any(|at| words.any(at, judges)));
    if !found.ordinary
        || reports
        || named
        || judges
        || words.any(found.start, listed!["the"]) && found.start > 0
    {
        context.outlet = Some(found);
        context.reason = SPEAKS;
    }
}

/// "The fan site | Thimblewiki": the name behind the noun that says what it is.
fn beside_noun(words: &Words<'_, '_>, source: IndexRange) -> Option<names::Found> {
    let mut names = source.range().skip(1).take(6).take_while(|at| !words.has(*at, Lex::PREPOSITION));
    let name = names.find(|at| unlisted::is_press(words, at - 1) && !words.is_owner_mark(*at))?;
    let comma = usize::from(words.is(name, b','));
    names::known_at(words, name + comma).or_else(|| {
        // "Sarovia's state broadcaster, | SRT,"
        let start = name + comma;
        let mut end = start;
        while end < source.end as usize && words.is_capital(end) {
            end += 1;
        }
        let acronym =
            words.word(start).len() > 1 && words.word(start).bytes().all(|byte| byte.is_ascii_uppercase());
        (comma > 0 && end == start + 1 && acronym).then_some(names::Found {
            start,
            end,
            sort: names::Sort::Press,
            ordinary: false,
            local: false,
        })
    })
}

/// Where an attribution stands, in tokens.
pub(super) struct Own {
    cue: Option<IndexRange>,
    source: Option<IndexRange>,
    /// The sentences that hold cue and source; the content if it has neither.
    sentences: IndexRange,
    /// The first of those sentences.
    sentence: usize,
}

impl Own {
    /// Leaves out what belongs to the next attribution, where somebody else speaks in the same sentence: "Ana was
    /// against it, | and a letter in The Times asked for a pause".
    fn end_before(&mut self, attribution: &Attribution, next: &Attribution, parts: Parts) {
        let (Some(source), Some(cue)) = (parts.source, parts.cue) else { return };
        let first = source.start.min(cue.start);
        let end =
            [self.cue, self.source].into_iter().flatten().map(|range| range.end).max().unwrap_or(u32::MAX);
        let apart = first >= end
            && next.extent().start >= attribution.extent().end
            && next.source.is_some_and(|source| source.start >= attribution.extent().end);
        let same = match (&attribution.speaker, &next.speaker) {
            (Some(own), Some(other)) => own.name == other.name,
            (None, None) => true,
            _ => false,
        };
        if apart && !same && self.sentences.contains(first as usize) {
            self.sentences.end = first;
        }
    }

    fn of(doc: &Document<'_>, attribution: &Attribution, parts: Parts, near_sentence: usize) -> Self {
        // however long a sentence is, what stands far off tells nothing
        const NEAR: u32 = 300;
        let Parts { cue, source } = parts;
        let (span, near) = match (attribution.cue.zip(cue), attribution.source.zip(source)) {
            (Some((cue, a)), Some((source, b))) if source.start.abs_diff(cue.end) < 600 => {
                (cue.cover(source), IndexRange::new(a.start.min(b.start), a.end.max(b.end)))
            }
            (Some(one), _) | (None, Some(one)) => one,
            (None, None) => (attribution.extent(), tokens_in(doc, attribution.extent())),
        };
        let list = doc.sentences();
        let first = sentence_at(list, span.start, near_sentence);
        let rest = list.get(first + 1..).unwrap_or(&[]);
        // Hardly anything reaches over its sentence.
        let more = match rest.first() {
            Some(next) if next.span.start < span.end => {
                rest.partition_point(|sentence| sentence.span.start < span.end)
            }
            _ => 0,
        };
        let sentences = match (list.get(first), list.get(first + more)) {
            (Some(first), Some(last)) => {
                let start = first.tokens.start.max(near.start.saturating_sub(NEAR));
                let end = last.tokens.end.max(first.tokens.end).min(near.end.saturating_add(NEAR));
                IndexRange::new(start, end.max(start))
            }
            _ => IndexRange::default(),
        };
        Self { cue, source, sentences, sentence: first }
    }
}

fn tidy(name: &str) -> String {
    crate::mention::one_line(name)
}
