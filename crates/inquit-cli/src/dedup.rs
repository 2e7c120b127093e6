//! `inquit dedup`: the same quotation in many articles becomes one, with its variants and their places.

use std::io::{BufWriter, IntoInnerError, Write};
use std::path::PathBuf;
use std::sync::Arc;

use inquit_formats::Quotation;
use inquit_formats::dedup::{Clusters, Variant, cluster};
use serde_json::{Map, Value, json};

use crate::cells::{self, Form};
use crate::gather;
use crate::output::Output;
use crate::progress;
use crate::status::{Status, Stop};

/// Cluster quotations that many articles have, also edited, cut or joined
///
/// Reads articles, or records (JSONL, CSV, TSV, Parquet, SQLite) that inquit extract
/// wrote. As JSON one object a cluster, with the longest version's words, its
/// variants and where they stand; as CSV, TSV and Parquet one row a quotation with
/// the number of its cluster. A variant is the same, typographic (the same words),
/// edited (four of five words in common) or cut (a part of the longest version).
/// Clusters and quotations are in input order.
///
/// Examples:
///
///   inquit dedup quotations.jsonl --min 2
///
///   inquit dedup articles/ -o clusters.jsonl
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Args {
    #[command(flatten)]
    gather: gather::Args,

    /// Write to this file, which appears when all is done
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Form of the output [default: by the ending of -o; table otherwise]
    #[arg(long, short, value_enum)]
    format: Option<Form>,

    /// Only clusters of at least this many quotations
    #[arg(long, value_name = "N", default_value_t = 1)]
    min: usize,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Status, Stop> {
    let form = cells::form(args.format, args.output.as_deref())?;
    args.gather.input.spare("-o", args.output.as_deref())?;
    // A line is written in many small parts.
    let mut output = BufWriter::new(Output::open(args.output.as_deref())?);
    let model = args.gather.asked_model();
    let mut quotations: Vec<Held> = Vec::new();
    let status = args.gather.each(&mut |quotation, _| {
        let held = Held::new(quotation, quotations.last());
        quotations.push(held);
    })?;
    let clusters = cluster(&quotations);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); clusters.longest.len()];
    for (number, member) in clusters.members.iter().enumerate() {
        members[member.cluster as usize].push(number);
    }
    let wanted = members.iter().enumerate().filter(|(_, members)| members.len() >= args.min);
    match form {
        Form::Jsonl => {
            for (number, members) in wanted {
                writeln!(output, "{}", object(number, members, &clusters, &quotations))?;
            }
        }
        Form::Json => {
            let all =
                wanted.map(|(number, members)| object(number, members, &clusters, &quotations)).collect();
            writeln!(output, "{}", Value::Array(all))?;
        }
        Form::Csv | Form::Tsv | Form::Parquet => {
            let heads = ["cluster", "cluster_size", "variant", "doc_id", "quote_id", "speaker", "text"];
            let mut rows = Vec::new();
            for (number, members) in wanted {
                rows.extend(members.iter().map(|at| row(number, members.len(), *at, &clusters, &quotations)));
            }
            cells::write(&mut output, form, model, &heads, &rows)?;
        }
        Form::Table => {
            let heads = ["cluster", "quotations", "edited", "cut", "speaker", "longest version"];
            let rows: Vec<_> =
                wanted.map(|(number, members)| summary(number, members, &clusters, &quotations)).collect();
            cells::write(&mut output, form, model, &heads, &rows)?;
        }
    }
    output.into_inner().map_err(IntoInnerError::into_error)?.finish()?;
    progress::tell(&format!("{} quotations in {} clusters", quotations.len(), clusters.longest.len()));
    Ok(status)
}

/// What is held of a quotation: there may be millions.
struct Held {
    text: Box<str>,
    doc_id: Option<Arc<str>>,
    quote_id: Option<Box<str>>,
    speaker: Option<Arc<str>>,
}

impl Held {
    /// Of a quotation behind another, with which it shares what is the same.
    fn new(quotation: Quotation, before: Option<&Self>) -> Self {
        let share = |own: Option<String>, before: Option<&Arc<str>>| {
            own.map(|own| before.filter(|before| ***before == *own).cloned().unwrap_or_else(|| own.into()))
        };
        Self {
            text: quotation.text.into(),
            doc_id: share(quotation.doc_id, before.and_then(|before| before.doc_id.as_ref())),
            quote_id: quotation.quote_id.map(Into::into),
            speaker: share(quotation.speaker, before.and_then(|before| before.speaker.as_ref())),
        }
    }
}

impl AsRef<str> for Held {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// Numbers of clusters begin with 1 for users.
fn shown(number: usize) -> Value {
    (number + 1).into()
}

fn object(number: usize, members: &[usize], clusters: &Clusters, quotations: &[Held]) -> Value {
    let longest = &quotations[clusters.longest[number] as usize];
    // Variants in the order of their first places.
    let mut variants: Vec<(&str, Variant, Vec<Value>)> = Vec::new();
    let mut known: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for at in members {
        let quotation = &quotations[*at];
        let place = json!({"doc_id": quotation.doc_id.as_deref(), "quote_id": quotation.quote_id.as_deref(), "speaker": quotation.speaker.as_deref()});
        let next = variants.len();
        let variant = *known.entry(&quotation.text).or_insert(next);
        if variant == next {
            variants.push((&quotation.text, clusters.members[*at].variant, Vec::new()));
        }
        variants[variant].2.push(place);
    }
    let variants: Vec<Value> = variants
        .into_iter()
        .map(|(text, variant, places)| json!({"text": text, "variant": variant.name(), "places": places}))
        .collect();
    let fields = [
        ("cluster", shown(number)),
        ("quotations", members.len().into()),
        ("text", (&*longest.text).into()),
        ("speaker", longest.speaker.as_deref().into()),
        ("variants", variants.into()),
    ];
    Value::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>())
}

fn row(number: usize, size: usize, at: usize, clusters: &Clusters, quotations: &[Held]) -> Vec<Value> {
    let quotation = &quotations[at];
    vec![
        shown(number),
        size.into(),
        clusters.members[at].variant.name().into(),
        quotation.doc_id.as_deref().into(),
        quotation.quote_id.as_deref().into(),
        quotation.speaker.as_deref().into(),
        (&*quotation.text).into(),
    ]
}

fn summary(number: usize, members: &[usize], clusters: &Clusters, quotations: &[Held]) -> Vec<Value> {
    let count =
        |variant: Variant| members.iter().filter(|at| clusters.members[**at].variant == variant).count();
    let longest = &quotations[clusters.longest[number] as usize];
    vec![
        shown(number),
        members.len().into(),
        count(Variant::Edited).into(),
        count(Variant::Cut).into(),
        longest.speaker.as_deref().unwrap_or("–").into(),
        inquit_formats::sink::words::shorten(&longest.text, 200).into(),
    ]
}
