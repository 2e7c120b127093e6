//! `inquit rules`: every rule with what it matches.

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
    /// Form of the output
    #[arg(long, short, value_enum, default_value = "table")]
    format: Form,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Status, Stop> {
    let row = |rule: inquit::RuleInfo| -> Vec<Value> {
        vec![rule.name.into(), rule.matches.into(), rule.example.into()]
    };
    let rows: Vec<_> = inquit::rules().into_iter().map(row).collect();
    let mut output = Output::open(None)?;
    cells::write(&mut output, args.format, &["name", "matches", "example"], &rows)?;
    output.finish()?;
    Ok(Status::Done)
}
