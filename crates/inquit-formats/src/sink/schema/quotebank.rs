//! Quotebank, quotation-centric: one line a direct quotation, with the probability of its speaker.

use inquit::Extraction;

use super::{comma, field, key};
use crate::sink::quoted_parts::quoted_parts;
use crate::{Article, json};

/// The speaker of a quotation whose speaker is not known.
const NOBODY: &str = "None";

/// Appends the lines of one article.
pub fn article(out: &mut Vec<u8>, article: &Article<'_>, found: &Extraction) {
    let mut number = 0;
    for attribution in &found.attributions {
        let parts = quoted_parts(attribution, &article.text);
        if parts.is_empty() {
            continue;
        }
        let words: Vec<_> = parts.iter().map(|part| part.inner.slice(&article.text)).collect();
        number += 1;
        let speaker = attribution.speaker.as_ref();
        out.push(b'{');
        field(out, "quoteID", &format!("{}-{number:06}", article.own_id()));
        field(out, "quotation", &words.join(" "));
        field(out, "speaker", speaker.map_or(NOBODY, |speaker| &*speaker.name));
        key(out, "qids");
        out.push(b'[');
        if let Some(id) = speaker.and_then(|speaker| speaker.id.as_deref()).filter(|id| is_qid(id)) {
            json::string(out, id);
        }
        out.push(b']');
        key(out, "date");
        json::optional(out, article.published.as_deref());
        key(out, "numOccurrences");
        json::number(out, 1);
        key(out, "probas");
        out.push(b'[');
        let nobody = 1.0 - attribution.confidence;
        let named = speaker.map(|speaker| (&*speaker.name, attribution.confidence));
        let mut candidates: Vec<_> = named.into_iter().collect();
        candidates.push((NOBODY, if candidates.is_empty() { 1.0 } else { nobody }));
        candidates.sort_by(|a, b| b.1.total_cmp(&a.1));
        for (name, probability) in candidates {
            comma(out);
            out.push(b'[');
            json::string(out, name);
            // Quotebank's probabilities are strings of four decimals.
            out.push(b',');
            json::string(out, &format!("{probability:.4}"));
            out.push(b']');
        }
        out.push(b']');
        key(out, "urls");
        out.push(b'[');
        if let Some(url) = &article.url {
            json::string(out, url);
        }
        out.extend_from_slice(b"]}\n");
    }
}

/// Whether an identifier is one of Wikidata's.
fn is_qid(id: &str) -> bool {
    id.strip_prefix('Q')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
}
