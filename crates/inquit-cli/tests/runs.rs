//! Long runs of `inquit extract`, as they end early: killed at any moment, stopped by the user, out of disk; and runs
//! over part of an input: samples, and what is new since the last run.

mod run;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use run::{exits, folder, inquit, repository, rows, text};
use serde_json::{Value, json};

/// The corpus's own articles over and over, one JSON object a line.
fn news(articles: usize) -> String {
    let mut paths: Vec<_> = fs::read_dir(repository().join("corpus/articles"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    paths.sort();
    let texts: Vec<_> = paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    assert!(!texts.is_empty(), "the corpus is there");
    let line = |(number, text): (usize, &String)| {
        json!({"id": format!("a{number}"), "text": text}).to_string() + "\n"
    };
    texts.iter().cycle().take(articles).enumerate().map(line).collect()
}

fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Numbers that look random, the same ones every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// Runs and kills after so long; whether it was killed before it was done.
fn killed(folder: &Path, args: &[&str], after: Duration) -> bool {
    let mut command = Command::new(env!("CARGO_BIN_EXE_inquit"));
    command.args(args).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    std::thread::sleep(after);
    child.kill().unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(matches!(output.status.code(), None | Some(0 | 2)), "{}", text(&output.stderr));
    output.status.code().is_none()
}

/// What is in an output, in a form that can be compared.
fn content(path: &Path) -> Vec<u8> {
    if !path.is_dir() {
        return fs::read(path).unwrap();
    }
    let files =
        names(path).into_iter().map(|name| [name.as_bytes(), &fs::read(path.join(&name)).unwrap()].concat());
    files.collect::<Vec<_>>().concat()
}

/// The rows of a database, without the pages that they are on.
fn records(path: &Path) -> Option<Vec<u8>> {
    let dump = ["quotations", "documents", "speakers", "outlets", "spans", "fields"]
        .map(|table| format!("SELECT * FROM {table};"));
    let output = Command::new("sqlite3").arg(path).arg(dump.concat()).output().ok()?;
    assert!(output.status.success(), "{}", text(&output.stderr));
    Some(output.stdout)
}

#[test]
fn a_run_killed_at_random_moments_ends_as_one_that_was_not() {
    let folder = folder(&[("news.jsonl", news(2000).as_bytes())]);
    let folder = folder.path();
    let bad = "no JSON\n";
    let all = format!("{bad}{}{bad}", fs::read_to_string(folder.join("news.jsonl")).unwrap());
    fs::write(folder.join("news.jsonl"), all).unwrap();
    let mut numbers = Numbers(7);
    let mut kills = 0;
    for (name, format) in [
        ("a.jsonl", "jsonl"),
        ("a.csv", "csv"),
        ("a.xml", "tei"),
        ("docs.jsonl", "docs"),
        ("a.parquet", "parquet"),
        ("a.sqlite", "sqlite"),
        ("brat", "brat"),
    ] {
        let straight = format!("straight-{name}");
        let common = ["extract", "news.jsonl", "--model", "none", "--format", format, "--checkpoint", "0"];
        let args = |output| [&common[..], &["-o", output, "--rejects", "rejects.jsonl"]].concat();
        let started = std::time::Instant::now();
        exits(folder, &args(&straight), 2);
        let whole_run = started.elapsed().as_millis() as u64;
        let rejects = fs::read(folder.join("rejects.jsonl")).unwrap();
        assert_eq!(rows(text(&rejects)).len(), 2);

        let resumed = [&args(name)[..], &["--resume"]].concat();
        let was_killed = |_| {
            let after = Duration::from_millis(numbers.below(whole_run / 2 + 1));
            killed(folder, &resumed, after)
        };
        let before = (0..6).map(was_killed).take_while(|killed| *killed).count();
        kills += before;
        if before == 6 {
            exits(folder, &resumed, 2);
        }
        let (is, was) = (folder.join(name), folder.join(straight));
        if format == "sqlite" {
            assert!(records(&is) == records(&was), "{name}");
        } else {
            assert!(content(&is) == content(&was), "{name}");
        }
        assert!(fs::read(folder.join("rejects.jsonl")).unwrap() == rejects, "{name}");
    }
    assert!(kills > 10, "{kills}");
    let left: Vec<_> = names(folder).into_iter().filter(|name| name.contains(".part")).collect();
    assert_eq!(left, Vec::<String>::new());
}

/// Runs until it is stopped by a signal, sent once a batch is done; what it complained of.
#[cfg(unix)]
fn stopped(folder: &Path, args: &[&str], state: &str) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_inquit"));
    command.args(args).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    let begun = |bytes: Vec<u8>| text(&bytes).lines().any(|line| line.contains("\"batches\":1,"));
    while !fs::read(folder.join(state)).is_ok_and(begun) {
        std::thread::sleep(Duration::from_millis(2));
    }
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let output = child.wait_with_output().unwrap();
    (output.status.code(), text(&output.stderr).to_owned())
}

#[cfg(unix)]
#[test]
fn a_run_that_the_user_stops_says_how_to_go_on() {
    let folder = folder(&[("news.jsonl", news(6000).as_bytes())]);
    let folder = folder.path();
    let common = ["extract", "news.jsonl", "--model", "none", "-j", "1"];
    exits(folder, &[&common[..], &["-o", "whole.csv"]].concat(), 0);
    let args = [&common[..], &["-o", "a.csv", "--checkpoint", "0"]].concat();
    let (status, err) = stopped(folder, &args, "a.csv.part-state");
    assert_eq!(status, Some(130), "{err}");
    assert!(
        err.contains("articles are done and kept in a.csv.part; the same command with --resume goes on"),
        "{err}"
    );
    assert!(folder.join("a.csv.part").exists() && !folder.join("a.csv").exists());

    // Neither thrown away unasked, nor gone on with by another command.
    let (_, err) = exits(folder, &args, 1);
    assert!(err.contains("add --resume to go on with it, or remove a.csv.part"), "{err}");
    let other = [&args[..], &["--resume", "--min-confidence", "0.9"]].concat();
    let (_, err) = exits(folder, &other, 1);
    assert!(err.contains("another one (min-confidence: \"0\" then, \"0.9\" now)"), "{err}");

    // An input that has changed where it was done.
    let all = fs::read_to_string(folder.join("news.jsonl")).unwrap();
    fs::write(folder.join("news.jsonl"), all.replacen("\"a3\"", "\"b3\"", 1)).unwrap();
    let (_, err) = exits(folder, &[&args[..], &["--resume"]].concat(), 1);
    assert!(err.contains("has changed since") && !err.contains("goes on"), "{err}");
    fs::write(folder.join("news.jsonl"), all).unwrap();

    let (_, err) = exits(folder, &[&args[..], &["--resume"]].concat(), 0);
    assert!(err.contains("going on behind"), "{err}");
    assert!(fs::read(folder.join("a.csv")).unwrap() == fs::read(folder.join("whole.csv")).unwrap());
    assert!(!folder.join("a.csv.part").exists() && !folder.join("a.csv.part-state").exists());
    // Nothing was stopped: the same command begins anew.
    exits(folder, &[&args[..], &["--resume"]].concat(), 0);
}

#[test]
fn what_a_run_left_that_was_killed_at_its_last_step_is_used_again() {
    let folder = folder(&[("a.txt", b"\"It rains,\" Ana Lima said."), ("a.csv.meta.json.part", b"{\"vers")]);
    exits(folder.path(), &["extract", "a.txt", "--model", "none", "-o", "a.csv"], 0);
    assert_eq!(names(folder.path()), ["a.csv", "a.csv.meta.json", "a.txt"]);
}

#[test]
fn what_cannot_be_gone_on_with_says_so() {
    let folder = folder(&[("a.txt", b"\"It rains,\" Ana Lima said.")]);
    let folder = folder.path();
    for (args, why) in [
        (&["-o", "a.xlsx"] as &[&str], "an Excel workbook cannot be gone on with; write Parquet"),
        (&["-f", "csv"], "what goes to standard output cannot be gone on with; name a file with -o"),
    ] {
        let (_, err) = exits(folder, &[&["extract", "a.txt", "--resume"], args].concat(), 1);
        assert!(err.contains(why), "{err}");
    }
    assert_eq!(names(folder), ["a.txt"]);
}

#[test]
fn a_full_disk_is_told_and_the_run_goes_on_when_there_is_room() {
    let folder = folder(&[("news.jsonl", news(3000).as_bytes()), ("small/none", b"no news")]);
    let small = folder.path().join("small");
    let mount = |options: &str| {
        Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(&small).output()
    };
    if !mount("size=2m").is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: a file system of 2 MB cannot be mounted here");
        return;
    }
    let tested = std::panic::catch_unwind(|| {
        // SQLite and Parquet make safe what they have in larger pieces: here all is done again.
        for (name, size, kept) in
            [("a.jsonl", "size=6m", true), ("a.parquet", "size=60k", false), ("a.sqlite", "size=2m", false)]
        {
            assert!(mount(&format!("remount,{size}")).unwrap().status.success());
            let straight = format!("straight-{name}");
            let common = ["extract", "news.jsonl", "--model", "none", "--checkpoint", "0"];
            exits(folder.path(), &[&common[..], &["-o", &straight]].concat(), 0);
            let output = format!("small/{name}");
            let args = [&common[..], &["-o", &output, "--resume"]].concat();
            for _ in 0..2 {
                let (_, err) = exits(folder.path(), &args, 1);
                let full = err.contains("No space left on device") || err.contains("disk is full");
                assert!(
                    err.contains(&format!("-o small/{name}: the output cannot be written")) && full,
                    "{err}"
                );
                assert_eq!(err.contains("with --resume goes on"), kept, "{name}: {err}");
                let left = names(&small).iter().any(|name| name.contains(".part"));
                assert_eq!(left, kept, "{name}: {:?}", names(&small));
            }
            assert!(mount("remount,size=200m").unwrap().status.success());
            let (_, err) = exits(folder.path(), &args, 0);
            assert_eq!(err.contains("going on behind"), kept, "{err}");
            let (is, was) = (folder.path().join(output), folder.path().join(straight));
            if name == "a.sqlite" {
                assert!(records(&is) == records(&was), "{name}");
            } else {
                assert!(content(&is) == content(&was), "{name}");
            }
            fs::remove_file(is).unwrap();
        }
    });
    let _ = Command::new("umount").arg(&small).output();
    if let Err(panic) = tested {
        std::panic::resume_unwind(panic);
    }
}

#[test]
fn a_sample_is_the_same_at_any_number_of_threads_and_in_order() {
    let folder = folder(&[("news.jsonl", format!("no JSON\n{}", news(900)).as_bytes())]);
    let folder = folder.path();
    let sample = |more: &[&str]| {
        let common = ["extract", "news.jsonl", "--model", "none", "-f", "docs", "--sample", "40"];
        let (out, err) = exits(folder, &[&common[..], more].concat(), 2);
        assert!(err.contains("40 of 900 articles") && err.contains("news.jsonl:1: "), "{err}");
        let ids: Vec<usize> =
            rows(&out).iter().map(|doc| doc["id"].as_str().unwrap()[1..].parse().unwrap()).collect();
        assert!(ids.len() == 40 && ids.is_sorted(), "{ids:?}");
        ids
    };
    let first = sample(&["-j", "1"]);
    assert_eq!(first, sample(&["-j", "4"]));
    assert_eq!(first, sample(&["--seed", "0"]));
    let other = sample(&["--seed", "1"]);
    assert_ne!(first, other);
    // From all over the input.
    assert!(first[0] < 150 && first[39] > 750 && first[20] > 250 && first[20] < 650, "{first:?}");
    // A sample of more than all is all.
    let (out, _) =
        exits(folder, &["extract", "news.jsonl", "--model", "none", "-f", "docs", "--sample", "5000"], 2);
    let (all, _) = exits(folder, &["extract", "news.jsonl", "--model", "none", "-f", "docs"], 2);
    assert!(out == all);
    for (args, why) in [
        (&["--seed", "1"] as &[&str], "--sample"),
        (&["--sample", "0"], "0"),
        (&["--sample", "3", "--resume"], "cannot be used with"),
    ] {
        let (_, err) = exits(folder, &[&["extract", "news.jsonl"], args].concat(), 1);
        assert!(err.contains(why), "{err}");
    }
}

#[test]
fn only_what_is_new_is_extracted() {
    let folder = folder(&[
        ("in/a.txt", b"\"It rains,\" Ana Lima said."),
        ("in/b.jsonl", b"{\"id\":\"b1\",\"text\":\"\\\"No,\\\" said Bo.\"}\n"),
    ]);
    let folder = folder.path();
    let args = ["extract", "in", "-f", "docs", "--since-state", "state"];
    let ids = |args: &[&str]| {
        let (out, _) = exits(folder, args, 0);
        rows(&out).iter().map(|doc| doc["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&args), ["in/a.txt", "b1"]);
    assert_eq!(ids(&args), [""; 0]);
    // A new file, and a file that grew.
    fs::write(folder.join("in/0.txt"), "\"It snows,\" Cy Dale said.").unwrap();
    let grown = "{\"id\":\"b1\",\"text\":\"\\\"No,\\\" said Bo.\"}\n{\"id\":\"b2\",\"text\":\"Rain.\"}\n";
    fs::write(folder.join("in/b.jsonl"), grown).unwrap();
    exits(folder, &[&args[..], &["-o", "new.jsonl"]].concat(), 0);
    let found = rows(&fs::read_to_string(folder.join("new.jsonl")).unwrap());
    assert_eq!(found.iter().map(|doc| doc["id"].clone()).collect::<Vec<Value>>(), ["in/0.txt", "b2"]);
    assert_eq!(ids(&args), [""; 0]);
    // What could not be read is tried again.
    fs::write(folder.join("in/c.docx"), "no document").unwrap();
    for _ in 0..2 {
        let (_, err) = exits(folder, &args, 2);
        assert!(err.contains("in/c.docx"), "{err}");
    }
    fs::remove_file(folder.join("in/c.docx")).unwrap();
    // Named, but the process was killed before its state was.
    fs::write(folder.join("in/d.txt"), "\"It hails,\" Di East said.").unwrap();
    let before = fs::read(folder.join("state")).unwrap();
    exits(folder, &[&args[..], &["-o", "d.jsonl"]].concat(), 0);
    fs::rename(folder.join("state"), folder.join("state.new")).unwrap();
    fs::write(folder.join("state"), before).unwrap();
    assert_eq!(ids(&args), [""; 0]);

    fs::write(folder.join("other"), "name,id\n").unwrap();
    let (_, err) = exits(folder, &["extract", "in", "--since-state", "other"], 1);
    assert!(err.contains("other: line 1: no line of a state that inquit wrote; name a state"), "{err}");
}

#[test]
fn what_is_passed_over_goes_to_a_file() {
    let folder = folder(&[("a.jsonl", b"{\"text\":\"Rain.\"}\n{\"body\n{\"id\":1}\n")]);
    let folder = folder.path();
    let (_, err) =
        exits(folder, &["extract", "a.jsonl", "gone.txt", "--rejects", "bad.jsonl", "-o", "a.csv"], 2);
    assert_eq!(err, "3 passed over, see bad.jsonl, 1 articles read\n");
    let rejects = rows(&fs::read_to_string(folder.join("bad.jsonl")).unwrap());
    let places: Vec<_> =
        rejects.iter().map(|one| (one["file"].as_str().unwrap(), one["line"].as_u64())).collect();
    assert_eq!(places, [("a.jsonl", Some(2)), ("a.jsonl", Some(3)), ("gone.txt", None)]);
    assert!(rejects.iter().all(|one| one["reason"].is_string() && one["cure"].is_string()), "{rejects:?}");
    // Written anew by the next run.
    exits(folder, &["extract", "a.jsonl", "--rejects", "bad.jsonl", "-o", "a.csv"], 2);
    assert_eq!(rows(&fs::read_to_string(folder.join("bad.jsonl")).unwrap()).len(), 2);
    let output = inquit(folder, &["extract", "a.jsonl", "--rejects", "no/bad.jsonl"]);
    assert!(text(&output.stderr).contains("--rejects no/bad.jsonl: cannot be written"));
}

#[test]
fn a_long_text_is_cut_and_its_records_count_from_its_beginning() {
    let texts: Vec<Value> = rows(&news(1000)).iter().map(|one| one["text"].clone()).collect();
    let mut text = String::new();
    for one in texts.iter().cycle() {
        text.push_str(one.as_str().unwrap());
        text.push_str("\n\n");
        if text.len() > 1_300_000 {
            break;
        }
    }
    let characters: Vec<char> = text.chars().collect();
    let short = "{\"id\":\"s\",\"text\":\"\\\"It rains,\\\" Ana Lima said.\"}\n";
    let line = json!({"id": "long", "text": &text}).to_string();
    let jsonl = format!("{short}{line}\n{short}");
    let folder = folder(&[("a.jsonl", jsonl.as_bytes()), ("b.txt", text.as_bytes())]);
    let folder = folder.path();
    let args = ["extract", "a.jsonl", "--model", "none", "--cut", "1", "-f", "jsonl"];
    let (out, err) = exits(folder, &[&args[..], &["-j", "1"]].concat(), 0);
    assert!(
        err.starts_with("note: a.jsonl:2: article long: a text of 1.3 MB is cut between paragraphs"),
        "{err}"
    );
    assert_eq!(out, exits(folder, &[&args[..], &["-j", "4"]].concat(), 0).0);
    let records = rows(&out);
    let ids: Vec<(String, String)> =
        records.iter().map(|one| (one["doc_id"].to_string(), one["quote_id"].to_string())).collect();
    assert_eq!((&*ids[0].0, &*ids[ids.len() - 1].0), ("\"s\"", "\"s\""));
    let long: Vec<&Value> = records.iter().filter(|one| one["doc_id"] == "long").collect();
    assert!(
        long.iter().any(|one| one["quote_id"] == "q1")
            && long.iter().any(|one| one["quote_id"] == "q4000001")
    );
    for record in &long {
        let Some(source) = record["source"].as_object() else { continue };
        let end = |name: &str| usize::try_from(source[name].as_u64().unwrap()).unwrap();
        let words: String = characters[end("start")..end("end")].iter().collect();
        assert_eq!(words, source["text"].as_str().unwrap());
    }
    // Read by a worker or by the reader, packed or not, the records are the same but for their names.
    let (of_text, _) =
        exits(folder, &["extract", "b.txt", "--model", "none", "--cut", "1", "-f", "jsonl"], 0);
    let of_text = of_text.replace("\"b.txt\"", "\"long\"");
    let own: String = out.split_inclusive('\n').filter(|line| line.contains("\"long\"")).collect();
    assert!(of_text == own);
    let (whole, err) = exits(folder, &["extract", "b.txt", "--model", "none", "-f", "docs"], 0);
    assert!(err.is_empty() && whole.lines().count() == 1);
    let (pieces, _) = exits(folder, &["extract", "b.txt", "--model", "none", "--cut", "1", "-f", "docs"], 0);
    let names: Vec<Value> = rows(&pieces).iter().map(|doc| doc["id"].clone()).collect();
    assert!(names.len() > 4 && names[0] == "b.txt" && names[1] == "b.txt#2", "{names:?}");
}
