//! brat standoff: for each article its text, untouched, and beside it the annotations with their offsets in code
//! points. A span that runs over lines is in fragments, one a line, as brat asks; so is content of several spans.

use std::collections::BTreeMap;
use std::io::Write;

use inquit::{Extraction, Span};

use super::marks::{Part, labels, marks};
use crate::record::record;
use crate::{Article, Offsets};

/// What tells brat the names of the annotations.
pub const CONFIGURATION: &str = "[entities]\nContent\nSource\nCue\n\n\
    [relations]\nsource_of\tArg1:Source, Arg2:Content\ncue_of\tArg1:Cue, Arg2:Content\n\n\
    [events]\n\n\
    [attributes]\nKind\tArg:Content, Value:direct|mixed|indirect\nNegated\tArg:Content\n";

/// Appends the annotations of one article. `offsets` are those in code points.
pub fn annotations(out: &mut Vec<u8>, article: &Article<'_>, found: &Extraction, offsets: &Offsets) {
    let text = &*article.text;
    let mut whole = BTreeMap::<(usize, Part), Vec<Span>>::new();
    for mark in marks(found) {
        whole.entry((mark.attribution, mark.part)).or_default().extend(lines(text, mark.span));
    }
    whole.retain(|_, fragments| !fragments.is_empty());
    let mut entities = BTreeMap::<(Part, &[Span]), usize>::new();
    let mut count = Count::default();
    for ((attribution, part), fragments) in &whole {
        // A source or cue that several quotations share is one entity with several relations.
        let known = entities.get(&(*part, fragments.as_slice())).copied().filter(|_| *part != Part::Content);
        let entity = known.unwrap_or_else(|| {
            count.entities += 1;
            entity(out, count.entities, *part, fragments, text, offsets);
            entities.insert((*part, fragments), count.entities);
            count.entities
        });
        let relation = match part {
            Part::Content => {
                count.content = entity;
                let of = &found.attributions[*attribution];
                let record = record(article, of, *attribution as u32 + 1, offsets);
                count.attributes += 1;
                let _ = writeln!(out, "A{}\tKind T{entity} {}", count.attributes, record.kind);
                if record.negated {
                    count.attributes += 1;
                    let _ = writeln!(out, "A{}\tNegated T{entity}", count.attributes);
                }
                count.notes += 1;
                let _ = writeln!(out, "#{}\tAnnotatorNotes T{entity}\t{}", count.notes, labels(&record));
                continue;
            }
            Part::Source => "source_of",
            Part::Cue => "cue_of",
        };
        if !whole.contains_key(&(*attribution, Part::Content)) {
            continue;
        }
        count.relations += 1;
        let _ = writeln!(out, "R{}\t{relation} Arg1:T{entity} Arg2:T{}", count.relations, count.content);
    }
}

#[derive(Default)]
struct Count {
    entities: usize,
    attributes: usize,
    notes: usize,
    relations: usize,
    /// The entity of the content at hand: an attribution's content comes before its source and cue.
    content: usize,
}

fn entity(out: &mut Vec<u8>, number: usize, part: Part, fragments: &[Span], text: &str, offsets: &Offsets) {
    let _ = write!(out, "T{number}\t{part:?}");
    for (at, fragment) in fragments.iter().enumerate() {
        let (start, end) = offsets.span(text, *fragment);
        let _ = write!(out, "{}{start} {end}", if at == 0 { ' ' } else { ';' });
    }
    out.push(b'\t');
    for (at, fragment) in fragments.iter().enumerate() {
        if at > 0 {
            out.push(b' ');
        }
        out.extend_from_slice(fragment.slice(text).as_bytes());
    }
    out.push(b'\n');
}

/// The span's parts on each of its lines.
fn lines(text: &str, span: Span) -> Vec<Span> {
    let words = span.slice(text);
    let mut parts = Vec::new();
    let mut start = 0;
    let ends = words.match_indices(['\n', '\r']).map(|(at, _)| at).chain([words.len()]);
    for end in ends {
        if start < end {
            parts.push(Span::new(span.start + start as u32, span.start + end as u32));
        }
        start = end + 1;
    }
    parts
}
