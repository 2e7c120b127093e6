//! Links: which cue a content belongs to, and which source a cue has.
//!
//! A log-linear ranker of few features: each content asks the cues around it, each cue the sources around it, and
//! "none" is always among the answers. Contents that choose one cue are the parts of one attribution; two cues may
//! share a source ("said … and added …"). The features see distance, order, what stands between and what touches;
//! of words they know only closed classes, so a link is as good under a verb never met before.

use std::cell::Cell;
use std::hint::select_unpredictable;
use std::ops::Range;

use inquit_tokenizer::{Document, IndexRange, Sentence, TokenFlags, TokenKind};

use super::TURN;
use crate::lexicon::Lex;

/// The labelled spans of a document, in tokens, each list in text order.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spans<'a> {
    /// The attributed words; a part each where they are split.
    pub contents: &'a [IndexRange],
    /// The words that signal them.
    pub cues: &'a [IndexRange],
    /// The words that name who it is attributed to.
    pub sources: &'a [IndexRange],
}

/// What is asked of a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Which cue does a content have?
    CueOf,
    /// Which source does a cue have?
    SourceOf,
}

/// How many candidates are looked at on each side of a span.
const EACH_SIDE: usize = 2;
/// How far a candidate may be, in tokens.
const REACH: u32 = 48;
/// How many of the tokens between are read.
const READ: usize = 16;

/// The features of one question, before the kind of question is set apart.
const FEATURES: usize = 512;
/// How many weights a linker has.
pub const WEIGHTS: usize = 2 * FEATURES;

/// One answer to a question.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The span, by its index in its list; none: nothing in the text.
    pub span: Option<usize>,
    /// The features that it has, as indexes of weights.
    pub features: Vec<u16>,
}

/// The answers to one question; memory used again.
#[derive(Debug, Default)]
pub struct Answers {
    list: Vec<Answer>,
    len: usize,
}

impl Answers {
    /// The answers, "none" last.
    pub fn list(&self) -> &[Answer] {
        &self.list[..self.len]
    }

    fn clear(&mut self) {
        self.len = 0;
    }
}

/// What takes in the answers to a question, one by one.
trait Take {
    /// The next answer with its features.
    fn answer(&mut self, span: Option<usize>, features: &[u16]);
}

impl Take for Answers {
    fn answer(&mut self, span: Option<usize>, features: &[u16]) {
        if self.len == self.list.len() {
            self.list.push(Answer::default());
        }
        let answer = &mut self.list[self.len];
        self.len += 1;
        answer.span = span;
        answer.features.clear();
        answer.features.extend_from_slice(features);
    }
}

/// The most answers that a question has: candidates on either side and across, and "none".
const MOST: usize = 3 * EACH_SIDE + 1;

/// The answers to one question, of each only its score.
struct Scored<'a> {
    weights: &'a [f32],
    scores: [f32; MOST + 1],
    spans: [Option<usize>; MOST + 1],
    len: usize,
}

impl Take for Scored<'_> {
    #[inline]
    fn answer(&mut self, span: Option<usize>, features: &[u16]) {
        let at = self.len % (MOST + 1);
        self.spans[at] = span;
        self.scores[at] = features.iter().fold(0.0, |sum, feature| sum + self.weights[*feature as usize]);
        self.len += 1;
    }
}

/// The weights of the features.
#[derive(Clone, Debug)]
pub struct Linker {
    weights: Vec<f32>,
}

impl Linker {
    /// A linker of these weights; missing ones are 0.
    pub fn new(mut weights: Vec<f32>) -> Self {
        weights.resize(WEIGHTS, 0.0);
        Self { weights }
    }

    /// The weights, a feature each.
    pub fn weights(&self) -> &Vec<f32> {
        &self.weights
    }

    /// The best answer to a question about the span of this index, and its probability.
    fn best(&self, site: &Site<'_, '_>, ask: Ask, index: usize) -> (Option<usize>, f32) {
        let near = site.near(ask, index);
        if site.within_reach(ask, index, near.clone()).next().is_none() {
            return (None, 1.0);
        }
        let (scores, spans) = ([0.0; MOST + 1], [None; MOST + 1]);
        let mut scored = Scored { weights: &self.weights, scores, spans, len: 0 };
        site.visit(ask, index, near, &mut scored);
        let scores = &scored.scores[..scored.len.min(MOST + 1)];
        let (mut best, mut top) = (0, f32::NEG_INFINITY);
        for (place, score) in scores.iter().copied().enumerate() {
            if score > top {
                (best, top) = (place, score);
            }
        }
        let all: f32 = scores.iter().map(|score| (score - top).exp()).sum();
        (scored.spans[best], 1.0 / all)
    }
}

/// A document as the features see it.
pub struct Site<'a, 't> {
    doc: &'a Document<'t>,
    lex: &'a [Lex],
    spans: Spans<'a>,
    /// The sentence that was looked up last. Questions go through the text, so the next one is near.
    sentence: Cell<usize>,
}

/// Where a span stands.
#[derive(Clone, Copy)]
struct Place {
    range: IndexRange,
    /// The sentences of its first and last token.
    first: usize,
    last: usize,
}

/// Which side of the span the candidate stands on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Behind,
    Before,
    Across,
}

impl<'a, 't> Site<'a, 't> {
    /// A document with its labelled spans.
    pub fn new(doc: &'a Document<'t>, lex: &'a [Lex], spans: Spans<'a>) -> Self {
        Self::from_sentence(doc, lex, spans, 0)
    }

    /// The same; the spans begin near this sentence.
    pub(super) fn from_sentence(
        doc: &'a Document<'t>,
        lex: &'a [Lex],
        spans: Spans<'a>,
        sentence: usize,
    ) -> Self {
        Self { doc, lex, spans, sentence: Cell::new(sentence) }
    }

    /// All answers to a question about the span of this index, with their features.
    pub fn answers(&self, ask: Ask, index: usize, answers: &mut Answers) {
        answers.clear();
        self.visit(ask, index, self.near(ask, index), answers);
    }

    /// The spans that are asked, and those that may be the answer.
    fn lists(&self, ask: Ask) -> (&'a [IndexRange], &'a [IndexRange]) {
        match ask {
            Ask::CueOf => (self.spans.contents, self.spans.cues),
            Ask::SourceOf => (self.spans.cues, self.spans.sources),
        }
    }

    /// The candidates of a question, by their indexes: they overlap the span or stand at most [`EACH_SIDE`] away on
    /// either side.
    fn near(&self, ask: Ask, index: usize) -> Range<usize> {
        let (asking, list) = self.lists(ask);
        let own = asking[index];
        let from = list.partition_point(|candidate| candidate.end <= own.start);
        let across =
            list[from..].iter().take(EACH_SIDE).take_while(|candidate| candidate.start < own.end).count();
        from.saturating_sub(EACH_SIDE)..(from + across + EACH_SIDE).min(list.len())
    }

    /// Those of the candidates that are not too far away.
    fn within_reach(
        &self,
        ask: Ask,
        index: usize,
        near: Range<usize>,
    ) -> impl Iterator<Item = (usize, Side, IndexRange)> {
        let (asking, list) = self.lists(ask);
        near.filter_map(move |candidate| {
            let (side, gap) = between(asking[index], list[candidate]);
            (gap.len() as u32 <= REACH).then_some((candidate, side, gap))
        })
    }

    #[inline]
    fn visit(&self, ask: Ask, index: usize, near: Range<usize>, answers: &mut impl Take) {
        let (asking, list) = self.lists(ask);
        let own = self.place(asking[index]);
        let base = if ask == Ask::CueOf { 0 } else { FEATURES as u16 };
        let mut nearest = REACH;
        let mut same = 0;
        for (candidate, side, gap) in self.within_reach(ask, index, near) {
            let other = self.place(list[candidate]);
            nearest = nearest.min(gap.len() as u32);
            same += u32::from(other.first == own.first || other.last == own.last);
            let features = self.features(ask, base, (own, index), other, (side, gap));
            answers.answer(Some(candidate), &features);
        }
        let quoted = self.is_mark(own.range.start as usize);
        let features = [
            0,
            1 + same.min(3) as u16,
            5 + u16::from(quoted),
            7 + bucket(own.range.len() as u32),
            18 + bucket(nearest),
            29 + self.opening(own.range.start as usize),
        ];
        answers.answer(None, &features.map(|feature| base + NONE + feature));
    }

    fn place(&self, range: IndexRange) -> Place {
        let sentences = self.doc.sentences();
        let first = sentence_near(sentences, self.sentence.get(), range.start);
        self.sentence.set(first);
        let last = sentence_near(sentences, first, range.end - 1);
        Place { range, first, last }
    }

    fn paragraph(&self, sentence: usize) -> u32 {
        self.doc.sentences().get(sentence).map_or(0, |sentence| sentence.paragraph)
    }

    #[inline]
    fn features(
        &self,
        ask: Ask,
        base: u16,
        (own, index): (Place, usize),
        other: Place,
        (side, gap): (Side, IndexRange),
    ) -> [u16; OF_PAIR] {
        let mut out = [0; OF_PAIR];
        let (mut group, mut number) = (base, 0);
        // Every feature is apart by side; a group takes three times its size.
        let mut add = |size: u16, value: u16| {
            debug_assert!(value < size, "a feature outside its group");
            out[number] = group + side as u16 * size + value;
            group += 3 * size;
            number += 1;
        };
        let (a, b) = match side {
            Side::Before => (own.first, other.last),
            _ => (own.last, other.first),
        };
        add(1, 0);
        add(11, bucket(gap.len() as u32));
        add(4, a.abs_diff(b).min(3) as u16);
        add(3, self.paragraph(a).abs_diff(self.paragraph(b)).min(2) as u16);
        let held = Held::of(self, gap);
        add(4, held.count(Held::COMMA, 3));
        add(3, held.count(Held::AND, 2));
        add(2, held.count(Held::BUT, 1));
        add(2, held.count(Held::THAT, 1));
        add(2, held.count(Held::WHO, 1));
        add(2, held.count(Held::STOP, 1));
        add(2, held.count(Held::COLON, 1));
        add(2, held.count(Held::SEMICOLON, 1));
        add(3, held.count(Held::MARK, 2));
        add(5, if gap.len() == 1 { self.kind(gap.start as usize) } else { 4 });
        let inner = |list: &[IndexRange]| {
            if gap.is_empty() {
                return 0;
            }
            let from = list.partition_point(|one| one.start < gap.start);
            let inside = |one: &&IndexRange| one.end <= gap.end && one.start < gap.end;
            list[from..].iter().take(3).take_while(inside).count() as u16
        };
        add(4, inner(self.spans.contents));
        add(4, inner(self.spans.cues));
        add(4, inner(self.spans.sources));
        add(6, (other.range.len() as u16).clamp(1, 6) - 1);
        // Whether another span that asks stands nearer to the candidate.
        let asking = if ask == Ask::CueOf { self.spans.contents } else { self.spans.cues };
        let rival = [index.checked_sub(1), Some(index + 1)]
            .into_iter()
            .flatten()
            .filter_map(|rival| asking.get(rival))
            .map(|rival| between(*rival, other.range).1.len())
            .min();
        let nearer = rival.map_or(0, |rival| 1 + (rival.cmp(&gap.len()) as i8 + 1) as u16);
        add(4, nearer);
        add(5, self.kind(other.range.end as usize));
        add(5, (other.range.start as usize).checked_sub(1).map_or(4, |before| self.kind(before)));
        let touches = |list: &[IndexRange], slack: u32| {
            let next = list.partition_point(|one| one.start < other.range.end);
            let behind = list.get(next).is_some_and(|one| one.start - other.range.end <= slack);
            let before = list[..next]
                .iter()
                .rev()
                .find(|one| one.end <= other.range.start)
                .is_some_and(|one| other.range.start - one.end <= slack);
            u16::from(behind) + 2 * u16::from(before)
        };
        add(4, touches(self.spans.contents, 1));
        let third = if ask == Ask::CueOf { self.spans.sources } else { self.spans.cues };
        add(4, touches(third, 1));
        let marks = u16::from(self.is_mark(own.range.start as usize))
            + 2 * u16::from(self.is_mark(own.range.end as usize - 1));
        add(4, marks);
        add(6, self.word_class(other.range));
        let used = group - base;
        debug_assert!(used <= NONE && number == OF_PAIR, "{number} features take {used}");
        out
    }

    /// Whether a content is a turn of dialogue: in marks, short and alone in its paragraph, after another was closed; or
    /// what somebody answers to the narrator: Would he stand again? | “I would rather form a choir.”
    fn starts_anew(&self, before: usize, content: usize) -> bool {
        let (before, own) = (self.spans.contents[before], self.spans.contents[content]);
        if self.is_mark(own.start as usize)
            && before.end < own.start
            && self.is_question(own.start as usize - 1)
        {
            return true;
        }
        let closed = before.len() > 1 && self.is_mark(before.end as usize - 1);
        let alone = || {
            let paragraph = self.paragraph(self.place(own).first) as usize;
            self.doc.paragraphs().get(paragraph).is_some_and(|paragraph| paragraph.tokens == own)
        };
        closed && own.len() <= TURN && self.is_mark(own.start as usize) && alone()
    }

    fn is_question(&self, at: usize) -> bool {
        self.doc.tokens().get(at).is_some_and(|token| token.text(self.doc.text()) == "?")
    }

    /// What a token is: word, comma, other punctuation, quotation mark, nothing.
    fn kind(&self, at: usize) -> u16 {
        match self.doc.tokens().get(at) {
            None => 4,
            Some(token) => {
                // Without a branch: words and marks come in turn.
                let kind = KINDS[token.kind as usize];
                select_unpredictable(token.is(b','), 1, kind)
            }
        }
    }

    fn is_mark(&self, at: usize) -> bool {
        self.doc.tokens().get(at).is_some_and(|token| token.kind == TokenKind::Mark)
    }

    /// What a span begins with: that, to, a quotation mark, a capital, another word.
    fn opening(&self, at: usize) -> u16 {
        let Some(token) = self.doc.tokens().get(at) else { return 4 };
        let lex = self.lex[at];
        if token.kind == TokenKind::Mark {
            0
        } else if lex.intersects(Lex::SUBORDINATOR) {
            1
        } else if lex.intersects(Lex::PREPOSITION) {
            2
        } else if token.flags.contains(TokenFlags::UPPER_FIRST) {
            3
        } else {
            4
        }
    }

    /// What kind of cue or source a span is, by its words.
    fn word_class(&self, range: IndexRange) -> u16 {
        const KINDS: [Lex; 5] = [
            Lex::CUE_PREPOSITION,
            Lex::REPORTING,
            Lex::SUBJECT_PRONOUN.union(Lex::OBJECT_PRONOUN),
            Lex::WH,
            Lex::CUE_NOUN,
        ];
        let any = range.range().take(8).map(|at| self.lex[at]).fold(Lex::empty(), Lex::union);
        // The first that it is, without a branch.
        (0..KINDS.len())
            .rev()
            .fold(5, |class, kind| select_unpredictable(any.intersects(KINDS[kind]), kind as u16, class))
    }
}

/// How many features a span and a candidate have.
const OF_PAIR: usize = 25;
/// Where the features of "none" begin.
const NONE: u16 = 400;

/// What stands between two spans: how often what, six bits each.
#[derive(Clone, Copy)]
struct Held(u64);

impl Held {
    const COMMA: u32 = 0;
    const COLON: u32 = 6;
    const SEMICOLON: u32 = 12;
    const STOP: u32 = 18;
    const MARK: u32 = 24;
    const AND: u32 = 30;
    const BUT: u32 = 36;
    const THAT: u32 = 42;
    const WHO: u32 = 48;

    /// What one punctuation mark adds, by its first byte.
    const PUNCT: [u64; 256] = {
        let mut adds = [0; 256];
        adds[b',' as usize] = 1 << Self::COMMA;
        adds[b':' as usize] = 1 << Self::COLON;
        adds[b';' as usize] = 1 << Self::SEMICOLON;
        adds[b'.' as usize] = 1 << Self::STOP;
        adds[b'!' as usize] = 1 << Self::STOP;
        adds[b'?' as usize] = 1 << Self::STOP;
        adds
    };

    fn of(site: &Site<'_, '_>, gap: IndexRange) -> Self {
        let read = gap.start as usize..(gap.start as usize + gap.len().min(READ));
        // Without a branch: what comes next between two spans is hard to foresee.
        let mut held = 0;
        for (token, lex) in site.doc.tokens()[read.clone()].iter().zip(&site.lex[read]) {
            let one = |is: bool, place: u32| u64::from(is) << place;
            let punct = u64::from(token.kind == TokenKind::Punct).wrapping_neg();
            let and = lex.intersects(Lex::COORDINATOR);
            held += Self::PUNCT[token.first as usize] & punct;
            held += one(token.kind == TokenKind::Mark, Self::MARK);
            held += one(and, Self::AND);
            held += one(and & (token.first | 0x20 == b'b'), Self::BUT);
            // No other word is both.
            held += one(lex.contains(Lex::SUBORDINATOR.union(Lex::DETERMINER)), Self::THAT);
            held += one(lex.intersects(Lex::WH), Self::WHO);
        }
        Self(held)
    }

    /// How often, at most `most` times.
    fn count(self, place: u32, most: u16) -> u16 {
        (self.0 >> place & 0x3F).min(u64::from(most)) as u16
    }
}

/// What a token is, by its kind: word, punctuation, quotation mark.
const KINDS: [u16; TokenKind::Handle as usize + 1] = {
    let mut kinds = [0; TokenKind::Handle as usize + 1];
    kinds[TokenKind::Punct as usize] = 2;
    kinds[TokenKind::Symbol as usize] = 2;
    kinds[TokenKind::Mark as usize] = 3;
    kinds
};

/// On which side of a span a candidate stands, and the tokens between.
fn between(own: IndexRange, other: IndexRange) -> (Side, IndexRange) {
    if other.start >= own.end {
        (Side::Behind, IndexRange::new(own.end, other.start))
    } else if other.end <= own.start {
        (Side::Before, IndexRange::new(other.end, own.start))
    } else {
        (Side::Across, IndexRange::new(own.start, own.start))
    }
}

/// Eleven steps of a length in tokens.
fn bucket(length: u32) -> u16 {
    BUCKETS[(length as usize).min(BUCKETS.len() - 1)].into()
}

static BUCKETS: [u8; 82] = {
    const STEPS: [usize; 10] = [0, 1, 2, 3, 5, 8, 12, 20, 40, 80];
    let mut buckets = [0; 82];
    let mut length = 0;
    while length < buckets.len() {
        let mut step = 0;
        while step < STEPS.len() && length > STEPS[step] {
            step += 1;
        }
        buckets[length] = step as u8;
        length += 1;
    }
    buckets
};

/// A set of linked spans, by their indexes.
#[derive(Clone, Debug, PartialEq)]
pub struct Linked {
    /// Contents in text order.
    pub contents: Vec<usize>,
    /// Its cue.
    pub cue: Option<usize>,
    /// Its source.
    pub source: Option<usize>,
    /// The probability of its links: content to cue (the least sure one) times cue to source.
    pub probability: f32,
}

/// Links all contents, in text order of their first part.
pub fn link(linker: &Linker, site: &Site<'_, '_>) -> Vec<Linked> {
    let mut linked: Vec<Linked> = Vec::new();
    let mut of_cue: Vec<Option<usize>> = vec![None; site.spans.cues.len()];
    for content in 0..site.spans.contents.len() {
        let (cue, probability) = linker.best(site, Ask::CueOf, content);
        if let Some(known) = cue.and_then(|cue| of_cue[cue]) {
            if linked[known].contents.last().is_some_and(|last| site.starts_anew(*last, content)) {
                linked.push(Linked { contents: vec![content], cue: None, source: None, probability });
                continue;
            }
            linked[known].contents.push(content);
            linked[known].probability = linked[known].probability.min(probability);
            continue;
        }
        if let Some(cue) = cue {
            of_cue[cue] = Some(linked.len());
        }
        linked.push(Linked { contents: vec![content], cue, source: None, probability });
    }
    for one in &mut linked {
        if let Some(cue) = one.cue {
            let (source, probability) = linker.best(site, Ask::SourceOf, cue);
            one.source = source;
            one.probability *= probability;
        }
    }
    linked
}

/// What [`link`] makes of one cue: the contents that choose it, added to `contents`, then its source and the
/// probability of the links.
pub(super) fn link_cue(
    linker: &Linker,
    site: &Site<'_, '_>,
    cue: usize,
    contents: &mut Vec<IndexRange>,
) -> (Option<usize>, f32) {
    let (mut least, mut last) = (f32::INFINITY, None);
    for (content, range) in site.spans.contents.iter().enumerate() {
        if !site.near(Ask::CueOf, content).contains(&cue) {
            continue;
        }
        let (best, probability) = linker.best(site, Ask::CueOf, content);
        let anew = last.is_some_and(|last| site.starts_anew(last, content));
        if best == Some(cue) && !anew {
            last = Some(content);
            contents.push(*range);
            least = least.min(probability);
        }
    }
    if contents.is_empty() {
        return (None, 0.0);
    }
    let (source, probability) = linker.best(site, Ask::SourceOf, cue);
    (source, least * probability)
}

/// The sentence of a token, searched for from another that is near.
pub(super) fn sentence_near(sentences: &[Sentence], from: usize, token: u32) -> usize {
    let mut at = from.min(sentences.len());
    while at > 0 && sentences[at - 1].tokens.end > token {
        at -= 1;
    }
    while sentences.get(at).is_some_and(|sentence| sentence.tokens.end <= token) {
        at += 1;
    }
    at
}
