//! The pipeline: batches in, extraction in parallel, results out in input order.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

use inquit::{Extraction, Input, Scratch};
use rayon::ThreadPoolBuilder;

use crate::guard::guarded;
use crate::journal::Mark;
use crate::read::files::Batches;
use crate::read::{Batch, ReadOptions};
use crate::sink::Numbering;
use crate::{Article, Buffers, Error, ErrorKind, OutputFormat, Problem, Sink, SinkWriter, since};

/// What finds the attributions: [`inquit::Extractor::extract_with`], or another function for tests.
pub type Extract<'e> = dyn Fn(Input<'_>, &mut Scratch) -> Extraction + Sync + 'e;

/// Leaves of what was found in an article what the run is to have.
pub type Only<'o> = dyn Fn(&Article<'_>, &mut Extraction) + Sync + 'o;

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
    /// Articles passed over since an earlier run had them.
    pub known: u64,
    /// Attributions found.
    pub attributions: u64,
    /// Bytes of input read, as they are once unpacked.
    pub input_bytes: u64,
    /// Bytes of article text.
    pub text_bytes: u64,
    /// Bytes of the input's files that are done, packed as they are.
    pub file_bytes: u64,
    /// Whether the run was stopped before the end of its input.
    pub stopped: bool,
}

impl Counts {
    fn add(&mut self, more: &Self) {
        self.articles += more.articles;
        self.failed += more.failed;
        self.known += more.known;
        self.attributions += more.attributions;
        self.input_bytes += more.input_bytes;
        self.text_bytes += more.text_bytes;
    }
}

/// What a run of hours needs besides its job.
#[derive(Default)]
pub struct LongRun<'r> {
    /// Where the run goes on: what stands before is read, but not worked on.
    pub from: Mark,
    /// Ends the run where it is true: what was read is worked on and written, and no more is read.
    pub stop: Option<&'r AtomicBool>,
    /// Gets the articles that were passed over, one JSON object a line, in place of the listener.
    pub rejects: Option<&'r mut dyn Write>,
    /// Articles to work on in place of those under the job's paths.
    pub held: Option<Vec<Article<'static>>>,
    /// What of each article's quotations is written and counted; all without it.
    pub only: Option<&'r Only<'r>>,
}

/// What a run tells as it goes.
pub struct Listener<'l> {
    /// Each problem, in input order.
    pub problem: &'l mut dyn FnMut(&Problem),
    /// The counts, after each batch.
    pub progress: &'l mut dyn FnMut(&Counts),
}

/// What to read and how to extract from it.
#[derive(Clone)]
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

/// Where a stream goes.
pub trait Destination: Write {
    /// All up to this mark is written.
    fn mark(&mut self, mark: &Mark) -> io::Result<()>;
}

/// A stream that keeps no journal.
struct Unkept<'o>(&'o mut dyn Write);

impl Write for Unkept<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Destination for Unkept<'_> {
    fn mark(&mut self, _: &Mark) -> io::Result<()> {
        Ok(())
    }
}

/// Does the job and writes to `out` in the form of `sink`.
pub fn extract_to(
    job: Job<'_>,
    sink: &Sink,
    out: &mut dyn Write,
    listener: &mut Listener<'_>,
) -> Result<Counts, Error> {
    extract_long(job, LongRun::default(), sink, &mut Unkept(out), listener)
}

/// The same for a run that can be stopped and taken up again. What stands behind all articles is left out where it was
/// stopped.
pub fn extract_long(
    job: Job<'_>,
    long: LongRun<'_>,
    sink: &Sink,
    out: &mut dyn Destination,
    listener: &mut Listener<'_>,
) -> Result<Counts, Error> {
    let buffers = Buffers::default();
    if long.from.batches == 0 {
        let mut head = Vec::new();
        sink.head(&mut head);
        out.write_all(&head)?;
    }
    let numbering = (sink.format == OutputFormat::Tei).then(|| Numbering::from(long.from.counts.articles));
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
    let mut streamed = Streamed { out, numbering, buffers: &buffers };
    let counts = run(job, long, &buffers, start, add, &mut streamed, listener)?;
    let out = streamed.out;
    if !counts.stopped {
        let mut tail = Vec::new();
        sink.tail(&mut tail);
        out.write_all(&tail)?;
    }
    out.flush()?;
    Ok(counts)
}

/// Batches of bytes on their way out.
struct Streamed<'s> {
    out: &'s mut dyn Destination,
    numbering: Option<Numbering>,
    buffers: &'s Buffers,
}

impl<'s> Direct for Streamed<'s> {
    type Value = (Vec<u8>, SinkWriter<'s>);

    fn take(&mut self, (bytes, _): Self::Value, mark: &Mark) -> Result<(), Error> {
        match &mut self.numbering {
            Some(numbering) => numbering.write(&bytes, self.out)?,
            None => self.out.write_all(&bytes)?,
        }
        self.buffers.give_back(bytes);
        Ok(self.out.mark(mark)?)
    }
}

/// What takes the values of batches in input order.
pub(crate) trait Taker {
    /// What a worker makes of a batch.
    type Value: Send;
    /// What is written at once, of one batch or more.
    type Group: Send;
    /// A group as it is written.
    type Sealed: Send;
    /// Whether making a group ready to be written is work for the workers.
    const IS_SEALED_BY_WORKERS: bool = false;

    /// Takes the value of the next batch; gives the group that it completes.
    fn gather(&mut self, value: Self::Value) -> Result<Option<Self::Group>, Error>;

    /// Behind the last batch: the group that none completed.
    fn rest(&mut self) -> Option<Self::Group> {
        None
    }

    /// Makes a group ready to be written.
    fn seal(group: Self::Group) -> Self::Sealed;

    /// Writes a group, with which all up to the mark is written.
    fn write(&mut self, sealed: Self::Sealed, mark: &Mark) -> Result<(), Error>;
}

/// What writes the value of each batch as it comes.
pub(crate) trait Direct {
    /// What a worker makes of a batch.
    type Value: Send;

    /// Writes a value, with which all up to the mark is written.
    fn take(&mut self, value: Self::Value, mark: &Mark) -> Result<(), Error>;
}

impl<D: Direct> Taker for D {
    type Value = D::Value;
    type Group = D::Value;
    type Sealed = D::Value;

    fn gather(&mut self, value: D::Value) -> Result<Option<D::Value>, Error> {
        Ok(Some(value))
    }

    fn seal(group: D::Value) -> D::Value {
        group
    }

    fn write(&mut self, sealed: D::Value, mark: &Mark) -> Result<(), Error> {
        self.take(sealed, mark)
    }
}

/// Hands each value to a function.
struct Each<F, T>(F, PhantomData<T>);

impl<T: Send, F: FnMut(T) -> Result<(), Error>> Direct for Each<F, T> {
    type Value = T;

    fn take(&mut self, value: T, _: &Mark) -> Result<(), Error> {
        (self.0)(value)
    }
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
    let taker = &mut Each(take, PhantomData);
    run(job, LongRun::default(), &Buffers::default(), start, add, taker, listener)
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
    mark: Mark,
}

/// Does the job; for a long run only what is not done of it.
pub(crate) fn run<K: Taker>(
    job: Job<'_>,
    long: LongRun<'_>,
    buffers: &Buffers,
    start: impl Fn() -> K::Value + Sync,
    add: impl Fn(&mut K::Value, &Article<'_>, &Extraction) + Sync,
    taker: &mut K,
    listener: &mut Listener<'_>,
) -> Result<Counts, Error> {
    let Job { paths, options, threads, extract } = job;
    let LongRun { from, stop, mut rejects, held, only } = long;
    let since = options.since.as_deref();
    let work = |scratch: &mut Scratch, (batch, mut mark): (Batch, Mark)| {
        let mut done = Done { value: start(), problems: Vec::new(), mark };
        mark.counts.input_bytes = batch.size() as u64;
        let mut digests = Vec::new();
        let counts = &mut mark.counts;
        batch.articles(options, buffers, |article| {
            let result = article.and_then(|article| {
                let digest = since.map(|_| since::digest(&article));
                if let (Some(since), Some(digest)) = (since, digest)
                    && since.has_article(digest)
                {
                    counts.known += 1;
                    return Ok(());
                }
                let attributions = guarded(&article, scratch, |scratch| {
                    let mut found = extract(article.input(), scratch);
                    if let Some(only) = only {
                        only(&article, &mut found);
                    }
                    add(&mut done.value, &article, &found);
                    let attributions = found.attributions.len();
                    scratch.give_back(found);
                    attributions
                })?;
                digests.extend(digest);
                counts.articles += 1;
                counts.attributions += attributions as u64;
                counts.text_bytes += article.text.len() as u64;
                Ok(())
            });
            if let Err(problem) = result {
                counts.failed += u64::from(problem.lost);
                done.problems.push(problem);
            }
        });
        done.mark = mark;
        if let Some(since) = since {
            since.add_articles(&digests);
            let lost = done.problems.iter().filter(|problem| problem.lost && problem.place.line.is_none());
            lost.for_each(|problem| since.forget_file(&problem.place.file));
        }
        done
    };
    let mut total = from;
    let mut tell = |done: &Done<K::Value>| -> Result<Mark, Error> {
        total.counts.add(&done.mark.counts);
        total.counts.file_bytes = done.mark.counts.file_bytes;
        (total.batches, total.digest) = (done.mark.batches, done.mark.digest);
        for problem in &done.problems {
            match &mut rejects {
                Some(rejects) if problem.lost => {
                    let line = problem.json();
                    rejects.write_all(line.as_bytes()).map_err(|error| {
                        Error::new(ErrorKind::Write, format!("--rejects: cannot be written: {error}"))
                    })?;
                    total.rejects += line.len() as u64;
                }
                _ => (listener.problem)(problem),
            }
        }
        (listener.progress)(&total.counts);
        Ok(total)
    };
    let mut batches = match held {
        Some(held) => Batches::held(held, options, buffers),
        None => Batches::new(paths, options, buffers),
    };
    let mut at = Mark::default();
    while at.batches < from.batches {
        let Some(batch) = batches.next() else { break };
        at = after(at, &batch, &batches);
        if let Some(since) = since {
            // What the run had before it ended early is told at its end, too.
            let mut digests = Vec::new();
            batch.articles(options, buffers, |article| {
                digests.extend(
                    article
                        .ok()
                        .map(|article| since::digest(&article))
                        .filter(|digest| !since.has_article(*digest)),
                );
            });
            since.add_articles(&digests);
        }
    }
    if at.digest != from.digest || at.batches != from.batches {
        let why = "what the run had read of its input has changed since; give it as it was, or remove what is begun \
                   to begin anew";
        return Err(Error::new(ErrorKind::Changed, why));
    }
    let stopped = Cell::new(false);
    let items = std::iter::from_fn(|| {
        if stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
            stopped.set(true);
            return None;
        }
        let batch = batches.next()?;
        at = after(at, &batch, &batches);
        Some((batch, at))
    });
    in_order(items, threads, |(batch, _)| batch.size(), work, &mut tell, taker, &stopped)?;
    Ok(Counts { stopped: stopped.get(), ..total.counts })
}

/// The mark behind this batch.
fn after(at: Mark, batch: &Batch, batches: &Batches<'_>) -> Mark {
    let counts = Counts { file_bytes: batches.file_bytes(), ..Counts::default() };
    Mark { batches: at.batches + 1, digest: batch.digest(at.digest), rejects: 0, counts }
}

/// How many bytes of input may be at work or waiting to be written, beyond one item.
const IN_FLIGHT_BYTES: usize = 32 << 20;

/// What comes back from the workers.
enum Back<T, E> {
    Value(usize, std::thread::Result<T>),
    Sealed(usize, std::thread::Result<E>),
}

/// Maps items in parallel and hands the results on in order, in groups that may be sealed in parallel, too.
///
/// A bounded number of items is in flight, so memory is bounded by them however fast the reader and however slow
/// one item. With one thread there is no queue and no other thread at all.
fn in_order<I: Send, S: Default + Send, K: Taker>(
    mut items: impl Iterator<Item = I>,
    threads: Threads,
    size: impl Fn(&I) -> usize,
    work: impl Fn(&mut S, I) -> Done<K::Value> + Sync,
    mut tell: impl FnMut(&Done<K::Value>) -> Result<Mark, Error>,
    taker: &mut K,
    stopped: &Cell<bool>,
) -> Result<(), Error> {
    let mut mark = Mark::default();
    if threads.0 == 1 {
        let mut state = S::default();
        for item in items {
            let done = work(&mut state, item);
            mark = tell(&done)?;
            if let Some(group) = taker.gather(done.value)? {
                taker.write(K::seal(group), &mark)?;
            }
        }
        // A group that is not whole is not written where the run is to go on: it would begin elsewhere.
        return match taker.rest() {
            Some(group) if !stopped.get() => taker.write(K::seal(group), &mark),
            _ => Ok(()),
        };
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
        let mut sealed_early = BTreeMap::new();
        let mut marks = BTreeMap::new();
        let (mut groups, mut written) = (0_usize, 0_usize);
        let mut ended = false;
        loop {
            let has_room = |bytes: usize, read: usize, taken: usize, groups: usize, written: usize| {
                read - taken < most
                    && (bytes < IN_FLIGHT_BYTES || read == taken)
                    && groups - written <= threads.0
            };
            while !ended && has_room(bytes, read, taken, groups, written) {
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
                    let _ = results.send(Back::Value(number, result));
                });
            }
            let mut group = None;
            if read == taken {
                if ended && let Some(rest) = taker.rest() {
                    group = Some(rest).filter(|_| !stopped.get());
                } else if groups == written {
                    return Ok(());
                }
            }
            if group.is_none() && (read > taken || groups > written) {
                match arrived.recv() {
                    Ok(Back::Value(number, result)) => drop(early.insert(number, result)),
                    Ok(Back::Sealed(number, result)) => drop(sealed_early.insert(number, result)),
                    Err(_) => return Ok(()),
                }
            }
            loop {
                if let Some(group) = group.take() {
                    marks.insert(groups, mark);
                    if K::IS_SEALED_BY_WORKERS {
                        let (number, results) = (groups, results.clone());
                        scope.spawn(move |_| {
                            let result = catch_unwind(AssertUnwindSafe(|| K::seal(group)));
                            let _ = results.send(Back::Sealed(number, result));
                        });
                    } else {
                        sealed_early.insert(groups, Ok(K::seal(group)));
                    }
                    groups += 1;
                }
                while let Some(result) = sealed_early.remove(&written) {
                    let mark = marks.remove(&written).unwrap_or_default();
                    written += 1;
                    match result {
                        Ok(sealed) => taker.write(sealed, &mark)?,
                        Err(panic) => resume_unwind(panic),
                    }
                }
                let Some(result) = early.remove(&taken) else { break };
                bytes -= sizes.remove(&taken).unwrap_or(0);
                taken += 1;
                match result {
                    Ok(done) => {
                        mark = tell(&done)?;
                        group = taker.gather(done.value)?;
                    }
                    Err(panic) => resume_unwind(panic),
                }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes numbers in groups of ten, sealed by workers: a group's sum.
    struct Tens {
        at_hand: Vec<u64>,
        written: Vec<(u64, u64)>,
        most: usize,
    }

    impl Taker for Tens {
        type Value = u64;
        type Group = Vec<u64>;
        type Sealed = u64;
        const IS_SEALED_BY_WORKERS: bool = true;

        fn gather(&mut self, value: u64) -> Result<Option<Vec<u64>>, Error> {
            self.at_hand.push(value);
            Ok((self.at_hand.len() == 10).then(|| std::mem::take(&mut self.at_hand)))
        }

        fn rest(&mut self) -> Option<Vec<u64>> {
            (!self.at_hand.is_empty()).then(|| std::mem::take(&mut self.at_hand))
        }

        fn seal(group: Vec<u64>) -> u64 {
            std::thread::sleep(std::time::Duration::from_micros(group[0] % 3 * 500));
            group.iter().sum()
        }

        fn write(&mut self, sum: u64, mark: &Mark) -> Result<(), Error> {
            self.written.push((sum, mark.batches));
            if self.written.len() == self.most { Err(Error::new(ErrorKind::Write, "full")) } else { Ok(()) }
        }
    }

    fn done<T>(value: T) -> Done<T> {
        Done { value, problems: Vec::new(), mark: Mark::default() }
    }

    fn counted<T>() -> impl FnMut(&Done<T>) -> Result<Mark, Error> {
        let mut batches = 0;
        move |_| {
            batches += 1;
            Ok(Mark { batches, ..Mark::default() })
        }
    }

    #[test]
    fn groups_come_in_order_with_their_marks() {
        for threads in [1, 2, 8] {
            for stopped in [false, true] {
                let mut tens = Tens { at_hand: Vec::new(), written: Vec::new(), most: usize::MAX };
                let (threads, stopped) = (Threads::new(threads), Cell::new(stopped));
                let work = |(): &mut (), n: u64| done(n);
                in_order(0..95, threads, |_| 1, work, counted(), &mut tens, &stopped).unwrap();
                let mut expected: Vec<_> = (0..9).map(|ten| (ten * 100 + 45, ten * 10 + 10)).collect();
                if !stopped.get() {
                    expected.push((90 + 91 + 92 + 93 + 94, 95));
                }
                assert_eq!(tens.written, expected, "{threads:?}");
            }
        }
    }

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
                done(n * 2)
            };
            let take = |n| {
                seen.push(n);
                Ok(())
            };
            let each = &mut Each(take, PhantomData);
            let (threads, stopped) = (Threads::new(threads), Cell::new(false));
            in_order(0..100, threads, |_| 1, slow_first, counted(), each, &stopped).unwrap();
            assert_eq!(seen, (0..100).map(|n| n * 2).collect::<Vec<_>>(), "{threads:?}");
        }
    }

    #[test]
    fn a_failed_write_ends_the_run() {
        for threads in [1, 4] {
            let (threads, stopped) = (Threads::new(threads), Cell::new(false));
            let mut tens = Tens { at_hand: Vec::new(), written: Vec::new(), most: 3 };
            let work = |(): &mut (), n: u64| done(n);
            let ended = in_order(0..1000, threads, |_| 1, work, counted(), &mut tens, &stopped);
            assert_eq!(ended.unwrap_err().kind(), ErrorKind::Write);
            assert_eq!(tens.written.len(), 3);
        }
    }
}
