//! Entities are the names of people, organisations and other things that a data set marks, and how many of them are
//! found: exact spans with their kinds.
//!
//! Three forms are read, one JSON object a line: tokens with tags ("B-PER"), whose tokens are joined by blanks; a text
//! with entities (start, end, type in code points); a treebank with mentions of all kinds, of which those whose head is
//! a proper noun are taken by the proper nouns around it.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use inquit::lexicon::{self, Lex};
use inquit::{Extractor, NameKind};
use inquit_tokenizer::{LineIndex, Span};
use rayon::prelude::*;
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::segmentation::{Counts, around};
use crate::{Error, ErrorKind};

/// A text with its entities.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annotated {
    /// The text.
    pub text: String,
    /// In text order, in bytes; none inside another.
    pub entities: Vec<(Span, NameKind)>,
}

/// How the tokens of a set that has no text are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// By a blank each.
    Blanks,
    /// As they would be written: no blank before a comma, none behind an opening bracket.
    Written,
}

/// The texts of a file.
pub fn load(path: &Path, join: Join) -> Result<Vec<Annotated>, Error> {
    let file = File::open(path).map_err(|error| Error::io(path, &error))?;
    let mut texts = Vec::new();
    for (number, line) in BufReader::new(file).lines().enumerate() {
        let line = line.map_err(|error| Error::io(path, &error).at(number + 1))?;
        if line.trim().is_empty() {
            continue;
        }
        let wrong = |what: &str| {
            let cure = "give documents with tokens and tags, with text and entities, or with text, tokens and mentions";
            Error::new(ErrorKind::Document, path, what, cure).at(number + 1)
        };
        let raw: Raw = serde_json::from_str(&line).map_err(|error| wrong(&error.to_string()))?;
        texts.push(raw.annotated(join).map_err(wrong)?);
    }
    Ok(texts)
}

#[derive(Deserialize)]
struct Raw {
    text: Option<String>,
    #[serde(default)]
    tokens: Vec<Token>,
    tags: Option<Vec<String>>,
    entities: Option<Vec<(u32, u32, String)>>,
    mentions: Option<Vec<Mention>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Token {
    Word(String),
    /// Start, end, class, tag, lemma, head, relation.
    Parsed(u32, u32, String, IgnoredAny, IgnoredAny, i64, IgnoredAny),
    /// Start, end.
    Bare(IgnoredAny, IgnoredAny),
}

/// Start, end, type, entity, status, article.
#[derive(Deserialize)]
struct Mention(u32, u32, String, IgnoredAny, IgnoredAny, IgnoredAny);

impl Raw {
    fn annotated(self, join: Join) -> Result<Annotated, &'static str> {
        if let Some(tags) = &self.tags {
            let words: Option<Vec<&str>> = self
                .tokens
                .iter()
                .map(|token| if let Token::Word(word) = token { Some(word.as_str()) } else { None })
                .collect();
            let words = words.filter(|words| words.len() == tags.len()).ok_or("tokens and tags differ")?;
            return Ok(tagged(&words, tags, join));
        }
        let text = self.text.ok_or("it has neither tags nor text")?;
        let index = LineIndex::new(&text);
        let bytes = |start: u32, end: u32| Span::new(index.char_to_byte(start), index.char_to_byte(end));
        let mut entities: Vec<(Span, NameKind)> = match (self.entities, self.mentions) {
            (Some(entities), _) => entities
                .iter()
                .filter_map(|(start, end, kind)| Some((bytes(*start, *end), self::kind(kind)?)))
                .collect(),
            (None, Some(mentions)) => {
                proper(&self.tokens, &mentions, |start, end| bytes(start, end).slice(&text))
                    .into_iter()
                    .map(|(start, end, kind)| (bytes(start, end), kind))
                    .collect()
            }
            (None, None) => return Err("it has neither entities nor mentions"),
        };
        entities.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        let mut end = 0;
        entities.retain(|(span, _)| {
            let kept = span.start >= end && !span.is_empty();
            end = if kept { span.end } else { end };
            kept
        });
        Ok(Annotated { text, entities })
    }
}

/// The kind that a set's type stands for; none for dates and amounts.
fn kind(name: &str) -> Option<NameKind> {
    Some(match name {
        "PER" | "person" => NameKind::Person,
        "ORG" | "organization" | "corporation" | "group" => NameKind::Organization,
        "DATE" | "MONEY" | "time" | "quantity" => return None,
        _ => NameKind::Other,
    })
}

fn tagged(words: &[&str], tags: &[String], join: Join) -> Annotated {
    let mut out = Annotated::default();
    let mut open = true; // where a straight quotation mark would open
    for (at, (word, tag)) in words.iter().zip(tags).enumerate() {
        let before = at.checked_sub(1).map_or("", |before| words[before]);
        let closes =
            matches!(*word, "," | "." | ";" | ":" | "!" | "?" | ")" | "]" | "%" | "''" | "n't" | "...")
                || word.starts_with('\'') && word.len() <= 3 && word.len() > 1
                || *word == "\"" && !open;
        let opened = matches!(before, "(" | "[" | "$" | "``" | "") || before == "\"" && !open;
        if *word == "\"" {
            open = !open;
        }
        if at > 0 && (join == Join::Blanks || !closes && !opened) {
            out.text.push(' ');
        }
        let start = out.text.len() as u32;
        out.text.push_str(word);
        let end = out.text.len() as u32;
        let Some((position, name)) = tag.split_once('-') else { continue };
        let Some(kind) = kind(name) else { continue };
        match out.entities.last_mut() {
            Some((span, last)) if position == "I" && *last == kind && at > 0 && tags[at - 1] != "O" => {
                span.end = end;
            }
            _ => out.entities.push((Span::new(start, end), kind)),
        }
    }
    out
}

/// The proper names among a treebank's mentions, in code points.
fn proper<'t>(
    tokens: &[Token],
    mentions: &[Mention],
    text: impl Fn(u32, u32) -> &'t str,
) -> Vec<(u32, u32, NameKind)> {
    let parsed: Vec<(u32, u32, &str, i64)> = tokens
        .iter()
        .filter_map(|token| {
            if let Token::Parsed(start, end, class, _, _, head, _) = token {
                Some((*start, *end, class.as_str(), *head))
            } else {
                None
            }
        })
        .collect();
    let word = |at: usize| parsed.get(at).map_or("", |token| token.2);
    let mut found = Vec::new();
    for Mention(start, end, name, ..) in mentions {
        let Some(kind) = kind(name) else { continue };
        let first = parsed.partition_point(|token| token.0 < *start);
        let last = parsed.partition_point(|token| token.0 < *end);
        let inside = first as i64..last as i64;
        let Some(head) = (first..last).find(|at| !inside.contains(&parsed[*at].3)) else { continue };
        if word(head) != "PROPN" {
            continue;
        }
        let person = kind == NameKind::Person;
        let goes_on = |at: usize, next: usize| {
            let (left, right) = (parsed[at.min(next)], parsed[at.max(next)]);
            let glued = left.1 == right.0;
            let inner = match word(next) {
                "PROPN" => true,
                "NUM" => !person,
                "ADP" | "DET" | "CCONJ" => {
                    !person
                        && matches!(text(parsed[next].0, parsed[next].1), "of" | "for" | "the" | "and" | "&")
                }
                "PUNCT" => {
                    glued && matches!(text(parsed[next].0, parsed[next].1), "-" | "." | "'" | "’" | "–")
                }
                _ => false,
            };
            inner && right.0 - left.1 <= 1
        };
        let (mut from, mut to) = (head, head);
        while from > first && goes_on(from, from - 1) {
            from -= 1;
        }
        while to + 1 < last && goes_on(to, to + 1) {
            to += 1;
        }
        while from < head && word(from) != "PROPN" {
            from += 1;
        }
        while to > head && word(to) != "PROPN" {
            to -= 1;
        }
        while person && from < to && is_title(text(parsed[from].0, parsed[from].1)) {
            from += 1;
        }
        found.push((parsed[from].0, parsed[to].1, kind));
    }
    found
}

/// Whether a word before a name is a title, which is no part of it.
fn is_title(word: &str) -> bool {
    let flags = lexicon::lookup(word);
    flags.intersects(Lex::TITLE | Lex::ROLE) && !flags.intersects(Lex::FIRST_NAME)
}

/// How many entities were found, of people and of organisations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Of people.
    pub person: Counts,
    /// Of organisations.
    pub organization: Counts,
}

impl Score {
    /// Both together.
    pub fn both(self) -> Counts {
        let mut both = self.person;
        both += self.organization;
        both
    }
}

/// The score of an extractor's names.
pub fn score(gold: &[Annotated], extractor: &Extractor) -> Score {
    let one = |gold: &Annotated| {
        let found = extractor.names(&gold.text);
        let counts = |kind: NameKind| {
            let gold: Vec<Span> = gold.entities.iter().filter(|one| one.1 == kind).map(|one| one.0).collect();
            let found: Vec<Span> = found.iter().filter(|one| one.kind == kind).map(|one| one.span).collect();
            Counts::of(&gold, &found)
        };
        Score { person: counts(NameKind::Person), organization: counts(NameKind::Organization) }
    };
    gold.par_iter().map(one).reduce(Score::default, |mut all, one| {
        all.person += one.person;
        all.organization += one.organization;
        all
    })
}

/// What an extractor finds otherwise than gold, one line each: `missing` or `extra`, the kind, and the words around it.
pub fn differences(gold: &[Annotated], extractor: &Extractor) -> Vec<String> {
    let mut lines = Vec::new();
    for one in gold {
        let found: Vec<(Span, NameKind)> =
            extractor.names(&one.text).iter().map(|name| (name.span, name.kind)).collect();
        let mut note = |what: &str, list: &[(Span, NameKind)], others: &[(Span, NameKind)]| {
            for (span, kind) in list.iter().filter(|one| one.1 != NameKind::Other && !others.contains(one)) {
                lines.push(format!("{what} {kind:?}: {}", around(&one.text, *span)));
            }
        };
        note("missing", &one.entities, &found);
        note("extra", &found, &one.entities);
    }
    lines
}

/// Scores as a table for reading, a row each.
pub fn table(rows: &[(&str, Score)]) -> String {
    let mut table = format!(
        "{:<12}{:<14}{:>7}{:>7}{:>7}{:>8}{:>7}{:>7}\n",
        "", "", "gold", "found", "right", "P", "R", "F1"
    );
    for (name, score) in rows {
        let parts = [("person", score.person), ("organization", score.organization), ("both", score.both())];
        for (part, counts) in parts {
            let _ = writeln!(
                table,
                "{name:<12}{part:<14}{:>7}{:>7}{:>7}{:>8.1}{:>7.1}{:>7.1}",
                counts.tp + counts.fn_,
                counts.tp + counts.fp,
                counts.tp,
                100.0 * counts.precision(),
                100.0 * counts.recall(),
                100.0 * counts.f1()
            );
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entities(line: &str, join: Join) -> Vec<(String, NameKind)> {
        let raw: Raw = serde_json::from_str(line).unwrap();
        let found = raw.annotated(join).unwrap();
        found.entities.iter().map(|(span, kind)| (span.slice(&found.text).to_owned(), *kind)).collect()
    }

    #[test]
    fn tags_become_spans_however_the_tokens_are_joined() {
        let line = r#"{"tokens":["Ana","Lima","(","Oru","Bank",")","left","."],
            "tags":["B-PER","I-PER","O","B-ORG","I-ORG","O","O","O"]}"#;
        let expected =
            [("Ana Lima".to_owned(), NameKind::Person), ("Oru Bank".to_owned(), NameKind::Organization)];
        for join in [Join::Blanks, Join::Written] {
            assert_eq!(entities(line, join), expected);
        }
        let raw: Raw = serde_json::from_str(line).unwrap();
        assert_eq!(raw.annotated(Join::Written).unwrap().text, "Ana Lima (Oru Bank) left.");
    }

    #[test]
    fn dates_are_no_entities_and_offsets_are_code_points() {
        let line = r#"{"text":"Él: Ana in May","tokens":[[0,2]],"entities":[[4,7,"PER"],[11,14,"DATE"]]}"#;
        assert_eq!(entities(line, Join::Blanks), [("Ana".to_owned(), NameKind::Person)]);
    }

    #[test]
    fn of_a_treebanks_mentions_proper_names_are_taken() {
        let line = r#"{"text":"the mayor Ana Lima left","tokens":[[0,3,"DET","DT","the",1,"det"],
            [4,9,"NOUN","NN","mayor",4,"nsubj"],[10,13,"PROPN","NNP","Ana",1,"appos"],[14,18,"PROPN","NNP","Lima",2,"flat"],
            [19,23,"VERB","VBD","leave",-1,"root"]],
            "mentions":[[0,18,"person","1","new",""],[10,18,"person","1","new",""]]}"#;
        assert_eq!(entities(line, Join::Blanks), [("Ana Lima".to_owned(), NameKind::Person)]);
    }
}
