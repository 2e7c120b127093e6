//! Pronouns of the third person, relatives, and the first person.

use inquit_tokenizer::IndexRange;

use super::{Class, Form, Mention, Traits, Words};

/// The pronoun at a token, if it is one that can stand for a speaker.
pub(super) fn read(words: &Words<'_, '_>, at: usize, sentence: u32) -> Option<Mention> {
    let word = words.word(at).as_bytes();
    let mut lower = [0u8; 10];
    for (lower, byte) in lower.iter_mut().zip(word) {
        *lower = byte.to_ascii_lowercase();
    }
    let (class, traits) = match lower.get(..word.len())? {
        b"he" => (Class::Person, Traits::MALE | Traits::SUBJECT),
        b"him" | b"himself" => (Class::Person, Traits::MALE),
        b"his" => (Class::Person, Traits::MALE | Traits::OWNER),
        b"she" => (Class::Person, Traits::FEMALE | Traits::SUBJECT),
        b"herself" => (Class::Person, Traits::FEMALE),
        b"her" => (Class::Person, Traits::FEMALE | Traits::OWNER),
        b"they" => (Class::Unknown, Traits::PLURAL | Traits::SUBJECT),
        b"them" => (Class::Unknown, Traits::PLURAL),
        b"their" => (Class::Unknown, Traits::PLURAL | Traits::OWNER),
        b"it" => (Class::Unknown, Traits::NEUTER),
        b"its" => (Class::Unknown, Traits::NEUTER | Traits::OWNER),
        b"who" | b"whom" => (Class::Person, Traits::RELATIVE),
        b"whose" => (Class::Person, Traits::RELATIVE | Traits::OWNER),
        b"which" => (Class::Unknown, Traits::RELATIVE | Traits::NEUTER),
        b"i" | b"me" | b"my" | b"we" | b"us" | b"our" => (Class::Person, Traits::FIRST_PERSON),
        _ => return None,
    };
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
