//! People across documents: names that one speaker goes by in several articles, merged by rules that can be read.
//!
//! An article knows its speakers by their fullest names; "Ana M. Lima" in one and "Ana Lima" in another are told to be
//! one by their names alone. Each merge bears the name of its rule.

use std::collections::BTreeMap;

use inquit::known::folded;

/// How far names are merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Merge {
    /// Not at all.
    None,
    /// Names that differ in letter case, apostrophes, blanks or a leading "the"; of people also in middle initials,
    /// "Jr" and the like.
    Same,
    /// And a person's single name into the only fuller name that ends in it.
    Surname,
}

/// One name that is counted under another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The name.
    pub name: String,
    /// The class of both.
    pub class: String,
    /// The name that it is counted under.
    pub into: String,
    /// "same", "initials" or "surname".
    pub rule: &'static str,
}

/// Merges names, given with their class and how often they are quoted; in the order of names and classes.
pub fn merge(names: &BTreeMap<(String, String), u64>, merge: Merge) -> Vec<Merged> {
    if merge == Merge::None {
        return Vec::new();
    }
    let mut groups: BTreeMap<(String, &str), Vec<&str>> = BTreeMap::new();
    for (name, class) in names.keys() {
        let key = if class == "person" { short(name) } else { folded(name) };
        groups.entry((key, class)).or_default().push(name);
    }
    let often =
        |name: &str, class: &str| names.get(&(name.to_owned(), class.to_owned())).copied().unwrap_or(0);
    let mut heads: BTreeMap<(&str, &str), (&str, &'static str)> = BTreeMap::new();
    for ((_, class), members) in &groups {
        // The most frequent way to write it; of equals the longest, then the first.
        let head = members.iter().rev().max_by_key(|name| (often(name, class), name.len()));
        let Some(head) = head else { continue };
        for name in members.iter().filter(|name| *name != head) {
            let rule = if folded(name) == folded(head) { "same" } else { "initials" };
            heads.insert((name, class), (head, rule));
        }
    }
    if merge == Merge::Surname {
        surnames(&groups, &mut heads);
    }
    heads
        .into_iter()
        .map(|((name, class), (into, rule))| Merged {
            name: name.to_owned(),
            class: class.to_owned(),
            into: into.to_owned(),
            rule,
        })
        .collect()
}

/// Single names of people into the only fuller one that ends in it.
fn surnames<'n>(
    groups: &BTreeMap<(String, &'n str), Vec<&'n str>>,
    heads: &mut BTreeMap<(&'n str, &'n str), (&'n str, &'static str)>,
) {
    let mut fuller: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let people = || groups.iter().filter(|((_, class), _)| *class == "person");
    for ((key, class), members) in people() {
        if let Some((_, surname)) = key.rsplit_once(' ') {
            // The one that the others of its group are counted under.
            let head = members.iter().find(|name| !heads.contains_key(&(**name, *class)));
            fuller.entry(surname).or_default().extend(head);
        }
    }
    for ((key, class), members) in people() {
        if let Some([only]) = fuller.get(&**key).map(Vec::as_slice).filter(|_| !key.contains(' ')) {
            for name in members {
                heads.insert((name, class), (only, "surname"));
            }
        }
    }
}

/// A person's name without middle initials and what stands behind it.
fn short(name: &str) -> String {
    let folded = folded(name).replace(',', " ");
    let words: Vec<&str> = folded.split_whitespace().collect();
    let last = words.len().saturating_sub(1);
    let is_initial = |word: &str| word.trim_end_matches('.').chars().count() == 1;
    let is_suffix = |word: &str| matches!(word.trim_end_matches('.'), "jr" | "sr" | "ii" | "iii" | "iv");
    let kept: Vec<&str> = words
        .iter()
        .enumerate()
        .filter(|(at, word)| *at == 0 || !(is_suffix(word) || *at < last && is_initial(word)))
        .map(|(_, word)| *word)
        .collect();
    kept.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(level: Merge) -> Vec<(String, String, &'static str)> {
        let names = [
            ("Ana Lima", "person", 5),
            ("ANA LIMA", "person", 1),
            ("Ana M. Lima", "person", 2),
            ("Lima", "person", 3),
            ("Bo Chen Jr.", "person", 1),
            ("Bo Chen", "person", 1),
            ("Chen", "person", 1),
            ("Ida Chen", "person", 1),
            ("The Guild", "organization", 1),
            ("Guild", "organization", 2),
            ("Lima", "organization", 1),
        ];
        let names = names.map(|(name, class, count)| ((name.to_owned(), class.to_owned()), count)).into();
        merge(&names, level).into_iter().map(|one| (one.name, one.into, one.rule)).collect()
    }

    #[test]
    fn names_are_merged_by_rules() {
        let own = |name: &str, into: &str, rule| (name.to_owned(), into.to_owned(), rule);
        let same = [
            own("ANA LIMA", "Ana Lima", "same"),
            own("Ana M. Lima", "Ana Lima", "initials"),
            own("Bo Chen", "Bo Chen Jr.", "initials"),
            own("The Guild", "Guild", "same"),
        ];
        assert_eq!(merged(Merge::None), []);
        assert_eq!(merged(Merge::Same), same);
        let mut surname = same.to_vec();
        surname.insert(3, own("Lima", "Ana Lima", "surname"));
        assert_eq!(merged(Merge::Surname), surname);
    }
}
