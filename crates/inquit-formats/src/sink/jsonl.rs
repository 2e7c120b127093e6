//! One record a line.

use inquit::Extraction;

use crate::record::{Range, Shared, record_in};
use crate::{Article, Offsets};

/// Appends the records of one article. `content` is memory used again.
pub fn article(
    out: &mut Vec<u8>,
    article: &Article<'_>,
    found: &Extraction,
    offsets: &Offsets,
    content: &mut Vec<Range>,
) {
    let mut shared = Shared::default();
    for (attribution, number) in found.attributions.iter().zip(article.first_number()..) {
        let record = record_in(article, attribution, number, offsets, std::mem::take(content));
        record.write_json_after(out, &mut shared);
        out.push(b'\n');
        *content = record.content;
    }
}
