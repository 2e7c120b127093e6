//! Tokens in their document, as the finders of mentions, speakers and outlets look at them.

use inquit_tokenizer::{Document, IndexRange, Span, Token, TokenFlags, TokenKind};

use crate::lexicon::Lex;

/// The tokens of a document with their flags.
#[derive(Clone, Copy)]
pub(crate) struct Words<'a, 't> {
    pub(crate) text: &'t str,
    pub(crate) tokens: &'a [Token],
    pub(crate) lex: &'a [Lex],
}

impl<'a, 't> Words<'a, 't> {
    pub(crate) fn new(doc: &'a Document<'t>, lex: &'a [Lex]) -> Self {
        Self { text: doc.text(), tokens: doc.tokens(), lex }
    }

    pub(crate) fn lex(&self, at: usize) -> Lex {
        self.lex.get(at).copied().unwrap_or_default()
    }

    pub(crate) fn has(&self, at: usize, any: Lex) -> bool {
        self.lex(at).intersects(any)
    }

    pub(crate) fn word(&self, at: usize) -> &'t str {
        self.tokens.get(at).map_or("", |token| token.text(self.text))
    }

    pub(crate) fn is(&self, at: usize, byte: u8) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is(byte))
    }

    pub(crate) fn same(&self, at: usize, word: &str) -> bool {
        self.word(at).eq_ignore_ascii_case(word)
    }

    /// The word as one number, letter case set aside; 0 where it is longer than 16 bytes.
    pub(crate) fn code(&self, at: usize) -> u128 {
        let Some(token) = self.tokens.get(at) else { return 0 };
        let (start, length) = (token.start as usize, (token.end - token.start) as usize);
        if length > 16 {
            return 0;
        }
        match self.text.as_bytes().get(start..start + 16) {
            Some(bytes) => {
                let mut whole = [0; 16];
                whole.copy_from_slice(bytes);
                fold(whole, length)
            }
            None => code(self.word(at)),
        }
    }

    pub(crate) fn any(&self, at: usize, words: &[&str]) -> bool {
        let this = self.word(at);
        words.iter().any(|word| this.eq_ignore_ascii_case(word))
    }

    pub(crate) fn is_word(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Word)
    }

    pub(crate) fn is_capital(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Word && token.is_capitalised())
    }

    /// Whether the token stands right behind the one before it.
    pub(crate) fn glued(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| !token.flags.contains(TokenFlags::SPACE_BEFORE))
    }

    pub(crate) fn breaks_line(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.flags.contains(TokenFlags::LINE_BEFORE))
    }

    /// The 's of an owner, or the bare apostrophe after a plural.
    #[inline]
    pub(crate) fn is_owner_mark(&self, at: usize) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| matches!(token.first, b'\'' | 0xE2) && self.is_owners(at, token.kind))
    }

    /// Whether what begins as an apostrophe is that of an owner.
    #[inline(never)]
    fn is_owners(&self, at: usize, kind: TokenKind) -> bool {
        if kind == TokenKind::Clitic {
            matches!(self.word(at), "'s" | "’s" | "'S" | "’S" | "'" | "’")
        } else {
            self.glued(at)
                && matches!(self.word(at), "'" | "’")
                && self.word(at.wrapping_sub(1)).ends_with(['s', 'S'])
        }
    }
}

/// A word as one number, letter case set aside; 0 where it is longer than 16 bytes.
pub(crate) fn code(word: &str) -> u128 {
    let mut whole = [0; 16];
    match whole.get_mut(..word.len()) {
        Some(part) => {
            part.copy_from_slice(word.as_bytes());
            fold(whole, word.len())
        }
        None => 0,
    }
}

fn fold(bytes: [u8; 16], length: usize) -> u128 {
    if length == 0 {
        return 0;
    }
    let lower = u128::from_le_bytes(bytes) | 0x2020_2020_2020_2020_2020_2020_2020_2020;
    lower & (u128::MAX >> (128 - 8 * length as u32))
}

/// The index of the first token that starts at or after a byte. Tokens lie about evenly in a text, so the search
/// begins where the byte should be.
pub(crate) fn token_at(doc: &Document<'_>, byte: u32) -> usize {
    let whole = doc.text().len().max(1) as u64;
    let guess = (u64::from(byte) * doc.tokens().len() as u64 / whole) as usize;
    token_near(doc, byte, guess)
}

/// The same, sought from a guess.
fn token_near(doc: &Document<'_>, byte: u32, guess: usize) -> usize {
    let tokens = doc.tokens();
    let (mut low, mut high) = (0, tokens.len());
    let mut step = 8;
    let mut at = guess.min(tokens.len());
    if tokens.get(at).is_some_and(|token| token.start < byte) {
        while at < tokens.len() && tokens[at].start < byte {
            low = at + 1;
            at += step;
            step *= 2;
        }
        high = at.min(high);
    } else {
        while at > 0 && tokens.get(at - 1).is_some_and(|token| token.start >= byte) {
            high = at - 1;
            at = at.saturating_sub(step);
            step *= 2;
        }
        low = at.min(high);
    }
    low + tokens[low..high].partition_point(|token| token.start < byte)
}

/// The tokens inside a span.
pub(crate) fn tokens_in(doc: &Document<'_>, span: Span) -> IndexRange {
    tokens_from(doc, span, token_at(doc, span.start))
}

/// The tokens inside a span that stands near a token.
pub(crate) fn tokens_in_near(doc: &Document<'_>, span: Span, near: u32) -> IndexRange {
    tokens_from(doc, span, token_near(doc, span.start, near as usize))
}

fn tokens_from(doc: &Document<'_>, span: Span, start: usize) -> IndexRange {
    let short = span.end.saturating_sub(span.start) < 64;
    let end = if short {
        start + doc.tokens()[start..].iter().take_while(|token| token.start < span.end).count()
    } else {
        token_at(doc, span.end).max(start)
    };
    IndexRange::new(start as u32, end as u32)
}
