//! The overview of a database: counts, as the page draws them.

use std::collections::BTreeMap;

use inquit_formats::VERSION;
use rusqlite::{Connection, Row};
use serde::Serialize;

use super::database::Database;

/// A value and how often it stands.
type Counted = Vec<(Option<String>, u64)>;

/// What there is, and how often.
#[derive(Clone, Debug, Serialize)]
pub struct Overview {
    articles: u64,
    quotations: u64,
    speakers: u64,
    outlets: u64,
    kind: Counted,
    class: Counted,
    channel: Counted,
    pronoun: Counted,
    top: Counted,
    outlet: Counted,
    publisher: Counted,
    crossed: Vec<(String, String, u64)>,
    months: Vec<(String, u64)>,
    names: Vec<String>,
    #[serde(rename = "outletNames")]
    outlet_names: Vec<String>,
    made: Made,
}

#[derive(Clone, Debug, Serialize)]
struct Made {
    inquit: String,
    model: Option<String>,
}

/// The overview where there is no database.
pub fn empty() -> Overview {
    let made = Made { inquit: VERSION.to_owned(), model: None };
    let none = Counted::new;
    Overview {
        articles: 0,
        quotations: 0,
        speakers: 0,
        outlets: 0,
        kind: none(),
        class: none(),
        channel: none(),
        pronoun: none(),
        top: none(),
        outlet: none(),
        publisher: none(),
        crossed: Vec::new(),
        months: Vec::new(),
        names: Vec::new(),
        outlet_names: Vec::new(),
        made,
    }
}

/// Counts everything.
pub fn overview(database: &Database) -> rusqlite::Result<Overview> {
    database.with(|database| {
        let one =
            |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0)).map(|count| count as u64);
        let by = |column: &str, joined: &str, rest: &str| {
            counted(
                database,
                &format!("SELECT {column}, count(*) FROM quotations AS q {joined} GROUP BY 1 {rest}"),
            )
        };
        let (speakers, outlets) =
            ("JOIN speakers AS s ON s.id = q.speaker", "JOIN outlets AS o ON o.id = q.outlet");
        let named = format!("{speakers} WHERE s.class NOT IN ('group', 'unnamed')");
        let documents = "JOIN documents AS d ON d.id = q.document";
        let most = |count: u32| format!("ORDER BY 2 DESC, 1 LIMIT {count}");
        let names = by("s.name", speakers, &most(500))?;
        let outlet = by("o.name", outlets, &most(500))?;
        let own = |list: &Counted| list.iter().filter_map(|(name, _)| name.clone()).collect();
        let made = |name: &str| {
            let sql = format!("SELECT value FROM inquit WHERE name = '{name}'");
            database.query_row(&sql, [], |row| row.get::<_, String>(0))
        };
        Ok(Overview {
            articles: one("SELECT count(*) FROM documents")?,
            quotations: one("SELECT count(*) FROM quotations")?,
            speakers: one("SELECT count(DISTINCT name) FROM speakers")?,
            outlets: one("SELECT count(DISTINCT name) FROM outlets")?,
            kind: by("q.kind", "", &most(10))?,
            class: by("s.class", "LEFT JOIN speakers AS s ON s.id = q.speaker", &most(10))?,
            channel: by("q.channel", "", &most(20))?,
            pronoun: by("q.speaker_pronoun", "", &most(10))?,
            top: by("s.name", &named, &most(15))?,
            publisher: by("d.publisher", &format!("{documents} WHERE d.publisher IS NOT NULL"), &most(500))?,
            crossed: crossed(database, &format!("{speakers} {outlets}"))?,
            months: months(by("d.published", &format!("{documents} WHERE d.published IS NOT NULL"), "")?),
            names: own(&names),
            outlet_names: own(&outlet),
            outlet: outlet.into_iter().take(15).collect(),
            made: Made { inquit: made("version")?, model: made("model").ok() },
        })
    })
}

fn counted(database: &Connection, sql: &str) -> rusqlite::Result<Counted> {
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get::<_, i64>(1)? as u64));
    database.prepare(sql)?.query_map([], read)?.collect()
}

/// Who spoke to which outlet, the most frequent first; as many as the map of them may need.
fn crossed(database: &Connection, joined: &str) -> rusqlite::Result<Vec<(String, String, u64)>> {
    let sql = format!(
        "SELECT s.name, o.name, count(*) FROM quotations AS q {joined} GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 2000"
    );
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get::<_, i64>(2)? as u64));
    database.prepare(&sql)?.query_map([], read)?.collect()
}

/// Dates as written, counted by their months.
fn months(dates: Counted) -> Vec<(String, u64)> {
    let mut months: BTreeMap<String, u64> = BTreeMap::new();
    for (date, count) in dates {
        if let Some(month) = date.as_deref().and_then(inquit_formats::tally::month) {
            *months.entry(month).or_default() += count;
        }
    }
    months.into_iter().collect()
}
