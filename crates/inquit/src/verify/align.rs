//! An alignment is the words that a quotation and a text have in common, as runs in the quotation's order: the best
//! chain of the runs that the index found, with what lies between them compared word by word.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::Quotation;
use super::index::Run;
use crate::wording::{Word, is_quotation_mark};

/// So many words may be missing from a quotation at one place; more, and it goes on at another place.
pub(super) const NEAR: usize = 8;
/// How far behind or before an ellipsis a stretch is looked for, in words.
const REACH: usize = 400;
/// The longest stretch between two parts of a quotation that says who speaks.
const REPORTING: usize = 60;
/// What it takes off a chain's words to go on at another place, without a word that says so.
const JUMP: f32 = 3.5;
/// The same where an ellipsis or quotation marks say so.
const MARKED: f32 = 0.5;

/// The text that is searched.
#[derive(Clone, Copy)]
pub(super) struct Source<'s> {
    pub(super) text: &'s str,
    pub(super) words: &'s [Word],
}

impl Source<'_> {
    /// What stands between two words.
    pub(super) fn between(&self, before: usize, behind: usize) -> &str {
        let start = self.words[before].span.end as usize;
        self.text.get(start..self.words[behind].span.start as usize).unwrap_or("")
    }

    /// Whether the words of this range, which is not empty, stand outside the marks that words before and behind
    /// them stand in.
    pub(super) fn interrupts(&self, range: &Range<usize>) -> bool {
        if range.len() > REPORTING || range.start == 0 || range.end >= self.words.len() {
            return false;
        }
        self.between(range.start - 1, range.start).contains(is_quotation_mark)
            && self.between(range.end - 1, range.end).contains(is_quotation_mark)
    }
}

/// Whether two runs stand as close in the text as they should.
pub(super) fn is_near(missing: usize, others: usize) -> bool {
    others <= 2 * missing + NEAR
}

/// Aligns a quotation with a text.
pub(super) fn align(quotation: &Quotation, source: Source<'_>, runs: &mut Vec<Run>) -> Vec<Run> {
    runs.sort_unstable();
    runs.dedup();
    let chain = chain(quotation, source, runs);
    fill(quotation, source.words, &chain)
}

/// A run, the best chain that ends with it, and how many of the run's first words that chain leaves out.
struct Link {
    score: f32,
    before: Option<usize>,
    without: usize,
}

/// The best chain of runs in the quotation's order.
fn chain(quotation: &Quotation, source: Source<'_>, runs: &[Run]) -> Vec<Run> {
    let mut links: Vec<Link> = Vec::with_capacity(runs.len());
    for (number, run) in runs.iter().enumerate() {
        let mut link = Link { score: run.len as f32, before: None, without: 0 };
        for (before, other) in runs[..number].iter().enumerate() {
            let Some((without, cost)) = follows(quotation, source, *other, *run) else { continue };
            let score = links[before].score + (run.len - without) as f32 - cost;
            if score > link.score {
                link = Link { score, before: Some(before), without };
            }
        }
        links.push(link);
    }
    let mut best = None;
    for (number, link) in links.iter().enumerate() {
        if best.is_none_or(|best: usize| link.score > links[best].score) {
            best = Some(number);
        }
    }
    let mut chain = Vec::new();
    while let Some(number) = best {
        chain.push(runs[number].without(links[number].without));
        best = links[number].before;
    }
    chain.reverse();
    chain
}

/// How many of its first words a run leaves to the one before it, and what that one costs.
fn follows(quotation: &Quotation, source: Source<'_>, before: Run, run: Run) -> Option<(usize, f32)> {
    let mut without = before.end().saturating_sub(run.at);
    if run.place >= before.place {
        without = without.max(before.place_end().saturating_sub(run.place));
    }
    if without >= run.len {
        return None;
    }
    let run = run.without(without);
    let (missing, breaks) =
        (run.at - before.end(), || (before.end()..=run.at).any(|at| quotation.breaks(at)));
    let Some(others) = run.place.checked_sub(before.place_end()) else { return Some((without, JUMP)) };
    let cost = if is_near(missing, others) {
        0.1 * missing.max(others) as f32
    } else if breaks() || source.interrupts(&(before.place_end()..run.place)) {
        MARKED + 0.001 * others.min(REACH) as f32
    } else {
        JUMP
    };
    Some((without, cost))
}

/// The chain with what else its neighbourhood has in common with the quotation.
fn fill(quotation: &Quotation, source: &[Word], chain: &[Run]) -> Vec<Run> {
    let (Some(first), Some(last)) = (chain.first(), chain.last()) else { return Vec::new() };
    let mut aligned = head(quotation, source, *first);
    for pair in chain.windows(2) {
        aligned.push(pair[0]);
        middle(quotation, source, pair[0], pair[1], &mut aligned);
    }
    aligned.push(*last);
    tail(quotation, source, *last, quotation.words.len(), source.len(), &mut aligned);
    aligned
}

/// What comes before the first run.
fn head(quotation: &Quotation, source: &[Word], first: Run) -> Vec<Run> {
    let mut found: Vec<Run> = Vec::new();
    let mut end = first;
    for stretch in quotation.stretches(0..first.at).into_iter().rev() {
        if stretch.end == first.at && !quotation.breaks(first.at) {
            let within = |slack: usize| {
                let from = first.place.saturating_sub(stretch.len() + slack);
                let mut runs = diff(quotation, source, stretch.clone(), from..first.place);
                runs.reverse();
                close(first, runs, is_close)
            };
            found = fuller(within(0), within(NEAR));
            end = found.last().copied().unwrap_or(first);
        } else {
            let from = end.place.saturating_sub(REACH);
            if let Some(run) = exact(quotation, source, &stretch, from..end.place, true) {
                found.push(run);
                end = run;
            }
        }
    }
    found.reverse();
    found
}

/// What comes between two runs.
fn middle(quotation: &Quotation, source: &[Word], before: Run, behind: Run, aligned: &mut Vec<Run>) {
    let missing = before.end()..behind.at;
    if missing.is_empty() {
        return;
    }
    match behind.place.checked_sub(before.place_end()) {
        Some(others) if is_near(missing.len(), others) => {
            aligned.extend(diff(quotation, source, missing, before.place_end()..behind.place));
        }
        Some(_) => tail(quotation, source, before, behind.at, behind.place, aligned),
        None => {}
    }
}

/// What comes behind a run, before a word of the quotation and one of the text.
fn tail(
    quotation: &Quotation,
    source: &[Word],
    last: Run,
    end: usize,
    place_end: usize,
    aligned: &mut Vec<Run>,
) {
    let mut from = last;
    for stretch in quotation.stretches(last.end()..end) {
        if stretch.start == last.end() && !quotation.breaks(stretch.start) {
            let within = |slack: usize| {
                let to = (last.place_end() + stretch.len() + slack).min(place_end);
                let runs = diff(quotation, source, stretch.clone(), last.place_end()..to);
                close(last, runs, |own, last| is_close(last, own))
            };
            let found = fuller(within(0), within(NEAR));
            from = found.last().copied().unwrap_or(last);
            aligned.extend(found);
        } else {
            let to = (from.place_end() + REACH).min(place_end);
            if let Some(run) = exact(quotation, source, &stretch, from.place_end()..to, false) {
                aligned.push(run);
                from = run;
            }
        }
    }
}

/// The first of some runs that are close to each other and to an anchor.
fn close(anchor: Run, mut runs: Vec<Run>, is_close: impl Fn(Run, Run) -> bool) -> Vec<Run> {
    let mut last = anchor;
    let far = runs.iter().position(|run| !is_close(*run, std::mem::replace(&mut last, *run)));
    runs.truncate(far.unwrap_or(runs.len()));
    runs
}

/// The runs that have more words; the first where both have as many.
fn fuller(one: Vec<Run>, other: Vec<Run>) -> Vec<Run> {
    let words = |runs: &[Run]| runs.iter().map(|run| run.len).sum::<usize>();
    if words(&other) > words(&one) { other } else { one }
}

/// Whether what the text has between two runs is not more than the runs bear.
fn is_close(before: Run, behind: Run) -> bool {
    let missing = behind.at - before.end();
    behind.place - before.place_end() <= missing + before.len.min(behind.len) + 1
}

/// What two ranges have in common in the same order.
fn diff(quotation: &Quotation, source: &[Word], range: Range<usize>, places: Range<usize>) -> Vec<Run> {
    let keys = |words: &[Word]| words.iter().map(|word| word.key).collect::<Vec<_>>();
    let (one, other) = (keys(&quotation.words[range.clone()]), keys(&source[places.clone()]));
    let run = |operation| match operation {
        DiffOp::Equal { old_index, new_index, len } => {
            Some(Run { at: range.start + old_index, place: places.start + new_index, len })
        }
        _ => None,
    };
    capture_diff_slices(Algorithm::Myers, &one, &other).into_iter().filter_map(run).collect()
}

/// Where a stretch of the quotation stands word for word, at the first or the last place.
fn exact(
    quotation: &Quotation,
    source: &[Word],
    stretch: &Range<usize>,
    places: Range<usize>,
    last: bool,
) -> Option<Run> {
    let words = &quotation.words[stretch.clone()];
    let mut windows = source[places.clone()].windows(words.len());
    let same = |window: &[Word]| window.iter().zip(words).all(|(one, other)| one.key == other.key);
    let found = if last { windows.rposition(same) } else { windows.position(same) };
    found.map(|at| Run { at: stretch.start, place: places.start + at, len: words.len() })
}
