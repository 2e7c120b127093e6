//! `inquit score`: predictions against gold.

use std::io::Write;
use std::path::PathBuf;

use inquit::Extractor;
use inquit_eval::entities::{self, Join};
use inquit_eval::gold::{self, Document};
use inquit_eval::score::{Options, score};
use inquit_eval::{breakdown, errors, given, segmentation, spans};

use crate::input;
use crate::output::Output;
use crate::status::{Status, Stop};

/// Score predicted quotations against gold ones
///
/// Both files hold one document a line, as `inquit extract --format docs`
/// writes them; documents are paired by id. Figures are precision, recall and
/// F1 in percent, by kind. With --given-quotes nothing is searched for: gold
/// contents, cues and sources are given to the extractor, and what it makes of
/// them (speaker, outlet, channel, addressee) is scored apart from finding them.
///
/// Examples:
///
///   inquit extract --format docs gold.jsonl -o found.jsonl && inquit score gold.jsonl found.jsonl
///   inquit score gold.jsonl --given-quotes --errors 20
///   inquit score --segmentation sentences.jsonl
///   inquit score --names names.jsonl
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// Documents with gold quotations; with --segmentation, with gold sentences and tokens; with --names, with gold names
    #[arg(value_name = "GOLD")]
    gold: PathBuf,

    /// Documents with predicted quotations
    #[arg(
        value_name = "PRED",
        required_unless_present_any = ["segmentation", "given_quotes", "names"],
        conflicts_with_all = ["segmentation", "given_quotes", "names"]
    )]
    predicted: Option<PathBuf>,

    /// Resolve the gold's own quotations and score their speakers, outlets, channels and addressees
    #[arg(long, conflicts_with = "segmentation")]
    given_quotes: bool,

    #[command(flatten)]
    model: input::ModelArgs,

    /// With --given-quotes: also write the resolved documents to this file, one a line
    #[arg(short, long, value_name = "FILE", requires = "given_quotes", conflicts_with = "predicted")]
    output: Option<PathBuf>,

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
    #[arg(long, conflicts_with_all = ["segmentation", "given_quotes"])]
    names: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Status, Stop> {
    let mut output = Output::open(None)?;
    if args.names {
        names(args, &mut output)?;
    } else if args.segmentation {
        let rows = segmentation::score(&args.gold).map_err(|error| {
            Stop::new(format!("{}: {error}; name a file of gold sentences", args.gold.display()))
        })?;
        write!(output, "{}", segmentation::table(&rows))?;
    } else {
        let gold = gold::load(&args.gold).map_err(stop)?;
        quotations(args, &gold, &predicted(args, &gold)?, &mut output)?;
    }
    output.finish()?;
    Ok(Status::Done)
}

fn names(args: &Args, output: &mut Output) -> Result<(), Stop> {
    let gold = entities::load(&args.gold, Join::Blanks).map_err(stop)?;
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

/// The predictions: of the file named, or of the gold's own quotations.
fn predicted(args: &Args, gold: &[Document]) -> Result<Vec<Document>, Stop> {
    if let Some(file) = &args.predicted {
        return gold::load(file).map_err(stop);
    }
    let resolved = given::resolve(&args.model.extractor()?, gold);
    if args.output.is_some() {
        let mut file = Output::open(args.output.as_deref())?;
        write!(file, "{}", gold::to_jsonl(&resolved))?;
        file.finish()?;
    }
    Ok(resolved)
}

fn quotations(
    args: &Args,
    gold: &[Document],
    predicted: &[Document],
    output: &mut Output,
) -> Result<(), Stop> {
    let options = Options { all: args.all };
    let report = score(gold, predicted, &options);
    if args.json {
        writeln!(output, "{:#}", report.to_json())?;
    } else {
        write!(output, "{report}")?;
    }
    if args.spans {
        write!(output, "{}", spans::score(gold, predicted))?;
    }
    if args.breakdown {
        write!(output, "\n{}", breakdown::breakdown(gold, predicted, &options))?;
    }
    for error in errors::worst(gold, predicted, args.errors, &options) {
        writeln!(output, "{error}")?;
    }
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "what map_err calls it with")]
fn stop(error: inquit_eval::Error) -> Stop {
    Stop::new(error.to_string())
}
