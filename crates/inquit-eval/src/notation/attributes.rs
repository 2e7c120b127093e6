//! A line of attributes tells of an attribution what cannot stand in the text.

use std::collections::BTreeMap;
use std::path::Path;

use inquit::{Channel, Pronoun, SpeakerClass};

use super::Place;
use crate::Error;
use crate::gold::Quote;

/// `1: speaker="Ana Lima" class=person outlet="The Sun" inherited`: names, values with blanks in straight marks,
/// and bare flags. In small cases an empty value says that there must be none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes {
    /// The line in the file, from 1.
    pub line: usize,
    pub(super) values: BTreeMap<&'static str, String>,
    pub(super) flags: Vec<&'static str>,
}

const VALUES: [&str; 10] = [
    "speaker",
    "class",
    "role",
    "pronoun",
    "aliases",
    "speakers",
    "outlet",
    "outlet_aliases",
    "channel",
    "addressee",
];
const FLAGS: [&str; 4] = ["inherited", "optional", "negated", "outlet_optional"];

const CLASSES: [SpeakerClass; 6] = [
    SpeakerClass::Person,
    SpeakerClass::Organization,
    SpeakerClass::Group,
    SpeakerClass::Document,
    SpeakerClass::Unnamed,
    SpeakerClass::Author,
];
const PRONOUNS: [Pronoun; 4] = [Pronoun::He, Pronoun::She, Pronoun::They, Pronoun::It];

impl Attributes {
    /// Writes what is given into an attribution.
    pub(super) fn fill(&self, quote: &mut Quote) {
        let value = |name: &str| self.values.get(name).cloned();
        let list = |name: &str| -> Vec<String> {
            let given = value(name).unwrap_or_default();
            given.split(';').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
        };
        let flag = |name: &str| self.flags.contains(&name);
        quote.speaker = value("speaker");
        quote.speaker_class = value("class");
        quote.speaker_role = value("role");
        quote.speaker_pronoun = value("pronoun");
        quote.speaker_aliases = list("aliases");
        quote.speakers = list("speakers");
        quote.outlet = value("outlet");
        quote.outlet_aliases = list("outlet_aliases");
        quote.outlet_inherited = flag("inherited");
        quote.outlet_optional = flag("outlet_optional");
        quote.channel = value("channel");
        quote.addressee = value("addressee");
        quote.negated = flag("negated");
        quote.optional = flag("optional");
    }
}

/// Reads lines of attributes; `line` is that of the first. Empty lines count but say nothing.
pub(super) fn read(source: &str, file: &Path, line: usize) -> Result<BTreeMap<u32, Attributes>, Error> {
    let mut all = BTreeMap::new();
    for (at, text) in source.lines().enumerate() {
        let place = Place { file, line: line + at };
        if text.trim().is_empty() {
            continue;
        }
        let head = text.split_once(':').and_then(|(number, rest)| Some((number.trim().parse().ok()?, rest)));
        let Some((number, rest)) = head else {
            let what = format!("'{text}' is no line of attributes");
            return Err(place.error(what, "write: 1: speaker=\"Ana Lima\" class=person"));
        };
        let mut found = Attributes { line: place.line, ..Attributes::default() };
        let mut rest = rest.trim_start();
        while !rest.is_empty() {
            rest = one(rest, &mut found, place)?.trim_start();
        }
        if all.insert(number, found).is_some() {
            let what = format!("a second line of attributes for {number}");
            return Err(place.error(what, "keep one line for each attribution"));
        }
    }
    Ok(all)
}

/// Reads one attribute and gives what follows.
fn one<'s>(source: &'s str, found: &mut Attributes, place: Place<'_>) -> Result<&'s str, Error> {
    let end = source.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(source.len());
    let (name, rest) = source.split_at(end);
    let Some(rest) = rest.strip_prefix('=') else {
        let Some(flag) = FLAGS.iter().find(|flag| **flag == name) else {
            let cure = format!("flags are {}; values are written name=\"value\"", FLAGS.join(", "));
            return Err(place.error(format!("no flag is named '{name}'"), cure));
        };
        found.flags.push(flag);
        return Ok(rest);
    };
    let Some(name) = VALUES.iter().find(|known| **known == name) else {
        let what = format!("no attribute is named '{name}'");
        return Err(place.error(what, format!("known ones are {}", VALUES.join(", "))));
    };
    let (value, rest) = match rest.strip_prefix('"') {
        Some(inside) => inside.split_once('"').ok_or_else(|| {
            place.error(format!("the value of '{name}' is not closed"), "close it with a straight mark")
        })?,
        None => rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len())),
    };
    if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
        let what = format!("'{rest}' touches the value of '{name}'");
        return Err(place.error(what, "put a blank between attributes, and no straight mark inside a value"));
    }
    let known = match *name {
        "class" => CLASSES.iter().any(|class| class.name() == value),
        "pronoun" => PRONOUNS.iter().any(|pronoun| pronoun.name() == value),
        "channel" => Channel::parse(value).is_some(),
        _ => true,
    };
    if !known && !value.is_empty() {
        let cure = "see corpus/README.md for the values that it takes, and quote values that hold a blank";
        return Err(place.error(format!("'{value}' is no {name}"), cure));
    }
    if found.values.insert(name, value.to_owned()).is_some() {
        return Err(place.error(format!("'{name}' is given twice"), "keep one"));
    }
    Ok(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(line: &str) -> Result<Quote, Error> {
        let all = read(line, Path::new("a.txt"), 3)?;
        let mut quote = Quote::default();
        all[&1].fill(&mut quote);
        Ok(quote)
    }

    #[test]
    fn values_lists_and_flags_are_read() {
        let quote = filled(
            "1: speaker=\"Ana Lima\" class=person channel=\"press conference\" aliases=\"A. Lima; Lima\" speakers=\"Ana Lima; Ben Ode\" inherited",
        )
        .unwrap();
        assert_eq!(quote.speaker.as_deref(), Some("Ana Lima"));
        assert_eq!(quote.speaker_class.as_deref(), Some("person"));
        assert_eq!(quote.channel.as_deref(), Some("press conference"));
        assert_eq!(quote.speaker_aliases, ["A. Lima", "Lima"]);
        assert_eq!(quote.speakers, ["Ana Lima", "Ben Ode"]);
        assert!(quote.outlet_inherited && !quote.optional);
        assert_eq!(filled("1: outlet=\"\"").unwrap().outlet.as_deref(), Some(""));
        assert_eq!(filled("1:").unwrap(), Quote::default());
    }

    #[test]
    fn errors_name_the_line_and_what_is_wrong() {
        for (source, line, what) in [
            ("\n1 speaker=\"A\"", 4, "no line of attributes"),
            ("1: speaker=\"A", 3, "not closed"),
            ("1: speaker=A\n1: speaker=B", 4, "a second line"),
            ("1: speaker=\"A\"x", 3, "touches"),
            ("1: class=human", 3, "is no class"),
            ("1: channel=press conference", 3, "is no channel"),
            ("1: optonal", 3, "no flag"),
            ("1: speeker=A", 3, "no attribute"),
            ("1: role=a role=b", 3, "twice"),
        ] {
            let error = filled(source).unwrap_err();
            assert_eq!(error.line(), Some(line), "{error}");
            assert!(error.to_string().contains(what), "{error}");
        }
    }
}
