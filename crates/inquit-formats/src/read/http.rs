//! HTTP responses as web archives keep them: is it a page, and what are its bytes?

use super::unpack;

/// What the head of a response says of its body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The status, such as 200.
    pub status: u16,
    /// The media type in small letters, without parameters: `text/html`.
    pub media: String,
    /// The encoding of characters that it declares.
    pub charset: Option<String>,
    /// How the body is packed, in the order in which it was: `gzip`.
    pub packed: Vec<String>,
    /// Whether the body comes in chunks.
    pub chunked: bool,
    /// Where the body begins.
    pub body: usize,
}

/// The longest head that is looked at.
const LONGEST_HEAD: usize = 1 << 16;

/// Reads a response's head; none if there is none.
pub fn head(response: &[u8]) -> Option<Head> {
    let start = &response[..response.len().min(LONGEST_HEAD)];
    if !start.starts_with(b"HTTP/") {
        return None;
    }
    let end = memchr::memmem::find(start, b"\r\n\r\n").map(|at| (at, at + 4));
    let (end, body) = end.or_else(|| memchr::memmem::find(start, b"\n\n").map(|at| (at, at + 2)))?;
    let text = String::from_utf8_lossy(&start[..end]);
    let mut lines = text.lines();
    let status = lines.next()?.split_ascii_whitespace().nth(1)?.parse().ok()?;
    let mut head = Head { status, body, ..Head::default() };
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "content-type" => (head.media, head.charset) = media(value),
            "content-encoding" => {
                let names = value.split(',').map(|name| name.trim().to_ascii_lowercase());
                head.packed = names.filter(|name| !name.is_empty() && name != "identity").collect();
            }
            "transfer-encoding" => head.chunked = value.to_ascii_lowercase().contains("chunked"),
            _ => {}
        }
    }
    Some(head)
}

/// The media type and the charset of a `Content-Type`.
pub fn media(value: &str) -> (String, Option<String>) {
    let mut parts = value.split(';').map(str::trim);
    let media = parts.next().unwrap_or("").to_ascii_lowercase();
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']).to_owned())
    });
    (media, charset)
}

/// The body as the page's writer wrote it; the reason if that cannot be had.
pub fn body(head: &Head, body: Vec<u8>, limit: usize) -> Result<Vec<u8>, String> {
    // Crawlers often store a body already joined and unpacked under its old head.
    let mut body = if head.chunked { joined(&body).unwrap_or(body) } else { body };
    for name in head.packed.iter().rev() {
        let packed = unpack::Packing::of(&body).is_some();
        match name.as_str() {
            "gzip" | "x-gzip" | "zstd" if packed => {
                body = unpack::bytes(body, limit)
                    .map_err(|error| error.to_string())?
                    .ok_or_else(|| too_large(limit))?;
            }
            "deflate" => body = inflated(body, limit)?,
            #[cfg(feature = "html")]
            "br" => body = unbrotlied(body, limit)?,
            // What is plain text in spite of its head was stored unpacked.
            _ if is_plain(&body) => {}
            "gzip" | "x-gzip" | "zstd" => {}
            other => return Err(format!("a page packed with `{other}`")),
        }
    }
    Ok(body)
}

fn too_large(limit: usize) -> String {
    format!("a page of more than {} once unpacked", super::megabytes(limit))
}

/// Whether a body begins as plain text does, and nothing that is packed.
fn is_plain(body: &[u8]) -> bool {
    body[..body.len().min(64)].is_ascii()
}

/// What Brotli holds. Its bytes bear no mark: what is none, and begins as text does, was stored unpacked.
#[cfg(feature = "html")]
fn unbrotlied(body: Vec<u8>, limit: usize) -> Result<Vec<u8>, String> {
    let unpacked = brotli_decompressor::Decompressor::new(&*body, 1 << 12);
    match unpack::whole(unpacked, Vec::new(), limit) {
        Ok(found) => found.ok_or_else(|| too_large(limit)),
        Err(_) if is_plain(&body) => Ok(body),
        Err(error) => Err(format!("damaged or cut-off Brotli: {error}")),
    }
}

/// What zlib, or bare deflate as some servers send it, holds.
fn inflated(body: Vec<u8>, limit: usize) -> Result<Vec<u8>, String> {
    let zlib = flate2::bufread::ZlibDecoder::new(&*body);
    if let Ok(found) = unpack::whole(zlib, Vec::new(), limit) {
        return found.ok_or_else(|| too_large(limit));
    }
    let bare = flate2::bufread::DeflateDecoder::new(&*body);
    match unpack::whole(bare, Vec::new(), limit) {
        Ok(found) => found.ok_or_else(|| too_large(limit)),
        // Stored unpacked under its old head.
        Err(_) => Ok(body),
    }
}

/// Chunks joined; none if the body is not made of them.
fn joined(body: &[u8]) -> Option<Vec<u8>> {
    let mut all = Vec::with_capacity(body.len());
    let mut rest = body;
    loop {
        let end = memchr::memchr(b'\n', &rest[..rest.len().min(1024)])?;
        let size = std::str::from_utf8(&rest[..end]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        rest = &rest[end + 1..];
        if size == 0 {
            return Some(all);
        }
        // An archive may have kept only the beginning.
        let chunk = &rest[..size.min(rest.len())];
        all.extend_from_slice(chunk);
        rest = rest[chunk.len()..].trim_ascii_start();
        if rest.is_empty() {
            return Some(all);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read};

    use super::*;

    #[test]
    fn a_head_says_what_the_body_is() {
        let response = b"HTTP/1.1 200 OK\r\nContent-Type: Text/HTML; Charset=\"ISO-8859-1\"\r\n\
            Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n<p>";
        let found = head(response).unwrap();
        assert_eq!(
            (found.status, &*found.media, found.charset.as_deref()),
            (200, "text/html", Some("ISO-8859-1"))
        );
        assert_eq!(found.packed, ["gzip"]);
        assert!(found.chunked && &response[found.body..] == b"<p>");
        assert_eq!(head(b"<p>no head</p>"), None);
        assert_eq!(head(b"HTTP/1.1"), None);
    }

    #[test]
    fn bodies_are_joined_and_unpacked() {
        let chunked = Head { chunked: true, ..Head::default() };
        let check = |head: &Head, bytes: &[u8], text: &[u8]| {
            assert_eq!(body(head, bytes.to_vec(), 1000).unwrap(), text);
        };
        check(&chunked, b"4\r\nRain\r\n6;x=y\r\n fell.\r\n0\r\n\r\n", b"Rain fell.");
        check(&chunked, b"<p>joined already</p>", b"<p>joined already</p>");
        check(&chunked, b"FF\r\ncut off", b"cut off");
        let packed = |name: &str| Head { packed: vec![name.to_owned()], ..Head::default() };
        check(&packed("br"), b"<p>unpacked already</p>", b"<p>unpacked already</p>");
        let mut zlib = flate2::read::ZlibEncoder::new(&b"Rain"[..], flate2::Compression::fast());
        let mut bytes = Vec::new();
        zlib.read_to_end(&mut bytes).unwrap();
        check(&packed("deflate"), &bytes, b"Rain");
        assert!(body(&packed("compress"), vec![0x8B, 0xFF, 0], 1000).unwrap_err().contains("`compress`"));
        let mut gzip = flate2::read::GzEncoder::new(io::repeat(b'x').take(5000), flate2::Compression::fast());
        bytes.clear();
        gzip.read_to_end(&mut bytes).unwrap();
        assert!(body(&packed("gzip"), bytes, 1000).unwrap_err().contains("once unpacked"));
    }
    #[cfg(feature = "html")]
    #[test]
    fn brotli_is_unpacked() {
        let head = Head { packed: vec!["br".to_owned()], ..Head::default() };
        let packed = [&[0x8B, 0x0F, 0x80][..], b"<p>Rain fell, and rain fell.</p>", &[3]].concat();
        assert_eq!(body(&head, packed.clone(), 1000).unwrap(), b"<p>Rain fell, and rain fell.</p>");
        assert!(body(&head, packed.clone(), 10).unwrap_err().contains("once unpacked"));
        assert!(body(&head, packed[..20].to_vec(), 1000).unwrap_err().contains("cut-off Brotli"));
        assert_eq!(
            body(&head, b"<p>unpacked already</p>".to_vec(), 1000).unwrap(),
            b"<p>unpacked already</p>"
        );
    }
}
