//! Given attributions are gold ones, whose speakers, outlets, channels and addressees are resolved: what is found of
//! them is scored apart from finding quotations.

use inquit::{Attribution, Extractor, Kind, Span};
use inquit_tokenizer::LineIndex;
use rayon::prelude::*;

use crate::gold::{CharSpan, Document, Quote};
use crate::kinds::Quoted;
use crate::predict;
use crate::words::Words;

/// Resolves the attributions of documents; they are in text order then.
pub fn resolve(extractor: &Extractor, gold: &[Document]) -> Vec<Document> {
    gold.par_iter().map(|doc| resolve_one(extractor, doc).0).collect()
}

/// Resolves the attributions of one document, and tells why for each.
pub fn resolve_one(extractor: &Extractor, gold: &Document) -> (Document, Vec<Vec<String>>) {
    let mut quotes: Vec<&Quote> = gold.quotes.iter().filter(|quote| !quote.content.is_empty()).collect();
    quotes.sort_by_key(|quote| (quote.content.first().map(|span| span[0]), &quote.id));
    let index = LineIndex::new(&gold.text);
    let words = Words::new(&gold.text);
    let quoted = Quoted::new(&words);
    let given = quotes.iter().map(|quote| {
        let kind = kind(&quote.kind).unwrap_or_else(|| quoted.kind(&words.set(&quote.content)));
        attribution(quote, kind, &index)
    });
    let (found, remarks) = extractor.resolve_explained(predict::input(gold), given.collect());
    let resolved = quotes.iter().zip(&found.attributions).map(|(quote, one)| Quote {
        id: quote.id.clone(),
        content: quote.content.clone(),
        cue: quote.cue.clone(),
        source: quote.source.clone(),
        rule: None,
        confidence: None,
        ..predict::quote(one, &index)
    });
    let quotes = resolved.collect();
    (Document { id: gold.id.clone(), text: gold.text.clone(), quotes, ..Document::default() }, remarks)
}

fn kind(name: &str) -> Option<Kind> {
    [Kind::Direct, Kind::Mixed, Kind::Indirect].into_iter().find(|kind| kind.name() == name)
}

/// A gold attribution as the extractor takes it: content, cue and source, and nothing that is asked for.
fn attribution(quote: &Quote, kind: Kind, index: &LineIndex<'_>) -> Attribution {
    let byte = |at: i64| index.char_to_byte(u32::try_from(at.max(0)).unwrap_or(u32::MAX));
    let span = |span: &CharSpan| Span::new(byte(span[0]), byte(span[1].max(span[0])));
    let whole = |spans: &[CharSpan]| spans.iter().map(span).reduce(Span::cover);
    let content = quote.content.iter().map(span).collect();
    let given = Attribution::given(content, whole(&quote.cue), whole(&quote.source), kind);
    Attribution { negated: quote.negated, ..given }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "É “We won,” Ana Lima told Reuters. She said that it was late.";

    fn span(words: &str) -> CharSpan {
        let at = TEXT.find(words).unwrap();
        let start = TEXT[..at].chars().count() as i64;
        [start, start + words.chars().count() as i64]
    }

    #[test]
    fn gold_attributions_are_resolved_in_text_order_and_keep_their_spans() {
        let quote = |id: &str, content, cue, source| Quote {
            id: id.to_owned(),
            content: vec![span(content)],
            cue: vec![span(cue)],
            source: vec![span(source)],
            speaker: Some("nobody that may be seen".to_owned()),
            ..Quote::default()
        };
        let quotes =
            vec![quote("b", "that it was late", "said", "She"), quote("a", "“We won,”", "told", "Ana Lima")];
        let gold = Document { id: "d".into(), text: TEXT.into(), quotes, ..Document::default() };
        let found = resolve(&Extractor::by_rules(), &[gold]).remove(0);
        assert_eq!(found.quotes.iter().map(|quote| quote.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(found.quotes[0].content, [span("“We won,”")]);
        assert_eq!(found.quotes[0].kind, "direct");
        assert_eq!(found.quotes[0].outlet.as_deref(), Some("Reuters"));
        assert!(found.quotes.iter().all(|quote| quote.speaker.as_deref() == Some("Ana Lima")), "{found:?}");
    }

    #[test]
    fn spans_outside_the_text_are_cut_and_quotes_without_content_left_out() {
        let quotes = vec![Quote { content: vec![[-3, 900]], ..Quote::default() }, Quote::default()];
        let gold = Document { id: "d".into(), text: TEXT.into(), quotes, ..Document::default() };
        let found = resolve(&Extractor::by_rules(), &[gold]).remove(0);
        assert_eq!(found.quotes.len(), 1);
    }
}
