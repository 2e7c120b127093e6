//! Prose whose quotations are masked and put back, looked for in a text, clustered; names and dates of any kind.

use std::collections::BTreeMap;

use inquit::mask::{self, What};
use inquit::verify::{Outcome, Piece, Scratch, Verdict, Verifier};
use inquit::{Extractor, Input};
use inquit_formats::mask_state::MaskState;
use inquit_formats::people::{self, Merge};
use inquit_formats::{dedup, tally};

use crate::choice;
use crate::prose::prose;

/// Tries an input.
pub fn run(data: &[u8]) {
    let (way, rest) = choice(data);
    let text = prose(rest);
    match way % 6 {
        0 | 1 => masked(&text, way),
        2 => {
            // A text that went through other hands, with any label and words.
            let (label, text) = text.split_once('\n').unwrap_or(("Q", &text));
            let label: String = label.chars().filter(char::is_ascii_alphabetic).collect();
            let words = vec!["one".to_owned(), "[[Q1]]".to_owned(), String::new()];
            let restored = mask::restore(text, if label.is_empty() { "Q" } else { &label }, &words);
            assert_eq!(restored.places.len(), 3);
            for span in restored.places.iter().flatten() {
                span.slice(&restored.text);
            }
        }
        3 => {
            let (quotations, source) = text.split_once("\n\n").unwrap_or((&text, &text));
            let quotations: Vec<String> = quotations.lines().map(str::to_owned).collect();
            verified(&quotations, source);
        }
        4 => {
            let lines: Vec<&str> = text.lines().collect();
            let clusters = dedup::cluster(&lines);
            assert_eq!(clusters.members.len(), lines.len());
            let count = clusters.longest.len();
            assert!(clusters.members.iter().all(|member| (member.cluster as usize) < count));
            assert!(clusters.longest.iter().all(|at| (*at as usize) < lines.len()));
        }
        _ => {
            let _ = MaskState::read(rest);
            text.lines().for_each(|line| drop(tally::month(line)));
            let class = |line: &str| if line.len().is_multiple_of(2) { "person" } else { "organization" };
            let names: BTreeMap<_, _> = text
                .lines()
                .zip(1..)
                .map(|(line, n)| ((line.to_owned(), class(line).to_owned()), n))
                .collect();
            for merge in [Merge::Same, Merge::Surname] {
                for one in people::merge(&names, merge) {
                    assert!(names.contains_key(&(one.into, one.class)));
                }
            }
        }
    }
}

/// A mask is put back byte for byte.
fn masked(text: &str, way: u8) {
    let input = Input::new(text);
    let found = Extractor::by_rules().extract(input);
    let what = What { all_marked: way & 0x40 != 0, indirect: way & 0x80 != 0 };
    let spans = mask::spans(input, &found.attributions, what);
    let masked = mask::mask(text, &spans);
    let state = MaskState::default().json();
    assert!(MaskState::read(state.as_bytes()).is_ok());
    let restored = mask::restore(&masked.text, &masked.label, &masked.words);
    assert_eq!(restored.text, text);
    assert!(restored.faults.is_empty(), "{:?}", restored.faults);
    assert_eq!(restored.places, spans.into_iter().map(Some).collect::<Vec<_>>());
}

/// Whether a piece has the words of its place, or their beginning.
fn tells(piece: &Piece, whole: &str) -> bool {
    let words = piece.span.slice(whole);
    words == piece.text || piece.text.strip_suffix('…').is_some_and(|begin| words.starts_with(begin))
}

/// Every place of a finding is one; a text holds its own lines.
fn verified(quotations: &[String], source: &str) {
    let verifier = Verifier::new(quotations.iter().map(String::as_str));
    let mut scratch = Scratch::default();
    let first = verifier.check(source, &mut scratch);
    let found = verifier.check(source, &mut scratch);
    assert_eq!(format!("{first:?}"), format!("{found:?}"), "memory used before");
    let mut outcomes = vec![Outcome::default(); quotations.len()];
    for (number, finding) in found {
        let quotation = &quotations[number as usize];
        assert!((0.0..=1.0).contains(&finding.similarity));
        for passage in &finding.passages {
            assert_eq!(passage.quotation.span.slice(quotation), passage.quotation.text);
            assert_eq!(passage.source.span.slice(source), passage.source.text);
        }
        for difference in &finding.differences {
            assert!(tells(&difference.quotation, quotation), "{difference:?}");
            assert!(tells(&difference.source, source), "{difference:?}");
        }
        outcomes[number as usize].add(0, finding);
    }
    for ((outcome, quotation), number) in outcomes.iter_mut().zip(quotations).zip(0..) {
        let verdict = outcome.close(quotation);
        let is_line = source.lines().any(|line| line == quotation);
        if is_line && verifier.words(number) > 0 {
            assert!(verdict <= Verdict::Verbatim, "{quotation:?} is {verdict:?}");
        }
    }
}
