//! A wording is a text cut into the words that count when two texts are compared: letter case, the kind of
//! apostrophe, quotation marks, dashes, blanks, brackets and punctuation are set aside.
//!
//! Words joined by a hyphen are two, "5,000" and "3.5" are one, and signs that are spoken (%, $, &, emoji) are words
//! of their own.

use inquit_tokenizer::Span;
use xxhash_rust::xxh3::xxh3_64;

/// One word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where it stands, in bytes.
    pub span: Span,
    /// The same for words that differ only in what is set aside.
    pub key: u64,
    /// Whether it, or a part of it, stands in square brackets, or is "(sic)".
    pub bracketed: bool,
}

/// The words of a text, in order.
///
/// ```
/// let one = inquit::wording::words("“[T]hey’re well-known,” he said");
/// let other = inquit::wording::words("They're well known he said");
/// assert!(one.iter().map(|word| word.key).eq(other.iter().map(|word| word.key)));
/// ```
pub fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    cut(text, &mut words);
    words
}

/// The same, in memory used before.
pub fn cut(text: &str, words: &mut Vec<Word>) {
    words.clear();
    let mut cutter = Cutter { text, at: 0, depth: 0, folded: Vec::new() };
    while let Some(word) = cutter.next() {
        words.push(word);
    }
}

/// Cuts the next word from where the last one ended.
struct Cutter<'t> {
    text: &'t str,
    at: usize,
    /// How many square brackets are open.
    depth: u32,
    /// The word as it is compared.
    folded: Vec<u8>,
}

impl Cutter<'_> {
    fn next(&mut self) -> Option<Word> {
        loop {
            let c = self.peek(self.at)?;
            if c.is_alphanumeric() {
                return Some(self.word());
            }
            let start = self.at;
            self.at += c.len_utf8();
            match c {
                '[' => self.depth += 1,
                ']' => self.depth = self.depth.saturating_sub(1),
                // One that is never closed says nothing about the lines below.
                '\n' => self.depth = 0,
                _ if is_spoken(c) => {
                    let span = Span::new(start as u32, self.at as u32);
                    let key = xxh3_64(span.slice(self.text).as_bytes());
                    return Some(Word { span, key, bracketed: self.depth > 0 });
                }
                _ => {}
            }
        }
    }

    /// The word that begins here.
    fn word(&mut self) -> Word {
        let start = self.at;
        let mut bracketed = self.depth > 0;
        self.folded.clear();
        let mut before = ' ';
        while let Some(c) = self.peek(self.at) {
            let next = self.peek(self.at + c.len_utf8()).unwrap_or(' ');
            let between = next.is_alphanumeric();
            if c.is_alphanumeric() {
                self.fold(c);
            } else if between && is_apostrophe(c) {
                self.folded.push(b'\'');
            } else if matches!(c, ',' | '.') && between && before.is_numeric() && next.is_numeric() {
                self.folded.push(c as u8);
            } else if between && c == '[' {
                self.depth += 1;
                bracketed = true;
            } else if between && c == ']' && self.depth > 0 {
                self.depth -= 1;
            } else if c == '\u{ad}' {
                // A soft hyphen shows only where a line breaks.
            } else {
                break;
            }
            before = c;
            self.at += c.len_utf8();
        }
        let span = Span::new(start as u32, self.at as u32);
        let sic = self.folded == b"sic" && self.text[..start].ends_with('(');
        Word { span, key: xxh3_64(&self.folded), bracketed: bracketed || sic }
    }

    fn fold(&mut self, c: char) {
        if c.is_ascii() {
            return self.folded.push(c.to_ascii_lowercase() as u8);
        }
        let mut room = [0; 4];
        for lower in c.to_lowercase() {
            self.folded.extend_from_slice(lower.encode_utf8(&mut room).as_bytes());
        }
    }

    fn peek(&self, at: usize) -> Option<char> {
        let byte = *self.text.as_bytes().get(at)?;
        if byte.is_ascii() { Some(byte as char) } else { self.text.get(at..)?.chars().next() }
    }
}

/// Whether a mark is an apostrophe or may stand for one.
pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '´' | '`' | '＇')
}

/// Whether a mark is one of quotation, of any kind.
pub fn is_quotation_mark(c: char) -> bool {
    is_apostrophe(c)
        || matches!(c, '"' | '“' | '”' | '„' | '‟' | '‚' | '‛' | '«' | '»' | '‹' | '›' | '＂' | '″' | '′')
}

/// Whether a mark is a dash or a hyphen.
pub fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

/// Whether a sign that is no letter or digit is spoken all the same.
fn is_spoken(c: char) -> bool {
    matches!(
        c,
        '%' | '&' | '@' | '#' | '$' | '+' | '=' | '<' | '>' | '£' | '¥' | '§' | '°' | '±' | '×' | '÷'
            | '\u{20a0}'..='\u{20cf}' | '\u{1f000}'..='\u{1faff}'
    )
}

/// Where an ellipsis stands in what parts two words: "...", "…", ". . .", in brackets or not.
pub fn has_ellipsis(between: &str) -> bool {
    let mut dots = 0;
    for c in between.chars() {
        match c {
            '…' | '⋯' => return true,
            '.' => dots += 1,
            _ if c.is_whitespace() => {}
            _ => dots = 0,
        }
        if dots == 3 {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut_as(text: &str) -> Vec<&str> {
        words(text).iter().map(|word| word.span.slice(text)).collect()
    }

    #[test]
    fn words_are_cut() {
        let check = |text: &str, expected: &[&str]| assert_eq!(cut_as(text), expected, "{text}");
        check("“It works,” she said.", &["It", "works", "she", "said"]);
        check("5,000 of 3.5, 7", &["5,000", "of", "3.5", "7"]);
        check("don’t well-known 'tis", &["don’t", "well", "known", "tis"]);
        check("[T]he walk[ed] [sic]", &["T]he", "walk[ed", "sic"]);
        check("5% of $3 🙂", &["5", "%", "of", "$", "3", "🙂"]);
        check("", &[]);
    }

    #[test]
    fn words_in_brackets_are_told() {
        let check = |text: &str, expected: &[bool]| {
            assert!(words(text).iter().map(|word| word.bracketed).eq(expected.iter().copied()), "{text}");
        };
        check("he [the mayor] said (sic) so", &[false, true, true, false, true, false]);
        check("walk[ed] on", &[true, false]);
        check("a ] b", &[false, false]);
        check("a [b\nc]d", &[false, true, false, false]);
    }

    #[test]
    fn ellipses_are_told_from_full_stops() {
        for text in ["...", " … ", " . . . ", "[...]", ". ..."] {
            assert!(has_ellipsis(text), "{text}");
        }
        for text in [". ", ".", "", "..", ".\" ."] {
            assert!(!has_ellipsis(text), "{text}");
        }
    }
}
