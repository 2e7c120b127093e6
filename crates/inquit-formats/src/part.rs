//! A part is the output of a run in the making: a stream whose journal is kept.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};

use crate::{Destination, Journal, Keeper, Mark, Saved};

/// A file that is being written.
#[derive(Debug)]
pub struct Part {
    file: File,
    length: u64,
    keeper: Keeper,
}

impl Part {
    /// Goes on where the output was whole: what stands behind is cut off.
    pub fn new(mut file: File, journal: Journal, saved: Saved) -> io::Result<Self> {
        file.set_len(saved.output)?;
        file.seek(SeekFrom::Start(saved.output))?;
        Ok(Self { file, length: saved.output, keeper: Keeper::new(journal, saved) })
    }

    /// How far the output is whole.
    pub fn safe(&self) -> Saved {
        self.keeper.safe()
    }

    /// The run ends early: what is whole is kept.
    pub fn break_off(&mut self) -> io::Result<()> {
        self.keeper.break_off(&self.file)
    }

    /// The output is whole.
    pub fn finish(&mut self) -> io::Result<()> {
        self.keeper.finish(Some(&self.file), self.length)
    }
}

impl Write for Part {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.length += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Destination for Part {
    fn mark(&mut self, mark: &Mark) -> io::Result<()> {
        self.keeper.mark(Some(&self.file), mark, self.length)
    }
}
