//! Text to paragraphs, sentences and tokens, all as byte spans into the untouched text.
//!
//! ```
//! use inquit_tokenizer::Document;
//! let doc = Document::new("\"It works,\" Dr. Ana Lima said. She smiled.");
//! assert_eq!(doc.sentences().len(), 2);
//! ```
//!
//! Tokens and the gaps between them rebuild the text exactly; nothing here can fail on any text.

mod document;
mod scan;
mod word;
mod number;
mod web;
mod abbreviation;
mod unicode;
mod class;
mod eight;
mod sentence;
mod layout;
mod line_index;
mod span;
mod token;
mod work;

pub use document::{Document, IndexRange, Layout, Paragraph, Segments, Sentence};
pub use line_index::{LineColumn, LineIndex};
pub use span::Span;
pub use token::{Token, TokenFlags, TokenKind};
