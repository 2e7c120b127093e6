//! Blocks of whole lines, read straight into the memory that workers parse from.

use std::io::{self, Read};
use std::sync::Arc;

use super::{Batch, encoding};
use crate::Buffers;

/// Cuts a stream into batches of whole lines.
pub struct Lines {
    file: Arc<str>,
    stream: Box<dyn Read>,
    /// What was read after the last whole line.
    rest: Vec<u8>,
    next_line: u64,
    batch_bytes: usize,
    ended: bool,
}

impl Lines {
    /// Begins with the bytes `start` that were already read from the stream.
    pub fn new(file: Arc<str>, stream: Box<dyn Read>, mut start: Vec<u8>, batch_bytes: usize) -> Self {
        let mark = encoding::UTF8_BOM;
        if start.starts_with(mark) {
            start.drain(..mark.len());
        }
        Self { file, stream, rest: start, next_line: 1, batch_bytes, ended: false }
    }

    /// The file.
    pub fn file(&self) -> Arc<str> {
        self.file.clone()
    }

    /// The next batch, if there is one.
    pub fn next_batch(&mut self, buffers: &Buffers) -> Option<io::Result<Batch>> {
        let mut bytes = buffers.take();
        std::mem::swap(&mut bytes, &mut self.rest);
        self.rest.clear();
        let mut searched = 0;
        let whole = loop {
            let end = memchr::memrchr(b'\n', &bytes[searched..]).map(|at| searched + at + 1);
            if bytes.len() >= self.batch_bytes && end.is_some() || self.ended {
                break if self.ended { bytes.len() } else { end.unwrap_or(bytes.len()) };
            }
            searched = end.unwrap_or(bytes.len()).saturating_sub(1);
            // A line longer than a batch is read in steps as long as what is there, so that the search for
            // its end stays linear.
            let wanted = self.batch_bytes.saturating_sub(bytes.len()).max(bytes.len()).max(1);
            match (&mut self.stream).take(wanted as u64).read_to_end(&mut bytes) {
                Ok(read) => self.ended = read < wanted,
                Err(error) => {
                    self.ended = true;
                    self.rest.clear();
                    return Some(Err(error));
                }
            }
        };
        if whole == 0 {
            return None;
        }
        self.rest.extend_from_slice(&bytes[whole..]);
        bytes.truncate(whole);
        let first_line = self.next_line;
        self.next_line += memchr::memchr_iter(b'\n', &bytes).count() as u64;
        Some(Ok(Batch::Lines { file: self.file.clone(), first_line, bytes }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, batch_bytes: usize) -> Vec<(u64, String)> {
        let buffers = Buffers::default();
        let stream = Box::new(io::Cursor::new(text.as_bytes().to_vec()));
        let mut lines = Lines::new(Arc::from("x"), stream, Vec::new(), batch_bytes);
        let mut found = Vec::new();
        while let Some(batch) = lines.next_batch(&buffers) {
            let Batch::Lines { first_line, bytes, .. } = batch.unwrap() else { panic!("lines") };
            found.push((first_line, String::from_utf8(bytes).unwrap()));
        }
        found
    }

    #[test]
    fn batches_hold_whole_lines_at_any_size() {
        let text = "a\n\nlonger line\nb\nno newline at the end";
        for size in 1..50 {
            let found = cut(text, size);
            assert_eq!(found.iter().map(|(_, t)| &**t).collect::<String>(), text, "{size}");
            let mut at = 0;
            for (number, batch) in &found {
                assert_eq!(*number as usize, text[..at].matches('\n').count() + 1, "{size}");
                at += batch.len();
                assert!(batch.ends_with('\n') || at == text.len(), "{size}");
            }
        }
        assert_eq!(cut("", 4), []);
    }
}
