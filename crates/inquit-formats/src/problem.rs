//! A problem is the reason why one article was passed over, told with its place and a cure.

use std::borrow::Cow;
use std::fmt;
use std::io;

use crate::Place;

/// Why one article, or one file of them, was passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What is wrong.
    pub reason: String,
    /// What the user can do about it.
    pub cure: Cow<'static, str>,
    /// Whether an article was lost; otherwise it is only worth knowing.
    pub lost: bool,
}

impl Problem {
    /// A problem that lost an article.
    pub fn new(place: Place, reason: impl Into<String>, cure: impl Into<Cow<'static, str>>) -> Self {
        Self { place, reason: reason.into(), cure: cure.into(), lost: true }
    }

    /// Something worth knowing that lost nothing.
    pub fn remark(place: Place, reason: impl Into<String>, cure: impl Into<Cow<'static, str>>) -> Self {
        Self { lost: false, ..Self::new(place, reason, cure) }
    }

    /// As one JSON object on a line of its own.
    pub fn json(&self) -> String {
        let Self { place, reason, cure, .. } = self;
        let fields =
            serde_json::json!({"file": &*place.file, "line": place.line, "reason": reason, "cure": cure});
        format!("{fields}\n")
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.place, self.reason, self.cure)
    }
}

/// Why a whole run ended early.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    message: String,
}

/// What kind of error ended a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The reader of the output went away; there is nothing to tell.
    BrokenPipe,
    /// The output could not be written.
    Write,
    /// The threads could not be started.
    Threads,
    /// A run cannot go on, for its input is no longer what it was.
    Changed,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }

    /// The kind.
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        let kind = match error.kind() {
            io::ErrorKind::BrokenPipe => ErrorKind::BrokenPipe,
            _ => ErrorKind::Write,
        };
        Self::new(kind, format!("the output cannot be written: {error}"))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
