//! Word pieces are what the network knows words by: a whole word if the vocabulary has it, else the longest
//! beginnings that it has.
//!
//! The vocabulary and the rules are those of BERT's uncased models: lower case, no accents, punctuation by itself,
//! pieces within a word marked by `##`. Typographic quotation marks and apostrophes are read as straight ones, so that
//! an article's typography makes no difference.

use rustc_hash::FxHashMap;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The number of a word piece.
pub type Piece = u16;

/// A vocabulary of word pieces.
#[derive(Clone, Debug)]
pub struct WordPieces {
    numbers: FxHashMap<Box<str>, Piece>,
    unknown: Piece,
    /// What stands before and behind all others.
    edges: [Piece; 2],
}

/// A longer word is unknown, in code points; the vocabulary's own bound.
const LONGEST: usize = 100;
/// Pieces of one token that are looked at; only web addresses and the like have more.
pub const MOST: usize = 12;

impl WordPieces {
    /// From a list of pieces, one a line; none where `[UNK]`, `[CLS]` or `[SEP]` is missing, or where there are more
    /// than numbers for them.
    pub fn new(list: &str) -> Option<Self> {
        if list.lines().count() > Piece::MAX as usize {
            return None;
        }
        let numbered = list.lines().enumerate().map(|(number, piece)| (piece.into(), number as Piece));
        let numbers: FxHashMap<Box<str>, Piece> = numbered.collect();
        let of = |piece: &str| numbers.get(piece).copied();
        let (unknown, edges) = (of("[UNK]")?, [of("[CLS]")?, of("[SEP]")?]);
        Some(Self { numbers, unknown, edges })
    }

    /// How many pieces there are.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// What stands before and behind the pieces of a window.
    pub fn edges(&self) -> [Piece; 2] {
        self.edges
    }

    /// Adds the pieces of a token, at least one and at most [`MOST`]; `word` is memory used again.
    pub fn cut(&self, token: &str, word: &mut String, out: &mut Vec<Piece>) {
        let first = out.len();
        word.clear();
        if token.is_ascii() {
            for byte in token.bytes().filter(|byte| !byte.is_ascii_control()) {
                self.add(char::from(byte.to_ascii_lowercase()), word, out);
            }
        } else {
            let lower = token.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
            for c in lower.filter(|c| !c.is_control()) {
                self.add(straight(c), word, out);
            }
        }
        self.word(word, out);
        if out.len() == first {
            out.push(self.unknown);
        }
        out.truncate(first + MOST);
    }

    /// Adds a character to the word that it goes on, or ends that.
    fn add(&self, c: char, word: &mut String, out: &mut Vec<Piece>) {
        if c.is_whitespace() {
            self.word(word, out);
        } else if stands_alone(c) {
            self.word(word, out);
            word.push(c);
            self.word(word, out);
        } else {
            word.push(c);
        }
    }

    /// Adds the pieces of a word, which is cleared.
    fn word(&self, word: &mut String, out: &mut Vec<Piece>) {
        if let Some(piece) = self.numbers.get(word.as_str()) {
            out.push(*piece);
        } else if !word.is_empty() {
            let first = out.len();
            if word.chars().count() > LONGEST || !self.longest(word, out) {
                out.truncate(first);
                out.push(self.unknown);
            }
        }
        word.clear();
    }

    /// Adds the longest pieces of a word that the vocabulary lacks; false where some part of it has none.
    fn longest(&self, word: &str, out: &mut Vec<Piece>) -> bool {
        let mut marked = String::from("##");
        let mut start = 0;
        while start < word.len() {
            let ends = word[start..].char_indices().map(|(at, c)| start + at + c.len_utf8()).rev();
            let mut found = ends.filter_map(|end| {
                let number = if start == 0 {
                    self.numbers.get(&word[..end])
                } else {
                    marked.truncate(2);
                    marked.push_str(&word[start..end]);
                    self.numbers.get(marked.as_str())
                };
                number.map(|number| (*number, end))
            });
            let Some((piece, end)) = found.next() else { return false };
            out.push(piece);
            start = end;
        }
        true
    }
}

/// Quotation marks and apostrophes as they stand on a keyboard.
const fn straight(c: char) -> char {
    match c {
        '‘' | '’' | '‚' | '‛' | '`' | '´' => '\'',
        '“' | '”' | '„' | '‟' | '«' | '»' => '"',
        other => other,
    }
}

/// Punctuation and characters that are words by themselves.
fn stands_alone(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c, '\u{A1}' | '\u{A7}' | '\u{AB}' | '\u{B6}' | '\u{B7}' | '\u{BB}' | '\u{BF}')
        || ('\u{2010}'..='\u{2027}').contains(&c)
        || ('\u{2030}'..='\u{205E}').contains(&c)
        || ('\u{3001}'..='\u{3011}').contains(&c)
        || ('\u{4E00}'..='\u{9FFF}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(token: &str, expected: &[&str]) {
        let list = "[PAD]\n[UNK]\n[CLS]\n[SEP]\nsaid\nun\n##like\n##ly\n##s\n\"\n'\nn\nt\ncafe\nu\ns\n.\n—";
        let pieces = WordPieces::new(list).unwrap();
        let mut out = Vec::new();
        pieces.cut(token, &mut String::new(), &mut out);
        let all: Vec<&str> = list.lines().collect();
        let found: Vec<&str> = out.iter().map(|piece| all[*piece as usize]).collect();
        assert_eq!(found, expected, "{token:?}");
    }

    #[test]
    fn words_are_cut_as_berts_are() {
        check("said", &["said"]);
        check("SAID", &["said"]);
        check("unlikely", &["un", "##like", "##ly"]);
        check("n't", &["n", "'", "t"]);
        check("n’t", &["n", "'", "t"]);
        check("“", &["\""]);
        check("Café", &["cafe"]);
        check("Cafe\u{301}s", &["cafe", "##s"]);
        check("U.S.", &["u", ".", "s", "."]);
        check("—", &["—"]);
    }

    #[test]
    fn what_the_vocabulary_lacks_is_unknown() {
        check("quux", &["[UNK]"]);
        check("unquux", &["[UNK]"]);
        check("said.quux", &["said", ".", "[UNK]"]);
        check("\u{301}", &["[UNK]"]);
        check("", &["[UNK]"]);
        check(&"un".repeat(60), &["[UNK]"]);
    }

    #[test]
    fn a_long_address_has_few_pieces() {
        check(&"said/".repeat(500), &["said", "[UNK]"].repeat(MOST / 2));
    }

    #[test]
    fn a_list_without_its_special_pieces_is_none() {
        assert!(WordPieces::new("said\n[CLS]\n[SEP]").is_none());
    }
}
