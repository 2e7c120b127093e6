//! Inputs as people have them, read by the binary: web pages, archives, feeds, documents, Parquet; packed, damaged,
//! and far too large.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use parquet::data_type::ByteArrayType;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use serde_json::{Value, json};
use tempfile::TempDir;

/// What every form of the article must give: the words, who said them, and to whom.
const WORDS: &str = "We tested it twice, and then we tested the tests.";

const TEXT: &str = "The bridge at Fen Road reopened on Wednesday after eleven months of repairs.\n\n\
    \"We tested it twice, and then we tested the tests,\" Ana Lima told Reuters.\n\n\
    Shops on the north side had lost a third of their trade, and the council paid for the repairs.";

const PAGE: &str = r#"<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Bridge reopens | The Fen Post</title>
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "NewsArticle",
"headline": "Bridge at Fen Road reopens", "datePublished": "2026-03-04T08:00:00Z",
"author": {"@type": "Person", "name": "Ines Roth"}, "publisher": {"@type": "Organization", "name": "The Fen Post"}}]}</script>
<link rel="canonical" href="https://fenpost.example/bridge"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">"Sport," said the menu</a></li></ul></nav>
<main><article><h1>Bridge at Fen Road reopens</h1><p class="byline">By Ines Roth</p>
<p>The bridge at Fen Road reopened on Wednesday after eleven months of repairs.</p>
<p>"We tested it twice, and then we <em>tested</em> the tests,"
   <a href="/lima">Ana Lima</a> told Reuters.</p>
<p>Shops on the north side had lost a third of their trade, and the council paid for the repairs.</p></article></main>
<div id="comments"><p>"Rubbish," said a reader called Gull.</p></div>
<footer><p>All rights reserved, said the lawyers.</p></footer></body></html>"#;

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// What a run wrote, complained of, and ended with.
struct Ran {
    rows: Vec<Value>,
    err: String,
    status: i32,
}

fn run(folder: &Path, args: &[&str], input: &[u8]) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_inquit"))
        .arg("extract")
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let feed = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    feed.join().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    Ran {
        rows: out.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
        err: String::from_utf8(output.stderr).unwrap(),
        status: output.status.code().unwrap(),
    }
}

/// Every quotation's words, as the record has them but for marks.
fn words(ran: &Ran) -> Vec<String> {
    let bare = |row: &Value| row["text"].as_str().unwrap().replace(['"', ','], "");
    ran.rows.iter().map(bare).collect()
}

#[track_caller]
fn has_the_quotation(ran: &Ran, times: usize, what: &str) {
    let wanted = WORDS.replace([',', '.'], "");
    assert_eq!(words(ran), vec![wanted; times], "{what}: {}", ran.err);
    for row in &ran.rows {
        assert_eq!((&row["speaker"], &row["outlet"]), (&json!("Ana Lima"), &json!("Reuters")), "{what}");
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

fn jsonl(ids: std::ops::Range<u32>) -> String {
    let lines: Vec<_> = ids.map(|id| json!({"id": id.to_string(), "text": TEXT}).to_string()).collect();
    lines.join("\n") + "\n"
}

fn feed() -> String {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let html = format!("<p>{}</p>", TEXT.replace("\n\n", "</p><p>"));
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>The Fen Post</title>\n<item>\
         <title>Bridge at Fen Road reopens</title><link>https://fenpost.example/bridge</link><guid>g1</guid>\
         <pubDate>Wed, 04 Mar 2026 08:00:00 GMT</pubDate><description>{}</description></item></channel></rss>",
        escaped(&html)
    )
}

fn docx() -> Vec<u8> {
    let paragraphs: Vec<_> =
        TEXT.split("\n\n").map(|text| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")).collect();
    let paragraphs = paragraphs.concat();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("word/document.xml", format!("<w:document><w:body>{paragraphs}</w:body></w:document>")),
        ("docProps/core.xml", "<c><dc:title>Bridge at Fen Road reopens</dc:title></c>".to_owned()),
    ] {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn parquet(texts: &[&str]) -> Vec<u8> {
    let schema = "message m { required binary headline (UTF8); required binary content (UTF8); \
                  required binary section (UTF8); }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = WriterProperties::builder().set_compression(parquet::basic::Compression::SNAPPY);
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties.build())).unwrap();
    let mut group = writer.next_row_group().unwrap();
    for of in [|_: &str| "Bridge at Fen Road reopens", |text| text, |_| "news"] as [fn(&str) -> &str; 3] {
        let values: Vec<_> = texts.iter().map(|text| of(text).into()).collect();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&values, None, None).unwrap();
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
    bytes
}

fn record(kind: &str, media: &str, body: &str) -> Vec<u8> {
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{}>\r\n\
         WARC-Target-URI: https://fenpost.example/bridge\r\nContent-Type: {media}\r\n\
         Content-Length: {}\r\n\r\n{body}\r\n\r\n",
        body.len(),
        body.len()
    )
    .into_bytes()
}

fn response(page: &str) -> Vec<u8> {
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\n\r\n{page}");
    record("response", "application/http; msgtype=response", &http)
}

fn wet() -> Vec<u8> {
    record("conversion", "text/plain", TEXT)
}

#[test]
fn every_form_plain_or_packed_by_name_or_through_a_pipe() {
    let warc = [
        record("warcinfo", "application/warc-fields", "software: none"),
        record("request", "application/http; msgtype=request", "GET / HTTP/1.1\r\n\r\n"),
        response(PAGE),
        record(
            "response",
            "application/http",
            "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n\"No,\" he said.",
        ),
        record(
            "response",
            "application/http",
            "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\"No,\" he said.",
        ),
    ];
    let forms: Vec<(&str, Vec<u8>, &str)> = vec![
        ("a.txt", TEXT.into(), "text"),
        ("a.html", PAGE.into(), "html"),
        ("a.jsonl", jsonl(1..2).into_bytes(), "jsonl"),
        ("a.json", serde_json::to_vec_pretty(&json!([{"headline": "H", "body": TEXT}])).unwrap(), "json"),
        ("a.csv", format!("id,content\n1,\"{}\"\n", TEXT.replace('"', "\"\"")).into_bytes(), "csv"),
        ("a.tsv", format!("id\ttext\n1\t\"{}\"\n", TEXT.replace('"', "\"\"")).into_bytes(), "tsv"),
        ("a.xml", feed().into_bytes(), "feed"),
        ("a.docx", docx(), "docx"),
        ("a.parquet", parquet(&[TEXT]), "parquet"),
        ("a.warc", warc.concat(), "warc"),
        ("a.wet", wet(), "warc"),
    ];
    let home = folder(&[]);
    for (name, bytes, form) in &forms {
        for (packed, ending) in [(bytes.clone(), ""), (gzip(bytes), ".gz"), (zstd(bytes), ".zst")] {
            let path = format!("{name}{ending}");
            fs::write(home.path().join(&path), &packed).unwrap();
            fs::write(home.path().join("nameless"), &packed).unwrap();
            for (args, input) in [
                (vec![&*path], &[] as &[u8]),
                (vec!["nameless"], &[]),
                (vec!["-"], &packed),
                (vec!["-", "--input-format", form], &packed),
            ] {
                let ran = run(home.path(), &args, input);
                assert_eq!((ran.status, &*ran.err), (0, ""), "{path} {args:?}");
                has_the_quotation(&ran, 1, &format!("{path} {args:?}"));
            }
        }
    }
    let everything = run(home.path(), &["."], b"");
    assert_eq!(everything.status, 0, "{}", everything.err);
    has_the_quotation(&everything, forms.len() * 3, "the folder");
    let some = run(home.path(), &["*.gz", "a.[jw]*"], b"");
    has_the_quotation(&some, forms.len() + 3 * 4, "patterns");
    let one = run(home.path(), &[".", "-j", "1"], b"");
    assert_eq!(one.rows, everything.rows, "the same at any number of threads");
}

#[test]
fn metadata_comes_with_the_article() {
    let home = folder(&[
        ("a.html", PAGE.as_bytes()),
        ("b.warc", &response(PAGE)),
        ("c.rss", feed().as_bytes()),
        ("d.docx", &docx()),
        ("e.parquet", &parquet(&[TEXT])),
    ]);
    let title = "Bridge at Fen Road reopens";
    let address = "https://fenpost.example/bridge";
    for (path, expected) in [
        ("a.html", json!(["a.html", title, "2026-03-04T08:00:00Z", "The Fen Post", address])),
        ("c.rss", json!(["g1", title, "Wed, 04 Mar 2026 08:00:00 GMT", "The Fen Post", address])),
        ("d.docx", json!(["d.docx", title, null, null, null])),
        ("e.parquet", json!(["e.parquet:1", title, null, null, null])),
    ] {
        let ran = run(home.path(), &[path], b"");
        let row = &ran.rows[0];
        let told = ["doc_id", "title", "published", "publisher", "url"].map(|name| row[name].clone());
        assert_eq!(json!(told), expected, "{path}");
    }
    let archived = run(home.path(), &["b.warc"], b"");
    assert!(archived.rows[0]["doc_id"].as_str().unwrap().starts_with("urn:uuid:"));
    assert_eq!(archived.rows[0]["publisher"], "The Fen Post");
    let kept = run(home.path(), &["e.parquet", "--keep", "section"], b"");
    assert_eq!(kept.rows[0]["section"], "news");
    let other = run(home.path(), &["e.parquet", "--text-field", "words"], b"");
    assert!(
        other.status == 2 && other.err.contains("no column `words` among `headline`, `content`"),
        "{}",
        other.err
    );
}

#[test]
fn damage_costs_what_it_hits_and_no_more() {
    // A stream that ends too early: the lines before are read, and the place is told.
    let packed = gzip(jsonl(1..400).as_bytes());
    let home = folder(&[("cut.jsonl.gz", &packed[..packed.len() - 12]), ("good.txt", TEXT.as_bytes())]);
    let ran = run(home.path(), &["cut.jsonl.gz", "good.txt"], b"");
    assert_eq!(ran.status, 2);
    assert!(ran.rows.len() > 100 && ran.rows.len() < 401, "{}", ran.rows.len());
    assert!(ran.err.contains("cut.jsonl.gz:") && ran.err.contains("damaged or cut-off gzip"), "{}", ran.err);
    assert_eq!(ran.rows.last().unwrap()["doc_id"], "good.txt");

    // One member of many.
    let mut bad = gzip(&response(PAGE));
    let middle = bad.len() / 2;
    bad[middle..middle + 20].fill(0xFF);
    let archive = [gzip(&wet()), bad, gzip(&wet()), gzip(&response(PAGE))].concat();
    let home = folder(&[("a.warc.gz", &archive)]);
    let ran = run(home.path(), &["a.warc.gz"], b"");
    assert_eq!(ran.status, 2);
    has_the_quotation(&ran, 3, "a damaged member");
    assert!(
        ran.err.contains("a.warc.gz:") && ran.err.contains("1 passed over, 3 articles read"),
        "{}",
        ran.err
    );

    // A length that is wrong.
    let wrong = String::from_utf8(wet()).unwrap().replace("Content-Length: ", "Content-Length: 9");
    let archive = [wet(), wrong.into_bytes(), wet()].concat();
    let ran = run(home.path(), &["-"], &archive);
    has_the_quotation(&ran, 2, "a wrong length");
    assert!(ran.status == 2 && ran.err.starts_with("stdin:2: record 2: "), "{}", ran.err);
}

#[test]
fn what_is_too_large_or_too_deep_is_passed_over() {
    let bomb = gzip(&vec![b' '; 3 << 20]);
    let deep_page = format!("<html><body>{}", "<div>".repeat(100_000));
    let deep_value =
        format!("[{{\"text\": {}1{}}},\n{}]", "[".repeat(5000), "]".repeat(5000), json!({"text": TEXT}));
    let long_line = format!("{}{}\n{}", jsonl(1..2), "x".repeat(3 << 20), jsonl(3..4));
    let home = folder(&[
        ("bomb.txt.gz", &bomb),
        ("bomb.warc", &[wet(), response(&"x".repeat(3 << 20)), wet()].concat()),
        ("deep.html", deep_page.as_bytes()),
        ("deep.json", deep_value.as_bytes()),
        ("long.jsonl", long_line.as_bytes()),
    ]);
    for (path, told, read) in [
        ("bomb.txt.gz", "bomb.txt.gz: a document of more than 1 MB", 0),
        ("bomb.warc", "bomb.warc:2: a record of more than 1 MB", 2),
        ("deep.html", "deep.html: elements more than", 0),
        ("deep.json", "deep.json:1: no valid JSON object", 1),
        ("long.jsonl", "long.jsonl:2: a line of more than 1 MB", 2),
    ] {
        let ran = run(home.path(), &[path, "--max-record", "1"], b"");
        assert_eq!(ran.status, 2, "{path}: {}", ran.err);
        assert!(ran.err.starts_with(told), "{path}: {}", ran.err);
        has_the_quotation(&ran, read, path);
    }
}

#[test]
fn content_counts_more_than_a_wrong_name() {
    let home = folder(&[
        ("page.txt", PAGE.as_bytes()),
        ("rows.txt", &parquet(&[TEXT])),
        ("archive.txt", &gzip(&wet())),
        ("lines.json", jsonl(1..3).as_bytes()),
        ("scan.txt", b"%PDF-1.7 stream"),
    ]);
    for (path, times) in [("page.txt", 1), ("rows.txt", 1), ("archive.txt", 1), ("lines.json", 2)] {
        has_the_quotation(&run(home.path(), &[path], b""), times, path);
    }
    let ran = run(home.path(), &["scan.txt"], b"");
    assert!(ran.status == 2 && ran.err.contains("a PDF file; make text of it"), "{}", ran.err);
    for (bytes, told) in [
        (&b"SQLite format 3\0\x10\0"[..], "an SQLite database; write its table as CSV"),
        (b"{\\rtf1\\ansi", "rich text (RTF); save it as .docx"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Office file; save it as"),
    ] {
        for name in ["a", "a.txt"] {
            fs::write(home.path().join(name), bytes).unwrap();
            let ran = run(home.path(), &[name], b"");
            assert!(ran.status == 2 && ran.err.contains(told), "{name}: {}", ran.err);
        }
    }
    let insisted = run(home.path(), &["page.txt", "--from", "text"], b"");
    let page = run(home.path(), &["page.txt"], b"");
    assert!(insisted.rows != page.rows, "the menu is read, too, and everything stands farther on");
}

#[test]
fn a_folder_may_hold_other_things() {
    let home = folder(&[
        ("in/a.txt", TEXT.as_bytes()),
        ("in/people.csv", b"name,id\nAna Lima,1\n"),
        ("in/x.png", b"\x89PNG"),
    ]);
    let first = run(home.path(), &["in", "-o", "in/found.jsonl"], b"");
    assert_eq!(first.status, 0, "{}", first.err);
    assert!(first.err.starts_with("note: in/people.csv:1: no column `text`"), "{}", first.err);
    let again = run(home.path(), &["in"], b"");
    has_the_quotation(&again, 1, "quotations that were written into the folder are no articles");
    assert!(again.err.contains("note: in/found.jsonl: quotations that inquit wrote"), "{}", again.err);
    for (name, form) in
        [("found.xml", "tei"), ("marked.txt", "text"), ("found.csv", "csv"), ("docs.jsonl", "docs")]
    {
        let wrote = run(home.path(), &["in/a.txt", "--format", form, "-o", &format!("in/{name}")], b"");
        assert_eq!(wrote.status, 0, "{}", wrote.err);
        let again = run(home.path(), &["in"], b"");
        has_the_quotation(&again, 1, name);
        let told = format!("note: in/{name}: quotations that inquit wrote");
        assert!(again.status == 0 && again.err.contains(&told), "{name}: {}", again.err);
    }
    let nothing = run(home.path(), &["in/*.nothing"], b"");
    assert!(nothing.status == 2 && nothing.err.contains("check the pattern"), "{}", nothing.err);
}

#[test]
fn encodings_are_told_and_noted() {
    let text = "\"Most je otevřen,\" řekl Jiří. \"It works,\" Václav Šimeček told Reuters. Příliš žluťoučký kůň úpěl.";
    let (bytes, _, unmappable) = encoding_rs::WINDOWS_1250.encode(text);
    assert!(!unmappable);
    let home = folder(&[("a.txt", &bytes)]);
    let ran = run(home.path(), &["a.txt"], b"");
    let speakers: Vec<_> = ran.rows.iter().map(|row| row["speaker"].clone()).collect();
    assert!(speakers.contains(&json!("Václav Šimeček")), "{speakers:?}");
    let explained = Command::new(env!("CARGO_BIN_EXE_inquit"))
        .args(["explain", "a.txt"])
        .current_dir(home.path())
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&explained.stdout).contains("note: no UTF-8, read as windows-1250"));
}
