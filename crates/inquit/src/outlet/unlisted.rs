//! Outlets that no list knows, told by their own words or by those beside them.

use inquit_tokenizer::{IndexRange, TokenKind};

use super::names::{Found, Sort, is_the, known_at};
use super::signals::{self, Signal};
use crate::lexicon::{Code, Lex, codes, listed};
use crate::mention::Words;

/// A known outlet that is not the beginning of a longer name: "The Daily", but "the Daily Dispatch" as a whole.
pub(super) fn known_whole(words: &Words<'_, '_>, at: usize) -> Option<Found> {
    known_at(words, at).filter(|known| {
        !known.ordinary
            || !words.is_capital(known.end)
            // "told Lady Justice Lima"
            || !words.has(known.end - 1, Lex::TITLE)
                && looks_like(words, at).is_none_or(|longer| longer.end <= known.end)
    })
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

/// A name that the noun behind it, the source's last word, says is an outlet's: "The state-run | Anadolu | agency".
pub(super) fn before_noun(words: &Words<'_, '_>, range: IndexRange) -> Option<Found> {
    let noun = (range.end as usize).checked_sub(1)?;
    let end = noun - usize::from(words.any(noun.wrapping_sub(1), listed!["news"]));
    let named = words.any(noun, listed!["agency", "newspaper", "broadcaster", "tabloid", "daily"]);
    if !named || words.is_capital(noun) {
        return None;
    }
    let mut start = end;
    while start > range.start as usize
        && words.is_capital(start - 1)
        && !words.has(start - 1, Lex::DETERMINER)
    {
        start -= 1;
    }
    // "the Times newspaper", "the Anadolu agency", but "the Scottish Environment Protection agency"
    let found = known_at(words, start).filter(|found| found.end == end)?;
    Some(Found { ordinary: false, ..found })
}

/// Where a name begins behind an article and what describes it: "The state-owned | Radio Tendala".
pub(super) fn behind_adjectives(words: &Words<'_, '_>, range: IndexRange) -> Option<usize> {
    let name = range
        .range()
        .find(|&at| words.is_capital(at) && !words.has(at, Lex::DETERMINER | Lex::NATIONALITY))?;
    let before = range.start as usize..name;
    let describes = |at: usize| {
        words.has(at, Lex::DETERMINER | Lex::ADJECTIVE | Lex::NATIONALITY)
            || words.is(at, b'-')
            || words.any(at, listed!["state", "owned", "run", "daily", "weekly", "local", "private"])
    };
    (!before.is_empty() && before.clone().all(describes)).then_some(name)
}

/// A noun that stands beside an outlet's name and says what it is: newspaper, station, "news agency".
pub(super) fn is_press(words: &Words<'_, '_>, at: usize) -> bool {
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

/// A name that only its place says is an outlet's, as [`titled`], but one of an unknown word: a capital inside as in
/// "TidePool", or a word that the article has not had before. Nobody is brought in by a surname alone.
pub(super) fn unheard(words: &Words<'_, '_>, at: usize) -> Option<Found> {
    const PERSON: [&str; 12] = ["Mc", "Mac", "De", "Di", "Du", "La", "Le", "Fitz", "Van", "O'", "O’", "D'"];
    let word = words.word(at);
    let named = words.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Word)
        && words.lex(at).is_empty()
        && word.len() > 1
        && !is_plural_acronym(word)
        && !words.is_capital(at + 1)
        && !words.is(at + 1, b'-');
    // "NRM's breakfast programme", but "Lima's aides", and "Skelby's website" is one's own
    let owner = words.is_owner_mark(at + 1);
    let owns_press = || (at + 2..at + 5).any(|noun| is_press(words, noun)) && house(words, at).is_none();
    if !named || owner && !owns_press() {
        return None;
    }
    let inner =
        word.as_bytes().windows(2).any(|two| two[0].is_ascii_lowercase() && two[1].is_ascii_uppercase());
    let inner = inner && !PERSON.iter().any(|prefix| word.starts_with(prefix));
    let hash = words.hash(at);
    let first = words.is_capital(at) && !words.is(at + 1, b',') && !words.hashes[..at].contains(&hash);
    (inner || first).then_some(Found {
        start: at,
        end: at + 1,
        sort: Sort::Press,
        ordinary: false,
        local: false,
    })
}

/// One unknown word that owns a person: "told SuperSport's | Naledi Visser".
pub(super) fn before_person(words: &Words<'_, '_>, at: usize) -> Option<Found> {
    let named = words.is_capital(at)
        && words.lex(at).is_empty()
        && words.is_owner_mark(at + 1)
        && words.is_capital(at + 2)
        && !words.has(at + 2, Lex::COMMON | Lex::TIME)
        && words.is_capital(at + 3)
        && !words.hashes[..at].contains(&words.hash(at));
    named.then_some(Found { start: at, end: at + 1, sort: Sort::Press, ordinary: false, local: false })
}

/// One unknown word before a comma, behind "writing in" or "writing for".
pub(super) fn single(words: &Words<'_, '_>, at: usize) -> Option<Found> {
    let named = words.is_capital(at)
        && words.lex(at).is_empty()
        && words.word(at).len() > 3
        && words.is(at + 1, b',');
    named.then_some(Found { start: at, end: at + 1, sort: Sort::Press, ordinary: false, local: false })
}

/// "MPs", "TDs": people, by letters.
fn is_plural_acronym(word: &str) -> bool {
    word.strip_suffix('s').is_some_and(|letters| letters.bytes().all(|byte| byte.is_ascii_uppercase()))
}

/// A name of two words of which the first is a foreign article, as [`unheard`]: "told La Ribera", "told El Faro". Those
/// whose surname begins so are brought in with their first name.
pub(super) fn foreign(words: &Words<'_, '_>, at: usize) -> Option<Found> {
    let article = ["El", "La", "Le", "Il", "Los", "Las", "Les", "Der", "Die", "Das", "Het"]
        .contains(&words.word(at))
        && words.is_capital(at + 1)
        && words.is_word(at + 1)
        && !words.breaks_line(at + 1);
    let new = || !words.hashes[..at].contains(&words.hash(at + 1));
    // "El Diario del Sur"
    let of = ["de", "del", "do", "da", "della", "di", "du", "des"].contains(&words.word(at + 2));
    let end = if of && words.is_capital(at + 3) { at + 4 } else { at + 2 };
    (article && new() && !words.is(at + 2, b'-')).then_some(Found {
        start: at,
        end,
        sort: Sort::Press,
        ordinary: false,
        local: false,
    })
}

/// A name that the words before it say is an outlet's: "local station KPLT", "the student newspaper, the Daily Orange".
pub(super) fn introduced(words: &Words<'_, '_>, at: usize) -> Option<Found> {
    let mut phrase = (at..at + 6)
        .take_while(|&i| (words.is_word(i) || words.is_owner_mark(i)) && !words.has(i, Lex::PREPOSITION));
    // "the trade journal Recharge", but "the journal Nature" is for scholars
    let trade = |i: usize| {
        words.any(i, listed!["journal"])
            && words.any(i.wrapping_sub(1), listed!["trade", "industry", "literary"])
    };
    let noun = phrase.find(|&i| is_press(words, i) || trade(i))?;
    if words.is_capital(noun)
        || (at..noun)
            .any(|i| words.is_capital(i) && !words.has(i, Lex::NATIONALITY | Lex::PLACE | Lex::DETERMINER))
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
    let named = comma == 0 || article || known_at(words, start).is_some();
    if !named || article && comma == 0 && !words.is_capital(noun + 1) || words.breaks_line(noun + 1) {
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
    // "the podcast Off the Boil"
    if words.any(noun, listed!["podcast"]) && comma == 0 && words.has(start, Lex::PREPOSITION) {
        end = title_end(words, start, 6);
    }
    // "the German news agency dpa"
    if words.any(noun, listed!["agency"])
        && words.is_word(start)
        && (words.lex(start) & !Lex::OUTLET_WORD).is_empty()
        && words.word(start).len() < 6
    {
        end = start + 1;
    }
    let sort = if is_aired(words, noun) { Sort::Aired } else { Sort::Press };
    (end > start).then_some(Found { start, end, sort, ordinary: false, local: false })
}

/// One past the last token of a title that begins at a token, within so many: capitals, and small words between them,
/// "Off the Bench".
pub(super) fn title_end(words: &Words<'_, '_>, start: usize, most: usize) -> usize {
    let capital =
        |at: usize| words.is_capital(at) && !(at > start && (words.breaks_line(at) || is_day(words, at)));
    let mut end = start;
    for at in start..start + most {
        // "The Pull-Up"
        let hyphen =
            at > start && words.is(at, b'-') && words.glued(at) && words.glued(at + 1) && capital(at + 1);
        if capital(at) {
            end = at + 1;
        } else if hyphen {
        } else if at == start
            || !words.any(
                at,
                listed!["the", "a", "an", "of", "in", "on", "to", "for", "and", "with", "from", "at"],
            )
        {
            break;
        }
    }
    end
}

/// Whether a word is a day's name, which ends a title: "the newspaper Monday", but "the podcast Family Hour".
pub(super) fn is_day(words: &Words<'_, '_>, at: usize) -> bool {
    words.any(at, listed!["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
}

/// Whether a noun is one for what is heard or seen.
pub(super) fn is_aired(words: &Words<'_, '_>, noun: usize) -> bool {
    words.any(noun, listed!["broadcaster", "station", "channel", "network", "podcast", "programme", "show"])
}

/// A name behind an owner that is no outlet: "Canada's National Post", "Sunday's Observer".
pub(super) fn owned(words: &Words<'_, '_>, at: usize) -> Option<Found> {
    if !words.is_capital(at) || !words.is_owner_mark(at + 1) {
        return None;
    }
    // "Nine's Today"
    if !words.has(at, Lex::PLACE | Lex::NATIONALITY | Lex::TIME) {
        return known_at(words, at + 2).filter(|known| known.sort == Sort::Show);
    }
    known_at(words, at + 2).or_else(|| looks_like(words, at + 2)).or_else(|| followed(words, at + 2))
}

/// What somebody else than press has to be heard by: "the club's website", "the federation's in-house magazine".
pub(super) fn house(words: &Words<'_, '_>, at: usize) -> Option<Found> {
    const HOUSES: &[Code] = listed![
        "club",
        "parish",
        "team",
        "league",
        "federation",
        "festival",
        "tournament",
        "school",
        "village",
        "union",
        "party",
        "company",
        "university",
        "staff"
    ];
    // "the parish magazine"
    let medium = listed!["website", "site", "channel", "magazine", "newsletter", "podcast", "tv"];
    if words.has(at, Lex::DETERMINER)
        && words.any(at + 1, HOUSES)
        && !words.is_capital(at + 1)
        && words.any(at + 2, medium)
        && !words.is_owner_mark(at + 3)
    {
        return Some(Found { start: at, end: at + 3, sort: Sort::Press, ordinary: false, local: false });
    }
    // "Skelby's website", "the club's website"
    let named =
        words.is_capital(at) && words.is_owner_mark(at + 1) && !words.has(at, Lex::TIME | Lex::OUTLET_WORD);
    let owner = (at + 1..at + 5)
        .take_while(|&i| words.is_word(i) && !words.has(i, Lex::PREPOSITION | Lex::REPORTING))
        .last()
        .map_or(at + 1, |last| last + 1);
    let owner = if named { at + 1 } else { owner };
    if !named && !words.has(at, Lex::DETERMINER) || !words.is_owner_mark(owner) {
        return None;
    }
    let plain = |i: &usize| {
        (!words.is_capital(*i) || words.any(*i, listed!["youtube"]))
            && (words.is_word(*i) || words.is(*i, b'-'))
            && !words.has(*i, Lex::PREPOSITION)
    };
    let noun = (owner + 1..owner + 6).take_while(plain).find(|&i| words.any(i, medium))?;
    (!words.is_owner_mark(noun + 1)).then_some(Found {
        start: at,
        end: noun + 1,
        sort: Sort::Press,
        ordinary: false,
        local: false,
    })
}

/// A name that the noun behind it says is an outlet's: "the Kyodo news agency", "the Farming Today programme".
pub(super) fn followed(words: &Words<'_, '_>, at: usize) -> Option<Found> {
    let article = is_the(words, at);
    let start = at + usize::from(article);
    let mut end = start;
    while end < start + 5 && (words.is_capital(end) || end > start && words.is_owner_mark(end)) {
        end += 1;
    }
    let station = words.any(end, listed!["radio", "tv"]) && end == start + 1 && words.lex(start).is_empty();
    let named = station
        || words
            .any(end, listed!["newspaper", "newspapers", "magazine", "programme", "podcast", "broadcaster"])
        // "the Seven Network's Sunrise program", but "a Medicaid program"
        || words.any(end, listed!["program", "show"]) && (start..end).any(|at| words.is_owner_mark(at))
        || words.any(end, listed!["news"])
            && words.any(end + 1, listed!["agency", "site", "website", "service"]);
    let noun = signals::of(words, end).contains(Signal::PRESS) && named;
    let aired = words.any(end, listed!["programme", "program", "show", "podcast", "broadcaster"]);
    // "the Japanese magazine" has no name
    let named = (start..end).any(|at| !words.has(at, Lex::NATIONALITY | Lex::PLACE));
    (named && noun && !words.is_owner_mark(end - 1)).then_some(Found {
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
const WHOLE: [&str; 20] = [
    "Champion",
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
    "Bugle",
    "Clarion",
    "Packet",
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

/// A station by its frequency in megahertz and its name: "96.9 The Rock".
fn on_frequency(words: &Words<'_, '_>, at: usize) -> Option<Found> {
    let number = words.tokens.get(at).filter(|token| token.kind == TokenKind::Number)?;
    let megahertz: f32 = number.text(words.text).parse().ok()?;
    let end = (at + 1..at + 5).find(|&i| !words.is_capital(i))?;
    let named = end > at + 1 && (87.0..108.1).contains(&megahertz) && number.text(words.text).contains('.');
    named.then_some(Found { start: at, end, sort: Sort::Aired, ordinary: false, local: false })
}

/// A station by its name and its frequency: "Sports Talk 97.3".
fn before_frequency(words: &Words<'_, '_>, start: usize, end: usize) -> Option<Found> {
    let number = words.tokens.get(end).filter(|token| token.kind == TokenKind::Number && end > start)?;
    let megahertz: f32 = number.text(words.text).parse().ok()?;
    let named = (87.0..108.1).contains(&megahertz) && number.text(words.text).contains('.');
    named.then_some(Found { start, end: end + 1, sort: Sort::Aired, ordinary: false, local: false })
}

/// Whether an owner's mark stands in a programme's name: "The Women|'s Football Show".
fn is_show(words: &Words<'_, '_>, at: usize) -> bool {
    (at + 1..at + 4)
        .take_while(|&i| words.is_capital(i))
        .any(|i| words.any(i, listed!["show", "podcast", "hour"]))
}

/// An outlet that no list knows, told by its last word: "the Northport Gazette".
pub(super) fn looks_like(words: &Words<'_, '_>, at: usize) -> Option<Found> {
    const LAST: [&str; 54] = [
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
        "Breakfast",
        "Tonight",
        "Breeze",
        "Nachrichten",
        "Zeitung",
        "Anzeiger",
        "Tageblatt",
        "Kurier",
        "Rundschau",
        "Dagblad",
        "Tidende",
        "Shimbun",
        "Ilbo",
        "Sanomat",
        "Fréttir",
    ];
    // One look spares most words the comparison with all of them.
    const CODES: [Code; LAST.len()] = codes(LAST);
    let is_last = |at: usize| words.any(at, &CODES) && LAST.contains(&words.word(at));
    let article = is_the(words, at);
    let start = at + usize::from(article);
    if !words.is_capital(start) {
        return on_frequency(words, at);
    }
    let mut end = start;
    while end < start + 6
        // "The Women's Football Show"
        && (words.is_capital(end) || article && words.is_capital(at) && words.is_owner_mark(end) && is_show(words, end))
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
    if let Some(station) = before_frequency(words, start, end) {
        return Some(station);
    }
    // "the News Agency of Nigeria"
    if words.any(start, listed!["news"]) && words.any(start + 1, listed!["agency"]) && end > start + 2 {
        return Some(Found { start, end, sort: Sort::Agency, ordinary: false, local: false });
    }
    if is_call_sign(words.word(start)) {
        let suffix = words.is(start + 1, b'-') && words.glued(start + 1) && words.glued(start + 2);
        // "WISN 12 News"
        let channel = words.tokens.get(start + 1).is_some_and(|token| token.kind == TokenKind::Number);
        let named = start + 1 + usize::from(channel);
        let news = words.is_capital(named) && words.any(named, listed!["news", "radio", "tv"]);
        // "told KARE 11 in the parking lot"
        let numbered = channel
            && (!words.is_word(named) || words.has(named, Lex::PREPOSITION | Lex::TIME | Lex::SUBORDINATOR));
        let end = if suffix && words.any(start + 2, listed!["tv", "fm", "am"]) {
            start + 3
        } else if news {
            named + 1
        } else if numbered {
            named
        } else {
            start + 1
        };
        return Some(Found { start, end, sort: Sort::Aired, ordinary: false, local: false });
    }
    // "Radio Humberside", "News 6", "Channel 9"
    let first = words.word(start);
    if end > start + 1
        && !article
        && matches!(first, "Radio" | "Televisión" | "Rádio" | "Canal" | "Canale" | "Kanal")
    {
        return Some(Found { start, end, sort: Sort::Aired, ordinary: false, local: false });
    }
    if matches!(first, "News" | "Channel" | "Fox" | "Radio" | "Action" | "Local")
        && end == start + 1
        && words
            .tokens
            .get(end)
            .is_some_and(|token| token.kind == TokenKind::Number && token.span().len() <= 2)
    {
        // "Fox 12 Oregon"
        let place = usize::from(words.has(end + 1, Lex::PLACE) && words.is_capital(end + 1));
        return Some(Found { start, end: end + 1 + place, sort: Sort::Aired, ordinary: false, local: false });
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
        sort: if matches!(
            words.word(last),
            "Radio" | "TV" | "Television" | "Podcast" | "FM" | "Show" | "Breakfast" | "Tonight"
        ) {
            Sort::Aired
        } else {
            Sort::Press
        },
        ordinary: false,
        local: false,
    })
}
