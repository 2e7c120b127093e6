//! Picking: most tokens are of no concern to most questions, so that those that are get picked first, without a
//! branch a token.

use std::ops::Range;

/// How many are looked at together.
const BLOCK: usize = u64::BITS as usize;

/// The indexes of a range that pass a test, which should be plain arithmetic.
pub(crate) fn pick<F: Fn(usize) -> bool>(range: Range<usize>, test: F) -> Picked<F> {
    Picked { rest: range, base: 0, passed: 0, test }
}

/// The iterator of [`pick`].
pub(crate) struct Picked<F> {
    /// What has not been looked at.
    rest: Range<usize>,
    /// The index that the lowest bit of `passed` stands for.
    base: usize,
    /// A bit for each index that has passed and not been given.
    passed: u64,
    test: F,
}

impl<F: Fn(usize) -> bool> Iterator for Picked<F> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.passed == 0 {
            if self.rest.is_empty() {
                return None;
            }
            self.base = self.rest.start;
            let end = self.rest.end.min(self.base + BLOCK);
            self.rest.start = end;
            let bits = (self.base..end).enumerate();
            self.passed = bits.fold(0, |passed, (bit, index)| passed | u64::from((self.test)(index)) << bit);
        }
        let index = self.base + self.passed.trailing_zeros() as usize;
        self.passed &= self.passed - 1;
        Some(index)
    }
}

#[cfg(test)]
mod tests {
    use super::pick;

    #[test]
    fn all_that_pass_are_picked_in_order() {
        for range in [0..0, 3..4, 5..200, 64..128, 100..101] {
            for step in [1, 3, 70] {
                let test = |index: usize| index.is_multiple_of(step);
                let expected: Vec<usize> = range.clone().filter(|index| test(*index)).collect();
                assert_eq!(pick(range.clone(), test).collect::<Vec<_>>(), expected);
            }
        }
    }
}
