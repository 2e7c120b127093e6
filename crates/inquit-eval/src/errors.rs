//! An error list shows where predictions differ from gold, the worst first, in the sentences where they stand.

use std::collections::HashMap;
use std::fmt::Write;

use inquit::Kind;
use inquit_tokenizer::Document as Segmented;

use crate::gold::{CharSpan, Document, Quote};
use crate::matched::{Item, Matched};
use crate::names::{same_outlet, same_speaker};
use crate::score::Options;

/// The `count` worst errors of predicted documents, each as some lines of text.
///
/// An error weighs as much as the word characters that it loses, adds or gives to the wrong one; those of quoted
/// contents weigh three times, because there is less doubt about them.
pub fn worst(gold: &[Document], predicted: &[Document], count: usize, options: &Options) -> Vec<String> {
    let by_id: HashMap<&str, &[Quote]> =
        predicted.iter().map(|doc| (doc.id.as_str(), doc.quotes.as_slice())).collect();
    let mut found: Vec<Found<'_>> = Vec::new();
    for doc in gold {
        match by_id.get(doc.id.as_str()) {
            Some(quotes) => found.extend(of_document(doc, quotes)),
            None if options.all => found.extend(of_document(doc, &[])),
            None => {}
        }
    }
    // The sort keeps the order of the documents among errors of one weight.
    found.sort_by_key(|error| std::cmp::Reverse(error.weight));
    found.iter().take(count).map(Found::show).collect()
}

struct Found<'d> {
    doc: &'d Document,
    what: &'static str,
    kind: Kind,
    weight: usize,
    gold: Option<&'d Quote>,
    predicted: Option<&'d Quote>,
}

fn of_document<'d>(doc: &'d Document, quotes: &'d [Quote]) -> Vec<Found<'d>> {
    let matched = Matched::new(doc, quotes);
    let mut found = Vec::new();
    for (at, item) in matched.gold.iter().enumerate() {
        if let Some(mate) = matched.gold_mates[at] {
            let other = &matched.predicted[mate.index];
            let right = matched.right(at, mate.index, mate.overlap);
            let differ = item.content.len() + other.content.len() - 2 * item.content.shared(&other.content);
            let (gold, predicted) = (item.quote, other.quote);
            let all = item.content.len();
            let wrong = if right.half && !right.source {
                Some(("wrong source", all))
            } else if !right.exact {
                Some(("wrong extent", differ))
            } else if doc.entities && gold.speaker.is_some() && !same_speaker(gold, predicted) {
                Some(("wrong speaker", all))
            } else if doc.entities && !outlet_right(gold, predicted) {
                Some(("wrong outlet", all))
            } else {
                None
            };
            if let Some((what, weight)) = wrong {
                found.push(Found::new(doc, what, item, weight, (Some(gold), Some(predicted))));
            }
        } else if matched.counts(at) {
            found.push(Found::new(doc, "missed", item, item.content.len(), (Some(item.quote), None)));
        }
    }
    for (item, mate) in matched.predicted.iter().zip(&matched.predicted_mates) {
        if mate.is_none() {
            found.push(Found::new(doc, "spurious", item, item.content.len(), (None, Some(item.quote))));
        }
    }
    found
}

fn outlet_right(gold: &Quote, predicted: &Quote) -> bool {
    match (&gold.outlet, &predicted.outlet) {
        _ if gold.outlet_optional => true,
        (None, None) => true,
        (Some(_), Some(_)) => same_outlet(gold, predicted),
        _ => false,
    }
}

impl<'d> Found<'d> {
    fn new(
        doc: &'d Document,
        what: &'static str,
        item: &Item<'_>,
        weight: usize,
        (gold, predicted): (Option<&'d Quote>, Option<&'d Quote>),
    ) -> Self {
        let factor = if item.kind == Kind::Indirect { 1 } else { 3 };
        Self { doc, what, kind: item.kind, weight: weight * factor, gold, predicted }
    }

    fn show(&self) -> String {
        let shown = self.gold.or(self.predicted).map_or(&[][..], |quote| &quote.content);
        let mut out = format!("{} {}, {}", self.what, self.kind.name(), self.doc.id);
        if let [[first, _], ..] = shown {
            let _ = write!(out, " at {first}");
        }
        let _ = write!(out, "\n  {}", in_sentence(&self.doc.text, shown));
        for (side, quote) in [("gold", self.gold), ("predicted", self.predicted)] {
            if let Some(quote) = quote {
                let _ = write!(out, "\n  {side}: {}", self.describe(quote, side == "predicted"));
            }
        }
        out
    }

    fn describe(&self, quote: &Quote, with_content: bool) -> String {
        let words = |spans: &[CharSpan]| {
            let parts: Vec<String> =
                spans.iter().map(|span| shorten(&slice(&self.doc.text, *span))).collect();
            if parts.is_empty() { "none".to_owned() } else { parts.join(" … ") }
        };
        let mut out = format!("source {}, cue {}", words(&quote.source), words(&quote.cue));
        for (name, value) in [("speaker", &quote.speaker), ("outlet", &quote.outlet), ("rule", &quote.rule)] {
            if let Some(value) = value {
                let _ = write!(out, ", {name} {value}");
            }
        }
        if with_content {
            let _ = write!(out, ", content {}", words(&quote.content));
        }
        out
    }
}

/// The sentences that hold the spans, with the spans between ⟦ and ⟧.
fn in_sentence(text: &str, spans: &[CharSpan]) -> String {
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let byte = |at: i64| bytes[at.clamp(0, bytes.len() as i64 - 1) as usize];
    let mut spans: Vec<(usize, usize)> = spans.iter().map(|span| (byte(span[0]), byte(span[1]))).collect();
    spans.sort_unstable();
    let (Some(first), Some(last)) = (spans.first(), spans.iter().map(|span| span.1).max()) else {
        return String::new();
    };
    let (mut start, mut end) = (first.0, last);
    for sentence in Segmented::new(text).sentences() {
        let (from, to) = (sentence.span.start as usize, sentence.span.end as usize);
        if from < last && first.0 < to {
            start = start.min(from);
            end = end.max(to);
        }
    }
    let mut out = String::new();
    let mut at = start;
    for (from, to) in spans {
        if from < at || to < from {
            continue;
        }
        out += &text[at..from];
        out += "⟦";
        out += &shorten(&text[from..to]);
        out += "⟧";
        at = to;
    }
    out += text.get(at..end).unwrap_or_default();
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn slice(text: &str, span: CharSpan) -> String {
    let (start, end) = (span[0].max(0) as usize, span[1].max(0) as usize);
    text.chars().skip(start).take(end.saturating_sub(start)).collect()
}

/// A long text without its middle.
fn shorten(text: &str) -> String {
    const KEPT: usize = 160;
    let count = text.chars().count();
    if count <= 2 * KEPT {
        return text.to_owned();
    }
    let head: String = text.chars().take(KEPT).collect();
    let tail: String = text.chars().skip(count - KEPT).collect();
    format!("{head} […] {tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doc(quotes: Vec<Quote>) -> Document {
        let text = "It rained. \"We won,\" Ana Lima said. Bo Ek thinks that they lost.".into();
        Document { id: "a".into(), text, quotes, ..Document::default() }
    }

    fn quote(content: CharSpan, source: CharSpan) -> Quote {
        Quote { content: vec![content], source: vec![source], ..Quote::default() }
    }

    #[test]
    fn the_worst_error_comes_first_in_its_sentence() {
        let gold = doc(vec![quote([11, 20], [21, 29]), quote([49, 63], [36, 41])]);
        let found = doc(vec![quote([11, 20], [36, 41]), quote([59, 63], [36, 41]), quote([0, 2], [0, 0])]);
        let shown = worst(&[gold], &[found], 9, &Options::default());
        assert_eq!(shown.len(), 3, "{shown:#?}");
        assert!(
            shown[0].starts_with("wrong source direct, a at 11\n  ⟦\"We won,\"⟧ Ana Lima said.\n"),
            "{}",
            shown[0]
        );
        assert!(shown[0].contains("predicted: source Bo Ek"));
        assert!(shown[1].starts_with("wrong extent indirect, a at 49"), "{}", shown[1]);
        assert!(shown[1].ends_with("content lost"), "{}", shown[1]);
        assert!(shown[2].starts_with("spurious indirect, a at 0\n  ⟦It⟧ rained."), "{}", shown[2]);
    }

    #[test]
    fn what_is_missed_is_shown_and_what_is_right_is_not() {
        let gold = doc(vec![quote([11, 20], [21, 29]), quote([49, 63], [36, 41])]);
        let gold = [gold];
        let shown = worst(&gold, &[doc(vec![gold[0].quotes[0].clone()])], 9, &Options::default());
        assert_eq!(shown.len(), 1);
        assert!(shown[0].starts_with("missed indirect, a at 49"), "{}", shown[0]);
        assert!(worst(&gold, &gold, 9, &Options::default()).is_empty());
        assert_eq!(worst(&gold, &[], 1, &Options { all: true }).len(), 1);
    }
}
