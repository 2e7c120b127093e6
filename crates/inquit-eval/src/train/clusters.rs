//! Groups words by the company they keep, from plain text.
//!
//! Predictive exchange in both directions: each word in turn moves to the class under which its neighbours on
//! either side are best predicted (Uszkoreit and Brants 2008; Dehdari et al. 2016), from a start by frequency. The
//! same texts give the same classes.

use inquit::lexicon;
use inquit_tokenizer::{Document, TokenKind};
use rustc_hash::FxHashMap;

/// How to group.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How many classes.
    pub classes: usize,
    /// A word that stands at fewer tokens than this is left out.
    pub least: u32,
    /// Passes over all words.
    pub passes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { classes: 400, least: 8, passes: 8 }
    }
}

/// Words by the hash of their folded spelling, each with its class from 1.
pub fn cluster<'t>(texts: impl Iterator<Item = &'t str>, options: &Options) -> Vec<(u64, u16)> {
    let mut numbers: FxHashMap<u64, u32> = FxHashMap::default();
    let mut words: Vec<(u64, u32)> = Vec::new();
    let mut running: Vec<u32> = Vec::new();
    const BREAK: u32 = u32::MAX;
    for text in texts {
        let doc = Document::new(text);
        for sentence in doc.sentences() {
            running.push(BREAK);
            for token in &doc.tokens()[sentence.tokens.range()] {
                let hash =
                    if token.kind == TokenKind::Number { 7 } else { lexicon::folded(token.text(text)) };
                let number = *numbers.entry(hash).or_insert_with(|| {
                    words.push((hash, 0));
                    words.len() as u32 - 1
                });
                words[number as usize].1 += 1;
                running.push(number);
            }
        }
    }
    // Frequent words first; the rest is left out.
    let mut order: Vec<u32> = (0..words.len() as u32).collect();
    order.sort_by_key(|number| std::cmp::Reverse(words[*number as usize].1));
    order.retain(|number| words[*number as usize].1 >= options.least);
    let mut rank = vec![BREAK; words.len()];
    for (place, number) in order.iter().enumerate() {
        rank[*number as usize] = place as u32;
    }
    let count = order.len();
    let mut pairs: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    for two in running.windows(2) {
        if two[0] != BREAK && two[1] != BREAK {
            let [a, b] = [rank[two[0] as usize], rank[two[1] as usize]];
            if a != BREAK && b != BREAK {
                *pairs.entry((a, b)).or_default() += 1;
            }
        }
    }
    drop(running);
    let mut before: Vec<Vec<(u32, u32)>> = vec![Vec::new(); count];
    let mut behind: Vec<Vec<(u32, u32)>> = vec![Vec::new(); count];
    let mut sorted: Vec<_> = pairs.into_iter().collect();
    sorted.sort_unstable();
    for ((a, b), n) in sorted {
        behind[a as usize].push((b, n));
        before[b as usize].push((a, n));
    }
    let classes = options.classes;
    let mut class: Vec<usize> = (0..count).map(|place| place % classes).collect();
    let size: Vec<u32> = order.iter().map(|number| words[*number as usize].1).collect();
    let mut sizes = vec![0u32; classes];
    // How often each word stands before, and behind, each class.
    let mut word_class = vec![0u32; count * classes];
    let mut class_word = vec![0u32; count * classes];
    for word in 0..count {
        sizes[class[word]] += size[word];
        for (other, n) in &before[word] {
            word_class[*other as usize * classes + class[word]] += n;
        }
        for (other, n) in &behind[word] {
            class_word[*other as usize * classes + class[word]] += n;
        }
    }
    let table: Vec<f32> = (0..1u32 << 16).map(|n| f(f64::from(n))).collect();
    let f_of = |n: u32| table.get(n as usize).copied().unwrap_or_else(|| f(f64::from(n)));
    let mut gains = vec![0.0f32; classes];
    for _ in 0..options.passes {
        let mut moved = 0;
        for word in 0..count {
            let own = class[word];
            let mut shift = |from: usize, add: bool, sizes: &mut [u32]| {
                let by = |slot: &mut u32, n: u32| *slot = if add { *slot + n } else { *slot - n };
                by(&mut sizes[from], size[word]);
                for (other, n) in &before[word] {
                    by(&mut word_class[*other as usize * classes + from], *n);
                }
                for (other, n) in &behind[word] {
                    by(&mut class_word[*other as usize * classes + from], *n);
                }
            };
            shift(own, false, &mut sizes);
            for (to, gain) in gains.iter_mut().enumerate() {
                *gain = -2.0 * (f_of(sizes[to] + size[word]) - f_of(sizes[to]));
            }
            for (list, counts) in [(&before[word], &word_class), (&behind[word], &class_word)] {
                for (other, n) in list {
                    let row = &counts[*other as usize * classes..][..classes];
                    for (gain, held) in gains.iter_mut().zip(row) {
                        // Most are 0, and f(n) is the same for all of those.
                        *gain += if *held == 0 { f_of(*n) } else { f_of(held + n) - f_of(*held) };
                    }
                }
            }
            let mut best = own;
            for (to, gain) in gains.iter().enumerate() {
                if *gain > gains[best] {
                    best = to;
                }
            }
            moved += usize::from(best != own);
            class[word] = best;
            let mut shift = |from: usize, sizes: &mut [u32]| {
                sizes[from] += size[word];
                for (other, n) in &before[word] {
                    word_class[*other as usize * classes + from] += n;
                }
                for (other, n) in &behind[word] {
                    class_word[*other as usize * classes + from] += n;
                }
            };
            shift(best, &mut sizes);
        }
        if moved * 200 < count {
            break;
        }
    }
    order.iter().zip(class).map(|(number, class)| (words[*number as usize].0, class as u16 + 1)).collect()
}

fn f(n: f64) -> f32 {
    if n > 0.0 { (n * n.ln()) as f32 } else { 0.0 }
}
