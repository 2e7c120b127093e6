//! A cutter cuts a stream into rows of cells, as people have them: quoted by the book, quoted badly, or not at all.
//!
//! A cell is quoted where its first mark has a closing one with a delimiter or a line's end behind it. Any other mark
//! is text, so that one bad row stays one bad row: “"It works," she said” opens a cell of text in many TSV files.

use std::io::{self, Read};

use csv::ByteRecord;
use memchr::{memchr, memchr_iter, memchr3};

use super::encoding::UTF8_BOM;

/// How much is read at once.
const CHUNK: usize = 1 << 16;
/// Longest quoted cell; a mark that is not closed within it is text.
const LONGEST: usize = 1 << 26;

/// Cuts a stream into rows.
pub struct Cutter {
    stream: Box<dyn Read>,
    delimiter: u8,
    buffer: Vec<u8>,
    /// Where the next row begins in the buffer.
    at: usize,
    ended: bool,
    line: u64,
    longest: usize,
}

/// What is known of a row beside its cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The line on which it begins, from 1.
    pub line: u64,
    /// Whether the marks of a cell were read as text.
    pub broken: bool,
}

/// How a cell that begins with a mark goes on.
enum Quoted {
    /// The closing mark's place, and whether other marks stand before it that should have been doubled.
    Closed(usize, bool),
    /// It is no quoted cell.
    No,
}

impl Cutter {
    /// A byte-order mark is passed over. A file that calls itself comma-separated, but whose first line holds none,
    /// is cut at its semicolons or tabs. A row of more than `longest` bytes is an error.
    pub fn new(stream: Box<dyn Read>, delimiter: u8, longest: usize) -> io::Result<Self> {
        let mut cutter =
            Self { stream, delimiter, buffer: Vec::new(), at: 0, ended: false, line: 1, longest };
        cutter.fill()?;
        if cutter.buffer.starts_with(UTF8_BOM) {
            cutter.at = UTF8_BOM.len();
        }
        let head = &cutter.buffer[cutter.at..];
        let head = &head[..memchr(b'\n', head).unwrap_or(head.len())];
        if delimiter == b',' && memchr(b',', head).is_none() {
            let others = [b';', b'\t'].into_iter().find(|other| memchr(*other, head).is_some());
            cutter.delimiter = others.unwrap_or(delimiter);
        }
        Ok(cutter)
    }

    /// The line that comes next, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Reads no further.
    pub fn end(&mut self) {
        self.ended = true;
        self.at = self.buffer.len();
    }

    /// The next row; lines without anything are none.
    pub fn next(&mut self, cells: &mut ByteRecord) -> io::Result<Option<Cut>> {
        cells.clear();
        if self.buffer.len() - self.at < CHUNK && !self.ended {
            self.buffer.drain(..self.at);
            self.at = 0;
            self.fill()?;
        }
        while let Some(byte) = self.byte(self.at)? {
            match byte {
                b'\n' => self.line += 1,
                b'\r' => {}
                _ => return self.row(cells).map(Some),
            }
            self.at += 1;
        }
        Ok(None)
    }

    fn row(&mut self, cells: &mut ByteRecord) -> io::Result<Cut> {
        let mut cut = Cut { line: self.line, broken: false };
        let mut from = self.at;
        loop {
            let quoted = if self.byte(from)? == Some(b'"') { self.closed(from)? } else { Quoted::No };
            let end = match quoted {
                Quoted::Closed(close, broken) => {
                    cut.broken |= broken;
                    push_unquoted(cells, &self.buffer[from + 1..close]);
                    close + 1
                }
                Quoted::No => {
                    let end = self.plain_end(from)?;
                    let cell = &self.buffer[from..end];
                    cut.broken |= cell.first() == Some(&b'"');
                    cells.push_field(cell);
                    end
                }
            };
            from = end + 1;
            if self.byte(end)? != Some(self.delimiter) {
                self.line += memchr_iter(b'\n', &self.buffer[self.at..end]).count() as u64;
                // The line's end itself is passed over, and counted, with the blank lines before the next row.
                self.at = end;
                return Ok(cut);
            }
        }
    }

    /// Where the quoted cell whose mark is at `open` closes.
    fn closed(&mut self, open: usize) -> io::Result<Quoted> {
        let mut from = open + 1;
        // Behind a mark that closes nothing, the closing one must stand on the opening one's line.
        let mut strays = false;
        loop {
            let Some(mark) = self.find(from, open + LONGEST)? else { return Ok(Quoted::No) };
            if strays && memchr(b'\n', &self.buffer[from..mark]).is_some() {
                return Ok(Quoted::No);
            }
            match self.byte(mark + 1)? {
                Some(b'"') => from = mark + 2,
                None | Some(b'\n' | b'\r') => return Ok(Quoted::Closed(mark, strays)),
                Some(byte) if byte == self.delimiter => return Ok(Quoted::Closed(mark, strays)),
                Some(_) => {
                    // Between tabs, text that is not quoted at all is far more common.
                    if self.delimiter == b'\t' || memchr(b'\n', &self.buffer[open..mark]).is_some() {
                        return Ok(Quoted::No);
                    }
                    strays = true;
                    from = mark + 1;
                }
            }
        }
    }

    /// The next mark from `from` on, before `limit`.
    fn find(&mut self, mut from: usize, limit: usize) -> io::Result<Option<usize>> {
        loop {
            let upto = self.buffer.len().min(limit);
            if let Some(found) = self.buffer.get(from..upto).and_then(|rest| memchr(b'"', rest)) {
                return Ok(Some(from + found));
            }
            from = from.max(upto);
            if self.ended || from >= limit {
                return Ok(None);
            }
            self.fill()?;
        }
    }

    /// Where a cell without marks around it ends.
    fn plain_end(&mut self, from: usize) -> io::Result<usize> {
        let mut searched = from;
        loop {
            if let Some(found) = memchr3(self.delimiter, b'\n', b'\r', &self.buffer[searched..]) {
                return Ok(searched + found);
            }
            searched = self.buffer.len();
            if self.ended {
                return Ok(searched);
            }
            self.fill()?;
        }
    }

    fn byte(&mut self, at: usize) -> io::Result<Option<u8>> {
        while at >= self.buffer.len() && !self.ended {
            self.fill()?;
        }
        Ok(self.buffer.get(at).copied())
    }

    /// Reads on, as much again as there is, so that long cells stay linear.
    fn fill(&mut self) -> io::Result<()> {
        if self.buffer.len() - self.at > self.longest {
            let limit = super::megabytes(self.longest);
            return Err(io::Error::new(io::ErrorKind::InvalidData, format!("a row of more than {limit}")));
        }
        let wanted = CHUNK.max(self.buffer.len());
        let read = (&mut self.stream).take(wanted as u64).read_to_end(&mut self.buffer)?;
        self.ended = read < wanted;
        Ok(())
    }
}

/// A quoted cell's bytes with doubled marks made single.
fn push_unquoted(cells: &mut ByteRecord, cell: &[u8]) {
    if memchr(b'"', cell).is_none() {
        return cells.push_field(cell);
    }
    let mut single = Vec::with_capacity(cell.len());
    let mut at = 0;
    while at < cell.len() {
        single.push(cell[at]);
        at += if cell[at..].starts_with(b"\"\"") { 2 } else { 1 };
    }
    cells.push_field(&single);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, delimiter: u8) -> Vec<(u64, bool, Vec<String>)> {
        let stream = Box::new(io::Cursor::new(text.as_bytes().to_vec()));
        let mut cutter = Cutter::new(stream, delimiter, usize::MAX).unwrap();
        let mut cells = ByteRecord::new();
        let mut rows = Vec::new();
        while let Some(cut) = cutter.next(&mut cells).unwrap() {
            let cells = cells.iter().map(|cell| String::from_utf8(cell.to_vec()).unwrap()).collect();
            rows.push((cut.line, cut.broken, cells));
        }
        rows
    }

    #[track_caller]
    fn check(text: &str, delimiter: u8, expected: &[(u64, bool, &[&str])]) {
        let expected: Vec<_> = expected
            .iter()
            .map(|(line, broken, cells)| {
                (*line, *broken, cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>())
            })
            .collect();
        assert_eq!(cut(text, delimiter), expected, "{text:?}");
    }

    #[test]
    fn rows_by_the_book() {
        check("a,b\n1,x", b',', &[(1, false, &["a", "b"]), (2, false, &["1", "x"])]);
        check("a,b\r\n\r\n,\r\n", b',', &[(1, false, &["a", "b"]), (3, false, &["", ""])]);
        check(
            "\"a \"\"b\"\", c\nd\",e\nf,\"\"\n",
            b',',
            &[(1, false, &["a \"b\", c\nd", "e"]), (3, false, &["f", ""])],
        );
        check("\u{feff}\"id\",b\n", b',', &[(1, false, &["id", "b"])]);
        check("", b',', &[]);
        check("\n\n", b',', &[]);
        check("a,\"", b',', &[(1, true, &["a", "\""])]);
    }

    #[test]
    fn other_delimiters_show_in_the_first_line() {
        check("a;b\n1,5;x\n", b',', &[(1, false, &["a", "b"]), (2, false, &["1,5", "x"])]);
        check("a\tb\n1,5\tx\n", b',', &[(1, false, &["a", "b"]), (2, false, &["1,5", "x"])]);
    }

    #[test]
    fn a_bad_row_stays_one_bad_row() {
        // Text that begins with a mark, unquoted.
        check(
            "\"Rain,\" she said.\tx\n2\ty\n",
            b'\t',
            &[(1, true, &["\"Rain,\" she said.", "x"]), (2, false, &["2", "y"])],
        );
        check(
            "1\t\"Rain,\" she said. \"Much.\"\tx\n",
            b'\t',
            &[(1, true, &["1", "\"Rain,\" she said. \"Much.\"", "x"])],
        );
        // Marks that should have been doubled.
        check(
            "1,\"He said \"no\", and \"yes\" later\",x\n2,\"b\"\n",
            b',',
            &[(1, true, &["1", "He said \"no", " and \"yes\" later\"", "x"]), (2, false, &["2", "b"])],
        );
        check(
            "1,\"He said \"no\" and left, late\",x\n",
            b',',
            &[(1, true, &["1", "He said \"no\" and left, late", "x"])],
        );
        // A mark that is never closed, before rows that are quoted well.
        check(
            "1,\"He said,x\n2,\"\"\"Fine,\"\" he said.\",y\n3,z\n",
            b',',
            &[
                (1, true, &["1", "\"He said", "x"]),
                (2, false, &["2", "\"Fine,\" he said.", "y"]),
                (3, false, &["3", "z"]),
            ],
        );
    }

    #[test]
    fn rows_longer_than_a_chunk() {
        let long = "x, ".repeat(CHUNK);
        let text = format!("a,b\n1,\"{long}\"\n2,y\n");
        check(&text, b',', &[(1, false, &["a", "b"]), (2, false, &["1", &long]), (3, false, &["2", "y"])]);
    }
}
