//! The pipeline: batches in, extraction in parallel, results out in input order.

use std::collections::BTreeMap;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::mpsc;

use inquit::{Extraction, Input, Scratch};
use rayon::ThreadPoolBuilder;

use crate::guard::guarded;
use crate::read::files::Batches;
use crate::read::{Batch, ReadOptions};
use crate::sink::Numbering;
use crate::{Article, Buffers, Error, ErrorKind, OutputFormat, Problem, Sink, SinkWriter};

/// What finds the attributions: [`inquit::Extractor::extract_with`], or another function for tests.
pub type Extract<'e> = dyn Fn(Input<'_>, &mut Scratch) -> Extraction + Sync + 'e;

/// How many threads extract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threads(usize);

impl Threads {
    /// That many, at least one.
    pub fn new(count: usize) -> Self {
        Self(count.max(1))
    }

    /// As many as the machine has.
    pub fn all() -> Self {
        Self::new(std::thread::available_parallelism().map_or(1, usize::from))
    }
}

/// Counts of a run, or of what is done of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Articles extracted from.
    pub articles: u64,
    /// Articles passed over with a problem.
    pub failed: u64,
    /// Attributions found.
    pub attributions: u64,
    /// Bytes of input read.
    pub input_bytes: u64,
    /// Bytes of article text.
    pub text_bytes: u64,
}

impl Counts {
    fn add(&mut self, more: Self) {
        self.articles += more.articles;
        self.failed += more.failed;
        self.attributions += more.attributions;
        self.input_bytes += more.input_bytes;
        self.text_bytes += more.text_bytes;
    }
}

/// What a run tells as it goes.
pub struct Listener<'l> {
    /// Each problem, in input order.
    pub problem: &'l mut dyn FnMut(&Problem),
    /// The counts, after each batch.
    pub progress: &'l mut dyn FnMut(&Counts),
}

/// What to read and how to extract from it.
pub struct Job<'j> {
    /// Files, folders, or "-" for standard input.
    pub paths: Vec<PathBuf>,
    /// How to read them.
    pub options: &'j ReadOptions,
    /// How many threads extract.
    pub threads: Threads,
    /// What extracts.
    pub extract: &'j Extract<'j>,
}

/// Does the job and writes to `out` in the form of `sink`.
pub fn extract_to(
    job: Job<'_>,
    sink: &Sink,
    out: &mut dyn Write,
    listener: &mut Listener<'_>,
) -> Result<Counts, Error> {
    let buffers = Buffers::default();
    let mut head = Vec::new();
    sink.head(&mut head);
    out.write_all(&head)?;
    let start = || (buffers.take(), sink.writer());
    let add = |(bytes, writer): &mut (Vec<u8>, SinkWriter<'_>), article: &Article<'_>, found: &Extraction| {
        let whole = bytes.len();
        let written = catch_unwind(AssertUnwindSafe(|| writer.article(bytes, article, found)));
        if let Err(panic) = written {
            // No half of a record is ever written.
            bytes.truncate(whole);
            resume_unwind(panic);
        }
    };
    let mut numbering = (sink.format == OutputFormat::Tei).then(Numbering::default);
    let take = |(bytes, _): (Vec<u8>, SinkWriter<'_>)| {
        match &mut numbering {
            Some(numbering) => numbering.write(&bytes, out)?,
            None => out.write_all(&bytes)?,
        }
        buffers.give_back(bytes);
        Ok(())
    };
    let counts = run(job, &buffers, start, add, take, listener)?;
    let mut tail = Vec::new();
    sink.tail(&mut tail);
    out.write_all(&tail)?;
    out.flush()?;
    Ok(counts)
}

/// Does the job and folds each batch into a value of its own; `take` gets the values in input order, and an error of
/// its ends the run.
pub fn try_fold<T: Send>(
    job: Job<'_>,
    start: impl Fn() -> T + Sync,
    add: impl Fn(&mut T, &Article<'_>, &Extraction) + Sync,
    take: impl FnMut(T) -> Result<(), Error>,
    listener: &mut Listener<'_>,
) -> Result<Counts, Error> {
    run(job, &Buffers::default(), start, add, take, listener)
}

/// The same where nothing can go wrong.
pub fn fold<T: Send>(
    job: Job<'_>,
    start: impl Fn() -> T + Sync,
    add: impl Fn(&mut T, &Article<'_>, &Extraction) + Sync,
    mut take: impl FnMut(T),
    listener: &mut Listener<'_>,
) -> Result<Counts, Error> {
    let take = |value| {
        take(value);
        Ok(())
    };
    try_fold(job, start, add, take, listener)
}

/// Reads everything under `paths` in this thread and hands each article, or the problem that it has, to `take`;
/// ends early when `take` says so by an error.
pub fn each<E>(
    paths: Vec<PathBuf>,
    options: &ReadOptions,
    mut take: impl FnMut(Result<Article<'_>, Problem>) -> Result<(), E>,
) -> Result<(), E> {
    let buffers = Buffers::default();
    for batch in Batches::new(paths, options, &buffers) {
        let mut ended = Ok(());
        batch.articles(options, &buffers, |article| {
            if ended.is_ok() {
                ended = take(article);
            }
        });
        ended?;
    }
    Ok(())
}

/// One batch, worked through.
struct Done<T> {
    value: T,
    problems: Vec<Problem>,
    counts: Counts,
}

fn run<T: Send>(
    job: Job<'_>,
    buffers: &Buffers,
    start: impl Fn() -> T + Sync,
    add: impl Fn(&mut T, &Article<'_>, &Extraction) + Sync,
    mut take: impl FnMut(T) -> Result<(), Error>,
    listener: &mut Listener<'_>,
) -> Result<Counts, Error> {
    let Job { paths, options, threads, extract } = job;
    let work = |scratch: &mut Scratch, batch: Batch| {
        let mut done = Done { value: start(), problems: Vec::new(), counts: Counts::default() };
        done.counts.input_bytes = batch.size() as u64;
        batch.articles(options, buffers, |article| {
            let result = article.and_then(|article| {
                let attributions = guarded(&article, scratch, |scratch| {
                    let found = extract(article.input(), scratch);
                    add(&mut done.value, &article, &found);
                    found.attributions.len()
                })?;
                done.counts.articles += 1;
                done.counts.attributions += attributions as u64;
                done.counts.text_bytes += article.text.len() as u64;
                Ok(())
            });
            if let Err(problem) = result {
                done.counts.failed += u64::from(problem.lost);
                done.problems.push(problem);
            }
        });
        done
    };
    let mut counts = Counts::default();
    let take = |done: Done<T>| {
        counts.add(done.counts);
        for problem in &done.problems {
            (listener.problem)(problem);
        }
        take(done.value)?;
        (listener.progress)(&counts);
        Ok(())
    };
    in_order(Batches::new(paths, options, buffers), threads, Batch::size, work, take)?;
    Ok(counts)
}

/// How many bytes of input may be at work or waiting to be written, beyond one item.
const IN_FLIGHT_BYTES: usize = 32 << 20;

/// Maps items in parallel and hands the results on in order.
///
/// A bounded number of items is in flight, so memory is bounded by them however fast the reader and however slow
/// one item. With one thread there is no queue and no other thread at all.
fn in_order<I: Send, S: Default + Send, T: Send>(
    mut items: impl Iterator<Item = I>,
    threads: Threads,
    size: impl Fn(&I) -> usize,
    work: impl Fn(&mut S, I) -> T + Sync,
    mut take: impl FnMut(T) -> Result<(), Error>,
) -> Result<(), Error> {
    if threads.0 == 1 {
        let mut state = S::default();
        return items.try_for_each(|item| take(work(&mut state, item)));
    }
    let pool = ThreadPoolBuilder::new()
        .num_threads(threads.0)
        .build()
        .map_err(|error| Error::new(ErrorKind::Threads, format!("threads cannot be started: {error}")))?;
    let most = threads.0 * 2 + 2;
    let states = Mutex::new(Vec::<S>::new());
    let (results, arrived) = mpsc::channel();
    pool.in_place_scope(|scope| {
        let mut early = BTreeMap::new();
        let mut sizes = BTreeMap::new();
        let (mut read, mut taken, mut bytes) = (0_usize, 0_usize, 0_usize);
        let mut ended = false;
        loop {
            while !ended && read - taken < most && (bytes < IN_FLIGHT_BYTES || read == taken) {
                let Some(item) = items.next() else {
                    ended = true;
                    break;
                };
                let (number, item_size) = (read, size(&item));
                sizes.insert(number, item_size);
                bytes += item_size;
                read += 1;
                let (results, states, work) = (results.clone(), &states, &work);
                scope.spawn(move |_| {
                    let resting = states.lock().ok().and_then(|mut states| states.pop());
                    let mut state = resting.unwrap_or_default();
                    let result = catch_unwind(AssertUnwindSafe(|| work(&mut state, item)));
                    if let Ok(mut states) = states.lock() {
                        states.push(state);
                    }
                    // Nobody listens any more when writing failed.
                    let _ = results.send((number, result));
                });
            }
            if read == taken {
                return Ok(());
            }
            let Ok((number, result)) = arrived.recv() else { return Ok(()) };
            early.insert(number, result);
            while let Some(result) = early.remove(&taken) {
                bytes -= sizes.remove(&taken).unwrap_or(0);
                taken += 1;
                match result {
                    Ok(value) => take(value)?,
                    Err(panic) => resume_unwind(panic),
                }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_at_any_number_of_threads() {
        for threads in [1, 2, 8] {
            let mut seen = Vec::new();
            let slow_first = |(): &mut (), n: u64| {
                std::thread::sleep(std::time::Duration::from_micros(if n.is_multiple_of(7) {
                    900
                } else {
                    10
                }));
                n * 2
            };
            let take = |n| {
                seen.push(n);
                Ok(())
            };
            in_order(0..100, Threads::new(threads), |_| 1, slow_first, take).unwrap();
            assert_eq!(seen, (0..100).map(|n| n * 2).collect::<Vec<_>>(), "{threads}");
        }
    }

    #[test]
    fn a_failed_write_ends_the_run() {
        for threads in [1, 4] {
            let mut left = 3;
            let take = |_| {
                left -= 1;
                if left == 0 { Err(Error::new(ErrorKind::Write, "full")) } else { Ok(()) }
            };
            let ended = in_order(0..1000, Threads::new(threads), |_| 1, |(): &mut (), n| n, take);
            assert_eq!(ended.unwrap_err().kind(), ErrorKind::Write);
        }
    }
}
