//! `inquit train`: gold documents in, a model out.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use inquit::tag::clusters::Clusters;
use inquit::{Extractor, Model};
use inquit_eval::{gold, predict, score, spans, train};
use inquit_formats::{ReadOptions, each};

use crate::output::Output;
use crate::status::{Status, Stop};

/// Train a model on annotated documents
///
/// Documents are in the common format, one a line: id, text, and quotes with
/// content, cue and source in code points. (`inquit extract --format docs`
/// writes it, but for the text.) A file that is given twice weighs twice. The same documents,
/// version and options give the same model, at any number of threads. 840
/// articles of 900 tokens take a few minutes on two cores.
///
/// Examples:
///
///   inquit train --train gold.train.jsonl --dev gold.dev.jsonl -o own.model
///
///   inquit extract --model own.model articles/ -o quotations.csv
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// Documents to learn from; may be given several times. The confidence is set by the first file
    #[arg(long, value_name = "FILE", required = true)]
    train: Vec<PathBuf>,

    /// Documents that another model annotated, such as `inquit extract --model best`: the labels of tokens are learned
    /// from them as well, but not which candidates are right
    #[arg(long, value_name = "FILE")]
    silver: Vec<PathBuf>,

    /// Documents to score the model on when it is done; nothing is learned from them
    #[arg(long, value_name = "FILE")]
    dev: Vec<PathBuf>,

    /// Write the model to this file
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,

    /// Plain articles to group words by, in any form that extract reads; else the groups of the built-in model serve
    #[arg(long, value_name = "PATH")]
    texts: Vec<PathBuf>,

    /// How many groups of words
    #[arg(long, value_name = "N", default_value_t = 600, value_parser = clap::value_parser!(u16).range(2..=5000), requires = "texts")]
    groups: u16,

    /// Passes over the documents
    #[arg(long, value_name = "N")]
    passes: Option<usize>,

    /// Into how many parts the documents are divided to see the network on what is new to it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(2..=50))]
    folds: Option<u16>,

    /// Seed of the order of documents
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Status, Stop> {
    let (first, others) = args.train.split_at(1);
    let mut documents = load(first)?;
    let sets = Some(documents.len());
    documents.extend(load(others)?);
    if documents.len() < 20 {
        let are = if documents.len() == 1 { "document is" } else { "documents are" };
        let what = format!("{} {are} too few to learn from; give --train at least 20", documents.len());
        return Err(Stop::new(what));
    }
    let (silver, dev) = (load(&args.silver)?, load(&args.dev)?);
    let started = Instant::now();
    let tell = |what: &str| eprintln!("{:6.1} s  {what}", started.elapsed().as_secs_f64());
    let clusters = if args.texts.is_empty() {
        Model::fast().clusters.clone()
    } else {
        let mut texts: Vec<String> = Vec::new();
        let mut status = Status::Done;
        each(args.texts.clone(), &ReadOptions::default(), |article| {
            match article {
                Ok(article) => texts.push(article.text.to_string()),
                Err(problem) => status.note(&problem),
            }
            Ok::<(), Stop>(())
        })?;
        let options = train::clusters::Options { groups: args.groups as usize, ..Default::default() };
        let words = train::clusters::cluster(texts.iter().map(String::as_str), &options);
        tell(&format!("{} words of {} texts in {} groups", words.len(), texts.len(), args.groups));
        Clusters::new(words)
    };
    let mut options = train::Options { sets, ..Default::default() };
    options.convolution.passes = args.passes.unwrap_or(options.convolution.passes);
    options.convolution.seed = args.seed;
    options.folds = args.folds.map_or(options.folds, usize::from);
    let names: Vec<String> = args.train.iter().chain(&args.silver).map(|file| name(file)).collect();
    let about =
        format!("{} ({} documents), seed {}", names.join(", "), documents.len() + silver.len(), args.seed);
    let model = train::train(&documents, &silver, clusters, about, &options, &tell);
    let bytes = model.write();
    let mut output = Output::open(Some(&args.output))?;
    output.write_all(&bytes)?;
    output.finish()?;
    tell(&format!("{}: {} bytes", args.output.display(), bytes.len()));
    if !dev.is_empty() {
        let extractor = Extractor::with_model(std::sync::Arc::new(model));
        let found: Vec<gold::Document> = dev.iter().map(|doc| predict::predict(&extractor, doc)).collect();
        let mut output = Output::open(None)?;
        write!(output, "{}", score::score(&dev, &found, &score::Options::default()))?;
        write!(output, "{}", spans::score(&dev, &found))?;
        output.finish()?;
    }
    Ok(Status::Done)
}

fn load(files: &[PathBuf]) -> Result<Vec<gold::Document>, Stop> {
    let mut documents = Vec::new();
    for file in files {
        let loaded = gold::load(file).map_err(|error| Stop::new(error.to_string()))?;
        if let Some(bare) = loaded.iter().find(|one| one.text.is_empty() && !one.quotes.is_empty()) {
            let cure = "give each line its article's text, as `inquit extract` read it";
            return Err(Stop::new(format!(
                "{}: {} has quotations, but no text; {cure}",
                file.display(),
                bare.id
            )));
        }
        documents.extend(loaded);
    }
    Ok(documents)
}

fn name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
