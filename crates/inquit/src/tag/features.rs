//! Features are what the model looks at: facts about a token and its neighbours, each as one hash.
//!
//! A token is first turned into *atoms* (its word, its ending, its shape, what the lexicon, the quotation marks and
//! the rules say of it), once; templates then combine the atoms of a token and of those around it. A feature is a
//! number of 64 bits that stands for a template with its values.

use inquit_tokenizer::{IndexRange, TokenFlags, TokenKind};

use super::{Place, Site};
use crate::lexicon::{self, Lex};
use crate::quoted::Label as QuotedLabel;

/// How many features a token has.
pub const FEATURES: usize = 73;

/// What is known of one token.
#[derive(Clone, Copy, Debug, Default)]
struct Atom {
    word: u64,
    cluster: u64,
    ending: u64,
    lex: u64,
    shape: u64,
    quote: u64,
    hint: u64,
    frame: u64,
    /// The last possible cue before it in its sentence: its word, its classes, its distance.
    cue_before: u64,
    lex_before: u64,
    cluster_before: u64,
    gap_before: u64,
    /// The next one.
    cue_behind: u64,
    lex_behind: u64,
    cluster_behind: u64,
    gap_behind: u64,
    /// The last word that parts clauses, and its distance.
    clause: u64,
    clause_gap: u64,
    /// Where it stands in its sentence and paragraph.
    place: u64,
    /// What its sentence holds.
    sentence: u64,
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
const PAD: usize = 3;

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
            let mut ending = 0u64;
            for byte in &bytes[end.saturating_sub(3).max(start)..end] {
                ending = ending << 8 | u64::from(byte | 0x20);
            }
            let number = token.kind == TokenKind::Number;
            let word = if number { 7 } else { lexicon::word_hash(bytes, start, end) };
            let shape = token.kind as u64
                | u64::from((token.flags & SHAPE).bits()) << 4
                | u64::from(token.flags.contains(TokenFlags::SPACE_BEFORE) && is_mark(token.kind)) << 12;
            let hint = site.hints[at];
            atoms.push(Atom {
                word,
                cluster: u64::from(site.clusters.get(word)),
                ending: if number { 1 } else { ending },
                lex: (lex & !SILENT).bits() << 1 | name,
                shape,
                quote: quote(site, at),
                hint: u64::from(hint.rule) << 3 | hint.label as u64,
                frame: hint.frame as u64,
                ..Atom::default()
            });
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
        let (mut cue, mut since) = ((0u64, 0u64, 0u64), 40u64);
        let (mut clause, mut clause_since, mut that) = (1u64, 0u64, 0u64);
        let (mut quotes, mut cues, mut hinted) = (0u64, 0u64, 0u64);
        for (at, atom) in atoms.iter_mut().enumerate() {
            atom.cue_before = cue.0;
            atom.lex_before = cue.1 << 1 | that;
            atom.cluster_before = cue.2;
            atom.gap_before = step(since);
            atom.clause = clause;
            atom.clause_gap = step(clause_since);
            since += 1;
            clause_since += 1;
            let outside = atom.quote == 0;
            if is_cue(lex[at], hints[at].frame) && outside {
                cue = (atom.word, atom.lex, atom.cluster);
                since = 0;
                that = 0;
                cues += 1;
            }
            let kind = site.doc.tokens()[range.start as usize + at].kind;
            if lex[at].intersects(CLAUSE) || matches!(kind, TokenKind::Punct | TokenKind::Mark) {
                clause = atom.word;
                clause_since = 0;
                that |= u64::from(lex[at].intersects(Lex::SUBORDINATOR | Lex::WH));
            }
            quotes += u64::from(!outside);
            hinted |= u64::from(hints[at].rule > 0);
        }
        let whole = quotes == atoms.len() as u64;
        let sentence = quotes.min(1) | u64::from(whole) << 1 | cues.min(2) << 2 | hinted << 4;
        let length = atoms.len() as u64;
        let (mut cue, mut gap) = ((0u64, 0u64, 0u64), 40u64);
        for (at, atom) in atoms.iter_mut().enumerate().rev() {
            atom.cue_behind = cue.0;
            atom.lex_behind = cue.1;
            atom.cluster_behind = cue.2;
            atom.gap_behind = step(gap);
            gap += 1;
            if is_cue(lex[at], hints[at].frame) && atom.quote == 0 {
                cue = (atom.word, atom.lex, atom.cluster);
                gap = 0;
            }
            let opens = at == 0;
            let first = opens && range.start == paragraph.start;
            let closes = length - 1 - at as u64;
            let last = closes == 0 && range.end == paragraph.end;
            atom.place = u64::from(opens) | u64::from(first) << 1 | closes.min(2) << 2 | u64::from(last) << 4;
            atom.sentence = sentence;
        }
    }

    /// The features of one token.
    pub fn of(&self, token: usize, out: &mut [u64; FEATURES]) {
        let at = PAD + token;
        let [e, d, a, n, b, c, f] = [at - 3, at - 2, at - 1, at, at + 1, at + 2, at + 3].map(|at| &self.atoms[at]);
        let mut next = 0;
        let mut add = |values: &[u64]| {
            let mut hash = (next as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            for value in values {
                hash = (hash.rotate_left(23) ^ value).wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
            }
            hash ^= hash >> 31;
            out[next] = hash.wrapping_mul(0x1656_67B1_9E37_79F9);
            next += 1;
        };
        add(&[]);
        // Words.
        add(&[n.word]);
        add(&[a.word]);
        add(&[b.word]);
        add(&[d.word]);
        add(&[c.word]);
        add(&[e.word]);
        add(&[f.word]);
        add(&[a.word, n.word]);
        add(&[n.word, b.word]);
        add(&[d.word, a.word]);
        add(&[b.word, c.word]);
        add(&[a.word, b.word]);
        add(&[d.word, a.word, n.word]);
        add(&[n.word, b.word, c.word]);
        add(&[n.ending, n.shape]);
        add(&[a.ending]);
        add(&[b.ending]);
        // Classes.
        add(&[n.lex, n.shape]);
        add(&[a.lex, a.shape]);
        add(&[b.lex, b.shape]);
        add(&[a.lex, n.lex]);
        add(&[n.lex, b.lex]);
        add(&[a.lex, n.lex, b.lex]);
        add(&[d.lex, a.lex, n.lex]);
        add(&[n.lex, b.lex, c.lex]);
        add(&[d.shape, a.shape, n.shape, b.shape, c.shape]);
        add(&[a.word, n.lex]);
        add(&[n.lex, b.word]);
        add(&[d.lex, a.lex, n.lex, b.lex, c.lex]);
        // Quotation marks.
        add(&[a.quote, n.quote, b.quote]);
        add(&[n.quote, n.word]);
        add(&[n.quote, n.place, n.sentence]);
        add(&[d.quote, a.quote, n.quote, b.quote, c.quote, n.lex]);
        // The rules' proposals.
        add(&[n.hint]);
        add(&[a.hint, n.hint]);
        add(&[n.hint, b.hint]);
        add(&[n.hint, n.word]);
        add(&[n.hint, n.lex]);
        add(&[n.hint, n.quote, n.place]);
        add(&[a.frame, n.frame, b.frame]);
        add(&[n.frame, n.word]);
        add(&[n.frame, n.lex, n.shape]);
        add(&[d.hint, n.hint, c.hint, n.frame]);
        // The cues around it.
        add(&[n.cue_before]);
        add(&[n.cue_before, n.gap_before]);
        add(&[n.cue_before, n.hint, n.lex]);
        add(&[n.lex_before, n.gap_before, n.lex]);
        add(&[n.lex_before, n.clause, n.clause_gap]);
        add(&[n.cue_behind]);
        add(&[n.lex_behind, n.gap_behind, n.lex]);
        add(&[n.cue_behind, n.gap_behind, n.lex_before]);
        add(&[n.clause, n.lex]);
        add(&[n.clause, n.clause_gap, n.shape]);
        add(&[n.cue_before, n.clause, n.clause_gap]);
        // Clusters.
        add(&[n.cluster]);
        add(&[a.cluster]);
        add(&[b.cluster]);
        add(&[d.cluster, a.cluster]);
        add(&[a.cluster, n.cluster]);
        add(&[n.cluster, b.cluster]);
        add(&[b.cluster, c.cluster]);
        add(&[a.cluster, n.cluster, b.cluster]);
        add(&[n.cluster, n.hint]);
        add(&[n.cluster, n.frame, n.lex]);
        add(&[n.cluster_before, n.gap_before, n.cluster]);
        add(&[n.cluster_before, n.clause, n.clause_gap]);
        add(&[n.cluster_behind, n.gap_behind]);
        // Place.
        add(&[n.place, n.lex, n.shape]);
        add(&[n.sentence, n.hint]);
        add(&[n.sentence, n.lex_before, n.gap_before]);
        add(&[n.place, a.word]);
        add(&[n.lex_before, n.lex_behind, n.quote, n.frame]);
        debug_assert_eq!(next, FEATURES);
    }
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
