//! The network behind the model `best`: a small transformer encoder that gives each token a score a label.
//!
//! It reads a document window by window: word pieces, with what the quotation marks and the rules say of each token.

pub mod encoder;
mod numbers;
mod stored;
pub mod window;
pub mod word_pieces;

pub use stored::{MAGIC, VERSION};

use inquit_tokenizer::IndexRange;
use rayon::{ThreadPool, ThreadPoolBuilder};

use self::encoder::Encoder;
use self::window::{Facts, LONGEST, Window, facts, windows};
use self::word_pieces::WordPieces;
use super::decode::Transitions;
use super::paths::{Neighbours, Units};
use super::{LABELS, Site, UNIT};

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

    /// The scores of the tokens of some chains of a document, in units of [`UNIT`], each less that of "outside"; `out`
    /// has a place for every token of the document.
    pub fn score(
        &self,
        site: &Site<'_, '_>,
        chains: &[IndexRange],
        scratch: &mut Scratch,
        out: &mut [Units],
    ) {
        let Scratch { encoder, facts: known, scores, alone } = scratch;
        facts(site, known);
        let mut all = || {
            let windows = windows(site.doc, chains, &self.words);
            let mut rest = &windows[..];
            while !rest.is_empty() {
                let (together, behind) = rest.split_at(together(rest));
                rest = behind;
                self.encoder.read(together, known, encoder, scores);
                let tokens = together.iter().flat_map(|window| window.tokens.range());
                for (token, scores) in tokens.zip(&*scores) {
                    out[token] = in_units(scores);
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

/// How many of the next windows are read together: as many as a single one could be long, at least one.
fn together(windows: &[Window]) -> usize {
    let mut pieces = 0;
    let fits = |window: &&Window| {
        pieces += window.pieces.len();
        pieces <= LONGEST
    };
    windows.iter().take_while(fits).count().max(1)
}

fn in_units(scores: &[f32; LABELS]) -> Units {
    let of = |label: usize| {
        let ahead = scores.get(label).map_or(0.0, |score| (score - scores[0]) / UNIT);
        ahead.round().clamp(-FARTHEST, FARTHEST) as i16
    };
    Units::new(std::array::from_fn(of))
}
