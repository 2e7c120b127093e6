//! A kind is how much of a content stands inside double quotation marks, worked out from the text alone.

use inquit::Kind;

use crate::words::{WordSet, Words, is_space};

/// Which word characters of a text stand inside double quotation marks.
#[derive(Clone, Debug)]
pub struct Quoted {
    /// How many of the word characters before each one's number do.
    before: Vec<u32>,
}

impl Quoted {
    /// Looks through a text, paragraph by paragraph: each line is one, and a mark left open runs to its end.
    pub fn new(words: &Words) -> Self {
        let mask = inside_marks(words.chars());
        let mut count = 0;
        let counts = words.places().map(|place| {
            count += u32::from(mask[place]);
            count
        });
        Self { before: std::iter::once(0).chain(counts).collect() }
    }

    /// Direct when 95 % or more of the content's word characters are inside marks, indirect when 5 % or less are.
    pub fn kind(&self, content: &WordSet) -> Kind {
        let inside: u32 = content
            .ranges()
            .iter()
            .map(|(start, end)| self.before[*end as usize] - self.before[*start as usize])
            .sum();
        match f64::from(inside) / content.len().max(1) as f64 {
            share if share >= 0.95 => Kind::Direct,
            share if share > 0.05 => Kind::Mixed,
            _ => Kind::Indirect,
        }
    }
}

/// True for each character that stands between two marks.
fn inside_marks(chars: &[char]) -> Vec<bool> {
    let mut mask = vec![false; chars.len()];
    let mut start = 0;
    for line in chars.split(|c| *c == '\n') {
        mark_line(line, &mut mask[start..start + line.len()]);
        start += line.len() + 1;
    }
    mask
}

fn mark_line(line: &[char], mask: &mut [bool]) {
    let line = with_typed_marks_as_one(line);
    let mut left = ['"', '＂'].map(|mark| line.iter().filter(|c| **c == mark).count());
    let mut open: Option<usize> = None;
    for (at, c) in line.iter().enumerate() {
        let opens = match c {
            '“' | '«' | '„' => true,
            '”' | '»' => false,
            '"' | '＂' => {
                let left = &mut left[usize::from(*c == '＂')];
                let remaining = std::mem::replace(left, *left - 1);
                let space_before = at == 0 || is_space(line[at - 1]);
                let space_after = line.get(at + 1).is_none_or(|next| is_space(*next));
                // A straight mark after white space and before a word opens anew where the rest pairs up.
                open.is_none() || (space_before && !space_after && remaining % 2 == 0)
            }
            _ => continue,
        };
        if opens {
            open = Some(at);
        } else if let Some(start) = open.take() {
            mask[start + 1..at].fill(true);
        }
    }
    if let Some(start) = open {
        mask[start + 1..].fill(true);
    }
}

/// Two backticks or two apostrophes in a row are one mark and a blank.
fn with_typed_marks_as_one(line: &[char]) -> Vec<char> {
    let mut line = line.to_vec();
    for (pair, mark) in [('`', '“'), ('\'', '”')] {
        let mut at = 0;
        while at + 1 < line.len() {
            if line[at] == pair && line[at + 1] == pair {
                line[at] = mark;
                line[at + 1] = ' ';
                at += 1;
            }
            at += 1;
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(text: &str) -> String {
        let chars: Vec<char> = text.chars().collect();
        inside_marks(&chars).iter().zip(chars).filter(|(inside, _)| **inside).map(|(_, c)| c).collect()
    }

    #[test]
    fn what_stands_between_marks_is_inside() {
        assert_eq!(inside("a \"b\" c “d” e"), "bd");
        assert_eq!(inside("a ``b'' c „d” «e»"), "`bde");
        assert_eq!(inside("a „b“ c"), " c", "a German closing mark opens anew");
        assert_eq!(inside("'a' ‘b’ 「c」"), "", "only double marks count");
    }

    #[test]
    fn an_open_mark_runs_to_the_end_of_its_line() {
        assert_eq!(inside("a \"b c\nd \"e\" f"), "b ce");
        assert_eq!(inside("\"a\" \"b \"c"), "ab ", "the third opens, the last closes");
        assert_eq!(inside("\"a \"b\" c"), "b", "the rest pairs up, so the second opens anew");
    }

    #[test]
    fn a_kind_is_a_share_of_word_characters() {
        let text = "\"abcdefghi j\" klmnopqrstu";
        let words = Words::new(text);
        let quoted = Quoted::new(&words);
        let kind = |start, end| quoted.kind(&words.set(&[[start, end]]));
        assert_eq!(kind(0, 13), Kind::Direct);
        assert_eq!(kind(0, 15), Kind::Mixed);
        assert_eq!(kind(14, 25), Kind::Indirect);
        assert_eq!(kind(12, 12), Kind::Indirect);
    }
}
