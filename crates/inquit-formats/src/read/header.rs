//! A header is metadata that stands before an article in its text: " date 2025-01-13 Rain fell…", lines such as
//! "Title: …" and "By …", or front matter between lines of "---".
//!
//! The text stays as it is; the article's beginning moves behind the header. What a field or column says of the
//! article counts more than its header.

use std::borrow::Cow;

use super::fields::Field;
use crate::Article;

/// What a header says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header<'t> {
    /// Where the article begins, in bytes.
    pub body_start: usize,
    /// The fields, the first of a kind counts.
    pub fields: Vec<(Field, &'t str)>,
}

/// A header is looked for in this many lines.
const MOST_LINES: usize = 60;

/// A line longer than this is text.
const LONGEST_LINE: usize = 300;

/// Moves the article's beginning behind its header and takes the metadata over that is not known otherwise.
pub fn apply(article: &mut Article<'_>) {
    let Some(header) = find(&article.text) else { return };
    let owned: Vec<_> = header.fields.iter().map(|(field, value)| (*field, (*value).to_owned())).collect();
    article.body_start = header.body_start;
    for (field, value) in owned {
        let place = match field {
            Field::Title => &mut article.title,
            Field::Published => &mut article.published,
            Field::Publisher => &mut article.publisher,
            Field::Url => &mut article.url,
            Field::Author => &mut article.author,
            Field::Id | Field::Text => continue,
        };
        if place.is_none() {
            *place = Some(Cow::Owned(value));
        }
    }
}

/// The header of a text, if it has one and an article after it.
pub fn find(text: &str) -> Option<Header<'_>> {
    let has_body = |header: &Header<'_>| header.body_start < text.len();
    let found = front_matter(text).filter(has_body).or_else(|| block(text).filter(has_body));
    found.or_else(|| date_before_text(text).filter(has_body))
}

/// YAML between two lines of "---".
fn front_matter(text: &str) -> Option<Header<'_>> {
    if !text.starts_with("---") {
        return None;
    }
    let mut lines = lines(text);
    let is_fence = |line: &str| line.trim_end() == "---";
    lines.next().filter(|(_, line)| is_fence(line))?;
    let mut fields = Vec::new();
    let mut keys = 0;
    for (end, line) in lines.take(MOST_LINES) {
        if is_fence(line) || line.trim_end() == "..." {
            return (keys > 0).then(|| Header { body_start: skip_blanks(text, end), fields });
        }
        let continues = line.starts_with([' ', '\t', '-', '#']) || line.trim().is_empty();
        match line.split_once(':') {
            _ if continues => {}
            Some((key, value)) if !key.contains(' ') => {
                keys += 1;
                let value = value.trim();
                let bare = ['"', '\''].iter().find_map(|q| value.strip_prefix(*q)?.strip_suffix(*q));
                let value = bare.unwrap_or(value);
                if let Some(Meaning::Of(field)) = meaning(key)
                    && !value.is_empty()
                    && !value.starts_with(['[', '{', '>', '|'])
                {
                    fields.push((field, value));
                }
            }
            _ => return None,
        }
    }
    None
}

/// Lines of "Key: value" with keys that are known, and a byline.
fn block(text: &str) -> Option<Header<'_>> {
    let start = skip_blanks(text, 0);
    let mut fields = Vec::new();
    let mut body_start = start;
    for (end, line) in lines(&text[start..]).take(MOST_LINES) {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        if !header_line(line, &mut fields) {
            break;
        }
        body_start = start + end;
    }
    (body_start > start).then(|| Header { body_start: skip_blanks(text, body_start), fields })
}

/// Puts what one line of a header says to `fields`; whether it is such a line at all.
fn header_line<'t>(line: &'t str, fields: &mut Vec<(Field, &'t str)>) -> bool {
    if line.len() > LONGEST_LINE {
        return false;
    }
    if let Some(name) = byline(line) {
        fields.push((Field::Author, name));
        return true;
    }
    let Some(colon) = memchr::memchr(b':', line.as_bytes()) else { return false };
    let (key, value) = (&line[..colon], &line[colon + 1..]);
    let Some(meaning) = meaning(key.trim()) else { return false };
    let value = value.trim();
    let fits = match meaning {
        Meaning::Of(Field::Published) => date_length(value).is_some_and(|length| value.len() - length <= 6),
        Meaning::Of(Field::Url) => value.contains('.') && !value.contains(' '),
        Meaning::Of(Field::Title) => !value.is_empty(),
        Meaning::Of(_) | Meaning::Other => value.len() <= 100,
    };
    if let Meaning::Of(field) = meaning
        && fits
        && !value.is_empty()
    {
        fields.push((field, value));
    }
    fits
}

/// "By Ana Lima and Jo Roe": every word a name.
fn byline(line: &str) -> Option<&str> {
    let names = line.strip_prefix("By ").or_else(|| line.strip_prefix("BY "))?.trim();
    let is_name = |word: &str| {
        word.starts_with(char::is_uppercase)
            || matches!(word, "and" | "for" | "of" | "the" | "in" | "|" | "&" | "de")
    };
    let words = names.split_whitespace().count();
    // One word is a place or a day as often as a name.
    ((2..=10).contains(&words) && names.split_whitespace().all(is_name) && !names.ends_with(['.', ':', ',']))
        .then_some(names)
}

/// "date 2025-01-13 " and the article goes on in the same line.
fn date_before_text(text: &str) -> Option<Header<'_>> {
    let start = skip_blanks(text, 0);
    let rest = &text[start..];
    if !rest.starts_with(['d', 'D', 'p', 'P']) {
        return None;
    }
    let word = rest.split(|c: char| !c.is_ascii_alphabetic()).next()?;
    let is_key = ["date", "dated", "published", "posted"].iter().any(|key| key.eq_ignore_ascii_case(word));
    let after = rest[word.len()..].strip_prefix(':').unwrap_or(&rest[word.len()..]);
    let date = after.trim_start_matches([' ', '\t']);
    if !is_key || date.len() == after.len() {
        return None;
    }
    let length = date_length(date)?;
    let end = text.len() - date.len() + length;
    let fields = vec![(Field::Published, &date[..length])];
    text[end..]
        .starts_with(char::is_whitespace)
        .then(|| Header { body_start: skip_blanks(text, end), fields })
}

enum Meaning {
    Of(Field),
    /// Metadata of no interest.
    Other,
}

fn meaning(key: &str) -> Option<Meaning> {
    const KEYS: [(Field, &[&str]); 5] = [
        (Field::Title, &["title", "headline"]),
        (
            Field::Published,
            &["date", "published", "publication date", "date published", "published on", "posted"],
        ),
        (Field::Author, &["author", "authors", "byline", "by", "writer"]),
        (Field::Publisher, &["publisher", "publication", "outlet", "newspaper", "source"]),
        (Field::Url, &["url", "link"]),
    ];
    const OTHER: [&str; 14] = [
        "id",
        "section",
        "category",
        "categories",
        "tags",
        "keywords",
        "language",
        "lang",
        "words",
        "word count",
        "length",
        "edition",
        "page",
        "updated",
    ];
    let is = |known: &&str| known.eq_ignore_ascii_case(key);
    let field = KEYS.iter().find(|(_, names)| names.iter().any(is)).map(|(field, _)| Meaning::Of(*field));
    field.or_else(|| OTHER.iter().any(is).then_some(Meaning::Other))
}

/// How many bytes of `text` are a date, with the time if one follows: "2025-01-13", "13/01/2025",
/// "January 13, 2025", "Mon, 13 Jan. 2025 10:15".
fn date_length(text: &str) -> Option<usize> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let (mut year, mut month, mut day) = (false, false, false);
    let mut end = 0;
    let mut at = 0;
    while at < text.len() && !(year && month && day) {
        let rest = &text[at..];
        let piece = rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
        let lower = piece.get(..3).unwrap_or("").to_ascii_lowercase();
        let digits = piece.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        match digits.len() {
            4 if digits == piece && !year => year = true,
            1 | 2 if day && !month && digits == piece => month = true,
            1 | 2 if matches!(&piece[digits.len()..], "" | "st" | "nd" | "rd" | "th") => {
                if day {
                    return None;
                }
                // In 2025-01-13 the month comes first, which changes nothing about the length.
                day = true;
            }
            0 if MONTHS.contains(&&*lower) && piece.len() <= 9 && !month => month = true,
            0 if DAYS.contains(&&*lower) && piece.len() <= 9 && at == 0 => {}
            _ => return None,
        }
        end = at + piece.len();
        let gap = text[end..].len() - text[end..].trim_start_matches([' ', ',', '.', '-', '/']).len();
        if gap > 2 {
            break;
        }
        at = end + gap;
    }
    (year && month && day).then(|| end + time_length(&text[end..]))
}

/// How many bytes are a time of day: "T10:15:00Z", " 10:15 GMT".
fn time_length(text: &str) -> usize {
    let start = text.strip_prefix(['T', ' ']).or_else(|| text.strip_prefix(", "));
    let Some(start) = start else { return 0 };
    let clock =
        start.len() - start.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':' || c == '.').len();
    if !start[..clock].contains(':') || !start.starts_with(|c: char| c.is_ascii_digit()) {
        return 0;
    }
    let rest = &start[clock..];
    let zone = rest.trim_start().split(char::is_whitespace).next().unwrap_or("");
    let is_zone = ["Z", "GMT", "UTC", "EST", "EDT", "BST", "am", "pm", "AM", "PM", "a.m.", "p.m."]
        .contains(&zone)
        || zone
            .strip_prefix(['+', '-'])
            .is_some_and(|offset| offset.starts_with(|c: char| c.is_ascii_digit()));
    let zone_end = if is_zone { rest.len() - rest.trim_start().len() + zone.len() } else { 0 };
    text.len() - start.len() + clock + zone_end
}

/// Each line without its end, and where the next one begins.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let length = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |at| at + 1);
        start += length;
        Some((start, &rest[..length]))
    })
}

/// The next byte from `at` that is no white space.
fn skip_blanks(text: &str, at: usize) -> usize {
    text.len() - text[at..].trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The header's fields as "field=value; …" and the first words of the body.
    fn check(text: &str, fields: &str, body: &str) {
        let header = find(text).unwrap_or_else(|| panic!("no header in {text:?}"));
        let said: Vec<_> = header.fields.iter().map(|(field, value)| format!("{field:?}={value}")).collect();
        assert_eq!(said.join("; "), fields, "{text:?}");
        assert!(text[header.body_start..].starts_with(body), "{:?}", &text[header.body_start..]);
    }

    #[test]
    fn headers_are_read() {
        check(" date 2025-01-13 Rain is back.", "Published=2025-01-13", "Rain");
        check("Published: 3 March 2024 10:15 GMT\nRain is back.", "Published=3 March 2024 10:15 GMT", "Rain");
        check("DATE: Mon, Jan. 13th, 2025 Rain is back.", "Published=Mon, Jan. 13th, 2025", "Rain");
        check(
            "Title: Rain: the return\r\nDate: 13/01/2025\r\nBy Ana Lima and Jo Roe\r\nSection: World\r\n\r\nRain.",
            "Title=Rain: the return; Published=13/01/2025; Author=Ana Lima and Jo Roe",
            "Rain.",
        );
        check("By ANA LIMA\n\nRain.", "Author=ANA LIMA", "Rain.");
        check(
            "Headline: Rain\n\nSource: Fen Post\nURL: https://fen.example/rain\n\nRain: it fell.",
            "Title=Rain; Publisher=Fen Post; Url=https://fen.example/rain",
            "Rain: it",
        );
        check(
            "---\ntitle: \"Rain, again\"\ndate: 2025-01-13T10:00:00Z\ntags:\n  - rain\n---\n\n# Rain\n",
            "Title=Rain, again; Published=2025-01-13T10:00:00Z",
            "# Rain",
        );
    }

    #[test]
    fn texts_are_left_alone() {
        for text in [
            "",
            "Rain is back.",
            "Date: 2025-01-13",
            "Date night is back in town.",
            "Published 2025 figures show rain.",
            "date 2025-01-13, they said",
            "Q: Did it rain?\nA: Yes.",
            "By Friday the rain had stopped.\nIt came back.",
            "---\nRain fell, he said: hard.\n---\nMore.",
            "Source: \u{e9}",
            "MAYOR: It rained.\nCLERK: Noted.",
        ] {
            assert_eq!(find(text), None, "{text:?}");
        }
    }
}
