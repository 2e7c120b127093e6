//! A mark is a token that may open or close a quotation; its shape and its surroundings tell which.

use inquit_tokenizer::{Document, Token, TokenFlags, TokenKind};

use crate::steps::step;

/// A family of marks: an opening mark pairs only with a closing one of its own family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// " “ ” „ ‟ `` ''
    Double,
    /// ' ‘ ’ ‚
    Single,
    /// « » ‹ ›
    Guillemet,
    /// 「 」 『 』 《 》 〈 〉
    Corner,
}

/// What a mark's shape says of its direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hint {
    Open,
    Close,
    Either,
}

/// A mark with what is known of it before pairing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    /// Its token's index.
    pub token: usize,
    pub style: Style,
    pub hint: Hint,
    /// The character „, which the character “ closes.
    pub low: bool,
    /// Blank before it and none after it, or an opening bracket or dash before it.
    pub looks_open: bool,
    /// No blank before it, and a blank or punctuation after it.
    pub looks_close: bool,
    /// Directly after a digit: may be an inch, second or foot mark.
    pub after_digit: bool,
}

/// The longest run of marks that is looked through, in marks.
const RUN: usize = 4;

impl Mark {
    /// The mark at a token, if the token is one.
    pub fn at(doc: &Document<'_>, index: usize) -> Option<Self> {
        step();
        let tokens = doc.tokens();
        let token = tokens[index];
        if token.kind != TokenKind::Mark {
            return None;
        }
        let (style, hint) = match token.text(doc.text()) {
            "\"" | "＂" | "''" => (Style::Double, Hint::Either),
            "“" | "„" | "‟" | "``" => (Style::Double, Hint::Open),
            "”" => (Style::Double, Hint::Close),
            "'" => (Style::Single, Hint::Either),
            "‘" | "‚" | "‛" | "`" => (Style::Single, Hint::Open),
            "’" => (Style::Single, Hint::Close),
            "«" | "‹" => (Style::Guillemet, Hint::Open),
            "»" | "›" => (Style::Guillemet, Hint::Close),
            "「" | "『" | "《" | "〈" => (Style::Corner, Hint::Open),
            "」" | "』" | "》" | "〉" => (Style::Corner, Hint::Close),
            _ => return None,
        };
        let before = index.checked_sub(1).map(|i| tokens[i]);
        let after = tokens.get(index + 1).copied();
        let blank_before = token.flags.contains(TokenFlags::SPACE_BEFORE);
        let blank_after = after.is_none_or(|next| next.flags.contains(TokenFlags::SPACE_BEFORE));
        let opener_before = before.is_some_and(|prev| {
            opens_a_bracket(prev) || prev.kind == TokenKind::Mark && opens_run(doc, index - 1)
        });
        let closer_after = after.is_some_and(|next| {
            matches!(next.first, b',' | b'.' | b';' | b':' | b'!' | b'?' | b')' | b']')
                || matches!(next.kind, TokenKind::Mark | TokenKind::Clitic)
                || is_dash(next, doc.text())
        });
        let after_letter = !blank_before && !opener_before;
        Some(Self {
            token: index,
            style,
            hint,
            low: token.first == 0xE2 && token.text(doc.text()) == "„",
            looks_open: (blank_before
                || opener_before
                || before.is_some_and(|prev| is_dash(prev, doc.text())))
                && !blank_after,
            looks_close: after_letter && (blank_after || closer_after),
            after_digit: !blank_before && before.is_some_and(|prev| prev.kind == TokenKind::Number),
        })
    }
}

/// Whether the run of marks that ends at `last` opens: a blank, a bracket or nothing stands before it.
fn opens_run(doc: &Document<'_>, last: usize) -> bool {
    let tokens = doc.tokens();
    let glued = |at: usize| !tokens[at].flags.contains(TokenFlags::SPACE_BEFORE);
    let mut first = last;
    while first > 0 && last - first < RUN && glued(first) && tokens[first - 1].kind == TokenKind::Mark {
        first -= 1;
    }
    first == 0
        || !glued(first)
        || opens_a_bracket(tokens[first - 1])
        || is_dash(tokens[first - 1], doc.text())
}

fn opens_a_bracket(token: Token) -> bool {
    matches!(token.first, b'(' | b'[')
}

/// A hyphen, en dash or em dash.
pub(super) fn is_dash(token: Token, text: &str) -> bool {
    token.is(b'-') || (token.first == 0xE2 && matches!(token.text(text), "–" | "—" | "―"))
}
