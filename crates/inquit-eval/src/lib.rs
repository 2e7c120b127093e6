//! Gold, scores and the corpus: what tells how right inquit is.
//!
//! A gold document and a predicted one have the same form ([`gold::Document`]); [`score`] and [`spans`] compare
//! them, [`errors`] shows where they differ and [`breakdown`] where a score comes from, [`notation`] reads articles that are annotated by hand and
//! [`corpus`] makes gold and scores of them. [`segmentation`] measures tokens and
//! sentences against treebanks, [`entities`] names against sets that mark them. Modules stand in the order in which they use one another.

pub mod error;
pub mod gold;
pub mod words;
pub mod kinds;
pub mod names;
pub mod cast;
pub mod matched;
pub mod score;
pub mod spans;
pub mod errors;
pub mod breakdown;
pub mod predict;
pub mod given;
pub mod notation;
pub mod corpus;
pub mod segmentation;
pub mod entities;
pub mod train;

pub use error::{Error, ErrorKind};
