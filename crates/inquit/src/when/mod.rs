//! When the words were spoken: "said on Friday", "told Reuters last month", reckoned from the article's own date.
//!
//! Only what stands in the attribution's own clause counts, outside its content. The arithmetic is jiff's.

mod calendar;
mod expression;

use inquit_tokenizer::{Document, IndexRange, Span, Token};

use crate::attribution::{Attribution, Parts, SaidOn};
use crate::lexicon::{Ask, Lex, Sheet, listed};
use crate::mention::{Words, sentence_at};
use calendar::Published;

/// How many tokens of the clause are looked at to each side of cue and source.
const NEAR: usize = 20;

/// Fills in when each attribution was said. `published` is the article's date as written; without one only
/// expressions that name their year tell a date.
pub fn resolve(
    doc: &Document<'_>,
    sheet: &Sheet,
    published: Option<&str>,
    parts: &[Parts],
    attributions: &mut [Attribution],
) {
    let words = Words::new(doc, sheet);
    let published = Published::new(published);
    let mut sentence = 0;
    for (attribution, parts) in attributions.iter_mut().zip(parts) {
        attribution.said_on = parts.cue.filter(|cue| !cue.is_empty()).and_then(|cue| {
            sentence = sentence_at(doc.sentences(), words.tokens[cue.start as usize].start, sentence);
            let whole = doc.sentences().get(sentence)?.tokens;
            said_on(&words, &published, attribution, (cue, parts.source), whole)
        });
    }
}

fn said_on(
    words: &Words<'_, '_>,
    published: &Published<'_>,
    attribution: &Attribution,
    (cue, source): (IndexRange, Option<IndexRange>),
    sentence: IndexRange,
) -> Option<SaidOn> {
    let end = source.map_or(cue.end, |source| source.end.max(cue.end)) as usize;
    let start = source.map_or(cue.start, |source| source.start.min(cue.start)) as usize;
    let behind =
        IndexRange::new(cue.end, (end + NEAR).min(sentence.end as usize).max(cue.end as usize) as u32);
    let before = start.saturating_sub(NEAR).max(sentence.start as usize).min(start);
    let before = IndexRange::new(before as u32, start as u32);
    if !may_tell(words, published, IndexRange::new(before.start, behind.end)) {
        return None;
    }
    let at = |range: IndexRange| in_clause(words, published, attribution, source, range);
    at(cue).or_else(|| at(behind)).or_else(|| if leads(words, sentence, before) { at(before) } else { None })
}

/// Whether what stands before source and cue is no clause of its own: "On Friday, at a rally in Ohio,".
fn leads(words: &Words<'_, '_>, sentence: IndexRange, before: IndexRange) -> bool {
    before.start == sentence.start
        && !before.range().any(|at| words.has(at, ENDS | Lex::SUBJECT_PRONOUN) || words.is(at, b';'))
}

/// Whether a part of the text may hold an expression of time that tells a date.
fn may_tell(words: &Words<'_, '_>, published: &Published<'_>, range: IndexRange) -> bool {
    let year = |token: &Token| token.first.is_ascii_digit() & (token.end.wrapping_sub(token.start) == 4);
    let mut times = words.asks.pick(Ask::Time, range);
    times.any(|at| year(&words.tokens[at]) || published.is_known() && words.has(at, Lex::TIME))
}

/// What another clause begins or goes on with.
const ENDS: Lex = Lex::BE.union(Lex::HAVE).union(Lex::MODAL).union(Lex::SUBORDINATOR).union(Lex::WH);

/// The first expression of time in a part of the clause.
fn in_clause(
    words: &Words<'_, '_>,
    published: &Published<'_>,
    attribution: &Attribution,
    source: Option<IndexRange>,
    range: IndexRange,
) -> Option<SaidOn> {
    let content = |at: usize| {
        let start = words.tokens[at].start;
        attribution.content.iter().any(|span: &Span| span.start <= start && start < span.end)
    };
    for at in range.range() {
        let clause = words.has(at, Lex::SUBORDINATOR | Lex::WH | Lex::GERUND);
        if content(at)
            || matches!(words.tokens[at].first, b';' | b':')
            || clause && words.any(at, listed!["that", "adding"])
        {
            return None;
        }
        if source.is_some_and(|source| source.contains(at)) {
            continue;
        }
        if words.has(at, ENDS) && !words.has(at, Lex::TIME | Lex::PREPOSITION) {
            return None;
        }
        if let Some(found) = expression::read(words, published, at, range.end as usize) {
            return found;
        }
    }
    None
}
