//! Texts that are sent, extracted from: one or many.

use inquit::{Extractor, Scratch};
use inquit_formats::record::record;
use inquit_formats::{Article, Offsets, Unit, json};
use serde::Deserialize;

use super::limits::Limits;
use super::problem::Problem;

/// What is sent: one article, or `articles`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sent {
    articles: Option<Vec<SentArticle>>,
    offsets: Counting,
    text: Option<String>,
    id: Option<String>,
    title: Option<String>,
    publisher: Option<String>,
    published: Option<String>,
    url: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct SentArticle {
    text: Option<String>,
    id: Option<String>,
    title: Option<String>,
    publisher: Option<String>,
    published: Option<String>,
    url: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Counting {
    #[default]
    Chars,
    Bytes,
    Utf16,
}

impl Sent {
    /// Reads a request's body.
    pub fn read(body: &[u8], limits: &Limits) -> Result<Self, Problem> {
        let sent: Self = serde_json::from_slice(body).map_err(|error| match error.classify() {
            serde_json::error::Category::Data => Problem::unfit(error.to_string()),
            _ => Problem::bad(error.to_string()),
        })?;
        match (&sent.articles, &sent.text) {
            (Some(_), Some(_)) => Err(Problem::unfit("Give `text` or `articles`, not both")),
            (None, None) => Err(Problem::unfit("Give `text`, or `articles` with a `text` each")),
            (Some(articles), None) if articles.len() > limits.articles => {
                Err(Problem::unfit(format!("{} articles; at most {}", articles.len(), limits.articles)))
            }
            (Some(articles), None) => match articles.iter().position(|article| article.text.is_none()) {
                Some(at) => Err(Problem::unfit(format!("Article {at} of `articles` has no `text`"))),
                None => Ok(sent),
            },
            (None, Some(_)) => Ok(sent),
        }
    }

    /// Extracts, and writes what was found as JSON.
    pub fn extract(self, extractor: &Extractor) -> Vec<u8> {
        let unit = match self.offsets {
            Counting::Chars => Unit::Chars,
            Counting::Bytes => Unit::Bytes,
            Counting::Utf16 => Unit::Utf16,
        };
        let mut scratch = Scratch::default();
        let mut out = Vec::new();
        let Self { articles, text, id, title, publisher, published, url, .. } = self;
        match articles {
            None => {
                let one = SentArticle { text, id, title, publisher, published, url };
                one.extract(0, extractor, unit, &mut scratch, &mut out);
            }
            Some(articles) => {
                out.extend_from_slice(b"{\"articles\":[");
                for (at, article) in articles.into_iter().enumerate() {
                    if at > 0 {
                        out.push(b',');
                    }
                    article.extract(at, extractor, unit, &mut scratch, &mut out);
                }
                out.extend_from_slice(b"]}");
            }
        }
        out
    }
}

impl SentArticle {
    fn extract(self, at: usize, extractor: &Extractor, unit: Unit, scratch: &mut Scratch, out: &mut Vec<u8>) {
        let id = self.id.unwrap_or_else(|| format!("text {}", at + 1));
        let mut article = Article::new(id, self.text.unwrap_or_default());
        article.title = self.title.map(Into::into);
        article.publisher = self.publisher.map(Into::into);
        article.published = self.published.map(Into::into);
        article.url = self.url.map(Into::into);
        let found = extractor.extract_with(article.input(), scratch);
        let mut offsets = Offsets::default();
        offsets.fill(&article.text, unit);
        out.extend_from_slice(b"{\"doc_id\":");
        json::string(out, &article.id);
        out.extend_from_slice(b",\"quotations\":[");
        for (attribution, number) in found.attributions.iter().zip(1..) {
            if number > 1 {
                out.push(b',');
            }
            record(&article, attribution, number, &offsets).write_json(out);
        }
        out.extend_from_slice(b"]}");
    }
}
