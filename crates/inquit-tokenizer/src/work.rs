//! The work of a text is counted in tests, in steps of the inner loops, to show that it grows with the length only.

#[cfg(test)]
thread_local! {
    static STEPS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Counts `steps`; nothing outside tests.
#[inline]
pub(crate) fn count(steps: usize) {
    #[cfg(test)]
    STEPS.with(|s| s.set(s.get() + steps));
    #[cfg(not(test))]
    let _ = steps;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Document;

    fn steps(text: &str) -> usize {
        STEPS.with(|s| s.set(0));
        let doc = Document::new(text);
        STEPS.with(std::cell::Cell::get) + doc.tokens().len()
    }

    #[test]
    fn eight_times_the_text_is_eight_times_the_work() {
        let plain = "He said: \"It is done.\" Dr. Lima agreed (for now). ";
        for unit in [
            plain,
            "a",
            "A",
            "1",
            "'",
            "’",
            "\"",
            ".",
            ". ",
            "! ",
            "a.",
            "a'",
            "a’s",
            "A&",
            "a@",
            "a@b.",
            "1-",
            "1,",
            "x1",
            "-",
            "_",
            "(",
            ") ",
            ". \" ",
            ".)",
            ".[1]",
            "[1] ",
            "a. b",
            "é",
            "e\u{301}",
            "\u{301}",
            "\u{200d}",
            "\u{feff}",
            "日",
            "об'",
            "об.",
            "ש\"",
            "👩\u{200d}",
            "🇫",
            "http://a",
            "www.",
            "#a",
            "J. ",
            "No. ",
            "Sat. ",
            "\n",
            "a\n",
            "a \n  b\n",
            "go. we \"",
            "\0",
            "‿",
            "a\u{ad}",
        ] {
            let (once, often) = (steps(&unit.repeat(2_000)), steps(&unit.repeat(16_000)));
            assert!(often <= once * 9, "{unit:?}: {once} steps, then {often}");
            // A look back at open marks is bounded, but it is the dearest thing there is.
            assert!(often <= unit.len() * 16_000 * 260, "{unit:?}: {often} steps");
        }
        let (once, often) = (steps(&plain.repeat(2_000)), plain.len() * 2_000);
        assert!(once <= often * 2, "plain text: {once} steps for {often} bytes");
    }
}
