//! `inquit verify`: is each quotation in these texts: word for word, altered, cut, joined, or not at all?

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use clap::ValueEnum;
use inquit::Extraction;
use inquit::verify::{
    Difference, DifferenceKind, Finding, Outcome, Piece, SIMILAR, Scratch, Verdict, Verifier,
};
use inquit_formats::checked::{self, Checked, Sought};
use inquit_formats::read::files::is_read;
use inquit_formats::sink::words::harmless;
use inquit_formats::{Article, Job, Listener, fold, quotations};
use serde_json::Value;

use crate::cells::{self, Form};
use crate::input;
use crate::output::{self, Output};
use crate::progress::{self, Progress};
use crate::status::{Status, Stop};

/// Check quotations against texts: word for word, altered, cut, joined or absent
///
/// QUOTES holds one quotation a line, or is JSONL, CSV, TSV or Parquet with a field
/// text, quote or quotation, such as inquit's own output. SOURCES are read as
/// articles are. Verdicts, from best to worst: exact (character for character), verbatim
/// (word for word), interrupted (the text says between who speaks), cut (an
/// ellipsis stands for words), joined (from several places), altered, absent.
///
/// Marks, dashes, blanks, punctuation, the first letter's case, words in square
/// brackets and marks at both ends do not make a quotation altered; they are
/// listed. In the readable form [-words-] are the quotation's, {+words+} the
/// text's. Places are code points from 0.
///
/// Examples:
///
///   printf 'We waited for two hours\n' | inquit verify - articles/
///
///   inquit verify quotations.jsonl news.jsonl --require cut -o checked.jsonl
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The quotations: a file, or - for standard input
    #[arg(value_name = "QUOTES")]
    quotes: PathBuf,

    #[command(flatten)]
    input: input::Args,

    #[command(flatten)]
    threads: input::ThreadArgs,

    /// Write to this file, which appears when all is done
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Form of the output [default: by the ending of -o; table otherwise]
    #[arg(long, short, value_enum)]
    format: Option<Form>,

    /// How alike words must be at least, 0 to 1, to be called altered rather than absent
    #[arg(long, value_name = "P", default_value_t = SIMILAR, value_parser = input::probability)]
    min_similarity: f32,

    /// Look for each quotation only in the article of its own doc_id
    #[arg(long)]
    own_article: bool,

    /// Exit with 2 if any quotation's verdict is worse than this
    #[arg(long, value_name = "VERDICT", value_enum)]
    require: Option<Required>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Required {
    Exact,
    Verbatim,
    Interrupted,
    Cut,
    Joined,
    Altered,
}

impl Required {
    fn verdict(self) -> Verdict {
        match self {
            Self::Exact => Verdict::Exact,
            Self::Verbatim => Verdict::Verbatim,
            Self::Interrupted => Verdict::Interrupted,
            Self::Cut => Verdict::Cut,
            Self::Joined => Verdict::Joined,
            Self::Altered => Verdict::Altered,
        }
    }
}

/// A text with what it holds.
type Held = (String, Vec<(u32, Finding)>);

/// Runs the command.
pub fn run(args: &Args) -> Result<Status, Stop> {
    let form = cells::form(args.format, args.output.as_deref())?;
    args.input.spare("-o", args.output.as_deref())?;
    if args.output.as_deref().is_some_and(|output| is_read(std::slice::from_ref(&args.quotes), output)) {
        return Err(Stop::new("-o: these are the quotations, which would be lost; name another file"));
    }
    let mut status = Status::Done;
    let sought = read(&args.quotes, &mut status)?;
    let mut output = Output::open(args.output.as_deref())?;
    let texts = sought.iter().map(|sought| &*sought.quotation.text);
    let verifier = Verifier::new(texts).with_similar(args.min_similarity);
    let (sources, mut outcomes) = search(args, &sought, &verifier, &mut status)?;
    let checked = sought.iter().zip(&mut outcomes);
    let checked: Vec<_> = checked.map(|(sought, outcome)| Checked::new(sought, outcome, &sources)).collect();
    let verdicts: Vec<_> = checked.iter().map(|one| one.verdict).collect();
    write(args, form, checked.into_iter(), &mut output)?;
    output.finish()?;
    if let Some(required) = args.require.map(Required::verdict) {
        let worse = verdicts.iter().filter(|verdict| **verdict > required).count();
        if worse > 0 {
            let all = verdicts.len();
            progress::tell(&format!("{worse} of {all} quotations are worse than {}", required.name()));
            status = Status::SomeFailed;
        }
    }
    Ok(status)
}

fn read(path: &Path, status: &mut Status) -> Result<Vec<Sought>, Stop> {
    let mut sought = Vec::new();
    quotations(path, None, &mut |found| match found {
        Ok((quotation, place)) => sought.push(Sought { quotation, line: place.line.unwrap_or(1) }),
        Err(problem) => status.note(&problem),
    })
    .map_err(|problem| Stop::new(problem.to_string()))?;
    Ok(sought)
}

/// Looks for all quotations in all texts; gives the texts' names and, for each quotation, what they hold.
fn search(
    args: &Args,
    sought: &[Sought],
    verifier: &Verifier,
    status: &mut Status,
) -> Result<(Vec<String>, Vec<Outcome>), Stop> {
    let options = args.input.options(&[]);
    let progress = Progress::new(&args.input.paths);
    let job = Job {
        paths: args.input.paths.clone(),
        options: &options,
        threads: args.threads.threads(),
        extract: &|_, _| Extraction::default(),
    };
    let mut listener = Listener {
        problem: &mut |problem| progress.tell(problem),
        progress: &mut |counts| progress.show(counts),
    };
    let resting: Mutex<Vec<Scratch>> = Mutex::default();
    let add = |held: &mut Vec<Held>, article: &Article<'_>, _: &Extraction| {
        let rested = resting.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut scratch = rested.unwrap_or_default();
        let found = checked::held(verifier, article, &mut scratch, |number| {
            let own = sought[number as usize].quotation.doc_id.as_deref();
            !args.own_article || own.is_none_or(|own| own == article.id)
        });
        resting.lock().unwrap_or_else(PoisonError::into_inner).push(scratch);
        if found.is_empty() {
            return;
        }
        held.push((article.id.to_string(), found));
    };
    let mut sources = Vec::new();
    let mut outcomes = vec![Outcome::default(); sought.len()];
    let take = |batch: Vec<Held>| {
        for (name, found) in batch {
            for (number, finding) in found {
                outcomes[number as usize].add(sources.len() as u32, finding);
            }
            sources.push(name);
        }
    };
    let counts = fold(job, Vec::new, add, take, &mut listener)?;
    progress.finish(&counts);
    if counts.failed > 0 {
        *status = Status::SomeFailed;
    }
    Ok((sources, outcomes))
}

/// One row, for CSV and TSV.
fn row(one: &Checked<'_>) -> Vec<Value> {
    let passages = one.passages();
    let places = |place: fn(&Piece) -> u32| {
        passages.iter().map(|(_, _, piece)| place(piece).to_string()).collect::<Vec<_>>().join(";")
    };
    let sources = passages.iter().map(|(source, ..)| *source).collect::<Vec<_>>();
    let differences: Vec<_> = one.differences().iter().map(told).collect();
    let Sought { quotation, line } = one.sought;
    vec![
        (*line).into(),
        quotation.doc_id.as_deref().into(),
        quotation.quote_id.as_deref().into(),
        one.verdict.name().into(),
        one.distance().map(|distance| distance.1).into(),
        one.distance().map(|distance| distance.0).into(),
        one.outcome.word_for_word.into(),
        sources.join(";").into(),
        places(|piece| piece.span.start).into(),
        places(|piece| piece.span.end).into(),
        differences.join("; ").into(),
        quotation.text.as_str().into(),
    ]
}

const HEADS: [&str; 12] = [
    "line",
    "doc_id",
    "quote_id",
    "verdict",
    "similarity",
    "edit_distance",
    "word_for_word_in",
    "source",
    "source_start",
    "source_end",
    "differences",
    "text",
];

fn write<'c>(
    args: &Args,
    form: Form,
    mut checked: impl Iterator<Item = Checked<'c>>,
    out: &mut Output,
) -> Result<(), Stop> {
    match form {
        Form::Jsonl => checked.try_for_each(|one| out.write_all(format!("{}\n", one.json()).as_bytes()))?,
        Form::Json => {
            let all: Vec<_> = checked.map(|one| one.json()).collect();
            writeln!(out, "{}", Value::Array(all))?;
        }
        Form::Csv | Form::Tsv | Form::Parquet => {
            cells::write(out, form, "", &HEADS, &checked.map(|one| row(&one)).collect::<Vec<_>>())?;
        }
        Form::Table => {
            let colour = args.output.is_none() && io::stdout().is_terminal() && output::wants_colour();
            let mut counts = [0_usize; Verdict::ALL.len()];
            for one in checked {
                counts[one.verdict as usize] += 1;
                let mut lines = Vec::new();
                readable(&mut lines, &one, colour)?;
                out.write_all(&lines)?;
            }
            let counts = Verdict::ALL.iter().zip(counts).filter(|(_, count)| *count > 0);
            let counts: Vec<_> =
                counts.map(|(verdict, count)| format!("{count} {}", verdict.name())).collect();
            writeln!(
                out,
                "{}",
                if counts.is_empty() { "no quotations".to_owned() } else { counts.join(", ") }
            )?;
        }
    }
    Ok(())
}

/// The verdict, the words with their differences in place, and where they stand.
fn readable(out: &mut Vec<u8>, one: &Checked<'_>, colour: bool) -> io::Result<()> {
    let like = match (one.verdict, one.distance()) {
        (Verdict::Altered, Some((distance, similarity))) => {
            format!(" ({:.0}% alike, {distance} letters differ)", similarity * 100.0)
        }
        _ => String::new(),
    };
    let (bold, end) = if colour { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
    write!(out, "{bold}{}{end}{like}  ", one.verdict.name())?;
    harmless(out, &one.name());
    out.extend_from_slice(b"\n  ");
    aligned(out, one, colour);
    out.push(b'\n');
    for (source, _, piece) in one.passages() {
        out.extend_from_slice(b"  in ");
        harmless(out, source);
        writeln!(out, " {}–{}", piece.span.start, piece.span.end)?;
    }
    let others: Vec<_> =
        one.differences().iter().filter(|difference| !stands_in_line(difference.kind)).map(told).collect();
    if !others.is_empty() {
        out.extend_from_slice(b"  besides: ");
        harmless(out, &others.join("; "));
        out.push(b'\n');
    }
    out.push(b'\n');
    Ok(())
}

/// Whether a difference is shown in its place rather than listed.
fn stands_in_line(kind: DifferenceKind) -> bool {
    !matches!(kind.verdict(), Verdict::Verbatim) || kind == DifferenceKind::Bracketed
}

/// The quotation with its differences in their places.
fn aligned(out: &mut Vec<u8>, one: &Checked<'_>, colour: bool) {
    let text = &one.sought.quotation.text;
    let mut at = 0;
    for difference in one.differences().iter().filter(|difference| stands_in_line(difference.kind)) {
        let span = difference.quotation.span;
        harmless(out, text.get(at..span.start as usize).unwrap_or(""));
        let (own, other) = (&*difference.quotation.text, &*difference.source.text);
        match difference.kind {
            DifferenceKind::Joined => marked(out, colour, "\x1b[33m", "{from elsewhere:}"),
            DifferenceKind::Cut => marked(out, colour, "\x1b[2m", &format!("{{left out: {other}}}")),
            DifferenceKind::Interrupted => marked(out, colour, "\x1b[2m", &format!("{{between: {other}}}")),
            _ => {
                if !own.is_empty() {
                    marked(out, colour, "\x1b[31m", &format!("[-{own}-]"));
                }
                if !other.is_empty() {
                    marked(out, colour, "\x1b[32m", &format!("{{+{other}+}}"));
                }
            }
        }
        // What is put in between two words is parted from the next.
        if span.is_empty() {
            out.push(b' ');
        }
        at = span.end as usize;
    }
    harmless(out, text.get(at..).unwrap_or(""));
}

fn marked(out: &mut Vec<u8>, colour: bool, code: &str, text: &str) {
    if colour {
        out.extend_from_slice(code.as_bytes());
    }
    harmless(out, text);
    if colour {
        out.extend_from_slice(b"\x1b[0m");
    }
}

/// A difference in a few words: `words “must” → “should”`.
fn told(difference: &Difference) -> String {
    let kind = difference.kind.name();
    let (own, other) = (&difference.quotation.text, &difference.source.text);
    format!("{kind} “{}” → “{}”", own.replace('\n', "⏎"), other.replace('\n', "⏎"))
}
