//! Masked texts: which words are masked, that they come back byte for byte, and that every fault is told.

use inquit::mask::{Fault, What, mask, restore, spans};
use inquit::{Extractor, Input, Span};
use proptest::prelude::*;

const ARTICLE: &str = "“It works,” Ana Lima told Reuters. “We tried it ‘twice’.”\n\nThe film “Low Tide” is old. \
    Bo Chen said he was “sick of waiting” and that it rained.\n";

fn masked_words(what: What) -> Vec<&'static str> {
    let found = Extractor::default().extract(Input::new(ARTICLE));
    spans(Input::new(ARTICLE), &found.attributions, what)
        .into_iter()
        .map(|span| span.slice(ARTICLE))
        .collect()
}

#[test]
fn what_is_said_is_masked() {
    assert_eq!(masked_words(What::default()), ["It works,", "We tried it ‘twice’.", "sick of waiting"]);
    let all = masked_words(What { all_marked: true, ..What::default() });
    assert_eq!(all, ["It works,", "We tried it ‘twice’.", "Low Tide", "sick of waiting"]);
}

#[test]
fn placeholders_are_known_however_they_come_back() {
    let words = ["one".to_owned(), "two".to_owned()];
    for written in [
        "[[Q1]] and [[Q2]]",
        "[[ q1 ]] and [[q 2]]",
        "[Q1] and [ Q2 ]",
        "\\[\\[Q1\\]\\] and \\[\\[Q2\\]\\]",
        "［［Ｑ１］］ and 【Q２】",
        "[[Q-1]] and [[Q_2]]",
        "[ [Q1] ] and [[Q٢]]",
        "[[\u{200b}Q1]] and [[Q2]\n]",
    ] {
        let restored = restore(written, "Q", &words);
        assert_eq!((&*restored.text, restored.faults), ("one and two", vec![]), "{written}");
    }
    for other in ["[1]", "[Q]", "[[R1]]", "Q1", "[[Q1", "[sic]", "[[QQ1]]"] {
        let restored = restore(other, "Q", &words);
        assert_eq!(
            (&*restored.text, restored.faults),
            (other, vec![Fault::Lost(1), Fault::Lost(2)]),
            "{other}"
        );
    }
}

#[test]
fn every_fault_is_told() {
    let words = ["one".to_owned(), "two".to_owned(), "three".to_owned()];
    let restored = restore("[[Q3]] [[Q1]] [[Q1]] [[Q4]] [[Q0]] [[Q99999999999999999999999]]", "Q", &words);
    assert_eq!(restored.text, "three one one [[Q4]] [[Q0]] [[Q99999999999999999999999]]");
    assert_eq!(
        restored.faults,
        [
            Fault::Repeated(1, Span::new(14, 20)),
            Fault::Invented(Span::new(21, 27)),
            Fault::Invented(Span::new(28, 34)),
            Fault::Invented(Span::new(35, 63)),
            Fault::Lost(2),
        ]
    );
}

#[test]
fn a_text_that_speaks_of_placeholders_gets_others() {
    let text = "Write [[q1]] or [QQ 7], she said.";
    let masked = mask(text, &[Span::new(0, 5)]);
    assert_eq!(masked.text, "[[QQQ1]] [[q1]] or [QQ 7], she said.");
    assert_eq!(restore(&masked.text, &masked.label, &masked.words).text, text);
}

proptest! {
    #[test]
    fn what_is_masked_comes_back(text in "([a-c \\[\\]Qq12é\"]|\\[\\[Q1\\]\\]){0,60}", cuts in proptest::collection::vec(0usize..60, 0..8)) {
        let mut ends: Vec<u32> = cuts.into_iter().filter(|at| text.is_char_boundary(*at)).map(|at| at as u32).collect();
        ends.sort_unstable();
        let spans: Vec<_> = ends.chunks_exact(2).map(|ends| Span::new(ends[0], ends[1])).collect();
        let masked = mask(&text, &spans);
        let restored = restore(&masked.text, &masked.label, &masked.words);
        prop_assert_eq!(&restored.text, &text);
        prop_assert_eq!(&restored.faults, &[]);
        for (place, words) in restored.places.iter().zip(&masked.words) {
            prop_assert_eq!(place.map(|place| place.slice(&restored.text)), Some(&**words));
        }
    }
}
