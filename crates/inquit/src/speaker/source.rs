//! What the words of a source name: a mention, or a phrase with no mention of its own.

use inquit_tokenizer::{IndexRange, TokenFlags, TokenKind};

use crate::lexicon::{Code, Lex, listed};
use crate::mention::{Class, Form, Mention, Traits, Words, are_letters, begin_of_noun, is_plural};

/// What a source is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Nothing.
    None,
    /// I, we: the token.
    FirstPerson(u32),
    /// A mention, by its index.
    Mention(usize),
    /// A noun phrase: its tokens without determiner and relative clause, where it begins with them, its noun.
    Phrase { tokens: IndexRange, from: u32, head: u32 },
}

/// How many tokens of a source are read.
const LONGEST: usize = 96;

/// Reads one source.
pub(super) fn read(words: &Words<'_, '_>, mentions: &[Mention], source: Option<IndexRange>) -> Reading {
    let Some(range) = source else { return Reading::None };
    let (mut start, mut end) =
        (range.start as usize, (range.end as usize).min(range.start as usize + LONGEST));
    while start < end && !is_content(words, start) {
        start += 1;
    }
    while end > start
        && (!is_content(words, end - 1) || words.is_owner_mark(end - 1))
        && !words.is(end - 1, b')')
    {
        end -= 1;
    }
    // "Last | night friends of Dean"
    while end > start + 1
        && start > 0
        && words.has(start, Lex::TIME)
        && !words.is_capital(start)
        && words.any(start - 1, listed!["last", "this", "that", "every"])
    {
        start += 1;
    }
    // "mother of three Ana Lima"
    if end > start + 3
        && words.has(start, Lex::KIN)
        && words.any(start + 1, listed!["of"])
        && words.has(start + 2, Lex::NUMBER_WORD)
    {
        start += 3;
    }
    // "Sorrell himself"
    if end > start + 1 && words.has(end - 1, Lex::REFLEXIVE) {
        end -= 1;
    }
    // "the company at the time"
    if end > start + 4 && words.any(end - 1, listed!["time", "moment"]) && words.any(end - 3, listed!["at"]) {
        end -= 3;
    }
    // "He, however,"
    if end > start + 2
        && end < start + 5
        && words.has(start, Lex::SUBJECT_PRONOUN)
        && words.is(start + 1, b',')
    {
        end = start + 1;
    }
    if start >= end {
        return Reading::None;
    }
    let relative = words.has(start, Lex::WH) || words.any(start, listed!["that"]);
    if relative
        && end - start == 1
        && let Some(found) = antecedent(words, mentions, start)
    {
        return found;
    }
    let first = mentions.partition_point(|mention| (mention.tokens.start as usize) < start);
    let inside = &mentions[first..];
    // a name that began before the source (a title left out of it, say) is still the one meant
    if let Some(before) = first
        .checked_sub(1)
        .filter(|&i| mentions[i].tokens.end as usize > start && mentions[i].form == Form::Name)
    {
        return Reading::Mention(before);
    }
    // "SECOND REEL:" labels a turn in a transcript
    let shouted = |at: usize| words.tokens[at].flags.contains(TokenFlags::UPPER_ALL);
    if end - start > 1 && words.is(end, b':') && (start..end).all(shouted) {
        let tokens = IndexRange::new(start as u32, end as u32);
        return match inside.first() {
            Some(mention) if mention.tokens == tokens => Reading::Mention(first),
            _ => Reading::Phrase { tokens, from: start as u32, head: end as u32 - 1 },
        };
    }
    if let Some(Mention { form: Form::Name, tokens, from, class, traits, .. }) = inside.first()
        && tokens.end as usize == end
        && *from as usize <= start
        // "Secretary of State John Kerry"
        && (tokens.start as usize <= start + 1 || traits.contains(Traits::TITLED) && words.has(start, Lex::ROLE | Lex::TITLE))
        && *class != Class::Group
    {
        return Reading::Mention(first); // a name and nothing else but a title
    }
    // Sources are short.
    let within = inside.iter().take_while(|mention| (mention.tokens.start as usize) < end).count();
    let found = Source { words, mentions: &inside[..within], start, end };
    match found.read() {
        Found::Mention(i) if mentions[first + i].traits.contains(Traits::FIRST_PERSON) => {
            Reading::FirstPerson(mentions[first + i].head)
        }
        Found::Mention(i) => Reading::Mention(first + i),
        Found::Phrase(tokens, head) => Reading::Phrase { tokens, from: start as u32, head },
    }
}

/// Whether an acronym in brackets begins at a token: "(LVP)".
fn is_acronym(words: &Words<'_, '_>, at: usize) -> bool {
    words.is(at, b'(')
        && words.is(at + 2, b')')
        && words.tokens.get(at + 1).is_some_and(|token| token.flags.contains(TokenFlags::UPPER_ALL))
}

/// What is done with a text before somebody quotes it.
const MADE: &[Code] = listed![
    "quoted",
    "seen",
    "obtained",
    "compiled",
    "issued",
    "entered",
    "signed",
    "posted",
    "shared",
    "leaked",
    "carried",
    "reviewed",
    "cited",
    "filed",
    "written",
    "submitted",
    "pinned",
    "sent"
];

/// What a relative pronoun refers to: the nearest name or noun before it that fits, within its sentence.
fn antecedent(words: &Words<'_, '_>, mentions: &[Mention], at: usize) -> Option<Reading> {
    const HUMAN: Lex = Lex::ROLE.union(Lex::PERSON).union(Lex::KIN).union(Lex::GROUP).union(Lex::UNNAMED);
    const THING: Lex = Lex::ORGANIZATION.union(Lex::DOCUMENT).union(Lex::GROUP);
    let human = words.any(at, listed!["who"]);
    let mut next = mentions.partition_point(|mention| (mention.tokens.start as usize) < at);
    // "Councillor Ron Bell (Ind, East Ward), who"
    let mut behind = None;
    for before in (at.saturating_sub(10)..at).rev() {
        if words.is(before, b'.') || words.breaks_line(before + 1) {
            return None;
        }
        if words.is(before, b')') {
            behind = (before.saturating_sub(8)..before).rev().find(|at| words.is(*at, b'('));
        }
        if behind.is_some_and(|open| before >= open) {
            continue;
        }
        while next > 0 && mentions[next - 1].tokens.start as usize > before {
            next -= 1;
        }
        let inside = (next.saturating_sub(2)..next)
            .rev()
            .find(|&i| mentions[i].form == Form::Name && mentions[i].tokens.contains(before));
        if let Some(i) = inside {
            let fits = match mentions[i].class {
                Class::Person | Class::Group => human,
                Class::Unknown => mentions[i].tokens.len() > 1 || !human,
                _ => !human,
            };
            if fits
                && !(words.is_word(mentions[i].tokens.end as usize) && mentions[i].tokens.end as usize != at)
            {
                return Some(Reading::Mention(i));
            }
            continue;
        }
        let noun = words.has(before, if human { HUMAN } else { THING });
        if noun
            && words.is_word(before)
            && !words.is_capital(before)
            && !words.is_word(before + 1) | words.has(before + 1, Lex::PREPOSITION | Lex::WH | Lex::ADVERB)
        {
            // "Ana Lima, a lawyer who": the name that the noun describes
            let described = (next.saturating_sub(4)..next)
                .rev()
                .find(|&i| mentions[i].form == Form::Name && mentions[i].role.contains(before));
            if let Some(name) = described {
                return Some(Reading::Mention(name));
            }
            let range = IndexRange::new(before.saturating_sub(8) as u32, at as u32);
            let from = begin_of_noun(words, before, range);
            let mut start = from;
            while start < before && words.has(start, Lex::DETERMINER | Lex::POSSESSIVE) {
                start += 1;
            }
            let tokens = IndexRange::new(start as u32, before as u32 + 1);
            return Some(Reading::Phrase { tokens, from: from as u32, head: before as u32 });
        }
    }
    None
}

fn is_content(words: &Words<'_, '_>, at: usize) -> bool {
    use inquit_tokenizer::TokenKind::{Clitic, Email, Handle, Number, Symbol, Url, Word};
    words
        .tokens
        .get(at)
        .is_some_and(|token| matches!(token.kind, Word | Clitic | Number | Handle | Url | Email | Symbol))
}

enum Found {
    Mention(usize),
    Phrase(IndexRange, u32),
}

struct Source<'a, 'w, 't> {
    words: &'a Words<'w, 't>,
    mentions: &'a [Mention],
    start: usize,
    end: usize,
}

impl Source<'_, '_, '_> {
    fn read(&self) -> Found {
        let words = self.words;
        if self.end - self.start == 1
            && let Some(i) = self.mentions.iter().position(|mention| {
                // "Variety | reports": the noun phrase goes on behind the source
                let whole = mention.form == Form::Name || mention.tokens.end as usize <= self.end;
                mention.tokens.start as usize == self.start && whole
            })
        {
            return Found::Mention(i);
        }
        if let Some(name) = self.named() {
            return Found::Mention(name);
        }
        let main = self.piece_end(self.start);
        let (segment, name) = self.segment(self.start, main);
        // "Fellow Republicans", "31 Latinos" are more than the name in them
        let group = |name: usize| {
            let mention = &self.mentions[name];
            mention.class == Class::Group && mention.from as usize > self.undetermined(main)
        };
        if let Some(name) = name.filter(|name| !group(*name)) {
            return Found::Mention(self.holder(name, main).unwrap_or(name));
        }
        if let Some(name) = self.behind_office(segment, main) {
            return Found::Mention(name);
        }
        // an apposition that names: "The bakery's owner, Ines Roth,"
        let head = self.head(self.start, segment);
        let flags = words.lex(head);
        // "The family, protesters and civic leaders"
        if self.is_list(main) {
            let start = self.undetermined(self.end);
            return Found::Phrase(IndexRange::new(start as u32, self.end as u32), head as u32);
        }
        let human = flags.intersects(Lex::ROLE | Lex::PERSON | Lex::KIN | Lex::UNNAMED | Lex::TITLE)
            || words.any(head, listed!["counsel"])
            || words.any(self.start, listed!["one"]);
        let behind = segment < main; // "a spokesperson for the regulator"
        // "Its lawyers, Hartnell & Boyce,", "One of her regulars, Alvin Greer,"
        let single = words.any(self.start, listed!["one"]);
        // "Two climbers, Ana Lima and Bo Chen,"
        let several = words.has(self.start, Lex::NUMBER_WORD);
        let human = human || several;
        let own = single || several || words.has(self.start, Lex::POSSESSIVE);
        // "Its policy lead, Ana Lima,": the noun that no list has is the head, not "policy"
        let last = head + 1 == segment;
        // "the committee member for safety, Ana Lima," is one of a group
        let group = flags.intersects(Lex::GROUP) && !words.any(head, listed!["member"]);
        let bars = flags.intersects(Lex::DOCUMENT) && !single && last || group && !own;
        if main < self.end && !bars {
            let mut from = main + 1;
            while from < self.end {
                let stop = self.piece_end(from);
                if words.has(from, Lex::WH) || words.any(from, listed!["including", "like", "such"]) {
                    break;
                }
                if let (_, Some(name)) = self.segment(from, stop) {
                    let mention = &self.mentions[name];
                    let long = mention.tokens.len() > 1;
                    let person = mention.class == Class::Person || mention.class == Class::Unknown && long;
                    let plain = |at| {
                        // "nine-year-old Leni"
                        (words.is_word(at)
                            || words.is(at, b'-')
                            || words.tokens[at].kind == TokenKind::Number)
                            && !words.has(at, Lex::PREPOSITION | Lex::VERB)
                    };
                    let begins = words.has(from, Lex::DETERMINER | Lex::ADJECTIVE)
                        || (from..mention.from as usize).all(plain);
                    let short = !person && behind;
                    if (human && !short && (person || mention.class == Class::Unknown)) && begins
                        || begins
                            && (person && long
                                || matches!(mention.class, Class::Organization | Class::Unknown)
                                    && !behind
                                    // "her label, Bluebonnet Records"
                                    && (flags.intersects(Lex::ORGANIZATION)
                                        || words.has(self.start, Lex::POSSESSIVE) && stop == self.end))
                    {
                        return Found::Mention(name);
                    }
                }
                from = stop + 1;
            }
        }
        if let Some(i) = self
            .mentions
            .iter()
            .position(|mention| mention.form == Form::Nominal && mention.head as usize == head)
        {
            // what follows the noun belongs to the name of a nominal that resolves to nobody else
            if segment == main && head + 1 == main && self.mentions[i].tokens.start as usize <= self.start {
                return Found::Mention(i);
            }
        }
        let start = self.undetermined(main);
        Found::Phrase(IndexRange::new(start as u32, main as u32), head as u32)
    }

    /// The name that a noun is said to have: "a teacher named only as | Lule", "a man called | Bo Chen", "Another, who
    /// gave her name as | Mei,", "the officer, who can be identified only as | K7,".
    fn named(&self) -> Option<usize> {
        let words = self.words;
        let reach = self.end.min(self.start + 16);
        let at_name = |from: usize| {
            self.mentions.iter().position(|mention| {
                mention.form == Form::Name
                    && (mention.from as usize == from || mention.tokens.start as usize == from)
            })
        };
        let skip = |from: usize| {
            let small =
                |at: &usize| words.any(*at, listed!["only", "as", "simply", "just"]) || words.is(*at, b',');
            from + (from..from + 3).take_while(small).count()
        };
        let called = (self.start + 1..self.end.min(self.start + 8))
            .find(|at| words.any(*at, listed!["named", "called", "nicknamed"]));
        if let Some(called) = called
            && words.has(called - 1, Lex::NOUN)
            && let Some(name) = at_name(skip(called + 1))
        {
            return Some(name);
        }
        // what has a name before it is called so
        let nameless = |at: usize| {
            let mut before = self.mentions.iter().take_while(|mention| (mention.tokens.start as usize) < at);
            !before.any(|mention| mention.form == Form::Name && mention.class != Class::Organization)
        };
        let told = (self.start + 2..reach).find(|at| {
            words.any(*at, listed!["identified", "known"]) && words.any(at + 1, listed!["only", "as"])
                || words.any(*at, listed!["name"])
                    && (words.any(at + 1, listed!["only", "as"]) || words.is(at + 1, b','))
                || words.any(*at, listed!["by"]) && words.any(at - 1, listed!["goes", "go", "went"])
        })?;
        at_name(skip(told + 1)).filter(|_| nameless(told))
    }

    /// Who is named behind an office with a preposition: "chair of trustees | Margaret Ellison", but "the head of the
    /// charity Save Our Seas".
    fn behind_office(&self, segment: usize, main: usize) -> Option<usize> {
        let words = self.words;
        let office = self.head(self.start, segment);
        if segment >= main || !words.has(office, Lex::ROLE | Lex::TITLE) {
            return None;
        }
        let name = self.mentions.iter().position(|mention| {
            mention.form == Form::Name && mention.tokens.end as usize == main && mention.tokens.len() > 1
        })?;
        let Mention { tokens, from, class, .. } = self.mentions[name];
        let person = class == Class::Person
            || class == Class::Unknown && words.has(tokens.start as usize, Lex::FIRST_NAME);
        let before = (from as usize).checked_sub(1)?;
        let noun = before > segment
            && words.is_word(before)
            && !words.is_capital(before)
            && !words.has(
                before,
                Lex::PREPOSITION
                    | Lex::DETERMINER
                    | Lex::POSSESSIVE
                    | Lex::COORDINATOR
                    | Lex::ORGANIZATION
                    | Lex::DOCUMENT,
            );
        (person && noun).then_some(name)
    }

    /// Who holds the office that is named: "The Minister for Arts, Grace Devane,", "The Regional Minister, Mr. Bo Chen,".
    fn holder(&self, office: usize, main: usize) -> Option<usize> {
        let words = self.words;
        let tokens = self.mentions[office].tokens;
        let (start, from) = (tokens.start as usize, main + 1);
        let is_role = |at: usize| words.has(at, Lex::ROLE | Lex::TITLE);
        let described = is_role(start) && tokens.range().any(|at| words.has(at, Lex::PREPOSITION))
            || words.any(self.start, listed!["the", "our"])
                && self.start < start
                && tokens.range().any(is_role);
        if main >= self.end || !described {
            return None;
        }
        let (_, name) = self.segment(from, self.piece_end(from));
        name.filter(|name| {
            let mention = &self.mentions[*name];
            mention.from as usize == from
                && mention.tokens.len() > 1
                && matches!(mention.class, Class::Person | Class::Unknown)
        })
    }

    /// Whether plain nouns follow, joined by commas and "and".
    fn is_list(&self, main: usize) -> bool {
        let words = self.words;
        if !words.is(main, b',')
            || words.is_capital(main + 1)
            || words.has(main + 1, Lex::DETERMINER | Lex::WH | Lex::PREPOSITION)
        {
            return false;
        }
        let rest = main + 1..self.end;
        let joined = rest.clone().skip(1).any(|at| words.any(at, listed!["and", "or"]));
        joined
            && rest.clone().all(|at| words.is_word(at) || words.is(at, b','))
            && self.end - main <= 8
            && !rest
                .clone()
                .any(|at| words.has(at, Lex::WH | Lex::PREPOSITION | Lex::BE) || words.is_capital(at))
    }

    /// Where the part that begins at `from` ends: a comma, a bracket, a dash, a relative pronoun.
    fn piece_end(&self, from: usize) -> usize {
        let words = self.words;
        let mut at = from + 1;
        while at < self.end {
            if let Some(name) = self.mentions.iter().find(|m| m.form == Form::Name && m.tokens.contains(at)) {
                at = name.tokens.end as usize;
                continue;
            }
            let first = words.tokens[at].first;
            // "Lok Vikas Party (LVP) president Ana Lima"
            if is_acronym(words, at) && at + 3 < self.end && words.is_word(at + 3) {
                at += 3;
                continue;
            }
            let comma = matches!(first, b',' | b'(' | b')' | b';' | b':') && words.is(at, first);
            let dash = matches!(first, 0xE2 | b'-') && matches!(words.word(at), "—" | "–" | "―" | "--");
            let relative = words.any(at, listed!["who", "which", "whose", "whom"])
                || words.any(at, listed!["that"]) && at > from + 1;
            // "a poll released last week"
            let made = at > from + 1
                && (words.any(at, listed!["released", "published", "being", "taken", "conducted"])
                    // "an industry source quoted by", "a statement she issued"
                    || words.any(at, MADE) && words.any(at + 1, listed!["by", "to", "on", "as", "in"])
                    || words.any(at, listed!["he", "she", "they", "it", "we"])
                        && !words.has(at - 1, Lex::PREPOSITION | Lex::COORDINATOR));
            if comma || dash || relative || made {
                return at;
            }
            at += 1;
        }
        self.end
    }

    /// The part before the first preposition, and the name that ends it.
    fn segment(&self, from: usize, to: usize) -> (usize, Option<usize>) {
        let words = self.words;
        let mut at = from;
        while at < to {
            let name = self.mentions.iter().position(|m| m.form == Form::Name && m.tokens.contains(at));
            if let Some(name) = name {
                let mut end = self.mentions[name].tokens.end as usize;
                while end < to && are_letters(words, end) {
                    end += 1;
                }
                if is_acronym(words, end) && end + 3 < to && words.is_word(end + 3) {
                    end += 3;
                }
                let closes = end >= to
                    || words.has(end, Lex::PREPOSITION)
                    || words.has(end, Lex::COORDINATOR)
                    || !words.is_word(end)
                        && !words.is_owner_mark(end)
                        && !words.is(end, b'-')
                        && !words.is(end, b'/')
                        && !words.is(end, b'+')
                        // "a Channel 6 insider"
                        && !(words.tokens[end].kind == TokenKind::Number && words.is_word(end + 1) && end + 1 < to)
                        // "the “Harbor Patrol” star"
                        && !(words.tokens[end].kind == TokenKind::Mark
                            && end + 1 < to
                            && words.is_word(end + 1)
                            && !words.has(end + 1, Lex::WH | Lex::PREPOSITION));
                if closes {
                    return (end.min(to), Some(name));
                }
                at = end;
                continue;
            }
            let preposition = words.has(at, Lex::PREPOSITION) && !words.has(at, Lex::ROLE) && at > from;
            // "farmers supplying Alder Dairies"
            let doing = at > from
                && words.word(at).ends_with("ing")
                && !words.is_capital(at)
                && words.has(at - 1, Lex::GROUP | Lex::PERSON | Lex::ROLE)
                && !words.is_capital(at - 1)
                && is_plural(words.word(at - 1));
            if doing || preposition && !words.is(at - 1, b'-') {
                return (at, None);
            }
            at += 1;
        }
        (to, None)
    }

    /// The noun of the part from `from` to `to`: the last word that a lexicon knows as a noun, or the last word.
    fn head(&self, from: usize, to: usize) -> usize {
        let words = self.words;
        let mut last = to.saturating_sub(1).max(from);
        // "brother-in-law"
        if last >= from + 4
            && words.any(last, listed!["law"])
            && words.is(last - 1, b'-')
            && words.has(last - 4, Lex::KIN)
        {
            last -= 4;
        }
        if words.has(last, Lex::NOUN) {
            return last;
        }
        (from..last)
            .rev()
            .take(3)
            .find(|&at| words.has(at, Lex::NOUN) && !words.is_owner_mark(at + 1))
            .unwrap_or(last)
    }

    /// The first token after determiners and quantities.
    fn undetermined(&self, to: usize) -> usize {
        let words = self.words;
        let mut at = self.start;
        while at + 1 < to {
            let quantity = words.any(
                at,
                listed![
                    "number",
                    "lot",
                    "handful",
                    "couple",
                    "majority",
                    "dozens",
                    "hundreds",
                    "thousands",
                    "scores",
                ],
            );
            let of = words.any(at + 1, listed!["of"]) && at + 2 < to;
            if words.has(at, Lex::DETERMINER | Lex::POSSESSIVE) && words.any(at + 1, listed!["one"])
                || of && words.any(at + 2, listed!["them", "us"])
            {
                break;
            }
            if of
                && (quantity
                    || words.has(at, Lex::DETERMINER | Lex::NUMBER_WORD)
                        && words.has(at + 2, Lex::DETERMINER | Lex::POSSESSIVE))
            {
                at += 2;
                // "two of the five judges"
                if at + 2 < to && words.has(at + 1, Lex::NUMBER_WORD) {
                    at += 1;
                }
            } else if words.any(at, listed!["no"]) && words.tokens[at + 1].kind == TokenKind::Number {
                break; // "No 10"
            } else if words.has(at, Lex::DETERMINER | Lex::POSSESSIVE) || words.is(at, b'"') {
                at += 1;
            } else if words.any(at, listed!["one"]) && !words.has(at + 1, Lex::PREPOSITION | Lex::WH) {
                at += 1; // "one former designer"
            } else {
                break;
            }
        }
        at
    }
}
