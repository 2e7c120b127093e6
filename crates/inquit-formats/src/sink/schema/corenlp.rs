//! CoreNLP's JSON, as far as it is about quotations: one line a document.

use inquit::Extraction;

use super::{comma, field, key};
use crate::sink::quoted_parts::quoted_parts;
use crate::{Article, Offsets, json};

/// Appends the line of one article.
pub fn article(out: &mut Vec<u8>, article: &Article<'_>, found: &Extraction, offsets: &Offsets) {
    let text = &*article.text;
    out.push(b'{');
    field(out, "docId", &article.own_id());
    for (name, value) in [("docDate", &article.published), ("author", &article.author)] {
        if let Some(value) = value {
            field(out, name, value);
        }
    }
    key(out, "quotes");
    out.push(b'[');
    let mut id = 0;
    for attribution in &found.attributions {
        for part in quoted_parts(attribution, text) {
            let (start, end) = offsets.span(text, part.outer);
            comma(out);
            out.push(b'{');
            key(out, "id");
            json::number(out, id);
            field(out, "text", part.outer.slice(text));
            key(out, "beginIndex");
            json::number(out, start);
            key(out, "endIndex");
            json::number(out, end);
            // As CoreNLP's writer does, what is not known is left out.
            if let Some(source) = attribution.source {
                field(out, "mention", source.slice(text));
            }
            if let Some(speaker) = &attribution.speaker {
                field(out, "speaker", &speaker.name);
                field(out, "canonicalSpeaker", &speaker.name);
            }
            out.push(b'}');
            id += 1;
        }
    }
    out.extend_from_slice(b"]}\n");
}
