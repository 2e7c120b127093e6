//! Where output goes: standard output, or a file that appears whole at the end.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::beside::Beside;
use crate::status::Stop;

/// An output that is being written.
pub enum Output {
    /// Standard output.
    Standard(io::Stdout),
    /// A file beside the one wanted, which takes its name at the end.
    Beside(Beside),
    /// Something that is no file, such as /dev/null, and cannot be replaced.
    Device(fs::File),
}

impl Output {
    /// Opens the output that the user named.
    pub fn open(path: Option<&Path>) -> Result<Self, Stop> {
        let Some(path) = path.filter(|path| path.as_os_str() != "-") else {
            return Ok(Self::Standard(io::stdout()));
        };
        if path.exists() && !path.is_file() && !path.is_dir() {
            let file = fs::OpenOptions::new().write(true).open(path);
            return file.map(Self::Device).map_err(|error| cannot_write(path, &error));
        }
        Beside::open(path).map(Self::Beside)
    }

    /// Ends the output: a file gets its name.
    pub fn finish(mut self) -> Result<(), Stop> {
        self.flush()?;
        match self {
            Self::Beside(file) => file.finish(),
            Self::Standard(_) | Self::Device(_) => Ok(()),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Standard(out) => out.write(bytes),
            Self::Beside(file) => file.file().write(bytes),
            Self::Device(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Standard(out) => out.flush(),
            Self::Beside(file) => file.file().flush(),
            Self::Device(file) => file.flush(),
        }
    }
}

/// The form that a file's ending tells, if it has one. An ending that tells none is refused: nobody wants JSON in a
/// file named `.docx`. `endings` are those that tell one.
pub fn by_ending<F>(
    path: &Path,
    form: impl Fn(&Path) -> Option<F>,
    endings: &str,
) -> Result<Option<F>, Stop> {
    let Some(ending) = path.extension() else { return Ok(None) };
    form(path).map(Some).ok_or_else(|| {
        let (path, ending) = (path.display(), ending.display());
        Stop::new(format!("-o {path}: no form ends in .{ending}; name it {endings}, or give --format"))
    })
}

/// Why a run stops that cannot write.
pub fn cannot_write(path: &Path, error: &io::Error) -> Stop {
    Stop::new(format!("-o {}: cannot be written ({error}); name a file that can", path.display()))
}

/// How many columns the terminal has; 100 where there is none.
pub fn terminal_width() -> usize {
    let size = console_width().or_else(|| std::env::var("COLUMNS").ok()?.parse().ok());
    size.filter(|columns| *columns >= 20).unwrap_or(100)
}

fn console_width() -> Option<usize> {
    console::Term::stdout().size_checked().map(|(_, columns)| columns as usize)
}

/// Whether the user's environment allows colour (<https://no-color.org>).
pub fn wants_colour() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}
