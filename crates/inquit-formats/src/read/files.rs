//! Files: the paths that a user names become streams, folders and batches, in order.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use encoding_rs_io::DecodeReaderBytesBuilder;
use walkdir::WalkDir;

use super::lines::Lines;
use super::rows::Rows;
use super::{Batch, InputFormat, ReadOptions, encoding};
use crate::{Buffers, Place, Problem};

/// How many text files a batch holds at most: many small files are read in parallel, too.
const FILES_A_BATCH: usize = 256;

/// How much of a stream is looked at to guess its form.
const GUESS_BYTES: u64 = 1 << 16;

/// The batches of everything that the user named, in order.
pub struct Batches<'o> {
    options: &'o ReadOptions,
    buffers: &'o Buffers,
    paths: std::vec::IntoIter<PathBuf>,
    current: Option<Stream>,
    /// Text files gathered for the next batch.
    files: Vec<PathBuf>,
    files_size: usize,
    /// A batch that came while files were gathered, and goes after them.
    waiting: Option<Batch>,
}

/// What is being read.
enum Stream {
    Lines(Lines),
    Rows(Rows),
    Folder { walk: walkdir::IntoIter, root: PathBuf, any: bool },
}

/// What the next look at the input gave.
enum Step {
    File(PathBuf, usize),
    Batch(Batch),
    Nothing,
    End,
}

impl<'o> Batches<'o> {
    /// Everything under `paths`; `-` is standard input.
    pub fn new(paths: Vec<PathBuf>, options: &'o ReadOptions, buffers: &'o Buffers) -> Self {
        Self {
            options,
            buffers,
            paths: paths.into_iter(),
            current: None,
            files: Vec::new(),
            files_size: 0,
            waiting: None,
        }
    }

    fn step(&mut self) -> Step {
        let Some(stream) = &mut self.current else {
            return match self.paths.next() {
                Some(path) => self.open(path),
                None => Step::End,
            };
        };
        let (file, batch) = match stream {
            Stream::Lines(lines) => (lines.file(), lines.next_batch(self.buffers)),
            Stream::Rows(rows) => (rows.file(), rows.next_batch()),
            Stream::Folder { walk, root, any } => {
                let step = walk_on(walk, root, any);
                if matches!(step, Step::End) {
                    let step = if *any { Step::Nothing } else { Step::Batch(empty_folder(root)) };
                    self.current = None;
                    return step;
                }
                return step;
            }
        };
        match batch {
            Some(Ok(batch)) => Step::Batch(batch),
            Some(Err(error)) => {
                self.current = None;
                Step::Batch(Batch::Unreadable(unreadable(file, &error)))
            }
            None => {
                self.current = None;
                Step::Nothing
            }
        }
    }

    fn open(&mut self, path: PathBuf) -> Step {
        let file = name_of(&path);
        match self.open_or_fail(path, &file) {
            Ok(step) => step,
            Err(error) => Step::Batch(Batch::Unreadable(unreadable(file, &error))),
        }
    }

    fn open_or_fail(&mut self, path: PathBuf, file: &Arc<str>) -> io::Result<Step> {
        if path.as_os_str() == "-" {
            return self.stream(Box::new(io::stdin()), file, self.options.from);
        }
        let about = path.metadata()?;
        if about.is_dir() {
            let walk = WalkDir::new(&path).follow_links(true).sort_by_file_name().into_iter();
            self.current = Some(Stream::Folder { walk, root: path, any: false });
            return Ok(Step::Nothing);
        }
        let form = self.options.from.or_else(|| InputFormat::of_ending(&path));
        if form == Some(InputFormat::Text) && about.is_file() {
            return Ok(Step::File(path, about.len() as usize));
        }
        self.stream(Box::new(File::open(&path)?), file, form)
    }

    /// Begins to read a stream whose form may have to be guessed.
    fn stream(
        &mut self,
        mut stream: Box<dyn Read>,
        file: &Arc<str>,
        form: Option<InputFormat>,
    ) -> io::Result<Step> {
        let mut start = Vec::new();
        (&mut stream).take(GUESS_BYTES).read_to_end(&mut start)?;
        if encoding::is_utf16(&start) && form != Some(InputFormat::Text) {
            let all = io::Cursor::new(std::mem::take(&mut start)).chain(stream);
            stream = Box::new(DecodeReaderBytesBuilder::new().build(all));
            (&mut stream).take(GUESS_BYTES).read_to_end(&mut start)?;
        }
        let form = form.unwrap_or_else(|| super::guess::form(&start, &self.options.names));
        match form {
            InputFormat::Jsonl => {
                let lines = Lines::new(file.clone(), stream, start, self.options.batch_bytes);
                self.current = Some(Stream::Lines(lines));
            }
            InputFormat::Csv | InputFormat::Tsv => {
                let delimiter = if form == InputFormat::Csv { b',' } else { b'\t' };
                let all = Box::new(io::Cursor::new(start).chain(stream));
                let names = &self.options.names;
                match Rows::new(file.clone(), all, delimiter, names, self.options.batch_bytes) {
                    Ok(rows) => self.current = Some(Stream::Rows(rows)),
                    Err(problem) => return Ok(Step::Batch(Batch::Unreadable(problem))),
                }
            }
            InputFormat::Json | InputFormat::Text => {
                let limit = self.options.longest_text.saturating_mul(2);
                (&mut stream).take(limit as u64).read_to_end(&mut start)?;
                return Ok(Step::Batch(Batch::Whole { file: file.clone(), form, bytes: start }));
            }
        }
        Ok(Step::Nothing)
    }

    fn gathered(&mut self) -> Batch {
        let paths = std::mem::take(&mut self.files);
        Batch::Files { paths, size: std::mem::take(&mut self.files_size) }
    }
}

impl Iterator for Batches<'_> {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        if let Some(batch) = self.waiting.take() {
            return Some(batch);
        }
        loop {
            match self.step() {
                Step::File(path, size) => {
                    self.files.push(path);
                    self.files_size += size;
                    if self.files_size >= self.options.batch_bytes || self.files.len() >= FILES_A_BATCH {
                        return Some(self.gathered());
                    }
                }
                Step::Batch(batch) if self.files.is_empty() => return Some(batch),
                Step::Batch(batch) => {
                    self.waiting = Some(batch);
                    return Some(self.gathered());
                }
                Step::Nothing => {}
                Step::End if self.files.is_empty() => return None,
                Step::End => return Some(self.gathered()),
            }
        }
    }
}

/// The next text file of a folder.
fn walk_on(walk: &mut walkdir::IntoIter, root: &Path, any: &mut bool) -> Step {
    let is_article = |path: &Path| InputFormat::of_ending(path) == Some(InputFormat::Text);
    match walk.next() {
        None => Step::End,
        Some(Ok(entry)) if entry.file_type().is_file() && is_article(entry.path()) => {
            *any = true;
            let size = entry.metadata().map_or(0, |about| about.len()) as usize;
            Step::File(entry.into_path(), size)
        }
        Some(Ok(_)) => Step::Nothing,
        Some(Err(error)) => {
            *any = true;
            let path = error.path().unwrap_or(root);
            let place = Place { file: name_of(path), line: None };
            if error.loop_ancestor().is_some() {
                let cure = "its articles are read once, where they stand";
                return Step::Batch(Batch::Unreadable(Problem::remark(
                    place,
                    "a link back to a folder above",
                    cure,
                )));
            }
            // A link to nowhere is an article lost only if its name says that it was one.
            if path.is_symlink() && !is_article(path) {
                return Step::Nothing;
            }
            let error =
                error.into_io_error().unwrap_or_else(|| io::Error::other("the folder cannot be walked"));
            Step::Batch(Batch::Unreadable(unreadable(place.file, &error)))
        }
    }
}

fn empty_folder(root: &Path) -> Batch {
    let place = Place { file: name_of(root), line: None };
    let cure = "name files of other endings one by one";
    Batch::Unreadable(Problem::remark(place, "no .txt or .md file in this folder", cure))
}

/// How a path stands in records and messages.
pub fn name_of(path: &Path) -> Arc<str> {
    if path.as_os_str() == "-" { Arc::from("stdin") } else { Arc::from(path.to_string_lossy()) }
}

/// The problem of a file that cannot be read.
pub fn unreadable(file: Arc<str>, error: &io::Error) -> Problem {
    let cure = match error.kind() {
        io::ErrorKind::NotFound => "check the path",
        io::ErrorKind::PermissionDenied => "ask for the right to read it",
        io::ErrorKind::IsADirectory => "name the folder itself to read what is in it",
        _ => "check that the file is whole and can be read",
    };
    Problem::new(Place { file, line: None }, format!("cannot be read ({error})"), cure)
}
