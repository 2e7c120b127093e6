//! `inquit table`: quotations counted by speaker, outlet, month and so on.

use std::collections::{BTreeMap, BTreeSet};
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;

use clap::ValueEnum;
use inquit_formats::dedup::cluster;
use inquit_formats::people::{self, Merged};
use inquit_formats::tally::{By, Cell, Count, Tally};
use serde_json::Value;

use crate::cells::{self, Form};
use crate::gather;
use crate::output::Output;
use crate::status::{Status, Stop};

/// Count quotations: by speaker, outlet, month and so on, alone or crossed
///
/// Reads articles, or records (JSONL, CSV, TSV, Parquet, SQLite) that inquit extract
/// wrote. Without --by it tells who was quoted how often, to which outlet: on a
/// terminal one row a speaker with the outlets in it, in other forms one row for
/// each pair. With --by and --and a terminal shows the two crossed; other forms have
/// one row a pair, or the same cross with --wide. A share is that of all quotations.
///
/// Speakers are told apart by name and class. Those in the lists of --people and
/// --outlets are counted under the name that the list has for them. --merge says
/// which other names are counted as one over articles, and --merges lists what
/// was merged by which rule.
///
/// Examples:
///
///   inquit table articles/ --top 20
///
///   inquit table quotations.jsonl --by outlet --and month --wide -o outlets.csv
///
///   inquit table news.jsonl --by speaker --dedup --merge surname --merges merges.csv
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Args {
    #[command(flatten)]
    gather: gather::Args,

    /// Count by this
    #[arg(long, value_enum)]
    by: Option<Key>,

    /// Cross with this
    #[arg(long, value_enum, requires = "by")]
    and: Option<Key>,

    /// A column for each value of --and, not a row for each pair
    #[arg(long, requires = "and")]
    wide: bool,

    /// Write to this file, which appears when all is done
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Form of the output [default: by the ending of -o; table otherwise]
    #[arg(long, short, value_enum)]
    format: Option<Form>,

    /// Only this many speakers, or other values of --by [default: 50 on a terminal, otherwise all]
    #[arg(long, value_name = "N")]
    top: Option<usize>,

    /// Only those quoted at least this often
    #[arg(long, value_name = "N", default_value_t = 1)]
    min: u64,

    /// Leave out quotations of which the text does not say who spoke, or what --by and --and ask for
    #[arg(long)]
    named: bool,

    /// Count a quotation that many articles have once, where it stands first, also if it was edited or cut
    #[arg(long)]
    dedup: bool,

    /// Which names of speakers are counted as one
    #[arg(long, value_enum, default_value = "same")]
    merge: Merge,

    /// Write what was merged, by which rule, to this file
    #[arg(long, value_name = "FILE")]
    merges: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Key {
    Speaker,
    Class,
    Role,
    Outlet,
    Channel,
    /// Who published the article
    Publisher,
    /// The month in which it was published
    Month,
    /// Direct, mixed or indirect
    Kind,
    Cue,
}

impl Key {
    fn by(self) -> By {
        match self {
            Self::Speaker => By::Speaker,
            Self::Class => By::Class,
            Self::Role => By::Role,
            Self::Outlet => By::Outlet,
            Self::Channel => By::Channel,
            Self::Publisher => By::Publisher,
            Self::Month => By::Month,
            Self::Kind => By::Kind,
            Self::Cue => By::Cue,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Merge {
    /// None but those that are the same
    None,
    /// Names that differ in letter case, apostrophes, "the"; of people in middle initials and "Jr", too
    Same,
    /// And a person's single name with the only fuller one that ends in it
    Surname,
}

/// One quotation: the values that it is counted by, and the number of its article.
type Counted = (Vec<Cell>, u32);

/// Runs the command.
pub fn run(args: &Args) -> Result<Status, Stop> {
    let form = cells::form(args.format, args.output.as_deref())?;
    args.gather.input.spare("-o", args.output.as_deref())?;
    args.gather.input.spare("--merges", args.merges.as_deref())?;
    let mut output = Output::open(args.output.as_deref())?;
    let merges = args.merges.as_deref().map(|path| Output::open(Some(path))).transpose()?;
    let model = args.gather.asked_model();
    let by: Vec<By> = match args.by {
        None => vec![By::Speaker, By::Outlet],
        Some(by) => [Some(by), args.and].into_iter().flatten().map(Key::by).collect(),
    };
    let mut names: BTreeSet<Arc<str>> = BTreeSet::new();
    let mut intern = |text: String| {
        if let Some(known) = names.get(text.as_str()) {
            return known.clone();
        }
        let new: Arc<str> = text.into();
        names.insert(new.clone());
        new
    };
    let (mut counted, mut texts): (Vec<Counted>, Vec<String>) = Default::default();
    let status = args.gather.each(&mut |quotation, article| {
        let values = by.iter().flat_map(|by| by.values(&quotation));
        counted.push((values.map(|value| value.map(&mut intern)).collect(), article));
        if args.dedup {
            texts.push(quotation.text);
        }
    })?;
    if args.dedup {
        once(&mut counted, &texts);
    }
    let merged = merge(args, &by, &mut counted);
    if let Some(mut out) = merges {
        let rows: Vec<Vec<Value>> = merged
            .iter()
            .map(|one| {
                vec![
                    one.name.as_str().into(),
                    one.class.as_str().into(),
                    one.into.as_str().into(),
                    one.rule.into(),
                ]
            })
            .collect();
        let form = cells::form(None, args.merges.as_deref())?;
        cells::write(&mut out, form, model, &["name", "speaker_class", "counted_as", "rule"], &rows)?;
        out.finish()?;
    }
    let mut tally = Tally::with_rows(by[0].columns().len());
    for (values, article) in counted {
        tally.add(values, article);
    }
    write(args, (form, model), &by, &tally, &mut output)?;
    output.finish()?;
    Ok(status)
}

/// Leaves the first quotation of each cluster.
fn once(counted: &mut Vec<Counted>, texts: &[String]) {
    let mut next = 0;
    let members = cluster(texts).members;
    let mut members = members.iter();
    counted.retain(|_| {
        let first = members.next().is_some_and(|member| member.cluster == next);
        next += u32::from(first);
        first
    });
}

/// Gives merged speakers one name.
fn merge(args: &Args, by: &[By], counted: &mut [Counted]) -> Vec<Merged> {
    let level = match args.merge {
        Merge::None => people::Merge::None,
        Merge::Same => people::Merge::Same,
        Merge::Surname => people::Merge::Surname,
    };
    let mut column = 0;
    let mut all = Vec::new();
    for by in by {
        if *by == By::Speaker {
            let mut names: BTreeMap<(String, String), u64> = BTreeMap::new();
            for (values, _) in counted.iter() {
                if let [Some(name), Some(class)] = &values[column..column + 2] {
                    *names.entry((name.to_string(), class.to_string())).or_default() += 1;
                }
            }
            all = people::merge(&names, level);
            let into: BTreeMap<(&str, &str), Arc<str>> =
                all.iter().map(|one| ((&*one.name, &*one.class), one.into.as_str().into())).collect();
            for (values, _) in counted.iter_mut() {
                let into = match &values[column..column + 2] {
                    [Some(name), Some(class)] => into.get(&(&**name, &**class)),
                    _ => None,
                };
                if let Some(into) = into {
                    values[column] = Some(into.clone());
                }
            }
        }
        column += by.columns().len();
    }
    all
}

/// A value of --by with all that is counted under it.
struct Row<'t> {
    values: &'t [Cell],
    quotations: u64,
    /// By the values of --and.
    crossed: Vec<(&'t [Cell], Count)>,
}

fn write(
    args: &Args,
    (form, model): (Form, &str),
    by: &[By],
    tally: &Tally,
    out: &mut Output,
) -> Result<(), Stop> {
    let on_terminal = form == Form::Table && args.output.is_none() && std::io::stdout().is_terminal();
    let top = args.top.unwrap_or(if on_terminal { 50 } else { usize::MAX });
    let mut rows = rows(args, by, tally);
    let left_out = rows.len().saturating_sub(top);
    rows.truncate(top);
    let mut heads: Vec<&str> = by[0].columns().to_vec();
    match (args.by, form) {
        (None, Form::Table) => {
            heads = vec!["speaker", "class", "quotations", "articles", "outlets"];
            let cells: Vec<_> =
                rows.iter().map(|row| with_outlets(row, tally.articles(row.values))).collect();
            cells::write(out, form, model, &heads, &cells)?;
        }
        (Some(_), _) if by.len() == 2 && (args.wide || form == Form::Table) => {
            let most = if form == Form::Table { crossed_columns() } else { usize::MAX };
            let (names, cells) = cross(&rows, most, form);
            heads.push("quotations");
            heads.extend(names.iter().map(String::as_str));
            cells::write(out, form, model, &heads, &cells)?;
        }
        _ => {
            if by.len() == 2 {
                heads.extend(by[1].columns());
            }
            heads.extend(["quotations", "share", "articles"]);
            let cells: Vec<_> = rows.iter().flat_map(|row| pairs(row, tally.total, form)).collect();
            cells::write(out, form, model, &heads, &cells)?;
        }
    }
    if on_terminal && left_out > 0 {
        crate::progress::tell(&format!("{left_out} more; --top {} shows all", top + left_out));
    }
    Ok(())
}

/// All rows, the largest first.
fn rows<'t>(args: &Args, by: &[By], tally: &'t Tally) -> Vec<Row<'t>> {
    let width = by[0].columns().len();
    let unnamed = |values: &[Cell]| match args.by {
        // As ever: what has no speaker, whether or not it has an outlet.
        None => values[0].is_none(),
        Some(_) => values.iter().any(Option::is_none),
    };
    let mut rows: BTreeMap<&[Cell], Row<'_>> = BTreeMap::new();
    for (values, count) in tally.sorted() {
        if args.named && unnamed(values) {
            continue;
        }
        let (own, other) = values.split_at(width);
        let row = rows.entry(own).or_insert(Row { values: own, quotations: 0, crossed: Vec::new() });
        row.quotations += count.quotations;
        row.crossed.push((other, count));
    }
    let mut rows: Vec<_> = rows.into_values().filter(|row| row.quotations >= args.min).collect();
    // The map's order, by value, stays where counts are equal.
    rows.sort_by_key(|row| std::cmp::Reverse(row.quotations));
    rows
}

/// A value as a cell; where the text does not say, a dash for readers and null for programs.
fn cell(value: &Cell, form: Form) -> Value {
    match value {
        None if form == Form::Table => "–".into(),
        value => value.as_deref().into(),
    }
}

fn pairs(row: &Row<'_>, total: u64, form: Form) -> Vec<Vec<Value>> {
    let of = |(others, count): &(&[Cell], Count)| {
        let mut cells: Vec<Value> = row.values.iter().chain(*others).map(|value| cell(value, form)).collect();
        let share = count.quotations as f64 / total.max(1) as f64;
        let share = match form {
            Form::Table => format!("{:.1} %", share * 100.0).into(),
            _ => ((share * 1e6).round() / 1e6).into(),
        };
        cells.extend([count.quotations.into(), share, count.articles.into()]);
        cells
    };
    row.crossed.iter().map(of).collect()
}

/// How many values of --and a terminal has room for.
fn crossed_columns() -> usize {
    (crate::output::terminal_width().saturating_sub(50) / 14).clamp(2, 12)
}

/// The names of the crossing columns, and the rows.
fn cross(rows: &[Row<'_>], most: usize, form: Form) -> (Vec<String>, Vec<Vec<Value>>) {
    let mut totals: BTreeMap<&[Cell], u64> = BTreeMap::new();
    for (values, count) in rows.iter().flat_map(|row| &row.crossed) {
        *totals.entry(values).or_default() += count.quotations;
    }
    let mut columns: Vec<_> = totals.into_iter().collect();
    columns.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let others = columns.len() > most;
    columns.truncate(most);
    // By value, so that months stand in their order.
    columns.sort_by_key(|(values, _)| *values);
    // Of a speaker the name alone heads a column.
    let name = |values: &[Cell]| values[0].as_deref().unwrap_or("–").to_owned();
    let mut names: Vec<String> = columns.iter().map(|(values, _)| name(values)).collect();
    if others {
        names.push("others".to_owned());
    }
    let cells = rows.iter().map(|row| {
        let mut cells: Vec<Value> = row.values.iter().map(|value| cell(value, form)).collect();
        cells.push(row.quotations.into());
        let count = |wanted: &[Cell]| {
            row.crossed.iter().find(|(values, _)| *values == wanted).map_or(0, |(_, count)| count.quotations)
        };
        let counts: Vec<u64> = columns.iter().map(|(values, _)| count(values)).collect();
        let rest = row.quotations - counts.iter().sum::<u64>();
        cells.extend(counts.into_iter().map(Value::from));
        cells.extend(others.then(|| Value::from(rest)));
        cells
    });
    let cells = cells.collect();
    (names, cells)
}

fn with_outlets(row: &Row<'_>, articles: u64) -> Vec<Value> {
    let outlets =
        row.crossed.iter().filter_map(|(values, count)| Some((values[0].as_deref()?, count.quotations)));
    let outlets: Vec<_> = outlets.map(|(outlet, count)| format!("{outlet} {count}")).collect();
    vec![
        cell(&row.values[0], Form::Table),
        row.values[1].as_deref().into(),
        row.quotations.into(),
        articles.into(),
        outlets.join(", ").into(),
    ]
}
