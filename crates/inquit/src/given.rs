//! Given attributions, and those that the rule `floating` found: who speaks in those that have no source, when all
//! quotations of a text are known.
//!
//! The rules for quotations without a cue (`relate/rules`: `continued`, `alternating`, `floating`) look at what other
//! rules have found so far. Here nothing is to be found and the speakers of sources are known, so that whether two
//! people take turns can be seen by who they are. In order: who acts in the sentence before the quotation; the
//! paragraph's other quotations; a name or pronoun that acts beside it; a quotation that was left open; turns, where the
//! text is dialogue; the other one of a question and an answer; who spoke last.

use inquit_tokenizer::{Document, IndexRange, Span, TokenKind};

use crate::attribution::{Attribution, Kind, Parts};
use crate::mention::{Class, Form, Mention, Traits, tokens_in};
use crate::quoted::QuotedSpan;

/// How many paragraphs back a turn of the same talk may lie.
const PARAGRAPHS: u32 = 3;

/// How many quotations away the other of two who take turns is sought, and another of one paragraph: keeps the work
/// linear, as does the next.
const TURNS: usize = 24;

/// How many words beside a quotation leave its paragraph a turn of talk: "Ms de Vries-Hall answered".
const FRAME: usize = 12;

/// How many mentions of a paragraph are looked at.
const MENTIONS: usize = 256;

/// Where an attribution stands.
struct Place {
    /// The paragraphs of its first and last words.
    first: u32,
    last: u32,
    /// Its contents' tokens.
    contents: Vec<IndexRange>,
}

/// The places of attributions, and what stands between them.
pub(crate) struct Places<'a, 't> {
    doc: &'a Document<'t>,
    all: Vec<Place>,
    /// For each token whether it stands in a content.
    inside: Vec<bool>,
}

impl<'a, 't> Places<'a, 't> {
    /// Where attributions stand.
    pub fn new(doc: &'a Document<'t>, attributions: &[Attribution]) -> Self {
        let mut inside = vec![false; doc.tokens().len()];
        let all = attributions
            .iter()
            .map(|one| {
                let contents: Vec<IndexRange> =
                    one.content.iter().map(|span| tokens_in(doc, *span)).collect();
                for content in &contents {
                    inside[content.range()].fill(true);
                }
                let paragraph = |token: u32| {
                    let paragraphs = doc.paragraphs();
                    paragraphs.partition_point(|paragraph| paragraph.tokens.end <= token) as u32
                };
                let end = contents.last().map_or(0, |content| content.end.saturating_sub(1));
                Place {
                    first: contents.first().map_or(0, |content| paragraph(content.start)),
                    last: paragraph(end),
                    contents,
                }
            })
            .collect();
        Self { doc, all, inside }
    }

    /// Gives quotations without a source one that stands beside them: the source of another in their paragraph, or
    /// who acts there. Only what is returned says so: the attributions and `parts` stay as they were given.
    pub fn sources(&self, attributions: &[Attribution], mentions: &[Mention], parts: &[Parts]) -> Vec<Parts> {
        let mut parts = parts.to_vec();
        let own: Vec<Option<IndexRange>> = parts.iter().map(|parts| parts.source).collect();
        for at in 0..attributions.len() {
            if is_open(&attributions[at]) {
                let acts = self.beat(attributions, mentions, at);
                parts[at].source =
                    acts.or_else(|| self.shared(&own, at)).or_else(|| self.beside(mentions, at));
            }
        }
        parts
    }

    /// The subject of the sentence right before a quotation, where it stands behind all other quotations of the
    /// paragraph: “He sang,” she says. Garnier laughs. “I did.”
    fn beat(&self, attributions: &[Attribution], mentions: &[Mention], at: usize) -> Option<IndexRange> {
        let before = at.checked_sub(1).filter(|before| self.all[*before].last == self.all[at].first)?;
        let content = self.all[at].contents.first()?;
        let sentences = self.doc.sentences();
        let own = sentences.partition_point(|sentence| sentence.tokens.end <= content.start);
        let sentence = sentences.get(own.checked_sub(1)?)?;
        let begins = sentences.get(own)?.tokens.start == content.start;
        if !begins || sentence.span.start < attributions[before].extent().end {
            return None;
        }
        let first = mentions.partition_point(|mention| mention.tokens.start < sentence.tokens.start);
        let inside =
            mentions[first..].iter().take_while(|mention| mention.tokens.start < sentence.tokens.end);
        inside.take(MENTIONS).find(|mention| self.acts(mention)).map(|subject| subject.tokens)
    }

    /// The source of the nearest other quotation of the paragraph.
    fn shared(&self, sources: &[Option<IndexRange>], at: usize) -> Option<IndexRange> {
        let paragraph = self.all[at].first;
        let before = (0..at).rev().take_while(|other| self.all[*other].last >= paragraph);
        let after = (at + 1..self.all.len()).take_while(|other| self.all[*other].first <= paragraph);
        before.take(TURNS).chain(after.take(TURNS)).find_map(|other| sources[other])
    }

    /// A name or pronoun that acts in the quotation's paragraph, or in one before it that leads to it or is all
    /// narrative.
    fn beside(&self, mentions: &[Mention], at: usize) -> Option<IndexRange> {
        let place = &self.all[at];
        let content = place.contents.first()?;
        let range = self.doc.paragraphs().get(place.first as usize)?.tokens;
        let found = self.nearest(mentions, range, *content);
        found.or_else(|| {
            let before = self.doc.paragraphs()[..place.first as usize].last()?;
            let last = self.doc.tokens().get((before.tokens.end as usize).checked_sub(1)?)?;
            let leads = last.is(b':') || last.is(b',');
            let narrative = !self.inside[before.tokens.range()].contains(&true);
            let opens = content.start <= range.start + 1;
            ((leads || narrative) && opens).then(|| self.nearest(mentions, before.tokens, *content)).flatten()
        })
    }

    /// Whether a mention is somebody who acts in narrative.
    fn acts(&self, mention: &Mention) -> bool {
        let person = matches!(mention.class, Class::Person | Class::Unknown);
        mention.traits.contains(Traits::SUBJECT)
            && !mention.traits.intersects(Traits::RELATIVE | Traits::FIRST_PERSON | Traits::OWNER)
            && (mention.form != Form::Nominal || mention.class == Class::Person)
            && !mention.traits.contains(Traits::NEUTER)
            && person
            && !self.inside[mention.head as usize]
    }

    /// The one who acts nearest to a content within a range.
    fn nearest(&self, mentions: &[Mention], range: IndexRange, content: IndexRange) -> Option<IndexRange> {
        let from = mentions.partition_point(|mention| mention.tokens.start < range.start);
        let distance = |mention: &&Mention| {
            let tokens = mention.tokens;
            if tokens.end <= content.start {
                content.start - tokens.end
            } else {
                tokens.start.saturating_sub(content.end)
            }
        };
        let inside =
            mentions[from..].iter().take(MENTIONS).take_while(|mention| mention.tokens.start < range.end);
        inside.filter(|mention| self.acts(mention)).min_by_key(distance).map(|mention| mention.tokens)
    }

    /// Gives quotations that have no speaker yet the one who goes on or whose turn it is.
    pub fn turns(&self, quoted: &[QuotedSpan], attributions: &mut [Attribution]) {
        let dialogue = self.is_dialogue(attributions);
        for at in 0..attributions.len() {
            if !is_open(&attributions[at]) || attributions[at].speaker.is_some() {
                continue;
            }
            let earlier = self.goes_on(quoted, at).or_else(|| {
                let turn = dialogue.then(|| self.turn(attributions, (0..at).rev(), at)).flatten();
                turn.or_else(|| self.exchange(attributions, at)).or_else(|| self.last(attributions, at))
            });
            if let Some(earlier) = earlier {
                let speaker = attributions[earlier].speaker.clone();
                let one = &mut attributions[at];
                (one.continues, one.speaker) = (Some(earlier), speaker);
            }
        }
        // A talk whose first turns tell nothing: from behind.
        for at in (0..attributions.len()).rev().filter(|_| dialogue) {
            if is_open(&attributions[at])
                && attributions[at].speaker.is_none()
                && let Some(later) = self.turn(attributions, at + 1..attributions.len(), at)
            {
                let speaker = attributions[later].speaker.clone();
                attributions[at].speaker = speaker;
            }
        }
    }

    /// The attribution before it in its paragraph, or the one that was left open in the paragraph before.
    fn goes_on(&self, quoted: &[QuotedSpan], at: usize) -> Option<usize> {
        let before = at.checked_sub(1)?;
        let (own, other) = (&self.all[at], &self.all[before]);
        if other.last == own.first {
            return Some(before);
        }
        let last = other.contents.last()?.end;
        let holder = quoted[..quoted.partition_point(|quoted| quoted.tokens.start < last)]
            .iter()
            .rev()
            .take(4)
            .find(|quoted| quoted.depth == 0 && quoted.tokens.end + 1 >= last)?;
        (holder.continues && other.last + 1 == own.first).then_some(before)
    }

    /// Whether who speaks mostly changes from one paragraph to the next.
    fn is_dialogue(&self, attributions: &[Attribution]) -> bool {
        let (mut changes, mut all, mut open, mut direct) = (1, 2, 0, 0);
        for at in 0..attributions.len() {
            direct += usize::from(attributions[at].kind != Kind::Indirect);
            open += usize::from(is_open(&attributions[at]));
            let Some(before) =
                at.checked_sub(1).filter(|before| self.all[*before].last + 1 == self.all[at].first)
            else {
                continue;
            };
            if let (Some(one), Some(other)) = (&attributions[before].speaker, &attributions[at].speaker) {
                all += 1;
                changes += usize::from(one.name != other.name);
            }
        }
        open * 4 > direct && changes * 2 >= all
    }

    /// The one who asked, or was asked, in an exchange of a question and an answer in paragraphs of their own: “By the
    /// board,” she said. | “By who?”
    fn exchange(&self, attributions: &[Attribution], at: usize) -> Option<usize> {
        let own = &self.all[at];
        let answer = at.checked_sub(1).filter(|answer| self.all[*answer].last + 1 == own.first)?;
        let name = |of: usize| attributions[of].speaker.as_ref().map(|speaker| &*speaker.name);
        let answerer = name(answer)?;
        if self.narrative(own.first) > 0 || self.narrative(self.all[answer].first) > FRAME {
            return None;
        }
        let near = |of: &usize| self.all[*of].last + 1 >= self.all[answer].first;
        let before = (0..answer).rev().take(TURNS).take_while(near).find(|of| name(*of) != Some(answerer))?;
        name(before)?;
        let asks = |of: usize| {
            let asked = |cue: Span| cue.slice(self.doc.text()).starts_with("ask");
            self.all[of]
                .contents
                .iter()
                .flat_map(|content| content.range())
                .any(|at| self.doc.tokens()[at].is(b'?'))
                || attributions[of].cue.is_some_and(asked)
        };
        // Closed at the end of its paragraph; and a turn that another one follows.
        let ends = |of: usize| {
            let paragraph = self.doc.paragraphs().get(self.all[of].last as usize).map(|one| one.tokens.end);
            self.all[of].contents.last().map(|content| content.end) == paragraph
        };
        let next = self.all.get(at + 1).filter(|next| next.first == own.last + 1);
        let followed =
            next.is_some_and(|next| is_open(&attributions[at + 1]) && self.narrative(next.first) == 0);
        ([at, answer, before].into_iter().any(asks) || ends(answer) || followed).then_some(before)
    }

    /// How many words of a paragraph stand in no attribution's content.
    fn narrative(&self, paragraph: u32) -> usize {
        let Some(paragraph) = self.doc.paragraphs().get(paragraph as usize) else { return 0 };
        let words =
            self.doc.tokens()[paragraph.tokens.range()].iter().zip(&self.inside[paragraph.tokens.range()]);
        words.filter(|(token, inside)| token.kind == TokenKind::Word && !**inside).count()
    }

    /// In the turns away from an attribution: the nearest one by another speaker than the turn next to it.
    fn turn(
        &self,
        attributions: &[Attribution],
        others: impl Iterator<Item = usize>,
        at: usize,
    ) -> Option<usize> {
        let mut next: Option<&str> = None;
        let mut paragraph = self.all[at].first;
        for other in others.take(TURNS) {
            let place = &self.all[other];
            if place.first.abs_diff(paragraph) > PARAGRAPHS && place.last.abs_diff(paragraph) > PARAGRAPHS {
                return None;
            }
            paragraph = place.first;
            if place.first == self.all[at].first {
                continue;
            }
            let Some(speaker) = &attributions[other].speaker else { continue };
            match next {
                None => next = Some(&speaker.name),
                Some(name) if name != speaker.name => return Some(other),
                Some(_) => {}
            }
        }
        None
    }

    /// Who spoke last, and not long before.
    fn last(&self, attributions: &[Attribution], at: usize) -> Option<usize> {
        let near = |other: &usize| self.all[*other].last + PARAGRAPHS >= self.all[at].first;
        (0..at).rev().take(TURNS).take_while(near).find(|other| attributions[*other].speaker.is_some())
    }
}

/// Whether it is a quotation, wholly or in part, without a source.
pub(crate) fn is_open(attribution: &Attribution) -> bool {
    attribution.source.is_none() && attribution.cue.is_none() && attribution.kind != Kind::Indirect
}
