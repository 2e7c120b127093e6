//! Encodings: bytes become text, with a note where they were no UTF-8.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::Repair;

/// UTF-8's byte-order mark: a sign of the encoding, no part of the text.
pub const UTF8_BOM: &[u8] = b"\xEF\xBB\xBF";

/// The text of a whole file.
///
/// UTF-8, with or without a byte-order mark; UTF-16 with one; otherwise the encoding that the bytes look like, or
/// Windows-1252, in which every byte is some character, so that nothing is ever refused. NUL bytes are kept.
pub fn decode(bytes: Vec<u8>) -> (String, Option<Repair>) {
    if let Some(rest) = bytes.strip_prefix(UTF8_BOM) {
        let rest = rest.to_vec();
        return utf8_or_windows(rest);
    }
    let utf16 = match bytes.as_slice() {
        [0xFF, 0xFE, rest @ ..] => Some((UTF_16LE, rest)),
        [0xFE, 0xFF, rest @ ..] => Some((UTF_16BE, rest)),
        bytes => unmarked_utf16(bytes).map(|encoding| (encoding, bytes)),
    };
    match utf16 {
        Some((encoding, rest)) => {
            let (text, broken) = encoding.decode_without_bom_handling(rest);
            (text.into_owned(), Some(if broken { Repair::Utf16Broken } else { Repair::Utf16 }))
        }
        None => utf8_or_windows(bytes),
    }
}

/// UTF-16 without a byte-order mark: every other byte of its beginning is NUL.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = &bytes[..bytes.len().min(256) & !1];
    let zeros = |odd: usize| start.iter().skip(odd).step_by(2).all(|byte| *byte == 0);
    let some = |odd: usize| start.iter().skip(odd).step_by(2).all(|byte| *byte != 0);
    match start.len() {
        0..4 => None,
        _ if zeros(1) && some(0) => Some(UTF_16LE),
        _ if zeros(0) && some(1) => Some(UTF_16BE),
        _ => None,
    }
}

fn utf8_or_windows(bytes: Vec<u8>) -> (String, Option<Repair>) {
    match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let (text, repair) = other(error.as_bytes());
            (text, Some(repair))
        }
    }
}

/// The text of bytes that are no UTF-8.
pub fn other(bytes: &[u8]) -> (String, Repair) {
    decode_as(bytes, of_all([bytes].into_iter()))
}

/// With fewer bytes beyond ASCII than this, and in them the encoding cannot be told.
const TELLING_BYTES: usize = 4;

/// How much is looked at to guess an encoding.
const GUESS_BYTES: usize = 1 << 20;

/// The encoding of parts of one text of which some are no UTF-8: the one that they look like if that can be told,
/// else Windows-1252. Much that is UTF-8 beyond ASCII shows that the rest is a mishap, not another encoding; a little
/// comes about by chance where all is in one of two bytes a character.
pub fn of_all<'p>(parts: impl Iterator<Item = &'p [u8]> + Clone) -> &'static Encoding {
    if parts.clone().all(|part| std::str::from_utf8(part).is_ok()) {
        return WINDOWS_1252;
    }
    let (mut valid, mut invalid) = (0, 0);
    for chunk in parts.clone().flat_map(<[u8]>::utf8_chunks) {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += chunk.invalid().len();
    }
    if valid * 4 >= invalid || valid + invalid < TELLING_BYTES {
        return WINDOWS_1252;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut left = GUESS_BYTES;
    for part in parts.clone() {
        let part = &part[..part.len().min(left)];
        left -= part.len();
        detector.feed(part, false);
        detector.feed(b"\n", false);
    }
    detector.feed(b"", true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    // A guess under which some bytes are no characters is none.
    let fits = parts.into_iter().all(|part| !guess.decode_without_bom_handling(part).1);
    if fits { guess } else { WINDOWS_1252 }
}

/// The text of bytes in an encoding that was guessed.
pub fn decode_as(bytes: &[u8], encoding: &'static Encoding) -> (String, Repair) {
    let note = OTHERS.iter().find(|(name, _)| *name == encoding.name()).map(|(_, note)| *note);
    match note {
        Some(note) => (encoding.decode_without_bom_handling(bytes).0.into_owned(), Repair::Encoding(note)),
        None => (windows_1252(bytes), Repair::Windows1252),
    }
}

/// The text of bytes whose encoding was declared under a label, such as the charset of a web page; as [`decode`]
/// where there is none, where it is unknown, and where the bytes are plainly UTF-8 all the same.
pub fn labelled(bytes: Vec<u8>, label: Option<&str>) -> (String, Option<Repair>) {
    let encoding = label.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    match encoding {
        Some(encoding) if encoding != UTF_8 && !is_utf16(&bytes) && std::str::from_utf8(&bytes).is_err() => {
            let (text, broken) = encoding.decode_with_bom_removal(&bytes);
            (text.into_owned(), broken.then_some(Repair::Undecodable))
        }
        _ => decode(bytes),
    }
}

/// Encodings that may be guessed beside Windows-1252, and how that is told.
const OTHERS: [(&str, &str); 19] = {
    macro_rules! others {
        ($($name:literal),*) => { [$(($name, concat!("no UTF-8, read as ", $name))),*] };
    }
    others![
        "Big5",
        "EUC-JP",
        "EUC-KR",
        "GBK",
        "ISO-8859-2",
        "ISO-8859-4",
        "ISO-8859-5",
        "ISO-8859-7",
        "KOI8-U",
        "Shift_JIS",
        "windows-1250",
        "windows-1251",
        "windows-1253",
        "windows-1254",
        "windows-1255",
        "windows-1256",
        "windows-1257",
        "windows-1258",
        "windows-874"
    ]
};

/// Bytes that are no UTF-8, read as Windows-1252 but for what is UTF-8 among them: files of which parts were saved
/// by one program and parts by another.
pub fn windows_1252(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    text
}

/// Whether a stream begins with a UTF-16 byte-order mark.
pub fn is_utf16(start: &[u8]) -> bool {
    matches!(start, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..])
}

/// JSON text in which each `\uD800`-`\uDFFF` escape without its other half is `\uFFFD`; `None` if all have one.
pub fn without_lone_surrogates(json: &str) -> Option<String> {
    let mut mended: Option<String> = None;
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &json.as_bytes()[at..]) {
        at += found;
        match unit_at(json, at) {
            Some(0xD800..=0xDBFF) if matches!(unit_at(json, at + 6), Some(0xDC00..=0xDFFF)) => at += 12,
            Some(0xD800..=0xDFFF) => {
                let mended = mended.get_or_insert_default();
                mended.push_str(&json[copied..at]);
                mended.push_str("\\ufffd");
                at += 6;
                copied = at;
            }
            Some(_) => at += 6,
            // An escape of two characters, of which the second is never the start of another one.
            None => at += 2,
        }
        if at >= json.len() {
            break;
        }
    }
    let mut mended = mended?;
    mended.push_str(json.get(copied..).unwrap_or(""));
    Some(mended)
}

/// The UTF-16 unit of the `\uXXXX` escape at `at`.
fn unit_at(json: &str, at: usize) -> Option<u16> {
    let escape = json.as_bytes().get(at..at + 6)?;
    let digits = std::str::from_utf8(escape.strip_prefix(b"\\u")?).ok()?;
    digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], text: &str, repair: Option<Repair>) {
        assert_eq!(decode(bytes.to_vec()), (text.to_owned(), repair));
    }

    #[test]
    fn every_file_is_some_text() {
        check(b"", "", None);
        check("né \0".as_bytes(), "né \0", None);
        check(b"\xEF\xBB\xBFn\xC3\xA9", "né", None);
        check(b"\xFF\xFEn\0\xE9\0", "né", Some(Repair::Utf16));
        check(b"\xFE\xFF\0n\0\xE9", "né", Some(Repair::Utf16));
        check(b"\xFF\xFEn\0\xE9", "n\u{fffd}", Some(Repair::Utf16Broken));
        check(b"\x93n\xE9\x94 \0", "\u{201c}né\u{201d} \0", Some(Repair::Windows1252));
        check(b"n\xC3\xA9 n\xE9 \xE2\x80\x9C", "né né \u{201c}", Some(Repair::Windows1252));
        check(b"n\0\xE9\0 \0", "né ", Some(Repair::Utf16));
        check(b"\0n\0\xE9\0 ", "né ", Some(Repair::Utf16));
    }

    #[test]
    fn other_encodings_are_told_by_their_bytes() {
        let check = |encoding: &'static Encoding, text: &str| {
            let bytes = encoding.encode(text).0.into_owned();
            let (found, repair) = decode(bytes);
            assert_eq!(found, text);
            assert_eq!(repair.unwrap().name(), format!("no UTF-8, read as {}", encoding.name()));
        };
        check(encoding_rs::WINDOWS_1251, "\"Мост открыт\", сказала Анна Лима агентству в среду утром.");
        check(encoding_rs::SHIFT_JIS, "橋は水曜日に再開した、とアナ・リマ氏は述べた。");
        check(
            encoding_rs::WINDOWS_1250,
            "\"Most je otevřen,\" řekl Václav Šimeček. Příliš žluťoučký kůň, dodal Jiří Dvořák, úpěl ďábelské ódy.",
        );
        assert_eq!(
            decode(b"\x93It\x92s late,\x94 Ren\xE9e \x96 of Caf\xE9 Zo\xEB \x96 said.".to_vec()).1,
            Some(Repair::Windows1252)
        );
    }

    #[test]
    fn a_declared_encoding_counts_unless_the_bytes_are_utf8() {
        let check = |bytes: &[u8], label: &str, text: &str| {
            assert_eq!(labelled(bytes.to_vec(), Some(label)).0, text, "{label}");
        };
        check(b"\xC0\xED\xED\xE0", "windows-1251", "Анна");
        check("né".as_bytes(), "iso-8859-1", "né");
        check(b"n\xE9", "utf-8", "né");
        check(b"n\xE9", "no such thing", "né");
        assert_eq!(labelled(b"\x83".to_vec(), Some("shift_jis")).1, Some(Repair::Undecodable));
    }
}
