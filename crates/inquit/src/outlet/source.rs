//! What a source tells of an outlet: "NBC's Ana Lima", "a CNBC anchor", "the critic of The Observer".

use inquit_tokenizer::IndexRange;

use super::context::{Context, REPORTERS, Scene};
use super::names::{self, Found};
use super::signals::{self, Signal};
use super::unlisted;
use crate::attribution::Channel;
use crate::lexicon::{Code, Lex, listed};

impl Scene<'_, '_, '_> {
    /// Whether some words tell of talk: "who spoke to Reuters".
    pub(super) fn talks(&self, range: IndexRange) -> bool {
        let words = self.words;
        range.range().any(|at| {
            signals::of(words, at).contains(Signal::TALK) && !self.is_content(at) || words.has(at, Lex::TELL)
        })
    }

    /// A source with what the commas behind it say of it: ", once a presenter on Channel 7," is nothing that was told there.
    pub(super) fn with_apposition(&self, source: IndexRange, cue: Option<IndexRange>) -> IndexRange {
        let words = self.words;
        let Some(cue) = cue.filter(|cue| cue.start > source.end) else { return source };
        let comma = source.end as usize - usize::from(words.is((source.end as usize).wrapping_sub(1), b','));
        if !words.is(comma, b',') {
            return source;
        }
        let Some(end) = (comma + 1..cue.start as usize).rev().find(|&at| words.is(at, b',')) else {
            return source;
        };
        let first = comma + 1;
        let describes = words.has(first, Lex::DETERMINER | Lex::ROLE | Lex::WH)
            || words.any(
                first,
                listed!["once", "himself", "herself", "then", "now", "formerly", "former", "long"],
            );
        let own = IndexRange::new(first as u32, end as u32);
        if describes && !self.talks(own) { IndexRange::new(source.start, end as u32) } else { source }
    }

    /// "NBC's Dante Chinni", "a CNBC anchor", "a report by Politico", "a spokesman for CNN" (no outlet).
    pub(super) fn source(&self, source: IndexRange, cue: Option<IndexRange>, context: &mut Context) {
        const INTERVIEWERS: &[Code] =
            listed!["anchor", "host", "presenter", "interviewer", "correspondent", "columnist", "critic"];
        let words = self.words;
        let all = words.all(IndexRange::new(source.start, source.end + 1)); // "the" may stand last
        for at in if all.intersects(Lex::SIGNAL) { source.range() } else { 0..0 } {
            if let Some((channel, _)) = signals::at(words, at, Signal::SOURCE) {
                let first = source
                    .range()
                    .take_while(|&i| !words.has(i, Lex::PREPOSITION) && !words.is(i, b','))
                    .any(|i| i == at);
                if first {
                    context.channel.get_or_insert(channel);
                }
            }
        }
        if !all.intersects(Lex::OUTLET_WORD) {
            return;
        }
        if context.channel == Some(Channel::Poll) {
            // "a YouGov poll for the Sunday Times"
            let made_for = source.range().skip(1).filter(|&at| words.any(at, listed!["for"]));
            let known = made_for.filter_map(|at| names::known_at(words, at + 1));
            let whole = |found: &Found| found.end >= source.end as usize || words.is(found.end, b',');
            if let Some(found) = known.filter(whole).find(|found| words.is_capital(found.end - 1)) {
                context.outlet.get_or_insert(found);
                context.reason = "the poll was made for it";
            }
            return;
        }
        let mut at = source.start as usize;
        let who = source.range().find(|&at| words.has(at, Lex::WH)).unwrap_or(source.end as usize);
        while at < source.end as usize {
            let before = at.wrapping_sub(1);
            // "a copy obtained by the newspaper El Faro"
            let introduced = || {
                let by = at > source.start as usize && words.any(before, listed!["by"]);
                if by { unlisted::introduced(words, at) } else { None }
            };
            if let Some(found) = names::known_at(words, at).or_else(introduced) {
                // "a CNBC anchor", but "MSNBC host Ana Lima" is who she is
                let asks = words.any(found.end, INTERVIEWERS) && found.end + 1 >= source.end as usize;
                // "a Village Voice review | called it"
                let review =
                    listed!["review", "editorial", "profile", "column", "article", "story", "headline"];
                let review = words.any(found.end, review) && found.end + 1 >= source.end as usize;
                let owns =
                    words.is_owner_mark(found.end) && found.end < source.end as usize || asks || review;
                // "Guardian reporter Ana Lima | wrote", "according to Ana Lima of ESPN"
                let writes = words.any(found.end, REPORTERS) && self.reports(cue);
                // "The Courier's editor told the court"
                // nor "who edited The Nation's books pages"
                let owns = (owns || writes) && context.addressee.is_none() && at < who;
                let of = words.any(before, listed!["of"])
                    && found.end >= source.end as usize
                    && at < source.start as usize + 5
                    && words.is_capital(before.wrapping_sub(1))
                    && self.reports(cue);
                let by = at > source.start as usize
                    && (words.any(before, listed!["by", "in", "from"])
                        // "a reporter at the Argus" speaks of what happened there, "Ana Lima at the Argus" for it
                        || words.any(before, listed!["at"])
                            && (self.reports(cue) || words.is_capital(before.wrapping_sub(1)))
                        || self.is_critics(before)
                        || of);
                let whole = found.end >= source.end as usize && at == source.start as usize;
                let first = found.start + usize::from(words.any(found.start, listed!["the"]));
                if (owns || by && !whole)
                    && (!found.ordinary
                        || words.is_capital(found.start)
                        || words.is_capital(first) && self.is_critics(before))
                    && !self.is_place(&found)
                {
                    context.outlet.get_or_insert(found);
                    context.reason = "named in the source";
                    return;
                }
                at = found.end;
                continue;
            }
            at += 1;
        }
    }

    /// Whether a cue is what reporters do in their outlet: report, write, "according to".
    fn reports(&self, cue: Option<IndexRange>) -> bool {
        const WRITE: &[Code] = listed!["wrote", "writes", "according"];
        let words = self.words;
        let reports = |at: usize| {
            words.any(at, WRITE)
                || signals::of(words, at).contains(Signal::REPORT) && words.has(at, Lex::REPORTING)
        };
        cue.is_some_and(|cue| cue.range().any(reports))
    }

    /// "the critic of | The Observer", "who covers the region for | Der Standard": what they say is said there.
    pub(super) fn is_critics(&self, preposition: usize) -> bool {
        const WRITERS: &[Code] = listed!["critic", "reviewer", "columnist", "cartoonist", "covers", "board"];
        self.words.any(preposition, listed!["of", "for", "with", "in", "at"])
            && (preposition.saturating_sub(3)..preposition).any(|at| self.words.any(at, WRITERS))
    }
}
