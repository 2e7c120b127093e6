//! Segmentation is scored against treebanks: sentence boundaries and token spans, ours and those of the Unicode
//! rules (UAX #29) side by side.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::ops::AddAssign;
use std::path::Path;

use inquit_tokenizer::{Document, LineIndex, Segments, Span};
use serde::Deserialize;
use unicode_segmentation::UnicodeSegmentation;

/// One document of a treebank, in the common format: offsets are code points.
#[derive(Deserialize)]
struct Gold {
    id: String,
    text: String,
    tokens: Vec<(u32, u32)>,
    sents: Vec<(u32, u32)>,
    genre: Option<String>,
}

impl Gold {
    /// Tokens carry their tags as well, of which nothing is needed here.
    fn parse(line: &str) -> serde_json::Result<Self> {
        #[derive(Deserialize)]
        struct Raw {
            id: String,
            text: String,
            tokens: Vec<Vec<serde_json::Value>>,
            sents: Vec<(u32, u32)>,
            #[serde(default)]
            meta: Meta,
        }
        #[derive(Default, Deserialize)]
        struct Meta {
            genre: Option<String>,
        }
        let Raw { id, text, tokens, sents, meta } = serde_json::from_str(line)?;
        let offset =
            |v: Option<&serde_json::Value>| v.and_then(serde_json::Value::as_u64).unwrap_or(0) as u32;
        let tokens = tokens.iter().map(|t| (offset(t.first()), offset(t.get(1)))).collect();
        Ok(Self { id, text, tokens, sents, genre: meta.genre })
    }
}

/// What was found and what was not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// In gold and found.
    pub tp: u64,
    /// Found, not in gold.
    pub fp: u64,
    /// In gold, not found.
    pub fn_: u64,
}

impl Counts {
    /// The counts of two ascending lists.
    pub(crate) fn of<T: Ord>(gold: &[T], found: &[T]) -> Self {
        let tp = found.iter().filter(|f| gold.binary_search(f).is_ok()).count() as u64;
        Self { tp, fp: found.len() as u64 - tp, fn_: gold.len() as u64 - tp }
    }

    /// Precision, 1 where nothing was found.
    pub fn precision(self) -> f64 {
        ratio(self.tp, self.tp + self.fp)
    }

    /// Recall, 1 where nothing was to be found.
    pub fn recall(self) -> f64 {
        ratio(self.tp, self.tp + self.fn_)
    }

    /// F1, the harmonic mean of both.
    pub fn f1(self) -> f64 {
        ratio(2 * self.tp, 2 * self.tp + self.fp + self.fn_)
    }
}

fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.tp += other.tp;
        self.fp += other.fp;
        self.fn_ += other.fn_;
    }
}

/// How well one segmenter did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Ends of sentences inside a document: the last one of each is no decision and not counted.
    pub boundaries: Counts,
    /// Whole sentences, both ends right.
    pub sentences: Counts,
    /// Tokens with exact spans.
    pub tokens: Counts,
}

impl AddAssign for Score {
    fn add_assign(&mut self, other: Self) {
        self.boundaries += other.boundaries;
        self.sentences += other.sentences;
        self.tokens += other.tokens;
    }
}

/// The scores of one genre of a treebank, or of the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The genre as the file names it; "all" for the whole, "news+interview" for these two together.
    pub genre: String,
    /// How many documents.
    pub documents: usize,
    /// Ours.
    pub ours: Score,
    /// UAX #29: `unicode_sentences` and all word segments that are not blank.
    pub unicode: Score,
}

/// The sentences and tokens of a text, as byte spans.
#[derive(Default)]
struct Cut {
    sentences: Vec<Span>,
    tokens: Vec<Span>,
}

impl Cut {
    fn ours(text: &str) -> Self {
        let doc = Document::with_body(text, 0, Segments::default());
        Self {
            sentences: doc.sentences().iter().map(|s| s.span).collect(),
            tokens: doc.tokens().iter().map(|t| t.span()).collect(),
        }
    }

    fn unicode(text: &str) -> Self {
        let span = |(at, part): (usize, &str)| {
            let start = at + part.len() - part.trim_start().len();
            Span::new(start as u32, (start + part.trim().len()) as u32)
        };
        Self {
            sentences: text.split_sentence_bound_indices().map(span).filter(|s| !s.is_empty()).collect(),
            tokens: text.split_word_bound_indices().map(span).filter(|s| !s.is_empty()).collect(),
        }
    }

    fn gold(gold: &Gold) -> Self {
        let index = LineIndex::new(&gold.text);
        let bytes = |spans: &[(u32, u32)]| {
            let mut spans: Vec<_> = spans
                .iter()
                .map(|(s, e)| Span::new(index.char_to_byte(*s), index.char_to_byte(*e)))
                .collect();
            spans.sort_unstable();
            spans.dedup();
            spans
        };
        Self { sentences: bytes(&gold.sents), tokens: bytes(&gold.tokens) }
    }

    fn boundaries(&self) -> Vec<u32> {
        let mut ends: Vec<u32> = self.sentences.iter().map(|s| s.end).collect();
        ends.pop();
        ends
    }

    fn score(&self, gold: &Self) -> Score {
        Score {
            boundaries: Counts::of(&gold.boundaries(), &self.boundaries()),
            sentences: Counts::of(&gold.sentences, &self.sentences),
            tokens: Counts::of(&gold.tokens, &self.tokens),
        }
    }
}

/// Scores both segmenters on a treebank in the common format (JSONL with `text`, `tokens`, `sents`): the whole
/// first, then each genre by itself.
pub fn score(gold_path: &Path) -> io::Result<Vec<Row>> {
    let mut rows = BTreeMap::new();
    for gold in read(gold_path)? {
        let cut = Cut::gold(&gold);
        let (ours, unicode) = (Cut::ours(&gold.text).score(&cut), Cut::unicode(&gold.text).score(&cut));
        let genre = gold.genre.as_deref().unwrap_or("");
        let mut groups = vec!["all"];
        if !genre.is_empty() {
            groups.push(genre);
        }
        if matches!(genre, "news" | "interview") {
            groups.push("news+interview");
        }
        for group in groups {
            // The whole sorts first, whatever the genres are called.
            let row: &mut Row = rows.entry((group != "all", group.to_owned())).or_default();
            group.clone_into(&mut row.genre);
            row.documents += 1;
            row.ours += ours;
            row.unicode += unicode;
        }
    }
    Ok(rows.into_values().collect())
}

fn read(path: &Path) -> io::Result<Vec<Gold>> {
    let mut documents = Vec::new();
    for (number, line) in BufReader::new(File::open(path)?).lines().enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let gold = Gold::parse(&line).map_err(|e| {
            io::Error::new(io::ErrorKind::InvalidData, format!("{}:{}: {e}", path.display(), number + 1))
        })?;
        documents.push(gold);
    }
    Ok(documents)
}

/// The rows as a table for reading.
pub fn table(rows: &[Row]) -> String {
    let mut table = format!(
        "{:<16}{:>6}  {:^31}  {:^31}  {:^31}\n{:<16}{:>6}",
        "", "", "sentence boundaries", "whole sentences", "tokens", "genre", "docs"
    );
    for _ in 0..3 {
        let _ = write!(table, "  {:>7}{:>8}{:>8}{:>8}", "P", "R", "F1", "UAX #29");
    }
    table.push('\n');
    for row in rows {
        let _ = write!(table, "{:<16}{:>6}", row.genre, row.documents);
        for (ours, unicode) in [
            (row.ours.boundaries, row.unicode.boundaries),
            (row.ours.sentences, row.unicode.sentences),
            (row.ours.tokens, row.unicode.tokens),
        ] {
            let _ = write!(
                table,
                "  {:>7.2}{:>8.2}{:>8.2}{:>8.2}",
                100.0 * ours.precision(),
                100.0 * ours.recall(),
                100.0 * ours.f1(),
                100.0 * unicode.f1()
            );
        }
        table.push('\n');
    }
    table
}

/// What we did otherwise than gold, one line each: `sentence` or `token`, `missing` or `extra`, the document and the
/// words around it.
pub fn differences(gold_path: &Path) -> io::Result<Vec<String>> {
    let mut lines = Vec::new();
    for gold in read(gold_path)? {
        let (cut, ours) = (Cut::gold(&gold), Cut::ours(&gold.text));
        let (text, id) = (gold.text.as_str(), &gold.id);
        let (theirs, mine) = (cut.boundaries(), ours.boundaries());
        let mut note_end = |what: &str, ends: &[u32], others: &[u32]| {
            for end in ends.iter().filter(|e| others.binary_search(e).is_err()) {
                lines.push(format!("sentence {what} {id}: {}", around(text, Span::new(*end, *end))));
            }
        };
        note_end("missing", &theirs, &mine);
        note_end("extra", &mine, &theirs);
        for (what, list, others) in
            [("missing", &cut.tokens, &ours.tokens), ("extra", &ours.tokens, &cut.tokens)]
        {
            for span in list.iter().filter(|s| others.binary_search(s).is_err()) {
                lines.push(format!("token {what} {id}: {}", around(text, *span)));
            }
        }
    }
    Ok(lines)
}

/// A span in brackets with some words on both sides.
pub(crate) fn around(text: &str, span: Span) -> String {
    let boundary = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (start, end) = (span.start as usize, span.end as usize);
    let (from, to) = (boundary(start.saturating_sub(40)), boundary((end + 30).min(text.len())));
    format!("{}[{}]{}", &text[from..start], &text[start..end], &text[end..to]).replace('\n', "⏎")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_compare_ascending_lists() {
        let counts = Counts::of(&[1, 3, 5], &[1, 2, 5, 9]);
        assert_eq!(counts, Counts { tp: 2, fp: 2, fn_: 1 });
        assert!((counts.f1() - 4.0 / 7.0).abs() < 1e-9);
    }

    #[test]
    fn gold_in_code_points_meets_bytes() {
        let line = r#"{"id":"x","text":"Él va. Ok.","tokens":[[0,2,"PRON"],[3,5,"VERB"],[5,6,"PUNCT"],[7,9,"INTJ"],[9,10,"PUNCT"]],
            "sents":[[0,6],[7,10]],"meta":{"genre":"news"}}"#;
        let gold = Gold::parse(line).unwrap();
        let score = Cut::ours(&gold.text).score(&Cut::gold(&gold));
        assert_eq!(score.tokens, Counts { tp: 5, fp: 0, fn_: 0 });
        assert_eq!(score.boundaries, Counts { tp: 1, fp: 0, fn_: 0 });
    }
}
