//! Who speaks in given quotations that have no source.

mod given;

use given::resolved;

/// Checks the speakers of all attributions, in order, and whom they continue.
fn check(marked: &str, expected: &[(&str, Option<usize>)]) {
    let (text, found) = resolved(marked);
    let shown: Vec<_> = found
        .iter()
        .map(|one| (one.speaker.as_ref().map_or("-", |speaker| speaker.name.as_str()), one.continues))
        .collect();
    assert_eq!(shown, expected, "{text}");
}

#[test]
fn the_paragraphs_other_quotation_tells() {
    check(
        "{1\"It was late,\"} [1Ana Dahl] <1said>. It rained. {2\"Nobody came.\"}",
        &[("Ana Dahl", None), ("Ana Dahl", None)],
    );
    check(
        "{1\"It was late.\"} Outside it rained. {2\"Nobody came,\"} <2said> [2Ana Dahl].",
        &[("Ana Dahl", None), ("Ana Dahl", None)],
    );
}

#[test]
fn who_acts_beside_it_speaks() {
    check(
        "{1\"It was late,\"} [1Ana Dahl] <1said>.\n\nKarl Holm looked up. {2\"Nobody came.\"}",
        &[("Ana Dahl", None), ("Karl Holm", None)],
    );
    check(
        "[1Ana Dahl] <1said> {1that it was late}.\n\nShe turned to the door and began:\n\n{2\"Nobody came.\"}",
        &[("Ana Dahl", None), ("Ana Dahl", None)],
    );
}

#[test]
fn who_spoke_last_goes_on_in_news() {
    check(
        "{1\"It was late,\"} [1Ana Dahl] <1said>.\n\n{2\"Nobody came.\"}\n\n{3\"The pier was empty.\"}",
        &[("Ana Dahl", None), ("Ana Dahl", Some(0)), ("Ana Dahl", Some(1))],
    );
}

#[test]
fn people_take_turns_in_dialogue() {
    check(
        "{1\"Where is it?\"} [1Ana Dahl] <1asked>.\n\n{2\"Where is what?\"} <2said> [2Karl Holm].\n\n\
         {3\"The tape.\"}\n\n{4\"I burned it.\"}",
        &[("Ana Dahl", None), ("Karl Holm", None), ("Ana Dahl", Some(0)), ("Karl Holm", Some(1))],
    );
    check(
        "{1\"Where is it?\"}\n\n{2\"Where is what?\"} <2said> [2Karl Holm].\n\n{3\"The tape,\"} <3said> [3Ana Dahl].",
        &[("Ana Dahl", None), ("Karl Holm", None), ("Ana Dahl", None)],
    );
}

#[test]
fn what_has_a_cue_or_is_no_quotation_has_no_speaker_of_another() {
    check(
        "{1\"It was late,\"} [1Ana Dahl] <1said>.\n\n<2It was reported> {2\"that nobody came.\"}",
        &[("Ana Dahl", None), ("-", None)],
    );
    check("[1Ana Dahl] <1said> {1it was late}.\n\n{2Nobody came}.", &[("Ana Dahl", None), ("-", None)]);
}
