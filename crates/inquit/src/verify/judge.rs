//! The judge reads an alignment: it names what differs between the words that are the same, and gives the verdict.

use std::ops::Range;

use inquit_tokenizer::Span;

use super::align::{Source, is_near};
use super::finding::{Difference, DifferenceKind, Finding, Passage, Piece, Verdict};
use super::index::Run;
use super::{LEAST_STRETCH, Quotation};
use crate::wording::{has_ellipsis, is_apostrophe, is_dash, is_quotation_mark};

/// How much is shown of what a quotation leaves out, in code points.
const SHOWN: usize = 200;
/// Stretches longer than this, in code points, are not compared letter by letter: all of them counts as edited.
const LONGEST_EDIT: usize = 1000;

/// Gives the finding of an alignment.
pub(super) fn judge(quotation: &Quotation, source: Source<'_>, aligned: &[Run], similar: f32) -> Finding {
    let mut judge = Judge::new(quotation, source);
    judge.read(aligned);
    judge.finding(similar)
}

/// Gives the finding of a text that shares no more than some stretches with a quotation.
pub(super) fn stretches(quotation: &Quotation, source: Source<'_>, runs: &[Run]) -> Finding {
    let mut judge = Judge::new(quotation, source);
    for run in runs.iter().filter(|run| run.len >= LEAST_STRETCH) {
        judge.same(*run);
        judge.stretch(*run);
    }
    Finding {
        verdict: Verdict::Absent,
        edit_distance: characters(&quotation.text) as u32,
        similarity: 0.0,
        passages: Vec::new(),
        differences: Vec::new(),
        stretches: judge.stretches,
    }
}

struct Judge<'j> {
    quotation: &'j Quotation,
    source: Source<'j>,
    differences: Vec<Difference>,
    passages: Vec<Passage>,
    stretches: Vec<Passage>,
    /// Code points edited.
    edits: usize,
    /// Code points of the text that the quotation has no words for, where it should.
    others: usize,
}

impl<'j> Judge<'j> {
    fn new(quotation: &'j Quotation, source: Source<'j>) -> Self {
        let (differences, passages, stretches) = (Vec::new(), Vec::new(), Vec::new());
        Self { quotation, source, differences, passages, stretches, edits: 0, others: 0 }
    }

    fn read(&mut self, aligned: &[Run]) {
        let (Some(first), Some(last)) = (aligned.first(), aligned.last()) else { return };
        self.outer(0..first.at, |missing| first.place.saturating_sub(missing)..first.place);
        let mut start = *first;
        for (number, run) in aligned.iter().enumerate() {
            self.same(*run);
            self.stretch(*run);
            let Some(next) = aligned.get(number + 1) else { break };
            if self.gap(*run, *next) {
                self.passage(start, *run);
                start = *next;
            }
        }
        self.passage(start, *last);
        let places = self.source.words.len();
        self.outer(last.end()..self.quotation.words.len(), |missing| {
            last.place_end()..(last.place_end() + missing).min(places)
        });
    }

    fn finding(self, similar: f32) -> Finding {
        let words = &self.quotation.words;
        let length: usize = words.iter().map(|word| characters(word.span.slice(&self.quotation.text))).sum();
        let longer = length.max(length.saturating_sub(self.edits) + self.others).max(1);
        let similarity = (1.0 - self.edits as f32 / longer as f32).clamp(0.0, 1.0);
        let worst = self.differences.iter().map(|difference| difference.kind.verdict()).max();
        let verdict = match worst.unwrap_or(Verdict::Exact) {
            Verdict::Altered if similarity < similar => Verdict::Absent,
            verdict => verdict,
        };
        Finding {
            verdict,
            edit_distance: self.edits as u32,
            similarity,
            passages: self.passages,
            differences: self.differences,
            stretches: self.stretches,
        }
    }

    /// Words of the quotation before or behind all that the text has, compared with as many words there.
    fn outer(&mut self, range: Range<usize>, places: impl Fn(usize) -> Range<usize>) {
        if range.is_empty() {
            return;
        }
        let unbracketed = range.clone().filter(|at| !self.quotation.words[*at].bracketed).count();
        if unbracketed == 0 {
            let at = places(0).start;
            return self.differ(DifferenceKind::Bracketed, range, at..at);
        }
        self.differ(DifferenceKind::Words, range, places(unbracketed));
    }

    /// What stands between two runs; gives whether the quotation goes on at another place.
    fn gap(&mut self, run: Run, next: Run) -> bool {
        let (missing, breaks) =
            (run.end()..next.at, (run.end()..=next.at).any(|at| self.quotation.breaks(at)));
        let missing_kind = if missing.clone().all(|at| self.quotation.words[at].bracketed) {
            DifferenceKind::Bracketed
        } else {
            DifferenceKind::Words
        };
        let places = run.place_end()..next.place;
        let elsewhere = |judge: &mut Self, kind, places: Range<usize>| {
            if !missing.is_empty() {
                judge.differ(missing_kind, missing.clone(), places.start..places.start);
            }
            judge.differ(kind, next.at..next.at, places);
            true
        };
        if next.place < run.place_end() {
            elsewhere(self, DifferenceKind::Joined, next.place..next.place)
        } else if places.is_empty() && missing.is_empty() {
            self.between(run.end(), next.place);
            false
        } else if places.is_empty() {
            self.differ(missing_kind, missing, places);
            false
        } else if missing.is_empty() && self.source.interrupts(&places) {
            // With an ellipsis, too: it stands between the parts of a record's words.
            elsewhere(self, DifferenceKind::Interrupted, places)
        } else if breaks {
            elsewhere(self, DifferenceKind::Cut, places)
        } else if !is_near(missing.len(), places.len()) {
            elsewhere(self, DifferenceKind::Joined, places)
        } else {
            let kind = if missing.is_empty() { DifferenceKind::Words } else { missing_kind };
            self.differ(kind, missing, places);
            false
        }
    }

    /// What differs within a run: letters of its words, and what stands between them.
    fn same(&mut self, run: Run) {
        for (at, place) in (run.at..run.end()).zip(run.place..) {
            if at > run.at {
                self.between(at, place);
            }
            let one = self.quotation.words[at].span.slice(&self.quotation.text);
            let other = self.source.words[place].span.slice(self.source.text);
            if one == other {
                continue;
            }
            let plain = |word: &str| word.chars().map(plain).collect::<String>();
            let kind = if self.quotation.words[at].bracketed {
                DifferenceKind::Bracketed
            } else if plain(one) == plain(other) {
                DifferenceKind::Marks
            } else if (at == 0 || self.quotation.breaks(at)) && same_but_first(&plain(one), &plain(other)) {
                DifferenceKind::FirstLetter
            } else {
                DifferenceKind::Case
            };
            self.differ(kind, at..at + 1, place..place + 1);
        }
    }

    /// What stands before a word that both have, behind another that both have.
    fn between(&mut self, at: usize, place: usize) {
        let start = self.quotation.words[at - 1].span.end;
        let ours = Span::new(start, self.quotation.words[at].span.start);
        let theirs = Span::new(self.source.words[place - 1].span.end, self.source.words[place].span.start);
        let (one, other) = (ours.slice(&self.quotation.text), theirs.slice(self.source.text));
        if one != other {
            let kind = kind_between(one, other);
            self.push(kind, ours, theirs);
        }
    }

    fn stretch(&mut self, run: Run) {
        let span = self.span(run.at..run.end());
        let in_case =
            |one: &Difference| one.kind == DifferenceKind::Case && span.contains(one.quotation.span);
        if run.len >= LEAST_STRETCH && !self.differences.iter().any(in_case) {
            let stretch = self.between_ends(run, run);
            self.stretches.push(stretch);
        }
    }

    fn passage(&mut self, first: Run, last: Run) {
        let passage = self.between_ends(first, last);
        self.passages.push(passage);
    }

    fn between_ends(&self, first: Run, last: Run) -> Passage {
        let quotation = self.span(first.at..last.end());
        let source = self.place(first.place..last.place_end());
        Passage { quotation: piece(&self.quotation.text, quotation), source: piece(self.source.text, source) }
    }

    fn differ(&mut self, kind: DifferenceKind, range: Range<usize>, places: Range<usize>) {
        let (ours, theirs) = (self.span(range), self.place(places));
        let (one, other) = (ours.slice(&self.quotation.text), theirs.slice(self.source.text));
        match kind {
            DifferenceKind::Words => {
                self.edits += edit_distance(one, other);
                self.others += characters(other);
            }
            DifferenceKind::Case => {
                self.edits += one.chars().zip(other.chars()).filter(|(one, other)| one != other).count();
            }
            _ => {}
        }
        self.push(kind, ours, theirs);
    }

    fn push(&mut self, kind: DifferenceKind, ours: Span, theirs: Span) {
        self.differences.push(Difference {
            kind,
            quotation: piece(&self.quotation.text, ours),
            source: match kind {
                DifferenceKind::Cut | DifferenceKind::Joined | DifferenceKind::Interrupted => {
                    Piece { span: theirs, text: beginning(theirs.slice(self.source.text)) }
                }
                _ => piece(self.source.text, theirs),
            },
        });
    }

    fn span(&self, range: Range<usize>) -> Span {
        span(range, &self.quotation.words)
    }

    fn place(&self, range: Range<usize>) -> Span {
        span(range, self.source.words)
    }
}

/// The bytes of a range of words; of an empty range, the place before the word.
fn span(range: Range<usize>, words: &[crate::wording::Word]) -> Span {
    if range.is_empty() {
        let at = words
            .get(range.start)
            .map_or_else(|| words.last().map_or(0, |word| word.span.end), |word| word.span.start);
        return Span::new(at, at);
    }
    words[range.start].span.cover(words[range.end - 1].span)
}

fn piece(text: &str, span: Span) -> Piece {
    Piece { span, text: span.slice(text).to_owned() }
}

fn beginning(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn characters(text: &str) -> usize {
    text.chars().count()
}

fn edit_distance(one: &str, other: &str) -> usize {
    let longer = characters(one).max(characters(other));
    if longer > LONGEST_EDIT || one.is_empty() || other.is_empty() {
        return longer;
    }
    strsim::levenshtein(one, other)
}

/// A letter with the kind of apostrophe and soft hyphens set aside.
fn plain(c: char) -> char {
    if is_apostrophe(c) { '\'' } else { c }
}

fn same_but_first(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.chars(), other.chars());
    let first = |c: Option<char>| c.map(|c| c.to_lowercase().collect::<String>());
    first(one.next()) == first(other.next()) && one.eq(other)
}

/// In what two stretches between words differ, the weightiest first.
fn kind_between(one: &str, other: &str) -> DifferenceKind {
    let differs =
        |keep: fn(char) -> bool| !one.chars().filter(|c| keep(*c)).eq(other.chars().filter(|c| keep(*c)));
    let any = |is: fn(char) -> bool| one.contains(is) != other.contains(is);
    if has_ellipsis(one) != has_ellipsis(other) {
        DifferenceKind::Ellipsis
    } else if !has_ellipsis(one) && differs(is_punctuation) {
        DifferenceKind::Punctuation
    } else if any(|c| matches!(c, '[' | ']')) {
        DifferenceKind::Bracketed
    } else if differs(is_dash) {
        DifferenceKind::Dashes
    } else if differs(is_quotation_mark) {
        DifferenceKind::Marks
    } else if has_ellipsis(one) && differs(|c| !c.is_whitespace()) {
        DifferenceKind::Ellipsis
    } else {
        DifferenceKind::Blanks
    }
}

/// What is neither a blank nor of a kind of its own.
fn is_punctuation(c: char) -> bool {
    !(c.is_whitespace()
        || is_quotation_mark(c)
        || is_dash(c)
        || matches!(c, '[' | ']' | '\u{ad}')
        || c.is_control())
}
