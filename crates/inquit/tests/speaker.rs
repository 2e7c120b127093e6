//! The speakers of attributions that are given.

mod given;

use given::resolved;
use inquit::{Attribution, Extractor, Input, Kind, Pronoun, SpeakerClass};

/// Checks the speakers of all attributions, in order.
fn check(marked: &str, expected: &[&str]) {
    let (text, found) = resolved(marked);
    let names: Vec<&str> =
        found.iter().map(|one| one.speaker.as_ref().map_or("-", |speaker| speaker.name.as_str())).collect();
    assert_eq!(names, expected, "{text}");
}

#[test]
fn names_lose_titles_and_gain_their_first_names() {
    check("[1Gov. Alma Quist, D-Ariz.,] <1said> {1the state had paid}.", &["Alma Quist"]);
    check(
        "[1Prime Minister Owen Hale] <1said> {1no}. [2Hale] <2added> {2that he meant it}.",
        &["Owen Hale"; 2],
    );
    check("[1Forecaster Rosa Vela] <1warned>: {1\"Stay in.\"}", &["Rosa Vela"]);
    check("[1Ludwig van der Moer] <1said> {1it was late}.", &["Ludwig van der Moer"]);
    check("[1Martin Ruiz Jr.] <1said> {1it was late}.", &["Martin Ruiz Jr."]);
    check("Kang Min-seo met Yoo Da-in. [1Kang] <1said> {1they had talked}.", &["Kang Min-seo"]);
    check("Vega: trade talks will fail\n\n[1Senator Luis Vega] <1said> {1talks would fail}.", &["Luis Vega"]);
}

#[test]
fn one_surname_of_two_people_is_told_by_title() {
    check(
        "Anna Berg and Tom Berg own the mill. {1\"It leaks,\"} [1Mr. Berg] <1said>. {2\"It does not,\"} [2Ms. Berg] <2said>.",
        &["Tom Berg", "Anna Berg"],
    );
}

#[test]
fn appositions_name() {
    check("[1The bakery's owner, Ines Falk,] <1wrote> {1that bread was out}.", &["Ines Falk"]);
    check("{1\"I saw it,\"} <1said> [1his wife, Paula].", &["Paula"]);
    check("{1The play is \"long\"}, <1according to> [1its author, Piet Brandt].", &["Piet Brandt"]);
    check("[1One of the guards, retired sailor Gil Astor,] <1said> {1he slept}.", &["Gil Astor"]);
}

#[test]
fn pronouns_follow_gender_and_subject() {
    check(
        "Maria Lund thanked her coach, Peter Orb. {1\"He pushed me,\"} [1she] <1said>. {2\"She ran,\"} [2he] <2said>.",
        &["Maria Lund", "Peter Orb"],
    );
    check(
        "Daniel Eke opened the shop. {1\"It is small,\"} [1he] <1said>. [2He] <2added> {2that it would grow}.",
        &["Daniel Eke"; 2],
    );
    check("A reader from Leeds sent a photograph. {1\"Look,\"} [1they] <1wrote>.", &["reader from Leeds"]);
    check("The fund, run by Zora Pell, [1who] <1says> {1it is safe}, lost money.", &["Zora Pell"]);
}

#[test]
fn roles_refer_back() {
    check(
        "Carl Dunn, the club's director, came late. [1The director] <1said> {1traffic was bad}.",
        &["Carl Dunn"],
    );
    check(
        "The Harbor Safety Board met on Monday. [1The board] <1said> {1the pier was closed}.",
        &["Harbor Safety Board"],
    );
    check(
        "The airline Nordfly cancelled flights. [1The company] <1said> {1snow was to blame}.",
        &["Nordfly"],
    );
    check(
        "Tavita Moe taught chemistry before he ran for office. [1The former schoolteacher] <1said> {1no}.",
        &["Tavita Moe"],
    );
}

#[test]
fn acronyms_stand_for_names() {
    check(
        "The National Ferry Commission (NFC) met. [1The NFC] <1said> {1fares would rise}.",
        &["National Ferry Commission"],
    );
}

#[test]
fn what_has_no_name_stays_as_written() {
    check("[1A source close to the band] <1told> The Mirror {1it was over}.", &["source close to the band"]);
    check("Leo Hart, nine, is home. [1His mother] <1said> {1he was well}.", &["mother"]);
    check("[1The stadium announcer] <1said> {1play was off}.", &["stadium announcer"]);
    check("{1Four in ten walk}, <1according to> [1a poll of 900 adults].", &["poll of 900 adults"]);
    check("{1It rained}.", &["-"]);
    check("The door closed. {1This is no hotel}, [1I] <1thought>.", &["(author)"]);
}

#[test]
fn classes_roles_and_pronouns() {
    let (_, found) = resolved("[1Ana Lima, the club's director,] <1said> {1no}. She left.");
    let speaker = found[0].speaker.clone().expect("a speaker");
    assert_eq!(speaker.class, SpeakerClass::Person);
    assert_eq!(speaker.role.as_deref(), Some("the club's director"));
    assert_eq!(speaker.pronoun, Some(Pronoun::She));
    for (marked, class) in [
        ("[1Officials] <1said> {1no}.", SpeakerClass::Group),
        ("[1A new report] <1says> {1no}.", SpeakerClass::Document),
        ("[1The ministry] <1says> {1no}.", SpeakerClass::Organization),
        ("[1A passenger] <1says> {1no}.", SpeakerClass::Unnamed),
    ] {
        let (text, found) = resolved(marked);
        assert_eq!(found[0].speaker.as_ref().map(|speaker| speaker.class), Some(class), "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn any_text_and_any_spans_resolve(
        text in "([A-Za-z'’ ,.\"“”éŁ東\\n-]{0,60}(told|said|The Hill|interview with| he |Mr. |Ana Lima|CNN's|[.]\\s)){0,8}",
        cuts in proptest::collection::vec((0usize..400, 0usize..60, 0usize..400, 0usize..20), 0..6),
    ) {
        let place = |at: usize| {
            let mut at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at as u32
        };
        let given = cuts.iter().map(|&(content, long, source, short)| {
            let span = |from: usize, length: usize| inquit_tokenizer::Span::new(place(from), place(from + length));
            let (cue, source) = (span(source + short, short), span(source, short));
            Attribution::given(vec![span(content, long)], Some(cue), Some(source), Kind::Direct)
        });
        let given: Vec<_> = given.collect();
        let count = given.len();
        let input = Input { title: Some(&text), ..Input::new(&text) };
        let (found, remarks) = Extractor::default().resolve_explained(input, given);
        proptest::prop_assert_eq!(found.attributions.len(), count);
        proptest::prop_assert!(remarks.len() == count);
    }
}
