//! The state is what the rules have found so far and which tokens and quotations are taken.

use inquit_tokenizer::{IndexRange, Span, Token, TokenKind};

use super::context::Context;
use super::frame::Frame;
use super::rules::Rule;
use crate::attribution::{Attribution, Kind, Parts};
use crate::explanation::{Considered, Explanation};
use crate::lexicon::{Code, listed};

/// An attribution in tokens, as a rule makes it.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// Contents in text order.
    pub content: Vec<IndexRange>,
    pub cue: Option<IndexRange>,
    pub source: Option<IndexRange>,
    pub negated: bool,
    /// An earlier finding whose speaker goes on speaking here.
    pub speaker_of: Option<usize>,
    /// Set by the engine.
    pub rule: &'static str,
    /// Set by the engine.
    pub confidence: f32,
}

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct State {
    pub found: Vec<Found>,
    /// For each quoted span the finding that holds it.
    pub owner: Vec<Option<u32>>,
    /// For each frame whether a rule used it.
    pub used: Vec<bool>,
    /// For each token whether it stands in a content.
    taken: Vec<bool>,
    /// The end and number of each finding, in text order.
    ends: Vec<(u32, u32)>,
    /// What was considered, for `explain` only.
    trace: Vec<Traced>,
    /// The first token and number of each finding, in text order, once all are found.
    order: Vec<(u32, usize)>,
    /// For each finding the place of its attribution.
    place: Vec<usize>,
}

#[derive(Debug)]
struct Traced {
    candidate: Span,
    what: String,
    considered: Vec<Considered>,
    found: Option<usize>,
}

impl State {
    /// Makes ready for a document.
    pub fn reset(&mut self, cx: &Context<'_, '_>, frames: &[Frame]) {
        self.found.clear();
        self.owner.clear();
        self.owner.resize(cx.quoted.len(), None);
        self.used.clear();
        self.used.resize(frames.len(), false);
        self.taken.clear();
        self.taken.resize(cx.tokens.len(), false);
        self.ends.clear();
        self.trace.clear();
    }

    /// Whether a token stands in a content.
    pub fn is_taken(&self, token: usize) -> bool {
        self.taken.get(token).copied().unwrap_or(false)
    }

    /// The first token of a range that stands in a content.
    pub fn first_taken(&self, range: IndexRange) -> Option<usize> {
        let taken = self.taken.get(range.range())?;
        // Most have none: that is seen by a look at all.
        if !taken.iter().fold(false, |any, taken| any | taken) {
            return None;
        }
        taken.iter().position(|taken| *taken).map(|at| range.start as usize + at)
    }

    /// Sorts what was found by where it ends; later findings must come in text order.
    pub fn sort_ends(&mut self) {
        self.ends.clear();
        let ends = self.found.iter().enumerate();
        self.ends.extend(
            ends.map(|(number, found)| {
                (found.content.last().map_or(0, |content| content.end), number as u32)
            }),
        );
        self.ends.sort_unstable();
    }

    /// The finding that ends last before a token, once [`Self::sort_ends`] was called.
    pub fn last_before(&self, token: usize) -> Option<usize> {
        let upto = self.ends.partition_point(|(end, _)| *end as usize <= token);
        upto.checked_sub(1).map(|last| self.ends[last].1 as usize)
    }

    /// The finding that holds a quoted span.
    pub fn owner_of(&self, quoted: usize) -> Option<usize> {
        self.owner[quoted].map(|found| found as usize)
    }

    /// Takes a finding in; its number.
    pub fn add(&mut self, cx: &Context<'_, '_>, mut found: Found, rule: &Rule) -> usize {
        let number = self.found.len();
        found.rule = rule.info.name;
        found.confidence = rule.confidence;
        for content in &mut found.content {
            *content = whole_quotations(cx, *content);
            self.take(cx, *content, number);
        }
        self.found.push(found);
        number
    }

    /// Puts other findings in the place of all; `places` tells for each old one which new one has its words.
    pub fn replace(&mut self, cx: &Context<'_, '_>, found: Vec<Found>, places: &[Option<usize>]) {
        for traced in &mut self.trace {
            traced.found = traced.found.and_then(|number| places[number]);
        }
        self.taken.fill(false);
        self.owner.fill(None);
        for (number, one) in found.iter().enumerate() {
            for content in &one.content {
                self.take(cx, *content, number);
            }
        }
        self.found = found;
    }

    /// Adds a further content to a finding.
    pub fn join(&mut self, cx: &Context<'_, '_>, number: usize, content: IndexRange) {
        self.take(cx, content, number);
        self.found[number].content.push(content);
    }

    fn take(&mut self, cx: &Context<'_, '_>, content: IndexRange, number: usize) {
        self.taken[content.range()].fill(true);
        let from = cx.quoted.partition_point(|quoted| quoted.tokens.start < content.start);
        for (quoted, owner) in cx.quoted[from..].iter().zip(&mut self.owner[from..]) {
            if quoted.tokens.start >= content.end {
                break;
            }
            owner.get_or_insert(number as u32);
        }
    }

    /// Notes what was considered of a candidate.
    pub fn trace(
        &mut self,
        candidate: Span,
        what: String,
        considered: Vec<Considered>,
        found: Option<usize>,
    ) {
        self.trace.push(Traced { candidate, what, considered, found });
    }

    /// Turns findings into attributions in text order.
    pub fn finish(
        &mut self,
        cx: &Context<'_, '_>,
        out: &mut Vec<Attribution>,
        parts: &mut Vec<Parts>,
        explain: Option<&mut Vec<Explanation>>,
    ) {
        let Self { found: all, order, place, .. } = self;
        for found in all.iter_mut().filter(|found| is_hearing(cx, found)) {
            found.source = None;
        }
        order.clear();
        order.extend(all.iter_mut().enumerate().map(|(number, found)| {
            found.content.sort_unstable_by_key(|content| content.start);
            (found.content.first().map_or(0, |content| content.start), number)
        }));
        order.sort_unstable();
        place.clear();
        place.resize(order.len(), 0);
        for (at, (_, number)) in order.iter().enumerate() {
            place[*number] = at;
        }
        parts.clear();
        parts.extend(
            order.iter().map(|(_, number)| Parts { cue: all[*number].cue, source: all[*number].source }),
        );
        out.clear();
        out.extend(order.iter().map(|(_, number)| {
            let found = &mut all[*number];
            Attribution {
                kind: kind(cx, &found.content),
                content: spans(cx, std::mem::take(&mut found.content)),
                cue: found.cue.map(|cue| cx.span(cue)),
                source: found.source.map(|source| cx.span(source)),
                rule: found.rule,
                confidence: found.confidence,
                negated: found.negated,
                continues: found.speaker_of.map(|number| place[number]),
                speaker: None,
                joint: Vec::new(),
                addressee: None,
                outlet: None,
                channel: None,
                said_on: None,
            }
        }));
        if let Some(explanations) = explain {
            explanations.clear();
            explanations.extend(self.trace.drain(..).map(|traced| Explanation {
                candidate: traced.candidate,
                what: traced.what,
                attribution: traced.found.map(|number| place[number]),
                considered: traced.considered,
                remarks: Vec::new(),
            }));
            explanations.sort_by_key(|explanation| explanation.candidate);
        }
    }
}

/// "The court | heard": it is told, and nobody is named who tells it.
fn is_hearing(cx: &Context<'_, '_>, found: &Found) -> bool {
    const HEARS: &[Code] = listed![
        "court",
        "inquest",
        "jury",
        "jurors",
        "tribunal",
        "inquiry",
        "hearing",
        "trial",
        "commission"
    ];
    let (Some(cue), Some(source)) = (found.cue, found.source) else { return false };
    let last = (source.end as usize).saturating_sub(1);
    cx.is_any(cue.end as usize - 1, listed!["heard", "hears"]) && cx.is_any(last, HEARS)
}

/// A content that ends inside a quotation of several sentences takes all of it.
fn whole_quotations(cx: &Context<'_, '_>, content: IndexRange) -> IndexRange {
    match cx.quoted_at((content.end as usize).saturating_sub(1)) {
        Some(q) if cx.quoted[q].tokens.start > content.start => {
            IndexRange::new(content.start, content.end.max(cx.quoted[q].tokens.end))
        }
        _ => content,
    }
}

/// Contents as spans; neighbours with nothing but white space between them in one paragraph are one.
fn spans(cx: &Context<'_, '_>, mut contents: Vec<IndexRange>) -> Vec<Span> {
    contents.retain(|content| !content.is_empty());
    contents.dedup_by(|next, last| {
        let (before, after) = (cx.tokens[last.end as usize - 1], cx.tokens[next.start as usize]);
        let joins =
            last.end == next.start && !Span::new(before.end, after.start).slice(cx.text).contains('\n');
        if joins {
            last.end = next.end;
        }
        joins
    });
    contents.into_iter().map(|content| cx.span(content)).collect()
}

/// How much of the content's words stands inside quotation marks: all but a twentieth is direct, up to a twentieth
/// is indirect.
pub(super) fn kind(cx: &Context<'_, '_>, contents: &[IndexRange]) -> Kind {
    let outside =
        |content: &IndexRange| cx.inside[content.range()].iter().fold(0, |all, holder| all | holder) == 0;
    if contents.iter().all(outside) {
        return Kind::Indirect;
    }
    let is_word = |token: &Token| {
        token.first.is_ascii_alphanumeric() | (token.first >= 0x80) & (token.kind != TokenKind::Mark)
    };
    let within = |content: &IndexRange| {
        cx.inside[content.range()].iter().fold(true, |all, holder| all & (*holder != 0))
    };
    let worded = |content: &IndexRange| cx.tokens[content.range()].iter().any(is_word);
    if contents.iter().all(within) && contents.iter().any(worded) {
        return Kind::Direct;
    }
    let (mut inside, mut all) = (0u32, 0u32);
    for content in contents {
        // What is a word and what is quoted comes in turn: both are reckoned with for every token.
        for (token, holder) in cx.tokens[content.range()].iter().zip(&cx.inside[content.range()]) {
            let length = (token.end - token.start) * u32::from(is_word(token));
            all += length;
            inside += length * u32::from(*holder != 0);
        }
    }
    if all == 0 || inside * 20 <= all {
        Kind::Indirect
    } else if inside * 20 >= all * 19 {
        Kind::Direct
    } else {
        Kind::Mixed
    }
}
