//! A case is one small marked text that shows one thing, and what must be found in it.

use std::path::Path;

use super::{Place, attributes, marked, quotes};
use crate::Error;
use crate::gold::Document;

/// A small marked text. What its attributes leave out may be anything; an empty value says that there is none.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// The line where it begins, from 1.
    pub line: usize,
    /// What it shows.
    pub shows: String,
    /// Why it is known to go wrong today, if it is: then it must.
    pub fixme: Option<String>,
    /// The text and its attributions. Its id is the file's name and the line.
    pub doc: Document,
    /// Notes that the extractor must give, by name.
    pub notes: Vec<String>,
}

/// Reads a file of cases, which lines of `===` part. Each is `# what it shows`, perhaps `FIXME: why it fails`, the
/// marked text and, after a line of `---`, lines of attributes and perhaps `note: missing closing mark`.
pub fn cases(source: &str, file: &Path) -> Result<Vec<Case>, Error> {
    let source = source.replace("\r\n", "\n");
    let mut all = Vec::new();
    let mut line = 1;
    for part in source.split("\n===\n") {
        all.push(case(part, file, line)?);
        line += part.split('\n').count() + 1;
    }
    Ok(all)
}

fn case(source: &str, file: &Path, mut line: usize) -> Result<Case, Error> {
    let leading = source.len() - source.trim_start_matches('\n').len();
    line += leading;
    let mut found = Case { line, ..Case::default() };
    let place = Place { file, line };
    let (head, mut rest) = source[leading..].split_once('\n').unwrap_or_default();
    let Some(shows) = head.strip_prefix("# ") else {
        return Err(place.error("a case without a comment", "begin each with '# ' and what it shows"));
    };
    shows.clone_into(&mut found.shows);
    line += 1;
    if let Some((head, after)) = rest.split_once('\n')
        && let Some(reason) = head.strip_prefix("FIXME:")
    {
        found.fixme = Some(reason.trim().to_owned());
        rest = after;
        line += 1;
    }
    let (body, tail) = rest.split_once("\n---\n").unwrap_or((rest, ""));
    let body_line = line;
    let tail_line = line + body.split('\n').count() + 1;
    let note = |line: &str| line.strip_prefix("note:").map(|note| note.trim().to_owned());
    found.notes = tail.lines().filter_map(note).collect();
    // Notes become empty lines, so that the others keep their places in the file.
    let tail: Vec<&str> = tail.lines().map(|line| if note(line).is_some() { "" } else { line }).collect();
    let attributes = attributes::read(&tail.join("\n"), file, tail_line)?;
    let leading = body.len() - body.trim_start_matches('\n').len();
    let marked = marked(body.trim_matches('\n'), file, body_line + leading)?;
    if marked.text.is_empty() {
        return Err(place.error("a case without a text", "write the text after the comment"));
    }
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    found.doc = Document {
        id: format!("{name}:{}", found.line),
        quotes: quotes(&marked, &attributes, file)?,
        text: marked.text,
        entities: true,
        ..Document::default()
    };
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_are_parted_and_keep_their_lines() {
        let source = "# one\n{q1|\"A,\"} {s1|he} said.\n---\n1: outlet=\"\"\nnote: stray mark\n===\n# two\nFIXME: hard\nNothing.\n\nMore.\n";
        let found = cases(source, Path::new("tests/told.txt")).unwrap();
        assert_eq!(found.iter().map(|case| case.line).collect::<Vec<_>>(), [1, 7]);
        assert_eq!(found[0].doc.id, "told:1");
        assert_eq!(found[0].doc.quotes[0].outlet.as_deref(), Some(""));
        assert_eq!(found[0].notes, ["stray mark"]);
        assert_eq!(found[1].fixme.as_deref(), Some("hard"));
        assert_eq!(found[1].doc.text, "Nothing.\n\nMore.");
        assert!(found[1].doc.quotes.is_empty());
    }

    #[test]
    fn errors_name_the_line() {
        let error = cases("# one\nA.\n===\n\n# two\n{q1|b\n", Path::new("x.txt")).unwrap_err();
        assert_eq!(error.line(), Some(6), "{error}");
        let error =
            cases("# one\n{q1|A}.\n---\n1: outlet=\"\"\nnote: x\n2:\n", Path::new("x.txt")).unwrap_err();
        assert_eq!(error.line(), Some(6), "{error}");
        assert_eq!(cases("A.\n", Path::new("x.txt")).unwrap_err().line(), Some(1));
    }
}
