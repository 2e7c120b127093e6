//! `inquit report`: what was found, as one file to look at.

use std::path::PathBuf;

use inquit::{Extraction, Known};
use inquit_formats::{Article, Offsets, Origin, Unit};
use inquit_web::{Report, Shown, ShownQuotation};

use crate::gather::{self, Gathered, quotation};
use crate::output::Output;
use crate::status::{Status, Stop};

/// Write a report: one HTML file that opens anywhere, without a network
///
/// It has an overview (who is quoted most, to which outlets, when), a table of all
/// quotations to search, sort, filter and export, each with its article, in which
/// content, cue, source and outlet are marked, and a list of the least certain.
///
/// Reads articles, or the records (JSONL, CSV, TSV, Parquet, SQLite) that inquit
/// extract wrote; from records alone the articles' texts cannot be shown.
///
/// Examples:
///
///   inquit report articles/ -o report.html
///
///   inquit report quotations.jsonl --title 'Spring 2025' -o spring.html
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Args {
    #[command(flatten)]
    gather: gather::Args,

    /// Write to this file, which appears when all is done
    #[arg(short, long, value_name = "FILE", default_value = "report.html")]
    output: PathBuf,

    /// What stands above the report
    #[arg(long, value_name = "TEXT", default_value = "Who said what")]
    title: String,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Status, Stop> {
    let output = Output::open(Some(&args.output))?;
    let mut report = Report::begin(std::io::BufWriter::new(output), &args.title)?;
    let mut written = Ok(());
    let status = args.gather.walk(shown, &mut |gathered, number| match gathered {
        Gathered::Article(shown) if written.is_ok() => written = report.article(&shown),
        Gathered::Article(_) => {}
        Gathered::Record(quotation) => report.record(*quotation, number),
    })?;
    written?;
    let out = report.finish(&origin(args))?;
    out.into_inner().map_err(std::io::IntoInnerError::into_error)?.finish()?;
    Ok(status)
}

/// An article as the report takes it.
fn shown(article: &Article<'_>, found: &Extraction, known: &Known) -> Shown {
    let text: &str = &article.text;
    let mut offsets = Offsets::default();
    offsets.fill(text, Unit::Utf16);
    let place = |span| <[u32; 2]>::from(offsets.span(text, span));
    let own = |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().map(str::to_owned);
    let numbered = found.attributions.iter().zip(article.first_number()..);
    let quotations = numbered.map(|(one, number)| ShownQuotation {
        quotation: quotation(article, one, number, known),
        content: one.content.iter().map(|span| place(*span)).collect(),
        cue: one.cue.map(place),
        source: one.source.map(place),
    });
    Shown {
        id: article.own_id().into_owned(),
        title: own(&article.title),
        publisher: own(&article.publisher),
        published: own(&article.published),
        url: own(&article.url),
        text: (!found.attributions.is_empty()).then(|| text.to_owned()),
        quotations: quotations.collect(),
    }
}

fn origin(args: &Args) -> Origin {
    let model = args.gather.model_name().to_owned();
    Origin { model, model_about: None, options: args.gather.input.given() }
}
