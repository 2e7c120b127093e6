//! What commands that read articles have in common: paths, names of fields, threads, problems on stderr.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use inquit::{Extraction, Extractor, Input, Known, Model, Names, Scratch};
use inquit_formats::read::files::is_read;
use inquit_formats::{Field, FieldNames, InputFormat, ReadOptions, Threads, list};

use crate::status::Stop;

/// The form of the input.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum From {
    /// One JSON object a line
    Jsonl,
    /// One JSON object or a list of them
    Json,
    /// Comma-separated rows under names of columns
    Csv,
    /// Tab-separated rows under names of columns
    Tsv,
    /// The file is the article
    Text,
    /// Web page: its main text, title, date, publisher, author
    Html,
    /// RSS or Atom, an article an item
    #[value(alias = "rss", alias = "atom")]
    Feed,
    /// Word document
    Docx,
    /// Parquet, an article a row
    Parquet,
    /// Web archive: pages (WARC) or texts (WET)
    #[value(alias = "wet")]
    Warc,
}

/// Which articles to read, and how.
#[derive(clap::Args, Debug)]
// Named, since the arguments of each command are a group `Args`, too.
#[group(id = "input")]
pub struct Args {
    /// Files, folders (all their files of known forms, recursively), patterns in quotes ('news/**/*.jsonl.gz'), or -
    /// for standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Form of the input; otherwise told by its content and its ending
    ///
    /// Each form may be packed with gzip or zstd, in one piece or many.
    #[arg(long, alias = "input-format", value_enum, value_name = "FORM", help_heading = "Reading")]
    pub from: Option<From>,

    /// Longest line, row, page or unpacked document that is read, in MB; longer ones are reported and passed over
    #[arg(long, value_name = "MB", default_value_t = 256, value_parser = clap::value_parser!(u32).range(1..=4095), help_heading = "Reading")]
    pub max_record: u32,

    /// Field or column that holds the text
    #[arg(long, value_name = "NAME", help_heading = "Reading")]
    pub text_field: Option<String>,

    /// Field or column that holds the article's id
    #[arg(long, value_name = "NAME", help_heading = "Reading")]
    pub id_field: Option<String>,

    /// Field or column that holds the headline
    #[arg(long, value_name = "NAME", help_heading = "Reading")]
    pub title_field: Option<String>,

    /// Field or column that holds the date
    #[arg(long, value_name = "NAME", help_heading = "Reading")]
    pub date_field: Option<String>,

    /// Field or column that holds the outlet that published the article
    #[arg(long, value_name = "NAME", help_heading = "Reading")]
    pub publisher_field: Option<String>,

    /// Field or column that holds the address
    #[arg(long, value_name = "NAME", help_heading = "Reading")]
    pub url_field: Option<String>,
}

impl Args {
    /// As readers take it.
    pub fn options(&self, keep: &[String]) -> ReadOptions {
        let named = [
            (Field::Text, &self.text_field),
            (Field::Id, &self.id_field),
            (Field::Title, &self.title_field),
            (Field::Published, &self.date_field),
            (Field::Publisher, &self.publisher_field),
            (Field::Url, &self.url_field),
        ];
        let named = named.into_iter().filter_map(|(field, name)| Some((field, name.clone()?))).collect();
        let keep = keep.iter().map(|name| name.as_str().into()).collect();
        let from = self.from.map(|from| match from {
            From::Jsonl => InputFormat::Jsonl,
            From::Json => InputFormat::Json,
            From::Csv => InputFormat::Csv,
            From::Tsv => InputFormat::Tsv,
            From::Text => InputFormat::Text,
            From::Html => InputFormat::Html,
            From::Feed => InputFormat::Feed,
            From::Docx => InputFormat::Docx,
            From::Parquet => InputFormat::Parquet,
            From::Warc => InputFormat::Warc,
        });
        let longest_record = (self.max_record as usize) << 20;
        ReadOptions { names: FieldNames { named, keep }, from, longest_record, ..ReadOptions::default() }
    }

    /// Refuses to write to a file that is read.
    pub fn spare(&self, option: &str, file: Option<&Path>) -> Result<(), Stop> {
        match file.filter(|file| is_read(&self.paths, file)) {
            None => Ok(()),
            Some(file) => Err(Stop::new(format!(
                "{option} {}: this is an input, which would be lost; name another file",
                file.display()
            ))),
        }
    }

    /// What the user gave of how to read, by the names of the options.
    pub fn given(&self) -> Vec<(&'static str, String)> {
        let from = self.from.and_then(|from| from.to_possible_value());
        [
            ("from", from.map(|from| from.get_name().to_owned())),
            ("text-field", self.text_field.clone()),
            ("id-field", self.id_field.clone()),
            ("title-field", self.title_field.clone()),
            ("date-field", self.date_field.clone()),
            ("publisher-field", self.publisher_field.clone()),
            ("url-field", self.url_field.clone()),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }
}

/// How many threads extract.
#[derive(clap::Args, Clone, Copy, Debug)]
pub struct ThreadArgs {
    /// Threads to extract with [default: all of the machine's]
    #[arg(long, short = 'j', value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

impl ThreadArgs {
    /// As the pipeline takes it.
    pub fn threads(self) -> Threads {
        self.threads.map_or_else(Threads::all, |count| Threads::new(count as usize))
    }
}

/// Which model extracts.
#[derive(clap::Args, Clone, Debug)]
pub struct ModelArgs {
    /// fast: rules and the built-in model; best: a network in its place, which finds more and takes some hundred times
    /// as long; auto: best in the paragraphs where fast is unsure; none: rules alone; or the file of a model that
    /// `inquit train` made
    #[arg(long, value_name = "fast|best|auto|none|FILE", default_value = "fast")]
    model: String,
}

impl ModelArgs {
    /// As the user named it.
    pub fn name(&self) -> &str {
        &self.model
    }

    /// The extractor with that model.
    pub fn extractor(&self) -> Result<Extractor, Stop> {
        self.load().map(|(extractor, _)| extractor)
    }

    /// The extractor with that model, and what the model says of itself.
    pub fn load(&self) -> Result<(Extractor, Option<String>), Stop> {
        let file = match self.model.as_str() {
            "fast" => return Ok((Extractor::default(), Some(Model::fast().about.clone()))),
            #[cfg(feature = "best")]
            name @ ("best" | "auto") => {
                let model = if name == "best" { Model::best() } else { Model::auto() };
                let about = model.about.clone();
                return Ok((Extractor::with_model(model), Some(about)));
            }
            #[cfg(not(feature = "best"))]
            "best" | "auto" => {
                return Err(Stop::new("this inquit was built without the model best; give --model fast"));
            }
            "none" => return Ok((Extractor::by_rules(), None)),
            file => file,
        };
        let stop = |why: String| {
            let cure = "give --model fast, best, auto, none, or a file that `inquit train` made";
            Stop::new(format!("{file}: {why}; {cure}"))
        };
        let bytes = std::fs::read(file).map_err(|error| stop(error.to_string()))?;
        let model = Model::read(bytes.into()).map_err(|error| stop(error.to_string()))?;
        let about = model.about.clone();
        Ok((Extractor::with_model(model.into()), Some(about)))
    }
}

/// Lists of the user's own.
#[derive(clap::Args, Clone, Debug)]
#[group(id = "known")]
pub struct KnownArgs {
    /// Link speakers to identifiers of your own, Wikidata's or others: a CSV file with the columns name, aliases
    /// (between semicolons) and id, such as
    ///
    /// name,aliases,id
    ///
    /// Ana Lima,A. Lima;Lima,Q1234
    ///
    /// The name is one that articles use. The id stands in speaker_id; without one it is the name itself. Letter case
    /// and a leading "the" are set aside. An alias of two people links to neither, unless the article also has the
    /// fuller name.
    #[arg(long, value_name = "FILE", help_heading = "Known names")]
    people: Option<PathBuf>,

    /// Find these outlets, too, and link outlets to identifiers: a CSV file as that of --people
    ///
    /// The id stands in outlet_id. Outlets that are known without a list need only be named to be linked.
    #[arg(long, value_name = "FILE", help_heading = "Known names")]
    outlets: Option<PathBuf>,
}

impl KnownArgs {
    /// What the files list.
    pub fn read(&self) -> Result<Arc<Known>, Stop> {
        let read = |path: &Option<PathBuf>| -> Result<Names, Stop> {
            let names = path.as_deref().map(list).transpose();
            Ok(names.map_err(|problem| Stop::new(problem.to_string()))?.unwrap_or_default())
        };
        Ok(Arc::new(Known { people: read(&self.people)?, outlets: read(&self.outlets)? }))
    }

    /// The files, by the names of the options.
    pub fn files(&self) -> [(&'static str, Option<&Path>); 2] {
        [("people", self.people.as_deref()), ("outlets", self.outlets.as_deref())]
    }

    /// What the user gave, by the names of the options.
    pub fn given(&self) -> impl Iterator<Item = (&'static str, String)> {
        let lists = [("people", &self.people), ("outlets", &self.outlets)];
        lists.into_iter().filter_map(|(name, path)| Some((name, path.as_ref()?.display().to_string())))
    }
}

/// The extraction that all commands run.
pub fn extract(
    extractor: Extractor,
    least_confidence: f32,
) -> impl Fn(Input<'_>, &mut Scratch) -> Extraction + Sync {
    move |input, scratch| {
        let mut found = extractor.extract_with(input, scratch);
        if least_confidence > 0.0 {
            found.attributions.retain(|attribution| attribution.confidence >= least_confidence);
        }
        found
    }
}

/// A share, 0 to 1.
pub fn probability(text: &str) -> Result<f32, String> {
    let value: f32 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1.0).contains(&value) { Ok(value) } else { Err("not between 0 and 1".to_owned()) }
}
