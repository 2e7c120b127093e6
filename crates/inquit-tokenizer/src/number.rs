//! A number is digits with their inner marks: 1,234.5, 3:30, 9/11, 10th, 1990's.

use crate::class::{DIGIT, JOINER, LETTER, class, run};
use crate::scan::Scanner;
use crate::unicode::{Follow, follow};
use crate::{TokenFlags, TokenKind};

/// What is measured: kept apart from the figure before it (5pm, 35mm, 2bn).
fn is_unit(word: &str) -> bool {
    [
        "am", "pm", "k", "m", "bn", "mn", "tn", "km", "cm", "mm", "kg", "mg", "b", "t", "ml", "mph", "kph",
        "lb", "lbs", "oz", "ft", "hr", "hrs", "min", "mins", "gb", "mb", "tb", "mhz", "ghz", "kw", "mw",
        "gw", "yr", "yrs", "kb", "p",
    ]
    .iter()
    .any(|u| u.eq_ignore_ascii_case(word))
}

impl Scanner<'_, '_> {
    /// A number from `start`; its first digit is at `digits`.
    pub(crate) fn number(&mut self, start: usize, digits: usize) {
        let mut end = run(self.bytes, digits, DIGIT);
        loop {
            let len = match self.bytes.get(end) {
                Some(b'.' | b',' | b':' | b'/' | b';' | b'\'') => 1,
                Some(0xe2) if follow(self.bytes, end) == Follow::Apostrophe => "’".len(),
                _ => break,
            };
            if class(self.bytes, end + len) & DIGIT == 0 {
                break;
            }
            end = run(self.bytes, end + len, DIGIT);
        }
        if let Some(groups) = self.hyphenated(end) {
            end = groups;
        }
        let next = self.bytes.get(end).copied().unwrap_or(b' ');
        if class(self.bytes, end) & (LETTER | JOINER) != 0 {
            if !self.unit_follows(end) {
                return self.word_from(start, end, TokenKind::Number);
            }
        } else if next == b'@'
            || next >= 0x80 && !matches!(follow(self.bytes, end), Follow::Break | Follow::Apostrophe)
        {
            return self.word_from(start, end, TokenKind::Number);
        } else if let Some(decade) = self.decade(start, end) {
            end = decade;
        }
        let flags = if self.bytes[start..end].is_ascii() {
            TokenFlags::DIGIT
        } else {
            TokenFlags::DIGIT | TokenFlags::NON_ASCII
        };
        self.push(start, end, TokenKind::Number, flags);
    }

    /// Where a telephone number or a date ends whose first group ends at `end`: digits, two hyphens or more.
    fn hyphenated(&self, end: usize) -> Option<usize> {
        let (mut at, mut groups) = (end, 0);
        while groups < 7 && self.bytes.get(at) == Some(&b'-') && class(self.bytes, at + 1) & DIGIT != 0 {
            at = run(self.bytes, at + 1, DIGIT);
            groups += 1;
        }
        ((2..7).contains(&groups) && !self.is_word_at(at)).then_some(at)
    }

    /// Whether the letters at `end` are a unit of measure.
    fn unit_follows(&self, end: usize) -> bool {
        let letters = run(self.bytes, end, LETTER);
        if matches!(&self.text[end..letters], "a" | "p") && self.bytes[letters..].starts_with(b".m") {
            return !self.is_word_at(letters + 2);
        }
        !self.is_word_at(letters) && is_unit(&self.text[end..letters])
    }

    /// 1990's, 60’s: the end of a decade's plural.
    fn decade(&self, start: usize, end: usize) -> Option<usize> {
        let digits = &self.bytes[start..end];
        if !matches!(digits.len(), 2 | 4)
            || digits[digits.len() - 1] != b'0'
            || !digits.iter().all(u8::is_ascii_digit)
        {
            return None;
        }
        let rest = &self.text[end..];
        let mark = ["'s", "’s"].into_iter().find(|s| rest.starts_with(s))?;
        (!self.is_word_at(end + mark.len())).then_some(end + mark.len())
    }
}
