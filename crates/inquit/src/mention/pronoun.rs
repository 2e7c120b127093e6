//! Pronouns of the third person, relatives, and the first person.

use inquit_tokenizer::IndexRange;

use super::{Class, Form, Mention, Traits, Words};
use crate::lexicon::{Code, code};

/// What is known of a pronoun: its code, what it stands for, and its traits.
type Known = (Code, Class, Traits);

/// The pronouns that can stand for a speaker, each at its own place.
const PRONOUNS: [Known; 1 << PLACES] = {
    const HE: Traits = Traits::MALE;
    const SHE: Traits = Traits::FEMALE;
    const THEY: Traits = Traits::PLURAL;
    const IT: Traits = Traits::NEUTER;
    const WHO: Traits = Traits::RELATIVE;
    const SUBJECT: Traits = Traits::SUBJECT;
    const OWNER: Traits = Traits::OWNER;
    let known = [
        ("he", Class::Person, HE.union(SUBJECT)),
        ("him", Class::Person, HE),
        ("himself", Class::Person, HE),
        ("his", Class::Person, HE.union(OWNER)),
        ("she", Class::Person, SHE.union(SUBJECT)),
        ("herself", Class::Person, SHE),
        ("her", Class::Person, SHE.union(OWNER)),
        ("they", Class::Unknown, THEY.union(SUBJECT)),
        ("them", Class::Unknown, THEY),
        ("their", Class::Unknown, THEY.union(OWNER)),
        ("it", Class::Unknown, IT),
        ("its", Class::Unknown, IT.union(OWNER)),
        ("who", Class::Person, WHO),
        ("whom", Class::Person, WHO),
        ("whose", Class::Person, WHO.union(OWNER)),
        ("which", Class::Unknown, WHO.union(IT)),
        ("i", Class::Person, Traits::FIRST_PERSON),
        ("me", Class::Person, Traits::FIRST_PERSON),
        ("my", Class::Person, Traits::FIRST_PERSON),
        ("we", Class::Person, Traits::FIRST_PERSON),
        ("us", Class::Person, Traits::FIRST_PERSON),
        ("our", Class::Person, Traits::FIRST_PERSON),
    ];
    let mut table = [(0, Class::Unknown, Traits::empty()); 1 << PLACES];
    let mut at = 0;
    while at < known.len() {
        let code = code(known[at].0);
        assert!(table[place(code)].0 == 0, "two pronouns have the same place");
        table[place(code)] = (code, known[at].1, known[at].2);
        at += 1;
    }
    table
};

/// The number of places is this power of two.
const PLACES: u32 = 6;

/// The place of a code; the factor gives each pronoun its own.
const fn place(code: Code) -> usize {
    (code.wrapping_mul(FACTOR) >> (Code::BITS - PLACES)) as usize
}

const FACTOR: Code = 0x78E5_1061;

/// Whether a nominal or pronoun outside sources may be looked at, before its place in the clause is known.
pub(super) fn may_be_subject(mention: &Mention, quoted: bool) -> bool {
    let pronoun = mention.form == Form::Pronoun;
    !pronoun || !quoted && !mention.traits.intersects(Traits::OWNER | Traits::FIRST_PERSON)
}

/// The pronoun at a token, if it is one that can stand for a speaker.
pub(super) fn read(words: &Words<'_, '_>, at: usize, sentence: u32) -> Option<Mention> {
    let code = words.code(at);
    let (known, class, traits) = PRONOUNS[place(code)];
    if code == 0 || known != code {
        return None;
    }
    let at = at as u32;
    Some(Mention {
        tokens: IndexRange::new(at, at + 1),
        from: at,
        head: at,
        sentence,
        role: IndexRange::default(),
        role_head: at,
        form: Form::Pronoun,
        class,
        traits,
    })
}
