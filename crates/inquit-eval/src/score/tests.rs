//! Scores of tiny documents, worked out by hand.

use super::*;
use crate::gold::CharSpan;

const TEXT: &str = "\"We won,\" Ana Lima told Reuters. She said that the pool, once shut, would open.";

/// The first place of `words` in the text.
fn span(words: &str) -> CharSpan {
    let start = TEXT.find(words).expect("the text holds the words") as i64;
    [start, start + words.len() as i64]
}

fn quote(content: &[&str], source: &str, speaker: &str) -> Quote {
    Quote {
        content: content.iter().map(|words| span(words)).collect(),
        source: if source.is_empty() { vec![] } else { vec![span(source)] },
        speaker: (!speaker.is_empty()).then(|| speaker.to_owned()),
        ..Quote::default()
    }
}

fn document(quotes: Vec<Quote>) -> Document {
    Document { id: "a".into(), text: TEXT.into(), quotes, entities: true, ..Document::default() }
}

fn gold() -> Document {
    let mut direct = quote(&["\"We won,\""], "Ana Lima", "Ana Lima");
    direct.outlet = Some("Reuters".into());
    direct.cue = vec![span("told")];
    document(vec![direct, quote(&["that the pool, once shut, would open"], "She", "Ana Lima")])
}

fn scored(quotes: Vec<Quote>) -> Report {
    score(&[gold()], &[document(quotes)], &Options::default())
}

fn counts(report: &Report, figure: &str, kind: &str) -> (usize, usize, usize) {
    let tally = report.tally(figure, kind);
    (tally.tp(), tally.fp(), tally.fn_())
}

#[test]
fn gold_against_itself_is_all_right() {
    let report = scored(gold().quotes);
    for (figure, kind, tally) in report.tallies() {
        assert_eq!(tally.figures(), Figures { p: 100.0, r: 100.0, f1: 100.0 }, "{figure} {kind}");
    }
    assert_eq!(counts(&report, "speaker", "all"), (2, 0, 0));
    assert_eq!(counts(&report, "outlet", "all"), (1, 0, 0));
    assert_eq!(report.source_given, Given { of: 2, right: 2, exact: 2 });
    assert_eq!(counts(&report, "cue chars", "all"), (4, 0, 0));
}

#[test]
fn marks_and_a_leading_that_are_set_aside() {
    let report = scored(vec![
        quote(&["We won"], "Ana Lima", ""),
        quote(&["the pool, once shut, would open."], "She", ""),
    ]);
    assert_eq!(counts(&report, "content exact", "all"), (2, 0, 0));
    assert_eq!(counts(&report, "attributed ex.", "all"), (2, 0, 0));
    // "that" itself counts among the characters: 5 of the first, 28 of the second with it.
    assert_eq!(counts(&report, "content chars", "all"), (5 + 24, 0, 4));
    assert_eq!(counts(&report, "speaker", "all"), (0, 0, 2));
}

#[test]
fn half_a_content_and_part_of_a_source_are_attributed_but_not_exactly() {
    // "the pool" and "would open" are 16 of 28 word characters.
    let report = scored(vec![quote(&["the pool", "would open"], "She", "Lima")]);
    assert_eq!(counts(&report, "content half", "indirect"), (1, 0, 0));
    assert_eq!(counts(&report, "content half", "direct"), (0, 0, 1));
    assert_eq!(counts(&report, "content exact", "all"), (0, 1, 2));
    assert_eq!(counts(&report, "attributed", "all"), (1, 0, 1));
    assert_eq!(counts(&report, "speaker", "indirect"), (0, 1, 1), "Lima is no alias here");
    assert_eq!(report.speaker_given, Given { of: 1, right: 0, exact: 0 });
    let report = scored(vec![quote(&["the pool"], "She", "")]);
    assert_eq!(counts(&report, "content half", "indirect"), (0, 1, 1), "7 of 28 is less than half");
}

#[test]
fn recall_goes_by_the_golds_kind_and_precision_by_the_predictions() {
    // The prediction takes in the words of the frame and so is mixed: 5 of 9 are inside the marks.
    let report = scored(vec![quote(&["\"We won,\" Ana L"], "Ana Lima", "")]);
    assert_eq!(counts(&report, "content half", "quoted"), (1, 0, 0));
    let (direct, mixed) = (report.tally("content half", "direct"), report.tally("content half", "mixed"));
    assert_eq!((direct.gold, direct.gold_right, direct.predicted), (1, 1, 0));
    assert_eq!((mixed.gold, mixed.predicted, mixed.predicted_right), (0, 1, 1));
}

#[test]
fn a_source_that_is_not_there_must_not_be_predicted() {
    let mut without = gold();
    without.quotes[0].source.clear();
    let found = document(vec![quote(&["\"We won,\""], "Ana Lima", "")]);
    let gold = [without];
    let report = score(&gold, &[found], &Options::default());
    assert_eq!(counts(&report, "attributed", "direct"), (0, 1, 1));
    let found = document(vec![quote(&["\"We won,\""], "", "")]);
    let report = score(&gold, &[found], &Options::default());
    assert_eq!(counts(&report, "attributed", "direct"), (1, 0, 0));
    assert_eq!(report.source_given.of, 0);
}

#[test]
fn optional_quotes_and_tolerated_places_are_no_errors() {
    let mut open = gold();
    open.quotes[1].optional = true;
    open.tolerated = vec![span("told Reuters")];
    let open = [open];
    let report = score(&open, &[document(vec![quote(&["Reuters"], "", "")])], &Options::default());
    assert_eq!(counts(&report, "content half", "all"), (0, 0, 1));
    let report = score(&open, &[document(vec![gold().quotes.remove(1)])], &Options::default());
    assert_eq!(counts(&report, "content half", "all"), (1, 0, 1), "a found optional one counts");
}

#[test]
fn each_gold_takes_one_prediction_and_the_better_one() {
    let report = scored(vec![quote(&["We"], "Ana Lima", ""), quote(&["We won"], "Ana Lima", "")]);
    assert_eq!(counts(&report, "content half", "direct"), (1, 1, 0));
    assert_eq!(counts(&report, "content exact", "direct"), (1, 1, 0));
}

#[test]
fn an_optional_outlet_may_be_given_or_not() {
    let mut open = gold();
    open.quotes[0].outlet_optional = true;
    let open = [open];
    for outlet in [None, Some("Variety".to_owned())] {
        let found = Quote { outlet, ..gold().quotes.remove(0) };
        let report = score(&open, &[document(vec![found])], &Options::default());
        assert_eq!(report.tally("outlet", "all"), Tally::default());
    }
}

#[test]
fn own_and_inherited_outlets_are_told_apart() {
    let mut gold = gold();
    gold.quotes[1].outlet = Some("Reuters".into());
    gold.quotes[1].outlet_inherited = true;
    let gold = [gold];
    let mut found = gold[0].clone();
    let of = |report: &Report| {
        ["outlet", "outlet own", "outlet inherited"].map(|figure| counts(report, figure, "all"))
    };
    let report = score(&gold, &[found.clone()], &Options::default());
    assert_eq!(of(&report), [(2, 0, 0), (1, 0, 0), (1, 0, 0)]);
    // Of the right name, but said to be inherited where it is not: recall goes by gold, precision by prediction.
    found.quotes[0].outlet_inherited = true;
    found.quotes[1].outlet = Some("Variety".into());
    let report = score(&gold, &[found], &Options::default());
    assert_eq!(of(&report), [(1, 1, 1), (1, 0, 0), (0, 1, 1)]);
    assert_eq!(report.tally("outlet inherited", "all").predicted_right, 1);
}

#[test]
fn channels_and_addressees_are_scored_where_gold_has_any() {
    let mut found = gold();
    found.quotes[0].channel = Some("post".into());
    found.quotes[0].addressee = Some("voters".into());
    let report = score(&[gold()], &[found.clone()], &Options::default());
    assert_eq!(report.tally("channel", "all"), Tally::default());
    assert_eq!(report.tally("addressee", "all"), Tally::default());
    let mut gold = gold();
    gold.quotes[0].channel = Some("tweet".into());
    gold.quotes[1].addressee = Some("the voters".into());
    let report = score(&[gold], &[found], &Options::default());
    assert_eq!(counts(&report, "channel", "all"), (1, 0, 0));
    assert_eq!(counts(&report, "addressee", "all"), (0, 1, 1));
}

#[test]
fn classes_are_scored_where_the_content_is_right() {
    let mut gold = gold();
    gold.quotes[0].speaker_class = Some("person".into());
    gold.quotes[1].speaker_class = Some("group".into());
    let mut found = gold.clone();
    found.quotes[1].speaker_class = None;
    let report = score(&[gold], &[found], &Options::default());
    assert_eq!(report.class_given, Given { of: 2, right: 1, exact: 0 });
    assert_eq!(report.to_json()["class accuracy given content"], json!({"acc": 50.0, "n": 2}));
}

#[test]
fn in_novels_a_part_of_a_name_is_right() {
    let mut gold = gold();
    gold.entities = false;
    gold.quotes[0].quote_type = "Explicit".into();
    gold.quotes[1].quote_type = "Implicit".into();
    let mut found = gold.clone();
    found.quotes[0].speaker = Some("Lima".into());
    found.quotes[1].speaker = Some("Ben".into());
    let report = score(&[gold], &[found], &Options::default());
    assert_eq!(report.tally("speaker", "all"), Tally::default());
    assert_eq!(counts(&report, "speaker partly", "all"), (1, 1, 1));
    assert_eq!(counts(&report, "speaker partly", "explicit"), (1, 0, 0));
    assert_eq!(counts(&report, "speaker partly", "implicit"), (0, 1, 1));
    assert_eq!(counts(&report, "speaker partly", "beside"), (1, 1, 1), "both stand in one paragraph");
}

#[test]
fn a_document_without_a_prediction_is_missing_or_empty() {
    let report = score(&[gold()], &[], &Options::default());
    assert_eq!((report.docs, report.missing, report.tallies().count()), (0, 1, 0));
    let report = score(&[gold()], &[], &Options { all: true });
    assert_eq!((report.docs, report.missing), (1, 1));
    assert_eq!(counts(&report, "content half", "all"), (0, 0, 2));
}

#[test]
fn figures_round_halves_of_the_exact_value_to_even() {
    assert_eq!(percent(0.1225).to_string(), "12.2");
    assert_eq!(percent(0.0625).to_string(), "6.2");
    assert_eq!(percent(0.1875).to_string(), "18.8");
    assert_eq!(percent(2.0 / 3.0).to_string(), "66.7");
}

#[test]
fn the_table_and_the_json_say_the_same() {
    let report = scored(vec![gold().quotes.remove(0)]);
    let json = report.to_json();
    assert_eq!(json["attributed|all"], json!({"p": 100.0, "r": 50.0, "f1": 66.7, "gold": 2, "pred": 1}));
    assert_eq!(json["source accuracy given content"], json!({"overlap": 100.0, "exact": 100.0, "n": 1}));
    let line = "attributed       all        100.0   50.0   66.7       2       1       1       0       1\n";
    assert!(report.to_string().contains(line), "{report}");
}
