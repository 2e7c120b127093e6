//! A folder: its files of known forms, recursively, in the order of their names. What inquit wrote into it is no input.

use std::fs::File;
use std::io::{self, Read};
use std::iter::Peekable;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::files::{name_of, own_output, unreadable};
use super::{InputFormat, ReadOptions, guess};
use crate::{Place, Problem};

/// A folder that is being walked.
pub struct Folder {
    walk: Peekable<walkdir::IntoIter>,
    root: PathBuf,
    /// Whether anything was found.
    any: bool,
    /// Whether every file is read, since the user told its form.
    all: bool,
}

impl Folder {
    /// The folder at `root`.
    pub fn new(root: PathBuf, options: &ReadOptions) -> Self {
        let walk = WalkDir::new(&root).follow_links(true).sort_by_file_name().into_iter().peekable();
        Self { walk, root, any: false, all: options.from.is_some() }
    }

    /// The next file with its size, or what is to be told; none at the end.
    pub fn next_file(&mut self) -> Option<Result<(PathBuf, usize), Problem>> {
        loop {
            match self.walk.next() {
                None if self.any => return None,
                None => {
                    self.any = true;
                    let place = Place { file: name_of(&self.root), line: None };
                    let cure = "name its files one by one, or give their form with --from";
                    return Some(Err(Problem::remark(place, "no file of a known form in this folder", cure)));
                }
                Some(Ok(entry)) if entry.file_type().is_file() && self.is_input(entry.path()) => {
                    self.any = true;
                    if self.is_own(entry.path()) {
                        return Some(Err(own_output(Place { file: name_of(entry.path()), line: None })));
                    }
                    let size = entry.metadata().map_or(0, |about| about.len()) as usize;
                    return Some(Ok((entry.into_path(), size)));
                }
                Some(Ok(_)) => {}
                Some(Err(error)) => {
                    self.any = true;
                    if let Some(problem) = self.problem(error) {
                        return Some(Err(problem));
                    }
                }
            }
        }
    }

    fn is_input(&self, path: &Path) -> bool {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        InputFormat::of_ending(path).is_some() || self.all && !hidden
    }

    /// Whether inquit wrote the file, by its sidecar, which comes next in the order of names, or by its head.
    fn is_own(&mut self, path: &Path) -> bool {
        let mut sidecar = path.as_os_str().to_owned();
        sidecar.push(".meta.json");
        let next = self.walk.peek().and_then(|next| next.as_ref().ok());
        if next.is_some_and(|next| next.path().as_os_str() == sidecar) && starts(&sidecar, guess::is_origin) {
            return true;
        }
        path.extension().is_some_and(|ending| ending == "xml") && starts(path, guess::is_own_tei)
    }

    fn problem(&self, error: walkdir::Error) -> Option<Problem> {
        let path = error.path().unwrap_or(&self.root);
        let place = Place { file: name_of(path), line: None };
        if error.loop_ancestor().is_some() {
            let cure = "its articles are read once, where they stand";
            return Some(Problem::remark(place, "a link back to a folder above", cure));
        }
        // A link to nowhere is an article lost only if its name says that it was one.
        if path.is_symlink() && !self.is_input(path) {
            return None;
        }
        let error = error.into_io_error().unwrap_or_else(|| io::Error::other("the folder cannot be walked"));
        Some(unreadable(place.file, &error))
    }
}

/// Whether a file begins like this.
fn starts(path: impl AsRef<Path>, is: fn(&[u8]) -> bool) -> bool {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(1 << 11).read_to_end(&mut start));
    read.is_ok() && is(&start)
}
