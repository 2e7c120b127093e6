//! What a long run of `inquit extract` has besides: a sample, a journal, what earlier runs did, and Ctrl-C.

use std::fs::{self, File, OpenOptions};
use std::io::{BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use inquit_formats::{Mark, Since};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use crate::making::with;
use crate::status::Stop;

/// Options of long runs.
#[derive(clap::Args, Debug)]
#[group(id = "long")]
#[command(next_help_heading = "Long runs")]
pub struct Args {
    /// Go on with the run that was stopped, killed or ran out of disk; begin where there is none
    ///
    /// While a run lasts its output is FILE.part, with FILE.part-state beside it. The command must be the same, and the
    /// part of the input that is done must not have changed; it is read again, but not extracted from again. The
    /// output is what a run without a stop would have written. JSON lines, CSV, TSV, text, CoNLL, TEI, Parquet, SQLite
    /// and brat can be gone on with, Excel workbooks and what goes to standard output cannot.
    #[arg(long)]
    pub resume: bool,

    /// How often what is done is made safe, in seconds; 0 is after each batch
    #[arg(long, value_name = "SECONDS", default_value_t = 5)]
    pub checkpoint: u32,

    /// Extract only what is new since the last run with this state file, which is made at the first
    ///
    /// Files are known by path, size and time; articles of files that changed by all that is said of them. The state
    /// is written when the output is whole.
    #[arg(long, value_name = "FILE", conflicts_with = "sample")]
    pub since_state: Option<PathBuf>,

    /// Cut texts longer than this, in MB, between paragraphs into pieces, and say so; what is whole takes some 50 times
    /// its size in memory
    ///
    /// Offsets count from the beginning of the whole text, and the numbers of quotations go on from 1000001, 2000001 …
    /// in each further piece. Where articles are written as a whole each piece is one, ID#2, ID#3 …
    #[arg(long, value_name = "MB", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=4095))]
    pub cut: u32,

    /// Write what was passed over to this file, as JSON lines with file, line, reason and cure
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,

    /// Extract from so many articles, chosen at random from all, for a first look; they are held in memory
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), conflicts_with = "resume")]
    pub sample: Option<u32>,

    /// Another seed chooses another sample
    #[arg(long, value_name = "N", default_value_t = 0, requires = "sample")]
    pub seed: u64,
}

impl Args {
    /// How often the journal is written.
    pub fn every(&self) -> Duration {
        Duration::from_secs(self.checkpoint.into())
    }

    /// What bears on the output, by the names of the options.
    pub fn given(&self) -> Vec<(&'static str, String)> {
        let mut given = Vec::new();
        if let Some(sample) = self.sample {
            given.push(("sample", sample.to_string()));
            given.push(("seed", self.seed.to_string()));
        }
        given
    }

    /// What earlier runs did.
    pub fn since(&self) -> Result<Option<Arc<Since>>, Stop> {
        let Some(path) = &self.since_state else { return Ok(None) };
        let stop = |why: String| Stop::new(format!("--since-state {}: {why}", path.display()));
        let new = with(path, ".new");
        // Between naming the output and naming the state a run was killed: its state counts.
        if let Some(output) = File::open(&new).ok().and_then(|file| Since::output(BufReader::new(file)))
            && Path::new(&output).exists()
            && !with(Path::new(&output), ".part").exists()
        {
            fs::rename(&new, path).map_err(|error| stop(format!("cannot be written ({error})")))?;
        }
        match File::open(path) {
            Ok(file) => {
                let cure = "name a state that inquit wrote, or a file that is not there yet";
                let since =
                    Since::read(BufReader::new(file)).map_err(|why| stop(format!("{why}; {cure}")))?;
                Ok(Some(Arc::new(since)))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Some(Arc::default())),
            Err(error) => Err(stop(format!("cannot be read ({error}); check the path"))),
        }
    }

    /// Writes the state that [`Args::name_state`] names when the output has its name.
    pub fn write_state(&self, since: Option<&Since>, output: Option<&Path>) -> Result<(), Stop> {
        let (Some(path), Some(since)) = (&self.since_state, since) else { return Ok(()) };
        let write = || {
            let mut file = BufWriter::new(File::create(with(path, ".new"))?);
            since.write(&mut file, output.map(|path| path.to_string_lossy()).as_deref())?;
            file.flush()?;
            file.get_ref().sync_all()
        };
        write().map_err(|error| {
            Stop::new(format!("--since-state {}: cannot be written ({error})", path.display()))
        })
    }

    /// The output has its name, and so what was done is done.
    pub fn name_state(&self) -> Result<(), Stop> {
        let Some(path) = &self.since_state else { return Ok(()) };
        let renamed = fs::rename(with(path, ".new"), path);
        renamed.map_err(|error| {
            Stop::new(format!("--since-state {}: cannot be written ({error})", path.display()))
        })
    }

    /// The file for what is passed over, as it was at the mark.
    pub fn open_rejects(&self, from: &Mark) -> Result<Option<File>, Stop> {
        let Some(path) = &self.rejects else { return Ok(None) };
        let open = || {
            let mut file =
                OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
            if file.metadata()?.len() < from.rejects {
                let why = "it is shorter than the run that was stopped left it";
                return Err(std::io::Error::other(why));
            }
            file.set_len(from.rejects)?;
            file.seek(SeekFrom::End(0))?;
            Ok(file)
        };
        let opened = open().map(Some);
        opened
            .map_err(|error| Stop::new(format!("--rejects {}: cannot be written ({error})", path.display())))
    }
}

/// True once the user pressed Ctrl-C, or the system asked the process to end; the second time the process ends at once.
pub fn interrupted() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // Where signals cannot be caught, the journal is there all the same.
        let _ = flag::register_conditional_shutdown(signal, 130, flag.clone());
        let _ = flag::register(signal, flag.clone());
    }
    flag
}
