//! The layout of a text is found from its own line breaks: wrapped by hand, or a paragraph a line.

use crate::{Layout, Token, TokenFlags, TokenKind};

/// The longest line, in bytes, that counts as wrapped.
const MAX_WIDTH: u32 = 100;
/// The shortest line that a wrap may end.
const MIN_WIDTH: u32 = 30;

/// The indent, in bytes, that opens a paragraph in wrapped text.
const INDENT: usize = 2;

/// What the line breaks of a text have in common.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Lines {
    /// How lines are set.
    pub(crate) layout: Layout,
    /// The usual width of a full line, in bytes; meaningful in wrapped text only.
    pub(crate) width: u32,
}

/// Finds the layout. `events` holds the tokens that open a line, among others.
pub(crate) fn find(text: &str, tokens: &[Token], events: &[u32]) -> Lines {
    // Single breaks that no indent follows; those in the middle of a sentence; lines too long to be wrapped.
    let (mut single, mut wraps, mut long, mut width) = (0_u32, 0_u32, 0_u32, 0_u32);
    // All other breaks, and those of them that stand between two sentences.
    let (mut wide, mut between) = (0_u32, 0_u32);
    each_line(text, tokens, events, |line, last, next, gap| {
        long += u32::from(line > MAX_WIDTH);
        if gap == b"\n" || line_breaks(gap) == 1 && indent(gap) < INDENT {
            single += 1;
            if (MIN_WIDTH..=MAX_WIDTH).contains(&line) && goes_on(text, last, next) {
                wraps += 1;
                width = width.max(line);
            }
        } else {
            wide += 1;
            let mark = |token: Token| token.kind == TokenKind::Mark;
            between += u32::from((closes(last) || mark(last)) && (next.is_capitalised() || mark(next)));
        }
    });
    if wraps == 0 || wraps * 4 < single || long * 4 > single {
        return Lines::default();
    }
    // A line is wrapped where the next word had no room: in text without capitals much goes on in lower case.
    let mut full = 0;
    each_line(text, tokens, events, |line, last, next, gap| {
        let no_room = line + next.span().len() + 4 > width && line <= width;
        full += u32::from(no_room && line_breaks(gap) == 1 && goes_on(text, last, next));
    });
    if full * 2 >= wraps {
        return Lines { layout: Layout::Wrapped, width };
    }
    // Most lines break within a sentence, wherever that was, and blank lines stand between sentences: how long a line is
    // says nothing then.
    let ragged = wide > 0 && wraps * 2 >= single && between * 2 >= wide;
    if ragged { Lines { layout: Layout::Wrapped, width: 0 } } else { Lines { layout: Layout::Lines, width } }
}

/// Calls `see` with the length in bytes of every line but the last, the last token of it, the first one of the
/// next, and the gap between the two.
fn each_line(text: &str, tokens: &[Token], events: &[u32], mut see: impl FnMut(u32, Token, Token, &[u8])) {
    let mut line_start = 0;
    for at in events.iter().map(|e| *e as usize).filter(|e| *e > 0) {
        let next = tokens[at];
        if next.flags.contains(TokenFlags::LINE_BEFORE) {
            let last = tokens[at - 1];
            see(last.end - tokens[line_start].start, last, next, gap(text, last, next));
            line_start = at;
        }
    }
}

/// How many bytes of a gap stand in its last line.
fn indent(gap: &[u8]) -> usize {
    gap.iter().rev().take_while(|byte| !matches!(byte, b'\n' | b'\r')).count()
}

/// The bytes between two tokens.
pub(crate) fn gap(text: &str, before: Token, after: Token) -> &[u8] {
    text.as_bytes().get(before.end as usize..after.start as usize).unwrap_or(&[])
}

/// How many lines end in a gap; CR LF is one.
#[inline]
pub(crate) fn line_breaks(gap: &[u8]) -> usize {
    match gap {
        b"\n" => 1,
        b"\n\n" => 2,
        _ => any_line_breaks(gap),
    }
}

#[inline(never)]
fn any_line_breaks(gap: &[u8]) -> usize {
    let (mut ascii, mut before) = (0, 0);
    for &byte in gap {
        ascii += usize::from((byte == b'\n') & (before != b'\r') | (byte == b'\r'));
        before = byte;
    }
    let others = if gap.is_ascii() { None } else { std::str::from_utf8(gap).ok() };
    ascii + others.map_or(0, |gap| gap.matches(['\u{85}', '\u{2028}', '\u{2029}']).count())
}

/// Whether a line that ends with `last` evidently goes on with `next`: in the middle of a sentence.
fn goes_on(text: &str, last: Token, next: Token) -> bool {
    let ends = matches!(last.first, b'.' | b'!' | b'?' | b':' | b')' | b'"');
    let lower = || next.kind == TokenKind::Word && next.text(text).starts_with(char::is_lowercase);
    !ends && (lower() || leads_on(last.text(text)))
}

/// Whether a sentence may end with a token.
fn closes(last: Token) -> bool {
    matches!(last.first, b'.' | b'!' | b'?' | b'"' | b':') || last.flags.contains(TokenFlags::ABBREVIATION)
}

/// Whether no sentence or heading ends with this word.
fn leads_on(word: &str) -> bool {
    matches!(
        word,
        "of" | "the"
            | "a"
            | "an"
            | "and"
            | "in"
            | "to"
            | "for"
            | "with"
            | "by"
            | "as"
            | "at"
            | "on"
            | "from"
            | "that"
            | "or"
            | "but"
            | "its"
            | "his"
            | "her"
            | "their"
            | "is"
            | "was"
            | "will"
            | "said"
    )
}

/// Whether the token `at`, which opens a line of wrapped text after a single line break, opens a paragraph.
pub(crate) fn opens_paragraph(
    text: &str,
    tokens: &[Token],
    line_start: usize,
    at: usize,
    lines: Lines,
) -> bool {
    let (last, next) = (tokens[at - 1], tokens[at]);
    let gap = gap(text, last, next);
    if indent(gap) >= INDENT || gap.ends_with(b"\t") {
        return true;
    }
    if is_bullet(text, tokens, at) {
        return true;
    }
    // The first word of the next line would have fitted: the line was broken on purpose.
    let line = last.end - tokens[line_start].start;
    let closed = closes(last);
    let short = line + next.span().len() + 1 < lines.width * 3 / 4;
    short && (closed || line * 2 < lines.width) && !next.text(text).starts_with(char::is_lowercase)
        || opens_turn(text, tokens, at) && closed
}

/// Whether a bullet stands at `at`, a blank behind it.
fn is_bullet(text: &str, tokens: &[Token], at: usize) -> bool {
    let spaced = tokens.get(at + 1).is_some_and(|t| t.flags.contains(TokenFlags::SPACE_BEFORE));
    spaced && matches!(tokens[at].text(text), "-" | "--" | "*" | "•" | "–" | "—" | "+" | "·" | "o" | ">")
}

/// Whether a turn of a transcript opens at `at`: "Q:", "SMITH:", "ANA LIMA:".
fn opens_turn(text: &str, tokens: &[Token], at: usize) -> bool {
    let rest = &tokens[at..];
    let name = rest.iter().take(4).take_while(|t| t.kind == TokenKind::Word && is_upper(text, **t)).count();
    name > 0 && rest.get(name).is_some_and(|t| t.is(b':'))
}

fn is_upper(text: &str, token: Token) -> bool {
    token.text(text).chars().all(|c| !c.is_lowercase())
}
