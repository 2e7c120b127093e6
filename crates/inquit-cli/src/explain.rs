//! `inquit explain`: per quotation the rule, the spans, what was considered and why others declined.

use std::io::{self, Write};

use inquit::{Attribution, Explanation, Extraction, Scratch, Span};
use inquit_formats::guard::guarded;
use inquit_formats::sink::words::shorten;
use inquit_formats::{Article, each};
use inquit_tokenizer::LineIndex;

use crate::input;
use crate::output::Output;
use crate::status::{Status, Stop};

/// Tell for each quotation which rule decided, and why others declined
///
/// Candidates that became no quotation are told, too. Places are line:column,
/// both from 1.
///
/// Example:
///
///   printf '"It works," Ana Lima told Reuters.' | inquit explain -
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Args {
    #[command(flatten)]
    input: input::Args,

    #[command(flatten)]
    model: input::ModelArgs,

    #[command(flatten)]
    known: input::KnownArgs,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Status, Stop> {
    let extractor = args.model.extractor()?.with_known(args.known.read()?);
    let mut output = Output::open(None)?;
    let mut status = Status::Done;
    each(args.input.paths.clone(), &args.input.options(&[]), |article| {
        let told = article.and_then(|article| {
            let (found, explanations) =
                guarded(&article, &mut Scratch::default(), |_| extractor.explain(article.input()))?;
            let mut told = Vec::new();
            Ok(explain(&mut told, &article, &found, &explanations).map(|()| told))
        });
        match told {
            Ok(told) => output.write_all(&told?),
            Err(problem) => {
                status.note(&problem);
                Ok(())
            }
        }
    })?;
    output.finish()?;
    Ok(status)
}

/// Tells about one article.
fn explain(
    out: &mut Vec<u8>,
    article: &Article<'_>,
    found: &Extraction,
    explanations: &[Explanation],
) -> io::Result<()> {
    let place = Places { index: LineIndex::new(&article.text), text: &article.text };
    writeln!(out, "── {} ──", article.id)?;
    for repair in &article.repairs {
        writeln!(out, "note: {}", repair.name())?;
    }
    for note in &found.notes {
        writeln!(out, "note: {} {}", note.kind.name(), place.words(note.span))?;
    }
    for (number, attribution) in found.attributions.iter().enumerate() {
        writeln!(out)?;
        told(out, number + 1, attribution, &place)?;
        let of_this = || explanations.iter().filter(|e| e.attribution == Some(number));
        for explanation in of_this() {
            considered(out, explanation, &place)?;
        }
        // Remarks are about the attribution; each of its candidates has the same.
        for remark in of_this().next().map_or(&[][..], |explanation| &explanation.remarks) {
            writeln!(out, "   {remark}")?;
        }
    }
    let mut others = explanations.iter().filter(|e| e.attribution.is_none()).peekable();
    if others.peek().is_some() {
        writeln!(out, "\nno quotation:")?;
    }
    for explanation in others {
        considered(out, explanation, &place)?;
    }
    writeln!(out)
}

fn told(out: &mut Vec<u8>, number: usize, attribution: &Attribution, place: &Places<'_>) -> io::Result<()> {
    let negated = if attribution.negated { ", negated" } else { "" };
    let (kind, rule) = (attribution.kind.name(), attribution.rule);
    writeln!(out, "{number}  {kind}{negated}, by {rule} ({:.2})", attribution.confidence)?;
    for span in &attribution.content {
        writeln!(out, "   content    {}", place.words(*span))?;
    }
    for (name, span) in [("source", attribution.source), ("cue", attribution.cue)] {
        if let Some(span) = span {
            writeln!(out, "   {name:<10} {}", place.words(span))?;
        }
    }
    if let Some(speaker) = &attribution.speaker {
        let details =
            [Some(speaker.class.name()), speaker.role.as_deref(), speaker.pronoun.map(inquit::Pronoun::name)];
        let details: Vec<_> = details.into_iter().flatten().collect();
        writeln!(
            out,
            "   speaker    {}{} ({})",
            speaker.name,
            id(speaker.id.as_deref()),
            details.join(", ")
        )?;
    }
    for other in &attribution.joint {
        writeln!(out, "   and        {}{} ({})", other.name, id(other.id.as_deref()), other.class.name())?;
    }
    if let Some(addressee) = &attribution.addressee {
        writeln!(out, "   addressee  {addressee}")?;
    }
    if let Some(outlet) = &attribution.outlet {
        let inherited = if outlet.inherited { ", named earlier" } else { "" };
        writeln!(out, "   outlet     {}{}{inherited}", outlet.name, id(outlet.id.as_deref()))?;
    }
    if let Some(channel) = attribution.channel {
        writeln!(out, "   channel    {}", channel.name())?;
    }
    if let Some(day) = attribution.said_on {
        writeln!(out, "   said on    {day}")?;
    }
    Ok(())
}

/// `" [Q1]"`, where there is an identifier.
fn id(id: Option<&str>) -> String {
    id.map_or(String::new(), |id| format!(" [{id}]"))
}

fn considered(out: &mut Vec<u8>, explanation: &Explanation, place: &Places<'_>) -> io::Result<()> {
    writeln!(out, "   {} {}", explanation.what, place.words(explanation.candidate))?;
    for asked in &explanation.considered {
        match asked.declined {
            Some(why) => writeln!(out, "      {} declined: {why}", asked.rule)?,
            None => writeln!(out, "      {} took it", asked.rule)?,
        }
    }
    Ok(())
}

/// Places of one text as users read them.
struct Places<'t> {
    index: LineIndex<'t>,
    text: &'t str,
}

impl Places<'_> {
    fn words(&self, span: Span) -> String {
        let place = |byte| {
            let place = self.index.byte_to_line_column(byte);
            format!("{}:{}", place.line, place.column)
        };
        format!("{}–{} “{}”", place(span.start), place(span.end), shorten(span.slice(self.text), 80))
    }
}
