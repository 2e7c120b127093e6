//! `inquit extract`: articles in, one record a quotation out.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use inquit_formats::cells::COLUMNS;
use inquit_formats::store::extract_into;
use inquit_formats::{
    Counts, Job, Listener, Origin, OutputFormat, Sink, StoreFormat, Unit, extract_to, record,
};

use crate::beside::{Beside, BesideFolder};
use crate::format::{Form, Format, SchemaName};
use crate::input;
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

    /// Leave out quotations below this confidence, 0 to 1
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = input::probability)]
    min_confidence: f32,
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
    let mut sink = sink(args, form, terminal)?;
    let options = args.input.options(&args.keep);
    let (extractor, about) = args.model.load()?;
    sink.origin = origin(args, about);
    let extractor = extractor.with_known(args.known.read()?);
    let extract = input::extract(extractor, args.min_confidence);
    let job = Job {
        paths: args.input.paths.clone(),
        options: &options,
        threads: args.threads.threads(),
        extract: &extract,
    };
    let counts = match (form, args.output.as_deref()) {
        (Form::Store(StoreFormat::Brat), Some(path)) => {
            let folder = BesideFolder::open(path)?;
            let counts = store(args, job, StoreFormat::Brat, &sink, folder.place())?;
            folder.finish()?;
            counts
        }
        (Form::Store(format), Some(path)) => {
            let file = Beside::open(path)?;
            let counts = store(args, job, format, &sink, file.place())?;
            file.finish()?;
            counts
        }
        (_, path) => stream(args, job, &sink, path)?,
    };
    Ok(Status::of(&counts))
}

/// Writes to standard output or a file.
fn stream(args: &Args, job: Job<'_>, sink: &Sink, path: Option<&Path>) -> Result<Counts, Stop> {
    let mut output = Output::open(path)?;
    let progress = Progress::new(&args.input.paths);
    let mut listener = Listener {
        problem: &mut |problem| progress.tell(problem),
        progress: &mut |counts| progress.show(counts),
    };
    let counts = extract_to(job, sink, &mut output, &mut listener)?;
    progress.finish(&counts);
    let is_file = matches!(output, Output::Beside(_));
    output.finish()?;
    if let Some(path) = path.filter(|_| is_file && !sink.format.names_origin()) {
        let mut beside = path.as_os_str().to_owned();
        beside.push(".meta.json");
        let mut meta = Output::open(Some(Path::new(&beside)))?;
        writeln!(meta, "{}", sink.origin.json())?;
        meta.finish()?;
    }
    Ok(counts)
}

/// Writes to a file or folder of its own.
fn store(args: &Args, job: Job<'_>, format: StoreFormat, sink: &Sink, place: &Path) -> Result<Counts, Stop> {
    let progress = Progress::new(&args.input.paths);
    let mut listener = Listener {
        problem: &mut |problem| progress.tell(problem),
        progress: &mut |counts| progress.show(counts),
    };
    let (counts, notes) = extract_into(job, format, sink, place, &mut listener)?;
    progress.finish(&counts);
    for note in notes {
        progress::tell(&format!("inquit: {note}"));
    }
    Ok(counts)
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
    keep(args, form)?;
    Ok(Sink {
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
    options.extend(args.known.given());
    Origin { model: args.model.name().to_owned(), model_about, options }
}
