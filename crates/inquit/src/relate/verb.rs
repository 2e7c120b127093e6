//! A verb group is a verb with the auxiliaries, negations and adverbs before it and its particle behind.

use inquit_tokenizer::TokenKind;

use super::context::Context;
use crate::lexicon::{Lex, listed};

const AUXILIARY: Lex = Lex::BE.union(Lex::HAVE).union(Lex::DO).union(Lex::MODAL);

/// A verb with what stands before it.
pub(super) struct Group {
    /// First token of auxiliaries, adverbs and negation.
    pub start: usize,
    /// One past the verb and its particle.
    pub end: usize,
    pub auxiliary: bool,
    pub passive: bool,
    pub negated: bool,
    /// An -ing form without auxiliary.
    pub participle: bool,
    /// Not a verb here but a noun or adjective.
    pub noun: bool,
}

/// The group whose verb is token `head`, not reaching before `floor`.
pub(super) fn verb_group(cx: &Context<'_, '_>, head: usize, floor: usize) -> Group {
    let lex = cx.lex[head];
    let mut group = Group {
        start: head,
        end: head + 1,
        auxiliary: false,
        passive: false,
        negated: false,
        participle: false,
        noun: false,
    };
    let mut be = false;
    let mut have = false;
    let mut infinitive = false;
    let mut i = head;
    while i > floor {
        let p = i - 1;
        let before = cx.lex[p];
        if cx.quoted_at(p).is_some() {
            break;
        }
        if before.intersects(Lex::NEGATION) {
            group.negated = true;
        } else if before.intersects(AUXILIARY) && !is_possessive_here(cx, p, lex) {
            group.auxiliary = true;
            be |= before.intersects(Lex::BE) && !have;
            have |= before.intersects(Lex::HAVE)
                || cx.is_any(p, listed!["'s"]) && lex.intersects(Lex::PARTICIPLE);
        } else if cx.is_adverb(p) && !before.intersects(Lex::TIME | Lex::DETERMINER | Lex::ROLE) {
            // An adverb belongs to the group; whether something follows it to the left shows in the next step.
        } else if before.intersects(Lex::TIME)
            && p > floor
            && cx.lex[p - 1].intersects(AUXILIARY)
            && !is_possessive_here(cx, p - 1, lex)
        {
            // "has previously said", "had earlier told"
        } else if cx.is_any(p, listed!["to"])
            && lex.intersects(Lex::BASE)
            && p > floor
            && governs_infinitive(cx, p - 1)
        {
            infinitive = true;
            group.negated |= cx.is_any(
                p.wrapping_sub(1),
                listed!["declined", "declines", "refused", "refuses", "failed", "declining", "refusing"],
            );
            i = p - 1;
            group.start = i;
            continue;
        } else if cx.is_any(p, listed!["on"])
            && p > floor
            && infinitive
            && cx.is_any(p.wrapping_sub(1), listed!["went", "goes", "going", "go", "gone"])
        {
            i = p - 1;
            group.start = i;
            continue;
        } else {
            break;
        }
        i = p;
        group.start = p;
    }
    // Adverbs at a sentence's start or after a comma are no part of the group: "Later, he said".
    if lex.intersects(Lex::GERUND) && !be && !lex.intersects(Lex::PAST) {
        group.participle = true;
    }
    // "She is convinced that"
    let minded = cx.is_any(head, listed!["convinced", "worried", "concerned", "satisfied"]);
    group.passive = be && !have && !minded && lex.intersects(Lex::PARTICIPLE) && !lex.intersects(Lex::GERUND)
        || be
            && have
            && lex.intersects(Lex::PARTICIPLE)
            && !lex.intersects(Lex::GERUND)
            && passive_perfect(cx, group.start, head);
    if let Some(p) = group.start.checked_sub(1).filter(|p| *p >= floor && cx.quoted_at(*p).is_none()) {
        let before = cx.lex[p];
        let bare = group.start == head;
        // "the couple | told": a noun that is a quantity elsewhere.
        let subject = before.intersects(Lex::GROUP) && p > floor && cx.is(p - 1, Lex::DETERMINER);
        let determined = before.intersects(Lex::DETERMINER | Lex::POSSESSIVE)
            && !subject
            && !before.intersects(Lex::SUBJECT_PRONOUN | Lex::SUBORDINATOR | Lex::WH)
            || bare
                && !(group.participle && leads_participle(cx, p))
                && before.intersects(Lex::PREPOSITION)
                && !before.intersects(Lex::TIME | Lex::ADVERB)
            || bare && is_possessive_here(cx, p, lex) && cx.tokens[p].kind == TokenKind::Clitic
            || bare
                && before.intersects(Lex::ADJECTIVE)
                && !before.intersects(Lex::ROLE | Lex::GROUP | Lex::ADVERB)
                && !cx.is_name(p)
                && !lex.intersects(Lex::PAST);
        let to = cx.is_any(p, listed!["to"]);
        let singular = !lex.intersects(Lex::GERUND | Lex::PAST | Lex::PARTICIPLE);
        group.noun = (determined || to) && !group.auxiliary
            || group.auxiliary && singular && lex.intersects(Lex::THIRD);
    }
    // A particle: pointed out, trailed off, called down, went on.
    let particle = cx.is(head + 1, Lex::PARTICLE) && cx.quoted_at(head + 1).is_none();
    if lex.intersects(Lex::PHRASAL) {
        let pointed_to = cx.is_any(head + 1, listed!["to"]) && !lex.intersects(Lex::MANNER);
        group.noun |= !particle && !cx.is_any(head + 1, listed!["at"]) && !pointed_to;
        group.end = head + 2;
    } else if particle
        && lex.intersects(Lex::MANNER)
        && !cx.is(head + 2, Lex::DETERMINER | Lex::POSSESSIVE | Lex::TIME)
        && !cx.is_name(head + 2)
    {
        group.end = head + 2;
    }
    // "issued a statement saying" and "said in a statement" keep their own words; "responded to" its preposition.
    group
}

/// "before asking", "by saying", "while chanting".
fn leads_participle(cx: &Context<'_, '_>, i: usize) -> bool {
    cx.is_any(i, listed!["before", "after", "while", "by", "when", "without", "in"])
}

/// "has been told": between "has" and the verb stands "been".
fn passive_perfect(cx: &Context<'_, '_>, start: usize, head: usize) -> bool {
    (start..head).any(|i| cx.is_any(i, listed!["been"]))
}

/// A clitic 's that marks a possessor, not "is" or "has".
fn is_possessive_here(cx: &Context<'_, '_>, i: usize, verb: Lex) -> bool {
    cx.tokens[i].kind == TokenKind::Clitic
        && cx.is(i, Lex::BE)
        && !verb.intersects(Lex::GERUND | Lex::PARTICIPLE)
        && i > 0
        && !cx.is(i.wrapping_sub(1), Lex::SUBJECT_PRONOUN | Lex::WH)
}

fn governs_infinitive(cx: &Context<'_, '_>, i: usize) -> bool {
    cx.is_any(
        i,
        listed![
            "went",
            "goes",
            "going",
            "on",
            "continued",
            "continues",
            "appeared",
            "appears",
            "seemed",
            "seems",
            "declined",
            "declines",
            "refused",
            "refuses",
            "failed",
            "began",
            "begins",
            "sought",
            "tried",
            "moved",
            "rushed",
            "used",
            "proceeded",
            "hastened",
            "was",
            "is",
            "wanted",
            "wants",
            "came",
            "had",
            "heard",
        ],
    )
}
