//! What lies outside ASCII: the characters that news is full of are told from their bytes, all others by the
//! `unicode-segmentation` crate.

use unicode_segmentation::UnicodeSegmentation;

use crate::{TokenKind, work};

/// What a character outside ASCII means to the token before it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Follow {
    /// A Latin letter of this many bytes: it joins a word.
    Letter(usize),
    /// A typographic apostrophe (three bytes).
    Apostrophe,
    /// It joins nothing.
    Break,
    /// Only the Unicode tables know.
    Hard,
}

/// What the non-ASCII character at `at` means to the token before it.
#[inline]
pub(crate) fn follow(bytes: &[u8], at: usize) -> Follow {
    let second = bytes.get(at + 1).copied().unwrap_or(0);
    match bytes[at] {
        0xc2 => match second {
            0xaa | 0xad | 0xb5 | 0xb7 | 0xb8 | 0xba => Follow::Hard,
            _ => Follow::Break,
        },
        0xc3 => match second {
            0x97 | 0xb7 => Follow::Break,
            _ => Follow::Letter(2),
        },
        0xc4..=0xc9 => Follow::Letter(2),
        0xe2 => match (second, bytes.get(at + 2).copied().unwrap_or(0)) {
            (0x80, 0x98 | 0x99) => Follow::Apostrophe,
            (0x80, 0x80..=0x8b | 0x90..=0x97 | 0x9a..=0xa3 | 0xa5..=0xa6 | 0xa8 | 0xa9) | (0x82, 0xac) => {
                Follow::Break
            }
            _ => Follow::Hard,
        },
        _ => Follow::Hard,
    }
}

/// Where the UAX #29 word segment that starts at `start` ends, without invisible characters at its end.
pub(crate) fn segment_end(text: &str, start: usize) -> usize {
    let Some(segment) = text.get(start..).and_then(|rest| rest.split_word_bounds().next()) else {
        return start;
    };
    work::count(segment.len());
    let kept = segment.trim_end_matches(is_invisible);
    start + if kept.is_empty() { segment.len() } else { kept.len() }
}

/// Format characters that show nothing: they may stand in gaps.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// The kind of a token that opens with `c`, a character outside ASCII.
pub(crate) fn kind(c: char) -> TokenKind {
    match c {
        '‘' | '’' | '‚' | '‛' | '“' | '”' | '„' | '‟' | '‹' | '›' | '«' | '»' | '′' | '″' | '‴' | '‵'
        | '‶' | '‷' | '「' | '」' | '『' | '』' | '《' | '》' | '〈' | '〉' | '〝' | '〞' | '〟' | '｢'
        | '｣' | '＂' | '＇' => TokenKind::Mark,
        c if c.is_alphabetic() => TokenKind::Word,
        c if c.is_numeric() => TokenKind::Number,
        '¡'
        | '§'
        | '¶'
        | '·'
        | '¿'
        | '\u{2010}'..='\u{205e}'
        | '\u{2e00}'..='\u{2e7f}'
        | '\u{3001}'..='\u{303f}'
        | '\u{fe10}'..='\u{fe6b}'
        | '！'..='／'
        | '：'..='＠'
        | '［'..='＿'
        | '｛'..='～'
        | '｡'
        | '､'
        | '･' => TokenKind::Punct,
        _ => TokenKind::Symbol,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told from the bytes is what the tables say, for every character that is told so.
    #[test]
    fn bytes_agree_with_tables() {
        let count = |parts: [&str; 3]| parts.concat().split_word_bounds().count();
        for c in ('\u{80}'..'\u{2fff}').filter(|c| !is_invisible(*c)) {
            let (text, bytes) = (c.to_string(), c.to_string().into_bytes());
            let s = text.as_str();
            match follow(&bytes, 0) {
                Follow::Letter(len) => {
                    assert_eq!(len, text.len());
                    for (left, right) in
                        [("a", "1"), ("1", "a"), (s, "a"), ("a", "'a"), ("a'", "é"), ("_", "_")]
                    {
                        assert_eq!(count([left, s, right]), 1, "{c:?}");
                    }
                }
                Follow::Break => {
                    for (left, right) in [("a", "a"), ("1", "1"), (".", "a"), ("-", "_"), ("a'", "a")] {
                        assert!(count([left, s, right]) >= 3, "{c:?} between {left:?} and {right:?}");
                    }
                }
                Follow::Apostrophe | Follow::Hard => {}
            }
        }
    }
}
