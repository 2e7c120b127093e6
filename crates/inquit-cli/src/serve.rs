//! `inquit serve`: the page on this machine, to explore a database, to try texts, to set right what was found.

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use inquit_web::serve::{Limits, Options, serve};

use crate::input;
use crate::making::with;
use crate::progress;
use crate::status::{Status, Stop};

/// Serve a page on this machine: explore a database, try texts, set right what was found
///
/// Without a database the page has "Try it" alone: text is marked as you type.
/// With one that inquit extract wrote (-o FILE.sqlite --with-texts) it has the views
/// of inquit report over any number of quotations, and what is wrong can be set
/// right: corrections are kept in FILE.sqlite.corrections.jsonl, or where
/// --corrections says, and inquit extract --corrections applies them later.
///
/// Programs ask the same server: POST /v1/extract, GET /v1/quotations; the whole
/// is described in /v1/openapi.json. Only this machine is let in unless --listen
/// says otherwise; there are no accounts, so let in only whom you trust.
///
/// Examples:
///
///   inquit extract articles/ --with-texts -o news.sqlite && inquit serve news.sqlite
///
///   curl -s 127.0.0.1:8477/v1/extract -H 'Content-Type: application/json' \
///     -d '{"text":"\"It works,\" Ana Lima told Reuters."}'
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// A database that inquit extract wrote
    #[arg(value_name = "DATABASE")]
    database: Option<PathBuf>,

    #[command(flatten)]
    model: input::ModelArgs,

    #[command(flatten)]
    known: input::KnownArgs,

    /// Port to listen on; 0 is any that is free
    #[arg(long, default_value_t = 8477)]
    port: u16,

    /// Address to listen on; 0.0.0.0 lets other machines in
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    listen: IpAddr,

    /// A name by which browsers may ask for this server, besides localhost and the address listened on
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,

    /// Keep corrections in this file [default: DATABASE.corrections.jsonl]
    #[arg(long, value_name = "FILE", requires = "database")]
    corrections: Option<PathBuf>,

    /// Longest request, in MB
    #[arg(long, value_name = "MB", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=256))]
    max_body: u16,

    /// Longest time for a request, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..))]
    max_time: u16,

    /// What stands above the page
    #[arg(long, value_name = "TEXT", default_value = "Who said what")]
    title: String,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Status, Stop> {
    let beside = args.database.as_deref().map(|path| with(path, ".corrections.jsonl"));
    let own = (!args.listen.is_unspecified()).then(|| match args.listen {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    });
    let limits = Limits {
        body: usize::from(args.max_body) << 20,
        time: Duration::from_secs(args.max_time.into()),
        ..Limits::default()
    };
    let options = Options {
        address: SocketAddr::new(args.listen, args.port),
        hosts: args.allow_host.iter().cloned().chain(own).collect(),
        database: args.database.clone(),
        corrections: args.corrections.clone().or(beside),
        title: args.title.clone(),
        extractor: args.model.extractor()?.with_known(args.known.read()?),
        limits,
    };
    let served = serve(options, |address| {
        // Whoever started it may wait for this line; where nobody reads it the server runs all the same.
        let _ = writeln!(std::io::stdout(), "http://{address}/");
        let _ = std::io::stdout().flush();
        progress::tell("inquit: serving; Ctrl-C ends it");
    });
    served.map_err(Stop::new)?;
    Ok(Status::Done)
}
