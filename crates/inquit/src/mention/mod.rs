//! A mention is a span that refers to somebody or something that can speak: a name, a nominal or a pronoun.
//!
//! One pass over the tokens, driven by their flags; words are looked at only where a flag asks for it.

mod extent;
mod name;
mod nominal;
mod organization;
mod pronoun;
pub mod recognised;
mod words;

use inquit_tokenizer::{Document, IndexRange, Span, Token, TokenFlags, TokenKind};

use crate::attribution::{Attribution, Parts};
use crate::lexicon::{Ask, Lex, Sheet};
pub use crate::tag::name::Class;
pub(crate) use words::{Words, sentence_at, tokens_in};

/// How a mention refers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// By a proper name: "Ana Lima", "Reuters".
    Name,
    /// By a noun: "the director", "a passenger on the night train".
    Nominal,
    /// By a pronoun: "she", "their", "who".
    Pronoun,
}

bitflags::bitflags! {
    /// What a mention's words and place tell.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct Traits: u16 {
        /// Words that say he: Mr, his, actor.
        const MALE = 1;
        /// Words that say she: Mrs, her, actress.
        const FEMALE = 1 << 1;
        /// Words that say it.
        const NEUTER = 1 << 2;
        /// Words that say more than one, or they.
        const PLURAL = 1 << 3;
        /// A first name given mostly to men: a weak prior.
        const LIKELY_MALE = 1 << 4;
        /// A first name given mostly to women: a weak prior.
        const LIKELY_FEMALE = 1 << 5;
        /// Stands inside quotation marks.
        const QUOTED = 1 << 6;
        /// Likely the subject of its clause.
        const SUBJECT = 1 << 7;
        /// A possessive, or an owner: "Lima's".
        const OWNER = 1 << 8;
        /// After a preposition.
        const OBLIQUE = 1 << 9;
        /// In a line whose words are all capitalised, where capitals tell nothing.
        const HEADLINE = 1 << 10;
        /// A title stands before it.
        const TITLED = 1 << 11;
        /// who, which, that.
        const RELATIVE = 1 << 12;
        /// I, we, my: the article's voice, or the speaker inside a quotation.
        const FIRST_PERSON = 1 << 13;
        /// A nominal with "the", "that" or a possessive: something known already.
        const DEFINITE = 1 << 14;
        /// One unknown word that begins a sentence: its capital tells nothing.
        const WEAK = 1 << 15;
    }
}

/// A mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Its tokens: of a name, without titles; of a nominal, with its determiner.
    pub tokens: IndexRange,
    /// The first token of the whole phrase, titles and words before the name with it.
    pub from: u32,
    /// The token that bears the meaning: the surname, the noun.
    pub head: u32,
    /// The sentence that holds it.
    pub sentence: u32,
    /// The words that say what a named one does, as tokens: "the club's director". Empty if there are none.
    pub role: IndexRange,
    /// The noun of the role. Means nothing where `role` is empty.
    pub role_head: u32,
    /// How it refers.
    pub form: Form,
    /// What it is.
    pub class: Class,
    /// The rest.
    pub traits: Traits,
}

impl Traits {
    /// Adds others if `so`, without a branch.
    fn set_if(&mut self, so: bool, others: Self) {
        *self |= Self::from_bits_retain(others.bits() * u16::from(so));
    }
}

impl Mention {
    /// Where it stands, in bytes.
    pub fn span(&self, doc: &Document<'_>) -> Span {
        cover(doc, self.tokens)
    }

    /// Whether it stands inside quotation marks.
    pub const fn is_quoted(&self) -> bool {
        self.traits.contains(Traits::QUOTED)
    }
}

/// A name on one line, with single blanks and without marks at its edges.
pub(crate) fn one_line(name: &str) -> String {
    let edge =
        |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '"' | '“' | '”' | '‘' | '-' | '–' | '—');
    let bytes = name.as_bytes();
    let whole = matches!((bytes.first(), bytes.last()), (Some(a), Some(b)) if a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric());
    let name = if whole { name } else { name.trim_matches(edge) };
    if is_on_one_line(name.as_bytes()) {
        return name.to_owned();
    }
    let mut line = String::with_capacity(name.len());
    for word in name.split(|c: char| c.is_whitespace() || c == '\u{200b}').filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Whether a name has single blanks only and all of it is ASCII, looked at in eights of bytes.
fn is_on_one_line(name: &[u8]) -> bool {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * EACH;
    // The highest bit of each byte that is a blank, and of each that is a control character or beyond ASCII.
    let look = |eight: &[u8; 8]| {
        let eight = u64::from_le_bytes(*eight);
        let above = |least: u64| (eight & !HIGH) + (0x80 - least) * EACH;
        let other = (eight | !above(0x20)) & HIGH;
        (above(0x20) & !above(0x21) & !eight & HIGH, other)
    };
    let doubled = |blanks: u64| blanks & blanks << 8;
    let Some(last) = name.last_chunk() else {
        let mut few = [b'.'; 8];
        few.iter_mut().zip(name).for_each(|(few, byte)| *few = *byte);
        let (blanks, other) = look(&few);
        return doubled(blanks) | other == 0;
    };
    let (eights, rest) = name.as_chunks::<8>();
    let (mut before, mut found) = (0, 0);
    for eight in eights {
        let (blanks, other) = look(eight);
        found |= doubled(blanks) | blanks & before | other;
        before = blanks >> 56;
    }
    // The last eight bytes, of which some were looked at already; two blanks where the rest begins are both among them.
    let (blanks, other) = look(last);
    found |= if rest.is_empty() { 0 } else { doubled(blanks) | other };
    found == 0
}

/// Where the phrase of a noun begins.
pub(crate) fn begin_of_noun(words: &Words<'_, '_>, head: usize, range: IndexRange) -> usize {
    nominal::begin(words, head, range)
}

/// The gender that a noun's own meaning tells.
pub(crate) fn gender_of_noun(flags: Lex) -> Traits {
    nominal::gender(flags)
}

/// Whether a noun for people is one for several.
pub(crate) fn is_plural(word: &str) -> bool {
    nominal::is_plural(word)
}

/// Letters of honour and degree behind a name: KC, MP, PhD.
pub(crate) fn are_letters(words: &Words<'_, '_>, at: usize) -> bool {
    words.is_capital(at) && name::are_letters(words, at)
}

/// What a noun with these flags is.
pub(crate) fn class_of_noun(flags: Lex) -> Class {
    nominal::class(flags)
}

/// The bytes from the first to the last token of a range.
pub(crate) fn cover(doc: &Document<'_>, tokens: IndexRange) -> Span {
    let all = doc.tokens();
    match (all.get(tokens.start as usize), all.get((tokens.end as usize).wrapping_sub(1))) {
        (Some(first), Some(last)) if !tokens.is_empty() => first.span().cover(last.span()),
        _ => Span::default(),
    }
}

/// The tokens of an attribution's cue and source.
pub(crate) fn parts(doc: &Document<'_>, attribution: &Attribution) -> Parts {
    let tokens = |span| tokens_in(doc, span);
    Parts { cue: attribution.cue.map(tokens), source: attribution.source.map(tokens) }
}

/// All names and, of nominals and pronouns, those that can be asked for: likely subjects, and those in a source, in
/// text order; `out` is cleared first. `title` is the headline where it is known apart from the text: names in it
/// stand in no list, but whether a line of the text is the headline is told by it.
pub fn find(
    doc: &Document<'_>,
    sheet: &Sheet,
    title: Option<&str>,
    sources: impl Iterator<Item = IndexRange>,
    out: &mut Vec<Mention>,
) {
    out.clear();
    let words = Words::new(doc, sheet);
    let mut reader =
        Reader { words, sources: TokenSet::of(doc.tokens().len(), sources), marks: Marks::default(), out };
    for paragraph in doc.paragraphs() {
        reader.marks = Marks::default();
        for sentence in paragraph.sentences.range() {
            let Some(range) = doc.sentences().get(sentence).map(|sentence| sentence.tokens) else { continue };
            let headline = is_headline(&words, range) || is_title(doc, sentence, title);
            reader.read(range, sentence as u32, headline);
        }
    }
}

/// Which quotation marks are open, by paragraph.
#[derive(Default)]
struct Marks {
    open: bool,
    /// „low, which a mark closes that opens elsewhere“
    low: bool,
}

impl Marks {
    fn pass(&mut self, words: &Words<'_, '_>, at: usize) {
        if words.is(at, b'"') {
            self.open = !self.open;
            return;
        }
        match words.word(at) {
            "''" => self.open = !self.open,
            "“" if self.low => *self = Self::default(),
            "„" => *self = Self { open: true, low: true },
            "“" | "«" | "``" => self.open = true,
            "”" | "»" => self.open = false,
            _ => {}
        }
    }
}

/// Reads one sentence after the other.
struct Reader<'a, 't, 'o> {
    words: Words<'a, 't>,
    /// The tokens of sources.
    sources: TokenSet,
    marks: Marks,
    out: &'o mut Vec<Mention>,
}

impl Reader<'_, '_, '_> {
    fn read(&mut self, range: IndexRange, sentence: u32, headline: bool) {
        let words = self.words;
        let mut first = true; // no mention so far
        let mut next = range.start as usize; // what stands before it was read
        let mut fresh = next; // where a capital tells nothing, but for marks
        let mut asked = words.asks.pick(Ask::Mention, range);
        while let Some(at) = asked.next() {
            let flags = words.lex(at);
            if at < next {
                continue;
            }
            let token = words.tokens[at];
            if matches!(token.kind, TokenKind::Mark | TokenKind::Punct) {
                if token.first != b':' && token.first != b'_' {
                    self.marks.pass(&words, at);
                }
                if token.is(b':') || token.kind == TokenKind::Mark && self.marks.open {
                    fresh = at + 1;
                }
                continue;
            }
            if token.kind == TokenKind::Handle {
                self.out.push(name::handle(at, sentence));
                (first, fresh) = (false, usize::MAX);
                continue;
            }
            if token.kind != TokenKind::Word {
                continue;
            }
            let start = fresh <= at && (fresh..at).all(|at| is_between(words.tokens[at].kind));
            fresh = usize::MAX;
            let mut found = if flags.intersects(Lex::PRONOUN) {
                pronoun::read(&words, at, sentence)
            } else if token.is_capitalised() {
                name::read(&words, at, range, sentence, start, headline)
            } else {
                None
            };
            if found.is_none() && flags.intersects(Lex::NOUN) && !flags.intersects(Lex::PRONOUN) {
                found = nominal::read(&words, at, range, sentence, first);
            }
            let Some(mention) = &mut found else { continue };
            next = mention.tokens.end as usize;
            asked.skip_to(next);
            let leads = std::mem::take(&mut first);
            let named = mention.form == Form::Name || self.sources.holds(at);
            if !named && !pronoun::may_be_subject(mention, self.marks.open) {
                continue;
            }
            mention.traits.set_if(self.marks.open, Traits::QUOTED);
            mention.traits.set_if(headline, Traits::HEADLINE);
            place(&words, mention, range, leads);
            if named || mention.traits.contains(Traits::SUBJECT) {
                self.out.push(*mention);
            }
        }
    }
}

/// What may stand between a sentence's start and its first word.
const fn is_between(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Mark | TokenKind::Punct)
}

/// A set of tokens.
#[derive(Debug)]
struct TokenSet {
    blocks: Vec<u64>,
}

impl TokenSet {
    /// Tokens a block.
    const BLOCK: usize = u64::BITS as usize;

    /// The tokens of some ranges, of a document with `count` of them.
    fn of(count: usize, ranges: impl Iterator<Item = IndexRange>) -> Self {
        let mut set = Self { blocks: vec![0; count.div_ceil(Self::BLOCK)] };
        for range in ranges {
            for at in range.range() {
                set.blocks[at / Self::BLOCK] |= 1 << (at % Self::BLOCK);
            }
        }
        set
    }

    fn holds(&self, at: usize) -> bool {
        self.blocks.get(at / Self::BLOCK).is_some_and(|block| block >> (at % Self::BLOCK) & 1 != 0)
    }
}

/// Subject, object or owner, by the words on both sides.
fn place(words: &Words<'_, '_>, mention: &mut Mention, range: IndexRange, first: bool) {
    let (from, end) = (mention.from as usize, mention.tokens.end as usize);
    // What is to the left and to the right cannot be foreseen: both are looked at, whatever is found.
    mention.traits.set_if(words.is_owner_mark(end), Traits::OWNER);
    let oblique = (from > range.start as usize) & words.has(from.wrapping_sub(1), Lex::PREPOSITION);
    mention.traits.set_if(oblique, Traits::OBLIQUE);
    let leads = first | is_followed_by_verb(words, end);
    let subject = leads & !oblique & !mention.traits.contains(Traits::OWNER);
    mention.traits.set_if(subject, Traits::SUBJECT);
    if !subject && !mention.traits.contains(Traits::OWNER) {
        let apposed = if mention.role.is_empty() {
            mention.form == Form::Name && is_explained_subject(words, mention, range)
        } else {
            is_apposed_subject(words, mention, range)
        };
        mention.traits.set_if(apposed, Traits::SUBJECT);
    }
}

/// "His second, Ana Lima, seemed weary": the name beside any noun that begins the sentence.
fn is_explained_subject(words: &Words<'_, '_>, mention: &Mention, range: IndexRange) -> bool {
    let (start, from, end) = (range.start as usize, mention.from as usize, mention.tokens.end as usize);
    let comma = from.wrapping_sub(1);
    (start + 2..start + 7).contains(&comma)
        && words.is(comma, b',')
        && words.is(end, b',')
        && words.has(start, Lex::POSSESSIVE | Lex::DETERMINER)
        && (start..comma).all(|at| {
            words.is_word(at)
                && !words.has(at, Lex::PREPOSITION | Lex::BE | Lex::HAVE | Lex::MODAL | Lex::REPORTING)
        })
        && words.is_word(end + 1)
        && !words.is_capital(end + 1)
}

/// "The researcher, Ana Lima, gave evidence": the name beside a noun that begins the sentence, or has its verb behind
/// the name.
fn is_apposed_subject(words: &Words<'_, '_>, mention: &Mention, range: IndexRange) -> bool {
    let (role, start) = (mention.role, range.start);
    let end = mention.tokens.end as usize;
    let leads =
        || role.start <= start + 3 && (start..role.start).all(|at| !words.has(at as usize, Lex::PREPOSITION));
    // "The chairman, Cllr Bo Chen, said"
    let titled = mention.from < mention.tokens.start
        && mention.from > start
        && words.is(mention.from as usize - 1, b',')
        && is_followed_by_verb(words, end + 1);
    let named = role.end < mention.tokens.start && words.is(role.end as usize, b',');
    words.is(end, b',') && (titled || named && (leads() || is_followed_by_verb(words, end + 1)))
}

/// Whether a verb follows, with at most two adverbs between.
fn is_followed_by_verb(words: &Words<'_, '_>, end: usize) -> bool {
    const VERB: Lex =
        Lex::VERB.union(Lex::REPORTING).union(Lex::BE).union(Lex::HAVE).union(Lex::MODAL).union(Lex::DO);
    let mut next = end;
    while words.has(next, Lex::ADVERB) && next < end + 2 {
        next += 1;
    }
    words.has(next, VERB)
}

/// Whether nearly all words of four letters or more are capitalised.
fn is_headline(words: &Words<'_, '_>, range: IndexRange) -> bool {
    // At most two of them may be small: most sentences have more among their first words.
    let is_long = |token: &Token| (token.kind == TokenKind::Word) & (token.end - token.start > 3);
    let tokens = words.tokens.get(range.range()).unwrap_or(&[]);
    let other = |token: &Token| {
        (token.kind as u8 ^ TokenKind::Word as u8) | (token.flags & TokenFlags::UPPER_FIRST).bits()
    };
    let mut small = 0;
    for token in tokens {
        small += u32::from((other(token) == 0) & (token.end - token.start > 3));
        if small > 2 {
            return false;
        }
    }
    let long = tokens.iter().filter(|token| is_long(token)).count() as u32;
    long >= 5 && (long - small) * 10 >= long * 8
}

/// Whether the sentence is the headline given apart.
fn is_title(doc: &Document<'_>, sentence: usize, title: Option<&str>) -> bool {
    let (Some(title), Some(sentence)) = (title, doc.sentences().get(sentence)) else { return false };
    sentence.span.start < 1024 && !title.is_empty() && {
        let line = sentence.span.slice(doc.text()).trim_end_matches('.');
        line.len() > 8 && title.contains(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let doc = Document::new(text);
        let mut found = Vec::new();
        find(&doc, &Sheet::new(&doc), None, std::iter::empty(), &mut found);
        found
            .iter()
            .filter(|mention| mention.form == Form::Name)
            .map(|mention| mention.span(&doc).slice(text).to_owned())
            .collect()
    }

    #[test]
    fn names_stand_without_their_titles() {
        for (text, expected) in [
            ("Yesterday Gov. Alma Nuñez, D-Ariz., said no.", vec!["Alma Nuñez"]),
            ("The mayor met Ludwig van der Berg Jr. on Monday.", vec!["Ludwig van der Berg Jr."]),
            ("We saw Yoo Min-ji and her coach.", vec!["Yoo Min-ji"]),
        ] {
            let found = names(text);
            for name in expected {
                assert!(found.iter().any(|n| n == name), "{name} in {found:?} of {text}");
            }
        }
    }
}
