//! Features are what the model looks at: facts about a token and its neighbours, each as one hash.
//!
//! A token is first turned into *atoms* (its word, its shape, what the lexicon, the quotation marks and the rules say of
//! it), once; templates then combine the atoms of a token and of those around it. A feature is a number of 64 bits that
//! stands for a template with its value.

use inquit_tokenizer::{IndexRange, TokenFlags, TokenKind};

use super::{Place, Site};
use crate::lexicon::{self, Lex};
use crate::quoted::Label as QuotedLabel;

/// How many features a token has.
pub const FEATURES: usize = 26;

/// What is known of one token. All but small numbers are mixed: each bit of them hangs on the whole value.
#[derive(Clone, Copy, Debug, Default)]
struct Atom {
    word: u64,
    cluster: u64,
    /// The lexicon's classes.
    lex: u64,
    /// Classes and spelling.
    form: u64,
    quote: u64,
    hint: u64,
    frame: u64,
    /// Where it stands in its sentence and paragraph.
    place: u64,
    /// What its sentence holds.
    sentence: u64,
    /// The last possible cue before it in its sentence: its word, its cluster, its classes; each with its distance.
    cue_before: u64,
    cluster_before: u64,
    lex_before: u64,
    /// The next one.
    cue_behind: u64,
    lex_behind: u64,
    /// The last word that parts clauses, and its distance.
    clause: u64,
    clause_gap: u64,
}

/// Memory used again from one document to the next.
#[derive(Debug, Default)]
pub struct Features {
    atoms: Vec<Atom>,
}

/// Classes of the lexicon that tell little of a token's role.
const SILENT: Lex = Lex::FEMALE_NAME
    .union(Lex::MALE_NAME)
    .union(Lex::EITHER_NAME)
    .union(Lex::MALE_WORD)
    .union(Lex::FEMALE_WORD)
    .union(Lex::SIGNAL)
    .union(Lex::OUTLET_WORD);

/// How many atoms stand before the first token and behind the last, so that neighbours need no check.
const PAD: usize = 2;

impl Features {
    /// Reads a document's atoms.
    pub fn read(&mut self, site: &Site<'_, '_>) {
        let tokens = site.doc.tokens();
        let atoms = &mut self.atoms;
        atoms.clear();
        atoms.resize(PAD, Atom::default());
        let bytes = site.doc.text().as_bytes();
        for (at, token) in tokens.iter().enumerate() {
            let (start, end) = (token.start as usize, token.end as usize);
            let lex = site.lex[at];
            let name = u64::from(lex.intersects(Lex::FIRST_NAME));
            let number = token.kind == TokenKind::Number;
            let word = if number { NUMBER } else { lexicon::word_hash(bytes, start, end) };
            let space = token.flags.contains(TokenFlags::SPACE_BEFORE) && is_mark(token.kind);
            let shape =
                token.kind as u64 | u64::from((token.flags & SHAPE).bits()) << 4 | u64::from(space) << 12;
            let hint = site.hints[at];
            let lex = mix((lex & !SILENT).bits() << 1 | name);
            atoms.push(Atom {
                word,
                lex,
                form: mix(lex ^ shape),
                quote: mix(quote(site, at)),
                hint: mix(u64::from(hint.rule) << 3 | hint.label as u64),
                frame: mix(hint.frame as u64),
                ..Atom::default()
            });
        }
        // Apart from the rest, so that many look-ups are under way at once.
        for atom in &mut atoms[PAD..] {
            atom.cluster = mix(u64::from(site.clusters.get(atom.word)));
        }
        atoms.resize(PAD + tokens.len() + PAD, Atom::default());
        for sentence in site.doc.sentences() {
            let paragraph = site.doc.paragraphs()[sentence.paragraph as usize].tokens;
            self.sentence(site, sentence.tokens, paragraph);
        }
    }

    /// What depends on the whole sentence.
    fn sentence(&mut self, site: &Site<'_, '_>, range: IndexRange, paragraph: IndexRange) {
        let atoms = &mut self.atoms[PAD + range.start as usize..PAD + range.end as usize];
        let lex = &site.lex[range.range()];
        let hints = &site.hints[range.range()];
        let outside = mix(0);
        let (mut cue, mut since, mut that) = ([0u64; 3], FAR, 0u64);
        let (mut clause, mut clause_since) = (0u64, 0u64);
        let (mut quotes, mut cues, mut hinted) = (0u64, 0u64, 0u64);
        for (at, atom) in atoms.iter_mut().enumerate() {
            let gap = step(since);
            atom.cue_before = cue[0] ^ gap;
            atom.cluster_before = mix(cue[1] ^ gap);
            atom.lex_before = mix(cue[2] ^ (gap << 1 | that));
            atom.clause = clause;
            atom.clause_gap = mix(clause ^ step(clause_since));
            since += 1;
            clause_since += 1;
            if is_cue(lex[at], hints[at].frame) && atom.quote == outside {
                cue = [atom.word, atom.cluster, atom.lex];
                (since, that) = (0, 0);
                cues += 1;
            }
            let kind = site.doc.tokens()[range.start as usize + at].kind;
            if lex[at].intersects(CLAUSE) || is_mark(kind) {
                (clause, clause_since) = (atom.word, 0);
                that |= u64::from(lex[at].intersects(Lex::SUBORDINATOR | Lex::WH));
            }
            quotes += u64::from(atom.quote != outside);
            hinted |= u64::from(hints[at].rule > 0);
        }
        let length = atoms.len() as u64;
        let whole = u64::from(quotes == length);
        let sentence = mix(quotes.min(1) | whole << 1 | cues.min(2) << 2 | hinted << 4);
        let (mut cue, mut gap) = ([0u64; 2], FAR);
        for (at, atom) in atoms.iter_mut().enumerate().rev() {
            atom.cue_behind = cue[0] ^ step(gap);
            atom.lex_behind = mix(cue[1] ^ step(gap));
            gap += 1;
            if is_cue(lex[at], hints[at].frame) && atom.quote == outside {
                (cue, gap) = ([atom.word, atom.lex], 0);
            }
            let opens = at == 0;
            let first = opens && range.start == paragraph.start;
            let closes = length - 1 - at as u64;
            let last = closes == 0 && range.end == paragraph.end;
            atom.place =
                mix(u64::from(opens) | u64::from(first) << 1 | closes.min(2) << 2 | u64::from(last) << 4);
            atom.sentence = sentence;
        }
    }

    /// The values of the features of one token, a template each; [`hash`] makes features of them.
    #[inline(always)]
    pub fn of(&self, token: usize, out: &mut [u64; FEATURES]) {
        let at = PAD + token;
        let [d, a, n, b, c] = [at - 2, at - 1, at, at + 1, at + 2].map(|at| &self.atoms[at]);
        *out = [
            // Words.
            n.word,
            a.word,
            b.word,
            d.word,
            c.word,
            // Classes.
            two(a.lex, n.form),
            two(n.form, b.lex),
            two(n.form, b.word),
            // Clusters.
            n.cluster,
            two(d.cluster, a.cluster),
            // Quotation marks.
            two(two(d.quote, n.quote), c.quote ^ n.lex),
            // The rules' proposals.
            two(a.hint, n.hint),
            two(n.hint, n.word),
            two(n.hint ^ n.quote, n.place),
            two(two(a.frame, n.frame), b.frame ^ n.hint),
            two(n.frame, n.word),
            two(n.frame, n.form),
            // The cues around it.
            two(n.cue_before, n.hint ^ n.lex),
            two(n.cluster_before, n.cluster),
            two(n.cluster_before, n.clause_gap),
            two(n.lex_before, n.sentence),
            two(n.lex_behind, n.lex_before ^ n.quote),
            two(n.clause, n.lex),
            two(n.clause_gap, n.form),
            // Place.
            two(n.place, n.form),
            two(n.place, a.word),
        ];
    }
}

/// The hash of a feature: the number of its template with its value.
#[inline(always)]
pub const fn hash(template: usize, value: u64) -> u64 {
    (value ^ SALTS[template]).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// A number a template, so that equal values under two templates are two features.
const SALTS: [u64; FEATURES] = {
    let mut salts = [0; FEATURES];
    let mut at = 0;
    while at < FEATURES {
        salts[at] = (at as u64 + 1).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        at += 1;
    }
    salts
};

/// The word of every number.
const NUMBER: u64 = 7;
/// Farther than any distance that is told apart.
const FAR: u64 = 40;

/// Two values in their order.
#[inline(always)]
const fn two(a: u64, b: u64) -> u64 {
    a.rotate_left(19).wrapping_add(b)
}

/// Spreads a value over all bits.
#[inline(always)]
const fn mix(value: u64) -> u64 {
    let mixed = (value ^ 0x2545_F491_4F6C_DD1D).wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
    mixed ^ mixed >> 29
}

const SHAPE: TokenFlags = TokenFlags::UPPER_FIRST
    .union(TokenFlags::UPPER_ALL)
    .union(TokenFlags::DIGIT)
    .union(TokenFlags::ABBREVIATION);

/// What parts clauses.
const CLAUSE: Lex = Lex::SUBORDINATOR.union(Lex::WH).union(Lex::COORDINATOR);

fn is_mark(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Mark | TokenKind::Punct)
}

fn is_cue(lex: Lex, frame: Place) -> bool {
    frame == Place::Head || lex.intersects(Lex::REPORTING.union(Lex::CUE_NOUN).union(Lex::CUE_PREPOSITION))
}

/// Where a token stands in a quoted span: 0 outside, else what the span looks like and whether it begins or ends there.
fn quote(site: &Site<'_, '_>, at: usize) -> u64 {
    let Some(number) = (site.inside[at] as usize).checked_sub(1) else { return 0 };
    let quoted = &site.quoted[number];
    let label = match quoted.label {
        QuotedLabel::Speech => 1,
        QuotedLabel::Fragment => 2,
        QuotedLabel::Scare => 3,
        QuotedLabel::Title => 4,
        QuotedLabel::Nickname => 5,
    };
    let first = quoted.tokens.start as usize == at;
    let last = quoted.tokens.end as usize == at + 1;
    let long = step(quoted.tokens.len() as u64) >= 5;
    label | u64::from(first) << 3 | u64::from(last) << 4 | u64::from(long) << 5
}

/// Eight steps of a distance in tokens.
fn step(distance: u64) -> u64 {
    match distance {
        0..=2 => distance,
        3..=4 => 3,
        5..=7 => 4,
        8..=12 => 5,
        13..=25 => 6,
        _ => 7,
    }
}
