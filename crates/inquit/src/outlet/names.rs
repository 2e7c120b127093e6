//! The outlets that are known by name, found by their first word.

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use inquit_tokenizer::{Document, IndexRange, Token, TokenKind};
use rustc_hash::FxHashMap;

use super::signals::{self, Signal};
use crate::known::{Form, Names, folded};
use crate::lexicon::{Ask, Code, Lex, Sheet, codes, listed};
use crate::mention::Words;

/// What a known outlet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// A newspaper, magazine or site.
    Press,
    /// A broadcaster.
    Aired,
    /// A news agency.
    Agency,
    /// A programme or podcast.
    Show,
}

#[derive(Debug)]
struct Known {
    /// The name without "The".
    name: &'static str,
    /// The fullest name of the same outlet.
    full: &'static str,
    article: bool,
    sort: Sort,
    ordinary: bool,
    local: bool,
}

/// An outlet's name found in a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// Its tokens; "The" is with it where it is written with a capital.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) sort: Sort,
    /// Whether the name says something else, too: only a context of outlets makes it one.
    pub(super) ordinary: bool,
    /// A small paper, whose name may be a town's.
    pub(super) local: bool,
}

/// All known outlets, those that begin with the same word together, the longest names first.
struct Table {
    /// Which of them begin with a word.
    first: FxHashMap<u64, Range<u32>>,
    /// The bytes of each name behind its first word, 0 where it has ended.
    follows: Vec<[u8; 2]>,
    known: Vec<Known>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut lists: FxHashMap<u64, Vec<([u8; 2], Known)>> = FxHashMap::default();
    for row in crate::lexicon::rows(include_str!("data/outlets.csv")) {
        let mut columns = row.split(',');
        let mut next = || columns.next().unwrap_or("");
        let (name, sort, ordinary, aliases, source) = (next(), next(), next(), next(), next());
        let sort = match sort {
            "aired" => Sort::Aired,
            "agency" => Sort::Agency,
            "show" => Sort::Show,
            _ => Sort::Press,
        };
        let local = source == "MIT"; // small papers bear the names of people and places
        for (alias, marked) in std::iter::once((name, !ordinary.is_empty() || local)).chain(
            aliases.split(';').filter(|alias| !alias.is_empty()).map(|alias| {
                let bare = alias.trim_start_matches('*');
                (bare, bare.len() < alias.len() || local)
            }),
        ) {
            let bare = alias.strip_prefix("The ").or_else(|| alias.strip_prefix("the ")).unwrap_or(alias);
            let first = first_word(bare);
            let known = Known {
                name: bare,
                full: name,
                article: bare.len() < alias.len(),
                sort,
                ordinary: marked,
                local,
            };
            lists.entry(first_key(first)).or_default().push((follow(bare, first.len()), known));
        }
    }
    let mut table = Table { first: FxHashMap::default(), follows: Vec::new(), known: Vec::new() };
    for (key, mut list) in lists {
        list.sort_by_key(|(_, known)| std::cmp::Reverse(known.name.len()));
        let start = table.known.len() as u32;
        table.first.insert(key, start..start + list.len() as u32);
        for (follow, known) in list {
            table.follows.push(follow);
            table.known.push(known);
        }
    }
    table
});

/// The letters and digits that begin a text.
fn first_word(text: &str) -> &str {
    let bytes = text.as_bytes();
    let mut end = 1;
    while bytes.get(end).is_some_and(u8::is_ascii_alphanumeric) {
        end += 1;
    }
    if bytes.get(end).is_none_or(u8::is_ascii) && bytes.first().is_none_or(u8::is_ascii) {
        return text.get(..end).unwrap_or(text);
    }
    let end =
        text.char_indices().find(|(at, c)| *at > 0 && !c.is_alphanumeric()).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

/// Its first eight bytes and how many it has, in one number. Two words may share one: a name is spelled out anyway.
fn first_key(word: &str) -> u64 {
    let mut head = [0; 8];
    let length = word.len().min(8);
    head[..length].copy_from_slice(&word.as_bytes()[..length]);
    u64::from_le_bytes(head) ^ (word.len() as u64).rotate_right(8)
}

/// Two bytes of a text from `at` on, 0 behind its end.
fn follow(text: &str, at: usize) -> [u8; 2] {
    [at, at + 1].map(|at| text.as_bytes().get(at).copied().unwrap_or(0))
}

/// Whether a name may go on with `wanted` where the text goes on with `text`: a look that spares the names of many
/// outlets with the same first word. Only ASCII is spelled in one way.
fn may_follow(text: [u8; 2], wanted: [u8; 2]) -> bool {
    let same = |at: usize| wanted[at] == 0 || wanted[at] == text[at] || !text[at].is_ascii();
    same(0) && (text[0] != wanted[0] || same(1))
}

/// The tokens of a range at which the name of an outlet may begin, a "the" before it left out.
pub(super) fn may_begin(words: &Words<'_, '_>, range: IndexRange) -> impl Iterator<Item = usize> {
    words.asks.pick(Ask::Outlet, range)
}

/// The known outlet that begins at a token; a "the" before it may be that token.
#[inline]
pub(super) fn known_at(words: &Words<'_, '_>, at: usize) -> Option<Found> {
    let start = at + usize::from(is_the(words, at));
    let may_begin = words.has(start, Lex::OUTLET_WORD)
        && words.tokens.get(start).is_some_and(|token| !token.first.is_ascii_lowercase());
    if may_begin { named_at(words, at, start) } else { None }
}

/// The longer one of the built-in table's and the user's; of the same name the table knows more, but for small
/// papers: those are told from towns by the list.
#[inline(never)]
fn named_at(words: &Words<'_, '_>, at: usize, start: usize) -> Option<Found> {
    let built_in = built_in_at(words, at, start);
    let listed = words.outlets.map_or(&[][..], |names| names.beginning(words.hash(start)));
    let own = spelled_at(words, listed, at, start);
    let own = own.or_else(|| {
        let publisher = spelled_at(words, words.publisher.map_or(&[], std::slice::from_ref), at, start)?;
        // A company's own page publishes, too: only a context of outlets makes it one.
        Some(Found { ordinary: true, ..publisher })
    });
    match (built_in, own) {
        (Some(built_in), Some(own)) if own.end > built_in.end || built_in.local => Some(own),
        (built_in, own) => built_in.or(own),
    }
}

/// An outlet of one of these names.
fn spelled_at(words: &Words<'_, '_>, forms: &[Form], at: usize, start: usize) -> Option<Found> {
    let token = words.tokens.get(start)?;
    let rest = words.text.get(token.start as usize..)?;
    forms.iter().find_map(|form| {
        let end = end_of(words, start, token.start + form.spelled(rest)? as u32)?;
        Some(Found {
            start: if at < start && words.is_capital(at) { at } else { start },
            end,
            sort: if form.aired { Sort::Aired } else { Sort::Press },
            ordinary: form.ordinary,
            local: false,
        })
    })
}

/// Sets the flag of outlets' first words where the names of the user's list stand.
pub fn mark(doc: &Document<'_>, names: &Names, sheet: &mut Sheet) {
    if !names.is_empty() {
        mark_forms(doc, |hash| names.beginning(hash), sheet);
    }
}

/// The same for the names that `beginning` gives for a word's hash; whether one stands there.
fn mark_forms<'f>(doc: &Document<'_>, beginning: impl Fn(u64) -> &'f [Form], sheet: &mut Sheet) -> bool {
    let mut any = false;
    for (at, token) in doc.tokens().iter().enumerate() {
        if token.first.is_ascii_lowercase() {
            continue;
        }
        let rest = &doc.text()[token.start as usize..];
        if beginning(sheet.hashes[at]).iter().any(|form| form.spelled(rest).is_some()) {
            sheet.begin_outlet(at);
            any = true;
        }
    }
    any
}

/// The article's own publisher.
pub(crate) struct Publisher<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// As it is looked for in the text, where it stands there.
    form: Option<Form>,
}

impl<'a> Publisher<'a> {
    /// Of this name; sets the flag of outlets' first words where the text has it.
    pub(crate) fn new(doc: &Document<'_>, name: &'a str, sheet: &mut Sheet) -> Option<Self> {
        let name = name.trim();
        let form = Form::new(name)?;
        let hashes: Vec<u64> = form.first_hashes().collect();
        let beginning = |hash: u64| if hashes.contains(&hash) { std::slice::from_ref(&form) } else { &[] };
        let any = mark_forms(doc, beginning, sheet);
        Some(Self { name, form: any.then_some(form) })
    }

    pub(super) fn form(&self) -> Option<&Form> {
        self.form.as_ref()
    }
}

/// The identifier of an outlet by its name as the article writes it, or by the name that the built-in table has for
/// that: "NYT" is The New York Times.
pub(super) fn id(names: &Names, name: &str) -> Option<Arc<str>> {
    static FULL: LazyLock<FxHashMap<String, Option<&'static str>>> = LazyLock::new(|| {
        let mut full: FxHashMap<String, Option<&'static str>> = FxHashMap::default();
        for known in &TABLE.known {
            let of_name = full.entry(folded(known.name)).or_insert(Some(known.full));
            *of_name = of_name.filter(|other| *other == known.full);
        }
        full
    });
    let full = || names.id(FULL.get(&folded(name)).copied().flatten()?);
    names.id(name).or_else(full).cloned()
}

/// The token behind a name that begins at one token and ends at a byte, if a token ends there.
fn end_of(words: &Words<'_, '_>, start: usize, stop: u32) -> Option<usize> {
    let mut end = start;
    while words.tokens.get(end).is_some_and(|token| token.end <= stop) {
        end += 1;
    }
    (end > start && words.tokens[end - 1].end == stop).then_some(end)
}

fn built_in_at(words: &Words<'_, '_>, at: usize, start: usize) -> Option<Found> {
    let article = at < start;
    let token = words.tokens.get(start)?;
    let rest = words.text.get(token.start as usize..)?;
    let first = first_word(rest);
    let list = TABLE.first.get(&first_key(first))?;
    let list = list.start as usize..list.end as usize;
    let follow = follow(rest, first.len());
    let may = |at: &usize| may_follow(follow, TABLE.follows[*at]);
    for known in list.filter(may).map(|at| &TABLE.known[at]) {
        let Some(length) = spelled(rest, known.name) else { continue };
        let Some(mut end) = end_of(words, start, token.start + length as u32) else { continue };
        let written = article && words.is_capital(at);
        let ordinary = known.ordinary && !(known.article && written && known.name.contains(' '));
        // "The Times-Beacon" is another paper than The Times
        if words.is(end, b'-') && words.glued(end) && words.glued(end + 1) && words.is_capital(end + 1) {
            return None;
        }
        // "BBC Radio Cumbria"
        let aired = known.sort == Sort::Aired && words.any(end - 1, listed!["radio", "bbc"]);
        if aired && end > start && words.is_capital(end) && !words.breaks_line(end) {
            let station = words.has(end, Lex::PLACE)
                || words.any(end - 1, listed!["radio"])
                    && !words.has(end, Lex::TIME | Lex::FIRST_NAME | Lex::TITLE);
            end += usize::from(station);
        }
        // "BBC Radio 6 Music"
        if aired && words.any(end - 1, listed!["radio"]) && words.tokens.get(end).is_some_and(is_number) {
            end += 1;
            end += usize::from(words.is_capital(end) && words.any(end, listed!["music", "live", "extra"]));
        }
        return Some(Found {
            start: if written || (article && known.article && known.ordinary) { at } else { start },
            end,
            sort: known.sort,
            ordinary,
            local: known.local,
        });
    }
    None
}

fn is_number(token: &Token) -> bool {
    token.kind == TokenKind::Number && token.end - token.start == 1
}

fn is_the(words: &Words<'_, '_>, at: usize) -> bool {
    words.has(at, Lex::DETERMINER) && words.any(at, listed!["the"])
}

/// How many bytes of `text` spell `name`, apostrophes of either kind; it must end at a word's end.
fn spelled(text: &str, name: &str) -> Option<usize> {
    let as_written = text.as_bytes().get(..name.len()) == Some(name.as_bytes());
    let length = if as_written { name.len() } else { spelled_otherwise(text, name)? };
    let next = text[length..].chars().next();
    next.is_none_or(|c| !c.is_alphanumeric()).then_some(length)
}

/// How many bytes of `text` spell `name` with a typographic apostrophe or a hard blank for a plain one.
fn spelled_otherwise(text: &str, name: &str) -> Option<usize> {
    let same = text.bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count();
    if !matches!(name.as_bytes().get(same), Some(b'\'' | b' ')) {
        return None;
    }
    let (mut text_at, mut name_at) = (same, same);
    while let Some(wanted) = name.as_bytes().get(name_at) {
        let rest = &text.as_bytes()[text_at..];
        text_at += match wanted {
            b'\'' if rest.starts_with("’".as_bytes()) => "’".len(),
            b' ' if rest.starts_with("\u{a0}".as_bytes()) => "\u{a0}".len(),
            byte if rest.first() == Some(byte) => 1,
            _ => return None,
        };
        name_at += 1;
    }
    Some(text_at)
}

/// A broadcaster of the state without a name of its own: "state television", "Iranian state media".
pub(super) fn state_media(words: &Words<'_, '_>, at: usize) -> Option<Found> {
    let start = at + usize::from(is_the(words, at));
    let state = start + usize::from(words.has(start, Lex::NATIONALITY));
    let media = state + 1;
    let found = words.any(state, listed!["state", "state-run", "state-owned"])
        && words.any(media, listed!["television", "tv", "media", "radio", "broadcaster", "newspaper"]);
    found.then_some(Found { start, end: media + 1, sort: Sort::Aired, ordinary: false, local: false })
}

/// A name that the words behind it say is an outlet's: "VNA, the Velnian news agency,".
pub(super) fn described(words: &Words<'_, '_>, range: IndexRange) -> Option<Found> {
    let (start, end) = (range.start as usize, range.end as usize);
    let comma = (start + 1..end.min(start + 6)).find(|&at| words.is(at, b','))?;
    let named = words.is_capital(start) || is_the(words, start) && words.is_capital(start + 1);
    let told = (comma + 1..end.min(comma + 8))
        .take_while(|&at| !words.has(at, Lex::PREPOSITION))
        .any(|at| is_press(words, at));
    (named && told).then_some(Found { start, end: comma, sort: Sort::Press, ordinary: false, local: false })
}

/// A name that the noun right before it says is an outlet's: "the opposition daily | Novi Glas, however,".
pub(super) fn behind_noun(words: &Words<'_, '_>, range: IndexRange) -> Option<Found> {
    let start = range.start as usize;
    let noun = start.checked_sub(1).filter(|at| is_press(words, *at) && !words.is_capital(*at))?;
    if words.breaks_line(noun + 1) {
        return None;
    }
    let mut end = start;
    while end < range.end as usize && words.is_capital(end) {
        end += 1;
    }
    (end > start).then_some(Found { start, end, sort: Sort::Press, ordinary: false, local: false })
}

/// A noun that stands beside an outlet's name and says what it is: newspaper, station, "news agency".
fn is_press(words: &Words<'_, '_>, at: usize) -> bool {
    signals::of(words, at).contains(Signal::PRESS)
        && !words.any(at, listed!["news", "newspapers"])
        && (!words.any(at, listed!["agency"]) || words.any(at.wrapping_sub(1), listed!["news"]))
}

/// A name that only its place says is an outlet's, behind "told" or "in an interview with": ordinary words with
/// capitals, "Save Point", or with "The", "The Backplane". A person's, a town's or an office's name is none.
pub(super) fn titled(words: &Words<'_, '_>, at: usize) -> Option<Found> {
    const OTHER: Lex = Lex::TITLE
        .union(Lex::ROLE)
        .union(Lex::GROUP)
        .union(Lex::KIN)
        .union(Lex::PERSON)
        .union(Lex::NATIONALITY)
        .union(Lex::ORG_SUFFIX)
        .union(Lex::ORGANIZATION)
        .union(Lex::FIRST_NAME)
        .union(Lex::PLACE)
        .union(Lex::TIME)
        .union(Lex::PREPOSITION);
    const ORDINARY: Lex =
        Lex::COMMON.union(Lex::VERB).union(Lex::ADJECTIVE).union(Lex::ADVERB).union(Lex::REPORTING);
    let article = is_the(words, at);
    let start = at + usize::from(article);
    if article && !words.is_capital(at) {
        return None;
    }
    let mut end = start;
    while end < start + 5
        && words.is_capital(end)
        && !words.has(end, Lex::TIME)
        && !(end > start && words.breaks_line(end))
    {
        end += 1;
    }
    if end == start
        || words.is(end, b'-')
        || words.is_owner_mark(end) && words.is_capital(end + 1)
        || (start..end).any(|i| words.has(i, OTHER))
    {
        return None;
    }
    let ordinary = |i: usize| words.has(i, ORDINARY);
    let told = article || (start..end).all(ordinary) && (end > start + 1 || words.has(start, Lex::COMMON));
    told.then_some(Found { start: at, end, sort: Sort::Press, ordinary: false, local: false })
}

/// A name that the words before it say is an outlet's: "local station KPLT", "the student newspaper, the Daily Orange".
pub(super) fn introduced(words: &Words<'_, '_>, at: usize) -> Option<Found> {
    let mut phrase = (at..at + 6).take_while(|&i| words.is_word(i) && !words.has(i, Lex::PREPOSITION));
    let noun = phrase.find(|&i| is_press(words, i))?;
    if words.is_capital(noun)
        || (at..noun).any(|i| words.is_capital(i) && !words.has(i, Lex::NATIONALITY | Lex::PLACE))
    {
        return None;
    }
    // "the public radio show “Louisiana Considered”"
    if words.tokens.get(noun + 1).is_some_and(|token| token.kind == TokenKind::Mark)
        && words.is_capital(noun + 2)
    {
        let close = (noun + 3..noun + 10)
            .find(|&i| words.tokens.get(i).is_some_and(|token| token.kind == TokenKind::Mark))?;
        let end = if words.is(close - 1, b',') || words.is(close - 1, b'.') { close - 1 } else { close };
        return Some(Found { start: noun + 2, end, sort: Sort::Show, ordinary: false, local: false });
    }
    let comma = usize::from(words.is(noun + 1, b','));
    let article = is_the(words, noun + 1 + comma);
    let start = noun + 1 + comma + usize::from(article);
    if comma > 0 && !article
        || article && comma == 0 && !words.is_capital(noun + 1)
        || words.breaks_line(noun + 1)
    {
        return None;
    }
    if let Some(known) = known_at(words, start) {
        return Some(Found { ordinary: false, ..known });
    }
    let mut end = start;
    while end < start + 6
        && (words.is_capital(end) && !words.has(end, Lex::PREPOSITION) || words.is(end, b'&') && end > start)
    {
        end += 1;
    }
    let aired = words
        .any(noun, listed!["broadcaster", "station", "channel", "network", "podcast", "programme", "show"]);
    let sort = if aired { Sort::Aired } else { Sort::Press };
    (end > start).then_some(Found { start, end, sort, ordinary: false, local: false })
}

/// A name behind an owner that is no outlet: "Canada's National Post", "Sunday's Observer".
pub(super) fn owned(words: &Words<'_, '_>, at: usize) -> Option<Found> {
    let place = words.has(at, Lex::PLACE | Lex::NATIONALITY | Lex::TIME) && words.is_capital(at);
    if !place || !words.is_owner_mark(at + 1) {
        return None;
    }
    known_at(words, at + 2).or_else(|| looks_like(words, at + 2)).or_else(|| followed(words, at + 2))
}

/// A name that the noun behind it says is an outlet's: "the Kyodo news agency", "the Farming Today programme".
pub(super) fn followed(words: &Words<'_, '_>, at: usize) -> Option<Found> {
    let article = is_the(words, at);
    let start = at + usize::from(article);
    let mut end = start;
    while end < start + 5 && (words.is_capital(end) || end > start && words.is_owner_mark(end)) {
        end += 1;
    }
    let named = words
        .any(end, listed!["newspaper", "newspapers", "magazine", "programme", "podcast", "broadcaster"])
        || words.any(end, listed!["news"])
            && words.any(end + 1, listed!["agency", "site", "website", "service"]);
    let noun = signals::of(words, end).contains(Signal::PRESS) && named;
    let aired = words.any(end, listed!["programme", "podcast", "broadcaster"]);
    (end > start && noun && !words.is_owner_mark(end - 1)).then_some(Found {
        start: if article && words.is_capital(at) { at } else { start },
        end,
        sort: if aired { Sort::Aired } else { Sort::Press },
        ordinary: false,
        local: false,
    })
}

/// A paper by the last word of its name: "the Herald".
pub(super) fn short(words: &Words<'_, '_>, at: usize) -> Option<Found> {
    let named = is_the(words, at)
        && words.is_capital(at + 1)
        && !words.is_capital(at + 2)
        && words.any(
            at + 1,
            listed![
                "journal",
                "herald",
                "tribune",
                "gazette",
                "chronicle",
                "dispatch",
                "courier",
                "examiner",
                "sentinel",
                "argus",
                "inquirer",
                "advertiser",
                "messenger",
                "bulletin",
                "echo",
                "mercury",
                "telegraph",
                "beacon",
                "bugle",
                "bee",
                "clarion",
                "intelligencer",
                "observer",
                "enquirer",
                "citizen",
                "standard",
                "mirror",
                "oregonian",
                "tennessean",
                "missourian",
                "virginian",
            ],
        );
    let start = if words.is_capital(at) { at } else { at + 1 };
    named.then_some(Found { start, end: at + 2, sort: Sort::Press, ordinary: false, local: false })
}

/// Nouns that a paper's name ends in, and other names, too.
const WHOLE: [&str; 16] = [
    "Citizen",
    "Star",
    "Echo",
    "Standard",
    "Record",
    "Globe",
    "Independent",
    "Guardian",
    "Mercury",
    "Register",
    "Recorder",
    "Beacon",
    "Banner",
    "Statesman",
    "Press",
    "Enquirer",
];

/// Whether a word is the call sign of an American or Canadian station: WKYC, KTLA, CKNW.
fn is_call_sign(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.len() == 4
        && bytes.iter().all(u8::is_ascii_uppercase)
        && (matches!(bytes[0], b'W' | b'K')
            || bytes[0] == b'C' && matches!(bytes[1], b'B' | b'F' | b'H' | b'J' | b'K')
            || bytes[0] == b'V' && bytes[1] == b'O')
}

/// An outlet that no list knows, told by its last word: "the Northport Gazette".
pub(super) fn looks_like(words: &Words<'_, '_>, at: usize) -> Option<Found> {
    const LAST: [&str; 39] = [
        "News",
        "Media",
        "Times",
        "Post",
        "Radio",
        "TV",
        "Television",
        "Magazine",
        "Herald",
        "Tribune",
        "Gazette",
        "Journal",
        "Podcast",
        "Chronicle",
        "Telegraph",
        "Newspaper",
        "Weekly",
        "Observer",
        "Courier",
        "Examiner",
        "Sentinel",
        "Daily",
        "Mail",
        "Review",
        "Dispatch",
        "FM",
        "Show",
        "Reporter",
        "Argus",
        "Monthly",
        "Quarterly",
        "Bulletin",
        "Inquirer",
        "Advertiser",
        "Digest",
        "Insider",
        "Express",
        "Messenger",
        "Ledger",
    ];
    // One look spares most words the comparison with all of them.
    const CODES: [Code; LAST.len()] = codes(LAST);
    let is_last = |at: usize| words.any(at, &CODES) && LAST.contains(&words.word(at));
    let article = is_the(words, at);
    let start = at + usize::from(article);
    if !words.is_capital(start) {
        return None;
    }
    let mut end = start;
    while end < start + 6
        && words.is_capital(end)
        && (!words.has(end, Lex::TIME)
            || is_last(end)
            || words.any(end, listed!["evening", "morning", "sunday", "saturday"])
                && words.is_capital(end + 1))
    {
        end += 1;
        if words.any(end, listed!["of"]) && words.is_capital(end + 1) && is_last(start) {
            end += 1;
        }
    }
    if is_call_sign(words.word(start)) {
        let suffix = words.is(start + 1, b'-') && words.glued(start + 1) && words.glued(start + 2);
        let news = words.is_capital(start + 1) && words.any(start + 1, listed!["news", "radio", "tv"]);
        let end = if suffix && words.any(start + 2, listed!["tv", "fm", "am"]) {
            start + 3
        } else {
            start + 1 + usize::from(news)
        };
        return Some(Found { start, end, sort: Sort::Aired, ordinary: false, local: false });
    }
    // "Radio Humberside", "News 6", "Channel 9"
    let first = words.word(start);
    if end > start + 1 && !article && matches!(first, "Radio" | "Televisión" | "Rádio") {
        return Some(Found { start, end, sort: Sort::Aired, ordinary: false, local: false });
    }
    if matches!(first, "News" | "Channel" | "Fox" | "Radio" | "Action" | "Local")
        && end == start + 1
        && words
            .tokens
            .get(end)
            .is_some_and(|token| token.kind == TokenKind::Number && token.span().len() <= 2)
    {
        return Some(Found { start, end: end + 1, sort: Sort::Aired, ordinary: false, local: false });
    }
    // "the Portland Times-Beacon", "The Times-Beacon"
    let hyphened = |i: usize| words.is(i + 1, b'-') && words.glued(i + 1) && words.is_capital(i + 2);
    if end > start && is_last(end - 1) && hyphened(end - 1) {
        let start = if article && words.is_capital(at) { at } else { start };
        return Some(Found { start, end: end + 2, sort: Sort::Press, ordinary: false, local: false });
    }
    // "the Fenland Citizen"
    let whole = || (article && end > start && WHOLE.contains(&words.word(end - 1))).then(|| end - 1);
    let last = (start..end).rev().find(|&i| is_last(i)).or_else(whole)?;
    (last > start).then(|| Found {
        start: if article && words.is_capital(at) { at } else { start },
        end: last + 1,
        sort: if matches!(words.word(last), "Radio" | "TV" | "Television" | "Podcast" | "FM" | "Show") {
            Sort::Aired
        } else {
            Sort::Press
        },
        ordinary: false,
        local: false,
    })
}
