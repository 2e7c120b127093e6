//! A noun phrase beside a cue: who said it, found by closed classes and capital letters, without a parser.

use inquit_tokenizer::{IndexRange, TokenKind};

use super::context::{Context, REACH};
use super::{clause, occasion, relative};
use crate::lexicon::{Lex, listed};
use crate::quoted::Label;

const FINITE: Lex = Lex::VERB.union(Lex::BE).union(Lex::HAVE).union(Lex::DO).union(Lex::MODAL);
const BOUNDARY: Lex = Lex::SUBORDINATOR.union(Lex::WH).union(Lex::NEGATION);
const PERSON_NOUN: Lex = Lex::ROLE
    .union(Lex::GROUP)
    .union(Lex::PERSON)
    .union(Lex::KIN)
    .union(Lex::UNNAMED)
    .union(Lex::ORGANIZATION)
    .union(Lex::ORG_SUFFIX)
    .union(Lex::DOCUMENT)
    .union(Lex::TITLE);

/// The subject that ends right before token `end`, not reaching before `floor`: a noun phrase with its
/// appositions and relative clauses and, after those, the closing comma.
pub(super) fn subject_before(cx: &Context<'_, '_>, end: usize, floor: usize) -> Option<IndexRange> {
    let last = before_adverbials(cx, end.checked_sub(1).filter(|last| *last >= floor)?, floor)?;
    if !cx.is_byte(last, b',') && !cx.is_dash(last) {
        let Some(noun) = noun_phrase_left(cx, last, floor) else {
            return relative::relative_left(cx, last, floor)
                .or_else(|| relative::participle_left(cx, last, end, floor));
        };
        if let Some(whole) = relative::called(cx, noun, floor) {
            return Some(whole);
        }
        // "An engineer who inspected | the block | said"
        let first = noun.start as usize;
        let governed = relative::is_governed(cx, first, noun.len(), floor);
        let whole = governed.then(|| relative::relative_left(cx, last, floor)).flatten();
        return whole.or_else(|| not_governed(cx, noun, last, floor)).or(Some(noun));
    }
    let dash = cx.is_dash(last);
    // A pair of commas (or dashes) closes here: an apposition, a relative clause or an aside.
    let mut close = last;
    let mut keep_to = None;
    for _ in 0..3 {
        let open = (floor..close).rev().take(REACH).find(|i| {
            if dash { cx.is_dash(*i) } else { cx.is_byte(*i, b',') && cx.quoted_at(*i).is_none() }
        })?;
        let noun = noun_phrase_left(cx, open.checked_sub(1)?, floor);
        let first = open + 1;
        // What holds a finite verb without a relative pronoun is a clause, not an apposition.
        let relative = cx.is(first, Lex::WH | Lex::SUBORDINATOR | Lex::PREPOSITION);
        if !relative
            && (first..close)
                // "a farrier who has been with the unit"
                .take_while(|i| *i == first || !cx.is_any(*i, listed!["who", "whose"]))
                .any(|i| {
                    cx.is(i, Lex::BE | Lex::HAVE | Lex::MODAL)
                        && cx.quoted_at(i).is_none()
                        && !is_possessive_clitic(cx, i)
                })
        {
            return None;
        }
        let aside = cx
            .is(first, Lex::PREPOSITION | Lex::ADVERB | Lex::SUBORDINATOR | Lex::GERUND | Lex::TIME)
            && !cx.is(first, Lex::WH | Lex::ADJECTIVE);
        if keep_to.is_none() && !aside {
            keep_to = Some(close);
        }
        let Some(noun) = noun else {
            close = open;
            continue;
        };
        let start = noun.start as usize;
        let more = start > floor && cx.is_byte(start.wrapping_sub(1), b',') && !dash;
        let lower =
            cx.is_any(start, listed!["a", "an"]) || !(noun.start..noun.end).any(|i| cx.is_name(i as usize));
        // "Ana Lima, a nurse, who took over in May, | said": the name stands before the first apposition.
        if more
            && lower
            && !cx.is_name(first)
            && start >= floor + 2
            && cx.is_name(start.wrapping_sub(2))
            && let Some(kept) = keep_to
            && let Some(named) = noun_phrase_left(cx, start - 2, floor)
        {
            return Some(IndexRange::new(named.start, kept as u32 + 1));
        }
        // "in Ghent, | Belgium, who"
        let start = match start.checked_sub(2).filter(|before| *before >= floor) {
            Some(before) if is_inner_comma(cx, start - 1) => {
                noun_phrase_left(cx, before, floor).map_or(start, |town| town.start as usize)
            }
            _ => start,
        };
        // "Piet Vos, a specialist at the museum in | Ghent, who took no part, | calls"
        if let Some(kept) = keep_to
            && let Some(named) =
                described_before(cx, start, floor).or_else(|| relative::antecedent(cx, start, kept, floor))
        {
            return Some(IndexRange::new(named.start, kept as u32 + 1));
        }
        return Some(match keep_to {
            Some(kept) => IndexRange::new(noun.start, kept as u32 + 1),
            // "Hale, who led them to | their only title, in 1978, | called"
            None => relative::antecedent(cx, start, last, floor)
                .map_or(noun, |named| IndexRange::new(named.start, last as u32 + 1)),
        });
    }
    None
}

/// The name that an apposition with prepositions in it describes, where a phrase behind the last of these begins at
/// `start`.
fn described_before(cx: &Context<'_, '_>, start: usize, floor: usize) -> Option<IndexRange> {
    let preposition = start.checked_sub(1).filter(|i| *i > floor && cx.is(*i, Lex::PREPOSITION))?;
    let comma = (floor..preposition)
        .rev()
        .take(REACH)
        .find(|i| cx.is_byte(*i, b',') && cx.quoted_at(*i).is_none())?;
    let described = cx.is(comma + 1, Lex::DETERMINER | Lex::POSSESSIVE)
        && (cx.is_any(comma + 1, listed!["a", "an"])
            || (comma + 2..preposition).any(|i| cx.is(i, Lex::ROLE | Lex::PERSON | Lex::KIN)))
        && !(comma + 1..preposition).any(|i| clause::is_verb_like(cx, i));
    let named = comma.checked_sub(1).filter(|i| described && *i >= floor && cx.is_name(*i))?;
    noun_phrase_left(cx, named, floor)
}

/// The last token before the times and occasions that stand between subject and verb: "Dahl | on Friday | said".
fn before_adverbials(cx: &Context<'_, '_>, mut last: usize, floor: usize) -> Option<usize> {
    for _ in 0..3 {
        // "Oyelaran | last night | won"
        if last > floor + 1
            && cx.is(last, Lex::TIME)
            && cx.is_any(last - 1, listed!["last", "this", "next", "earlier", "late"])
            && !cx.tokens[last - 1].is_capitalised()
            && cx.quoted_at(last).is_none()
        {
            last -= 2;
            continue;
        }
        if last > floor
            && occasion::is_when(cx, last)
            && !is_possessed(cx, last)
            && cx.quoted_at(last).is_none()
        {
            last -= 1;
            if last > floor && cx.is(last, Lex::PREPOSITION) {
                last -= 1;
            }
            continue;
        }
        // "in a statement": up to three tokens from the preposition to the occasion.
        if occasion::is_occasion(cx, last) {
            let from = floor.max(last.saturating_sub(3));
            let preposition =
                (from..last).rev().find(|i| cx.is(*i, Lex::PREPOSITION) && !cx.is_any(*i, listed!["of"]));
            if let Some(preposition) = preposition {
                last = preposition.checked_sub(1).filter(|last| *last >= floor)?;
                continue;
            }
        }
        break;
    }
    Some(last)
}

/// A phrase behind a preposition in mid-clause is no subject: "Protesters marching through | the streets | chanted".
/// The clause's first phrase is it instead.
fn not_governed(cx: &Context<'_, '_>, noun: IndexRange, last: usize, floor: usize) -> Option<IndexRange> {
    // "Lawyers representing | the family | said"
    let gerund = |i: usize| {
        clause::ends_in(cx, i, "ing")
            && !clause::is_verb_like(cx, i - 1)
            && (cx.is(i - 1, PERSON_NOUN) || cx.word(i - 1).ends_with('s'))
    };
    let preposition = (noun.start as usize)
        .checked_sub(1)
        .filter(|i| *i > floor && (cx.is(*i, Lex::PREPOSITION) || gerund(*i)))?;
    if cx.tokens[preposition].is_capitalised()
        || cx.tokens[preposition - 1].kind != TokenKind::Word
        || occasion::is_when(cx, preposition - 1)
    {
        return None;
    }
    let from = (floor..preposition)
        .rev()
        .find(|i| cx.is_byte(*i, b',') || cx.is(*i, Lex::SUBORDINATOR))
        .map_or(floor, |i| i + 1);
    let from = from + usize::from(cx.is(from, Lex::COORDINATOR));
    let first = noun_phrase_right(cx, from, preposition)?;
    // "A note | found beside the bed | read"
    let verb = (first.end as usize..preposition)
        .any(|i| clause::is_verb_like(cx, i) && !clause::is_participle(cx, i));
    (!verb && !cx.is(from, Lex::PREPOSITION)).then(|| IndexRange::new(first.start, last as u32 + 1))
}

/// The noun phrase whose last token is `last`.
pub(super) fn noun_phrase_left(cx: &Context<'_, '_>, last: usize, floor: usize) -> Option<IndexRange> {
    let mut start = last + 1;
    let mut closed = false;
    let mut head_seen = false;
    let mut i = last;
    let bottom = floor.max(last.saturating_sub(REACH));
    loop {
        let token = cx.tokens[i];
        let lex = cx.lex[i];
        if let Some(q) = cx.quoted_at(i) {
            let quoted = &cx.quoted[q];
            let from = quoted.tokens.start as usize;
            let comma = cx.is_byte((quoted.tokens.end as usize).saturating_sub(2), b',');
            if matches!(quoted.label, Label::Speech | Label::Fragment) || from < bottom || comma {
                break;
            }
            start = from;
            i = from;
            head_seen = true;
        } else {
            match token.kind {
                // "brother-in-law", "£30,000-a-year"
                TokenKind::Word
                    if (lex.intersects(Lex::PREPOSITION) || cx.is_any(i, listed!["a"]))
                        && i > bottom
                        && i < last
                        && cx.is_byte(i - 1, b'-')
                        && cx.is_byte(i + 1, b'-') =>
                {
                    start = i;
                }
                TokenKind::Word if lex.intersects(Lex::SUBJECT_PRONOUN) && !closed => {
                    let pronoun = !cx.is_any(i, listed!["one"])
                        && !(token.is_capitalised() && token.span().len() as usize == 1 && head_seen);
                    if pronoun {
                        if i == last {
                            return Some(IndexRange::new(i as u32, i as u32 + 1));
                        }
                        break;
                    }
                    start = i;
                    head_seen = true;
                }
                TokenKind::Word | TokenKind::Number | TokenKind::Handle => {
                    let previous = i.checked_sub(1).filter(|p| *p >= bottom);
                    if closed {
                        // Left of its determiner a phrase goes on only with "of", a quantity or a predeterminer.
                        if cx.is_any(i, listed!["and"])
                            && let Some(both) = joined(cx, i, last, floor)
                        {
                            return Some(both);
                        }
                        if !lex.intersects(Lex::PREPOSITION | Lex::DETERMINER | Lex::NUMBER_WORD) {
                            break;
                        }
                    }
                    if lex.intersects(Lex::DETERMINER | Lex::POSSESSIVE) && !cx.is_name(i) {
                        if cx.is_any(i, listed!["that"]) && i != last && closed {
                            break;
                        }
                        start = i;
                        closed = true;
                        head_seen = true;
                    } else if lex.intersects(Lex::PREPOSITION)
                        && !(token.is_capitalised() && !starts_sentence(cx, i))
                    {
                        if !head_seen || !attaches(cx, i, previous) {
                            break;
                        }
                        start = i;
                        closed = false;
                    } else if lex.intersects(Lex::COORDINATOR) {
                        let joins = previous.is_some_and(|p| {
                            (cx.is_name(p)
                                || cx.is_byte(p, b',') && p > bottom && cx.is_name(p.wrapping_sub(1)))
                                && cx.is_name(i + 1)
                                || cx.is(p, PERSON_NOUN)
                                    && !cx.is(p, FINITE)
                                    // "the chairman and chief executive, Tom Hale,"
                                    && (cx.is(last, Lex::GROUP)
                                        || cx.is(last, PERSON_NOUN)
                                            && cx.is_byte(last + 1, b',')
                                            && cx.is_name(last + 2))
                        });
                        if !joins {
                            break;
                        }
                        start = i;
                        closed = false;
                        head_seen = false;
                    } else if lex.intersects(BOUNDARY) {
                        break;
                    } else if occasion::is_when(cx, i) && !is_possessed(cx, i) {
                        break;
                    } else if token.is_capitalised() {
                        start = i;
                        head_seen = true;
                    } else if is_verb_here(cx, i, previous) || cx.is_adverb(i) && i == last {
                        break;
                    } else if token.kind == TokenKind::Number
                        && i == last
                        && previous
                            .is_none_or(|p| !cx.is(p, Lex::DETERMINER) && !cx.is_any(p, listed!["number"]))
                    {
                        break;
                    } else {
                        start = i;
                        head_seen = true;
                    }
                }
                TokenKind::Clitic if lex.intersects(Lex::BE) && !closed && start == i + 1 && head_seen => {
                    // A possessive: Plume's director.
                    start = i;
                    closed = false;
                }
                TokenKind::Punct | TokenKind::Symbol => match token.first {
                    b'-' if !cx.is_dash(i) && i > bottom => start = i,
                    b'\'' | b'&' | b'/' | b'$' | b'%' | b'+' => start = i,
                    _ if matches!(cx.word(i), "£" | "€") => start = i,
                    b')' => {
                        let Some(open) = (bottom..i).rev().find(|k| cx.is_byte(*k, b'(')) else { break };
                        if i == last || head_seen {
                            start = open;
                            i = open;
                        }
                    }
                    b',' if head_seen && list_comma(cx, i, bottom) => {
                        start = i;
                        closed = false;
                    }
                    _ => break,
                },
                // The apostrophe of a plural's possessive: the nurses' union.
                TokenKind::Mark if i > bottom && cx.tokens[i - 1].end == token.start && head_seen => {
                    start = i;
                }
                _ => break,
            }
        }
        if i <= bottom {
            break;
        }
        i -= 1;
    }
    // No phrase begins with what joins it to the left.
    while start < last
        && (cx.is(start, Lex::PREPOSITION | Lex::COORDINATOR) && !cx.is_name(start)
            || cx.tokens[start].kind == TokenKind::Punct)
    {
        start += 1;
    }
    (start <= last && has_head(cx, start, last)).then(|| IndexRange::new(start as u32, last as u32 + 1))
}

/// "The mayor | and the governor": two who speak, where nothing else of the clause stands before them.
fn joined(cx: &Context<'_, '_>, and: usize, last: usize, floor: usize) -> Option<IndexRange> {
    let speaks = |i: usize| cx.is_name(i) || cx.is(i, PERSON_NOUN);
    let before = and.checked_sub(1).filter(|before| *before >= floor && speaks(*before) && speaks(last))?;
    let first = noun_phrase_left(cx, before, floor)?.start;
    let left = (first as usize).checked_sub(1);
    let opens = starts_sentence(cx, first as usize)
        || left.is_some_and(|left| cx.is_byte(left, b',') || cx.quoted_to(left).is_some());
    opens.then(|| IndexRange::new(first, last as u32 + 1))
}

/// A clitic 's behind a noun: in an apposition a possessor, hardly ever a verb.
pub(super) fn is_possessive_clitic(cx: &Context<'_, '_>, i: usize) -> bool {
    cx.tokens[i].kind == TokenKind::Clitic
        && i > 0
        && !cx.is(i.wrapping_sub(1), Lex::SUBJECT_PRONOUN | Lex::WH)
}

fn starts_sentence(cx: &Context<'_, '_>, i: usize) -> bool {
    cx.doc.sentences()[cx.sentence_of(i)].tokens.start as usize == i
}

fn has_head(cx: &Context<'_, '_>, start: usize, last: usize) -> bool {
    (start..=last).any(|i| {
        matches!(cx.tokens[i].kind, TokenKind::Word | TokenKind::Handle)
            && (!cx.is(i, Lex::PREPOSITION | Lex::COORDINATOR) || cx.is_name(i))
    })
}

fn is_possessed(cx: &Context<'_, '_>, i: usize) -> bool {
    cx.tokens.get(i + 1).is_some_and(|next| next.kind == TokenKind::Clitic)
}

/// "Smith, Jones and Brown": the comma of a list of names that has its "and".
fn list_comma(cx: &Context<'_, '_>, i: usize, bottom: usize) -> bool {
    i > bottom
        && cx.is_name(i.wrapping_sub(1))
        && cx.is_name(i + 1)
        && (i + 1..(i + 6).min(cx.tokens.len())).any(|k| cx.is_any(k, listed!["and"]))
}

/// Whether a word that may be a finite verb is one here, left of a noun phrase's end.
fn is_verb_here(cx: &Context<'_, '_>, i: usize, previous: Option<usize>) -> bool {
    let lex = cx.lex[i];
    let verb =
        lex.intersects(FINITE) || lex.intersects(Lex::REPORTING) && lex.intersects(Lex::PAST | Lex::THIRD);
    if !verb {
        return false;
    }
    if lex.intersects(Lex::BE | Lex::HAVE | Lex::DO | Lex::MODAL) {
        return true;
    }
    let noun = lex.intersects(PERSON_NOUN | Lex::CUE_NOUN | Lex::ADJECTIVE | Lex::NOUN_TOO);
    let determined = previous.is_some_and(|p| {
        cx.is(p, Lex::DETERMINER | Lex::POSSESSIVE | Lex::ADJECTIVE)
            || cx.tokens[p].kind == TokenKind::Clitic
            || cx.is_byte(p, b'-')
    });
    !(noun || determined)
}

/// Whether a preposition left of a noun phrase belongs to a longer one: "a spokesman for | Mills".
fn attaches(cx: &Context<'_, '_>, preposition: usize, previous: Option<usize>) -> bool {
    let Some(noun) = previous else { return false };
    if cx.quoted_at(noun).is_some() {
        return false;
    }
    if cx.is_any(preposition, listed!["of"]) {
        return cx.tokens[noun].kind == TokenKind::Word && !cx.is(noun, FINITE & !Lex::VERB)
            || cx.tokens[noun].kind == TokenKind::Number;
    }
    if cx.is(noun, PERSON_NOUN) {
        return true;
    }
    // "people close to the band", "the head teacher at …", "families in Leeds"
    if cx.is_any(preposition, listed!["to"]) {
        return cx.is_any(noun, listed!["close"]);
    }
    let plural = cx.word(noun).ends_with('s') && cx.tokens[noun].kind == TokenKind::Word;
    plural
        && !cx.tokens[noun].is_capitalised()
        && !cx.is(noun, FINITE | Lex::REPORTING | Lex::ADVERB | Lex::TIME)
}

/// The subject that begins at token `from`, after an inverted cue; `ceiling` is the first token beyond reach.
pub(super) fn subject_after(cx: &Context<'_, '_>, from: usize, ceiling: usize) -> Option<IndexRange> {
    let noun = noun_phrase_right(cx, from, ceiling)?;
    Some(with_apposition(cx, noun, ceiling))
}

/// The subject of the main clause behind a fronted participle clause that holds token `from`: the noun phrase behind
/// the first comma that a finite verb follows.
pub(super) fn subject_behind(cx: &Context<'_, '_>, from: usize, ceiling: usize) -> Option<IndexRange> {
    let commas =
        (from..ceiling.min(from + REACH)).filter(|i| cx.is_byte(*i, b',') && cx.quoted_at(*i).is_none());
    commas.take(4).find_map(|comma| {
        let noun = noun_phrase_right(cx, comma + 1, ceiling)?;
        let verb = noun.end as usize + usize::from(cx.is_adverb(noun.end as usize));
        clause::is_verb_like(cx, verb).then_some(noun)
    })
}

/// The noun phrase that begins at token `from`.
pub(super) fn noun_phrase_right(cx: &Context<'_, '_>, from: usize, ceiling: usize) -> Option<IndexRange> {
    let ceiling = ceiling.min(from + REACH).min(cx.tokens.len());
    if from >= ceiling {
        return None;
    }
    if cx.is(from, Lex::SUBJECT_PRONOUN | Lex::OBJECT_PRONOUN) && !cx.is_any(from, listed!["one"]) {
        let possessive = cx.is(from, Lex::POSSESSIVE) && from + 1 < ceiling && noun_may_follow(cx, from + 1);
        if !possessive {
            return Some(IndexRange::new(from as u32, from as u32 + 1));
        }
    }
    let mut i = from;
    let mut end = from;
    let mut common_head = false;
    let mut name_head = false;
    while i < ceiling {
        let token = cx.tokens[i];
        let lex = cx.lex[i];
        if let Some(q) = cx.quoted_at(i) {
            let quoted = &cx.quoted[q];
            // "told NBC's “Today” that"
            let owned = i > from && cx.tokens[i - 1].kind == TokenKind::Clitic;
            let part = quoted.label == Label::Nickname
                || owned && !matches!(quoted.label, Label::Speech | Label::Fragment);
            if !part || quoted.tokens.end as usize > ceiling {
                break;
            }
            i = quoted.tokens.end as usize;
            end = i;
            name_head |= owned;
            continue;
        }
        match token.kind {
            TokenKind::Word | TokenKind::Number | TokenKind::Handle => {
                let name = cx.is_name(i);
                if name {
                    name_head = true;
                    end = i + 1;
                } else if (name_head || common_head)
                    && lex.intersects(Lex::SUBJECT_PRONOUN | Lex::OBJECT_PRONOUN)
                    && !cx.is_any(i, listed!["one"])
                {
                    // "told Sky News | they would ask"
                    break;
                } else if lex.intersects(Lex::DETERMINER | Lex::POSSESSIVE) {
                    if (name_head || common_head) && !cx.is_any(i, listed!["that"]) && !follows_of(cx, i) {
                        break;
                    }
                    if name_head || cx.is_any(i, listed!["that"]) && end > from {
                        break;
                    }
                } else if lex.intersects(Lex::PREPOSITION) {
                    if end == from || !attaches_right(cx, i, ceiling, common_head, name_head) {
                        break;
                    }
                    common_head = false;
                    name_head = false;
                } else if lex.intersects(Lex::COORDINATOR) {
                    let names = cx.is_name(i + 1) && cx.is_name(i.wrapping_sub(1));
                    let nouns = common_head && i + 1 < ceiling && cx.is(i + 1, PERSON_NOUN | Lex::POSSESSIVE);
                    if end == from || !(names || nouns) {
                        break;
                    }
                } else if lex.intersects(BOUNDARY | Lex::MODAL | Lex::BE | Lex::HAVE | Lex::DO)
                    || occasion::is_when(cx, i) && !is_possessed(cx, i)
                {
                    break;
                } else if (name_head || common_head)
                    && lex.intersects(Lex::VERB | Lex::REPORTING | Lex::ADVERB)
                    && !lex.intersects(PERSON_NOUN | Lex::NOUN_TOO)
                {
                    break;
                } else if lex.intersects(Lex::ADVERB)
                    && end == from
                    && !lex.intersects(Lex::ADJECTIVE)
                    && !starts_phrase(cx, from)
                {
                    break;
                } else {
                    common_head |= !lex.intersects(Lex::ADJECTIVE) || lex.intersects(PERSON_NOUN);
                    end = i + 1;
                }
            }
            TokenKind::Clitic if lex.intersects(Lex::BE) && end == i => {
                common_head = false;
                name_head = false;
            }
            TokenKind::Mark if cx.tokens[i - usize::from(i > 0)].end == token.start && end == i => {}
            TokenKind::Punct | TokenKind::Symbol => match token.first {
                b'-' if !cx.is_dash(i) => {}
                b'&' | b'/' | b'$' | b'%' | b'+' => {}
                b'(' => {
                    let Some(close) = (i + 1..ceiling.min(i + 9)).find(|k| cx.is_byte(*k, b')')) else {
                        break;
                    };
                    i = close;
                    end = close + 1;
                }
                b',' if name_head && cx.is_name(i + 1) && i + 2 < ceiling && list_comma(cx, i, from) => {}
                _ => break,
            },
            _ => break,
        }
        i += 1;
    }
    (end > from && has_head(cx, from, end - 1)).then(|| IndexRange::new(from as u32, end as u32))
}

fn follows_of(cx: &Context<'_, '_>, i: usize) -> bool {
    i > 0 && cx.is(i.wrapping_sub(1), Lex::PREPOSITION)
}

fn starts_phrase(cx: &Context<'_, '_>, from: usize) -> bool {
    cx.is(from, Lex::DETERMINER | Lex::POSSESSIVE)
}

fn noun_may_follow(cx: &Context<'_, '_>, i: usize) -> bool {
    cx.tokens[i].kind == TokenKind::Word
        && !cx.is(
            i,
            Lex::PREPOSITION
                | Lex::SUBORDINATOR
                | Lex::DETERMINER
                | Lex::BE
                | Lex::HAVE
                | Lex::MODAL
                | Lex::TIME
                | Lex::COORDINATOR,
        )
        && (!cx.is(i, Lex::ADVERB) || cx.is(i, Lex::ADJECTIVE))
}

fn attaches_right(
    cx: &Context<'_, '_>,
    i: usize,
    ceiling: usize,
    common_head: bool,
    name_head: bool,
) -> bool {
    if i + 1 >= ceiling || cx.is(i + 1, Lex::TIME) {
        return false;
    }
    if cx.is_any(i, listed!["of"]) {
        return true;
    }
    let occasion = (i + 1..ceiling.min(i + 5)).any(|k| occasion::is_occasion(cx, k));
    let joins = cx.is_any(i, listed!["for", "from", "at", "in", "with", "on", "near", "behind"]);
    joins && !occasion && common_head && !name_head && cx.is(i.wrapping_sub(1), PERSON_NOUN)
}

/// A name with what follows its comma if that describes it: "Ana Lima, the club's director,".
fn with_apposition(cx: &Context<'_, '_>, noun: IndexRange, ceiling: usize) -> IndexRange {
    let comma = noun.end as usize;
    let first = comma + 1;
    if first >= ceiling || !cx.is_byte(comma, b',') || cx.quoted_at(first).is_some() {
        return noun;
    }
    let who = cx.is_any(first, listed!["who", "whose", "which"]);
    // "the night manager, Ruth Appel"
    let common = !(noun.start..noun.end).any(|i| cx.is_name(i as usize));
    let describes =
        who || cx.is(
            first,
            Lex::DETERMINER | Lex::POSSESSIVE | Lex::ROLE | Lex::ADJECTIVE | Lex::TITLE | Lex::KIN,
        ) || cx.tokens[first].kind == TokenKind::Number
            || cx.is(first + 1, Lex::ROLE | Lex::TITLE)
            || cx.is_name(first) && (common || !cx.is(first, Lex::FIRST_NAME));
    if !describes {
        return noun;
    }
    let mut i = first;
    let limit = ceiling.min(first + REACH);
    while i < limit {
        let ends = cx.quoted_at(i).is_some()
            || cx.is_byte(i, b',') && !is_inner_comma(cx, i)
            || cx.is_byte(i, b';')
            || cx.is_byte(i, b':')
            || cx.is_byte(i, b'.')
            || cx.is_dash(i);
        if ends {
            break;
        }
        if !who
            && (cx.is(i, FINITE & !Lex::VERB)
                || cx.is(i, Lex::SUBJECT_PRONOUN) && !cx.is(i, Lex::WH) && !cx.is_any(i, listed!["one"]))
        {
            return noun;
        }
        i += 1;
    }
    if i >= limit && limit < ceiling {
        return noun;
    }
    let closing = usize::from(i < ceiling && cx.is_byte(i, b',') && i + 1 < ceiling);
    IndexRange::new(noun.start, (i + closing) as u32)
}

/// The comma of "Portland, Oregon" or "Smith, Jr.".
fn is_inner_comma(cx: &Context<'_, '_>, i: usize) -> bool {
    cx.is_name(i.wrapping_sub(1)) && cx.is_name(i + 1) && cx.is(i + 1, Lex::PLACE)
}

/// The subject of the clause that holds token `end`, when the cue is a later verb or participle of that clause:
/// the phrase before the first finite verb at or after `floor`.
pub(super) fn clause_subject(cx: &Context<'_, '_>, end: usize, floor: usize) -> Option<IndexRange> {
    let mut best = None;
    let from = floor.max(end.saturating_sub(80));
    let mut i = from;
    while i < end {
        if cx.quoted_at(i).is_none()
            && clause::is_verb_like(cx, i)
            && i > from
            && !cx.is(i.wrapping_sub(1), Lex::DETERMINER | Lex::POSSESSIVE | Lex::PREPOSITION)
        {
            let mut before = i;
            while before > from && cx.is(before.wrapping_sub(1), Lex::ADVERB | FINITE | Lex::NEGATION) {
                before -= 1;
            }
            if let Some(subject) = subject_before(cx, before, from) {
                if cx.is(subject.start as usize, Lex::WH) {
                    i += 1;
                    continue;
                }
                best = Some(subject);
                break;
            }
        }
        i += 1;
    }
    best
}
