//! What a run ends with: 0 done, 1 not started or not finished, 2 done but for some articles, 130 stopped by the user.

use std::process::ExitCode;

use inquit_formats::{Counts, ErrorKind, Problem};

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// All is done.
    Done,
    /// Some articles were passed over.
    SomeFailed,
    /// The command line was wrong, or the output cannot be written.
    Stopped,
    /// The user stopped the run.
    Interrupted,
}

/// Why a command stopped: a message for the user.
pub struct Stop(pub Option<String>);

impl Stop {
    /// With a message.
    pub fn new(message: impl Into<String>) -> Self {
        Self(Some(message.into()))
    }
}

impl From<inquit_formats::Error> for Stop {
    fn from(error: inquit_formats::Error) -> Self {
        // Whoever read the output has read enough.
        if error.kind() == ErrorKind::BrokenPipe { Self(None) } else { Self::new(error.to_string()) }
    }
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        inquit_formats::Error::from(error).into()
    }
}

impl Status {
    /// The status of a run with these counts.
    pub fn of(counts: &Counts) -> Self {
        if counts.failed == 0 { Self::Done } else { Self::SomeFailed }
    }

    /// Tells a problem, and remembers that an article was lost.
    pub fn note(&mut self, problem: &Problem) {
        crate::progress::tell(&problem.to_string());
        if problem.lost {
            *self = Self::SomeFailed;
        }
    }

    /// Prints why a command stopped and gives the exit code.
    pub fn exit(result: Result<Self, Stop>) -> ExitCode {
        let status = result.unwrap_or_else(|stop| match stop.0 {
            Some(message) => {
                crate::progress::tell(&format!("inquit: {message}"));
                Self::Stopped
            }
            None => Self::Done,
        });
        ExitCode::from(match status {
            Self::Done => 0,
            Self::Stopped => 1,
            Self::SomeFailed => 2,
            Self::Interrupted => 130,
        })
    }
}

/// Prints clap's help or complaint; only the help that was asked for is a success.
pub fn usage(error: &clap::Error) -> Status {
    // Nothing can be told when neither output nor error output can be written.
    let _ = error.print();
    if error.use_stderr() { Status::Stopped } else { Status::Done }
}
