//! A list is a CSV file of the user's with the names of people or outlets: columns `name`, `aliases` (between
//! semicolons) and `id`, in any order among others. Where `id` is empty or missing the name itself is the identifier.
//!
//! A list with a mistake is not used at all: a wrong link is worse than a message.

use std::collections::HashMap;
use std::io::{self, Cursor};
use std::path::Path;
use std::sync::Arc;

use csv::ByteRecord;
use inquit::Names;
use inquit::known::folded;

use super::cutter::Cutter;
use super::encoding;
use super::files::name_of;
use crate::{Place, Problem};

const HEADER: &str = "begin the file with a row such as name,aliases,id";

/// Reads a list. The problem names its file, its line and the cure.
pub fn list(path: &Path) -> Result<Names, Problem> {
    let file = name_of(path);
    let bytes = std::fs::read(path).map_err(|error| unreadable(&file, &error))?;
    parse(&file, bytes)
}

/// Which columns hold what.
struct Columns {
    count: usize,
    name: usize,
    aliases: Option<usize>,
    id: Option<usize>,
}

/// A listed name's first line, and its identifier there.
struct Earlier {
    line: u64,
    id: Arc<str>,
}

fn parse(file: &Arc<str>, bytes: Vec<u8>) -> Result<Names, Problem> {
    let text = encoding::decode(bytes).0;
    let failed = |error: &io::Error| unreadable(file, error);
    let mut cutter = Cutter::new(Box::new(Cursor::new(text.into_bytes())), b',', usize::MAX)
        .map_err(|error| failed(&error))?;
    let mut cells = ByteRecord::new();
    let mut next = |cells: &mut ByteRecord| cutter.next(cells).map_err(|error| failed(&error));
    let at = |line: u64| Place { file: file.clone(), line: Some(line) };
    let Some(cut) = next(&mut cells)? else { return Err(Problem::new(at(1), "the file is empty", HEADER)) };
    let columns = columns(&cells).map_err(|reason| Problem::new(at(cut.line), reason, HEADER))?;
    let mut names = Names::default();
    let mut earlier: HashMap<String, Earlier> = HashMap::new();
    while let Some(cut) = next(&mut cells)? {
        let stop = |reason: String, cure: &'static str| Err(Problem::new(at(cut.line), reason, cure));
        if cut.broken {
            let cure = "begin and end such a cell with one mark, and write each mark inside it twice";
            return stop("a quotation mark without its other one".to_owned(), cure);
        }
        if cells.iter().all(|cell| cell.trim_ascii().is_empty()) {
            continue;
        }
        if cells.len() > columns.count {
            let reason = format!("a row of {} cells under {} columns", cells.len(), columns.count);
            return stop(reason, "put a cell with a comma in it between quotation marks");
        }
        let cell = |column: Option<usize>| column.and_then(|column| cells.get(column)).map_or("", utf8);
        let name = cell(Some(columns.name));
        if !name.contains(char::is_alphanumeric) {
            return stop("a row without a name".to_owned(), "give it a name, or take the row out");
        }
        let id = Some(cell(columns.id)).filter(|id| !id.is_empty()).unwrap_or(name);
        let first = earlier.entry(folded(name)).or_insert_with(|| Earlier { line: cut.line, id: id.into() });
        if *first.id != *id {
            let Earlier { line, id: other } = first;
            let reason =
                format!("`{name}` has the id `{id}` on line {} and `{other}` on line {line}", cut.line);
            return stop(reason, "give both one id, or write one name more fully");
        }
        let aliases = cell(columns.aliases).split(';').map(str::trim).filter(|alias| !alias.is_empty());
        names.add(name, aliases, first.id.clone());
    }
    Ok(names)
}

/// The columns that the header row names, or what is wrong with it.
fn columns(cells: &ByteRecord) -> Result<Columns, String> {
    let find = |wanted: &str| cells.iter().position(|cell| utf8(cell).eq_ignore_ascii_case(wanted));
    let Some(name) = find("name") else {
        let shown: Vec<_> = cells.iter().take(12).map(|cell| format!("`{}`", utf8(cell))).collect();
        return Err(format!("no column `name` among {}", shown.join(", ")));
    };
    Ok(Columns { count: cells.len(), name, aliases: find("aliases"), id: find("id") })
}

/// A cell of what was decoded before.
fn utf8(cell: &[u8]) -> &str {
    std::str::from_utf8(cell).unwrap_or("").trim()
}

fn unreadable(file: &Arc<str>, error: &io::Error) -> Problem {
    let place = Place { file: file.clone(), line: None };
    let cure = match error.kind() {
        io::ErrorKind::NotFound => "check the path",
        io::ErrorKind::PermissionDenied => "ask for the right to read it",
        io::ErrorKind::IsADirectory => "name one CSV file",
        _ => "check that the file is whole and can be read",
    };
    Problem::new(place, format!("the list cannot be read: {error}"), cure)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(csv: &str) -> Result<Names, Problem> {
        parse(&"p.csv".into(), csv.as_bytes().to_vec())
    }

    #[test]
    fn lists_are_read_as_people_write_them() {
        let check = |csv: &str, name: &str, id: Option<&str>| {
            let names = read(csv).unwrap_or_else(|problem| panic!("{csv:?}: {problem}"));
            assert_eq!(names.id(name).map(|id| &**id), id, "{csv:?}");
        };
        let plain = "name,aliases,id\nAna Lima,A. Lima; Lima ;,Q1\nBo Chen,,\n";
        check(plain, "ana lima", Some("Q1"));
        check(plain, "Lima", Some("Q1"));
        check(plain, "Bo Chen", Some("Bo Chen"));
        check(plain, "Chen", None);
        check("\u{feff}ID,note,Name\r\n7,\"x, y\",\"Lima, Ana\"\r\n", "Lima, Ana", Some("7"));
        check("name\nAna Lima\n\n,\n", "Ana Lima", Some("Ana Lima"));
        check("name,id\nAna Lima\n", "Ana Lima", Some("Ana Lima"));
        check("name,id\n\"Ana \"\"Bo\"\" Lima\",1\n", "Ana \"Bo\" Lima", Some("1"));
        check("name;aliases;id\nAna Lima;\"Lima;AL\";Q1\n", "AL", Some("Q1"));
        check("name,aliases,id\nAna,Al,1\nAna,AnL,1\n", "AnL", Some("1"));
        check("name,id\n", "Ana", None);
        let windows = parse(&"p.csv".into(), b"name,id\nAna S\xe9,1\n".to_vec()).unwrap();
        assert_eq!(windows.id("Ana Sé").map(|id| &**id), Some("1"));
    }

    #[test]
    fn mistakes_are_told_with_line_and_cure() {
        let check =
            |csv: &str, message: &str| assert_eq!(read(csv).unwrap_err().to_string(), message, "{csv:?}");
        check("", "p.csv:1: the file is empty; begin the file with a row such as name,aliases,id");
        check(
            "person,id\nAna,1\n",
            "p.csv:1: no column `name` among `person`, `id`; begin the file with a row such as name,aliases,id",
        );
        check(
            "name,id\nAna,1\n\n\n,2\n",
            "p.csv:5: a row without a name; give it a name, or take the row out",
        );
        check(
            "name,id\nAna Lima,1\n\"Bo\nChen\",3\nANA  LIMA,2\n",
            "p.csv:5: `ANA  LIMA` has the id `2` on line 5 and `1` on line 2; give both one id, or write one name more fully",
        );
        check(
            "name,id\nLima, Ana,1\n",
            "p.csv:2: a row of 3 cells under 2 columns; put a cell with a comma in it between quotation marks",
        );
        check(
            "name,id\n\"Bo\" Chen,1\n",
            "p.csv:2: a quotation mark without its other one; begin and end such a cell with one mark, and write each mark inside it twice",
        );
        let folder = list(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap_err().to_string();
        assert!(folder.ends_with("name one CSV file"), "{folder}");
        let missing = list(Path::new("nowhere.csv")).unwrap_err().to_string();
        assert!(missing.starts_with("nowhere.csv: the list cannot be read: "), "{missing}");
    }
}
