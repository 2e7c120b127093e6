//! Blocks of whole lines, read straight into the memory that workers parse from.

use std::io::{self, Read};
use std::sync::Arc;

use super::{Batch, ReadOptions, encoding, files};
use crate::{Buffers, Place};

/// Cuts a stream into batches of whole lines.
pub struct Lines {
    file: Arc<str>,
    stream: Box<dyn Read>,
    /// What was read after the last whole line.
    rest: Vec<u8>,
    next_line: u64,
    batch_bytes: usize,
    longest: usize,
    ended: bool,
    failed: Option<io::Error>,
}

impl Lines {
    /// Begins with the bytes `start` that were already read from the stream.
    pub fn new(file: Arc<str>, stream: Box<dyn Read>, mut start: Vec<u8>, options: &ReadOptions) -> Self {
        let mark = encoding::UTF8_BOM;
        if start.starts_with(mark) {
            start.drain(..mark.len());
        }
        Self {
            file,
            stream,
            rest: start,
            next_line: 1,
            batch_bytes: options.batch_bytes,
            longest: options.longest_record,
            ended: false,
            failed: None,
        }
    }

    /// The next batch, if there is one.
    pub fn next_batch(&mut self, buffers: &Buffers) -> Option<Batch> {
        let mut bytes = buffers.take();
        std::mem::swap(&mut bytes, &mut self.rest);
        self.rest.clear();
        let mut searched = 0;
        let whole = loop {
            // A line that fills a batch and more is a batch of its own.
            let is_long = bytes.len() > 2 * self.batch_bytes;
            let end = if is_long { memchr::memchr } else { memchr::memrchr }(b'\n', &bytes[searched..]);
            let end = end.map(|at| searched + at + 1);
            if self.ended {
                // What a broken stream ended in the middle of is told with its error.
                break if self.failed.is_some() { end.unwrap_or(0) } else { bytes.len() };
            }
            if bytes.len() >= self.batch_bytes && end.is_some() {
                break end.unwrap_or(bytes.len());
            }
            if end.is_none() && bytes.len() > self.longest {
                return Some(self.pass_over());
            }
            searched = end.unwrap_or(bytes.len()).saturating_sub(1);
            // Only what is new is searched, and no more is read behind a long line than a batch.
            let mut wanted = self.batch_bytes.saturating_sub(bytes.len()).max(self.batch_bytes / 2).max(1);
            if end.is_none() {
                // No more of a line than shows that it is too long.
                wanted = wanted.min((self.longest - bytes.len()).saturating_add(1));
            }
            match (&mut self.stream).take(wanted as u64).read_to_end(&mut bytes) {
                Ok(read) => self.ended = read < wanted,
                Err(error) => {
                    self.ended = true;
                    self.failed = Some(error);
                }
            }
        };
        if whole == 0 {
            let error = self.failed.take()?;
            return Some(Batch::Unreadable(files::cut_short(self.place(), &error)));
        }
        if self.failed.is_none() {
            self.rest.extend_from_slice(&bytes[whole..]);
        }
        bytes.truncate(whole);
        let first_line = self.next_line;
        self.next_line += memchr::memchr_iter(b'\n', &bytes).count() as u64;
        Some(Batch::Lines { file: self.file.clone(), first_line, bytes })
    }

    /// Reads on behind a line that is too long, without holding it.
    fn pass_over(&mut self) -> Batch {
        let problem = super::too_large(self.place(), "a line", self.longest);
        self.next_line += 1;
        loop {
            self.rest.clear();
            match (&mut self.stream).take(1 << 16).read_to_end(&mut self.rest) {
                Ok(0) => self.ended = true,
                Ok(_) => {}
                Err(error) => {
                    self.ended = true;
                    self.failed = Some(error);
                }
            }
            if let Some(end) = memchr::memchr(b'\n', &self.rest) {
                self.rest.drain(..=end);
                return Batch::Unreadable(problem);
            }
            if self.ended {
                self.rest.clear();
                return Batch::Unreadable(problem);
            }
        }
    }

    fn place(&self) -> Place {
        Place { file: self.file.clone(), line: Some(self.next_line) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, batch_bytes: usize) -> Vec<(u64, String)> {
        let buffers = Buffers::default();
        let stream = Box::new(io::Cursor::new(text.as_bytes().to_vec()));
        let options = ReadOptions { batch_bytes, ..ReadOptions::default() };
        let mut lines = Lines::new(Arc::from("x"), stream, Vec::new(), &options);
        let mut found = Vec::new();
        while let Some(batch) = lines.next_batch(&buffers) {
            let Batch::Lines { first_line, bytes, .. } = batch else { panic!("lines") };
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

    #[test]
    fn a_line_that_is_too_long_is_passed_over() {
        let text = format!("a\n{}\nb\n", "x".repeat(200_000));
        let stream = Box::new(io::Cursor::new(text.into_bytes()));
        let options = ReadOptions { batch_bytes: 10, longest_record: 1000, ..ReadOptions::default() };
        let mut lines = Lines::new(Arc::from("x"), stream, Vec::new(), &options);
        let mut found = Vec::new();
        while let Some(batch) = lines.next_batch(&Buffers::default()) {
            found.push(match batch {
                Batch::Lines { first_line, bytes, .. } => {
                    format!("{first_line} {}", String::from_utf8(bytes).unwrap())
                }
                Batch::Unreadable(problem) => problem.to_string(),
                other => panic!("{other:?}"),
            });
        }
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(
            found[0] == "1 a\n" && found[1].starts_with("x:2: a line of more than") && found[2] == "3 b\n",
            "{found:?}"
        );
    }
}
