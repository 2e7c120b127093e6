//! One document a line, with or without quotations, in the common format of annotated corpora:
//! `{"id", "quotes": [{"id", "kind", "content": [[start, end], …], "cue", "source", "speaker", …}]}`.

use inquit::{Extraction, Span};

use crate::record::{record, write_labels};
use crate::{Article, Offsets, json};

/// Appends the line of one article.
pub fn article(out: &mut Vec<u8>, article: &Article<'_>, found: &Extraction, offsets: &Offsets) {
    out.extend_from_slice(b"{\"id\":");
    json::string(out, &article.own_id());
    for (name, value) in &article.kept {
        out.push(b',');
        json::string(out, name);
        out.push(b':');
        json::value(out, value);
    }
    if !(article.repairs.is_empty() && found.notes.is_empty()) {
        notes(out, article, found, offsets);
    }
    out.extend_from_slice(b",\"quotes\":[");
    for (attribution, number) in found.attributions.iter().zip(1..) {
        let record = record(article, attribution, number, offsets);
        out.extend_from_slice(if number == 1 { b"{\"id\":\"q" } else { b",{\"id\":\"q" });
        json::number(out, number);
        out.extend_from_slice(b"\",\"kind\":");
        json::string(out, record.kind);
        out.extend_from_slice(b",\"content\":");
        spans(out, &attribution.content, &article.text, offsets);
        out.extend_from_slice(b",\"cue\":");
        spans(out, attribution.cue.as_slice(), &article.text, offsets);
        out.extend_from_slice(b",\"source\":");
        spans(out, attribution.source.as_slice(), &article.text, offsets);
        write_labels(&record, out);
        out.push(b'}');
    }
    out.extend_from_slice(b"]}\n");
}

fn spans(out: &mut Vec<u8>, spans: &[Span], text: &str, offsets: &Offsets) {
    out.push(b'[');
    for (i, span) in spans.iter().enumerate() {
        let (start, end) = offsets.span(text, *span);
        out.extend_from_slice(if i == 0 { b"[" } else { b",[" });
        json::number(out, start);
        out.push(b',');
        json::number(out, end);
        out.push(b']');
    }
    out.push(b']');
}

/// Repairs of the reading, then doubts about the text with their places.
fn notes(out: &mut Vec<u8>, article: &Article<'_>, found: &Extraction, offsets: &Offsets) {
    out.extend_from_slice(b",\"notes\":[");
    let start = out.len();
    for repair in &article.repairs {
        if out.len() > start {
            out.push(b',');
        }
        out.extend_from_slice(b"{\"kind\":");
        json::string(out, repair.name());
        out.push(b'}');
    }
    for note in &found.notes {
        if out.len() > start {
            out.push(b',');
        }
        out.extend_from_slice(b"{\"kind\":");
        json::string(out, note.kind.name());
        out.extend_from_slice(b",\"span\":");
        let (start, end) = offsets.span(&article.text, note.span);
        out.push(b'[');
        json::number(out, start);
        out.push(b',');
        json::number(out, end);
        out.extend_from_slice(b"]}");
    }
    out.push(b']');
}
