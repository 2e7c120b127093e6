//! The model `auto`: the fast one's answer where that is sure, the best one's where it is not, and nothing is loaded that
//! is not asked for.

#![cfg(feature = "best")]

use std::sync::Arc;
use std::thread;

use inquit::{Extraction, Extractor, Input, Model, Scratch, Second};

const ARTICLE: &str = "PORT TO CLOSE TWO BERTHS\n\n“We have no choice,” said Ines Faro, who runs the port of Almada. \
                       The berths were built in 1961.\n\nDockers are sceptical that the savings will ever be seen. \
                       Their union made its point in a letter to the ministry: the port had promised work for all.\n\n\
                       Rain fell on Tuesday and the cranes stood still.\n\nA review, seen by the Tagus Courier, \
                       puts the cost at 40 million and doubts whether “anyone asked the pilots.” Faro denies that.";

fn auto(least: f32) -> Extractor {
    let fast = (*Model::fast()).clone();
    Extractor::with_model(Arc::new(Model { second: Some(Second::new(Model::best, least)), ..fast }))
}

fn shown(found: &Extraction) -> String {
    format!("{found:?}")
}

fn all(extractor: &Extractor) -> String {
    shown(&extractor.extract(Input::new(ARTICLE)))
}

#[test]
fn one_model_alone_answers_at_either_end() {
    assert_eq!(all(&auto(0.0)), all(&Extractor::with_model(Model::best())));
    assert_eq!(all(&auto(f32::INFINITY)), all(&Extractor::default()));
    assert_ne!(all(&auto(0.0)), all(&auto(f32::INFINITY)), "the article tells the models apart");
}

#[test]
fn each_paragraph_has_the_answer_of_the_model_that_read_it() {
    let (fast, best) = (Extractor::default(), Extractor::with_model(Model::best()));
    let sources = |extractor: &Extractor, text: &str| {
        let found = extractor.extract(Input::new(text));
        let source = |one: &inquit::Attribution| one.source.map(|span| span.slice(text).to_owned());
        found.attributions.iter().map(source).collect::<Vec<_>>()
    };
    // Far from each other, so that neither is in the other's window or sight.
    let calm = "The cranes stood still on Tuesday.\n\n".repeat(60);
    let sure = "“We have no choice,” said Ines Faro.";
    let unsure = "Dockers are sceptical that the savings will ever be seen.";
    let text = format!("{sure}\n\n{calm}{unsure}");
    assert_eq!(sources(&auto(0.004), &text), [sources(&fast, sure), sources(&best, unsure)].concat());
}

#[test]
fn a_second_model_is_asked_for_where_the_first_is_unsure_and_not_before() {
    fn never() -> Arc<Model> {
        panic!("nobody was unsure")
    }
    let fast = (*Model::fast()).clone();
    let sure = Extractor::with_model(Arc::new(Model { second: Some(Second::new(never, 0.004)), ..fast }));
    for text in
        ["", "Rain fell on Tuesday and the cranes stood still.", "“We have no choice,” said Ines Faro."]
    {
        assert_eq!(
            shown(&sure.extract(Input::new(text))),
            shown(&Extractor::default().extract(Input::new(text)))
        );
    }
    let asked = std::panic::catch_unwind(|| sure.extract(Input::new(ARTICLE)));
    assert!(asked.is_err(), "the article has doubtful paragraphs");
}

#[test]
fn the_answer_does_not_hang_on_threads_or_on_what_was_read_before() {
    let auto = Extractor::with_model(Model::auto());
    let alone = all(&auto);
    let mut scratch = Scratch::default();
    for text in [&*ARTICLE.repeat(7), "", "“No.”", "He may think so."] {
        auto.extract_with(Input::new(text), &mut scratch);
        assert_eq!(shown(&auto.extract_with(Input::new(ARTICLE), &mut scratch)), alone);
    }
    let threads: Vec<_> =
        (0..4).map(|_| thread::spawn(|| all(&Extractor::with_model(Model::auto())))).collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), alone);
    }
}

#[test]
fn an_explanation_names_what_was_found() {
    let (found, explanations) = Extractor::with_model(Model::auto()).explain(Input::new(ARTICLE));
    assert_eq!(shown(&found), all(&Extractor::with_model(Model::auto())));
    for number in 0..found.attributions.len() {
        assert!(explanations.iter().any(|one| one.attribution == Some(number)), "{number}");
    }
}
