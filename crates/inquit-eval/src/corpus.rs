//! The corpus is our own annotated articles, the gold made of them and the scores of today's extractor on it.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use inquit::Extractor;
use rayon::prelude::*;

use crate::gold::{self, Document};
use crate::notation;
use crate::predict::predict;
use crate::score::{self, Options};
use crate::spans;
use crate::{Error, ErrorKind};

/// The parts of the corpus: what is trained on, what one may look at while working, and what one may not.
pub const SPLITS: [&str; 3] = ["train", "dev", "test"];
/// The parts that are scored: no weight was trained on them.
const SCORED: [&str; 2] = ["dev", "test"];

/// Every annotated article of the folder `articles` in a corpus's folder, by file name.
pub fn articles(corpus: &Path) -> Result<Vec<Document>, Error> {
    let folder = corpus.join("articles");
    let files = texts(&folder)?;
    let mut docs: Vec<Document> = Vec::with_capacity(files.len());
    for file in files {
        let source = std::fs::read_to_string(&file).map_err(|error| Error::io(&file, &error))?;
        let doc = notation::article(&source, &file)?;
        if file.file_stem().is_none_or(|stem| stem != doc.id.as_str()) {
            let what = format!("the file is not named as its id '{}'", doc.id);
            return Err(Error::new(ErrorKind::Notation, &file, what, "name the file <id>.txt"));
        }
        docs.push(doc);
    }
    Ok(docs)
}

/// The small cases of a folder, as gold: what their attributes leave out is left out.
pub fn cases(folder: &Path) -> Result<Vec<Document>, Error> {
    let mut docs = Vec::new();
    for file in texts(folder)? {
        let source = std::fs::read_to_string(&file).map_err(|error| Error::io(&file, &error))?;
        docs.extend(notation::cases(&source, &file)?.into_iter().map(|case| case.doc));
    }
    Ok(docs)
}

/// The text files of a folder by name.
fn texts(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
        .map_err(|error| Error::io(folder, &error))?;
    files.retain(|file| file.extension().is_some_and(|ext| ext == "txt"));
    files.sort();
    Ok(files)
}

/// Each generated gold file's name and what must stand in it.
pub fn gold_files(docs: &[Document]) -> Vec<(String, String)> {
    let of = |split: &str| docs.iter().filter(|doc| doc.split == split).cloned().collect::<Vec<_>>();
    SPLITS.iter().map(|split| (format!("{split}.jsonl"), gold::to_jsonl(&of(split)))).collect()
}

/// Today's counts by model, split, figure and kind, as the CSV that is committed as `scores.csv`.
///
/// A figure "exact span" has the part (source, cue, content) in place of a kind. `tp` and `fn` go by the gold's kind, `fp` by the prediction's, and `gold` and `pred` are what there is of each.
pub fn scores(docs: &[Document]) -> String {
    let mut out = "model,split,figure,kind,gold,pred,tp,fp,fn\n".to_owned();
    for (model, extractor) in [("none", Extractor::by_rules()), ("fast", Extractor::default())] {
        for split in SCORED {
            let docs: Vec<Document> = docs.iter().filter(|doc| doc.split == split).cloned().collect();
            let predicted: Vec<Document> = docs.par_iter().map(|doc| predict(&extractor, doc)).collect();
            for (figure, kind, tally) in score::score(&docs, &predicted, &Options::default()).tallies() {
                let (gold, pred) = (tally.gold, tally.predicted);
                let _ = writeln!(
                    out,
                    "{model},{split},{figure},{kind},{gold},{pred},{},{},{}",
                    tally.tp(),
                    tally.fp(),
                    tally.fn_()
                );
            }
            let [strict, _] = spans::score(&docs, &predicted).tallies;
            for (part, spans::SpanTally { gold, predicted: pred, right }) in spans::PARTS.iter().zip(strict) {
                let (invented, missed) = (pred - right, gold - right);
                let _ = writeln!(
                    out,
                    "{model},{split},exact span,{part},{gold},{pred},{right},{invented},{missed}"
                );
            }
        }
    }
    out
}
