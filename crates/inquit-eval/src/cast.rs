//! A cast is who speaks in a document whose gold names speakers without all the names that would be right for each,
//! as novels do: a predicted name is held against the gold one and against those of the others.

use inquit_tokenizer::{Document as Segmented, LineIndex, TokenKind};

use crate::gold::{Document, Quote};
use crate::names::name_key;

const TITLES: [&str; 27] = [
    "mr",
    "mrs",
    "miss",
    "ms",
    "mister",
    "mistress",
    "dr",
    "doctor",
    "prof",
    "professor",
    "sir",
    "lady",
    "lord",
    "madam",
    "madame",
    "mademoiselle",
    "monsieur",
    "captain",
    "colonel",
    "col",
    "major",
    "general",
    "rev",
    "reverend",
    "master",
    "count",
    "countess",
];

/// Personal pronouns that can stand for who speaks.
const PRONOUNS: [&str; 16] = [
    "i", "me", "my", "we", "us", "our", "he", "him", "his", "she", "her", "hers", "they", "them", "their",
    "theirs",
];

/// The speakers that a document's gold names.
#[derive(Clone, Debug, Default)]
pub struct Cast {
    names: Vec<Name>,
    /// Whether names are written as ids: `Mrs__Rachel_Lynde-0`.
    ids: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Name {
    title: Option<String>,
    words: Vec<String>,
}

impl Cast {
    /// The speakers of a document.
    pub fn of(doc: &Document) -> Self {
        let speakers = || doc.quotes.iter().filter_map(|quote| quote.speaker.as_deref());
        let ids = speakers().next().is_some() && speakers().all(|name| without_number(name).is_some());
        let mut cast = Self { names: Vec::new(), ids };
        for name in speakers() {
            let name = cast.read(name);
            if !name.words.is_empty() && !cast.names.contains(&name) {
                cast.names.push(name);
            }
        }
        cast
    }

    /// Whether the predicted name is the gold one once titles and articles are set aside, or is a part of it (or it a
    /// part of the predicted one) that fits nobody else of the cast.
    pub fn same_speaker(&self, gold: &Quote, predicted: &Quote) -> bool {
        let (Some(gold), Some(predicted)) = (&gold.speaker, &predicted.speaker) else { return false };
        let (gold, predicted) = (self.read(gold), Name::of(predicted));
        if gold.words.is_empty() || !gold.agrees(&predicted) {
            return false;
        }
        gold.words == predicted.words
            || gold.shares(&predicted)
                && !self.names.iter().any(|other| {
                    other.words != gold.words
                        && other.agrees(&predicted)
                        && (other.words == predicted.words || other.shares(&predicted))
                })
    }

    fn read(&self, name: &str) -> Name {
        match without_number(name).filter(|_| self.ids) {
            Some(name) => Name::of(&name.replace('_', " ")),
            None => Name::of(name),
        }
    }

    /// For each quotation of the document whether a pronoun or a name of the cast stands in one of its paragraphs,
    /// outside all quotations.
    pub fn beside(&self, doc: &Document) -> Vec<bool> {
        let index = LineIndex::new(&doc.text);
        let byte = |at: i64| index.char_to_byte(u32::try_from(at.max(0)).unwrap_or(u32::MAX));
        let contents = |quote: &Quote| -> Vec<(u32, u32)> {
            quote.content.iter().map(|[start, end]| (byte(*start), byte(*end))).collect()
        };
        let mut inside = vec![false; doc.text.len()];
        for (start, end) in doc.quotes.iter().flat_map(contents).filter(|(start, end)| start < end) {
            inside[start as usize..end as usize].fill(true);
        }
        let segmented = Segmented::new(&doc.text);
        let paragraphs = segmented.paragraphs();
        let holds: Vec<bool> = paragraphs
            .iter()
            .map(|paragraph| {
                segmented.tokens()[paragraph.tokens.range()].iter().any(|token| {
                    matches!(token.kind, TokenKind::Word | TokenKind::Clitic)
                        && !inside[token.start as usize]
                        && self.refers(token.text(&doc.text))
                })
            })
            .collect();
        let beside = |quote: &Quote| {
            contents(quote).iter().any(|(start, end)| {
                let from = paragraphs.partition_point(|paragraph| paragraph.span.end <= *start);
                let held = paragraphs[from..].iter().zip(&holds[from..]);
                held.take_while(|(paragraph, _)| paragraph.span.start < *end).any(|(_, holds)| *holds)
            })
        };
        doc.quotes.iter().map(beside).collect()
    }

    /// Whether a word is a pronoun or a capitalised word of a name.
    fn refers(&self, word: &str) -> bool {
        let lower = word.to_lowercase();
        PRONOUNS.contains(&lower.as_str())
            || word.starts_with(char::is_uppercase)
                && self.names.iter().any(|name| name.words.contains(&lower))
    }
}

impl Name {
    fn of(name: &str) -> Self {
        let key = name_key(name);
        let mut words: Vec<String> =
            key.split(' ').map(|word| word.trim_matches(['.', ',']).to_owned()).collect();
        words.retain(|word| !word.is_empty());
        let mut title = None;
        while words.len() > 1 && TITLES.contains(&words[0].as_str()) {
            title = Some(words.remove(0));
        }
        Self { title, words }
    }

    /// Whether no two titles differ.
    fn agrees(&self, other: &Self) -> bool {
        self.title.is_none() || other.title.is_none() || self.title == other.title
    }

    /// Whether one's words are all among the other's.
    fn shares(&self, other: &Self) -> bool {
        let within = |a: &Self, b: &Self| a.words.iter().all(|word| b.words.contains(word));
        !self.words.is_empty() && !other.words.is_empty() && (within(self, other) || within(other, self))
    }
}

/// An id without its number; none where it has none.
fn without_number(id: &str) -> Option<&str> {
    let (name, number) = id.rsplit_once('-')?;
    (!name.is_empty() && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
        .then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(name: &str) -> Quote {
        Quote { speaker: Some(name.into()), ..Quote::default() }
    }

    fn document(names: &[&str]) -> Document {
        Document { quotes: names.iter().map(|name| by(name)).collect(), ..Document::default() }
    }

    #[test]
    fn a_part_of_a_name_is_right_where_it_fits_nobody_else() {
        let cast = Cast::of(&document(&["Mrs. Ada Holm", "Karl Holm", "The Miller's Boy", "Dr. Voss"]));
        let same = |gold, predicted| cast.same_speaker(&by(gold), &by(predicted));
        assert!(same("Mrs. Ada Holm", "Ada Holm") && same("Mrs. Ada Holm", "the Ada"));
        assert!(same("Dr. Voss", "Voss") && same("Dr. Voss", "Henrik Voss"));
        assert!(same("The Miller's Boy", "boy"));
        assert!(!same("Karl Holm", "Holm"), "two are called Holm");
        assert!(!same("Karl Holm", "Ada Holm") && !same("Dr. Voss", "Mrs. Voss"), "another person");
        assert!(!cast.same_speaker(&by("Karl Holm"), &Quote::default()));
    }

    #[test]
    fn ids_are_read_as_names() {
        let cast = Cast::of(&document(&["Mrs__Ada_Holm-0", "a_small_boy-12"]));
        let same = |gold, predicted| cast.same_speaker(&by(gold), &by(predicted));
        assert!(same("Mrs__Ada_Holm-0", "Mrs. Ada Holm") && same("a_small_boy-12", "small boy"));
        let cast = Cast::of(&document(&["Apollo-7", "Ada Holm"]));
        assert_eq!(cast.read("Apollo-7").words, ["apollo-7"], "not all are ids");
    }

    #[test]
    fn a_name_or_pronoun_beside_a_quotation_stands_outside_all_of_them() {
        let text = "“I saw Karl.” Holm sat down. “Go.”\n\n“He did.”\n\n“No,” said she.";
        let quote = |words: &str| {
            let start = text[..text.find(words).unwrap()].chars().count() as i64;
            Quote {
                content: vec![[start, start + words.chars().count() as i64]],
                speaker: Some("Karl Holm".into()),
                ..Quote::default()
            }
        };
        let quotes = vec![quote("“I saw Karl.”"), quote("“Go.”"), quote("“He did.”"), quote("“No,”")];
        let doc = Document { text: text.into(), quotes, ..Document::default() };
        assert_eq!(Cast::of(&doc).beside(&doc), [true, true, false, true]);
    }
}
