//! A folder for brat: for each article a text and beside it its annotations, numbered in input order, with the
//! configuration that names the annotations and the origin in `inquit.meta.json`.

use std::fs;
use std::path::{Path, PathBuf};

use inquit::Extraction;

use super::Store;
use crate::pipeline::Direct;
use crate::sink::{BRAT_CONFIGURATION, brat_annotations};
use crate::{Article, Error, Keeper, Mark, Offsets, Sink};

/// A folder being filled.
pub struct Brat {
    folder: PathBuf,
    articles: u64,
    keeper: Option<Keeper>,
}

/// The files of one article.
pub struct Pair {
    id: String,
    text: String,
    annotations: Vec<u8>,
}

/// The files of a batch.
#[derive(Default)]
pub struct Pairs {
    pairs: Vec<Pair>,
    offsets: Offsets,
}

impl Brat {
    /// Begins to fill the folder, or goes on with it.
    pub fn begin(folder: &Path, sink: &Sink, keeper: Option<Keeper>) -> Result<Self, Error> {
        fs::write(folder.join("annotation.conf"), BRAT_CONFIGURATION)?;
        fs::write(folder.join("inquit.meta.json"), sink.origin.json() + "\n")?;
        let articles = keeper.as_ref().map_or(0, |keeper| keeper.safe().output);
        let brat = Self { folder: folder.to_owned(), articles, keeper };
        brat.cut_off()?;
        Ok(brat)
    }

    /// Removes the files of articles that are not safe yet: they are written again.
    fn cut_off(&self) -> Result<(), Error> {
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let digits: String = name.to_string_lossy().chars().take_while(char::is_ascii_digit).collect();
            if digits.parse().is_ok_and(|number: u64| number > self.articles) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

impl Direct for Brat {
    type Value = Pairs;

    fn take(&mut self, pairs: Pairs, mark: &Mark) -> Result<(), Error> {
        for pair in pairs.pairs {
            self.articles += 1;
            let name = format!("{:06}{}", self.articles, pair.id);
            fs::write(self.folder.join(&name).with_extension("txt"), pair.text)?;
            fs::write(self.folder.join(&name).with_extension("ann"), pair.annotations)?;
        }
        if let Some(keeper) = &mut self.keeper {
            keeper.mark(None, mark, self.articles)?;
        }
        Ok(())
    }
}

impl Store for Brat {
    fn add(batch: &mut Pairs, article: &Article<'_>, found: &Extraction, sink: &Sink) {
        batch.offsets.fill(&article.text, sink.unit);
        let mut annotations = Vec::new();
        brat_annotations(&mut annotations, article, found, &batch.offsets);
        batch.pairs.push(Pair {
            id: legible(&article.own_id()),
            text: article.text.to_string(),
            annotations,
        });
    }

    fn finish(&mut self) -> Result<Vec<String>, Error> {
        if let Some(keeper) = &mut self.keeper {
            keeper.finish(None, self.articles)?;
        }
        Ok(Vec::new())
    }

    fn break_off(&mut self) -> Result<bool, Error> {
        if let Some(keeper) = &mut self.keeper {
            keeper.save(None)?;
        }
        Ok(self.keeper.is_some())
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
