//! The context is what every rule may look at: the document, its words, its quoted spans.

use inquit_tokenizer::{Document, IndexRange, Span, Token, TokenFlags, TokenKind};

use crate::lexicon::{Asks, Code, Lex, Sheet, code_of, is_any};
use crate::quoted::{Label, QuotedSpan};
use crate::steps::step;

/// Longest noun phrase, in tokens to one side of its head.
pub(super) const REACH: usize = 40;

/// A document as the rules see it.
pub(super) struct Context<'a, 't> {
    pub doc: &'a Document<'t>,
    pub text: &'t str,
    pub tokens: &'a [Token],
    /// The hash of each token's word.
    pub hashes: &'a [u64],
    pub lex: &'a [Lex],
    /// Which tokens each question is about.
    pub asks: &'a Asks,
    pub quoted: &'a [QuotedSpan],
    /// For each token: 0 outside quotation marks, else one more than the index of the outermost quoted span.
    pub inside: &'a [u32],
}

impl<'a, 't> Context<'a, 't> {
    /// A document with its words, its quoted spans and what they hold.
    pub fn new(doc: &'a Document<'t>, sheet: &'a Sheet, quoted: &'a [QuotedSpan], inside: &'a [u32]) -> Self {
        let (hashes, lex, asks) = (&sheet.hashes, &sheet.lex, sheet.asks());
        Self { doc, text: doc.text(), tokens: doc.tokens(), hashes, lex, asks, quoted, inside }
    }

    /// The words of one token; none past the end.
    pub fn word(&self, index: usize) -> &'t str {
        self.tokens.get(index).map_or("", |token| token.text(self.text))
    }

    /// Whether a token's word is one of those with these codes.
    #[inline]
    pub fn is_any(&self, index: usize, codes: &[Code]) -> bool {
        self.hashes.get(index).is_some_and(|hash| is_any(code_of(*hash), codes))
    }

    fn bytes(&self) -> &'t [u8] {
        self.text.as_bytes()
    }

    /// Whether a token may be of any of these classes.
    pub fn is(&self, index: usize, classes: Lex) -> bool {
        step();
        self.lex.get(index).is_some_and(|lex| lex.intersects(classes))
    }

    /// Whether a token is this ASCII character.
    pub fn is_byte(&self, index: usize, byte: u8) -> bool {
        step();
        self.tokens.get(index).is_some_and(|token| token.is(byte))
    }

    /// Whether a token is a number in figures.
    pub fn is_number(&self, index: usize) -> bool {
        self.tokens.get(index).is_some_and(|token| token.kind == TokenKind::Number)
    }

    /// A dash that parts clauses: – or — or a hyphen between blanks or doubled.
    #[inline]
    pub fn is_dash(&self, index: usize) -> bool {
        self.tokens
            .get(index)
            .is_some_and(|token| matches!(token.first, 0xE2 | b'-') && self.parts(index, *token))
    }

    /// Whether what begins as a dash is one that parts clauses.
    #[inline(never)]
    fn parts(&self, index: usize, token: Token) -> bool {
        if token.first == b'-' {
            token.span().len() > 1
                || token.flags.contains(TokenFlags::SPACE_BEFORE) && self.blank_after(index)
        } else {
            matches!(token.text(self.text), "–" | "—" | "―")
        }
    }

    /// Whether white space (or nothing) follows a token.
    pub fn blank_after(&self, index: usize) -> bool {
        self.tokens.get(index + 1).is_none_or(|next| next.flags.contains(TokenFlags::SPACE_BEFORE))
    }

    /// The outermost quoted span that holds a token.
    pub fn quoted_at(&self, index: usize) -> Option<usize> {
        step();
        self.inside.get(index).and_then(|holder| (*holder as usize).checked_sub(1))
    }

    /// The outermost quoted span that begins with a token.
    pub fn quoted_from(&self, index: usize) -> Option<usize> {
        self.quoted_at(index).filter(|q| self.quoted[*q].tokens.start as usize == index)
    }

    /// The outermost quoted span whose last token is this one.
    pub fn quoted_to(&self, index: usize) -> Option<usize> {
        self.quoted_at(index).filter(|q| self.quoted[*q].tokens.end as usize == index + 1)
    }

    /// Whether a token stands inside quotation marks that hold speech or part of it.
    pub fn in_speech(&self, index: usize) -> bool {
        self.quoted_at(index).is_some_and(|q| matches!(self.quoted[q].label, Label::Speech | Label::Fragment))
    }

    /// An adverb by the lexicon or by its ending.
    pub fn is_adverb(&self, index: usize) -> bool {
        const NOUNS: [&str; 10] = [
            "family",
            "rally",
            "reply",
            "supply",
            "assembly",
            "monopoly",
            "anomaly",
            "butterfly",
            "ally",
            "bully",
        ];
        let Some(token) = self.tokens.get(index) else { return false };
        self.is(index, Lex::ADVERB)
            || self.bytes()[..token.end as usize].ends_with(b"ly")
                && token.kind == TokenKind::Word
                && !token.is_capitalised()
                && token.end - token.start > 4
                && !self.is(index, Lex::ADJECTIVE | Lex::VERB | Lex::REPORTING)
                && !NOUNS.contains(&self.word(index))
    }

    /// A capitalised word that is no function word at a sentence's start.
    pub fn is_name(&self, index: usize) -> bool {
        let Some(token) = self.tokens.get(index) else { return false };
        (token.kind == TokenKind::Word) & token.is_capitalised()
            && !self.is(
                index,
                Lex::SUBJECT_PRONOUN
                    | Lex::DETERMINER
                    | Lex::PREPOSITION
                    | Lex::COORDINATOR
                    | Lex::SUBORDINATOR
                    | Lex::POSSESSIVE
                    | Lex::WH
                    | Lex::TIME,
            )
    }

    /// The bytes of a range of tokens.
    pub fn span(&self, range: IndexRange) -> Span {
        Span::new(self.tokens[range.start as usize].start, self.tokens[range.end as usize - 1].end)
    }

    /// The sentence that holds a token.
    pub fn sentence_of(&self, index: usize) -> usize {
        self.doc.sentences().partition_point(|sentence| sentence.tokens.end as usize <= index)
    }
}
