//! One record a line.

use inquit::Extraction;

use crate::record::{Shared, record_in};
use crate::{Article, Offsets};

/// Appends the records of one article.
pub fn article(out: &mut Vec<u8>, article: &Article<'_>, found: &Extraction, offsets: &Offsets) {
    let mut shared = Shared::default();
    let mut content = Vec::new();
    for (attribution, number) in found.attributions.iter().zip(1..) {
        let record = record_in(article, attribution, number, offsets, content);
        record.write_json_after(out, &mut shared);
        out.push(b'\n');
        content = record.content;
    }
}
