//! Steps are looks at a token; they are counted in debug builds, so that a test can hold the work to be linear.

#[cfg(debug_assertions)]
use std::cell::Cell;

#[cfg(debug_assertions)]
thread_local! {
    static STEPS: Cell<u64> = const { Cell::new(0) };
}

/// Counts a step.
#[inline]
pub(crate) fn step() {
    #[cfg(debug_assertions)]
    STEPS.with(|steps| steps.set(steps.get() + 1));
}

/// How many steps this thread has taken since the last call; always 0 in release builds.
#[doc(hidden)]
pub fn taken() -> u64 {
    #[cfg(debug_assertions)]
    return STEPS.with(|steps| steps.replace(0));
    #[cfg(not(debug_assertions))]
    0
}
