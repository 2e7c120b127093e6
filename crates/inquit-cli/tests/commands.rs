//! The binary as a user runs it: outputs, exit statuses, complaints, and inputs that nobody would wish for.

mod run;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use run::{exits, folder, inquit, repository, rows, run, text};

const LIMA: &str = "\"It works,\" Ana Lima told Reuters.";

/// Data that is not ours to publish, where it is present.
fn shared(name: &str) -> Option<PathBuf> {
    let root =
        std::env::var_os("INQUIT_SHARED").map_or_else(|| repository().join("../shared"), PathBuf::from);
    let path = root.join(name);
    let found = path.exists().then_some(path);
    if found.is_none() {
        eprintln!("skipped: no data");
    }
    found
}

#[test]
fn every_command_runs_and_has_a_manual() {
    let folder = folder(&[("a.txt", LIMA.as_bytes())]);
    let folder = folder.path();
    for command in ["extract", "table", "explain", "tokens", "bench"] {
        let (out, err) = exits(folder, &[command, "a.txt"], 0);
        assert!(!out.is_empty() && err.is_empty(), "{command}: {err}");
        let (manual, _) = exits(folder, &[command, "--help"], 0);
        assert!(manual.contains("Example") && manual.contains("--text-field"), "{command}");
        assert!(manual.lines().all(|line| line.chars().count() <= 100), "{command}");
    }
    assert!(exits(folder, &["rules"], 0).0.contains("according_to"));
    let (docs, _) = exits(folder, &["extract", "-f", "docs", "a.txt", "-o", "p.jsonl"], 0);
    assert!(docs.is_empty());
}

#[test]
fn a_wrong_command_line_exits_with_1_and_says_the_cure() {
    let folder = folder(&[("a.txt", LIMA.as_bytes())]);
    let folder = folder.path();
    for (args, cure) in [
        (&["extract"] as &[&str], "PATH"),
        (&["extract", "a.txt", "--format", "xml"], "possible values"),
        (&["extract", "a.txt", "--threads", "0"], "1..=1024"),
        (&["extract", "a.txt", "-o", "nowhere/x.csv"], "make it first"),
        (&["extract", "a.txt", "-o", "x.docx"], "--format"),
        (&["table", "a.txt", "-o", "x.xlsx"], "--format"),
        (&["extract", "a.txt", "--keep", "speaker"], "leave it out"),
        (&["table", "a.txt", "--format", "docs"], "possible values"),
        (&["score", "a.txt"], "PRED"),
        (&["score", "a.txt", "a.txt", "--given-quotes"], "cannot be used with"),
        (&["score", "a.txt", "-o", "x.jsonl"], "--given-quotes"),
        (&["score", "a.txt", "a.txt", "-o", "x.jsonl"], "cannot be used with"),
    ] {
        let (out, err) = exits(folder, args, 1);
        assert!(out.is_empty() && err.contains(cure), "{args:?}: {err}");
    }
    assert_eq!(fs::read_dir(folder).unwrap().count(), 1, "nothing is left behind");
}

#[test]
fn bad_articles_are_named_by_file_and_line_and_passed_over() {
    let jsonl = format!(
        "{}\n{{\"id\":\"b\",\n\n{{\"id\":\"d\"}}\n[]\n{}\n",
        serde_json::json!({"id": "a", "text": LIMA}),
        serde_json::json!({"id": "f", "text": LIMA})
    );
    let folder = folder(&[("bad.jsonl", jsonl.as_bytes()), ("good.txt", LIMA.as_bytes())]);
    let args = ["extract", "--format", "docs", "bad.jsonl", "nowhere.txt", "good.txt"];
    let (out, err) = exits(folder.path(), &args, 2);
    let ids: Vec<_> = rows(&out).iter().map(|doc| doc["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, ["a", "f", "good.txt"]);
    for told in
        ["bad.jsonl:2: ", "bad.jsonl:4: ", "--text-field", "bad.jsonl:5: ", "nowhere.txt: ", "check the path"]
    {
        assert!(err.contains(told), "{told} in {err}");
    }
    for command in ["table", "explain", "tokens", "bench"] {
        exits(folder.path(), &[command, "bad.jsonl"], 2);
    }
}

#[test]
fn every_form_of_input_gives_the_same_quotations() {
    let text = "\"It works,\" Ana Lima told Reuters. \"We tried; it, too, failed.\"\n";
    let json = serde_json::json!({"id": "1", "text": text, "section": "news"}).to_string();
    let csv = format!("id,text,section\n1,\"{}\",news\n", text.replace('"', "\"\""));
    let raw = format!("id\ttext\tsection\n1\t{}\tnews\n", text.trim());
    let folder = folder(&[
        ("a.jsonl", json.as_bytes()),
        ("b.json", format!("[{json}]").as_bytes()),
        ("c.csv", csv.as_bytes()),
        (
            "d.csv",
            csv.replace(',', ";")
                .replace("It works;", "It works,")
                .replace("it; too; f", "it, too, f")
                .as_bytes(),
        ),
        ("e.tsv", raw.as_bytes()),
        ("f/deep/g.md", text.as_bytes()),
    ]);
    let quotations = |args: &[&str]| {
        let (out, _) = exits(folder.path(), args, 0);
        rows(&out).into_iter().map(|row| (row["text"].clone(), row["section"].clone())).collect::<Vec<_>>()
    };
    let expected = quotations(&["extract", "--keep", "section", "a.jsonl"]);
    assert_eq!(expected.len(), 1);
    assert_eq!(expected[0].1, "news");
    for path in ["b.json", "c.csv", "d.csv", "e.tsv"] {
        assert_eq!(quotations(&["extract", "--keep", "section", path]), expected, "{path}");
    }
    assert_eq!(quotations(&["extract", "f"])[0].0, expected[0].0);
    for (input, form) in [(json.as_bytes(), "jsonl"), (csv.as_bytes(), "csv"), (text.as_bytes(), "text")] {
        let piped = run(folder.path(), &["extract", "-"], input);
        let piped_as = run(folder.path(), &["extract", "-", "--from", form], input);
        assert_eq!(text_of(&piped), [expected[0].0.as_str().unwrap()], "{form}");
        assert_eq!(piped.stdout, piped_as.stdout, "{form}");
    }
}

fn text_of(output: &Output) -> Vec<String> {
    rows(text(&output.stdout)).iter().map(|row| row["text"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn fields_can_bear_other_names() {
    let line = r#"{"key": 7, "body": "\"Rain,\" he said.", "headline": "H", "day": "May 1", "paper": "P", "link": "L"}"#;
    let folder = folder(&[("a.jsonl", line.as_bytes())]);
    let args = "extract a.jsonl --id-field key --text-field body --title-field headline --date-field day \
                --publisher-field paper --url-field link";
    let (out, _) = exits(folder.path(), &args.split_whitespace().collect::<Vec<_>>(), 0);
    let row = &rows(&out)[0];
    let told: Vec<_> = ["doc_id", "title", "published", "publisher", "url"].map(|name| &row[name]).into();
    assert_eq!(told, ["7", "H", "May 1", "P", "L"]);
}

#[test]
fn output_is_the_same_at_any_number_of_threads() {
    let corpus = repository().join("corpus/dev.jsonl");
    let corpus = corpus.to_str().unwrap();
    for form in ["jsonl", "csv", "tsv", "table", "text", "docs"] {
        let [one, two, eight] = ["1", "2", "8"].map(|threads| {
            let args = ["extract", "--threads", threads, "--format", form, corpus, "articles", corpus];
            inquit(&repository().join("corpus"), &args).stdout
        });
        assert!(!one.is_empty() && one == two && one == eight, "{form}");
    }
    let [one, eight] =
        ["1", "8"].map(|threads| inquit(&repository(), &["table", "-j", threads, corpus]).stdout);
    assert!(!one.is_empty() && one == eight);
}

#[cfg(feature = "best")]
#[test]
fn the_model_auto_answers_alike_at_any_number_of_threads_and_whatever_else_is_read() {
    let corpus = fs::read_to_string(repository().join("corpus/dev.jsonl")).unwrap();
    let all: Vec<&str> = corpus.lines().take(4).collect();
    let folder = folder(&[("all.jsonl", all.join("\n").as_bytes())]);
    let auto = |file: &str, threads| {
        let args = ["extract", file, "--model", "auto", "-j", threads, "--format", "docs"];
        exits(folder.path(), &args, 0).0
    };
    let one = auto("all.jsonl", "1");
    assert_eq!(auto("all.jsonl", "3"), one);
    for (line, found) in all.iter().zip(one.lines()) {
        fs::write(folder.path().join("alone.jsonl"), line).unwrap();
        assert_eq!(auto("alone.jsonl", "1").trim_end(), found);
    }
}

#[test]
fn docs_hold_every_document_in_order_and_can_be_scored() {
    let folder = tempfile::tempdir().unwrap();
    let gold = repository().join("corpus/test.jsonl");
    let gold = gold.to_str().unwrap();
    exits(folder.path(), &["extract", "--format", "docs", gold, "-o", "found.jsonl"], 0);
    let ids = |jsonl: &str| rows(jsonl).iter().map(|doc| doc["id"].clone()).collect::<Vec<_>>();
    let found = fs::read_to_string(folder.path().join("found.jsonl")).unwrap();
    assert_eq!(ids(&found), ids(&fs::read_to_string(gold).unwrap()));
    let (scores, _) = exits(folder.path(), &["score", "--json", gold, "found.jsonl"], 0);
    let scores: Value = serde_json::from_str(&scores).unwrap();
    assert_eq!(scores["missing"], 0);
    assert!(scores["attributed|all"]["f1"].as_f64().unwrap() > 75.0, "{scores}");
}

#[test]
fn given_quotes_are_resolved_and_scored() {
    let folder = tempfile::tempdir().unwrap();
    let gold = repository().join("corpus/dev.jsonl");
    let gold = gold.to_str().unwrap();
    let args = ["score", gold, "--given-quotes", "-o", "resolved.jsonl"];
    let (table, _) = exits(folder.path(), &args, 0);
    for figure in ["speaker", "outlet inherited", "channel", "addressee", "class accuracy given content"] {
        assert!(table.contains(figure), "{table}");
    }
    let contents = |jsonl: &str| {
        let of = |doc: &Value| {
            let quotes = doc["quotes"].as_array().unwrap();
            quotes.iter().map(|quote| quote["content"].to_string()).collect::<Vec<_>>()
        };
        rows(jsonl).iter().map(of).collect::<Vec<_>>()
    };
    let resolved = fs::read_to_string(folder.path().join("resolved.jsonl")).unwrap();
    assert_eq!(contents(&resolved), contents(&fs::read_to_string(gold).unwrap()));
    let (again, _) = exits(folder.path(), &["score", gold, "resolved.jsonl"], 0);
    assert_eq!(table, again);
    let (scores, _) =
        exits(folder.path(), &["score", gold, "--given-quotes", "--json", "--model", "none"], 0);
    let scores: Value = serde_json::from_str(&scores).unwrap();
    assert_eq!(scores["content exact|all"]["f1"], 100.0);
}

#[test]
fn inputs_that_nobody_would_wish_for() {
    let marks = vec![b'"'; 1_000_000];
    let curly = "“‘".repeat(100_000);
    let long = "x".repeat(3_000_000);
    let files: [(&str, &[u8]); 12] = [
        ("a-empty.txt", b""),
        ("b-byte.txt", b"x"),
        ("c-mark.txt", b"\""),
        ("d-marks.txt", &marks),
        ("e-curly.txt", curly.as_bytes()),
        ("f-long.txt", long.as_bytes()),
        ("g-nul.txt", b"\0\"It \0 works,\" Ana Lima told Reuters.\0"),
        ("h-latin.txt", b"\x93It works,\x94 Ren\xE9e Lima told Reuters."),
        ("i-mixed.txt", b"\"Caf\xC3\xA9,\" Ana Lima said. \"\xC7a va,\" Ren\xE9e Roth said."),
        ("j-invalid.txt", b"\xED\xA0\x80\xFF\xFE\x80 \"It works,\" Ana Lima told Reuters."),
        ("k-utf16.txt", b"\xFF\xFE\"\0N\0o\0,\0\"\0 \0h\0e\0 \0s\0a\0i\0d\0.\0"),
        ("l-unmarked.txt", b"\"\0N\0o\0,\0\"\0 \0h\0e\0 \0s\0a\0i\0d\0.\0"),
    ];
    let folder = folder(&files);
    let (out, _) = exits(folder.path(), &["extract", "--format", "docs", "."], 0);
    let docs = rows(&out);
    let ids: Vec<_> = docs.iter().map(|doc| doc["id"].as_str().unwrap().trim_start_matches("./")).collect();
    assert_eq!(ids, files.map(|(name, _)| name));
    for (doc, quotations) in docs.iter().zip([0, 0, 0, 0, 0, 0, 1, 1, 2, 1, 1, 1]) {
        if quotations > 0 {
            assert_eq!(doc["quotes"].as_array().unwrap().len(), quotations, "{doc}");
        }
    }
    let speakers = |at: usize| docs[at]["quotes"].as_array().unwrap().iter().map(|quote| &quote["speaker"]);
    assert!(speakers(7).eq(["Renée Lima"]) && speakers(8).eq(["Ana Lima", "Renée Roth"]));
}

#[test]
fn no_input_is_written_over() {
    let files = [
        ("in/a.jsonl", &br#"{"text":"\"It works,\" Ana Lima told Reuters."}"#[..]),
        ("q.csv", b"text\nIt works\n"),
    ];
    let folder = folder(&files);
    let folder = folder.path();
    for args in [
        &["extract", "in/a.jsonl", "-o", "in/a.jsonl"] as &[&str],
        &["extract", "in", "-o", "./in/../in/a.jsonl"],
        &["extract", "in/*.jsonl", "-o", "in/a.jsonl"],
        &["extract", "in", "--rejects", "in/a.jsonl", "-o", "b.csv"],
        &["table", "in", "-o", "in/a.jsonl"],
        &["table", "in", "-o", "b.csv", "--merges", "in/a.jsonl"],
        &["dedup", "in/a.jsonl", "-o", "in/a.jsonl"],
        &["verify", "q.csv", "in", "-o", "in/a.jsonl"],
        &["verify", "q.csv", "in", "-o", "q.csv"],
    ] {
        let (_, err) = exits(folder, args, 1);
        assert!(err.contains("would be lost; name another file"), "{args:?}: {err}");
    }
    for (name, bytes) in files {
        assert!(fs::read(folder.join(name)).unwrap() == bytes, "{name}");
    }
    // What inquit wrote into a folder is not read with it.
    for _ in 0..2 {
        exits(folder, &["extract", "in", "-o", "in/found.jsonl"], 0);
    }
}

#[cfg(unix)]
#[test]
fn links_that_lead_back_or_nowhere() {
    let folder = folder(&[("in/a.txt", LIMA.as_bytes()), ("in/deep/b.txt", LIMA.as_bytes())]);
    std::os::unix::fs::symlink("..", folder.path().join("in/deep/up")).unwrap();
    std::os::unix::fs::symlink("nowhere", folder.path().join("in/lost.txt")).unwrap();
    let (out, err) = exits(folder.path(), &["extract", "in"], 2);
    assert_eq!(rows(&out).len(), 2);
    assert!(err.contains("in/lost.txt: ") && err.contains("1 passed over, 2 articles read"), "{err}");
}

#[cfg(target_os = "linux")]
#[test]
fn files_and_devices_that_fail() {
    let folder = folder(&[("a.txt", LIMA.as_bytes())]);
    let (out, err) = exits(folder.path(), &["extract", "/proc/self/mem", "a.txt"], 2);
    assert!(rows(&out).len() == 1 && err.contains("/proc/self/mem: "), "{err}");
    let (_, err) = exits(folder.path(), &["extract", "a.txt", "-o", "/dev/full"], 1);
    assert!(err.contains("cannot be written"), "{err}");
}

#[test]
fn a_reader_that_goes_away_ends_the_run_quietly() {
    let corpus = repository().join("corpus/dev.jsonl");
    let corpus = corpus.to_str().unwrap();
    let many = vec![corpus; 40];
    for command in ["extract", "explain", "tokens", "table"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_inquit"));
        child.arg(command).args(&many).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = child.spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""), "{command}");
    }
}

#[test]
fn a_header_is_metadata_and_no_part_of_the_first_sentence() {
    let article = " date 2025-01-13 Rain fell, the mayor said.\n\n\"It works,\" Ana Lima told Reuters.";
    let folder = folder(&[("a.txt", article.as_bytes())]);
    let (out, _) = exits(folder.path(), &["extract", "a.txt"], 0);
    let first = &rows(&out)[0];
    assert_eq!((&first["published"], &first["text"]), (&"2025-01-13".into(), &"Rain fell".into()));
}

/// The article that the project exists for.
#[test]
fn the_seed_article() {
    let (Some(article), Some(gold)) = (shared("seed/article.txt"), shared("seed/gold.json")) else { return };
    let gold: Value = serde_json::from_slice(&fs::read(gold).unwrap()).unwrap();
    for model in ["fast", "none"] {
        let args = ["extract", "-f", "docs", "--model", model, article.to_str().unwrap()];
        let (out, _) = exits(Path::new("."), &args, 0);
        as_in_gold(&gold, rows(&out)[0]["quotes"].as_array().unwrap());
    }
}

fn as_in_gold(gold: &Value, found: &[Value]) {
    for quote in gold["quotes"].as_array().unwrap() {
        if quote["optional"] == true {
            continue;
        }
        let id = &quote["id"];
        let same = found.iter().find(|one| one["content"] == quote["content"]);
        let same = same.unwrap_or_else(|| panic!("{id}: no such content"));
        assert_eq!(same["speaker"], quote["speaker"], "{id}");
        let optional = !quote["outlet_optional"].is_null();
        let right = same["outlet"] == quote["outlet"]
            || optional && (same["outlet"].is_null() || same["outlet"] == quote["outlet_optional"]);
        assert!(right, "{id}: {}", same["outlet"]);
    }
}

#[test]
fn a_model_is_named_or_a_file() {
    let folder = folder(&[("a.txt", LIMA.as_bytes()), ("no.model", b"{}")]);
    for (model, why) in
        [("nowhere.model", "nowhere.model: "), ("no.model", "no.model: not a model of inquit")]
    {
        let (out, err) = exits(folder.path(), &["extract", "a.txt", "--model", model], 1);
        assert!(
            out.is_empty()
                && err.contains(why)
                && err.contains("give --model fast, best, auto, none, or a file"),
            "{err}"
        );
    }
    for model in ["fast", "none"] {
        let (out, _) = exits(folder.path(), &["extract", "a.txt", "--model", model], 0);
        assert_eq!(rows(&out)[0]["speaker"], "Ana Lima", "{model}");
    }
    let (out, _) = exits(folder.path(), &["rules"], 0);
    assert!(out.contains("tagged"), "{out}");
}

#[test]
fn training_makes_a_model_that_extracts() {
    let gold = |number: u32| {
        format!(
            "{{\"id\": \"{number}\", \"text\": \"Bo {number} said it rained.\", \"quotes\": [{{\"content\": \
             [[{0}, {1}]], \"cue\": [[{2}, {3}]], \"source\": [[0, {4}]]}}]}}\n",
            9 + number.to_string().len(),
            18 + number.to_string().len(),
            4 + number.to_string().len(),
            8 + number.to_string().len(),
            3 + number.to_string().len(),
        )
    };
    let many: String = (1..=40).map(gold).collect();
    let folder = folder(&[("few.jsonl", gold(1).as_bytes()), ("many.jsonl", many.as_bytes())]);
    let train = |file: &str, status| {
        let args = [
            "train",
            "--train",
            file,
            "--silver",
            file,
            "--dev",
            file,
            "--passes",
            "2",
            "--folds",
            "2",
            "-o",
            "own.model",
        ];
        exits(folder.path(), &args, status)
    };
    let (_, err) = train("few.jsonl", 1);
    assert!(err.contains("1 document is too few"), "{err}");
    fs::write(folder.path().join("bare.jsonl"), many.replace("said it rained.", "").replace("text", "was"))
        .unwrap();
    let (_, err) = train("bare.jsonl", 1);
    assert!(err.contains("bare.jsonl: 1 has quotations, but no text"), "{err}");
    let (out, _) = train("many.jsonl", 0);
    assert!(out.contains("attributed"), "{out}");
    let (out, _) = exits(folder.path(), &["extract", "many.jsonl", "--model", "own.model"], 0);
    assert_eq!(rows(&out).len(), 40);
}

const SPARROW: &str = "\"The tide gates are open,\" Dana Cole told the Fenland Sparrow. \"We checked them twice,\" \
    Cole said.\n\nBo Chen disagreed. \"Nobody checked,\" Chen told Reuters.\n";
const PEOPLE: &str = "id,name,aliases\nQ1,Dana Cole,Cole; D. Cole\nQ2,Bo Chen,\n";
const OUTLETS: &str = "\u{feff}name,aliases,id\r\nThe Fenland Sparrow,Sparrow,S1\r\n\"Reuters\",,\r\n";

#[test]
fn listed_people_and_outlets_are_linked() {
    let files: [(&str, &[u8]); 4] = [
        ("a.txt", SPARROW.as_bytes()),
        ("people.csv", PEOPLE.as_bytes()),
        ("outlets.csv", OUTLETS.as_bytes()),
        ("none.csv", b"name,aliases,id\n"),
    ];
    let folder = folder(&files);
    let told = |args: &str| exits(folder.path(), &args.split(' ').collect::<Vec<_>>(), 0).0;
    let linked = told("extract a.txt --people people.csv --outlets outlets.csv");
    let linked: Vec<_> = rows(&linked)
        .iter()
        .map(|row| {
            ["speaker", "speaker_id", "outlet", "outlet_id"]
                .map(|name| row[name].as_str().unwrap_or("-").to_owned())
        })
        .collect();
    let cole = ["Dana Cole", "Q1", "Fenland Sparrow", "S1"];
    assert_eq!(linked, [cole, cole, ["Bo Chen", "Q2", "Reuters", "Reuters"]]);

    let csv = told("extract a.txt --people people.csv --outlets outlets.csv -f csv");
    assert!(csv.contains(",Dana Cole,Q1,person,") && csv.contains(",Fenland Sparrow,S1,false,"), "{csv}");
    let text = told("extract a.txt --people people.csv --outlets outlets.csv -f text");
    assert!(text.contains("Dana Cole [Q1] (") && text.contains("@ Fenland Sparrow [S1]"), "{text}");
    let explained = told("explain a.txt --people people.csv --outlets outlets.csv");
    assert!(
        explained.contains("Dana Cole [Q1] (") && explained.contains("Fenland Sparrow [S1]"),
        "{explained}"
    );
    let table = told("table a.txt --people people.csv --outlets outlets.csv -f csv");
    assert!(table.contains("Dana Cole,person,The Fenland Sparrow,2"), "{table}");

    for form in ["jsonl", "csv", "docs", "text"] {
        let plain = told(&format!("extract a.txt -f {form}"));
        let empty = told(&format!("extract a.txt -f {form} --people none.csv --outlets none.csv"));
        assert_eq!(plain, empty, "{form}");
    }
    let plain = told("extract a.txt");
    assert!(plain.contains("\"speaker_id\":null,") && !plain.contains("Sparrow\",\"outlet_id\""), "{plain}");
}

#[test]
fn a_list_with_a_mistake_stops_the_command() {
    let files: [(&str, &[u8]); 2] = [("a.txt", SPARROW.as_bytes()), ("bad.csv", b"name,id\nAna,1\n,2\n")];
    let folder = folder(&files);
    let check = |args: &[&str], message: &str| {
        let (out, err) = exits(folder.path(), args, 1);
        assert!(out.is_empty() && err.starts_with(message), "{args:?}: {err}");
    };
    check(&["extract", "a.txt", "--people", "bad.csv"], "inquit: bad.csv:3: a row without a name; give it");
    check(&["table", "a.txt", "--outlets", "bad.csv"], "inquit: bad.csv:3: a row without a name; give it");
    check(&["explain", "a.txt", "--people", "no.csv"], "inquit: no.csv: the list cannot be read: ");
    check(&["extract", "a.txt", "-o", "out.csv", "--people", "no.csv"], "inquit: no.csv: ");
    assert!(!folder.path().join("out.csv").exists());
}
