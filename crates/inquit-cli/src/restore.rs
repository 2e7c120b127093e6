//! `inquit restore`: the words of masked quotations are put back, and what became of their placeholders is checked.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use inquit::mask;
use inquit_formats::mask_state::{MaskState, MaskedArticle};
use inquit_formats::{Article, Place, Problem, each};
use serde_json::json;

use crate::input;
use crate::output::Output;
use crate::progress;
use crate::status::{Status, Stop};

/// Put the words of masked quotations back, and check that none is lost or invented
///
/// Reads what became of the output of mask: a text, or JSON lines with id and
/// text. Placeholders are known again with other blanks, letter case, brackets
/// or digits. Each must be there once; an article with one that is lost,
/// repeated or invented is reported and not written, and the exit status is 2.
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

    /// The file in which mask kept the words
    #[arg(long, value_name = "FILE")]
    state: PathBuf,

    /// Write to this file, which appears when all is done
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Write articles with lost, repeated or invented placeholders, too
    #[arg(long)]
    write_faulty: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Status, Stop> {
    let state = read(args)?;
    let mut output = Output::open(args.output.as_deref())?;
    let mut status = Status::Done;
    let mut waiting: BTreeMap<&str, &MaskedArticle> =
        state.articles.iter().map(|article| (&*article.id, article)).collect();
    let (mut words, mut faults) = (0, 0);
    each(args.input.paths.clone(), &args.input.options(&[]), |article| {
        let masked = article.and_then(|article| {
            let known = of_article(&state, &article, &mut waiting)?;
            Ok((article, known))
        });
        let (article, known) = match masked {
            Ok(masked) => masked,
            Err(problem) => {
                status.note(&problem);
                return Ok(());
            }
        };
        let restored = mask::restore(&article.text, &known.label, &known.words);
        for problem in known.problems(&article, &restored) {
            status.note(&problem);
        }
        faults += restored.faults.len();
        if !restored.faults.is_empty() && !args.write_faulty {
            return Ok(());
        }
        words += restored.places.iter().flatten().count();
        if article.place.line.is_none() {
            output.write_all(restored.text.as_bytes())?;
        } else {
            writeln!(output, "{}", json!({"id": article.id, "text": restored.text}))?;
        }
        Ok::<(), Stop>(())
    })?;
    for id in waiting.keys() {
        let place = Place { file: args.state.to_string_lossy().into(), line: None };
        let reason = format!("the masked article {id} did not come back");
        status.note(&Problem::new(place, reason, "add it to the input"));
    }
    output.finish()?;
    let all: usize = state.articles.iter().map(|article| article.words.len()).sum();
    progress::tell(&format!("{words} of {all} quotations put back, byte for byte; {faults} faults"));
    Ok(status)
}

fn read(args: &Args) -> Result<MaskState, Stop> {
    let path = args.state.display();
    let stop =
        |why: String| Stop::new(format!("--state {path}: {why}; name the file that `inquit mask` wrote"));
    let bytes = std::fs::read(&args.state).map_err(|error| stop(error.to_string()))?;
    MaskState::read(&bytes).map_err(stop)
}

/// What is kept for an article: by its id, or, of one masked text, whatever the file is called now.
fn of_article<'s>(
    state: &'s MaskState,
    article: &Article<'_>,
    waiting: &mut BTreeMap<&'s str, &'s MaskedArticle>,
) -> Result<&'s MaskedArticle, Problem> {
    let known = match &state.articles[..] {
        [only] if article.place.line.is_none() => waiting.remove(&*only.id),
        _ => waiting.remove(&*article.id),
    };
    known.ok_or_else(|| {
        let reason = format!("no masked article {} waits to be restored", article.id);
        Problem::new(article.place.clone(), reason, "keep the ids that `inquit mask` wrote, each once")
    })
}
