//! Recognised names are what a trained model makes of the text's names: which are people's and which organisations'.
//!
//! The rules tell most names by their own words (a first name, a title, "Committee"). Of the others the model decides.
//! Where a name begins and ends stays with the rules, whose names fit the sources of attributions better.

use inquit_tokenizer::Document;

use super::{Class, Form, Mention, Traits, Words};
use crate::lexicon::{Lex, Sheet};
use crate::relate::model::Model;
use crate::tag::clusters::Clusters;
use crate::tag::name::{self, Asked, Found, Kind, Site, Verdict};

/// Memory used again from one article to the next.
#[derive(Debug, Default)]
pub struct Scratch {
    verdicts: Vec<Verdict>,
    name: name::Scratch,
    found: Vec<Found>,
    firsts: Firsts,
    /// Names without a class that stood in the article before: the mention and the first one.
    repeated: Vec<(u32, u32)>,
}

/// Gives classes to the rules' names that have none and may speak, where the model learned of names: to the first such
/// mention of each, and to the later ones what the first has.
pub fn classify(
    doc: &Document<'_>,
    sheet: &Sheet,
    model: &Model,
    scratch: &mut Scratch,
    mentions: &mut [Mention],
) {
    let Some(names) = &model.names else { return };
    let Scratch { verdicts, name, found, firsts, repeated } = scratch;
    let words = Words::new(doc, sheet);
    firsts.reset();
    repeated.clear();
    verdicts.clear();
    let mut any = false;
    for (number, mention) in mentions.iter().enumerate().filter(|(_, mention)| mention.form == Form::Name) {
        let mut verdict = verdict(mention);
        // One unknown word that begins a sentence is seldom a name.
        if mention.class == Class::Unknown
            && !mention.traits.contains(Traits::WEAK)
            && may_speak(&words, mention)
        {
            if let Some(first) = firsts.meet(key(&sheet.hashes, mention), number as u32) {
                repeated.push((number as u32, first));
            } else {
                (verdict.asked, any) = (true, true);
            }
        }
        verdicts.push(verdict);
    }
    if !any {
        return;
    }
    let site = site(doc, sheet, verdicts, (&model.clusters, names.clusters()));
    name::find(&site, names, Asked::Marked, name, found);
    let mut rest = &mut mentions[..];
    for found in found {
        let before = rest.partition_point(|mention| mention.tokens.start < found.tokens.start);
        rest = &mut rest[before..];
        let unknown = |mention: &&mut Mention| {
            mention.form == Form::Name && mention.class == Class::Unknown && mention.tokens == found.tokens
        };
        if let Some(mention) = rest.first_mut().filter(unknown) {
            mention.class = match found.kind {
                Kind::Person => Class::Person,
                Kind::Organization => Class::Organization,
                Kind::Other => Class::Unknown,
            };
        }
    }
    for (mention, first) in repeated.iter() {
        mentions[*mention as usize].class = mentions[*first as usize].class;
    }
}

/// A document as the recogniser sees it, with the clusters of words that it and the tagger know.
fn site<'a, 't>(
    doc: &'a Document<'t>,
    sheet: &'a Sheet,
    verdicts: &'a [Verdict],
    (clusters, known): (&'a Clusters, &'a Clusters),
) -> Site<'a, 't> {
    Site { doc, hashes: &sheet.hashes, lex: &sheet.lex, verdicts, clusters, known }
}

/// Whether a name stands where those who speak do: as a subject, or behind a cue.
fn may_speak(words: &Words<'_, '_>, mention: &Mention) -> bool {
    let from = mention.from as usize;
    mention.traits.contains(Traits::SUBJECT)
        || words.has(from.wrapping_sub(1), Lex::REPORTING)
        || words.has(from.wrapping_sub(2), Lex::CUE_PREPOSITION)
}

/// A name as one number, letter case set aside.
fn key(hashes: &[u64], mention: &Mention) -> u64 {
    let hashes = hashes.get(mention.tokens.range()).unwrap_or(&[]);
    hashes.iter().fold(0, |key: u64, hash| key.rotate_left(17) ^ hash)
}

/// Where names stood first in an article: a small table, in which a name gives way to another that wants its place and
/// then is new again.
#[derive(Debug, Default)]
struct Firsts {
    /// The name, its mention, and the article's number.
    slots: Vec<(u64, u32, u32)>,
    round: u32,
}

impl Firsts {
    /// How many names are remembered.
    const PLACES: usize = 256;

    /// Forgets the article before.
    fn reset(&mut self) {
        self.slots.resize(Self::PLACES, (0, 0, 0));
        self.round = self.round.wrapping_add(1);
        if self.round == 0 {
            self.slots.fill((0, 0, 0));
            self.round = 1;
        }
    }

    /// The first mention of a name; none where this is it.
    fn meet(&mut self, name: u64, mention: u32) -> Option<u32> {
        let slot = &mut self.slots[name as usize % Self::PLACES];
        if slot.0 == name && slot.2 == self.round {
            return Some(slot.1);
        }
        *slot = (name, mention, self.round);
        None
    }
}

/// The names that a model finds, none where it did not learn of names; `mentions` are those of the rules.
pub fn find<'s>(
    doc: &Document<'_>,
    sheet: &Sheet,
    mentions: &[Mention],
    model: &Model,
    scratch: &'s mut Scratch,
) -> &'s [Found] {
    let Scratch { verdicts, name, found, .. } = scratch;
    found.clear();
    if let Some(names) = &model.names {
        self::verdicts(mentions, verdicts);
        let site = site(doc, sheet, verdicts, (&model.clusters, names.clusters()));
        name::find(&site, names, Asked::All, name, found);
    }
    found
}

/// The rules' names as the model sees them; `out` is cleared first.
fn verdicts(mentions: &[Mention], out: &mut Vec<Verdict>) {
    out.clear();
    out.extend(mentions.iter().filter(|mention| mention.form == Form::Name).map(verdict));
}

fn verdict(mention: &Mention) -> Verdict {
    Verdict {
        tokens: mention.tokens,
        from: mention.from,
        sentence: mention.sentence,
        class: mention.class,
        titled: mention.traits.contains(Traits::TITLED),
        asked: false,
    }
}

/// A text with what the recogniser looks at, for those that train it.
pub struct Prepared<'t> {
    /// The text, cut.
    pub doc: Document<'t>,
    sheet: Sheet,
    verdicts: Vec<Verdict>,
}

impl<'t> Prepared<'t> {
    /// Prepares a text.
    pub fn new(text: &'t str) -> Self {
        let doc = Document::new(text);
        let sheet = Sheet::new(&doc);
        let (mut mentions, mut verdicts) = (Vec::new(), Vec::new());
        super::find(&doc, &sheet, None, std::iter::empty(), &mut mentions);
        self::verdicts(&mentions, &mut verdicts);
        Self { doc, sheet, verdicts }
    }

    /// As the recogniser sees it.
    pub fn site<'a>(&'a self, clusters: &'a Clusters, known: &'a Clusters) -> Site<'a, 't> {
        site(&self.doc, &self.sheet, &self.verdicts, (clusters, known))
    }
}
