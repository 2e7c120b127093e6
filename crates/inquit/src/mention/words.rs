//! Tokens in their document, as the finders of mentions, speakers and outlets look at them.

use inquit_tokenizer::{Document, IndexRange, Sentence, Span, Token, TokenFlags, TokenKind};

use crate::known::{Form, Names};
use crate::lexicon::{Asks, Code, Lex, Sheet, code_of, is_any};

/// The tokens of a document with their flags.
#[derive(Clone, Copy)]
pub(crate) struct Words<'a, 't> {
    pub(crate) text: &'t str,
    pub(crate) tokens: &'a [Token],
    /// The hash of each token's word.
    pub(crate) hashes: &'a [u64],
    pub(crate) lex: &'a [Lex],
    pub(crate) asks: &'a Asks,
    /// The user's list, where outlets are looked for.
    pub(crate) outlets: Option<&'a Names>,
    /// Those that the article itself introduces, where outlets are looked for.
    pub(crate) introduced: Option<&'a Names>,
    /// The names of the article's own publisher, where the text has any and outlets are looked for.
    pub(crate) publisher: &'a [Form],
}

impl<'a, 't> Words<'a, 't> {
    pub(crate) fn new(doc: &'a Document<'t>, sheet: &'a Sheet) -> Self {
        let (hashes, lex, asks) = (&sheet.hashes, &sheet.lex, sheet.asks());
        let (text, tokens) = (doc.text(), doc.tokens());
        Self { text, tokens, hashes, lex, asks, outlets: None, introduced: None, publisher: &[] }
    }

    pub(crate) fn lex(&self, at: usize) -> Lex {
        self.lex.get(at).copied().unwrap_or_default()
    }

    /// What the tokens of a range may be, all together.
    pub(crate) fn all(&self, range: IndexRange) -> Lex {
        let (start, end) = (range.start as usize, (range.end as usize).min(self.lex.len()));
        self.lex.get(start..end).unwrap_or(&[]).iter().fold(Lex::empty(), |all, lex| all | *lex)
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

    /// The word as a number, letter case set aside; 0 past the end.
    #[inline]
    pub(crate) fn hash(&self, at: usize) -> u64 {
        self.hashes.get(at).copied().unwrap_or_default()
    }

    /// The word as a shorter number.
    #[inline]
    pub(crate) fn code(&self, at: usize) -> Code {
        code_of(self.hash(at))
    }

    /// Whether the word is one of those with these codes.
    #[inline]
    pub(crate) fn any(&self, at: usize, codes: &[Code]) -> bool {
        is_any(self.code(at), codes)
    }

    pub(crate) fn is_word(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Word)
    }

    pub(crate) fn is_capital(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| (token.kind == TokenKind::Word) & token.is_capitalised())
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

/// The tokens inside a span.
pub(crate) fn tokens_in(doc: &Document<'_>, span: Span) -> IndexRange {
    let tokens = doc.tokens();
    let start = tokens.partition_point(|token| token.start < span.start);
    let rest = &tokens[start..];
    // Spans are short as a rule.
    let near = rest.iter().take(32).take_while(|token| token.start < span.end).count();
    let length = if near < 32 { near } else { rest.partition_point(|token| token.start < span.end) };
    IndexRange::new(start as u32, (start + length) as u32)
}

/// The sentence that holds a byte, or the next one; sought near another first.
pub(crate) fn sentence_at(list: &[Sentence], byte: u32, near: usize) -> usize {
    let ended = |at: usize| list.get(at).is_some_and(|sentence| sentence.span.end <= byte);
    if near > 0 && !ended(near - 1) {
        return list.partition_point(|sentence| sentence.span.end <= byte);
    }
    match (near..near + 8).find(|at| !ended(*at)) {
        Some(at) => at,
        None => list.partition_point(|sentence| sentence.span.end <= byte),
    }
}
