//! Programmes and podcasts, and other outlets beside the noun that says what they are.

use inquit_tokenizer::TokenKind;

use super::context::{NEAR, Scene};
use super::names::{self, Found, Sort};
use super::unlisted;
use crate::lexicon::{Lex, listed};

impl Scene<'_, '_, '_> {
    /// A programme's name, in quotation marks or known.
    pub(super) fn show(&self, at: usize) -> Option<Found> {
        let words = self.words;
        let mark = words.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Mark);
        if !mark {
            return names::known_at(words, at).filter(|found| found.sort == Sort::Show).or_else(|| {
                let named = unlisted::looks_like(words, at).filter(|found| found.sort == Sort::Aired);
                named.or_else(|| unlisted::titled(words, at).filter(|found| found.end > found.start + 1))
            });
        }
        let start = at + 1;
        if !words.is_capital(start) {
            return None;
        }
        let end = (start..start + 9)
            .find(|&i| words.tokens.get(i).is_some_and(|token| token.kind == TokenKind::Mark))?;
        let stop = if words.is(end - 1, b',') || words.is(end - 1, b'.') { end - 1 } else { end };
        (stop > start && !self.is_content(start)).then_some(Found {
            start,
            end: stop,
            sort: Sort::Show,
            ordinary: false,
            local: false,
        })
    }

    /// "on the podcast | Slow Money", "spoke to a podcast, Hot Gates": the name behind a noun that says what it is, where
    /// a preposition stands before the two.
    pub(super) fn beside_noun(&self, noun: usize, (talked, wrote): (usize, usize)) -> Option<Found> {
        let words = self.words;
        let name = noun + 1 + usize::from(words.is(noun + 1, b','));
        let marked = || words.tokens.get(name).is_some_and(|token| token.kind == TokenKind::Mark);
        let found = names::known_at(words, name)
            .filter(|found| !self.is_content(found.start))
            .or_else(|| self.show(name).filter(|_| marked()))
            .or_else(|| self.own_show(noun))?;
        // "on Ana Lima's weekly podcast"
        let before = (noun.saturating_sub(6)..noun).rev().find(|&at| {
            let leads = words.has(at, Lex::DETERMINER | Lex::POSSESSIVE | Lex::ADJECTIVE | Lex::NATIONALITY);
            let leads = leads || words.is_owner_mark(at);
            !(leads || words.is_word(at) && !words.has(at, Lex::PREPOSITION | Lex::REPORTING))
        })?;
        let near = |last: usize| last <= noun && noun - last <= NEAR;
        let medium = words.any(before, listed!["on", "in", "with", "to"]);
        let told = words.any(before, listed!["by", "for", "from", "at"]) && (near(talked) || near(wrote));
        (medium || told).then_some(found)
    }

    /// "on | The Saltwater Hour, a podcast about science": a name that its apposition says is heard or seen.
    pub(super) fn explained_show(&self, at: usize) -> Option<Found> {
        let words = self.words;
        let start = at + usize::from(names::is_the(words, at));
        let end = unlisted::title_end(words, start, 7);
        let told = end > start
            && words.is(end, b',')
            && words.any(end + 1, listed!["a", "an", "the", "his", "her", "its", "their"])
            && (end + 2..end + 5).any(|noun| unlisted::is_aired(words, noun));
        told.then_some(Found {
            start: if words.is_capital(at) { at } else { start },
            end,
            sort: Sort::Aired,
            ordinary: false,
            local: false,
        })
    }

    /// "on his own podcast, | Long Shadows,": what somebody has, and its name.
    fn own_show(&self, noun: usize) -> Option<Found> {
        let words = self.words;
        let start = noun + 2;
        let owned = (noun.saturating_sub(3)..noun)
            .any(|at| words.has(at, Lex::POSSESSIVE) || words.is_owner_mark(at));
        let medium =
            unlisted::is_aired(words, noun) || words.any(noun, listed!["newsletter", "column", "blog"]);
        if !owned || !words.is(noun + 1, b',') || !medium {
            return None;
        }
        let end = unlisted::title_end(words, start, 7);
        let closed = words.tokens.get(end).is_none_or(|token| matches!(token.first, b',' | b'.'));
        let named = end > start && closed && !self.is_content(start);
        named.then_some(Found { start, end, sort: Sort::Aired, ordinary: false, local: false })
    }
}
