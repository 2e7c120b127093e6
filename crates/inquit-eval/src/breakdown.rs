//! A breakdown shows where a score comes from: kinds confused, cues, lengths, and whether confidence can be trusted.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use inquit::Kind;

use crate::gold::{self, Document, Quote};
use crate::matched::Matched;
use crate::names::gold_class;
use crate::score::{Options, Tally};
use crate::words::Words;

/// The kinds in the order of the confusion's rows and columns; the last is "none".
pub const KINDS: [&str; 4] = ["direct", "mixed", "indirect", "none"];
/// The classes of content length: the most words that each holds.
pub const LENGTHS: [usize; 5] = [3, 7, 15, 30, usize::MAX];

/// The speakers' classes in the order of their confusion's rows and columns; the last is "none".
pub const CLASSES: [&str; 7] = ["person", "organization", "group", "document", "unnamed", "author", "none"];

/// Where a score comes from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Breakdown {
    /// How often a gold kind (row) met a predicted kind (column) with half the content shared; "none" on either side
    /// is what was missed or invented.
    pub confusion: [[usize; 4]; 4],
    /// How often a gold class of speaker (row) met a predicted one (column), of pairs with half the content shared and
    /// a gold class.
    pub classes: [[usize; 7]; 7],
    /// The attributed figure by the cue's words in lower case; recall by the gold's cue, precision by the
    /// prediction's.
    pub cues: BTreeMap<String, Tally>,
    /// The attributed figure by the content's length in words.
    pub lengths: [Tally; LENGTHS.len()],
    /// By tenths of the stated confidence.
    pub tenths: [Tenth; 10],
}

/// Predictions of about the same confidence.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tenth {
    /// How many there are.
    pub predicted: usize,
    /// How many of them are attributed rightly.
    pub right: usize,
    /// The sum of their stated confidences.
    pub stated: f64,
}

impl Tenth {
    /// Stated confidence and observed precision in percent; none where nothing was predicted.
    pub fn figures(self) -> Option<(f64, f64)> {
        let of = self.predicted as f64;
        (self.predicted > 0).then(|| (100.0 * self.stated / of, 100.0 * self.right as f64 / of))
    }
}

/// Breaks the score of predicted documents down.
pub fn breakdown(gold: &[Document], predicted: &[Document], options: &Options) -> Breakdown {
    let by_id: HashMap<&str, &[Quote]> =
        predicted.iter().map(|doc| (doc.id.as_str(), doc.quotes.as_slice())).collect();
    let mut all = Breakdown::default();
    for doc in gold {
        match by_id.get(doc.id.as_str()) {
            Some(quotes) => all.add(doc, quotes),
            None if options.all => all.add(doc, &[]),
            None => {}
        }
    }
    all
}

impl Breakdown {
    fn add(&mut self, doc: &Document, predicted: &[Quote]) {
        let matched = Matched::new(doc, predicted);
        for (at, item) in matched.gold.iter().enumerate().filter(|(at, _)| matched.counts(*at)) {
            let mate = matched.gold_mates[at];
            let right = mate.map(|mate| matched.right(at, mate.index, mate.overlap));
            let half = mate.filter(|_| right.is_some_and(|right| right.half));
            let column = half.map_or(3, |mate| place(matched.predicted[mate.index].kind));
            self.confusion[place(item.kind)][column] += 1;
            if let (true, Some(mate), Some(_)) = (doc.entities, half, &item.quote.speaker_class) {
                let other = matched.predicted[mate.index].quote;
                self.classes[class(gold_class(item.quote))][class(other.speaker_class.as_deref())] += 1;
            }
            let right = right.is_some_and(|right| right.half && right.source);
            let cue = self.cues.entry(cue(&matched.words, item.quote)).or_default();
            for tally in [cue, &mut self.lengths[length(&matched.words, item.quote)]] {
                tally.gold += 1;
                tally.gold_right += usize::from(right);
            }
        }
        for (at, item) in matched.predicted.iter().enumerate() {
            let right = matched.predicted_mates[at].map(|mate| matched.right(mate.index, at, mate.overlap));
            if !right.is_some_and(|right| right.half) {
                self.confusion[3][place(item.kind)] += 1;
            }
            let right = right.is_some_and(|right| right.half && right.source);
            let cue = self.cues.entry(cue(&matched.words, item.quote)).or_default();
            for tally in [cue, &mut self.lengths[length(&matched.words, item.quote)]] {
                tally.predicted += 1;
                tally.predicted_right += usize::from(right);
            }
            if let Some(stated) = item.quote.confidence {
                let tenth = &mut self.tenths[((stated * 10.0) as usize).min(9)];
                tenth.predicted += 1;
                tenth.right += usize::from(right);
                tenth.stated += stated;
            }
        }
    }

    /// The cues that the gold has most often, the most frequent first.
    pub fn frequent_cues(&self, count: usize) -> Vec<(&str, Tally)> {
        let mut all: Vec<_> = self.cues.iter().map(|(cue, tally)| (cue.as_str(), *tally)).collect();
        all.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.gold));
        all.truncate(count);
        all
    }
}

fn place(kind: Kind) -> usize {
    KINDS.iter().position(|name| *name == kind.name()).unwrap_or(3)
}

fn class(name: Option<&str>) -> usize {
    let last = CLASSES.len() - 1;
    name.and_then(|name| CLASSES[..last].iter().position(|known| *known == name)).unwrap_or(last)
}

/// A quote's cue in lower case, blanks single; "(none)" without one.
fn cue(words: &Words, quote: &Quote) -> String {
    let Some(span) = quote.cue.first() else { return "(none)".to_owned() };
    let text: String = words.chars()[words.clip(*span)].iter().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The class of a quote's length.
fn length(words: &Words, quote: &Quote) -> usize {
    let of = |span: &gold::CharSpan| {
        let text: String = words.chars()[words.clip(*span)].iter().collect();
        text.split_whitespace().count()
    };
    let all: usize = quote.content.iter().map(of).sum();
    LENGTHS.iter().position(|most| all <= *most).unwrap_or(LENGTHS.len() - 1)
}

/// How many cues the table shows.
const CUES: usize = 30;

impl fmt::Display for Breakdown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "kinds: gold in rows, predicted in columns")?;
        let [direct, mixed, indirect, none] = KINDS;
        writeln!(f, "{:10} {direct:>9} {mixed:>9} {indirect:>9} {none:>9}", "")?;
        for (name, row) in KINDS.iter().zip(self.confusion) {
            writeln!(f, "{name:10} {:9} {:9} {:9} {:9}", row[0], row[1], row[2], row[3])?;
        }
        if self.classes.iter().flatten().any(|count| *count > 0) {
            writeln!(f, "\nclasses of speakers: gold in rows, predicted in columns")?;
            write!(f, "{:12}", "")?;
            CLASSES.iter().try_for_each(|name| write!(f, " {name:>12}"))?;
            writeln!(f)?;
            for (name, row) in CLASSES.iter().zip(self.classes) {
                write!(f, "{name:12}")?;
                row.iter().try_for_each(|count| write!(f, " {count:12}"))?;
                writeln!(f)?;
            }
        }
        writeln!(f, "\nattributed, by words of content")?;
        head(f, "words")?;
        let mut from = 1;
        for (most, tally) in LENGTHS.iter().zip(self.lengths) {
            let name = if *most == usize::MAX { format!("{from} up") } else { format!("{from}–{most}") };
            row(f, &name, tally)?;
            from = most.saturating_add(1);
        }
        writeln!(f, "\nattributed, by cue: the {CUES} most frequent of {}", self.cues.len())?;
        head(f, "cue")?;
        for (cue, tally) in self.frequent_cues(CUES) {
            row(f, cue, tally)?;
        }
        if self.tenths.iter().any(|tenth| tenth.predicted > 0) {
            writeln!(f, "\nconfidence: stated, and the share that is attributed rightly")?;
            writeln!(f, "{:9} {:>7} {:>9} {:>9} {:>7}", "tenth", "pred", "stated", "observed", "off")?;
            for (tenth, counts) in self.tenths.iter().enumerate() {
                let Some((stated, observed)) = counts.figures() else { continue };
                let name = format!("{:.1}–{:.1}", tenth as f64 / 10.0, (tenth + 1) as f64 / 10.0);
                writeln!(
                    f,
                    "{name:9} {:7} {stated:9.1} {observed:9.1} {:7.1}",
                    counts.predicted,
                    observed - stated
                )?;
            }
        }
        Ok(())
    }
}

fn head(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    writeln!(f, "{name:24} {:>6} {:>6} {:>6} {:>7} {:>7}", "P", "R", "F1", "gold", "pred")
}

fn row(f: &mut fmt::Formatter<'_>, name: &str, tally: Tally) -> fmt::Result {
    let figures = tally.figures();
    let name: String = name.chars().take(24).collect();
    writeln!(
        f,
        "{name:24} {:6.1} {:6.1} {:6.1} {:7} {:7}",
        figures.p, figures.r, figures.f1, tally.gold, tally.predicted
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\"Go now,\" she said. He thinks that it rains here. They claim the sun shines.";

    fn quote(content: [i64; 2], cue: [i64; 2], source: [i64; 2], confidence: f64) -> Quote {
        Quote {
            content: vec![content],
            cue: vec![cue],
            source: vec![source],
            confidence: Some(confidence),
            ..Quote::default()
        }
    }

    fn doc(quotes: Vec<Quote>) -> Document {
        Document { id: "a".into(), text: TEXT.into(), quotes, ..Document::default() }
    }

    #[test]
    fn counts_go_to_kinds_cues_lengths_and_tenths() {
        let said = quote([0, 9], [14, 18], [10, 13], 0.95);
        let thinks = quote([30, 48], [23, 29], [20, 22], 0.4);
        let claim = quote([61, 75], [55, 60], [50, 54], 0.6);
        let wrong_source = Quote { source: vec![[10, 13]], ..thinks.clone() };
        let found = breakdown(
            &[doc(vec![said.clone(), thinks])],
            &[doc(vec![said, wrong_source, claim])],
            &Options::default(),
        );
        assert_eq!(found.confusion, [[1, 0, 0, 0], [0; 4], [0, 0, 1, 0], [0, 0, 1, 0]]);
        let tally = |cue: &str| found.cues[cue];
        assert_eq!((tally("said").gold_right, tally("said").predicted_right), (1, 1));
        assert_eq!((tally("thinks").gold, tally("thinks").gold_right), (1, 0));
        assert_eq!((tally("claim").gold, tally("claim").predicted), (0, 1));
        assert_eq!(found.lengths.map(|tally| tally.gold), [1, 1, 0, 0, 0]);
        assert_eq!(found.tenths[9].figures(), Some((95.0, 100.0)));
        assert_eq!(found.tenths[4].figures(), Some((40.0, 0.0)));
        assert_eq!(found.classes.iter().flatten().sum::<usize>(), 0, "no entities are annotated");
        let shown = found.to_string();
        assert!(!shown.contains("classes"), "{shown}");
        assert!(shown.contains("indirect           0         0         1         0"), "{shown}");
        assert!(shown.contains("0.9–1.0         1      95.0     100.0     5.0"), "{shown}");
    }

    #[test]
    fn classes_of_pairs_are_counted_against_each_other() {
        let of = |class: Option<&str>, speaker: &str, quote: Quote| Quote {
            speaker_class: class.map(str::to_owned),
            speaker: Some(speaker.to_owned()),
            ..quote
        };
        let (said, thinks) =
            (quote([0, 9], [14, 18], [10, 13], 0.9), quote([30, 48], [23, 29], [20, 22], 0.9));
        let entities = |quotes| Document { entities: true, ..doc(quotes) };
        let gold = entities(vec![
            of(Some("group"), "aides", said.clone()),
            of(Some("person"), "(author)", thinks.clone()),
        ]);
        let found = entities(vec![of(Some("unnamed"), "aides", said), of(None, "x", thinks)]);
        let found = breakdown(&[gold], &[found], &Options::default());
        assert_eq!((found.classes[2][4], found.classes[5][6]), (1, 1));
        assert!(found.to_string().contains("classes of speakers"));
    }
}
