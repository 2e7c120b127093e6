//! textacy's direct quotations: one line a quotation, (speaker, cue, content) as its triples are.

use inquit::{Extraction, Span};
use inquit_tokenizer::Document;

use super::{comma, field, key};
use crate::sink::quoted_parts::quoted_parts;
use crate::{Article, json};

/// Appends the lines of one article.
pub fn article(out: &mut Vec<u8>, article: &Article<'_>, found: &Extraction) {
    let text = &*article.text;
    for attribution in &found.attributions {
        // A triple has all three.
        let (Some(source), Some(cue)) = (attribution.source, attribution.cue) else { continue };
        for part in quoted_parts(attribution, text) {
            out.push(b'{');
            field(out, "doc_id", &article.own_id());
            key(out, "speaker");
            tokens(out, source, text);
            key(out, "cue");
            tokens(out, cue, text);
            field(out, "content", part.outer.slice(text));
            out.extend_from_slice(b"}\n");
        }
    }
}

fn tokens(out: &mut Vec<u8>, span: Span, text: &str) {
    let words = span.slice(text);
    out.push(b'[');
    for token in Document::new(words).tokens() {
        comma(out);
        json::string(out, token.text(words));
    }
    out.push(b']');
}
