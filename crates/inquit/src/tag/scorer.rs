//! The scorer gives each token of a document a score a label, in [units](super::UNIT).

use std::sync::Arc;

use inquit_tokenizer::IndexRange;

use super::Site;
#[cfg(feature = "best")]
use super::UNIT;
#[cfg(feature = "best")]
use super::best::{self, Network};
use super::convolution::{self, Convolution};
use super::features::Features;
use super::paths::{Neighbours, Units};
#[cfg(feature = "best")]
use super::table::Table;

/// What gives the scores: a convolution over what is known of the tokens, or a transformer beside it.
#[derive(Clone, Debug)]
pub struct Scorer {
    /// The convolution.
    pub convolution: Arc<Convolution>,
    /// What gives them in its place.
    #[cfg(feature = "best")]
    pub network: Option<Transformer>,
}

/// A transformer with a table of features, whose scores it adds a part of to its own: they cost next to nothing, and the two
/// err apart.
#[cfg(feature = "best")]
#[derive(Clone, Debug)]
pub struct Transformer {
    /// The transformer.
    pub network: Arc<Network>,
    /// The table.
    pub table: Table,
    /// How much its scores count.
    pub part: f32,
}

/// How much the table's scores count beside those of the model `best`. Chosen on the development parts of PolNeAR, our
/// corpus and the cases: more harms the first, and so does the convolution in the table's place.
#[cfg(feature = "best")]
pub const TABLE: f32 = 0.3;

/// Memory used again from one document to the next.
#[derive(Debug, Default)]
pub struct Scratch {
    features: Features,
    convolution: convolution::Scratch,
    #[cfg(feature = "best")]
    network: best::Scratch,
    /// The table's scores.
    #[cfg(feature = "best")]
    own: Vec<Units>,
}

impl From<Convolution> for Scorer {
    fn from(convolution: Convolution) -> Self {
        Self {
            convolution: Arc::new(convolution),
            #[cfg(feature = "best")]
            network: None,
        }
    }
}

impl Scorer {
    /// The scores of the tokens of some chains of a document, each less that of "outside"; `out` has a place for every
    /// token, and other places are left as they are.
    pub fn score(
        &self,
        site: &Site<'_, '_>,
        chains: &[IndexRange],
        scratch: &mut Scratch,
        out: &mut [Units],
    ) {
        #[cfg(feature = "best")]
        if let Some(Transformer { network, table, part }) = &self.network {
            network.score(site, chains, &mut scratch.network, out);
            if *part > 0.0 {
                let Scratch { features, own, .. } = scratch;
                features.read(site);
                own.resize(out.len(), Units::ZERO);
                table.score(features, 0, own);
                let part = part * table.unit() / UNIT;
                for at in chains.iter().flat_map(|chain| chain.range()) {
                    let more = own[at].to_array().map(|score| (f32::from(score) * part) as i16);
                    out[at] = out[at].saturating_add(Units::new(more));
                }
            }
            return;
        }
        scratch.features.read(site);
        self.convolution.score(&scratch.features, chains, &mut scratch.convolution, out);
    }

    /// Scores of neighbouring labels.
    pub fn neighbours(&self) -> &Neighbours {
        #[cfg(feature = "best")]
        if let Some(Transformer { network, .. }) = &self.network {
            return network.neighbours();
        }
        self.convolution.neighbours()
    }
}
