//! `inquit bench`: how fast each stage is on a user's own corpus.

use std::hint::black_box;
use std::io::Write;
use std::time::Instant;

use inquit::lexicon::Sheet;
use inquit::{Extraction, Extractor, Input, Scratch, quoted};
use inquit_formats::guard::guarded;
use inquit_formats::store::extract_into;
use inquit_formats::{
    Article, Counts, Job, Listener, OutputFormat, Sink, StoreFormat, Threads, each, extract_to,
};
use inquit_tokenizer::{Document, Segments};
use serde_json::{Value, json};

use crate::input;
use crate::output::Output;
use crate::status::{Status, Stop};

/// Measure how fast each stage is on a corpus, on one thread
///
/// Figures are the median of the rounds, in MB of article text a second of the
/// processor's time, where the system tells that, so that other work on the machine
/// counts for little. Each round goes through all stages, and shares are taken by
/// round. The corpus is held in memory, so that stages can be told
/// apart; "all to JSONL" and "all to Parquet" are what one thread of `inquit
/// extract` does, "all by rules" what it does with `--model none`. Stages from
/// "words" on are whole extraction cut short, so each includes those above it back
/// to "tokenizer".
///
/// The last lines say what share of extraction's own speed is left with reading
/// and writing around it, and how much faster two threads are than one by the
/// clock, beside the machine's own measure: two runs of one thread side by side.
///
/// Example:
///
///   inquit bench articles/ --rounds 9
///
///   inquit bench news.jsonl --json > speed.json
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Args {
    #[command(flatten)]
    input: input::Args,

    #[command(flatten)]
    model: input::ModelArgs,

    /// Rounds of which the median is taken
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=1000))]
    rounds: u16,

    /// Write one JSON object instead of a table
    #[arg(long)]
    json: bool,
}

/// One thing that is measured over all articles; gives how many things it made, so that the work is not optimised
/// away and can be checked.
struct Stage<'s> {
    name: &'static str,
    makes: &'static str,
    run: Box<dyn FnMut() -> usize + 's>,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Status, Stop> {
    if args.input.paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(Stop::new("standard input can be read only once; bench a file"));
    }
    let mut status = Status::Done;
    let (mut articles, mut found) = (Vec::new(), Vec::new());
    let extractor = args.model.extractor()?;
    let mut scratch = Scratch::default();
    each(args.input.paths.clone(), &args.input.options(&[]), |article| {
        let extracted = article.and_then(|article| {
            let found =
                guarded(&article, &mut scratch, |scratch| extractor.extract_with(article.input(), scratch))?;
            Ok((article.into_owned(), found))
        });
        match extracted {
            Ok((article, extraction)) => {
                articles.push(article);
                found.push(extraction);
            }
            Err(problem) => status.note(&problem),
        }
        Ok::<(), Stop>(())
    })?;
    let bytes: usize = articles.iter().map(|article| article.text.len()).sum();
    let megabytes = bytes as f64 / 1e6;
    let by_rules = Extractor::by_rules();
    let measured = measure(stages(args, [&by_rules, &extractor], &articles, &found), args.rounds);
    let [threads, machine] = two_threads(args, &extractor);
    let peak = peak_memory();
    let about = About { articles: articles.len(), megabytes, rounds: args.rounds, threads, machine, peak };
    let mut output = Output::open(None)?;
    if args.json {
        writeln!(output, "{}", about.json(&measured))?;
    } else {
        about.table(&measured, &mut output)?;
    }
    output.finish()?;
    Ok(status)
}

/// What a stage took.
struct Measured {
    stage: &'static str,
    makes: &'static str,
    made: usize,
    /// By round.
    rounds: Vec<f64>,
}

impl Measured {
    /// The median of the rounds.
    fn seconds(&self) -> f64 {
        median(&self.rounds)
    }
}

/// Round after round, all stages in each, so that what else the machine does falls on all of them.
fn measure(mut stages: Vec<Stage<'_>>, rounds: u16) -> Vec<Measured> {
    let about = |stage: &Stage<'_>| Measured {
        stage: stage.name,
        makes: stage.makes,
        made: 0,
        rounds: Vec::with_capacity(rounds.into()),
    };
    let mut measured: Vec<_> = stages.iter().map(about).collect();
    for _ in 0..rounds {
        for (stage, measured) in stages.iter_mut().zip(&mut measured) {
            let (start, worked) = (Instant::now(), worked());
            measured.made = black_box((stage.run)());
            let by_clock = start.elapsed().as_secs_f64();
            measured
                .rounds
                .push(worked.and_then(|before| Some(self::worked()? - before)).unwrap_or(by_clock));
        }
    }
    measured
}

fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2].max(1e-9)
}

/// How many seconds this thread has had of a processor, where the system tells.
fn worked() -> Option<f64> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: u64 = told.split_whitespace().next()?.parse().ok()?;
    Some(nanoseconds as f64 / 1e9)
}

/// How many times as fast as one thread two are, and two runs of one thread each side by side.
fn two_threads(args: &Args, extractor: &Extractor) -> [f64; 2] {
    let (mut one, mut two, mut both) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..args.rounds {
        let timed = |seconds: &mut Vec<f64>, run: &dyn Fn()| {
            let start = Instant::now();
            run();
            seconds.push(start.elapsed().as_secs_f64());
        };
        let run = |threads| {
            black_box(to_jsonl(args, extractor, threads));
        };
        timed(&mut one, &|| run(1));
        timed(&mut two, &|| run(2));
        timed(&mut both, &|| {
            std::thread::scope(|scope| {
                scope.spawn(|| run(1));
                run(1);
            });
        });
    }
    let one = median(&one);
    [one / median(&two), 2.0 * one / median(&both)]
}

/// What was measured on.
struct About {
    articles: usize,
    megabytes: f64,
    rounds: u16,
    /// How many times as fast as one thread two are.
    threads: f64,
    /// The same of two runs side by side.
    machine: f64,
    /// The most memory held, in bytes.
    peak: Option<u64>,
}

impl About {
    fn table(&self, measured: &[Measured], out: &mut dyn Write) -> std::io::Result<()> {
        let Self { articles, megabytes, rounds, .. } = self;
        writeln!(out, "{articles} articles, {megabytes:.2} MB of text, {rounds} rounds\n")?;
        writeln!(out, "{:<16} {:>9} {:>11}   makes", "stage", "MB/s", "ms")?;
        for one in measured {
            let (Measured { stage, makes, made, .. }, seconds) = (one, one.seconds());
            let (rate, milliseconds) = (megabytes / seconds, seconds * 1e3);
            writeln!(out, "{stage:<16} {rate:>9.1} {milliseconds:>11.2}   {made} {makes}")?;
        }
        writeln!(out)?;
        for (name, share) in Self::shares(measured) {
            writeln!(out, "{name}: {:.0} % of the speed of extraction", share * 100.0)?;
        }
        let (threads, machine) = (self.threads, self.machine);
        writeln!(out, "two threads: {threads:.2} times one; two runs side by side: {machine:.2} times")?;
        if let Some(peak) = self.peak {
            let peak = peak as f64 / 1e6;
            writeln!(out, "\npeak memory {peak:.0} MB, of which the corpus is {megabytes:.0} MB")?;
        }
        Ok(())
    }

    /// What share of extraction's own speed is left with reading and writing around it: the median of the rounds' own
    /// shares.
    fn shares(measured: &[Measured]) -> Vec<(&'static str, f64)> {
        let rounds = |name: &str| measured.iter().find(|one| one.stage == name).map(|one| &one.rounds);
        let share = |name| {
            let shares: Vec<_> =
                rounds("extraction")?.iter().zip(rounds(name)?).map(|(alone, all)| alone / all).collect();
            Some((name, median(&shares)))
        };
        ["all to JSONL", "all to Parquet"].into_iter().filter_map(share).collect()
    }

    fn json(&self, measured: &[Measured]) -> Value {
        let stage = |one: &Measured| {
            json!({
                "stage": one.stage,
                "mb_per_second": rounded(self.megabytes / one.seconds()),
                "milliseconds": rounded(one.seconds() * 1e3),
                "made": one.made,
                "makes": one.makes,
            })
        };
        json!({
            "version": env!("CARGO_PKG_VERSION"),
            "articles": self.articles,
            "megabytes": self.megabytes,
            "rounds": self.rounds,
            "threads": 1,
            "stages": measured.iter().map(stage).collect::<Vec<_>>(),
            "shares": Self::shares(measured).into_iter().map(|(name, share)| (name.to_owned(), rounded(share).into())).collect::<serde_json::Map<_, _>>(),
            "two_threads": rounded(self.threads),
            "two_runs": rounded(self.machine),
            "peak_memory_bytes": self.peak,
        })
    }
}

/// To three decimals.
fn rounded(value: f64) -> f64 {
    (value * 1e3).round() / 1e3
}

/// Every stage, in the order of the flow.
fn stages<'s>(
    args: &'s Args,
    [by_rules, extractor]: [&'s Extractor; 2],
    articles: &'s [Article<'s>],
    found: &'s [Extraction],
) -> Vec<Stage<'s>> {
    vec![
        Stage { name: "read and parse", makes: "articles", run: Box::new(move || read(args)) },
        Stage { name: "tokenizer", makes: "tokens", run: Box::new(move || tokens(articles)) },
        Stage { name: "words", makes: "tokens", run: Box::new(move || words(articles)) },
        Stage { name: "quoted spans", makes: "spans", run: Box::new(move || quoted_spans(articles)) },
        Stage { name: "rules", makes: "attributions", run: Box::new(move || extraction(articles, by_rules)) },
        Stage {
            name: "extraction",
            makes: "attributions",
            run: Box::new(move || extraction(articles, extractor)),
        },
        Stage { name: "write JSONL", makes: "bytes", run: Box::new(move || write(articles, found)) },
        Stage { name: "all by rules", makes: "bytes", run: Box::new(move || all(args, by_rules)) },
        Stage {
            name: "all to JSONL",
            makes: "attributions",
            run: Box::new(move || to_jsonl(args, extractor, 1)),
        },
        Stage {
            name: "all to Parquet",
            makes: "attributions",
            run: Box::new(move || to_parquet(args, extractor)),
        },
    ]
}

fn read(args: &Args) -> usize {
    let mut count = 0;
    let _ = each(args.input.paths.clone(), &args.input.options(&[]), |article| {
        count += usize::from(black_box(article).is_ok());
        Ok::<(), ()>(())
    });
    count
}

/// Cuts each article and hands it to `next`, which counts what it makes.
fn each_document(articles: &[Article<'_>], mut next: impl FnMut(&Document<'_>) -> usize) -> usize {
    let mut segments = Segments::default();
    let mut made = 0;
    for article in articles {
        let doc = Document::with_body(&article.text, article.body_start, segments);
        made += next(&doc);
        segments = doc.into_segments();
    }
    made
}

fn tokens(articles: &[Article<'_>]) -> usize {
    each_document(articles, |doc| doc.tokens().len())
}

fn words(articles: &[Article<'_>]) -> usize {
    let mut sheet = Sheet::default();
    each_document(articles, |doc| {
        sheet.read(doc);
        sheet.lex.len()
    })
}

fn quoted_spans(articles: &[Article<'_>]) -> usize {
    let mut sheet = Sheet::default();
    let (mut spans, mut notes) = (Vec::new(), Vec::new());
    each_document(articles, |doc| {
        sheet.read(doc);
        notes.clear();
        quoted::find(doc, &sheet.lex, &mut spans, &mut notes);
        spans.len()
    })
}

fn extraction(articles: &[Article<'_>], extractor: &Extractor) -> usize {
    let mut scratch = Scratch::default();
    let mut count = |article: &Article<'_>| {
        let found = extractor.extract_with(article.input(), &mut scratch);
        let count = found.attributions.len();
        scratch.give_back(found);
        count
    };
    articles.iter().map(&mut count).sum()
}

fn write(articles: &[Article<'_>], found: &[Extraction]) -> usize {
    let sink = Sink::new(OutputFormat::Jsonl);
    let mut writer = sink.writer();
    let mut out = Vec::new();
    let mut bytes = 0;
    for (article, found) in articles.iter().zip(found) {
        writer.article(&mut out, article, found);
        bytes += out.len();
        out.clear();
    }
    bytes
}

/// What `inquit extract` does, thread and all, with nobody listening.
fn piped(
    args: &Args,
    extractor: &Extractor,
    threads: usize,
    run: impl FnOnce(Job<'_>, &mut Listener<'_>) -> Option<Counts>,
) -> usize {
    let options = args.input.options(&[]);
    let extract = |input: Input<'_>, scratch: &mut Scratch| extractor.extract_with(input, scratch);
    let job = Job {
        paths: args.input.paths.clone(),
        options: &options,
        threads: Threads::new(threads),
        extract: &extract,
    };
    let counts = run(job, &mut Listener { problem: &mut |_| {}, progress: &mut |_| {} });
    counts.map_or(0, |counts| counts.attributions as usize)
}

fn to_jsonl(args: &Args, extractor: &Extractor, threads: usize) -> usize {
    piped(args, extractor, threads, |job, listener| {
        extract_to(job, &Sink::new(OutputFormat::Jsonl), &mut std::io::sink(), listener).ok()
    })
}

fn to_parquet(args: &Args, extractor: &Extractor) -> usize {
    piped(args, extractor, 1, |job, listener| {
        let file = tempfile::NamedTempFile::new().ok()?;
        let sink = Sink::new(OutputFormat::Jsonl);
        extract_into(job, StoreFormat::Parquet, &sink, file.path(), listener).ok().map(|(counts, _)| counts)
    })
}

fn all(args: &Args, extractor: &Extractor) -> usize {
    let mut scratch = Scratch::default();
    let sink = Sink::new(OutputFormat::Jsonl);
    let mut writer = sink.writer();
    let mut out = Vec::new();
    let mut bytes = 0;
    let _ = each(args.input.paths.clone(), &args.input.options(&[]), |article| {
        if let Ok(article) = article {
            let found =
                guarded(&article, &mut scratch, |scratch| extractor.extract_with(article.input(), scratch));
            if let Ok(found) = found {
                writer.article(&mut out, &article, &found);
                bytes += out.len();
                out.clear();
                scratch.give_back(found);
            }
        }
        Ok::<(), ()>(())
    });
    bytes
}

/// The most memory this process has held, in bytes, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
