//! Checking: quotations against texts, quotations masked and put back, predictions against gold.

use std::path::{Path, PathBuf};

use inquit::mask as masking;
use inquit::mask::What;
use inquit::verify::{Finding, Outcome, SIMILAR, Scratch, Verifier};
use inquit_eval::gold;
use inquit_eval::score as eval;
use inquit_formats::checked::{Checked, Sought, held};
use inquit_formats::mask_state::{MaskState, MaskedArticle};
use inquit_formats::{Article, Problem, Quotation};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyMapping, PyString};
use serde_json::Value;

use crate::article::text_of;
use crate::document::{Document, Quote, from_json};
use crate::engine::{PyExtractor, engine, with_scratch};
use crate::errors::{MaskError, RestoreError, ScoreError};
use crate::feed::Feed;
use crate::many::Given;
use crate::ordered::Ordered;

/// Looks for quotations in articles.
#[pyfunction]
#[pyo3(signature = (quotations, sources, *, own_article = false, min_similarity = SIMILAR, threads = None))]
pub fn verify<'py>(
    py: Python<'py>,
    quotations: &Bound<'py, PyAny>,
    sources: &Bound<'py, PyAny>,
    own_article: bool,
    min_similarity: f32,
    threads: Option<usize>,
) -> PyResult<Bound<'py, PyAny>> {
    if sources.cast::<PyString>().is_ok() || quotations.cast::<PyString>().is_ok() {
        return Err(PyTypeError::new_err("give lists of quotations and of sources, not one str"));
    }
    if !(0.0..=1.0).contains(&min_similarity) {
        return Err(PyValueError::new_err("min_similarity: not between 0 and 1"));
    }
    let mut sought = Vec::new();
    for (quotation, line) in quotations.try_iter()?.zip(1..) {
        sought.push(Sought { quotation: quotation_of(&quotation?)?, line });
    }
    let texts = sought.iter().map(|sought| &*sought.quotation.text);
    let verifier = Verifier::new(texts).with_similar(min_similarity);
    let wanted: Vec<_> = sought.iter().map(|sought| sought.quotation.doc_id.clone()).collect();
    let (names, mut outcomes) = search(py, verifier, wanted, own_article, sources, threads)?;
    let checked = sought.iter().zip(&mut outcomes);
    let checked: Vec<Value> =
        checked.map(|(sought, outcome)| Checked::new(sought, outcome, &names).json()).collect();
    from_json(py, &Value::Array(checked).to_string())
}

/// What an article holds: its name, the numbers of quotations and what it has of each.
type Held = (String, Vec<(u32, Finding)>);

/// The names of the articles that hold anything, and for each quotation what they hold.
fn search(
    py: Python<'_>,
    verifier: Verifier,
    wanted: Vec<Option<String>>,
    own_article: bool,
    sources: &Bound<'_, PyAny>,
    threads: Option<usize>,
) -> PyResult<(Vec<String>, Vec<Outcome>)> {
    let mut outcomes = vec![Outcome::default(); wanted.len()];
    let asked = std::sync::Arc::new((verifier, wanted));
    let mut feed = Feed::new(sources)?;
    let mut ordered: Ordered<Vec<Result<Held, Problem>>> = Ordered::new(threads)?;
    let mut names = Vec::new();
    loop {
        while ordered.has_room()
            && let Some(lot) = feed.next(py)
        {
            let asked = asked.clone();
            ordered.send(move |_| {
                let (verifier, wanted) = &*asked;
                let (mut all, mut scratch) = (Vec::new(), Scratch::default());
                lot.each(|article| {
                    all.push(article.map(|article| {
                        let is_wanted = |number: u32| {
                            let own = wanted[number as usize].as_deref();
                            !own_article || own.is_none_or(|own| own == article.id)
                        };
                        (article.id.to_string(), held(verifier, &article, &mut scratch, is_wanted))
                    }));
                });
                all
            });
        }
        let Some(all) = ordered.next(py)? else { break };
        for one in all {
            match one {
                Ok((_, found)) if found.is_empty() => {}
                Ok((name, found)) => {
                    for (number, finding) in found {
                        outcomes[number as usize].add(names.len() as u32, finding);
                    }
                    names.push(name);
                }
                Err(problem) => feed.tell(py, &problem)?,
            }
        }
    }
    feed.end()?;
    Ok((names, outcomes))
}

/// A quotation: a string, a quote that was found, or a mapping with a text.
fn quotation_of(object: &Bound<'_, PyAny>) -> PyResult<Quotation> {
    if let Ok(text) = object.cast::<PyString>() {
        return Ok(Quotation { text: text_of(text)?, ..Quotation::default() });
    }
    if let Ok(quote) = object.cast::<Quote>() {
        return Ok(quote.get().quotation());
    }
    let fields = object.cast::<PyMapping>().map_err(|_| {
        PyTypeError::new_err("a quotation is a str, a Quote, or a mapping with a text; not this object")
    })?;
    let field = |name: &str| -> PyResult<Option<String>> {
        let value = fields.call_method1("get", (name,))?;
        match value.cast::<PyString>() {
            Ok(text) => text_of(text).map(Some),
            Err(_) if value.is_none() => Ok(None),
            Err(_) => text_of(&value.str()?).map(Some),
        }
    };
    let Some(text) = field("text")? else {
        return Err(PyTypeError::new_err("a quotation without a text"));
    };
    Ok(Quotation { text, doc_id: field("doc_id")?, quote_id: field("quote_id")?, ..Quotation::default() })
}

/// A text whose quotations are placeholders, and the words to be put back.
#[pyclass(frozen, eq, module = "inquit")]
#[derive(PartialEq)]
pub struct Masked {
    text: String,
    kept: MaskedArticle,
}

#[pymethods]
impl Masked {
    /// The text with placeholders.
    #[getter]
    fn text(&self) -> &str {
        &self.text
    }

    /// The words of each placeholder, from number 1.
    #[getter]
    fn words(&self) -> Vec<String> {
        self.kept.words.clone()
    }

    /// What the placeholders begin with: "Q" of "[[Q1]]".
    #[getter]
    fn label(&self) -> &str {
        &self.kept.label
    }

    /// The words as the state file of the command line has them.
    fn to_json(&self) -> String {
        MaskState { articles: vec![self.kept.clone()], ..MaskState::default() }.json()
    }

    /// The words of a state file. The text with placeholders is not in it.
    #[staticmethod]
    #[pyo3(signature = (json, id = None))]
    fn from_json(json: &str, id: Option<&str>) -> PyResult<Self> {
        let state = MaskState::read(json.as_bytes()).map_err(MaskError::new_err)?;
        let mut articles = state.articles.into_iter().filter(|one| id.is_none_or(|id| one.id == id));
        match (articles.next(), articles.next()) {
            (Some(kept), None) => Ok(Self { text: String::new(), kept }),
            (Some(_), Some(_)) => {
                Err(MaskError::new_err("the state has several articles; give the id of one"))
            }
            (None, _) => Err(MaskError::new_err("the state has no such article")),
        }
    }

    fn __repr__(&self) -> String {
        format!("<Masked {:?}, {} quotations>", self.kept.id, self.kept.words.len())
    }
}

/// Puts placeholders for the words of quotations.
#[pyfunction]
#[pyo3(signature = (text, *, all_marked = false, indirect = false, extractor = None))]
pub fn mask(
    py: Python<'_>,
    text: Given<'_>,
    all_marked: bool,
    indirect: bool,
    extractor: Option<&PyExtractor>,
) -> PyResult<Masked> {
    let article = text.article([])?;
    let engine = engine(extractor);
    py.detach(|| {
        let found = with_scratch(|scratch| engine.find(&article, scratch));
        let spans = masking::spans(article.input(), &found.attributions, What { all_marked, indirect });
        let masked = masking::mask(&article.text, &spans);
        let kept = MaskedArticle { id: article.id.to_string(), label: masked.label, words: masked.words };
        Ok(Masked { text: masked.text, kept })
    })
}

/// Puts the words of a mask back.
#[pyfunction]
pub fn restore(py: Python<'_>, text: &Bound<'_, PyString>, masked: &Masked) -> PyResult<String> {
    let text = text_of(text)?;
    let restored = masking::restore(&text, &masked.kept.label, &masked.kept.words);
    let problems = masked.kept.problems(&Article::new(&*masked.kept.id, &*text), &restored);
    if problems.is_empty() {
        return Ok(restored.text);
    }
    let faults: Vec<_> =
        problems.iter().map(|problem| format!("{}; {}", problem.reason, problem.cure)).collect();
    let error = RestoreError::new_err(faults.join("\n"));
    error.value(py).setattr("faults", PyList::new(py, &faults)?)?;
    error.value(py).setattr("text", restored.text)?;
    Err(error)
}

/// Scores predictions against gold.
#[pyfunction]
#[pyo3(signature = (gold, predicted, *, all = false))]
pub fn score<'py>(
    py: Python<'py>,
    gold: &Bound<'py, PyAny>,
    predicted: &Bound<'py, PyAny>,
    all: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let (gold, predicted) = (documents(gold, "gold")?, documents(predicted, "predicted")?);
    let report = py.detach(|| eval::score(&gold, &predicted, &eval::Options { all }).to_json().to_string());
    from_json(py, &report)
}

/// The documents of a file, or those at hand.
fn documents(of: &Bound<'_, PyAny>, name: &str) -> PyResult<Vec<gold::Document>> {
    let failed = |error: inquit_eval::Error| ScoreError::new_err(error.to_string());
    if let Ok(path) = of.extract::<PathBuf>() {
        return gold::load(&path).map_err(failed);
    }
    let dumps = of.py().import("json")?.getattr("dumps")?;
    let mut lines = String::new();
    for one in of.try_iter()? {
        let one = one?;
        let fields = match one.cast::<Document>() {
            Ok(document) => document.call_method0("to_dict")?,
            Err(_) => one,
        };
        lines.push_str(dumps.call1((fields,))?.cast::<PyString>()?.to_cow()?.as_ref());
        lines.push('\n');
    }
    gold::parse(lines.as_bytes(), Path::new(name)).map_err(failed)
}
