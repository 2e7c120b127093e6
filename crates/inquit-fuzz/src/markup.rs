//! Bytes as web pages, feeds and Word documents.

use std::io::{Cursor, Write};

use inquit_formats::read::{documents, html};
use inquit_formats::{InputFormat, Place, ReadOptions};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::choice;
use crate::records::shown;

/// Tries an input.
pub fn run(data: &[u8]) {
    let (way, rest) = choice(data);
    let options = ReadOptions { longest_record: 1 << 20, ..ReadOptions::default() };
    let read = |form, bytes: Vec<u8>| {
        documents::articles(form, bytes, &"a".into(), &options, &mut |article| drop(shown(article)));
    };
    match way % 6 {
        0 => read(InputFormat::Html, rest.to_vec()),
        1 => {
            let charset = ["utf-8", "windows-1252", "shift_jis", "?"][usize::from(way / 6) % 4];
            let place = Place { file: "a".into(), line: None };
            drop(shown(html::article(rest.to_vec(), Some(charset), place)));
        }
        2 => drop(html::fragment(&String::from_utf8_lossy(rest))),
        3 => read(InputFormat::Feed, rest.to_vec()),
        4 => read(InputFormat::Docx, rest.to_vec()),
        // The two parts, parted by a NUL, are put into an archive: its sums of its bytes are right.
        _ => {
            let mut parts = rest.splitn(2, |byte| *byte == 0);
            read(InputFormat::Docx, docx(parts.next().unwrap_or_default(), parts.next()));
        }
    }
}

/// A Word document with these parts.
fn docx(document: &[u8], core: Option<&[u8]>) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in [("word/document.xml", Some(document)), ("docProps/core.xml", core)] {
        let Some(bytes) = bytes else { continue };
        archive.start_file(name, stored).expect("a part is begun");
        archive.write_all(bytes).expect("a part is written");
    }
    archive.finish().expect("the archive is ended").into_inner()
}
