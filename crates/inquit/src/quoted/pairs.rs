//! Pairing: from marks to quoted spans, with repairs where one of a pair is missing.

use inquit_tokenizer::{Document, IndexRange, Span, TokenFlags, TokenKind};

use super::marks::{Hint, Mark, Style};
use super::{Label, QuotedSpan};
use crate::attribution::{Note, NoteKind};
use crate::lexicon::Lex;
use crate::steps::step;

/// How many marks ahead the closing one of a single-mark quotation is sought: keeps the work linear.
const REACH: usize = 100;

/// How many tokens ahead the attribution of a quotation without closing mark is sought.
const FAR: usize = 600;

/// Finds the pairs of a whole document.
pub(super) fn pair(doc: &Document<'_>, lex: &[Lex], spans: &mut Vec<QuotedSpan>, notes: &mut Vec<Note>) {
    let count = doc.marks().len();
    let mut marks = Vec::with_capacity(count);
    let mut state = Pairing::of(count);
    let mut rest = doc.marks();
    for (paragraph, range) in doc.paragraphs().iter().map(|paragraph| paragraph.tokens).enumerate() {
        let inside = rest.iter().take_while(|mark| **mark < range.end).count();
        let (here, later) = rest.split_at(inside);
        rest = later;
        marks.clear();
        marks.extend(here.iter().filter_map(|index| Mark::at(doc, *index as usize)));
        if !marks.is_empty() {
            let from = spans.len();
            let mut site = Site { doc, lex, paragraph: paragraph as u32, range, spans, notes };
            state.run(&mut site, &marks);
            spans[from..].sort_by_key(|quoted| (quoted.span.start, u32::MAX - quoted.span.end));
        }
    }
}

/// The paragraph at work and the lists that are being filled.
struct Site<'a, 't> {
    doc: &'a Document<'t>,
    lex: &'a [Lex],
    paragraph: u32,
    range: IndexRange,
    spans: &'a mut Vec<QuotedSpan>,
    notes: &'a mut Vec<Note>,
}

/// What the pre-pass decided about a mark.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// The stack decides.
    Open,
    /// An apostrophe, a foot or inch mark.
    None,
    /// Closes a single-mark quotation.
    CloseSingle,
}

/// Memory used again from paragraph to paragraph.
struct Pairing {
    roles: Vec<Role>,
    /// Closing less opening double marks from each mark on.
    surplus: Vec<i32>,
    stack: Vec<Mark>,
}

impl Pairing {
    /// Room for a document with so many marks.
    fn of(marks: usize) -> Self {
        let (roles, surplus) = (Vec::with_capacity(marks), Vec::with_capacity(marks + 1));
        Self { roles, surplus, stack: Vec::new() }
    }

    fn run(&mut self, site: &mut Site<'_, '_>, marks: &[Mark]) {
        self.stack.clear();
        self.decide_roles(site, marks);
        for (at, mark) in marks.iter().enumerate() {
            match (self.roles[at], mark.style) {
                (Role::None, _) => {}
                (Role::CloseSingle, _) => self.close_single(site, *mark),
                (Role::Open, Style::Single) => self.stack.push(*mark),
                (Role::Open, _) => self.step(site, marks, at),
            }
        }
        self.finish(site);
    }

    /// Tells apostrophes and measures from marks, and pairs single marks, before the stack runs.
    fn decide_roles(&mut self, site: &Site<'_, '_>, marks: &[Mark]) {
        self.roles.clear();
        self.roles.resize(marks.len(), Role::Open);
        for at in 0..marks.len() {
            if marks[at].style != Style::Single || self.roles[at] == Role::CloseSingle {
                continue;
            }
            self.roles[at] = Role::None;
            let opens = marks[at].hint != Hint::Close && marks[at].looks_open;
            if !opens {
                continue;
            }
            if let Some(close) = single_close(site, marks, &self.roles, at) {
                self.roles[at] = Role::Open;
                self.roles[close] = Role::CloseSingle;
            } else if marks[at].token == site.range.start as usize && next_opens(site, Style::Single) {
                self.roles[at] = Role::Open;
            }
        }
        for (at, mark) in marks.iter().enumerate() {
            if mark.after_digit && mark.hint == Hint::Either && mark.style == Style::Double {
                // An odd number of straight marks before it in the paragraph means that one is open.
                let straight = |m: &&Mark| m.style == Style::Double && m.hint == Hint::Either;
                let open = marks[..at].iter().rev().take(REACH).filter(straight).count() % 2 == 1;
                let later = marks[at + 1..].iter().take(REACH).filter(straight).count();
                if (!open && !mark.looks_open) || (open && later % 2 == 1 && mark_reads_on(site, mark)) {
                    self.roles[at] = Role::None;
                }
            }
        }
        self.surplus.clear();
        self.surplus.resize(marks.len() + 1, 0);
        for (at, mark) in marks.iter().enumerate().rev() {
            let change = match (self.roles[at], mark.style, mark.hint) {
                (Role::None, ..) => 0,
                (_, Style::Double, Hint::Close) => 1,
                (_, Style::Double, Hint::Open) => -1,
                (_, Style::Double, Hint::Either) if mark.looks_open && !mark.looks_close => -1,
                (_, Style::Double, Hint::Either) if mark.looks_close && !mark.looks_open => 1,
                _ => 0,
            };
            self.surplus[at] = self.surplus[at + 1] + change;
        }
    }

    /// One double mark, guillemet or corner mark.
    fn step(&mut self, site: &mut Site<'_, '_>, marks: &[Mark], at: usize) {
        let mark = marks[at];
        let held = self.stack.iter().rev().find(|open| open.style == mark.style).copied();
        let opens = match (mark.hint, held) {
            (Hint::Either, None) => mark.looks_open || !mark.looks_close,
            (Hint::Either, Some(_)) => mark.looks_open && !mark.looks_close,
            (Hint::Open, None) => mark.looks_open || !mark.looks_close,
            (Hint::Open, Some(open)) => !open.low && (mark.looks_open || !mark.looks_close),
            (Hint::Close, None) => mark.looks_open && !mark.looks_close,
            (Hint::Close, Some(open)) => {
                // »reversed« guillemets and ”Nordic” marks nest by their spacing alone.
                open.hint == Hint::Close
                    && mark.style != Style::Double
                    && mark.looks_open
                    && !mark.looks_close
            }
        };
        if opens {
            // A mark that opens while one is open is nested if enough closing marks follow for both.
            if held.is_some() && self.surplus[at] <= 0 && mark.style == Style::Double {
                self.close_missing(site, marks, at);
            }
            self.stack.push(mark);
        } else if held.is_some() {
            while let Some(open) = self.stack.pop() {
                if open.style == mark.style {
                    self.emit(site, &open, mark.token as u32 + 1, true, false);
                    break;
                }
            }
        } else {
            self.open_missing(site, mark);
        }
    }

    fn close_single(&mut self, site: &mut Site<'_, '_>, mark: Mark) {
        if let Some(at) = self.stack.iter().rposition(|open| open.style == Style::Single) {
            let open = self.stack[at];
            self.stack.truncate(at);
            self.emit(site, &open, mark.token as u32 + 1, true, false);
        }
    }

    /// A new quotation opens although the one before was never closed: that one ends where its attribution begins.
    fn close_missing(&mut self, site: &mut Site<'_, '_>, marks: &[Mark], at: usize) {
        let Some(held) = self.stack.iter().rposition(|open| open.style == marks[at].style) else { return };
        let open = self.stack[held];
        self.stack.truncate(held);
        let end = guessed_end(site, open.token + 1, marks[at].token);
        note(site, open.token, NoteKind::MissingClose);
        self.emit(site, &open, end as u32, false, false);
    }

    /// A closing mark without an opening one: the quotation begins with the paragraph, if an attribution follows.
    fn open_missing(&mut self, site: &mut Site<'_, '_>, mark: Mark) {
        let first = site.range.start as usize;
        let earlier_quote = site.spans.last().is_some_and(|last| last.paragraph == site.paragraph);
        let speaks = mark.token > first
            && matches!(site.doc.tokens()[mark.token - 1].first, b',' | b'!' | b'?' | b'.')
            && (mark.token + 1..(mark.token + 5).min(site.range.end as usize))
                .any(|i| site.lex[i].intersects(Lex::SAY | Lex::TELL));
        if speaks && !earlier_quote && self.stack.is_empty() && mark.style == Style::Double {
            note(site, mark.token, NoteKind::MissingOpen);
            let tokens = IndexRange::new(first as u32, mark.token as u32 + 1);
            push(site, tokens, 0, mark.style, (false, true), false);
        } else if mark.style != Style::Single {
            note(site, mark.token, NoteKind::StrayMark);
        }
    }

    /// The paragraph's end: what is still open goes on in the next paragraph or lacks its mark.
    fn finish(&mut self, site: &mut Site<'_, '_>) {
        while let Some(open) = self.stack.pop() {
            let outermost = self.stack.is_empty();
            let goes_on = outermost && next_opens(site, open.style) && !ends_attributed(site, open.token + 1);
            let end = if goes_on {
                site.range.end as usize
            } else {
                note(site, open.token, NoteKind::MissingClose);
                guessed_end(site, open.token + 1, site.range.end as usize)
            };
            if end > open.token + 1 {
                self.emit(site, &open, end as u32, false, goes_on);
            }
        }
    }

    fn emit(&mut self, site: &mut Site<'_, '_>, open: &Mark, end: u32, closed: bool, continues: bool) {
        let depth = self.stack.len() as u16;
        push(site, IndexRange::new(open.token as u32, end), depth, open.style, (true, closed), continues);
    }
}

fn note(site: &mut Site<'_, '_>, token: usize, kind: NoteKind) {
    site.notes.push(Note { span: site.doc.tokens()[token].span(), kind });
}

fn push(
    site: &mut Site<'_, '_>,
    tokens: IndexRange,
    depth: u16,
    style: Style,
    (opened, closed): (bool, bool),
    continues: bool,
) {
    let list = site.doc.tokens();
    let span = Span::new(list[tokens.start as usize].start, list[tokens.end as usize - 1].end);
    site.spans.push(QuotedSpan {
        span,
        tokens,
        paragraph: site.paragraph,
        depth,
        style,
        label: Label::Speech,
        opened,
        closed,
        continues,
    });
}

/// Whether the next paragraph's first token opens a quotation of this family.
fn next_opens(site: &Site<'_, '_>, style: Style) -> bool {
    let index = site.range.end as usize;
    index < site.doc.tokens().len()
        && Mark::at(site.doc, index).is_some_and(|mark| {
            mark.style == style && (mark.hint != Hint::Close || style != Style::Single) && mark.looks_open
        })
}

/// Whether an open quotation's paragraph ends with its attribution (", said Joe Pell."), so that its mark is missing.
fn ends_attributed(site: &Site<'_, '_>, from: usize) -> bool {
    let end = site.range.end as usize;
    let near = from.max(end.saturating_sub(8));
    let guessed = guessed_end(site, near, end);
    guessed < end
        && site.doc.tokens()[guessed - 1].is(b',')
        && site.lex[guessed].intersects(Lex::SAY)
        && site.doc.tokens()[end - 1].is(b'.')
}

/// Whether the text goes on after a mark as inside a sentence: 'I am 6'2" tall'.
fn mark_reads_on(site: &Site<'_, '_>, mark: &Mark) -> bool {
    site.doc.tokens().get(mark.token + 1).is_some_and(|next| {
        next.kind == TokenKind::Word
            && !next.is_capitalised()
            && !site.lex[mark.token + 1].intersects(Lex::SAY | Lex::TELL)
    })
}

/// The mark that closes the single-mark quotation opened at `at`: the first that surely closes, else the last
/// that may be a plural's apostrophe.
fn single_close(site: &Site<'_, '_>, marks: &[Mark], roles: &[Role], at: usize) -> Option<usize> {
    let tokens = site.doc.tokens();
    let text = site.doc.text();
    let mut weak = None;
    let mut doubles = 0i32;
    for (i, mark) in marks.iter().enumerate().skip(at + 1).take(REACH) {
        step();
        match mark.style {
            Style::Single => {}
            Style::Double => {
                // The quotation that holds this one ends: nothing behind belongs to it.
                doubles += match mark.hint {
                    Hint::Open => 1,
                    Hint::Close => -1,
                    Hint::Either if mark.looks_open && !mark.looks_close => 1,
                    Hint::Either => -1,
                };
                if doubles < 0 {
                    break;
                }
                continue;
            }
            _ => continue,
        }
        if roles[i] == Role::CloseSingle || mark.token == marks[at].token + 1 {
            continue;
        }
        if mark.hint == Hint::Open && mark.looks_open {
            if weak.is_some() {
                break;
            }
            continue;
        }
        if mark.hint == Hint::Open || !mark.looks_close {
            continue;
        }
        let before = tokens[mark.token - 1];
        let after = tokens.get(mark.token + 1);
        let punctuated = before.kind == TokenKind::Punct;
        let plural = before.kind == TokenKind::Word && text.as_bytes()[before.end as usize - 1] == b's';
        let clause_ends = after.is_none_or(|next| {
            matches!(next.kind, TokenKind::Punct | TokenKind::Mark)
                || next.flags.contains(TokenFlags::LINE_BEFORE)
        });
        if punctuated || !plural || clause_ends {
            return Some(i);
        }
        weak = Some(i);
    }
    weak
}

/// Where a quotation without its closing mark ends, a token index between `from` and `limit`: before the first
/// attribution (", said Joe" or ", she said"), else at the limit.
fn guessed_end(site: &Site<'_, '_>, from: usize, limit: usize) -> usize {
    let tokens = site.doc.tokens();
    let lex = site.lex;
    for i in from..limit.min(from + FAR) {
        step();
        if !(tokens[i].is(b',') || tokens[i].is(b'?') || tokens[i].is(b'!')) || i + 2 >= limit {
            continue;
        }
        let says = |j: usize| {
            j < limit && lex[j].intersects(Lex::SAY | Lex::TELL) && lex[j].intersects(Lex::PAST | Lex::THIRD)
        };
        let named = |j: usize| {
            j < limit
                && (lex[j].intersects(Lex::SUBJECT_PRONOUN | Lex::TITLE | Lex::ROLE | Lex::DETERMINER)
                    || tokens[j].is_capitalised())
        };
        if (says(i + 1) && named(i + 2)) || (named(i + 1) && (says(i + 2) || says(i + 3))) {
            return i + 1;
        }
    }
    limit
}
