//! Groups words by the company they keep, from plain text.
//!
//! Predictive exchange in both directions: each word in turn moves to the group under which its neighbours on
//! either side are best predicted (Uszkoreit and Brants 2008; Dehdari et al. 2016), from a start by frequency. The
//! same texts give the same groups.

use inquit::lexicon;
use inquit_tokenizer::{Document, TokenKind};
use rustc_hash::FxHashMap;

/// How to group.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How many groups.
    pub groups: usize,
    /// A word that stands at fewer tokens than this is left out.
    pub least: u32,
    /// Passes over all words.
    pub passes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { groups: 600, least: 8, passes: 8 }
    }
}

/// Words by the hash of their folded spelling, each with its group from 1.
pub fn cluster<'t>(texts: impl Iterator<Item = &'t str>, options: &Options) -> Vec<(u64, u16)> {
    let words = Words::count(texts, options.least);
    let mut exchange = Exchange::new(&words, options.groups);
    for _ in 0..options.passes {
        // Few moves change little.
        if exchange.pass() * 200 < words.hashes.len() {
            break;
        }
    }
    words.hashes.iter().zip(exchange.group).map(|(hash, group)| (*hash, group as u16 + 1)).collect()
}

/// The frequent words, and how often each stands before which.
#[derive(Default)]
struct Words {
    hashes: Vec<u64>,
    counts: Vec<u32>,
    /// For each word those before it and those behind it, with how often.
    before: Vec<Vec<(u32, u32)>>,
    behind: Vec<Vec<(u32, u32)>>,
}

/// Stands between sentences, and for words that are left out.
const BREAK: u32 = u32::MAX;
/// All numbers are one word, as the tagger has it.
const NUMBER: u64 = 7;

impl Words {
    fn count<'t>(texts: impl Iterator<Item = &'t str>, least: u32) -> Self {
        let mut numbers: FxHashMap<u64, u32> = FxHashMap::default();
        let mut words: Vec<(u64, u32)> = Vec::new();
        let mut running: Vec<u32> = Vec::new();
        for text in texts {
            let doc = Document::new(text);
            for sentence in doc.sentences() {
                running.push(BREAK);
                for token in &doc.tokens()[sentence.tokens.range()] {
                    let number = token.kind == TokenKind::Number;
                    let hash = if number { NUMBER } else { lexicon::word_hash(token.text(text)) };
                    let number = *numbers.entry(hash).or_insert_with(|| {
                        words.push((hash, 0));
                        words.len() as u32 - 1
                    });
                    words[number as usize].1 += 1;
                    running.push(number);
                }
            }
        }
        let mut order: Vec<usize> = (0..words.len()).filter(|number| words[*number].1 >= least).collect();
        order.sort_by_key(|number| std::cmp::Reverse(words[*number].1));
        let mut rank = vec![BREAK; words.len()];
        for (place, number) in order.iter().enumerate() {
            rank[*number] = place as u32;
        }
        let rank = |number: u32| rank.get(number as usize).copied().unwrap_or(BREAK);
        let mut pairs: FxHashMap<(u32, u32), u32> = FxHashMap::default();
        for two in running.windows(2) {
            let pair = (rank(two[0]), rank(two[1]));
            if pair.0 != BREAK && pair.1 != BREAK {
                *pairs.entry(pair).or_default() += 1;
            }
        }
        let mut pairs: Vec<_> = pairs.into_iter().collect();
        pairs.sort_unstable();
        let lists = || vec![Vec::new(); order.len()];
        let mut all = Self { before: lists(), behind: lists(), ..Self::default() };
        for ((first, second), times) in pairs {
            all.behind[first as usize].push((second, times));
            all.before[second as usize].push((first, times));
        }
        (all.hashes, all.counts) = order.iter().map(|number| words[*number]).unzip();
        all
    }
}

/// Words in groups, with the counts that tell what a move would change.
struct Exchange<'w> {
    words: &'w Words,
    groups: usize,
    /// The group of each word, from 0.
    group: Vec<usize>,
    /// How often words of each group stand in the text.
    size: Vec<u32>,
    /// How often each word stands before each group, and behind it: a row a word.
    before: Vec<u32>,
    behind: Vec<u32>,
    /// n·ln n for small n.
    table: Vec<f32>,
}

impl<'w> Exchange<'w> {
    fn new(words: &'w Words, groups: usize) -> Self {
        let count = words.hashes.len();
        let mut new = Self {
            words,
            groups,
            group: (0..count).map(|place| place % groups).collect(),
            size: vec![0; groups],
            before: vec![0; count * groups],
            behind: vec![0; count * groups],
            table: (0..1u32 << 16).map(entropy).collect(),
        };
        for word in 0..count {
            new.put(word, new.group[word], u32::wrapping_add);
        }
        new
    }

    /// Counts a word into a group, or out of it.
    fn put(&mut self, word: usize, group: usize, by: fn(u32, u32) -> u32) {
        self.size[group] = by(self.size[group], self.words.counts[word]);
        for (list, counts) in
            [(&self.words.before[word], &mut self.before), (&self.words.behind[word], &mut self.behind)]
        {
            for (other, times) in list {
                let count = &mut counts[*other as usize * self.groups + group];
                *count = by(*count, *times);
            }
        }
    }

    /// Moves each word to its best group; how many moved.
    fn pass(&mut self) -> usize {
        let mut moved = 0;
        let mut gains = vec![0.0; self.groups];
        for word in 0..self.words.hashes.len() {
            let own = self.group[word];
            self.put(word, own, u32::wrapping_sub);
            self.gains(word, &mut gains);
            let better = |best: usize, to: usize| if gains[to] > gains[best] { to } else { best };
            let best = (0..self.groups).fold(own, better);
            self.put(word, best, u32::wrapping_add);
            self.group[word] = best;
            moved += usize::from(best != own);
        }
        moved
    }

    /// What each group would gain in likelihood by a word that is in none.
    fn gains(&self, word: usize, gains: &mut [f32]) {
        let f = |n: u32| self.table.get(n as usize).copied().unwrap_or_else(|| entropy(n));
        for (gain, size) in gains.iter_mut().zip(&self.size) {
            *gain = -2.0 * (f(size + self.words.counts[word]) - f(*size));
        }
        for (list, counts) in
            [(&self.words.before[word], &self.before), (&self.words.behind[word], &self.behind)]
        {
            for (other, times) in list {
                let row = &counts[*other as usize * self.groups..][..self.groups];
                let alone = f(*times);
                for (gain, held) in gains.iter_mut().zip(row) {
                    *gain += if *held == 0 { alone } else { f(held + times) - f(*held) };
                }
            }
        }
    }
}

fn entropy(n: u32) -> f32 {
    let n = f64::from(n);
    if n > 0.0 { (n * n.ln()) as f32 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_use_come_together() {
        let names = ["Ann", "Bob", "Cid", "Dee"];
        let verbs = ["said", "claimed", "argued", "wrote"];
        let mut texts = Vec::new();
        for number in 0..400 {
            let (name, verb) = (names[number % 4], verbs[number / 4 % 4]);
            texts.push(format!("{name} {verb} that it rained. Then {name} {verb} no more."));
        }
        let options = Options { groups: 6, least: 5, passes: 8 };
        let found = cluster(texts.iter().map(String::as_str), &options);
        let again = cluster(texts.iter().map(String::as_str), &options);
        assert_eq!(found, again);
        let group =
            |word: &str| found.iter().find(|(hash, _)| *hash == lexicon::word_hash(word)).map(|one| one.1);
        assert!(group("Ann").is_some());
        assert!(verbs.iter().all(|verb| group(verb) == group("said")), "{found:?}");
        assert!(names.iter().all(|name| group(name) == group("Ann")), "{found:?}");
        assert_ne!(group("said"), group("Ann"));
        assert_eq!(group("unheard"), None);
    }
}
