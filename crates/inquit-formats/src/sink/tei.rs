//! TEI: one corpus, an article a `<TEI>`; content is `<said who toWhom>`, a source `<rs type="source">`, a cue
//! `<seg type="cue">`, each linked to its quotation. The characters of `<text>` are those of the article.
//!
//! XML elements must nest: a span that runs over paragraphs, or over the edge of another, is in fragments, linked by
//! `next` and `prev`. Characters that XML cannot hold become U+FFFD, one for one.
//!
//! Identifiers hold the article's number in the file, which only the one who writes in order knows: articles are
//! made with [`NUMBER`] in its place, and [`Numbering`] puts it in.

use std::collections::BTreeMap;
use std::io::{self, Write};

use inquit::{Attribution, Extraction, SpeakerClass};
use inquit_tokenizer::{Document, Segments, Span};

use super::marks::{Mark, Part, marks};
use super::nested::{Piece, nest};
use crate::record::{QuoteRecord, record};
use crate::{Article, Offsets, Origin};

/// Stands where the article's number belongs. XML can hold neither this character nor the next.
const NUMBER: u8 = 0;
/// Stands where an article begins.
const BEGIN: u8 = 1;

/// Puts the numbers of articles in.
#[derive(Debug, Default)]
pub struct Numbering {
    article: u64,
}

impl From<u64> for Numbering {
    /// Goes on behind so many articles.
    fn from(article: u64) -> Self {
        Self { article }
    }
}

impl Numbering {
    /// Writes the bytes of one batch.
    pub fn write(&mut self, bytes: &[u8], out: &mut dyn Write) -> io::Result<()> {
        let mut from = 0;
        for at in memchr::memchr2_iter(NUMBER, BEGIN, bytes) {
            out.write_all(&bytes[from..at])?;
            from = at + 1;
            if bytes[at] == BEGIN {
                self.article += 1;
            } else {
                write!(out, "{}", self.article)?;
            }
        }
        out.write_all(&bytes[from..])
    }
}

/// Appends what stands before all articles.
pub fn head(out: &mut Vec<u8>, origin: &Origin) {
    out.extend_from_slice(
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<teiCorpus xmlns=\"http://www.tei-c.org/ns/1.0\">\n<teiHeader>\n\
          <fileDesc><titleStmt><title>Quotations found by inquit</title></titleStmt>\
          <publicationStmt><p/></publicationStmt><sourceDesc><p/></sourceDesc></fileDesc>\n\
          <encodingDesc>\n<appInfo><application ident=\"inquit\" version=\"",
    );
    out.extend_from_slice(crate::origin::VERSION.as_bytes());
    out.extend_from_slice(b"\"><label>inquit</label>");
    for (name, value) in origin.entries() {
        let _ = write!(out, "<desc type=\"{name}\">");
        escaped(out, &value);
        out.extend_from_slice(b"</desc>");
    }
    out.extend_from_slice(b"</application></appInfo>\n<classDecl><taxonomy>");
    for kind in ["direct", "mixed", "indirect"] {
        let _ = write!(out, "<category xml:id=\"{kind}\"><catDesc>{kind} quotation</catDesc></category>");
    }
    out.extend_from_slice(b"</taxonomy></classDecl>\n</encodingDesc>\n</teiHeader>\n");
}

/// Appends what stands behind all articles.
pub fn tail(out: &mut Vec<u8>) {
    out.extend_from_slice(b"</teiCorpus>\n");
}

/// Appends one article, its number left open.
pub fn article(out: &mut Vec<u8>, article: &Article<'_>, found: &Extraction, offsets: &Offsets) {
    let records: Vec<_> = found
        .attributions
        .iter()
        .zip(1..)
        .map(|(attribution, number)| record(article, attribution, number, offsets))
        .collect();
    let cast = Cast::of(&found.attributions);
    out.extend_from_slice(&[BEGIN]);
    out.extend_from_slice(b"<TEI><teiHeader><fileDesc><titleStmt><title>");
    escaped(out, article.title.as_deref().unwrap_or(&article.own_id()));
    out.extend_from_slice(b"</title></titleStmt><publicationStmt><publisher>");
    escaped(out, article.publisher.as_deref().unwrap_or(""));
    out.extend_from_slice(b"</publisher>");
    if let Some(date) = &article.published {
        out.extend_from_slice(b"<date>");
        escaped(out, date);
        out.extend_from_slice(b"</date>");
    }
    for (kind, value) in [("doc_id", Some(&*article.own_id())), ("URL", article.url.as_deref())] {
        if let Some(value) = value {
            let _ = write!(out, "<idno type=\"{kind}\">");
            escaped(out, value);
            out.extend_from_slice(b"</idno>");
        }
    }
    out.extend_from_slice(b"</publicationStmt><sourceDesc><p>");
    escaped(out, &article.place.to_string());
    out.extend_from_slice(b"</p></sourceDesc></fileDesc>");
    cast.write(out);
    out.extend_from_slice(b"</teiHeader>\n<text>");
    Body { article, records: &records, cast: &cast }.write(out, found);
    out.extend_from_slice(b"</text></TEI>\n");
}

/// Who takes part in an article's quotations: speakers, outlets and addressees, each once.
struct Cast<'a> {
    /// Element, name and identifier to number.
    numbers: BTreeMap<(&'static str, &'a str, Option<&'a str>), usize>,
}

impl<'a> Cast<'a> {
    fn of(attributions: &'a [Attribution]) -> Self {
        let mut cast = Self { numbers: BTreeMap::new() };
        for attribution in attributions {
            for member in speakers(attribution).chain(hearers(attribution)) {
                let next = cast.numbers.len() + 1;
                cast.numbers.entry(member).or_insert(next);
            }
        }
        cast
    }

    fn write(&self, out: &mut Vec<u8>) {
        if self.numbers.is_empty() {
            return;
        }
        out.extend_from_slice(b"<profileDesc><particDesc>");
        for (list, element, name_element) in
            [("listPerson", "person", "persName"), ("listOrg", "org", "orgName")]
        {
            let mut of_list = self.numbers.iter().filter(|((own, ..), _)| *own == element).peekable();
            if of_list.peek().is_none() {
                continue;
            }
            let _ = write!(out, "<{list}>");
            for ((_, name, id), number) in of_list {
                let _ = write!(out, "<{element} xml:id=\"d");
                out.push(NUMBER);
                let _ = write!(out, ".s{number}\"><{name_element}>");
                escaped(out, name);
                let _ = write!(out, "</{name_element}>");
                if let Some(id) = id {
                    out.extend_from_slice(b"<idno>");
                    escaped(out, id);
                    out.extend_from_slice(b"</idno>");
                }
                let _ = write!(out, "</{element}>");
            }
            let _ = write!(out, "</{list}>");
        }
        out.extend_from_slice(b"</particDesc></profileDesc>");
    }

    /// Appends an attribute that points to members, if there are any.
    fn attribute(
        &self,
        out: &mut Vec<u8>,
        name: &str,
        members: impl Iterator<Item = (&'static str, &'a str, Option<&'a str>)>,
    ) {
        let numbers: Vec<usize> = members.filter_map(|member| self.numbers.get(&member).copied()).collect();
        for (at, number) in numbers.iter().enumerate() {
            let _ = if at == 0 { write!(out, " {name}=\"#d") } else { write!(out, " #d") };
            out.push(NUMBER);
            let _ = write!(out, ".s{number}");
        }
        if !numbers.is_empty() {
            out.push(b'"');
        }
    }
}

fn speakers(attribution: &Attribution) -> impl Iterator<Item = (&'static str, &str, Option<&str>)> {
    attribution.speaker.iter().chain(&attribution.joint).map(|speaker| {
        let element = match speaker.class {
            SpeakerClass::Person | SpeakerClass::Unnamed | SpeakerClass::Author => "person",
            SpeakerClass::Organization | SpeakerClass::Group | SpeakerClass::Document => "org",
        };
        (element, &*speaker.name, speaker.id.as_deref())
    })
}

/// Addressee and outlet.
fn hearers(attribution: &Attribution) -> impl Iterator<Item = (&'static str, &str, Option<&str>)> {
    let addressee = attribution.addressee.iter().map(|name| ("org", &**name, None));
    addressee.chain(attribution.outlet.iter().map(|outlet| ("org", &*outlet.name, outlet.id.as_deref())))
}

struct Body<'a> {
    article: &'a Article<'a>,
    records: &'a [QuoteRecord<'a>],
    cast: &'a Cast<'a>,
}

impl Body<'_> {
    /// Every character of the text once: paragraphs with their marks, and the white space between them.
    fn write(&self, out: &mut Vec<u8>, found: &Extraction) {
        let text = &*self.article.text;
        let doc = Document::with_body(text, self.article.body_start, Segments::default());
        let paragraphs: Vec<Span> = doc.paragraphs().iter().map(|paragraph| paragraph.span).collect();
        let marks = marks(found);
        let (pieces, fragments) = nest(&marks, &paragraphs);
        let mut at = paragraphs.first().map_or(text.len() as u32, |first| first.start);
        front(out, Span::new(0, at).slice(text));
        out.extend_from_slice(if paragraphs.is_empty() { b"<body><p/>" } else { b"<body>" });
        let mut open = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Paragraph(span) => {
                    escaped(out, Span::new(at, span.start).slice(text));
                    out.extend_from_slice(b"<p>");
                    at = span.end;
                }
                Piece::Text(span) => escaped(out, span.slice(text)),
                Piece::Open { mark, fragment } => {
                    open.push(mark);
                    self.open(out, &marks[mark], fragment, fragments[mark], &found.attributions);
                }
                Piece::Close => {
                    let end = open.pop().map_or("", |mark| element(marks[mark].part));
                    let _ = write!(out, "</{end}>");
                }
                Piece::End => out.extend_from_slice(b"</p>"),
            }
        }
        escaped(out, Span::new(at, text.len() as u32).slice(text));
        out.extend_from_slice(b"</body>");
    }

    fn open(&self, out: &mut Vec<u8>, mark: &Mark, fragment: usize, of: usize, all: &[Attribution]) {
        let quotation = mark.attribution + 1;
        let (letter, name) = match mark.part {
            Part::Content => ("q", "said"),
            Part::Source => ("r", "rs type=\"source\""),
            Part::Cue => ("c", "seg type=\"cue\""),
        };
        let id = |out: &mut Vec<u8>, before: &str, fragment: usize| {
            let _ = write!(out, " {before}d");
            out.push(NUMBER);
            let _ = write!(out, ".{letter}{quotation}.{}", mark.number + 1);
            let _ = if fragment > 0 { write!(out, ".{fragment}\"") } else { write!(out, "\"") };
        };
        let _ = write!(out, "<{name}");
        id(out, "xml:id=\"", fragment);
        // The parts of one quotation have its number in common.
        let _ = write!(out, " n=\"q{quotation}\"");
        if mark.part == Part::Content {
            let (attribution, record) = (&all[mark.attribution], &self.records[mark.attribution]);
            self.cast.attribute(out, "who", speakers(attribution));
            self.cast.attribute(out, "toWhom", hearers(attribution));
            let direct = match record.kind {
                "direct" => "true",
                "indirect" => "false",
                _ => "unknown",
            };
            let _ = write!(out, " direct=\"{direct}\" ana=\"#{}\" cert=\"", record.kind);
            crate::json::probability(out, record.confidence);
            out.push(b'"');
        }
        if of > 1 {
            if fragment > 0 {
                id(out, "prev=\"#", fragment - 1);
            }
            if fragment + 1 < of {
                id(out, "next=\"#", fragment + 1);
            }
        }
        out.push(b'>');
    }
}

/// What stands before the body: white space, or a header of metadata.
fn front(out: &mut Vec<u8>, text: &str) {
    let header = text.trim();
    if header.is_empty() {
        return escaped(out, text);
    }
    let start = text.len() - text.trim_start().len();
    escaped(out, &text[..start]);
    out.extend_from_slice(b"<front><p>");
    escaped(out, header);
    out.extend_from_slice(b"</p></front>");
    escaped(out, &text[start + header.len()..]);
}

fn element(part: Part) -> &'static str {
    match part {
        Part::Content => "said",
        Part::Source => "rs",
        Part::Cue => "seg",
    }
}

/// Appends character data: what XML reserves as entities, what it cannot hold as U+FFFD.
fn escaped(out: &mut Vec<u8>, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.extend_from_slice(b"&amp;"),
            '<' => out.extend_from_slice(b"&lt;"),
            '>' => out.extend_from_slice(b"&gt;"),
            // As it is, a reader would make a line feed of it.
            '\r' => out.extend_from_slice(b"&#13;"),
            '\t' | '\n' => out.push(c as u8),
            '\0'..'\u{20}' | '\u{fffe}' | '\u{ffff}' => out.extend_from_slice("\u{fffd}".as_bytes()),
            _ => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
}
