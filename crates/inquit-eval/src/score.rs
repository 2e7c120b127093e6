//! A score compares predicted attributions with gold ones, figure by figure, as precision, recall and F1.
//!
//! | figure | right when |
//! |---|---|
//! | content exact | the contents are the same once marks, white space, edge punctuation and a leading "that" are set aside |
//! | content half | the contents cover each other by half or more of their word characters |
//! | content, source, cue chars | counted by word character, whatever attribution it belongs to |
//! | attributed | content half, and the source overlaps the gold one |
//! | attributed ex. | content exact, and the source is the same up to edge punctuation and an article |
//! | speaker | content half, and the canonical speaker is the gold one or an alias of it, where gold names speakers |
//! | outlet | likewise |
//!
//! Recall goes by the gold's kind, precision by the prediction's. Only documents that have a prediction line are
//! scored, and the others counted, unless [`Options::all`] is set.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::Path;

use inquit::Kind;
use serde_json::{Map, Value, json};

use crate::Error;
use crate::gold::{self, Document, Quote};
use crate::matched::{Matched, Right};
use crate::names::{same_outlet, same_speaker};
use crate::words::WordSet;

/// What a user may set.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Score every gold document, one without a prediction line as if nothing had been found in it.
    pub all: bool,
}

/// Scores a file of predictions against one of gold.
pub fn score_files(gold: &Path, predicted: &Path, options: &Options) -> Result<Report, Error> {
    Ok(score(&gold::load(gold)?, &gold::load(predicted)?, options))
}

/// Scores predicted documents against gold ones; they are paired by id.
pub fn score(gold: &[Document], predicted: &[Document], options: &Options) -> Report {
    let by_id: HashMap<&str, &[Quote]> =
        predicted.iter().map(|doc| (doc.id.as_str(), doc.quotes.as_slice())).collect();
    let mut report = Report::default();
    for doc in gold {
        let quotes = by_id.get(doc.id.as_str()).copied();
        report.missing += usize::from(quotes.is_none());
        if quotes.is_some() || options.all {
            report.docs += 1;
            report.add(doc, quotes.unwrap_or_default());
        }
    }
    report
}

/// The counts behind one figure. Right ones are counted on both sides, as their kinds may differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many the gold has.
    pub gold: usize,
    /// How many of the gold's were found.
    pub gold_right: usize,
    /// How many were predicted.
    pub predicted: usize,
    /// How many of the predicted are right.
    pub predicted_right: usize,
}

/// Precision, recall and F1 in percent, rounded to one decimal.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    /// Precision.
    pub p: f64,
    /// Recall.
    pub r: f64,
    /// Their harmonic mean.
    pub f1: f64,
}

impl Tally {
    /// The figures of these counts.
    pub fn figures(self) -> Figures {
        let share = |right: usize, of: usize| if of == 0 { 0.0 } else { right as f64 / of as f64 };
        let p = share(self.predicted_right, self.predicted);
        let r = share(self.gold_right, self.gold);
        let f1 = if p + r == 0.0 { 0.0 } else { 2.0 * p * r / (p + r) };
        Figures { p: percent(p), r: percent(r), f1: percent(f1) }
    }

    /// True positives: gold ones that were found.
    pub fn tp(self) -> usize {
        self.gold_right
    }

    /// False positives: predicted ones that are wrong.
    pub fn fp(self) -> usize {
        self.predicted - self.predicted_right
    }

    /// False negatives: gold ones that were not found.
    pub fn fn_(self) -> usize {
        self.gold - self.gold_right
    }

    fn count(&mut self, side: Side, right: bool) {
        match side {
            Side::Gold => {
                self.gold += 1;
                self.gold_right += usize::from(right);
            }
            Side::Predicted => {
                self.predicted += 1;
                self.predicted_right += usize::from(right);
            }
        }
    }
}

/// A share in percent with one decimal, halves to even in the exact value as Python's `round` has it.
fn percent(share: f64) -> f64 {
    format!("{:.1}", 100.0 * share).parse().unwrap_or_default()
}

/// How often something is right where the content is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// Gold attributions whose content was half found and that have it.
    pub of: usize,
    /// Those where it is right: for sources, overlaps.
    pub right: usize,
    /// Those where it is exactly right; sources only.
    pub exact: usize,
}

/// Scores, as counts from which the figures follow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Documents scored.
    pub docs: usize,
    /// Gold documents without a prediction line.
    pub missing: usize,
    tallies: BTreeMap<(&'static str, &'static str), Tally>,
    /// Sources, where the content is right.
    pub source_given: Given,
    /// Speakers, where the content is right.
    pub speaker_given: Given,
}

type PartOf = fn(&Quote) -> &[gold::CharSpan];

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Gold,
    Predicted,
}

impl Report {
    /// The counts of a figure and a kind (`all`, `quoted`, `direct`, `mixed`, `indirect`).
    pub fn tally(&self, figure: &str, kind: &str) -> Tally {
        let found = self.tallies.iter().find(|((f, k), _)| *f == figure && *k == kind);
        found.map(|(_, tally)| *tally).unwrap_or_default()
    }

    /// All counts, by figure and kind.
    pub fn tallies(&self) -> impl Iterator<Item = (&'static str, &'static str, Tally)> + '_ {
        self.tallies.iter().map(|((figure, kind), tally)| (*figure, *kind, *tally))
    }

    fn add(&mut self, doc: &Document, predicted: &[Quote]) {
        let matched = Matched::new(doc, predicted);
        self.add_side(doc.entities, &matched, Side::Gold);
        self.add_side(doc.entities, &matched, Side::Predicted);
        self.add_chars(doc, predicted, &matched);
    }

    fn add_side(&mut self, entities: bool, matched: &Matched<'_>, side: Side) {
        let (items, mates) = match side {
            Side::Gold => (&matched.gold, &matched.gold_mates),
            Side::Predicted => (&matched.predicted, &matched.predicted_mates),
        };
        for (at, item) in items.iter().enumerate() {
            if side == Side::Gold && !matched.counts(at) {
                continue;
            }
            let mut right = Right::default();
            let mut mate = None;
            if let Some(found) = mates[at] {
                let (gold, predicted) =
                    if side == Side::Gold { (at, found.index) } else { (found.index, at) };
                right = matched.right(gold, predicted, found.overlap);
                mate = right.half.then(|| (matched.gold[gold].quote, matched.predicted[predicted].quote));
            }
            self.count("content exact", item.kind, side, right.exact);
            self.count("content half", item.kind, side, right.half);
            self.count("attributed", item.kind, side, right.half && right.source);
            self.count("attributed ex.", item.kind, side, right.exact && right.source_exact);
            if side == Side::Gold && right.half && right.has_source {
                self.source_given.of += 1;
                self.source_given.right += usize::from(right.source);
                self.source_given.exact += usize::from(right.source_exact);
            }
            if entities {
                self.add_entities(item.quote, item.kind, mate, side);
            }
        }
    }

    /// Speakers and outlets, end to end: `mate` is the pair of gold and prediction where the content is right.
    fn add_entities(&mut self, quote: &Quote, kind: Kind, mate: Option<(&Quote, &Quote)>, side: Side) {
        if has(quote.speaker.as_ref()) {
            let right = mate.is_some_and(|(gold, predicted)| same_speaker(gold, predicted));
            self.count("speaker", kind, side, right);
            if side == Side::Gold && mate.is_some() {
                self.speaker_given.of += 1;
                self.speaker_given.right += usize::from(right);
            }
        }
        let gold_is_open = match side {
            Side::Gold => quote.outlet_optional,
            Side::Predicted => mate.is_some_and(|(gold, _)| gold.outlet_optional),
        };
        if has(quote.outlet.as_ref()) && !gold_is_open {
            let right = mate.is_some_and(|(gold, predicted)| same_outlet(gold, predicted));
            self.tallies.entry(("outlet", "all")).or_default().count(side, right);
        }
    }

    fn count(&mut self, figure: &'static str, kind: Kind, side: Side, right: bool) {
        let quoted = (kind != Kind::Indirect).then_some("quoted");
        for kind in [Some("all"), Some(kind.name()), quoted].into_iter().flatten() {
            self.tallies.entry((figure, kind)).or_default().count(side, right);
        }
    }

    fn add_chars(&mut self, doc: &Document, predicted: &[Quote], matched: &Matched<'_>) {
        let parts: [(_, PartOf); 3] = [
            ("content chars", |quote| &quote.content),
            ("source chars", |quote| &quote.source),
            ("cue chars", |quote| &quote.cue),
        ];
        for (figure, part) in parts {
            let all = |quotes: &[Quote]| {
                let sets: Vec<WordSet> = quotes.iter().map(|quote| matched.words.set(part(quote))).collect();
                WordSet::union(&sets)
            };
            let (gold, found) = (all(&doc.quotes), all(predicted));
            let shared = gold.shared(&found);
            let tally = self.tallies.entry((figure, "all")).or_default();
            tally.gold += gold.len();
            tally.predicted += found.len();
            tally.gold_right += shared;
            tally.predicted_right += shared;
        }
    }

    /// All figures as one JSON object: `"<figure>|<kind>": {p, r, f1, gold, pred}`.
    pub fn to_json(&self) -> Value {
        let mut out = Map::new();
        out.insert("docs".into(), self.docs.into());
        out.insert("missing".into(), self.missing.into());
        for (figure, kind, tally) in self.tallies() {
            let Figures { p, r, f1 } = tally.figures();
            let value = json!({"p": p, "r": r, "f1": f1, "gold": tally.gold, "pred": tally.predicted});
            out.insert(format!("{figure}|{kind}"), value);
        }
        if self.source_given.of > 0 {
            let Given { of, .. } = self.source_given;
            let (overlap, exact) = self.source_given.percents();
            out.insert(SOURCE_GIVEN.into(), json!({"overlap": overlap, "exact": exact, "n": of}));
        }
        if self.speaker_given.of > 0 {
            let (acc, _) = self.speaker_given.percents();
            out.insert(SPEAKER_GIVEN.into(), json!({"acc": acc, "n": self.speaker_given.of}));
        }
        out.into()
    }
}

const SOURCE_GIVEN: &str = "source accuracy given content";
const SPEAKER_GIVEN: &str = "speaker accuracy given content";

impl Given {
    fn percents(self) -> (f64, f64) {
        let of = self.of.max(1) as f64;
        (percent(self.right as f64 / of), percent(self.exact as f64 / of))
    }
}

fn has(name: Option<&String>) -> bool {
    name.is_some_and(|name| !name.is_empty())
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { docs, missing, .. } = self;
        writeln!(f, "documents scored {docs}, gold documents without a prediction line {missing}")?;
        let head = ["P", "R", "F1", "gold", "pred", "tp", "fp", "fn"];
        write!(f, "{:16} {:9} {:>6} {:>6} {:>6}", "figure", "kind", head[0], head[1], head[2])?;
        writeln!(f, " {:>7} {:>7} {:>7} {:>7} {:>7}", head[3], head[4], head[5], head[6], head[7])?;
        for (figure, kind, tally) in self.tallies() {
            let Figures { p, r, f1 } = tally.figures();
            write!(
                f,
                "{figure:16} {kind:9} {p:6.1} {r:6.1} {f1:6.1} {:7} {:7}",
                tally.gold, tally.predicted
            )?;
            writeln!(f, " {:7} {:7} {:7}", tally.tp(), tally.fp(), tally.fn_())?;
        }
        if self.source_given.of > 0 {
            let (overlap, exact) = self.source_given.percents();
            writeln!(
                f,
                "{SOURCE_GIVEN}: overlap {overlap:.1}, exact {exact:.1}, n {}",
                self.source_given.of
            )?;
        }
        if self.speaker_given.of > 0 {
            let (acc, _) = self.speaker_given.percents();
            writeln!(f, "{SPEAKER_GIVEN}: {acc:.1}, n {}", self.speaker_given.of)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
