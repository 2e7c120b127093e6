//! Citron's annotation format: one line a document, with its text and its quotes as spans.

use inquit::Extraction;

use super::{comma, field, key, span};
use crate::{Article, Offsets, json};

/// Appends the line of one article.
pub fn article(out: &mut Vec<u8>, article: &Article<'_>, found: &Extraction, offsets: &Offsets) {
    let text = &*article.text;
    out.push(b'{');
    field(out, "id", &article.own_id());
    field(out, "text", text);
    key(out, "quotes");
    out.push(b'[');
    for (attribution, number) in found.attributions.iter().zip(1_u32..) {
        // Citron's quotes all have a cue and a source.
        let (Some(cue), Some(source)) = (attribution.cue, attribution.source) else { continue };
        comma(out);
        out.push(b'{');
        field(out, "id", &format!("q{number}"));
        key(out, "cue");
        span(out, cue, text, offsets);
        key(out, "sources");
        out.push(b'[');
        span(out, source, text, offsets);
        out.push(b']');
        key(out, "contents");
        out.push(b'[');
        for content in &attribution.content {
            span(out, *content, text, offsets);
        }
        out.push(b']');
        key(out, "confidence");
        json::probability(out, attribution.confidence);
        out.push(b'}');
    }
    out.extend_from_slice(b"]}\n");
}
