//! The index holds the n-grams of words of all quotations; a text that shares one with a quotation is aligned there.

use rustc_hash::FxHashMap;

use super::Quotation;
use crate::wording::Word;

/// An n-gram that more quotations than this share tells little; a quotation is found by its others.
const CROWD: usize = 64;
/// So many stretches of one text that a quotation shares are kept, the longest.
const MOST_RUNS: usize = 256;

/// Words that a quotation and a text share, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Run {
    /// The first word in the quotation.
    pub(super) at: usize,
    /// The first word in the text.
    pub(super) place: usize,
    /// How many words.
    pub(super) len: usize,
}

impl Run {
    /// One past the last word in the quotation.
    pub(super) fn end(self) -> usize {
        self.at + self.len
    }

    /// One past the last word in the text.
    pub(super) fn place_end(self) -> usize {
        self.place + self.len
    }

    /// The same without its first words.
    pub(super) fn without(self, first: usize) -> Self {
        Self { at: self.at + first, place: self.place + first, len: self.len - first }
    }
}

/// Where an n-gram stands.
#[derive(Clone, Copy, Debug)]
struct Posting {
    quotation: u32,
    at: u32,
}

/// N-grams of words by their hash.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// The range of each n-gram's postings.
    grams: FxHashMap<u64, (u32, u32)>,
    postings: Vec<Posting>,
    /// Which lengths of n-grams there are, of one to three words.
    lengths: [bool; 3],
}

impl Index {
    pub(super) fn new(quotations: &[Quotation]) -> Self {
        let mut lengths = [false; 3];
        let mut all: Vec<(u64, Posting)> = Vec::new();
        for (quotation, number) in quotations.iter().zip(0..) {
            let stretches = quotation.stretches(0..quotation.words.len());
            let Some(longest) = stretches.iter().map(ExactSizeIterator::len).max() else { continue };
            let n = gram_length(quotation.words.len(), longest);
            lengths[n - 1] = true;
            for stretch in stretches.into_iter().filter(|stretch| stretch.len() >= n) {
                for at in stretch.start..=stretch.end - n {
                    let hash = gram(&quotation.words[at..at + n]);
                    all.push((hash, Posting { quotation: number, at: at as u32 }));
                }
            }
        }
        all.sort_unstable_by_key(|(hash, posting)| (*hash, posting.quotation, posting.at));
        // Once a quotation: runs are extended from there.
        all.dedup_by_key(|(hash, posting)| (*hash, posting.quotation));
        uncrowd(&mut all, quotations.len());
        let mut grams: FxHashMap<u64, (u32, u32)> = FxHashMap::default();
        for ((hash, _), place) in all.iter().zip(0..) {
            grams.entry(*hash).or_insert((place, place)).1 = place + 1;
        }
        Self { grams, postings: all.into_iter().map(|(_, posting)| posting).collect(), lengths }
    }

    /// Finds what a text shares with each quotation.
    pub(super) fn find(
        &self,
        quotations: &[Quotation],
        source: &[Word],
        runs: &mut [Vec<Run>],
        touched: &mut Vec<u32>,
    ) {
        for place in 0..source.len() {
            for n in (1..=3).filter(|n| self.lengths[n - 1] && place + n <= source.len()) {
                let Some((start, end)) = self.grams.get(&gram(&source[place..place + n])) else { continue };
                for posting in &self.postings[*start as usize..*end as usize] {
                    let runs = &mut runs[posting.quotation as usize];
                    let words = &quotations[posting.quotation as usize].words;
                    if runs.is_empty() {
                        touched.push(posting.quotation);
                    }
                    add(runs, words, source, posting.at as usize, place);
                }
            }
        }
    }
}

/// How many words an n-gram has: few in short quotations, that one altered word does not hide them.
fn gram_length(words: usize, longest: usize) -> usize {
    let wanted = match words {
        ..3 => words,
        3..8 => 2,
        _ => 3,
    };
    wanted.min(longest)
}

/// Takes crowded n-grams out, but leaves each quotation its least crowded one.
fn uncrowd(all: &mut Vec<(u64, Posting)>, quotations: usize) {
    let mut least = vec![(usize::MAX, 0); quotations];
    let mut crowd = Vec::with_capacity(all.len());
    for same in all.chunk_by(|one, other| one.0 == other.0) {
        for (hash, posting) in same {
            let least = &mut least[posting.quotation as usize];
            *least = (*least).min((same.len(), *hash));
            crowd.push(same.len());
        }
    }
    let mut crowd = crowd.into_iter();
    all.retain(|(hash, posting)| {
        let (fewest, chosen) = least[posting.quotation as usize];
        let crowd = crowd.next().unwrap_or(0);
        crowd <= CROWD || fewest > CROWD && chosen == *hash
    });
}

/// Adds the longest run through two places, unless it is known.
fn add(runs: &mut Vec<Run>, words: &[Word], source: &[Word], at: usize, place: usize) {
    let same = |run: &Run| run.place + at == run.at + place && place < run.place_end() && place >= run.place;
    if runs.iter().rev().take(8).any(same) {
        return;
    }
    let equal = |(one, other): &(&Word, &Word)| one.key == other.key;
    let behind = words[at..].iter().zip(&source[place..]).take_while(equal).count();
    let before = words[..at].iter().rev().zip(source[..place].iter().rev()).take_while(equal).count();
    let run = Run { at: at - before, place: place - before, len: before + behind };
    if runs.len() < MOST_RUNS {
        return runs.push(run);
    }
    let shortest = runs.iter().enumerate().min_by_key(|(number, run)| (run.len, std::cmp::Reverse(*number)));
    if let Some((number, shortest)) = shortest
        && shortest.len < run.len
    {
        runs.remove(number);
        runs.push(run);
    }
}

/// The hash of some words in order.
fn gram(words: &[Word]) -> u64 {
    let mixed = words.iter().fold(words.len() as u64, |hash, word| {
        (hash.rotate_left(29) ^ word.key).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    });
    mixed ^ (mixed >> 32)
}
