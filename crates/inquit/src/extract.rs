//! The whole flow, from a text to its attributions with speakers and outlets.

use std::sync::Arc;

use inquit_tokenizer::{Document, Segments, Span};

use crate::attribution::{Attribution, Note, RuleInfo};
use crate::explanation::Explanation;
use crate::given::{self, Places};
use crate::known::Known;
use crate::lexicon::Sheet;
use crate::mention::{self, Class, Form, Mention, recognised};
use crate::quoted::{self, QuotedSpan};
use crate::relate::model::Model;
use crate::tag::name::{Found, Kind};
use crate::{outlet, relate, speaker, when};

/// One article, as the extractor takes it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Input<'t> {
    /// The whole text, untouched; all spans are bytes in it.
    pub text: &'t str,
    /// Where the article begins in `text`, in bytes: what stands before is a header of metadata.
    pub body_start: usize,
    /// The headline, where it is known apart from the text.
    pub title: Option<&'t str>,
    /// The outlet that published the article.
    pub publisher: Option<&'t str>,
    /// When it was published, as written: ISO 8601, or a date in words.
    pub published: Option<&'t str>,
}

impl<'t> Input<'t> {
    /// An article that is nothing but text.
    pub fn new(text: &'t str) -> Self {
        Self { text, ..Self::default() }
    }
}

/// Memory used again from one article to the next. One a thread.
#[derive(Debug, Default)]
pub struct Scratch {
    segments: Segments,
    sheet: Sheet,
    quoted: Vec<QuotedSpan>,
    relate: relate::Scratch,
    mentions: Vec<Mention>,
    recognised: recognised::Scratch,
    speaker: speaker::Scratch,
    outlet: outlet::Scratch,
    /// The lists of the last extraction that was given back, empty.
    found: Extraction,
}

impl Scratch {
    /// Takes an extraction back that is needed no more, for the memory of its lists.
    pub fn give_back(&mut self, found: Extraction) {
        self.found = found;
        self.found.attributions.clear();
        self.found.notes.clear();
    }
}

/// What was found in one article.
#[derive(Clone, Debug, Default)]
pub struct Extraction {
    /// In text order of their first content.
    pub attributions: Vec<Attribution>,
    /// Repairs and doubts, in text order.
    pub notes: Vec<Note>,
}

/// A name in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// Where it stands, in bytes, without titles.
    pub span: Span,
    /// What it names.
    pub kind: Kind,
}

/// Finds attributions. Cheap to make; holds no state between articles.
#[derive(Clone, Debug)]
pub struct Extractor {
    model: Option<Arc<Model>>,
    known: Option<Arc<Known>>,
}

impl Default for Extractor {
    /// By rules and the built-in model.
    fn default() -> Self {
        Self { model: Some(Model::fast()), known: None }
    }
}

impl Extractor {
    /// By rules and a model.
    pub fn with_model(model: Arc<Model>) -> Self {
        Self { model: Some(model), known: None }
    }

    /// By rules alone.
    pub fn by_rules() -> Self {
        Self { model: None, known: None }
    }

    /// The same, which gives those in the user's lists their identifiers and knows the listed outlets.
    ///
    /// ```
    /// use inquit::{Extractor, Input, Known};
    /// let mut known = Known::default();
    /// known.people.add("Dana Cole", [], "Q1".into());
    /// known.outlets.add("Fenland Sparrow", ["The Sparrow"], "Q2".into());
    /// let text = "\"It works,\" Dana Cole told the Sparrow.";
    /// let found = Extractor::default().with_known(known.into()).extract(Input::new(text));
    /// let outlet = found.attributions[0].outlet.as_ref().unwrap();
    /// assert_eq!((&*outlet.name, outlet.id.as_deref()), ("Sparrow", Some("Q2")));
    /// ```
    pub fn with_known(self, known: Arc<Known>) -> Self {
        // Without lists nothing is looked up.
        Self { known: Some(known).filter(|known| !known.is_empty()), ..self }
    }

    /// Extracts from one article.
    pub fn extract(&self, input: Input<'_>) -> Extraction {
        self.extract_with(input, &mut Scratch::default())
    }

    /// Extracts from one article in memory used before.
    pub fn extract_with(&self, input: Input<'_>, scratch: &mut Scratch) -> Extraction {
        self.run(input, scratch, None)
    }

    /// Extracts from one article and tells how each candidate was decided.
    pub fn explain(&self, input: Input<'_>) -> (Extraction, Vec<Explanation>) {
        let mut explanations = Vec::new();
        let found = self.run(input, &mut Scratch::default(), Some(&mut explanations));
        (found, explanations)
    }

    /// Resolves attributions that are given, in text order: speaker, outlet, channel and addressee are filled in, and
    /// for a quotation without cue and source whom it continues; all else is left as it is.
    pub fn resolve(&self, input: Input<'_>, attributions: Vec<Attribution>) -> Extraction {
        self.resolve_explained(input, attributions).0
    }

    /// The same, with remarks on each attribution.
    pub fn resolve_explained(
        &self,
        input: Input<'_>,
        attributions: Vec<Attribution>,
    ) -> (Extraction, Vec<Vec<String>>) {
        let mut scratch = Scratch::default();
        let doc = Document::with_body(input.text, input.body_start, Segments::default());
        let mut found = Extraction { attributions, notes: Vec::new() };
        let mut remarks = Vec::new();
        scratch.sheet.read(&doc);
        quoted::find(&doc, &scratch.sheet.lex, &mut scratch.quoted, &mut found.notes);
        scratch.relate.parts.extend(found.attributions.iter().map(|one| mention::parts(&doc, one)));
        self.who_and_where(&doc, input, &mut scratch, &mut found.attributions, Some(&mut remarks), true);
        (found, remarks)
    }

    /// All names of a text, in text order: those that the model recognises where it learned of names, else the rules'.
    pub fn names(&self, text: &str) -> Vec<Name> {
        let doc = Document::new(text);
        let (sheet, mut mentions) = (Sheet::new(&doc), Vec::new());
        mention::find(&doc, &sheet, None, std::iter::empty(), &mut mentions);
        if let Some(model) = self.model.as_deref().filter(|model| model.names.is_some()) {
            let mut scratch = recognised::Scratch::default();
            let found = recognised::find(&doc, &sheet, &mentions, model, &mut scratch);
            let name = |one: &Found| Name { span: mention::cover(&doc, one.tokens), kind: one.kind };
            return found.iter().map(name).collect();
        }
        let names = mentions.iter().filter(|mention| mention.form == Form::Name);
        let kind = |class| match class {
            Class::Person => Kind::Person,
            Class::Organization => Kind::Organization,
            _ => Kind::Other,
        };
        names.map(|mention| Name { span: mention.span(&doc), kind: kind(mention.class) }).collect()
    }

    /// The flow: document, words, quoted spans, attributions, then who and where.
    fn run(
        &self,
        input: Input<'_>,
        scratch: &mut Scratch,
        mut explain: Option<&mut Vec<Explanation>>,
    ) -> Extraction {
        let mut found = std::mem::take(&mut scratch.found);
        let doc = Document::with_body(input.text, input.body_start, std::mem::take(&mut scratch.segments));
        scratch.sheet.read(&doc);
        quoted::find(&doc, &scratch.sheet.lex, &mut scratch.quoted, &mut found.notes);
        relate::attribute(
            &doc,
            &scratch.sheet,
            &scratch.quoted,
            self.model.as_deref(),
            &mut scratch.relate,
            &mut found.attributions,
            explain.as_deref_mut(),
        );
        let mut remarks = explain.is_some().then(Vec::new);
        self.who_and_where(&doc, input, scratch, &mut found.attributions, remarks.as_mut(), false);
        if let (Some(explanations), Some(remarks)) = (explain, remarks) {
            for explanation in explanations {
                let of = explanation.attribution.and_then(|number| remarks.get(number));
                explanation.remarks = of.cloned().unwrap_or_default();
            }
        }
        scratch.segments = doc.into_segments();
        found
    }
    /// Mentions, speakers, outlets and days, for attributions that have been found, or are `given` and lack what the
    /// rules find of those without a source. Costs nothing where there are none.
    fn who_and_where(
        &self,
        doc: &Document<'_>,
        input: Input<'_>,
        scratch: &mut Scratch,
        attributions: &mut [Attribution],
        mut explain: Option<&mut Vec<Vec<String>>>,
        given: bool,
    ) {
        if attributions.is_empty() {
            return;
        }
        let Scratch { sheet, quoted, mentions, recognised, speaker, outlet, relate, .. } = scratch;
        let parts = &relate.parts;
        let known = self.known.as_deref();
        if let Some(known) = known {
            outlet::mark(doc, &known.outlets, sheet);
        }
        let own = outlet::gather(doc, sheet);
        let publisher = input.publisher.and_then(|name| outlet::Publisher::new(doc, name, sheet));
        mention::find(doc, sheet, input.title, parts.iter().filter_map(|parts| parts.source), mentions);
        if let Some(model) = &self.model {
            recognised::classify(doc, sheet, model, recognised, mentions);
        }
        // Who acts beside a quotation without a source, and who takes turns, is seen when all quotations are known.
        let mut any = given;
        for one in attributions.iter_mut().filter(|one| one.rule == relate::FLOATING && given::is_open(one)) {
            one.continues = None;
            any = true;
        }
        let places = any.then(|| Places::new(doc, attributions));
        let beside = places.as_ref().map(|places| places.sources(attributions, mentions, parts));
        let sources = beside.as_ref().unwrap_or(parts);
        speaker::resolve(doc, sheet, mentions, sources, speaker, attributions, explain.as_deref_mut());
        if let Some(places) = places {
            places.turns(quoted, attributions);
        }
        if let Some(known) = known {
            speaker::link(doc, mentions, &known.people, speaker, attributions);
        }
        let outlets = known.map(|known| &known.outlets);
        outlet::resolve(
            doc,
            sheet,
            parts,
            (outlets, own.as_ref(), publisher.as_ref()),
            outlet,
            attributions,
            explain,
        );
        when::resolve(doc, sheet, input.published, parts, attributions);
    }
}

/// Every rule, in the order in which they are asked.
pub fn rules() -> Vec<RuleInfo> {
    relate::rules().collect()
}
