//! A mask is a text whose quotations are placeholders such as `[[Q1]]`: it can be rewritten or translated, and the
//! words put back afterwards, byte for byte.
//!
//! Only the words between the quotation marks are replaced, so that the marks may become those of another language.
//! Placeholders are known again with other blanks, letter case, brackets or digits, or with one bracket of two.

use inquit_tokenizer::{Document, Segments, Span};

use crate::attribution::{Attribution, Kind};
use crate::extract::Input;
use crate::lexicon::Sheet;
use crate::quoted::{self, QuotedSpan};

/// Which words are masked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct What {
    /// All that stands between quotation marks, not only what somebody is said to have said.
    pub all_marked: bool,
    /// The content of indirect quotations, too.
    pub indirect: bool,
}

/// A text with placeholders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Masked {
    /// The text.
    pub text: String,
    /// What the placeholders begin with.
    pub label: String,
    /// The words of each, from number 1.
    pub words: Vec<String>,
}

/// What is wrong with a text whose placeholders went through other hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The placeholder of that number is not there.
    Lost(usize),
    /// The placeholder of that number is there again, at this place in the masked text, in bytes.
    Repeated(usize, Span),
    /// A placeholder that there never was, at this place in the masked text, in bytes.
    Invented(Span),
}

/// A text with its words put back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// The text. A repeated placeholder got its words each time, an invented one stands as it was.
    pub text: String,
    /// Where the words of each placeholder stand, in bytes; `None` where it was lost.
    pub places: Vec<Option<Span>>,
    /// What is wrong, by place, what was lost at the end. Without any, every placeholder was there once.
    pub faults: Vec<Fault>,
}

/// The spans that are masked in an article, in order, none within another.
pub fn spans(input: Input<'_>, attributions: &[Attribution], what: What) -> Vec<Span> {
    let doc = Document::with_body(input.text, input.body_start, Segments::default());
    let (mut marked, mut notes) = (Vec::new(), Vec::new());
    quoted::find(&doc, &Sheet::new(&doc).lex, &mut marked, &mut notes);
    let contents = |kind: fn(Kind) -> bool| {
        attributions.iter().filter(move |one| kind(one.kind)).flat_map(|one| one.content.iter().copied())
    };
    let said: Vec<_> = contents(|kind| kind != Kind::Indirect).collect();
    let is_said =
        |quoted: &&QuotedSpan| what.all_marked || said.iter().any(|span| span.overlaps(quoted.span));
    let mut spans: Vec<_> = marked
        .iter()
        .filter(|quoted| quoted.depth == 0)
        .filter(is_said)
        .map(|quoted| between_marks(quoted, input.text))
        .collect();
    if what.indirect {
        spans.extend(contents(|kind| kind == Kind::Indirect).map(|span| trimmed(span, input.text)));
    }
    spans.retain(|span| !span.is_empty());
    spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    let mut end = 0;
    spans.retain(|span| {
        let behind = span.start >= end;
        end = end.max(span.end);
        behind
    });
    spans
}

/// The words of a quoted span without its marks.
fn between_marks(quoted: &QuotedSpan, text: &str) -> Span {
    let mut letters = quoted.span.slice(text).chars();
    let mut span = quoted.span;
    if quoted.opened {
        span.start += letters.next().map_or(0, char::len_utf8) as u32;
    }
    if quoted.closed {
        span.end -= letters.next_back().map_or(0, char::len_utf8) as u32;
    }
    trimmed(span, text)
}

fn trimmed(span: Span, text: &str) -> Span {
    let words = span.slice(text);
    let start = span.start + (words.len() - words.trim_start().len()) as u32;
    Span::new(start, (span.start + words.trim_end().len() as u32).max(start))
}

/// Replaces spans of a text, in order and none within another, by placeholders.
///
/// ```
/// use inquit::{Span, mask};
/// let masked = mask::mask("\"It works,\" she said.", &[Span::new(1, 10)]);
/// assert_eq!(masked.text, "\"[[Q1]]\" she said.");
/// let changed = "« [[ q1 ]] », dit-elle.";
/// let restored = mask::restore(changed, &masked.label, &masked.words);
/// assert_eq!(restored.text, "« It works, », dit-elle.");
/// assert!(restored.faults.is_empty());
/// ```
pub fn mask(text: &str, spans: &[Span]) -> Masked {
    let mut label = "Q".to_owned();
    // The text may speak of placeholders itself.
    while !placeholders(text, &label).is_empty() {
        label.push('Q');
    }
    let mut masked = Masked { label, ..Masked::default() };
    let mut end = 0;
    for span in spans {
        masked.text.push_str(&text[end..span.start as usize]);
        masked.words.push(span.slice(text).to_owned());
        masked.text.push_str(&placeholder(&masked.label, masked.words.len()));
        end = span.end as usize;
    }
    masked.text.push_str(&text[end..]);
    masked
}

/// As a placeholder is written.
pub fn placeholder(label: &str, number: usize) -> String {
    format!("[[{label}{number}]]")
}

/// Puts the words of each placeholder back.
pub fn restore(masked: &str, label: &str, words: &[String]) -> Restored {
    let mut restored = Restored { places: vec![None; words.len()], ..Restored::default() };
    let mut end = 0;
    for (span, number) in placeholders(masked, label) {
        let Some(words) = number.checked_sub(1).and_then(|at| words.get(at)) else {
            restored.faults.push(Fault::Invented(span));
            continue;
        };
        restored.text.push_str(&masked[end..span.start as usize]);
        end = span.end as usize;
        let start = restored.text.len() as u32;
        restored.text.push_str(words);
        let place = &mut restored.places[number - 1];
        if place.is_some() {
            restored.faults.push(Fault::Repeated(number, span));
        } else {
            *place = Some(Span::new(start, restored.text.len() as u32));
        }
    }
    restored.text.push_str(&masked[end..]);
    let lost = restored.places.iter().zip(1..).filter(|(place, _)| place.is_none());
    restored.faults.extend(lost.map(|(_, number)| Fault::Lost(number)));
    restored
}

/// Every placeholder of a text with its number.
fn placeholders(text: &str, label: &str) -> Vec<(Span, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find(is_opening) {
        let start = at + open;
        let mut reader = Reader { text, at: start, escaped: false };
        match reader.placeholder(label) {
            Some(number) => {
                // Markdown escapes brackets: the first one's backslash stands before it.
                let escape = usize::from(reader.escaped && text[at..start].ends_with('\\'));
                found.push((Span::new((start - escape) as u32, reader.at as u32), number));
                at = reader.at;
            }
            None => at = start + text[start..].chars().next().map_or(1, char::len_utf8),
        }
    }
    found
}

/// Reads one placeholder as a careless hand may have left it.
struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// Whether a backslash stood before the closing bracket.
    escaped: bool,
}

impl Reader<'_> {
    /// Its number; one too large for any becomes the largest.
    fn placeholder(&mut self, label: &str) -> Option<usize> {
        self.take(is_opening)?;
        let both = self.spaced(is_opening);
        self.blanks();
        for wanted in label.chars() {
            self.take(|c| plain(c).eq_ignore_ascii_case(&wanted))?;
        }
        self.blanks();
        self.take(|c| matches!(c, '-' | '_' | ':'));
        self.blanks();
        let mut number = digit(self.take(|c| digit(c).is_some())?)?;
        while let Some(next) = self.take(|c| digit(c).is_some()).and_then(digit) {
            number = number.saturating_mul(10).saturating_add(next);
        }
        self.blanks();
        self.escaped = self.take(|c| c == '\\').is_some();
        self.take(is_closing)?;
        if both {
            self.spaced(is_closing);
        }
        Some(number)
    }

    /// Takes a bracket, with blanks or a backslash before it; takes nothing if there is none.
    fn spaced(&mut self, is: fn(char) -> bool) -> bool {
        let start = self.at;
        self.blanks();
        self.take(|c| c == '\\');
        let taken = self.take(is).is_some();
        if !taken {
            self.at = start;
        }
        taken
    }

    fn blanks(&mut self) {
        while self.take(|c| c.is_whitespace() || c == '\u{200b}').is_some() {}
    }

    fn take(&mut self, is: impl Fn(char) -> bool) -> Option<char> {
        let c = self.text[self.at..].chars().next().filter(|c| is(*c))?;
        self.at += c.len_utf8();
        Some(c)
    }
}

fn is_opening(c: char) -> bool {
    matches!(c, '[' | '［' | '【' | '〔' | '⟦')
}

fn is_closing(c: char) -> bool {
    matches!(c, ']' | '］' | '】' | '〕' | '⟧')
}

/// A letter of full width as one of ASCII.
fn plain(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// A digit of ASCII, of full width, Arabic, Persian or Devanagari.
fn digit(c: char) -> Option<usize> {
    let noughts = ['0', '\u{ff10}', '\u{660}', '\u{6f0}', '\u{966}'];
    let value = |nought: &char| u32::from(c).checked_sub(u32::from(*nought)).filter(|digit| *digit < 10);
    noughts.iter().find_map(value).map(|digit| digit as usize)
}
