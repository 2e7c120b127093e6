//! A word is letters, with inner apostrophes and the full stop of an abbreviation; contractions fall apart.

use crate::abbreviation::{Abbreviation, is_dotted, is_opener, listed};
use crate::class::{BLANK, CLASS, DIGIT, LETTER, LINE, LOWER, TAIL, UPPER, WORD, class, run};
use crate::eight::{BLOCK, Block, Eight, plain_word, sixteen, sixteen_of};
use crate::scan::Scanner;
use crate::unicode::{Follow, follow, segment_end};
use crate::{Token, TokenFlags, TokenKind, work};

/// What an apostrophe after a word does.
enum Apostrophe {
    /// The word goes on to here.
    Joins(usize),
    /// Word and clitic are two tokens, and both are added.
    Split,
    /// The word ends before it.
    Ends,
}

/// What may follow an apostrophe as a clitic of its own; n't is split apart before its n.
fn is_clitic(suffix: &[u8]) -> bool {
    match suffix {
        [a] => matches!(a.to_ascii_lowercase(), b's' | b'd' | b'm'),
        [a, b] => {
            matches!((a.to_ascii_lowercase(), b.to_ascii_lowercase()), (b'l', b'l') | (b'r' | b'v', b'e'))
        }
        _ => false,
    }
}

/// Words that have lost their head to an apostrophe.
fn is_elision(word: &str, typographic: bool) -> bool {
    let is = |list: &[&str]| list.iter().any(|e| e.eq_ignore_ascii_case(word));
    is(&[
        "em", "til", "tis", "twas", "twere", "twould", "twill", "n", "cause", "cuz", "bout", "fraid", "neath",
    ]) || typographic && is(&["till", "round", "ere", "im", "ave", "cos", "coz", "gainst", "tude", "er"])
}

/// Whether the word at `start..end` falls into two as contractions do, and the length of the first part.
#[inline]
fn halves(bytes: &[u8], start: usize, end: usize) -> Option<usize> {
    let may = sixteen(bytes, start).is_none_or(|sixteen| may_fall_apart(sixteen, end - start));
    if may { listed_halves(&bytes[start..end]) } else { None }
}

/// Whether a word of this length that begins these bytes may fall into two: one test that few words pass, for it is made
/// of every word. The halves meet in a doubled letter.
#[inline]
fn may_fall_apart(sixteen: &[u8; 16], length: usize) -> bool {
    let doubled = (sixteen[2] ^ sixteen[3]) & !0x20;
    (length.wrapping_sub(5) >> 1) | usize::from(doubled) == 0
}

#[cold]
fn listed_halves(word: &[u8]) -> Option<usize> {
    let first = "can".len();
    let is = |w: &str| w.as_bytes().eq_ignore_ascii_case(word);
    ["cannot", "gonna", "gotta", "wanna"].into_iter().any(is).then_some(first)
}

/// What the letters of a word tell.
pub(crate) fn letter_flags(word: &str) -> TokenFlags {
    work::count(word.len());
    if word.is_ascii() {
        return ascii_flags(word.as_bytes());
    }
    let mut flags = TokenFlags::empty();
    let (mut letters, mut upper) = (0_usize, 0_usize);
    for c in word.chars() {
        if c.is_numeric() {
            flags |= TokenFlags::DIGIT;
        } else if c.is_alphabetic() {
            let is_upper = c.is_uppercase();
            if letters == 0 && is_upper {
                flags |= TokenFlags::UPPER_FIRST;
            }
            letters += 1;
            upper += usize::from(is_upper);
        }
        if !c.is_ascii() {
            flags |= TokenFlags::NON_ASCII;
        }
    }
    if letters >= 2 && letters == upper {
        flags |= TokenFlags::UPPER_ALL;
    }
    flags
}

/// What the letters of a word tell, read eight bytes at a time.
#[derive(Default)]
struct Letters {
    upper: u32,
    lower: u32,
    digit: bool,
    /// Whether the first letter is a capital, once there is a letter.
    first: Option<bool>,
}

impl Letters {
    fn read(&mut self, eight: Eight) {
        let (upper, lower) = eight.letters();
        self.upper += upper.count_ones();
        self.lower += lower.count_ones();
        self.digit |= eight.has_digit();
        let both = upper | lower;
        if both != 0 {
            self.first.get_or_insert(upper & both & both.wrapping_neg() != 0);
        }
    }

    fn flags(&self) -> TokenFlags {
        let mut flags = TokenFlags::empty();
        flags.set(TokenFlags::UPPER_FIRST, self.first == Some(true));
        flags.set(TokenFlags::UPPER_ALL, self.lower == 0 && self.upper >= 2);
        flags.set(TokenFlags::DIGIT, self.digit);
        flags
    }
}

/// The same of letters that are all ASCII.
fn ascii_flags(word: &[u8]) -> TokenFlags {
    let mut letters = Letters::default();
    for eight in word.chunks(8) {
        letters.read(Eight::of(eight));
    }
    letters.flags()
}

impl Scanner<'_, '_> {
    /// Words that start with an ASCII letter, as long as one follows the other.
    #[inline]
    pub(crate) fn words(&mut self) {
        let known = self.plain_words();
        if class(self.bytes, self.at) & LETTER != 0 {
            self.word(known);
        }
    }

    /// Plain words with a blank behind each, or a comma or full stop and a blank: most stand so. Of the word behind them,
    /// as far as small letters follow, its end and what its letters tell, if its block tells it.
    #[inline]
    fn plain_words(&mut self) -> Option<(usize, TokenFlags)> {
        let (mut base, mut start, mut gap) = (self.at, 0, self.gap);
        let mut known = None;
        // Where a word ends is known from its block, so that the next one does not wait for a look at it.
        'blocks: while let Some((block, bytes)) = Block::at(self.bytes, base) {
            while start < BLOCK {
                let end = block.word_end(start);
                if end >= BLOCK {
                    break;
                }
                let sixteen = sixteen_of(bytes, start);
                let first = sixteen[0];
                let class = CLASS[first as usize];
                let mut flags = TokenFlags::empty();
                flags.set(TokenFlags::UPPER_FIRST, class & UPPER != 0);
                let (from, to) = (base + start, base + end);
                let letter = u8::from(class & LETTER != 0);
                // One test: either is rare.
                if letter & block.blank(end) == 0 {
                    let stop = bytes[end];
                    if letter & block.blank(end + 1) == 0 || !matches!(stop, b',' | b'.') {
                        known = Some((to, flags));
                        break 'blocks;
                    }
                    self.gap = gap;
                    if stop == b'.' {
                        self.last_word(from, to, flags);
                    } else {
                        self.whole_word(from, to, flags);
                        self.push_plain(to, to + 1, TokenKind::Punct, TokenFlags::empty());
                    }
                    gap = TokenFlags::SPACE_BEFORE;
                    start = end + 2;
                    continue;
                }
                if may_fall_apart(sixteen, end - start) && halves(self.bytes, from, to).is_some() {
                    known = Some((to, flags));
                    break 'blocks;
                }
                let (kind, flags) = (TokenKind::Word, flags | gap);
                self.tokens.push(Token { start: from as u32, end: to as u32, kind, flags, first });
                gap = TokenFlags::SPACE_BEFORE;
                start = end + 1;
            }
            if start == 0 {
                break;
            }
            (base, start) = (base + start, 0);
        }
        (self.at, self.gap) = (base + start, gap);
        known
    }

    /// A word that starts with an ASCII letter; `known` as [`Self::plain_words`] tells it.
    #[inline]
    fn word(&mut self, known: Option<(usize, TokenFlags)>) {
        let start = self.at;
        let plain =
            || sixteen(self.bytes, start).and_then(plain_word).map(|(length, flags)| (start + length, flags));
        let (mut end, mut flags) = known.or_else(plain).unwrap_or_else(|| self.any_word(start));
        let mut stop = class(self.bytes, end);
        if stop & WORD != 0 {
            (end, flags) = self.any_word(start);
            stop = class(self.bytes, end);
        }
        if stop & TAIL != 0 {
            if self.bytes[end] == b'.' && class(self.bytes, end + 1) & (BLANK | LINE) != 0 {
                return self.last_word(start, end, flags);
            }
            return self.word_from(start, end, TokenKind::Word);
        }
        self.whole_word(start, end, flags);
        // Most words end at a blank, many at a comma and a blank: they need no turn of their own.
        if stop & BLANK == 0 && self.bytes.get(end) == Some(&b',') && class(self.bytes, end + 1) & BLANK != 0
        {
            self.push_plain(end, end + 1, TokenKind::Punct, TokenFlags::empty());
            self.at += 1;
            self.gap = TokenFlags::SPACE_BEFORE;
        } else if stop & BLANK != 0 {
            self.at += 1;
            self.gap = TokenFlags::SPACE_BEFORE;
        }
    }

    /// Adds a plain word, in its halves where it falls apart.
    #[inline]
    fn whole_word(&mut self, start: usize, end: usize, flags: TokenFlags) {
        match halves(self.bytes, start, end) {
            Some(first) => self.push_halves(start, start + first, end, flags),
            None => self.push_plain(start, end, TokenKind::Word, flags),
        }
    }

    /// Adds a plain word with the full stop behind it, after which a blank follows: most sentences end so.
    fn last_word(&mut self, start: usize, end: usize, flags: TokenFlags) {
        if self.owns_stop(start, end, false) {
            self.push_plain(start, end + 1, TokenKind::Word, flags | TokenFlags::ABBREVIATION);
        } else {
            self.whole_word(start, end, flags);
            self.push_plain(end, end + 1, TokenKind::Punct, TokenFlags::empty());
        }
        self.note_end();
    }

    /// The end of the plain word at `start`, of any length and letters, and what its letters tell.
    #[inline(never)]
    fn any_word(&self, start: usize) -> (usize, TokenFlags) {
        let known = |at: usize| Eight::at(self.bytes, at);
        if let (Some(first), Some(second)) = (known(start), known(start + 8))
            && let Some((length, flags)) = first.word().or_else(|| first.long_word(second))
        {
            return (start + length, flags);
        }
        let (mut end, mut seen) = (start, 0);
        while let Some(byte) = self.bytes.get(end) {
            let class = CLASS[*byte as usize];
            if class & WORD == 0 {
                break;
            }
            seen |= class;
            end += 1;
        }
        let mut flags = TokenFlags::empty();
        flags.set(TokenFlags::UPPER_FIRST, CLASS[self.bytes[start] as usize] & UPPER != 0);
        flags.set(TokenFlags::DIGIT, seen & DIGIT != 0);
        let capitals = || self.bytes[start..end].iter().filter(|b| b.is_ascii_uppercase()).count();
        flags.set(TokenFlags::UPPER_ALL, seen & LOWER == 0 && capitals() > 1);
        (end, flags)
    }

    fn push_halves(&mut self, start: usize, middle: usize, end: usize, flags: TokenFlags) {
        self.push_plain(start, middle, TokenKind::Word, flags);
        self.push(middle, end, TokenKind::Word, flags & TokenFlags::UPPER_ALL);
    }

    /// A word or number from `start` whose bytes up to `end` are known; what follows may belong to it.
    pub(crate) fn word_from(&mut self, start: usize, end: usize, kind: TokenKind) {
        let mut end = end;
        let mut dotted = false;
        loop {
            let open = self.ends_openly(end);
            if open {
                end = run(self.bytes, end, WORD);
            }
            let Some(byte) = self.bytes.get(end).copied() else { break };
            match byte {
                b'\'' => match self.after_apostrophe(start, end, 1, kind) {
                    Apostrophe::Joins(joined) => end = joined,
                    Apostrophe::Split => return,
                    Apostrophe::Ends => break,
                },
                b'.' if self.stop_joins(start, end) => {
                    dotted = true;
                    end = self.letter_end(end, 1).unwrap_or(end + 1);
                }
                b'@' if self.email(start, end) => return,
                b':' if self.scheme(start, end) => return,
                b'&' => match self.ampersand(start, end) {
                    Some(joined) => end = joined,
                    None => break,
                },
                0x80.. => match follow(self.bytes, end) {
                    Follow::Letter(len) if open => end += len,
                    Follow::Letter(_) | Follow::Break => break,
                    Follow::Apostrophe => match self.after_apostrophe(start, end, "’".len(), kind) {
                        Apostrophe::Joins(joined) => end = joined,
                        Apostrophe::Split => return,
                        Apostrophe::Ends => break,
                    },
                    Follow::Hard => {
                        let joined = segment_end(self.text, self.last_char(end));
                        if joined <= end {
                            break;
                        }
                        end = self.before_clitic(end, joined);
                    }
                },
                _ => break,
            }
        }
        self.finish_word(start, end, kind, dotted);
    }

    /// What the letters of a word of the text tell.
    #[inline]
    fn letters(&self, start: usize, end: usize) -> TokenFlags {
        match Eight::first(self.bytes, start, end - start) {
            Some(eight) => {
                work::count(end - start);
                let mut letters = Letters::default();
                letters.read(eight);
                letters.flags()
            }
            None => letter_flags(&self.text[start..end]),
        }
    }

    /// Adds the word, with its full stop if that is its own.
    fn finish_word(&mut self, start: usize, end: usize, kind: TokenKind, dotted: bool) {
        let flags = self.letters(start, end);
        if kind == TokenKind::Word {
            if dotted && self.web_address(start, end) {
                return;
            }
            if self.bytes.get(end) == Some(&b'.') && self.owns_stop(start, end, dotted) {
                self.push(start, end + 1, kind, flags | TokenFlags::ABBREVIATION);
                return self.note_end();
            }
            if let Some(first) = halves(self.bytes, start, end) {
                return self.push_halves(start, start + first, end, flags);
            }
        }
        self.push(start, end, kind, flags);
    }

    /// Where the letter after an apostrophe or stop of `len` bytes at `end` ends, if the word goes on there.
    fn letter_end(&self, end: usize, len: usize) -> Option<usize> {
        let next = end + len;
        match self.bytes.get(next)? {
            b if CLASS[*b as usize] & LETTER != 0 => Some(next + 1),
            b if *b >= 0x80 => match follow(self.bytes, next) {
                Follow::Letter(letter) => Some(next + letter),
                Follow::Hard => {
                    Some(segment_end(self.text, self.last_char(end))).filter(|joined| *joined > next)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether the character before `end` is one that letters and digits join without a look at the tables.
    fn ends_openly(&self, end: usize) -> bool {
        match self.bytes[end - 1] {
            b if b < 0x80 => CLASS[b as usize] & WORD != 0,
            _ => matches!(self.bytes[end - 2], 0xc3..=0xc9),
        }
    }

    /// Where the segment of a word that ends at `end` is to be looked at once more: before the clitic that it ends
    /// with, searched from `from` on, or at its end.
    pub(crate) fn before_clitic(&self, from: usize, end: usize) -> usize {
        let Some((at, mark)) =
            self.text[from..end].char_indices().rev().find(|(_, c)| matches!(c, '\'' | '’' | '‘'))
        else {
            return end;
        };
        let suffix = &self.bytes[from + at + mark.len_utf8()..end];
        if is_clitic(suffix) || suffix.eq_ignore_ascii_case(b"t") { from + at } else { end }
    }

    /// Whether the character before `end` is a letter that needs no look at the tables.
    fn ends_with_letter(&self, end: usize) -> bool {
        class(self.bytes, end - 1) & LETTER != 0 || self.bytes[end - 1] >= 0x80 && self.ends_openly(end)
    }

    /// Whether something that belongs to a word stands at `at`.
    pub(crate) fn is_word_at(&self, at: usize) -> bool {
        match self.bytes.get(at) {
            Some(b) if *b >= 0x80 => matches!(follow(self.bytes, at), Follow::Letter(_) | Follow::Hard),
            Some(b) => CLASS[*b as usize] & WORD != 0,
            None => false,
        }
    }

    /// What an apostrophe of `len` bytes after the word `start..end` does; a clitic is split off here.
    fn after_apostrophe(&mut self, start: usize, end: usize, len: usize, kind: TokenKind) -> Apostrophe {
        let next = end + len;
        let suffix_end = run(self.bytes, next, LETTER);
        if !self.is_word_at(suffix_end) {
            let suffix = &self.bytes[next..suffix_end];
            let split = if suffix.eq_ignore_ascii_case(b"t") && self.bytes[end - 1] | 0x20 == b'n' {
                Some(end - 1)
            } else {
                is_clitic(suffix).then_some(end)
            };
            if let Some(split) = split {
                if split > start {
                    let flags = self.letters(start, split);
                    self.push_plain(start, split, kind, flags);
                }
                let mut flags = self.letters(split, suffix_end);
                flags.remove(TokenFlags::UPPER_FIRST);
                self.push(split, suffix_end, TokenKind::Clitic, flags);
                return Apostrophe::Split;
            }
        }
        match self.letter_end(end, len) {
            Some(joined) if self.ends_with_letter(end) => Apostrophe::Joins(joined),
            _ => Apostrophe::Ends,
        }
    }

    /// Whether the full stop at `end` stands inside the word `start..end` and what follows.
    fn stop_joins(&self, start: usize, end: usize) -> bool {
        if !self.ends_with_letter(end) || self.letter_end(end, 1).is_none() {
            return false;
        }
        let piece_start =
            self.bytes[start..end].iter().rposition(|b| *b == b'.').map_or(start, |p| start + p + 1);
        let piece = &self.bytes[piece_start..end];
        work::count(piece.len());
        let next_capital = class(self.bytes, end + 1) & UPPER != 0;
        if !next_capital || piece.len() < 2 {
            return true;
        }
        // A new sentence or name without its blank: "gone.She", "Dr.Lima"; but not "Ph.D" or "U.S".
        let next_lower = class(self.bytes, end + 2) & LOWER != 0;
        let lower = piece[1..].iter().all(|b| !b.is_ascii_uppercase());
        !(next_lower && lower)
    }

    /// Whether the full stop at `end` belongs to the word `start..end`.
    fn owns_stop(&self, start: usize, end: usize, dotted: bool) -> bool {
        let word = &self.bytes[start..end];
        if matches!(self.bytes.get(end + 1), Some(b'.')) {
            return false;
        }
        if dotted {
            return is_dotted(word);
        }
        if let [letter] = word
            && letter.is_ascii_uppercase()
        {
            return self.is_initial(*letter, end);
        }
        match listed(word) {
            // "DR. LIMA", but "told the FT. They"
            Some(Abbreviation::Title) if word.iter().all(u8::is_ascii_uppercase) => self.is_title(end),
            Some(Abbreviation::Title | Abbreviation::Always) => true,
            Some(Abbreviation::Weak) => match self.next_byte(end + 1) {
                // "Fri. Sept. 29": another abbreviation follows.
                Some((b'A'..=b'Z', at)) => {
                    let next = run(self.bytes, at, LETTER);
                    self.bytes.get(next) == Some(&b'.')
                        && next - at > 2
                        && listed(&self.bytes[at..next]) == Some(Abbreviation::Always)
                }
                Some((b, _)) => matches!(b, b',' | b';' | b')' | b'-' | b'a'..=b'z' | b'0'..=b'9'),
                None => false,
            },
            Some(Abbreviation::Numeric) => {
                // "(b. May 1960)": the letters of a life.
                let life =
                    word.len() == 1 && self.tokens.last().is_some_and(|t| matches!(t.first, b'(' | b';'));
                life || self.next_byte(end + 1).is_some_and(|(b, _)| b.is_ascii_digit())
            }
            None => false,
        }
    }

    /// Whether capitals and a stop at `end` are a title: what follows may be a name.
    fn is_title(&self, end: usize) -> bool {
        let Some((b'A'..=b'Z' | b'0'..=b'9' | 0xc3..=0xc9, at)) = self.next_byte(end + 1) else {
            return false;
        };
        !is_opener(&self.text[at..run(self.bytes, at, LETTER)])
    }

    /// Whether one capital letter and a stop at `end` are an initial: a name, a comma or lower case goes on.
    fn is_initial(&self, letter: u8, end: usize) -> bool {
        let Some((byte, at)) = self.next_byte(end + 1) else { return false };
        let named = || {
            self.tokens
                .last()
                .is_some_and(|t| t.is_capitalised() && !self.gap.contains(TokenFlags::LINE_BEFORE))
        };
        match byte {
            b'A'..=b'Z' => {
                let next = &self.text[at..run(self.bytes, at, LETTER)];
                // "vitamin C. The": a letter in its own right; "J. A. Smith": the article is an initial, too.
                let initial = next.len() == 1 && self.bytes.get(at + 1) == Some(&b'.');
                (initial || !is_opener(next)) && (letter != b'I' || named())
            }
            b',' => letter != b'I' && named(),
            b'a'..=b'z' | 0xc3..=0xc9 => letter != b'I',
            b'&' => true,
            // "H. R. 1280".
            b'0'..=b'9' => self.tokens.last().is_some_and(|t| t.flags.contains(TokenFlags::ABBREVIATION)),
            _ => false,
        }
    }

    /// The next byte after blanks (one line break among them), and where it is.
    fn next_byte(&self, from: usize) -> Option<(u8, usize)> {
        let blanks = |at: usize| run(self.bytes, at, BLANK);
        let mut at = blanks(from);
        if self.bytes.get(at) == Some(&b'\r') {
            at += 1;
        }
        if self.bytes.get(at) == Some(&b'\n') {
            at = blanks(at + 1);
        }
        self.bytes.get(at).map(|b| (*b, at))
    }

    /// AT&T, R&D: an ampersand between capitals belongs to the word.
    fn ampersand(&self, start: usize, end: usize) -> Option<usize> {
        let upper = |a: usize, b: usize| self.bytes[a..b].iter().all(u8::is_ascii_uppercase);
        let next = run(self.bytes, end + 1, UPPER);
        (end - start <= 4 && upper(start, end) && next > end + 1 && next - end <= 4 && !self.is_word_at(next))
            .then_some(next)
            .filter(|next| self.bytes.get(*next) != Some(&b';'))
    }

    /// An apostrophe of `len` bytes that opens a token.
    pub(crate) fn apostrophe(&mut self, len: usize) {
        let start = self.at;
        let next = start + len;
        let word_end = run(self.bytes, next, WORD);
        let glued = self.gap.is_empty() && self.tokens.last().is_some_and(|t| t.end as usize == start);
        let typographic = self.bytes[start..next] == *"’".as_bytes();
        let flags = if len == 1 { TokenFlags::empty() } else { TokenFlags::NON_ASCII };
        if len == 1 && self.bytes.get(next) == Some(&b'\'') {
            return self.push(start, next + 1, TokenKind::Mark, flags);
        }
        if word_end == next || self.is_word_at(word_end) {
            return self.push(start, next, TokenKind::Mark, flags);
        }
        let word = &self.text[next..word_end];
        if glued {
            let after_opening = self.tokens.last().is_some_and(|t| {
                t.kind == TokenKind::Mark && t.flags.contains(TokenFlags::SPACE_BEFORE)
                    || matches!(t.first, b'(' | b'[')
            });
            if is_clitic(word.as_bytes()) && !after_opening {
                return self.push(start, word_end, TokenKind::Clitic, flags);
            }
        } else if word.eq_ignore_ascii_case("s") && self.at > 0 {
            // "the players 's": treebanks' blanks.
            return self.push(start, word_end, TokenKind::Clitic, flags);
        }
        let follows_word = glued && self.tokens.last().is_some_and(|t| t.kind == TokenKind::Word);
        if follows_word {
            return self.push(start, next, TokenKind::Mark, flags);
        }
        // 'n' keeps both of its apostrophes.
        if word.eq_ignore_ascii_case("n") {
            let close = ["'", "’", "‘"].iter().find(|m| self.text[word_end..].starts_with(**m));
            let end = word_end + close.map_or(0, |m| m.len());
            return self.push(start, end, TokenKind::Word, letter_flags(&self.text[start..end]));
        }
        if is_elision(word, typographic) {
            return self.word_from(start, word_end, TokenKind::Word);
        }
        if self.is_short_year(word, typographic) {
            return self.push(start, word_end, TokenKind::Number, flags | TokenFlags::DIGIT);
        }
        self.push(start, next, TokenKind::Mark, flags);
    }

    /// '90s, and '08 after a word that leads up to a year.
    fn is_short_year(&self, word: &str, typographic: bool) -> bool {
        match word.as_bytes() {
            [a, b, b's'] => a.is_ascii_digit() && b.is_ascii_digit(),
            [a, b] if a.is_ascii_digit() && b.is_ascii_digit() => {
                typographic
                    || self.tokens.last().is_some_and(|t| {
                        matches!(
                            t.text(self.text),
                            "of" | "in"
                                | "since"
                                | "from"
                                | "until"
                                | "late"
                                | "early"
                                | "mid"
                                | "before"
                                | "after"
                        )
                    })
            }
            _ => false,
        }
    }
}
