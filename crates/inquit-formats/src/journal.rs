//! A journal says how far a run is, in a file beside what it writes, so that a run that was killed at any moment goes
//! on where its output is whole.
//!
//! The file begins with one line that says what the run is of. Two slots of fixed length follow, written in turns, each
//! with a checksum: a slot that was being written when the machine stopped leaves the other. They are written in place,
//! so that a full disk does not stop them. Behind them a store may append what it needs to go on.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use xxhash_rust::xxh3::xxh3_64;

use crate::Counts;

/// How far a run is: up to the end of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// Batches of input.
    pub batches: u64,
    /// A digest of all bytes in them.
    pub digest: u64,
    /// Bytes written of bad records.
    pub rejects: u64,
    /// What was counted in them.
    pub counts: Counts,
}

/// A mark, and where the output stood then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// How far the run was.
    pub mark: Mark,
    /// How long the output was, in bytes.
    pub output: u64,
    /// How much stood behind the slots, in bytes.
    pub appended: u64,
    /// Whether all is written, and only the name is wanting.
    pub whole: bool,
}

/// Bytes of a slot.
const SLOT: usize = 1024;

/// The journal of a run.
#[derive(Debug)]
pub struct Journal {
    file: File,
    /// Bytes of the first line.
    head: u64,
    /// How often it was written.
    number: u64,
    appended: u64,
    every: Duration,
    last: Instant,
}

impl Journal {
    /// Begins the journal of a run that is described by one line, written at most once in `every`.
    pub fn create(path: &Path, about: &str, every: Duration) -> io::Result<Self> {
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(true).open(path)?;
        writeln!(file, "{about}")?;
        let head = about.len() as u64 + 1;
        let mut journal = Self { file, head, number: 0, appended: 0, every, last: Instant::now() };
        // Both slots have their room from the beginning.
        journal.commit(&Saved::default())?;
        journal.commit(&Saved::default())?;
        Ok(journal)
    }

    /// Opens the journal of a run that ended early: what it was of, and what was saved last. None where it broke off
    /// before anything was saved.
    pub fn open(path: &Path, every: Duration) -> io::Result<Option<(Self, String, Saved)>> {
        let mut file = OpenOptions::new().read(true).write(true).open(path)?;
        let mut bytes = Vec::new();
        // What is appended is not read here.
        (&mut file).take(1 << 24).read_to_end(&mut bytes)?;
        let Some(end) = memchr::memchr(b'\n', &bytes) else { return Ok(None) };
        let about = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let slots = bytes[end + 1..].chunks_exact(SLOT).take(2);
        let Some((number, saved)) = slots.filter_map(read).max_by_key(|(number, _)| *number) else {
            return Ok(None);
        };
        let head = end as u64 + 1;
        let journal =
            Self { file, head, number: number + 1, appended: saved.appended, every, last: Instant::now() };
        Ok(Some((journal, about, saved)))
    }

    /// Whether it is time to save again.
    pub fn is_due(&self) -> bool {
        self.last.elapsed() >= self.every
    }

    /// Saves how far the run is. What it speaks of must be on the disk before.
    pub fn commit(&mut self, saved: &Saved) -> io::Result<()> {
        let saved = Saved { appended: self.appended, ..*saved };
        let slot = self.head + (self.number % 2) * SLOT as u64;
        self.file.seek(SeekFrom::Start(slot))?;
        self.file.write_all(&written(self.number, &saved))?;
        self.file.sync_data()?;
        self.number += 1;
        self.last = Instant::now();
        Ok(())
    }

    /// Appends what the next [`Journal::commit`] makes a part of what is saved.
    pub fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.behind_slots() + self.appended))?;
        self.file.write_all(bytes)?;
        self.appended += bytes.len() as u64;
        Ok(())
    }

    /// All that was appended and saved.
    pub fn appended(&mut self) -> io::Result<Vec<u8>> {
        self.file.seek(SeekFrom::Start(self.behind_slots()))?;
        let mut bytes = Vec::new();
        (&mut self.file).take(self.appended).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn behind_slots(&self) -> u64 {
        self.head + 2 * SLOT as u64
    }
}

/// A journal and the last mark at which the output was whole.
#[derive(Debug)]
pub struct Keeper {
    /// The journal.
    pub journal: Journal,
    safe: Saved,
}

impl Keeper {
    /// Goes on from what was saved.
    pub fn new(journal: Journal, saved: Saved) -> Self {
        Self { journal, safe: saved }
    }

    /// The last mark at which the output was whole.
    pub fn safe(&self) -> Saved {
        self.safe
    }

    /// The output is whole at this mark, `length` bytes of `file` where it is one: saved when it is time.
    pub fn mark(&mut self, file: Option<&File>, mark: &Mark, length: u64) -> io::Result<()> {
        self.safe = Saved { mark: *mark, output: length, ..Saved::default() };
        if self.journal.is_due() { self.save(file) } else { Ok(()) }
    }

    /// Saves the last mark now.
    pub fn save(&mut self, file: Option<&File>) -> io::Result<()> {
        // The journal must not reach the disk before what it speaks of.
        file.map_or(Ok(()), File::sync_data)?;
        self.journal.commit(&self.safe)
    }

    /// Cuts off what stands behind the last mark, and saves that. What cannot be saved any more stays as it was saved
    /// before.
    pub fn break_off(&mut self, file: &File) -> io::Result<()> {
        file.set_len(self.safe.output)?;
        self.save(Some(file))
    }

    /// The output is whole.
    pub fn finish(&mut self, file: Option<&File>, length: u64) -> io::Result<()> {
        self.safe = Saved { output: length, whole: true, ..self.safe };
        file.map_or(Ok(()), File::sync_all)?;
        self.journal.commit(&self.safe)
    }
}

#[cfg(feature = "sqlite")]
impl Saved {
    /// As text, with a checksum.
    pub(crate) fn text(&self) -> String {
        line(0, self)
    }

    /// What [`Saved::text`] wrote.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        read(text.as_bytes()).map(|(_, saved)| saved)
    }
}

fn written(number: u64, saved: &Saved) -> Vec<u8> {
    let mut slot = line(number, saved).into_bytes();
    slot.resize(SLOT - 1, b' ');
    slot.push(b'\n');
    slot
}

fn line(number: u64, saved: &Saved) -> String {
    let Saved { mark, output, appended, whole } = saved;
    let counts = &mark.counts;
    let fields = json!({
        "number": number,
        "batches": mark.batches,
        "digest": mark.digest,
        "rejects": mark.rejects,
        "articles": counts.articles,
        "failed": counts.failed,
        "known": counts.known,
        "attributions": counts.attributions,
        "input_bytes": counts.input_bytes,
        "text_bytes": counts.text_bytes,
        "file_bytes": counts.file_bytes,
        "output": output,
        "appended": appended,
        "whole": whole,
    })
    .to_string();
    format!("{:016x} {fields}", xxh3_64(fields.as_bytes()))
}

fn read(slot: &[u8]) -> Option<(u64, Saved)> {
    let (check, fields) = std::str::from_utf8(slot).ok()?.trim_end().split_once(' ')?;
    if u64::from_str_radix(check, 16).ok()? != xxh3_64(fields.as_bytes()) {
        return None;
    }
    let fields: Value = serde_json::from_str(fields).ok()?;
    let field = |name: &str| fields[name].as_u64();
    let counts = Counts {
        articles: field("articles")?,
        failed: field("failed")?,
        known: field("known")?,
        attributions: field("attributions")?,
        input_bytes: field("input_bytes")?,
        text_bytes: field("text_bytes")?,
        file_bytes: field("file_bytes")?,
        stopped: false,
    };
    let mark =
        Mark { batches: field("batches")?, digest: field("digest")?, rejects: field("rejects")?, counts };
    let whole = fields["whole"].as_bool()?;
    Some((field("number")?, Saved { mark, output: field("output")?, appended: field("appended")?, whole }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved(batches: u64) -> Saved {
        let counts = Counts { articles: batches * 7, ..Counts::default() };
        let mark = Mark { batches, digest: u64::MAX, rejects: 1, counts };
        Saved { mark, output: batches * 1000, ..Saved::default() }
    }

    #[test]
    fn what_was_saved_last_is_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let mut journal = Journal::create(&path, "{}", Duration::ZERO).unwrap();
        for batches in 1..6 {
            journal.append(b"more ").unwrap();
            journal.commit(&saved(batches)).unwrap();
            let (mut again, about, last) = Journal::open(&path, Duration::ZERO).unwrap().unwrap();
            assert_eq!((&*about, last), ("{}", Saved { appended: batches * 5, ..saved(batches) }));
            assert_eq!(again.appended().unwrap(), b"more ".repeat(batches as usize));
        }
    }

    #[test]
    fn a_torn_slot_leaves_the_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let mut journal = Journal::create(&path, "{\"a\":1}", Duration::ZERO).unwrap();
        journal.commit(&saved(1)).unwrap();
        journal.commit(&saved(2)).unwrap();
        let whole = std::fs::read(&path).unwrap();
        let mut seen = [0, 0, 0];
        for at in (0..whole.len()).step_by(97) {
            let mut torn = whole.clone();
            torn[at] ^= 0x15;
            std::fs::write(&path, torn).unwrap();
            match Journal::open(&path, Duration::ZERO).unwrap() {
                Some((_, _, last)) => {
                    assert!(last == saved(1) || last == saved(2), "{at}");
                    seen[last.mark.batches as usize] += 1;
                }
                None => seen[0] += 1,
            }
        }
        assert!(seen[1] > 0 && seen[2] > 0, "{seen:?}");
        std::fs::write(&path, &whole[..5]).unwrap();
        assert!(Journal::open(&path, Duration::ZERO).unwrap().is_none());
    }
}
