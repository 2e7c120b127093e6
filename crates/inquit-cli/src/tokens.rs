//! `inquit tokens`: how a text is cut into paragraphs, sentences and tokens.

use std::io::{self, Write};

use inquit_formats::{Article, each, json};
use inquit_tokenizer::{Document, LineIndex, Segments, Sentence, Span, Token};

use crate::input;
use crate::output::Output;
use crate::status::{Status, Stop};

/// Show how a text is cut into paragraphs, sentences and tokens
///
/// Offsets are Unicode code points, end exclusive. With --json there is one
/// line an article:
/// {"id", "layout", "paragraphs": [{"span": [s, e], "sentences": [{"span",
/// "tokens": [{"span", "kind", "text"}]}]}]}
///
/// Example:
///
///   printf 'Dr. Lima isn'"'"'t in. Call back at 3 p.m.' | inquit tokens - | grep -c '^sentence'
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Args {
    #[command(flatten)]
    input: input::Args,

    /// One JSON document a line
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Status, Stop> {
    let mut output = Output::open(None)?;
    let mut status = Status::Done;
    each(args.input.paths.clone(), &args.input.options(&[]), |article| match article {
        Ok(article) => {
            let doc = Document::with_body(&article.text, article.body_start, Segments::default());
            let cut = Cut { index: LineIndex::new(&article.text), doc };
            let mut shown = Vec::new();
            if args.json {
                cut.as_json(&article, &mut shown);
            } else {
                cut.as_lines(&article, &mut shown)?;
            }
            output.write_all(&shown)
        }
        Err(problem) => {
            status.note(&problem);
            Ok(())
        }
    })?;
    output.finish()?;
    Ok(status)
}

/// One text, cut.
struct Cut<'t> {
    index: LineIndex<'t>,
    doc: Document<'t>,
}

impl Cut<'_> {
    fn as_lines(&self, article: &Article<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        writeln!(out, "article {} ({:?})", article.id, self.doc.layout())?;
        for (paragraph, number) in self.doc.paragraphs().iter().zip(1..) {
            let [start, end] = self.chars(paragraph.span);
            writeln!(out, "paragraph {number} {start}-{end}")?;
            for sentence in &self.doc.sentences()[paragraph.sentences.range()] {
                let [start, end] = self.chars(sentence.span);
                writeln!(out, "sentence {start}-{end}")?;
                for token in self.tokens(sentence) {
                    let [start, end] = self.chars(token.span());
                    let (kind, text) = (kind(*token), token.text(self.doc.text()));
                    writeln!(out, "    {:<12} {kind:<8} {text}", format!("{start}-{end}"))?;
                }
            }
        }
        Ok(())
    }

    fn as_json(&self, article: &Article<'_>, out: &mut Vec<u8>) {
        out.extend_from_slice(b"{\"id\":");
        json::string(out, &article.id);
        out.extend_from_slice(b",\"layout\":");
        json::string(out, &format!("{:?}", self.doc.layout()).to_lowercase());
        out.extend_from_slice(b",\"paragraphs\":");
        list(out, self.doc.paragraphs(), |out, paragraph| {
            self.open_span(out, paragraph.span);
            out.extend_from_slice(b",\"sentences\":");
            list(out, &self.doc.sentences()[paragraph.sentences.range()], |out, sentence| {
                self.open_span(out, sentence.span);
                out.extend_from_slice(b",\"tokens\":");
                list(out, self.tokens(sentence), |out, token| {
                    self.open_span(out, token.span());
                    out.extend_from_slice(b",\"kind\":");
                    json::string(out, &kind(*token));
                    out.extend_from_slice(b",\"text\":");
                    json::string(out, token.text(self.doc.text()));
                    out.push(b'}');
                });
                out.push(b'}');
            });
            out.push(b'}');
        });
        out.extend_from_slice(b"}\n");
    }

    fn open_span(&self, out: &mut Vec<u8>, span: Span) {
        let [start, end] = self.chars(span);
        out.extend_from_slice(b"{\"span\":[");
        json::number(out, start);
        out.push(b',');
        json::number(out, end);
        out.push(b']');
    }

    fn tokens(&self, sentence: &Sentence) -> &[Token] {
        &self.doc.tokens()[sentence.tokens.range()]
    }

    fn chars(&self, span: Span) -> [u32; 2] {
        [self.index.byte_to_char(span.start), self.index.byte_to_char(span.end)]
    }
}

fn list<T>(out: &mut Vec<u8>, items: &[T], mut write: impl FnMut(&mut Vec<u8>, &T)) {
    out.push(b'[');
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        write(out, item);
    }
    out.push(b']');
}

fn kind(token: Token) -> String {
    format!("{:?}", token.kind).to_lowercase()
}
