//! A sample of articles: every article has the same chance, and the same seed chooses the same ones.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::pipeline::{Direct, run};
use crate::{Article, Buffers, Counts, Error, Job, Listener, LongRun, Mark};
use inquit::Extraction;

/// Chooses `count` articles of all under the job's paths and gives them in input order. All are read, none is
/// extracted from, and no more than those chosen so far are held.
pub fn sample(
    job: Job<'_>,
    count: usize,
    seed: u64,
    rejects: Option<&mut dyn Write>,
    listener: &mut Listener<'_>,
) -> Result<(Vec<Article<'static>>, Counts), Error> {
    let nothing = |_: inquit::Input<'_>, _: &mut inquit::Scratch| Extraction::default();
    let job = Job { extract: &nothing, ..job };
    let limit = AtomicU64::new(u64::MAX);
    let add = |batch: &mut Vec<Chosen>, article: &Article<'_>, _: &Extraction| {
        let lot = article.place_hash(seed);
        if lot <= limit.load(Ordering::Relaxed) {
            batch.push((lot, article.clone().into_owned()));
        }
    };
    let mut drawn = Drawn { count, limit: &limit, seen: 0, chosen: BTreeMap::new() };
    let long = LongRun { rejects, ..LongRun::default() };
    let counts = run(job, long, &Buffers::default(), Vec::new, add, &mut drawn, listener)?;
    let mut chosen: Vec<_> = drawn.chosen.into_iter().map(|((_, at), article)| (at, article)).collect();
    chosen.sort_by_key(|(at, _)| *at);
    Ok((chosen.into_iter().map(|(_, article)| article).collect(), counts))
}

/// An article and its lot: the lowest are chosen.
type Chosen = (u64, Article<'static>);

struct Drawn<'l> {
    count: usize,
    /// No higher lot can be chosen any more.
    limit: &'l AtomicU64,
    /// Numbers the candidates in input order.
    seen: u64,
    chosen: BTreeMap<(u64, u64), Article<'static>>,
}

impl Direct for Drawn<'_> {
    type Value = Vec<Chosen>;

    fn take(&mut self, batch: Vec<Chosen>, _: &Mark) -> Result<(), Error> {
        for (lot, article) in batch {
            self.seen += 1;
            self.chosen.insert((lot, self.seen), article);
            if self.chosen.len() > self.count {
                self.chosen.pop_last();
            }
        }
        if self.chosen.len() == self.count {
            let highest = self.chosen.last_key_value().map_or(u64::MAX, |((lot, _), _)| *lot);
            self.limit.store(highest, Ordering::Relaxed);
        }
        Ok(())
    }
}
