//! A name key is what two names of one person or outlet are compared by.

use inquit::speaker::AUTHOR;
use inquit::{Channel, SpeakerClass};
use unicase::UniCase;

use crate::gold::Quote;
use crate::words::is_space;

const DROPPED: [&str; 14] = [
    "the", "a", "an", "some", "many", "several", "one", "another", "other", "his", "her", "their", "its",
    "our",
];
/// Marks that are set aside at both ends, in the two rounds of [`name_key`].
const FIRST_EDGES: &[char] = &['"', '\'', '“', '”', '.', ','];
const EDGES: &[char] = &['"', '\'', '“', '”', '‘', '’', '.', ',', ' '];

/// A name without case, possessive ending, marks at its edges and leading determiners.
pub fn name_key(name: &str) -> String {
    let name = name.trim_matches(is_space).replace('\u{a0}', " ");
    let name = name.strip_suffix("'s").or_else(|| name.strip_suffix("’s")).unwrap_or(&name);
    let folded = UniCase::unicode(name).to_folded_case().replace('’', "'");
    let mut key = folded.trim_matches(FIRST_EDGES);
    loop {
        let trimmed = without_determiner(key.trim_matches(EDGES)).trim_matches(EDGES);
        if trimmed == key {
            return key.split(is_space).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        }
        key = trimmed;
    }
}

fn without_determiner(name: &str) -> &str {
    for word in DROPPED.iter().chain(&["my"]) {
        if let Some(rest) = name.strip_prefix(word)
            && rest.starts_with(is_space)
        {
            return rest.trim_start_matches(is_space);
        }
    }
    name
}

/// Whether the predicted speaker is the gold one, an alias of it or one of joint speakers.
pub fn same_speaker(gold: &Quote, predicted: &Quote) -> bool {
    let names = gold.speaker.iter().chain(&gold.speaker_aliases).chain(&gold.speakers);
    is_one_of(predicted.speaker.as_deref(), names)
}

/// Whether the predicted outlet is the gold one or an alias of it.
pub fn same_outlet(gold: &Quote, predicted: &Quote) -> bool {
    is_one_of(predicted.outlet.as_deref(), gold.outlet.iter().chain(&gold.outlet_aliases))
}

/// The class of a gold speaker. The article's own voice is of its own class, whatever gold calls it.
pub fn gold_class(gold: &Quote) -> Option<&str> {
    let author = gold.speaker.as_deref() == Some(AUTHOR);
    if author { Some(SpeakerClass::Author.name()) } else { gold.speaker_class.as_deref() }
}

/// Whether the predicted class is the gold one.
pub fn same_class(gold: &Quote, predicted: &Quote) -> bool {
    predicted.speaker_class.as_deref() == gold_class(gold)
}

/// Whether the predicted channel is the gold one.
pub fn same_channel(gold: &Quote, predicted: &Quote) -> bool {
    let name = match gold.channel.as_deref() {
        Some("tweet") => Some(Channel::Post.name()),
        other => other,
    };
    name.is_some() && predicted.channel.as_deref() == name
}

/// Whether the predicted addressee is the gold one.
pub fn same_addressee(gold: &Quote, predicted: &Quote) -> bool {
    is_one_of(predicted.addressee.as_deref(), gold.addressee.iter())
}

fn is_one_of<'n>(name: Option<&str>, mut names: impl Iterator<Item = &'n String>) -> bool {
    let key = name_key(name.unwrap_or(""));
    names.any(|known| !known.is_empty() && name_key(known) == key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_sets_aside_case_marks_and_determiners() {
        assert_eq!(name_key(" The New\u{a0}York  Times’s "), "new york times");
        assert_eq!(name_key("\"some of his aides,\""), "of his aides");
        assert_eq!(name_key("One of her"), "of her");
        assert_eq!(name_key("O’Brien"), name_key("o'brien"));
        assert_eq!(name_key("Groß"), "gross");
        assert_eq!(name_key("‘The’ Rock"), "the' rock");
        assert_eq!(name_key("An other the Sun"), "sun");
        assert_eq!(name_key("the"), "the");
        assert_eq!(name_key("Officials'"), "officials");
    }

    #[test]
    fn aliases_and_joint_speakers_count() {
        let gold = Quote {
            speaker: Some("Ana Lima".into()),
            speaker_aliases: vec!["Lima".into()],
            speakers: vec!["Ben Ode".into()],
            ..Quote::default()
        };
        let said_by = |name: &str| Quote { speaker: Some(name.into()), ..Quote::default() };
        assert!(["ana lima", "LIMA", "Ben Ode’s"].iter().all(|name| same_speaker(&gold, &said_by(name))));
        assert!(!same_speaker(&gold, &said_by("Ode")));
        assert!(!same_speaker(&gold, &Quote::default()));
        assert!(!same_speaker(&Quote::default(), &Quote::default()));
    }

    #[test]
    fn other_words_for_a_class_or_a_channel_are_the_same() {
        let person = |name: &str, class: &str| Quote {
            speaker: Some(name.into()),
            speaker_class: Some(class.into()),
            ..Quote::default()
        };
        assert!(same_class(&person("(author)", "person"), &person("(author)", "author")));
        assert!(!same_class(&person("Ana Lima", "person"), &person("Ana Lima", "group")));
        let by = |channel: &str| Quote { channel: Some(channel.into()), ..Quote::default() };
        assert!(same_channel(&by("tweet"), &by("post")) && same_channel(&by("call"), &by("call")));
        assert!(!same_channel(&by("call"), &Quote::default()));
        assert!(!same_channel(&Quote::default(), &Quote::default()));
        let to = |whom: &str| Quote { addressee: Some(whom.into()), ..Quote::default() };
        assert!(same_addressee(&to("the inquiry"), &to("inquiry")));
        assert!(!same_addressee(&to("the inquiry"), &to("reporters")));
    }
}
