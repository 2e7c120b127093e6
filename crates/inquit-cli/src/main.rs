//! The command line of inquit. Each subcommand is a file.

mod status;
mod input;
mod gather;
mod output;
mod beside;
mod making;
mod long;
mod format;
mod progress;
mod cells;
mod extract;
mod table;
mod report;
#[cfg(feature = "serve")]
mod serve;
mod dedup;
mod verify;
mod mask;
mod restore;
mod explain;
mod tokens;
mod rules;
mod score;
mod train;
mod train_names;
mod bench;

use clap::{Parser, Subcommand};
use status::Status;

/// Finds who said what, in which words and to which outlet, in news text.
///
/// Reads text, web pages, Word documents, JSON, CSV, TSV, Parquet, web archives
/// and feeds, plain or packed; writes one record a quotation. Works offline, in memory that does not grow with the corpus.
///
///   inquit extract articles/ -o quotations.csv
///
///   printf '"It works," Ana Lima told Reuters.' | inquit extract - --format text
///
/// Exit status: 0 done, 1 wrong command line or output that cannot be written,
/// 2 done but for some articles, each of which was reported, 130 stopped by the user.
#[derive(Parser)]
#[command(name = "inquit", version, max_term_width = 100, verbatim_doc_comment)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Extract(extract::Args),
    Table(table::Args),
    Report(report::Args),
    #[cfg(feature = "serve")]
    Serve(serve::Args),
    Dedup(dedup::Args),
    Verify(verify::Args),
    Mask(mask::Args),
    Restore(restore::Args),
    Explain(explain::Args),
    Tokens(tokens::Args),
    Rules(rules::Args),
    Score(score::Args),
    Train(train::Args),
    TrainNames(train_names::Args),
    Bench(bench::Args),
}

fn main() -> std::process::ExitCode {
    inquit_formats::guard::quiet_panics();
    Status::exit(match Cli::try_parse() {
        Err(error) => Ok(status::usage(&error)),
        Ok(cli) => match cli.command {
            Command::Extract(args) => extract::run(&args),
            Command::Table(args) => table::run(&args),
            Command::Report(args) => report::run(&args),
            #[cfg(feature = "serve")]
            Command::Serve(args) => serve::run(&args),
            Command::Dedup(args) => dedup::run(&args),
            Command::Verify(args) => verify::run(&args),
            Command::Mask(args) => mask::run(&args),
            Command::Restore(args) => restore::run(&args),
            Command::Explain(args) => explain::run(&args),
            Command::Tokens(args) => tokens::run(&args),
            Command::Rules(args) => rules::run(&args),
            Command::Score(args) => score::run(&args),
            Command::Train(args) => train::run(&args),
            Command::TrainNames(args) => train_names::run(&args),
            Command::Bench(args) => bench::run(&args),
        },
    })
}
