//! Web addresses, e-mail addresses, @handles and #hashtags: one token each.

use crate::class::{CLASS, DIGIT, JOINER, LETTER, WORD, class, run};
use crate::scan::Scanner;
use crate::unicode::{Follow, follow};
use crate::word::letter_flags;
use crate::{TokenFlags, TokenKind, work};

/// Ends of host names that are no English words.
fn is_top_domain(label: &[u8]) -> bool {
    const NAMES: [&[u8]; 24] = [
        b"com", b"org", b"net", b"gov", b"edu", b"mil", b"info", b"biz", b"io", b"uk", b"au", b"de", b"fr",
        b"ca", b"eu", b"nz", b"ie", b"tv", b"co", b"news", b"int", b"ch", b"nl", b"app",
    ];
    NAMES.iter().any(|n| n.eq_ignore_ascii_case(label))
}

impl Scanner<'_, '_> {
    /// Adds an e-mail address whose local part ends at `end`, where an @ stands; tokens before it that belong
    /// to it are taken back. False where it is none.
    pub(crate) fn email(&mut self, start: usize, end: usize) -> bool {
        let is_host = |b: &u8| CLASS[*b as usize] & (LETTER | DIGIT) != 0 || matches!(b, b'.' | b'-');
        let mut stop = end + 1 + self.bytes[end + 1..].iter().take_while(|b| is_host(b)).count();
        while stop > end + 1 && matches!(self.bytes[stop - 1], b'.' | b'-') {
            stop -= 1;
        }
        work::count(stop - end);
        let host = &self.bytes[end + 1..stop];
        let Some(dot) = host.iter().rposition(|b| *b == b'.') else { return false };
        if dot == 0 || host.len() - dot < 3 || !host[dot + 1..].iter().all(u8::is_ascii_alphabetic) {
            return false;
        }
        let mut start = start;
        while let Some(last) = self.tokens.last().copied() {
            let local = matches!(last.kind, TokenKind::Word | TokenKind::Number)
                || last.kind != TokenKind::Mark && matches!(last.first, b'-' | b'+' | b'_' | b'.' | b'%');
            if last.end as usize != start || !local || end - last.start as usize > 64 {
                break;
            }
            start = last.start as usize;
            self.gap = last.flags & (TokenFlags::SPACE_BEFORE | TokenFlags::LINE_BEFORE);
            work::count(1);
            self.tokens.pop();
            while self.events.last().is_some_and(|e| *e as usize >= self.tokens.len()) {
                self.events.pop();
            }
            while self.marks.last().is_some_and(|mark| *mark as usize >= self.tokens.len()) {
                self.marks.pop();
            }
        }
        let flags = self.address_flags(start, stop);
        self.push(start, stop, TokenKind::Email, flags);
        true
    }

    /// Adds a web address if the word before the colon at `end` is its scheme.
    pub(crate) fn scheme(&mut self, start: usize, end: usize) -> bool {
        let is = |s: &str| s.as_bytes().eq_ignore_ascii_case(&self.bytes[start..end]);
        if !self.bytes[end..].starts_with(b"://") || !(is("http") || is("https") || is("ftp")) {
            return false;
        }
        self.push_url(start, end + 3);
        true
    }

    /// Adds a web address without a scheme, if the dotted word `start..end` begins one.
    pub(crate) fn web_address(&mut self, start: usize, end: usize) -> bool {
        let word = &self.bytes[start..end];
        let dot = word.iter().rposition(|b| *b == b'.').unwrap_or(0);
        let known = is_top_domain(&word[dot + 1..]);
        let path = matches!(self.bytes.get(end), Some(b'/')) && known;
        if path || word.len() > 4 && word[..4].eq_ignore_ascii_case(b"www.") {
            self.push_url(start, end);
            return true;
        }
        // A capitalised one (Amazon.com) is a name.
        if known && dot > 1 && word[0].is_ascii_lowercase() {
            let flags = self.address_flags(start, end);
            self.push(start, end, TokenKind::Url, flags);
            return true;
        }
        false
    }

    fn push_url(&mut self, start: usize, from: usize) {
        let belongs = |b: &u8| {
            b.is_ascii_graphic()
                && !matches!(b, b'"' | b'<' | b'>' | b'`' | b'{' | b'}' | b'|' | b'\\' | b'^')
        };
        let mut end = from + self.bytes[from..].iter().take_while(|b| belongs(b)).count();
        work::count(end - from);
        let open = self.bytes[start..end].contains(&b'(');
        while end > from {
            let trailing = match self.bytes[end - 1] {
                b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\'' | b']' | b'*' => true,
                b')' => !open,
                _ => false,
            };
            if !trailing {
                break;
            }
            end -= 1;
        }
        let flags = self.address_flags(start, end);
        self.push(start, end, TokenKind::Url, flags);
    }

    /// An @handle or #hashtag, or the lone sign.
    pub(crate) fn handle(&mut self) {
        let start = self.at;
        let glued = start > 0 && class(self.bytes, start - 1) & WORD != 0;
        let opens = if self.bytes[start] == b'#' { LETTER } else { LETTER | JOINER };
        if glued || class(self.bytes, start + 1) & opens == 0 {
            return self.push(start, start + 1, TokenKind::Punct, TokenFlags::empty());
        }
        let mut end = run(self.bytes, start + 1, WORD);
        while self.bytes.get(end).is_some_and(|b| *b >= 0x80)
            && let Follow::Letter(len) = follow(self.bytes, end)
        {
            end = run(self.bytes, end + len, WORD);
        }
        let flags = self.address_flags(start, end);
        self.push(start, end, TokenKind::Handle, flags);
    }

    fn address_flags(&self, start: usize, end: usize) -> TokenFlags {
        letter_flags(&self.text[start..end]) & (TokenFlags::DIGIT | TokenFlags::NON_ASCII)
    }
}
