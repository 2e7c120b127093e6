//! What `inquit extract -o` writes, as a user finds it: forms by their endings, origins, files that appear whole.

mod run;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use run::{exits, folder, inquit, repository, rows};
use serde_json::Value;

const HARBOUR: &str = "{\"id\":\"h/1\",\"title\":\"Tides <&> \\\"gates\\\"\",\"date\":\"2025-03-13\",\"url\":\"https://harbour.example/1\",\
    \"section\":\"local\",\"text\":\"\\\"The gates are open,\\\" Dana Cole told the Fenland Sparrow on Friday. \\\"We \
    checked\\nthem twice.\\\"\\n\\nBo Chen, the mayor, said it was \\\"a mess\\\" and that nobody came. “C’est ça 🙂,” \
    he told Reuters.\"}\n{\"id\":\"h/2\",\"text\":\"Rain fell.\"}\n";

fn harbour() -> tempfile::TempDir {
    folder(&[("h.jsonl", HARBOUR.as_bytes())])
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn the_ending_tells_the_form_and_format_insists() {
    let folder = harbour();
    let folder = folder.path();
    for (name, begins) in [
        ("a.parquet", &b"PAR1"[..]),
        ("a.sqlite", b"SQLite format 3"),
        ("a.DB", b"SQLite format 3"),
        ("a.xlsx", b"PK\x03\x04"),
        ("a.conll", b"# inquit = {\"inquit\":\""),
        ("a.xml", b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<teiCorpus"),
        ("a.csv", b"doc_id,quote_id,"),
        ("a.jsonl", b"{\"doc_id\":\"h/1\""),
    ] {
        let (out, err) = exits(folder, &["extract", "h.jsonl", "-o", name], 0);
        assert!(out.is_empty() && err.is_empty(), "{name}: {err}");
        assert!(fs::read(folder.join(name)).unwrap().starts_with(begins), "{name}");
    }
    exits(folder, &["extract", "h.jsonl", "-o", "a.parquet", "--format", "tsv"], 0);
    assert!(read(folder, "a.parquet").starts_with("doc_id\tquote_id\t"));
}

#[test]
fn a_wrong_output_is_refused_with_the_cure() {
    let folder = folder(&[("h.jsonl", HARBOUR.as_bytes()), ("mine/notes.txt", b"by hand")]);
    let folder = folder.path();
    for (args, cure) in [
        (&["-o", "a.docx"] as &[&str], ".parquet, .sqlite, .xlsx"),
        (&["--format", "parquet"], "name it with -o"),
        (&["--format", "brat"], "written to a folder; name it with -o"),
        (&["--format", "sqlite", "-o", "-"], "name it with -o"),
        (&["--format", "sqlite", "-o", "mine"], "this is a folder; name a file in it"),
        (&["--format", "brat", "-o", "mine"], "the folder is not empty; name a new one"),
        (&["--format", "brat", "-o", "h.jsonl"], "this is a file; name a folder"),
        (&["--format", "brat", "-o", "new", "--offsets", "bytes"], "leave the option out"),
        (&["--schema", "gqg", "-o", "a.csv"], "--schema is for JSON lines"),
        (&["--schema", "gqg", "--keep", "section"], "cannot be used with"),
        (&["--keep", "content_start", "-o", "a.parquet"], "leave it out"),
        (&["--keep", "section,section"], "name it once"),
    ] {
        let (out, err) = exits(folder, &[&["extract", "h.jsonl"], args].concat(), 1);
        assert!(out.is_empty() && err.contains(cure), "{args:?}: {err}");
    }
    assert_eq!(names(folder), ["h.jsonl", "mine"], "nothing is left behind");
    assert_eq!(names(&folder.join("mine")), ["notes.txt"]);
}

#[test]
fn files_say_what_made_them() {
    let folder = harbour();
    let folder = folder.path();
    let args = ["extract", "h.jsonl", "--model", "none", "--min-confidence", "0.2", "--keep", "section"];
    for name in ["a.jsonl", "a.csv", "a.tsv", "a.txt"] {
        exits(folder, &[&args[..], &["-o", name]].concat(), 0);
        let meta: Value = serde_json::from_str(&read(folder, &format!("{name}.meta.json"))).unwrap();
        assert_eq!((&meta["model"], &meta["options"]["min-confidence"]), (&"none".into(), &"0.2".into()));
        assert_eq!(meta["options"]["keep"], "section");
        assert_eq!(meta["inquit"], env!("CARGO_PKG_VERSION"));
    }
    exits(folder, &[&args[..], &["-o", "a.conll"]].concat(), 0);
    exits(folder, &[&args[..], &["-o", "a.xml"]].concat(), 0);
    exits(folder, &[&args[..], &["-o", "b", "--format", "brat"]].concat(), 0);
    assert!(read(folder, "a.conll").contains("\"model\":\"none\""));
    assert!(read(folder, "a.xml").contains("<desc type=\"model\">none</desc>"));
    assert!(read(folder, "b/inquit.meta.json").contains("\"model\":\"none\""));
    assert!(names(folder).iter().all(|name| name != "a.xml.meta.json" && name != "a.conll.meta.json"));

    let (out, _) = exits(folder, &["extract", "h.jsonl", "-f", "jsonl"], 0);
    assert_eq!(out, read_fast(folder));
}

/// What the built-in model makes of it, through a file whose origin tells where the model is from.
fn read_fast(folder: &Path) -> String {
    exits(folder, &["extract", "h.jsonl", "-o", "fast.jsonl"], 0);
    let meta: Value = serde_json::from_str(&read(folder, "fast.jsonl.meta.json")).unwrap();
    assert!(meta["model"] == "fast" && meta["model_about"].as_str().unwrap().len() > 10, "{meta}");
    read(folder, "fast.jsonl")
}

#[test]
fn a_file_that_was_there_stays_until_the_new_one_is_whole() {
    let folder = folder(&[("h.jsonl", HARBOUR.as_bytes()), ("bad.csv", b"name,id\n,2\n")]);
    let folder = folder.path();
    for name in ["a.parquet", "a.sqlite", "a.xlsx", "a.xml"] {
        fs::write(folder.join(name), "good").unwrap();
        exits(folder, &["extract", "h.jsonl", "-o", name, "--people", "bad.csv"], 1);
        assert_eq!(read(folder, name), "good", "{name}");
        exits(folder, &["extract", "h.jsonl", "-o", name], 0);
        assert!(fs::metadata(folder.join(name)).unwrap().len() > 100, "{name}");
    }
    let left = |name: &String| name.starts_with(".inquit-") || name.contains(".part");
    assert!(!names(folder).iter().any(left), "{:?}", names(folder));
}

#[test]
fn a_run_that_is_killed_leaves_the_old_file() {
    let folder = harbour();
    let folder = folder.path();
    for name in ["a.parquet", "a.sqlite", "a.xlsx", "a.csv"] {
        fs::write(folder.join(name), "good").unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_inquit"));
        command
            .args(["extract", "-", "--from", "jsonl", "-o", name])
            .current_dir(folder)
            .stdin(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // More than a batch, so that some of it is written.
        for _ in 0..4000 {
            stdin.write_all(HARBOUR.as_bytes()).unwrap();
        }
        let is_part = |name: &&String| name.starts_with(".inquit-") || name.contains(".part");
        let begun = || names(folder).iter().any(|name| is_part(&name));
        let waiting = std::time::Instant::now();
        while !begun() {
            assert!(waiting.elapsed().as_secs() < 60, "{name}: nothing was begun");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(read(folder, name), "good", "{name}");
        for left in names(folder).iter().filter(is_part) {
            fs::remove_file(folder.join(left)).unwrap();
        }
    }
}

#[test]
fn files_are_the_same_at_any_number_of_threads() {
    let corpus = repository().join("corpus/dev.jsonl");
    let corpus = corpus.to_str().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for ending in ["parquet", "sqlite", "xlsx", "conll", "xml"] {
        let [one, eight] = ["1", "8"].map(|threads| {
            let name = format!("{threads}.{ending}");
            exits(folder, &["extract", "-j", threads, corpus, corpus, "-o", &name], 0);
            fs::read(folder.join(name)).unwrap()
        });
        assert!(one.len() > 10_000 && one == eight, "{ending}");
    }
    for schema in ["quotebank", "gqg", "citron", "corenlp", "textacy"] {
        let [one, eight] = ["1", "8"].map(|threads| {
            inquit(folder, &["extract", "-j", threads, "--schema", schema, "-f", "jsonl", corpus]).stdout
        });
        assert!(!one.is_empty() && one == eight, "{schema}");
    }
    let [one, eight] = ["1", "8"].map(|threads| {
        let to = format!("brat{threads}");
        exits(folder, &["extract", "-j", threads, corpus, corpus, "-o", &to, "--format", "brat"], 0);
        let files = names(&folder.join(&to));
        files.into_iter().map(|name| (read(&folder.join(&to), &name), name)).collect::<Vec<_>>()
    });
    assert!(one.len() > 10 && one == eight);
}

#[test]
fn brat_has_a_text_and_its_annotations_for_each_article() {
    let folder = harbour();
    let folder = folder.path();
    fs::create_dir(folder.join("empty")).unwrap();
    for to in ["new", "empty"] {
        exits(folder, &["extract", "h.jsonl", "-o", to, "--format", "brat"], 0);
        let expected = [
            "000001_h-1.ann",
            "000001_h-1.txt",
            "000002_h-2.ann",
            "000002_h-2.txt",
            "annotation.conf",
            "inquit.meta.json",
        ];
        assert_eq!(names(&folder.join(to)), expected);
    }
    let annotations = read(folder, "new/000001_h-1.ann");
    assert!(annotations.contains("\tSource 22 31\tDana Cole\n"), "{annotations}");
    // Over a line break in fragments.
    assert!(annotations.contains("\tContent 0 21;"), "{annotations}");
    assert!(annotations.contains("\"We checked them twice.\""), "{annotations}");
    assert!(annotations.contains("\tsource_of Arg1:T2 Arg2:T1\n"), "{annotations}");
    assert!(read(folder, "new/000002_h-2.ann").is_empty());
}

#[test]
fn tei_says_who_spoke_to_whom() {
    let folder = harbour();
    let (xml, _) = exits(folder.path(), &["extract", "h.jsonl", "--format", "tei"], 0);
    for part in [
        "<title>Tides &lt;&amp;&gt; \"gates\"</title>",
        "<persName>Dana Cole</persName>",
        "<orgName>the Fenland Sparrow</orgName>",
        " toWhom=\"#d1.s",
        "<rs type=\"source\" xml:id=\"d1.r1.1\" n=\"q1\">Dana Cole</rs>",
        "<body><p>Rain fell.</p></body>",
    ] {
        assert!(xml.contains(part), "{part} in {xml}");
    }
    assert!(xml.ends_with("</teiCorpus>\n"));
}

#[test]
fn schemas_have_the_fields_of_their_tools() {
    let folder = harbour();
    let lines = |schema: &str| {
        let (out, _) = exits(folder.path(), &["extract", "h.jsonl", "--schema", schema], 0);
        rows(&out)
    };
    let fields = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");

    let quotebank = lines("quotebank");
    assert_eq!(fields(&quotebank[0]), "date numOccurrences probas qids quotation quoteID speaker urls");
    assert_eq!(quotebank[0]["quotation"], "The gates are open, We checked\nthem twice.");
    assert_eq!(quotebank[0]["speaker"], "Dana Cole");
    assert_eq!(quotebank[0]["probas"][0][0], "Dana Cole");
    assert_eq!(quotebank[0]["urls"][0], "https://harbour.example/1");
    assert_eq!(quotebank[1]["quotation"], "a mess");

    let gqg = lines("gqg");
    assert_eq!((gqg.len(), fields(&gqg[0])), (1, "date quotes title url".to_owned()));
    assert_eq!(gqg[0]["quotes"][0]["quote"], "The gates are open,");
    assert_eq!(gqg[0]["quotes"][0]["pre"], "");
    assert!(gqg[0]["quotes"][0]["post"].as_str().unwrap().starts_with("Dana Cole told"));

    let citron = lines("citron");
    assert_eq!((citron.len(), fields(&citron[0])), (2, "id quotes text".to_owned()));
    let quote = &citron[0]["quotes"][0];
    assert_eq!(fields(quote), "confidence contents cue id sources");
    assert_eq!(quote["sources"][0], serde_json::json!({"start": 22, "end": 31, "text": "Dana Cole"}));

    let corenlp = lines("corenlp");
    let quote = &corenlp[0]["quotes"][0];
    assert_eq!(fields(quote), "beginIndex canonicalSpeaker endIndex id mention speaker text");
    assert_eq!((&quote["text"], &quote["endIndex"]), (&"\"The gates are open,\"".into(), &21.into()));

    let textacy = lines("textacy");
    assert_eq!(fields(&textacy[0]), "content cue doc_id speaker");
    assert_eq!(textacy[0]["speaker"], serde_json::json!(["Dana", "Cole"]));
    assert_eq!(textacy[0]["cue"], serde_json::json!(["told"]));
}

#[test]
fn every_schema_and_format_is_in_the_docs() {
    let docs = fs::read_to_string(repository().join("docs/schemas.md")).unwrap();
    let (manual, _) = exits(Path::new("."), &["extract", "--help"], 0);
    for name in [
        "quotebank",
        "gqg",
        "citron",
        "corenlp",
        "textacy",
        "parquet",
        "sqlite",
        "xlsx",
        "brat",
        "conll",
        "tei",
    ] {
        assert!(docs.contains(&format!("`{name}`")) && manual.contains(name), "{name}");
    }
}
