//! A prediction is what the extractor finds in a gold document's text, in the gold's own form.

use inquit::{Attribution, Extraction, Extractor, Input, Span};
use inquit_tokenizer::LineIndex;

use crate::gold::{CharSpan, Document, Quote};

/// Extracts from a document's text, told its title and publisher where it names them.
pub fn predict(extractor: &Extractor, doc: &Document) -> Document {
    let quotes = quotes(&extractor.extract(input(doc)), &doc.text);
    Document { id: doc.id.clone(), text: doc.text.clone(), quotes, ..Document::default() }
}

/// A document as the extractor takes it.
pub(crate) fn input(doc: &Document) -> Input<'_> {
    let meta = |name: &str| doc.meta.get(name).and_then(|value| value.as_str());
    Input {
        title: meta("title"),
        publisher: meta("outlet"),
        published: meta("date"),
        ..Input::new(&doc.text)
    }
}

/// An extraction's attributions in the common format.
pub fn quotes(found: &Extraction, text: &str) -> Vec<Quote> {
    let index = LineIndex::new(text);
    let numbered = found.attributions.iter().enumerate();
    numbered.map(|(at, one)| Quote { id: format!("q{}", at + 1), ..quote(one, &index) }).collect()
}

/// One attribution in the common format, without an id.
pub(crate) fn quote(one: &Attribution, index: &LineIndex<'_>) -> Quote {
    let place = |span: &Span| -> CharSpan {
        [i64::from(index.byte_to_char(span.start)), i64::from(index.byte_to_char(span.end))]
    };
    Quote {
        kind: one.kind.name().to_owned(),
        content: one.content.iter().map(place).collect(),
        cue: one.cue.iter().map(place).collect(),
        source: one.source.iter().map(place).collect(),
        speaker: one.speaker.as_ref().map(|speaker| speaker.name.clone()),
        speaker_class: one.speaker.as_ref().map(|speaker| speaker.class.name().to_owned()),
        speaker_role: one.speaker.as_ref().and_then(|speaker| speaker.role.clone()),
        speaker_pronoun: one.speaker.as_ref().and_then(|speaker| Some(speaker.pronoun?.name().to_owned())),
        speakers: one
            .speaker
            .iter()
            .filter(|_| !one.joint.is_empty())
            .chain(&one.joint)
            .map(|speaker| speaker.name.clone())
            .collect(),
        outlet: one.outlet.as_ref().map(|outlet| outlet.name.clone()),
        outlet_inherited: one.outlet.as_ref().is_some_and(|outlet| outlet.inherited),
        channel: one.channel.map(|channel| channel.name().to_owned()),
        addressee: one.addressee.clone(),
        negated: one.negated,
        rule: Some(one.rule.to_owned()),
        confidence: Some(f64::from(one.confidence)),
        ..Quote::default()
    }
}
