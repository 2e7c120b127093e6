//! One record a line.

use inquit::Extraction;

use crate::record::{Shared, record};
use crate::{Article, Offsets};

/// Appends the records of one article.
pub fn article(out: &mut Vec<u8>, article: &Article<'_>, found: &Extraction, offsets: &Offsets) {
    let mut shared = Shared::default();
    for (attribution, number) in found.attributions.iter().zip(1..) {
        record(article, attribution, number, offsets).write_json_after(out, &mut shared);
        out.push(b'\n');
    }
}
