//! A prepared document is a text with all that the rules know of it, for those that train a model.

use inquit_tokenizer::Document;

use super::candidate::{self, Candidate, Tagged};
use super::context::Context;
use super::link::Linker;
use super::state::Found;
use super::{Scratch, hold, propose, rules};
use crate::lexicon::Sheet;
use crate::quoted::{self, QuotedSpan};
use crate::tag::clusters::Clusters;
use crate::tag::scorer::{self, Scorer};
use crate::tag::{Hint, Site};

/// A text, cut, with its words, its quoted spans and the rules' proposals.
pub struct Prepared<'t> {
    /// The text, cut.
    pub doc: Document<'t>,
    /// Its words.
    pub sheet: Sheet,
    quoted: Vec<QuotedSpan>,
    inside: Vec<u32>,
    hints: Vec<Hint>,
    found: Vec<Found>,
}

impl<'t> Prepared<'t> {
    /// Prepares a text.
    pub fn new(text: &'t str) -> Self {
        let doc = Document::new(text);
        let sheet = Sheet::new(&doc);
        let (mut quoted, mut hints) = (Vec::new(), Vec::new());
        quoted::find(&doc, &sheet.lex, &mut quoted, &mut Vec::new());
        let mut scratch = Scratch::default();
        hold(&doc, &quoted, &mut scratch.inside);
        let Scratch { inside, frames, state, .. } = &mut scratch;
        let cx = Context::new(&doc, &sheet, &quoted, inside);
        super::frame::find(&cx, frames);
        state.reset(&cx, frames);
        rules::run(&cx, frames, state, false);
        propose::hints(&cx, frames, state, &mut hints);
        let found = std::mem::take(&mut state.found);
        let inside = scratch.inside;
        Self { doc, sheet, quoted, inside, hints, found }
    }

    /// As the scorer sees it.
    pub fn site<'a>(&'a self, clusters: &'a Clusters) -> Site<'a, 't> {
        Site {
            doc: &self.doc,
            hashes: &self.sheet.hashes,
            lex: &self.sheet.lex,
            quoted: &self.quoted,
            inside: &self.inside,
            hints: &self.hints,
            clusters,
        }
    }

    /// All candidates under a scorer and a linker, each with what the judge looks at.
    pub fn candidates(
        &self,
        scorer: &Scorer,
        clusters: &Clusters,
        linker: &Linker,
    ) -> Vec<(Candidate, Vec<u16>)> {
        let cx = Context::new(&self.doc, &self.sheet, &self.quoted, &self.inside);
        let mut tagged = Tagged::default();
        let site = self.site(clusters);
        tagged.score(scorer, &site, &mut scorer::Scratch::default());
        let neighbours = scorer.neighbours();
        let all = candidate::find(&cx, &mut tagged, [neighbours; 2], linker, &self.found);
        let with_features = |one: Candidate| {
            let features = candidate::features(&cx, &tagged, &one).to_vec();
            (one, features)
        };
        all.into_iter().map(with_features).collect()
    }
}
