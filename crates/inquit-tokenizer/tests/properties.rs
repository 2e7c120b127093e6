//! What holds for every text.

use inquit_tokenizer::Document;
use proptest::prelude::*;

mod common;
use common::holds::{check, check_index};
use common::text;

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn text_is_rebuilt(text in text(), body in 0_usize..20) {
        check(&text, 0);
        check(&text, body);
    }

    #[test]
    fn any_string_is_cut(text in any::<String>()) {
        check(&text, 0);
    }

    #[test]
    fn index_counts(text in text()) {
        check_index(&text);
    }

    #[test]
    fn memory_used_again_changes_nothing(first in text(), second in text()) {
        let again = Document::with_body(&second, 0, Document::new(&first).into_segments());
        let fresh = Document::new(&second);
        prop_assert_eq!(again.tokens(), fresh.tokens());
        prop_assert_eq!(again.sentences(), fresh.sentences());
        prop_assert_eq!(again.paragraphs(), fresh.paragraphs());
    }
}

#[test]
fn extremes_are_cut() {
    for text in ["", " ", "\0", "\u{feff}", "\"", ".", "\n", "'", "’"] {
        check(text, 0);
        check_index(text);
    }
    for unit in [
        "\"", "a", "'", ".", "a'", "a.", "_", "\u{301}", "\u{200d}", "\u{feff}", "é", "日", "🇫", "@", "1",
        "\n", ".\" ", "«", "A&",
    ] {
        check(&unit.repeat(100_000), 0);
    }
    check(&"\"".repeat(1_000_000), 0);
}
