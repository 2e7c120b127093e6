//! A mask's state is the small JSON file that keeps the words of masked articles until they are put back.

use inquit::mask::{self, Fault, Restored};
use inquit_tokenizer::LineIndex;
use serde::{Deserialize, Serialize};

use crate::sink::words::shorten;
use crate::{Article, Problem};

/// The version of the file.
const VERSION: u32 = 1;

/// The words of all masked articles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaskState {
    /// The version of the form, 1.
    pub inquit_mask: u32,
    /// The articles, in order.
    pub articles: Vec<MaskedArticle>,
}

/// The words of one masked article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaskedArticle {
    /// Its name.
    pub id: String,
    /// What its placeholders begin with.
    pub label: String,
    /// The words of each placeholder, from number 1.
    pub words: Vec<String>,
}

impl Default for MaskState {
    fn default() -> Self {
        Self { inquit_mask: VERSION, articles: Vec::new() }
    }
}

impl MaskState {
    /// Reads a state, or tells what is wrong with it.
    pub fn read(json: &[u8]) -> Result<Self, String> {
        let state: Self =
            serde_json::from_slice(json).map_err(|error| format!("no state of a mask ({error})"))?;
        if state.inquit_mask != VERSION {
            return Err(format!("a state of version {}, not {VERSION}", state.inquit_mask));
        }
        Ok(state)
    }

    /// The state as JSON.
    pub fn json(&self) -> String {
        // Strings and numbers can always be written.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

impl MaskedArticle {
    /// What is wrong with what became of the article, with place and cure.
    pub fn problems(&self, article: &Article<'_>, restored: &Restored) -> Vec<Problem> {
        let index = LineIndex::new(&article.text);
        let at = |byte| {
            let place = index.byte_to_line_column(byte);
            format!("{}:{}", place.line, place.column)
        };
        let written = |number: usize| mask::placeholder(&self.label, number);
        let words = |number: usize| shorten(&self.words[number - 1], 60);
        let problem = |fault: &Fault| {
            let (reason, cure) = match fault {
                Fault::Lost(number) => (
                    format!("{} is lost: “{}”", written(*number), words(*number)),
                    "put it where these words belong",
                ),
                Fault::Repeated(number, span) => (
                    format!(
                        "{} stands again at {} of the text: “{}”",
                        written(*number),
                        at(span.start),
                        words(*number)
                    ),
                    "take one of the two out",
                ),
                Fault::Invented(span) => (
                    format!("{} at {} of the text is invented", span.slice(&article.text), at(span.start)),
                    "take it out",
                ),
            };
            Problem::new(article.place.clone(), reason, cure)
        };
        restored.faults.iter().map(problem).collect()
    }
}
