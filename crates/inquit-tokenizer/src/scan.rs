//! The scanner walks over the bytes of a text once and cuts it into tokens.
//!
//! Boundaries are those of UAX #29 but for the conventions of news and of the Universal Dependencies treebanks:
//! contractions are split, abbreviations keep their stop, web addresses and runs of one punctuation character
//! are one token.

use crate::class::{BLANK, CLASS, CONTROL, DIGIT, JOINER, LETTER, LINE, WORD, class, run};
use crate::document::Segments;
use crate::unicode::{Follow, follow, is_invisible, kind, segment_end};
use crate::word::letter_flags;
use crate::{Token, TokenFlags, TokenKind};

/// What is needed while a text is cut.
pub(crate) struct Scanner<'t, 's> {
    pub(crate) text: &'t str,
    pub(crate) bytes: &'t [u8],
    /// The next byte to look at.
    pub(crate) at: usize,
    /// What the gap before the next token holds.
    pub(crate) gap: TokenFlags,
    pub(crate) tokens: &'s mut Vec<Token>,
    pub(crate) events: &'s mut Vec<u32>,
    pub(crate) marks: &'s mut Vec<u32>,
}

/// Cuts `text` from the byte `from` on into tokens.
pub(crate) fn scan(text: &str, from: usize, segments: &mut Segments) {
    let text = offsets_fit(text);
    let mut at = from.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    segments.tokens.clear();
    segments.events.clear();
    segments.marks.clear();
    segments.tokens.reserve((text.len() - at) / 5);
    let Segments { tokens, events, marks, .. } = segments;
    let gap = TokenFlags::empty();
    let mut scanner = Scanner { text, bytes: text.as_bytes(), at, gap, tokens, events, marks };
    scanner.open_line();
    while let Some(byte) = scanner.bytes.get(scanner.at) {
        scanner.step(*byte);
    }
    if scanner.gap.contains(TokenFlags::LINE_BEFORE) {
        scanner.events.pop(); // no token opens that line
    }
}

/// The part of a text that `u32` offsets reach.
fn offsets_fit(text: &str) -> &str {
    let mut end = text.len().min(u32::MAX as usize);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

impl Scanner<'_, '_> {
    /// One token with the blank behind it, or one character of a gap.
    #[inline]
    fn step(&mut self, byte: u8) {
        let class = CLASS[byte as usize];
        if class & LETTER != 0 {
            self.words();
        } else if class & (BLANK | LINE | CONTROL) != 0 {
            self.at += 1;
            if class & BLANK != 0 {
                self.gap |= TokenFlags::SPACE_BEFORE;
            } else if class & LINE != 0 {
                self.open_line();
            }
            return;
        } else if class & DIGIT != 0 {
            self.number(self.at, self.at);
        } else if byte >= 0x80 {
            self.beyond_ascii();
        } else {
            self.punctuation(byte);
        }
        self.pass_blank();
    }

    /// Passes over one blank, if one follows: without a branch, for it cannot be foreseen.
    #[inline]
    fn pass_blank(&mut self) {
        let blank = u8::from(class(self.bytes, self.at) & BLANK != 0);
        self.at += usize::from(blank);
        self.gap |= TokenFlags::from_bits_retain(blank * TokenFlags::SPACE_BEFORE.bits());
    }

    /// Notes that the next token opens a line.
    fn open_line(&mut self) {
        if !self.gap.contains(TokenFlags::LINE_BEFORE) {
            self.events.push(self.tokens.len() as u32);
        }
        self.gap |= TokenFlags::SPACE_BEFORE | TokenFlags::LINE_BEFORE;
    }

    fn punctuation(&mut self, byte: u8) {
        let start = self.at;
        match byte {
            b'"' => self.push(start, start + 1, TokenKind::Mark, TokenFlags::empty()),
            b'\'' => self.apostrophe(1),
            b'`' => {
                let end = start + 1 + usize::from(self.bytes.get(start + 1) == Some(&b'`'));
                self.push(start, end, TokenKind::Mark, TokenFlags::empty());
            }
            b'.' => self.full_stop(),
            b'!' | b'?' => {
                let end = self.run_of(start, |b| matches!(b, b'!' | b'?'));
                self.push_terminator(start, end);
            }
            b'_' => self.underscore(),
            b'@' | b'#' => self.handle(),
            b'-' | b'*' | b'=' | b'<' | b'>' | b'~' | b'+' => {
                let end = self.run_of(start, |b| b == byte);
                let kind = if matches!(byte, b'-' | b'*') { TokenKind::Punct } else { TokenKind::Symbol };
                self.push(start, end, kind, TokenFlags::empty());
            }
            b'$' | b'%' | b'|' | b'^' => self.push(start, start + 1, TokenKind::Symbol, TokenFlags::empty()),
            _ => self.push(start, start + 1, TokenKind::Punct, TokenFlags::empty()),
        }
    }

    fn run_of(&self, start: usize, belongs: impl Fn(u8) -> bool) -> usize {
        start + self.bytes[start..].iter().take_while(|b| belongs(**b)).count()
    }

    /// A full stop, an ellipsis, or a decimal without its nought.
    fn full_stop(&mut self) {
        let start = self.at;
        let glued = self.gap.is_empty() && self.tokens.last().is_some_and(|t| t.end as usize == start);
        if !glued && class(self.bytes, start + 1) & DIGIT != 0 {
            return self.number(start, start + 1);
        }
        let mut end = start;
        loop {
            if self.bytes.get(end) == Some(&b'.') {
                end += 1;
            } else if self.bytes[end..].starts_with("…".as_bytes()) {
                end += "…".len();
            } else {
                break;
            }
        }
        self.push_terminator(start, end);
    }

    /// Underscores stand alone or begin a word.
    fn underscore(&mut self) {
        let start = self.at;
        let end = run(self.bytes, start, JOINER);
        let joins = match self.bytes.get(end) {
            Some(b) if *b >= 0x80 => !matches!(follow(self.bytes, end), Follow::Break | Follow::Apostrophe),
            Some(b) => CLASS[*b as usize] & WORD != 0,
            None => false,
        };
        if joins && segment_end(self.text, end - 1) > end {
            self.word_from(start, end, TokenKind::Word);
        } else {
            self.push(start, end, TokenKind::Punct, TokenFlags::empty());
        }
    }

    /// A token or a gap that opens with a character outside ASCII.
    fn beyond_ascii(&mut self) {
        let start = self.at;
        match follow(self.bytes, start) {
            Follow::Letter(len) => return self.word_from(start, start + len, TokenKind::Word),
            Follow::Apostrophe => return self.apostrophe("’".len()),
            Follow::Break | Follow::Hard => {}
        }
        let Some(c) = self.text[start..].chars().next() else { return };
        let end = start + c.len_utf8();
        if c.is_whitespace() || c.is_control() || is_invisible(c) {
            self.at = end;
            if matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}') {
                self.open_line();
            } else if c.is_whitespace() {
                self.gap |= TokenFlags::SPACE_BEFORE;
            }
            return;
        }
        match (c, kind(c)) {
            ('…', _) => self.full_stop(),
            ('—' | '–' | '―', _) => {
                let mut end = end;
                while self.text[end..].starts_with(c) {
                    end += c.len_utf8();
                }
                self.push(start, end, TokenKind::Punct, TokenFlags::NON_ASCII);
            }
            ('。' | '！' | '？' | '｡', _) => self.push_terminator(start, end),
            (_, TokenKind::Word) => {
                let end = self.before_clitic(end, segment_end(self.text, start).max(end));
                self.word_from(start, end, TokenKind::Word);
            }
            (_, TokenKind::Number) => {
                let end = segment_end(self.text, start).max(end);
                self.word_from(start, end, TokenKind::Number);
            }
            (_, kind) => {
                if follow(self.bytes, start) != Follow::Hard {
                    return self.push(start, end, kind, TokenFlags::NON_ASCII);
                }
                // The tables' segment is whole: nothing more is joined to it.
                let joined = segment_end(self.text, start).max(end);
                if self.text[end..joined].contains(char::is_alphanumeric) {
                    return self.word_from(start, joined, TokenKind::Word);
                }
                self.push_plain(start, joined, kind, TokenFlags::NON_ASCII);
            }
        }
    }

    /// Adds a token of which nothing but letters, digits or ASCII punctuation follows.
    #[inline]
    pub(crate) fn push_plain(&mut self, start: usize, end: usize, kind: TokenKind, flags: TokenFlags) {
        let gap = std::mem::replace(&mut self.gap, TokenFlags::empty());
        if kind == TokenKind::Mark {
            self.marks.push(self.tokens.len() as u32);
        }
        self.at = end;
        let (first, flags) = (self.bytes[start], flags | gap);
        self.tokens.push(Token { start: start as u32, end: end as u32, kind, flags, first });
    }

    /// Adds a token, with the combining marks that follow it.
    #[inline]
    pub(crate) fn push(&mut self, start: usize, end: usize, kind: TokenKind, flags: TokenFlags) {
        if self.bytes.get(end).is_some_and(|b| *b >= 0x80) && follow(self.bytes, end) == Follow::Hard {
            let joined = segment_end(self.text, self.last_char(end));
            if joined > end {
                let flags = flags | letter_flags(&self.text[start..joined]);
                return self.push_plain(start, joined, kind, flags);
            }
        }
        self.push_plain(start, end, kind, flags);
    }

    /// Adds a token at which a sentence may end.
    pub(crate) fn push_terminator(&mut self, start: usize, end: usize) {
        let flags =
            if self.bytes[start..end].is_ascii() { TokenFlags::empty() } else { TokenFlags::NON_ASCII };
        self.push(start, end, TokenKind::Punct, flags);
        self.note_end();
    }

    /// Notes that a sentence may end at the last token.
    pub(crate) fn note_end(&mut self) {
        let index = self.tokens.len() as u32 - 1;
        if self.events.last() != Some(&index) {
            self.events.push(index);
        }
    }

    /// Where the character before `end` starts.
    pub(crate) fn last_char(&self, end: usize) -> usize {
        let mut at = end.saturating_sub(1);
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}
