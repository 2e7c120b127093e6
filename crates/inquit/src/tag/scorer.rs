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
    /// A network, which the tagger's table has no part in.
    #[cfg(feature = "best")]
    Network(Arc<Network>),
}

/// Memory used again from one document to the next.
#[derive(Debug, Default)]
pub struct Scratch {
    features: Features,
    #[cfg(feature = "best")]
    network: best::Scratch,
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
            Self::Network(network) => {
                let all: Vec<IndexRange> = pieces(site.doc).collect();
                network.score(site, &all, &mut scratch.network, out);
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
            Self::Network(network) => network.score(site, chains, &mut scratch.network, out),
        }
    }

    /// Scores of neighbouring labels, in units.
    pub fn neighbours<'m>(&'m self, tagger: &'m Tagger) -> &'m Neighbours {
        match self {
            Self::Table => tagger.neighbours(),
            #[cfg(feature = "best")]
            Self::Network(network) => network.neighbours(),
        }
    }

    /// What one unit is worth.
    pub fn unit(&self, tagger: &Tagger) -> f32 {
        match self {
            Self::Table => tagger.table().unit(),
            #[cfg(feature = "best")]
            Self::Network(_) => best::UNIT,
        }
    }
}
