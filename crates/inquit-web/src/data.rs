//! Data as the page takes it: rows of numbers and texts, names in one list, as JSON that holds no markup.

use std::collections::HashMap;

use inquit_formats::Quotation;
use inquit_formats::json;
use inquit_formats::tally::month;

/// An article with what was found in it, as it is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    /// Its name in records.
    pub id: String,
    /// The headline.
    pub title: Option<String>,
    /// The outlet that published it.
    pub publisher: Option<String>,
    /// When it was published, as written.
    pub published: Option<String>,
    /// Its address on the web.
    pub url: Option<String>,
    /// The whole text, where it is known and something was found in it.
    pub text: Option<String>,
    /// What was found.
    pub quotations: Vec<ShownQuotation>,
}

/// A quotation with its places in the text, in UTF-16 units as scripts count.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShownQuotation {
    /// The record.
    pub quotation: Quotation,
    /// Where the content stands.
    pub content: Vec<[u32; 2]>,
    /// Where the cue stands.
    pub cue: Option<[u32; 2]>,
    /// Where the source stands.
    pub source: Option<[u32; 2]>,
}

/// Articles and quotations as two lists of rows, names and other short values by their number in a third.
#[derive(Debug, Default)]
pub struct Table {
    documents: Vec<u8>,
    quotations: Vec<u8>,
    names: Vec<u8>,
    numbers: HashMap<String, u32>,
    /// How many articles have a row.
    pub count: u32,
}

impl Table {
    /// Adds an article's row: identifier, title, publisher, date, month, address, the block of texts that its own is
    /// in and its place there.
    pub fn document(&mut self, shown: &Shown, text: Option<(u32, u32)>) {
        self.count += 1;
        let month = shown.published.as_deref().and_then(month);
        let publisher = self.number(shown.publisher.as_deref());
        let month = self.number(month.as_deref());
        let out = &mut self.documents;
        out.extend_from_slice(if out.is_empty() { b"[" } else { b",\n[" });
        json::string(out, &shown.id);
        out.push(b',');
        json::optional(out, shown.title.as_deref());
        comma_number(out, publisher);
        out.push(b',');
        json::optional(out, shown.published.as_deref());
        comma_number(out, month);
        out.push(b',');
        json::optional(out, shown.url.as_deref());
        if let Some((block, place)) = text {
            comma_number(out, block);
            comma_number(out, place);
        }
        out.push(b']');
    }

    /// Adds a quotation of the article that was added last.
    pub fn quotation(&mut self, shown: &ShownQuotation) {
        let ShownQuotation { quotation, content, cue, source } = shown;
        let names = [
            &quotation.kind,
            &quotation.speaker,
            &quotation.speaker_class,
            &quotation.speaker_role,
            &quotation.speaker_pronoun,
            &quotation.addressee,
            &quotation.outlet,
            &quotation.outlet_inherited,
            &quotation.channel,
            &quotation.said_on,
            &quotation.rule,
            &quotation.cue,
            &quotation.source,
        ]
        .map(|name| self.number(name.as_deref()));
        let out = &mut self.quotations;
        out.extend_from_slice(if out.is_empty() { b"[" } else { b",\n[" });
        json::number(out, self.count.saturating_sub(1));
        out.push(b',');
        json::optional(out, quotation.quote_id.as_deref());
        out.push(b',');
        json::string(out, &quotation.text);
        for name in names {
            comma_number(out, name);
        }
        out.push(b',');
        out.extend_from_slice(thousandths(quotation.confidence.as_deref()).as_bytes());
        places(out, content.iter());
        places(out, cue.iter());
        places(out, source.iter());
        out.push(b']');
    }

    /// All as one JSON object, with what else the page is to know, which is JSON already.
    pub fn json(&self, more: &str) -> Vec<u8> {
        let mut out =
            Vec::with_capacity(self.documents.len() + self.quotations.len() + self.names.len() + 100);
        let lists =
            [("names", &self.names), ("documents", &self.documents), ("quotations", &self.quotations)];
        out.extend_from_slice(more.strip_suffix('}').unwrap_or(more).as_bytes());
        for (name, rows) in lists {
            out.extend_from_slice(format!(",\n\"{name}\":[").as_bytes());
            out.extend_from_slice(rows);
            out.push(b']');
        }
        out.push(b'}');
        out
    }

    /// The number of a short value, from 1; 0 is none.
    fn number(&mut self, name: Option<&str>) -> u32 {
        let Some(name) = name else { return 0 };
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.numbers.len() as u32 + 1;
        self.numbers.insert(name.to_owned(), number);
        if number > 1 {
            self.names.push(b',');
        }
        json::string(&mut self.names, name);
        number
    }
}

/// Appends JSON that may stand between the tags of a script: nothing in it looks like markup.
pub fn inert(out: &mut Vec<u8>, bytes: &[u8]) {
    for part in bytes.split_inclusive(|byte| *byte == b'<') {
        match part.strip_suffix(b"<") {
            // In JSON it stands in strings alone.
            Some(before) => {
                out.extend_from_slice(before);
                out.extend_from_slice(b"\\u003c");
            }
            None => out.extend_from_slice(part),
        }
    }
}

fn comma_number(out: &mut Vec<u8>, number: u32) {
    out.push(b',');
    json::number(out, number);
}

/// Appends starts and ends in one flat list.
fn places<'p>(out: &mut Vec<u8>, places: impl Iterator<Item = &'p [u32; 2]>) {
    out.extend_from_slice(b",[");
    for (at, place) in places.flatten().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        json::number(out, *place);
    }
    out.push(b']');
}

/// A probability as whole thousandths; null where none is written.
fn thousandths(confidence: Option<&str>) -> String {
    let value = confidence.and_then(|value| value.parse::<f64>().ok()).filter(|value| value.is_finite());
    value.map_or("null".to_owned(), |value| ((value.clamp(0.0, 1.0) * 1000.0).round() as u32).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_json_and_hold_no_markup() {
        let mut table = Table::default();
        let hostile = "</script><script>alert(1)</script><!-- \u{0} \u{202e}";
        let shown = Shown { id: hostile.into(), title: Some(hostile.into()), ..Shown::default() };
        table.document(&shown, Some((0, 3)));
        let quotation = Quotation {
            text: hostile.into(),
            speaker: Some(hostile.into()),
            confidence: Some("0.9714".into()),
            ..Quotation::default()
        };
        table.quotation(&ShownQuotation {
            quotation,
            content: vec![[1, 5]],
            cue: None,
            source: Some([6, 9]),
        });
        let mut out = Vec::new();
        inert(&mut out, &table.json("{\"articles\":1}"));
        assert!(!out.contains(&b'<'));
        let value: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(value["documents"][0][0], hostile);
        assert_eq!(value["names"][0], hostile);
        let row = &value["quotations"][0];
        assert_eq!((&row[2], &row[4], &row[16]), (&hostile.into(), &1.into(), &971.into()));
        assert_eq!((&row[17], &row[18], &row[19]), (&[1, 5].into(), &serde_json::json!([]), &[6, 9].into()));
    }

    #[test]
    fn what_is_no_probability_is_none() {
        for (written, expected) in
            [("1", "1000"), ("7", "1000"), ("NaN", "null"), ("", "null"), ("0.5", "500")]
        {
            assert_eq!(thousandths(Some(written)), expected, "{written}");
        }
    }
}
