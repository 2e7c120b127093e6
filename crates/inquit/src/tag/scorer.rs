//! The scorer gives each token of a document a score a label: by the tagger's table, or by a network.

#[cfg(feature = "best")]
use std::sync::Arc;

use inquit_tokenizer::IndexRange;

use super::Site;
#[cfg(feature = "best")]
use super::best::{self, Network};
use super::features::Features;
use super::paths::{Neighbours, Units};
#[cfg(feature = "best")]
use super::pieces;
use super::tagger::Tagger;

/// What gives the scores.
#[derive(Clone, Debug, Default)]
pub enum Scorer {
    /// The tagger's table of features.
    #[default]
    Table,
    /// A network, whose scores the tagger's table adds a part to: it costs next to nothing, and the two err apart.
    #[cfg(feature = "best")]
    Network {
        /// The network.
        network: Arc<Network>,
        /// How much the table's scores count.
        table: f32,
    },
}

/// How much the table's scores count beside those of the model `best`. Chosen on the development parts of PolNeAR, our
/// corpus and the cases: more harms the first.
#[cfg(feature = "best")]
pub const TABLE: f32 = 0.3;

/// Memory used again from one document to the next.
#[derive(Debug, Default)]
pub struct Scratch {
    features: Features,
    #[cfg(feature = "best")]
    network: best::Scratch,
    /// The table's scores, where they are a part of others.
    #[cfg(feature = "best")]
    own: Vec<Units>,
}

impl Scorer {
    /// The scores of all tokens, in units, each less that of "outside".
    pub fn score(&self, tagger: &Tagger, site: &Site<'_, '_>, scratch: &mut Scratch, out: &mut [Units]) {
        match self {
            Self::Table => {
                scratch.features.read(site);
                tagger.score(&scratch.features, 0, out);
            }
            #[cfg(feature = "best")]
            Self::Network { network, table } => {
                let all: Vec<IndexRange> = pieces(site.doc).collect();
                score_together((network, *table), tagger, site, &all, scratch, out);
            }
        }
    }

    /// The same for the tokens of some chains; other places of `out` are left as they are.
    pub fn score_chains(
        &self,
        tagger: &Tagger,
        site: &Site<'_, '_>,
        chains: &[IndexRange],
        scratch: &mut Scratch,
        out: &mut [Units],
    ) {
        match self {
            Self::Table => {
                let mut all = vec![Units::ZERO; out.len()];
                self.score(tagger, site, scratch, &mut all);
                for chain in chains {
                    out[chain.range()].copy_from_slice(&all[chain.range()]);
                }
            }
            #[cfg(feature = "best")]
            Self::Network { network, table } => {
                score_together((network, *table), tagger, site, chains, scratch, out);
            }
        }
    }

    /// Scores of neighbouring labels, in units.
    pub fn neighbours<'m>(&'m self, tagger: &'m Tagger) -> &'m Neighbours {
        match self {
            Self::Table => tagger.neighbours(),
            #[cfg(feature = "best")]
            Self::Network { network, .. } => network.neighbours(),
        }
    }

    /// What one unit is worth.
    pub fn unit(&self, tagger: &Tagger) -> f32 {
        match self {
            Self::Table => tagger.table().unit(),
            #[cfg(feature = "best")]
            Self::Network { .. } => best::UNIT,
        }
    }
}

/// The scores of a network for some chains, with the table's part of them.
#[cfg(feature = "best")]
fn score_together(
    (network, table): (&Network, f32),
    tagger: &Tagger,
    site: &Site<'_, '_>,
    chains: &[IndexRange],
    scratch: &mut Scratch,
    out: &mut [Units],
) {
    let Scratch { features, network: memory, own } = scratch;
    network.score(site, chains, memory, out);
    features.read(site);
    own.clear();
    own.resize(out.len(), Units::ZERO);
    tagger.score(features, 0, own);
    let part = table * tagger.table().unit() / best::UNIT;
    for at in chains.iter().flat_map(|chain| chain.range()) {
        let table = own[at].to_array().map(|score| (f32::from(score) * part) as i16);
        out[at] = out[at].saturating_add(Units::new(table));
    }
}
