//! Documents, quotes and spans: what was found, as Python reads it. Values are made when they are asked for.

use std::sync::Arc;

use inquit::{Attribution, Extraction, Scratch, Span as Bytes};
use inquit_formats::guard::guarded;
use inquit_formats::read::pieces::Pieces;
use inquit_formats::record::{QuoteRecord, Range, Shared, Words, record};
use inquit_formats::{Article, Offsets, OutputFormat, Quotation, Sink, Unit, sink};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::engine::Engine;

/// A text longer than this is cut into pieces, as the command line does.
const LONGEST_WHOLE: usize = 4 << 20;

/// An article with its quotations.
#[pyclass(frozen, module = "inquit")]
pub struct Document {
    /// The article.
    pub article: Arc<Article<'static>>,
    /// What was found, in bytes of the article's text.
    pub found: Extraction,
    /// The number of each quotation.
    numbers: Vec<u32>,
    offsets: Offsets,
    /// Why nothing was found, where extraction broke off.
    pub problem: Option<String>,
}

impl Document {
    /// Extracts from an article.
    pub fn extract(engine: &Engine, article: Arc<Article<'static>>, scratch: &mut Scratch) -> Self {
        let (mut found, mut numbers, mut problem) = (Extraction::default(), Vec::new(), None);
        let mut add =
            |piece: &Article<'_>| match guarded(piece, scratch, |scratch| engine.find(piece, scratch)) {
                Ok(more) => {
                    numbers.extend((piece.first_number()..).take(more.attributions.len()));
                    join(&mut found, more, piece.piece.map_or(0, |piece| piece.start[1]));
                }
                Err(broken) => problem = Some(broken.reason),
            };
        if article.text.len() > LONGEST_WHOLE {
            Pieces::new((*article).clone()).for_each(|piece| add(&piece));
        } else {
            add(&article);
        }
        let mut offsets = Offsets::default();
        offsets.fill(&article.text, Unit::Chars);
        Self { article, found, numbers, offsets, problem }
    }

    /// Its records.
    pub fn records(&self) -> impl Iterator<Item = QuoteRecord<'_>> {
        self.found.attributions.iter().zip(&self.numbers).map(|(one, number)| self.record(one, *number))
    }

    fn record<'d>(&'d self, one: &'d Attribution, number: u32) -> QuoteRecord<'d> {
        record(&self.article, one, number, &self.offsets)
    }

    fn span(&self, range: Range, bytes: Bytes) -> Span {
        Span { start: range.start, end: range.end, text: bytes.slice(&self.article.text).to_owned() }
    }
}

/// Adds what was found in a piece that begins at a byte.
fn join(found: &mut Extraction, mut more: Extraction, start: u32) {
    let before = found.attributions.len();
    let moved = |span: &mut Bytes| *span = Bytes::new(span.start + start, span.end + start);
    for one in &mut more.attributions {
        one.content.iter_mut().chain(&mut one.cue).chain(&mut one.source).for_each(moved);
        one.continues = one.continues.map(|other| other + before);
    }
    more.notes.iter_mut().for_each(|note| moved(&mut note.span));
    found.attributions.append(&mut more.attributions);
    found.notes.append(&mut more.notes);
}

#[pymethods]
impl Document {
    /// The article's name.
    #[getter]
    fn id(&self) -> &str {
        &self.article.id
    }

    /// The article's text, in which all offsets count.
    #[getter]
    fn text(&self) -> &str {
        &self.article.text
    }

    /// The headline.
    #[getter]
    fn title(&self) -> Option<&str> {
        self.article.title.as_deref()
    }

    /// The outlet that published the article.
    #[getter]
    fn publisher(&self) -> Option<&str> {
        self.article.publisher.as_deref()
    }

    /// When it was published, as written.
    #[getter]
    fn published(&self) -> Option<&str> {
        self.article.published.as_deref()
    }

    /// Its address on the web.
    #[getter]
    fn url(&self) -> Option<&str> {
        self.article.url.as_deref()
    }

    /// The quotations, in text order.
    #[getter]
    fn quotes(slf: Bound<'_, Self>) -> Vec<Quote> {
        let count = slf.get().found.attributions.len();
        (0..count).map(|index| Quote { document: slf.clone().unbind(), index }).collect()
    }

    /// Repairs and doubts.
    #[getter]
    fn notes(&self) -> Vec<Note> {
        let note = |note: &inquit::Note| {
            let (start, end) = self.offsets.span(&self.article.text, note.span);
            Note { kind: note.kind.name(), start, end }
        };
        self.found.notes.iter().map(note).collect()
    }

    /// Why nothing was found, where extraction broke off: a defect of inquit.
    #[getter]
    fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// The records as JSON lines, as the command line writes them.
    fn to_jsonl(&self) -> PyResult<String> {
        let (mut out, mut shared) = (Vec::new(), Shared::default());
        for record in self.records() {
            record.write_json_after(&mut out, &mut shared);
            out.push(b'\n');
        }
        Ok(String::from_utf8(out)?)
    }

    /// The document in the common format of gold and predictions: id, text and quotes with offsets.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let mut out = Vec::new();
        Sink::new(OutputFormat::Docs).writer().article(&mut out, &self.article, &self.found);
        from_json(py, &String::from_utf8(out)?)
    }

    fn __len__(&self) -> usize {
        self.found.attributions.len()
    }

    #[expect(clippy::unused_self, reason = "as Python calls it: a document without quotations is one, too")]
    fn __bool__(&self) -> bool {
        true
    }

    fn __iter__(slf: Bound<'_, Self>) -> PyResult<Bound<'_, PyAny>> {
        let py = slf.py();
        Ok(PyList::new(py, Self::quotes(slf))?.try_iter()?.into_any())
    }

    fn __repr__(&self) -> String {
        let (id, length) = (&*self.article.id, self.article.text.chars().count());
        let quotes = match self.found.attributions.len() {
            1 => "1 quote".to_owned(),
            count => format!("{count} quotes"),
        };
        format!("<Document {id:?}, {length} characters, {quotes}>")
    }

    /// The article with its quotations marked, for notebooks.
    fn _repr_html_(&self) -> String {
        sink::html(&self.article, &self.found)
    }
}

/// A value of JSON as Python has it.
pub fn from_json<'py>(py: Python<'py>, json: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.call_method1("loads", (json,))
}

/// One quotation: who said it, in which words, to which outlet.
#[pyclass(frozen, module = "inquit")]
pub struct Quote {
    document: Py<Document>,
    index: usize,
}

impl Quote {
    fn attribution(&self) -> &Attribution {
        &self.document.get().found.attributions[self.index]
    }

    fn record(&self) -> QuoteRecord<'_> {
        let document = self.document.get();
        document.record(self.attribution(), document.numbers[self.index])
    }

    fn words(of: Option<Words<'_>>) -> Option<Span> {
        of.map(|words| Span { start: words.start, end: words.end, text: words.text.to_owned() })
    }

    /// As it is looked for in texts.
    pub fn quotation(&self) -> Quotation {
        let record = self.record();
        Quotation {
            text: record.text.to_string(),
            doc_id: Some(record.doc_id.to_owned()),
            quote_id: Some(record.quote_id.to_string()),
            ..Quotation::default()
        }
    }

    fn owned(text: Option<&str>) -> Option<String> {
        text.map(ToOwned::to_owned)
    }
}

#[pymethods]
impl Quote {
    /// The document that it stands in.
    #[getter]
    fn document(&self, py: Python<'_>) -> Py<Document> {
        self.document.clone_ref(py)
    }

    /// The article's name.
    #[getter]
    fn doc_id(&self) -> &str {
        &self.document.get().article.id
    }

    /// "q1", "q2" … within the article.
    #[getter]
    fn quote_id(&self) -> String {
        self.record().quote_id.to_string()
    }

    /// The outlet that published the article.
    #[getter]
    fn publisher(&self) -> Option<&str> {
        self.document.get().publisher()
    }

    /// When it was published, as written.
    #[getter]
    fn published(&self) -> Option<&str> {
        self.document.get().published()
    }

    /// The article's headline.
    #[getter]
    fn title(&self) -> Option<&str> {
        self.document.get().title()
    }

    /// The article's address on the web.
    #[getter]
    fn url(&self) -> Option<&str> {
        self.document.get().url()
    }

    /// "direct", "mixed" or "indirect".
    #[getter]
    fn kind(&self) -> &'static str {
        self.attribution().kind.name()
    }

    /// The attributed words; several spans are joined with " … ".
    #[getter]
    fn text(&self) -> String {
        self.record().text.into_owned()
    }

    /// Where they stand.
    #[getter]
    fn content(&self) -> Vec<Span> {
        let document = self.document.get();
        let ranges = self.record().content;
        ranges
            .iter()
            .zip(&self.attribution().content)
            .map(|(range, span)| document.span(*range, *span))
            .collect()
    }

    /// The words that signal the attribution.
    #[getter]
    fn cue(&self) -> Option<Span> {
        Self::words(self.record().cue)
    }

    /// The words that name who it is attributed to.
    #[getter]
    fn source(&self) -> Option<Span> {
        Self::words(self.record().source)
    }

    /// Who that is, by the fullest name in the article.
    #[getter]
    fn speaker(&self) -> Option<String> {
        Self::owned(self.record().speaker)
    }

    /// The speaker's identifier in the list of people.
    #[getter]
    fn speaker_id(&self) -> Option<String> {
        Self::owned(self.record().speaker_id)
    }

    /// "person", "organization", "group", "document", "unnamed" or "author".
    #[getter]
    fn speaker_class(&self) -> Option<&'static str> {
        self.record().speaker_class
    }

    /// The speaker's role as the article writes it.
    #[getter]
    fn speaker_role(&self) -> Option<String> {
        Self::owned(self.record().speaker_role)
    }

    /// "he", "she", "they" or "it", where the article uses one.
    #[getter]
    fn speaker_pronoun(&self) -> Option<&'static str> {
        self.record().speaker_pronoun
    }

    /// All who speak, where several do so jointly.
    #[getter]
    fn speakers(&self) -> Option<Vec<String>> {
        let names = self.record().speakers?;
        Some(names.into_iter().map(ToOwned::to_owned).collect())
    }

    /// Whom the words were spoken to.
    #[getter]
    fn addressee(&self) -> Option<String> {
        Self::owned(self.record().addressee)
    }

    /// The outlet that they were given to or taken from.
    #[getter]
    fn outlet(&self) -> Option<String> {
        Self::owned(self.record().outlet)
    }

    /// The outlet's identifier in the list of outlets.
    #[getter]
    fn outlet_id(&self) -> Option<String> {
        Self::owned(self.record().outlet_id)
    }

    /// Whether the outlet was named only in an earlier sentence of the same exchange.
    #[getter]
    fn outlet_inherited(&self) -> Option<bool> {
        self.record().outlet_inherited
    }

    /// How the words were given: "interview", "statement" …
    #[getter]
    fn channel(&self) -> Option<&'static str> {
        self.record().channel
    }

    /// When they were spoken, as exactly as the text tells: 2025-01-13, 2025-W03, 2025-01 or 2025.
    #[getter]
    fn said_on(&self) -> Option<String> {
        self.record().said_on.map(|day| day.to_string())
    }

    /// Whether the cue is negated.
    #[getter]
    fn negated(&self) -> bool {
        self.attribution().negated
    }

    /// The estimated probability that content and source are right, to three decimals.
    #[getter]
    fn confidence(&self) -> f64 {
        inquit_formats::cells::rounded(self.attribution().confidence)
    }

    /// The rule that decided, or "tagged".
    #[getter]
    fn rule(&self) -> &'static str {
        self.attribution().rule
    }

    /// The record, as a line of the command line's JSON has it.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let mut out = Vec::new();
        self.record().write_json_after(&mut out, &mut Shared::default());
        Ok(from_json(py, &String::from_utf8(out)?)?.cast_into()?)
    }

    fn __repr__(&self) -> String {
        let record = self.record();
        let outlet = record.outlet.map(|outlet| format!(" @ {outlet}")).unwrap_or_default();
        format!("<Quote {} {}: {:?}{outlet}>", record.kind, record.speaker.unwrap_or("?"), record.text)
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|other| {
            let other = other.get();
            self.index == other.index && self.document.is(&other.document)
        })
    }

    fn __hash__(&self) -> u64 {
        (self.document.as_ptr() as u64).rotate_left(16) ^ self.index as u64
    }
}

/// A stretch of the text, in code points: `document.text[span.start:span.end] == span.text`.
#[pyclass(frozen, eq, hash, get_all, module = "inquit")]
#[derive(PartialEq, Eq, Hash)]
pub struct Span {
    /// The first.
    start: u32,
    /// One past the last.
    end: u32,
    /// The words.
    text: String,
}

#[pymethods]
impl Span {
    fn __len__(&self) -> usize {
        (self.end - self.start) as usize
    }

    fn __repr__(&self) -> String {
        format!("Span({}, {}, {:?})", self.start, self.end, self.text)
    }
}

/// A repair or a doubt about the text.
#[pyclass(frozen, eq, hash, get_all, module = "inquit")]
#[derive(PartialEq, Eq, Hash)]
pub struct Note {
    /// What.
    kind: &'static str,
    /// Where, in code points.
    start: u32,
    /// One past the last.
    end: u32,
}

#[pymethods]
impl Note {
    fn __repr__(&self) -> String {
        format!("Note({:?}, {}, {})", self.kind, self.start, self.end)
    }
}
