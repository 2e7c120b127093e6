//! Progress and problems on standard error.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use inquit_formats::{Counts, Problem};

/// Work shorter than this needs no bar.
const LONG: Duration = Duration::from_secs(1);

/// A bar that shows itself on a terminal when the work takes long.
pub struct Progress {
    bar: ProgressBar,
    started: Instant,
}

impl Progress {
    /// The bar for reading `paths`.
    pub fn new(paths: &[PathBuf]) -> Self {
        // A folder's size is not known before it is walked, and a pipe's never.
        let size =
            |path: &PathBuf| path.metadata().ok().filter(std::fs::Metadata::is_file).map(|about| about.len());
        let total: Option<u64> = paths.iter().map(size).sum();
        let bar = match total {
            Some(total) => {
                ProgressBar::new(total).with_style(style("{bar:30} {percent:>3}% {msg} {eta} left"))
            }
            None => ProgressBar::new_spinner().with_style(style("{spinner} {msg} {elapsed}")),
        };
        bar.set_draw_target(ProgressDrawTarget::hidden());
        Self { bar, started: Instant::now() }
    }

    /// Shows how far the work is.
    pub fn show(&self, counts: &Counts) {
        if self.bar.is_hidden() {
            if self.started.elapsed() < LONG {
                return;
            }
            // Draws nothing where standard error is no terminal.
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        let seconds = self.started.elapsed().as_secs_f64();
        self.bar.set_position(counts.input_bytes);
        self.bar.set_message(format!(
            "{} articles, {} quotations, {}/s",
            HumanCount(counts.articles),
            HumanCount(counts.attributions),
            HumanBytes((counts.input_bytes as f64 / seconds) as u64)
        ));
    }

    /// Tells a problem.
    pub fn tell(&self, problem: &Problem) {
        let note = if problem.lost { "" } else { "note: " };
        self.bar.suspend(|| tell(&format!("{note}{problem}")));
    }

    /// Takes the bar away and sums the problems up.
    pub fn finish(&self, counts: &Counts) {
        self.bar.finish_and_clear();
        if counts.failed > 0 {
            let (failed, read) = (counts.failed, counts.articles);
            tell(&format!("{failed} passed over, {read} articles read"));
        }
    }
}

/// Writes a line to standard error; if nobody listens there, there is nobody to tell.
pub fn tell(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "{line}");
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
