//! A quotation checked against texts: what they hold of it, and how that is told.

use inquit::verify::{Difference, Finding, Outcome, Piece, Scratch, Verdict, Verifier};
use inquit_tokenizer::LineIndex;
use serde_json::{Value, json};

use crate::{Article, Quotation};

/// A quotation that is looked for, and the line that it stands on.
pub struct Sought {
    /// The quotation.
    pub quotation: Quotation,
    /// The line, or its number where it stands in no file; from 1.
    pub line: u64,
}

/// What an article holds of the quotations that are wanted of it, places in the article in code points.
pub fn held(
    verifier: &Verifier,
    article: &Article<'_>,
    scratch: &mut Scratch,
    is_wanted: impl Fn(u32) -> bool,
) -> Vec<(u32, Finding)> {
    let mut found = verifier.check(&article.text, scratch);
    found.retain(|(number, _)| is_wanted(*number));
    if found.is_empty() {
        return found;
    }
    let index = LineIndex::new(&article.text);
    for (_, finding) in &mut found {
        finding.map_places(|byte| byte, |byte| index.byte_to_char(byte));
    }
    found
}

/// A quotation with its verdict.
pub struct Checked<'c> {
    /// The quotation.
    pub sought: &'c Sought,
    /// What all texts hold of it.
    pub outcome: &'c Outcome,
    /// Whether they hold it.
    pub verdict: Verdict,
    /// The names of all texts.
    pub sources: &'c [String],
    /// Of the quotation's own text.
    pub index: LineIndex<'c>,
}

impl<'c> Checked<'c> {
    /// A quotation with what all texts hold of it; closes the outcome.
    pub fn new(sought: &'c Sought, outcome: &'c mut Outcome, sources: &'c [String]) -> Self {
        let verdict = outcome.close(&sought.quotation.text);
        Self { sought, outcome, verdict, sources, index: LineIndex::new(&sought.quotation.text) }
    }

    /// The finding, unless nothing like the quotation was found.
    fn finding(&self) -> Option<(&str, &Finding)> {
        let best = self.outcome.best.as_ref().filter(|_| self.verdict != Verdict::Absent)?;
        Some((&self.sources[best.source as usize], &best.what))
    }

    /// Its identifiers, or its line.
    pub fn name(&self) -> String {
        let Quotation { doc_id, quote_id, .. } = &self.sought.quotation;
        match (doc_id, quote_id) {
            (Some(doc), Some(quote)) => format!("{doc} {quote}"),
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) => format!("line {}", self.sought.line),
        }
    }

    /// Passages as (text, in the quotation, in the text).
    pub fn passages(&self) -> Vec<(&str, &Piece, &Piece)> {
        if !self.outcome.parts.is_empty() {
            let parts = self.outcome.parts.iter();
            return parts
                .map(|part| (&*self.sources[part.source as usize], &part.what.quotation, &part.what.source))
                .collect();
        }
        let Some((source, finding)) = self.finding() else { return Vec::new() };
        finding.passages.iter().map(|passage| (source, &passage.quotation, &passage.source)).collect()
    }

    /// The differences from the one text; parts of several have none.
    pub fn differences(&self) -> &[Difference] {
        match self.finding() {
            Some((_, finding)) if self.outcome.parts.is_empty() => &finding.differences,
            _ => &[],
        }
    }

    /// How many letters differ, and how alike the rest is; parts of several texts are the same.
    pub fn distance(&self) -> Option<(u32, f64)> {
        let (_, finding) = self.finding()?;
        let whole = self.outcome.parts.is_empty();
        let similarity = (f64::from(finding.similarity) * 1000.0).round() / 1000.0;
        Some(if whole { (finding.edit_distance, similarity) } else { (0, 1.0) })
    }

    /// A place in the quotation in code points.
    fn own(&self, piece: &Piece) -> Value {
        let [start, end] = [piece.span.start, piece.span.end].map(|byte| self.index.byte_to_char(byte));
        json!({"start": start, "end": end, "text": piece.text})
    }

    /// All of it, as a line of JSON.
    pub fn json(&self) -> Value {
        let there =
            |piece: &Piece| json!({"start": piece.span.start, "end": piece.span.end, "text": piece.text});
        let passages: Vec<_> = self
            .passages()
            .into_iter()
            .map(|(source, own, other)| json!({"doc_id": source, "quotation": self.own(own), "source": there(other)}))
            .collect();
        let differences: Vec<_> = self
            .differences()
            .iter()
            .map(|difference| {
                json!({
                    "kind": difference.kind.name(),
                    "alters": difference.kind.verdict() == Verdict::Altered,
                    "quotation": self.own(&difference.quotation),
                    "source": there(&difference.source),
                })
            })
            .collect();
        let Sought { quotation, line } = self.sought;
        json!({
            "line": line,
            "doc_id": quotation.doc_id,
            "quote_id": quotation.quote_id,
            "text": quotation.text,
            "verdict": self.verdict.name(),
            "similarity": self.distance().map(|distance| distance.1),
            "edit_distance": self.distance().map(|distance| distance.0),
            "word_for_word_in": self.outcome.word_for_word,
            "passages": passages,
            "differences": differences,
        })
    }
}
