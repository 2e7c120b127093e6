//! Doubt tells in which paragraphs a model may be wrong, by its own judge: where another model is worth its time.

use inquit_tokenizer::{Document, IndexRange};

use super::candidate::Candidate;
use crate::tag::pieces;

/// What reading a chain of tokens again costs beside its tokens, in tokens: its edges, and what is slower in short ones.
const EDGES: usize = 4;

/// The chains of tokens in which the mistakes to be expected, for each token to be read, are at least so many; all of
/// them for 0. Candidates stand in the order in which their contents begin, each with its probabilities.
pub(super) fn find(
    doc: &Document<'_>,
    candidates: &[Candidate],
    probabilities: &[[f32; 2]],
    least: f32,
    out: &mut Vec<IndexRange>,
) {
    out.clear();
    let mut next = 0;
    out.extend(pieces(doc).filter(|chain| {
        let own = candidates[next..].iter().take_while(|one| one.contents[0].start < chain.end).count();
        let mistakes: f32 =
            probabilities[next..next + own].iter().map(|[right, _]| right.min(1.0 - right)).sum();
        next += own;
        mistakes >= least * (chain.len() + EDGES) as f32
    }));
}
