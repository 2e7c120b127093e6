//! A frame is a cue outside quotation marks with its source: "the mayor | also said", "according to | officials".

use inquit_tokenizer::{IndexRange, TokenFlags, TokenKind};

use super::complement::complement;
use super::context::Context;
use super::verb::{Group, verb_group};
use super::{clause, phrase, relative};
use crate::lexicon::{Ask, Code, Lex, listed};

/// What kind of cue a frame has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CueKind {
    /// A verb whose subject is the source.
    Verb,
    /// A passive whose subject is the source: "was quoted by X as saying".
    Quoted,
    /// "The Times quoted her as saying": the source is the object.
    QuotedObject,
    /// "according to".
    AccordingTo,
    /// "It was announced that": nobody is named.
    Agentless,
    /// "was described by X as": the source is the agent.
    ByAgent,
}

/// A cue with its source.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub kind: CueKind,
    /// The sentence that holds it.
    pub sentence: usize,
    /// The cue's tokens, with auxiliaries, negation and adverbs.
    pub cue: IndexRange,
    /// The token that decides: the verb, or "according".
    pub head: usize,
    /// What the lexicon says of the head.
    pub lex: Lex,
    /// The source's tokens; none where nobody is named.
    pub source: Option<IndexRange>,
    /// Whether the source follows the cue.
    pub inverted: bool,
    /// Whether the source was taken over from an earlier frame of the sentence.
    pub shared: bool,
    /// First token of cue and source, with what stands between; a shared source does not count.
    pub start: usize,
    /// One past the last token of cue and source.
    pub end: usize,
    /// Where the complement begins: after addressee, time and occasion.
    pub complement: usize,
    /// Whether an addressee stands between cue and complement.
    pub addressed: bool,
    /// Whether the cue is negated.
    pub negated: bool,
}

/// All frames of a document, in text order.
pub(super) fn find(cx: &Context<'_, '_>, frames: &mut Vec<Frame>) {
    frames.clear();
    let sentences = cx.doc.sentences();
    let mut number = 0;
    let mut from = 0;
    let all = IndexRange::new(0, cx.tokens.len() as u32);
    for head in cx.asks.pick(Ask::Cue, all) {
        if cx.in_speech(head) {
            continue;
        }
        while sentences[number].tokens.end as usize <= head {
            number += 1;
            from = frames.len();
        }
        let range = sentences[number].tokens.range();
        let mut floor = frames[from..].last().map_or(range.start, |last: &Frame| last.cue.end as usize);
        if head < floor || in_source(frames[from..].last(), head) {
            continue;
        }
        // "Lima, who asked to speak alone, | said": the clause of "who" is part of what stands before the cue, and so is a
        // participle in "researchers writing in Nature | said".
        let who = |last: &Frame| {
            last.source.is_some_and(|source| source.len() == 1 && cx.is(source.start as usize, Lex::WH))
                && (last.cue.end as usize..head).any(|i| cx.is_byte(i, b',') && cx.quoted_at(i).is_none())
        };
        if frames[from..].last().is_some_and(|last| who(last) || describes_noun(cx, last, range.start, head))
        {
            floor = frames[from..frames.len() - 1].last().map_or(range.start, |last| last.cue.end as usize);
        }
        // "Two aides, who left because talks were continuing, | said": so is a clause within that clause.
        if let Some(last) = frames[from..].last()
            && let Some(opens) = relative::closed_at(cx, head, range.start)
            && opens < last.start
        {
            floor = frames[from..]
                .iter()
                .rev()
                .find(|frame| frame.start < opens)
                .map_or(range.start, |frame| frame.cue.end as usize);
        }
        // "twice the step that economists had forecast, and | warned": theirs is a clause inside another
        let main =
            |frame: &Frame| frame.source.filter(|source| !relative::is_inside(cx, source.start as usize));
        let earlier = frames[from..].iter().rev().take(8).find_map(main);
        if let Some(frame) = frame_at(cx, number, head, (floor, range.start, range.end), earlier) {
            // A cue inside a later one's source is none: "a driver who asked not to be named | said".
            let source = frame.source.filter(|_| !frame.shared);
            while frames.len() > from
                && source.is_some_and(|source| source.contains(frames[frames.len() - 1].head))
            {
                frames.pop();
            }
            frames.push(frame);
        }
    }
}

/// Whether a participle right behind its noun describes it up to the cue `head`: "researchers | writing in Nature | said".
fn describes_noun(cx: &Context<'_, '_>, last: &Frame, first: usize, head: usize) -> bool {
    let (start, end) = (last.cue.start as usize, last.cue.end as usize);
    last.lex.intersects(Lex::GERUND)
        && last.shared
        && start > first
        && cx.tokens[start - 1].kind == TokenKind::Word
        && (end..head).all(|i| {
            !cx.is_byte(i, b',')
                && cx.quoted_at(i).is_none()
                && !cx.is(i, Lex::COORDINATOR | Lex::SUBORDINATOR)
        })
}

/// Whether a token stands in the source behind a cue: "said one man | who asked not to be named".
fn in_source(frame: Option<&Frame>, head: usize) -> bool {
    frame.is_some_and(|frame| frame.inverted && frame.source.is_some_and(|source| source.contains(head)))
}

/// The frame whose verb is token `head`, if it is a cue there.
fn frame_at(
    cx: &Context<'_, '_>,
    sentence: usize,
    head: usize,
    (floor, first, ceiling): (usize, usize, usize),
    earlier: Option<IndexRange>,
) -> Option<Frame> {
    if cx.is(head, Lex::CUE_PREPOSITION) {
        return according(cx, sentence, head, ceiling);
    }
    if cx.is_any(head, listed!["reported", "revealed"])
        && cx.is_any(head + 1, listed!["by"])
        && let Some(frame) = as_reported_by(cx, sentence, head, (floor, ceiling))
    {
        return Some(frame);
    }
    let lex = cx.lex[head];
    if cx.tokens[head].is_capitalised()
        && head != first
        && !cx.is_byte(head.wrapping_sub(1), b',')
        && cx.quoted_to(head.wrapping_sub(1)).is_none()
    {
        return None;
    }
    let group = verb_group(cx, head, floor);
    let hyphened = head > first
        && cx.is_byte(head.wrapping_sub(1), b'-')
        && cx.tokens[head - 1].end == cx.tokens[head].start;
    // "Three doctors we spoke to | agreed"
    let stranded =
        cx.is_any(group.end, listed!["to", "with"]) && cx.is(group.end + 1, Lex::PAST | Lex::THIRD);
    // "a teacher named only as Lule", "a teacher called Lule | told"
    let named = cx.is_any(head, listed!["named"]) && cx.is_any(head + 1, listed!["only", "as"])
        || relative::calls_speaker(cx, head);
    // "two people briefed on the talks | said"
    let briefed = cx.is_any(head, listed!["briefed", "informed"])
        && cx.is_any(group.end, listed!["on", "about", "of", "by"])
        && !group.auxiliary;
    // "put the dead at 35", but "put the cup on the table"
    let put = cx.is_any(head, listed!["put", "puts", "putting"]) && !is_estimate(cx, head, ceiling);
    if group.noun || hyphened || stranded || named || briefed || put {
        return None;
    }
    if is_quoted_verb(cx, head)
        && let Some(frame) = quoted_as(cx, sentence, head, &group, floor, ceiling)
    {
        return Some(frame);
    }
    if group.passive {
        return by_agent(cx, sentence, head, &group, floor, ceiling);
    }
    let start = group.start;
    let mut frame = Frame {
        kind: CueKind::Verb,
        sentence,
        cue: IndexRange::new(start as u32, group.end as u32),
        head,
        lex,
        source: None,
        inverted: false,
        shared: false,
        start,
        end: group.end,
        complement: group.end,
        addressed: false,
        negated: group.negated,
    };
    let after_quote = start > first
        && (cx.quoted_to(start.wrapping_sub(1)).is_some()
            || cx.is_byte(start.wrapping_sub(1), b',')
                && start > first + 1
                && cx.quoted_to(start.wrapping_sub(2)).is_some());
    let may_invert = lex.intersects(Lex::PAST | Lex::THIRD)
        && start == head
        && (start == first
            || after_quote
            || cx.is_byte(start.wrapping_sub(1), b',')
            || cx.is_dash(start.wrapping_sub(1)));
    if may_invert
        && lex.intersects(Lex::SAY | Lex::MANNER)
        && !cx.is(head + 1, Lex::PREPOSITION | Lex::SUBORDINATOR | Lex::TIME)
        && (after_quote || start == first || phrase::subject_before(cx, start, floor).is_none())
        && let Some(source) = phrase::subject_after(cx, group.end, ceiling)
        && (after_quote || start == first || inverted_ends(cx, source, ceiling))
    {
        let bare_object_pronoun = source.len() == 1
            && cx.is(source.start as usize, Lex::OBJECT_PRONOUN)
            && !cx.is(source.start as usize, Lex::SUBJECT_PRONOUN);
        if !bare_object_pronoun {
            frame.source = Some(source);
            frame.inverted = true;
            frame.end = source.end as usize;
            (frame.complement, frame.addressed) = complement(cx, frame.end, false, ceiling);
            return Some(frame);
        }
    }
    if group.participle {
        // "Telling CNN that she was done, | the congresswoman left": the subject of the clause behind.
        if start == first
            && let Some(source) = phrase::subject_behind(cx, group.end, ceiling)
        {
            frame.source = Some(source);
            (frame.complement, frame.addressed) =
                complement(cx, frame.end, lex.intersects(Lex::TELL), ceiling);
            return Some(frame);
        }
        // ", telling Gizmodo:" — the subject of the clause before.
        let beside = start > floor && cx.is_name(start.wrapping_sub(1));
        frame.source = match beside.then(|| phrase::noun_phrase_left(cx, start - 1, floor)).flatten() {
            Some(name) => Some(name),
            None => participle_subject(cx, start, first, earlier),
        };
        frame.shared = true;
        frame.source?;
    } else {
        let subject =
            phrase::subject_before(cx, start, floor).or_else(|| relative::relative_before(cx, start, first));
        let coordinated = start > first
            && (cx.is(start.wrapping_sub(1), Lex::COORDINATOR)
                || cx.is_byte(start.wrapping_sub(1), b',') && earlier.is_some() && subject.is_none()
                || start > first + 1
                    && cx.is(start.wrapping_sub(2), Lex::COORDINATOR)
                    && cx.is(start.wrapping_sub(1), Lex::ADVERB));
        match subject {
            Some(source) if agrees(cx, source, lex, &group) => {
                frame.source = Some(source);
                frame.start = source.start as usize;
            }
            _ if coordinated && earlier.is_some() && !lex.intersects(Lex::GERUND) => {
                frame.source = earlier;
                frame.shared = true;
            }
            _ if coordinated && lex.intersects(Lex::PAST | Lex::THIRD) => {
                let subject = phrase::clause_subject(cx, start, floor);
                frame.source = Some(subject.or_else(|| phrase::clause_subject(cx, start, first))?);
                frame.shared = true;
            }
            _ => return None,
        }
    }
    if let Some(source) = frame.source.filter(|_| !frame.shared && is_noun_here(cx, head, &group)) {
        let last = source.end as usize - 1;
        let pronoun = cx.is(last, Lex::SUBJECT_PRONOUN) && !cx.is_any(last, listed!["one"]);
        let noun = cx.tokens[last].kind == TokenKind::Word && !cx.is_name(last) && !pronoun;
        if noun
            && !(cx.is_any(head + 1, listed!["that"])
                // "The mayor hopes the bridge will open"
                || cx.is(last, Lex::PERSON | Lex::ROLE) && cx.is(head + 1, Lex::DETERMINER | Lex::SUBJECT_PRONOUN)
                || cx.quoted_from(head + 1).is_some()
                || matches!(cx.tokens.get(head + 1)?.first, b',' | b':'))
        {
            return None;
        }
    }
    (frame.complement, frame.addressed) = complement(cx, frame.end, lex.intersects(Lex::TELL), ceiling);
    Some(frame)
}

/// Whether an amount follows a verb: "put the number of the dead | at more than 35".
fn is_estimate(cx: &Context<'_, '_>, head: usize, ceiling: usize) -> bool {
    const FAR: usize = 16;
    let amount = |at: usize| {
        let number = at + usize::from(cx.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Symbol));
        cx.is_number(number) || cx.is(at, Lex::NUMBER_WORD) || clause::is_amount(cx, at)
    };
    (head + 2..ceiling.min(head + FAR))
        .take_while(|&at| !matches!(cx.tokens[at].first, b',' | b';' | b':'))
        .any(|at| cx.is_any(at, listed!["at"]) && amount(at + 1))
}

/// A bare form that is a noun more often: "tax | claims", "court- | ordered".
fn is_noun_here(cx: &Context<'_, '_>, head: usize, group: &Group) -> bool {
    let lex = cx.lex[head];
    lex.intersects(Lex::NOUN_TOO) && !group.auxiliary && !lex.intersects(Lex::PAST | Lex::GERUND)
}

/// After an inverted cue and its subject a clause ends: ", said the mayor." or ", said the mayor, and".
fn inverted_ends(cx: &Context<'_, '_>, source: IndexRange, ceiling: usize) -> bool {
    let end = source.end as usize;
    end >= ceiling
        || cx.is_byte(end.wrapping_sub(1), b',')
        || matches!(cx.tokens[end].first, b',' | b'.' | b':' | b';')
        || cx.is(end, Lex::PREPOSITION | Lex::TIME | Lex::COORDINATOR | Lex::SUBORDINATOR | Lex::ADVERB)
        || cx.is_dash(end)
}

/// Whether subject and verb form go together.
fn agrees(cx: &Context<'_, '_>, source: IndexRange, lex: Lex, group: &Group) -> bool {
    let base_only = lex.intersects(Lex::BASE) && !lex.intersects(Lex::PAST) && !group.auxiliary;
    if !base_only {
        return !lex.intersects(Lex::GERUND) || group.auxiliary;
    }
    let last = source.end as usize - 1;
    let head = if cx.is_byte(last, b',') && last > source.start as usize { last - 1 } else { last };
    // "Figures published in March | show"
    let described = |i: usize| cx.is(i, Lex::PREPOSITION | Lex::WH) || clause::is_participle(cx, i);
    let noun = (source.start as usize + 1..head).find(|&i| described(i)).map_or(head, |i| i - 1);
    cx.is(head, Lex::GROUP)
        || cx.is(head, Lex::SUBJECT_PRONOUN) && !cx.is_any(head, listed!["he", "she", "it"])
        || cx.word(head).ends_with('s')
        || cx.word(noun).ends_with('s') && !cx.word(noun).ends_with("ss")
        // "The WHO say", as British papers write
        || cx.tokens[head].flags.contains(TokenFlags::UPPER_ALL)
        || (source.start..source.end).any(|i| cx.is_any(i as usize, listed!["and"]))
}

fn is_quoted_verb(cx: &Context<'_, '_>, head: usize) -> bool {
    cx.is_any(head, listed!["quoted", "quotes", "cited", "paraphrased", "heard", "recorded"])
}

/// "was quoted by X as saying" and "X quoted her as saying".
fn quoted_as(
    cx: &Context<'_, '_>,
    sentence: usize,
    head: usize,
    group: &Group,
    floor: usize,
    ceiling: usize,
) -> Option<Frame> {
    let saying = (head + 1..ceiling.min(head + 16)).find(|i| {
        cx.is_any(*i, listed!["saying", "telling", "writing", "describing"]) && cx.quoted_at(*i).is_none()
    })?;
    let passive = group.passive || group.auxiliary && (group.start..head).any(|i| cx.is(i, Lex::BE));
    let (kind, source, start) = if passive {
        let source = phrase::subject_before(cx, group.start, floor)?;
        (CueKind::Quoted, source, source.start as usize)
    } else {
        let source = phrase::subject_after(cx, head + 1, saying)?;
        let teller = phrase::subject_before(cx, group.start, floor)?;
        (CueKind::QuotedObject, source, teller.start as usize)
    };
    let cue = if passive {
        IndexRange::new(group.start as u32, saying as u32 + 1)
    } else {
        IndexRange::new(group.start as u32, head as u32 + 1)
    };
    let (complement, _) = complement(cx, saying + 1, cx.is_any(saying, listed!["telling"]), ceiling);
    Some(Frame {
        kind,
        sentence,
        cue,
        head,
        lex: cx.lex[saying] | Lex::SAY,
        source: Some(source),
        inverted: false,
        shared: false,
        start,
        end: saying + 1,
        complement,
        addressed: false,
        negated: group.negated,
    })
}

/// "was described by the announcer as": the agent is the source, the subject and what follows are its words.
fn by_agent(
    cx: &Context<'_, '_>,
    sentence: usize,
    head: usize,
    group: &Group,
    floor: usize,
    ceiling: usize,
) -> Option<Frame> {
    if !cx.is_any(head + 1, listed!["by"]) {
        return agentless(cx, sentence, head, group, ceiling);
    }
    let source = phrase::subject_after(cx, head + 2, ceiling)?;
    let subject = phrase::subject_before(cx, group.start, floor)?;
    Some(Frame {
        kind: CueKind::ByAgent,
        sentence,
        cue: IndexRange::new(group.start as u32, head as u32 + 1),
        head,
        lex: cx.lex[head],
        source: Some(source),
        inverted: true,
        shared: false,
        start: subject.start as usize,
        end: source.end as usize,
        complement: source.end as usize,
        addressed: false,
        negated: group.negated,
    })
}

/// "It was announced that": a clause whose source is not named.
fn agentless(
    cx: &Context<'_, '_>,
    sentence: usize,
    head: usize,
    group: &Group,
    ceiling: usize,
) -> Option<Frame> {
    let (from, _) = complement(cx, head + 1, false, ceiling);
    let reports = cx.lex[head].intersects(Lex::SAY | Lex::TELL);
    (reports && cx.is_any(from, listed!["that"])).then(|| Frame {
        kind: CueKind::Agentless,
        sentence,
        cue: IndexRange::new(group.start as u32, head as u32 + 1),
        head,
        lex: cx.lex[head],
        source: None,
        inverted: false,
        shared: false,
        start: group.start,
        end: head + 1,
        complement: from,
        addressed: false,
        negated: group.negated,
    })
}

/// What cannot speak: "according to plan", "according to a strict timetable", "according to age".
const MUTE: &[Code] = listed![
    "plan",
    "plans",
    "timetable",
    "schedule",
    "script",
    "age",
    "size",
    "need",
    "needs",
    "taste",
    "custom",
    "type",
];

/// "The pier, as first reported by the Herald, was closed".
fn as_reported_by(
    cx: &Context<'_, '_>,
    sentence: usize,
    head: usize,
    (floor, ceiling): (usize, usize),
) -> Option<Frame> {
    let begins = cx.doc.sentences()[sentence].tokens.start as usize;
    let start = (floor.max(head.saturating_sub(3))..head).rev().find(|i| cx.is_any(*i, listed!["as"]))?;
    let apart = start == begins || cx.is_byte(start - 1, b',');
    let plain = |i: usize| cx.is_any(i, listed!["first", "was"]) || cx.is(i, Lex::ADVERB);
    if !apart || !(start + 1..head).all(plain) || cx.quoted_at(start).is_some() {
        return None;
    }
    let source = phrase::subject_after(cx, head + 2, ceiling)?;
    let mut end = source.end as usize;
    // "by the Herald on Tuesday"
    let on = usize::from(cx.is_any(end, listed!["on"]));
    if cx.is(end + on, Lex::TIME) {
        end += on + 1;
    }
    let cue = IndexRange::new(start as u32, head as u32 + 2);
    cx.is_name(source.end as usize - 1).then(|| behind_cue(cx, sentence, head, cue, source, end))
}

/// A frame whose source follows its cue, as with "according to", and which ends at a token.
fn behind_cue(
    cx: &Context<'_, '_>,
    sentence: usize,
    head: usize,
    cue: IndexRange,
    source: IndexRange,
    end: usize,
) -> Frame {
    Frame {
        kind: CueKind::AccordingTo,
        sentence,
        cue,
        head,
        lex: cx.lex[head],
        source: Some(source),
        inverted: true,
        shared: false,
        start: cue.start as usize,
        end,
        complement: end,
        addressed: false,
        negated: false,
    }
}

fn according(cx: &Context<'_, '_>, sentence: usize, head: usize, ceiling: usize) -> Option<Frame> {
    let begins = cx.doc.sentences()[sentence].tokens.start as usize;
    let per = cx.is_any(head, listed!["per"]);
    let behind = if per { head + 1 } else { head + 2 };
    let is_cue = if per {
        // "at $40 million, | per Variety", but "per head"
        (head == begins || cx.is_byte(head - 1, b','))
            && (cx.is_name(behind) || cx.is(behind, Lex::NUMBER_WORD) || cx.is_any(behind, listed!["the"]))
    } else {
        cx.is_any(head + 1, listed!["to"])
    };
    if !is_cue {
        return None;
    }
    let source = phrase::subject_after(cx, behind, ceiling)?;
    let first = source.start as usize;
    let head_noun = (first..source.end as usize)
        .find(|i| cx.is(*i + 1, Lex::PREPOSITION) || *i + 1 == source.end as usize)
        .unwrap_or(first);
    let speaks = !cx.is_any(head_noun, MUTE)
        && (source.len() > 1
            || cx.is_name(first)
            || cx.is(
                first,
                Lex::GROUP
                    | Lex::UNNAMED
                    | Lex::SUBJECT_PRONOUN
                    | Lex::OBJECT_PRONOUN
                    | Lex::PERSON
                    | Lex::DOCUMENT
                    | Lex::ORGANIZATION,
            ));
    if !speaks {
        return None;
    }
    let leads = head == begins || head == begins + 1 && cx.is(begins, Lex::COORDINATOR);
    let source = described(cx, source, leads, ceiling);
    let start = if head > 0
        && cx.is(head.wrapping_sub(1), Lex::ADVERB)
        && cx.quoted_at(head.wrapping_sub(1)).is_none()
    {
        head - 1
    } else {
        head
    };
    let cue = IndexRange::new(start as u32, behind as u32);
    Some(behind_cue(cx, sentence, head, cue, source, source.end as usize))
}

/// Furthest that a description of a source goes on without a comma, in tokens.
const DESCRIPTION: usize = 24;

/// The source of "according to" with what describes it, up to the comma that parts it from the clause or up to the
/// sentence's end: "a report | published by the audit office", "people | familiar with the talks who asked to stay".
fn described(cx: &Context<'_, '_>, source: IndexRange, leads: bool, ceiling: usize) -> IndexRange {
    let from = source.end as usize;
    if from >= ceiling || cx.is_byte(from - 1, b',') {
        return source;
    }
    let by = from + usize::from(cx.is_adverb(from) || cx.is_any(from, listed!["first"]));
    let made = by > from && (clause::ends_in(cx, by, "ed") || cx.is(by, Lex::PARTICIPLE))
        || clause::ends_in(cx, from, "ed")
        || clause::ends_in(cx, from, "ing")
        || cx.is(from, Lex::PARTICIPLE);
    let describes =
        cx.is_any(from, listed!["familiar", "close", "with", "who", "that", "seen", "briefed", "by", "from"]);
    if !(made || describes) || cx.quoted_at(from).is_some() {
        return source;
    }
    let limit = ceiling.min(from + DESCRIPTION);
    let stop = (from..limit).find(|i| {
        cx.quoted_at(*i).is_some()
            || matches!(cx.tokens[*i].first, b',' | b'.' | b';' | b':')
            || cx.is_dash(*i)
    });
    match stop {
        Some(stop) if cx.is_byte(stop, b',') || !leads => IndexRange::new(source.start, stop as u32),
        None if !leads && limit == ceiling => IndexRange::new(source.start, ceiling as u32),
        _ => source,
    }
}

/// The subject of a participle: that of the nearest frame of the sentence, else the sentence's own.
fn participle_subject(
    cx: &Context<'_, '_>,
    start: usize,
    first: usize,
    earlier: Option<IndexRange>,
) -> Option<IndexRange> {
    // "Lima, | telling CNN that she was done, | left"
    let aside = || {
        let comma = start.checked_sub(1).filter(|comma| *comma > first && cx.is_byte(*comma, b','))?;
        phrase::noun_phrase_left(cx, comma - 1, first).filter(|noun| noun.start as usize == first)
    };
    earlier.or_else(|| phrase::clause_subject(cx, start, first)).or_else(aside)
}
