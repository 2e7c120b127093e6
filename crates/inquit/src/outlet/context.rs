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
    /// Whether the addressee asks for the outlet: "CNN's Jake Tapper".
    pub(super) asks: bool,
    /// "in the interview": one that was named before.
    pub(super) again: bool,
    /// Whether the outlet is named only in an earlier sentence.
    pub(super) inherited: bool,
    /// "as first reported by Deadline": nobody spoke to it.
    pub(super) cited: bool,
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
            self.source(source, cue, &mut context);
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
            // "who edited The Nation": nothing that was told there
            let who = who.filter(|who| self.talks(IndexRange::new(*who as u32, source.end)));
            IndexRange::new(source.start, who.map_or(source.end, |who| who as u32))
        });
        let named = named.map(|named| self.with_apposition(named, cue));
        self.clause(self.own_clause(sentences, source, cue), named, &mut context);
        // "Sky said in a statement" speaks for itself
        let states = matches!(context.channel, Some(Channel::Statement | Channel::Email | Channel::Letter));
        if states && context.reason == super::SPEAKS {
            context.outlet = None;
        }
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
        let issue =
            words.any(at, listed!["of"]) & words.any(at.wrapping_sub(1), listed!["episode", "edition"]);
        // One answer, not one a part of it: most prepositions have none behind them.
        let named = |token: &Token, lex: Lex| {
            let known = lex.intersects(Lex::OUTLET_WORD) | (token.kind == TokenKind::Mark);
            (!token.first.is_ascii_lowercase() | known) & (any | known | on & !lex.intersects(Lex::TIME))
        };
        let leads = |lex: Lex| lex.intersects(Lex::DETERMINER | Lex::POSSESSIVE);
        let marked = second.kind == TokenKind::Mark;
        let said = next.intersects(Lex::SIGNAL) | after.intersects(Lex::SIGNAL) | marked;
        // "on the Bankless podcast"
        let shown = !second.first.is_ascii_lowercase() & third.intersects(Lex::SIGNAL);
        // "in this morning's Guardian", "on Thursday night's Newsnight"
        let dated =
            next.intersects(Lex::TIME) && (words.is_owner_mark(at + 2) || words.is_owner_mark(at + 3));
        // "in Poland's Rzeczpospolita"
        let placed = next.intersects(Lex::PLACE) && words.is_owner_mark(at + 2);
        let dated = dated | placed | (leads(*next) & after.intersects(Lex::TIME));
        let same = leads(*next) && words.any(at + 2, listed!["same"]);
        dated
            | same
            | issue
            | named(first, *next)
            | leads(*next) & (named(second, *after) | leads(*after) | shown)
            | any & said
            | any & leads(*next) & words.is_owner_mark(at + 3) // "by the club's website"
            | any & leads(*next) & words.any(at + 3, listed!["journal"]) // "with the trade journal Recharge"
    }

    /// "told this newspaper", "an email to this magazine", "when this website rang her", "in our newsletter".
    pub(super) fn names_this_paper(&self, range: IndexRange) -> bool {
        const SELF: &[Code] = listed![
            "newspaper",
            "paper",
            "magazine",
            "website",
            "site",
            "publication",
            "podcast",
            "newsletter",
            "masthead",
            "programme"
        ];
        let words = self.words;
        // All of these are signals.
        words.asks.pick(Ask::Signal, range).any(|at| {
            let own = words.any(at.wrapping_sub(1), listed!["our"])
                && words.any(at, listed!["newsletter", "podcast"]);
            at >= range.start as usize + 2
                && words.any(at, SELF)
                && (words.any(at - 1, listed!["this"])
                    && words.any(
                        at - 2,
                        listed![
                            "told", "telling", "tells", "to", "with", "by", "for", "when", "after", "before"
                        ],
                    )
                    || own && words.any(at - 2, listed!["to", "with", "on", "in", "of", "for", "told"]))
                && !self.is_content(at)
        })
    }

    /// The outlet right before a verb by which it asks somebody.
    fn contacts(&self, range: IndexRange, verb: usize) -> Option<Found> {
        let words = self.words;
        // "New Scientist spoke | to Ana Lima, who designed it"
        let spoke = words.any(verb, listed!["spoke"]) && words.any(verb + 1, listed!["to", "with"]);
        // "when Sky got hold of her", "when the paper caught up with him"
        let two = words.any(verb, listed!["got"]) && words.any(verb + 1, listed!["hold", "through"])
            || words.any(verb, listed!["caught"]) && words.any(verb + 1, listed!["up"]);
        let whom = verb + usize::from(spoke) + if two { 2 } else { 0 };
        let mut name = whom + 1;
        while spoke && words.is_capital(name) && name < whom + 4 {
            name += 1;
        }
        let name = name.max(whom + 2);
        let asked = words.has(whom + 1, Lex::OBJECT_PRONOUN)
            || words.any(whom + 1, listed!["him", "her", "them"])
            || words.is_capital(whom + 1) && !words.is_word(name);
        // "Sky has asked him to be a pundit"
        let asked = asked && !words.any(whom + 2, listed!["to"]);
        let mut end = verb;
        while words.has(end - 1, Lex::HAVE | Lex::ADVERB) && end > range.start as usize + 1 {
            end -= 1;
        }
        let lowest = (range.start as usize).max(end.saturating_sub(5));
        let found = (lowest..end).find_map(|at| {
            let known = names::known_at(words, at).or_else(|| unlisted::short(words, at));
            known.or_else(|| unlisted::looks_like(words, at)).filter(|found| found.end == end)
        })?;
        // "put it to him"
        let put = words.any(verb, listed!["put"])
            && words.any(verb + 2, listed!["to"])
            && words.any(verb + 3, listed!["him", "her", "them"]);
        let asked = asked && !words.any(verb, listed!["put"]) || put;
        let capital = words.is_capital(found.start + usize::from(words.any(found.start, listed!["the"])));
        (asked && capital && !self.is_place(&found) && !self.is_content(found.start)).then_some(found)
    }

    /// "in Empire's new cover story": whether an owner's mark and a work of press follow a name.
    fn owns_work(&self, end: usize) -> bool {
        let words = self.words;
        let plain = |at: &usize| words.is_word(*at) && !words.is_capital(*at) && !self.is_content(*at);
        words.is_owner_mark(end)
            && (end + 1..end + 5).take_while(plain).any(|at| {
                signals::of(words, at).contains(Signal::WORK) || words.any(at, listed!["interview"])
            })
    }

    pub(super) fn is_place(&self, found: &Found) -> bool {
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
            // "In the Gisborne Herald, a farmer said"
            let opens = (at == range.start as usize) && words.any(at, listed!["in"]);
            if (at < next) | !(words.has(at, Lex::SIGNAL) | opens | self.may_name(at, any)) {
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
                // "once a business editor at Stern"
                let once = || {
                    (at.saturating_sub(4)..at)
                        .any(|i| words.any(i, listed!["once", "former", "formerly", "previously"]))
                };
                if signal.contains(Signal::WRITE) && !once() {
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
                    // "in the interview", "in Monday's interview"
                    let dated =
                        words.is_owner_mark(at.wrapping_sub(1)) && words.has(at.wrapping_sub(2), Lex::TIME);
                    context.again |= channel == Channel::Interview
                        && (dated || words.any(at.wrapping_sub(1), listed!["the", "that", "same"]));
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
            // "in today's Courier, in which | the midfielder pleads"
            if words.any(at, listed!["in"])
                && words.any(at + 1, listed!["which"])
                && context.outlet.is_none()
                && source.is_some_and(|source| source.start as usize > at)
            {
                let end = at - usize::from(at > 0 && words.is(at - 1, b','));
                let lowest = (range.start as usize).max(end.saturating_sub(5));
                let known =
                    (lowest..end).find_map(|i| names::known_at(words, i).filter(|known| known.end == end));
                if let Some(known) = known.filter(|known| words.is_capital(known.end - 1)) {
                    self.given(known, "the words before name a talk or a text", context);
                    next = at + 2;
                    continue;
                }
            }
            if flags.intersects(Lex::PREPOSITION) {
                // "in a phone call | with NPR"
                let call = words.any(at, listed!["with"]) && words.any(at.wrapping_sub(1), listed!["call"]);
                // "During a visit | to “The Late Show”", "gave his version | to Sky Sports"
                let to = words.any(at, listed!["to"]);
                let visit = || {
                    let show = at
                        + 1
                        + usize::from(words.tokens.get(at + 1).is_some_and(|t| t.kind == TokenKind::Mark));
                    words.any(at.wrapping_sub(1), listed!["visit"])
                        && names::known_at(words, show).is_some_and(|found| found.sort == Sort::Show)
                };
                let gave = || {
                    let given = listed!["version", "interview", "interviews", "account", "side"];
                    (at.saturating_sub(6)..at)
                        .any(|i| words.any(i, listed!["gave", "giving", "gives", "given"]))
                        && (at.saturating_sub(4)..at).any(|i| words.any(i, given))
                };
                let talk = talked <= at && at - talked <= NEAR || call || to && (visit() || gave());
                let write = wrote <= at && at - wrote <= NEAR;
                // "in a Wall Street Journal essay"
                let mut to = at + 1;
                let determined =
                    words.has(to, Lex::DETERMINER | Lex::POSSESSIVE) && !words.any(to, listed!["the"]);
                // but "on This Morning"
                let determined =
                    determined && names::known_at(words, to).is_none_or(|found| found.end == to + 1);
                to += usize::from(determined);
                // "in the same Hollywood Reporter piece"
                let same = words.any(to, listed!["the", "that"]) && words.any(to + 1, listed!["same"]);
                to += if same { 2 } else { 0 };
                // "in this month's Vogue", "in Sunday's Observer"
                // and "on Thursday night's Newsnight"
                let day = to + usize::from(words.has(to, Lex::TIME) && words.has(to + 1, Lex::TIME));
                let dated = words.has(day, Lex::TIME) && words.is_owner_mark(day + 1);
                let issue_of = dated && words.any(at, listed!["in"]);
                let determined = determined && !dated;
                to = if dated { day + 2 } else { to };
                // "translated by Automaton"
                let made = listed!["translated", "owned", "produced", "made", "run", "hosted"];
                let made = words.any(at, listed!["by", "for"]) && words.any(at.wrapping_sub(1), made);
                let with = || words.any(at, listed!["with", "to", "by", "of"]) && !made;
                let medium = || words.any(at, listed!["on", "in", "for", "from", "at", "during"]) && !made;
                let marked = words.tokens.get(to).is_some_and(|token| token.kind == TokenKind::Mark);
                if to < range.end as usize && !self.is_content(to) && context.outlet.is_none() {
                    // "claims in Poland's Rzeczpospolita"
                    let placed = words.has(to, Lex::PLACE) && words.is_owner_mark(to + 1);
                    to += if placed && names::known_at(words, to + 2).is_some() { 2 } else { 0 };
                    let known = names::known_at(words, to + usize::from(marked)).or_else(|| {
                        let name = to + usize::from(marked);
                        let unlisted = || {
                            let writing = words.any(at.wrapping_sub(1), listed!["writing"])
                                && words.any(at, listed!["in", "for"]);
                            let last = at.wrapping_sub(1);
                            let before =
                                last.wrapping_sub(usize::from(words.any(last, listed!["exclusively"])));
                            // "Speaking to Rapport"
                            let speaking = words.any(at, listed!["to"])
                                && words.any(before, listed!["speaking", "spoke", "talking", "talked"]);
                            // "in a column for Convenience Store"
                            let column = words.any(at, listed!["for"])
                                && words.any(before, listed!["column", "op-ed", "essay", "article", "piece"]);
                            // "in comments carried by the club's website"
                            let carried = words.any(at, listed!["by", "on"])
                                && words.any(before, listed!["carried", "published", "released", "reported"]);
                            let given = talk && words.any(at, listed!["with"])
                                || carried
                                || write && words.any(at, listed!["to"])
                                || speaking
                                || column
                                || writing;
                            let alone = talk && words.any(before, listed!["interview", "chat"])
                                || speaking
                                || writing;
                            let told = || {
                                let unheard = || {
                                    let foreign = unlisted::foreign(words, name);
                                    foreign.or_else(|| unlisted::unheard(words, name)).filter(|_| alone)
                                };
                                let single = || unlisted::single(words, name).filter(|_| writing || speaking);
                                unlisted::titled(words, name)
                                    .or_else(unheard)
                                    .or_else(single)
                                    .filter(|_| given)
                            };
                            let again = || self.again(to).or_else(|| unlisted::house(words, to));
                            unlisted::looks_like(words, name)
                                .or_else(|| unlisted::owned(words, to))
                                .or_else(|| unlisted::introduced(words, to))
                                .or_else(|| unlisted::followed(words, to))
                                .or_else(|| again().filter(|_| given))
                                .or_else(told)
                        };
                        // "on Stour FM's breakfast show"
                        let aired = || {
                            let aired = |found: &Found| found.sort == Sort::Aired;
                            unlisted::looks_like(words, name)
                                .filter(|_| words.any(at, listed!["on"]))
                                .filter(aired)
                        };
                        if talk || write {
                            unlisted()
                        } else if opens {
                            unlisted::looks_like(words, name).filter(|found| words.is(found.end, b','))
                        } else {
                            aired()
                        }
                    });
                    let work = known.is_some_and(|found| {
                        signals::of(words, found.end).contains(Signal::WORK)
                            || words.is(found.end, b'-')
                            || medium() && self.owns_work(found.end)
                    });
                    let the = to + 1 == known.map_or(0, |found| found.start) && talk && with();
                    // "asked by a Bloomberg reporter"
                    let asks = |found: &Found| {
                        determined && talk && words.any(at, listed!["by"]) && words.any(found.end, REPORTERS)
                    };
                    let first = opens && unlisted::looks_like(words, to).is_some();
                    let known = known
                        .filter(|found| work || asks(found) || !determined && (!found.local || the || first));
                    // "writing in America, the Jesuit magazine"
                    let explained = |found: &Found| {
                        words.is(found.end, b',')
                            && words.has(found.end + 1, Lex::DETERMINER)
                            && (found.end + 2..found.end + 5).any(|noun| unlisted::is_press(words, noun))
                    };
                    if let Some(found) = known.filter(|found| !self.is_place(found) || explained(found)) {
                        let aired = matches!(found.sort, Sort::Aired | Sort::Show);
                        // "on This Morning", whose second capital no other phrase has
                        let spelled = found.sort == Sort::Show
                            && found.end == found.start + 2
                            && words.is_capital(found.start)
                            && words.is_capital(found.start + 1);
                        // "on Nine's Today show"
                        let owns = || {
                            let show = words.is_owner_mark(found.end).then(|| self.show(found.end + 1));
                            show.flatten().is_some_and(|show| show.sort == Sort::Show)
                        };
                        // "The series ran on BBC One for eleven years"
                        let ran = listed![
                            "ran",
                            "runs",
                            "aired",
                            "airs",
                            "airing",
                            "screened",
                            "shown",
                            "premiered",
                            "premieres",
                            "debuted",
                            "streaming",
                            "streams"
                        ];
                        let ran = (at.saturating_sub(3)..at).any(|i| words.any(i, ran));
                        let on = words.any(at, listed!["on"])
                            && aired
                            && !ran
                            && (!found.ordinary || marked || spelled || dated || owns());
                        let name = found.start + usize::from(words.any(found.start, listed!["the"]));
                        // "the Observer", but "the National Gallery"
                        let spelled_so = !words.is_capital(name) && !found.ordinary && found.start == to;
                        let capital = spelled_so // "eNCA"
                            || words.is_capital(name) && (name == found.start || !words.is_capital(found.end));
                        let issue = words.any(at, listed!["of"]) && write;
                        let issue = issue && words.any(at - 1, listed!["issue", "edition"]);
                        // "argued in El País", "replied the next day in the Evening Standard"
                        let said = words.any(at, listed!["in"])
                            && (!found.ordinary || words.any(found.start, listed!["the"]) && capital)
                            && !found.local
                            && (self.is_content(at.saturating_sub(1))
                                || (at.saturating_sub(4)..at)
                                    .any(|i| words.has(i, Lex::REPORTING) && !self.is_content(i)));
                        // "was blunter in Die Zeit: “…”"
                        let introduces = medium()
                            && !found.ordinary
                            && words.is(found.end, b':')
                            && !self.is_content(found.end);
                        // "the coach said, via ESPN"
                        let cited = capital
                            && words.any(at, listed!["via", "per"])
                            && !found.local
                            && !words.is_capital(found.end);
                        let opens = opens
                            && matches!(found.sort, Sort::Press | Sort::Agency)
                            && (!found.ordinary || first || words.any(at + 1, listed!["the"]) && capital)
                            && words.is(found.end, b',');
                        let open = work
                            || cited
                            || asks(&found)
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
                        // "the study, which appeared in Nature"
                        let printed = found.sort == Sort::Press
                            && words.any(at, listed!["in"])
                            && talk
                            && !write
                            && words.any(talked, listed!["appeared", "appears", "appearing", "appearance"]);
                        let open = open && !printed || opens;
                        if on || episode || issue && capital || open && (!words.any(at, listed!["of"])) {
                            let reason = if on {
                                "on a programme or channel"
                            } else {
                                "the words before name a talk or a text"
                            };
                            self.given(found, reason, context);
                            context.cited = words.any(at, listed!["by"]) && write && !talk;
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
                    // "said on the club's YouTube channel", but "said on its website"
                    if words.any(at, listed!["on"])
                        && let Some(house) = unlisted::house(words, to)
                        && words.any(house.end - 1, listed!["channel", "podcast", "tv"])
                    {
                        self.given(house, "on a programme or channel", context);
                        context.channel.get_or_insert(Channel::Broadcast);
                        next = house.end;
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
                    // "the guest on this week's edition of Terrace Talk"
                    if words.any(at, listed!["of"])
                        && words.any(at.wrapping_sub(1), listed!["episode", "edition"])
                        && (talk
                            || (at.saturating_sub(6)..at)
                                .any(|i| words.any(i, listed!["on", "in", "during"])))
                        && let start = to + usize::from(names::is_the(words, to))
                        && let end = unlisted::title_end(words, start, 7)
                        && end > start + usize::from(start == to)
                    {
                        let start = if words.is_capital(to) { to } else { start };
                        let show = Found { start, end, sort: Sort::Show, ordinary: false, local: false };
                        self.given(show, "on a programme or channel", context);
                        next = show.end;
                        continue;
                    }
                    // "on last week's episode of “Falls Forward”"
                    if marked
                        && words.any(at, listed!["of"])
                        && words.any(at.wrapping_sub(1), listed!["episode", "edition"])
                        && let Some(show) = self.show(to)
                    {
                        self.given(show, "on a programme or channel", context);
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
            // "when the Herald rang her", "whom Gazzetta had reached by phone"
            if context.outlet.is_none()
                && words.any(at, CONTACT)
                && at > range.start as usize
                && let Some(found) = self.contacts(range, at)
            {
                context.outlet = Some(found);
                context.reason = "the outlet asked for it";
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

/// Who writes or asks for an outlet.
pub(super) const REPORTERS: &[Code] =
    listed!["reporter", "correspondent", "journalist", "columnist", "critic", "writer", "insider"];

/// What outlets do to hear somebody.
const CONTACT: &[Code] = listed![
    "rang",
    "phoned",
    "telephoned",
    "reached",
    "contacted",
    "interviewed",
    "approached",
    "caught",
    "stopped",
    "cornered",
    "visited",
    "got",
    "put",
    "spoke",
    "called",
    "asked",
    "pressed",
    "questioned",
    "quizzed"
];
