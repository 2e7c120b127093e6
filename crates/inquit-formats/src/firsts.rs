//! Which quotations no article before has: a first run finds that out, so that another can leave the rest out.

use std::sync::atomic::AtomicBool;

use inquit::Extraction;
use rustc_hash::FxHashMap;

use crate::dedup::cluster;
use crate::pipeline::{Direct, run};
use crate::record::content_text;
use crate::{Article, Buffers, Counts, Error, Job, Listener, LongRun, Mark};

/// The quotations that are not the first of their cluster, by their articles' places.
#[derive(Debug, Default)]
pub struct Firsts {
    repeated: FxHashMap<u64, Vec<u32>>,
}

/// Does the job, of the articles `held` in place of those under its paths where there are any, and clusters what it
/// finds as [`crate::dedup`] does. The words of all quotations are held meanwhile.
pub fn firsts(
    job: Job<'_>,
    stop: Option<&AtomicBool>,
    held: Option<Vec<Article<'static>>>,
    listener: &mut Listener<'_>,
) -> Result<(Firsts, Counts), Error> {
    let add = |batch: &mut Vec<Found>, article: &Article<'_>, found: &Extraction| {
        let texts = found.attributions.iter().map(|one| content_text(one, &article.text).into());
        batch.push((article.place_hash(0), texts.collect()));
    };
    let mut gathered = Gathered::default();
    let long = LongRun { stop, held, ..LongRun::default() };
    let counts = run(job, long, &Buffers::default(), Vec::new, add, &mut gathered, listener)?;
    Ok((gathered.firsts(), counts))
}

impl Firsts {
    /// Leaves of what was found in an article what no quotation before is a version of.
    pub fn retain(&self, article: &Article<'_>, found: &mut Extraction) {
        let Some(repeated) = self.repeated.get(&article.place_hash(0)) else { return };
        let mut number = 0;
        found.attributions.retain(|_| {
            number += 1;
            repeated.binary_search(&(number - 1)).is_err()
        });
    }
}

/// The place of an article, and the words of its quotations.
type Found = (u64, Vec<Box<str>>);

#[derive(Default)]
struct Gathered {
    /// The articles, with the number of quotations up to their ends.
    articles: Vec<(u64, usize)>,
    texts: Vec<Box<str>>,
}

impl Direct for Gathered {
    type Value = Vec<Found>;

    fn take(&mut self, batch: Vec<Found>, _: &Mark) -> Result<(), Error> {
        for (place, texts) in batch {
            self.texts.extend(texts);
            self.articles.push((place, self.texts.len()));
        }
        Ok(())
    }
}

impl Gathered {
    fn firsts(self) -> Firsts {
        let members = cluster(&self.texts).members;
        let mut firsts = Firsts::default();
        let (mut begun, mut start) = (0, 0);
        for (place, end) in self.articles {
            for (member, number) in members[start..end].iter().zip(0..) {
                // Clusters are numbered in the order of their first quotations.
                if member.cluster == begun {
                    begun += 1;
                } else {
                    firsts.repeated.entry(place).or_default().push(number);
                }
            }
            start = end;
        }
        firsts
    }
}

#[cfg(test)]
mod tests {
    use inquit::{Extractor, Input, Scratch};

    use super::*;
    use crate::{OutputFormat, ReadOptions, Sink, Threads, extract_long};

    #[test]
    fn what_an_article_before_has_is_left_out() {
        let wire = "\"We are not going to close a single branch this year,\" Ana Lima told Reuters.";
        let edited = "\"We are not going to shut a single branch this year,\" said Ms Lima.";
        let own = "\"The tide gates were never meant for this,\" said Odd Moen.";
        let texts =
            [wire.to_owned(), format!("{own} {edited}"), wire.to_owned(), own.replace("never", "not")];
        let articles: Vec<_> =
            texts.iter().zip(0..).map(|(text, at)| Article::new(format!("a{at}"), text.clone())).collect();
        let options = ReadOptions { batch_bytes: 50, ..ReadOptions::default() };
        let extractor = Extractor::by_rules();
        let extract = |input: Input<'_>, scratch: &mut Scratch| extractor.extract_with(input, scratch);
        let job = Job { paths: Vec::new(), options: &options, threads: Threads::new(2), extract: &extract };
        let listener = &mut Listener { problem: &mut |problem| panic!("{problem}"), progress: &mut |_| {} };
        let (firsts, counts) = firsts(job.clone(), None, Some(articles.clone()), listener).unwrap();
        assert_eq!((counts.articles, counts.attributions), (4, 5));
        let only = |article: &Article<'_>, found: &mut Extraction| firsts.retain(article, found);
        let long = LongRun { held: Some(articles), only: Some(&only), ..LongRun::default() };
        let mut out = Unkept::default();
        let counts = extract_long(job, long, &Sink::new(OutputFormat::Csv), &mut out, listener).unwrap();
        let ids: Vec<_> = std::str::from_utf8(&out.0).unwrap().lines().skip(1).map(|row| &row[..5]).collect();
        assert_eq!((ids, counts.attributions), (vec!["a0,q1", "a1,q1"], 2));
    }

    #[derive(Default)]
    struct Unkept(Vec<u8>);

    impl std::io::Write for Unkept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    impl crate::Destination for Unkept {
        fn mark(&mut self, _: &Mark) -> std::io::Result<()> {
            Ok(())
        }
    }
}
