//! The tagger gives each token of a document a score a label.

use std::ops::Range;

use super::clusters::Clusters;
use super::decode::{Scores, Transitions};
use super::features::{FEATURES, Features};
use super::table::Table;

/// What the tagger learned.
#[derive(Clone, Debug, Default)]
pub struct Tagger {
    /// Weights of features.
    pub table: Table,
    /// Scores of neighbours.
    pub transitions: Transitions,
    /// Clusters of words.
    pub clusters: Clusters,
}

impl Tagger {
    /// The scores of a range of tokens whose features were read, behind those already in `out`.
    pub fn score(&self, features: &Features, tokens: Range<usize>, out: &mut Vec<Scores>) {
        let mut row = [0; FEATURES];
        out.extend(tokens.map(|token| {
            features.of(token, &mut row);
            self.table.score(&row)
        }));
    }
}
