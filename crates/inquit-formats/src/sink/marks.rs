//! A mark is a span of an article's text with its part in an attribution: what annotation forms (brat, CoNLL, TEI)
//! show in the text itself.

use inquit::{Extraction, Span};

/// The part that a span has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The attributed words.
    Content,
    /// The words that name who it is attributed to.
    Source,
    /// The words that signal it.
    Cue,
}

/// A span with its part in one attribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Where, in bytes. Never empty.
    pub span: Span,
    /// As what.
    pub part: Part,
    /// The attribution, an index into the extraction's.
    pub attribution: usize,
    /// Which of the content's spans, from 0.
    pub number: usize,
}

/// All marks of an article: for each attribution its content, source and cue. Empty spans are passed over.
pub fn marks(found: &Extraction) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (attribution, of) in found.attributions.iter().enumerate() {
        let parts = [
            (Part::Content, &*of.content),
            (Part::Source, of.source.as_slice()),
            (Part::Cue, of.cue.as_slice()),
        ];
        for (part, spans) in parts {
            let whole = spans.iter().filter(|span| !span.is_empty()).enumerate();
            marks.extend(whole.map(|(number, span)| Mark { span: *span, part, attribution, number }));
        }
    }
    marks
}

/// The text without control characters, which would end a line or a column of the forms that stand in lines.
pub fn in_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect()
}

/// A record's labels, from `quote_id` and `kind` on, as one JSON object.
pub fn labels(record: &crate::QuoteRecord<'_>) -> String {
    let mut out = Vec::new();
    out.extend_from_slice(b"{\"quote_id\":\"q");
    crate::json::number(&mut out, record.quote_id.0);
    out.extend_from_slice(b"\",\"kind\":");
    crate::json::name(&mut out, record.kind);
    crate::record::write_labels(record, &mut out);
    out.push(b'}');
    String::from_utf8(out).unwrap_or_default()
}
