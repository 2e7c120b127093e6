//! `inquit rules`: every rule with what it matches.

use std::path::PathBuf;

use serde_json::Value;

use crate::cells::{self, Form};
use crate::output::Output;
use crate::status::{Status, Stop};

/// List the rules, in the order in which they are asked
///
/// The name is that of the field `rule` in records.
///
/// Example:
///
///   inquit rules --format jsonl | grep '"name":"according_to"'
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// Write to this file, which appears when all is done
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Form of the output [default: by the ending of -o; table otherwise]
    #[arg(long, short, value_enum)]
    format: Option<Form>,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Status, Stop> {
    let row = |rule: inquit::RuleInfo| -> Vec<Value> {
        vec![rule.name.into(), rule.matches.into(), rule.example.into()]
    };
    let rows: Vec<_> = inquit::rules().into_iter().map(row).collect();
    let form = cells::form(args.format, args.output.as_deref())?;
    let mut output = Output::open(args.output.as_deref())?;
    cells::write(&mut output, form, "", &["name", "matches", "example"], &rows)?;
    output.finish()?;
    Ok(Status::Done)
}
