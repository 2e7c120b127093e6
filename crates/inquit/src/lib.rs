//! Finds who said what, in which words and to which outlet, in news text.
//!
//! ```
//! use inquit::{Extractor, Input};
//! let text = "\"It works,\" Ana Lima told Reuters.";
//! let found = Extractor::default().extract(Input::new(text));
//! for attribution in &found.attributions {
//!     println!("{:?}", attribution.content_words(text));
//! }
//! ```
//!
//! Extraction reads and writes nothing but memory, and cannot fail on any text. Modules stand in the order of
//! the flow, and each uses only those above it.

mod steps;
pub mod attribution;
pub mod explanation;
pub mod lexicon;
pub mod known;
pub mod quoted;
pub mod tag;
pub mod relate;
pub mod mention;
pub mod speaker;
pub mod outlet;
pub mod when;
mod given;
pub mod extract;
pub mod mask;
pub mod wording;
pub mod verify;

pub use attribution::{
    Addressee, Attribution, Channel, Kind, Note, NoteKind, Outlet, Pronoun, RuleInfo, SaidOn, Speaker,
    SpeakerClass,
};
pub use explanation::{Considered, Explanation};
pub use extract::{Extraction, Extractor, Input, Name, Scratch, rules};
pub use inquit_tokenizer::Span;
pub use known::{Known, Names};
pub use relate::model::{Model, ModelError, ModelErrorKind, Second};
#[doc(hidden)]
pub use steps::taken as steps_taken;
pub use tag::name::Kind as NameKind;
