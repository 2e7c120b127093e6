//! The network behind the model `best`: a small transformer encoder that gives each token a score a label.
//!
//! It reads a document window by window: word pieces, with what the quotation marks and the rules say of each token.

pub mod encoder;
mod numbers;
mod stored;
pub mod window;
pub mod word_pieces;

pub use stored::{MAGIC, VERSION};

use rayon::{ThreadPool, ThreadPoolBuilder};

use self::encoder::Encoder;
use self::window::{Facts, facts, windows};
use self::word_pieces::WordPieces;
use super::decode::Transitions;
use super::paths::{Neighbours, Units};
use super::{LABELS, Site};

/// What one unit of a score is worth.
pub const UNIT: f32 = 1.0 / 64.0;
/// No score is farther from that of "outside", in units.
const FARTHEST: f32 = 1600.0;

/// A trained network with its word pieces.
#[derive(Debug)]
pub struct Network {
    words: WordPieces,
    encoder: Encoder,
    neighbours: Neighbours,
}

/// Memory used again from one document to the next.
#[derive(Debug, Default)]
pub struct Scratch {
    encoder: encoder::Scratch,
    facts: Vec<Facts>,
    scores: Vec<[f32; LABELS]>,
    /// Products ask for a pool of threads; with one of a single thread they do not wait for each other's.
    alone: Option<ThreadPool>,
}

impl Network {
    /// From its parts.
    pub fn new(words: WordPieces, encoder: Encoder, transitions: &Transitions) -> Self {
        Self { words, encoder, neighbours: Neighbours::new(transitions, UNIT) }
    }

    /// Scores of neighbouring labels, in units of [`UNIT`].
    pub fn neighbours(&self) -> &Neighbours {
        &self.neighbours
    }

    /// The scores of all tokens of a document, in units of [`UNIT`], each less that of "outside".
    pub fn score(&self, site: &Site<'_, '_>, scratch: &mut Scratch, out: &mut [Units]) {
        let Scratch { encoder, facts: known, scores, alone } = scratch;
        facts(site, known);
        let mut all = || {
            for window in windows(site.doc, &self.words) {
                let own = window.tokens.range();
                self.encoder.read(&window, &known[own.clone()], encoder, scores);
                for (units, scores) in out[own].iter_mut().zip(&*scores) {
                    *units = in_units(scores);
                }
            }
        };
        if alone.is_none() {
            *alone = ThreadPoolBuilder::new().num_threads(1).build().ok();
        }
        match alone {
            Some(pool) => pool.install(all),
            None => all(),
        }
    }
}

fn in_units(scores: &[f32; LABELS]) -> Units {
    let of = |label: usize| {
        let ahead = scores.get(label).map_or(0.0, |score| (score - scores[0]) / UNIT);
        ahead.round().clamp(-FARTHEST, FARTHEST) as i16
    };
    Units::new(std::array::from_fn(of))
}
