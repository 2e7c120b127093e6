//! A verifier tells of each quotation whether a text holds it: word for word, altered, cut, joined from several
//! places, or not at all.
//!
//! The quotations' n-grams of words are indexed once; a text is then walked over once, and only where it shares words
//! with a quotation are the two aligned. Work is linear in the text and in the words shared; memory does not grow
//! with the number of texts.

mod index;
mod align;
mod judge;
mod finding;
mod outcome;

use crate::wording::{self, Word};
use index::{Index, Run};

pub use finding::{Difference, DifferenceKind, Finding, Passage, Piece, Verdict};
pub use outcome::{Outcome, Placed};

/// How alike a quotation and a passage must be at least, 0 to 1, to be called the same words, altered.
pub const SIMILAR: f32 = 0.6;

/// Words of a stretch that may be a part of what several texts make together.
const LEAST_STRETCH: usize = 4;

/// The quotations that are looked for.
///
/// ```
/// use inquit::verify::{Scratch, Verdict, Verifier};
/// let verifier = Verifier::new(["We tried it twice … and it broke"]);
/// let source = "“We tried it twice, as planned, and it broke,” she said.";
/// let (number, finding) = &verifier.check(source, &mut Scratch::default())[0];
/// assert_eq!((*number, finding.verdict), (0, Verdict::Cut));
/// ```
#[derive(Debug)]
pub struct Verifier {
    quotations: Vec<Quotation>,
    index: Index,
    /// See [`SIMILAR`].
    similar: f32,
}

/// A quotation with its words.
#[derive(Debug)]
struct Quotation {
    text: String,
    words: Vec<Word>,
    /// Whether an ellipsis stands before the word of that number.
    breaks: Vec<bool>,
}

/// Memory used again from one text to the next. One a thread.
#[derive(Debug, Default)]
pub struct Scratch {
    words: Vec<Word>,
    /// For each quotation what the text shares with it.
    runs: Vec<Vec<Run>>,
    /// The quotations with runs.
    touched: Vec<u32>,
}

impl Verifier {
    /// A verifier of these quotations; they are numbered from 0.
    pub fn new<S: Into<String>>(quotations: impl IntoIterator<Item = S>) -> Self {
        let quotations: Vec<_> = quotations.into_iter().map(|text| Quotation::new(text.into())).collect();
        let index = Index::new(&quotations);
        Self { quotations, index, similar: SIMILAR }
    }

    /// The same, with another least similarity than [`SIMILAR`].
    pub fn with_similar(self, similar: f32) -> Self {
        Self { similar: similar.clamp(0.0, 1.0), ..self }
    }

    /// How many quotations there are.
    pub fn len(&self) -> usize {
        self.quotations.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.quotations.is_empty()
    }

    /// How many words a quotation has.
    pub fn words(&self, number: u32) -> usize {
        self.quotations[number as usize].words.len()
    }

    /// What a text holds of the quotations, in the order of their numbers. Quotations of which it holds nothing are
    /// left out.
    pub fn check(&self, source: &str, scratch: &mut Scratch) -> Vec<(u32, Finding)> {
        let Scratch { words, runs, touched } = scratch;
        wording::cut(source, words);
        runs.resize_with(self.quotations.len(), Vec::new);
        touched.clear();
        self.index.find(&self.quotations, words, runs, touched);
        touched.sort_unstable();
        let mut found = Vec::new();
        for number in touched.iter() {
            let quotation = &self.quotations[*number as usize];
            let shared = &mut runs[*number as usize];
            let source = align::Source { text: source, words };
            match worth(shared, quotation.words.len()) {
                Worth::Nothing => {}
                Worth::Stretches => found.push((*number, judge::stretches(quotation, source, shared))),
                Worth::Aligning => {
                    let aligned = align::align(quotation, source, shared);
                    let mut finding = judge::judge(quotation, source, &aligned, self.similar);
                    // All its words may stand at several places, and in other letters at the first.
                    for run in shared.iter().filter(|run| run.len == quotation.words.len()) {
                        if finding.verdict == Verdict::Exact {
                            break;
                        }
                        let other = judge::judge(quotation, source, &[*run], self.similar);
                        if other.verdict < finding.verdict {
                            finding = other;
                        }
                    }
                    found.push((*number, finding));
                }
            }
            shared.clear();
        }
        found
    }
}

/// What the runs that a text shares with a quotation are worth.
enum Worth {
    /// "of the" is in every text.
    Nothing,
    /// Too little for the whole quotation, but "at the end of the day" may be a part of what several texts make.
    Stretches,
    /// The text may hold the quotation.
    Aligning,
}

/// What runs are worth that are shared with a quotation of so many words. Most texts share a few words in a row with
/// many quotations by chance; to align them all would take nearly all of the time.
fn worth(runs: &mut [Run], words: usize) -> Worth {
    runs.sort_unstable();
    let (mut covered, mut end) = (0, 0);
    for run in runs.iter() {
        covered += run.end().saturating_sub(run.at.max(end));
        end = end.max(run.end());
    }
    let has_stretch = || runs.iter().any(|run| run.len >= LEAST_STRETCH);
    if covered * 5 >= words * 2 || covered * 4 >= words && has_stretch() {
        Worth::Aligning
    } else if has_stretch() {
        Worth::Stretches
    } else {
        Worth::Nothing
    }
}

impl Quotation {
    fn new(text: String) -> Self {
        let words = wording::words(&text);
        let mut end = 0;
        let mut breaks = Vec::with_capacity(words.len());
        for word in &words {
            breaks.push(end > 0 && wording::has_ellipsis(&text[end..word.span.start as usize]));
            end = word.span.end as usize;
        }
        Self { text, words, breaks }
    }

    /// Whether an ellipsis stands before the word of that number.
    fn breaks(&self, at: usize) -> bool {
        self.breaks.get(at).copied().unwrap_or(false)
    }

    /// The stretches between ellipses within a range of words.
    fn stretches(&self, range: std::ops::Range<usize>) -> Vec<std::ops::Range<usize>> {
        let mut stretches = Vec::new();
        let mut start = range.start;
        for at in range.clone().skip(1).filter(|at| self.breaks(*at)).chain([range.end]) {
            if start < at {
                stretches.push(start..at);
            }
            start = at;
        }
        stretches
    }
}
