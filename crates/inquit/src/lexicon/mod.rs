//! The lexicon tells what is known of a word from its spelling alone.
//!
//! Its words stand in data files, one class a file; see `data/README.md`.

mod code;
mod sheet;
mod table;
mod words;

pub(crate) use code::{Code, code, code_of, codes, is_any, listed};
pub use sheet::Sheet;
pub(crate) use sheet::{Ask, Asks};
pub use table::hash_of as word_hash;
pub(crate) use words::rows;
pub use words::{Lex, lookup};

/// Words that are no part of a name by themselves, where they stand capitalised in a headline or begin a sentence.
pub(crate) const NO_NAME: Lex = Lex::PREPOSITION
    .union(Lex::COORDINATOR)
    .union(Lex::SUBORDINATOR)
    .union(Lex::BE)
    .union(Lex::HAVE)
    .union(Lex::DO)
    .union(Lex::DETERMINER)
    .union(Lex::NEGATION)
    .union(Lex::WH)
    .union(Lex::SUBJECT_PRONOUN)
    .union(Lex::OBJECT_PRONOUN)
    .union(Lex::POSSESSIVE);
