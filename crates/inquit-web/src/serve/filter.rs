//! A filter says which quotations are wanted and in which order, in the words of an address; it becomes SQL with
//! parameters, so that no value is ever a part of a statement.

use rusqlite::types::Value;
use serde::Deserialize;

/// What is wanted. Empty values are as good as none.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Filter {
    q: String,
    speaker: String,
    outlet: String,
    publisher: String,
    kind: String,
    class: String,
    channel: String,
    least: Option<f64>,
    most: Option<f64>,
    from: String,
    to: String,
    sort: Sort,
    down: bool,
    /// How many are passed over.
    pub offset: u32,
    /// How many are given, at most.
    pub limit: Option<u32>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Sort {
    #[default]
    Order,
    Speaker,
    Outlet,
    Published,
    Confidence,
}

/// The tables that conditions speak of.
pub const TABLES: &str = "quotations AS q JOIN documents AS d ON d.id = q.document \
     LEFT JOIN speakers AS s ON s.id = q.speaker LEFT JOIN outlets AS o ON o.id = q.outlet";

impl Filter {
    /// The conditions, and the values of their parameters.
    pub fn conditions(&self) -> (String, Vec<Value>) {
        let mut all = Conditions { sql: "1".to_owned(), values: Vec::new() };
        if let Some(words) = words(&self.q) {
            all.add("q.id IN (SELECT rowid FROM words WHERE words MATCH ?)", [words.into()]);
        }
        all.named("s.name", "speakers", "name", &self.speaker);
        all.named("o.name", "outlets", "name", &self.outlet);
        all.named("d.publisher", "documents", "publisher", &self.publisher);
        for (column, value) in
            [("q.kind", &self.kind), ("s.class", &self.class), ("q.channel", &self.channel)]
        {
            match value.as_str() {
                "" => {}
                "-" => all.add(&format!("{column} IS NULL"), []),
                value => all.add(&format!("{column} = ?"), [value.to_owned().into()]),
            }
        }
        for (comparison, value) in [(">=", self.least), ("<=", self.most)] {
            if let Some(value) = value {
                all.add(&format!("q.confidence {comparison} ?"), [value.into()]);
            }
        }
        for (comparison, value) in [(">=", &self.from), ("<=", &self.to)] {
            if !value.is_empty() {
                all.add(&format!("month(d.published) {comparison} ?"), [value.clone().into()]);
            }
        }
        (all.sql, all.values)
    }

    /// The order, as SQL.
    pub fn order(&self) -> String {
        let down = if self.down { "DESC" } else { "ASC" };
        let by = match self.sort {
            Sort::Order => String::new(),
            Sort::Speaker => format!("s.name IS NULL, s.name COLLATE NOCASE {down}, "),
            Sort::Outlet => format!("o.name IS NULL, o.name COLLATE NOCASE {down}, "),
            Sort::Published => {
                format!("month(d.published) IS NULL, month(d.published) {down}, d.published {down}, ")
            }
            Sort::Confidence => format!("q.confidence {down}, "),
        };
        format!("{by}q.id {down}")
    }

    /// The same for other pages of the same list.
    pub fn whole(&self) -> Self {
        Self { offset: 0, limit: None, ..self.clone() }
    }
}

struct Conditions {
    sql: String,
    values: Vec<Value>,
}

impl Conditions {
    fn add<const N: usize>(&mut self, condition: &str, values: [Value; N]) {
        self.sql += " AND ";
        self.sql += condition;
        self.values.extend(values);
    }

    /// That name; where there is none such, names that hold it.
    fn named(&mut self, column: &str, table: &str, own: &str, name: &str) {
        match name {
            "" => {}
            "-" => self.add(&format!("{column} IS NULL"), []),
            name => {
                let escaped: String = name
                    .chars()
                    .flat_map(|c| ['\\'].into_iter().filter(move |_| "\\%_".contains(c)).chain([c]))
                    .collect();
                let condition = format!(
                    "({column} = ? COLLATE NOCASE OR {column} LIKE ? ESCAPE '\\' \
                     AND NOT EXISTS (SELECT 1 FROM {table} WHERE {own} = ? COLLATE NOCASE))"
                );
                let name = Value::from(name.to_owned());
                self.add(&condition, [name.clone(), format!("%{escaped}%").into(), name]);
            }
        }
    }
}

/// Words as the full-text index takes them: all of them, the last perhaps a beginning.
fn words(search: &str) -> Option<String> {
    let search = search.replace('\0', " ");
    let words: Vec<_> = search
        .split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .map(|word| format!("\"{}\"", word.replace('"', "\"\"")))
        .collect();
    (!words.is_empty()).then(|| format!("{}*", words.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_never_a_part_of_a_statement() {
        let hostile = "x' OR 1=1; DROP TABLE quotations --".to_owned();
        let filter = Filter {
            q: hostile.clone(),
            speaker: hostile.clone(),
            kind: hostile.clone(),
            from: hostile.clone(),
            ..Filter::default()
        };
        let (sql, values) = filter.conditions();
        assert!(!sql.contains("DROP"));
        assert_eq!(sql.matches('?').count(), values.len());
    }

    #[test]
    fn words_are_quoted_and_signs_alone_are_no_search() {
        assert_eq!(words("tide \"gates"), Some("\"tide\" \"\"\"gates\"*".to_owned()));
        assert_eq!(words(" — ' \0"), None);
    }
}
