//! The lexicon tells what is known of a word from its spelling alone.
//!
//! Its words stand in data files, one class a file; see `data/README.md`.

mod code;
mod table;
mod words;

pub(crate) use code::{code, code_of, codes, is_any, listed};
pub(crate) use table::hash as word_hash;
pub(crate) use words::rows;
pub use words::{Lex, folded, lookup, read};
