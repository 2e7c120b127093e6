//! Where output goes: standard output, or a file that appears whole at the end.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::status::Stop;

/// An output that is being written.
pub enum Output {
    /// Standard output.
    Standard(io::Stdout),
    /// A file beside the one wanted, which takes its name at the end.
    Beside(NamedTempFile, PathBuf),
    /// Something that is no file, such as /dev/null, and cannot be replaced.
    Device(fs::File),
}

impl Output {
    /// Opens the output that the user named.
    pub fn open(path: Option<&Path>) -> Result<Self, Stop> {
        let Some(path) = path.filter(|path| path.as_os_str() != "-") else {
            return Ok(Self::Standard(io::stdout()));
        };
        if path.is_dir() {
            return Err(Stop::new(format!("-o {}: this is a folder; name a file in it", path.display())));
        }
        if path.exists() && !path.is_file() {
            let file = fs::OpenOptions::new().write(true).open(path);
            return file.map(Self::Device).map_err(|error| cannot_write(path, &error));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or_else(|| Path::new("."));
        if !folder.is_dir() {
            let (path, folder) = (path.display(), folder.display());
            return Err(Stop::new(format!("-o {path}: there is no folder {folder}; make it first")));
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(".inquit-").suffix(".part");
        #[cfg(unix)]
        {
            // As any new file: what the user's umask leaves of these.
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let file = builder.tempfile_in(folder).map_err(|error| cannot_write(path, &error))?;
        Ok(Self::Beside(file, path.to_owned()))
    }

    /// Ends the output: a file gets its name.
    pub fn finish(mut self) -> Result<(), Stop> {
        self.flush()?;
        match self {
            Self::Beside(file, path) => {
                file.persist(&path).map(drop).map_err(|error| cannot_write(&path, &error.error))
            }
            Self::Standard(_) | Self::Device(_) => Ok(()),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Standard(out) => out.write(bytes),
            Self::Beside(file, _) => file.write(bytes),
            Self::Device(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Standard(out) => out.flush(),
            Self::Beside(file, _) => file.flush(),
            Self::Device(file) => file.flush(),
        }
    }
}

/// The form that a file's ending tells, if it has one. An ending that tells none is refused: nobody wants JSON in a
/// file named `.xlsx`.
pub fn by_ending<F>(path: &Path, form: impl Fn(&Path) -> Option<F>) -> Result<Option<F>, Stop> {
    let Some(ending) = path.extension() else { return Ok(None) };
    form(path).map(Some).ok_or_else(|| {
        let (path, ending) = (path.display(), ending.display());
        Stop::new(format!(
            "-o {path}: no form ends in .{ending}; name it .jsonl, .csv or .tsv, or give --format"
        ))
    })
}

fn cannot_write(path: &Path, error: &io::Error) -> Stop {
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
