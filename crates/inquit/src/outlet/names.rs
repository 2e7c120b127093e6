//! The outlets that are known by name, found by their first word.

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use inquit_tokenizer::{Document, IndexRange, Token, TokenKind};
use rustc_hash::FxHashMap;

use crate::known::{Form, Names, folded};
use crate::lexicon::{Ask, Lex, Sheet, listed, lookup};
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
            let own = bare(alias);
            let first = first_word(own);
            let known = Known {
                name: own,
                full: name,
                article: own.len() < alias.len(),
                sort,
                ordinary: marked,
                local,
            };
            lists.entry(first_key(first)).or_default().push((follow(own, first.len()), known));
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
    // "talkSPORT" begins small
    let capital = |token: &Token| {
        !token.first.is_ascii_lowercase() || words.word(start).bytes().any(|byte| byte.is_ascii_uppercase())
    };
    let may_begin = words.has(start, Lex::OUTLET_WORD) && words.tokens.get(start).is_some_and(capital);
    if may_begin { named_at(words, at, start) } else { None }
}

/// The longer one of the built-in table's and the user's; of the same name the table knows more, but for small
/// papers: those are told from towns by the list.
#[inline(never)]
fn named_at(words: &Words<'_, '_>, at: usize, start: usize) -> Option<Found> {
    let built_in = built_in_at(words, at, start);
    let listed = words.outlets.map_or(&[][..], |names| names.beginning(words.hash(start)));
    let own = spelled_at(words, listed, at, start);
    let introduced = || words.introduced.map_or(&[][..], |names| names.beginning(words.hash(start)));
    let own = own.or_else(|| spelled_at(words, introduced(), at, start)).or_else(|| {
        let publisher = spelled_at(words, words.publisher, at, start)?;
        // A company's own page publishes, too: only a context of outlets makes it one.
        Some(Found { ordinary: true, ..publisher })
    });
    match (built_in, own) {
        (Some(built_in), Some(own)) if own.end > built_in.end || built_in.local => Some(own),
        (built_in, own) => built_in.or(own),
    }
}

/// An outlet of one of these names: hardly any article has any.
#[inline]
fn spelled_at(words: &Words<'_, '_>, forms: &[Form], at: usize, start: usize) -> Option<Found> {
    if forms.is_empty() { None } else { spelled_of(words, forms, at, start) }
}

#[inline(never)]
fn spelled_of(words: &Words<'_, '_>, forms: &[Form], at: usize, start: usize) -> Option<Found> {
    let token = words.tokens.get(start)?;
    let rest = words.text.get(token.start as usize..)?;
    // "the Gazette", "this week's Gazette"
    let led = at < start
        || words.is_owner_mark(start.wrapping_sub(1)) && words.has(start.wrapping_sub(2), Lex::TIME);
    forms.iter().filter(|form| led || !form.article).find_map(|form| {
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
    /// As it is looked for in the text, in full and shorter, where it stands there.
    forms: Vec<Form>,
}

impl<'a> Publisher<'a> {
    /// Of this name; sets the flag of outlets' first words where the text has it.
    pub(crate) fn new(doc: &Document<'_>, name: &'a str, sheet: &mut Sheet) -> Option<Self> {
        let name = name.trim();
        let form = Form::new(name)?;
        let mut forms = shorter(&form);
        forms.insert(0, form);
        let hashes: Vec<u64> = forms.iter().flat_map(Form::first_hashes).collect();
        let beginning = |hash: u64| if hashes.contains(&hash) { &forms[..] } else { &[] };
        let any = mark_forms(doc, beginning, sheet);
        Some(Self { name, forms: if any { forms } else { Vec::new() } })
    }

    pub(super) fn forms(&self) -> &[Form] {
        &self.forms
    }

    /// Whether a name is one of its own, the full one or a shorter one.
    pub(super) fn is_named(&self, name: &str) -> bool {
        let name = bare(name);
        self.forms.iter().any(|form| form.spelled(name) == Some(name.len()))
    }
}

/// What a publisher calls itself for short: "the Champion" is The Ballinacor Champion, "Inkwell" Inkwell Weekly, "PWS"
/// the Pacific Wire Service.
fn shorter(full: &Form) -> Vec<Form> {
    const KINDS: [&str; 19] = [
        "News",
        "Media",
        "Online",
        "Magazine",
        "Radio",
        "TV",
        "Television",
        "Weekly",
        "Daily",
        "Monthly",
        "Live",
        "Today",
        "Digest",
        "Podcast",
        "Agency",
        "Service",
        "Network",
        "Group",
        "Press",
    ];
    let words: Vec<&str> = full.words().collect();
    let [first, .., last] = words[..] else { return Vec::new() };
    let named = |word: &str| word.chars().count() > 3 && word.starts_with(char::is_uppercase);
    let initials: Option<String> = words.iter().map(|word| word.chars().next()).collect();
    let initials = initials.filter(|initials| initials.len() > 2 && initials.chars().all(char::is_uppercase));
    let mut shorter = Vec::new();
    shorter.extend(initials.map(|initials| full.short(initials, false)));
    if KINDS.contains(&last) {
        let place = lookup(first).intersects(Lex::PLACE | Lex::NATIONALITY | Lex::TIME);
        shorter.extend(
            (words.len() == 2 && named(first) && !place).then(|| full.short(first.to_owned(), false)),
        );
    } else if named(last) {
        shorter.push(full.short(last.to_owned(), true));
    }
    shorter
}

/// A name without its article.
pub(super) fn bare(name: &str) -> &str {
    name.strip_prefix("The ").or_else(|| name.strip_prefix("the ")).unwrap_or(name)
}

/// What kind of outlet a known name is.
fn sort_of(name: &str) -> Option<Sort> {
    let bare = bare(name);
    TABLE.known.iter().find(|known| known.name == bare).map(|known| known.sort)
}

/// Whether an outlet is heard or seen, where its name tells.
fn aired(name: &str) -> Option<bool> {
    // what no list knows, its own words may tell
    let aired = |word: &str| ["Radio", "TV", "Television", "FM", "BBC", "ITV"].contains(&word);
    let spelled = || bare(name).split(' ').any(aired).then_some(true);
    sort_of(name).map(|sort| matches!(sort, Sort::Aired | Sort::Show)).or_else(spelled)
}

/// Whether an outlet is known as a news agency.
pub(super) fn is_agency(name: &str) -> bool {
    sort_of(name) == Some(Sort::Agency)
}

/// Whether an outlet is known to be neither heard nor seen.
pub(super) fn is_printed(name: &str) -> bool {
    aired(name) == Some(false)
}

/// Whether an outlet may be meant by a noun: no newspaper is a network.
pub(super) fn may_be(name: &str, words: &Words<'_, '_>, noun: usize) -> bool {
    let Some(aired) = aired(name) else { return true };
    let printed = words
        .any(noun, listed!["newspaper", "paper", "daily", "weekly", "tabloid", "magazine", "newsletter"]);
    if aired { !printed } else { !super::unlisted::is_aired(words, noun) }
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
        // "Sportsnet 590 that", "WISN 12 News", but "CNN 12 people"
        if known.sort == Sort::Aired
            && words.tokens.get(end).is_some_and(|token| token.kind == TokenKind::Number)
            && !words.breaks_line(end)
        {
            let news = words.is_capital(end + 1) && words.any(end + 1, listed!["news"]);
            let alone = words.any(end + 1, listed!["that"]) || words.is(end + 1, b',');
            end += if news { 2 } else { usize::from(alone) };
        }
        // "BBC Radio 6 Music"
        if aired && words.any(end - 1, listed!["radio"]) && words.tokens.get(end).is_some_and(is_number) {
            end += 1;
            end += usize::from(words.is_capital(end) && words.any(end, listed!["music", "live", "extra"]));
        }
        // "Star Sports", "CBS Sports Network"
        let more = listed![
            "sports",
            "sport",
            "network",
            "online",
            "television",
            "breakfast",
            "profit",
            "business",
            "news",
            "international",
            "arabic",
            "persian",
            "drive",
            "mornings",
            "afternoons",
            "tonight"
        ];
        while known.sort != Sort::Agency
            && words.is_capital(end)
            && words.any(end, more)
            && !words.breaks_line(end)
        {
            end += 1;
        }
        // "the People's Alliance"
        let owned =
            words.is_owner_mark(end) && words.is_capital(end + 1) && !words.has(end + 1, Lex::FIRST_NAME);
        if known.ordinary && known.name == "People" && owned {
            return None;
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

pub(super) fn is_the(words: &Words<'_, '_>, at: usize) -> bool {
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
