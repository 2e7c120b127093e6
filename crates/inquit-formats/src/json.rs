//! JSON written into a byte buffer: the few forms that records need, without a serialiser in between.

use wide::u8x16;

/// Appends a JSON string.
pub fn string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    escaped(out, text);
    out.push(b'"');
}

/// Appends a JSON string that holds nothing to escape: one of our own names.
pub fn name(out: &mut Vec<u8>, name: &'static str) {
    out.push(b'"');
    out.extend_from_slice(name.as_bytes());
    out.push(b'"');
}

/// Appends such a string or null.
pub fn optional_name(out: &mut Vec<u8>, text: Option<&'static str>) {
    match text {
        Some(text) => name(out, text),
        None => out.extend_from_slice(b"null"),
    }
}

/// Appends a JSON string or null.
pub fn optional(out: &mut Vec<u8>, text: Option<&str>) {
    match text {
        Some(text) => string(out, text),
        None => out.extend_from_slice(b"null"),
    }
}

/// Appends the inside of a JSON string.
pub fn escaped(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    let (blocks, tail) = bytes.as_chunks::<BLOCK>();
    let mut written = 0;
    let mut copy_with = |hits: u32, base: usize| {
        let mut hits = hits;
        while hits != 0 {
            let found = base + hits.trailing_zeros() as usize;
            out.extend_from_slice(&bytes[written..found]);
            escape(out, bytes[found]);
            written = found + 1;
            hits &= hits - 1;
        }
    };
    for (block, at) in blocks.iter().zip((0..).step_by(BLOCK)) {
        let hits = escapes(block);
        if hits != 0 {
            copy_with(hits, at);
        }
    }
    if !tail.is_empty() {
        // The last sixteen bytes, some of them seen already, tell of what is left.
        let hits = if let Some(last) = bytes.last_chunk() {
            escapes(last) >> (BLOCK - tail.len())
        } else {
            let mut padded = [b' '; BLOCK];
            padded[..tail.len()].copy_from_slice(tail);
            let hits = escapes(&padded);
            if hits == 0 {
                // So short a text is written with its blanks: a copy of one length is no call.
                out.extend_from_slice(&padded);
                out.truncate(out.len() - (BLOCK - tail.len()));
                return;
            }
            hits
        };
        if hits != 0 {
            copy_with(hits, bytes.len() - tail.len());
        }
    }
    out.extend_from_slice(&bytes[written..]);
}

/// Where, from `at` on, the first byte stands that may not stand in a JSON string as it is.
#[inline]
pub fn next_escape(bytes: &[u8], mut at: usize) -> Option<usize> {
    while let Some([first, second]) = bytes.get(at..).and_then(|rest| rest.as_chunks().0.first_chunk()) {
        let hits = escapes(first) | escapes(second) << BLOCK;
        if hits != 0 {
            return Some(at + hits.trailing_zeros() as usize);
        }
        at += 2 * BLOCK;
    }
    let rest = bytes.get(at..)?;
    rest.iter().position(|byte| matches!(byte, 0..0x20 | b'"' | b'\\')).map(|found| at + found)
}

/// The two digits of each number below 100, the first one lowest.
const PAIRS: [u16; 100] = {
    let mut pairs = [0; 100];
    let mut value = 0;
    while value < 100 {
        pairs[value as usize] = u16::from_le_bytes([b'0' + value / 10, b'0' + value % 10]);
        value += 1_u8;
    }
    pairs
};

/// Appends a number.
pub fn number(out: &mut Vec<u8>, value: u32) {
    number_after(out, b"", value);
}

/// Appends what stands before a number, at most eleven bytes, and the number.
#[inline]
pub fn number_after<const N: usize>(out: &mut Vec<u8>, before: &[u8; N], value: u32) {
    if value >= 10_000 {
        return long_number_after(out, before, value);
    }
    // Four digits are written whatever there are of them, in one copy of one length: so little is not worth a call.
    let [first, second] = [value / 100, value % 100].map(|pair| u32::from(PAIRS[pair as usize]));
    let noughts = u32::from(value < 1000) + u32::from(value < 100) + u32::from(value < 10);
    let digits = (first | second << 16) >> (8 * noughts);
    let mut both = [0; 16];
    both[..N].copy_from_slice(before);
    both[N..N + 4].copy_from_slice(&digits.to_le_bytes());
    out.extend_from_slice(&both);
    out.truncate(out.len() - (12 - N) - noughts as usize);
}

#[cold]
#[inline(never)]
fn long_number_after(out: &mut Vec<u8>, before: &[u8], value: u32) {
    out.extend_from_slice(before);
    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
}

/// Appends true or false.
pub fn boolean(out: &mut Vec<u8>, value: bool) {
    out.extend_from_slice(if value { b"true" } else { b"false" });
}

/// Appends a probability with at most three decimals.
pub fn probability(out: &mut Vec<u8>, value: f32) {
    let thousandths = value.clamp(0.0, 1.0) * 1000.0;
    // As `round` does it, without a call: what is cut off of so small a number is told exactly.
    let whole = thousandths as u32;
    let whole = whole + u32::from(thousandths - whole as f32 >= 0.5);
    let digit = |unit: u32| b'0' + (whole / unit % 10) as u8;
    out.extend_from_slice(&[digit(1000), b'.', digit(100), digit(10), digit(1)]);
    let noughts = usize::from(whole.is_multiple_of(10)) + usize::from(whole.is_multiple_of(100));
    out.truncate(out.len() - noughts);
}

/// Appends any JSON value.
pub fn value(out: &mut Vec<u8>, value: &serde_json::Value) {
    match value {
        serde_json::Value::String(text) => string(out, text),
        // Writing to memory cannot fail, and a `Value` has no key that is no string.
        other => drop(serde_json::to_writer(out, other)),
    }
}

/// Bytes that are looked at together.
const BLOCK: usize = 16;

/// A bit for each of some bytes that may not stand in a JSON string as it is, the lowest for the first.
#[inline]
fn escapes(block: &[u8; BLOCK]) -> u32 {
    let bytes = u8x16::new(*block);
    let is = |byte: u8| bytes.cmp_eq(u8x16::splat(byte));
    let control = bytes.cmp_eq(bytes.min(u8x16::splat(0x1f)));
    (control | is(b'"') | is(b'\\')).move_mask() as u32
}

fn escape(out: &mut Vec<u8>, byte: u8) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let short = match byte {
        b'"' | b'\\' => byte,
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        0x08 => b'b',
        0x0c => b'f',
        _ => {
            out.extend_from_slice(b"\\u00");
            out.extend([HEX[(byte >> 4) as usize], HEX[(byte & 15) as usize]]);
            return;
        }
    };
    out.extend([b'\\', short]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn strings_read_as_serde_json_writes_them(text in "\\PC*|[\\x00-\\x7f]{0,40}|[\"\\\\a\\n\\u{1f}é]{0,40}") {
            let mut out = Vec::new();
            string(&mut out, &text);
            prop_assert_eq!(String::from_utf8(out).unwrap(), serde_json::to_string(&text).unwrap());
        }
    }

    #[test]
    fn numbers_have_no_noughts_before_them() {
        for value in [0, 1, 9, 10, 99, 100, 101, 999, 1000, 1001, 9999, 10_000, 10_001, u32::MAX] {
            let mut out = Vec::new();
            number(&mut out, value);
            assert_eq!(String::from_utf8(out).unwrap(), value.to_string());
        }
    }

    #[test]
    fn probabilities_are_short() {
        for (value, expected) in
            [(0.5, "0.5"), (1.0, "1.0"), (0.0, "0.0"), (0.123_4, "0.123"), (0.05, "0.05")]
        {
            let mut out = Vec::new();
            probability(&mut out, value);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }
}
