//! A report is the page with its data in one file. Texts are written as they come; rows are held to the end.

use std::io::{self, Write};

use inquit_formats::{Origin, Quotation, json};

use crate::data::{Shown, ShownQuotation, Table, inert};
use crate::page;

/// Texts a block, in bytes: the page reads a block when it shows an article of it.
const BLOCK: usize = 1 << 18;

/// A report being written.
pub struct Report<W> {
    out: W,
    table: Table,
    texts: Vec<u8>,
    /// How many texts wait for their block to be full.
    waiting: u32,
    blocks: u32,
    /// All articles, with and without quotations.
    articles: u32,
    /// The number of the last record's article.
    last: Option<u32>,
}

impl<W: Write> Report<W> {
    /// Begins a report under that title.
    pub fn begin(mut out: W, title: &str) -> io::Result<Self> {
        out.write_all(page::head(title, false).as_bytes())?;
        let table = Table::default();
        Ok(Self { out, table, texts: Vec::new(), waiting: 0, blocks: 0, articles: 0, last: None })
    }

    /// Adds an article with what was found in it.
    pub fn article(&mut self, shown: &Shown) -> io::Result<()> {
        self.articles += 1;
        if shown.quotations.is_empty() {
            return Ok(());
        }
        let place = shown.text.as_deref().map(|text| self.text(text));
        self.table.document(shown, place);
        shown.quotations.iter().for_each(|quotation| self.table.quotation(quotation));
        if self.texts.len() >= BLOCK { self.block() } else { Ok(()) }
    }

    /// Adds a record of the article with this number, which stands behind those with lower ones.
    pub fn record(&mut self, quotation: Quotation, article: u32) {
        if self.last != Some(article) {
            self.last = Some(article);
            self.articles += 1;
            let own = |text: &Option<String>| text.clone();
            let shown = Shown {
                id: own(&quotation.doc_id).unwrap_or_default(),
                title: own(&quotation.title),
                publisher: own(&quotation.publisher),
                published: own(&quotation.published),
                url: own(&quotation.url),
                ..Shown::default()
            };
            self.table.document(&shown, None);
        }
        self.table.quotation(&ShownQuotation { quotation, ..ShownQuotation::default() });
    }

    /// Ends the report with what made it.
    pub fn finish(mut self, origin: &Origin) -> io::Result<W> {
        self.block()?;
        let more = format!("{{\"articles\":{},\"made\":{}}}", self.articles, origin.json());
        self.script("data", &self.table.json(&more))?;
        self.out.write_all(page::tail().as_bytes())?;
        self.out.flush()?;
        Ok(self.out)
    }

    /// Puts a text into the block at hand; gives the block and the place in it.
    fn text(&mut self, text: &str) -> (u32, u32) {
        self.texts.push(if self.waiting == 0 { b'[' } else { b',' });
        json::string(&mut self.texts, text);
        self.waiting += 1;
        (self.blocks, self.waiting - 1)
    }

    fn block(&mut self) -> io::Result<()> {
        if self.waiting == 0 {
            return Ok(());
        }
        self.texts.push(b']');
        let texts = std::mem::take(&mut self.texts);
        self.script("texts", &texts)?;
        self.waiting = 0;
        self.blocks += 1;
        Ok(())
    }

    /// Writes JSON as a script of that class, which is not run.
    fn script(&mut self, class: &str, json: &[u8]) -> io::Result<()> {
        let mut bytes = format!("<script type=\"application/json\" class=\"{class}\">").into_bytes();
        inert(&mut bytes, json);
        bytes.extend_from_slice(b"</script>\n");
        self.out.write_all(&bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(id: &str, text: &str) -> Shown {
        let quotation = Quotation { text: "It works".into(), ..Quotation::default() };
        let quotations = vec![ShownQuotation { quotation, ..ShownQuotation::default() }];
        Shown { id: id.into(), text: Some(text.into()), quotations, ..Shown::default() }
    }

    #[test]
    fn texts_are_found_again_in_their_blocks() {
        let mut report = Report::begin(Vec::new(), "r").unwrap();
        let long = "x".repeat(BLOCK);
        for (id, text) in [("a", "first"), ("b", &*long), ("c", "</script>third")] {
            report.article(&shown(id, text)).unwrap();
        }
        report.article(&Shown::default()).unwrap();
        let written = String::from_utf8(report.finish(&Origin::default()).unwrap()).unwrap();
        let read = |class: &str| -> Vec<serde_json::Value> {
            let open = format!("<script type=\"application/json\" class=\"{class}\">");
            let parts = written.split(&open).skip(1);
            parts.map(|part| serde_json::from_str(part.split("</script>").next().unwrap()).unwrap()).collect()
        };
        let (texts, data) = (read("texts"), read("data").remove(0));
        assert_eq!((texts.len(), &data["articles"]), (2, &4.into()));
        assert_eq!(texts[0].as_array().unwrap().len(), 2);
        assert_eq!(texts[1][0], "</script>third");
        assert_eq!(data["documents"][2].as_array().unwrap()[6..], [1, 0]);
        assert_eq!(data["quotations"][2][0], 2);
    }
}
