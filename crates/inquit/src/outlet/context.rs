//! What the words around one attribution tell of its outlet, channel and addressee.

use inquit_tokenizer::{IndexRange, Span, Token, TokenKind};

use super::Own;
use super::names::{self, Found, Sort};
use super::signals::{self, Signal};
use super::unlisted;
use crate::attribution::{Attribution, Channel};
use crate::lexicon::{Ask, Code, Lex, listed};
use crate::mention::Words;

/// How many tokens may stand between a word such as "interview" and the preposition before the outlet.
pub(super) const NEAR: usize = 9;

/// What was found near an attribution.
#[derive(Clone, Debug, Default)]
pub(super) struct Context {
    pub(super) outlet: Option<Found>,
    /// Why it is the outlet.
    pub(super) reason: &'static str,
    pub(super) channel: Option<Channel>,
    pub(super) addressee: Option<IndexRange>,
    /// "in the interview": one that was named before.
    pub(super) again: bool,
    /// Whether the outlet is named only in an earlier sentence.
    pub(super) inherited: bool,
}

/// The tokens of one sentence, or more, that an attribution stands in, without its contents.
pub(super) struct Scene<'a, 'w, 't> {
    pub(super) words: &'a Words<'w, 't>,
    pub(super) content: &'a [Span],
    /// The attributions before it, whose outlets stand.
    pub(super) before: &'a [Attribution],
}

impl Scene<'_, '_, '_> {
    /// Whether a token is inside the content; what stands behind the article's last is not.
    pub(super) fn is_content(&self, at: usize) -> bool {
        let Some(token) = self.words.tokens.get(at) else { return false };
        let start = token.start;
        match self.content {
            [] => false,
            [only] => (only.start <= start) & (start < only.end),
            // contents stand in text order
            several => {
                let after = several.partition_point(|span| span.start <= start);
                after.checked_sub(1).is_some_and(|at| start < several[at].end)
            }
        }
    }

    /// Reads the attribution's own words.
    pub(super) fn read(&self, attribution: &Attribution, own: &Own) -> Context {
        let mut context = Context::default();
        let Own { cue, source, sentences, .. } = *own;
        if let Some(cue) = cue {
            self.told(cue, source, &mut context);
            for at in if self.words.all(cue).intersects(Lex::SIGNAL) { cue.range() } else { 0..0 } {
                if let Some((channel, _)) = signals::at(self.words, at, Signal::VERB) {
                    context.channel.get_or_insert(channel);
                }
            }
        }
        if let Some(source) = source {
            self.source(source, &mut context);
        }
        super::spoken_by_outlet(self.words, attribution, own, &mut context);
        // "the mayor, who spoke to Reuters": the clause of "who" is read as the sentence is
        let named = source.map(|source| {
            if !self.words.all(source).intersects(Lex::WH | Lex::SIGNAL) {
                return source;
            }
            let who = source.range().skip(1).find(|&at| {
                self.words.has(at, Lex::WH) && self.words.is_word(at)
                    || signals::of(self.words, at).contains(Signal::TALK) && self.words.is(at - 1, b',')
            });
            IndexRange::new(source.start, who.map_or(source.end, |who| who as u32))
        });
        self.clause(self.own_clause(sentences, source, cue), named, &mut context);
        context
    }

    /// The clause of a relative pronoun, "who", ends at the next comma; any other source has its whole sentence.
    fn own_clause(
        &self,
        range: IndexRange,
        source: Option<IndexRange>,
        cue: Option<IndexRange>,
    ) -> IndexRange {
        let (Some(source), Some(cue)) = (source, cue) else { return range };
        if source.len() != 1 || !self.words.has(source.start as usize, Lex::WH) {
            return range;
        }
        let from = cue.end.max(source.end);
        let comma = (from..range.end).find(|&at| self.words.is(at as usize, b','));
        IndexRange::new(source.start, comma.unwrap_or(range.end).max(source.start))
    }

    /// "told Reuters",  "telling CNN's Ana Lima", "told the inquiry".
    fn told(&self, cue: IndexRange, source: Option<IndexRange>, context: &mut Context) {
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
            // "admitted to the BBC", "described it to TVLine as"
            let last = words.tokens.len().min(to + 8);
            let before = (to..last).take_while(|at| words.is_word(*at) && !self.is_content(*at));
            let to = before.into_iter().find(|at| words.any(*at, listed!["to"]));
            if let Some(to) = to.filter(|_| !words.any(cue.start as usize, OTHERWISE)) {
                let near = to == cue.end as usize && words.has(to.wrapping_sub(1), Lex::SAY | Lex::MANNER);
                let alone = |found: &Found| {
                    let ends =
                        self.is_content(found.end) || words.is(found.end, b',') || words.is(found.end, b'.');
                    !found.ordinary
                        || words.is_capital(found.start) && ends
                        || words.has(found.end, Lex::PREPOSITION | Lex::TIME)
                };
                let known = names::known_at(words, to + 1)
                    .filter(|found| alone(found) && (near || !found.ordinary && !self.is_place(found)));
                let found = known
                    .or_else(|| unlisted::looks_like(words, to + 1).filter(|_| near))
                    .or_else(|| unlisted::short(words, to + 1))
                    .or_else(|| self.again(to + 1));
                if let Some(found) = found {
                    self.given(found, "told", context);
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
        // "told Ana Lima of Sky News"
        let mut end = at;
        while end < at + 4 && words.is_capital(end) && !self.is_content(end) && !words.has(end, Lex::TIME) {
            end += 1;
        }
        if end > at && words.any(end, listed!["of", "from", "on", "at"]) && !self.is_content(end) {
            let found = names::known_at(words, end + 1)
                .filter(|found| words.is_capital(found.start) && !self.is_place(found) && !found.local);
            if let Some(found) = found {
                context.addressee = Some(IndexRange::new(at as u32, end as u32));
                self.given(found, "told", context);
                return;
            }
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

    /// Sets the outlet, or the programme after it, and the person that speaks for it.
    fn given(&self, found: Found, reason: &'static str, context: &mut Context) {
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
    fn again(&self, at: usize) -> Option<Found> {
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

    /// "NBC's Dante Chinni", "a CNBC anchor", "a report by Politico", "a spokesman for CNN" (no outlet).
    fn source(&self, source: IndexRange, context: &mut Context) {
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
                let owns = words.is_owner_mark(found.end) && found.end < source.end as usize || asks;
                let by = at > source.start as usize
                    && (words.any(before, listed!["by", "at", "in", "from"]) || self.is_critics(before));
                let whole = found.end >= source.end as usize && at == source.start as usize;
                if (owns || by && !whole)
                    && (!found.ordinary || words.is_capital(found.start))
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

    /// "the critic of | The Observer", "who covers the region for | Der Standard": what they say is said there.
    fn is_critics(&self, preposition: usize) -> bool {
        const WRITERS: &[Code] = listed!["critic", "reviewer", "columnist", "cartoonist", "covers"];
        self.words.any(preposition, listed!["of", "for", "with"])
            && (preposition.saturating_sub(3)..preposition).any(|at| self.words.any(at, WRITERS))
    }

    /// Whether the name of an outlet may follow a preposition: of a known one, or, where `any` is, of one that no
    /// list knows.
    fn may_name(&self, at: usize, any: bool) -> bool {
        let words = self.words;
        let (Some([first, second]), Some([next, after, third])) = (
            words.tokens.get(at + 1..).and_then(<[Token]>::first_chunk),
            words.lex.get(at + 1..).and_then(<[Lex]>::first_chunk),
        ) else {
            return true;
        };
        let on = words.any(at, listed!["on"]);
        // One answer, not one a part of it: most prepositions have none behind them.
        let named = |token: &Token, lex: Lex| {
            let known = lex.intersects(Lex::OUTLET_WORD) | (token.kind == TokenKind::Mark);
            !token.first.is_ascii_lowercase() & (any | known | on & !lex.intersects(Lex::TIME))
        };
        let leads = |lex: Lex| lex.intersects(Lex::DETERMINER | Lex::POSSESSIVE);
        let marked = second.kind == TokenKind::Mark;
        let said = next.intersects(Lex::SIGNAL) | after.intersects(Lex::SIGNAL) | marked;
        // "on the Bankless podcast"
        let shown = !second.first.is_ascii_lowercase() & third.intersects(Lex::SIGNAL);
        // "in this morning's Guardian"
        let dated = leads(*next) & after.intersects(Lex::TIME);
        dated
            | named(first, *next)
            | leads(*next) & (named(second, *after) | leads(*after) | shown)
            | any & said
    }

    /// "told this newspaper", "an email to this magazine".
    pub(super) fn names_this_paper(&self, range: IndexRange) -> bool {
        let words = self.words;
        // All of these are signals.
        words.asks.pick(Ask::Signal, range).any(|at| {
            at >= range.start as usize + 2
                && words
                    .any(at, listed!["newspaper", "paper", "magazine", "website", "publication", "podcast"])
                && words.any(at - 1, listed!["this"])
                && words.any(at - 2, listed!["told", "telling", "tells", "to", "with", "by", "for"])
                && !self.is_content(at)
        })
    }

    fn is_place(&self, found: &Found) -> bool {
        found.end - found.start == 1 && self.words.has(found.start, Lex::PLACE)
    }

    /// The sentence's other words: "in an interview with Vogue", "on NBC's “Meet the Press”", "wrote in The Hill".
    pub(super) fn clause(&self, range: IndexRange, source: Option<IndexRange>, context: &mut Context) {
        let words = self.words;
        // where words that outlets follow were met last
        let mut talked = usize::MAX;
        let mut wrote = usize::MAX;
        let mut next = 0; // what stands before it was read
        for at in words.asks.pick(Ask::Told, range) {
            let any = (talked != usize::MAX) | (wrote != usize::MAX);
            if (at < next) | !(words.has(at, Lex::SIGNAL) | self.may_name(at, any)) {
                continue;
            }
            if source.is_some_and(|source| source.contains(at)) || self.is_content(at) {
                continue;
            }
            let flags = words.lex(at);
            if words.is_word(at) && !flags.intersects(Lex::PREPOSITION | Lex::DETERMINER) {
                let signal = signals::of(words, at);
                if signal.contains(Signal::TALK) {
                    talked = at;
                }
                if signal.contains(Signal::WRITE) {
                    wrote = at;
                }
                if signal.contains(Signal::PRESS)
                    && context.outlet.is_none()
                    && let Some(found) = self.beside_noun(at, (talked, wrote))
                {
                    self.given(found, "named beside what it is", context);
                    if found.sort == Sort::Aired {
                        context.channel.get_or_insert(Channel::Broadcast);
                    }
                    next = found.end;
                    continue;
                }
                let phrase =
                    signal.contains(Signal::PHRASE).then(|| signals::at(words, at, Signal::PHRASE)).flatten();
                if let Some((channel, end)) = phrase
                    && signals::is_occasion(words, at, range.start as usize, channel)
                {
                    context.again |=
                        channel == Channel::Interview && words.any(at - 1, listed!["the", "that", "same"]);
                    let better = context
                        .channel
                        .is_none_or(|old| old == Channel::Broadcast && channel == Channel::Interview);
                    if better {
                        context.channel = Some(channel);
                    }
                    // "in an opinion | piece for the Guardian"
                    if signals::of(words, end - 1).contains(Signal::WRITE) {
                        wrote = end - 1;
                    }
                    next = end;
                    continue;
                }
            }
            if flags.intersects(Lex::PREPOSITION) {
                let talk = talked <= at && at - talked <= NEAR;
                let write = wrote <= at && at - wrote <= NEAR;
                // "in a Wall Street Journal essay"
                let mut to = at + 1;
                let determined =
                    words.has(to, Lex::DETERMINER | Lex::POSSESSIVE) && !words.any(to, listed!["the"]);
                to += usize::from(determined);
                // "in this month's Vogue", "in Sunday's Observer"
                let dated = words.has(to, Lex::TIME) && words.is_owner_mark(to + 1);
                let issue_of = dated && words.any(at, listed!["in"]);
                let determined = determined && !dated;
                to += 2 * usize::from(dated);
                let with = || words.any(at, listed!["with", "to", "by", "of"]);
                let medium = || words.any(at, listed!["on", "in", "for", "from", "at", "during"]);
                let marked = words.tokens.get(to).is_some_and(|token| token.kind == TokenKind::Mark);
                if to < range.end as usize && !self.is_content(to) && context.outlet.is_none() {
                    let known = names::known_at(words, to + usize::from(marked)).or_else(|| {
                        let name = to + usize::from(marked);
                        let unlisted = || {
                            let writing = words.any(at.wrapping_sub(1), listed!["writing"])
                                && words.any(at, listed!["in", "for"]);
                            let given = talk && words.any(at, listed!["with"])
                                || write && words.any(at, listed!["to"])
                                || writing;
                            let alone = talk && words.any(at - 1, listed!["interview", "speaking", "spoke"])
                                || writing;
                            let told = || {
                                let unheard = || {
                                    let foreign = unlisted::foreign(words, name);
                                    foreign.or_else(|| unlisted::unheard(words, name)).filter(|_| alone)
                                };
                                let single = || unlisted::single(words, name).filter(|_| writing);
                                unlisted::titled(words, name)
                                    .or_else(unheard)
                                    .or_else(single)
                                    .filter(|_| given)
                            };
                            unlisted::looks_like(words, name)
                                .or_else(|| unlisted::introduced(words, to))
                                .or_else(|| unlisted::followed(words, to))
                                .or_else(told)
                        };
                        // "on Stour FM's breakfast show"
                        let aired = || {
                            let aired = |found: &Found| found.sort == Sort::Aired;
                            unlisted::looks_like(words, name)
                                .filter(|_| words.any(at, listed!["on"]))
                                .filter(aired)
                        };
                        if talk || write { unlisted() } else { aired() }
                    });
                    let work = known.is_some_and(|found| {
                        signals::of(words, found.end).contains(Signal::WORK) || words.is(found.end, b'-')
                    });
                    let the = to + 1 == known.map_or(0, |found| found.start) && talk && with();
                    let known = known.filter(|found| work || !determined && (!found.local || the));
                    if let Some(found) = known.filter(|found| !self.is_place(found)) {
                        let aired = matches!(found.sort, Sort::Aired | Sort::Show);
                        // "on This Morning", whose second capital no other phrase has
                        let spelled = found.sort == Sort::Show
                            && found.end == found.start + 2
                            && words.is_capital(found.start)
                            && words.is_capital(found.start + 1);
                        let on =
                            words.any(at, listed!["on"]) && (aired && (!found.ordinary || marked || spelled));
                        let first = found.start + usize::from(words.any(found.start, listed!["the"]));
                        // "the Observer", but "the National Gallery"
                        let capital =
                            words.is_capital(first) && (first == found.start || !words.is_capital(found.end));
                        let issue = words.any(at, listed!["of"]) && write;
                        let issue = issue && words.any(at - 1, listed!["issue", "edition"]);
                        // "argued in El País", "replied the next day in the Evening Standard"
                        let said = words.any(at, listed!["in"])
                            && (!found.ordinary || words.any(found.start, listed!["the"]) && capital)
                            && !found.local
                            && (at.saturating_sub(4)..at)
                                .any(|i| words.has(i, Lex::REPORTING) && !self.is_content(i));
                        // "was blunter in Die Zeit: “…”"
                        let introduces = medium()
                            && !found.ordinary
                            && words.is(found.end, b':')
                            && !self.is_content(found.end);
                        let open = work
                            || introduces
                            || capital && issue_of
                            || capital && (said || self.is_critics(at))
                            || capital
                                && ((talk && with())
                                    || ((talk || write) && medium())
                                    || (write && words.any(at, listed!["by"]))
                                    || (write && words.any(at, listed!["to"])));
                        let episode = words.any(at, listed!["of"])
                            && found.sort == Sort::Show
                            && (talk
                                || words.any(at - 1, listed!["episode", "edition", "broadcast", "taping"]));
                        if on || episode || issue && capital || open && (!words.any(at, listed!["of"])) {
                            let reason = if on {
                                "on a programme or channel"
                            } else {
                                "the words before name a talk or a text"
                            };
                            self.given(found, reason, context);
                            if on && context.channel.is_none() {
                                context.channel = Some(Channel::Broadcast);
                            }
                            next = found.end;
                            continue;
                        }
                    }
                    // "on the Bankless podcast"
                    if words.any(at, listed!["on"])
                        && let Some(show) =
                            unlisted::followed(words, to).filter(|found| found.sort == Sort::Aired)
                    {
                        self.given(show, "on a programme or channel", context);
                        context.channel.get_or_insert(Channel::Broadcast);
                        next = show.end;
                        continue;
                    }
                    // "on The Saltwater Hour, a podcast about science"
                    if words.any(at, listed!["on"])
                        && let Some(show) = self.explained_show(at + 1)
                    {
                        self.given(show, "on a programme or channel", context);
                        context.channel.get_or_insert(Channel::Broadcast);
                        next = show.end;
                        continue;
                    }
                    // "on the “War Desk” podcast"
                    let named = words.any(to, listed!["the"])
                        && words.tokens.get(to + 1).is_some_and(|token| token.kind == TokenKind::Mark);
                    if named
                        && words.any(at, listed!["on"])
                        && let Some(show) = self.show(to + 1)
                        && (show.end..show.end + 3).any(|i| signals::of(words, i).contains(Signal::PRESS))
                    {
                        self.given(show, "on a programme or channel", context);
                        next = show.end;
                        continue;
                    }
                    // "on his show", "on “The Laura Ingraham Show”"
                    if marked
                        && words.any(at, listed!["on"])
                        && let Some(show) = self.show(to)
                    {
                        self.given(show, "on a programme or channel", context);
                        next = show.end;
                        continue;
                    }
                }
            }
            // "The Times quoted her as saying"
            if words.has(at, Lex::REPORTING)
                && signals::of(words, at).contains(Signal::REPORT)
                && context.outlet.is_none()
                && at > range.start as usize
            {
                let lowest = (range.start as usize).max(at.saturating_sub(6));
                let found = (lowest..at).find_map(|i| {
                    let found = names::known_at(words, i)
                        .or_else(|| unlisted::state_media(words, i))
                        .or_else(|| unlisted::introduced(words, i));
                    found.filter(|found| found.end == at)
                });
                if let Some(found) = found.filter(|found| !self.is_content(found.start)) {
                    context.outlet = Some(found);
                    context.reason = "the outlet quotes";
                }
            }
        }
    }
}

fn is_to(words: &Words<'_, '_>, at: usize) -> bool {
    words.any(at, listed!["to"])
        && at > 0
        && words.any(at - 1, listed!["speaking", "spoke", "talking", "talked", "said", "it"])
}
