//! Every case of `tests/cases` is extracted by rules and compared with its marks.
//!
//! Right is: the same content up to edge punctuation, an overlapping source and cue, and what the attributes give.
//! A case with a `FIXME:` line must go wrong, so that one notices when it no longer does.
//! `CASES=told cargo test -p inquit-eval --test cases` looks only at files whose names hold "told".

mod common;

use std::fmt::Write;
use std::path::PathBuf;

use inquit::{Extractor, Input};
use inquit_eval::gold::{CharSpan, Quote};
use inquit_eval::matched::Matched;
use inquit_eval::names::{name_key, same_outlet, same_speaker};
use inquit_eval::notation::{Case, cases};
use inquit_eval::predict::quotes;

#[test]
fn every_case_is_as_marked() {
    let wanted = std::env::var("CASES").unwrap_or_default();
    let (mut report, mut wrong, mut total) = (String::new(), 0, 0);
    for file in files().iter().filter(|file| file.to_string_lossy().contains(&wanted)) {
        let source = std::fs::read_to_string(file).unwrap();
        let shown = file.strip_prefix(common::root()).unwrap();
        for case in cases(&source, shown).unwrap_or_else(|error| panic!("{error}")) {
            let problems = problems(&case);
            let as_expected = problems.is_empty() == case.fixme.is_none();
            total += 1;
            if !as_expected {
                wrong += 1;
                let _ = writeln!(report, "{}:{}: {}", shown.display(), case.line, case.shows);
                if case.fixme.is_some() {
                    report += "    this goes right now: take out its FIXME line\n";
                }
                for problem in problems {
                    let _ = writeln!(report, "    {problem}");
                }
            }
        }
    }
    assert!(total > 0, "no case in a file whose name holds '{wanted}'");
    assert!(wrong == 0, "{wrong} of {total} cases are not as marked\n{report}");
}

fn files() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(common::root().join("tests/cases")).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|ext| ext == "txt"));
    files.sort();
    files
}

/// What differs between a case's marks and what is found, one line a difference.
fn problems(case: &Case) -> Vec<String> {
    let text = &case.doc.text;
    let found = Extractor::by_rules().extract(Input::new(text));
    let predicted = quotes(&found, text);
    let matched = Matched::new(&case.doc, &predicted);
    let mut problems = Vec::new();
    for (at, item) in matched.gold.iter().enumerate() {
        let name = &item.quote.id;
        if let Some(mate) = matched.gold_mates[at] {
            let other = matched.predicted[mate.index].quote;
            let right = matched.right(at, mate.index, mate.overlap);
            let mut parts = differences(item.quote, other);
            let mut add = |right: bool, part: &str, of: fn(&Quote) -> &[CharSpan]| {
                if !right {
                    let (marked, found) = (words(text, of(item.quote)), words(text, of(other)));
                    parts.push(format!("{part}: marked {marked}, found {found}"));
                }
            };
            add(right.exact, "content", |quote| &quote.content);
            add(right.source, "source", |quote| &quote.source);
            let cue = item.quote.cue.is_empty() || overlap(&item.quote.cue, &other.cue);
            add(cue, "cue", |quote| &quote.cue);
            let rule = other.rule.as_deref().unwrap_or("no rule");
            problems.extend(parts.into_iter().map(|part| format!("{name} by {rule}, {part}")));
        } else if matched.counts(at) {
            problems.push(format!("{name} is missed: {}", words(text, &item.quote.content)));
        }
    }
    for (item, mate) in matched.predicted.iter().zip(&matched.predicted_mates) {
        if mate.is_none() {
            let rule = item.quote.rule.as_deref().unwrap_or("no rule");
            problems.push(format!("not marked, found by {rule}: {}", words(text, &item.quote.content)));
        }
    }
    let noted = |name: &String| found.notes.iter().any(|note| note.kind.name() == name);
    let lacking = case.notes.iter().filter(|name| !noted(name));
    problems.extend(lacking.map(|name| format!("no note says '{name}'")));
    problems
}

/// Differences in what the attributes give; an empty one says that there must be none.
fn differences(marked: &Quote, found: &Quote) -> Vec<String> {
    let mut parts = Vec::new();
    let mut check = |name: &str, want: Option<&String>, have: Option<&String>, same: bool| {
        let right = match want {
            None => true,
            Some(want) if want.is_empty() => have.is_none(),
            Some(_) => same,
        };
        if !right {
            let shown = |value: Option<&String>| {
                value
                    .filter(|value| !value.is_empty())
                    .map_or("none".to_owned(), |value| format!("'{value}'"))
            };
            parts.push(format!("{name}: marked {}, found {}", shown(want), shown(have)));
        }
    };
    check("speaker", marked.speaker.as_ref(), found.speaker.as_ref(), same_speaker(marked, found));
    if !marked.outlet_optional {
        check("outlet", marked.outlet.as_ref(), found.outlet.as_ref(), same_outlet(marked, found));
    }
    let plain = [
        ("class", &marked.speaker_class, &found.speaker_class),
        ("role", &marked.speaker_role, &found.speaker_role),
        ("pronoun", &marked.speaker_pronoun, &found.speaker_pronoun),
        ("channel", &marked.channel, &found.channel),
        ("addressee", &marked.addressee, &found.addressee),
    ];
    for (name, want, have) in plain {
        let key = |value: &Option<String>| name_key(value.as_deref().unwrap_or_default());
        check(name, want.as_ref(), have.as_ref(), key(want) == key(have));
    }
    let has_outlet = marked.outlet.as_ref().is_some_and(|outlet| !outlet.is_empty());
    if has_outlet && marked.outlet_inherited != found.outlet_inherited {
        parts.push(format!(
            "outlet inherited: marked {}, found {}",
            marked.outlet_inherited, found.outlet_inherited
        ));
    }
    if marked.negated && !found.negated {
        parts.push("negated: marked, not found".to_owned());
    }
    parts
}

/// Whether any two spans share a character: a cue may be a colon, which holds no word.
fn overlap(marked: &[CharSpan], found: &[CharSpan]) -> bool {
    marked.iter().any(|a| found.iter().any(|b| a[0] < b[1] && b[0] < a[1]))
}

fn words(text: &str, spans: &[CharSpan]) -> String {
    let slice = |span: &CharSpan| -> String {
        text.chars().skip(span[0] as usize).take((span[1] - span[0]) as usize).collect()
    };
    let parts: Vec<String> =
        spans.iter().map(|span| format!("⟦{}⟧", slice(span).replace('\n', "⏎"))).collect();
    if parts.is_empty() { "none".to_owned() } else { parts.join(" ") }
}
