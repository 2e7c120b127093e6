//! `inquit extract`: articles in, one record a quotation out.

use std::cell::Cell;
use std::fs::OpenOptions;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use clap::ValueEnum;
use inquit::{Extraction, Input, Scratch};
use inquit_formats::cells::COLUMNS;
use inquit_formats::corrections::Corrections;
use inquit_formats::store::{Stored, extract_into_long};
use inquit_formats::{
    Article, Counts, Destination, Error, ErrorKind, Firsts, Job, Listener, LongRun, Mark, Only, Origin,
    OutputFormat, Part, ReadOptions, Since, Sink, StoreFormat, Unit, extract_long, firsts, record, sample,
};
use serde_json::{Value, json};
use xxhash_rust::xxh3::xxh3_64;

use crate::beside::Beside;
use crate::format::{Form, Format, SchemaName};
use crate::input;
use crate::long;
use crate::making::{Begin, Making, Wanted};
use crate::output::{self, Output};
use crate::progress::{self, Progress};
use crate::status::{Status, Stop};

/// Write one record a quotation: who said it, in which words, to which outlet
///
/// Reads text and Markdown, HTML (its main text), Word documents (.docx), JSON
/// lines, JSON, CSV, TSV, Parquet, web archives (WARC, WET) and feeds (RSS,
/// Atom), each plain or packed with gzip or zstd, from files, folders, patterns
/// or standard input. What a file is, its content tells before its name; --from
/// insists. Title, date, publisher, author and address come from columns,
/// fields, or what a page says of itself.
///
/// Records are in input order and the same at any number of threads. An article
/// that cannot be read is reported with its file and line (row or record, where
/// there are no lines) and passed over; the exit status is then 2.
///
/// Files name the version, the model and the options that made them: Parquet,
/// SQLite, Excel, CoNLL, TEI and brat inside, others in FILE.meta.json beside.
/// Past 1,048,576 rows an Excel workbook goes on in a sheet "quotations 2".
///
/// Examples:
///
///   inquit extract articles/ -o quotations.csv
///   inquit extract articles/ -o quotations.xlsx
///   inquit extract articles/ -o annotated/ --format brat
///   inquit extract news.jsonl --schema quotebank -o quotes.jsonl
///
///   inquit extract articles/ -o news.sqlite
///   sqlite3 news.sqlite "SELECT speaker, count(*) FROM records GROUP BY 1"
///
///   inquit extract news.parquet 'crawl/*.warc.gz' --keep section -o quotations.csv
///
///   inquit extract news.jsonl --keep topic | grep '"outlet":"Reuters"' > reuters.jsonl
///
///   printf 'name,aliases,id\nAna Lima,Lima,Q1\n' > people.csv
///   inquit extract news.jsonl --people people.csv | grep '"speaker_id":"Q1"'
///
///   printf '"It works," Ana Lima told Reuters.' | inquit extract - --format text
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Args {
    #[command(flatten)]
    input: input::Args,

    #[command(flatten)]
    model: input::ModelArgs,

    #[command(flatten)]
    known: input::KnownArgs,

    #[command(flatten)]
    threads: input::ThreadArgs,

    #[command(flatten)]
    long: long::Args,

    /// Write to this file (for brat: folder), which appears when all is done
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Form of the output [default: by the ending of -o; table on a terminal, jsonl in a pipe]
    #[arg(long, short, value_enum)]
    format: Option<Format>,

    /// Shape of JSON lines, as other tools and datasets have it; docs/schemas.md says what is mapped
    #[arg(long, value_enum, conflicts_with = "keep")]
    schema: Option<SchemaName>,

    /// What offsets count
    #[arg(long, value_enum, default_value = "chars")]
    offsets: Offsets,

    /// Fields or columns of the input to keep in the output, after the record's own
    #[arg(long, value_name = "NAME,NAME", value_delimiter = ',')]
    keep: Vec<String>,

    /// Of an SQLite database: keep the articles' texts in it, so that inquit serve shows and corrects them
    #[arg(long)]
    with_texts: bool,

    /// Set right what this file says, as inquit serve wrote it
    #[arg(long, value_name = "FILE")]
    corrections: Option<PathBuf>,

    /// Leave out quotations below this confidence, 0 to 1
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = input::probability)]
    min_confidence: f32,

    /// Write a quotation that many articles have once, where it stands first, also if it was edited or cut
    ///
    /// The articles are read and extracted from twice: the first time tells which quotations are versions of which, as
    /// inquit dedup does, and holds the words of all.
    #[arg(long, conflicts_with = "since_state")]
    dedup: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Offsets {
    /// Unicode code points (Python)
    Chars,
    /// Bytes of UTF-8 (Rust)
    Bytes,
    /// UTF-16 units (JavaScript, Java)
    Utf16,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Status, Stop> {
    let terminal = args.output.is_none() && std::io::stdout().is_terminal();
    let form = Form::of(args.format, args.output.as_deref(), terminal)?;
    if form != Form::Store(StoreFormat::Brat) {
        args.input.spare("-o", args.output.as_deref())?;
    }
    args.input.spare("--rejects", args.long.rejects.as_deref())?;
    let mut sink = sink(args, form, terminal)?;
    let since = args.long.since()?;
    let longest_whole = (args.long.cut as usize) << 20;
    let options = ReadOptions { since: since.clone(), longest_whole, ..args.input.options(&args.keep) };
    let (extractor, about) = args.model.load()?;
    sink.origin = origin(args, about);
    let extractor = extractor.with_known(args.known.read()?);
    let corrections = corrections(args)?;
    let found = input::extract(extractor, args.min_confidence);
    let extract = |input: Input<'_>, scratch: &mut Scratch| {
        let mut found = found(input, scratch);
        corrections.apply(input.text, &mut found.attributions);
        found
    };
    if args.dedup {
        can_be_read_twice(&args.input.paths)?;
    }
    let job = Job {
        paths: args.input.paths.clone(),
        options: &options,
        threads: args.threads.threads(),
        extract: &extract,
    };
    let run = Run { args, job, sink: &sink, since: since.as_deref(), interrupted: &long::interrupted() };
    let path = args.output.as_deref().filter(|path| path.as_os_str() != "-");
    let counts = match (form, path) {
        (Form::Store(StoreFormat::Xlsx), Some(path)) => run.workbook(path)?,
        (Form::Store(format), Some(path)) => run.kept(path, Some(format))?,
        (_, Some(path)) if !path.exists() || path.is_file() || path.is_dir() => run.kept(path, None)?,
        (_, path) => run.stream(path)?,
    };
    Ok(if counts.stopped { Status::Interrupted } else { Status::of(&counts) })
}

/// What a reader set right before.
fn corrections(args: &Args) -> Result<Corrections, Stop> {
    let Some(path) = &args.corrections else { return Ok(Corrections::default()) };
    let stop = |why: String| {
        let cure = "name a file that inquit serve wrote";
        Stop::new(format!("--corrections {}: {why}; {cure}", path.display()))
    };
    let file = std::fs::File::open(path).map_err(|error| stop(format!("cannot be read ({error})")))?;
    Corrections::read(std::io::BufReader::new(file)).map_err(stop)
}

/// What a run is of.
struct Run<'r> {
    args: &'r Args,
    job: Job<'r>,
    sink: &'r Sink,
    since: Option<&'r Since>,
    interrupted: &'r AtomicBool,
}

impl Run<'_> {
    /// Writes to standard output, or to what is no file.
    fn stream(self, path: Option<&Path>) -> Result<Counts, Stop> {
        self.cannot_resume("what goes to standard output cannot be gone on with; name a file with -o")?;
        let long = &self.args.long;
        let mut output = Output::open(path)?;
        let counts = self.listened(&Mark::default(), |run, long, listener| {
            Ok(extract_long(run.job, long, run.sink, &mut Unkept(&mut output), listener)?)
        })?;
        output.finish()?;
        if counts.stopped {
            progress::tell(&format!("inquit: stopped after {} articles", counts.articles));
        } else {
            long.write_state(self.since, None)?;
            long.name_state()?;
        }
        Ok(counts)
    }

    /// Writes an Excel workbook, which is made in one go.
    fn workbook(self, path: &Path) -> Result<Counts, Stop> {
        self.cannot_resume(
            "an Excel workbook cannot be gone on with; write Parquet, SQLite or CSV, or leave --resume out",
        )?;
        let long = &self.args.long;
        let file = Beside::open(path)?;
        let counts = self.listened(&Mark::default(), |run, long, listener| {
            let stored =
                extract_into_long(run.job, long, StoreFormat::Xlsx, run.sink, file.place(), None, listener)?;
            Ok(told(stored))
        })?;
        if counts.stopped {
            let part = path.with_extension("part.xlsx");
            file.finish_as(&part)?;
            let (articles, part) = (counts.articles, part.display());
            progress::tell(&format!(
                "inquit: stopped; the {articles} articles that are done are in {part}, which cannot be gone on with"
            ));
            return Ok(counts);
        }
        long.write_state(self.since, Some(path))?;
        file.finish()?;
        long.name_state()?;
        Ok(counts)
    }

    /// Writes to a file or folder that can be gone on with.
    fn kept(self, path: &Path, store: Option<StoreFormat>) -> Result<Counts, Stop> {
        let (args, since, sink) = (self.args, self.since, self.sink);
        let about = about(args, sink, store)?;
        let wanted = Wanted { store, about: &about, resume: args.long.resume, every: args.long.every() };
        let (making, Begin { journal, saved }) = Making::open(path, &wanted)?;
        if saved.whole {
            return finish(args, sink, store, making).map(|()| saved.mark.counts);
        }
        if saved.mark.batches > 0 {
            progress::tell(&format!("inquit: going on behind {} articles", saved.mark.counts.articles));
        }
        // Of a run that cannot go on there is nothing to say of going on.
        let changed = Cell::new(false);
        let stop = |error: Error| {
            changed.set(error.kind() == ErrorKind::Changed);
            Stop::from(error)
        };
        let ran = self.listened(&saved.mark, |run, long, listener| {
            if let Some(format) = store {
                let kept = Some((journal, saved));
                let stored =
                    extract_into_long(run.job, long, format, run.sink, making.place(), kept, listener);
                let counts = told(stored.map_err(stop)?);
                if !counts.stopped {
                    args.long.write_state(since, Some(path))?;
                }
                return Ok(counts);
            }
            let file = OpenOptions::new().write(true).open(making.place())?;
            let mut part = Part::new(file, journal, saved)?;
            match extract_long(run.job, long, run.sink, &mut part, listener) {
                Ok(counts) if !counts.stopped => {
                    args.long.write_state(since, Some(path))?;
                    part.finish()?;
                    Ok(counts)
                }
                Ok(counts) => {
                    part.break_off()?;
                    Ok(counts)
                }
                Err(error) => {
                    // What is whole was saved before; this error is the one to tell.
                    let _ = part.break_off();
                    Err(stop(error))
                }
            }
        });
        match ran {
            Ok(counts) if counts.stopped => {
                let left = making.leave(&wanted).unwrap_or_else(|| "nothing was done yet".to_owned());
                progress::tell(&format!("inquit: stopped; {left}"));
                Ok(counts)
            }
            Ok(counts) => finish(args, sink, store, making).map(|()| counts),
            Err(stop) => {
                let left = making.leave(&wanted).filter(|_| !changed.get());
                Err(Stop(stop.0.map(|why| match left {
                    Some(left) => format!("-o {}: {why}; {left}", path.display()),
                    None => format!("-o {}: {why}", path.display()),
                })))
            }
        }
    }

    fn cannot_resume(&self, why: &str) -> Result<(), Stop> {
        if self.args.long.resume { Err(Stop::new(format!("--resume: {why}"))) } else { Ok(()) }
    }

    /// Finds out which quotations stand first.
    fn firsts(&self, held: Option<Vec<Article<'static>>>) -> Result<Firsts, Stop> {
        let progress = Progress::new(&self.args.input.paths);
        let mut listener = Listener {
            // They are told when the articles are read again.
            problem: &mut |_| {},
            progress: &mut |counts| progress.show(counts),
        };
        let (firsts, _) = firsts(self.job.clone(), Some(self.interrupted), held, &mut listener)?;
        progress.finish(&Counts::default());
        Ok(firsts)
    }

    /// Runs with progress and problems told, and with the sample drawn where there is to be one.
    fn listened(
        &self,
        from: &Mark,
        run: impl FnOnce(Run<'_>, LongRun<'_>, &mut Listener<'_>) -> Result<Counts, Stop>,
    ) -> Result<Counts, Stop> {
        let args = self.args;
        let mut rejects = args.long.open_rejects(from)?;
        let progress = Progress::going_on(&args.input.paths, &from.counts);
        let told = Cell::new(false);
        let mut listener = Listener {
            problem: &mut |problem| progress.tell(problem),
            progress: &mut |counts| {
                progress.show(counts);
                if self.interrupted.load(Ordering::Relaxed) && !told.replace(true) {
                    progress::tell("inquit: finishing what is at hand; Ctrl-C again ends at once");
                }
            },
        };
        let again = Run { job: self.job.clone(), ..*self };
        let mut failed = 0;
        let mut held = None;
        if let Some(count) = args.long.sample {
            let rejects = rejects.as_mut().map(|file| file as &mut dyn Write);
            let count = count as usize;
            let (chosen, read) = sample(self.job.clone(), count, args.long.seed, rejects, &mut listener)?;
            failed = read.failed;
            progress::tell(&format!("inquit: {} of {} articles", chosen.len(), read.articles));
            held = Some(chosen);
        }
        let firsts = if args.dedup { Some(self.firsts(held.clone())?) } else { None };
        let only = firsts.as_ref().map(|firsts| {
            |article: &Article<'_>, found: &mut Extraction| {
                firsts.retain(article, found);
            }
        });
        let long = LongRun {
            from: *from,
            stop: Some(self.interrupted),
            rejects: rejects.as_mut().map(|file| file as &mut dyn Write),
            held,
            only: only.as_ref().map(|only| only as &Only<'_>),
        };
        let mut counts = run(again, long, &mut listener)?;
        counts.failed += failed;
        progress.finish_with(&counts, args.long.rejects.as_deref());
        Ok(counts)
    }
}

/// Whether all that is to be read can be read once more.
fn can_be_read_twice(paths: &[PathBuf]) -> Result<(), Stop> {
    let is_stream =
        |path: &&PathBuf| path.as_os_str() == "-" || path.exists() && !path.is_file() && !path.is_dir();
    match paths.iter().find(is_stream) {
        None => Ok(()),
        Some(path) => Err(Stop::new(format!(
            "--dedup: {} can be read only once, and the option reads twice; name files or folders",
            path.display()
        ))),
    }
}

/// A stream that keeps no journal.
struct Unkept<'o>(&'o mut Output);

impl Write for Unkept<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

impl Destination for Unkept<'_> {
    fn mark(&mut self, _: &Mark) -> std::io::Result<()> {
        Ok(())
    }
}

/// Tells what the user should know of a store.
fn told(stored: Stored) -> Counts {
    for note in stored.notes {
        progress::tell(&format!("inquit: {note}"));
    }
    stored.counts
}

/// The output is whole: it gets its name, and beside it what made it.
fn finish(args: &Args, sink: &Sink, store: Option<StoreFormat>, making: Making) -> Result<(), Stop> {
    if store.is_none() && !sink.format.names_origin() {
        making.describe(&sink.origin.json())?;
    }
    making.finish()?;
    args.long.name_state()
}

/// All that must be the same in the run that goes on with another.
fn about(args: &Args, sink: &Sink, store: Option<StoreFormat>) -> Result<Value, Stop> {
    let digest = |path: &Path| std::fs::read(path).map(|bytes| format!("{:016x}", xxh3_64(&bytes)));
    let mut contents = serde_json::Map::new();
    let model = Path::new(args.model.name());
    let state = args.long.since_state.as_deref();
    let corrections = args.corrections.as_deref();
    let further = [("model", Some(model)), ("since-state", state), ("corrections", corrections)];
    let files = args.known.files().into_iter().chain(further);
    for (name, path) in files {
        if let Some(path) = path.filter(|path| path.is_file()) {
            let digest = digest(path).map_err(|error| Stop::new(format!("{}: {error}", path.display())))?;
            contents.insert(name.to_owned(), digest.into());
        }
    }
    let paths: Vec<_> = args.input.paths.iter().map(|path| path.to_string_lossy()).collect();
    let form = store.map_or_else(|| format!("{:?}", sink.format), |store| store.name().to_owned());
    Ok(json!({
        "run": serde_json::from_str::<Value>(&sink.origin.json()).unwrap_or_default(),
        "form": form,
        "paths": paths,
        "max-record": args.input.max_record,
        "cut": args.long.cut,
        "rejects": args.long.rejects,
        "since-state": args.long.since_state,
        "contents": contents,
    }))
}

fn sink(args: &Args, form: Form, terminal: bool) -> Result<Sink, Stop> {
    let format = match form {
        Form::Stream(format) => format,
        // Of a sink, stores take the rest.
        Form::Store(_) => OutputFormat::Jsonl,
    };
    if args.schema.is_some() && form != Form::Stream(OutputFormat::Jsonl) {
        return Err(Stop::new("--schema is for JSON lines; give --format jsonl, or -o FILE.jsonl"));
    }
    let unit = match args.offsets {
        Offsets::Chars => Unit::Chars,
        Offsets::Bytes => Unit::Bytes,
        Offsets::Utf16 => Unit::Utf16,
    };
    if form == Form::Store(StoreFormat::Brat) && unit != Unit::Chars {
        return Err(Stop::new("--offsets: brat counts code points; leave the option out"));
    }
    if args.with_texts && form != Form::Store(StoreFormat::Sqlite) {
        return Err(Stop::new("--with-texts is for databases; give -o FILE.sqlite, or leave it out"));
    }
    keep(args, form)?;
    Ok(Sink {
        texts: args.with_texts,
        unit,
        schema: args.schema.map(SchemaName::schema),
        keep: args.keep.iter().map(|name| name.as_str().into()).collect(),
        colour: terminal && output::wants_colour(),
        width: output::terminal_width(),
        ..Sink::new(format)
    })
}

/// Kept fields must not bear the names of others.
fn keep(args: &Args, form: Form) -> Result<(), Stop> {
    let taken = |name: &&String| match form {
        Form::Stream(OutputFormat::Docs) => ["id", "quotes", "notes"].contains(&name.as_str()),
        form => {
            record::FIELDS.contains(&name.as_str())
                || form.is_flat() && COLUMNS.iter().any(|column| column.name == *name)
        }
    };
    if let Some(name) = args.keep.iter().find(taken) {
        return Err(Stop::new(format!("--keep {name}: the output has a field of that name; leave it out")));
    }
    let twice = |(at, name): &(usize, &String)| args.keep[..*at].contains(name);
    if let Some((_, name)) = args.keep.iter().enumerate().find(twice) {
        return Err(Stop::new(format!("--keep {name}: the field is named twice; name it once")));
    }
    Ok(())
}

/// What makes the output: all options but those that change nothing in it, such as the number of threads.
fn origin(args: &Args, model_about: Option<String>) -> Origin {
    let mut options = args.input.given();
    if let Some(offsets) = args.offsets.to_possible_value() {
        options.push(("offsets", offsets.get_name().to_owned()));
    }
    if let Some(schema) = args.schema.and_then(|schema| schema.to_possible_value()) {
        options.push(("schema", schema.get_name().to_owned()));
    }
    if !args.keep.is_empty() {
        options.push(("keep", args.keep.join(",")));
    }
    options.push(("min-confidence", args.min_confidence.to_string()));
    if args.with_texts {
        options.push(("with-texts", "true".to_owned()));
    }
    options.extend(args.corrections.iter().map(|path| ("corrections", path.display().to_string())));
    if args.dedup {
        options.push(("dedup", true.to_string()));
    }
    options.extend(args.known.given());
    options.extend(args.long.given());
    Origin { model: args.model.name().to_owned(), model_about, options }
}
