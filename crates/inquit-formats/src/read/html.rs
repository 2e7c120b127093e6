//! Web pages: the main text without menus and notices, and what the page says of itself.

use std::borrow::Cow;
use std::sync::Arc;

use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};

use super::meta::{self, Meta};
use super::{encoding, header};
use crate::guard::reading;
use crate::{Article, Place, Problem, Repair};

/// Elements may stand in each other this deep. Browsers stop at 512; the tree's functions call themselves.
const DEEPEST: usize = 1000;

/// The article of a page; `charset` is what was said of its encoding where it came from.
pub fn article(bytes: Vec<u8>, charset: Option<&str>, place: Place) -> Result<Article<'static>, Problem> {
    let declared = charset.map(str::to_owned).or_else(|| declared_charset(&bytes));
    let (html, repair) = encoding::labelled(bytes, declared.as_deref());
    let read = reading(|| page(&html, place.clone(), repair));
    read.unwrap_or_else(|reason| Err(Problem::new(place, reason, "give its text as a .txt file")))
}

fn page(html: &str, place: Place, repair: Option<Repair>) -> Result<Article<'static>, Problem> {
    if is_too_deep(html) {
        let reason = format!("elements more than {DEEPEST} deep in each other");
        return Err(Problem::new(place, reason, "mend the page, or give its text as a .txt file"));
    }
    // Below the threshold the search begins again with all that was thought to be no part of the article; many news
    // items are shorter than the default of 500 characters.
    let config = Config { text_mode: TextMode::Formatted, char_threshold: 150, ..Config::default() };
    let unread = |place: Place, error: &dyn std::fmt::Display| {
        Problem::new(place, format!("the page cannot be read ({error})"), "give its text as a .txt file")
    };
    let mut reader =
        Readability::new(html, None, Some(config)).map_err(|error| unread(place.clone(), &error))?;
    let mut said = meta::of(&reader.doc);
    reader.doc.select("nav, #comments, .comments, #disqus_thread").remove();
    let (mut text, title, byline) = match reader.parse() {
        Ok(found) => (found.text_content.to_string(), Some(found.title), found.byline),
        // A page without anything that looks like an article: all of its text.
        Err(_) => (words(&Document::from(html)), None, None),
    };
    // Some sites give the whole text to search engines only.
    if let Some(whole) = said.body.take().filter(|whole| whole.len() / 3 > text.len()) {
        text = whole;
    }
    let text = text.trim().to_owned();
    if text.is_empty() {
        return Err(Problem::new(place, "a page without text", "leave it out"));
    }
    let given = |value: Option<String>| {
        let value = value?.split_whitespace().collect::<Vec<_>>().join(" ");
        (!value.is_empty()).then_some(Cow::Owned(value))
    };
    let byline = byline.map(|line| without_by(line.trim()).to_owned());
    let Meta { title: headline, published, publisher, author, url, .. } = said;
    let mut article = Article {
        title: given(headline.or(title)),
        published: given(published),
        publisher: given(publisher),
        author: given(author.or(byline)),
        url: given(url),
        place: place.clone(),
        ..Article::new(place.to_string(), text)
    };
    article.repairs.extend(repair);
    header::apply(&mut article);
    Ok(article)
}

/// A byline's name: "By Ines Roth" is Ines Roth's.
fn without_by(byline: &str) -> &str {
    match byline.split_at_checked(3) {
        Some((by, name)) if by.eq_ignore_ascii_case("by ") => name.trim_start(),
        _ => byline,
    }
}

/// The text of a piece of HTML, a paragraph a block; text without a tag stays as it is.
pub fn fragment(html: &str) -> Result<String, String> {
    if is_too_deep(html) {
        return Err(format!("elements more than {DEEPEST} deep in each other"));
    }
    if !html.contains(['<', '&']) {
        return Ok(html.trim().to_owned());
    }
    reading(|| words(&Document::fragment(html)))
}

/// All words of a page or piece of one.
fn words(document: &Document) -> String {
    document.select("head, script, style, noscript, template, figure, iframe").remove();
    document.formatted_text().trim().to_owned()
}

/// The encoding that a page declares in its beginning.
fn declared_charset(bytes: &[u8]) -> Option<String> {
    let start = bytes[..bytes.len().min(2048)].to_ascii_lowercase();
    let at = memchr::memmem::find(&start, b"charset=")? + b"charset=".len();
    let rest = start[at..].trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest.iter().position(|byte| !(byte.is_ascii_alphanumeric() || b"-_:".contains(byte)))?;
    String::from_utf8(rest[..end].to_vec()).ok()
}

/// Elements that need no end tag, or none of which stands in its like.
const FLAT: [&str; 30] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "option", "optgroup", "thead", "tbody", "tfoot",
    "colgroup", "rt", "rp", "path",
];

/// Whether elements stand too deep in each other, counted by their tags.
fn is_too_deep(html: &str) -> bool {
    let bytes = html.as_bytes();
    let (mut depth, mut deepest) = (0_usize, 0);
    for at in memchr::memchr_iter(b'<', bytes) {
        let rest = &bytes[at + 1..];
        let (closes, rest) = match rest {
            [b'/', rest @ ..] => (true, rest),
            rest => (false, rest),
        };
        if !rest.first().is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let end = rest.iter().take(12).position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(12);
        let name = rest[..end.min(rest.len())].to_ascii_lowercase();
        if FLAT.iter().any(|flat| flat.as_bytes() == name) {
            continue;
        }
        if closes {
            depth = depth.saturating_sub(1);
        } else {
            depth += 1;
            deepest = deepest.max(depth);
        }
    }
    deepest > DEEPEST
}

/// A page that is a file.
pub fn file(bytes: Vec<u8>, file: &Arc<str>) -> Result<Article<'static>, Problem> {
    article(bytes, None, Place { file: file.clone(), line: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(html: &[u8]) -> Result<Article<'static>, Problem> {
        file(html.to_vec(), &Arc::from("a.html"))
    }

    #[test]
    fn encodings_are_declared_in_many_ways() {
        let check = |html: &[u8], text: &str| assert_eq!(read(html).unwrap().text, text);
        check("<meta charset=utf-8><p>Né, he said.".as_bytes(), "Né, he said.");
        check(b"<meta charset=\"windows-1251\"><p>\xC0\xED\xED\xE0", "Анна");
        check(b"<meta http-equiv='Content-Type' content='text/html; charset=ISO-8859-1'><p>N\xE9", "Né");
        check(b"<p>N\xE9, he said.", "Né, he said.");
        check(b"\xFF\xFE<\0p\0>\0N\0\xE9\0", "Né");
    }

    #[test]
    fn a_page_nested_too_deep_is_a_problem() {
        let deep = format!("<body>{}x said he", "<div>".repeat(200_000));
        assert!(read(deep.as_bytes()).unwrap_err().to_string().contains("deep in each other"));
        let just = format!("<body>{}<p>Rain fell, he said.", "<div>".repeat(DEEPEST - 1));
        assert_eq!(read(just.as_bytes()).unwrap().text, "Rain fell, he said.");
        let flat = format!("<body>{}", "<p>Rain fell, he said. <br>".repeat(3000));
        assert!(read(flat.as_bytes()).is_ok());
        assert!(fragment(&"<b>".repeat(5000)).is_err());
    }

    #[test]
    fn fragments_become_paragraphs() {
        let check = |html: &str, text: &str| assert_eq!(fragment(html).unwrap(), text, "{html}");
        check("Rain fell.", "Rain fell.");
        check(
            "<p>\"It <b>works</b>,\" she&nbsp;said.</p>\n<p>Snow &amp; rain.</p>",
            "\"It works,\" she said.\n\nSnow & rain.",
        );
        check("Rain<script>x()</script> fell &#8212; much", "Rain fell — much");
    }

    #[test]
    fn a_page_without_text_is_a_problem() {
        for html in ["<html></html>", "<script>x</script>", ""] {
            assert!(read(html.as_bytes()).unwrap_err().to_string().contains("without text"), "{html}");
        }
    }
}
