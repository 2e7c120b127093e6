//! Bytes as a file of any form: packed or not, its form told by its name, by its content or by the user.

use std::io::Write;

use inquit_formats::read::unpack::{Packing, Unpacked};
use inquit_formats::read::warc::Warc;
use inquit_formats::{Batches, Buffers, InputFormat, ReadOptions};

use crate::choice;
use crate::records::{folder, shown};

/// Names of files, and forms insisted on.
const NAMES: [(&str, Option<InputFormat>); 8] = [
    ("a", None),
    ("a.parquet", None),
    ("a.warc.gz", None),
    ("a.json", None),
    ("a.txt", None),
    ("a.csv.zst", None),
    ("a", Some(InputFormat::Parquet)),
    ("a", Some(InputFormat::Warc)),
];

/// Tries an input.
pub fn run(data: &[u8]) {
    let (way, rest) = choice(data);
    let (name, from) = NAMES[usize::from(way) % 8];
    let bytes = match way / 8 % 4 {
        0 | 1 => rest.to_vec(),
        2 => gzip(rest),
        _ => zstd::encode_all(rest, 1).expect("packed"),
    };
    let longest_record = if way & 0x40 == 0 { 1 << 22 } else { 256 };
    let read = |batch_bytes: usize| {
        let options = ReadOptions { from, longest_record, batch_bytes, ..ReadOptions::default() };
        let buffers = Buffers::default();
        let path = folder().path().join(name);
        std::fs::write(&path, &bytes).expect("a file is written");
        let mut found = Vec::new();
        for batch in Batches::new(vec![path], &options, &buffers) {
            batch.articles(&options, &buffers, |article| found.push(shown(article)));
        }
        found
    };
    let whole = read(1 << 20);
    if way & 0x80 != 0 {
        assert_eq!(whole, read(16));
        pieces(rest);
    }
}

/// A web archive that comes in small pieces is the same as one that comes at once.
fn pieces(data: &[u8]) {
    let options = ReadOptions { longest_record: 1 << 20, ..ReadOptions::default() };
    let buffers = Buffers::default();
    let read = |first: usize| {
        let (start, rest) = data.split_at(first.min(data.len()));
        let stream = Box::new(std::io::Cursor::new(rest.to_vec()));
        // The start is unpacked already.
        let stream = Unpacked::new(stream, None::<Packing>).expect("nothing to unpack");
        let mut warc = Warc::new("a".into(), stream, start.to_vec(), &options);
        let mut found = Vec::new();
        while let Some(batch) = warc.next_batch() {
            batch.articles(&options, &buffers, |article| found.push(shown(article)));
        }
        found
    };
    assert_eq!(read(0), read(data.len() / 2));
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).expect("packed");
    packer.finish().expect("packed")
}
