//! Bytes as a text: decoded, its header read, cut into tokens, its lines counted.

use inquit_formats::read::{documents, encoding};

use crate::choice;
use crate::prose::prose;

#[path = "../../inquit-tokenizer/tests/common/holds.rs"]
mod holds;
use holds::{check, check_index};

/// What the web calls encodings, and what is none.
const LABELS: [&str; 12] = [
    "utf-8",
    "windows-1252",
    "iso-8859-1",
    "utf-16le",
    "utf-16be",
    "shift_jis",
    "gb18030",
    "euc-kr",
    "iso-2022-jp",
    "big5",
    "x-user-defined",
    "none such",
];

/// Tries an input.
pub fn run(data: &[u8]) {
    let (way, rest) = choice(data);
    let text = match way % 4 {
        0 => prose(rest),
        1 => encoding::decode(rest.to_vec()).0,
        2 => encoding::labelled(rest.to_vec(), Some(LABELS[usize::from(way / 4) % LABELS.len()])).0,
        _ => {
            let article = documents::text(rest.to_vec(), &"a.txt".into());
            assert!(article.text.is_char_boundary(article.body_start));
            check(&article.text, article.body_start);
            article.text.into_owned()
        }
    };
    check(&text, 0);
    check_index(&text);
    let body = usize::from(way) % (text.len() + 1);
    check(&text, body);
}
