//! The notation marks attributions where they stand in a text: `{s1|Ana Lima} {c1|said} {q1|that it works}.`
//!
//! `q` marks content, `s` source, `c` cue; the number tells which attribution, and `{s1,2|…}` serves two. Marks
//! may nest. What cannot stand in the text (the speaker's full name, the outlet) follows in lines of attributes
//! after a line of three hyphens: see [`attributes`](Attributes). [`article`] reads a whole annotated article,
//! [`cases`] a file of small ones.

mod article;
mod attributes;
mod case;

use std::collections::BTreeMap;
use std::path::Path;

pub use article::article;
pub use attributes::Attributes;
pub use case::{Case, cases};

use crate::gold::{CharSpan, Quote};
use crate::kinds::Quoted;
use crate::words::Words;
use crate::{Error, ErrorKind};

/// What a mark says its words are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// `q`: the attributed words.
    Content,
    /// `s`: who it is attributed to.
    Source,
    /// `c`: what signals it.
    Cue,
}

/// A mark of the notation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What its words are.
    pub role: Role,
    /// The attributions that it serves.
    pub numbers: Vec<u32>,
    /// Where its words stand in the text without marks, in code points.
    pub span: CharSpan,
    /// The line in the file where it opens, from 1.
    pub line: usize,
}

/// A text whose marks have been read and taken out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    /// The text without marks.
    pub text: String,
    /// The marks, in the order in which they open.
    pub marks: Vec<Mark>,
}

/// A place in a file, for errors.
#[derive(Clone, Copy)]
struct Place<'p> {
    file: &'p Path,
    line: usize,
}

impl Place<'_> {
    fn error(self, what: impl Into<String>, cure: impl Into<String>) -> Error {
        Error::new(ErrorKind::Notation, self.file, what, cure).at(self.line)
    }
}

/// Reads the marks of a text that begins at `line` of `file`.
pub fn marked(source: &str, file: &Path, mut line: usize) -> Result<Marked, Error> {
    let mut found = Marked::default();
    let mut open: Vec<usize> = Vec::new();
    let mut rest = source;
    let mut at = 0;
    while let Some(c) = rest.chars().next() {
        let place = Place { file, line };
        match c {
            '{' => {
                let (role, numbers, after) = mark_head(rest, place)?;
                open.push(found.marks.len());
                found.marks.push(Mark { role, numbers, span: [at, at], line });
                rest = after;
                continue;
            }
            '}' => {
                let mark = open.pop().ok_or_else(|| place.error("'}' closes no mark", "take it out"))?;
                let mark = &mut found.marks[mark];
                mark.span[1] = at;
                if mark.span[0] == at {
                    return Err(place.error("an empty mark", "put words between '|' and '}'"));
                }
            }
            '|' => return Err(place.error("'|' outside a mark's head", "take it out: the notation needs it")),
            c => {
                found.text.push(c);
                at += 1;
                line += usize::from(c == '\n');
            }
        }
        rest = &rest[c.len_utf8()..];
    }
    match open.last() {
        Some(mark) => {
            let line = found.marks[*mark].line;
            Err(Place { file, line }.error("a mark that is not closed", "close it with '}'"))
        }
        None => Ok(found),
    }
}

/// Reads `{q1,2|` and gives what follows.
fn mark_head<'s>(source: &'s str, place: Place<'_>) -> Result<(Role, Vec<u32>, &'s str), Error> {
    let shown: String = source.chars().take(12).collect();
    let wrong = || {
        let cure =
            "write {q1|…} for content, {s1|…} for source, {c1|…} for cue, {s1,2|…} for two attributions";
        place.error(format!("'{shown}…' opens no mark"), cure)
    };
    let (head, rest) = source[1..].split_once('|').ok_or_else(wrong)?;
    let role = match head.chars().next() {
        Some('q') => Role::Content,
        Some('s') => Role::Source,
        Some('c') => Role::Cue,
        _ => return Err(wrong()),
    };
    let numbers: Result<Vec<u32>, _> = head[1..].split(',').map(str::parse).collect();
    let numbers = numbers.map_err(|_| wrong())?;
    if numbers.contains(&0) {
        return Err(place.error(format!("'{shown}…' has the number 0"), "count attributions from 1"));
    }
    Ok((role, numbers, rest))
}

/// The attributions that marks and attributes make, by number. Kinds are worked out from the text.
fn quotes(marked: &Marked, attributes: &BTreeMap<u32, Attributes>, file: &Path) -> Result<Vec<Quote>, Error> {
    let words = Words::new(&marked.text);
    let quoted = Quoted::new(&words);
    let mut quotes: BTreeMap<u32, Quote> = BTreeMap::new();
    for mark in &marked.marks {
        for number in &mark.numbers {
            let quote = quotes.entry(*number).or_default();
            let spans = match mark.role {
                Role::Content => &mut quote.content,
                Role::Source => &mut quote.source,
                Role::Cue => &mut quote.cue,
            };
            spans.push(mark.span);
            if spans.len() > 1 && mark.role != Role::Content {
                let name = if mark.role == Role::Source { "source" } else { "cue" };
                let place = Place { file, line: mark.line };
                return Err(
                    place.error(format!("attribution {number} has two marks for its {name}"), "keep one")
                );
            }
        }
    }
    in_text_order(marked, file)?;
    let line_of = |number: u32| marked.marks.iter().find(|mark| mark.numbers.contains(&number));
    for (number, quote) in &mut quotes {
        let place = Place { file, line: line_of(*number).map_or(1, |mark| mark.line) };
        if quote.content.is_empty() {
            let what = format!("attribution {number} has no content");
            return Err(place.error(what, format!("mark its words with {{q{number}|…}}")));
        }
        if let Some(given) = attributes.get(number) {
            given.fill(quote);
        }
        quote.id = format!("q{number}");
        quoted.kind(&words.set(&quote.content)).name().clone_into(&mut quote.kind);
    }
    if let Some((number, given)) = attributes.iter().find(|(number, _)| !quotes.contains_key(number)) {
        let what = format!("attributes for {number}, which no mark in the text has");
        return Err(Place { file, line: given.line }.error(what, "mark its words or take the line out"));
    }
    Ok(quotes.into_values().collect())
}

/// Attributions are numbered as they begin, so that a reader finds their attributes in the order of the text.
fn in_text_order(marked: &Marked, file: &Path) -> Result<(), Error> {
    let mut highest = 0;
    for mark in &marked.marks {
        for number in &mark.numbers {
            if *number > highest + 1 {
                let what = format!("attribution {number} begins where {} would", highest + 1);
                let cure = "number attributions from 1 on without gaps, as they begin in the text";
                return Err(Place { file, line: mark.line }.error(what, cure));
            }
            highest = highest.max(*number);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> Result<Marked, Error> {
        marked(source, Path::new("a.txt"), 5)
    }

    #[test]
    fn marks_are_taken_out_and_placed_in_code_points() {
        let found = read("É {s1|Ana} {c1,2|said} {q1|“Ça {s2|va}”}.").unwrap();
        assert_eq!(found.text, "É Ana said “Ça va”.");
        let marks: Vec<_> = found.marks.iter().map(|m| (m.role, m.numbers.clone(), m.span)).collect();
        assert_eq!(
            marks,
            [
                (Role::Source, vec![1], [2, 5]),
                (Role::Cue, vec![1, 2], [6, 10]),
                (Role::Content, vec![1], [11, 18]),
                (Role::Source, vec![2], [15, 17]),
            ]
        );
    }

    #[test]
    fn errors_name_file_and_line() {
        for (source, line, what) in [
            ("a\n{q1|b", 6, "not closed"),
            ("a\nb}\n", 6, "closes no mark"),
            ("{q1|a\n|b}", 6, "'|' outside"),
            ("{x1|a}", 5, "opens no mark"),
            ("{q|a}", 5, "opens no mark"),
            ("\n\n{q1, s|a}", 7, "opens no mark"),
            ("{q1|}", 5, "an empty mark"),
            ("{q0|a}", 5, "number 0"),
            ("{q1 a}", 5, "opens no mark"),
        ] {
            let error = read(source).unwrap_err();
            assert_eq!(error.line(), Some(line), "{error}");
            assert!(error.to_string().contains(what), "{error}");
        }
    }

    #[test]
    fn numbers_need_content_and_follow_one_another() {
        for (source, what) in [
            ("{s1|Ana} said", "attribution 1 has no content"),
            ("{q1|a} {q3|b}", "attribution 3 begins where 2 would"),
            ("{q1|a} {s1|b} {s1|c}", "two marks for its source"),
        ] {
            let error = quotes(&read(source).unwrap(), &BTreeMap::new(), Path::new("a")).unwrap_err();
            assert!(error.to_string().contains(what), "{error}");
        }
        let given = BTreeMap::from([(2, Attributes { line: 9, ..Attributes::default() })]);
        let error = quotes(&read("{q1|a}").unwrap(), &given, Path::new("a")).unwrap_err();
        assert!(error.to_string().contains("a:9: attributes for 2"), "{error}");
    }
}
