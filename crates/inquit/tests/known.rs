//! The user's lists: whom they link, whom they leave alone, and the outlets that only they know.

use inquit::{Extraction, Extractor, Input, Known, Names};

fn names(rows: &[(&str, &str, &str)]) -> Names {
    let mut names = Names::default();
    for (name, aliases, id) in rows {
        names.add(name, aliases.split(';').filter(|alias| !alias.is_empty()), (*id).into());
    }
    names
}

fn extract(text: &str, people: &[(&str, &str, &str)], outlets: &[(&str, &str, &str)]) -> Extraction {
    let known = Known { people: names(people), outlets: names(outlets) };
    Extractor::by_rules().with_known(known.into()).extract(Input::new(text))
}

/// "speaker=id" of each attribution, joint speakers behind "+".
fn speakers(text: &str, people: &[(&str, &str, &str)]) -> Vec<String> {
    let found = extract(text, people, &[]);
    let shown =
        |speaker: &inquit::Speaker| format!("{}={}", speaker.name, speaker.id.as_deref().unwrap_or("-"));
    let all = found
        .attributions
        .iter()
        .map(|one| one.speaker.iter().chain(&one.joint).map(shown).collect::<Vec<_>>().join(" + "));
    all.collect()
}

/// "outlet=id" of each attribution.
fn outlets(text: &str, listed: &[(&str, &str, &str)]) -> Vec<String> {
    let found = extract(text, &[], listed);
    let shown = |outlet: &inquit::Outlet| {
        let inherited = if outlet.inherited { "+" } else { "" };
        format!("{inherited}{}={}", outlet.name, outlet.id.as_deref().unwrap_or("-"))
    };
    found.attributions.iter().map(|one| one.outlet.as_ref().map_or("-".to_owned(), shown)).collect()
}

const TWO_LIMAS: &[(&str, &str, &str)] =
    &[("Ana Lima", "Lima;A. Lima", "Q1"), ("Rui Lima", "Lima;The Fox", "Q2")];

#[test]
fn speakers_are_linked_by_name_or_alias() {
    let check = |text: &str, people: &[(&str, &str, &str)], expected: &[&str]| {
        assert_eq!(speakers(text, people), expected, "{text}");
    };
    check("\"No,\" Ana Lima said. \"Never,\" she added.", TWO_LIMAS, &["Ana Lima=Q1", "Ana Lima=Q1"]);
    check("\"No,\" ANA  LIMA said.", TWO_LIMAS, &["ANA LIMA=Q1"]);
    check("\"No,\" said A. Lima.", TWO_LIMAS, &["A. Lima=Q1"]);
    check("\"No,\" Bo Chen said.", TWO_LIMAS, &["Bo Chen=-"]);
    check("\"No,\" Bo O’Dowd said.", &[("Bo O'Dowd", "", "x")], &["Bo O’Dowd=x"]);
    check("\"No,\" Ana Lima and Bo Chen said.", &[("Bo Chen", "", "c")], &["Ana Lima=- + Bo Chen=c"]);
    // a name that is listed links its bearer wherever the article means him
    check(
        "\"No,\" Robert Cole said. Mayor Cole stayed. \"Yes,\" he said.",
        &[("Bob Cole", "Mayor Cole", "Q3")],
        &["Robert Cole=Q3", "Robert Cole=Q3"],
    );
    check("\"No,\" Mayor Cole said.", &[("Robert Cole", "Mayor Cole", "Q3")], &["Cole=Q3"]);
    check(
        "\"No,\" the fence makers' union said.",
        &[("Fence makers' union", "", "Q4")],
        &["fence makers' union=Q4"],
    );
}

#[test]
fn a_shared_alias_links_nobody_unless_the_fuller_name_decides() {
    let check = |text: &str, expected: &[&str]| assert_eq!(speakers(text, TWO_LIMAS), expected, "{text}");
    check("\"No,\" Lima said.", &["Lima=-"]);
    check("Rui Lima came. \"No,\" Lima said.", &["Rui Lima=Q2"]);
    check("Ana Lima came. \"No,\" Lima said.", &["Ana Lima=Q1"]);
}

#[test]
fn a_surname_of_somebody_else_links_nobody() {
    let people: &[(&str, &str, &str)] = &[("Ana Lima", "Lima", "Q1")];
    let check = |text: &str, expected: &[&str]| assert_eq!(speakers(text, people), expected, "{text}");
    check("\"No,\" Lima said.", &["Lima=Q1"]);
    check("Rui Lima came. \"No,\" Lima said.", &["Rui Lima=-"]);
    check("Ana Maria Lima came. \"No,\" Lima said.", &["Ana Maria Lima=Q1"]);
    check("A. Lima came. \"No,\" Lima said.", &["A. Lima=Q1"]);
}

#[test]
fn listed_outlets_are_found_and_linked() {
    let listed: &[(&str, &str, &str)] = &[
        ("The Fenland Sparrow", "Sparrow", "Q1"),
        ("Fenland Sparrow Weekend", "", "Q2"),
        ("The New York Times", "", "Q3"),
        ("Reuters", "", "Q4"),
        ("Hill Top Radio", "Nine", "Q5"),
    ];
    let check = |text: &str, expected: &[&str]| assert_eq!(outlets(text, listed), expected, "{text}");
    check("\"No,\" Dana Cole told the Fenland Sparrow.", &["Fenland Sparrow=Q1"]);
    check("\"No,\" Dana Cole told the Sparrow.", &["Sparrow=Q1"]);
    check("\"No,\" Dana Cole told the sparrow.", &["-"]);
    check("\"No,\" Dana Cole told the Fenland Sparrow Weekend.", &["Fenland Sparrow Weekend=Q2"]);
    check("\"No,\" Dana Cole said in an interview with the Fenland Sparrow.", &["Fenland Sparrow=Q1"]);
    check("\"No,\" Dana Cole said on Hill Top Radio.", &["Hill Top Radio=Q5"]);
    check("The mayor will resign, the Fenland Sparrow reported.", &["Fenland Sparrow=Q1"]);
    // those of the built-in table, by their other names, too
    check("\"No,\" Dana Cole told Reuters.", &["Reuters=Q4"]);
    check("\"No,\" Dana Cole told the NYT.", &["NYT=Q3"]);
    check("\"No,\" Dana Cole told CNN.", &["CNN=-"]);
    check(
        "\"No,\" Dana Cole told the Fenland Sparrow. \"Never,\" she said.",
        &["Fenland Sparrow=Q1", "+Fenland Sparrow=Q1"],
    );
}

#[test]
fn without_its_list_an_outlet_is_not_known() {
    let text = "\"No,\" Dana Cole told the Fenland Sparrow.";
    assert_eq!(outlets(text, &[]), ["-"]);
    assert_eq!(outlets(text, &[("Fenland Heron", "", "Q1")]), ["-"]);
}

#[test]
fn empty_lists_change_nothing() {
    for text in [
        "\"No,\" Dana Cole told the Fenland Sparrow. \"Never,\" she told Reuters.",
        "Ana Lima and Bo Chen said that it works, The Times reported.",
    ] {
        for extractor in [Extractor::by_rules(), Extractor::default()] {
            let plain = extractor.extract(Input::new(text));
            let listed = extractor.clone().with_known(Known::default().into()).extract(Input::new(text));
            assert_eq!(plain.attributions, listed.attributions, "{text}");
        }
    }
}
