//! The Python module `inquit._inquit`: the engine of the command line behind classes of Python.
//!
//! Texts come in as Python's strings, as articles that inquit read, or as columns of Arrow; what is found goes out as
//! documents or as columns. Threads work without the interpreter's lock, on bounded windows (`ordered`).

#![allow(clippy::needless_pass_by_value, reason = "what comes from Python comes by value")]

mod errors;
mod engine;
mod ordered;
mod article;
mod document;
mod read;
mod feed;
mod many;
mod columns;
mod table;
mod check;

use pyo3::prelude::*;

/// The module.
#[pymodule]
mod _inquit {
    #[pymodule_export]
    use crate::article::PyArticle;
    #[pymodule_export]
    use crate::check::{Masked, mask, restore, score, verify};
    #[pymodule_export]
    use crate::columns::Columnar;
    #[pymodule_export]
    use crate::document::{Document, Note, Quote, Span};
    #[pymodule_export]
    use crate::engine::PyExtractor;
    #[pymodule_export]
    use crate::many::{Documents, extract, extract_many, to_arrow};
    #[pymodule_export]
    use crate::read::{Reader, read};
    #[pymodule_export]
    use crate::table::{Records, columns_read, extract_table, record_schema, text_addresses, usual_names};
    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        inquit_formats::guard::quiet_panics();
        module.add("__version__", inquit_formats::VERSION)?;
        crate::errors::add(module)
    }
}
