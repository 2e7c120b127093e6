//! What a run makes while it lasts: `FILE.part`, and beside it `FILE.part-state`, the journal by which a run that ended
//! early is taken up again. `FILE` itself appears when all is done.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use inquit_formats::{Journal, Saved, StoreFormat, store};
use serde_json::Value;

use crate::beside;
use crate::output::cannot_write;
use crate::status::Stop;

/// An output in the making.
pub struct Making {
    path: PathBuf,
    part: PathBuf,
    state: PathBuf,
    /// Held as long as the run lasts, so that no two write the same output.
    _lock: File,
}

/// Where a run begins.
pub struct Begin {
    /// Its journal.
    pub journal: Journal,
    /// How far an earlier run came.
    pub saved: Saved,
}

/// What is wanted of the output.
pub struct Wanted<'w> {
    /// The store, where it is one.
    pub store: Option<StoreFormat>,
    /// What the run is of: a run of something else cannot be taken up.
    pub about: &'w Value,
    /// Whether to take up what was begun.
    pub resume: bool,
    /// How often the journal is written.
    pub every: Duration,
}

impl Making {
    /// Begins to make the output, or takes up what was begun.
    pub fn open(path: &Path, wanted: &Wanted<'_>) -> Result<(Self, Begin), Stop> {
        let is_folder = wanted.store == Some(StoreFormat::Brat);
        if is_folder {
            beside::check_folder(path)?;
        } else {
            beside::check_file(path)?;
        }
        let (part, state) = (with(path, ".part"), with(path, ".part-state"));
        let failed = |error: &std::io::Error| cannot_write(path, error);
        let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&state);
        let lock = open.map_err(|error| failed(&error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let path = path.display();
                return Err(Stop::new(format!(
                    "-o {path}: another run is writing it; wait, or name another file"
                )));
            }
            // Some file systems lock nothing.
            Err(TryLockError::Error(_)) => {}
        }
        let making = Self { path: path.to_owned(), part, state, _lock: lock };
        let begun = making.begun(wanted)?;
        let begin = match begun {
            Some(begin) => begin,
            None => making.begin(is_folder, wanted).map_err(|error| failed(&error))?,
        };
        Ok((making, begin))
    }

    /// Where the output is for now.
    pub fn place(&self) -> &Path {
        &self.part
    }

    /// What an earlier run left that can be gone on with, if the user wants that.
    fn begun(&self, wanted: &Wanted<'_>) -> Result<Option<Begin>, Stop> {
        let opened =
            Journal::open(&self.state, wanted.every).map_err(|error| cannot_write(&self.path, &error))?;
        let Some((journal, about, saved)) = opened else { return Ok(None) };
        if !self.part.exists() && !(saved.whole && self.path.exists() && wanted.resume) {
            return Ok(None);
        }
        let saved = match wanted.store {
            Some(format) if !saved.whole => store::saved(format, &self.part, saved)?,
            _ => saved,
        };
        if saved.mark.batches == 0 && !saved.whole {
            return Ok(None);
        }
        let (path, part) = (self.path.display(), self.part.display());
        if !wanted.resume {
            let articles = saved.mark.counts.articles;
            return Err(Stop::new(format!(
                "-o {path}: a run was stopped after {articles} articles; add --resume to go on with it, or remove \
                 {part} to begin anew"
            )));
        }
        let about: Value = serde_json::from_str(&about).unwrap_or_default();
        if let Some(other) = differing(&about, wanted.about) {
            return Err(Stop::new(format!(
                "--resume: the run that was stopped was another one ({other}); give the same command, or remove \
                 {part} to begin anew"
            )));
        }
        Ok(Some(Begin { journal, saved }))
    }

    fn begin(&self, is_folder: bool, wanted: &Wanted<'_>) -> std::io::Result<Begin> {
        remove(&self.part)?;
        if is_folder {
            fs::create_dir(&self.part)?;
        } else {
            File::create(&self.part)?;
        }
        let journal = Journal::create(&self.state, &wanted.about.to_string(), wanted.every)?;
        Ok(Begin { journal, saved: Saved::default() })
    }

    /// Writes what made the output beside it, as `FILE.meta.json`. Whoever is killed here leaves a file whose name the
    /// run that goes on uses again.
    pub fn describe(&self, origin: &str) -> Result<(), Stop> {
        let path = with(&self.path, ".meta.json");
        let part = with(&path, ".part");
        let written = || {
            let mut file = File::create(&part)?;
            writeln!(file, "{origin}")?;
            // A name must not reach the disk before what it names.
            file.sync_all()?;
            fs::rename(&part, &path)
        };
        written().map_err(|error| cannot_write(&path, &error))
    }

    /// The output is whole and gets its name.
    pub fn finish(self) -> Result<(), Stop> {
        let failed = |error: &std::io::Error| cannot_write(&self.path, error);
        if self.part.is_dir() && self.path.is_dir() {
            fs::remove_dir(&self.path).map_err(|error| failed(&error))?;
        }
        // A run that was killed right here has its name already.
        if self.part.exists() {
            fs::rename(&self.part, &self.path).map_err(|error| failed(&error))?;
        }
        // The name must be on the disk before the journal is gone from it; folders cannot be synced everywhere.
        if let Some(folder) = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            let _ = File::open(folder).and_then(|folder| folder.sync_all());
        }
        fs::remove_file(&self.state).map_err(|error| failed(&error))
    }

    /// The run ends early. What can be gone on with stays, and the user is told how; nothing else does.
    pub fn leave(&self, wanted: &Wanted<'_>) -> Option<String> {
        let opened = Journal::open(&self.state, wanted.every).ok().flatten();
        let saved = opened.and_then(|(_, _, saved)| match wanted.store {
            Some(format) => store::saved(format, &self.part, saved).ok(),
            None => Some(saved),
        });
        match saved {
            Some(saved) if saved.mark.batches > 0 || saved.whole => {
                let (articles, part) = (saved.mark.counts.articles, self.part.display());
                Some(format!(
                    "{articles} articles are done and kept in {part}; the same command with --resume goes on"
                ))
            }
            _ => {
                // They hold nothing; whoever cannot remove them loses nothing either.
                let _ = remove(&self.part);
                let _ = remove(&with(&self.part, "-journal"));
                let _ = remove(&self.state);
                None
            }
        }
    }
}

/// A path with something behind it.
pub fn with(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn remove(path: &Path) -> std::io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(about) if about.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// The first thing in which two runs differ.
fn differing(was: &Value, is: &Value) -> Option<String> {
    let (Value::Object(was), Value::Object(is)) = (was, is) else {
        return (was != is).then(|| "its state cannot be read".to_owned());
    };
    let mut names: Vec<_> = was.keys().chain(is.keys()).collect();
    names.sort();
    let name = names.into_iter().find(|name| was.get(*name) != is.get(*name))?;
    let (was, is) = (was.get(name).unwrap_or(&Value::Null), is.get(name).unwrap_or(&Value::Null));
    if let (Value::Object(_), Value::Object(_)) = (was, is) {
        return differing(was, is);
    }
    Some(format!("{name}: {was} then, {is} now"))
}
