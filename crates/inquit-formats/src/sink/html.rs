//! An article as HTML with its quotations marked in their places, for notebooks.

use inquit::{Attribution, Extraction};

use super::marks::{Mark, Part, marks};
use crate::Article;

/// How the parts look. In the elements themselves, for what shows HTML in pieces often drops style sheets.
const CONTENT: &str = "background:#fff3bf;color:#222;border-radius:3px;padding:0 2px";
const CUE: &str = "border-bottom:2px solid #f08c00";
const SOURCE: &str = "border-bottom:2px solid #1c7ed6";
const LABEL: &str = "font-size:75%;color:#1c7ed6;background:none;font-weight:bold";

/// The article, everything that is not ours escaped.
pub fn article(article: &Article<'_>, found: &Extraction) -> String {
    let mut out = String::from("<div style=\"max-width:60em\"><div style=\"color:#868e96;font-size:85%\">");
    let about = [
        Some(&*article.id),
        article.title.as_deref(),
        article.publisher.as_deref(),
        article.published.as_deref(),
    ];
    let about: Vec<_> = about.into_iter().flatten().collect();
    escaped(&mut out, &about.join(" · "));
    out.push_str("</div><div style=\"white-space:pre-wrap\">");
    stretches(&mut out, &article.text, found);
    out.push_str("</div></div>");
    out
}

/// The text, cut wherever a mark begins or ends; a stretch under several marks has the look of all of them.
fn stretches(out: &mut String, text: &str, found: &Extraction) {
    let marks = marks(found);
    let mut edges: Vec<_> = marks.iter().flat_map(|mark| [mark.span.start, mark.span.end]).collect();
    edges.extend([0, text.len() as u32]);
    edges.sort_unstable();
    edges.dedup();
    let mut by_start: Vec<_> = marks.iter().collect();
    by_start.sort_by_key(|mark| mark.span.start);
    let mut coming = by_start.into_iter().peekable();
    let mut open: Vec<&Mark> = Vec::new();
    for ends in edges.windows(2) {
        let (start, end) = (ends[0], ends[1]);
        open.retain(|mark| mark.span.end > start);
        while let Some(mark) = coming.next_if(|mark| mark.span.start <= start) {
            open.push(mark);
        }
        stretch(out, &text[start as usize..end as usize], &open, start, found);
    }
}

fn stretch(out: &mut String, words: &str, open: &[&Mark], start: u32, found: &Extraction) {
    let content = open.iter().find(|mark| mark.part == Part::Content);
    let looks = [(Part::Content, CONTENT), (Part::Cue, CUE), (Part::Source, SOURCE)];
    let looks = looks.iter().filter(|(part, _)| open.iter().any(|mark| mark.part == *part));
    let style = looks.map(|(_, look)| *look).collect::<Vec<_>>().join(";");
    if style.is_empty() {
        return escaped(out, words);
    }
    let element = if content.is_some() { "mark" } else { "span" };
    out.push_str(&["<", element, " style=\"", &style, "\""].concat());
    if let Some(mark) = content {
        out.push_str(" title=\"");
        escaped(out, &told(&found.attributions[mark.attribution]));
        out.push('"');
    }
    out.push('>');
    if let Some(mark) = content.filter(|mark| mark.span.start == start && mark.number == 0) {
        out.push_str(&["<span style=\"", LABEL, "\">"].concat());
        escaped(out, &label(&found.attributions[mark.attribution]));
        out.push_str(" </span>");
    }
    escaped(out, words);
    out.push_str(&["</", element, ">"].concat());
}

/// Who speaks to which outlet: "Ana Lima @ Reuters".
fn label(one: &Attribution) -> String {
    let speaker = one.speaker.as_ref().map_or("?", |speaker| &*speaker.name);
    match &one.outlet {
        Some(outlet) => format!("{speaker} @ {}", outlet.name),
        None => speaker.to_owned(),
    }
}

/// What is known of a quotation, in a line.
fn told(one: &Attribution) -> String {
    let class = one.speaker.as_ref().map(|speaker| speaker.class.name());
    let role = one.speaker.as_ref().and_then(|speaker| speaker.role.as_deref());
    let channel = one.channel.map(inquit::Channel::name);
    let sure = format!("{} {:.2}", one.rule, one.confidence);
    let label = label(one);
    let known = [Some(one.kind.name()), Some(&*label), class, role, channel, Some(&*sure)];
    known.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// What could be read as markup is written so that it cannot.
fn escaped(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // No document may hold it, not even by its number.
            '\0' => out.push('\u{FFFD}'),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use inquit::{Extractor, Input};

    use super::*;

    fn shown(text: &str) -> String {
        let found = Extractor::by_rules().extract(Input::new(text));
        article(&Article::new("a<b", text), &found)
    }

    /// The text of HTML, without its elements.
    fn plain(html: &str) -> String {
        let html = html.replace(&format!("<span style=\"{LABEL}\">"), "<!--").replace(" </span>", "-->");
        let (mut text, mut rest) = (String::new(), &*html);
        while let Some((before, behind)) = rest.split_once('<') {
            text.push_str(before);
            let end = if behind.starts_with("!--") { "-->" } else { ">" };
            rest = behind.split_once(end).map_or("", |(_, rest)| rest);
        }
        text.push_str(rest);
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
            .iter()
            .fold(text, |text, (escaped, letter)| text.replace(escaped, letter))
    }

    #[test]
    fn quotations_are_marked_and_the_text_is_whole() {
        for text in [
            "\"It works,\" Ana Lima told Reuters. \"We tried it twice.\"",
            "“<script>alert('x')</script> & more,” said Bo <b>Chen</b>.",
            "No quotation here.",
            "",
        ] {
            let html = shown(text);
            assert_eq!(plain(&html), format!("a<b{text}"), "{html}");
            assert!(!html.contains("<script") && !html.contains("<b>"), "{html}");
        }
        let html = shown("\"It works,\" Ana Lima told Reuters.");
        assert!(html.contains("Ana Lima @ Reuters </span>&quot;It works,&quot;</mark>"), "{html}");
    }
}
