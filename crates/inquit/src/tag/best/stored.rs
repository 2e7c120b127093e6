//! A stored network: a head with its measures, its word pieces, then lists of numbers, little-endian, in the order in
//! which they are used.

use std::borrow::Cow;

use super::Network;
use super::encoder::{Dense, Encoder, LayerWeights, Measures, Norm, Weights};
use super::window::{LONGEST, VALUES};
use super::word_pieces::WordPieces;
use crate::tag::LABELS;
use crate::tag::decode::{Scores, Transitions};

/// How a network begins.
pub const MAGIC: &[u8; 8] = b"inquit-n";
/// Goes up whenever the input or the form change.
pub const VERSION: u32 = 1;

impl Network {
    /// Reads a network that `training/export.py` wrote, with the number of its bytes; none where the bytes do not begin
    /// with one of this [`VERSION`]. Where the same bytes are built in, they are used where they stand.
    pub fn read(bytes: &[u8], built_in: Option<&'static [u8]>) -> Option<(Self, usize)> {
        let mut from = Reader { bytes };
        let all = bytes.len();
        if from.take(MAGIC.len())? != MAGIC || from.number()? != VERSION {
            return None;
        }
        let mut count = || from.number().map(|number| number as usize);
        let measures =
            Measures { pieces: count()?, size: count()?, heads: count()?, inner: count()?, layers: count()? };
        if !measures.are_sound() {
            return None;
        }
        let Measures { pieces, size, inner, layers, .. } = measures;
        let length = from.number()? as usize;
        let words = WordPieces::new(std::str::from_utf8(from.take(length)?).ok()?)?;
        if words.len() != pieces {
            return None;
        }
        let weights = Weights {
            measures,
            pieces: {
                let start = all - from.bytes.len();
                let own = from.take(pieces * size)?;
                let standing = built_in.and_then(|all| all.get(start..start + own.len()));
                standing.map_or_else(|| Cow::Owned(own.to_vec()), Cow::Borrowed)
            },
            piece_steps: from.floats(pieces)?,
            positions: from.floats(LONGEST * size)?,
            facts: from.floats(VALUES.iter().sum::<usize>() * size)?,
            input_norm: from.norm(size)?,
            layers: (0..layers).map(|_| from.layer(size, inner)).collect::<Option<_>>()?,
            head: from.floats(LABELS * size)?,
            head_offsets: from.floats(LABELS)?,
        };
        let transitions = from.transitions()?;
        Some((Self::new(words, Encoder::new(weights)?, &transitions), all - from.bytes.len()))
    }
}

struct Reader<'b> {
    bytes: &'b [u8],
}

impl<'b> Reader<'b> {
    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(count)?;
        self.bytes = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn floats(&mut self, count: usize) -> Option<Vec<f32>> {
        let numbers = self.take(count.checked_mul(4)?)?.as_chunks::<4>().0;
        let numbers: Vec<f32> = numbers.iter().map(|four| f32::from_le_bytes(*four)).collect();
        numbers.iter().all(|number| number.is_finite()).then_some(numbers)
    }

    fn norm(&mut self, size: usize) -> Option<Norm> {
        Some(Norm { weights: self.floats(size)?, offsets: self.floats(size)? })
    }

    fn dense(&mut self, rows: usize, columns: usize) -> Option<Dense> {
        let weights = self.take(rows * columns)?.iter().map(|byte| byte.cast_signed()).collect();
        Some(Dense { weights, steps: self.floats(columns)?, offsets: self.floats(columns)? })
    }

    fn layer(&mut self, size: usize, inner: usize) -> Option<LayerWeights> {
        Some(LayerWeights {
            query_key_value: self.dense(size, 3 * size)?,
            mix: self.dense(size, size)?,
            mix_norm: self.norm(size)?,
            widen: self.dense(size, inner)?,
            narrow: self.dense(inner, size)?,
            narrow_norm: self.norm(size)?,
        })
    }

    fn transitions(&mut self) -> Option<Transitions> {
        let numbers = self.floats((LABELS + 2) * 8)?;
        let rows: &[Scores] = numbers.as_chunks::<8>().0;
        let (between, edges) = rows.split_first_chunk::<LABELS>()?;
        let [first, last] = *edges else { return None };
        Some(Transitions { between: *between, first, last })
    }
}
