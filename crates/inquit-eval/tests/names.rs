//! Floors of the names that the built-in model recognises, where the sets are present; and training, which is repeatable.

mod common;

use common::shared;
use inquit::{Extractor, Model, NameKind};
use inquit_eval::entities::{Annotated, Join, Score, load, score};
use inquit_eval::train::names::{Lists, Options, train};
use inquit_tokenizer::Span;

/// What is found by rules and with the model.
fn scores(file: &str) -> Option<[Score; 2]> {
    let gold = load(&shared(&format!("data/support/{file}"))?, Join::Blanks).unwrap();
    Some([score(&gold, &Extractor::by_rules()), score(&gold, &Extractor::default())])
}

#[test]
fn names_keep_their_floors_and_beat_the_rules() {
    for (file, person, organization) in [
        ("ner_wnut17.dev.jsonl", 0.54, 0.11),
        ("ner_uner_ewt.dev.jsonl", 0.70, 0.40),
        ("ner_worldwide.jsonl", 0.78, 0.50),
    ] {
        let Some([rules, model]) = scores(file) else { return };
        assert!(model.person.f1() >= person, "{file}: {model:?}");
        assert!(model.organization.f1() >= organization, "{file}: {model:?}");
        assert!(model.both().f1() > rules.both().f1() + 0.05, "{file}: {rules:?}, {model:?}");
    }
}

#[test]
fn training_is_repeatable_and_learns() {
    let gold: Vec<Annotated> = (0..40)
        .map(|number| {
            let (person, organization) =
                (["Zoltan Ufer", "Wim Opdam"][number % 2], ["Quarn", "Vexo"][number / 2 % 2]);
            let text = format!("On day {number} {person} left the firm {organization} for good.");
            let span = |part: &str| {
                let start = text.find(part).unwrap() as u32;
                Span::new(start, start + part.len() as u32)
            };
            let entities =
                vec![(span(person), NameKind::Person), (span(organization), NameKind::Organization)];
            Annotated { text, entities }
        })
        .collect();
    let texts: Vec<&str> = gold.iter().map(|one| one.text.as_str()).collect();
    let lists = Lists::new(["Zoltan", "Wim"].into_iter(), std::iter::empty());
    let options = Options { silver: 10, ..Options::default() };
    let model = || {
        let mut model = Model::clone(&Model::fast());
        model.names = Some(train(&gold, &texts, &lists, &model.clusters, &options, &|_| {}));
        model
    };
    let (first, second) = (model(), model());
    assert!(first.write() == second.write(), "the same texts gave two models");
    let found = score(&gold, &Extractor::with_model(first.into()));
    assert!(found.both().f1() > 0.9, "{found:?}");
}
