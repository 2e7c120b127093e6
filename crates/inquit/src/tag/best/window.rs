//! A window is what the network reads at once: some paragraphs of a document in word pieces, with what the earlier
//! steps know of each token.

use inquit_tokenizer::{Document, IndexRange, TokenFlags, TokenKind};

use super::word_pieces::{MOST, Piece, WordPieces};
use crate::quoted::Label as QuotedLabel;
use crate::tag::{LABELS, Place, Site};

/// The most word pieces of a window, its edges among them.
pub const LONGEST: usize = 256;

/// How many values each fact has: a token's letters; its quotation marks; its place; its label in a rule's proposal; the
/// rule; its place in a frame.
pub const VALUES: [usize; FACTS] = [5, 16, 3, LABELS, 32, 5];
/// How many facts are known of a token.
pub const FACTS: usize = 6;

/// What is known of a token, a value a fact.
pub type Facts = [u8; FACTS];

/// Some paragraphs, or part of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Its tokens.
    pub tokens: IndexRange,
    /// Its word pieces, an edge before and behind them.
    pub pieces: Vec<Piece>,
    /// For each piece its token, counted from the window's first; edges have those beside them.
    pub owners: Vec<u16>,
    /// For each token the place of its first piece.
    pub firsts: Vec<u16>,
}

/// The windows of some chains of a document's tokens, in text order; each of their tokens is in one.
pub fn windows(doc: &Document<'_>, chains: &[IndexRange], words: &WordPieces) -> Vec<Window> {
    let (mut cut, mut ends, mut word) = (Vec::new(), Vec::with_capacity(doc.tokens().len()), String::new());
    for chain in chains {
        // Of what stands between chains nothing is read.
        ends.resize(chain.start as usize, cut.len());
        for token in &doc.tokens()[chain.range()] {
            words.cut(token.text(doc.text()), &mut word, &mut cut);
            ends.push(cut.len());
        }
    }
    let start = |token: u32| (token as usize).checked_sub(1).map_or(0, |before| ends[before]);
    let size = |range: IndexRange| start(range.end) - start(range.start);
    let mut all: Vec<IndexRange> = Vec::new();
    for part in parts(doc, chains, size) {
        match all.last_mut() {
            Some(last) if last.end == part.start && size(IndexRange::new(last.start, part.end)) <= ROOM => {
                last.end = part.end;
            }
            _ => all.push(part),
        }
    }
    let [before, behind] = words.edges();
    let window = |tokens: IndexRange| {
        let from = start(tokens.start);
        let own = &cut[from..start(tokens.end)];
        let mut window = Window { tokens, ..Window::default() };
        window.pieces.reserve_exact(own.len() + 2);
        window.pieces.push(before);
        window.pieces.extend_from_slice(own);
        window.pieces.push(behind);
        window.owners.push(0);
        for token in tokens.start..tokens.end {
            window.firsts.push((start(token) - from + 1) as u16);
            let owner = (token - tokens.start) as u16;
            window.owners.extend(std::iter::repeat_n(owner, start(token + 1) - start(token)));
        }
        window.owners.push(tokens.len().saturating_sub(1) as u16);
        window
    };
    all.into_iter().map(window).collect()
}

/// The most word pieces between the edges.
const ROOM: usize = LONGEST - 2;
// One token must find room.
const _: () = assert!(MOST <= ROOM);

/// Chains of a document, those with too many word pieces cut between sentences, or between words.
fn parts(doc: &Document<'_>, chains: &[IndexRange], size: impl Fn(IndexRange) -> usize) -> Vec<IndexRange> {
    let mut parts = Vec::new();
    for &chain in chains {
        if size(chain) <= ROOM {
            parts.push(chain);
            continue;
        }
        let from = doc.sentences().partition_point(|sentence| sentence.tokens.end <= chain.start);
        let ends = doc.sentences()[from..].iter().map(|sentence| sentence.tokens.end.min(chain.end));
        let mut start = chain.start;
        let mut last = start;
        for end in ends {
            if size(IndexRange::new(start, end)) > ROOM && last > start {
                parts.push(IndexRange::new(start, last));
                start = last;
            }
            while size(IndexRange::new(start, end)) > ROOM {
                let fits = (start + 1..end).take_while(|to| size(IndexRange::new(start, *to)) <= ROOM);
                let to = fits.last().unwrap_or(start + 1);
                parts.push(IndexRange::new(start, to));
                start = to;
            }
            last = end;
            if end == chain.end {
                break;
            }
        }
        parts.push(IndexRange::new(start, chain.end));
    }
    parts
}

/// What is known of each token of a document; `out` is cleared first.
pub fn facts(site: &Site<'_, '_>, out: &mut Vec<Facts>) {
    out.clear();
    out.extend(site.doc.tokens().iter().zip(site.hints).map(|(token, hint)| {
        let letters = if token.flags.contains(TokenFlags::UPPER_ALL) {
            3
        } else if token.flags.contains(TokenFlags::UPPER_FIRST) {
            2
        } else if matches!(token.kind, TokenKind::Word | TokenKind::Clitic) {
            1
        } else if token.kind == TokenKind::Number {
            4
        } else {
            0
        };
        let place = match hint.frame {
            Place::None => 0,
            Place::Head => 1,
            Place::Cue => 2,
            Place::Source => 3,
            Place::Complement => 4,
        };
        [letters, 0, 0, hint.label as u8, hint.rule % VALUES[4] as u8, place]
    }));
    for quoted in site.quoted.iter().filter(|quoted| quoted.depth == 0 && !quoted.tokens.is_empty()) {
        let label = match quoted.label {
            QuotedLabel::Speech => 0,
            QuotedLabel::Fragment => 1,
            QuotedLabel::Scare => 2,
            QuotedLabel::Title => 3,
            QuotedLabel::Nickname => 4,
        };
        for facts in &mut out[quoted.tokens.range()] {
            facts[1] = 1 + 3 * label;
        }
        out[quoted.tokens.end as usize - 1][1] = 3 + 3 * label;
        out[quoted.tokens.start as usize][1] = 2 + 3 * label;
    }
    for sentence in site.doc.sentences().iter().filter(|sentence| !sentence.tokens.is_empty()) {
        let opens = site.doc.paragraphs()[sentence.paragraph as usize].tokens.start == sentence.tokens.start;
        out[sentence.tokens.start as usize][2] = 1 + u8::from(opens);
    }
}
