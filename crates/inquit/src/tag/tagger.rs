//! A tagger gives each token of a document a score a label, by a table of features.

use super::clusters::Clusters;
use super::decode::Transitions;
use super::paths::{Neighbours, Units};
use super::table::{Look, Table};

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

    /// The scores of tokens from `first` on whose features were read, in units.
    pub fn score(&self, features: &impl Look, first: usize, out: &mut [Units]) {
        self.table.score(features, first, out);
    }
}
