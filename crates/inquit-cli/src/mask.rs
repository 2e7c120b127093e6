//! `inquit mask`: quotations become placeholders, before a text goes to a system that rewrites or translates.

use std::io::Write;
use std::path::PathBuf;

use inquit::Extraction;
use inquit::mask::{self, What};
use inquit_formats::mask_state::{MaskState, MaskedArticle};
use inquit_formats::{Article, Job, Listener, fold};
use serde_json::json;

use crate::input;
use crate::output::Output;
use crate::progress::Progress;
use crate::status::{Status, Stop};

/// Replace the words of quotations by placeholders, to be put back by restore
///
/// Before a text goes to a system that rewrites or translates, its quotations
/// become `[[Q1]]`, `[[Q2]]` ...; their marks stay. The words are kept in the state
/// file. One text gives a text; several articles, or those of a JSONL or CSV
/// file, give JSON lines with id and text.
///
/// Example:
///
///   inquit mask article.txt --state article.mask.json -o masked.txt
///   inquit restore masked.txt --state article.mask.json -o restored.txt
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Args {
    #[command(flatten)]
    input: input::Args,

    #[command(flatten)]
    model: input::ModelArgs,

    #[command(flatten)]
    threads: input::ThreadArgs,

    /// Where the words are kept
    #[arg(long, value_name = "FILE")]
    state: PathBuf,

    /// Write to this file, which appears when all is done
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Mask all that stands between quotation marks, titles and nicknames, too
    #[arg(long)]
    all_marked: bool,

    /// Mask the content of indirect quotations, too
    #[arg(long)]
    indirect: bool,
}

/// An article with its mask.
struct Done {
    /// Whether a file of its own holds it.
    alone: bool,
    text: String,
    kept: MaskedArticle,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Status, Stop> {
    let what = What { all_marked: args.all_marked, indirect: args.indirect };
    let extractor = args.model.extractor()?;
    let mut output = Output::open(args.output.as_deref())?;
    let mut state_file = Output::open(Some(&args.state))?;
    let options = args.input.options(&[]);
    let progress = Progress::new(&args.input.paths);
    let extract = input::extract(extractor, 0.0);
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
    let add = |done: &mut Vec<Done>, article: &Article<'_>, found: &Extraction| {
        let spans = mask::spans(article.input(), &found.attributions, what);
        let masked = mask::mask(&article.text, &spans);
        done.push(Done {
            alone: article.place.line.is_none(),
            text: masked.text,
            kept: MaskedArticle { id: article.id.to_string(), label: masked.label, words: masked.words },
        });
    };
    let mut state = MaskState::default();
    // The first article waits until a second comes: alone it is written as a text.
    let mut first: Option<Done> = None;
    let mut written = Ok(());
    let take = |batch: Vec<Done>| {
        for done in batch {
            if state.articles.is_empty() && first.is_none() {
                first = Some(done);
                continue;
            }
            for done in first.take().into_iter().chain([done]) {
                let line = json!({"id": done.kept.id, "text": done.text});
                state.articles.push(done.kept);
                if written.is_ok() {
                    written = writeln!(output, "{line}");
                }
            }
        }
    };
    let counts = fold(job, Vec::new, add, take, &mut listener)?;
    written?;
    progress.finish(&counts);
    if let Some(done) = first {
        if done.alone {
            output.write_all(done.text.as_bytes())?;
        } else {
            writeln!(output, "{}", json!({"id": done.kept.id, "text": done.text}))?;
        }
        state.articles.push(done.kept);
    }
    writeln!(state_file, "{}", state.json())?;
    // The words first: a masked text without them is of no use.
    state_file.finish()?;
    output.finish()?;
    Ok(Status::of(&counts))
}
