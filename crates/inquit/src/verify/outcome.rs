//! An outcome is what all texts together hold of one quotation: the best finding, and whether parts of it stand in
//! several texts.

use super::finding::{Finding, Passage, Piece, Verdict};
use crate::wording::words;

/// Something with the number of the text that it stands in.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed<T> {
    /// The text's number, as the caller counts them.
    pub source: u32,
    /// What stands there.
    pub what: T,
}

/// What all texts hold of one quotation. Findings are added in the order of their texts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// The best finding; of equals the first.
    pub best: Option<Placed<Finding>>,
    /// How many texts hold it word for word.
    pub word_for_word: u32,
    /// Passages of several texts that, one behind the other, make the quotation.
    pub parts: Vec<Placed<Passage>>,
}

impl Outcome {
    /// Adds what a text holds.
    pub fn add(&mut self, source: u32, finding: Finding) {
        self.word_for_word += u32::from(finding.verdict.is_word_for_word());
        let better = |best: &Placed<Finding>| {
            let order = finding.verdict.cmp(&best.what.verdict);
            order.then(best.what.similarity.total_cmp(&finding.similarity)).is_lt()
        };
        if !self.best.as_ref().is_some_and(|best| best.what.verdict < Verdict::Joined) {
            self.parts
                .extend(finding.stretches.iter().map(|stretch| Placed { source, what: stretch.clone() }));
            keep_longest(&mut self.parts);
        }
        if self.best.as_ref().is_none_or(better) {
            self.best = Some(Placed { source, what: finding });
        }
    }

    /// The verdict over all texts. Where no text alone holds the quotation, but several together do, the parts stand
    /// in `parts`; otherwise these are emptied.
    pub fn close(&mut self, quotation: &str) -> Verdict {
        let alone = self.best.as_ref().map_or(Verdict::Absent, |best| best.what.verdict);
        if alone < Verdict::Altered || !self.covers(quotation) {
            self.parts.clear();
            return alone;
        }
        Verdict::Joined
    }

    /// Whether the parts have every word of the quotation; leaves those that are needed.
    fn covers(&mut self, quotation: &str) -> bool {
        self.parts.sort_by_key(|part| {
            (part.what.quotation.span.start, std::cmp::Reverse(part.what.quotation.span.end), part.source)
        });
        let mut parts = self.parts.drain(..).peekable();
        let mut needed: Vec<Placed<Passage>> = Vec::new();
        let mut end = 0;
        let word_between = |start: u32, end: u32| {
            words(&quotation[start as usize..(end as usize).min(quotation.len())])
                .iter()
                .any(|word| !word.bracketed)
        };
        while let Some(part) = parts.next() {
            // Of all that begin before the next uncovered word, the one that ends last.
            let mut longest = part;
            while let Some(next) = parts.next_if(|next| {
                let start = next.what.quotation.span.start;
                start <= end || !word_between(end, start)
            }) {
                if next.what.quotation.span.end > longest.what.quotation.span.end {
                    longest = next;
                }
            }
            let span = longest.what.quotation.span;
            if span.start > end && word_between(end, span.start) {
                return false;
            }
            if span.end > end {
                end = span.end;
                needed.push(longest);
            }
        }
        let whole = !word_between(end, quotation.len() as u32);
        drop(parts);
        self.parts = needed;
        whole
    }
}

/// Leaves out parts that others hold, so that there are never more than the quotation has words.
fn keep_longest(parts: &mut Vec<Placed<Passage>>) {
    let holds = |one: &Piece, other: &Piece| one.span.contains(other.span);
    let mut number = 0;
    while number < parts.len() {
        let own = &parts[number].what.quotation;
        let held = parts.iter().enumerate().any(|(other, part)| {
            let longer = holds(&part.what.quotation, own);
            longer && (part.what.quotation.span != own.span || other < number)
        });
        if held {
            parts.remove(number);
        } else {
            number += 1;
        }
    }
}
