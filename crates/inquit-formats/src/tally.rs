//! A tally counts quotations by what is known of them: speaker, outlet, month and so on, alone or crossed.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::Quotation;

/// By what quotations are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Who spoke: name and class.
    Speaker,
    /// What the speaker is.
    Class,
    /// The speaker's role.
    Role,
    /// The outlet that the words were given to.
    Outlet,
    /// How they were given.
    Channel,
    /// Who published the article.
    Publisher,
    /// The month in which it was published.
    Month,
    /// Direct, mixed or indirect.
    Kind,
    /// The words that signal the attribution, in lower case.
    Cue,
}

/// A value that quotations are counted by; `None` where the text does not say.
pub type Cell = Option<Arc<str>>;

impl By {
    /// The columns that it makes.
    pub const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Speaker => &["speaker", "speaker_class"],
            Self::Class => &["speaker_class"],
            Self::Role => &["speaker_role"],
            Self::Outlet => &["outlet"],
            Self::Channel => &["channel"],
            Self::Publisher => &["publisher"],
            Self::Month => &["month"],
            Self::Kind => &["kind"],
            Self::Cue => &["cue"],
        }
    }

    /// A quotation's values in these columns.
    pub fn values(self, quotation: &Quotation) -> Vec<Option<String>> {
        match self {
            Self::Speaker => vec![quotation.speaker.clone(), quotation.speaker_class.clone()],
            Self::Class => vec![quotation.speaker_class.clone()],
            Self::Role => vec![quotation.speaker_role.clone()],
            Self::Outlet => vec![quotation.outlet.clone()],
            Self::Channel => vec![quotation.channel.clone()],
            Self::Publisher => vec![quotation.publisher.clone()],
            Self::Month => vec![quotation.published.as_deref().and_then(month)],
            Self::Kind => vec![quotation.kind.clone()],
            Self::Cue => vec![quotation.cue.as_ref().map(|cue| cue.to_lowercase())],
        }
    }
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The month of a date as written, as in 2025-01: "2025-01-13T08:00Z", "20250113", "Jan. 13, 2025", "13 January 2025".
pub fn month(date: &str) -> Option<String> {
    let date = date.trim();
    let digits = date.bytes().take_while(u8::is_ascii_digit).count();
    let parts: Vec<&str> =
        date.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let made = |year: &str, month: usize| {
        (year.len() == 4 && (1..=12).contains(&month)).then(|| format!("{year}-{month:02}"))
    };
    match digits {
        8 => return made(&date[..4], date[4..6].parse().ok()?),
        4 if parts.len() > 1 && parts[1].len() <= 2 => return made(parts[0], parts[1].parse().ok()?),
        _ => {}
    }
    let named = parts.iter().find_map(|part| {
        let part = part.to_lowercase();
        MONTHS.iter().position(|month| {
            part.len() >= 3 && month.starts_with(&*part) || part == "sept" && *month == "september"
        })
    })?;
    let year = parts.iter().find(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit()))?;
    made(year, named + 1)
}

/// How often.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Quotations.
    pub quotations: u64,
    /// Articles that hold one of them.
    pub articles: u64,
    /// The last of these, from 1.
    last: u64,
}

impl Count {
    fn add(&mut self, article: u32) {
        self.quotations += 1;
        let article = u64::from(article) + 1;
        if self.last != article {
            self.last = article;
            self.articles += 1;
        }
    }
}

/// Counts of quotations that come article by article.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// The counts, by the values of all columns.
    pub counts: BTreeMap<Vec<Cell>, Count>,
    /// All quotations.
    pub total: u64,
    /// How many of the first columns make a row whose articles are counted, too.
    first: usize,
    /// The articles of these.
    rows: BTreeMap<Vec<Cell>, Count>,
}

impl Tally {
    /// A tally that also counts the articles of each value of its first columns.
    pub fn with_rows(first: usize) -> Self {
        Self { first, ..Self::default() }
    }

    /// Counts a quotation of the article with this number.
    pub fn add(&mut self, values: Vec<Cell>, article: u32) {
        self.total += 1;
        if self.first > 0 {
            self.rows.entry(values[..self.first.min(values.len())].to_vec()).or_default().add(article);
        }
        self.counts.entry(values).or_default().add(article);
    }

    /// How many articles have a quotation with these values of the first columns.
    pub fn articles(&self, first: &[Cell]) -> u64 {
        self.rows.get(first).map_or(0, |count| count.articles)
    }

    /// The counts, the largest first; of equals in the order of their values.
    pub fn sorted(&self) -> Vec<(&[Cell], Count)> {
        let mut rows: Vec<_> = self.counts.iter().map(|(values, count)| (&**values, *count)).collect();
        rows.sort_by_key(|(_, count)| std::cmp::Reverse(count.quotations));
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_as_dates_are_written() {
        for date in [
            "2025-01-13",
            "2025-01",
            "2025-01-13T08:00:00Z",
            "20250113",
            "2025/1/13",
            "Jan. 13, 2025",
            "13 January 2025",
            "Mon, 13 Jan 2025 08:00:00 GMT",
        ] {
            assert_eq!(month(date).as_deref(), Some("2025-01"), "{date}");
        }
        assert_eq!(month("Sept. 1, 2024").as_deref(), Some("2024-09"));
        for date in ["", "yesterday", "2025", "2025-13-01", "13/01/2025", "May"] {
            assert_eq!(month(date), None, "{date}");
        }
    }

    #[test]
    fn articles_are_counted_once_a_row() {
        let mut tally = Tally::default();
        for (name, article) in [("b", 0), ("a", 0), ("b", 0), ("b", 1)] {
            tally.add(vec![Some(name.into())], article);
        }
        let rows: Vec<_> = tally
            .sorted()
            .iter()
            .map(|(values, count)| (values[0].clone().unwrap().to_string(), count.quotations, count.articles))
            .collect();
        assert_eq!(rows, [("b".to_owned(), 3, 2), ("a".to_owned(), 1, 1)]);
    }
}
