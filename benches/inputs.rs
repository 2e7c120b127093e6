//! The benchmarks' articles in every form that is read.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::data_type::ByteArrayType;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Writes the texts into `folder` in every form; gives each form's name and its path.
pub fn write_all(texts: &[String], folder: &Path) -> Vec<(&'static str, PathBuf)> {
    let lines = jsonl(texts);
    let objects: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let warc: Vec<Vec<u8>> = texts.iter().map(|text| response(text)).collect();
    let wet: Vec<u8> = texts.iter().flat_map(|text| record("conversion", "text/plain", text)).collect();
    let members: Vec<u8> = warc.iter().flat_map(|record| gzip(record)).collect();
    let files: [(&'static str, &str, Vec<u8>); 11] = [
        ("jsonl", "a.jsonl", lines.clone().into_bytes()),
        ("jsonl gzip", "a.jsonl.gz", gzip(lines.as_bytes())),
        ("jsonl zstd", "a.jsonl.zst", zstd::encode_all(lines.as_bytes(), 3).expect("packed")),
        ("json", "a.json", json!(objects).to_string().into_bytes()),
        ("csv", "a.csv", rows(texts, b',')),
        ("tsv", "a.tsv", rows(texts, b'\t')),
        ("parquet", "a.parquet", parquet(texts)),
        ("warc", "a.warc", warc.concat()),
        ("warc gzip", "a.warc.gz", members),
        ("wet", "a.wet", wet),
        ("feed", "a.rss", feed(texts)),
    ];
    let mut paths = Vec::new();
    for (form, name, bytes) in files {
        let path = folder.join(name);
        fs::write(&path, bytes).expect("a file is written");
        paths.push((form, path));
    }
    let make = |form: &str, text: &str| match form {
        "html" => page(text).into_bytes(),
        "docx" => docx(text),
        _ => text.as_bytes().to_vec(),
    };
    for (form, ending) in [("text", "txt"), ("html", "html"), ("docx", "docx")] {
        let path = folder.join(form);
        fs::create_dir(&path).expect("a folder");
        for (number, text) in texts.iter().enumerate() {
            fs::write(path.join(format!("{number:05}.{ending}")), make(form, text))
                .expect("a file is written");
        }
        paths.push((form, path));
    }
    paths
}

/// JSON lines with id and text.
pub fn jsonl(texts: &[String]) -> String {
    let line =
        |(number, text): (usize, &String)| format!("{}\n", json!({"id": number.to_string(), "text": text}));
    texts.iter().enumerate().map(line).collect()
}

fn rows(texts: &[String], delimiter: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    writer.write_record(["id", "text"]).expect("a row");
    for (number, text) in texts.iter().enumerate() {
        writer.write_record([&number.to_string(), text]).expect("a row");
    }
    writer.into_inner().expect("rows")
}

fn parquet(texts: &[String]) -> Vec<u8> {
    let schema = "message m { required binary id (UTF8); required binary text (UTF8); }";
    let schema = Arc::new(parse_message_type(schema).expect("a schema"));
    let properties = WriterProperties::builder().set_compression(parquet::basic::Compression::SNAPPY);
    let mut bytes = Vec::new();
    let mut writer =
        SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties.build())).expect("a writer");
    let mut group = writer.next_row_group().expect("a row group");
    let ids: Vec<String> = (0..texts.len()).map(|number| number.to_string()).collect();
    for values in [&ids[..], texts] {
        let values: Vec<_> = values.iter().map(|value| value.as_bytes().to_vec().into()).collect();
        let mut column = group.next_column().expect("no error").expect("a column");
        column.typed::<ByteArrayType>().write_batch(&values, None, None).expect("written");
        column.close().expect("closed");
    }
    group.close().expect("closed");
    writer.close().expect("closed");
    bytes
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn paragraph(text: &str) -> String {
    format!("<p>{}</p>", escaped(text))
}

fn page(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(paragraph).collect::<Vec<_>>().join("\n");
    format!(
        "<!DOCTYPE html><html><head><title>A page</title></head><body><nav><a href=\"/\">Home</a></nav>\
         <article><h1>A page</h1>{paragraphs}</article><footer>The end</footer></body></html>"
    )
}

fn record(kind: &str, media: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: http://a.example/\r\nContent-Type: {media}\r\n\
         Content-Length: {length}\r\n\r\n"
    );
    format!("{head}{body}\r\n\r\n").into_bytes()
}

fn response(text: &str) -> Vec<u8> {
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{}", page(text));
    record("response", "application/http; msgtype=response", &http)
}

fn feed(texts: &[String]) -> Vec<u8> {
    let item = |text: &String| {
        let html = text.split("\n\n").map(paragraph).collect::<Vec<_>>().concat();
        format!("<item><title>An item</title><description>{}</description></item>", escaped(&html))
    };
    let items: String = texts.iter().map(item).collect();
    format!("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>P</title>{items}</channel></rss>")
        .into_bytes()
}

fn docx(text: &str) -> Vec<u8> {
    let paragraph = |one| format!("<w:p><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>", escaped(one));
    let paragraphs: String = text.split("\n\n").map(paragraph).collect();
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("word/document.xml", SimpleFileOptions::default()).expect("a part");
    let document = format!("<w:document xmlns:w=\"w\"><w:body>{paragraphs}</w:body></w:document>");
    archive.write_all(document.as_bytes()).expect("written");
    archive.finish().expect("ended").into_inner()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).expect("packed");
    packer.finish().expect("packed")
}
