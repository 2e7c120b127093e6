//! Web archives (WARC) and the plain texts made of them (WET), record by record.
//!
//! What is read: responses with status 200 that are HTML or plain text, resources of those types, and conversions to
//! plain text. Other records are passed over. A record whose length is wrong, and a damaged gzip member, cost that
//! record: the next one is found by its first line.

use std::collections::VecDeque;
use std::io::Read;
use std::sync::Arc;

use super::http::{self, Head};
use super::unpack::Unpacked;
use super::{Batch, InputFormat, ReadOptions};
use crate::{Place, Problem};

/// How much is read at once.
const CHUNK: usize = 1 << 16;

/// The longest head of a record.
const LONGEST_HEAD: usize = 1 << 20;

/// A page or text of an archive, not yet read as such.
#[derive(Debug)]
pub struct Page {
    /// The archive and the record's number.
    pub place: Place,
    /// The record's identifier.
    pub id: Option<String>,
    /// The address.
    pub url: Option<String>,
    /// [`InputFormat::Html`] or [`InputFormat::Text`].
    pub form: InputFormat,
    /// How the bytes are to be read.
    pub head: Head,
    /// Its bytes, as they came.
    pub bytes: Vec<u8>,
}

/// Cuts an archive into batches of pages.
pub struct Warc {
    file: Arc<str>,
    stream: Unpacked,
    buffer: Vec<u8>,
    /// Where the next record begins in the buffer.
    at: usize,
    ended: bool,
    /// Whether it ended by a read that failed.
    failed: bool,
    /// The number of the record that was begun last.
    record: u64,
    pages: u64,
    /// Whether the place in the stream is lost, which has been told.
    lost: bool,
    batch_bytes: usize,
    longest: usize,
    waiting: VecDeque<Batch>,
}

/// Fields of a record's head that matter.
#[derive(Debug, Default)]
struct Record {
    kind: String,
    length: Option<u64>,
    id: Option<String>,
    url: Option<String>,
    media: String,
    charset: Option<String>,
}

/// A read that failed, with the reason.
struct Broken(String);

impl Warc {
    /// Begins with the bytes `start` that were already read from the stream.
    pub fn new(file: Arc<str>, stream: Unpacked, start: Vec<u8>, options: &ReadOptions) -> Self {
        Self {
            file,
            stream,
            buffer: start,
            at: 0,
            ended: false,
            failed: false,
            record: 0,
            pages: 0,
            lost: false,
            batch_bytes: options.batch_bytes,
            longest: options.longest_record,
            waiting: VecDeque::new(),
        }
    }

    /// The next batch, if there is one.
    pub fn next_batch(&mut self) -> Option<Batch> {
        if let Some(batch) = self.waiting.pop_front() {
            return Some(batch);
        }
        let mut pages = Vec::new();
        let mut size = 0;
        while size < self.batch_bytes {
            match self.next_page() {
                Some(Ok(page)) => {
                    size += page.bytes.len();
                    pages.push(page);
                }
                Some(Err(problem)) => {
                    self.waiting.push_back(Batch::Unreadable(problem));
                    break;
                }
                None => break,
            }
        }
        if !pages.is_empty() {
            self.pages += pages.len() as u64;
            self.waiting.push_front(Batch::Pages { pages, size });
        } else if self.waiting.is_empty() && self.pages == 0 {
            self.pages = 1;
            let place = Place { file: self.file.clone(), line: None };
            let reason = format!("no web page or plain text among {} records", self.record);
            let cure = "give archives with responses or conversions (.warc, .wet), not their indexes";
            self.waiting.push_back(Batch::Unreadable(Problem::remark(place, reason, cure)));
        }
        self.waiting.pop_front()
    }

    /// The next record that is a page, or the problem of the next that has one.
    fn next_page(&mut self) -> Option<Result<Page, Problem>> {
        loop {
            match self.begin() {
                Ok(true) => {}
                Ok(false) => return None,
                Err(broken) => match self.recover(&broken) {
                    Some(problem) => return Some(Err(problem)),
                    None => continue,
                },
            }
            match self.record() {
                Ok(None) => {}
                Ok(Some(found)) => return Some(found),
                Err(broken) => {
                    if let Some(problem) = self.recover(&broken) {
                        return Some(Err(problem));
                    }
                }
            }
        }
    }

    /// Goes to the first line of the next record; false at the end.
    fn begin(&mut self) -> Result<bool, Broken> {
        loop {
            let blank = self.rest().iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            self.at += blank;
            if !self.rest().is_empty() {
                break;
            }
            if !self.fill()? {
                return Ok(false);
            }
        }
        self.ensure(MARK.len() + 2)?;
        if begins_record(self.rest()) {
            self.record += 1;
            self.lost = false;
            return Ok(true);
        }
        if !self.lost {
            return Err(Broken("bytes that begin no record".to_owned()));
        }
        self.search()
    }

    /// Searches for the first line of a record; false if there is none.
    fn search(&mut self) -> Result<bool, Broken> {
        loop {
            if let Some(found) = find_record(self.rest()) {
                self.at += found;
                return self.begin();
            }
            // A first line may be cut in two by the end of what is there.
            self.at += self.rest().len().saturating_sub(MARK.len() + 8);
            if !self.fill()? {
                self.at = self.buffer.len();
                return Ok(false);
            }
        }
    }

    /// Reads the record that begins here. None if it is no page.
    fn record(&mut self) -> Result<Option<Result<Page, Problem>>, Broken> {
        let Some((record, head)) = self.head()? else {
            self.lost = true;
            self.at += 1;
            return Ok(Some(Err(self.problem("a head without an end"))));
        };
        let Some(length) = record.length else {
            self.lost = true;
            self.at += head;
            return Ok(Some(Err(self.problem("a record without a Content-Length"))));
        };
        self.at += head;
        let may_be_page = matches!(&*record.kind, "response" | "resource" | "conversion");
        if length > self.longest as u64 {
            let place = self.place();
            self.ensure(CHUNK)?;
            let start = &self.rest()[..self.rest().len().min(CHUNK)];
            let wanted = may_be_page && page(record, start, place.clone()).is_some();
            let cut = self.skip(length)?;
            let problem = if cut {
                self.problem("a record whose Content-Length is wrong")
            } else {
                super::too_large(place, "a record", self.longest)
            };
            return Ok((wanted || cut).then_some(Err(problem)));
        }
        let length = length as usize;
        self.ensure(length + 2)?;
        let rest = self.rest();
        let is_whole = rest.len() >= length;
        let body = &rest[..length.min(rest.len())];
        let behind = &rest[body.len()..];
        // Two blank lines stand behind each record; some writers leave one out, and the last record may have none.
        if !is_whole || !(behind.is_empty() || behind.starts_with(b"\r\n") || behind.starts_with(b"\n")) {
            let next = find_record(body).unwrap_or(body.len());
            self.at += next;
            self.lost = true;
            return Ok(Some(Err(self.problem("a record whose Content-Length is wrong"))));
        }
        let page = if may_be_page { page(record, body, self.place()) } else { None };
        self.at += length;
        Ok(page.map(Ok))
    }

    /// The head of the record that begins here, and its length.
    fn head(&mut self) -> Result<Option<(Record, usize)>, Broken> {
        let mut searched = 0_usize;
        loop {
            let rest = self.rest();
            let from = searched.saturating_sub(3);
            // Whichever comes first: the other may be a later record's.
            let ends = [&b"\r\n\r\n"[..], b"\n\n"]
                .map(|end| memchr::memmem::find(&rest[from..], end).map(|at| from + at + end.len()));
            if let Some(end) = ends.into_iter().flatten().min() {
                return Ok(Some((Record::of(&String::from_utf8_lossy(&rest[..end])), end)));
            }
            searched = rest.len();
            if searched > LONGEST_HEAD || !self.fill()? {
                return Ok(None);
            }
        }
    }

    /// Passes over so many bytes without holding them; true if a record begins among them.
    fn skip(&mut self, mut left: u64) -> Result<bool, Broken> {
        loop {
            let there = (self.rest().len() as u64).min(left) as usize;
            if let Some(found) = find_record(&self.rest()[..there]) {
                self.at += found;
                return Ok(true);
            }
            // The last bytes stay, since a first line may be cut in two.
            let gone = if there as u64 == left { there } else { there.saturating_sub(MARK.len() + 8) };
            self.at += gone;
            left -= gone as u64;
            if left == 0 {
                return Ok(false);
            }
            if !self.fill()? {
                self.at = self.buffer.len();
                return Ok(true);
            }
        }
    }

    /// After a failed read or bytes out of place: what to tell, unless it was told.
    fn recover(&mut self, broken: &Broken) -> Option<Problem> {
        let told = self.lost;
        let problem = self.problem(&broken.0);
        self.lost = true;
        if std::mem::take(&mut self.failed) {
            if let Some(next) = find_record(self.rest()) {
                // Records that came before the damage are read first; then it is met again.
                self.at += next;
                self.ended = false;
            } else {
                self.buffer.clear();
                self.at = 0;
                self.ended = !self.stream.next_member();
            }
        }
        (!told).then_some(problem)
    }

    fn problem(&self, reason: &str) -> Problem {
        let cure = "the next record is looked for; get the archive anew if many are lost";
        Problem::new(self.place(), format!("record {}: {reason}", self.record), cure)
    }

    fn place(&self) -> Place {
        Place { file: self.file.clone(), line: Some(self.record) }
    }

    fn rest(&self) -> &[u8] {
        &self.buffer[self.at..]
    }

    /// Reads until so many bytes are there, or the stream ends.
    fn ensure(&mut self, wanted: usize) -> Result<(), Broken> {
        while self.rest().len() < wanted {
            if !self.fill()? {
                break;
            }
        }
        Ok(())
    }

    /// Reads on; false at the end.
    fn fill(&mut self) -> Result<bool, Broken> {
        if self.ended {
            return Ok(false);
        }
        if self.at > 0 {
            self.buffer.drain(..self.at);
            self.at = 0;
        }
        let wanted = CHUNK.max(self.buffer.len());
        let before = self.buffer.len();
        match (&mut self.stream).take(wanted as u64).read_to_end(&mut self.buffer) {
            Ok(read) => {
                self.ended = read < wanted;
                Ok(read > 0)
            }
            // What came before the damage is used first; the error stays for the next read.
            Err(_) if self.buffer.len() > before => Ok(true),
            Err(error) => {
                (self.ended, self.failed) = (true, true);
                Err(Broken(error.to_string()))
            }
        }
    }
}

/// With what every record begins.
const MARK: &[u8] = b"WARC/";

/// Whether a record's first line stands here: "WARC/1.0" and a line's end.
fn begins_record(bytes: &[u8]) -> bool {
    bytes.strip_prefix(MARK).is_some_and(|rest| matches!(rest, [b'0'..=b'9', b'.', ..]))
}

/// Where the next line that can begin a record stands, with a head's field below it.
fn find_record(bytes: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(bytes, b"\nWARC/").map(|at| at + 1).find(|at| begins_record(&bytes[*at..]))
}

impl Record {
    fn of(head: &str) -> Self {
        let mut record = Self::default();
        for (name, value) in head.lines().skip(1).filter_map(|line| line.split_once(':')) {
            let value = value.trim();
            let bare = || Some(value.trim_start_matches('<').trim_end_matches('>').to_owned());
            match name.trim().to_ascii_lowercase().as_str() {
                "warc-type" => record.kind = value.to_ascii_lowercase(),
                "content-length" => record.length = value.parse().ok(),
                "warc-record-id" => record.id = bare(),
                "warc-target-uri" => record.url = bare(),
                "content-type" => (record.media, record.charset) = http::media(value),
                _ => {}
            }
        }
        record
    }
}

/// The page of a record, if it is one.
fn page(record: Record, body: &[u8], place: Place) -> Option<Page> {
    let head = match &*record.kind {
        "response" => http::head(body).filter(|head| head.status == 200)?,
        _ => Head { media: record.media, charset: record.charset, ..Head::default() },
    };
    let form = match &*head.media {
        "text/html" | "application/xhtml+xml" => InputFormat::Html,
        "text/plain" => InputFormat::Text,
        _ => return None,
    };
    let bytes = body[head.body..].to_vec();
    Some(Page { place, id: record.id, url: record.url, form, head, bytes })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wet(text: &str, length: usize) -> String {
        format!(
            "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: <urn:x>\r\n\
             Content-Type: text/plain\r\nContent-Length: {length}\r\n\r\n{text}\r\n\r\n"
        )
    }

    fn read(bytes: &[u8], options: &ReadOptions) -> Vec<Result<String, String>> {
        let packing = super::super::unpack::Packing::of(bytes);
        let stream = Unpacked::new(Box::new(std::io::Cursor::new(bytes.to_vec())), packing).unwrap();
        let mut warc = Warc::new(Arc::from("a.warc"), stream, Vec::new(), options);
        let mut found = Vec::new();
        while let Some(batch) = warc.next_batch() {
            match batch {
                Batch::Pages { pages, .. } => {
                    found.extend(
                        pages.into_iter().map(|page| Ok(String::from_utf8_lossy(&page.bytes).into_owned())),
                    );
                }
                Batch::Unreadable(problem) => found.push(Err(problem.to_string())),
                other => panic!("{other:?}"),
            }
        }
        found
    }

    fn shown(found: &[Result<String, String>]) -> Vec<&str> {
        found.iter().map(|found| found.as_deref().unwrap_or("-")).collect()
    }

    #[test]
    fn a_wrong_length_costs_its_record_only() {
        let options = ReadOptions { longest_record: 100_000, ..ReadOptions::default() };
        for wrong in [0, 3, 60, 200, 90_000, 1 << 40] {
            let archive =
                [wet("one", 3), wet("two and more", wrong), wet("three", 5), wet("four", 4)].concat();
            let found = read(archive.as_bytes(), &options);
            assert_eq!(shown(&found), ["one", "-", "three", "four"], "{wrong}: {found:?}");
            let problem = found[1].as_ref().unwrap_err();
            assert!(
                problem.starts_with("a.warc:2: record 2: ") && problem.contains("Content-Length is wrong"),
                "{problem}"
            );
        }
    }

    #[test]
    fn bytes_out_of_place_are_told_once() {
        let archive = [wet("one", 3), "noise\r\nmore noise\r\n".repeat(9000), wet("two", 3)].concat();
        let found = read(archive.as_bytes(), &ReadOptions::default());
        assert_eq!(shown(&found), ["one", "-", "two"], "{found:?}");
        let found = read(format!("noise\r\n{}", wet("one", 3)).as_bytes(), &ReadOptions::default());
        assert_eq!(shown(&found), ["-", "one"], "{found:?}");
        // Some writers end lines with \n alone.
        let found = read(
            [wet("one", 3).replace('\r', ""), wet("two", 3)].concat().as_bytes(),
            &ReadOptions::default(),
        );
        assert_eq!(shown(&found), ["one", "two"], "{found:?}");
        let headless = wet("two", 3).replace("Content-Length", "Length");
        let found =
            read([wet("one", 3), headless, wet("three", 5)].concat().as_bytes(), &ReadOptions::default());
        assert_eq!(shown(&found), ["one", "-", "three"], "{found:?}");
    }

    #[test]
    fn whole_records_before_damage_are_read() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        let archive = [wet("one", 3), wet("two", 90_000), wet("three", 5), wet(&"four".repeat(99), 396)];
        std::io::Write::write_all(&mut packer, archive.concat().as_bytes()).unwrap();
        let mut packed = packer.finish().unwrap();
        packed.truncate(packed.len() - 9);
        let found = read(&packed, &ReadOptions::default());
        assert_eq!(shown(&found)[..3], ["one", "-", "three"], "{found:?}");
        assert!(found.last().unwrap().as_ref().unwrap_err().contains("gzip"), "{found:?}");
    }

    #[test]
    fn a_record_that_is_too_large_is_passed_over() {
        let options = ReadOptions { longest_record: 1000, ..ReadOptions::default() };
        let long = "x".repeat(500_000);
        let archive = [wet("one", 3), wet(&long, long.len()), wet("three", 5)].concat();
        let found = read(archive.as_bytes(), &options);
        assert_eq!(shown(&found), ["one", "-", "three"], "{found:?}");
        assert!(found[1].as_ref().unwrap_err().contains("a record of more than"), "{found:?}");
    }

    #[test]
    fn an_archive_without_pages_says_so() {
        let found = read(wet("x", 1).replace("conversion", "warcinfo").as_bytes(), &ReadOptions::default());
        assert!(found[0].as_ref().unwrap_err().contains("among 1 records"), "{found:?}");
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(
            parts in prop::collection::vec(
                prop_oneof![
                    "WARC/1.0\r\n", "Content-Length: [0-9]{1,3}\r\n", "WARC-Type: response\r\n", "\r\n", "\n",
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", "\\PC{0,20}",
                ],
                0..30,
            ),
        ) {
            let options = ReadOptions { longest_record: 50, ..ReadOptions::default() };
            read(parts.concat().as_bytes(), &options);
        }
    }
}
