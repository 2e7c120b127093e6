//! How fast articles are read, parsed and written with extraction switched off.
//!
//! usage: io_speed FILE [ROUNDS]
//!
//! Each sentence-like stretch of quotation marks stands in for an attribution, so that as much is written as a
//! real run writes. Bias: the stand-ins are found by a plain search for `"`, whose time is inside the figures.

use std::path::PathBuf;
use std::time::Instant;

use inquit::{Attribution, Extraction, Input, Kind, Scratch, Span};
use inquit_formats::{Job, Listener, OutputFormat, ReadOptions, Sink, Threads, extract_to};

type Stage = (&'static str, fn(Input<'_>, &mut Scratch) -> Extraction);

fn main() {
    let mut args = std::env::args().skip(1);
    let path = PathBuf::from(args.next().expect("usage: io_speed FILE [ROUNDS]"));
    let rounds: usize = args.next().map_or(5, |rounds| rounds.parse().expect("ROUNDS is a number"));
    let stages: [Stage; 2] = [("read and parse", nothing), ("read, parse and write", marked)];
    for (name, extract) in stages {
        for threads in [1, 2] {
            let mut seconds = Vec::new();
            let mut line = String::new();
            for _ in 0..rounds {
                let mut out = Counting::default();
                let start = Instant::now();
                let counts = extract_to(
                    Job {
                        paths: vec![path.clone()],
                        options: &ReadOptions::default(),
                        threads: Threads::new(threads),
                        extract: &extract,
                    },
                    &Sink::new(OutputFormat::Jsonl),
                    &mut out,
                    &mut Listener { problem: &mut |problem| eprintln!("{problem}"), progress: &mut |_| {} },
                )
                .expect("memory can be written");
                seconds.push(start.elapsed().as_secs_f64());
                let best = seconds.iter().copied().fold(f64::INFINITY, f64::min);
                line = format!(
                    "{name}, {threads} thread(s): {:.0} MB/s of input, {:.0} MB/s of text; {} articles, {:.1} MB out",
                    counts.input_bytes as f64 / 1e6 / best,
                    counts.text_bytes as f64 / 1e6 / best,
                    counts.articles,
                    out.bytes as f64 / 1e6,
                );
            }
            println!("{line}");
        }
    }
}

fn nothing(_: Input<'_>, _: &mut Scratch) -> Extraction {
    Extraction::default()
}

fn marked(input: Input<'_>, _: &mut Scratch) -> Extraction {
    let marks: Vec<usize> = memchr_all(input.text);
    let attribution = |pair: &[usize]| {
        let start = pair[0] as u32;
        let content = vec![Span::new(start, pair[1] as u32 + 1)];
        let mark = Some(Span::new(start, start));
        Attribution {
            rule: "marks",
            confidence: 0.5,
            ..Attribution::given(content, mark, mark, Kind::Direct)
        }
    };
    Extraction { attributions: marks.chunks_exact(2).map(attribution).collect(), notes: Vec::new() }
}

fn memchr_all(text: &str) -> Vec<usize> {
    memchr::memchr_iter(b'"', text.as_bytes()).collect()
}

#[derive(Default)]
struct Counting {
    bytes: usize,
}

impl std::io::Write for Counting {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.bytes += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
