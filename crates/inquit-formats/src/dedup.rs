//! Clusters of quotations that are one: the same words in many articles, edited a little, cut, or joined with others.
//!
//! Quotations that may be one share a bucket: of MinHash over their shingles (alike as wholes) or of their winnowed
//! shingles (one holds a part of the other). Each is compared word by word with the longest quotation of the clusters
//! that it shares the most buckets with, so that no chain of small edits joins what is not alike. Buckets and
//! comparisons a quotation are bounded: the work is linear in the number of quotations.

use inquit::wording;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// How many words make a shingle.
const SHINGLE: usize = 3;
/// Shorter quotations are the same only word for word.
const LEAST_WORDS: usize = 5;
/// MinHash buckets of one row, and of two.
const ONE_ROW: usize = 6;
const TWO_ROWS: usize = 4;
/// Of so many shingles in a row one is winnowed: a shared stretch of eight words shares one.
const WINDOW: usize = 6;
/// A bucket holds at most so many clusters.
const FULL: usize = 32;
/// A quotation is compared with at most so many clusters.
const COMPARISONS: usize = 16;
/// The share of words that two versions have in common at least, as the Dice coefficient.
const EDITED: f32 = 0.8;
/// The share of a cut quotation's words that the whole one has at least, in runs of three or more.
const CUT: f32 = 0.9;

/// How a quotation is related to the longest one of its cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Variant {
    /// The same text, or the longest one itself.
    Same,
    /// The same words; marks, blanks, case and the like differ.
    Typographic,
    /// Some words differ.
    Edited,
    /// A part of it.
    Cut,
}

impl Variant {
    /// As written in output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Typographic => "typographic",
            Self::Edited => "edited",
            Self::Cut => "cut",
        }
    }
}

/// A quotation's place in the clusters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// The number of its cluster; clusters are numbered in the order of their first quotations.
    pub cluster: u32,
    /// How it is related to the longest one.
    pub variant: Variant,
}

/// Quotations, clustered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clusters {
    /// For each quotation its cluster.
    pub members: Vec<Member>,
    /// For each cluster its longest quotation; of equals the first.
    pub longest: Vec<u32>,
    /// How many pairs were compared.
    pub comparisons: u64,
}

/// Clusters quotations. The same quotations in the same order give the same clusters.
///
/// ```
/// use inquit_formats::dedup::cluster;
/// let clusters = cluster(&[
///     "“We will rebuild the bridge before winter,” she said",
///     "Nobody was hurt in the fire at the mill.",
///     "We will rebuild the bridge before winter, she said",
/// ]);
/// assert_eq!(clusters.members.iter().map(|member| member.cluster).collect::<Vec<_>>(), [0, 1, 0]);
/// ```
pub fn cluster<S: AsRef<str> + Sync>(quotations: &[S]) -> Clusters {
    let wordings = Wordings::of(quotations);
    let words = |wording: u32| wordings.words(wording);
    let mut order: Vec<u32> = (0..wordings.firsts.len() as u32).collect();
    order.sort_by_key(|wording| (std::cmp::Reverse(words(*wording).len()), *wording));

    let mut table = Table::default();
    let mut comparisons = 0;
    // For each wording the one that it is a version of, and how.
    let mut version_of = vec![(0, Variant::Same); wordings.firsts.len()];
    let buckets = order.chunks(AT_ONCE).flat_map(|some| {
        // Buckets take more memory than the words that they are made of.
        some.par_iter().map(|wording| buckets(words(*wording))).collect::<Vec<_>>()
    });
    for (wording, buckets) in order.iter().zip(buckets) {
        let buckets = &buckets;
        let mut best: Option<(f32, u32, Variant)> = None;
        let own = sorted(words(*wording));
        for other in table.candidates(buckets) {
            comparisons += 1;
            if !may_be_one(&own, &sorted(words(other))) {
                continue;
            }
            let Some((alike, variant)) = compare(words(*wording), words(other)) else { continue };
            if best.is_none_or(|(most, ..)| alike > most) {
                best = Some((alike, other, variant));
            }
        }
        version_of[*wording as usize] = if let Some((_, other, variant)) = best {
            (other, variant)
        } else {
            table.add(*wording, buckets);
            (*wording, Variant::Same)
        };
    }

    let mut numbers: FxHashMap<u32, u32> = FxHashMap::default();
    let mut longest = Vec::new();
    let mut members = Vec::with_capacity(quotations.len());
    for (quotation, wording) in quotations.iter().zip(&wordings.wording_of) {
        let (whole, variant) = version_of[*wording as usize];
        let first = wordings.firsts[whole as usize];
        let cluster = *numbers.entry(whole).or_insert_with(|| {
            longest.push(first);
            longest.len() as u32 - 1
        });
        let same_text = || quotation.as_ref() == quotations[first as usize].as_ref();
        let variant = if whole == *wording && !same_text() { Variant::Typographic } else { variant };
        members.push(Member { cluster, variant });
    }
    Clusters { members, longest, comparisons }
}

/// How many quotations are worked on in parallel before the next ones are.
const AT_ONCE: usize = 1 << 13;

/// Quotations with the same words are one wording.
#[derive(Default)]
struct Wordings {
    /// The words of all, one behind the other.
    words: Vec<u64>,
    /// Where those of each end.
    ends: Vec<usize>,
    /// The first quotation of each.
    firsts: Vec<u32>,
    /// That of each quotation.
    wording_of: Vec<u32>,
}

impl Wordings {
    fn of<S: AsRef<str> + Sync>(quotations: &[S]) -> Self {
        let mut wordings = Self::default();
        // The last wording of each hash, and before each wording another of the same hash.
        let mut by_hash: FxHashMap<u64, u32> = FxHashMap::default();
        let mut before: Vec<u32> = Vec::new();
        for (some, number) in quotations.chunks(AT_ONCE).zip(0_u32..) {
            let keys: Vec<(u64, Vec<u64>)> = some
                .par_iter()
                .map(|quotation| {
                    let words: Vec<u64> =
                        wording::words(quotation.as_ref()).iter().map(|word| word.key).collect();
                    (hash(&words, 0), words)
                })
                .collect();
            for ((hash, words), at) in keys.into_iter().zip(number * AT_ONCE as u32..) {
                let mut same_hash = by_hash.get(&hash).copied();
                while let Some(wording) = same_hash.filter(|wording| wordings.words(*wording) != words) {
                    same_hash = before.get(wording as usize).copied().filter(|before| *before != u32::MAX);
                }
                let wording = same_hash.unwrap_or_else(|| {
                    let wording = wordings.firsts.len() as u32;
                    before.push(by_hash.insert(hash, wording).unwrap_or(u32::MAX));
                    wordings.firsts.push(at);
                    wordings.words.extend(words);
                    wordings.ends.push(wordings.words.len());
                    wording
                });
                wordings.wording_of.push(wording);
            }
        }
        wordings
    }

    fn words(&self, wording: u32) -> &[u64] {
        let at = wording as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.words[start..self.ends[at]]
    }
}

fn hash(words: &[u64], seed: u64) -> u64 {
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    xxh3_64_with_seed(&bytes, seed)
}

/// The buckets of a quotation, each once.
fn buckets(words: &[u64]) -> Vec<u64> {
    if words.len() < LEAST_WORDS {
        return Vec::new();
    }
    let shingles: Vec<u64> = words.windows(SHINGLE).map(|shingle| hash(shingle, 1)).collect();
    let least = |row: usize| {
        let row = row as u64;
        shingles.iter().map(|shingle| xxh3_64_with_seed(&shingle.to_le_bytes(), row)).min().unwrap_or(0)
    };
    let rows: Vec<u64> = (0..ONE_ROW + 2 * TWO_ROWS).map(least).collect();
    let mut buckets: Vec<u64> =
        rows[..ONE_ROW].iter().zip(0..).map(|(row, number)| hash(&[*row], 100 + number)).collect();
    buckets.extend(rows[ONE_ROW..].chunks_exact(2).zip(0..).map(|(rows, number)| hash(rows, 200 + number)));
    let winnowed = shingles.windows(WINDOW.min(shingles.len())).filter_map(|window| window.iter().min());
    buckets.extend(winnowed.map(|shingle| xxh3_64(&shingle.to_le_bytes())));
    buckets.sort_unstable();
    buckets.dedup();
    buckets
}

/// Which clusters stand in which buckets.
#[derive(Default)]
struct Table {
    /// The first entry of each bucket, and how many it has.
    buckets: FxHashMap<u64, (u32, u32)>,
    /// Clusters, each with the next entry of its bucket.
    entries: Vec<(u32, u32)>,
}

impl Table {
    /// The clusters that share the most buckets, the most first; of equals the first.
    fn candidates(&self, buckets: &[u64]) -> Vec<u32> {
        let mut found = Vec::new();
        for bucket in buckets {
            let Some((first, count)) = self.buckets.get(bucket) else { continue };
            let mut at = *first;
            for _ in 0..*count {
                let (cluster, next) = self.entries[at as usize];
                found.push(cluster);
                at = next;
            }
        }
        found.sort_unstable();
        let mut shared: Vec<(usize, u32)> =
            found.chunk_by(u32::eq).map(|same| (same.len(), same[0])).collect();
        shared.sort_by_key(|(count, cluster)| (std::cmp::Reverse(*count), *cluster));
        shared.into_iter().take(COMPARISONS).map(|(_, cluster)| cluster).collect()
    }

    fn add(&mut self, cluster: u32, buckets: &[u64]) {
        for bucket in buckets {
            let (first, count) = self.buckets.entry(*bucket).or_insert((u32::MAX, 0));
            if (*count as usize) < FULL {
                self.entries.push((cluster, *first));
                *first = self.entries.len() as u32 - 1;
                *count += 1;
            }
        }
    }
}

fn sorted(words: &[u64]) -> Vec<u64> {
    let mut words = words.to_vec();
    words.sort_unstable();
    words
}

/// Whether two have so many words in common, in whatever order, that a comparison in order may find them one. It
/// takes a small part of the time.
fn may_be_one(shorter: &[u64], longer: &[u64]) -> bool {
    let mut common = 0;
    let mut others = longer.iter().peekable();
    for word in shorter {
        while others.next_if(|other| *other < word).is_some() {}
        common += usize::from(others.next_if_eq(&word).is_some());
    }
    let dice = 2.0 * common as f32 / (shorter.len() + longer.len()) as f32;
    dice >= EDITED || common as f32 / shorter.len() as f32 >= CUT
}

/// How alike a quotation and one that is no shorter are, if they are one.
fn compare(shorter: &[u64], longer: &[u64]) -> Option<(f32, Variant)> {
    let (mut common, mut in_runs) = (0, 0);
    for operation in capture_diff_slices(Algorithm::Myers, shorter, longer) {
        if let DiffOp::Equal { len, .. } = operation {
            common += len;
            in_runs += if len >= SHINGLE { len } else { 0 };
        }
    }
    let dice = 2.0 * common as f32 / (shorter.len() + longer.len()) as f32;
    let held = in_runs as f32 / shorter.len() as f32;
    if dice >= EDITED {
        Some((dice, Variant::Edited))
    } else if held >= CUT {
        Some((held, Variant::Cut))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clusters(quotations: &[&str]) -> Vec<u32> {
        cluster(quotations).members.iter().map(|member| member.cluster).collect()
    }

    const WIRE: [&str; 7] = [
        "We are not going to close a single branch this year, and anybody who says so is wrong.",
        "“We’re sorry about the delay,” he said",
        "“We are not going to close a single branch this year, and anybody who says so is wrong.”",
        "We are not going to shut a single branch this year, and anyone who says so is wrong",
        "anybody who says so is wrong",
        "We are not going to close a single branch this year. The tide gates were never meant to be opened twice a day.",
        "The tide gates were never meant to be opened twice a day",
    ];

    use Variant as V;

    #[test]
    fn versions_of_one_quotation_are_one_cluster() {
        let found = cluster(&WIRE);
        let variants: Vec<_> = found.members.iter().map(|member| (member.cluster, member.variant)).collect();
        assert_eq!(
            variants,
            [
                (0, V::Same),
                (1, V::Same),
                (0, V::Typographic),
                (0, V::Edited),
                (0, V::Cut),
                (2, V::Same),
                (2, V::Cut)
            ]
        );
        assert_eq!(found.longest, [0, 1, 5]);
    }

    #[test]
    fn what_only_sounds_alike_stays_apart() {
        assert_eq!(clusters(&["Yes.", "No.", "yes", "…"]), [0, 1, 0, 2]);
        let alike = ["We will win the game on Sunday at home", "We will lose a match on Friday in Oslo"];
        assert_eq!(clusters(&alike), [0, 1]);
        assert_eq!(clusters(&[]), [0; 0]);
    }

    /// Made-up quotations, each with a phrase that many share, and a version with one other word.
    fn crowd(count: usize) -> Vec<String> {
        let word = |seed: usize| format!("w{}", xxh3_64(&seed.to_le_bytes()) % 5000);
        let made = |number: usize| {
            let own: Vec<_> = (0..12).map(|at| word(number * 100 + at)).collect();
            format!("at the end of the day {}", own.join(" "))
        };
        (0..count).flat_map(|number| [made(number), made(number).replace("the day", "this day")]).collect()
    }

    #[test]
    fn comparisons_grow_as_the_quotations_do() {
        let [few, many] = [500, 5000].map(|count| {
            let quotations = crowd(count);
            let found = cluster(&quotations);
            assert_eq!(found.longest.len(), count, "each pair is one cluster");
            found.comparisons
        });
        assert!(many <= 12 * few, "{few} comparisons of 1000, {many} of 10000");
        assert!(many <= 10_000 * COMPARISONS as u64);
    }

    #[test]
    fn the_same_input_gives_the_same_clusters() {
        let quotations = crowd(300);
        assert_eq!(cluster(&quotations), cluster(&quotations));
    }
}
