//! Pages of a web archive become articles.

use std::borrow::Cow;

use super::warc::Page;
use super::{InputFormat, ReadOptions, encoding, header, http};
use crate::{Article, Problem};

/// The article of a page.
pub fn article(page: Page, options: &ReadOptions) -> Result<Article<'static>, Problem> {
    let Page { place, id, url, form, head, bytes } = page;
    let problem = |reason: String| {
        let cure = "read the page by itself, saved from a browser";
        Problem::new(place.clone(), reason, cure)
    };
    let bytes = http::body(&head, bytes, options.longest_record).map_err(problem)?;
    let charset = head.charset.as_deref();
    let mut article = if form == InputFormat::Html {
        html(bytes, charset, place)?
    } else {
        let (text, repair) = encoding::labelled(bytes, charset);
        let mut article = Article { place, ..Article::new("", text) };
        article.repairs.extend(repair);
        header::apply(&mut article);
        article
    };
    article.id = Cow::Owned(id.unwrap_or_else(|| article.place.to_string()));
    // Where it was fetched is certain; what the page calls its address may be another's.
    article.url = url.map(Cow::Owned).or(article.url);
    Ok(article)
}

#[cfg(feature = "html")]
use super::html::article as html;

#[cfg(not(feature = "html"))]
fn html(_: Vec<u8>, _: Option<&str>, place: crate::Place) -> Result<Article<'static>, Problem> {
    Err(super::documents::without_html(place))
}
