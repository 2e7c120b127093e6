//! The schema in `schema/` is that of the records that are written.

use inquit::Extractor;
use inquit_formats::record::FIELDS;
use inquit_formats::{Article, OutputFormat, Sink};
use serde_json::{Value, json};

const SCHEMA: &str = include_str!("../../../schema/quotation.schema.json");

const TEXT: &str = "LEEDS — \"We agreed,\" Ana Lima and Bo Chen told Reuters on Friday in an interview.\n\n\
                    Lima, the club's director, did not say when. \"Soon,\" she said.\n\n\
                    According to the report, it was announced that two officials had left in May.";

fn records() -> Vec<Value> {
    let mut article = Article::new("a", TEXT);
    article.published = Some("2025-03-13".into());
    article.publisher = Some("The Harbour Post".into());
    let found = Extractor::by_rules().extract(article.input());
    let mut out = Vec::new();
    Sink::new(OutputFormat::Jsonl).writer().article(&mut out, &article, &found);
    out.split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect()
}

#[test]
fn the_schema_has_the_fields_of_a_record_in_their_order() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let names = |value: &Value| -> Vec<String> {
        value.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&schema["required"]), FIELDS);
    assert_eq!(schema["properties"].as_object().unwrap().len(), FIELDS.len());
}

#[test]
fn records_are_as_the_schema_says() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let records = records();
    assert!(records.len() >= 3);
    assert_eq!(records[0]["speakers"], json!(["Ana Lima", "Bo Chen"]));
    assert_eq!(records[0]["said_on"], "2025-03-07");
    for record in &records {
        let errors: Vec<_> = validator.iter_errors(record).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?} in {record}");
    }
    // A record that is wrong is seen to be.
    for (field, wrong) in [("kind", json!("loud")), ("said_on", json!("May")), ("negated", Value::Null)] {
        let mut record = records[0].clone();
        record[field] = wrong;
        assert!(!validator.is_valid(&record), "{field}");
    }
}
