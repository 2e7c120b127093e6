//! Trains the linker: which cue a content has, which source a cue has.
//!
//! Softmax over the answers to each question, maximum likelihood with a Gaussian prior, by AdaGrad in the order of
//! the documents: the same data gives the same weights.

use inquit::lexicon::Sheet;
use inquit::relate::link::{Answers, Ask, Linker, Site, Spans, WEIGHTS};
use inquit_tokenizer::{Document, IndexRange, Span};

use crate::gold::{self, CharSpan};

const EPOCHS: usize = 12;
const RATE: f32 = 0.2;
const PRIOR: f32 = 1e-5;

/// The labelled spans of a gold document in tokens, and which quotes each belongs to.
pub struct Given {
    /// Contents, cues and sources, each with the quotes that it belongs to, in text order.
    pub lists: [Vec<(IndexRange, Vec<usize>)>; 3],
}

impl Given {
    /// The spans of a gold document.
    pub fn new(doc: &Document<'_>, gold: &gold::Document) -> Self {
        let bytes = char_starts(&gold.text);
        let mut lists: [Vec<(IndexRange, Vec<usize>)>; 3] = Default::default();
        for (number, quote) in gold.quotes.iter().enumerate() {
            for (list, spans) in lists.iter_mut().zip([&quote.content, &quote.cue, &quote.source]) {
                for range in spans.iter().filter_map(|span| tokens(doc, &bytes, *span)) {
                    match list.iter_mut().find(|(known, _)| *known == range) {
                        Some((_, quotes)) => quotes.push(number),
                        None => list.push((range, vec![number])),
                    }
                }
            }
        }
        for list in &mut lists {
            list.sort_by_key(|(range, _)| (range.start, range.end));
        }
        Self { lists }
    }

    /// The spans alone.
    pub fn ranges(&self) -> [Vec<IndexRange>; 3] {
        self.lists.each_ref().map(|list| list.iter().map(|(range, _)| *range).collect())
    }
}

/// The byte where each code point begins, and the text's length.
fn char_starts(text: &str) -> Vec<u32> {
    text.char_indices().map(|(at, _)| at as u32).chain([text.len() as u32]).collect()
}

/// The tokens of a span in code points.
fn tokens(doc: &Document<'_>, bytes: &[u32], [start, end]: CharSpan) -> Option<IndexRange> {
    let byte = |at: i64| usize::try_from(at).ok().and_then(|at| bytes.get(at).copied());
    let span = Span::new(byte(start)?, byte(end)?);
    let all = doc.tokens();
    let from = all.partition_point(|token| token.end <= span.start);
    let to = all.partition_point(|token| token.start < span.end);
    (from < to).then(|| IndexRange::new(from as u32, to as u32))
}

/// A question with the features of its answers and which of them are right.
struct Question {
    answers: Vec<(Vec<u16>, bool)>,
}

/// Learns from gold documents.
pub fn train(documents: &[gold::Document]) -> Linker {
    let questions: Vec<Question> = documents.iter().flat_map(questions).collect();
    let mut weights = vec![0.0f32; WEIGHTS];
    let mut squares = vec![1e-3f32; WEIGHTS];
    let mut scores = Vec::new();
    for _ in 0..EPOCHS {
        for question in &questions {
            scores.clear();
            scores.extend(
                question.answers.iter().map(|(features, _)| {
                    features.iter().map(|feature| weights[*feature as usize]).sum::<f32>()
                }),
            );
            let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let all: f32 = scores.iter().map(|score| (score - top).exp()).sum();
            let right: f32 = scores
                .iter()
                .zip(&question.answers)
                .filter(|(_, answer)| answer.1)
                .map(|(score, _)| (score - top).exp())
                .sum();
            if right <= 0.0 {
                continue;
            }
            for (score, (features, is_right)) in scores.iter().zip(&question.answers) {
                let p = (score - top).exp();
                let slope = p / all - if *is_right { p / right } else { 0.0 };
                for feature in features {
                    let at = *feature as usize;
                    let step = slope + PRIOR * weights[at];
                    squares[at] += step * step;
                    weights[at] -= RATE * step / squares[at].sqrt();
                }
            }
        }
    }
    Linker::new(weights)
}

fn questions(gold: &gold::Document) -> Vec<Question> {
    let doc = Document::new(&gold.text);
    let lex = Sheet::new(&doc).lex;
    let given = Given::new(&doc, gold);
    let [contents, cues, sources] = given.ranges();
    let spans = Spans { contents: &contents, cues: &cues, sources: &sources };
    let site = Site::new(&doc, &lex, spans);
    let mut answers = Answers::default();
    let mut questions = Vec::new();
    for (ask, asking, asked) in [(Ask::CueOf, 0, 1), (Ask::SourceOf, 1, 2)] {
        for index in 0..given.lists[asking].len() {
            let own = &given.lists[asking][index].1;
            site.answers(ask, index, &mut answers);
            let linked = |span: usize| given.lists[asked][span].1.iter().any(|quote| own.contains(quote));
            let any = answers.list().iter().filter_map(|answer| answer.span).any(linked);
            let answers = answers
                .list()
                .iter()
                .map(|answer| (answer.features.clone(), answer.span.map_or(!any, linked)))
                .collect();
            questions.push(Question { answers });
        }
    }
    questions
}
