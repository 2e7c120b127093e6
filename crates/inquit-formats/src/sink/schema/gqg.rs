//! GDELT's Global Quotation Graph: one line an article, its quoted words with what stands before and after them.

use inquit::Extraction;

use super::{comma, field, key};
use crate::sink::quoted_parts::quoted_parts;
use crate::{Article, json};

/// How many code points before and after the quoted words are given.
const CONTEXT: usize = 100;

/// Appends the line of one article, if anything is quoted in it.
pub fn article(out: &mut Vec<u8>, article: &Article<'_>, found: &Extraction) {
    let text = &*article.text;
    let parts: Vec<_> =
        found.attributions.iter().flat_map(|attribution| quoted_parts(attribution, text)).collect();
    if parts.is_empty() {
        return;
    }
    out.push(b'{');
    for (name, value) in [("date", &article.published), ("url", &article.url), ("title", &article.title)] {
        key(out, name);
        json::optional(out, value.as_deref());
    }
    key(out, "quotes");
    out.push(b'[');
    for part in parts {
        let (before, after) = (&text[..part.outer.start as usize], &text[part.outer.end as usize..]);
        let start = before.char_indices().rev().nth(CONTEXT - 1).map_or(0, |(at, _)| at);
        let end = after.char_indices().nth(CONTEXT).map_or(after.len(), |(at, _)| at);
        comma(out);
        out.push(b'{');
        field(out, "pre", &one_line(&before[start..]));
        field(out, "quote", &one_line(part.inner.slice(text)));
        field(out, "post", &one_line(&after[..end]));
        out.push(b'}');
    }
    out.extend_from_slice(b"]}\n");
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
