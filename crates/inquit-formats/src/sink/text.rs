//! Each article with its quotations marked in their places, `‹1 Ana Lima → "It works," @ Reuters›`, and below it
//! what is known of each.

use std::cmp::Reverse;

use inquit::{Attribution, Extraction, Span};

use super::Sink;
use super::words::{Paint, harmless, paint, shorten};
use crate::Article;

/// Appends one article, with or without quotations.
pub fn article(out: &mut Vec<u8>, article: &Article<'_>, found: &Extraction, sink: &Sink) {
    let about = [
        Some(&*article.own_id()),
        article.title.as_deref(),
        article.publisher.as_deref(),
        article.published.as_deref(),
    ];
    let about = about.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    paint(out, sink.colour, Paint::Head, &format!("── {} ──", shorten(&about, 200)));
    out.extend_from_slice(b"\n\n");
    marked(out, &article.text, found, sink);
    out.extend_from_slice(b"\n\n");
    for (attribution, number) in found.attributions.iter().zip(1_u32..) {
        legend(out, &article.text, attribution, number, sink);
    }
    out.push(b'\n');
}

/// Where a mark opens or closes.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Edge {
    byte: u32,
    /// What closes at a byte stands before what opens there.
    opens: bool,
    /// Of those that open together the longest comes first; of those that close together the one opened last.
    order: Reverse<u32>,
    /// Ends of the same length at the same byte nest, too.
    nest: i64,
    number: usize,
    part: Part,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Content { first: bool, last: bool },
    Signal,
}

fn edges(found: &Extraction) -> Vec<Edge> {
    let mut edges = Vec::new();
    let mut add = |span: Span, number: usize, part: Part| {
        if span.is_empty() {
            return;
        }
        let number_order = number as i64;
        let open = Edge {
            byte: span.start,
            opens: true,
            order: Reverse(span.end),
            nest: number_order,
            number,
            part,
        };
        let close = Edge {
            byte: span.end,
            opens: false,
            order: Reverse(span.start),
            nest: -number_order,
            number,
            part,
        };
        edges.extend([open, close]);
    };
    for (number, attribution) in found.attributions.iter().enumerate() {
        let last = attribution.content.len().saturating_sub(1);
        for (i, span) in attribution.content.iter().enumerate() {
            add(*span, number, Part::Content { first: i == 0, last: i == last });
        }
        for span in attribution.source.into_iter().chain(attribution.cue) {
            add(span, number, Part::Signal);
        }
    }
    edges.sort();
    edges
}

fn marked(out: &mut Vec<u8>, text: &str, found: &Extraction, sink: &Sink) {
    let mut at = 0;
    let (mut contents, mut signals) = (0_u32, 0_u32);
    let mut plain = |out: &mut Vec<u8>, to: u32, contents: u32, signals: u32| {
        let words = Span::new(at, to.max(at)).slice(text);
        at = to.max(at);
        match (contents, signals) {
            (0, 0) => harmless(out, words),
            (0, _) => paint(out, sink.colour, Paint::Signal, words),
            _ => paint(out, sink.colour, Paint::Content, words),
        }
    };
    for edge in edges(found) {
        plain(out, edge.byte, contents, signals);
        let count = if edge.part == Part::Signal { &mut signals } else { &mut contents };
        *count = if edge.opens { *count + 1 } else { count.saturating_sub(1) };
        if let Part::Content { first, last } = edge.part {
            let attribution = &found.attributions[edge.number];
            if edge.opens {
                open(out, attribution, edge.number + 1, first, sink);
            } else {
                close(out, attribution, last, sink);
            }
        }
    }
    let end = text.trim_end().len() as u32;
    plain(out, end, contents, signals);
}

fn open(out: &mut Vec<u8>, attribution: &Attribution, number: usize, first: bool, sink: &Sink) {
    paint(out, sink.colour, Paint::Dim, &format!("‹{number} "));
    if first {
        let speaker = attribution.speaker.as_ref().map_or("?", |speaker| &*speaker.name);
        paint(out, sink.colour, Paint::Speaker, speaker);
        paint(out, sink.colour, Paint::Dim, " → ");
    } else {
        paint(out, sink.colour, Paint::Dim, "… ");
    }
}

fn close(out: &mut Vec<u8>, attribution: &Attribution, last: bool, sink: &Sink) {
    if let (true, Some(outlet)) = (last, &attribution.outlet) {
        paint(out, sink.colour, Paint::Dim, " @ ");
        paint(out, sink.colour, Paint::Outlet, &outlet.name);
    }
    paint(out, sink.colour, Paint::Dim, "›");
}

/// One line about a quotation.
fn legend(out: &mut Vec<u8>, text: &str, attribution: &Attribution, number: u32, sink: &Sink) {
    paint(out, sink.colour, Paint::Dim, &format!("{number:>4}  {:<8} ", attribution.kind.name()));
    match &attribution.speaker {
        Some(speaker) => {
            paint(out, sink.colour, Paint::Speaker, &speaker.name);
            id(out, speaker.id.as_deref(), sink);
            for other in &attribution.joint {
                paint(out, sink.colour, Paint::Dim, " + ");
                paint(out, sink.colour, Paint::Speaker, &other.name);
                id(out, other.id.as_deref(), sink);
            }
            let about = [Some(speaker.class.name()), speaker.role.as_deref()];
            let about = about.into_iter().flatten().collect::<Vec<_>>().join(", ");
            paint(out, sink.colour, Paint::Dim, &format!(" ({about})"));
        }
        None => out.extend_from_slice("–".as_bytes()),
    }
    for (name, span) in [("source", attribution.source), ("cue", attribution.cue)] {
        if let Some(span) = span {
            paint(out, sink.colour, Paint::Dim, &format!(" · {name} “{}”", shorten(span.slice(text), 60)));
        }
    }
    if let Some(addressee) = &attribution.addressee {
        paint(out, sink.colour, Paint::Dim, &format!(" · to {addressee}"));
    }
    if let Some(outlet) = &attribution.outlet {
        paint(out, sink.colour, Paint::Dim, " @ ");
        paint(out, sink.colour, Paint::Outlet, &outlet.name);
        id(out, outlet.id.as_deref(), sink);
        if outlet.inherited {
            paint(out, sink.colour, Paint::Dim, " (named earlier)");
        }
    }
    if let Some(channel) = attribution.channel {
        paint(out, sink.colour, Paint::Dim, &format!(" · {}", channel.name()));
    }
    if let Some(day) = attribution.said_on {
        paint(out, sink.colour, Paint::Dim, &format!(" · on {day}"));
    }
    let negated = if attribution.negated { " · negated" } else { "" };
    let rule = format!("{negated} · {} {:.2}", attribution.rule, attribution.confidence);
    paint(out, sink.colour, Paint::Dim, &rule);
    out.push(b'\n');
}

/// `" [Q1]"`, where there is an identifier.
fn id(out: &mut Vec<u8>, id: Option<&str>, sink: &Sink) {
    if let Some(id) = id {
        paint(out, sink.colour, Paint::Dim, &format!(" [{id}]"));
    }
}
