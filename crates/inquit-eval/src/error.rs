//! An error names the file, the line and the cure.

use std::fmt;
use std::path::{Path, PathBuf};

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A file or folder could not be read or written.
    Io,
    /// A line of a gold or prediction file is no document of the common format.
    Document,
    /// An annotated article or case breaks the notation.
    Notation,
}

/// An error of reading, writing or notation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    file: PathBuf,
    line: Option<usize>,
    what: String,
    cure: String,
}

impl Error {
    /// An error in `file`, with what is wrong and what to do.
    pub fn new(kind: ErrorKind, file: &Path, what: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { kind, file: file.to_owned(), line: None, what: what.into(), cure: cure.into() }
    }

    /// The same error at a line, counted from 1.
    pub fn at(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }

    /// Its kind.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The line, counted from 1, where there is one.
    pub fn line(&self) -> Option<usize> {
        self.line
    }

    pub(crate) fn io(file: &Path, error: &std::io::Error) -> Self {
        Self::new(ErrorKind::Io, file, error.to_string(), "check that the path is right and may be read")
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}; {}", self.what, self.cure)
    }
}

impl std::error::Error for Error {}
