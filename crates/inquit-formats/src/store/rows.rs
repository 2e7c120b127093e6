//! Rows are the records of a batch laid flat, in memory of their own, under their articles.

use inquit::Extraction;

use crate::cells::{Cell, cells, kept};
use crate::record::record;
use crate::{Article, Offsets, Unit};

/// The rows of a batch.
#[derive(Debug, Default)]
pub struct Rows {
    /// Article by article.
    pub articles: Vec<ArticleRows>,
    offsets: Offsets,
}

impl Rows {
    /// Adds those of one article.
    pub fn add(&mut self, article: &Article<'_>, found: &Extraction, unit: Unit) {
        self.offsets.fill(&article.text, unit);
        self.articles.push(ArticleRows::new(article, found, &self.offsets));
    }
}

/// What is known of one article, and its records.
#[derive(Debug)]
pub struct ArticleRows {
    /// `doc_id`, `publisher`, `published`, `title`, `url`, `file`, `line`.
    pub document: [Cell<'static>; 7],
    /// Kept fields, in the order asked.
    pub kept: Vec<Cell<'static>>,
    /// A row a record, in the order of [`crate::cells::COLUMNS`], then kept fields.
    pub records: Vec<Vec<Cell<'static>>>,
    /// Where the text begins, in the unit of offsets, and the text, if it is kept.
    pub text: Option<(u32, String)>,
}

impl ArticleRows {
    /// The rows of one article.
    pub fn new(article: &Article<'_>, found: &Extraction, offsets: &Offsets) -> Self {
        let text = |text: Option<&str>| text.map_or(Cell::Null, |text| Cell::Text(text.to_owned().into()));
        let line = article.place.line.and_then(|line| u32::try_from(line).ok());
        let row = |(attribution, number)| {
            let mut row = Vec::with_capacity(crate::cells::COLUMNS.len() + article.kept.len());
            cells(&record(article, attribution, number, offsets), |cell| row.push(cell.into_owned()));
            row
        };
        Self {
            document: [
                text(Some(&article.id)),
                text(article.publisher.as_deref()),
                text(article.published.as_deref()),
                text(article.title.as_deref()),
                text(article.url.as_deref()),
                text(Some(&article.place.file)),
                line.map_or(Cell::Null, Cell::Whole),
            ],
            kept: article.kept.iter().map(|(_, value)| kept(value).into_owned()).collect(),
            records: found.attributions.iter().zip(article.first_number()..).map(row).collect(),
            text: None,
        }
    }
}
