//! What a web page says of itself: JSON-LD, OpenGraph and other `<meta>` elements, `<time>`, the canonical address.

use dom_query::Document;
use serde_json::Value;

/// What is known of a page's article; JSON-LD, written for machines, counts most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// The headline.
    pub title: Option<String>,
    /// The date of publication, as written.
    pub published: Option<String>,
    /// The outlet.
    pub publisher: Option<String>,
    /// Its writers, between commas.
    pub author: Option<String>,
    /// The address.
    pub url: Option<String>,
    /// The whole text, where the page gives it to machines.
    pub body: Option<String>,
}

/// Names of `<meta>` elements for each field, best first.
const TITLE: &[&str] = &["og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title"];
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "publish-date",
    "publish_date",
    "pubdate",
    "publication_date",
    "dc.date.issued",
    "dcterms.date",
    "dc.date",
    "date",
];
const PUBLISHER: &[&str] =
    &["og:site_name", "publisher", "dc.publisher", "article:publisher", "application-name", "twitter:site"];
const AUTHOR: &[&str] =
    &["author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl", "byline"];
const URL: &[&str] = &["og:url", "twitter:url", "parsely-link"];

/// Reads a page's metadata.
pub fn of(page: &Document) -> Meta {
    let mut meta = linked_data(page);
    let named = named(page);
    let get = |names: &[&str]| {
        names.iter().find_map(|wanted| {
            let (_, value) = named.iter().find(|(name, _)| name == wanted)?;
            Some(value.clone())
        })
    };
    let is_name = |value: &String| !value.starts_with("http") && !value.starts_with('@');
    let canonical = || attribute(page, "link[rel='canonical']", "href");
    let time = || {
        ["time[itemprop='datePublished']", "article time[datetime]", "time[pubdate]", "time[datetime]"]
            .iter()
            .find_map(|selector| attribute(page, selector, "datetime"))
    };
    meta.title = meta.title.or_else(|| get(TITLE));
    meta.published = meta.published.or_else(|| get(PUBLISHED)).or_else(time);
    meta.publisher = meta.publisher.or_else(|| get(PUBLISHER).filter(is_name));
    meta.author = meta.author.or_else(|| get(AUTHOR).filter(is_name));
    meta.url = meta.url.or_else(canonical).or_else(|| get(URL));
    meta
}

/// Names and contents of all `<meta>` elements, the names in small letters.
fn named(page: &Document) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for element in page.select("meta[content]").nodes() {
        let Some(content) = element.attr("content").filter(|content| !content.trim().is_empty()) else {
            continue;
        };
        for key in ["property", "name", "itemprop"] {
            if let Some(name) = element.attr(key) {
                found.push((name.trim().to_ascii_lowercase(), content.trim().to_owned()));
            }
        }
    }
    found
}

fn attribute(page: &Document, selector: &str, name: &str) -> Option<String> {
    let value = page.select(selector).attr(name)?;
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// What the page's JSON-LD says of the article on it.
fn linked_data(page: &Document) -> Meta {
    let mut meta = Meta::default();
    for script in page.select("script[type='application/ld+json']").nodes() {
        let text = script.text();
        let text = text.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>");
        let Ok(value) = serde_json::from_str::<Value>(text) else { continue };
        articles(&value, &mut meta, 0);
    }
    meta
}

/// Looks for articles in a value and in what it lists.
fn articles(value: &Value, meta: &mut Meta, depth: usize) {
    match value {
        Value::Array(values) if depth < 4 => values.iter().for_each(|value| articles(value, meta, depth + 1)),
        Value::Object(object) => {
            if object.get("@type").is_some_and(is_article) {
                take(value, meta);
            }
            for list in ["@graph", "mainEntity"] {
                if let Some(value) = object.get(list).filter(|_| depth < 4) {
                    articles(value, meta, depth + 1);
                }
            }
        }
        _ => {}
    }
}

/// Whether a type is that of an article; all of schema.org's end so, but for posts.
fn is_article(kind: &Value) -> bool {
    let names_one =
        |name: &str| name.ends_with("Article") || name.ends_with("BlogPosting") || name == "Report";
    match kind {
        Value::String(name) => names_one(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).any(names_one),
        _ => false,
    }
}

/// Takes over what is not known yet.
fn take(article: &Value, meta: &mut Meta) {
    let of = |name: &str| article.get(name).and_then(text);
    let fields = [
        (&mut meta.title, of("headline").or_else(|| of("name"))),
        (&mut meta.published, of("datePublished").or_else(|| of("dateCreated"))),
        (&mut meta.publisher, of("publisher")),
        (&mut meta.author, of("author").or_else(|| of("creator"))),
        (&mut meta.url, of("url").or_else(|| of("mainEntityOfPage"))),
        (&mut meta.body, of("articleBody")),
    ];
    for (field, value) in fields {
        if field.is_none() {
            *field = value;
        }
    }
}

/// A value as text: a string, the name of a thing, or those of a list of things.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Object(thing) => text(thing.get("name").or_else(|| thing.get("@id"))?),
        Value::Array(values) => {
            let names: Vec<_> = values.iter().filter_map(text).collect();
            (!names.is_empty()).then(|| names.join(", "))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, [title, published, publisher, author, url]: [&str; 5]) {
        let meta = of(&Document::from(html));
        let found = [meta.title, meta.published, meta.publisher, meta.author, meta.url];
        let found = found.map(Option::unwrap_or_default);
        assert_eq!(found, [title, published, publisher, author, url], "{html}");
    }

    #[test]
    fn linked_data_is_found_in_all_its_forms() {
        let article = r#"{"@type": ["ReportageNewsArticle"], "headline": "Rain", "datePublished": "2026-03-04",
            "publisher": {"@type": "Organization", "name": "The Fen Post"},
            "author": [{"name": "Ines Roth"}, "Bo Tan"], "mainEntityOfPage": {"@id": "https://f.example/r"}}"#;
        let script = |json: &str| format!("<script type=\"application/ld+json\">{json}</script>");
        let expected = ["Rain", "2026-03-04", "The Fen Post", "Ines Roth, Bo Tan", "https://f.example/r"];
        check(&script(article), expected);
        check(&script(&format!("[{{\"@type\": \"Person\", \"name\": \"x\"}}, {article}]")), expected);
        check(&script(&format!("{{\"@graph\": [{{\"@type\": \"WebSite\"}}, {article}]}}")), expected);
        check(&format!("{}{}", script("{broken"), script(article)), expected);
        check(&script("{\"@type\": \"WebSite\", \"name\": \"The Fen Post\"}"), [""; 5]);
    }

    #[test]
    fn meta_elements_and_others_fill_what_linked_data_leaves() {
        check(
            "<meta property='og:title' content='Rain'><meta property='og:site_name' content='The Fen Post'>
             <meta name='Author' content='Ines Roth'><link rel='canonical' href='https://f.example/r'>
             <article><time datetime='2026-03-04T08:00'>today</time></article>",
            ["Rain", "2026-03-04T08:00", "The Fen Post", "Ines Roth", "https://f.example/r"],
        );
        check(
            "<meta name='twitter:site' content='@fenpost'><meta property='article:author' content='https://f.example/i'>
             <meta property='article:published_time' content='2026-03-04'><time datetime='2020-01-01'>",
            ["", "2026-03-04", "", "", ""],
        );
    }
}
