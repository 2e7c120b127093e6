//! The binary as a user runs it: verify, mask, restore, table, dedup and the benchmark's JSON.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

fn inquit(folder: &Path, args: &str) -> Output {
    let args = args.split_whitespace();
    Command::new(env!("CARGO_BIN_EXE_inquit")).args(args).current_dir(folder).output().unwrap()
}

/// Runs, asks for this exit status, and gives output and complaints.
#[track_caller]
fn exits(folder: &TempDir, args: &str, status: i32) -> (String, String) {
    let output = inquit(folder.path(), args);
    let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    assert_eq!(output.status.code(), Some(status), "{args}: {err}\n{out}");
    (out, err)
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn rows(jsonl: &str) -> Vec<Value> {
    jsonl.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

const FERRY: &str = "“We’ve waited for two hours in the rain, and nobody from the harbour office told us anything,” \
    said Ines Okafor, who runs the bakery. “My bread won’t sell itself.”\n";
const BRIDGE: &str = "“The bridge will open in May,” the mayor said. Café Öre stays shut.\n";
const QUOTES: &str = "\"We've waited for two hours in the rain\"\n\
    nobody from the harbour office told us anything\n\
    We’ve waited for three hours in the rain\n\
    We’ve waited for two hours … told us anything\n\
    told us anything. My bread won’t sell itself\n\
    The bridge will open in May. My bread won’t sell itself\n\
    Trams will run all night from April\n";

#[test]
fn quotations_are_verified() {
    let folder = folder(&[("a.txt", FERRY), ("b.txt", BRIDGE), ("quotes.txt", QUOTES)]);
    let (out, _) = exits(&folder, "verify quotes.txt a.txt b.txt -f jsonl", 0);
    let rows = rows(&out);
    let verdicts: Vec<_> = rows.iter().map(|row| row["verdict"].as_str().unwrap()).collect();
    assert_eq!(verdicts, ["verbatim", "exact", "altered", "cut", "interrupted", "joined", "absent"]);
    assert_eq!(rows[0]["line"], 1);
    assert_eq!(rows[0]["differences"][0]["kind"], "marks");
    assert_eq!(rows[0]["differences"][0]["alters"], false);
    let difference = &rows[2]["differences"][0];
    assert_eq!(
        (&difference["quotation"]["text"], &difference["source"]["text"]),
        (&"three".into(), &"two".into())
    );
    assert_eq!((&difference["source"]["start"], &difference["source"]["end"]), (&18.into(), &21.into()));
    assert!(rows[2]["similarity"].as_f64().unwrap() > 0.8 && rows[2]["edit_distance"] == 4, "{}", rows[2]);
    let sources: Vec<_> =
        rows[5]["passages"].as_array().unwrap().iter().map(|one| one["doc_id"].clone()).collect();
    assert_eq!(sources, ["b.txt", "a.txt"]);
    assert!(rows[6]["passages"].as_array().unwrap().is_empty() && rows[6]["similarity"].is_null());
    for row in &rows {
        for passage in row["passages"].as_array().unwrap() {
            let text = if passage["doc_id"] == "a.txt" { FERRY } else { BRIDGE };
            let place = |name: &str| passage["source"][name].as_u64().unwrap() as usize;
            let slice: String =
                text.chars().skip(place("start")).take(place("end") - place("start")).collect();
            assert_eq!(slice, passage["source"]["text"], "{row}");
        }
    }
}

#[test]
fn a_verification_is_readable_and_can_be_required() {
    let folder = folder(&[("a.txt", FERRY), ("b.txt", BRIDGE), ("quotes.txt", QUOTES)]);
    let (out, _) = exits(&folder, "verify quotes.txt a.txt b.txt", 0);
    for shown in [
        "waited for [-three-]{+two+} hours",
        "{left out: in the rain, and nobody from the harbour office}",
        "{between: said Ines Okafor, who runs the bakery}",
        "absent  line 7",
        "in b.txt 1–28",
        "besides: marks “We've” → “We’ve”",
        "1 exact, 1 verbatim, 1 interrupted, 1 cut, 1 joined, 1 altered, 1 absent",
    ] {
        assert!(out.contains(shown), "{shown} in\n{out}");
    }
    let (_, err) = exits(&folder, "verify quotes.txt a.txt b.txt --require cut -o out.csv", 2);
    assert!(err.contains("3 of 7 quotations are worse than cut"), "{err}");
    let csv = fs::read_to_string(folder.path().join("out.csv")).unwrap();
    assert!(csv.contains("\n3,,,altered,") && csv.contains("words “three” → “two”"), "{csv}");
    let (_, err) = exits(&folder, "verify nowhere.txt a.txt", 1);
    assert!(err.contains("nowhere.txt: ") && err.contains("check the path"), "{err}");
    let (_, err) = exits(&folder, "verify quotes.txt nowhere.txt a.txt", 2);
    assert!(err.contains("nowhere.txt: "), "{err}");
}

#[test]
fn own_records_are_verified_against_their_articles() {
    let folder = folder(&[("a.txt", FERRY), ("b.txt", BRIDGE)]);
    for form in ["jsonl", "csv"] {
        exits(&folder, &format!("extract a.txt b.txt -o found.{form}"), 0);
        let args = format!("verify found.{form} a.txt b.txt --own-article --require interrupted -f jsonl");
        let (out, _) = exits(&folder, &args, 0);
        assert_eq!(rows(&out).len(), 2, "{form}: {out}");
        exits(&folder, &format!("verify found.{form} b.txt --own-article --require altered"), 2);
    }
}

#[test]
fn masked_quotations_come_back_byte_for_byte() {
    let folder = folder(&[("a.txt", FERRY)]);
    exits(&folder, "mask a.txt --state s.json -o masked.txt", 0);
    let masked = fs::read_to_string(folder.path().join("masked.txt")).unwrap();
    assert_eq!(masked, "“[[Q1]]” said Ines Okafor, who runs the bakery. “[[Q2]]”\n");
    let (out, err) = exits(&folder, "restore masked.txt --state s.json", 0);
    assert_eq!(out, FERRY);
    assert!(err.contains("2 of 2 quotations put back, byte for byte; 0 faults"), "{err}");

    let translated = "Ines Okafor, qui tient la boulangerie : « [[ q2 ]] » et « [Q 1] »\n";
    fs::write(folder.path().join("fr.txt"), translated).unwrap();
    let (out, _) = exits(&folder, "restore fr.txt --state s.json", 0);
    assert!(out.contains("« My bread won’t sell itself. » et « We’ve waited for two hours"), "{out}");
}

#[test]
fn lost_repeated_and_invented_placeholders_are_told() {
    let folder = folder(&[("a.txt", FERRY)]);
    exits(&folder, "mask a.txt --state s.json -o masked.txt", 0);
    fs::write(folder.path().join("bad.txt"), "“[[Q1]]”, “[[Q1]]”\nand “[[Q7]]”\n").unwrap();
    let (out, err) = exits(&folder, "restore bad.txt --state s.json", 2);
    assert!(out.is_empty(), "{out}");
    for told in [
        "bad.txt: [[Q1]] stands again at 1:12 of the text: “We’ve waited",
        "bad.txt: [[Q7]] at 2:6 of the text is invented; take it out",
        "bad.txt: [[Q2]] is lost: “My bread won’t sell itself.”; put it where",
        "3 faults",
    ] {
        assert!(err.contains(told), "{told} in\n{err}");
    }
    let (out, _) = exits(&folder, "restore bad.txt --state s.json --write-faulty", 2);
    assert!(out.ends_with("and “[[Q7]]”\n"), "{out}");
    let (_, err) = exits(&folder, "restore a.txt --state a.txt", 1);
    assert!(
        err.contains("--state a.txt: no state of a mask") && err.contains("`inquit mask` wrote"),
        "{err}"
    );
}

#[test]
fn many_articles_are_masked_as_json_lines() {
    let folder = folder(&[("a.txt", FERRY), ("b.txt", BRIDGE)]);
    exits(&folder, "mask a.txt b.txt --state s.json -o masked.jsonl", 0);
    let masked = fs::read_to_string(folder.path().join("masked.jsonl")).unwrap();
    assert!(rows(&masked)[1]["text"].as_str().unwrap().starts_with("“[[Q1]]” the mayor"), "{masked}");
    let (out, _) = exits(&folder, "restore masked.jsonl --state s.json", 0);
    let texts: Vec<_> = rows(&out).iter().map(|row| row["text"].clone()).collect();
    assert_eq!(texts, [FERRY, BRIDGE]);
    let first = masked.lines().next().unwrap();
    fs::write(folder.path().join("part.jsonl"), first).unwrap();
    let (out, err) = exits(&folder, "restore part.jsonl --state s.json", 2);
    assert!(
        rows(&out).len() == 1 && err.contains("s.json: the masked article b.txt did not come back"),
        "{err}"
    );
}

const NEWS: &str = r#"{"id":"1","date":"2025-01-13","publisher":"The Kelp","text":"\"It works,\" Ana Lima told Reuters. \"We tried it twice in the harbour,\" Lima said."}
{"id":"2","date":"2025-02-01","publisher":"The Kelp","text":"\"We tried it twice in the harbour,\" Ana Lima told Reuters."}
{"id":"3","date":"2025-02-03","text":"\"It rained,\" Bo Chen told the Associated Press."}
"#;

#[test]
fn quotations_are_counted_by_what_is_asked() {
    let folder = folder(&[("news.jsonl", NEWS)]);
    let (out, _) = exits(&folder, "table news.jsonl -f csv", 0);
    assert!(
        out.starts_with("speaker,speaker_class,outlet,quotations,share,articles\nAna Lima,person,Reuters,"),
        "{out}"
    );
    let (out, _) = exits(&folder, "table news.jsonl --by month -f csv", 0);
    assert_eq!(out, "month,quotations,share,articles\n2025-01,2,0.5,1\n2025-02,2,0.5,2\n");
    let (out, _) = exits(&folder, "table news.jsonl --by publisher --and month --wide -f csv", 0);
    assert_eq!(out, "publisher,quotations,2025-01,2025-02\nThe Kelp,3,2,1\n,1,0,1\n");
    let (out, _) = exits(&folder, "table news.jsonl --by publisher --named --top 1 -f json", 0);
    let expected =
        serde_json::json!([{"publisher": "The Kelp", "quotations": 3, "share": 0.75, "articles": 2}]);
    assert_eq!(serde_json::from_str::<Value>(&out).unwrap(), expected);
    for by in ["speaker", "class", "role", "outlet", "channel", "kind", "cue"] {
        let (out, _) = exits(&folder, &format!("table news.jsonl --by {by} -f jsonl"), 0);
        let counted: u64 = rows(&out).iter().map(|row| row["quotations"].as_u64().unwrap()).sum();
        assert_eq!(counted, 4, "{by}: {out}");
    }
    let (out, _) = exits(&folder, "table news.jsonl --by speaker --and outlet", 0);
    assert!(out.lines().next().unwrap().ends_with("Reuters"), "{out}");
    let (_, err) = exits(&folder, "table news.jsonl --and month", 1);
    assert!(err.contains("--by"), "{err}");
}

#[test]
fn own_records_give_the_same_tables_as_their_articles() {
    let folder = folder(&[("news.jsonl", NEWS), ("people.csv", "name,aliases,id\nA. Lima,Ana Lima,P1\n")]);
    for form in [
        "jsonl",
        "csv",
        "tsv",
        #[cfg(feature = "parquet")]
        "parquet",
    ] {
        exits(&folder, &format!("extract news.jsonl -o found.{form}"), 0);
        for options in [
            "",
            "--by month",
            "--by speaker --and outlet",
            "--by cue --dedup",
            "--by speaker --people people.csv",
        ] {
            let of = |file: &str| exits(&folder, &format!("table {file} -f csv {options}"), 0).0;
            assert_eq!(of(&format!("found.{form}")), of("news.jsonl"), "{form} {options}");
        }
    }
    let (out, _) = exits(&folder, "table found.csv --by speaker --people people.csv -f csv", 0);
    assert!(out.contains("A. Lima,person,3,"), "{out}");
    // From a pipe, and packed.
    let found = fs::read(folder.path().join("found.jsonl")).unwrap();
    let packed = zstd::encode_all(&*found, 1).unwrap();
    fs::write(folder.path().join("packed.jsonl.zst"), &packed).unwrap();
    let expected = exits(&folder, "table news.jsonl -f csv", 0).0;
    assert_eq!(exits(&folder, "table packed.jsonl.zst -f csv", 0).0, expected);
    for input in [found, packed, fs::read(folder.path().join("news.jsonl")).unwrap()] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_inquit"));
        command.args(["table", "-", "-f", "csv"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(&input).unwrap();
        let piped = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8(piped.stdout).unwrap(), expected);
    }
}

const RECORDS: &str = r#"{"doc_id":"1","quote_id":"q1","text":"It works","speaker":"Ana Lima","speaker_class":"person"}
{"doc_id":"1","quote_id":"q2","text":"We tried","speaker":"Ana Lima","speaker_class":"person"}
{"doc_id":"2","quote_id":"q1","text":"It rained","speaker":"Ana M. Lima","speaker_class":"person"}
{"doc_id":"3","quote_id":"q1","text":"It snowed","speaker":"Lima","speaker_class":"person"}
"#;

#[test]
fn speakers_are_merged_by_rules_that_can_be_read() {
    let folder = folder(&[("found.jsonl", RECORDS)]);
    let table =
        |options: &str| exits(&folder, &format!("table found.jsonl --by speaker -f csv {options}"), 0).0;
    let head = "speaker,speaker_class,quotations,share,articles\n";
    assert_eq!(
        table("--merge none"),
        format!("{head}Ana Lima,person,2,0.5,1\nAna M. Lima,person,1,0.25,1\nLima,person,1,0.25,1\n")
    );
    assert_eq!(table(""), format!("{head}Ana Lima,person,3,0.75,2\nLima,person,1,0.25,1\n"));
    assert_eq!(table("--merge surname --merges merges.csv"), format!("{head}Ana Lima,person,4,1.0,3\n"));
    let merges = fs::read_to_string(folder.path().join("merges.csv")).unwrap();
    assert_eq!(
        merges,
        "name,speaker_class,counted_as,rule\nAna M. Lima,person,Ana Lima,initials\nLima,person,Ana Lima,surname\n"
    );
}

#[test]
fn the_same_quotation_is_one_cluster() {
    let folder = folder(&[("news.jsonl", NEWS)]);
    let (out, err) = exits(&folder, "dedup news.jsonl --min 2 -f jsonl", 0);
    let found = rows(&out);
    assert_eq!(found.len(), 1, "{out}");
    assert_eq!(found[0]["quotations"], 2);
    let places: Vec<_> = found[0]["variants"][0]["places"]
        .as_array()
        .unwrap()
        .iter()
        .map(|place| place["doc_id"].clone())
        .collect();
    assert_eq!(places, ["1", "2"]);
    assert!(err.contains("4 quotations in 3 clusters"), "{err}");
    let (out, _) = exits(&folder, "dedup news.jsonl -f csv", 0);
    assert_eq!(out.lines().count(), 5, "{out}");
    let (out, _) = exits(&folder, "dedup news.jsonl", 0);
    assert!(out.contains("longest version"), "{out}");
    let (out, _) = exits(&folder, "extract news.jsonl --dedup --format csv", 0);
    let ids: Vec<_> = out.lines().skip(1).map(|row| &row[..4]).collect();
    assert_eq!(ids, ["1,q1", "1,q2", "3,q1"], "where it stands first");
    assert_eq!(exits(&folder, "extract news.jsonl --dedup --format csv --sample 9 -j 2", 0).0, out);
    exits(&folder, "extract news.jsonl --dedup -o once.csv --resume", 0);
    assert_eq!(fs::read_to_string(folder.path().join("once.csv")).unwrap(), out);
    let (_, err) = exits(&folder, "extract - --dedup", 1);
    assert!(err.contains("reads twice; name files"), "{err}");
    let (out, _) = exits(&folder, "table news.jsonl --by month --dedup -f csv", 0);
    assert_eq!(out, "month,quotations,share,articles\n2025-01,2,0.666667,1\n2025-02,1,0.333333,1\n");
}

#[cfg(feature = "parquet")]
#[test]
fn tables_are_written_as_parquet() {
    let folder = folder(&[("news.jsonl", NEWS), ("quotes.txt", "It works\n")]);
    for (args, column) in [
        ("table news.jsonl --by month", "month"),
        ("table news.jsonl --by publisher --and month --wide", "2025-01"),
        ("dedup news.jsonl", "cluster"),
        ("verify quotes.txt news.jsonl", "verdict"),
        ("rules", "name"),
    ] {
        exits(&folder, &format!("{args} -o a.parquet"), 0);
        let file = fs::File::open(folder.path().join("a.parquet")).unwrap();
        let rows = parquet::file::reader::SerializedFileReader::new(file).unwrap();
        let first = rows.into_iter().next().unwrap().unwrap();
        assert!(first.get_column_iter().any(|(name, _)| name == column), "{args}: {first}");
        let (_, err) = exits(&folder, &format!("{args} --format parquet"), 1);
        assert!(err.contains("name it with -o"), "{err}");
    }
}

#[test]
fn a_benchmark_can_be_read_by_programs() {
    let folder = folder(&[("news.jsonl", NEWS)]);
    let (out, _) = exits(&folder, "bench news.jsonl --rounds 1 --json", 0);
    let bench: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&bench["articles"], &bench["rounds"]), (&3.into(), &1.into()));
    let stages = bench["stages"].as_array().unwrap();
    let extraction = stages.iter().find(|stage| stage["stage"] == "extraction").unwrap();
    assert!(extraction["made"] == 4 && extraction["mb_per_second"].as_f64().unwrap() > 0.0, "{out}");
}

#[test]
fn every_command_has_a_manual_that_fits() {
    let folder = folder(&[]);
    for command in ["verify", "mask", "restore", "dedup", "table", "bench"] {
        let (manual, _) = exits(&folder, &format!("{command} --help"), 0);
        assert!(
            manual.contains("Example") && manual.lines().all(|line| line.chars().count() <= 100),
            "{command}"
        );
    }
}
