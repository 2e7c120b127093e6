//! A model is all that was learned from data: scorer, linker and judge.
//!
//! As bytes it is a head, then lists, each with its length before it, numbers little-endian, the rows of the
//! convolution last. What was learned of names, if it was, follows in the same form. Reading is a look at the head and a copy of
//! the short lists: the tables of a built-in model are used where they stand.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, LazyLock};

use super::candidate;
use super::judge::Judge;
use super::link::{self, Linker};
use crate::tag::LABELS;
#[cfg(feature = "best")]
use crate::tag::best;
use crate::tag::clusters::Clusters;
use crate::tag::convolution::{Convolution, WIDTH, Weights};
use crate::tag::decode::{Scores, Transitions};
use crate::tag::scorer::Scorer;
#[cfg(feature = "best")]
use crate::tag::scorer::{TABLE, Transformer};
use crate::tag::table::Table;
use crate::tag::tagger::Tagger;

/// All that was learned from data.
#[derive(Clone, Debug)]
pub struct Model {
    /// What it was trained on and how: one line of text.
    pub about: String,
    /// The clusters of words.
    pub clusters: Clusters,
    /// What gives the labels of tokens their scores.
    pub scorer: Scorer,
    /// Contents to cues to sources.
    pub linker: Linker,
    /// Which candidates are right.
    pub judge: Judge,
    /// Labels of names, where they were learned; its clusters are what is known of the words of names.
    pub names: Option<Tagger>,
    /// What reads again where this one is unsure.
    pub second: Option<Second>,
}

/// A second model, which reads the paragraphs that the first is unsure of.
#[derive(Clone, Debug)]
pub struct Second {
    model: fn() -> Arc<Model>,
    least: f32,
}

impl Second {
    /// The model that `model` gives, which is asked for when the first paragraph is read again; a paragraph is where the
    /// mistakes to be expected in it are at least so many a token.
    pub fn new(model: fn() -> Arc<Model>, least: f32) -> Self {
        Self { model, least }
    }

    pub(super) fn model(&self) -> Arc<Model> {
        (self.model)()
    }

    /// From how many mistakes a token on, to be expected, a paragraph is read again.
    pub fn least(&self) -> f32 {
        self.least
    }
}

/// Why bytes are no model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModelErrorKind {
    /// They do not begin as a model does.
    NoModel,
    /// They are a model for another version of inquit.
    Version,
    /// They end too early, or hold what cannot be.
    Damaged,
}

/// Bytes that are no model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelError {
    kind: ModelErrorKind,
}

impl ModelError {
    /// Why.
    pub fn kind(&self) -> ModelErrorKind {
        self.kind
    }
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            ModelErrorKind::NoModel => "not a model of inquit",
            ModelErrorKind::Version => "a model for another version of inquit",
            ModelErrorKind::Damaged => "a model that is cut off or damaged",
        })
    }
}

impl std::error::Error for ModelError {}

/// From how many mistakes a token on, to be expected, the model `auto` reads a paragraph again: docs/auto.md has the
/// curve.
#[cfg(feature = "best")]
const UNSURE: f32 = 0.006;

/// How a packed model (Zstandard) begins: those with a network are.
#[cfg(feature = "best")]
const PACKED: &[u8; 4] = &[0x28, 0xB5, 0x2F, 0xFD];
/// How thoroughly they are packed.
#[cfg(feature = "best")]
const LEVEL: i32 = 19;
/// Bytes of the greatest model that is unpacked.
#[cfg(feature = "best")]
const MOST: usize = 64 << 20;

const MAGIC: &[u8; 8] = b"inquit-m";
/// Goes up whenever features or form change.
const VERSION: u32 = 5;

impl Model {
    /// The built-in model; its card is `models/fast.md`.
    ///
    /// # Panics
    ///
    /// Where the file that was built in is no model of this version, which a test rules out.
    pub fn fast() -> Arc<Self> {
        static FAST: LazyLock<Arc<Model>> = LazyLock::new(|| {
            let bytes = include_bytes!("../../models/fast.model");
            Arc::new(Model::read(Cow::Borrowed(bytes)).expect("the built-in model is one of this version"))
        });
        Arc::clone(&FAST)
    }

    /// The built-in model with a network; its card is `models/best.md`. What it knows of words and of names is the fast
    /// one's.
    ///
    /// # Panics
    ///
    /// Where the file that was built in is no model of this version, which a test rules out.
    #[cfg(feature = "best")]
    pub fn best() -> Arc<Self> {
        static BEST: LazyLock<Arc<Model>> = LazyLock::new(|| {
            let bytes = include_bytes!("../../models/best.model");
            Arc::new(Model::read(Cow::Borrowed(bytes)).expect("the built-in model is one of this version"))
        });
        Arc::clone(&BEST)
    }

    /// The built-in model, and [`Self::best`] where that is unsure, which is made ready when a paragraph asks for it.
    #[cfg(feature = "best")]
    pub fn auto() -> Arc<Self> {
        static AUTO: LazyLock<Arc<Model>> = LazyLock::new(|| {
            let fast = (*Model::fast()).clone();
            let about = format!("{}; where it is unsure the model best", fast.about);
            Arc::new(Model { about, second: Some(Second::new(Model::best, UNSURE)), ..fast })
        });
        Arc::clone(&AUTO)
    }

    /// Reads a model.
    #[allow(clippy::needless_pass_by_value, reason = "tables of bytes that are not built in are copied")]
    pub fn read(bytes: Cow<'static, [u8]>) -> Result<Self, ModelError> {
        let error = |kind| ModelError { kind };
        let built_in = if let Cow::Borrowed(bytes) = bytes { Some(bytes) } else { None };
        let mut from = Reader { bytes: &bytes, at: 0 };
        #[cfg(feature = "best")]
        if bytes.starts_with(PACKED) {
            let unpacked =
                zstd::bulk::decompress(&bytes, MOST).map_err(|_| error(ModelErrorKind::Damaged))?;
            return Self::read_network(&unpacked, None);
        }
        #[cfg(feature = "best")]
        if bytes.starts_with(best::MAGIC) {
            return Self::read_network(&bytes, built_in);
        }
        if from.take(8) != Some(MAGIC) {
            return Err(error(ModelErrorKind::NoModel));
        }
        let head = [VERSION, candidate::WEIGHTS as u32];
        for expected in head {
            if from.number() != Some(expected) {
                return Err(error(ModelErrorKind::Version));
            }
        }
        let damaged = || error(ModelErrorKind::Damaged);
        let about = from.about().ok_or_else(damaged)?;
        let clusters = from.clusters().ok_or_else(damaged)?;
        let linker =
            Linker::new(from.floats().filter(|list| list.len() == link::WEIGHTS).ok_or_else(damaged)?);
        let judge = from.floats().filter(|list| list.len() == super::judge::WEIGHTS);
        let judge = Judge::new(judge.ok_or_else(damaged)?);
        let scorer = Scorer::from(from.convolution(built_in).ok_or_else(damaged)?);
        let names =
            if from.at < bytes.len() { Some(from.names(built_in).ok_or_else(damaged)?) } else { None };
        if from.at < bytes.len() {
            return Err(damaged());
        }
        Ok(Self { about, clusters, scorer, linker, judge, names, second: None })
    }

    /// Reads a model with a network: the network, then what it was trained on, linker, judge and the table beside it.
    #[cfg(feature = "best")]
    fn read_network(bytes: &[u8], built_in: Option<&'static [u8]>) -> Result<Self, ModelError> {
        let damaged = || ModelError { kind: ModelErrorKind::Damaged };
        let version = Reader { bytes, at: best::MAGIC.len() }.number().ok_or_else(damaged)?;
        if version != best::VERSION {
            return Err(ModelError { kind: ModelErrorKind::Version });
        }
        let (network, length) = best::Network::read(bytes, built_in).ok_or_else(damaged)?;
        let mut from = Reader { bytes, at: length };
        if from.number().ok_or_else(damaged)? != candidate::WEIGHTS as u32 {
            return Err(ModelError { kind: ModelErrorKind::Version });
        }
        let about = from.about().ok_or_else(damaged)?;
        let linker = from.floats().filter(|list| list.len() == link::WEIGHTS).ok_or_else(damaged)?;
        let judge = from.floats().filter(|list| list.len() == super::judge::WEIGHTS).ok_or_else(damaged)?;
        let table = from.table(built_in).ok_or_else(damaged)?;
        if from.at < bytes.len() {
            return Err(damaged());
        }
        let fast = (*Self::fast()).clone();
        let network = Transformer { network: Arc::new(network), table, part: TABLE };
        let scorer = Scorer { network: Some(network), ..fast.scorer };
        Ok(Self { about, scorer, linker: Linker::new(linker), judge: Judge::new(judge), ..fast })
    }

    /// A model with a network as bytes; `network` are those of the network, `table` is what stands beside it.
    #[cfg(feature = "best")]
    pub fn write_network(&self, network: &[u8], table: &Table) -> Vec<u8> {
        let mut out = network.to_vec();
        for number in [candidate::WEIGHTS as u32, self.about.len() as u32] {
            out.extend_from_slice(&number.to_le_bytes());
        }
        out.extend_from_slice(self.about.as_bytes());
        write_floats(self.linker.weights(), &mut out);
        write_floats(self.judge.weights(), &mut out);
        write_table(table, &mut out);
        zstd::bulk::compress(&out, LEVEL).unwrap_or(out)
    }

    /// As bytes; of a model with a network all else.
    pub fn write(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        for number in [VERSION, candidate::WEIGHTS as u32] {
            out.extend_from_slice(&number.to_le_bytes());
        }
        out.extend_from_slice(&(self.about.len() as u32).to_le_bytes());
        out.extend_from_slice(self.about.as_bytes());
        write_clusters(&self.clusters, &mut out);
        write_floats(self.linker.weights(), &mut out);
        write_floats(self.judge.weights(), &mut out);
        write_convolution(&self.scorer.convolution, &mut out);
        if let Some(names) = &self.names {
            write_clusters(names.clusters(), &mut out);
            write_floats(&floats(names.transitions()), &mut out);
            write_table(names.table(), &mut out);
        }
        out
    }
}

fn write_clusters(clusters: &Clusters, out: &mut Vec<u8>) {
    let words = clusters.words();
    out.extend_from_slice(&(words.len() as u32).to_le_bytes());
    for (hash, cluster) in words {
        out.extend_from_slice(&hash.to_le_bytes());
        out.extend_from_slice(&cluster.to_le_bytes());
    }
}

fn floats(transitions: &Transitions) -> Vec<f32> {
    let Transitions { between, first, last } = transitions;
    between.iter().chain([first, last]).flatten().copied().collect()
}

fn write_floats(list: &[f32], out: &mut Vec<u8>) {
    out.extend_from_slice(&(list.len() as u32).to_le_bytes());
    for number in list {
        out.extend_from_slice(&number.to_le_bytes());
    }
}

fn write_convolution(convolution: &Convolution, out: &mut Vec<u8>) {
    let (rows, steps, weights) = convolution.parts();
    write_floats(&weights.dense().concat(), out);
    write_floats(steps, out);
    out.extend_from_slice(rows);
}

fn write_table(table: &Table, out: &mut Vec<u8>) {
    let (rows, scale) = table.rows();
    out.extend_from_slice(&scale.to_le_bytes());
    out.extend_from_slice(rows);
}

struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Reader<'b> {
    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let taken = self.bytes.get(self.at..self.at.checked_add(count)?)?;
        self.at += count;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn floats(&mut self) -> Option<Vec<f32>> {
        let count = self.number()? as usize;
        let bytes = self.take(count.checked_mul(4)?)?;
        let (numbers, _) = bytes.as_chunks::<4>();
        let numbers: Vec<f32> = numbers.iter().map(|four| f32::from_le_bytes(*four)).collect();
        numbers.iter().all(|number| number.is_finite()).then_some(numbers)
    }

    fn about(&mut self) -> Option<String> {
        let length = self.number()? as usize;
        Some(std::str::from_utf8(self.take(length)?).ok()?.to_owned())
    }

    fn clusters(&mut self) -> Option<Clusters> {
        let count = self.number()? as usize;
        let (words, _) = self.take(count.checked_mul(10)?)?.as_chunks::<10>();
        let word = |ten: &[u8; 10]| {
            let [a, b, c, d, e, f, g, h, i, j] = *ten;
            (u64::from_le_bytes([a, b, c, d, e, f, g, h]), u16::from_le_bytes([i, j]).max(1))
        };
        Some(Clusters::new(words.iter().map(word).collect()))
    }

    fn transitions(&mut self) -> Option<Transitions> {
        let numbers = self.floats()?;
        let rows: Vec<Scores> = numbers.as_chunks::<8>().0.to_vec();
        let (between, edges) = rows.split_first_chunk::<LABELS>()?;
        let [first, last] = edges.try_into().ok()?;
        Some(Transitions { between: *between, first, last })
    }

    /// A convolution, its rows where they stand among all the bytes if they are built in.
    fn convolution(&mut self, built_in: Option<&'static [u8]>) -> Option<Convolution> {
        let mut weights = Weights::without_rows();
        let numbers = self.floats()?;
        let mut rest = numbers.as_slice();
        for list in weights.dense_mut() {
            let (own, behind) = rest.split_at_checked(list.len())?;
            list.copy_from_slice(own);
            rest = behind;
        }
        let steps: [f32; WIDTH] = self.floats()?.try_into().ok()?;
        let rows = self.standing(Convolution::LENGTH, built_in)?;
        rest.is_empty().then(|| Convolution::from_rows(rows, steps, weights))?
    }

    /// Some bytes, where they stand among all of them if they are built in.
    fn standing(&mut self, length: usize, built_in: Option<&'static [u8]>) -> Option<Cow<'static, [u8]>> {
        let start = self.at;
        let own = self.take(length)?;
        Some(match built_in {
            Some(all) => Cow::Borrowed(&all[start..self.at]),
            None => Cow::Owned(own.to_vec()),
        })
    }

    /// A table, where it stands among all the bytes if they are built in.
    fn table(&mut self, built_in: Option<&'static [u8]>) -> Option<Table> {
        let scale = f32::from_le_bytes(self.take(4)?.try_into().ok()?);
        Table::from_rows(self.standing(Table::LENGTH, built_in)?, scale)
    }

    fn names(&mut self, built_in: Option<&'static [u8]>) -> Option<Tagger> {
        let clusters = self.clusters()?;
        let transitions = self.transitions()?;
        Some(Tagger::new(self.table(built_in)?, transitions, clusters))
    }
}
