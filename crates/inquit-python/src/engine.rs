//! The engine: what extracts, with its model and the user's lists.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use inquit::{Extraction, Extractor, Known, Model, Names, Scratch};
use inquit_formats::{Article, list};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::errors::{ListError, ModelError};

/// What extracts, and how sure a quotation must be to be given.
#[derive(Clone, Debug, Default)]
pub struct Engine {
    extractor: Extractor,
    least_confidence: f32,
}

impl Engine {
    /// What an article holds.
    pub fn find(&self, article: &Article<'_>, scratch: &mut Scratch) -> Extraction {
        let mut found = self.extractor.extract_with(article.input(), scratch);
        if self.least_confidence > 0.0 {
            found.attributions.retain(|one| one.confidence >= self.least_confidence);
        }
        found
    }

    /// The extractor itself.
    pub fn extractor(&self) -> &Extractor {
        &self.extractor
    }
}

/// Work in memory that this thread used before.
pub fn with_scratch<T>(work: impl FnOnce(&mut Scratch) -> T) -> T {
    thread_local! {
        static SCRATCH: RefCell<Scratch> = RefCell::default();
    }
    SCRATCH.with(|scratch| match scratch.try_borrow_mut() {
        Ok(mut scratch) => work(&mut scratch),
        Err(_) => work(&mut Scratch::default()),
    })
}

/// What extracts: a model, and lists of people and outlets.
#[pyclass(frozen, name = "Extractor", module = "inquit")]
pub struct PyExtractor {
    engine: Engine,
    model: String,
}

#[pymethods]
impl PyExtractor {
    #[new]
    #[pyo3(signature = (model = PathBuf::from("fast"), *, people = None, outlets = None, min_confidence = 0.0))]
    fn new(
        py: Python<'_>,
        model: PathBuf,
        people: Option<PathBuf>,
        outlets: Option<PathBuf>,
        min_confidence: f32,
    ) -> PyResult<Self> {
        if !(0.0..=1.0).contains(&min_confidence) {
            return Err(PyValueError::new_err("min_confidence: not between 0 and 1"));
        }
        let name = model.display().to_string();
        py.detach(|| {
            let known = Known { people: names(people.as_deref())?, outlets: names(outlets.as_deref())? };
            let extractor = load(&model)?.with_known(Arc::new(known));
            Ok(Self { engine: Engine { extractor, least_confidence: min_confidence }, model: name })
        })
    }

    /// The model's name, or its file.
    #[getter]
    fn model(&self) -> &str {
        &self.model
    }

    fn __repr__(&self) -> String {
        format!("Extractor({:?})", self.model)
    }
}

/// The engine of an extractor, or the usual one.
pub fn engine(extractor: Option<&PyExtractor>) -> Engine {
    static USUAL: LazyLock<Engine> = LazyLock::new(Engine::default);
    extractor.map_or_else(|| USUAL.clone(), |extractor| extractor.engine.clone())
}

fn load(model: &Path) -> PyResult<Extractor> {
    match model.to_str() {
        Some("fast") => return Ok(Extractor::default()),
        Some("none") => return Ok(Extractor::by_rules()),
        Some("best") => {
            let why = "the wheel is without the model best, whose weights alone are 23 MB; give fast or none, or \
                       use the command line";
            return Err(ModelError::new_err(why));
        }
        _ => {}
    }
    let error = |why: String| {
        let cure = "give fast, none, or a file that `inquit train` made";
        ModelError::new_err(format!("{}: {why}; {cure}", model.display()))
    };
    let bytes = std::fs::read(model).map_err(|why| error(why.to_string()))?;
    let model = Model::read(bytes.into()).map_err(|why| error(why.to_string()))?;
    Ok(Extractor::with_model(model.into()))
}

fn names(path: Option<&Path>) -> PyResult<Names> {
    let names = path.map(list).transpose();
    Ok(names.map_err(|problem| ListError::new_err(problem.to_string()))?.unwrap_or_default())
}
