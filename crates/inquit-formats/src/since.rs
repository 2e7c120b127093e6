//! What was done by earlier runs over inputs that grow: files by path, size and time, articles by a digest.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::io::{self, BufRead, Write};
use std::path::Path;
use std::sync::Mutex;
use std::time::UNIX_EPOCH;

use rustc_hash::FxHashSet;
use serde_json::{Value, json};
use xxhash_rust::xxh3::Xxh3;

use crate::Article;
use crate::read::files::name_of;

/// The field of the first line by which the file is known.
const HEAD: &str = "inquit_since";

/// What earlier runs did, and what this one does.
#[derive(Debug, Default)]
pub struct Since {
    files: BTreeMap<String, Version>,
    articles: FxHashSet<u128>,
    new: Mutex<New>,
}

#[derive(Debug, Default)]
struct New {
    files: BTreeMap<String, Version>,
    articles: Vec<u128>,
}

/// By what a file is known to be the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Version {
    size: u64,
    /// Nanoseconds since 1970.
    time: u64,
}

impl Version {
    fn of(about: &Metadata) -> Self {
        let time = about.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Self { size: about.len(), time: time.map_or(0, |time| time.as_nanos() as u64) }
    }
}

impl Since {
    /// Reads what [`Since::write`] wrote. The error says what is wrong, and on which line.
    pub fn read(from: impl BufRead) -> Result<Self, String> {
        let mut since = Self::default();
        for (line, number) in from.lines().zip(1_u64..) {
            let line = line.map_err(|error| format!("line {number}: {error}"))?;
            let wrong = || format!("line {number}: no line of a state that inquit wrote");
            if number == 1 {
                let head: Value = serde_json::from_str(&line).map_err(|_| wrong())?;
                if head[HEAD] != 1 {
                    return Err(wrong());
                }
            } else if let Some(file) = line.strip_prefix('{') {
                let file: Value = serde_json::from_str(&format!("{{{file}")).map_err(|_| wrong())?;
                let whole = |name: &str| file[name].as_u64().ok_or_else(wrong);
                let version = Version { size: whole("size")?, time: whole("time")? };
                since.files.insert(file["file"].as_str().ok_or_else(wrong)?.to_owned(), version);
            } else {
                since.articles.insert(u128::from_str_radix(&line, 16).map_err(|_| wrong())?);
            }
        }
        Ok(since)
    }

    /// The output of the run that wrote a state, as its first line tells.
    pub fn output(mut from: impl BufRead) -> Option<String> {
        let mut line = String::new();
        from.read_line(&mut line).ok()?;
        let head: Value = serde_json::from_str(&line).ok()?;
        head["output"].as_str().map(str::to_owned)
    }

    /// Writes all that was done, by earlier runs and this one: a line a file, then a line an article. The first line
    /// names the output of this run.
    pub fn write(&self, to: &mut dyn Write, output: Option<&str>) -> io::Result<()> {
        let new = self.new.lock().map_err(|_| io::Error::other("a thread broke off"))?;
        let mut files = self.files.clone();
        files.extend(new.files.iter().map(|(file, version)| (file.clone(), *version)));
        writeln!(to, "{}", json!({HEAD: 1, "output": output}))?;
        for (file, Version { size, time }) in files {
            writeln!(to, "{}", json!({"file": file, "size": size, "time": time}))?;
        }
        let articles: BTreeSet<u128> = self.articles.iter().chain(&new.articles).copied().collect();
        articles.iter().try_for_each(|digest| writeln!(to, "{digest:032x}"))
    }

    /// Whether a file was done and has not changed since. If not, this run does it.
    pub fn has_file(&self, path: &Path, about: &Metadata) -> bool {
        let (name, version) = (name_of(path), Version::of(about));
        if self.files.get(&*name) == Some(&version) {
            return true;
        }
        if let Ok(mut new) = self.new.lock() {
            new.files.insert(name.to_string(), version);
        }
        false
    }

    /// A file that could not be read is not done.
    pub fn forget_file(&self, name: &str) {
        if let Ok(mut new) = self.new.lock() {
            new.files.remove(name);
        }
    }

    /// Whether an earlier run had this article.
    pub fn has_article(&self, digest: u128) -> bool {
        self.articles.contains(&digest)
    }

    /// Articles that this run has.
    pub fn add_articles(&self, digests: &[u128]) {
        if let Ok(mut new) = self.new.lock() {
            new.articles.extend_from_slice(digests);
        }
    }
}

/// What tells articles apart: all that is known of one but its place.
pub fn digest(article: &Article<'_>) -> u128 {
    let mut hash = Xxh3::new();
    let known = [&article.title, &article.publisher, &article.published, &article.url, &article.author];
    for part in [&*article.id, &*article.text].into_iter().map(Some).chain(known.map(Option::as_deref)) {
        // Lengths keep parts apart.
        hash.update(&part.map_or(u64::MAX, |part| part.len() as u64).to_le_bytes());
        hash.update(part.unwrap_or_default().as_bytes());
    }
    hash.digest128()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a \"b\".txt");
        std::fs::write(&path, "Rain fell.").unwrap();
        let about = path.metadata().unwrap();
        let since = Since::default();
        assert!(!since.has_file(&path, &about));
        let article = Article::new("a", "Rain fell.");
        since.add_articles(&[digest(&article)]);
        let mut written = Vec::new();
        since.write(&mut written, Some("b.csv")).unwrap();
        assert_eq!(Since::output(&written[..]).as_deref(), Some("b.csv"));
        let again = Since::read(&written[..]).unwrap();
        assert!(again.has_file(&path, &about) && again.has_article(digest(&article)));
        assert!(!again.has_article(digest(&Article::new("aRain", " fell."))));
        std::fs::write(&path, "Rain fell. Much.").unwrap();
        assert!(!again.has_file(&path, &path.metadata().unwrap()));
    }

    #[test]
    fn other_files_are_refused() {
        for (text, line) in [("{\"a\":1}\n", "line 1"), ("{\"inquit_since\":1}\nxyz\n", "line 2")] {
            assert!(Since::read(text.as_bytes()).unwrap_err().starts_with(line), "{text}");
        }
        assert!(Since::read(&b""[..]).is_ok());
    }
}
