//! `inquit table`: who was quoted how often, to which outlet.

use std::collections::{BTreeMap, BTreeSet};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use inquit::{Extraction, Known, Names};
use inquit_formats::{Article, Job, Listener, fold};
use serde_json::Value;

use crate::cells::{self, Form};
use crate::input;
use crate::output::{self, Output};
use crate::progress::Progress;
use crate::status::{Status, Stop};

/// Count who was quoted how often, to which outlet
///
/// Speakers are told apart by their name and class. On a terminal there is one
/// row a speaker with the outlets in it; as CSV, TSV and JSON lines one row for
/// each pair of speaker and outlet. Those in the lists of --people and --outlets
/// are counted together under the name that the list has for them.
///
/// Examples:
///
///   inquit table articles/ --top 20
///
///   inquit table news.jsonl --format csv --min 2 | sort -t, -k4 -n -r | head
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

    /// Form of the output [default: by the ending of -o; table otherwise]
    #[arg(long, short, value_enum)]
    format: Option<Form>,

    /// Only this many speakers [default: 50 in a table on a terminal, otherwise all]
    #[arg(long, value_name = "N")]
    top: Option<usize>,

    /// Only speakers quoted at least this often
    #[arg(long, value_name = "N", default_value_t = 1)]
    min: u64,

    /// Leave out quotations of which the text does not say who spoke
    #[arg(long)]
    named: bool,
}

/// A speaker's name and class; `None` where the text does not say.
type Speaker = Option<(String, &'static str)>;

/// How often a speaker was quoted.
#[derive(Default)]
struct Quoted {
    quotations: u64,
    articles: u64,
    outlets: BTreeMap<Option<String>, u64>,
}

type Tally = BTreeMap<Speaker, Quoted>;

/// Runs the command.
pub fn run(args: &Args) -> Result<Status, Stop> {
    let form = form(args)?;
    let known = args.known.read()?;
    let extractor = args.model.extractor()?.with_known(known.clone());
    let mut output = Output::open(args.output.as_deref())?;
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
    let mut tally = Tally::new();
    let count = |tally: &mut Tally, _: &Article<'_>, found: &Extraction| count(tally, &known, found);
    let counts = fold(job, Tally::new, count, |batch| merge(&mut tally, batch), &mut listener)?;
    progress.finish(&counts);
    write(args, form, tally, &mut output)?;
    output.finish()?;
    Ok(Status::of(&counts))
}

fn count(tally: &mut Tally, known: &Known, found: &Extraction) {
    let mut seen = BTreeSet::new();
    for attribution in &found.attributions {
        let speaker = attribution.speaker.as_ref();
        let speaker =
            speaker.map(|one| (listed(&known.people, &one.name, one.id.as_deref()), one.class.name()));
        let quoted = tally.entry(speaker.clone()).or_default();
        quoted.quotations += 1;
        let outlet = attribution.outlet.as_ref();
        let outlet = outlet.map(|outlet| listed(&known.outlets, &outlet.name, outlet.id.as_deref()));
        *quoted.outlets.entry(outlet).or_default() += 1;
        if seen.insert(speaker) {
            quoted.articles += 1;
        }
    }
}

/// The name that a list has for an identifier; otherwise the article's.
fn listed(names: &Names, name: &str, id: Option<&str>) -> String {
    id.and_then(|id| names.name_of(id)).map_or(name, |listed| listed).to_owned()
}

fn merge(tally: &mut Tally, batch: Tally) {
    for (speaker, more) in batch {
        let quoted = tally.entry(speaker).or_default();
        quoted.quotations += more.quotations;
        quoted.articles += more.articles;
        for (outlet, count) in more.outlets {
            *quoted.outlets.entry(outlet).or_default() += count;
        }
    }
}

/// The form that the user asked for, or that the ending of the output tells.
fn form(args: &Args) -> Result<Form, Stop> {
    let known = |path: &Path| {
        Some(match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "csv" => Form::Csv,
            "tsv" | "tab" => Form::Tsv,
            "jsonl" | "ndjson" | "json" => Form::Jsonl,
            "txt" => Form::Table,
            _ => return None,
        })
    };
    let told = args.output.as_deref().filter(|_| args.format.is_none());
    let told = told.map_or(Ok(None), |path| output::by_ending(path, known, ".csv, .tsv, .jsonl or .txt"))?;
    Ok(args.format.or(told).unwrap_or(Form::Table))
}

fn write(args: &Args, form: Form, tally: Tally, output: &mut Output) -> Result<(), Stop> {
    let on_terminal = form == Form::Table && args.output.is_none() && std::io::stdout().is_terminal();
    let top = args.top.unwrap_or(if on_terminal { 50 } else { usize::MAX });
    let mut speakers: Vec<_> = tally
        .into_iter()
        .filter(|(speaker, quoted)| quoted.quotations >= args.min && !(args.named && speaker.is_none()))
        .collect();
    // The map's order, by name, stays where counts are equal.
    speakers.sort_by_key(|(_, quoted)| std::cmp::Reverse(quoted.quotations));
    let left_out = speakers.len().saturating_sub(top);
    speakers.truncate(top);
    let (heads, rows): (&[&str], Vec<_>) = if form == Form::Table {
        (
            &["speaker", "class", "quotations", "articles", "outlets"],
            speakers.iter().map(by_speaker).collect(),
        )
    } else {
        (&["speaker", "speaker_class", "outlet", "quotations"], speakers.iter().flat_map(by_outlet).collect())
    };
    cells::write(output, form, heads, &rows)?;
    if on_terminal && left_out > 0 {
        crate::progress::tell(&format!("{left_out} more speakers; --top {} shows all", top + left_out));
    }
    Ok(())
}

fn named(speaker: &Speaker) -> [Value; 2] {
    match speaker {
        Some((name, class)) => [name.as_str().into(), (*class).into()],
        None => [Value::Null, Value::Null],
    }
}

fn by_speaker((speaker, quoted): &(Speaker, Quoted)) -> Vec<Value> {
    let [mut name, class] = named(speaker);
    if name.is_null() {
        name = "–".into();
    }
    let mut outlets: Vec<_> =
        quoted.outlets.iter().filter_map(|(o, count)| Some((o.as_deref()?, *count))).collect();
    outlets.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let outlets: Vec<_> = outlets.iter().map(|(outlet, count)| format!("{outlet} {count}")).collect();
    vec![name, class, quoted.quotations.into(), quoted.articles.into(), outlets.join(", ").into()]
}

fn by_outlet((speaker, quoted): &(Speaker, Quoted)) -> Vec<Vec<Value>> {
    let row = |(outlet, count): (&Option<String>, &u64)| {
        let [name, class] = named(speaker);
        vec![name, class, outlet.as_deref().into(), (*count).into()]
    };
    quoted.outlets.iter().map(row).collect()
}
