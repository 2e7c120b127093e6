//! An annotated article: a head of `key: value` lines, `---`, the marked text, `---`, lines of attributes.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value};

use super::{Place, attributes, marked, quotes};
use crate::Error;
use crate::gold::{Document, Quote};

const KEYS: [&str; 8] = ["id", "split", "domain", "style", "publisher", "published", "title", "layout"];
const NEEDED: [&str; 4] = ["id", "split", "domain", "style"];
/// Every article of the corpus is under it.
const LICENCE: &str = "CC BY 4.0";

/// Reads an annotated article as a gold document.
pub fn article(source: &str, file: &Path) -> Result<Document, Error> {
    let source = source.replace("\r\n", "\n");
    let first = Place { file, line: 1 };
    let parts: Vec<&str> = source.split("\n---\n").collect();
    let [head, body, tail] = parts[..] else {
        let what = format!("{} parts between lines of '---' where three are expected", parts.len());
        return Err(first.error(what, "write the head, ---, the text, ---, the attributes"));
    };
    let body_line = head.lines().count() + 2;
    let tail_line = body_line + body.split('\n').count() + 1;
    let head = read_head(head, file)?;
    let leading = body.len() - body.trim_start_matches('\n').len();
    let marked = marked(body.trim_matches('\n'), file, body_line + leading)?;
    let attributes = attributes::read(tail, file, tail_line)?;
    let mut quotes = quotes(&marked, &attributes, file)?;
    if let Some(lacking) = (1..=quotes.len() as u32).find(|number| !attributes.contains_key(number)) {
        let what = format!("attribution {lacking} has no line of attributes");
        return Err(Place { file, line: tail_line }.error(what, format!("add a line '{lacking}: …'")));
    }
    quotes.iter_mut().for_each(without_empty);
    Ok(Document {
        id: head["id"].to_owned(),
        dataset: "inquit".to_owned(),
        split: head["split"].to_owned(),
        lang: "en".to_owned(),
        meta: meta(&head),
        text: marked.text,
        quotes,
        entities: true,
        tolerated: Vec::new(),
    })
}

/// An empty value says that there is none, which gold writes as null.
fn without_empty(quote: &mut Quote) {
    let fields = [
        &mut quote.speaker,
        &mut quote.speaker_class,
        &mut quote.speaker_role,
        &mut quote.speaker_pronoun,
        &mut quote.outlet,
        &mut quote.channel,
        &mut quote.addressee,
    ];
    for field in fields {
        if field.as_ref().is_some_and(String::is_empty) {
            *field = None;
        }
    }
}

fn read_head<'h>(head: &'h str, file: &Path) -> Result<BTreeMap<&'h str, &'h str>, Error> {
    let mut found = BTreeMap::new();
    for (at, text) in head.lines().enumerate() {
        let place = Place { file, line: at + 1 };
        let known = text.split_once(':').filter(|(key, _)| KEYS.contains(key));
        let Some((key, value)) = known else {
            let what = format!("'{text}' is no line of the head");
            return Err(place.error(what, format!("write key: value with a key of {}", KEYS.join(", "))));
        };
        if found.insert(key, value.trim()).is_some() {
            return Err(place.error(format!("'{key}' is given twice"), "keep one"));
        }
    }
    let place = Place { file, line: 1 };
    if let Some(key) = NEEDED.iter().find(|key| found.get(**key).is_none_or(|value| value.is_empty())) {
        return Err(place.error(format!("the head has no '{key}'"), format!("add a line '{key}: …'")));
    }
    if !matches!(found["split"], "train" | "dev" | "test") {
        return Err(place.error(format!("'{}' is no split", found["split"]), "write train, dev or test"));
    }
    Ok(found)
}

/// The head as the common format's `meta`, where the publisher is called `outlet`.
fn meta(head: &BTreeMap<&str, &str>) -> Map<String, Value> {
    let names = [
        ("domain", "domain"),
        ("style", "style"),
        ("publisher", "outlet"),
        ("published", "date"),
        ("title", "title"),
        ("layout", "layout"),
    ];
    let given =
        names.iter().filter_map(|(key, name)| Some(((*name).to_owned(), Value::from(*head.get(key)?))));
    given.chain([("licence".to_owned(), Value::from(LICENCE))]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str =
        "id: a-1\nsplit: dev\ndomain: courts\nstyle: wire\npublisher: The Post\ntitle: A: b\n---\n";

    fn read(rest: &str) -> Result<Document, Error> {
        article(&format!("{HEAD}{rest}"), Path::new("a.txt"))
    }

    #[test]
    fn an_article_becomes_a_gold_document() {
        let doc = read("{q1|\"No,\"} {s1|she} {c1|said}.\n\n{q1|\"No.\"}\n\n---\n1: speaker=\"Ana Lima\" addressee=\"\"\n")
            .unwrap();
        assert_eq!(doc.text, "\"No,\" she said.\n\n\"No.\"");
        assert_eq!((doc.id.as_str(), doc.split.as_str(), doc.entities), ("a-1", "dev", true));
        assert_eq!(doc.meta["title"], "A: b");
        assert_eq!(doc.meta["outlet"], "The Post");
        let quote = &doc.quotes[0];
        assert_eq!(quote.content, [[0, 5], [17, 22]]);
        assert_eq!((quote.id.as_str(), quote.kind.as_str()), ("q1", "direct"));
        assert_eq!(quote.speaker.as_deref(), Some("Ana Lima"));
        assert_eq!(quote.addressee, None);
    }

    #[test]
    fn errors_name_the_line_in_the_file() {
        for (rest, line, what) in [
            ("a\n\n{q1|b\n---\n1:\n", 10, "not closed"),
            ("\n\na}\n---\n", 10, "closes no mark"),
            ("a\n{q1|b}\n---\n\n2:\n", 12, "attributes for 2"),
            ("a\n{q1|b}\n---\n", 11, "no line of attributes"),
            ("a\n", 1, "2 parts"),
        ] {
            let error = read(rest).unwrap_err();
            assert_eq!(error.line(), Some(line), "{error}");
            assert!(error.to_string().contains(what), "{error}");
        }
        let error =
            article("id: a\nsplit: half\ndomain: x\nstyle: y\n---\na\n---\n", Path::new("a")).unwrap_err();
        assert!(error.to_string().contains("'half' is no split"), "{error}");
        let error = article("id: a\nsplt: dev\n---\na\n---\n", Path::new("a")).unwrap_err();
        assert_eq!(error.line(), Some(2));
    }
}
