//! Organisations that are known by name, where their words do not tell them from people and places:
//! `data/organizations.txt`.

use std::ops::Range;
use std::sync::LazyLock;

use inquit_tokenizer::{Document, TokenFlags};
use rustc_hash::FxHashMap;

use super::Words;
use crate::lexicon::Sheet;

/// A word of a name: its hash, and whether it has a capital.
type Word = (u64, bool);

/// All names, those that begin with the same word together, the longest first.
struct Table {
    first: FxHashMap<u64, Range<u32>>,
    names: Vec<Box<[Word]>>,
    /// A bit for some bits of each first word's hash: hardly any other word passes.
    may: Vec<u64>,
}

/// How many bits of a hash are looked at, as a power of two.
const BITS: u32 = 14;

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let list = include_str!("data/organizations.txt");
    let mut names: Vec<Box<[Word]>> =
        list.lines().filter(|line| !line.starts_with('#')).map(|line| words_of(line).into()).collect();
    names.sort_by_key(|name| (name[0].0, std::cmp::Reverse(name.len())));
    let (mut first, mut may) = (FxHashMap::<u64, Range<u32>>::default(), vec![0; 1 << (BITS - 6)]);
    for (name, at) in names.iter().zip(0..) {
        let hash = name[0].0;
        first.entry(hash).or_insert(at..at).end = at + 1;
        may[place(hash)] |= 1 << (hash % 64);
    }
    Table { first, names, may }
});

fn words_of(name: &str) -> Vec<Word> {
    let doc = Document::new(name);
    let sheet = Sheet::new(&doc);
    doc.tokens().iter().zip(&sheet.hashes).map(|(token, hash)| (*hash, token.is_capitalised())).collect()
}

fn place(hash: u64) -> usize {
    (hash >> 6) as usize % (1 << (BITS - 6))
}

/// One past the last token of the known name that begins at a token.
pub(super) fn known(words: &Words<'_, '_>, at: usize) -> Option<usize> {
    let hash = words.hash(at);
    let table = &*TABLE;
    if table.may[place(hash)] >> (hash % 64) & 1 == 0 {
        return None;
    }
    let list = table.first.get(&hash)?;
    table.names[list.start as usize..list.end as usize].iter().find_map(|name| {
        let spelled = name.iter().zip(at..).all(|((hash, capital), at)| {
            let is_capital =
                words.tokens.get(at).is_some_and(|token| token.flags.contains(TokenFlags::UPPER_FIRST));
            words.hash(at) == *hash && (!capital || is_capital)
        });
        spelled.then_some(at + name.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_listed_once_in_order_and_found() {
        let list = include_str!("data/organizations.txt");
        let names: Vec<&str> = list.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(names.len() > 500);
        assert!(names.windows(2).all(|pair| pair[0].as_bytes() < pair[1].as_bytes()));
        for name in names {
            let doc = Document::new(name);
            let sheet = Sheet::new(&doc);
            assert_eq!(known(&Words::new(&doc, &sheet), 0), Some(doc.tokens().len()), "{name}");
        }
    }
}
