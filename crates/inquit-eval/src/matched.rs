//! A match pairs the attributions of a gold document with predicted ones, one to one, by their contents.

use inquit::Kind;

use crate::gold::{CharSpan, Document, Quote};
use crate::kinds::Quoted;
use crate::words::{WordSet, Words};

/// An attribution with what it is compared by.
#[derive(Clone, Debug)]
pub struct Item<'d> {
    /// The attribution.
    pub quote: &'d Quote,
    /// Its content's words. Never empty.
    pub content: WordSet,
    /// Its kind, worked out from the text.
    pub kind: Kind,
}

/// The other half of a pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mate {
    /// Its place on the other side.
    pub index: usize,
    /// Shared word characters of the two contents over all of theirs.
    pub overlap: f64,
}

/// A gold document and its prediction, paired.
#[derive(Clone, Debug)]
pub struct Matched<'d> {
    /// The gold text's words.
    pub words: Words,
    /// The gold attributions that hold a word.
    pub gold: Vec<Item<'d>>,
    /// The predicted ones that hold a word and are not in a tolerated place.
    pub predicted: Vec<Item<'d>>,
    /// For each gold attribution the predicted one.
    pub gold_mates: Vec<Option<Mate>>,
    /// For each predicted attribution the gold one.
    pub predicted_mates: Vec<Option<Mate>>,
}

/// What is right of a pair.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Right {
    /// The contents are the same, edge punctuation and a leading "that" set aside.
    pub exact: bool,
    /// The contents cover each other by half or more.
    pub half: bool,
    /// The sources overlap, or both are without one.
    pub source: bool,
    /// The sources are the same, edge punctuation and a leading article set aside.
    pub source_exact: bool,
    /// The gold has a source.
    pub has_source: bool,
}

impl<'d> Matched<'d> {
    /// Pairs greedily: the best overlap first, of equal ones the earlier gold, then the earlier prediction.
    pub fn new(gold: &'d Document, predicted: &'d [Quote]) -> Self {
        let words = Words::new(&gold.text);
        let quoted = Quoted::new(&words);
        let items = |quotes: &'d [Quote]| -> Vec<Item<'d>> {
            let all = quotes.iter().map(|quote| (quote, words.set(&quote.content)));
            let held = all.filter(|(_, content)| !content.is_empty());
            held.map(|(quote, content)| Item { quote, kind: quoted.kind(&content), content }).collect()
        };
        let gold_items = items(&gold.quotes);
        let tolerated = words.set(&gold.tolerated);
        let mut predicted = items(predicted);
        predicted.retain(|item| item.content.shared(&tolerated) * 2 <= item.content.len());
        let (gold_mates, predicted_mates) = pair(&gold_items, &predicted);
        Self { words, gold: gold_items, predicted, gold_mates, predicted_mates }
    }

    /// Whether a gold attribution counts: an optional one that nobody predicts is no miss.
    pub fn counts(&self, gold: usize) -> bool {
        !self.gold[gold].quote.optional || self.gold_mates[gold].is_some()
    }

    /// What is right of a pair.
    pub fn right(&self, gold: usize, predicted: usize, overlap: f64) -> Right {
        let (gold, predicted) = (&self.gold[gold], &self.predicted[predicted]);
        let same = |a: &WordSet, b: &WordSet, drop: &[&str]| {
            self.words.without_leading(a, drop) == self.words.without_leading(b, drop)
        };
        let set = |spans: &[CharSpan]| self.words.set(spans);
        let (source, other) = (set(&gold.quote.source), set(&predicted.quote.source));
        let either = WordSet::union([&source, &set(&gold.quote.source_alt)]);
        let has_source = !source.is_empty();
        Right {
            exact: same(&gold.content, &predicted.content, &["that"]),
            half: overlap >= 0.5,
            source: if has_source { either.shared(&other) > 0 } else { other.is_empty() },
            source_exact: if has_source {
                same(&source, &other, &["the", "a", "an"])
            } else {
                other.is_empty()
            },
            has_source,
        }
    }
}

fn pair(gold: &[Item<'_>], predicted: &[Item<'_>]) -> (Vec<Option<Mate>>, Vec<Option<Mate>>) {
    let mut pairs = Vec::new();
    for (g, one) in gold.iter().enumerate() {
        for (p, other) in predicted.iter().enumerate() {
            let shared = one.content.shared(&other.content);
            if shared > 0 {
                let all = one.content.len() + other.content.len() - shared;
                pairs.push((shared as f64 / all as f64, g, p));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut gold_mates, mut predicted_mates) = (vec![None; gold.len()], vec![None; predicted.len()]);
    for (overlap, g, p) in pairs {
        if gold_mates[g].is_none() && predicted_mates[p].is_none() {
            gold_mates[g] = Some(Mate { index: p, overlap });
            predicted_mates[p] = Some(Mate { index: g, overlap });
        }
    }
    (gold_mates, predicted_mates)
}
