//! Limits: how much the server takes and does at once, so that its memory is bounded whatever is sent.

use std::time::Duration;

/// What the server takes.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Longest body, in bytes.
    pub body: usize,
    /// Most articles in one request.
    pub articles: usize,
    /// Longest time for one request.
    pub time: Duration,
    /// How many requests extract or ask the database at once.
    pub at_once: usize,
    /// How many requests are taken in at once; others are told to come again.
    pub requests: usize,
    /// How many connections are open at once; others wait.
    pub connections: usize,
    /// How long requests at hand may take when the server is to end.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 4 << 20,
            articles: 1000,
            time: Duration::from_secs(30),
            at_once: std::thread::available_parallelism().map_or(2, usize::from),
            requests: 64,
            connections: 512,
            grace: Duration::from_secs(5),
        }
    }
}
