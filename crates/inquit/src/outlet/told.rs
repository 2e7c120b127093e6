//! Whom words were told: "told Reuters", "admitted to the BBC", "told reporters".

use inquit_tokenizer::{IndexRange, TokenKind};

use super::context::{Context, Scene};
use super::names::{self, Found, Sort};
use super::signals::{self, Signal};
use super::unlisted;
use crate::attribution::Channel;
use crate::lexicon::{Code, Lex, listed};
use crate::mention::Words;

impl Scene<'_, '_, '_> {
    /// "told Reuters", "telling CNN's Ana Lima", "told the inquiry".
    pub(super) fn told(&self, cue: IndexRange, source: Option<IndexRange>, context: &mut Context) {
        const OTHERWISE: &[Code] = listed![
            "according",
            "compared",
            "attributed",
            "referred",
            "pointed",
            "objected",
            "reacted",
            "responded",
            "likened"
        ];
        let words = self.words;
        let Some(verb) = cue.range().rev().find(|&at| words.has(at, Lex::TELL) || is_to(words, at)) else {
            let to = cue.end as usize;
            // "promised Entertainment Weekly that"
            if words.any(to.wrapping_sub(1), listed!["promised", "promises", "assured", "assures"])
                && !self.is_content(to)
                && let Some(found) = names::known_at(words, to)
                    .filter(|found| !found.ordinary)
                    .or_else(|| unlisted::looks_like(words, to))
                    .or_else(|| unlisted::short(words, to))
                    .or_else(|| self.again(to))
            {
                self.given(found, "told", context);
                return;
            }
            // "is quoted | in the Scottish Sun as saying", of which all may be the cue
            let quoted = cue.range().find(|&at| words.any(at, listed!["quoted", "cited"]) && cue.len() > 3);
            if let Some(quoted) = quoted
                && words.any(quoted + 1, listed!["in", "by", "on"])
                && let Some(found) =
                    names::known_at(words, quoted + 2).or_else(|| unlisted::looks_like(words, quoted + 2))
                && words.is_capital(found.end - 1)
            {
                self.given(found, "quoted there", context);
                return;
            }
            // "admitted to the BBC", "described it to TVLine as"
            let last = words.tokens.len().min(to + 8);
            // "let slip to S4C's rugby show", which the model may take for the cue
            let within = (cue.start as usize + 1..to).find(|at| words.any(*at, listed!["to"]));
            let before =
                (within.unwrap_or(to)..last).take_while(|at| words.is_word(*at) && !self.is_content(*at));
            let to = before.into_iter().find(|at| words.any(*at, listed!["to"]));
            // but "pointed out to"
            let otherwise = words.any(cue.start as usize, OTHERWISE)
                && !words.any((cue.end as usize).wrapping_sub(1), listed!["out"]);
            if let Some(to) = to.filter(|_| !otherwise) {
                let near = within.is_some()
                    || to == cue.end as usize && words.has(to.wrapping_sub(1), Lex::SAY | Lex::MANNER);
                let alone = |found: &Found| {
                    let ends =
                        self.is_content(found.end) || words.is(found.end, b',') || words.is(found.end, b'.');
                    !found.ordinary
                        || words.is_capital(found.start) && ends
                        || words.has(found.end, Lex::PREPOSITION | Lex::TIME)
                        || unlisted::is_press(words, found.end) // "Hello! magazine"
                };
                let known = names::known_at(words, to + 1)
                    .filter(|found| alone(found) && (near || !found.ordinary && !self.is_place(found)));
                let found = known
                    .or_else(|| unlisted::looks_like(words, to + 1).filter(|_| near))
                    .or_else(|| unlisted::introduced(words, to + 1).filter(|_| near))
                    .or_else(|| unlisted::short(words, to + 1))
                    .or_else(|| unlisted::unheard(words, to + 1).filter(|_| near))
                    .or_else(|| self.again(to + 1));
                if let Some(found) = found {
                    self.given(found, "told", context);
                } else {
                    self.person_of(to + 1, context);
                }
            }
            return;
        };
        let at = verb + 1;
        // "asked a reporter": who follows the verb speaks
        if at >= words.tokens.len() || self.is_content(at) || source.is_some_and(|source| source.contains(at))
        {
            return;
        }
        let marked = usize::from(words.tokens[at].kind == TokenKind::Mark);
        if let Some(found) = unlisted::known_whole(words, at + marked)
            .or_else(|| unlisted::looks_like(words, at + marked))
            .or_else(|| unlisted::state_media(words, at))
            .or_else(|| unlisted::introduced(words, at))
            .or_else(|| unlisted::owned(words, at))
            .or_else(|| unlisted::followed(words, at))
            .or_else(|| unlisted::short(words, at))
            .or_else(|| self.again(at))
            .or_else(|| unlisted::titled(words, at))
            .or_else(|| unlisted::foreign(words, at))
            .or_else(|| unlisted::unheard(words, at))
            .or_else(|| unlisted::before_person(words, at))
            .or_else(|| unlisted::house(words, at))
        {
            // "told The Post" but "told the people"
            if words.is_capital(found.start)
                || !found.ordinary
                || words.any(found.start, listed!["the"]) && words.is_capital(found.start + 1)
            {
                self.given(found, "told", context);
                return;
            }
        }
        if marked > 0
            && let Some(show) = self.show(at)
        {
            self.given(show, "told", context);
            return;
        }
        // "told a BBC documentary", but "told a reporter"
        let made = listed![
            "reporter",
            "journalist",
            "correspondent",
            "presenter",
            "anchor",
            "documentary",
            "podcast",
            "crew"
        ];
        if words.any(at, listed!["a", "an"])
            && let Some(found) = names::known_at(words, at + 1)
            && words.any(found.end, made)
            && !self.is_content(found.start)
        {
            context.addressee = Some(IndexRange::new(at as u32, found.end as u32 + 1));
            self.given(found, "told", context);
            return;
        }
        // "told listeners of Kiss FM", "told viewers of ITV's Loose Women"
        if words.any(at, HEARERS)
            && words.any(at + 1, listed!["of", "to", "on"])
            && let Some(found) =
                names::known_at(words, at + 2).or_else(|| unlisted::looks_like(words, at + 2))
            && words.is_capital(found.start)
            && !self.is_content(found.start)
        {
            context.addressee = Some(IndexRange::new(at as u32, at as u32 + 1));
            self.given(found, "told", context);
            return;
        }
        // "telling 2GB's breakfast audience"
        if let Some(found) = names::known_at(words, at).filter(|found| words.is_owner_mark(found.end))
            && (found.end + 1..found.end + 4).any(|i| words.any(i, HEARERS))
            && words.is_capital(found.end - 1)
        {
            context.addressee = Some(IndexRange::new(at as u32, found.end as u32));
            self.given(found, "told", context);
            return;
        }
        if self.person_of(at, context) {
            return;
        }
        // "told reporters", "told the inquiry", "told Ana Lima"
        let mut end = at;
        while end < at + 8
            && words.is_word(end)
            && !self.is_content(end)
            && !words.has(
                end,
                Lex::PREPOSITION
                    | Lex::COORDINATOR
                    | Lex::SUBORDINATOR
                    | Lex::BE
                    | Lex::HAVE
                    | Lex::MODAL
                    | Lex::TIME
                    | Lex::WH
                    | Lex::SUBJECT_PRONOUN,
            )
            && !(words.has(end, Lex::REPORTING) && !(end > at && words.has(end - 1, Lex::DETERMINER)))
            && !(end > at && words.has(end, Lex::DETERMINER | Lex::ADVERB))
        {
            end += 1;
            if words.is_owner_mark(end) || words.is(end, b'-') {
                end += 1;
            }
        }
        // "told her", but "told her assistant"
        let owner = words.has(at, Lex::POSSESSIVE) && end > at + 1;
        let pronoun = !owner
            && (words.has(at, Lex::OBJECT_PRONOUN | Lex::SUBJECT_PRONOUN | Lex::POSSESSIVE)
                || words.any(at, listed!["them", "him", "her", "me", "us", "you", "it"]));
        if end > at && !pronoun {
            context.addressee = Some(IndexRange::new(at as u32, end as u32));
            for i in at..end {
                if let Some((channel, _)) = signals::at(words, i, Signal::TO) {
                    context.channel.get_or_insert(channel);
                    break;
                }
            }
        }
    }

    /// "told | Ana Lima of Sky News": takes the outlet of the person who is named from a token on; whether there is one.
    fn person_of(&self, at: usize, context: &mut Context) -> bool {
        let words = self.words;
        let mut end = at;
        while end < at + 4 && words.is_capital(end) && !self.is_content(end) && !words.has(end, Lex::TIME) {
            end += 1;
        }
        if end == at || !words.any(end, listed!["of", "from", "on", "at"]) || self.is_content(end) {
            return false;
        }
        let found = names::known_at(words, end + 1)
            .filter(|found| words.is_capital(found.start) && !self.is_place(found) && !found.local);
        if let Some(found) = found {
            context.addressee = Some(IndexRange::new(at as u32, end as u32));
            self.given(found, "told", context);
        }
        found.is_some()
    }

    /// Sets the outlet, or the programme after it, and the person that speaks for it.
    pub(super) fn given(&self, found: Found, reason: &'static str, context: &mut Context) {
        let words = self.words;
        let mut outlet = found;
        let mut after = found.end;
        // "NPR affiliate | KQED"
        let member = after + usize::from(words.any(after, listed!["member"]));
        if words.any(member, listed!["affiliate", "station"])
            && let Some(station) =
                names::known_at(words, member + 1).or_else(|| unlisted::looks_like(words, member + 1))
        {
            after = station.end;
            outlet = station;
        }
        if words.is_owner_mark(after) {
            after += 1;
            if let Some(show) = self.show(after) {
                after = show.end;
                outlet = show;
            }
        }
        // "host Alex Marlow", "'s Jake Tapper"
        let mut name = after;
        while name < after + 4
            && words.is_word(name)
            && !words.is_capital(name)
            && words.has(name, Lex::ROLE | Lex::ADJECTIVE)
        {
            name += 1;
        }
        if (name > found.end || words.is_owner_mark(found.end))
            && words.is_capital(name)
            && !words.has(name, Lex::NATIONALITY)
            && !self.is_content(name)
        {
            let mut end = name + 1;
            while end < name + 4
                && words.is_capital(end)
                && !words.has(end, Lex::TIME)
                && !words.breaks_line(end)
            {
                end += 1;
            }
            context.addressee.get_or_insert(IndexRange::new(name as u32, end as u32));
            context.asks = true;
        }
        if outlet.sort == Sort::Show {
            context.channel.get_or_insert(Channel::Broadcast);
        }
        if context.outlet.is_none() {
            context.outlet = Some(outlet);
            context.reason = reason;
        }
    }

    /// "the Ledger": one word of the name of an outlet that was found before, the first or the last.
    pub(super) fn again(&self, at: usize) -> Option<Found> {
        let words = self.words;
        let name = at + 1;
        if !names::is_the(words, at) || !words.is_capital(name) || words.is_capital(name + 1) {
            return None;
        }
        let word = words.word(name);
        let is_end = |outlet: &str| {
            outlet.len() > word.len()
                && (outlet.strip_suffix(word).is_some_and(|rest| rest.ends_with(' '))
                    || outlet.strip_prefix(word).is_some_and(|rest| rest.starts_with(' ')))
        };
        let mut outlets = self.before.iter().rev().filter_map(|one| one.outlet.as_ref());
        outlets.any(|outlet| is_end(&outlet.name)).then_some(Found {
            start: name,
            end: name + 1,
            sort: Sort::Press,
            ordinary: false,
            local: false,
        })
    }
}

/// Whom an outlet is made for.
pub(super) const HEARERS: &[Code] = listed!["listeners", "viewers", "readers", "audience"];

fn is_to(words: &Words<'_, '_>, at: usize) -> bool {
    words.any(at, listed!["to"])
        && at > 0
        && words.any(at - 1, listed!["speaking", "spoke", "talking", "talked", "said", "it"])
}
