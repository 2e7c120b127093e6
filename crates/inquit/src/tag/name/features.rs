//! Features of a name are facts about the words of a chain and their neighbours, each as one hash.
//!
//! As the tagger's, they are sums of mixed atoms, a number of 32 bits a template. Atoms are read only where a chain
//! stands, and two tokens on both sides.

use inquit_tokenizer::{IndexRange, TokenFlags, TokenKind};

use super::{Class, Site};
use crate::lexicon::Lex;
use crate::tag::features::{FEATURES, FOUR, Four, NUMBER, PAD, fold, mix, salts};
use crate::tag::table::Look;

/// The atoms of a document's tokens. Memory is used again from one document to the next; what stands outside the
/// chain that was read last is left over from earlier and never asked for.
#[derive(Debug, Default)]
pub struct Features {
    atoms: Vec<Atoms>,
    /// The verdict on each token.
    verdicts: Vec<u8>,
    memory: Memory,
    /// Where the chain that was read last ends.
    end: usize,
    /// Whether most words of this sentence are capitalised.
    headline: (IndexRange, bool),
}

/// What is known of one token.
#[derive(Clone, Copy, Debug, Default)]
struct Atoms {
    word: u32,
    cluster: u32,
    /// What is known of the word as one of names.
    known: u32,
    /// The lexicon's classes.
    lex: u32,
    /// Spelling and place.
    form: u32,
    /// The last letters.
    ending: u32,
    /// What the rules make of it.
    verdict: u32,
    /// What the rules make of the word elsewhere in the article.
    memory: u32,
}

/// Classes of the lexicon that tell little of names.
const SILENT: Lex = Lex::SIGNAL.union(Lex::MALE_WORD).union(Lex::FEMALE_WORD).union(Lex::DERIVED);

impl Features {
    /// Makes ready for a document: looks at what the rules make of it.
    pub fn remember(&mut self, site: &Site<'_, '_>) {
        let count = site.doc.tokens().len();
        if self.atoms.len() < PAD + count + FOUR + PAD {
            self.atoms.resize(PAD + count + FOUR + PAD, Atoms::default());
        }
        self.memory.read(site);
        self.headline = (IndexRange::default(), false);
        self.verdicts.clear();
        self.verdicts.resize(count, 0);
        for verdict in site.verdicts {
            let tokens = verdict.tokens.range();
            self.verdicts[verdict.from as usize..tokens.start].fill(TITLE);
            for at in tokens.clone() {
                let (first, last) = (at == tokens.start, at + 1 == tokens.end);
                self.verdicts[at] = verdict.class as u8
                    | u8::from(verdict.titled) << 3
                    | u8::from(first) << 4
                    | u8::from(last) << 5;
            }
        }
    }

    /// Reads the atoms that the features of a chain ask for.
    pub fn read(&mut self, site: &Site<'_, '_>, chain: IndexRange, sentence: IndexRange) {
        let range = sentence.range();
        if self.headline.0 != sentence {
            self.headline = (sentence, is_headline(site, range.clone()));
        }
        self.end = chain.end as usize;
        // By their places among the atoms, where as many as are asked for stand before the first token.
        for place in chain.start as usize..chain.end as usize + 2 * PAD {
            let at = place.checked_sub(PAD).filter(|at| range.contains(at));
            self.atoms[place] = at.map_or(Atoms::default(), |at| self.atoms_of(site, at, range.start));
        }
    }

    fn atoms_of(&self, site: &Site<'_, '_>, at: usize, start: usize) -> Atoms {
        let token = &site.doc.tokens()[at];
        let bytes = site.doc.text().as_bytes();
        let (from, to) = (token.start as usize, token.end as usize);
        let number = token.kind == TokenKind::Number;
        let hash = if number { NUMBER } else { site.hashes[at] };
        let lex = site.lex[at];
        let name = u64::from(lex.intersects(Lex::FIRST_NAME));
        let capital = token.is_capitalised();
        let known = if capital { u64::from(site.known.get(hash)) } else { 0 };
        let form = token.kind as u64
            | u64::from((token.flags & SHAPE).bits()) << 4
            | (to - from).min(5) as u64 >> 1 << 12
            | u64::from(at == start) << 16
            | u64::from(self.headline.1) << 17;
        let mut ending = 0u64;
        for byte in &bytes[to.saturating_sub(3).max(from)..to] {
            ending = ending << 8 | u64::from(byte.to_ascii_lowercase());
        }
        Atoms {
            word: fold(hash),
            cluster: mix(u64::from(site.clusters.get(hash))),
            known: mix(known << 1 | u64::from(capital)),
            lex: mix((lex - SILENT).bits() << 1 | name),
            form: mix(form),
            ending: mix(ending << 1 | u64::from(capital)),
            verdict: mix(u64::from(self.verdicts[at])),
            memory: mix(u64::from(if capital { self.memory.get(hash) } else { 0 })),
        }
    }

    /// The values of the features of one token, a template each.
    fn values(&self, token: usize) -> [u32; FEATURES] {
        // Atoms go on behind the last token, so there always are five.
        let Some([_, a, n, b, _]) = self.atoms[token..].first_chunk::<5>() else { return [0; FEATURES] };
        [
            // Words.
            n.word,
            two(a.word, n.form),
            two(b.word, n.form),
            // What names are made of.
            two(n.known, n.form),
            two(n.known, n.memory),
            two(two(a.known, n.known), b.known),
            // Clusters.
            two(n.cluster, n.form),
            // Spelling.
            n.ending,
            two(two(a.form, n.form), b.form),
            // Classes.
            two(a.lex, n.lex),
            two(n.lex, b.lex),
            // The rules' names.
            two(n.verdict, n.known),
            two(n.verdict, n.lex),
            two(two(a.verdict, n.verdict), b.verdict),
        ]
    }

    /// The features of one token, a template each.
    pub fn of(&self, token: usize) -> [u64; FEATURES] {
        let values = self.values(token);
        std::array::from_fn(|template| u64::from(values[template].wrapping_add(SALTS[template])))
    }
}

impl Look for Features {
    fn four(&self, token: usize, out: &mut Four) {
        // What stands behind the chain is asked for in vain.
        for place in 0..FOUR.min(self.end.saturating_sub(token)) {
            let values = self.values(token + place);
            for (row, (value, salt)) in out.iter_mut().zip(values.into_iter().zip(SALTS)) {
                row[place] = value.wrapping_add(salt);
            }
        }
    }
}

/// A number a template, so that equal values under two templates are two features.
const SALTS: [u32; FEATURES] = salts(0);

/// The verdict on titles before a name.
const TITLE: u8 = 7;

const SHAPE: TokenFlags = TokenFlags::UPPER_FIRST
    .union(TokenFlags::UPPER_ALL)
    .union(TokenFlags::DIGIT)
    .union(TokenFlags::NON_ASCII)
    .union(TokenFlags::ABBREVIATION);

/// Two values in their order.
const fn two(a: u32, b: u32) -> u32 {
    a.wrapping_add(a).wrapping_add(b)
}

/// Whether most words of a sentence are capitalised.
fn is_headline(site: &Site<'_, '_>, range: std::ops::Range<usize>) -> bool {
    let (mut words, mut capital) = (0, 0);
    for token in site.doc.tokens()[range].iter().take(24) {
        let word = token.kind == TokenKind::Word;
        words += u32::from(word);
        capital += u32::from(word && token.is_capitalised());
    }
    words >= 4 && capital * 10 >= words * 7
}

/// What the rules make of words in an article, wherever they stand: a small table, in which a word gives way to another
/// that wants its place.
#[derive(Debug, Default)]
struct Memory {
    /// Bits of a word's hash above what is known of it.
    slots: Vec<u32>,
}

/// How many words are remembered.
const PLACES: usize = 1 << 10;
/// Bits of a slot that tell what is known.
const BITS: u32 = 8;

impl Memory {
    fn read(&mut self, site: &Site<'_, '_>) {
        self.slots.clear();
        self.slots.resize(PLACES, 0);
        for verdict in site.verdicts {
            let tokens = verdict.tokens.range();
            let single = tokens.len() == 1;
            for at in tokens.clone() {
                let token = &site.doc.tokens()[at];
                if !token.is_capitalised() {
                    continue;
                }
                let (first, last) = (at == tokens.start, at + 1 == tokens.end);
                let bit = match verdict.class {
                    Class::Person if single => u32::from(verdict.titled),
                    Class::Person if last => 1 << 1,
                    Class::Person if first => 1 << 2,
                    Class::Organization if single => 1 << 3,
                    Class::Organization => 1 << 4,
                    _ if single => 0,
                    _ if last => 1 << 5,
                    _ if first => 1 << 6,
                    _ => 1 << 7,
                };
                let hash = site.hashes[at];
                let slot = &mut self.slots[hash as usize % PLACES];
                if *slot >> BITS != tag(hash) {
                    *slot = tag(hash) << BITS;
                }
                *slot |= bit;
            }
        }
    }

    fn get(&self, hash: u64) -> u32 {
        let slot = self.slots[hash as usize % PLACES];
        if slot >> BITS == tag(hash) { slot & ((1 << BITS) - 1) } else { 0 }
    }
}

fn tag(hash: u64) -> u32 {
    (hash >> 40) as u32
}
