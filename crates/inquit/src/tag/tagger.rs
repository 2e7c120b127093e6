//! The tagger gives each token of a document a score a label.

use std::ops::Range;

use super::clusters::Clusters;
use super::decode::Transitions;
use super::features::{FEATURES, Features};
use super::paths::{Neighbours, Units};
use super::table::Table;

/// What the tagger learned.
#[derive(Clone, Debug)]
pub struct Tagger {
    /// Weights of features.
    table: Table,
    /// Scores of neighbours, as trained.
    transitions: Transitions,
    /// The same in units of the table's weights.
    neighbours: Neighbours,
    /// Clusters of words.
    clusters: Clusters,
}

impl Tagger {
    /// From its parts.
    pub fn new(table: Table, transitions: Transitions, clusters: Clusters) -> Self {
        let neighbours = Neighbours::new(&transitions, table.unit());
        Self { table, transitions, neighbours, clusters }
    }

    /// Weights of features.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// Scores of neighbours, as trained.
    pub fn transitions(&self) -> &Transitions {
        &self.transitions
    }

    /// Scores of neighbours in units of the table's weights.
    pub fn neighbours(&self) -> &Neighbours {
        &self.neighbours
    }

    /// Clusters of words.
    pub fn clusters(&self) -> &Clusters {
        &self.clusters
    }

    /// The scores of a range of tokens whose features were read, in units; `out` is cleared first.
    pub fn score(&self, features: &Features, tokens: Range<usize>, out: &mut Vec<Units>) {
        out.clear();
        let mut row = [0; FEATURES];
        out.extend(tokens.map(|token| {
            features.of(token, &mut row);
            self.table.score(&row)
        }));
    }
}
