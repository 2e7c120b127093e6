//! Who said it and to which outlet, by rules and the built-in model: the cases of `who.txt`.

use inquit::{Extractor, Input};

#[test]
fn speakers_and_outlets_are_those_of_the_cases() {
    let (with_model, by_rules) = (Extractor::default(), Extractor::by_rules());
    let (mut cases, mut wrong) = (0, Vec::new());
    let mut publisher = None;
    let mut lines = include_str!("who.txt").lines().peekable();
    while let Some(line) = lines.next() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line.strip_prefix("@ ") {
            publisher = Some(name);
            continue;
        }
        let (extractor, line) = line.strip_prefix("% ").map_or((&with_model, line), |line| (&by_rules, line));
        let text = line.replace(" ¶ ", "\n\n");
        let mut expected = Vec::new();
        while let Some(one) = lines.next_if(|line| line.starts_with('>')) {
            expected.push(one[2..].to_owned());
        }
        assert!(!expected.is_empty(), "nothing is expected of: {line}");
        let found = extractor.extract(Input { publisher: publisher.take(), ..Input::new(&text) });
        let found: Vec<String> = found
            .attributions
            .iter()
            .map(|one| {
                let speaker = one.speaker.as_ref();
                let outlet = one.outlet.as_ref().map_or("-".to_owned(), |outlet| {
                    format!("{}{}", if outlet.inherited { "+" } else { "" }, outlet.name)
                });
                let class = speaker.map_or("-", |speaker| speaker.class.name());
                format!("{} | {class} | {outlet}", speaker.map_or("-", |speaker| &speaker.name))
            })
            .collect();
        cases += 1;
        if found != expected {
            wrong.push(format!("{line}\n  expected {expected:?}\n  found    {found:?}"));
        }
    }
    assert!(cases > 30 && wrong.is_empty(), "{cases} cases, wrong:\n{}", wrong.join("\n"));
}
