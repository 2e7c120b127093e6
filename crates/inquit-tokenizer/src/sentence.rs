//! Sentences and paragraphs are found from the tokens: only where a line breaks or a full stop, question or
//! exclamation mark stands is there anything to decide.

use crate::abbreviation::{Abbreviation, is_opener, listed};
use crate::document::{IndexRange, Paragraph, Segments, Sentence};
use crate::layout::{self, Lines};
use crate::{Layout, Token, TokenFlags, TokenKind, work};

/// How many tokens back a stop is looked at for open marks and brackets.
const LOOK_BACK: usize = 200;

/// Divides the tokens of `segments` into sentences and paragraphs.
pub(crate) fn divide(text: &str, segments: &mut Segments) {
    let Segments { tokens, sentences, paragraphs, layout, events, .. } = segments;
    let lines = layout::find(text, tokens, events);
    *layout = lines.layout;
    sentences.clear();
    paragraphs.clear();
    let mut open = Open { tokens, sentences, paragraphs, sentence: 0, paragraph: 0, first_sentence: 0 };
    let mut line_start = 0;
    for at in events.iter().map(|e| *e as usize) {
        let token = tokens[at];
        if at > 0 && token.flags.contains(TokenFlags::LINE_BEFORE) {
            if breaks_paragraph(text, tokens, line_start, at, lines) {
                open.close_paragraph(at);
            }
            line_start = at;
        }
        if let Some(end) = sentence_end(text, tokens, open.sentence, at) {
            open.close_sentence(end);
        }
    }
    open.close_paragraph(tokens.len());
}

/// The sentence and the paragraph that are open while a text is divided.
struct Open<'s> {
    tokens: &'s [Token],
    sentences: &'s mut Vec<Sentence>,
    paragraphs: &'s mut Vec<Paragraph>,
    sentence: usize,
    paragraph: usize,
    first_sentence: usize,
}

impl Open<'_> {
    fn close_sentence(&mut self, end: usize) {
        if end <= self.sentence {
            return;
        }
        let span = self.tokens[self.sentence].span().cover(self.tokens[end - 1].span());
        let tokens = IndexRange::new(self.sentence as u32, end as u32);
        self.sentences.push(Sentence { span, tokens, paragraph: self.paragraphs.len() as u32 });
        self.sentence = end;
    }

    fn close_paragraph(&mut self, end: usize) {
        self.close_sentence(end);
        if end <= self.paragraph {
            return;
        }
        let span = self.tokens[self.paragraph].span().cover(self.tokens[end - 1].span());
        let sentences = IndexRange::new(self.first_sentence as u32, self.sentences.len() as u32);
        let tokens = IndexRange::new(self.paragraph as u32, end as u32);
        self.paragraphs.push(Paragraph { span, sentences, tokens });
        self.paragraph = end;
        self.first_sentence = self.sentences.len();
    }
}

/// Whether the token `at`, the first of its line, is the first of a paragraph.
fn breaks_paragraph(text: &str, tokens: &[Token], line_start: usize, at: usize, lines: Lines) -> bool {
    match lines.layout {
        Layout::Lines => true,
        Layout::Wrapped => {
            layout::line_breaks(layout::gap(text, tokens[at - 1], tokens[at])) > 1
                || layout::opens_paragraph(text, tokens, line_start, at, lines)
        }
    }
}

/// Where the sentence ends that has a stop at `at`, if it ends there: after the closing marks and brackets.
fn sentence_end(text: &str, tokens: &[Token], sentence: usize, at: usize) -> Option<usize> {
    let stop = tokens[at];
    let abbreviation = stop.flags.contains(TokenFlags::ABBREVIATION);
    if !abbreviation && (stop.kind != TokenKind::Punct || !is_stop(text, stop)) {
        return None;
    }
    if is_list_number(tokens, sentence, at) {
        return None;
    }
    let (end, closed) = closers(text, tokens, sentence, at + 1);
    let Some(next) = tokens.get(end).copied() else { return Some(end) };
    if !next.flags.contains(TokenFlags::SPACE_BEFORE) {
        return is_glued(text, tokens, at, end, closed).then_some(end);
    }
    let opener = match next_word(text, tokens, end, closed) {
        Next::Lower if end == at + 1 && ends_before_lower(text, tokens, sentence, at) => return Some(end),
        Next::Lower | Next::Never => return None,
        Next::Opener(token) => token,
    };
    if stop.is(b'!') && at > sentence && is_exclaimed_name(tokens[at - 1].text(text), opener.text(text)) {
        return None;
    }
    if abbreviation && !closed {
        // "wrote on X. CNN reports"
        let network = stop.text(text) == "X." && at > sentence && tokens[at - 1].text(text) == "on";
        return (network || abbreviation_ends(text, stop, next, opener)).then_some(end);
    }
    if closed && !stop.is(b'.') && goes_on_with_cue(text, tokens, end) {
        return None;
    }
    Some(end)
}

/// Whether a sentence may end at this token.
fn is_stop(text: &str, token: Token) -> bool {
    matches!(token.first, b'.' | b'!' | b'?')
        || token.first >= 0x80 && token.text(text).starts_with(['…', '。', '！', '？', '｡'])
}

/// "1." at the head of a sentence, or after a colon, numbers what follows.
fn is_list_number(tokens: &[Token], sentence: usize, at: usize) -> bool {
    let head = |at: usize| at == sentence || matches!(tokens[at - 1].first, b':' | b';' | b'*');
    tokens[at].is(b'.')
        && at > sentence
        && tokens[at - 1].kind == TokenKind::Number
        && tokens[at - 1].span().len() <= 3
        && head(at - 1)
}

/// Names that end with an exclamation mark.
fn is_exclaimed_name(name: &str, next: &str) -> bool {
    matches!(name, "Yahoo" | "Jeopardy" | "Wham" | "Kerrang" | "E") && !is_opener(next)
}

/// The end of the closing marks and brackets from `from` on, and whether a mark is among them.
fn closers(text: &str, tokens: &[Token], sentence: usize, from: usize) -> (usize, bool) {
    let (mut end, mut closed) = (from, false);
    while let Some(token) = tokens.get(end) {
        work::count(1);
        let spaced = token.flags.contains(TokenFlags::SPACE_BEFORE);
        if token.flags.contains(TokenFlags::LINE_BEFORE) {
            break;
        }
        // A note's number: "end.[3]", "end. [3]".
        if token.is(b'[') && is_note(tokens, end) {
            end += 3;
            continue;
        }
        match token.kind {
            TokenKind::Mark if spaced && !closes_after_blank(text, tokens, sentence, end) => break,
            TokenKind::Mark
                if !spaced && (opens_only(token.text(text)) || opens_glued(text, tokens, end)) =>
            {
                break;
            }
            TokenKind::Mark => closed = true,
            TokenKind::Punct if !spaced && matches!(token.first, b')' | b']' | b'}') => {}
            _ => break,
        }
        end += 1;
    }
    (end, closed)
}

fn is_note(tokens: &[Token], at: usize) -> bool {
    matches!(tokens.get(at + 1..at + 3), Some([number, close]) if number.kind == TokenKind::Number && close.is(b']'))
}

/// Marks that never close after a full stop.
fn opens_only(mark: &str) -> bool {
    matches!(mark, "‘" | "„" | "‚" | "``" | "「" | "『" | "《" | "〈" | "`")
}

/// Whether the mark at `at`, with no blank on either side, opens: `gone.“She`.
fn opens_glued(text: &str, tokens: &[Token], at: usize) -> bool {
    let glued =
        tokens.get(at + 1).is_some_and(|t| !t.flags.contains(TokenFlags::SPACE_BEFORE) && t.is_capitalised());
    glued && matches!(tokens[at].text(text), "“" | "«" | "‹")
}

/// Whether the mark at `at`, with a blank before it, closes all the same (`. " He`).
fn closes_after_blank(text: &str, tokens: &[Token], sentence: usize, at: usize) -> bool {
    if tokens.get(at + 1).is_some_and(|t| !t.flags.contains(TokenFlags::SPACE_BEFORE)) {
        return false;
    }
    match tokens[at].text(text) {
        "”" | "''" | "»" => true,
        "\"" => {
            tokens[sentence.max(at.saturating_sub(LOOK_BACK))..at].iter().filter(|t| t.is(b'"')).count() % 2
                == 1
        }
        _ => false,
    }
}

/// Whether a sentence ends although no blank follows: "gone.She", `gone.”She`.
fn is_glued(text: &str, tokens: &[Token], at: usize, end: usize, closed: bool) -> bool {
    let next = tokens[end];
    if next.kind == TokenKind::Mark {
        return opens_glued(text, tokens, end);
    }
    if next.kind != TokenKind::Word
        || !next.is_capitalised()
        || tokens[at].flags.contains(TokenFlags::ABBREVIATION)
    {
        return false;
    }
    if next.flags.contains(TokenFlags::UPPER_ALL) {
        return false;
    }
    closed
        || at > 0
            && end == at + 1
            && tokens[at - 1].text(text).ends_with(|c: char| c.is_lowercase() || c.is_numeric())
}

/// What stands after a stop, behind opening marks and brackets.
enum Next {
    /// A word in lower case.
    Lower,
    /// A token that a sentence may open with.
    Opener(Token),
    /// Punctuation that no sentence opens with.
    Never,
}

fn next_word(text: &str, tokens: &[Token], at: usize, closed: bool) -> Next {
    for token in tokens[at..].iter().take(4) {
        match token.kind {
            TokenKind::Word if token.first.is_ascii_alphabetic() => {
                return if token.first.is_ascii_lowercase() { Next::Lower } else { Next::Opener(*token) };
            }
            TokenKind::Word | TokenKind::Clitic => {
                let word = token.text(text).trim_start_matches(['\'', '’', '‘']);
                return if word.starts_with(char::is_lowercase) { Next::Lower } else { Next::Opener(*token) };
            }
            TokenKind::Mark => {}
            TokenKind::Punct => match token.first {
                // `"It is a long game." - Ana Lima`: who said it.
                b'-' if closed => return Next::Never,
                b'(' | b'[' | b'{' | b'-' | b'.' => {}
                b',' | b';' | b':' | b'/' | b')' | b']' | b'}' | b'?' | b'!' | b'&' => return Next::Never,
                _ if closed && matches!(token.text(text), "—" | "–" | "―") => return Next::Never,
                _ => return Next::Opener(*token),
            },
            _ => return Next::Opener(*token),
        }
    }
    Next::Opener(tokens[at])
}

/// Whether a sentence ends at the stop `at` although lower case follows: after a plain word, outside quotation
/// marks and brackets, people who write so start anew.
fn ends_before_lower(text: &str, tokens: &[Token], sentence: usize, at: usize) -> bool {
    let stop = tokens[at];
    let plain = |t: Token| {
        let word = t.text(text).as_bytes();
        t.kind == TokenKind::Word
            && (word.len() > 2 || !stop.is(b'.'))
            && word.iter().all(u8::is_ascii_lowercase)
    };
    !stop.flags.contains(TokenFlags::ABBREVIATION)
        && (stop.is(b'.') || matches!(stop.first, b'!' | b'?'))
        && at > sentence
        && plain(tokens[at - 1])
        && !is_inside(text, &tokens[sentence.max(at.saturating_sub(LOOK_BACK))..at])
}

/// Whether a bracket or a quotation is open at the end of `tokens`.
fn is_inside(text: &str, tokens: &[Token]) -> bool {
    work::count(tokens.len());
    let (mut brackets, mut straight, mut curly) = (0_i32, 0_i32, 0_i32);
    for token in tokens {
        match token.first {
            b'(' | b'[' => brackets += 1,
            b')' | b']' => brackets -= 1,
            b'"' => straight += 1,
            0x80.. if token.kind == TokenKind::Mark => match token.text(text) {
                "“" => curly += 1,
                "”" => curly -= 1,
                _ => {}
            },
            _ => {}
        }
    }
    brackets > 0 || straight % 2 == 1 || curly > 0
}

/// Whether a sentence ends at the abbreviation `stop`; `next` follows, and `opener` is its first word.
fn abbreviation_ends(text: &str, stop: Token, next: Token, opener: Token) -> bool {
    let word = stop.text(text).as_bytes();
    let word = &word[..word.len() - 1];
    if listed(word) == Some(Abbreviation::Title) || next.kind == TokenKind::Punct {
        return false;
    }
    if word.len() == 1 {
        return false;
    }
    opener.kind == TokenKind::Word && is_opener(opener.text(text))
}

/// Whether "Ana Lima asked" follows a closed question or exclamation.
fn goes_on_with_cue(text: &str, tokens: &[Token], at: usize) -> bool {
    let rest = &tokens[at..tokens.len().min(at + 5)];
    let names = rest.iter().take_while(|t| t.kind == TokenKind::Word && t.is_capitalised()).count();
    let verb = rest.get(names).filter(|t| t.kind == TokenKind::Word);
    (1..=4).contains(&names)
        && verb.is_some_and(|t| {
            matches!(
                t.text(text),
                "said"
                    | "says"
                    | "asked"
                    | "asks"
                    | "wrote"
                    | "writes"
                    | "added"
                    | "told"
                    | "replied"
                    | "shouted"
                    | "cried"
                    | "exclaimed"
                    | "yelled"
                    | "wondered"
                    | "tweeted"
                    | "joked"
                    | "quipped"
                    | "answered"
                    | "demanded"
            )
        })
}
