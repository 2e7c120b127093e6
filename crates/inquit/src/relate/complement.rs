//! The complement of a cue begins behind addressee, times, occasions and asides: "told CNN on Monday, however, | that".

use inquit_tokenizer::TokenKind;

use super::context::Context;
use super::{clause, occasion, phrase};
use crate::lexicon::{Code, Lex, listed};

/// Where the complement of a cue begins, and whether an addressee stands before it: addressee, times and occasions
/// are passed over.
pub(super) fn complement(
    cx: &Context<'_, '_>,
    from: usize,
    takes_addressee: bool,
    ceiling: usize,
) -> (usize, bool) {
    // "admitted as much to Reuters:"
    let much = cx.is_any(from, listed!["as"])
        && cx.is_any(from + 1, listed!["much"])
        && cx.is_any(from + 2, listed!["to"]);
    let mut i = from + 2 * usize::from(much);
    let mut addressed = false;
    // "promised Entertainment Weekly that"
    let promised = || {
        let phrase = phrase::noun_phrase_right(cx, i, ceiling)?.end as usize;
        (cx.is_any(i.wrapping_sub(1), listed!["promised", "promises"]) && cx.is_any(phrase, listed!["that"]))
            .then_some(phrase)
    };
    if let Some(addressee) =
        takes_addressee.then(|| addressee_end(cx, i, ceiling)).flatten().or_else(promised)
    {
        i = addressee;
        addressed = true;
    } else if cx.is_any(i, listed!["to"]) && i + 1 < ceiling && may_be_addressee(cx, i + 1) {
        // "said to reporters"
        if let Some(to) = phrase::noun_phrase_right(cx, i + 1, ceiling) {
            i = to.end as usize;
            addressed = true;
        }
    }
    // The complement may wait behind times and occasions: "said on Tuesday in an interview with X that".
    let bound = ceiling.min(i + 30);
    let mut k = i;
    let mut settled = i;
    // Whether what stands right before tells how an occasion was made known: "in an interview published | by CNN".
    let mut carried = false;
    while k < bound {
        if k == settled && settled > i && !carried {
            let past = if cx.is_any(k, CARRIED) { k + 1 } else { carried_that(cx, k) };
            if past > k {
                (k, settled, carried) = (past, past, true);
                continue;
            }
        }
        if cx.quoted_from(k).is_some() || cx.is_any(k, listed!["that"]) && k + 1 < bound {
            return (k, addressed);
        }
        if cx.is_byte(k, b',') || cx.is_byte(k, b':') {
            let next_quoted = cx.quoted_from(k + 1).is_some();
            if next_quoted || k + 1 >= ceiling {
                return (k, addressed);
            }
            return (aside_end(cx, k, bound).unwrap_or(settled), addressed);
        }
        if clause::is_amount(cx, k) {
            return (settled, addressed);
        }
        if cx.is(k, Lex::TIME)
            || occasion::is_when(cx, k)
            || cx.is_adverb(k) && k == settled && !cx.is(k, Lex::DETERMINER) && !is_there(cx, k)
        {
            k += 1;
            settled = k;
            continue;
        }
        // "as recently as February", "as early as last week"
        if cx.is_any(k, listed!["as"]) && cx.is(k + 1, Lex::ADVERB) && cx.is_any(k + 2, listed!["as"]) {
            let end = (k + 3..bound.min(k + 6))
                .take_while(|t| cx.is(*t, Lex::TIME) || occasion::is_when(cx, *t) || cx.is_number(*t));
            let past = end.last().map_or(k, |t| t + 1);
            if past > k {
                (k, settled) = (past, past);
                continue;
            }
        }
        if cx.is(k, Lex::PREPOSITION) && !cx.is(k, Lex::SUBORDINATOR) {
            let Some(object) = phrase::noun_phrase_right(cx, k + 1, ceiling) else {
                // "in May", "in 2003"
                if cx.is(k + 1, Lex::TIME) || cx.is_number(k + 1) {
                    k += 2;
                    settled = k;
                    continue;
                }
                return (settled, addressed);
            };
            // "told Ana Lima on LBC | she was"
            let whose = addressed
                && k == settled
                && cx.is_any(k, listed!["on", "at", "in", "from", "of", "outside"])
                && cx.is(object.end as usize, Lex::SUBJECT_PRONOUN | Lex::DETERMINER | Lex::POSSESSIVE);
            let occasion = (object.start..object.end).any(|t| occasion::is_occasion(cx, t as usize))
                || whose
                || cx.is(k + 1, Lex::TIME)
                || settled > i && cx.is_any(k, listed!["with"])
                || std::mem::take(&mut carried);
            k = object.end as usize;
            if occasion {
                settled = k;
            } else if k - i > 12 {
                return (settled, addressed);
            }
            continue;
        }
        return (settled, addressed);
    }
    (settled, addressed)
}

/// "There was": no place.
fn is_there(cx: &Context<'_, '_>, at: usize) -> bool {
    cx.is_any(at, listed!["there"]) && cx.is(at + 1, Lex::BE | Lex::MODAL | Lex::HAVE)
}

/// One past what stands between two commas before a complement: "said, | however, | that".
fn aside_end(cx: &Context<'_, '_>, comma: usize, bound: usize) -> Option<usize> {
    const LONGEST: usize = 10;
    let limit = bound.min(comma + LONGEST);
    let mut within = (comma + 1..limit).take_while(|i| cx.quoted_at(*i).is_none());
    let close = within.find(|i| cx.is_byte(*i, b','))?;
    if cx.quoted_from(close + 1).is_some() {
        return Some(close);
    }
    cx.is_any(close + 1, listed!["that", "whether"]).then_some(close + 1)
}

/// How an interview or a statement is made known.
const CARRIED: &[Code] = listed![
    "published",
    "aired",
    "broadcast",
    "posted",
    "released",
    "conducted",
    "taped",
    "recorded",
    "given",
    "obtained",
    "seen",
    "sent",
    "issued",
    "provided",
    "shared",
    "carried",
];

/// One past "that aired", "which was published", where that stands at a token; else that token.
fn carried_that(cx: &Context<'_, '_>, at: usize) -> usize {
    if !cx.is_any(at, listed!["that", "which"]) {
        return at;
    }
    let verb = at + 1 + usize::from(cx.is_any(at + 1, listed!["was", "were", "is"]));
    let runs =
        cx.is_any(verb, CARRIED) || verb == at + 1 && cx.is_any(verb, listed!["ran", "appeared", "airs"]);
    if runs { verb + 1 } else { at }
}

/// Whether a phrase behind "to" names somebody: "said to reporters", not "offered to refund".
fn may_be_addressee(cx: &Context<'_, '_>, i: usize) -> bool {
    cx.is_name(i)
        || cx.is(
            i,
            Lex::DETERMINER
                .union(Lex::POSSESSIVE)
                .union(Lex::OBJECT_PRONOUN)
                .union(Lex::REFLEXIVE)
                .union(Lex::GROUP)
                .union(Lex::PERSON)
                .union(Lex::KIN),
        ) && !cx.is(i, Lex::BASE)
}

/// What has a name of its own.
const PRESS: &[Code] = listed![
    "podcast",
    "programme",
    "program",
    "show",
    "magazine",
    "newspaper",
    "paper",
    "daily",
    "weekly",
    "website",
    "site",
    "station",
    "broadcaster",
    "channel",
    "agency",
];

/// One past the addressee that follows a verb of telling.
fn addressee_end(cx: &Context<'_, '_>, from: usize, ceiling: usize) -> Option<usize> {
    let titled = |q: usize| cx.quoted[q].label == crate::quoted::Label::Title;
    if from >= ceiling
        || cx.quoted_at(from).is_some() && !cx.quoted_from(from).is_some_and(titled)
        || cx.is_any(from, listed!["that"])
        || cx.is_byte(from, b':')
    {
        return None;
    }
    let quoted_name = cx.quoted_from(from).map(|q| cx.quoted[q].tokens.end as usize);
    let mut end = match quoted_name {
        Some(end) => end,
        None => phrase::noun_phrase_right(cx, from, ceiling)?.end as usize,
    };
    // "told his deputy, Al Roe, that"
    if cx.is_byte(end, b',')
        && let Some(whole) = phrase::subject_after(cx, from, ceiling).map(|whole| whole.end as usize)
        && whole > end
        && cx.is_byte(whole - 1, b',')
        && (cx.quoted_from(whole).is_some()
            // "told the podcast, Rip City Radio, in January that"
            || cx.is_any(whole, listed!["that"])
            || cx.is(whole, Lex::PREPOSITION | Lex::TIME)
                && (whole..whole + 6).any(|at| cx.is_any(at, listed!["that"])))
    {
        return Some(whole);
    }
    // A programme in marks: told CNN's “State of the Union”, told the podcast “Slow Money”.
    if let Some(q) = cx.quoted_from(end)
        && titled(q)
        && end > from
        && (cx.tokens[end - 1].kind == TokenKind::Clitic
            || cx.is_name(end.wrapping_sub(1))
            || cx.is_any(end - 1, PRESS))
    {
        end = cx.quoted[q].tokens.end as usize;
    }
    // "told the local newspaper | the Cork Courier"
    if end > from && cx.is_any(end - 1, PRESS) && cx.is_any(end, listed!["the"]) && cx.is_name(end + 1) {
        end = phrase::noun_phrase_right(cx, end, ceiling).map_or(end, |name| name.end as usize);
    }
    // "told Reuters | there was"
    if end > from + 1 && is_there(cx, end - 1) {
        end -= 1;
    }
    Some(end)
}
