//! When words were spoken, reckoned from the article's date.

use inquit::{Extractor, Input};

/// Each line's attributions were said on these days, by an article of Thursday, 13 March 2025.
const CASES: &[(&str, &[&str])] = &[
    ("\"It works,\" Ana Lima said on Tuesday.", &["2025-03-11"]),
    ("\"It works,\" Ana Lima told reporters Tuesday night.", &["2025-03-11"]),
    ("\"It works,\" Ana Lima said Thursday.", &["2025-03-13"]),
    ("\"It works,\" Ana Lima said last Thursday.", &["2025-03-06"]),
    ("On Friday, Ana Lima said that it worked.", &["2025-03-07"]),
    ("\"It works,\" Ana Lima said in an interview with Reuters on Monday.", &["2025-03-10"]),
    ("\"It works,\" Ana Lima said at a rally in Leeds on Jan. 5.", &["2025-01-05"]),
    ("\"It works,\" Ana Lima wrote on 30 December.", &["2024-12-30"]),
    ("\"It works,\" Ana Lima said on March 2, 2021.", &["2021-03-02"]),
    ("\"It works,\" Ana Lima said in April.", &["2024-04"]),
    ("\"It works,\" Ana Lima said last month.", &["2025-02"]),
    ("\"It works,\" Ana Lima said earlier this week.", &["2025-W11"]),
    ("\"It works,\" Ana Lima said last week.", &["2025-W10"]),
    ("\"It works,\" Ana Lima said two weeks ago.", &["2025-W09"]),
    ("\"It works,\" Ana Lima said three days ago.", &["2025-03-10"]),
    ("\"It works,\" Ana Lima said a year ago.", &["2024"]),
    ("\"It works,\" Ana Lima said in 2019.", &["2019"]),
    ("\"It works,\" Ana Lima said in a 2019 interview.", &["2019"]),
    ("Yesterday Ana Lima said that it worked.", &["2025-03-12"]),
    ("\"It works,\" Ana Lima said this morning.", &["2025-03-13"]),
    // what stands in the content, in another clause or ahead tells nothing
    ("Ana Lima said that the plant would open on Monday.", &["null"]),
    ("\"It works,\" said Ana Lima, who joined the board in 2019.", &["null"]),
    ("\"It works,\" Ana Lima said after the plant had opened on Monday.", &["null"]),
    ("\"It works,\" Ana Lima said.", &["null"]),
];

fn said_on(text: &str, published: Option<&str>) -> Vec<String> {
    let found = Extractor::by_rules().extract(Input { published, ..Input::new(text) });
    found.attributions.iter().map(|one| one.said_on.map_or("null".into(), |day| day.to_string())).collect()
}

#[test]
fn days_are_reckoned_from_the_date_of_the_article() {
    for (text, expected) in CASES {
        assert_eq!(said_on(text, Some("2025-03-13")), *expected, "{text}");
    }
}

#[test]
fn without_a_date_only_a_stated_year_tells() {
    assert_eq!(said_on("\"It works,\" Ana Lima said on Tuesday.", None), ["null"]);
    assert_eq!(said_on("\"It works,\" Ana Lima said on March 2, 2021.", None), ["2021-03-02"]);
    assert_eq!(said_on("\"It works,\" Ana Lima said on Tuesday.", Some("soon")), ["null"]);
}
