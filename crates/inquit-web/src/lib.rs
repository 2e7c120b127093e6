//! What inquit found, to look at: a report in one file that opens anywhere, and a page served on this machine.
//!
//! The page is one template, one style and one script, in files of their own; data reaches it as JSON, never as markup.

mod page;
mod data;
mod report;
#[cfg(feature = "serve")]
pub mod serve;

pub use data::{Shown, ShownQuotation};
pub use report::Report;
