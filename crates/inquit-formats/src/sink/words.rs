//! Words for a terminal: widths, wrapping, shortening, colours.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How something is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// Who speaks.
    Speaker,
    /// What is said.
    Content,
    /// To which outlet.
    Outlet,
    /// The words of source and cue in the text.
    Signal,
    /// What is only there for order.
    Dim,
    /// Names of articles.
    Head,
}

impl Paint {
    const fn code(self) -> &'static str {
        match self {
            Self::Speaker => "\x1b[1;36m",
            Self::Content => "\x1b[32m",
            Self::Outlet => "\x1b[35m",
            Self::Signal => "\x1b[4m",
            Self::Dim => "\x1b[2m",
            Self::Head => "\x1b[1m",
        }
    }
}

/// Appends text, in colour where that is wanted.
pub fn paint(out: &mut Vec<u8>, colour: bool, paint: Paint, text: &str) {
    if colour && !text.is_empty() {
        out.extend_from_slice(paint.code().as_bytes());
        harmless(out, text);
        out.extend_from_slice(b"\x1b[0m");
    } else {
        harmless(out, text);
    }
}

/// Appends text without the control characters by which it could command a terminal.
pub fn harmless(out: &mut Vec<u8>, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_control() && c != '\n' && c != '\t') {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        let length = rest[at..].chars().next().map_or(1, char::len_utf8);
        // A carriage return before a line feed is only the old way to end a line.
        if !rest[at..].starts_with("\r\n") {
            out.extend_from_slice("\u{fffd}".as_bytes());
        }
        rest = &rest[at + length..];
    }
    out.extend_from_slice(rest.as_bytes());
}

/// How many columns of a terminal the text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text on one line, in at most `columns` columns, with "…" where something was cut off.
pub fn shorten(text: &str, columns: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if width(&text) <= columns {
        return text;
    }
    let mut short = String::new();
    let mut taken = 1;
    for c in text.chars() {
        taken += c.width().unwrap_or(0);
        if taken > columns {
            break;
        }
        short.push(c);
    }
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// The text in lines of at most `columns` columns, broken at blanks where there are some.
pub fn wrap(text: &str, columns: usize, most_lines: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        let gap = usize::from(!line.is_empty());
        if width(&line) + gap + width(word) <= columns {
            line.extend([" "].iter().take(gap).copied());
            line.push_str(word);
            continue;
        }
        if lines.len() + 1 >= most_lines {
            let rest: Vec<_> =
                [&*line, word].into_iter().chain(words.by_ref()).filter(|w| !w.is_empty()).collect();
            // More than a line cannot be seen anyway.
            let rest = rest.join(" ");
            lines.push(shorten(&rest, columns));
            return lines;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        line = if width(word) <= columns { word.to_owned() } else { shorten(word, columns) };
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// The text filled up with blanks to `columns` columns.
pub fn pad(text: &str, columns: usize) -> String {
    let missing = columns.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(missing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_their_columns() {
        assert_eq!(wrap("one two three", 7, 9), ["one two", "three"]);
        assert_eq!(wrap("one two three four", 7, 2), ["one two", "three…"]);
        assert_eq!(wrap("extraordinarily so", 6, 9), ["extra…", "so"]);
        assert_eq!(wrap("", 6, 9), [""]);
        assert_eq!(shorten("雨が降る", 5), "雨が…");
        assert_eq!(pad("雨", 4), "雨  ");
    }

    #[test]
    fn text_cannot_command_a_terminal() {
        let mut out = Vec::new();
        harmless(&mut out, "a\x1b[2Jb\r\nc\0");
        assert_eq!(String::from_utf8(out).unwrap(), "a\u{fffd}[2Jb\nc\u{fffd}");
    }
}
