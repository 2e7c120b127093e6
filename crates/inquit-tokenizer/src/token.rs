//! A token is a word, a number or a mark, with what its bytes alone tell of it.

use crate::Span;

/// What a token is, told from its characters alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum TokenKind {
    /// Letters, with inner apostrophes (O'Brien, 'Twas) and the full stop of an abbreviation (Dr., U.S.).
    Word,
    /// A possessive or contracted ending kept apart from its word: 's, n't, 're, ’ll.
    Clitic,
    /// Digits with their inner marks: 1,234.5, 3:30, '90s, 10th.
    Number,
    /// A mark that may open or close a quotation, straight or typographic, single or double.
    Mark,
    /// Other punctuation.
    Punct,
    /// Currency signs, emoji and other symbols.
    Symbol,
    /// A web address.
    Url,
    /// An e-mail address.
    Email,
    /// An @handle or #hashtag.
    Handle,
}

bitflags::bitflags! {
    /// Facts about a token's spelling and the gap before it.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub struct TokenFlags: u8 {
        /// The first letter is upper case.
        const UPPER_FIRST = 1;
        /// Two or more letters and all of them upper case.
        const UPPER_ALL = 1 << 1;
        /// Holds a digit.
        const DIGIT = 1 << 2;
        /// Holds a character outside ASCII.
        const NON_ASCII = 1 << 3;
        /// There is white space before it (true for the first token of a text, too).
        const SPACE_BEFORE = 1 << 4;
        /// The white space before it holds a line break (true for the first token of a text, too).
        const LINE_BEFORE = 1 << 5;
        /// Ends with a full stop that belongs to it (Dr., U.S., a.m.).
        const ABBREVIATION = 1 << 6;
    }
}

/// A word, a number or a mark. Twelve bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// First byte in the text.
    pub start: u32,
    /// One past the last byte in the text.
    pub end: u32,
    /// What it is.
    pub kind: TokenKind,
    /// What its spelling tells.
    pub flags: TokenFlags,
    /// Its first byte, so that marks are told apart without a look at the text.
    pub first: u8,
}

impl Token {
    /// Where it stands, in bytes.
    pub const fn span(self) -> Span {
        Span::new(self.start, self.end)
    }

    /// Its words.
    pub fn text(self, text: &str) -> &str {
        self.span().slice(text)
    }

    /// Whether it is this one ASCII character.
    pub const fn is(self, byte: u8) -> bool {
        (self.first == byte) & (self.end == self.start + 1)
    }

    /// Whether its first letter is upper case.
    pub const fn is_capitalised(self) -> bool {
        self.flags.contains(TokenFlags::UPPER_FIRST)
    }
}
