//! Features are what the model looks at: facts about a token and its neighbours, each as one hash.
//!
//! A token is first turned into *atoms* (its word, its shape, what the lexicon, the quotation marks and the rules say of
//! it), once; templates then combine the atoms of a token and of those around it. A feature is a number of 32 bits that
//! stands for a template with its value. Atoms are mixed, so that each bit of them hangs on the whole value, and a sum of
//! atoms times 1, 2 and 4 is as good as a hash of them; sums are made for four tokens at once.

use std::hint::select_unpredictable;

use inquit_tokenizer::{IndexRange, TokenFlags, TokenKind};
use wide::u32x4;

use super::table::Look;
use super::{Place, Site};
use crate::lexicon::Lex;
use crate::quoted::{Label as QuotedLabel, QuotedSpan};

/// How many features a token has.
pub const FEATURES: usize = 14;
/// How many atoms a token has.
pub const ATOMS: usize = 11;
/// How many tokens are looked at together.
pub const FOUR: usize = 4;
/// A number a template of each of four tokens.
pub type Four = [[u32; FOUR]; FEATURES];

/// The atoms of a document's tokens, a list each. Memory is used again from one document to the next.
#[derive(Debug, Default)]
pub struct Features {
    /// The hash of each word; all numbers have one.
    hashes: Vec<u64>,
    roles: Vec<Role>,
    word: Vec<u32>,
    cluster: Vec<u32>,
    /// The lexicon's classes.
    lex: Vec<u32>,
    /// Classes and spelling.
    form: Vec<u32>,
    quote: Vec<u32>,
    hint: Vec<u32>,
    frame: Vec<u32>,
    /// Where it stands in its sentence and paragraph.
    place: Vec<u32>,
    /// The last possible cue before it in its sentence: its word and its cluster, each with its distance.
    cue_before: Vec<u32>,
    cluster_before: Vec<u32>,
    /// The last word that parts clauses, with its distance.
    clause_gap: Vec<u32>,
}

/// What a token may do in its sentence.
#[derive(Clone, Copy, Debug, Default)]
struct Role {
    /// Be a cue, outside quotation marks.
    cue: bool,
    /// Part clauses.
    parts: bool,
}

/// Classes of the lexicon that tell little of a token's role.
const SILENT: Lex = Lex::FEMALE_NAME
    .union(Lex::MALE_NAME)
    .union(Lex::EITHER_NAME)
    .union(Lex::MALE_WORD)
    .union(Lex::FEMALE_WORD)
    .union(Lex::SIGNAL)
    .union(Lex::OUTLET_WORD)
    .union(Lex::DERIVED);

impl Features {
    /// Reads a document's atoms.
    pub fn read(&mut self, site: &Site<'_, '_>) {
        let count = site.doc.tokens().len();
        for list in self.lists() {
            // What stands before the first token is never written.
            list.resize(PAD + count + FOUR + PAD, 0);
            list[PAD + count..].fill(0);
        }
        self.hashes.resize(count, 0);
        self.roles.resize(count, Role::default());
        self.quote[PAD..PAD + count].fill(OUTSIDE);
        for quoted in site.quoted.iter().filter(|quoted| quoted.depth == 0) {
            let own = PAD + quoted.tokens.start as usize..PAD + quoted.tokens.end as usize;
            quote(quoted, &mut self.quote[own]);
        }
        self.words(site);
        for sentence in site.doc.sentences() {
            let paragraph = site.doc.paragraphs()[sentence.paragraph as usize].tokens;
            self.sentence(sentence.tokens, paragraph);
        }
    }

    /// Reads what the tokens are by themselves.
    fn words(&mut self, site: &Site<'_, '_>) {
        const CUE: Lex = Lex::REPORTING.union(Lex::CUE_NOUN).union(Lex::CUE_PREPOSITION);
        const CLAUSE: Lex = Lex::SUBORDINATOR.union(Lex::WH).union(Lex::COORDINATOR);
        let tokens = site.doc.tokens();
        let count = tokens.len();
        let (words, lexes) = (&site.hashes[..count], &site.lex[..count]);
        let (hints, inside) = (&site.hints[..count], &site.inside[..count]);
        let (hashes, roles) = (&mut self.hashes[..count], &mut self.roles[..count]);
        let own = PAD..PAD + count;
        let (word, lex) = (&mut self.word[own.clone()], &mut self.lex[own.clone()]);
        let (form, hint) = (&mut self.form[own.clone()], &mut self.hint[own.clone()]);
        let frame = &mut self.frame[own.clone()];
        for (at, token) in tokens.iter().enumerate() {
            let hash = select_unpredictable(token.kind == TokenKind::Number, NUMBER, words[at]);
            word[at] = fold(hash);
            hashes[at] = hash;
            let mark = is_mark(token.kind);
            let space = token.flags.contains(TokenFlags::SPACE_BEFORE) & mark;
            let shape =
                token.kind as u64 | u64::from((token.flags & SHAPE).bits()) << 4 | u64::from(space) << 12;
            let name = u64::from(lexes[at].intersects(Lex::FIRST_NAME));
            lex[at] = mix((lexes[at] & !SILENT).bits() << 1 | name);
            form[at] = mix(u64::from(lex[at]) | shape << 32);
            hint[at] = small(hints[at].rule << 3 | hints[at].label as u8);
            frame[at] = small(hints[at].frame as u8);
            let cue = (hints[at].frame == Place::Head) | lexes[at].intersects(CUE);
            roles[at] = Role { cue: cue & (inside[at] == 0), parts: mark | lexes[at].intersects(CLAUSE) };
        }
        // Apart from the rest, so that many look-ups are under way at once.
        let clusters = &mut self.cluster[own];
        for (slot, hash) in clusters.iter_mut().zip(&*hashes) {
            *slot = site.clusters.slot(*hash);
        }
        for (cluster, hash) in clusters.iter_mut().zip(&*hashes) {
            *cluster = mix(u64::from(site.clusters.behind_slot(*cluster, *hash)));
        }
    }

    fn lists(&mut self) -> [&mut Vec<u32>; 11] {
        [
            &mut self.word,
            &mut self.cluster,
            &mut self.lex,
            &mut self.form,
            &mut self.quote,
            &mut self.hint,
            &mut self.frame,
            &mut self.place,
            &mut self.cue_before,
            &mut self.cluster_before,
            &mut self.clause_gap,
        ]
    }

    /// Reads what depends on the whole sentence.
    fn sentence(&mut self, range: IndexRange, paragraph: IndexRange) {
        let roles = &self.roles[range.range()];
        let count = roles.len();
        let own = PAD + range.start as usize..PAD + range.end as usize;
        let (word, cluster) = (&self.word[own.clone()][..count], &self.cluster[own.clone()][..count]);
        let cue_before = &mut self.cue_before[own.clone()][..count];
        let cluster_before = &mut self.cluster_before[own.clone()][..count];
        let clause_gap = &mut self.clause_gap[own.clone()][..count];
        // The last cue, its word and cluster, and the last word that parted clauses; twice each.
        let (mut cue, mut since) = ([0u32; 2], FAR);
        let (mut parting, mut parting_since) = (0u32, 0);
        for (at, role) in roles.iter().enumerate() {
            cue_before[at] = cue[0].wrapping_add(STEP_ATOMS[since]);
            cluster_before[at] = cue[1].wrapping_add(STEP_ATOMS[since]);
            clause_gap[at] = parting.wrapping_add(STEP_ATOMS[parting_since]);
            since = (since + 1).min(FAR);
            parting_since = (parting_since + 1).min(FAR);
            // Without a branch: one word in five parts clauses, and many may be a cue.
            cue[0] = select_unpredictable(role.cue, twice(word[at]), cue[0]);
            cue[1] = select_unpredictable(role.cue, twice(cluster[at]), cue[1]);
            since = select_unpredictable(role.cue, 0, since);
            parting = select_unpredictable(role.parts, twice(word[at]), parting);
            parting_since = select_unpredictable(role.parts, 0, parting_since);
        }
        let place = &mut self.place[own];
        place.fill(small(2 << 2));
        // Only the first token and the last two stand elsewhere.
        for at in (0..count.min(1)).chain(count.saturating_sub(2).max(1)..count) {
            let opens = at == 0;
            let first = opens && range.start == paragraph.start;
            let closes = (count - 1 - at).min(2) as u8;
            let last = closes == 0 && range.end == paragraph.end;
            place[at] = small(u8::from(opens) | u8::from(first) << 1 | closes << 2 | u8::from(last) << 4);
        }
    }

    /// Where the rows of four tokens' atoms stand in a table of two to the power of `bits` rows, a kind of atom each.
    #[allow(
        clippy::inline_always,
        reason = "what is not inlined is not compiled for the machine that it runs on"
    )]
    #[inline(always)]
    pub fn rows(&self, token: usize, bits: u32) -> [[u32; FOUR]; ATOMS] {
        let atoms = [
            &self.word,
            &self.cluster,
            &self.lex,
            &self.form,
            &self.quote,
            &self.hint,
            &self.frame,
            &self.place,
            &self.cue_before,
            &self.cluster_before,
            &self.clause_gap,
        ];
        std::array::from_fn(|at| {
            // A list goes on behind the last token, so there always are four.
            let four = atoms[at][PAD + token..].first_chunk::<FOUR>().unwrap_or(&[0; FOUR]);
            four.map(|atom| atom.wrapping_add(ROW_SALTS[at]) >> (u32::BITS - bits))
        })
    }

    /// The values of the features of one token, a template each; [`hash`] makes features of them.
    pub fn of(&self, token: usize, out: &mut [u64; FEATURES]) {
        let mut four = [[0; FOUR]; FEATURES];
        self.values(token, &[0; FEATURES], &mut four);
        *out = four.map(|four| u64::from(four[0]));
    }

    /// The values of four tokens, a number added to those of each template.
    #[allow(clippy::inline_always, reason = "the salts are then known, and no list is checked twice")]
    #[inline(always)]
    fn values(&self, token: usize, salts: &[u32; FEATURES], out: &mut Four) {
        let near = |list| Near::new(list, token);
        let (word, cluster, lex, form) =
            (near(&self.word), near(&self.cluster), near(&self.lex), near(&self.form));
        let (quote, hint, frame) = (near(&self.quote), near(&self.hint), near(&self.frame));
        let own = |list| near(list).n();
        let place = own(&self.place);
        let cue_before = own(&self.cue_before);
        let cluster_before = own(&self.cluster_before);
        let clause_gap = own(&self.clause_gap);
        let values = [
            // Words.
            word.n(),
            word.a(),
            word.b(),
            // Classes.
            two(lex.a(), form.n()),
            two(form.n(), lex.b()),
            // Clusters.
            cluster.n(),
            // Quotation marks.
            two(two(two(quote.d(), quote.n()), quote.c()), lex.n()),
            // The rules' proposals.
            two(hint.a(), hint.n()),
            two(two(hint.n(), quote.n()), place),
            two(two(two(frame.a(), frame.n()), frame.b()), hint.n()),
            // The cues around it.
            two(two(cue_before, hint.n()), lex.n()),
            two(cluster_before, cluster.n()),
            two(clause_gap, form.n()),
            // Place.
            two(place, form.n()),
        ];
        for template in 0..FEATURES {
            out[template] = (values[template] + u32x4::splat(salts[template])).to_array();
        }
    }
}

impl Look for Features {
    #[inline]
    fn four(&self, token: usize, out: &mut Four) {
        self.values(token, &SALTS, out);
    }
}

/// Atoms of one list from two tokens before to two behind four tokens.
struct Near<'a>(&'a [u32; PAD + FOUR + PAD]);

impl<'a> Near<'a> {
    #[inline]
    fn new(list: &'a [u32], token: usize) -> Self {
        // A list goes on behind the last token, so there always is a chunk.
        Self(list[token..].first_chunk().unwrap_or(&[0; PAD + FOUR + PAD]))
    }

    /// Of the tokens two before.
    #[inline]
    fn d(&self) -> u32x4 {
        let [d, a, n, b, ..] = *self.0;
        u32x4::new([d, a, n, b])
    }

    /// Of the tokens before.
    #[inline]
    fn a(&self) -> u32x4 {
        let [_, a, n, b, c, ..] = *self.0;
        u32x4::new([a, n, b, c])
    }

    /// Of the tokens themselves.
    #[inline]
    fn n(&self) -> u32x4 {
        let [_, _, n, b, c, d, ..] = *self.0;
        u32x4::new([n, b, c, d])
    }

    /// Of the tokens behind.
    #[inline]
    fn b(&self) -> u32x4 {
        let [.., n, b, c, d, _] = *self.0;
        u32x4::new([n, b, c, d])
    }

    /// Of the tokens two behind.
    #[inline]
    fn c(&self) -> u32x4 {
        let [.., n, b, c, d] = *self.0;
        u32x4::new([n, b, c, d])
    }
}

/// The hash of a feature: the number of its template with its value. It has 32 bits.
pub const fn hash(template: usize, value: u64) -> u64 {
    (value as u32).wrapping_add(SALTS[template]) as u64
}

/// How many atoms stand before the first token and behind the last, so that neighbours need no check.
pub(super) const PAD: usize = 2;

/// A number a template, so that equal values under two templates are two features.
///
/// The templates of words come first. Their rows for one word stand side by side: what it tells of itself, of the word
/// behind and of the one before is asked for in one token after the other, and fetched at once.
const SALTS: [u32; FEATURES] = salts(3);

/// A number a template; those of the first ones follow each other.
pub(super) const fn salts(side_by_side: usize) -> [u32; FEATURES] {
    let mut salts = [0; FEATURES];
    let mut at = 0;
    while at < FEATURES {
        salts[at] = if at < side_by_side { mix(0xA000) + at as u32 } else { mix(0xA000 + at as u64) };
        at += 1;
    }
    salts
}

/// A number a kind of atom, so that equal ones of two kinds have two rows.
const ROW_SALTS: [u32; ATOMS] = {
    let mut salts = [0; ATOMS];
    let mut at = 0;
    while at < ATOMS {
        salts[at] = mix(0xB000 + at as u64);
        at += 1;
    }
    salts
};

/// The word of every number.
pub(super) const NUMBER: u64 = 7;
/// Farther than any distance that is told apart.
const FAR: usize = 40;

/// Two values in their order.
#[inline]
fn two(a: u32x4, b: u32x4) -> u32x4 {
    a + a + b
}

#[inline]
const fn twice(atom: u32) -> u32 {
    atom << 1
}

/// Spreads a value over all bits: both halves of a product of 128 bits.
#[inline]
pub(super) const fn mix(value: u64) -> u32 {
    let product = (value ^ 0x2545_F491_4F6C_DD1D) as u128 * 0xC2B2_AE3D_27D4_EB4F;
    fold(product as u64 ^ (product >> 64) as u64)
}

/// 32 bits of 64 mixed ones.
#[inline]
pub(super) const fn fold(mixed: u64) -> u32 {
    (mixed >> 32) as u32
}

/// [`mix`] of a small value.
#[inline]
const fn small(value: u8) -> u32 {
    SMALL[value as usize]
}

static SMALL: [u32; 256] = {
    let mut mixed = [0; 256];
    let mut at = 0;
    while at < 256 {
        mixed[at] = mix(at as u64);
        at += 1;
    }
    mixed
};

/// Of a distance in tokens the atom of its step.
static STEP_ATOMS: [u32; FAR + 1] = {
    let mut atoms = [0; FAR + 1];
    let mut at = 0;
    while at <= FAR {
        atoms[at] = small(step(at));
        at += 1;
    }
    atoms
};

/// The atom of a token outside quotation marks.
const OUTSIDE: u32 = mix(0);

const SHAPE: TokenFlags = TokenFlags::UPPER_FIRST
    .union(TokenFlags::UPPER_ALL)
    .union(TokenFlags::DIGIT)
    .union(TokenFlags::ABBREVIATION);

fn is_mark(kind: TokenKind) -> bool {
    (kind == TokenKind::Mark) | (kind == TokenKind::Punct)
}

/// The atoms of a quoted span's tokens: what the span looks like, and whether it begins or ends there.
fn quote(quoted: &QuotedSpan, out: &mut [u32]) {
    let label = match quoted.label {
        QuotedLabel::Speech => 1,
        QuotedLabel::Fragment => 2,
        QuotedLabel::Scare => 3,
        QuotedLabel::Title => 4,
        QuotedLabel::Nickname => 5,
    };
    let Some(last) = out.len().checked_sub(1) else { return };
    let long = u8::from(step(out.len()) >= 5);
    let of = |at: usize| small(label | u8::from(at == 0) << 3 | u8::from(at == last) << 4 | long << 5);
    out.fill(small(label | long << 5));
    for at in [0, last] {
        out[at] = of(at);
    }
}

/// Eight steps of a distance in tokens.
#[inline]
const fn step(distance: usize) -> u8 {
    STEPS[if distance < FAR { distance } else { FAR }]
}

static STEPS: [u8; FAR + 1] = {
    let mut steps = [7; FAR + 1];
    let mut at = 0;
    while at <= 25 {
        steps[at] = match at {
            0..=2 => at as u8,
            3..=4 => 3,
            5..=7 => 4,
            8..=12 => 5,
            _ => 6,
        };
        at += 1;
    }
    steps
};
