//! Files: the paths and patterns that a user names become streams, folders and batches, in order.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs_io::DecodeReaderBytesBuilder;

use super::folder::Folder;
use super::lines::Lines;
use super::pieces::{self, Pieces};
use super::rows::Rows;
use super::unpack::{self, Packing, Unpacked};
use super::values::Values;
use super::warc::Warc;
use super::{Batch, InputFormat, ReadOptions, encoding, guess, jsonl};
use crate::quotation::holds_records;
use crate::{Article, Buffers, Place, Problem};

/// How many documents a batch holds at most: many small files are read in parallel, too.
const FILES_A_BATCH: usize = 256;

/// How much of a stream is looked at to guess its form.
pub const GUESS_BYTES: u64 = 1 << 16;

/// The batches of everything that the user named, in order.
pub struct Batches<'o> {
    options: &'o ReadOptions,
    buffers: &'o Buffers,
    paths: VecDeque<PathBuf>,
    folder: Option<Folder>,
    current: Option<Box<Stream>>,
    /// Documents gathered for the next batch.
    files: Vec<PathBuf>,
    files_size: usize,
    /// A batch that came while files were gathered, and goes after them.
    waiting: Option<Batch>,
    /// What is made of a batch with a text that is too long to be worked on at once.
    opened: VecDeque<Opened>,
    /// Articles that are held, in place of files.
    held: VecDeque<Article<'static>>,
    /// Bytes read of streams, as they are on the disk.
    streamed: Arc<AtomicU64>,
    /// Bytes of documents handed on, and of Parquet files done.
    done: u64,
    /// The size of the Parquet file that is being read.
    parquet_size: u64,
}

/// What is being read. There is one of them at a time.
enum Stream {
    Lines(Lines),
    Values(Values),
    Rows(Rows),
    Warc(Warc),
    #[cfg(feature = "parquet")]
    Parquet(super::parquet::Rows),
}

/// A part of a batch that is handed on part by part.
enum Opened {
    Batch(Batch),
    Pieces(Box<Pieces>),
}

/// What the next look at the input gave.
enum Step {
    File(PathBuf, usize),
    Batch(Batch),
    Nothing,
    End,
}

impl From<Problem> for Step {
    fn from(problem: Problem) -> Self {
        Self::Batch(Batch::Unreadable(problem))
    }
}

impl<'o> Batches<'o> {
    /// Everything under `paths`: files, folders, patterns such as `news/*.jsonl`; `-` is standard input.
    pub fn new(paths: Vec<PathBuf>, options: &'o ReadOptions, buffers: &'o Buffers) -> Self {
        Self {
            options,
            buffers,
            paths: paths.into(),
            folder: None,
            current: None,
            files: Vec::new(),
            files_size: 0,
            waiting: None,
            opened: VecDeque::new(),
            held: VecDeque::new(),
            streamed: Arc::default(),
            done: 0,
            parquet_size: 0,
        }
    }

    /// Articles that are held in memory.
    pub fn held(articles: Vec<Article<'static>>, options: &'o ReadOptions, buffers: &'o Buffers) -> Self {
        Self { held: articles.into(), ..Self::new(Vec::new(), options, buffers) }
    }

    /// How many bytes of the files named are read, packed as they are.
    pub fn file_bytes(&self) -> u64 {
        let table = match self.current.as_deref() {
            #[cfg(feature = "parquet")]
            Some(Stream::Parquet(rows)) => (self.parquet_size as f64 * rows.share()) as u64,
            _ => 0,
        };
        self.done + self.streamed.load(Ordering::Relaxed) + table
    }

    /// Opens a batch of which a text may be too long, so that its pieces are worked on in parallel, as if each came
    /// from the input.
    fn open_batch(&mut self, batch: Batch) {
        let options = self.options;
        let batch = match batch {
            Batch::Lines { file, first_line, bytes } => {
                let place = Place { file: file.clone(), line: Some(first_line) };
                match jsonl::long_article(bytes, place, &options.names) {
                    Ok(article) => return self.open_article(article),
                    Err(bytes) => Batch::Lines { file, first_line, bytes },
                }
            }
            batch => batch,
        };
        let mut opened = Vec::new();
        batch.whole_articles(options, self.buffers, &mut |article| {
            opened.push(article.map(Article::into_owned));
        });
        for article in opened {
            match article {
                Ok(article) => self.open_article(article),
                Err(problem) => self.opened.push_back(Opened::Batch(Batch::Unreadable(problem))),
            }
        }
    }

    fn open_article(&mut self, article: Article<'static>) {
        if pieces::is_too_long(&article, self.options) {
            let remark = Pieces::remark(&article);
            self.opened.push_back(Opened::Batch(Batch::Unreadable(remark)));
            self.opened.push_back(Opened::Pieces(Box::new(Pieces::new(article))));
        } else {
            let size = article.text.len();
            self.opened.push_back(Opened::Batch(Batch::Held { articles: vec![article], size }));
        }
    }

    fn next_opened(&mut self) -> Option<Batch> {
        loop {
            match self.opened.front_mut()? {
                Opened::Pieces(pieces) => {
                    if let Some(article) = pieces.next() {
                        let size = article.text.len();
                        return Some(Batch::Held { articles: vec![article], size });
                    }
                    self.opened.pop_front();
                }
                Opened::Batch(_) => match self.opened.pop_front()? {
                    Opened::Batch(batch) => return Some(batch),
                    Opened::Pieces(_) => {}
                },
            }
        }
    }

    /// The next batch of articles that are held.
    fn next_held(&mut self) -> Option<Batch> {
        let (mut articles, mut size) = (Vec::new(), 0);
        while size < self.options.batch_bytes
            && let Some(article) = self.held.pop_front()
        {
            size += article.text.len() + 1;
            articles.push(article);
        }
        (!articles.is_empty()).then_some(Batch::Held { articles, size })
    }

    fn step(&mut self) -> Step {
        if let Some(stream) = &mut self.current {
            if let Some(batch) = stream.next_batch(self.buffers) {
                return Step::Batch(batch);
            }
            self.current = None;
            self.done += std::mem::take(&mut self.parquet_size);
            return Step::Nothing;
        }
        if let Some(folder) = &mut self.folder {
            return match folder.next_file() {
                Some(Ok((path, size))) => self.file(path, size),
                Some(Err(problem)) => problem.into(),
                None => {
                    self.folder = None;
                    Step::Nothing
                }
            };
        }
        match self.paths.pop_front() {
            Some(path) => self.open(path),
            None => Step::End,
        }
    }

    /// Opens what the user named.
    fn open(&mut self, path: PathBuf) -> Step {
        if path.as_os_str() == "-" {
            return self.stream(Box::new(io::stdin()), None, &path);
        }
        let about = match path.metadata() {
            Ok(about) => about,
            Err(error) if error.kind() == io::ErrorKind::NotFound && is_pattern(&path) => {
                return self.expand(&path);
            }
            Err(error) => return unreadable(name_of(&path), &error).into(),
        };
        if about.is_dir() {
            self.folder = Some(Folder::new(path, self.options));
            return Step::Nothing;
        }
        if about.is_file() { self.file(path, about.len() as usize) } else { self.open_stream(&path, false) }
    }

    /// The files that a pattern stands for are the next ones.
    fn expand(&mut self, pattern: &Path) -> Step {
        let place = Place { file: name_of(pattern), line: None };
        let found = match glob::glob(&place.file) {
            Ok(found) => found,
            Err(error) => {
                return Problem::new(place, format!("no such file, and no pattern ({error})"), "check it")
                    .into();
            }
        };
        // What cannot be looked into is told when it is opened.
        let found: Vec<_> = found.map(|path| path.unwrap_or_else(|error| error.path().to_owned())).collect();
        if found.is_empty() {
            return Problem::new(place, "no file is named like this", "check the pattern").into();
        }
        for path in found.into_iter().rev() {
            self.paths.push_front(path);
        }
        Step::Nothing
    }

    fn file(&mut self, path: PathBuf, size: usize) -> Step {
        if let Some(since) = &self.options.since
            && let Ok(about) = path.metadata()
            && since.has_file(&path, &about)
        {
            self.done += size as u64;
            return Step::Nothing;
        }
        let form = self.options.from.or_else(|| InputFormat::of_ending(&path));
        if form.is_some_and(InputFormat::is_document) {
            return Step::File(path, size);
        }
        self.open_stream(&path, true)
    }

    fn open_stream(&mut self, path: &Path, seekable: bool) -> Step {
        let opened = File::open(path).and_then(|file| {
            let again = if seekable { Some(file.try_clone()?) } else { None };
            Ok((file, again))
        });
        match opened {
            Ok((file, again)) => {
                let bytes = self.streamed.clone();
                self.stream(Box::new(Counted { file, bytes }), again, path)
            }
            Err(error) => unreadable(name_of(path), &error).into(),
        }
    }

    /// Begins to read a stream whose form may have to be guessed; `file` is the stream where it can be read from any
    /// place.
    fn stream(&mut self, stream: Box<dyn Read>, file: Option<File>, path: &Path) -> Step {
        let name = name_of(path);
        match self.begin(stream, file, path, &name) {
            Ok(step) => step,
            Err(error) => unreadable(name, &error).into(),
        }
    }

    fn begin(
        &mut self,
        mut stream: Box<dyn Read>,
        mut file: Option<File>,
        path: &Path,
        name: &Arc<str>,
    ) -> io::Result<Step> {
        let mut start = Vec::new();
        (&mut stream).take(GUESS_BYTES).read_to_end(&mut start)?;
        let packing = Packing::of(&start);
        if packing.is_some() {
            file = None;
            stream = Box::new(Cursor::new(std::mem::take(&mut start)).chain(stream));
        }
        let mut stream = Unpacked::new(stream, packing)?;
        if packing.is_some() {
            let read = (&mut stream).take(GUESS_BYTES).read_to_end(&mut start);
            // What can be read before the damage is read; the error comes again behind it.
            if start.is_empty() {
                read?;
            }
        }
        if let Some((what, cure)) = guess::no_text(&start) {
            return Ok(Problem::new(Place { file: name.clone(), line: None }, what, cure).into());
        }
        let form = form(path, &start, self.options);
        if encoding::is_utf16(&start)
            && !matches!(form, InputFormat::Parquet | InputFormat::Warc)
            && !form.is_document()
        {
            let all = Cursor::new(std::mem::take(&mut start)).chain(stream);
            let mut decoded: Box<dyn Read> = Box::new(DecodeReaderBytesBuilder::new().build(all));
            (&mut decoded).take(GUESS_BYTES).read_to_end(&mut start)?;
            let form = self::form(path, &start, self.options);
            return self.begin_as(form, decoded, start, name);
        }
        match form {
            InputFormat::Warc => {
                self.current =
                    Some(Box::new(Stream::Warc(Warc::new(name.clone(), stream, start, self.options))));
                Ok(Step::Nothing)
            }
            InputFormat::Parquet => {
                let file = match file {
                    Some(file) => file,
                    None => spooled(&start, stream)?,
                };
                Ok(self.begin_parquet(file, name))
            }
            form => self.begin_as(form, Box::new(stream), start, name),
        }
    }

    fn begin_as(
        &mut self,
        form: InputFormat,
        stream: Box<dyn Read>,
        start: Vec<u8>,
        name: &Arc<str>,
    ) -> io::Result<Step> {
        let place = Place { file: name.clone(), line: None };
        if self.folder.is_some() {
            // What made an output, in the file beside it.
            if guess::is_origin(&start) {
                return Ok(Step::Nothing);
            }
            if form == InputFormat::Jsonl && guess::is_record(&start) {
                return Ok(own_output(place).into());
            }
        }
        match form {
            InputFormat::Jsonl => {
                self.current =
                    Some(Box::new(Stream::Lines(Lines::new(name.clone(), stream, start, self.options))));
            }
            InputFormat::Json => {
                self.current =
                    Some(Box::new(Stream::Values(Values::new(name.clone(), stream, start, self.options))));
            }
            InputFormat::Csv | InputFormat::Tsv => {
                let delimiter = if form == InputFormat::Csv { b',' } else { b'\t' };
                let all = Box::new(Cursor::new(start).chain(stream));
                match Rows::new(name.clone(), all, delimiter, self.options) {
                    Ok(rows) if self.folder.is_some() && rows.has_column("quote_id") => {
                        return Ok(own_output(place).into());
                    }
                    Ok(rows) => self.current = Some(Box::new(Stream::Rows(rows))),
                    // Lists of other things stand in folders, too.
                    Err(problem) => return Ok(Problem { lost: self.folder.is_none(), ..problem }.into()),
                }
            }
            _ => {
                let limit = self.options.longest_record;
                return Ok(match unpack::whole(stream, start, limit)? {
                    Some(bytes) => Step::Batch(Batch::Whole { file: name.clone(), form, bytes }),
                    None => super::too_large(place, "a document", limit).into(),
                });
            }
        }
        Ok(Step::Nothing)
    }

    #[cfg(feature = "parquet")]
    fn begin_parquet(&mut self, file: File, name: &Arc<str>) -> Step {
        let size = file.metadata().map_or(0, |about| about.len());
        match super::parquet::Rows::new(name.clone(), file, self.options) {
            Ok(rows) if self.folder.is_some() && rows.has_column("quote_id") => {
                own_output(Place { file: name.clone(), line: None }).into()
            }
            Ok(rows) => {
                // What was read to tell its form is not counted twice.
                self.parquet_size = size.saturating_sub(GUESS_BYTES);
                self.current = Some(Box::new(Stream::Parquet(rows)));
                Step::Nothing
            }
            Err(problem) => problem.into(),
        }
    }

    #[cfg(not(feature = "parquet"))]
    #[expect(clippy::unused_self, reason = "as with the feature")]
    fn begin_parquet(&mut self, _: File, name: &Arc<str>) -> Step {
        let place = Place { file: name.clone(), line: None };
        Problem::new(place, "this inquit was built without Parquet", "build it with the feature `parquet`")
            .into()
    }

    fn gathered(&mut self) -> Batch {
        let paths = std::mem::take(&mut self.files);
        self.done += self.files_size as u64;
        Batch::Files { paths, size: std::mem::take(&mut self.files_size) }
    }
}

/// A file of which is counted how much was read.
struct Counted {
    file: File,
    bytes: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(into)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl Stream {
    fn next_batch(&mut self, buffers: &Buffers) -> Option<Batch> {
        match self {
            Self::Lines(lines) => lines.next_batch(buffers),
            Self::Values(values) => values.next_batch(),
            Self::Rows(rows) => rows.next_batch(),
            Self::Warc(warc) => warc.next_batch(),
            #[cfg(feature = "parquet")]
            Self::Parquet(rows) => rows.next_batch(),
        }
    }
}

impl Iterator for Batches<'_> {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        if let Some(batch) = self.next_opened() {
            return Some(batch);
        }
        let batch = self.next_read()?;
        if batch.size() <= self.options.longest_whole {
            return Some(batch);
        }
        self.open_batch(batch);
        self.next_opened().or_else(|| self.next_read())
    }
}

impl Batches<'_> {
    fn next_read(&mut self) -> Option<Batch> {
        if let Some(batch) = self.waiting.take().or_else(|| self.next_held()) {
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

/// The form of a stream: as the user told; by bytes that can be nothing else; by its ending; by its beginning.
fn form(path: &Path, start: &[u8], options: &ReadOptions) -> InputFormat {
    let told = options.from.or_else(|| guess::in_spite_of_ending(start));
    match told.or_else(|| InputFormat::of_ending(path)) {
        // Many files of JSON lines are named .json.
        Some(InputFormat::Json) if options.from.is_none() => match guess::form(start, &options.names) {
            InputFormat::Jsonl => InputFormat::Jsonl,
            _ => InputFormat::Json,
        },
        Some(form) => form,
        None => guess::form(start, &options.names),
    }
}

/// The most that is put on the disk of a Parquet file that is packed or comes through a pipe.
const SPOOLED_BYTES: u64 = 1 << 36;

/// A stream as a file that can be read from any place, and that is gone when it is closed.
pub fn spooled(start: &[u8], stream: Unpacked) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    let copied = io::copy(&mut start.chain(stream).take(SPOOLED_BYTES), &mut file)?;
    if copied == SPOOLED_BYTES {
        return Err(io::Error::other("more than 64 GB of Parquet once unpacked"));
    }
    Ok(file)
}

/// How many bytes the files of known forms under `paths` have, packed as they are; none where a pipe is among them.
pub fn total_bytes(paths: &[PathBuf]) -> Option<u64> {
    let options = ReadOptions::default();
    let mut total = 0;
    for path in paths {
        let named = match path.metadata() {
            Ok(_) => vec![path.clone()],
            Err(_) if is_pattern(path) => glob::glob(&name_of(path)).ok()?.flatten().collect(),
            Err(_) => return None,
        };
        for path in named {
            let about = path.metadata().ok()?;
            if about.is_dir() {
                let mut folder = Folder::new(path, &options);
                while let Some(file) = folder.next_file() {
                    total += file.map_or(0, |(_, size)| size as u64);
                }
            } else if about.is_file() {
                total += about.len();
            } else {
                return None;
            }
        }
    }
    Some(total)
}

/// Whether a file that is to be written is among those that are read under `paths`. Quotations that inquit wrote into a
/// folder are not read with it.
pub fn is_read(paths: &[PathBuf], file: &Path) -> bool {
    let Ok(file) = file.canonicalize() else { return false };
    let is_in = |folder: &Path| {
        file.starts_with(folder) && InputFormat::of_ending(&file).is_some() && !holds_records(&file)
    };
    let reads =
        |path: &Path| path.canonicalize().is_ok_and(|path| path == file || path.is_dir() && is_in(&path));
    file.is_file()
        && paths.iter().any(|path| match glob::glob(&name_of(path)) {
            Ok(found) if !path.exists() && is_pattern(path) => found.flatten().any(|path| reads(&path)),
            _ => reads(path),
        })
}

/// Whether a path can be a pattern.
fn is_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '['])
}

/// A file of a folder that inquit wrote.
pub fn own_output(place: Place) -> Problem {
    let cure = "name it by itself to read it all the same";
    Problem::remark(place, "quotations that inquit wrote, no articles", cure)
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

/// The problem of a file that cannot be read from here on.
pub fn cut_short(place: Place, error: &io::Error) -> Problem {
    let cure = "check that the file is whole; what stands before this place is read";
    Problem::new(place, format!("cannot be read any further ({error})"), cure)
}
