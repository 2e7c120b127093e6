//! Doubt tells in which paragraphs a model may be wrong, by its own judge and by what it made nothing of: where another
//! model is worth its time.

use inquit_tokenizer::IndexRange;

use super::candidate::Candidate;
use super::context::Context;
use crate::lexicon::Lex;
use crate::tag::pieces;

/// What reading a chain of tokens again costs beside its tokens, in tokens: its edges, and what is slower in short ones.
const EDGES: usize = 4;
/// What a word that may be a cue adds to the mistakes to be expected, where there are more of them than candidates.
const OVERLOOKED: f32 = 0.1;
/// So many tokens between chains that are read again, or before the first or behind the last of them, are read with
/// them: they cost little, and without them their neighbours stand side by side that do not belong together.
const BETWEEN: usize = 60;

/// Classes of words that may be a cue.
const CUE: Lex = Lex::REPORTING.union(Lex::CUE_NOUN).union(Lex::CUE_PREPOSITION);

/// The chains of tokens in which the mistakes to be expected, for each token to be read, are at least so many, and the
/// short ones between them; all of them for 0. Candidates stand in the order in which their contents begin, each with its
/// probabilities.
pub(super) fn find(
    cx: &Context<'_, '_>,
    candidates: &[Candidate],
    probabilities: &[[f32; 2]],
    least: f32,
    out: &mut Vec<IndexRange>,
) {
    out.clear();
    let mut next = 0;
    let mut between: Vec<IndexRange> = Vec::new();
    let short = |chains: &[IndexRange]| chains.iter().map(|chain| chain.len()).sum::<usize>() <= BETWEEN;
    for chain in pieces(cx.doc) {
        let own = candidates[next..].iter().take_while(|one| one.contents[0].start < chain.end).count();
        let judged: f32 =
            probabilities[next..next + own].iter().map(|[right, _]| right.min(1.0 - right)).sum();
        next += own;
        let may_be_cue = |at: &usize| cx.inside[*at] == 0 && cx.lex[*at].intersects(CUE);
        let overlooked = chain.range().filter(may_be_cue).count().saturating_sub(own);
        let mistakes = judged + OVERLOOKED * overlooked as f32;
        if mistakes < least * (chain.len() + EDGES) as f32 {
            between.push(chain);
            continue;
        }
        if short(&between) {
            out.append(&mut between);
        }
        between.clear();
        out.push(chain);
    }
    if short(&between) && !out.is_empty() {
        out.append(&mut between);
    }
}
