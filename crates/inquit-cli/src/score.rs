//! `inquit score`: predictions against gold.

use std::io::Write;
use std::path::PathBuf;

use inquit::Extractor;
use inquit_eval::entities::{self, Join};
use inquit_eval::score::{Options, score_files};
use inquit_eval::{breakdown, errors, segmentation, spans};

use crate::output::Output;
use crate::status::{Status, Stop};

/// Score predicted quotations against gold ones
///
/// Both files hold one document a line, as `inquit extract --format docs`
/// writes them; documents are paired by id. Figures are precision, recall and
/// F1 in percent, by kind.
///
/// Examples:
///
///   inquit extract --format docs gold.jsonl -o found.jsonl && inquit score gold.jsonl found.jsonl
///   inquit score --segmentation sentences.jsonl
///   inquit score --names names.jsonl
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// Documents with gold quotations; with --segmentation, with gold sentences and tokens; with --names, with gold names
    #[arg(value_name = "GOLD")]
    gold: PathBuf,

    /// Documents with predicted quotations
    #[arg(value_name = "PRED", required_unless_present_any = ["segmentation", "names"],
        conflicts_with_all = ["segmentation", "names"])]
    predicted: Option<PathBuf>,

    /// Score a document that has no prediction as if nothing had been found in it
    #[arg(long)]
    all: bool,

    /// Write the counts and figures as JSON
    #[arg(long, conflicts_with_all = ["spans", "breakdown", "errors", "segmentation"])]
    json: bool,

    /// Also score exact spans: every contiguous source, cue and content, start and end
    #[arg(long)]
    spans: bool,

    /// Also break the score down: kinds confused, by length, by cue, and how far confidence can be trusted
    #[arg(long)]
    breakdown: bool,

    /// Also list this many of the worst errors in their sentences
    #[arg(long, value_name = "N", default_value_t = 0)]
    errors: usize,

    /// Score our own sentences and tokens against gold ones, beside Unicode's
    #[arg(long)]
    segmentation: bool,

    /// Score the names that we find against gold ones, by rules and with the model: exact spans
    #[arg(long, conflicts_with = "segmentation")]
    names: bool,

    #[command(flatten)]
    model: crate::input::ModelArgs,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Status, Stop> {
    let mut output = Output::open(None)?;
    match &args.predicted {
        None if args.names => names(args, &mut output)?,
        None => {
            let rows = segmentation::score(&args.gold).map_err(|error| {
                Stop::new(format!("{}: {error}; name a file of gold sentences", args.gold.display()))
            })?;
            write!(output, "{}", segmentation::table(&rows))?;
        }
        Some(predicted) => quotations(args, predicted, &mut output)?,
    }
    output.finish()?;
    Ok(Status::Done)
}

fn names(args: &Args, output: &mut Output) -> Result<(), Stop> {
    let gold = entities::load(&args.gold, Join::Blanks).map_err(|error| Stop::new(error.to_string()))?;
    let model = args.model.extractor()?;
    let rows = [("rules", &Extractor::by_rules()), ("model", &model)]
        .map(|(name, one)| (name, entities::score(&gold, one)));
    write!(output, "{}", entities::table(&rows))?;
    if args.errors > 0 {
        for line in entities::differences(&gold, &model).iter().take(args.errors) {
            writeln!(output, "{line}")?;
        }
    }
    Ok(())
}

fn quotations(args: &Args, predicted: &std::path::Path, output: &mut Output) -> Result<(), Stop> {
    let stop = |error: inquit_eval::Error| Stop::new(error.to_string());
    let options = Options { all: args.all };
    let report = score_files(&args.gold, predicted, &options).map_err(stop)?;
    if args.json {
        writeln!(output, "{:#}", report.to_json())?;
    } else {
        write!(output, "{report}")?;
    }
    if args.spans {
        write!(output, "{}", spans::score_files(&args.gold, predicted).map_err(stop)?)?;
    }
    if args.breakdown {
        let breakdown = breakdown::breakdown_files(&args.gold, predicted, &options).map_err(stop)?;
        write!(output, "\n{breakdown}")?;
    }
    if args.errors > 0 {
        for error in errors::errors(&args.gold, predicted, args.errors, &options).map_err(stop)? {
            writeln!(output, "{error}")?;
        }
    }
    Ok(())
}
