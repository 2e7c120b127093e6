//! Schemas are the shapes of JSON lines that other tools and datasets have, filled as far as their fields go.
//! `docs/schemas.md` says field by field what is mapped and what is left out.

mod citron;
mod corenlp;
mod gqg;
mod quotebank;
mod textacy;

use inquit::{Extraction, Span};

use crate::{Article, Offsets, json};

/// A shape that others know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// Quotebank, by quotation.
    Quotebank,
    /// GDELT's Global Quotation Graph.
    Gqg,
    /// The BBC's Citron.
    Citron,
    /// Stanford CoreNLP's quotations.
    Corenlp,
    /// textacy's direct quotations.
    Textacy,
}

impl Schema {
    /// Appends the lines of one article.
    pub fn article(self, out: &mut Vec<u8>, article: &Article<'_>, found: &Extraction, offsets: &Offsets) {
        match self {
            Self::Quotebank => quotebank::article(out, article, found),
            Self::Gqg => gqg::article(out, article, found),
            Self::Citron => citron::article(out, article, found, offsets),
            Self::Corenlp => corenlp::article(out, article, found, offsets),
            Self::Textacy => textacy::article(out, article, found),
        }
    }
}

/// Appends a name of ours, a colon, and before them a comma unless an object begins here.
fn key(out: &mut Vec<u8>, name: &'static str) {
    comma(out);
    json::name(out, name);
    out.push(b':');
}

/// Appends a comma unless a list or an object begins here.
fn comma(out: &mut Vec<u8>) {
    if !matches!(out.last(), Some(b'{' | b'[' | b':' | b'\n') | None) {
        out.push(b',');
    }
}

/// Appends a field of words.
fn field(out: &mut Vec<u8>, name: &'static str, value: &str) {
    key(out, name);
    json::string(out, value);
}

/// Appends a span as `{"start", "end", "text"}`.
fn span(out: &mut Vec<u8>, span: Span, text: &str, offsets: &Offsets) {
    let (start, end) = offsets.span(text, span);
    comma(out);
    out.push(b'{');
    key(out, "start");
    json::number(out, start);
    key(out, "end");
    json::number(out, end);
    field(out, "text", span.slice(text));
    out.push(b'}');
}
