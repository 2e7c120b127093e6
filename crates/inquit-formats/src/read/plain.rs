//! Plain text: the file is the article, its path is its name.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::{ReadOptions, encoding, header};
use crate::{Article, Place, Problem};

/// Reads one file.
pub fn read(path: &Path, options: &ReadOptions, take: &mut dyn FnMut(Result<Article<'_>, Problem>)) {
    let file: Arc<str> = Arc::from(path.to_string_lossy());
    // The size is asked before reading: a file that is too long must not be held first.
    let length = fs::metadata(path).map_or(0, |data| data.len());
    if length > options.longest_text.saturating_mul(2) as u64 {
        let place = Place { file, line: None };
        return take(Err(super::too_long(place, length as usize, options)));
    }
    take(match fs::read(path) {
        Ok(bytes) => Ok(article(bytes, file)),
        Err(error) => Err(super::files::unreadable(file, &error)),
    });
}

/// The article of a file's bytes.
pub fn article(bytes: Vec<u8>, file: Arc<str>) -> Article<'static> {
    let (text, repair) = encoding::decode(bytes);
    let mut article = Article::new(file.to_string(), text);
    article.place = Place { file, line: None };
    article.repairs.extend(repair);
    header::apply(&mut article);
    article
}
