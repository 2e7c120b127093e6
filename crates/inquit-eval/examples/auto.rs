//! Writes the curve of the model `auto`: how much of what `best` finds beyond `fast` it keeps, and how fast, by the doubt
//! from which on it reads a paragraph again.
//!
//! usage: `cargo run --release -p inquit-eval --features best --example auto -- [--best FILE] GOLD.jsonl docs/auto`
//!
//! Writes `docs/auto.md` and `docs/auto.svg`. Everything runs on one thread; its time is the processor's, where the
//! system tells that.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use inquit::{Extractor, Model, Second};
use inquit_eval::gold::{self, Document};
use inquit_eval::predict::predict;
use inquit_eval::score::{self, Options};

/// Doubts, from never to always. The one that ships is among them.
const DOUBTS: [f32; 13] =
    [f32::INFINITY, 0.024, 0.016, 0.012, 0.009, 0.007, 0.006, 0.0055, 0.004, 0.003, 0.002, 0.001, 0.0];

static BEST: OnceLock<Arc<Model>> = OnceLock::new();

/// What came of one doubt.
struct Point {
    doubt: f32,
    attributed: f64,
    quoted: f64,
    /// Words a second.
    speed: f64,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let mut best = Model::best();
    if arguments.first().is_some_and(|first| first.as_os_str() == "--best") && arguments.len() > 1 {
        best = Arc::new(Model::read(std::fs::read(&arguments[1])?.into())?);
        arguments.drain(..2);
    }
    let _ = BEST.set(best);
    let [file, out] = arguments.as_slice() else {
        return Err("usage: auto [--best FILE] GOLD.jsonl docs/auto".into());
    };
    let gold = gold::load(file)?;
    let points: Vec<Point> = DOUBTS.iter().map(|doubt| point(&gold, *doubt)).collect();
    std::fs::write(out.with_extension("md"), table(file, &gold, &points))?;
    std::fs::write(out.with_extension("svg"), plot(&points))?;
    Ok(())
}

fn point(gold: &[Document], doubt: f32) -> Point {
    let fast = (*Model::fast()).clone();
    let best = || BEST.get().map_or_else(Model::best, Arc::clone);
    let model = Model { second: Some(Second::new(best, doubt)), ..fast };
    let extractor = Extractor::with_model(Arc::new(model));
    let (clock, before) = (Instant::now(), worked());
    let mut rounds = 0;
    let (found, seconds) = loop {
        let found: Vec<Document> = gold.iter().map(|doc| predict(&extractor, doc)).collect();
        rounds += 1;
        let seconds = match (before, worked()) {
            (Some(before), Some(now)) => now - before,
            _ => clock.elapsed().as_secs_f64(),
        };
        // The clock of the processor ticks in hundredths.
        if seconds > 1.0 {
            break (found, seconds);
        }
    };
    let report = score::score(gold, &found, &Options::default());
    let f1 = |kind: &str| report.tally("attributed", kind).figures().f1;
    Point {
        doubt,
        attributed: f1("all"),
        quoted: f1("quoted"),
        speed: f64::from(rounds) * words(gold) as f64 / seconds,
    }
}

fn words(gold: &[Document]) -> usize {
    gold.iter().map(|doc| doc.text.split_whitespace().count()).sum()
}

/// How many seconds this program has had of a processor, where the system tells.
fn worked() -> Option<f64> {
    let line = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = line.rsplit_once(") ")?.1.split(' ').skip(11);
    let mut ticks = || fields.next()?.parse::<u32>().ok();
    Some(f64::from(ticks()? + ticks()?) / 100.0)
}

/// How much of what the best model finds beyond the fast one is found, in percent.
fn kept(points: &[Point], at: &Point) -> f64 {
    let (fast, best) = (points[0].attributed, points[points.len() - 1].attributed);
    100.0 * (at.attributed - fast) / (best - fast)
}

fn table(file: &Path, gold: &[Document], points: &[Point]) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let mut out = format!(
        "# The model `auto`\n\n\
         It reads everything with the fast model, and again with the best one the paragraphs of which the fast one is\n\
         unsure: where at least so many mistakes a token are to be expected. A candidate with the probability p is one\n\
         with min(p, 1 - p); a word that may be a cue, where there are more of them than candidates, is a tenth of one. Up to\n\
         60 tokens between such paragraphs are read with them. The paragraphs' labels are then the best model's, and their\n\
         candidates are judged by the best model's judge. Paragraphs that stand beside each other are read in one window.\n\n\
         ![Share of the gain by words a second](auto.svg)\n\n\
         {name}, {} words, one thread; attributed F1 in percent, the share kept of what the best model gains, words of the\n\
         text a second of the processor. The first row is the fast model, the last the best one.\n\n\
         | mistakes a token | attributed | quoted | gain kept | words a second |\n|---|---|---|---|---|\n",
        words(gold)
    );
    for point in points {
        let Point { attributed, quoted, speed, .. } = point;
        let (doubt, kept) = (named(point.doubt), kept(points, point));
        let _ = writeln!(out, "| {doubt} | {attributed} | {quoted} | {kept:.0}% | {speed:.0} |");
    }
    out.push_str("\nMade by `cargo run --release -p inquit-eval --features best --example auto -- GOLD.jsonl docs/auto`.\n");
    out
}

/// A doubt in words; the one that ships is marked.
fn named(doubt: f32) -> String {
    let ships =
        Model::auto().second.as_ref().is_some_and(|second| (second.least() - doubt).abs() < f32::EPSILON);
    match (doubt.is_finite(), ships) {
        (false, _) => "never".to_owned(),
        (true, false) => doubt.to_string(),
        (true, true) => format!("{doubt} (as built in)"),
    }
}

/// A plot with words a second across, by powers of ten, and the share of the gain upwards.
fn plot(points: &[Point]) -> String {
    const WIDTH: f64 = 640.0;
    const HEIGHT: f64 = 360.0;
    const EDGE: f64 = 50.0;
    let decades = |speed: f64| speed.log10();
    let low = points.iter().map(|point| decades(point.speed)).fold(f64::INFINITY, f64::min).floor();
    let high = points.iter().map(|point| decades(point.speed)).fold(0.0, f64::max).ceil();
    let x = |speed: f64| EDGE + (decades(speed) - low) / (high - low) * (WIDTH - 2.0 * EDGE);
    let y = |kept: f64| HEIGHT - EDGE - kept / 110.0 * (HEIGHT - 2.0 * EDGE);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
         font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
    );
    for kept in [0.0, 25.0, 50.0, 75.0, 90.0, 100.0] {
        let (at, right) = (y(kept), WIDTH - EDGE);
        let _ = writeln!(out, "<path d=\"M{EDGE} {at:.1}H{right}\" stroke=\"#ccc\"/>");
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{kept}%</text>",
            EDGE - 6.0,
            at + 4.0
        );
    }
    for decade in low as i32..=high as i32 {
        let speed = 10f64.powi(decade);
        let (at, bottom) = (x(speed), HEIGHT - EDGE);
        let _ = writeln!(out, "<path d=\"M{at:.1} {EDGE}V{bottom}\" stroke=\"#ccc\"/>");
        let _ = writeln!(
            out,
            "<text x=\"{at:.1}\" y=\"{}\" text-anchor=\"middle\">{speed}</text>",
            bottom + 18.0
        );
    }
    let line: Vec<String> =
        points.iter().map(|point| format!("{:.1},{:.1}", x(point.speed), y(kept(points, point)))).collect();
    let _ = writeln!(
        out,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"#1f5fa8\" stroke-width=\"2\"/>",
        line.join(" ")
    );
    for (point, place) in points.iter().zip(&line) {
        let (at, up) = place.split_once(',').unwrap_or_default();
        let doubt = named(point.doubt);
        let _ = writeln!(
            out,
            "<circle cx=\"{at}\" cy=\"{up}\" r=\"4\" fill=\"#1f5fa8\"><title>{doubt}</title></circle>"
        );
    }
    let _ = writeln!(
        out,
        "<text x=\"{:.0}\" y=\"{:.0}\" text-anchor=\"middle\">words a second on one core</text>\n\
         <text x=\"{EDGE}\" y=\"24\">share kept of what the best model gains over the fast one</text>\n</svg>",
        WIDTH / 2.0,
        HEIGHT - 10.0
    );
    out
}
