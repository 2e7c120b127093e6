//! Buffers go round between reader, workers and writer, so that memory is touched once and not asked for again.

use std::sync::Mutex;

/// Byte buffers at rest.
#[derive(Debug, Default)]
pub struct Buffers {
    resting: Mutex<Vec<Vec<u8>>>,
}

/// A buffer that grew past this for one long article is let go, and not kept for the next.
const KEPT_BYTES: usize = 4 << 20;

/// More than this many are never in use at once.
const KEPT_BUFFERS: usize = 64;

impl Buffers {
    /// An empty buffer.
    pub fn take(&self) -> Vec<u8> {
        self.resting.lock().ok().and_then(|mut resting| resting.pop()).unwrap_or_default()
    }

    /// Gives a buffer back.
    pub fn give_back(&self, mut buffer: Vec<u8>) {
        buffer.clear();
        if buffer.capacity() > KEPT_BYTES {
            return;
        }
        if let Ok(mut resting) = self.resting.lock()
            && resting.len() < KEPT_BUFFERS
        {
            resting.push(buffer);
        }
    }
}
