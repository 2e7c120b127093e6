//! What is known is a list of the user's own: people and outlets by their names and aliases, each with an identifier.
//!
//! Names are compared with letter case, the kind of apostrophe, runs of blanks and a leading "the" set aside. A name
//! counts more than an alias, and an alias that several bear links to none of them.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::lexicon::{Lex, lookup, word_hash};

/// The user's lists.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// People, and others who speak.
    pub people: Names,
    /// Outlets: they are found in the text as those of the built-in table are.
    pub outlets: Names,
}

impl Known {
    /// Whether nothing is listed.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty() && self.outlets.is_empty()
    }
}

/// Whose an identifier is: a number within one list.
pub(crate) type Number = u32;

/// Names and aliases with their identifiers.
///
/// ```
/// let mut people = inquit::Names::default();
/// people.add("Ana Lima", ["A. Lima", "Lima"], "Q1".into());
/// people.add("Rui Lima", ["Lima"], "Q2".into());
/// assert_eq!(people.id("the  ana LIMA").map(|id| &**id), Some("Q1"));
/// assert_eq!(people.id("Lima"), None);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The identifiers, each with the first name listed for it.
    listed: Vec<(Arc<str>, Arc<str>)>,
    numbers: FxHashMap<Arc<str>, Number>,
    by_name: FxHashMap<String, Bearer>,
    by_alias: FxHashMap<String, Bearer>,
    /// Names and aliases as they are looked for in a text, by the hash of their first word, the longest first.
    forms: FxHashMap<u64, Vec<Form>>,
}

/// Who bears a name or an alias.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bearer {
    One(Number),
    Several,
}

/// A name as it is looked for in a text.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    /// Without "the", its apostrophes and blanks plain.
    name: String,
    /// Whether it is one word that says something else, too.
    pub(crate) ordinary: bool,
    /// Whether it is that of a broadcaster or a programme.
    pub(crate) aired: bool,
    /// Whether "the" must stand before it.
    pub(crate) article: bool,
}

impl Names {
    /// Adds a name with its aliases; one without a letter or digit is passed over. The same identifier may have
    /// several names; a name that comes with several identifiers links to none.
    pub fn add<'n>(&mut self, name: &'n str, aliases: impl IntoIterator<Item = &'n str>, id: Arc<str>) {
        let number = *self.numbers.entry(id.clone()).or_insert_with(|| {
            self.listed.push((id, name.trim().into()));
            self.listed.len() as Number - 1
        });
        bear(&mut self.by_name, name, number);
        self.look_for(name, false);
        for alias in aliases {
            bear(&mut self.by_alias, alias, number);
            self.look_for(alias, false);
        }
    }

    /// Whether nothing is listed.
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// The identifier of the one who bears a name or, if nobody does, alone bears it as an alias.
    pub fn id(&self, name: &str) -> Option<&Arc<str>> {
        self.number(name).and_then(|number| self.id_of(number))
    }

    /// The first name that is listed with an identifier.
    pub fn name_of(&self, id: &str) -> Option<&Arc<str>> {
        self.listed.get(*self.numbers.get(id)? as usize).map(|(_, name)| name)
    }

    pub(crate) fn id_of(&self, number: Number) -> Option<&Arc<str>> {
        self.listed.get(number as usize).map(|(id, _)| id)
    }

    pub(crate) fn number(&self, name: &str) -> Option<Number> {
        let folded = folded(name);
        match self.by_name.get(&folded).or_else(|| self.by_alias.get(&folded)) {
            Some(Bearer::One(number)) => Some(*number),
            Some(Bearer::Several) | None => None,
        }
    }

    /// The names that begin with a word of this hash, the longest first.
    pub(crate) fn beginning(&self, hash: u64) -> &[Form] {
        self.forms.get(&hash).map_or(&[], Vec::as_slice)
    }

    /// Adds a name without an identifier; `aired` tells that it is a broadcaster's or a programme's.
    pub(crate) fn look_for(&mut self, name: &str, aired: bool) {
        let Some(mut form) = Form::new(name) else { return };
        form.aired |= aired;
        for hash in form.first_hashes() {
            let forms = self.forms.entry(hash).or_default();
            if forms.iter().all(|other| other.name != form.name) {
                let at = forms.partition_point(|other| other.name.len() >= form.name.len());
                forms.insert(at, form.clone());
            }
        }
    }
}

impl Form {
    /// Of a name; none where it has no letter or digit.
    pub(crate) fn new(name: &str) -> Option<Self> {
        let plain = plain(name);
        let bare = without_the(&plain);
        let first = bare.split(' ').next().filter(|_| bare.contains(char::is_alphanumeric))?;
        let ending = bare.rsplit(' ').next().unwrap_or(bare);
        Some(Self {
            name: bare.to_owned(),
            ordinary: first.len() == bare.len() && !(lookup(bare) - Lex::OUTLET_WORD).is_empty(),
            aired: ["radio", "tv", "television", "podcast", "fm", "show"]
                .iter()
                .any(|word| word.eq_ignore_ascii_case(ending)),
            article: false,
        })
    }

    /// Its words.
    pub(crate) fn words(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.name.split(' ')
    }

    /// A shorter form of the same outlet, which may say something else.
    pub(crate) fn short(&self, name: String, article: bool) -> Self {
        Self { name, ordinary: true, aired: self.aired, article }
    }

    /// The hashes of its first word as the tokenizer may have it: "L'Express" with either apostrophe, "Kent-Post" as one
    /// word or by its first part.
    pub(crate) fn first_hashes(&self) -> impl Iterator<Item = u64> {
        let first = self.name.split(' ').next().unwrap_or_default();
        let parted = first.split(|c: char| !c.is_alphanumeric()).next().unwrap_or(first);
        let curly = first.replace('\'', "’");
        [first, parted, &curly].map(|word| (!word.is_empty()).then(|| word_hash(word))).into_iter().flatten()
    }

    /// How many bytes of `text` spell the name; it must end at a word's end. A word that has a capital in the list
    /// has one in the text: "Fenland Sparrow" is not found in "Fenland sparrows" nor in "a Fenland sparrow".
    pub(crate) fn spelled(&self, text: &str) -> Option<usize> {
        let mut rest = text;
        let mut begins = true;
        for wanted in self.name.chars() {
            if wanted == ' ' {
                rest = behind_blanks(rest)?;
                begins = true;
                continue;
            }
            let found = rest.chars().next()?;
            let same = plain_mark(found) == wanted || found.to_lowercase().eq(wanted.to_lowercase());
            if !same || begins && wanted.is_uppercase() && found.is_lowercase() {
                return None;
            }
            rest = &rest[found.len_utf8()..];
            begins = false;
        }
        let next = rest.chars().next();
        next.is_none_or(|c| !c.is_alphanumeric()).then_some(text.len() - rest.len())
    }
}

/// What follows the blanks that a text begins with, at most one line's end among them.
fn behind_blanks(text: &str) -> Option<&str> {
    let rest = text.trim_start();
    let blanks = &text[..text.len() - rest.len()];
    (!blanks.is_empty() && blanks.matches('\n').count() < 2).then_some(rest)
}

fn bear(map: &mut FxHashMap<String, Bearer>, name: &str, number: Number) {
    let folded = folded(name);
    if !folded.contains(char::is_alphanumeric) {
        return;
    }
    map.entry(folded)
        .and_modify(|bearer| {
            if *bearer != Bearer::One(number) {
                *bearer = Bearer::Several;
            }
        })
        .or_insert(Bearer::One(number));
}

/// A name with all set aside that two writings of it may differ in.
pub fn folded(name: &str) -> String {
    let bytes = name.as_bytes();
    let tidy = bytes.first() != Some(&b' ') && bytes.last() != Some(&b' ');
    if tidy && bytes.iter().all(|byte| (b' '..0x7F).contains(byte)) && !name.contains("  ") {
        return without_the(name).to_ascii_lowercase();
    }
    let lower = plain(name).to_lowercase();
    without_the(&lower).to_owned()
}

/// A name with single blanks and plain apostrophes.
fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        if !plain.is_empty() {
            plain.push(' ');
        }
        plain.extend(word.chars().map(plain_mark));
    }
    plain
}

fn plain_mark(c: char) -> char {
    if matches!(c, '’' | '‘' | 'ʼ' | '＇') { '\'' } else { c }
}

fn without_the(name: &str) -> &str {
    match name.split_at_checked(4) {
        Some((the, rest)) if the.eq_ignore_ascii_case("the ") => rest,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(rows: &[(&str, &[&str], &str)]) -> Names {
        let mut names = Names::default();
        for (name, aliases, id) in rows {
            names.add(name, aliases.iter().copied(), (*id).into());
        }
        names
    }

    #[test]
    fn names_are_compared_without_what_writers_vary() {
        let names = names(&[("The Fen’s  Post", &["FP"], "Q1"), ("Éva Ó Sé", &[], "Q2")]);
        for (name, id) in [
            ("Fen's Post", Some("Q1")),
            ("the FEN’S\u{a0}post", Some("Q1")),
            ("fp", Some("Q1")),
            ("ÉVA Ó SÉ", Some("Q2")),
            ("Fens Post", None),
            ("Theatre Post", None),
            ("", None),
        ] {
            assert_eq!(names.id(name).map(|id| &**id), id, "{name}");
        }
        assert_eq!(names.name_of("Q2").map(|name| &**name), Some("Éva Ó Sé"));
    }

    #[test]
    fn a_name_counts_more_than_an_alias_and_a_shared_alias_is_nobodys() {
        let names = names(&[
            ("Ana Lima", &["Lima", "AL"], "Q1"),
            ("Rui Lima", &["Lima", "Ana Lima"], "Q2"),
            ("A. Lima", &["AL"], "Q1"),
            ("Twice", &[], "Q3"),
            ("twice", &[], "Q4"),
        ]);
        for (name, id) in [
            ("Ana Lima", Some("Q1")),
            ("Rui Lima", Some("Q2")),
            ("Lima", None),
            ("AL", Some("Q1")),
            ("Twice", None),
        ] {
            assert_eq!(names.id(name).map(|id| &**id), id, "{name}");
        }
        assert_eq!(names.name_of("Q1").map(|name| &**name), Some("Ana Lima"));
    }

    #[test]
    fn a_name_is_spelled_in_a_text_with_its_capitals() {
        let names = names(&[("The Fenland Sparrow", &["L'Écho", "Kent-Post"], "Q1")]);
        let check = |text: &str, length: Option<usize>| {
            let first = text.split_whitespace().next().unwrap();
            let forms = names.beginning(word_hash(first));
            assert_eq!(forms.iter().find_map(|form| form.spelled(text)), length, "{text}");
        };
        check("Fenland Sparrow, a paper", Some(15));
        check("FENLAND  SPARROW", Some(16));
        check("Fenland\nSparrow's", Some(15));
        check("Fenland\n\nSparrow", None);
        check("Fenland sparrow", None);
        check("Fenland Sparrows", None);
        check("Fenland", None);
        check("L’Écho says", Some("L’Écho".len()));
        check("Kent-Post", Some(9));
    }
}
