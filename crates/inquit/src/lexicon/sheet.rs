//! A sheet holds what the lexicon tells of a document's words, token by token, and which tokens each question is about.
//!
//! Most tokens are of no concern to most questions. Those that are get marked in one pass, a bit each, so that no
//! question looks at all tokens, and none has a branch for each.

use inquit_tokenizer::{Document, IndexRange, Token, TokenFlags, TokenKind};
use wide::i8x16;

use super::table;
use super::words::{Lex, PRONOUN, TABLE};

/// A question that is about few tokens. Its number is its bit in a [`row`], which is that of a flag 56 places higher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// May it be a cue: a reporting verb, or the first word of a preposition that is one?
    Cue = 0,
    /// May an outlet or a channel be told here: a signal or a preposition?
    Told = 1,
    /// May it tell a day: a word of time, or what begins with a digit?
    Time = 2,
    /// May it be a noun that reports?
    Noun = 3,
    /// Is it a signal of an outlet or a channel?
    Signal = 4,
    /// May the name of a known outlet begin here?
    Outlet = 5,
    /// May a mention begin here, or a quotation begin or end?
    Mention = 6,
}

/// How many tokens are kept together.
const BLOCK: usize = u64::BITS as usize;

/// For each question, and each of some tokens, a bit: whether it is about that token.
type Columns = [u64; 8];

/// What the lexicon tells of each token of a document, in their order.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// The hash of each token's word ([`super::word_hash`]).
    pub hashes: Vec<u64>,
    /// What each token may be.
    pub lex: Vec<Lex>,
    asks: Asks,
}

impl Sheet {
    /// The sheet of a document.
    pub fn new(doc: &Document<'_>) -> Self {
        let mut sheet = Self::default();
        sheet.read(doc);
        sheet
    }

    /// Takes the sheet for a document, in place of the one before.
    pub fn read(&mut self, doc: &Document<'_>) {
        let Self { hashes, lex, asks: Asks { blocks } } = self;
        let table = TABLE.look();
        let (bytes, tokens) = (doc.text().as_bytes(), doc.tokens());
        // All hashes first, then all flags: so many more look-ups are under way at once.
        hashes.clear();
        hashes
            .extend(tokens.iter().map(|token| table::hash(bytes, token.start as usize, token.end as usize)));
        lex.clear();
        lex.extend(hashes.iter().map(|hash| Lex::from_bits_retain(table.get(*hash))));
        blocks.clear();
        for (block, (tokens, lex)) in tokens.chunks(BLOCK).zip(lex.chunks_mut(BLOCK)).enumerate() {
            let (mut rows, mut shouted) = ([0; BLOCK], 0);
            for ((token, lex), row) in tokens.iter().zip(&*lex).zip(&mut rows) {
                *row = self::row(*token, *lex);
                shouted |= *row & token.flags.bits() << TO_REFERS;
            }
            // Hardly any block has one.
            if shouted & REFERS != 0 {
                find_acronyms(doc, block * BLOCK, lex, &mut rows);
            }
            blocks.push(columns(&rows));
        }
        // What is asked for may reach over the last one.
        blocks.push(Columns::default());
    }

    /// Which tokens each question is about.
    pub(crate) fn asks(&self) -> &Asks {
        &self.asks
    }

    /// Makes a token the first of an outlet's name.
    pub(crate) fn begin_outlet(&mut self, at: usize) {
        self.lex[at] |= Lex::OUTLET_WORD;
        self.asks.blocks[at / BLOCK][Ask::Outlet as usize] |= 1 << (at % BLOCK);
    }
}

/// The tokens of a document that each question is about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asks {
    /// The last one is empty.
    blocks: Vec<Columns>,
}

impl Asks {
    /// The tokens of a range that a question is about, in order.
    #[inline]
    pub(crate) fn pick(&self, ask: Ask, range: IndexRange) -> Picked<'_> {
        let (start, end) = (range.start as usize, range.end as usize);
        let mut picked = Picked { blocks: &self.blocks, ask: ask as usize, base: start, end, passed: 0 };
        picked.look();
        picked
    }
}

/// The iterator of [`Asks::pick`].
pub(crate) struct Picked<'a> {
    blocks: &'a [Columns],
    ask: usize,
    /// The token that the lowest bit of `passed` stands for.
    base: usize,
    /// One past the last token that is asked for.
    end: usize,
    /// A bit for each token that the question is about and that has not been given.
    passed: u64,
}

impl Picked<'_> {
    /// Leaves out what stands before a token, as far as it was looked at.
    #[inline]
    pub(crate) fn skip_to(&mut self, next: usize) {
        let seen = next.saturating_sub(self.base).min(BLOCK - 1);
        self.passed &= u64::MAX << seen;
    }

    /// Looks at as many tokens as a block has from `base` on: of two blocks, most often.
    #[inline]
    fn look(&mut self) {
        let (block, bit) = (self.base / BLOCK, self.base % BLOCK);
        let column = |block: usize| self.blocks.get(block).map_or(0, |columns| columns[self.ask]);
        let both = column(block) >> bit | column(block + 1) << 1 << (BLOCK - 1 - bit);
        let rest = self.end.saturating_sub(self.base);
        self.passed = if rest < BLOCK { both & !(u64::MAX << rest) } else { both };
    }
}

impl Iterator for Picked<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.passed == 0 {
            self.base += BLOCK;
            if self.base >= self.end {
                return None;
            }
            self.look();
        }
        let at = self.base + self.passed.trailing_zeros() as usize;
        self.passed &= self.passed - 1;
        Some(at)
    }
}

/// Of some tokens from `first` on, those pronouns that are names.
#[cold]
fn find_acronyms(doc: &Document<'_>, first: usize, lex: &mut [Lex], rows: &mut [u8; BLOCK]) {
    for (at, (lex, row)) in (first..).zip(lex.iter_mut().zip(rows)) {
        if lex.intersects(PRONOUN) && is_acronym(doc, at) {
            *lex = Lex::ORGANIZATION.with_derived();
            *row = self::row(doc.tokens()[at], *lex);
        }
    }
}

/// Whether a pronoun in capitals is a name that is spelt as one: "the WHO said", "the US said"; not where all is in
/// capitals.
fn is_acronym(doc: &Document<'_>, at: usize) -> bool {
    let tokens = doc.tokens();
    let capitals =
        |token: &Token| token.kind == TokenKind::Word && token.flags.contains(TokenFlags::UPPER_ALL);
    let shouted = |at: usize| tokens.get(at).is_some_and(capitals);
    shouted(at)
        && matches!(tokens[at].text(doc.text()), "WHO" | "US" | "IT")
        && !(shouted(at + 1) || at > 0 && shouted(at - 1))
}

/// What names, handles, colons and quotation marks begin with.
const LEADS: u8 = 1 << 7;
/// What no small letter begins.
const NOT_SMALL: u8 = 1 << Ask::Outlet as u8;
const DIGIT: u8 = 1 << Ask::Time as u8;
const REFERS: u8 = 1 << Ask::Mention as u8;
/// How far the flag of words in capitals is from that.
const TO_REFERS: u32 = REFERS.trailing_zeros() - TokenFlags::UPPER_ALL.bits().trailing_zeros();

/// What the first byte of a token tells: the flags that it lets stand, and those that it sets.
const FIRST: [[u8; 2]; 256] = {
    let mut first = [[0; 2]; 256];
    let mut byte = 0;
    while byte < 256 {
        let leads =
            matches!(byte as u8, b'A'..=b'Z' | b'_' | b'@' | b'#' | b':' | b'"' | b'`' | b'\'' | 0x80..);
        let stands = if leads { LEADS } else { 0 }
            | if (byte as u8).is_ascii_lowercase() { 0 } else { NOT_SMALL }
            // Flags that stand however the word begins.
            | !(LEADS | NOT_SMALL);
        first[byte] = [stands, if (byte as u8).is_ascii_digit() { DIGIT } else { 0 }];
        byte += 1;
    }
    first
};

/// A bit for each question, whether it is about a token.
#[inline]
fn row(token: Token, lex: Lex) -> u8 {
    const NO_NAME: u8 = (Lex::NO_NAME.bits() >> 56) as u8;
    let ([stands, sets], flags) = (FIRST[token.first as usize], (lex.bits() >> 56) as u8);
    (flags ^ NO_NAME) & stands | sets
}

/// The rows of a block by question.
#[inline]
fn columns(rows: &[u8; BLOCK]) -> Columns {
    let mut columns = Columns::default();
    for (rows, shift) in rows.as_chunks::<16>().0.iter().zip((0..BLOCK).step_by(16)) {
        let mut rows = i8x16::new(rows.map(|row| row as i8));
        for column in columns.iter_mut().rev() {
            // The highest bit of each row, then the next one in its place.
            *column |= u64::from(rows.move_mask() as u16) << shift;
            rows = rows + rows;
        }
    }
    // A mention may begin with what leads one or with what refers.
    columns[Ask::Mention as usize] |= columns[7];
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_a_question_is_about_are_picked_in_order() {
        let text = "Ana said in May that the plan failed. \"No,\" Reuters wrote, it's 2014. ".repeat(20);
        let doc = Document::new(&text);
        let sheet = Sheet::new(&doc);
        let about = |ask: Ask, at: usize| {
            let (token, lex) = (doc.tokens()[at], sheet.lex[at]);
            match ask {
                Ask::Cue => lex.intersects(Lex::REPORTING | Lex::CUE_PREPOSITION),
                Ask::Told => lex.intersects(Lex::SIGNAL | Lex::PREPOSITION),
                Ask::Time => lex.intersects(Lex::TIME) || token.first.is_ascii_digit(),
                Ask::Noun => lex.intersects(Lex::CUE_NOUN),
                Ask::Signal => lex.intersects(Lex::SIGNAL),
                Ask::Outlet => lex.intersects(Lex::OUTLET_WORD) && !token.first.is_ascii_lowercase(),
                Ask::Mention => {
                    FIRST[token.first as usize][0] & LEADS != 0 && !lex.contains(Lex::NO_NAME)
                        || lex.contains(Lex::REFERS)
                }
            }
        };
        let all = doc.tokens().len() as u32;
        for ask in [Ask::Cue, Ask::Told, Ask::Time, Ask::Noun, Ask::Signal, Ask::Outlet, Ask::Mention] {
            assert!(sheet.asks().pick(ask, IndexRange::new(0, all)).next().is_some(), "{ask:?}");
            for (start, end) in [(0, 0), (3, 4), (5, 200), (64, 128), (100, 101), (10, 999), (all, all + 70)]
            {
                let expected: Vec<_> =
                    (start as usize..end.min(all) as usize).filter(|at| about(ask, *at)).collect();
                let picked = sheet.asks().pick(ask, IndexRange::new(start, end));
                assert_eq!(picked.collect::<Vec<_>>(), expected, "{ask:?} {start}..{end}");
            }
        }
    }

    #[test]
    fn pronouns_in_capitals_may_be_names() {
        let flags = |text: &str, at: usize| Sheet::new(&Document::new(text)).lex[at];
        assert!(flags("The WHO said so.", 1).contains(Lex::ORGANIZATION));
        assert!(!flags("AND WHO SAID SO", 1).contains(Lex::ORGANIZATION));
    }
}
