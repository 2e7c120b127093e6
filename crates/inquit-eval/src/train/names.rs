//! Trains the recogniser of names: from annotated texts, lists of names, and plain news.
//!
//! Plain texts tell how a word is used: how often it is capitalised, and, by a first recogniser, what its names name. A
//! second recogniser is trained with that knowledge, on the annotated texts and on plain ones that it labelled itself
//! (self-training).

use inquit::mention::recognised::Prepared;
use inquit::tag::Label;
use inquit::tag::clusters::Clusters;
use inquit::tag::name::{Asked, Chain, Found, Kind, Scratch, Site, chains, features, find};
use inquit::tag::tagger::Tagger;
use inquit::{Span, lexicon};
use inquit_tokenizer::{IndexRange, TokenKind};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::crf;
use crate::entities::Annotated;

/// How to train.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The recogniser.
    pub crf: crf::Options,
    /// Weights are clipped at this.
    pub most: f32,
    /// Recognisers of other seeds whose weights are averaged into the one that ships.
    pub seeds: usize,
    /// From how many plain texts the last recogniser learns by what the first one makes of them.
    pub silver: usize,
    /// How often the annotated texts stand beside them.
    pub copies: usize,
    /// A capitalised word that stands in plain texts fewer times than this is not known by them.
    pub least: u32,
}

impl Default for Options {
    /// As chosen on a held-out part of WikiGold, on EWT and on GUM's development part.
    fn default() -> Self {
        let crf = crf::Options {
            epochs: 10,
            rate: 0.05,
            prior: 1e-5,
            least: 2,
            dropout: 0.3,
            margin: 1.5,
            seed: 1,
        };
        Self { crf, most: 4.0, seeds: 6, silver: 3000, copies: 3, least: 6 }
    }
}

/// How common words are as names, by their folded hashes, in two steps; rare ones are left out.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    /// As first names.
    pub first: FxHashMap<u64, u8>,
    /// As last names.
    pub last: FxHashMap<u64, u8>,
}

impl Lists {
    /// From names in the order of their frequency, the most frequent ones first. What is known of rare ones is not
    /// worth its place: a table that grows out of the processor's memory costs more time than all else.
    pub fn new<'n>(first: impl Iterator<Item = &'n str>, last: impl Iterator<Item = &'n str>) -> Self {
        Self { first: steps(first, [1500, 20_000]), last: steps(last, [5000, 30_000]) }
    }
}

fn steps<'n>(names: impl Iterator<Item = &'n str>, ends: [usize; 2]) -> FxHashMap<u64, u8> {
    let mut steps = FxHashMap::default();
    for (place, name) in names.enumerate().take(ends[1]) {
        let step = if place < ends[0] { 2 } else { 1 };
        steps.entry(lexicon::word_hash(name)).or_insert(step);
    }
    steps
}

/// Trains a recogniser.
pub fn train(
    gold: &[Annotated],
    texts: &[&str],
    lists: &Lists,
    clusters: &Clusters,
    options: &Options,
    tell: &(dyn Fn(&str) + Sync),
) -> Tagger {
    let prepared: Vec<(Prepared<'_>, Vec<(IndexRange, Kind)>)> = gold
        .par_iter()
        .map(|one| (Prepared::new(&one.text), one))
        .map(|(prepared, one)| {
            let spans = spans(&prepared, &one.entities);
            (prepared, spans)
        })
        .collect();
    let learn = |known: &Clusters, more: &[crf::Chain], copies: usize| {
        let own: Vec<crf::Chain> = prepared
            .par_iter()
            .flat_map_iter(|(prepared, spans)| learned(&prepared.site(clusters, known), spans))
            .collect();
        let all: Vec<&crf::Chain> = std::iter::repeat_n(&own, copies).flatten().chain(more).collect();
        let seeds = (0..options.seeds.max(1) as u64).into_par_iter().map(|seed| {
            crf::Crf::train(&all, &crf::Options { seed: options.crf.seed + seed, ..options.crf })
        });
        let crf = crf::Crf::mean(seeds.collect());
        tell(&format!("{} chains, {} features", all.len(), crf.rows.len()));
        Tagger::new(crf.table(options.most), crf.transitions.clone(), known.clone())
    };
    let mut uses = Uses::count(texts);
    tell(&format!("{} words of {} texts", uses.words.len(), texts.len()));
    let known = uses.known(lists, options.least);
    let first = learn(&known, &[], 1);
    if texts.is_empty() {
        return first;
    }
    uses.see(texts, clusters, &first);
    let known = uses.known(lists, options.least);
    tell(&format!("{} words known", known.words().len()));
    let second = learn(&known, &[], 1);
    if options.silver == 0 {
        return second;
    }
    let step = texts.len().div_ceil(options.silver);
    let silver: Vec<&str> = texts.iter().step_by(step.max(1)).copied().collect();
    let labelled: Vec<crf::Chain> = silver
        .par_iter()
        .flat_map_iter(|text| {
            let prepared = Prepared::new(text);
            let site = prepared.site(clusters, second.clusters());
            let mut found = Vec::new();
            find(&site, &second, Asked::All, &mut Scratch::default(), &mut found);
            let spans: Vec<_> = found.iter().map(|one| (one.tokens, one.kind)).collect();
            learned(&site, &spans)
        })
        .collect();
    learn(&known, &labelled, options.copies)
}

/// The tokens of entities.
fn spans(prepared: &Prepared<'_>, entities: &[(Span, Kind)]) -> Vec<(IndexRange, Kind)> {
    let tokens = prepared.doc.tokens();
    let range = |span: &Span| {
        let first = tokens.partition_point(|token| token.end <= span.start);
        let end = tokens.partition_point(|token| token.start < span.end);
        IndexRange::new(first as u32, end as u32)
    };
    entities.iter().map(|(span, kind)| (range(span), *kind)).filter(|one| !one.0.is_empty()).collect()
}

/// What the recogniser learns from: the chains of a text with their labels.
fn learned(site: &Site<'_, '_>, spans: &[(IndexRange, Kind)]) -> Vec<crf::Chain> {
    let mut labels = vec![Label::Outside; site.doc.tokens().len()];
    for (range, kind) in spans {
        let [first, other] = kind.role().labels();
        labels[range.range()].fill(other);
        labels[range.start as usize] = first;
    }
    let mut ranges = Vec::new();
    chains(site, &mut ranges);
    let mut features = features::Features::default();
    features.remember(site);
    let chain = |chain: &Chain| {
        features.read(site, chain.tokens, chain.sentence);
        let range = chain.tokens;
        let mut labels = labels[range.range()].to_vec();
        // A name that begins before the chain begins with it.
        if let Some(role) = labels[0].role() {
            labels[0] = role.labels()[0];
        }
        crf::Chain { features: range.range().flat_map(|token| features.of(token)).collect(), labels }
    };
    ranges.iter().map(chain).collect()
}

/// How the words of plain texts are used.
#[derive(Default)]
struct Uses {
    words: FxHashMap<u64, Use>,
}

#[derive(Clone, Copy, Default)]
struct Use {
    /// Capitalised, but not as the first word of a sentence.
    capital: u32,
    small: u32,
    /// How often it begins a person's name of several words, ends one or is one, is in an organisation's, in
    /// another's, in none.
    as_: [u32; 5],
}

const PARALLEL: usize = 64;

impl Uses {
    fn count(texts: &[&str]) -> Self {
        let parts: Vec<Self> = texts
            .par_chunks(texts.len().div_ceil(PARALLEL).max(1))
            .map(|texts| {
                let mut uses = Self::default();
                for text in texts {
                    let doc = inquit_tokenizer::Document::new(text);
                    for sentence in doc.sentences() {
                        for at in sentence.tokens.range().skip(1) {
                            let token = doc.tokens()[at];
                            if token.kind == TokenKind::Word {
                                let one = uses.words.entry(lexicon::word_hash(token.text(text))).or_default();
                                if token.is_capitalised() {
                                    one.capital += 1;
                                } else {
                                    one.small += 1;
                                }
                            }
                        }
                    }
                }
                uses
            })
            .collect();
        parts.into_iter().fold(Self::default(), Self::and)
    }

    fn and(mut self, other: Self) -> Self {
        for (word, other) in other.words {
            let own = self.words.entry(word).or_default();
            own.capital += other.capital;
            own.small += other.small;
            for (own, other) in own.as_.iter_mut().zip(other.as_) {
                *own += other;
            }
        }
        self
    }

    /// Looks at what a recogniser makes of the texts.
    fn see(&mut self, texts: &[&str], clusters: &Clusters, recogniser: &Tagger) {
        let parts: Vec<Self> = texts
            .par_chunks(texts.len().div_ceil(PARALLEL).max(1))
            .map(|texts| {
                let mut uses = Self::default();
                let (mut scratch, mut found) = (Scratch::default(), Vec::new());
                for text in texts {
                    let prepared = Prepared::new(text);
                    find(
                        &prepared.site(clusters, recogniser.clusters()),
                        recogniser,
                        Asked::All,
                        &mut scratch,
                        &mut found,
                    );
                    uses.note(&prepared, text, &found);
                }
                uses
            })
            .collect();
        let all = parts.into_iter().fold(std::mem::take(self), Self::and);
        *self = all;
    }

    fn note(&mut self, prepared: &Prepared<'_>, text: &str, found: &[Found]) {
        let doc = &prepared.doc;
        let mut found = found.iter().peekable();
        for sentence in doc.sentences() {
            for at in sentence.tokens.range() {
                let token = doc.tokens()[at];
                let at = at as u32;
                while found.peek().is_some_and(|one| one.tokens.end <= at) {
                    found.next();
                }
                if token.kind != TokenKind::Word || !token.is_capitalised() {
                    continue;
                }
                let inside = found.peek().filter(|one| one.tokens.start <= at);
                let place = match inside {
                    None if at == sentence.tokens.start => continue,
                    None => 4,
                    Some(one) => match one.kind {
                        Kind::Person => usize::from(at + 1 == one.tokens.end),
                        Kind::Organization => 2,
                        Kind::Other => 3,
                    },
                };
                self.words.entry(lexicon::word_hash(token.text(text))).or_default().as_[place] += 1;
            }
        }
    }

    /// What is known of words, in the order of their hashes.
    fn known(&self, lists: &Lists, least: u32) -> Clusters {
        let mut words: Vec<u64> = lists.first.keys().chain(lists.last.keys()).copied().collect();
        words.extend(self.words.iter().filter(|(_, one)| one.capital >= least).map(|(word, _)| *word));
        words.sort_unstable();
        words.dedup();
        let known = |word: &u64| {
            let one = self.words.get(word).copied().unwrap_or_default();
            let first = u16::from(lists.first.get(word).copied().unwrap_or(0));
            let last = u16::from(lists.last.get(word).copied().unwrap_or(0));
            let all = one.capital + one.small;
            let small = match one.small * 100 / all.max(1) {
                _ if all < 5 => 0,
                0..2 => 1,
                2..50 => 2,
                _ => 3,
            };
            let sum: u32 = one.as_.iter().sum();
            let most = (0..5).max_by_key(|place| (one.as_[*place], 5 - *place)).unwrap_or(0);
            let share = if sum < least { 0 } else { one.as_[most] * 100 / sum };
            let use_ = if share == 0 { 0 } else { most as u16 + 1 };
            let sure = match share {
                0..60 => 0,
                60..90 => 1,
                _ => 2,
            };
            (*word, first | last << 2 | small << 4 | use_ << 6 | sure << 9)
        };
        Clusters::new(words.iter().map(known).filter(|one| one.1 > 0).collect())
    }
}
