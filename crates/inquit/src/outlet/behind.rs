//! Where words were spoken, told in a sentence behind them: "He was speaking on Newstalk."

use inquit_tokenizer::{Document, IndexRange};

use super::context::{Context, Scene};
use super::exchange;
use crate::attribution::{Attribution, Outlet};
use crate::lexicon::{Ask, Lex, listed};
use crate::mention::Words;

/// How many paragraphs it may stand behind them.
const PARAGRAPHS: u32 = 2;

/// Gives outlets to attributions that have none where the next sentence says where their speaker was speaking; `make` makes
/// one of the attribution's place and the outlet's name.
pub(super) fn resolve(
    words: &Words<'_, '_>,
    doc: &Document<'_>,
    attributions: &mut [Attribution],
    mut make: impl FnMut(usize, String) -> Outlet,
) {
    let all = IndexRange::new(0, words.tokens.len() as u32);
    for at in words.asks.pick(Ask::Signal, all) {
        let speaks = words.any(at, listed!["speaking", "talking"])
            && words.any(at.wrapping_sub(1), listed!["was", "were"]);
        if !speaks {
            continue;
        }
        let start = words.tokens[at].start;
        let before = attributions.partition_point(|one| one.extent().start < start);
        let Some(last) = attributions[..before].last().filter(|last| last.extent().end <= start) else {
            continue;
        };
        let list = doc.sentences();
        let here = list.partition_point(|sentence| sentence.tokens.end as usize <= at);
        let Some(sentence) = list.get(here).filter(|sentence| last.extent().end <= sentence.span.start)
        else {
            continue;
        };
        let paragraph_of = |byte: u32| {
            let at = list.partition_point(|sentence| sentence.span.end <= byte);
            list.get(at).map_or(0, |sentence| sentence.paragraph)
        };
        let near = |one: &Attribution| {
            sentence.paragraph.saturating_sub(paragraph_of(one.extent().start)) <= PARAGRAPHS
        };
        // Nothing else stands between, and it tells of who spoke.
        let next =
            here.checked_sub(1).and_then(|at| list.get(at)).is_some_and(|s| s.span.start < last.extent().end);
        let subject = IndexRange::new(sentence.tokens.start, at as u32);
        if !next || !near(last) || !is_speaker(words, subject, last) {
            continue;
        }
        let mut found = Context::default();
        Scene { words, content: &[], before: &[] }.clause(sentence.tokens, None, &mut found);
        let Some(outlet) = found.outlet else { continue };
        let name = exchange::name(doc, outlet.start, outlet.end);
        let speaker = last.speaker.as_ref().map(|speaker| speaker.name.clone());
        for place in (0..before).rev() {
            let one = &mut attributions[place];
            let same = one.speaker.as_ref().map(|speaker| &speaker.name) == speaker.as_ref();
            if !same || one.outlet.is_some() || one.channel.is_some_and(exchange::ends) || !near(one) {
                break;
            }
            one.outlet = Some(make(place, name.clone()));
        }
    }
}

/// Whether a subject stands for an attribution's speaker: by a pronoun, by a part of the name, or, where the source names
/// nobody, by any name.
fn is_speaker(words: &Words<'_, '_>, subject: IndexRange, attribution: &Attribution) -> bool {
    let Some(speaker) = &attribution.speaker else { return false };
    let source = attribution.source.map_or("", |source| source.slice(words.text));
    let nameless = !source.split(' ').skip(1).any(|word| word.starts_with(char::is_uppercase));
    subject.range().any(|at| {
        words.has(at, Lex::SUBJECT_PRONOUN)
            || exchange::is_part(words, at, &speaker.name)
            || nameless && words.is_capital(at)
    })
}
