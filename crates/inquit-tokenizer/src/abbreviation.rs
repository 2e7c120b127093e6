//! An abbreviation is a word whose full stop is its own: Dr., U.S., a.m., Inc., J.

use std::sync::LazyLock;

/// When an abbreviation's full stop is its own, and whether a sentence may end with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Abbreviation {
    /// A name follows: no sentence ends here.
    Title,
    /// What follows decides whether the sentence ends.
    Always,
    /// Also an ordinary word: only before a comma, a lower-case word or a figure.
    Weak,
    /// Only before a figure.
    Numeric,
}

/// The longest entry.
const MAX_LEN: usize = 8;

/// A word's key, whether it is one with a capital only, and what it is.
type Entry = (u64, bool, Abbreviation);

/// The words, and what spares a look at them: nearly every last word of a sentence is looked up in vain.
struct List {
    /// Each word stands at its place or soon behind it.
    table: Vec<Option<Entry>>,
    /// For each letter a bit for each length of the words that begin with it.
    begin: [u16; 32],
    /// The same of those that end with it.
    end: [u16; 32],
}

static LIST: LazyLock<List> = LazyLock::new(|| {
    let mut list = List { table: vec![None; 1 << PLACES], begin: [0; 32], end: [0; 32] };
    for (word, entry) in include_str!("../data/abbreviations.txt").lines().filter_map(entry) {
        let mut at = place(entry.0);
        while list.table[at].is_some_and(|(key, ..)| key != entry.0) {
            at = (at + 1) % list.table.len();
        }
        list.table[at] = Some(entry);
        let length = 1 << word.len();
        list.begin[letter(word[0])] |= length;
        list.end[letter(word[word.len() - 1])] |= length;
    }
    list
});

impl List {
    /// Whether a word may be in the list, by its length, its first letter and its last.
    fn may_hold(&self, word: &[u8]) -> bool {
        let ([first, ..], [.., last]) = (word, word) else { return false };
        word.len() <= MAX_LEN && self.begin[letter(*first)] & self.end[letter(*last)] & 1 << word.len() != 0
    }
}

/// A letter's number, its case set aside.
fn letter(byte: u8) -> usize {
    (byte & 31) as usize
}

/// The number of places is this power of two: several times that of the entries.
const PLACES: u32 = 11;

fn place(key: u64) -> usize {
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - PLACES)) as usize
}

/// The word of a line, and what is known of it.
fn entry(line: &str) -> Option<(&[u8], Entry)> {
    let (word, class) = line.split_once(' ').filter(|(word, _)| *word != "#")?;
    let class = match class {
        "t" => Abbreviation::Title,
        "a" => Abbreviation::Always,
        "w" => Abbreviation::Weak,
        "n" => Abbreviation::Numeric,
        _ => return None,
    };
    let word = word.as_bytes();
    Some((word, (key(word)?, word[0].is_ascii_uppercase(), class)))
}

/// The lower-case word as one number.
fn key(word: &[u8]) -> Option<u64> {
    if word.is_empty() || word.len() > MAX_LEN {
        return None;
    }
    Some(word.iter().fold(0, |key, b| key << 8 | u64::from(b.to_ascii_lowercase())))
}

/// What the list knows of `word`, written without its full stop.
pub(crate) fn listed(word: &[u8]) -> Option<Abbreviation> {
    let list = &*LIST;
    if !list.may_hold(word) {
        return None;
    }
    let (key, table) = (key(word)?, &list.table);
    let mut at = place(key);
    let (capital, class) = loop {
        let (known, capital, class) = table[at]?;
        if known == key {
            break (capital, class);
        }
        at = (at + 1) % table.len();
    };
    (!capital || word[0].is_ascii_uppercase()).then_some(class)
}

/// Whether `word`, with full stops inside, is made of short pieces (U.S, a.m, Ph.D): its last stop is its own.
pub(crate) fn is_dotted(word: &[u8]) -> bool {
    let mut pieces = word.split(|b| *b == b'.');
    let two =
        |p: &[u8]| p.len() == 2 && matches!(p, [b'P', b'h'] | [b'S', b'c'] | [b'L', b'l'] | [b'E', b'd']);
    pieces.all(|p| p.len() == 1 && p[0].is_ascii_alphabetic() || two(p))
}

/// Whether a capitalised `word` opens a sentence rather than goes on after an abbreviation.
pub(crate) fn is_opener(word: &str) -> bool {
    matches!(
        word,
        "The"
            | "A"
            | "An"
            | "In"
            | "On"
            | "At"
            | "By"
            | "For"
            | "From"
            | "To"
            | "Of"
            | "With"
            | "As"
            | "After"
            | "Before"
            | "But"
            | "And"
            | "Or"
            | "Yet"
            | "So"
            | "If"
            | "When"
            | "While"
            | "Where"
            | "What"
            | "Who"
            | "Why"
            | "How"
            | "Which"
            | "He"
            | "She"
            | "It"
            | "They"
            | "We"
            | "You"
            | "I"
            | "This"
            | "That"
            | "These"
            | "Those"
            | "There"
            | "Here"
            | "His"
            | "Her"
            | "Its"
            | "Their"
            | "Our"
            | "My"
            | "Your"
            | "Some"
            | "Many"
            | "Most"
            | "Several"
            | "Each"
            | "Both"
            | "All"
            | "No"
            | "Not"
            | "Now"
            | "Then"
            | "Since"
            | "Until"
            | "Although"
            | "Though"
            | "Because"
            | "However"
            | "Meanwhile"
            | "Also"
            | "Once"
            | "Under"
            | "Over"
            | "During"
            | "Among"
            | "Despite"
            | "About"
            | "According"
            | "Another"
            | "Other"
            | "Others"
            | "Such"
            | "Even"
            | "Just"
            | "Only"
            | "One"
            | "Two"
            | "Three"
            | "Is"
            | "Are"
            | "Was"
            | "Were"
            | "Do"
            | "Does"
            | "Did"
            | "Will"
            | "Would"
            | "Can"
            | "Could"
            | "Should"
            | "Have"
            | "Has"
            | "Had"
            | "Let"
            | "Police"
            | "Officials"
            | "Authorities"
            | "People"
            | "Please"
            | "Thanks"
            | "Thank"
            | "Last"
            | "Still"
            | "Through"
            | "Instead"
            | "Earlier"
            | "Later"
            | "Nearly"
            | "More"
            | "Unlike"
            | "Asked"
            | "Today"
            | "Yesterday"
            | "Well"
            | "Yes"
            | "Ah"
            | "Oh"
            | "Okay"
    )
}
