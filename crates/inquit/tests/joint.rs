//! Sources that name several who speak together.

use inquit::{Extractor, Input};

/// Each text's only attribution is by these.
const CASES: &[(&str, &[&str])] = &[
    ("\"We agreed,\" Ana Lima and Bo Chen said.", &["Ana Lima", "Bo Chen"]),
    ("Ana Lima, Bo Chen and Cy Dent said that they had agreed.", &["Ana Lima", "Bo Chen", "Cy Dent"]),
    ("\"We agreed,\" said Ana Lima and Bo Chen.", &["Ana Lima", "Bo Chen"]),
    (
        "Ana Lima spoke first.\n\nBo Chen nodded.\n\n\"We agreed,\" Lima and Chen said.",
        &["Ana Lima", "Bo Chen"],
    ),
    // one speaks, whoever else the source names
    ("\"We agreed,\" said Ana Lima, who met Bo Chen and Cy Dent.", &["Ana Lima"]),
    ("\"We agreed,\" said Ana Lima of Dent and Sons.", &["Ana Lima"]),
    ("\"We agreed,\" Ana Lima said.", &["Ana Lima"]),
];

#[test]
fn joint_speakers_are_all_named() {
    for (text, expected) in CASES {
        let found = Extractor::by_rules().extract(Input::new(text)).attributions;
        let one = found.last().unwrap();
        let all = one.speaker.iter().chain(&one.joint).map(|speaker| &*speaker.name);
        assert_eq!(all.collect::<Vec<_>>(), *expected, "{text}");
    }
}
