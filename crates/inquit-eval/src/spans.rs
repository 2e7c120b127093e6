//! A span score counts every single source, cue and content span, right only with exact start and end.
//!
//! With *strict* edges only white space is set aside at the edges; with *word* edges, marks and punctuation too.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::path::Path;

use crate::Error;
use crate::gold::{self, CharSpan, Document, Quote};
use crate::words::{Words, is_space, is_word};

/// Counts of one kind of span.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SpanTally {
    /// Gold spans.
    pub gold: usize,
    /// Predicted spans.
    pub predicted: usize,
    /// Those that both have.
    pub right: usize,
}

impl SpanTally {
    /// Precision, recall and F1 in percent, not rounded.
    pub fn figures(self) -> [f64; 3] {
        let share = |of: usize| if of == 0 { 0.0 } else { self.right as f64 / of as f64 };
        let (p, r) = (share(self.predicted), share(self.gold));
        [100.0 * p, 100.0 * r, if p + r == 0.0 { 0.0 } else { 200.0 * p * r / (p + r) }]
    }
}

/// Span scores: strict, then word edges; each for source, cue and content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpanReport {
    /// By edges, then by part, in the order of [`EDGES`] and [`PARTS`].
    pub tallies: [[SpanTally; 3]; 2],
}

/// The names of the two kinds of edges.
pub const EDGES: [&str; 2] = ["strict", "word edges"];
/// The names of the three parts.
pub const PARTS: [&str; 3] = ["source", "cue", "content"];

/// Scores a file of predictions against one of gold.
pub fn score_files(gold: &Path, predicted: &Path) -> Result<SpanReport, Error> {
    Ok(score(&gold::load(gold)?, &gold::load(predicted)?))
}

/// Scores predicted documents against the gold ones of the same id.
pub fn score(gold: &[Document], predicted: &[Document]) -> SpanReport {
    let by_id: HashMap<&str, &Document> = predicted.iter().map(|doc| (doc.id.as_str(), doc)).collect();
    let mut report = SpanReport::default();
    for doc in gold {
        let Some(found) = by_id.get(doc.id.as_str()) else { continue };
        let words = Words::new(&doc.text);
        let aside: [fn(char) -> bool; 2] = [is_space, |c| !is_word(c)];
        for (row, aside) in report.tallies.iter_mut().zip(aside) {
            for (at, tally) in row.iter_mut().enumerate() {
                let (gold, found) = (spans(&words, doc, at, aside), spans(&words, found, at, aside));
                tally.gold += gold.len();
                tally.predicted += found.len();
                tally.right += gold.intersection(&found).count();
            }
        }
    }
    report
}

fn spans(words: &Words, doc: &Document, part: usize, aside: fn(char) -> bool) -> BTreeSet<(usize, usize)> {
    let of = |quote: &'_ Quote| -> Vec<CharSpan> {
        match part {
            0 => quote.source.clone(),
            1 => quote.cue.clone(),
            _ => quote.content.clone(),
        }
    };
    doc.quotes.iter().flat_map(of).map(|span| trimmed(words, span, aside)).collect()
}

fn trimmed(words: &Words, span: CharSpan, aside: fn(char) -> bool) -> (usize, usize) {
    let mut range = words.clip(span);
    while !range.is_empty() && aside(words.chars()[range.start]) {
        range.start += 1;
    }
    while !range.is_empty() && aside(words.chars()[range.end - 1]) {
        range.end -= 1;
    }
    (range.start, range.end)
}

impl fmt::Display for SpanReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (edges, row) in EDGES.iter().zip(&self.tallies) {
            for (part, tally) in PARTS.iter().zip(row) {
                let [p, r, f1] = tally.figures();
                write!(f, "{edges:11} {part:8} P {p:5.1} R {r:5.1} F1 {f1:5.1}")?;
                writeln!(f, "  gold {} pred {}", tally.gold, tally.predicted)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_are_strict_or_of_words() {
        let doc = |content: Vec<CharSpan>, source: CharSpan| Document {
            id: "a".into(),
            text: "\"Go,\" she said. \"Now.\"".into(),
            quotes: vec![Quote { content, source: vec![source], ..Quote::default() }],
            ..Document::default()
        };
        // The first content lacks its marks, the second has a blank more; the source is one word too long.
        let report =
            score(&[doc(vec![[0, 5], [16, 22]], [6, 9])], &[doc(vec![[1, 3], [15, 22], [10, 14]], [6, 14])]);
        let counts = |tally: SpanTally| (tally.gold, tally.predicted, tally.right);
        let [strict, loose] = report.tallies;
        assert_eq!(strict.map(counts), [(1, 1, 0), (0, 0, 0), (2, 3, 1)]);
        assert_eq!(loose.map(counts), [(1, 1, 0), (0, 0, 0), (2, 3, 2)]);
        assert!(
            report.to_string().contains("word edges  content  P  66.7 R 100.0 F1  80.0  gold 2 pred 3\n")
        );
    }
}
