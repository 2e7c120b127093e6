//! Properties of extraction: any text, no panic, spans that slice, the same answer twice, work that grows linearly.

use inquit::{Extraction, Extractor, Input, Known, Span};
use proptest::prelude::*;

/// Words that rules look for, so that random texts reach into them.
const WORDS: [&str; 60] = [
    "said",
    "told",
    "says",
    "according",
    "to",
    "that",
    "\"",
    "“",
    "”",
    "'",
    "’",
    "‘",
    "«",
    "»",
    "''",
    "``",
    ",",
    ".",
    "?",
    ":",
    ";",
    "—",
    "-",
    "(",
    ")",
    "\n\n",
    "\n",
    "Ana",
    "Lima",
    "Dr.",
    "Mr.",
    "Reuters",
    "The",
    "Times",
    "he",
    "she",
    "who",
    "it",
    "they",
    "her",
    "mayor",
    "officials",
    "claim",
    "was",
    "quoted",
    "by",
    "as",
    "saying",
    "and",
    "but",
    "on",
    "Friday",
    "in",
    "an",
    "interview",
    "Q:",
    "A:",
    "@ana",
    "6'2\"",
    "é",
];

fn salad() -> impl Strategy<Value = String> {
    prop::collection::vec((prop::sample::select(&WORDS[..]), any::<bool>()), 0..120).prop_map(|words| {
        words.into_iter().fold(String::new(), |mut text, (word, blank)| {
            text.push_str(word);
            text.push_str(if blank { " " } else { "" });
            text
        })
    })
}

fn check(text: &str) {
    let found = Extractor::default().extract(Input::new(text));
    let slices = |span: Span| {
        assert!(span.start <= span.end, "{span:?} in {text:?}");
        assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?} in {text:?}");
    };
    let mut first = 0;
    for attribution in &found.attributions {
        assert!(!attribution.content.is_empty(), "no content in {text:?}");
        for pair in attribution.content.windows(2) {
            assert!(pair[0].end <= pair[1].start, "contents out of order in {text:?}");
        }
        for span in attribution.content.iter().copied().chain(attribution.cue).chain(attribution.source) {
            slices(span);
            assert!(!span.is_empty(), "an empty span in {text:?}");
        }
        assert!(attribution.content[0].start >= first, "attributions out of order in {text:?}");
        first = attribution.content[0].start;
        assert!((0.0..=1.0).contains(&attribution.confidence));
        assert!(attribution.continues.is_none_or(|other| other < found.attributions.len()));
    }
    found.notes.iter().for_each(|note| slices(note.span));
    assert_eq!(fingerprint(&found), fingerprint(&Extractor::default().extract(Input::new(text))));
}

/// Empty lists change nothing, a list of people nothing but identifiers, and a list of outlets no words.
fn check_listed(text: &str) {
    let extract = |known: Known| Extractor::by_rules().with_known(known.into()).extract(Input::new(text));
    let plain = Extractor::by_rules().extract(Input::new(text));
    let mut known = Known::default();
    assert_eq!(fingerprint(&extract(known.clone())), fingerprint(&plain));
    known.people.add("Ana Lima", ["Lima", "Dr. Lima", "mayor", "’"], "Q1".into());
    let mut linked = extract(known.clone());
    for attribution in &mut linked.attributions {
        for speaker in attribution.speaker.iter_mut().chain(&mut attribution.joint) {
            speaker.id = None;
        }
    }
    assert_eq!(fingerprint(&linked), fingerprint(&plain));
    known.outlets.add("The Ana Times", ["Friday", "The", "Times in Lima", "\""], "Q2".into());
    let spans = |found: &Extraction| -> Vec<_> {
        found.attributions.iter().map(|one| (one.content.clone(), one.cue, one.source)).collect()
    };
    assert_eq!(spans(&extract(known)), spans(&plain));
}

fn fingerprint(found: &Extraction) -> String {
    format!("{found:?}")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_salad_of_words_extracts(text in salad()) {
        check(&text);
    }

    #[test]
    fn lists_leave_all_but_ids_and_outlets_alone(text in salad()) {
        check_listed(&text);
    }

    #[test]
    fn any_string_extracts(text in any::<String>()) {
        check(&text);
    }
}

#[test]
fn a_body_that_begins_anywhere_extracts() {
    let text = "Dâte: 2024 “Go,” said Ana Lima. «Non», a dit é.";
    for body_start in 0..text.len() + 3 {
        let found = Extractor::default().extract(Input { body_start, ..Input::new(text) });
        assert!(
            found.attributions.iter().all(|attribution| attribution.extent().start as usize >= body_start)
        );
    }
}

/// Work by counted steps, in debug builds: eight times the text takes at most ten times the steps.
#[test]
fn work_grows_linearly() {
    let texts = [
        "\"a,\" he said, ",
        "“",
        "“a b c ",
        "\"",
        "'",
        "‘a ",
        "He said \"a\" and ",
        "according to him ",
        "said ",
        "Smith ",
        "(",
        "«a ",
        "A: b\n",
        "\"Go,\" he said.\n\n\"No.\"\n\n",
        "Ana Lima said that Bo Dahl told Reuters so. ",
        "the mayor, who said that, ",
        "his claim that ",
        ", ",
        "- ",
        "It was said by the man that ",
        "\"a\"\n\n",
    ];
    let mut counted = 0;
    for piece in texts {
        let steps = |count: usize| {
            let text = piece.repeat(count);
            inquit::steps_taken();
            Extractor::default().extract(Input::new(&text));
            inquit::steps_taken()
        };
        let (once, eight) = (steps(2000), steps(16_000));
        assert!(eight <= once * 10 + 100_000, "{piece:?}: {once} steps, eight times the text {eight}");
        counted += once;
    }
    assert!(!cfg!(debug_assertions) || counted > 100_000, "hardly anything is counted");
}

#[test]
fn a_day_that_begins_the_text_is_no_outlet() {
    let text = "Friday heReuters-Q: ''saidsaidReuters‘ who Anasaid Ana A:“her-(”AnaDr.\"Ana'—saidsaid'’";
    let found = Extractor::by_rules().extract(Input::new(text));
    assert!(
        found.attributions.iter().all(|one| one.outlet.as_ref().is_none_or(|outlet| outlet.name != "Friday"))
    );
    Extractor::default().extract(Input::new(text));
}
