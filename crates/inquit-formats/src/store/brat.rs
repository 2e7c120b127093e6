//! A folder for brat: for each article a text and beside it its annotations, numbered in input order, with the
//! configuration that names the annotations and the origin in `inquit.meta.json`.

use std::fs;
use std::path::{Path, PathBuf};

use inquit::Extraction;

use super::Store;
use crate::sink::{BRAT_CONFIGURATION, brat_annotations};
use crate::{Article, Error, Offsets, Sink};

/// A folder being filled.
pub struct Brat {
    folder: PathBuf,
    articles: u64,
}

/// The files of one article.
pub struct Pair {
    id: String,
    text: String,
    annotations: Vec<u8>,
}

impl Brat {
    /// Begins to fill the folder.
    pub fn create(folder: &Path, sink: &Sink) -> Result<Self, Error> {
        fs::write(folder.join("annotation.conf"), BRAT_CONFIGURATION)?;
        fs::write(folder.join("inquit.meta.json"), sink.origin.json() + "\n")?;
        Ok(Self { folder: folder.to_owned(), articles: 0 })
    }
}

impl Store for Brat {
    type Batch = Vec<Pair>;

    fn add(batch: &mut Self::Batch, article: &Article<'_>, found: &Extraction, offsets: &Offsets) {
        let mut annotations = Vec::new();
        brat_annotations(&mut annotations, article, found, offsets);
        batch.push(Pair { id: legible(&article.id), text: article.text.to_string(), annotations });
    }

    fn take(&mut self, batch: Self::Batch) -> Result<(), Error> {
        for pair in batch {
            self.articles += 1;
            let name = format!("{:06}{}", self.articles, pair.id);
            fs::write(self.folder.join(&name).with_extension("txt"), pair.text)?;
            fs::write(self.folder.join(&name).with_extension("ann"), pair.annotations)?;
        }
        Ok(())
    }

    fn finish(self) -> Result<Vec<String>, Error> {
        Ok(Vec::new())
    }
}

/// An article's id as a part of a file's name: letters, digits and hyphens after an underscore.
fn legible(id: &str) -> String {
    const MOST: usize = 40;
    let words = id.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut name = String::new();
    for word in words {
        name.push(if name.is_empty() { '_' } else { '-' });
        name.push_str(word);
    }
    name.chars().take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_make_names_of_files() {
        assert_eq!(legible("../news/a b.txt"), "_news-a-b-txt");
        assert_eq!(legible("//"), "");
        assert_eq!(legible(&"é".repeat(90)).chars().count(), 40);
    }
}
