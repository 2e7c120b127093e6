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
//! | outlet own, outlet inherited | the same, apart for outlets named with the words and in an earlier sentence |
//! | channel, addressee | likewise, where the set's gold has any |
//! | class | accuracy of the speaker's class where the content is half right and gold has one |
//! | speaker partly | content half, and the speaker is the gold one by name or by a part of it that fits no other speaker of the document; where gold names speakers, but not all that would be right of each |
//!
//! The kinds of "speaker partly" are also those of novels: `explicit`, `anaphoric` and `implicit` as gold says, and
//! `beside`, with a name or pronoun in the quotation's own paragraph, outside quotation marks.
//!
//! Recall goes by the gold's kind, precision by the prediction's. Only documents that have a prediction line are
//! scored, and the others counted, unless [`Options::all`] is set.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::Path;

use inquit::Kind;
use serde_json::{Map, Value, json};

use crate::Error;
use crate::cast::Cast;
use crate::gold::{self, Document, Quote};
use crate::matched::{Item, Matched, Right};
use crate::names::{same_addressee, same_channel, same_class, same_outlet, same_speaker};
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
    let mut report = Report { asked: Asked::of(gold), ..Report::default() };
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
    /// Speakers' classes, where the content is right.
    pub class_given: Given,
    asked: Asked,
}

/// What the gold of a set has at all: what it never has was not annotated, and is not scored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Asked {
    channel: bool,
    addressee: bool,
}

impl Asked {
    fn of(gold: &[Document]) -> Self {
        let any = |has: fn(&Quote) -> bool| gold.iter().any(|doc| doc.quotes.iter().any(has));
        Self {
            channel: any(|quote| has(quote.channel.as_ref())),
            addressee: any(|quote| has(quote.addressee.as_ref())),
        }
    }
}

/// A document whose gold names speakers, but not all the names that would be right.
struct Novel {
    cast: Cast,
    /// For each gold quotation whether a name or pronoun stands beside it.
    beside: Vec<bool>,
}

impl Novel {
    fn of(doc: &Document) -> Option<Self> {
        let named = !doc.entities && doc.quotes.iter().any(|quote| has(quote.speaker.as_ref()));
        named.then(|| {
            let cast = Cast::of(doc);
            Self { beside: cast.beside(doc), cast }
        })
    }
}

type Same = fn(&Quote, &Quote) -> bool;
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
        let novel = Novel::of(doc);
        for side in [Side::Gold, Side::Predicted] {
            self.add_side(doc, &matched, side, novel.as_ref());
        }
        self.add_chars(doc, predicted, &matched);
    }

    fn add_side(&mut self, doc: &Document, matched: &Matched<'_>, side: Side, novel: Option<&Novel>) {
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
            if doc.entities {
                self.add_entities(item.quote, item.kind, mate, side);
            }
            if let Some(novel) = novel {
                self.add_part(doc, novel, item, mate, side);
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
            let apart = if quote.outlet_inherited { "outlet inherited" } else { "outlet own" };
            for figure in ["outlet", apart] {
                self.tallies.entry((figure, "all")).or_default().count(side, right);
            }
        }
        let Asked { channel, addressee } = self.asked;
        let parts: [(_, _, _, Same); 2] = [
            ("channel", channel, &quote.channel, same_channel),
            ("addressee", addressee, &quote.addressee, same_addressee),
        ];
        for (figure, asked, value, same) in parts {
            if asked && has(value.as_ref()) {
                let right = mate.is_some_and(|(gold, predicted)| same(gold, predicted));
                self.tallies.entry((figure, "all")).or_default().count(side, right);
            }
        }
        if let (Side::Gold, Some((gold, predicted)), true) = (side, mate, has(quote.speaker_class.as_ref())) {
            self.class_given.of += 1;
            self.class_given.right += usize::from(same_class(gold, predicted));
        }
    }

    /// Speakers by a part of their name, end to end.
    fn add_part(
        &mut self,
        doc: &Document,
        novel: &Novel,
        item: &Item<'_>,
        mate: Option<(&Quote, &Quote)>,
        side: Side,
    ) {
        if !has(item.quote.speaker.as_ref()) {
            return;
        }
        let right = mate.is_some_and(|(gold, predicted)| novel.cast.same_speaker(gold, predicted));
        self.count(PARTLY, item.kind, side, right);
        // How gold says that the quotation tells its speaker is known on both sides of a pair, or of gold alone.
        let Some(gold) = (if side == Side::Gold { Some(item.quote) } else { mate.map(|(gold, _)| gold) })
        else {
            return;
        };
        let told = match gold.quote_type.as_str() {
            "Explicit" => Some("explicit"),
            "Anaphoric" => Some("anaphoric"),
            "Implicit" => Some("implicit"),
            _ => None,
        };
        let place = doc.quotes.iter().position(|quote| std::ptr::eq(quote, gold));
        let beside = place.is_some_and(|place| novel.beside[place]).then_some("beside");
        for kind in told.into_iter().chain(beside) {
            self.tallies.entry((PARTLY, kind)).or_default().count(side, right);
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
        if self.class_given.of > 0 {
            let (acc, _) = self.class_given.percents();
            out.insert(CLASS_GIVEN.into(), json!({"acc": acc, "n": self.class_given.of}));
        }
        out.into()
    }
}

const PARTLY: &str = "speaker partly";
const CLASS_GIVEN: &str = "class accuracy given content";
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
        if self.class_given.of > 0 {
            let (acc, _) = self.class_given.percents();
            writeln!(f, "{CLASS_GIVEN}: {acc:.1}, n {}", self.class_given.of)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
