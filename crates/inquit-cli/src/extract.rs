//! `inquit extract`: articles in, one record a quotation out.

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::ValueEnum;
use inquit_formats::{Job, Listener, OutputFormat, Sink, Unit, extract_to, record};

use crate::input;
use crate::output::{self, Output};
use crate::progress::Progress;
use crate::status::{Status, Stop};

/// Write one record a quotation: who said it, in which words, to which outlet
///
/// Reads text files, folders (their .txt and .md files), JSON lines, CSV and
/// TSV. Records are in input order and the same at any number of threads. An
/// article that cannot be read is reported with its file and line and passed
/// over; the exit status is then 2.
///
/// Examples:
///
///   inquit extract articles/ -o quotations.csv
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

    /// Write to this file, which appears when all is done
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Form of the output [default: by the ending of -o; table on a terminal, jsonl in a pipe]
    #[arg(long, short, value_enum)]
    format: Option<Format>,

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
enum Format {
    /// One JSON record a line
    Jsonl,
    /// Comma-separated records
    Csv,
    /// Tab-separated records
    Tsv,
    /// Rows for a terminal, under their article
    Table,
    /// Each article with its quotations marked in their places
    Text,
    /// One JSON document a line, with or without quotations, as annotated corpora have it
    Docs,
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
    let sink = sink(args)?;
    let options = args.input.options(&args.keep);
    let extractor = args.model.extractor()?.with_known(args.known.read()?);
    let mut output = Output::open(args.output.as_deref())?;
    let progress = Progress::new(&args.input.paths);
    let extract = input::extract(extractor, args.min_confidence);
    let job = Job {
        paths: args.input.paths.clone(),
        options: &options,
        threads: args.threads.threads(),
        extract: &extract,
    };
    let mut listener = Listener {
        problem: &mut |problem| progress.tell(problem),
        progress: &mut |counts| progress.show(counts),
    };
    let counts = extract_to(job, &sink, &mut output, &mut listener)?;
    progress.finish(&counts);
    output.finish()?;
    Ok(Status::of(&counts))
}

fn sink(args: &Args) -> Result<Sink, Stop> {
    let terminal = args.output.is_none() && std::io::stdout().is_terminal();
    let format = match args.format {
        Some(Format::Jsonl) => OutputFormat::Jsonl,
        Some(Format::Csv) => OutputFormat::Csv,
        Some(Format::Tsv) => OutputFormat::Tsv,
        Some(Format::Table) => OutputFormat::Table,
        Some(Format::Text) => OutputFormat::Text,
        Some(Format::Docs) => OutputFormat::Docs,
        None => match args.output.as_deref() {
            Some(path) => output::by_ending(path, OutputFormat::of_ending)?.unwrap_or(OutputFormat::Jsonl),
            None if terminal => OutputFormat::Table,
            None => OutputFormat::Jsonl,
        },
    };
    let taken = |name: &&String| match format {
        OutputFormat::Docs => ["id", "quotes", "notes"].contains(&name.as_str()),
        _ => record::FIELDS.contains(&name.as_str()),
    };
    if let Some(name) = args.keep.iter().find(taken) {
        return Err(Stop::new(format!("--keep {name}: the output has a field of that name; leave it out")));
    }
    Ok(Sink {
        unit: match args.offsets {
            Offsets::Chars => Unit::Chars,
            Offsets::Bytes => Unit::Bytes,
            Offsets::Utf16 => Unit::Utf16,
        },
        keep: args.keep.iter().map(|name| name.as_str().into()).collect(),
        colour: terminal && output::wants_colour(),
        width: output::terminal_width(),
        ..Sink::new(format)
    })
}
