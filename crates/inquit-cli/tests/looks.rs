//! `inquit report`, records read from every form, and corrections on later runs, as a user finds them.

#[allow(dead_code, reason = "others need all of it")]
mod run;

use run::{exits, folder};
use serde_json::Value;

const NEWS: &str = "{\"id\":\"a\",\"title\":\"Gates </script> open\",\"date\":\"2025-03-13\",\"text\":\"“Señal is late,” Ana Lima told \
    Reuters. Bo Chen said it was not.\"}\n{\"id\":\"b\",\"text\":\"Rain fell.\"}\n";

/// The JSON in the scripts of that class.
fn data(page: &str, class: &str) -> Vec<Value> {
    let open = format!("<script type=\"application/json\" class=\"{class}\">");
    let parts = page.split(&open).skip(1);
    parts.map(|part| serde_json::from_str(part.split("</script>").next().unwrap()).unwrap()).collect()
}

#[test]
fn a_report_holds_articles_and_quotations_and_nothing_from_elsewhere() {
    let folder = folder(&[("news.jsonl", NEWS.as_bytes())]);
    let folder = folder.path();
    exits(folder, &["report", "news.jsonl", "-o", "r.html", "--title", "<i>Spring</i>"], 0);
    let page = std::fs::read_to_string(folder.join("r.html")).unwrap();
    assert!(page.contains("<h1 id=\"title\">&#60;i&#62;Spring&#60;/i&#62;</h1>"));
    assert!(page.contains("default-src &#39;none&#39;") && page.contains("connect-src &#39;none&#39;"));
    let (texts, data) = (data(&page, "texts"), data(&page, "data").remove(0));
    assert_eq!(data["articles"], 2);
    assert_eq!(data["documents"][0][1], "Gates </script> open");
    let row = &data["quotations"][0];
    // Places are in UTF-16 units: the marks and the ñ are one each.
    let places: Vec<usize> =
        row[17].as_array().unwrap().iter().map(|at| at.as_u64().unwrap() as usize).collect();
    let text: Vec<u16> = texts[0][0].as_str().unwrap().encode_utf16().collect();
    assert_eq!(String::from_utf16(&text[places[0]..places[1]]).unwrap(), "“Señal is late,”");
}

#[cfg(all(feature = "parquet", feature = "sqlite"))]
#[test]
fn records_of_every_form_give_the_same_report_and_the_same_table() {
    let folder = folder(&[("news.jsonl", NEWS.as_bytes())]);
    let folder = folder.path();
    let forms = ["q.jsonl", "q.csv", "q.tsv", "q.parquet", "q.sqlite"].map(|name| {
        exits(folder, &["extract", "news.jsonl", "-o", name], 0);
        exits(folder, &["report", name, "-o", "r.html"], 0);
        let page = std::fs::read_to_string(folder.join("r.html")).unwrap();
        assert!(data(&page, "texts").is_empty());
        let report = data(&page, "data").remove(0);
        assert_eq!(report["quotations"].as_array().unwrap().len(), 2, "{name}");
        (report, exits(folder, &["table", name, "--format", "csv"], 0).0)
    });
    for form in &forms[1..] {
        assert_eq!(form, &forms[0]);
    }
}

#[test]
fn a_file_that_is_not_what_its_ending_says_is_told() {
    let folder = folder(&[("news.jsonl", NEWS.as_bytes())]);
    let folder = folder.path();
    exits(folder, &["extract", "news.jsonl", "-o", "q.jsonl"], 0);
    std::fs::rename(folder.join("q.jsonl"), folder.join("q.parquet")).unwrap();
    let (_, told) = exits(folder, &["dedup", "--records", "q.parquet"], 1);
    assert!(told.contains("q.parquet: no Parquet file, in spite of its name"), "{told}");
}

#[test]
fn corrections_are_applied_to_the_text_that_they_are_of() {
    use inquit_formats::corrections::digest;
    let text = "“Señal is late,” Ana Lima told Reuters. Bo Chen said it was not.";
    let lines = format!(
        "{{\"text\":\"{0}\",\"found\":[[0,16]],\"action\":{{\"set\":{{\"content\":[[1,14]],\"source\":[17,25],\
         \"speaker\":\"A. Lima\",\"speaker_class\":\"person\",\"outlet\":null}}}}}}\n\
         {{\"text\":\"{1}\",\"found\":[[0,16]],\"action\":\"strike\"}}\n",
        digest(text),
        digest("another text")
    );
    let folder =
        folder(&[("news.jsonl", NEWS.as_bytes()), ("c.jsonl", lines.as_bytes()), ("bad.jsonl", b"{}\n")]);
    let folder = folder.path();
    let (out, _) = exits(folder, &["extract", "news.jsonl", "--corrections", "c.jsonl"], 0);
    let found: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(found.len(), 2);
    assert_eq!(
        (&found[0]["text"], &found[0]["speaker"], &found[0]["outlet"], &found[0]["rule"]),
        (&"Señal is late".into(), &"A. Lima".into(), &Value::Null, &"corrected".into())
    );
    let (_, err) = exits(folder, &["extract", "news.jsonl", "--corrections", "bad.jsonl"], 1);
    assert!(err.contains("--corrections bad.jsonl: line 1: "), "{err}");
    let (_, err) = exits(folder, &["extract", "news.jsonl", "--with-texts", "-o", "q.csv"], 1);
    assert!(err.contains("--with-texts is for databases"), "{err}");
}
