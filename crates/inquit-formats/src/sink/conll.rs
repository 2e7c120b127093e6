//! CoNLL: a token a line between tabs, sentences parted by blank lines, and for source, cue and content a column each.
//!
//! A cell is `O`, or `B-` (the span begins here) or `I-` (it goes on) with the quotation's number within the article;
//! several stand between bars (`I-q1|B-q2`). A token that a span cuts is written in pieces, so that every span can be
//! read back. Start and end are offsets into the untouched text. Lines that begin with `#` are comments: the origin,
//! `newdoc`, `newpar`, and for each quotation its labels as JSON.

use std::io::Write;

use inquit::Extraction;
use inquit_tokenizer::{Document, Segments, Span};

use super::marks::{Mark, Part, in_line, labels, marks};
use crate::record::record;
use crate::{Article, Offsets, Origin, json};

/// Appends the comments that stand before all articles.
pub fn head(out: &mut Vec<u8>, origin: &Origin) {
    out.extend_from_slice(b"# inquit = ");
    out.extend_from_slice(origin.json().as_bytes());
    out.extend_from_slice(b"\n# global.columns = ID FORM START END SOURCE CUE CONTENT\n\n");
}

/// Appends one article.
pub fn article(out: &mut Vec<u8>, article: &Article<'_>, found: &Extraction, offsets: &Offsets) {
    let text = &*article.text;
    let _ = writeln!(out, "# newdoc id = {}", in_line(&article.own_id()));
    for (attribution, number) in found.attributions.iter().zip(1..) {
        let record = record(article, attribution, number, offsets);
        let _ = writeln!(out, "# quotation = {}", labels(&record));
    }
    let doc = Document::with_body(text, article.body_start, Segments::default());
    let mut marks = marks(found);
    marks.sort_by_key(|mark| (mark.span.start, mark.attribution, mark.number));
    let mut columns = Columns { marks: &marks, next: 0, open: Vec::new() };
    if doc.sentences().is_empty() {
        out.push(b'\n');
    }
    let mut paragraph = None;
    for sentence in doc.sentences() {
        if paragraph.replace(sentence.paragraph) != Some(sentence.paragraph) {
            out.extend_from_slice(b"# newpar\n");
        }
        let mut number = 0;
        for token in &doc.tokens()[sentence.tokens.range()] {
            for piece in columns.pieces(token.span()) {
                number += 1;
                json::number(out, number);
                let (start, end) = offsets.span(text, piece);
                let _ = write!(out, "\t{}\t{start}\t{end}", piece.slice(text));
                columns.cells(out, piece);
                out.push(b'\n');
            }
        }
        out.push(b'\n');
    }
}

/// The marks, as a walk through the text meets them.
struct Columns<'m> {
    marks: &'m [Mark],
    next: usize,
    open: Vec<(Mark, bool)>,
}

impl Columns<'_> {
    /// The token cut where marks begin and end in it; marks that ended before it are left behind.
    fn pieces(&mut self, token: Span) -> Vec<Span> {
        self.open.retain(|(mark, _)| mark.span.end > token.start);
        while let Some(mark) = self.marks.get(self.next).filter(|mark| mark.span.start < token.end) {
            if mark.span.end > token.start {
                self.open.push((*mark, false));
            }
            self.next += 1;
        }
        let edges = self.open.iter().flat_map(|(mark, _)| [mark.span.start, mark.span.end]);
        let mut cuts: Vec<u32> = edges.filter(|at| token.start < *at && *at < token.end).collect();
        cuts.extend([token.start, token.end]);
        cuts.sort_unstable();
        cuts.dedup();
        cuts.windows(2).map(|ends| Span::new(ends[0], ends[1])).collect()
    }

    fn cells(&mut self, out: &mut Vec<u8>, piece: Span) {
        for part in [Part::Source, Part::Cue, Part::Content] {
            out.push(b'\t');
            let before = out.len();
            for (mark, begun) in &mut self.open {
                if mark.part == part && mark.span.overlaps(piece) {
                    if out.len() > before {
                        out.push(b'|');
                    }
                    let begins = !std::mem::replace(begun, true);
                    let _ = write!(out, "{}-q{}", if begins { 'B' } else { 'I' }, mark.attribution + 1);
                }
            }
            if out.len() == before {
                out.push(b'O');
            }
        }
    }
}
