//! Rows for a terminal, under their article: speaker, outlet, quotation. Widths are fixed beforehand, so that the
//! first rows show before the last article is read.

use inquit::{Attribution, Extraction};

use super::Sink;
use super::words::{Paint, pad, paint, shorten, wrap};
use crate::Article;
use crate::record::content_text;

const NUMBER: usize = 4;
const QUOTATION_LINES: usize = 5;

/// Columns of speaker, outlet and quotation.
fn columns(sink: &Sink) -> [usize; 3] {
    let rest = sink.width.clamp(50, 160) - NUMBER - 6;
    let speaker = (rest / 4).min(28);
    let outlet = (rest / 5).min(22);
    [speaker, outlet, rest - speaker - outlet]
}

/// Appends the heads of the columns.
pub fn head(out: &mut Vec<u8>, sink: &Sink) {
    let [speaker, outlet, _] = columns(sink);
    let line =
        format!("{}  {}  {}  QUOTATION\n", pad("#", NUMBER), pad("SPEAKER", speaker), pad("OUTLET", outlet));
    paint(out, sink.colour, Paint::Dim, &line);
}

/// Appends the rows of one article, if there are any.
pub fn article(out: &mut Vec<u8>, article: &Article<'_>, found: &Extraction, sink: &Sink) {
    if found.attributions.is_empty() {
        return;
    }
    let about = [Some(&*article.own_id()), article.title.as_deref(), article.published.as_deref()];
    let about = about.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    out.push(b'\n');
    paint(out, sink.colour, Paint::Head, &shorten(&about, sink.width));
    out.push(b'\n');
    for (attribution, number) in found.attributions.iter().zip(1_u32..) {
        row(out, article, attribution, number, sink);
    }
}

fn row(out: &mut Vec<u8>, article: &Article<'_>, attribution: &Attribution, number: u32, sink: &Sink) {
    let [speaker_columns, outlet_columns, quotation_columns] = columns(sink);
    let speaker = attribution.speaker.as_ref().map_or("–", |speaker| &*speaker.name);
    let role = attribution.speaker.as_ref().and_then(|speaker| speaker.role.as_deref());
    let outlet = attribution.outlet.as_ref().map_or("", |outlet| &*outlet.name);
    let channel = attribution.channel.map_or("", inquit::Channel::name);
    let quotation = wrap(&content_text(attribution, &article.text), quotation_columns, QUOTATION_LINES);
    let mut speakers = wrap(speaker, speaker_columns, 2);
    let named = speakers.len();
    speakers.extend(role.map(|role| shorten(role, speaker_columns)));
    let outlets: Vec<_> = [outlet, channel]
        .iter()
        .filter(|cell| !cell.is_empty())
        .map(|cell| shorten(cell, outlet_columns))
        .collect();
    let lines = quotation.len().max(speakers.len()).max(outlets.len());
    for line in 0..lines {
        let cell = |cells: &[String]| cells.get(line).cloned().unwrap_or_default();
        let first = if line == 0 { number.to_string() } else { String::new() };
        paint(out, sink.colour, Paint::Dim, &pad(&first, NUMBER + 2));
        let speaker_paint = if line < named { Paint::Speaker } else { Paint::Dim };
        paint(out, sink.colour, speaker_paint, &pad(&cell(&speakers), speaker_columns + 2));
        paint(out, sink.colour, Paint::Outlet, &pad(&cell(&outlets), outlet_columns + 2));
        paint(out, sink.colour, Paint::Content, &cell(&quotation));
        while out.last() == Some(&b' ') {
            out.pop();
        }
        out.push(b'\n');
    }
}
