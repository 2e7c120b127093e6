//! Fuzz targets: each takes any bytes, makes of them what one part of inquit takes, and panics where something does not
//! hold that must.
//!
//! `fuzz/run` feeds them with inputs that cover ever more code; `tests/replay.rs` feeds them with the inputs that were
//! found so and kept.

mod prose;
mod text;
mod extract;
mod records;
mod markup;
mod files;
mod write;
mod store;
mod check;

/// A part of inquit under test.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name: that of its module and of the folder with its inputs.
    pub name: &'static str,
    /// What it takes bytes as.
    pub about: &'static str,
    /// Tries an input; panics where something does not hold.
    pub run: fn(&[u8]),
}

/// All targets, in the order of the flow.
pub const TARGETS: [Target; 8] = [
    Target { name: "text", about: "encodings, headers, tokens, lines", run: text::run },
    Target {
        name: "extract",
        about: "the extractor, also of given attributions, and names",
        run: extract::run,
    },
    Target {
        name: "records",
        about: "JSON lines, JSON, CSV, TSV, quotations, lists of names",
        run: records::run,
    },
    Target { name: "markup", about: "web pages, feeds, Word documents", run: markup::run },
    Target {
        name: "files",
        about: "web archives, Parquet, gzip, zstd, and forms told by content",
        run: files::run,
    },
    Target {
        name: "write",
        about: "streams: JSON lines and schemas, CSV, TSV, CoNLL, TEI …",
        run: write::run,
    },
    Target { name: "store", about: "Parquet, SQLite, Excel, brat", run: store::run },
    Target { name: "check", about: "mask, restore, verify, clusters, people, months", run: check::run },
];

/// The target of that name.
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

/// Takes the first byte off: it chooses among a target's ways to read the rest.
fn choice(data: &[u8]) -> (u8, &[u8]) {
    data.split_first().map_or((0, data), |(first, rest)| (*first, rest))
}
