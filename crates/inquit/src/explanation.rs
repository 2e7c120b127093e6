//! An explanation tells how one candidate became an attribution, or why it did not.

use inquit_tokenizer::Span;

/// One rule's answer about one candidate content.
#[derive(Clone, Debug)]
pub struct Considered {
    /// The rule.
    pub rule: &'static str,
    /// Why it declined; `None` for the one that decided.
    pub declined: Option<&'static str>,
}

/// How one candidate content was decided.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The candidate's span, in bytes.
    pub candidate: Span,
    /// What it is: "quoted span: speech", "quoted span: title", "clause after a cue".
    pub what: String,
    /// The attribution that holds it, an index into the extraction's list.
    pub attribution: Option<usize>,
    /// The rules asked, in order.
    pub considered: Vec<Considered>,
    /// Remarks of the later steps: which speaker and which outlet were chosen, and over which others.
    pub remarks: Vec<String>,
}
