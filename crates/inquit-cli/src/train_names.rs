//! `inquit train-names`: texts with names in, a model that knows names out.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use inquit::{Extractor, Model};
use inquit_eval::entities::{self, Annotated, Join};
use inquit_eval::train::names::{Lists, Options, train};
use inquit_formats::{ReadOptions, each};

use crate::output::Output;
use crate::status::{Status, Stop};

/// Train the part of a model that recognises names
///
/// Texts are one a line, in one of three forms: tokens with tags (B-PER, I-PER,
/// O), a text with entities (start, end and type in code points), or a treebank
/// with mentions. A file that is given twice weighs twice. The model that is
/// given, or the built-in one, is written with what was learned; its other
/// parts stay as they are. The same files, version and options give the same
/// bytes, at any number of threads.
///
/// Examples:
///
///   inquit train-names --train names.train.jsonl --dev names.dev.jsonl -o own.model
///
///   inquit score --names names.dev.jsonl --model own.model
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// Texts to learn from; may be given several times
    #[arg(long, value_name = "FILE", required = true)]
    train: Vec<PathBuf>,

    /// Texts to score the model on when it is done; nothing is learned from them
    #[arg(long, value_name = "FILE")]
    dev: Vec<PathBuf>,

    /// Plain articles, in any form that extract reads: how their words are used tells names apart
    #[arg(long, value_name = "PATH")]
    texts: Vec<PathBuf>,

    /// First names, the most frequent ones first: the first column of a table with a head
    #[arg(long, value_name = "FILE")]
    first_names: Option<PathBuf>,

    /// Last names, likewise
    #[arg(long, value_name = "FILE")]
    last_names: Option<PathBuf>,

    /// The model to add to; else the built-in one
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,

    /// Write the model to this file
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,

    /// From how many plain articles to learn by what is found in them
    #[arg(long, value_name = "N")]
    silver: Option<usize>,

    /// Passes over the texts
    #[arg(long, value_name = "N")]
    passes: Option<usize>,

    /// Seed of the order of texts
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Status, Stop> {
    let mut gold: Vec<Annotated> = Vec::new();
    for file in &args.train {
        gold.extend(load(file, Join::Written)?);
    }
    let dev: Vec<Vec<Annotated>> =
        args.dev.iter().map(|file| load(file, Join::Blanks)).collect::<Result<_, _>>()?;
    let mut model = match &args.model {
        None => (*Model::fast()).clone(),
        Some(file) => {
            let error = |error: &dyn std::fmt::Display| Stop::new(format!("{}: {error}", file.display()));
            let bytes = std::fs::read(file).map_err(|one| error(&one))?;
            Model::read(bytes.into()).map_err(|one| error(&one))?
        }
    };
    let started = Instant::now();
    let tell = |what: &str| eprintln!("{:6.1} s  {what}", started.elapsed().as_secs_f64());
    let mut status = Status::Done;
    let mut texts: Vec<String> = Vec::new();
    if !args.texts.is_empty() {
        each(args.texts.clone(), &ReadOptions::default(), |article| {
            match article {
                Ok(article) => texts.push(article.text.to_string()),
                Err(problem) => status.note(&problem),
            }
            Ok::<(), Stop>(())
        })?;
    }
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let (first, last) = (list(args.first_names.as_deref())?, list(args.last_names.as_deref())?);
    let lists = Lists::new(names(&first), names(&last));
    let mut options = Options::default();
    options.crf.seed = args.seed;
    options.crf.epochs = args.passes.unwrap_or(options.crf.epochs);
    options.silver = args.silver.unwrap_or(options.silver);
    tell(&format!("{} texts with names", gold.len()));
    model.names = Some(train(&gold, &texts, &lists, &model.clusters, &options, &tell));
    let bytes = model.write();
    let mut output = Output::open(Some(&args.output))?;
    output.write_all(&bytes)?;
    output.finish()?;
    tell(&format!("{}: {} bytes", args.output.display(), bytes.len()));
    let extractor = Extractor::with_model(Arc::new(model));
    let mut output = Output::open(None)?;
    for (file, dev) in args.dev.iter().zip(&dev) {
        let rows = [
            ("rules", entities::score(dev, &Extractor::by_rules())),
            ("model", entities::score(dev, &extractor)),
        ];
        writeln!(output, "{}\n{}", file.display(), entities::table(&rows))?;
    }
    output.finish()?;
    Ok(status)
}

fn load(file: &Path, join: Join) -> Result<Vec<Annotated>, Stop> {
    entities::load(file, join).map_err(|error| Stop::new(error.to_string()))
}

/// The text of a list of names; nothing without a file.
fn list(file: Option<&Path>) -> Result<String, Stop> {
    let Some(file) = file else { return Ok(String::new()) };
    std::fs::read_to_string(file).map_err(|error| Stop::new(format!("{}: {error}", file.display())))
}

/// The names of a list.
fn names(list: &str) -> impl Iterator<Item = &str> {
    list.lines().skip(1).filter_map(|line| line.split('\t').next())
}
