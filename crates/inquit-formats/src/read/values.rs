//! JSON values: the elements of a list, or objects one after the other, cut from a stream and not held at once.
//!
//! Only marks and brackets are looked at here; workers parse the values. A line's end inside a string ends the
//! string, which JSON does not allow there, so that one missing mark does not turn all that follows inside out.

use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

use super::encoding::UTF8_BOM;
use super::{Batch, ReadOptions, files};
use crate::{Place, Problem};

/// How much is read at once.
const CHUNK: usize = 1 << 16;

/// A value's bytes within its batch, and the line on which it begins.
#[derive(Clone, Debug)]
pub struct Value {
    /// Where it stands in the batch.
    pub range: Range<usize>,
    /// The line, from 1.
    pub line: u64,
}

/// Cuts a stream into batches of values.
pub struct Values {
    file: Arc<str>,
    stream: Box<dyn Read>,
    buffer: Vec<u8>,
    /// How much of the buffer has been looked at.
    at: usize,
    line: u64,
    ended: bool,
    failed: Option<io::Error>,
    batch_bytes: usize,
    longest: usize,
}

/// What a look for the next value gave.
enum Next {
    Value(Value),
    TooLong(u64),
    End,
}

impl Values {
    /// Begins with the bytes `start` that were already read from the stream.
    pub fn new(file: Arc<str>, stream: Box<dyn Read>, start: Vec<u8>, options: &ReadOptions) -> Self {
        let at = if start.starts_with(UTF8_BOM) { UTF8_BOM.len() } else { 0 };
        Self {
            file,
            stream,
            buffer: start,
            at,
            line: 1,
            ended: false,
            failed: None,
            batch_bytes: options.batch_bytes,
            longest: options.longest_record,
        }
    }

    /// The next batch, if there is one.
    pub fn next_batch(&mut self) -> Option<Batch> {
        self.buffer.drain(..self.at);
        self.at = 0;
        let mut values = Vec::new();
        let mut long = None;
        while self.at < self.batch_bytes {
            match self.next() {
                Next::Value(value) => values.push(value),
                Next::TooLong(line) => {
                    long = Some(line);
                    break;
                }
                Next::End => break,
            }
        }
        if let Some(line) = long {
            // What stands before the long value goes first; the value itself is then passed over.
            if values.is_empty() {
                let place = Place { file: self.file.clone(), line: Some(line) };
                self.pass_over();
                return Some(Batch::Unreadable(super::too_large(place, "a value", self.longest)));
            }
            return Some(self.batch(values));
        }
        if !values.is_empty() {
            return Some(self.batch(values));
        }
        let error = self.failed.take()?;
        let place = Place { file: self.file.clone(), line: Some(self.line) };
        Some(Batch::Unreadable(files::cut_short(place, &error)))
    }

    fn batch(&mut self, values: Vec<Value>) -> Batch {
        let rest = self.buffer.split_off(self.at);
        let bytes = std::mem::replace(&mut self.buffer, rest);
        self.at = 0;
        Batch::Values { file: self.file.clone(), bytes, values }
    }

    /// The next value; the place in the buffer moves behind it, unless it is too long.
    fn next(&mut self) -> Next {
        while let Some(byte) = self.byte(self.at) {
            match byte {
                b'\n' => self.line += 1,
                b' ' | b'\t' | b'\r' | b',' | b'[' | b']' => {}
                _ => break,
            }
            self.at += 1;
        }
        let start = self.at;
        if self.byte(start).is_none() {
            return Next::End;
        }
        let mut scan = Scan::default();
        let mut at = start;
        loop {
            if at - start > self.longest {
                return Next::TooLong(self.line);
            }
            if at >= self.buffer.len() && !self.fill() {
                // What a broken stream ended in the middle of is told with its error.
                if self.failed.is_some() {
                    self.at = self.buffer.len();
                    return Next::End;
                }
                break;
            }
            let (end, whole) = scan.on(&self.buffer, at);
            at = end;
            if whole {
                break;
            }
        }
        let value = Value { range: start..at, line: self.line };
        self.line += memchr::memchr_iter(b'\n', &self.buffer[start..at]).count() as u64;
        self.at = at;
        Next::Value(value)
    }

    /// Reads on behind the value that begins here without holding it.
    fn pass_over(&mut self) {
        let mut scan = Scan::default();
        loop {
            let (end, whole) = scan.on(&self.buffer, self.at);
            self.line += memchr::memchr_iter(b'\n', &self.buffer[self.at..end]).count() as u64;
            self.at = end;
            if whole {
                return;
            }
            self.buffer.clear();
            self.at = 0;
            if !self.fill() {
                return;
            }
        }
    }

    fn byte(&mut self, at: usize) -> Option<u8> {
        while at >= self.buffer.len() {
            if !self.fill() {
                return None;
            }
        }
        Some(self.buffer[at])
    }

    fn fill(&mut self) -> bool {
        if self.ended {
            return false;
        }
        let before = self.buffer.len();
        let wanted = CHUNK.max(before);
        let read = (&mut self.stream).take(wanted as u64).read_to_end(&mut self.buffer);
        match read {
            Ok(read) => self.ended = read < wanted,
            Err(error) => {
                self.ended = true;
                self.failed = Some(error);
            }
        }
        self.buffer.len() > before
    }
}

/// How far into a value the scan is.
#[derive(Clone, Copy, Debug, Default)]
struct Scan {
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Scan {
    /// Goes on from `at`; where it came to, and whether the value ends there.
    fn on(&mut self, bytes: &[u8], mut at: usize) -> (usize, bool) {
        while let Some(byte) = bytes.get(at) {
            if self.in_string {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' | b'\n' => {
                        self.in_string = false;
                        if self.depth == 0 {
                            return (at + 1, true);
                        }
                    }
                    _ => {
                        let rest = &bytes[at..];
                        at += memchr::memchr3(b'"', b'\\', b'\n', rest).unwrap_or(rest.len());
                        continue;
                    }
                }
            } else {
                match byte {
                    b'"' => self.in_string = true,
                    b'{' | b'[' => self.depth += 1,
                    b'}' | b']' if self.depth > 1 => self.depth -= 1,
                    b'}' | b']' if self.depth == 1 => return (at + 1, true),
                    // A bracket that closes nothing.
                    b'}' => return (at + 1, true),
                    b',' | b']' | b'\n' | b'\r' | b' ' | b'\t' if self.depth == 0 => return (at, true),
                    _ => {}
                }
            }
            at += 1;
        }
        (at, false)
    }
}

/// Hands each value's article, or the problem that it has, to `take`.
pub fn articles(
    bytes: &[u8],
    values: &[Value],
    file: &Arc<str>,
    options: &ReadOptions,
    take: &mut dyn FnMut(Result<crate::Article<'_>, Problem>),
) {
    let mut room = String::new();
    for Value { range, line } in values {
        let place = Place { file: file.clone(), line: Some(*line) };
        take(super::jsonl::article(&bytes[range.clone()], place, &options.names, &mut room));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(json: &[u8], options: &ReadOptions) -> Vec<Result<(u64, String), String>> {
        let (start, rest) = json.split_at(json.len().min(5));
        let stream = Box::new(io::Cursor::new(rest.to_vec()));
        let mut cutter = Values::new(Arc::from("a.json"), stream, start.to_vec(), options);
        let mut found = Vec::new();
        while let Some(batch) = cutter.next_batch() {
            match batch {
                Batch::Values { bytes, values, .. } => found.extend(values.iter().map(|value| {
                    Ok((value.line, String::from_utf8_lossy(&bytes[value.range.clone()]).into_owned()))
                })),
                Batch::Unreadable(problem) => found.push(Err(problem.to_string())),
                other => panic!("{other:?}"),
            }
        }
        found
    }

    #[track_caller]
    fn check(json: &str, expected: &[(u64, &str)]) {
        for batch_bytes in [1, 7, 1 << 20] {
            let options = ReadOptions { batch_bytes, ..ReadOptions::default() };
            let found: Vec<_> = cut(json.as_bytes(), &options).into_iter().map(Result::unwrap).collect();
            let found: Vec<_> = found.iter().map(|(line, text)| (*line, &**text)).collect();
            assert_eq!(found, expected, "{json} at {batch_bytes}");
        }
    }

    #[test]
    fn lists_and_rows_of_objects_are_cut_into_values() {
        check("", &[]);
        check("[]", &[]);
        check(
            "[{\"a\": \"x]},\\\"\"}, {\"b\": [1, {}]}]",
            &[(1, "{\"a\": \"x]},\\\"\"}"), (1, "{\"b\": [1, {}]}")],
        );
        check("\u{feff}[\n{\n\"a\": 1},\n\n{}\n]\n", &[(2, "{\n\"a\": 1}"), (5, "{}")]);
        check("{\"a\":\n1}\n{\"b\":2}{}", &[(1, "{\"a\":\n1}"), (3, "{\"b\":2}"), (3, "{}")]);
        check("[1, \"a, b\", null]", &[(1, "1"), (1, "\"a, b\""), (1, "null")]);
        check("[{\"a\": 1", &[(1, "{\"a\": 1")]);
    }

    #[test]
    fn a_broken_value_does_not_spoil_the_next() {
        check("[{\"a\": \"no end},\n{\"b\": 1}]", &[(1, "{\"a\": \"no end},\n{\"b\": 1}]")]);
        check("[{\"a\": \"no end\n},\n{\"b\": 1}]", &[(1, "{\"a\": \"no end\n}"), (3, "{\"b\": 1}")]);
        check("[}, {\"b\": 1}]", &[(1, "}"), (1, "{\"b\": 1}")]);
    }

    #[test]
    fn a_value_that_is_too_long_is_passed_over() {
        let long = format!("[{{\"a\": 1}},\n{{\"text\": \"{}\"}},\n{{\"b\": 2}}]", "x".repeat(300_000));
        let options = ReadOptions { longest_record: 100_000, ..ReadOptions::default() };
        let found = cut(long.as_bytes(), &options);
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(found[0], Ok((1, "{\"a\": 1}".to_owned())));
        assert!(found[1].as_ref().unwrap_err().starts_with("a.json:2: a value of more than"), "{found:?}");
        assert_eq!(found[2], Ok((3, "{\"b\": 2}".to_owned())));
    }

    proptest! {
        #[test]
        fn any_bytes_are_cut(bytes in "[\\[\\]{}\",\\\\a \n]{0,60}", batch_bytes in 1_usize..40) {
            let options = ReadOptions { batch_bytes, longest_record: 20, ..ReadOptions::default() };
            cut(bytes.as_bytes(), &options);
        }
    }
}
