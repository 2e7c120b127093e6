//! Picking: most tokens are of no concern to most questions, so that those that are get picked first, without a
//! branch a token.

use inquit_tokenizer::{IndexRange, Token};

use crate::lexicon::Lex;

/// How many are looked at together.
const BLOCK: usize = u64::BITS as usize;

/// The tokens of a range that pass a test, which should be plain arithmetic.
pub(crate) fn pick<'a, F: Fn(&Token, Lex) -> bool>(
    tokens: &'a [Token],
    lex: &'a [Lex],
    range: IndexRange,
    test: F,
) -> Picked<'a, F> {
    let (start, end) = (range.start as usize, (range.end as usize).min(tokens.len()).min(lex.len()));
    let (tokens, lex) = (tokens.get(start..end).unwrap_or(&[]), lex.get(start..end).unwrap_or(&[]));
    Picked { tokens, lex, base: start.wrapping_sub(BLOCK), passed: 0, test }
}

/// The iterator of [`pick`].
pub(crate) struct Picked<'a, F> {
    /// What has not been looked at.
    tokens: &'a [Token],
    lex: &'a [Lex],
    /// The index that the lowest bit of `passed` stands for.
    base: usize,
    /// A bit for each token that has passed and not been given.
    passed: u64,
    test: F,
}

impl<F> Picked<'_, F> {
    /// Leaves out what stands before a token, as far as it was looked at.
    #[inline]
    pub(crate) fn skip_to(&mut self, next: usize) {
        let seen = next.saturating_sub(self.base).min(BLOCK - 1);
        self.passed &= u64::MAX << seen;
    }
}

impl<F: Fn(&Token, Lex) -> bool> Iterator for Picked<'_, F> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.passed == 0 {
            if self.tokens.is_empty() {
                return None;
            }
            let length = self.tokens.len().min(BLOCK);
            let (tokens, lex) = (self.tokens.split_at(length), self.lex.split_at(length));
            (self.tokens, self.lex) = (tokens.1, lex.1);
            self.base = self.base.wrapping_add(BLOCK);
            for (token, lex) in tokens.0.iter().zip(lex.0).rev() {
                self.passed = self.passed << 1 | u64::from((self.test)(token, *lex));
            }
        }
        let index = self.base + self.passed.trailing_zeros() as usize;
        self.passed &= self.passed - 1;
        Some(index)
    }
}

#[cfg(test)]
mod tests {
    use inquit_tokenizer::Document;

    use super::*;

    #[test]
    fn all_that_pass_are_picked_in_order() {
        let text = "a, B c D ".repeat(50);
        let doc = Document::new(&text);
        let tokens = doc.tokens();
        let lex = vec![Lex::empty(); tokens.len()];
        for (start, end) in [(0, 0), (3, 4), (5, 200), (64, 128), (100, 101), (10, 999)] {
            let range = IndexRange::new(start, end);
            let capital = |token: &Token, _| token.is_capitalised();
            let expected: Vec<usize> = (range.range())
                .filter(|at| tokens.get(*at).is_some_and(|token| token.is_capitalised()))
                .collect();
            assert_eq!(pick(tokens, &lex, range, capital).collect::<Vec<_>>(), expected);
        }
    }
}
