//! Encodings: bytes become text, with a note where they were no UTF-8.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::Repair;

/// UTF-8's byte-order mark: a sign of the encoding, no part of the text.
pub const UTF8_BOM: &[u8] = b"\xEF\xBB\xBF";

/// The text of a whole file.
///
/// UTF-8, with or without a byte-order mark; UTF-16 with one; otherwise Windows-1252, in which every byte is
/// some character, so that nothing is ever refused. NUL bytes are kept.
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
        Err(error) => (windows_1252(error.as_bytes()), Some(Repair::Windows1252)),
    }
}

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
}
