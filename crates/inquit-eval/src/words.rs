//! A word set is the letters and digits that spans of a text hold: what two spans are compared by.
//!
//! Two spans that differ only in quotation marks, white space and punctuation hold the same word set.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use crate::gold::CharSpan;

/// Whether a character is a letter or a number as Python's `str.isalnum` has it: by general category, so that
/// combining vowel signs, which Rust's `is_alphanumeric` takes in, are none.
pub fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    matches!(c.general_category_group(), GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number)
}

/// Whether a character is white space as Python's `str.isspace` has it: with the four ASCII separators.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// A text's characters, with its word characters numbered.
#[derive(Clone, Debug)]
pub struct Words {
    chars: Vec<char>,
    /// How many word characters stand before each character, and before the end.
    rank: Vec<u32>,
    /// Where each word character stands.
    places: Vec<u32>,
}

/// A set of word characters, as sorted ranges of their numbers that neither touch nor overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordSet {
    ranges: Vec<(u32, u32)>,
}

impl Words {
    /// The words of a text.
    pub fn new(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let mut rank = Vec::with_capacity(chars.len() + 1);
        let mut places = Vec::new();
        for (at, c) in chars.iter().enumerate() {
            rank.push(places.len() as u32);
            if is_word(*c) {
                places.push(at as u32);
            }
        }
        rank.push(places.len() as u32);
        Self { chars, rank, places }
    }

    /// The text's characters.
    pub fn chars(&self) -> &[char] {
        &self.chars
    }

    /// The span as a range that fits the text.
    pub fn clip(&self, span: CharSpan) -> std::ops::Range<usize> {
        let len = self.chars.len() as i64;
        let (start, end) = (span[0].clamp(0, len) as usize, span[1].clamp(0, len) as usize);
        start..end.max(start)
    }

    /// What spans hold. What lies outside the text counts for nothing.
    pub fn set(&self, spans: &[CharSpan]) -> WordSet {
        let ranges = spans.iter().map(|span| {
            let range = self.clip(*span);
            (self.rank[range.start], self.rank[range.end])
        });
        WordSet::of(ranges.collect())
    }

    /// Where a word character stands, by its number.
    pub fn place(&self, number: u32) -> usize {
        self.places[number as usize] as usize
    }

    /// Where every word character stands.
    pub fn places(&self) -> impl Iterator<Item = usize> + '_ {
        self.places.iter().map(|place| *place as usize)
    }

    /// The set without leading words of `drop`, each tried once in turn, unless nothing would be left.
    pub fn without_leading(&self, set: &WordSet, drop: &[&str]) -> WordSet {
        let mut rest = set.clone();
        for word in drop {
            let Some(first) = rest.first() else { break };
            let at = self.place(first);
            let end = at + word.len();
            let same = self.chars.get(at..end).is_some_and(|chars| {
                chars.iter().zip(word.bytes()).all(|(c, byte)| c.eq_ignore_ascii_case(&(byte as char)))
            });
            if same && self.chars.get(end).is_some_and(|c| !is_word(*c)) {
                let shorter = rest.from(first + word.len() as u32);
                if !shorter.is_empty() {
                    rest = shorter;
                }
            }
        }
        rest
    }
}

impl WordSet {
    fn of(mut ranges: Vec<(u32, u32)>) -> Self {
        ranges.retain(|(start, end)| start < end);
        ranges.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(ranges.len());
        for (start, end) in ranges {
            match merged.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => merged.push((start, end)),
            }
        }
        Self { ranges: merged }
    }

    /// The union of many.
    pub fn union<'s>(sets: impl IntoIterator<Item = &'s Self>) -> Self {
        Self::of(sets.into_iter().flat_map(|set| set.ranges.iter().copied()).collect())
    }

    /// Its ranges of word-character numbers.
    pub fn ranges(&self) -> &[(u32, u32)] {
        &self.ranges
    }

    /// How many word characters it holds.
    pub fn len(&self) -> usize {
        self.ranges.iter().map(|(start, end)| (end - start) as usize).sum()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// The number of its first word character.
    pub fn first(&self) -> Option<u32> {
        self.ranges.first().map(|range| range.0)
    }

    /// The number after that of its last word character; 0 where it holds none.
    pub fn end(&self) -> u32 {
        self.ranges.last().map_or(0, |range| range.1)
    }

    /// What it holds from a number on.
    fn from(&self, number: u32) -> Self {
        Self::of(self.ranges.iter().map(|(start, end)| ((*start).max(number), *end)).collect())
    }

    /// How many word characters it shares with another.
    pub fn shared(&self, other: &Self) -> usize {
        let (mut mine, mut theirs) = (self.ranges.iter().peekable(), other.ranges.iter().peekable());
        let mut shared = 0;
        while let (Some(a), Some(b)) = (mine.peek(), theirs.peek()) {
            shared += a.1.min(b.1).saturating_sub(a.0.max(b.0)) as usize;
            if a.1 < b.1 {
                mine.next();
            } else {
                theirs.next();
            }
        }
        shared
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn word_characters_are_pythons() {
        let words = "aZ9éß中²½Ⅷ٣ªʰ";
        assert!(words.chars().all(is_word), "letters, numbers and modifier letters");
        // A vowel sign, a circled letter, an apostrophe, an underscore, a combining accent.
        assert!(!"\u{93e}Ⓐ'_’\u{301}".chars().any(is_word));
        assert!("\u{1c}\u{1f} \u{a0}\u{2003}\n".chars().all(is_space));
        assert!(!is_space('\u{200b}'));
    }

    #[test]
    fn spans_with_the_same_words_are_the_same_set() {
        let words = Words::new("\"Go on,\" he said, \"go.\"");
        assert_eq!(words.set(&[[0, 8]]), words.set(&[[1, 6]]));
        assert_eq!(words.set(&[[0, 3], [3, 8]]), words.set(&[[2, 6], [0, 5]]));
        assert_eq!(words.set(&[[-5, 4000]]).len(), 12);
        assert!(words.set(&[[7, 3], [6, 8]]).is_empty());
    }

    #[test]
    fn sets_share_what_both_hold() {
        let words = Words::new("one two three four");
        let (a, b) = (words.set(&[[0, 7], [14, 18]]), words.set(&[[4, 16]]));
        assert_eq!((a.len(), b.len(), a.shared(&b)), (10, 10, 5));
        assert_eq!(WordSet::union([&a, &b]).len(), 15);
        assert_eq!(WordSet::default().shared(&a), 0);
    }

    #[test]
    fn leading_words_are_set_aside() {
        let words = Words::new("That that the plan");
        let all = words.set(&[[0, 18]]);
        assert_eq!(words.without_leading(&all, &["that"]), words.set(&[[5, 18]]));
        assert_eq!(words.without_leading(&all, &["the", "a"]), all);
        let the = words.set(&[[10, 13]]);
        assert_eq!(words.without_leading(&the, &["the"]), the, "never the whole");
        assert_eq!(words.without_leading(&words.set(&[[10, 18]]), &["the"]), words.set(&[[14, 18]]));
    }
}
