//! Resolves gold attributions, so that speakers and outlets can be scored apart from finding quotations.
//!
//! usage: `cargo run --example resolve_given GOLD.jsonl [--explain] > PRED.jsonl`

use std::io::{BufRead, Write};

use inquit::{Attribution, Extractor, Input, Kind, Span};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: resolve_given GOLD.jsonl [--explain]")?;
    let explain = std::env::args().any(|arg| arg == "--explain");
    let input = std::fs::read_to_string(&path)?;
    let whole = std::path::Path::new(&path).extension().is_some_and(|ending| ending == "json");
    let documents: Vec<Value> = if whole {
        vec![serde_json::from_str(&input)?]
    } else {
        input
            .as_bytes()
            .lines()
            .map(|line| Ok(serde_json::from_str(&line?)?))
            .collect::<Result<_, Box<dyn std::error::Error>>>()?
    };
    let mut out = std::io::stdout().lock();
    for mut document in documents {
        resolve(&mut document, explain);
        writeln!(out, "{document}")?;
    }
    Ok(())
}

fn resolve(document: &mut Value, explain: bool) {
    let text = document["text"].as_str().unwrap_or("").to_owned();
    let mut bytes: Vec<u32> = text.char_indices().map(|(at, _)| at as u32).collect();
    bytes.push(text.len() as u32);
    let title = document["meta"]["title"].as_str().map(str::to_owned);
    let publisher = document["meta"]["outlet"].as_str().map(str::to_owned);
    let Some(quotes) = document["quotes"].as_array_mut() else { return };
    quotes.sort_by_key(|quote| (quote["content"][0][0].as_u64(), quote["id"].as_str().map(str::to_owned)));
    let given: Vec<Attribution> = quotes.iter().map(|quote| attribution(quote, &bytes)).collect();
    let input = Input {
        text: &text,
        body_start: 0,
        title: title.as_deref(),
        publisher: publisher.as_deref(),
        published: None,
    };
    let (found, remarks) = Extractor::default().resolve_explained(input, given);
    for (at, (quote, found)) in quotes.iter_mut().zip(found.attributions).enumerate() {
        let mut record = json!({
            "id": quote["id"], "kind": quote["kind"], "content": quote["content"], "cue": quote["cue"],
            "source": quote["source"],
            "speaker": found.speaker.as_ref().map(|speaker| &speaker.name),
            "speaker_type": found.speaker.as_ref().map(|speaker| speaker.class.name()),
            "speaker_role": found.speaker.as_ref().and_then(|speaker| speaker.role.as_ref()),
            "speaker_pronoun": found.speaker.as_ref().and_then(|speaker| speaker.pronoun).map(inquit::Pronoun::name),
            "outlet": found.outlet.as_ref().map(|outlet| &outlet.name),
            "outlet_inherited": found.outlet.as_ref().is_some_and(|outlet| outlet.inherited),
            "channel": found.channel.map(inquit::Channel::name),
            "addressee": found.addressee,
        });
        if explain {
            record["remarks"] = json!(remarks.get(at));
        }
        *quote = record;
    }
}

fn attribution(quote: &Value, bytes: &[u32]) -> Attribution {
    let spans = |name: &str| -> Vec<Span> {
        let at = |value: &Value| bytes[(value.as_u64().unwrap_or(0) as usize).min(bytes.len() - 1)];
        quote[name]
            .as_array()
            .into_iter()
            .flatten()
            .map(|span| Span::new(at(&span[0]), at(&span[1])))
            .collect()
    };
    let whole = |spans: Vec<Span>| spans.into_iter().reduce(Span::cover);
    let kind = match quote["kind"].as_str() {
        Some("direct") => Kind::Direct,
        Some("mixed") => Kind::Mixed,
        _ => Kind::Indirect,
    };
    Attribution {
        content: spans("content"),
        cue: whole(spans("cue")),
        source: whole(spans("source")),
        kind,
        rule: "given",
        confidence: 1.0,
        negated: quote["negated"].as_bool().unwrap_or(false),
        continues: None,
        speaker: None,
        addressee: None,
        outlet: None,
        channel: None,
        said_on: None,
    }
}
