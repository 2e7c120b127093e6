//! Errors: an exception a kind, all of them under `InquitError`.

use pyo3::exceptions::{PyException, PyUserWarning};
use pyo3::prelude::*;
use pyo3::{create_exception, types::PyModule};

create_exception!(inquit, InquitError, PyException, "The base of all errors of inquit.");
create_exception!(inquit, ModelError, InquitError, "A model that there is not, or a file that holds none.");
create_exception!(inquit, ListError, InquitError, "A list of people or outlets that cannot be read.");
create_exception!(inquit, ReadError, InquitError, "A file or an article that cannot be read.");
create_exception!(
    inquit,
    ColumnError,
    InquitError,
    "A column that a table lacks, or of a type that is not read."
);
create_exception!(inquit, MaskError, InquitError, "No state of a mask.");
create_exception!(
    inquit,
    RestoreError,
    InquitError,
    "A masked text whose placeholders are not each there once. `faults` lists what is wrong, `text` is the text \
     as far as it could be restored."
);
create_exception!(inquit, ScoreError, InquitError, "Documents that cannot be scored.");
create_exception!(inquit, ExtractionError, InquitError, "Extraction broke off, which is a defect of inquit.");
create_exception!(inquit, ArticleWarning, PyUserWarning, "An article was passed over, or repaired.");

/// Adds the exceptions to the module.
pub fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    for (name, class) in [
        ("InquitError", py.get_type::<InquitError>()),
        ("ModelError", py.get_type::<ModelError>()),
        ("ListError", py.get_type::<ListError>()),
        ("ReadError", py.get_type::<ReadError>()),
        ("ColumnError", py.get_type::<ColumnError>()),
        ("MaskError", py.get_type::<MaskError>()),
        ("RestoreError", py.get_type::<RestoreError>()),
        ("ScoreError", py.get_type::<ScoreError>()),
        ("ExtractionError", py.get_type::<ExtractionError>()),
        ("ArticleWarning", py.get_type::<ArticleWarning>()),
    ] {
        module.add(name, class)?;
    }
    Ok(())
}
