//! Progress and problems on standard error.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use inquit_formats::read::files::total_bytes;
use inquit_formats::{Counts, Problem};

/// Work shorter than this needs no bar.
const LONG: Duration = Duration::from_secs(1);

/// A bar that shows itself on a terminal when the work takes long.
pub struct Progress {
    bar: ProgressBar,
    started: Instant,
    /// Bytes that an earlier run did.
    before: u64,
}

impl Progress {
    /// The bar for reading `paths`.
    pub fn new(paths: &[PathBuf]) -> Self {
        Self::going_on(paths, &Counts::default())
    }

    /// The same where an earlier run did so much.
    pub fn going_on(paths: &[PathBuf], before: &Counts) -> Self {
        let bar = ProgressBar::new_spinner().with_style(style("{spinner} {msg} {elapsed}"));
        bar.set_draw_target(ProgressDrawTarget::hidden());
        if std::io::stderr().is_terminal() {
            // Folders are walked meanwhile; a pipe's size is never known.
            let (bar, paths) = (bar.clone(), paths.to_vec());
            std::thread::spawn(move || {
                if let Some(total) = total_bytes(&paths) {
                    bar.set_style(style("{bar:30} {percent:>3}% {msg} {eta} left"));
                    bar.set_length(total);
                }
            });
        }
        bar.set_position(before.file_bytes);
        bar.reset_eta();
        Self { bar, started: Instant::now(), before: before.input_bytes }
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
        self.bar.set_position(counts.file_bytes);
        self.bar.set_message(format!(
            "{} articles, {} quotations, {}/s",
            HumanCount(counts.articles),
            HumanCount(counts.attributions),
            HumanBytes(((counts.input_bytes - self.before) as f64 / seconds) as u64)
        ));
    }

    /// Tells a problem.
    pub fn tell(&self, problem: &Problem) {
        let note = if problem.lost { "" } else { "note: " };
        self.bar.suspend(|| tell(&format!("{note}{problem}")));
    }

    /// Takes the bar away and sums the problems up.
    pub fn finish(&self, counts: &Counts) {
        self.finish_with(counts, None);
    }

    /// The same where the problems are in a file.
    pub fn finish_with(&self, counts: &Counts, rejects: Option<&Path>) {
        self.bar.finish_and_clear();
        if counts.failed > 0 {
            let (failed, read) = (counts.failed, counts.articles);
            let place = rejects.map(|path| format!(", see {}", path.display())).unwrap_or_default();
            tell(&format!("{failed} passed over{place}, {read} articles read"));
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
