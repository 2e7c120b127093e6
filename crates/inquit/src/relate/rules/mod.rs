//! The rules, one file each, asked in the order of [`all`].

mod according_to;
mod alternating;
mod asked;
mod before_quotation;
mod beside;
mod colon_before;
mod continued;
mod floating;
mod fronted;
mod headline;
mod in_view;
mod listed;
mod noun_cue;
mod passive_by;
mod post_signature;
mod quotation_said_source;
mod quotation_source_said;
mod quoted_as_saying;
mod reported_act;
mod reported_clause;
mod reported_infinitive;
mod signed;
mod transcript;
mod unattributed;

use inquit_tokenizer::{IndexRange, TokenKind};

use super::context::Context;
use super::frame::{CueKind, Frame};
use super::state::{Found, State};
use crate::attribution::RuleInfo;
use crate::explanation::Considered;
use crate::lexicon::{Ask, Lex};

/// Why a rule declined.
pub(super) type Declined = &'static str;

/// What a rule looks at.
pub(super) enum Apply {
    /// A frame: the number of one. Of frames of other forms it declines.
    Frame(Forms, fn(&Context<'_, '_>, &State, &[Frame], usize) -> Result<Found, Declined>),
    /// A noun that reports: its sentence and its token.
    Noun(fn(&Context<'_, '_>, usize, usize) -> Result<Found, Declined>),
    /// A quoted span without attribution: the number of one.
    Quoted(fn(&Context<'_, '_>, &State, &[Frame], usize) -> Result<Outcome, Declined>),
    /// The whole document at once, before all others.
    Document(fn(&Context<'_, '_>) -> Vec<Found>),
}

/// Forms of frames, a bit for each kind of cue with the source before it and behind it: most rules are not asked
/// about most frames.
#[derive(Clone, Copy)]
pub(super) struct Forms(u16);

impl Forms {
    const ALL: Self = Self(u16::MAX);
    const STRAIGHT: u16 = 0xff;

    /// These kinds, wherever the source stands.
    const fn of(kinds: &[CueKind]) -> Self {
        let (mut forms, mut at) = (0, 0);
        while at < kinds.len() {
            forms |= 0x101 << kinds[at] as u16;
            at += 1;
        }
        Self(forms)
    }

    /// Of these, the source behind the cue.
    const fn inverted(self) -> Self {
        Self(self.0 & !Self::STRAIGHT)
    }

    /// Of these, the source before the cue.
    const fn straight(self) -> Self {
        Self(self.0 & Self::STRAIGHT)
    }

    /// The number of a frame's form: its bit.
    fn of_frame(frame: &Frame) -> usize {
        frame.kind as usize + 8 * usize::from(frame.inverted)
    }
}

/// What a rule does with a quoted span.
pub(super) enum Outcome {
    /// A new attribution.
    New(Found),
    /// A further content of an earlier finding.
    Joins(usize, IndexRange),
}

/// A rule.
pub(super) struct Rule {
    pub info: RuleInfo,
    /// The share of its findings with the right content and source on 300 articles of PolNeAR's training part, which
    /// the rules were not tuned on; for rules that find too few there, an estimate.
    pub confidence: f32,
    pub apply: Apply,
}

/// Rules that read a document's form.
const DOCUMENT: &[Rule] =
    &[transcript::RULE, headline::RULE, post_signature::RULE, asked::RULE, in_view::RULE];
/// Rules that join a frame to a quotation beside it.
const BESIDE: &[Rule] = &[
    quotation_said_source::RULE,
    quotation_source_said::RULE,
    before_quotation::RULE,
    quoted_as_saying::RULE,
];
/// Rules that join a frame to a clause.
const CLAUSES: &[Rule] = &[
    according_to::RULE,
    fronted::RULE,
    passive_by::RULE,
    listed::RULE,
    reported_clause::RULE,
    reported_infinitive::RULE,
    reported_act::RULE,
];
/// Rules that are asked one after the other about each frame.
struct Group {
    rules: &'static [Rule],
    /// For each form of a frame, a bit a rule that is asked about it.
    asked: [u8; u16::BITS as usize],
}

impl Group {
    const ALL: u8 = u8::MAX;

    const fn of(rules: &'static [Rule]) -> Self {
        assert!(rules.len() <= u8::BITS as usize);
        let mut asked = [0; u16::BITS as usize];
        let mut at = 0;
        while at < rules.len() {
            if let Apply::Frame(Forms(forms), _) = rules[at].apply {
                let mut form = 0;
                while form < asked.len() {
                    asked[form] |= ((forms >> form & 1) as u8) << at;
                    form += 1;
                }
            }
            at += 1;
        }
        Self { rules, asked }
    }
}

/// The groups in their order: a cue at a sentence's end governs all that stands before it, other cues too.
static ABOUT_FRAMES: [Group; 4] = [
    Group::of(BESIDE),
    Group::of(CLAUSES.split_at(1).0),
    Group::of(CLAUSES.split_at(1).1.split_at(1).0),
    Group::of(CLAUSES.split_at(2).1),
];
/// Rules for nouns that report.
const NOUNS: &[Rule] = &[noun_cue::RULE];
/// Rules for quotations that no frame took.
const LEFT: &[Rule] = &[
    signed::RULE,
    alternating::RULE,
    continued::RULE,
    colon_before::RULE,
    floating::RULE,
    unattributed::RULE,
];

/// Every rule in the order in which they are asked.
pub(super) fn all() -> impl Iterator<Item = &'static Rule> {
    DOCUMENT.iter().chain(BESIDE).chain(CLAUSES).chain(NOUNS).chain(LEFT)
}

/// The number of the rule of that name, from 1 in the order of [`all`]; 0 for none.
pub(super) fn number(name: &str) -> u8 {
    all().position(|rule| rule.info.name == name).map_or(0, |at| at as u8 + 1)
}

/// The rule for quotations without a cue behind narrative.
pub(crate) const FLOATING: &str = floating::RULE.info.name;

/// The name of the rule of that number.
pub(super) fn name(number: u8) -> Option<&'static str> {
    (number as usize).checked_sub(1).and_then(|at| all().nth(at)).map(|rule| rule.info.name)
}

/// The precision that the rule of that number states of itself.
pub(super) fn confidence(number: u8) -> Option<f32> {
    (number as usize).checked_sub(1).and_then(|at| all().nth(at)).map(|rule| rule.confidence)
}

/// Asks all rules about all candidates.
pub(super) fn run(cx: &Context<'_, '_>, frames: &[Frame], state: &mut State, explain: bool) {
    for rule in DOCUMENT {
        if let Apply::Document(apply) = rule.apply {
            for found in apply(cx) {
                if found.content.iter().any(|content| state.is_taken(content.start as usize)) {
                    continue;
                }
                state.add(cx, found, rule);
            }
        }
    }
    for group in &ABOUT_FRAMES {
        ask_frames(cx, frames, state, group, explain);
    }
    ask_nouns(cx, frames, state, explain);
    state.sort_ends();
    for quoted in 0..cx.quoted.len() {
        if cx.quoted[quoted].depth == 0 {
            ask_quoted(cx, frames, state, quoted, explain);
        }
    }
}

/// Asks rules about each frame that no rule has used and that stands in no content.
fn ask_frames(cx: &Context<'_, '_>, frames: &[Frame], state: &mut State, group: &Group, explain: bool) {
    for (number, frame) in frames.iter().enumerate() {
        let mut asked = if explain { Group::ALL } else { group.asked[Forms::of_frame(frame)] };
        if asked == 0 || state.used[number] || state.is_taken(frame.head) {
            continue;
        }
        let mut considered = Vec::new();
        let mut decided = None;
        while let Some(rule) = group.rules.get(asked.trailing_zeros() as usize) {
            asked &= asked - 1;
            let Apply::Frame(_, apply) = rule.apply else { continue };
            match apply(cx, state, frames, number).and_then(|found| apart(cx, state, found)) {
                Ok(found) => {
                    state.used[number] = true;
                    decided = Some(state.add(cx, found, rule));
                    if explain {
                        considered.push(Considered { rule: rule.info.name, declined: None });
                    }
                    break;
                }
                Err(declined) if explain => {
                    considered.push(Considered { rule: rule.info.name, declined: Some(declined) });
                }
                Err(_) => {}
            }
        }
        if explain {
            let cue = cx.span(frame.cue);
            state.trace(cue, format!("cue “{}”", cue.slice(cx.text)), considered, decided);
        }
    }
}

/// A finding that ends before an earlier one that took a quotation: "hoped to win, | Dahl said: “We shall.”"
fn apart(cx: &Context<'_, '_>, state: &State, mut found: Found) -> Result<Found, Declined> {
    for content in &mut found.content {
        let taken = state.first_taken(*content);
        let Some(owner) = taken.and_then(|i| state.owner_of(cx.quoted_at(i)?)) else { continue };
        let owner = &state.found[owner];
        let parts = owner.content.iter().chain(&owner.cue).chain(&owner.source);
        let starts = parts.map(|part| part.start).filter(|start| *start >= content.start);
        let mut end = starts.min().unwrap_or(content.start).min(content.end);
        while end > content.start
            && (cx.tokens[end as usize - 1].kind == TokenKind::Punct
                || cx.is(end as usize - 1, Lex::COORDINATOR | Lex::SUBORDINATOR))
            && cx.quoted_at(end as usize - 1).is_none()
        {
            end -= 1;
        }
        if end < content.start + 2 {
            return Err("its words are taken");
        }
        content.end = end;
    }
    Ok(found)
}

/// Asks the rules about each noun that reports and that stands in no content and no speech.
fn ask_nouns(cx: &Context<'_, '_>, frames: &[Frame], state: &mut State, explain: bool) {
    let mut next = 0;
    let all = IndexRange::new(0, cx.tokens.len() as u32);
    for head in cx.asks.pick(Ask::Noun, all) {
        if !state.is_taken(head) && !cx.in_speech(head) {
            // The occasion of a cue that has its words: "said in its plan that".
            while frames.get(next).is_some_and(|frame| frame.complement <= head) {
                next += 1;
            }
            if frames.get(next).is_some_and(|frame| frame.start <= head && state.used[next]) {
                continue;
            }
            let sentence = cx.sentence_of(head);
            for rule in NOUNS {
                let Apply::Noun(apply) = rule.apply else { continue };
                let taken = |found: &Found| state.is_taken(found.content[0].start as usize);
                let answer = apply(cx, sentence, head)
                    .and_then(|found| if taken(&found) { Err("its words are taken") } else { Ok(found) });
                let declined = answer.as_ref().err().copied();
                let decided = answer.ok().map(|found| state.add(cx, found, rule));
                if explain {
                    let noun = cx.tokens[head].span();
                    let considered = vec![Considered { rule: rule.info.name, declined }];
                    state.trace(noun, format!("noun “{}”", noun.slice(cx.text)), considered, decided);
                }
            }
        }
    }
}

/// Asks the rules for quotations without a frame.
fn ask_quoted(cx: &Context<'_, '_>, frames: &[Frame], state: &mut State, quoted: usize, explain: bool) {
    let span = cx.quoted[quoted].span;
    let what = || format!("quoted span: {}", cx.quoted[quoted].label.name());
    if let Some(owner) = state.owner_of(quoted) {
        if explain {
            let rule = state.found[owner].rule;
            state.trace(span, what(), vec![Considered { rule, declined: None }], Some(owner));
        }
        return;
    }
    let mut considered = Vec::new();
    let mut decided = None;
    for rule in LEFT {
        let Apply::Quoted(apply) = rule.apply else { continue };
        match apply(cx, state, frames, quoted) {
            Ok(outcome) => {
                decided = Some(match outcome {
                    Outcome::New(found) => state.add(cx, found, rule),
                    Outcome::Joins(number, content) => {
                        state.join(cx, number, content);
                        number
                    }
                });
                if explain {
                    considered.push(Considered { rule: rule.info.name, declined: None });
                }
                break;
            }
            Err(declined) if explain => {
                considered.push(Considered { rule: rule.info.name, declined: Some(declined) });
            }
            Err(_) => {}
        }
    }
    if explain {
        state.trace(span, what(), considered, decided);
    }
}
