//! A candidate is an attribution that may be one: proposed by a rule, by the tagger, or by asking the tagger what
//! it would make of a sentence if a certain word were a cue. The judge tells how likely each is.

use inquit_tokenizer::{IndexRange, TokenKind};

use super::context::Context;
use super::link::{self, Linker, Spans};
use super::rules;
use super::state::{Found, kind};
use crate::attribution::Kind;
use crate::lexicon::{Lex, listed};
use crate::tag::paths::{Neighbours, Paths};
use crate::tag::scorer::{self, Scorer};
use crate::tag::{Label, Role, Site, UNIT, pieces, spans};

/// Where a candidate comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The best labels, linked.
    Tagged,
    /// The best labels under which a certain word is a cue.
    Asked,
    /// A rule's finding: its place in the list.
    Rule(usize),
}

/// An attribution that may be one.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Contents in text order, in tokens.
    pub contents: Vec<IndexRange>,
    /// Its cue.
    pub cue: Option<IndexRange>,
    /// Its source.
    pub source: Option<IndexRange>,
    /// Where it comes from.
    pub origin: Origin,
    /// The number of the rule that it comes from, 0 for others.
    pub rule: u8,
    /// How much of its contents stands within quotation marks.
    pub kind: Kind,
    /// By how much the best labels through its cue fall short of the best of all; 0 for others than asked ones.
    short: f32,
    /// The probability of its links.
    link: f32,
    /// What the other candidates make of the same words.
    agreement: Agreement,
    /// Whether a rule found just the same.
    repeats: bool,
}

/// What the other candidates make of a candidate's words: for those of each origin the closest match, from 0 (none
/// shares a word) to 4 (the same words from a source that overlaps).
#[derive(Clone, Copy, Debug, Default)]
struct Agreement {
    tagged: u8,
    asked: u8,
    rules: u8,
    /// The rule behind `rules`.
    rule: u8,
}

/// How far short of the best labels a cue may fall and still be asked about.
const ASKED: f32 = 2.0;
/// How many features a candidate has.
pub const FEATURES: usize = 29;
/// How many weights a judge has for each question.
pub const WEIGHTS: usize = 1 << 14;

/// What the tagger made of a document; memory used again.
#[derive(Debug, Default)]
pub struct Tagged {
    paths: Paths,
    /// All chains, and those that were scored again.
    chains: Vec<IndexRange>,
    again: Vec<IndexRange>,
    labels: Vec<Label>,
    best: Vec<Label>,
    /// The spans around one cue that is asked about, and those of its contents.
    local: [Vec<IndexRange>; 3],
    contents: Vec<IndexRange>,
}

impl Tagged {
    /// Has the scores of a document's tokens told.
    pub(super) fn score(&mut self, scorer: &Scorer, site: &Site<'_, '_>, scratch: &mut scorer::Scratch) {
        let count = site.doc.tokens().len();
        self.paths.reset(count);
        self.again.clear();
        self.chains.clear();
        self.chains.extend(pieces(site.doc));
        scorer.score(site, &self.chains, scratch, self.paths.own(IndexRange::new(0, count as u32)));
    }

    /// Has the scores of some chains told again, by another model.
    pub(super) fn score_again(
        &mut self,
        scorer: &Scorer,
        site: &Site<'_, '_>,
        chains: &[IndexRange],
        scratch: &mut scorer::Scratch,
    ) {
        let all = self.paths.own(IndexRange::new(0, site.doc.tokens().len() as u32));
        scorer.score(site, chains, scratch, all);
        self.again.clear();
        self.again.extend_from_slice(chains);
    }

    /// Which model scored a token last: 1 where that was done again, else 0.
    #[inline]
    pub(super) fn side(&self, token: u32) -> usize {
        if self.again.is_empty() {
            return 0;
        }
        let next = self.again.partition_point(|chain| chain.end <= token);
        usize::from(self.again.get(next).is_some_and(|chain| chain.start <= token))
    }
}

/// All candidates of a document whose tokens have their scores, in the order in which their contents begin.
/// `neighbours` are those of the model, and of the one that scored again.
pub(super) fn find(
    cx: &Context<'_, '_>,
    tagged: &mut Tagged,
    neighbours: [&Neighbours; 2],
    linker: &Linker,
    found: &[Found],
) -> Vec<Candidate> {
    let mut lists: [Vec<IndexRange>; 3] = Default::default();
    let mut all: Vec<Candidate> = Vec::new();
    let mut sentence = 0;
    for piece in pieces(cx.doc) {
        let side = tagged.side(piece.start);
        let neighbours = neighbours[side];
        tagged.paths.find(piece, neighbours);
        tagged.paths.best(piece, neighbours, &mut tagged.best);
        spans(&tagged.best, piece.start, &mut lists);
        for at in 0..piece.len() {
            let short = tagged.paths.short(piece.start as usize + at, Label::CueB);
            if short <= (ASKED / UNIT) as i32 && tagged.best[at].role() != Some(Role::Cue) {
                sentence = link::sentence_near(cx.doc.sentences(), sentence, piece.start + at as u32);
                ask(cx, tagged, neighbours, linker, (piece, at, sentence), &mut all);
            }
        }
    }
    linked(cx, &lists, linker, |one| all.push(one));
    all.extend(found.iter().enumerate().map(|(number, found)| {
        let mut contents = found.content.clone();
        contents.sort_unstable_by_key(|content| content.start);
        Candidate {
            contents,
            cue: found.cue,
            source: found.source,
            origin: Origin::Rule(number),
            rule: rules::number(found.rule),
            kind: Kind::Indirect,
            short: 0.0,
            link: 1.0,
            agreement: Agreement::default(),
            repeats: false,
        }
    }));
    all.retain(|one| !one.contents.is_empty());
    all.sort_by_key(|one| one.contents[0].start);
    compare(&mut all);
    all.retain(|one| !one.repeats);
    for one in &mut all {
        one.kind = kind(cx, &one.contents);
    }
    all
}

/// What the tagger would make of the sentences around a token if that were the first of a cue.
fn ask(
    cx: &Context<'_, '_>,
    tagged: &mut Tagged,
    neighbours: &Neighbours,
    linker: &Linker,
    (piece, at, sentence): (IndexRange, usize, usize),
    all: &mut Vec<Candidate>,
) {
    let token = piece.start + at as u32;
    let Tagged { paths, labels, best, local, contents, .. } = tagged;
    let short = paths.short(token as usize, Label::CueB) as f32 * UNIT;
    let changed = paths.through(piece, (at, Label::CueB), neighbours, best, labels);
    // Whole sentences, so that all of the attribution is seen.
    let sentences = cx.doc.sentences();
    let first = link::sentence_near(sentences, sentence, piece.start + changed.start as u32);
    let last = link::sentence_near(sentences, sentence, piece.start + changed.end as u32 - 1);
    let start = sentences[first].tokens.start.max(piece.start);
    let end = sentences[last].tokens.end.min(piece.end);
    local.iter_mut().for_each(Vec::clear);
    spans(&labels[(start - piece.start) as usize..(end - piece.start) as usize], start, local);
    let spans = Spans { contents: &local[0], cues: &local[1], sources: &local[2] };
    let Ok(cue) = spans.cues.binary_search_by_key(&token, |cue| cue.start) else { return };
    let site = link::Site::from_sentence(cx.doc, cx.lex, spans, first);
    contents.clear();
    let (source, link) = link::link_cue(linker, &site, cue, contents);
    let source = source.map(|source| spans.sources[source]);
    let same = |old: &Candidate| old.contents == *contents && old.source == source;
    if contents.is_empty() || all.iter().rev().take(8).any(same) {
        return;
    }
    let (contents, cue) = (contents.clone(), Some(spans.cues[cue]));
    let (agreement, repeats) = (Agreement::default(), false);
    all.push(Candidate {
        contents,
        cue,
        source,
        origin: Origin::Asked,
        rule: 0,
        kind: Kind::Indirect,
        short,
        link,
        agreement,
        repeats,
    });
}

/// The spans of labels, linked.
fn linked(
    cx: &Context<'_, '_>,
    lists: &[Vec<IndexRange>; 3],
    linker: &Linker,
    mut give: impl FnMut(Candidate),
) {
    let spans = Spans { contents: &lists[0], cues: &lists[1], sources: &lists[2] };
    for one in link::link(linker, &link::Site::new(cx.doc, cx.lex, spans)) {
        give(Candidate {
            contents: one.contents.iter().map(|content| lists[0][*content]).collect(),
            cue: one.cue.map(|cue| lists[1][cue]),
            source: one.source.map(|source| lists[2][source]),
            origin: Origin::Tagged,
            rule: 0,
            kind: Kind::Indirect,
            short: 0.0,
            link: one.probability,
            agreement: Agreement::default(),
            repeats: false,
        });
    }
}

/// Finds for each candidate the closest match of each origin. Candidates are in text order.
fn compare(all: &mut [Candidate]) {
    /// How many later candidates are looked at.
    const LATER: usize = 64;
    for number in 0..all.len() {
        let (before, behind) = all.split_at_mut(number + 1);
        let one = &mut before[number];
        let end = one.contents.last().map_or(0, |content| content.end);
        for other in behind.iter_mut().take(LATER) {
            if other.contents[0].start >= end {
                break;
            }
            let share = overlap(&one.contents, &other.contents);
            if share <= 0.0 {
                continue;
            }
            let level = match (share >= 0.5, touches(one.source, other.source)) {
                (true, true) if share > 0.95 => 4,
                (true, true) => 3,
                (true, false) => 2,
                (false, _) => 1,
            };
            one.agreement.note(level, other.origin, other.rule);
            other.agreement.note(level, one.origin, one.rule);
            if level == 4 && one.is_same(other) {
                match (one.origin, other.origin) {
                    (Origin::Tagged, Origin::Rule(_)) => (one.repeats, other.link) = (true, one.link),
                    (Origin::Rule(_), Origin::Tagged) => (other.repeats, one.link) = (true, other.link),
                    _ => {}
                }
            }
        }
    }
}

impl Candidate {
    fn is_same(&self, other: &Self) -> bool {
        self.cue == other.cue && self.source == other.source && self.contents == other.contents
    }
}

impl Agreement {
    fn note(&mut self, level: u8, origin: Origin, rule: u8) {
        match origin {
            Origin::Tagged => self.tagged = self.tagged.max(level),
            Origin::Asked => self.asked = self.asked.max(level),
            Origin::Rule(_) if level > self.rules => (self.rules, self.rule) = (level, rule),
            Origin::Rule(_) => {}
        }
    }
}

/// How much two lists of tokens share: what both have over what either has.
pub(super) fn overlap(a: &[IndexRange], b: &[IndexRange]) -> f32 {
    let size = |list: &[IndexRange]| list.iter().map(|range| range.len()).sum::<usize>();
    let mut both = 0;
    for one in a {
        for other in b {
            both += (one.end.min(other.end) as usize).saturating_sub(one.start.max(other.start) as usize);
        }
    }
    let either = size(a) + size(b) - both;
    if either == 0 { 0.0 } else { both as f32 / either as f32 }
}

fn touches(a: Option<IndexRange>, b: Option<IndexRange>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.start < b.end && b.start < a.end,
        (None, None) => true,
        _ => false,
    }
}

/// What the judge looks at: indexes of weights.
pub(super) fn features(cx: &Context<'_, '_>, tagged: &Tagged, one: &Candidate) -> [u16; FEATURES] {
    let mut out = [0; FEATURES];
    let mut group = 0;
    let mut add = |values: &[u32]| {
        let mut hash = (group as u32 + 1).wrapping_mul(0x9E37_79B1);
        for value in values {
            hash = (hash.rotate_left(11) ^ value).wrapping_mul(0x85EB_CA6B);
        }
        hash ^= hash >> 15;
        hash = hash.wrapping_mul(0xC2B2_AE35);
        out[group] = (hash >> 18) as u16;
        group += 1;
    };
    let from = match one.origin {
        Origin::Tagged => 0,
        Origin::Asked => 1,
        Origin::Rule(_) => 2,
    };
    let rule = u32::from(one.rule);
    let agreement = [one.agreement.tagged, one.agreement.asked, one.agreement.rules].map(u32::from);
    let by_rule = u32::from(one.agreement.rule);
    let cue = one.cue.map_or((9, 9), |cue| {
        let (least, mean) = lead(tagged, cue, [Label::CueB, Label::Cue]);
        (step(least), step(mean))
    });
    let source = one.source.map_or((9, 9), |source| {
        let (least, mean) = lead(tagged, source, [Label::SourceB, Label::Source]);
        (step(least), step(mean))
    });
    let (mut least, mut mean, mut length) = (f32::INFINITY, 0.0, 0);
    let (mut begins, mut ends) = (f32::INFINITY, f32::INFINITY);
    for content in &one.contents {
        let (own_least, own_mean) = lead(tagged, *content, [Label::ContentB, Label::Content]);
        least = least.min(own_least);
        mean += own_mean * content.len() as f32;
        length += content.len();
        begins = begins.min(ahead(tagged, content.start as usize, [Label::ContentB]));
        if (content.end as usize) < cx.tokens.len() {
            ends = ends.min(-ahead(tagged, content.end as usize, [Label::Content]));
        }
    }
    mean /= length as f32;
    let words = match length {
        0..=1 => 0,
        2..=3 => 1,
        4..=6 => 2,
        7..=12 => 3,
        13..=25 => 4,
        26..=50 => 5,
        _ => 6,
    };
    let kind = match one.kind {
        Kind::Direct => 0,
        Kind::Mixed => 1,
        Kind::Indirect => 2,
    };
    let asked = (one.short * 2.0) as u32;
    let link = odds(one.link);
    let who = one.source.map_or(0, |source| {
        let lex = source.range().take(6).map(|at| cx.lex[at]).fold(Lex::empty(), Lex::union);
        let first = cx.lex[source.start as usize];
        if source.len() == 1 && first.intersects(Lex::SUBJECT_PRONOUN.union(Lex::OBJECT_PRONOUN)) {
            1
        } else if source.range().take(6).any(|at| cx.is_name(at)) {
            2
        } else if first.intersects(Lex::WH) {
            3
        } else if lex.intersects(Lex::ROLE.union(Lex::GROUP).union(Lex::ORGANIZATION).union(Lex::DOCUMENT)) {
            4
        } else {
            5
        }
    });
    let head = one.cue.map_or(0, |cue| {
        const KINDS: [Lex; 8] = [
            Lex::SAY,
            Lex::TELL,
            Lex::SHOW,
            Lex::THINK,
            Lex::ACT,
            Lex::MANNER,
            Lex::CUE_PREPOSITION,
            Lex::CUE_NOUN,
        ];
        let lex = cue.range().map(|at| cx.lex[at]).fold(Lex::empty(), Lex::union);
        1 + KINDS.iter().position(|kind| lex.intersects(*kind)).unwrap_or(8) as u32
    });
    let word = one.cue.map_or(0, |cue| {
        cue.range()
            .fold(0u32, |all, at| (all.rotate_left(9) ^ cx.hashes[at] as u32).wrapping_mul(0x9E37_79B1))
    });
    let gap = |a: Option<IndexRange>, b: Option<IndexRange>| match (a, b) {
        (Some(a), Some(b)) if a.end <= b.start => 1 + (b.start - a.end).min(6),
        (Some(a), Some(b)) if b.end <= a.start => 8 + (a.start - b.end).min(6),
        (Some(_), Some(_)) => 15,
        _ => 0,
    };
    let parts = one.contents.len().min(3) as u32;
    let first = cx.tokens[one.contents[0].start as usize];
    let opening = match first.kind {
        TokenKind::Mark => 0,
        _ if cx.lex[one.contents[0].start as usize].intersects(Lex::SUBORDINATOR) => 1,
        _ if cx.is_any(one.contents[0].start as usize, listed!["to"]) => 2,
        _ if first.is_capitalised() => 3,
        _ => 4,
    };
    let origin = from * 32 + rule;
    let mean = step(mean);
    add(&[origin]);
    add(&[origin, agreement[0]]);
    add(&[origin, agreement[1]]);
    add(&[origin, agreement[2], by_rule]);
    add(&[from, agreement[0], agreement[1], agreement[2]]);
    add(&[from, cue.0]);
    add(&[from, cue.1]);
    add(&[from, source.0]);
    add(&[from, source.1]);
    add(&[from, step(least)]);
    add(&[from, mean]);
    add(&[from, step(begins)]);
    add(&[from, step(ends)]);
    add(&[from, asked, kind]);
    add(&[from, link]);
    add(&[from, kind, words]);
    add(&[origin, kind, agreement[0]]);
    add(&[from, who, kind]);
    add(&[from, head, kind]);
    add(&[from, word]);
    add(&[from, gap(one.source, one.cue)]);
    add(&[from, gap(one.cue, Some(one.contents[0]))]);
    add(&[from, parts, kind]);
    add(&[from, opening, kind]);
    add(&[from, cue.1, mean]);
    add(&[from, source.1, mean]);
    add(&[from, cue.1, source.1, agreement[2].min(2)]);
    add(&[from, kind, mean, source.1 / 2]);
    add(&[from, by_rule, mean]);
    debug_assert!(group == FEATURES, "{group} features");
    out
}

/// How far the better of some labels is ahead of the best of the others.
#[allow(clippy::inline_always, reason = "half as long where the labels are known")]
#[inline(always)]
fn ahead<const N: usize>(tagged: &Tagged, token: usize, labels: [Label; N]) -> f32 {
    UNIT * tagged.paths.ahead(token, labels) as f32
}

/// How far the labels of a span are ahead of others, at its weakest token and on average.
#[allow(clippy::inline_always, reason = "half as long where the labels are known")]
#[inline(always)]
fn lead(tagged: &Tagged, range: IndexRange, labels: [Label; 2]) -> (f32, f32) {
    let (mut least, mut sum) = (i32::MAX, 0.0);
    for at in range.range() {
        let ahead = tagged.paths.ahead(at, labels);
        least = least.min(ahead);
        sum += (UNIT * ahead as f32).clamp(-8.0, 8.0);
    }
    (UNIT * least as f32, sum / range.len() as f32)
}

/// Ten steps of a lead.
fn step(ahead: f32) -> u32 {
    const STEPS: [f32; 9] = [-4.0, -2.5, -1.5, -0.7, 0.0, 0.7, 1.7, 3.0, 5.0];
    // Without a branch.
    STEPS.iter().map(|step| u32::from(ahead >= *step)).sum()
}

/// Ten steps of a probability's log-odds.
fn odds(p: f32) -> u32 {
    const STEPS: [f32; 9] = [0.02, 0.06, 0.15, 0.3, 0.5, 0.7, 0.85, 0.94, 0.98];
    STEPS.iter().map(|step| u32::from(p >= *step)).sum()
}
