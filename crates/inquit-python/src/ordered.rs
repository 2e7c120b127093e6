//! Work handed to threads, its results taken in order: a bounded window over what may be endless.
//!
//! The command line's pipeline drives its loop itself; here Python asks for one result after the other.

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use inquit::Scratch;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::engine::with_scratch;

type Work<T> = Box<dyn FnOnce(&mut Scratch) -> T + Send>;

/// How often Ctrl-C is asked for while a result is waited for.
const PATIENCE: Duration = Duration::from_millis(100);

/// Work at hand, in order.
pub struct Ordered<T> {
    /// None where one thread is enough: the caller's.
    pool: Option<Arc<ThreadPool>>,
    waiting: VecDeque<Work<T>>,
    results: Sender<(usize, std::thread::Result<T>)>,
    arrived: Receiver<(usize, std::thread::Result<T>)>,
    early: BTreeMap<usize, std::thread::Result<T>>,
    sent: usize,
    taken: usize,
    most: usize,
}

impl<T: Send + 'static> Ordered<T> {
    /// Work for so many threads; all of the machine's where none are given.
    pub fn new(threads: Option<usize>) -> PyResult<Self> {
        let threads = threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
        let pool = if threads > 1 { Some(pool(threads)?) } else { None };
        let most = if threads > 1 { threads * 2 + 2 } else { 1 };
        let (results, arrived) = mpsc::channel();
        let (waiting, early) = (VecDeque::new(), BTreeMap::new());
        Ok(Self { pool, waiting, results, arrived, early, sent: 0, taken: 0, most })
    }

    /// Whether more work should be sent before the next result is taken.
    pub fn has_room(&self) -> bool {
        self.sent - self.taken < self.most
    }

    /// Sends work.
    pub fn send(&mut self, work: impl FnOnce(&mut Scratch) -> T + Send + 'static) {
        let number = self.sent;
        self.sent += 1;
        let Some(pool) = &self.pool else { return self.waiting.push_back(Box::new(work)) };
        let results = self.results.clone();
        pool.spawn(move || {
            let result = catch_unwind(AssertUnwindSafe(|| with_scratch(work)));
            // Nobody listens any more where the caller went away.
            let _ = results.send((number, result));
        });
    }

    /// The next result, or none where no work is at hand. Other Python threads run meanwhile.
    pub fn next(&mut self, py: Python<'_>) -> PyResult<Option<T>> {
        if self.taken == self.sent {
            return Ok(None);
        }
        if let Some(work) = self.waiting.pop_front() {
            self.taken += 1;
            return Ok(Some(py.detach(|| with_scratch(work))));
        }
        loop {
            if let Some(result) = self.early.remove(&self.taken) {
                self.taken += 1;
                return result.map_or_else(|panic| resume_unwind(panic), |value| Ok(Some(value)));
            }
            let arrived = &mut self.arrived;
            match py.detach(move || arrived.recv_timeout(PATIENCE)) {
                Ok((number, result)) => drop(self.early.insert(number, result)),
                Err(RecvTimeoutError::Timeout) => py.check_signals()?,
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
            }
        }
    }
}

/// The pool of so many threads, one for all calls. A process that was forked has none of its parent's threads, and
/// gets a pool of its own.
fn pool(threads: usize) -> PyResult<Arc<ThreadPool>> {
    static POOLS: Mutex<Vec<(u32, usize, Arc<ThreadPool>)>> = Mutex::new(Vec::new());
    let process = std::process::id();
    let mut pools = POOLS.lock().unwrap_or_else(PoisonError::into_inner);
    let known = pools.iter().find(|(of, count, _)| (*of, *count) == (process, threads));
    if let Some((_, _, pool)) = known {
        return Ok(pool.clone());
    }
    let pool = ThreadPoolBuilder::new().num_threads(threads).thread_name(|at| format!("inquit-{at}")).build();
    let pool =
        pool.map_err(|error| PyRuntimeError::new_err(format!("threads cannot be started: {error}")))?;
    let pool = Arc::new(pool);
    // Those of the parent are forgotten, not ended: ending them would wait for threads that are not there.
    for (of, count, pool) in std::mem::take(&mut *pools) {
        if of == process { pools.push((of, count, pool)) } else { std::mem::forget(pool) }
    }
    pools.push((process, threads, pool.clone()));
    Ok(pool)
}
