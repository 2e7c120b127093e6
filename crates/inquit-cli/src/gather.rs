//! Quotations gathered for tables and clusters: found in articles, or read from records that inquit wrote.

use std::path::{Path, PathBuf};

use inquit::{Attribution, Extraction, Known, Names};
use inquit_formats::cells::rounded;
use inquit_formats::quotation::holds_records;
use inquit_formats::{Article, Job, Listener, Quotation, ReadOptions, fold, quotations, record};

use crate::input;
use crate::progress::Progress;
use crate::status::{Status, Stop};

/// Where quotations come from, and how they are found.
#[derive(clap::Args, Debug)]
#[group(id = "gather")]
pub struct Args {
    #[command(flatten)]
    pub input: input::Args,

    /// The files hold records of quotations, not articles [default: told by the fields quote_id, speaker and text]
    #[arg(long, help_heading = "Reading")]
    records: bool,

    #[command(flatten)]
    model: input::ModelArgs,

    #[command(flatten)]
    known: input::KnownArgs,

    #[command(flatten)]
    threads: input::ThreadArgs,
}

impl Args {
    /// The model, as the user named it.
    pub fn model_name(&self) -> &str {
        self.model.name()
    }

    /// The same where it is asked, which it is not of records; empty otherwise.
    pub fn asked_model(&self) -> &str {
        if self.input.paths.iter().all(|path| self.is_records(path)) { "" } else { self.model_name() }
    }

    fn is_records(&self, path: &Path) -> bool {
        self.records || holds_records(path)
    }

    /// Hands every quotation to `take`, in input order, with the number of its article. Those in the user's lists
    /// bear the names that the lists have for them.
    pub fn each(&self, take: &mut dyn FnMut(Quotation, u32)) -> Result<Status, Stop> {
        let add = |article: &Article<'_>, found: &Extraction, known: &Known| {
            let numbered = found.attributions.iter().zip(1..);
            numbered.map(|(one, number)| quotation(article, one, number, known)).collect::<Vec<_>>()
        };
        self.walk(add, &mut |gathered, number| match gathered {
            Gathered::Article(found) => found.into_iter().for_each(|quotation| take(quotation, number)),
            Gathered::Record(quotation) => take(*quotation, number),
        })
    }

    /// Makes something of every article, in parallel, and hands that, or the records that were read instead, to `take`
    /// in input order with the number of the article.
    pub fn walk<T: Send>(
        &self,
        add: impl Fn(&Article<'_>, &Extraction, &Known) -> T + Sync,
        take: &mut dyn FnMut(Gathered<T>, u32),
    ) -> Result<Status, Stop> {
        let known = self.known.read()?;
        let mut status = Status::Done;
        let mut articles = Articles { take, count: 0, last: None };
        let kinds: Vec<bool> = self.input.paths.iter().map(|path| self.is_records(path)).collect();
        let mut start = 0;
        for same in kinds.chunk_by(bool::eq) {
            let paths = &self.input.paths[start..start + same.len()];
            start += same.len();
            if same[0] {
                for path in paths {
                    read(path, &known, &mut status, &mut articles)?;
                }
            } else {
                self.find(paths, &known, &add, &mut status, &mut articles)?;
            }
        }
        Ok(status)
    }

    fn find<T: Send>(
        &self,
        paths: &[PathBuf],
        known: &std::sync::Arc<Known>,
        add: &(impl Fn(&Article<'_>, &Extraction, &Known) -> T + Sync),
        status: &mut Status,
        articles: &mut Articles<'_, T>,
    ) -> Result<(), Stop> {
        // What is counted needs no article in one piece.
        let options = ReadOptions { longest_whole: 4 << 20, ..self.input.options(&[]) };
        let extract = input::extract(self.model.extractor()?.with_known(known.clone()), 0.0);
        let progress = Progress::new(paths);
        let job = Job {
            paths: paths.to_vec(),
            options: &options,
            threads: self.threads.threads(),
            extract: &extract,
        };
        let mut listener = Listener {
            problem: &mut |problem| progress.tell(problem),
            progress: &mut |counts| progress.show(counts),
        };
        let add = |made: &mut Vec<T>, article: &Article<'_>, found: &Extraction| {
            made.push(add(article, found, known));
        };
        let take = |batch: Vec<T>| {
            for made in batch {
                articles.next();
                (articles.take)(Gathered::Article(made), articles.count);
            }
        };
        let counts = fold(job, Vec::new, add, take, &mut listener)?;
        progress.finish(&counts);
        if counts.failed > 0 {
            *status = Status::SomeFailed;
        }
        Ok(())
    }
}

/// What is gathered: something made of an article, or a record.
pub enum Gathered<T> {
    Article(T),
    Record(Box<Quotation>),
}

/// Numbers articles.
struct Articles<'t, T> {
    take: &'t mut dyn FnMut(Gathered<T>, u32),
    count: u32,
    /// The last record's article.
    last: Option<String>,
}

impl<T> Articles<'_, T> {
    fn next(&mut self) {
        self.count += 1;
        self.last = None;
    }
}

fn read<T>(
    path: &Path,
    known: &Known,
    status: &mut Status,
    articles: &mut Articles<'_, T>,
) -> Result<(), Stop> {
    articles.next();
    let read = quotations(path, None, &mut |found| match found {
        Ok((mut quotation, _)) => {
            // Records of one article stand together.
            if articles.last.is_none() || articles.last != quotation.doc_id {
                articles.next();
                articles.last.clone_from(&quotation.doc_id);
            }
            link(&mut quotation.speaker, &mut quotation.speaker_id, &known.people);
            link(&mut quotation.outlet, &mut quotation.outlet_id, &known.outlets);
            (articles.take)(Gathered::Record(Box::new(quotation)), articles.count);
        }
        Err(problem) => status.note(&problem),
    });
    read.map_err(|problem| Stop::new(problem.to_string()))
}

/// Gives a name that is listed its identifier, and the name that the list has for that.
fn link(name: &mut Option<String>, id: &mut Option<String>, names: &Names) {
    let own = name.as_deref().and_then(|name| names.id(name)).map(ToString::to_string);
    if let Some(own) = own {
        *id = Some(own);
    }
    if let Some(listed) = id.as_deref().and_then(|id| names.name_of(id)) {
        *name = Some(listed.to_string());
    }
}

/// An attribution as a record has it, listed names in place of the article's.
pub fn quotation(article: &Article<'_>, one: &Attribution, number: u32, known: &Known) -> Quotation {
    let own = |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().map(str::to_owned);
    let listed = |names: &Names, name: &str, id: Option<&str>| {
        id.and_then(|id| names.name_of(id)).map_or(name, |listed| listed).to_owned()
    };
    let (speaker, outlet) = (one.speaker.as_ref(), one.outlet.as_ref());
    Quotation {
        text: record::content_text(one, &article.text).into_owned(),
        doc_id: Some(article.id.to_string()),
        quote_id: Some(record::QuoteId(number).to_string()),
        kind: Some(one.kind.name().to_owned()),
        cue: one.cue.map(|cue| cue.slice(&article.text).to_owned()),
        speaker: speaker.map(|speaker| listed(&known.people, &speaker.name, speaker.id.as_deref())),
        speaker_id: speaker.and_then(|speaker| speaker.id.as_deref()).map(str::to_owned),
        speaker_class: speaker.map(|speaker| speaker.class.name().to_owned()),
        speaker_role: speaker.and_then(|speaker| speaker.role.clone()),
        outlet: outlet.map(|outlet| listed(&known.outlets, &outlet.name, outlet.id.as_deref())),
        outlet_id: outlet.and_then(|outlet| outlet.id.as_deref()).map(str::to_owned),
        channel: one.channel.map(|channel| channel.name().to_owned()),
        publisher: own(&article.publisher),
        published: own(&article.published),
        title: own(&article.title),
        url: own(&article.url),
        source: one.source.map(|source| source.slice(&article.text).to_owned()),
        speaker_pronoun: speaker.and_then(|speaker| speaker.pronoun).map(|pronoun| pronoun.name().to_owned()),
        addressee: one.addressee.clone(),
        outlet_inherited: outlet.map(|outlet| outlet.inherited.to_string()),
        said_on: one.said_on.map(|day| day.to_string()),
        confidence: Some(rounded(one.confidence).to_string()),
        rule: Some(one.rule.to_owned()),
    }
}
