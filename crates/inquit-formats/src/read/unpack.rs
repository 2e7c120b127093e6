//! Packed input: gzip of any number of members and zstd, told by their first bytes, read as what is packed in them.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::GzDecoder;

const GZIP: &[u8] = &[0x1F, 0x8B];
const ZSTD: &[u8] = &[0x28, 0xB5, 0x2F, 0xFD];
/// A frame that holds something else than packed bytes begins with one of sixteen bytes and these.
const SKIPPABLE: &[u8] = &[0x2A, 0x4D, 0x18];
/// The frame that holds the dictionary of a web archive.
const OF_DICTIONARY: &[u8] = &[0x5D, 0x2A, 0x4D, 0x18];
/// The largest dictionary that is read.
const LARGEST_DICTIONARY: usize = 64 << 20;

/// How bytes are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// Gzip, of one or more members.
    Gzip,
    /// Zstandard, of one or more frames; before them may stand the dictionary that they were packed with.
    Zstd,
}

impl Packing {
    /// The packing that the first bytes show.
    pub fn of(start: &[u8]) -> Option<Self> {
        match start {
            start if start.starts_with(GZIP) => Some(Self::Gzip),
            start if start.starts_with(ZSTD) => Some(Self::Zstd),
            [0x50..=0x5F, rest @ ..] if rest.starts_with(SKIPPABLE) => Some(Self::Zstd),
            _ => None,
        }
    }
}

/// A stream as it is once unpacked.
///
/// An error stays: every later read gives it again, so that what came before it can be used first. In gzip the next
/// member can be read in spite of it ([`Unpacked::next_member`]).
pub struct Unpacked {
    kind: Kind,
    failed: Option<(io::ErrorKind, String)>,
}

enum Kind {
    Plain(Box<dyn Read>),
    Gzip(Box<Gzip>),
    Zstd(zstd::stream::read::Decoder<'static, BufReader<Box<dyn Read>>>),
}

impl Unpacked {
    /// A stream that is not packed, or packed like this.
    pub fn new(stream: Box<dyn Read>, packing: Option<Packing>) -> io::Result<Self> {
        let kind = match packing {
            None => Kind::Plain(stream),
            Some(Packing::Gzip) => Kind::Gzip(Box::new(Gzip::new(stream))),
            Some(Packing::Zstd) => Kind::Zstd(frames(stream)?),
        };
        Ok(Self { kind, failed: None })
    }

    /// After an error: goes on with the next gzip member, if there is one.
    pub fn next_member(&mut self) -> bool {
        let Kind::Gzip(gzip) = &mut self.kind else { return false };
        let found = matches!(gzip.next_member(), Ok(true));
        if found {
            self.failed = None;
        }
        found
    }
}

impl Read for Unpacked {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if let Some((kind, message)) = &self.failed {
            return Err(io::Error::new(*kind, message.clone()));
        }
        let (read, name) = match &mut self.kind {
            Kind::Plain(stream) => (stream.read(into), ""),
            Kind::Gzip(gzip) => (gzip.read(into), "damaged or cut-off gzip: "),
            Kind::Zstd(zstd) => (zstd.read(into), "damaged or cut-off zstd: "),
        };
        read.map_err(|error| {
            if error.kind() == io::ErrorKind::Interrupted {
                return error;
            }
            let message = format!("{name}{error}");
            self.failed = Some((error.kind(), message.clone()));
            io::Error::new(error.kind(), message)
        })
    }
}

/// Frames of Zstandard, read with the dictionary that stands before them, if there is one: crawlers that pack every
/// page by itself learn it from the first pages.
fn frames(
    mut stream: Box<dyn Read>,
) -> io::Result<zstd::stream::read::Decoder<'static, BufReader<Box<dyn Read>>>> {
    let mut head = Vec::new();
    (&mut stream).take(8).read_to_end(&mut head)?;
    let Some(size) = head.strip_prefix(OF_DICTIONARY) else {
        return zstd::stream::read::Decoder::new(Box::new(io::Cursor::new(head).chain(stream)));
    };
    let size = u64::from(u32::from_le_bytes(size.try_into().map_err(io::Error::other)?));
    let mut dictionary = whole((&mut stream).take(size), Vec::new(), LARGEST_DICTIONARY)?;
    if let Some(packed) = dictionary.as_ref().filter(|held| held.starts_with(ZSTD)) {
        dictionary = whole(zstd::stream::read::Decoder::new(&**packed)?, Vec::new(), LARGEST_DICTIONARY)?;
    }
    let too_large = || io::Error::other("the dictionary before the zstd frames is too large");
    let stream = BufReader::new(stream);
    zstd::stream::read::Decoder::with_dictionary(stream, &dictionary.ok_or_else(too_large)?)
}

/// Gzip members, one after the other.
struct Gzip {
    /// None once the last member has ended.
    member: Option<GzDecoder<Ahead>>,
}

impl Gzip {
    fn new(stream: Box<dyn Read>) -> Self {
        Self { member: Some(GzDecoder::new(Ahead { stream, buffer: Vec::new(), at: 0 })) }
    }

    /// Looks for the next bytes that can begin a member; what stands before them is passed over.
    fn next_member(&mut self) -> io::Result<bool> {
        let Some(member) = self.member.take() else { return Ok(false) };
        let mut rest = member.into_inner();
        loop {
            let ahead = rest.ahead(10)?;
            if ahead.len() < 10 {
                return Ok(false);
            }
            if let &[0x1F, 0x8B, 8, 0..0x20, _, _, _, _, 0 | 2 | 4, 0..=13 | 255, ..] = ahead {
                self.member = Some(GzDecoder::new(rest));
                return Ok(true);
            }
            let next = memchr::memchr(GZIP[0], &ahead[1..]).map_or(ahead.len() - 9, |at| at + 1);
            rest.consume(next);
        }
    }
}

impl Read for Gzip {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let Some(member) = &mut self.member else { return Ok(0) };
            let read = member.read(into)?;
            if read > 0 || into.is_empty() {
                return Ok(read);
            }
            // Tapes and some writers fill up with NUL behind the last member.
            let rest = member.get_mut();
            while rest.ahead(2)?.first() == Some(&0) {
                rest.consume(1);
            }
            match rest.ahead(2)? {
                [] => self.member = None,
                ahead if ahead.starts_with(GZIP) => {
                    self.member = self.member.take().map(|member| GzDecoder::new(member.into_inner()));
                }
                _ => {
                    let message = "something other than gzip stands behind it";
                    return Err(io::Error::new(io::ErrorKind::InvalidData, message));
                }
            }
        }
    }
}

/// A buffered stream of which some bytes can be seen before they are taken.
struct Ahead {
    stream: Box<dyn Read>,
    buffer: Vec<u8>,
    at: usize,
}

/// How much is read at once.
const CHUNK: usize = 1 << 16;

impl Ahead {
    /// What comes next, at least so many bytes unless the stream ends before.
    fn ahead(&mut self, wanted: usize) -> io::Result<&[u8]> {
        if self.buffer.len() - self.at < wanted {
            self.buffer.drain(..self.at);
            self.at = 0;
            while self.buffer.len() < wanted {
                let more = (&mut self.stream).take(CHUNK as u64).read_to_end(&mut self.buffer)?;
                if more == 0 {
                    break;
                }
            }
        }
        Ok(&self.buffer[self.at..])
    }
}

impl Read for Ahead {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut there = self.fill_buf()?;
        let read = there.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Ahead {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.ahead(1)
    }

    fn consume(&mut self, amount: usize) {
        self.at += amount;
    }
}

/// All bytes of a stream; none if there are more than `limit`.
pub fn whole(stream: impl Read, mut start: Vec<u8>, limit: usize) -> io::Result<Option<Vec<u8>>> {
    let left = (limit + 1).saturating_sub(start.len());
    stream.take(left as u64).read_to_end(&mut start)?;
    Ok((start.len() <= limit).then_some(start))
}

/// Bytes as they are once unpacked; none if there are then more than `limit`.
pub fn bytes(bytes: Vec<u8>, limit: usize) -> io::Result<Option<Vec<u8>>> {
    match Packing::of(&bytes) {
        None => Ok((bytes.len() <= limit).then_some(bytes)),
        packing => whole(Unpacked::new(Box::new(io::Cursor::new(bytes)), packing)?, Vec::new(), limit),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(text).unwrap();
        packer.finish().unwrap()
    }

    fn read(packed: &[u8]) -> (Vec<u8>, Option<io::Error>) {
        let stream = Box::new(io::Cursor::new(packed.to_vec()));
        let mut stream = Unpacked::new(stream, Packing::of(packed)).unwrap();
        let mut found = Vec::new();
        let error = stream.read_to_end(&mut found).err();
        (found, error)
    }

    #[test]
    fn members_and_frames_are_read_as_one() {
        let text = b"Rain fell. ".repeat(9000);
        let twice = [gzip(&text), gzip(b"Snow fell."), vec![0; 700]].concat();
        assert!(matches!(read(&twice), (found, None) if found == [&text[..], b"Snow fell."].concat()));
        let zstd =
            [zstd::encode_all(&text[..], 1).unwrap(), zstd::encode_all(&b"x"[..], 1).unwrap()].concat();
        assert!(matches!(read(&zstd), (found, None) if found == [&text[..], b"x"].concat()));
        assert!(matches!(read(b"Rain"), (found, None) if found == b"Rain"));
    }

    #[test]
    fn frames_are_read_with_the_dictionary_before_them() {
        let pages: Vec<Vec<u8>> = (0..200_u32)
            .map(|number| {
                format!("WARC/1.0\r\nWARC-Type: response\r\n<p>Rain fell on day {number}.</p>").into_bytes()
            })
            .collect();
        let dictionary = pages[..20].concat();
        let mut packer = zstd::bulk::Compressor::with_dictionary(3, &dictionary).unwrap();
        let frames: Vec<u8> = pages.iter().flat_map(|page| packer.compress(page).unwrap()).collect();
        for held in [dictionary.clone(), zstd::encode_all(&*dictionary, 3).unwrap()] {
            let size = u32::try_from(held.len()).unwrap().to_le_bytes();
            let packed = [OF_DICTIONARY, &size, &held, &frames].concat();
            let (found, error) = read(&packed);
            assert!(error.is_none(), "{error:?}");
            assert!(found == pages.concat());
        }
        // Another frame that is to be skipped is no dictionary.
        let noted =
            [&[0x50][..], SKIPPABLE, &[3, 0, 0, 0], b"abc", &zstd::encode_all(&b"Rain"[..], 1).unwrap()]
                .concat();
        assert!(matches!(read(&noted), (found, None) if found == b"Rain"));
        assert!(read(&[OF_DICTIONARY, &[9, 0, 0, 0], b"cut off"].concat()).0.is_empty());
    }

    #[test]
    fn what_stands_before_damage_is_read_and_then_the_error_given() {
        let cut = gzip(b"Rain fell.");
        let (found, error) = read(&[gzip(b"First."), cut[..cut.len() - 9].to_vec()].concat());
        assert!(found.starts_with(b"First."));
        assert!(error.unwrap().to_string().starts_with("damaged or cut-off gzip"));
        let (found, error) = read(&[gzip(b"First."), b"and more".to_vec()].concat());
        assert_eq!(found, b"First.");
        assert!(error.unwrap().to_string().contains("something other than gzip"));
    }

    #[test]
    fn the_next_member_can_be_read_after_a_damaged_one() {
        let noise: Vec<u8> = (0..200_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let mut bad = gzip(&noise);
        let middle = bad.len() / 2;
        bad[middle..middle + 40].fill(0xFF);
        let packed = [gzip(b"a"), bad, gzip(b"b"), gzip(b"c")].concat();
        let mut stream = Unpacked::new(Box::new(io::Cursor::new(packed)), Some(Packing::Gzip)).unwrap();
        let mut found = Vec::new();
        assert!(stream.read_to_end(&mut found).is_err());
        assert!(stream.read(&mut [0; 4]).is_err(), "the error stays");
        assert!(stream.next_member());
        found.clear();
        stream.read_to_end(&mut found).unwrap();
        assert_eq!(found, b"bc");
        assert!(!stream.next_member());
    }

    #[test]
    fn no_more_is_unpacked_than_the_limit() {
        let bomb = gzip(&vec![b' '; 1 << 20]);
        assert_eq!(bytes(bomb.clone(), 1 << 19).unwrap(), None);
        assert_eq!(bytes(bomb, 1 << 20).unwrap().map(|all| all.len()), Some(1 << 20));
    }
}
