//! Pieces of a text that is too long to be worked on at once: cut between paragraphs where that can be, each an article
//! of its own whose records count from the beginning of the whole text.

use std::sync::Arc;

use super::ReadOptions;
use crate::{Article, Place, Problem};

/// How long a piece is at most, in bytes. Extraction takes some fifty bytes of memory for each.
const PIECE: usize = 1 << 17;

/// Where a piece stands in its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Which piece it is, from 0.
    pub number: u32,
    /// Where it begins: in code points, bytes and UTF-16 units.
    pub start: [u32; 3],
}

/// A long text being cut.
#[derive(Debug)]
pub struct Pieces {
    whole: Article<'static>,
    at: usize,
    next: Piece,
}

impl Pieces {
    /// Those of an article whose text is longer than may be worked on at once.
    pub fn new(whole: Article<'static>) -> Self {
        Self { whole, at: 0, next: Piece { number: 0, start: [0; 3] } }
    }

    /// What the user should know of it.
    pub fn remark(article: &Article<'_>) -> Problem {
        let reason = format!(
            "article {}: a text of {:.1} MB is cut between paragraphs into pieces of {} KB",
            article.id,
            article.text.len() as f64 / 1e6,
            PIECE >> 10
        );
        let cure = "names are resolved within each; give the text in parts of its own, or raise --cut and mind the memory";
        Problem::remark(article.place.clone(), reason, cure)
    }
}

impl Iterator for Pieces {
    type Item = Article<'static>;

    fn next(&mut self) -> Option<Article<'static>> {
        let rest = &self.whole.text[self.at..];
        if rest.is_empty() {
            return None;
        }
        let text = &rest[..end(rest, PIECE)];
        let piece = self.next;
        let [chars, bytes, units] = piece.start;
        let start = [
            chars + text.chars().count() as u32,
            bytes + text.len() as u32,
            units + text.chars().map(|c| c.len_utf16() as u32).sum::<u32>(),
        ];
        self.next = Piece { number: piece.number + 1, start };
        self.at += text.len();
        let whole = &self.whole;
        Some(Article {
            id: whole.id.clone(),
            text: text.to_owned().into(),
            body_start: if piece.number == 0 { whole.body_start.min(text.len()) } else { 0 },
            title: whole.title.clone(),
            publisher: whole.publisher.clone(),
            published: whole.published.clone(),
            url: whole.url.clone(),
            author: whole.author.clone(),
            kept: whole.kept.clone(),
            place: Place { file: Arc::clone(&whole.place.file), line: whole.place.line },
            repairs: whole.repairs.clone(),
            piece: Some(piece),
        })
    }
}

/// Whether a text is longer than may be worked on at once.
pub fn is_too_long(article: &Article<'_>, options: &ReadOptions) -> bool {
    article.text.len() > options.longest_whole
}

/// Where the first piece of a text ends, of at most `most` bytes: behind a blank line, a line, a sentence, a word or at
/// least a character in its second half.
fn end(text: &str, most: usize) -> usize {
    if text.len() <= most {
        return text.len();
    }
    let upto = floor(text, most);
    let from = floor(text, upto / 2);
    let half = &text[from..upto];
    let behind = |mark: &str| half.rfind(mark).map(|at| from + at + mark.len());
    let word =
        || half.char_indices().rfind(|(_, c)| c.is_whitespace()).map(|(at, c)| from + at + c.len_utf8());
    behind("\n\n").or_else(|| behind("\n")).or_else(|| behind(". ")).or_else(word).unwrap_or(upto)
}

/// The last place between two characters up to this one.
fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_are_cut_where_it_hurts_least() {
        for (text, first) in [
            ("short", "short"),
            ("one\n\ntwo\nthree four", "one\n\ntwo\n"),
            ("a long line\n\nb\nc and more", "a long line\n\n"),
            ("She left. He stayed here", "She left. "),
            ("words and words and more", "words and "),
            ("ééééééééééééééééééééé", "éééééé"),
        ] {
            assert_eq!(&text[..end(text, 13)], first);
        }
    }

    proptest! {
        #[test]
        fn pieces_are_the_text(text in "[aé🙂 \n.]{0,300}", most in 4_usize..50) {
            let mut rest = &*text;
            while !rest.is_empty() {
                let cut = end(rest, most);
                prop_assert!(cut > 0 && cut <= most);
                rest = &rest[cut..];
            }
        }
    }

    #[test]
    fn pieces_say_where_they_stand() {
        let text = "“Rain,” Bo said 🙂.\n\n".repeat(40_000);
        let article = Article::new("a", text.clone());
        let (mut joined, mut number) = (String::new(), 0);
        for article in Pieces::new(article) {
            let piece = article.piece.unwrap();
            let [chars, bytes, units] = piece.start.map(|start| start as usize);
            assert_eq!((piece.number, bytes), (number, joined.len()));
            assert_eq!((chars, units), (joined.chars().count(), joined.encode_utf16().count()));
            assert!(article.text.ends_with("\n\n"));
            joined.push_str(&article.text);
            number += 1;
        }
        assert!(joined == text && number > 3);
    }
}
