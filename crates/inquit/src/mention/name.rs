//! Proper names: runs of capitalised words, with the small words that may stand inside them.

use inquit_tokenizer::{IndexRange, TokenFlags, TokenKind};

use super::extent::extend;
use super::{Class, Form, Mention, Traits, Words, nominal, organization};
pub(super) use crate::lexicon::NO_NAME;
use crate::lexicon::{Code, Lex, listed};

/// An @handle, as a name.
pub(super) fn handle(at: usize, sentence: u32) -> Mention {
    let at = at as u32;
    bare(IndexRange::new(at, at + 1), at, sentence, Class::Person, Traits::empty())
}

fn bare(tokens: IndexRange, from: u32, sentence: u32, class: Class, traits: Traits) -> Mention {
    Mention {
        tokens,
        from,
        head: tokens.end.saturating_sub(1),
        sentence,
        role: IndexRange::default(),
        role_head: from,
        form: Form::Name,
        class,
        traits,
    }
}

/// The name that begins at a capitalised token, if one does. `start`: the sentence begins here; `headline`: all
/// words of the line are capitalised.
pub(super) fn read(
    words: &Words<'_, '_>,
    at: usize,
    range: IndexRange,
    sentence: u32,
    start: bool,
    headline: bool,
) -> Option<Mention> {
    let flags = words.lex(at);
    if flags.intersects(NO_NAME) && !(flags.intersects(Lex::FIRST_NAME) && follows_name(words, at)) {
        return None;
    }
    // "The Guardian said"
    if flags.intersects(Lex::OUTLET_WORD)
        && (words.any(at, listed!["guardian", "spectator", "economist", "advocate"])
            // a man or a woman, too
            || words.any(at, listed!["australian", "scotsman", "national", "oregonian", "tennessean"])
                && words.any(at + 1, listed!["reported", "reports"]))
        && words.any(at.wrapping_sub(1), listed!["the"])
        && !words.is_capital(at + 1)
    {
        let tokens = IndexRange::new(at as u32, at as u32 + 1);
        return Some(bare(tokens, at as u32, sentence, Class::Organization, Traits::empty()));
    }
    if let Some(end) = known_organization(words, at, flags) {
        let tokens = IndexRange::new(at as u32, end as u32);
        return Some(bare(tokens, at as u32, sentence, Class::Organization, Traits::empty()));
    }
    // "Threshold House, a housing charity,": two plain nouns, of which the second has no other cause for a capital
    let both = !headline
        && flags.intersects(Lex::COMMON)
        && !flags.intersects(
            Lex::ADVERB | Lex::ADJECTIVE | Lex::VERB | Lex::REPORTING | Lex::NUMBER_WORD | Lex::GROUP,
        )
        && follows_name(words, at)
        && words.has(at + 1, Lex::COMMON)
        && !words.has(at + 1, Lex::FIRST_NAME | Lex::TITLE | Lex::ROLE | Lex::PLACE | Lex::NATIONALITY);
    if (start || headline)
        && !both
        && (is_ordinary(flags) || !follows_name(words, at) && is_noun(flags) && !is_named_office(words, at))
        && !(flags.intersects(Lex::FIRST_NAME) && follows_name(words, at))
    {
        return None;
    }
    // "On Wednesday Ormsley's MP said"
    if flags.intersects(Lex::TIME) && is_date(words, at) {
        return None;
    }
    // "MANILA, Philippines (AP) —"
    if words.is(at.wrapping_sub(1), b'(')
        && words.is(at + 1, b')')
        && matches!(words.word(at + 2), "—" | "–" | "-" | "--" | "―")
    {
        return None;
    }
    // "Co-star Idris Vane", "Ex-minister Ana Lima": what she is, and no name
    if words.is(at + 1, b'-')
        && words.glued(at + 1)
        && words.glued(at + 2)
        && !words.is_capital(at + 2)
        && words.has(at + 2, Lex::ROLE | Lex::TITLE | Lex::PERSON | Lex::KIN | Lex::GROUP)
    {
        return None;
    }
    let end = extend(words, at, range, headline);
    // "the Brighouse MP"
    if end - at > 1
        && words.any(end - 1, listed!["mp", "msp", "mep"])
        && (words.any(at.wrapping_sub(1), listed!["the", "a", "this", "that"])
            || words.is_owner_mark(at.wrapping_sub(1))
            || words.has(at.wrapping_sub(1), Lex::POSSESSIVE))
    {
        return None;
    }
    // "Per-Anders": the first half is a preposition, too
    let halved = words.is(at.wrapping_sub(1), b'-')
        && at > range.start as usize + 1
        && words.glued(at)
        && words.glued(at - 1)
        && words.is_capital(at - 2)
        && words.has(at - 2, Lex::PREPOSITION);
    let at = if halved { at - 2 } else { at };
    let mut found = classify(words, at, end, range, sentence)?;
    if start && end - at == 1 && (flags - Lex::ORGANIZATION).is_empty() && found.class == Class::Unknown {
        found.traits |= Traits::WEAK;
    }
    Some(found)
}

/// "On Wednesday Ormsley's MP", "In January Ana Lima", "back in June", "23 April": a day or a month, and no name.
fn is_date(words: &Words<'_, '_>, at: usize) -> bool {
    const DAYS: &[Code] = listed!["monday", "tuesday", "wednesday", "thursday", "friday"];
    const MONTHS: &[Code] = listed!["january", "february", "september", "october", "november", "december"];
    const NAMES_TOO: &[Code] = listed!["march", "april", "may", "june", "july", "august"];
    let before = at.wrapping_sub(1);
    let is_number = |at: usize| words.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Number);
    let numbered = is_number(before) || is_number(at + 1);
    let led = words.has(before, Lex::PREPOSITION)
        || words.any(before, listed!["last", "this", "next", "late", "early"]);
    if words.any(at, NAMES_TOO) {
        let inside = words.any(before, listed!["in", "since", "until", "last", "late", "early"]);
        return numbered || inside && (!words.is_capital(at + 1) || words.is_capital(at + 2));
    }
    led && words.any(at, DAYS) || (led || numbered) && words.any(at, MONTHS)
}

/// One past the last token of the known organisation that begins at a token, and is not the beginning of a longer
/// name.
fn known_organization(words: &Words<'_, '_>, at: usize, flags: Lex) -> Option<usize> {
    let end = organization::known(words, at)?;
    let longer = words.is_capital(end) && !words.breaks_line(end) && !words.has(end, NO_NAME);
    // "Target said", but not "Target practice"
    let plain = end == at + 1 && (is_ordinary(flags) || flags.intersects(Lex::FIRST_NAME));
    (!longer && (!plain || words.has(end, Lex::REPORTING))).then_some(end)
}

/// Whether a noun that stands for people, offices or papers, and no name.
fn is_noun(flags: Lex) -> bool {
    let noun =
        Lex::ROLE | Lex::PERSON | Lex::KIN | Lex::GROUP | Lex::DOCUMENT | Lex::UNNAMED | Lex::ORGANIZATION;
    flags.intersects(noun) && !flags.intersects(Lex::FIRST_NAME | Lex::PLACE | Lex::NATIONALITY)
}

/// "University of Regina", "Secretary of State": a noun of organisations or offices, and the name that makes it one of
/// them.
fn is_named_office(words: &Words<'_, '_>, at: usize) -> bool {
    words.has(at, Lex::ORGANIZATION | Lex::ORG_SUFFIX | Lex::ROLE | Lex::TITLE)
        && words.any(at + 1, listed!["of"])
        && words.is_capital(at + 2)
        && !words.has(at + 2, NO_NAME)
}

/// Whether an ordinary word, which as a sentence's first says nothing by its capital.
pub(super) fn is_ordinary(flags: Lex) -> bool {
    flags.intersects(
        Lex::COMMON
            .union(Lex::ADVERB)
            .union(Lex::ADJECTIVE)
            .union(Lex::VERB)
            .union(Lex::REPORTING)
            .union(Lex::MODAL)
            .union(Lex::NUMBER_WORD)
            .union(Lex::CUE_NOUN),
    ) && !flags.intersects(Lex::TITLE | Lex::ROLE | Lex::ORG_SUFFIX)
}

fn follows_name(words: &Words<'_, '_>, at: usize) -> bool {
    words.is_capital(at + 1) && !words.breaks_line(at + 1) && !words.has(at + 1, NO_NAME)
}

/// Splits a run of capitalised words into titles and name, and tells what it names.
fn classify(
    words: &Words<'_, '_>,
    at: usize,
    end: usize,
    range: IndexRange,
    sentence: u32,
) -> Option<Mention> {
    let last = words.lex(end - 1);
    let mut traits = Traits::empty();
    let mut name = at;
    let suffix = last.intersects(Lex::ORG_SUFFIX | Lex::ORGANIZATION)
        && end - at > 1
        // "Kim Jong Un"
        && (!words.any(end - 1, listed!["un"]) || words.tokens[end - 1].flags.contains(TokenFlags::UPPER_ALL))
        && !is_bearer_of_a_noun(words, end - 2, end - 1)
        // "Damien Achterberg SC"
        && !(end - at > 2 && words.has(at, Lex::FIRST_NAME) && words.any(end - 1, listed!["sc"]));
    // "National Association of Home Lenders"
    let suffix = suffix
        || end - at > 2
            && (at + 1..end).any(|i| words.has(i - 1, Lex::ORG_SUFFIX) && words.any(i, listed!["of", "for"]));
    if !suffix {
        let mut i = at;
        while i + 1 < end {
            let flags = words.lex(i);
            let given = flags.intersects(Lex::FIRST_NAME);
            let role = flags.intersects(Lex::TITLE) && !(given && is_first_name(words, i, at, end))
                // "Star Wren Halloran": of two first names the first is what she is
                || flags.intersects(Lex::ROLE | Lex::PERSON)
                    // "Monarch Airlines"
                    && !words.any(i, listed!["monarch"])
                    && !(given && (!words.has(i + 1, Lex::FIRST_NAME) || end - i < 3))
                || is_rank(words, i)
                // "Defiant Clive Pettifer", "Mum Grace Ndlovu": a sentence begins so in a tabloid
                || i == range.start as usize
                    && !given
                    && flags.intersects(Lex::ADJECTIVE | Lex::KIN)
                    && words.has(i + 1, Lex::FIRST_NAME | Lex::TITLE)
                    && end - i > 2;
            let named = words.is_capital(i + 1) && !words.has(i + 1, Lex::NAME_SUFFIX)
                // "Ms de Vries", "Dr van der Gracht"
                || words.has(i + 1, Lex::NAME_PARTICLE) && flags.intersects(Lex::TITLE);
            if role && named {
                traits |= nominal::gender(flags) | Traits::TITLED;
                name = i + 1;
            }
            i += 1;
        }
        // "Secretary of State John Kerry": the first name after a title's "of" begins the name
        if words.has(at, Lex::TITLE | Lex::ROLE)
            && let Some(of) = (at..end).find(|&i| words.any(i, listed!["of", "for"]))
        {
            match (of + 2..end).find(|&i| words.has(i, Lex::FIRST_NAME) && words.is_capital(i) && i + 1 < end)
            {
                Some(first) => {
                    traits |= Traits::TITLED;
                    name = first;
                }
                // "Secretary of State Antony Blinken": two words behind those of the office
                None if name < of && of + 3 < end && is_plain_name(words, end - 2, end) => {
                    traits |= Traits::TITLED;
                    name = end - 2;
                }
                None if name < of => return None, // "President of Mexico": a role, no name
                None => {}
            }
        }
        if name == at && is_trade(words, at, end, at == range.start as usize) {
            name += 1;
        }
        while name + 1 < end
            && words.has(name, Lex::NATIONALITY | Lex::ADJECTIVE | Lex::ADVERB)
            && (words.has(name + 1, Lex::FIRST_NAME | Lex::TITLE)
                // "Norwegian Eskil Brattebø", of which no list knows a word
                || words.has(name, Lex::NATIONALITY)
                    && name + 3 == end
                    && words.lex(name + 1).is_empty()
                    && words.lex(name + 2).is_empty())
            && !(words.has(name + 1, Lex::ROLE) && words.has(name, Lex::ADJECTIVE))
            && !(words.has(name, Lex::OUTLET_WORD) && name + 2 == end)
        {
            name += 1;
        }
        // "the Irishman Ciarán Daly"
        if name == at && end - at > 2 && is_countryman(words, at) {
            name += 1;
        }
    }
    let titled = traits.contains(Traits::TITLED);
    let flags = words.lex(name);
    let single = end - name == 1;
    if single {
        let plain = Lex::TIME | Lex::NUMBER_WORD | Lex::MODAL | Lex::NEGATION;
        if flags.intersects(plain) && !flags.intersects(Lex::FIRST_NAME) {
            return None;
        }
        if !titled
            && flags.intersects(Lex::TITLE | Lex::ROLE | Lex::PERSON | Lex::KIN)
            && !flags.intersects(Lex::FIRST_NAME)
        {
            return None;
        }
        if !titled && flags.intersects(Lex::NATIONALITY) && !words.word(name).ends_with('s') {
            return None;
        }
        if words.tokens[name].flags.contains(TokenFlags::UPPER_ALL) && are_letters(words, name) {
            return None;
        }
    }
    let dateline = at == range.start as usize
        && end - at > 1
        && (words.is(end, b',') || words.is(end, b'(') || matches!(words.word(end), "—" | "–" | "--"))
        && (at..end).all(|i| words.tokens[i].flags.contains(TokenFlags::UPPER_ALL) || !words.is_word(i));
    let class = if dateline { Class::Place } else { class(words, name, end, titled, suffix) };
    if flags.contains(Lex::FEMALE_NAME) {
        traits |= Traits::LIKELY_FEMALE;
    }
    if flags.contains(Lex::MALE_NAME) {
        traits |= Traits::LIKELY_MALE;
    }
    if class == Class::Group {
        traits |= Traits::PLURAL;
    }
    let mut found = bare(IndexRange::new(name as u32, end as u32), at as u32, sentence, class, traits);
    if matches!(class, Class::Person | Class::Unknown) {
        suffixes(words, &mut found, range);
        role_of(words, &mut found, at, name, range);
    }
    Some(found)
}

/// Whether the first word of a name says what the organisation does: "Drugmaker Ocella"; where the sentence begins also
/// "Consultancy Brightwater Advisory".
fn is_trade(words: &Words<'_, '_>, at: usize, end: usize, start: bool) -> bool {
    let always = listed![
        "automaker",
        "bookmaker",
        "brewer",
        "broadcaster",
        "carmaker",
        "chipmaker",
        "drugmaker",
        "housebuilder",
        "insurer",
        "lender",
        "retailer",
        "streamer",
        "supermarket"
    ];
    end - at > 1 && words.any(at, always)
        || start && end - at > 2 && words.any(at, listed!["consultancy", "airline", "developer", "thinktank"])
}

/// Whether words of a name stand for no place, people or office.
fn is_plain_name(words: &Words<'_, '_>, from: usize, to: usize) -> bool {
    let other = Lex::PLACE
        | Lex::NATIONALITY
        | Lex::ORG_SUFFIX
        | Lex::ORGANIZATION
        | Lex::ROLE
        | Lex::TITLE
        | Lex::TIME;
    (from..to).all(|at| words.is_capital(at) && !words.has(at, other | Lex::COMMON | Lex::ADJECTIVE))
}

/// Irishman, Frenchwoman.
fn is_countryman(words: &Words<'_, '_>, at: usize) -> bool {
    const NATIONS: [&str; 9] =
        ["Irish", "English", "French", "Dutch", "Welsh", "Scots", "Cornish", "Manx", "Ulster"];
    let word = words.word(at);
    let nation = word.strip_suffix("woman").or_else(|| word.strip_suffix("man"));
    nation.is_some_and(|nation| NATIONS.contains(&nation))
}

/// A first name before a surname that is a noun of organisations, too: Kim Post, Fay Fox, George Church.
fn is_bearer_of_a_noun(words: &Words<'_, '_>, first: usize, last: usize) -> bool {
    words.has(first, Lex::FEMALE_NAME | Lex::MALE_NAME | Lex::EITHER_NAME)
        && !words.has(first, Lex::PLACE | Lex::NATIONALITY | Lex::OUTLET_WORD | Lex::COMMON)
        && words.is_capital(first)
        && words.any(
            last,
            listed![
                "post", "fox", "church", "temple", "lodge", "guild", "banks", "chambers", "order", "power",
                "house"
            ],
        )
}

/// J.K., G.W.: two initials of a person, no country or state.
fn is_initials(word: &str) -> bool {
    let &[a, b'.', c, b'.'] = word.as_bytes() else { return false };
    let country = matches!(&[a, c], b"US" | b"UK" | b"UN" | b"EU" | b"DC" | b"NY" | b"LA");
    a.is_ascii_uppercase() && c.is_ascii_uppercase() && !country
}

fn class(words: &Words<'_, '_>, name: usize, end: usize, titled: bool, suffix: bool) -> Class {
    let flags = words.lex(name);
    let single = end - name == 1;
    if suffix && !titled {
        return Class::Organization;
    }
    if titled {
        return Class::Person;
    }
    if (name..end).any(|i| words.is(i, b'&') || words.any(i, listed!["of", "for"])) {
        return Class::Organization;
    }
    if single {
        let token = words.tokens[name];
        let letters = token.end - token.start;
        if flags.intersects(Lex::NATIONALITY) {
            return Class::Group;
        }
        if flags.intersects(Lex::PLACE) {
            return Class::Place;
        }
        if flags.intersects(Lex::FIRST_NAME) {
            return Class::Person;
        }
        if flags.intersects(Lex::ORG_SUFFIX | Lex::ORGANIZATION) {
            return Class::Organization;
        }
        if token.flags.contains(TokenFlags::UPPER_ALL) && letters <= 6 {
            return Class::Organization;
        }
        return Class::Unknown;
    }
    if flags.intersects(Lex::FIRST_NAME)
        || words.tokens[name].end - words.tokens[name].start <= 2
            && words.tokens[name].flags.contains(TokenFlags::ABBREVIATION)
        || is_initials(words.word(name)) && !words.has(end - 1, Lex::ORG_SUFFIX)
    {
        return Class::Person;
    }
    // "Downing Street"
    if words.any(end - 1, listed!["street", "avenue", "road", "lane", "square", "hill"])
        && !words.has(name, Lex::FIRST_NAME)
    {
        return Class::Place;
    }
    if (name..end).any(|i| words.has(i, Lex::ORG_SUFFIX)) {
        return Class::Organization;
    }
    if (name..end).all(|i| words.has(i, Lex::PLACE | Lex::NATIONALITY)) {
        return Class::Place;
    }
    Class::Unknown
}

/// ", Jr." and "III" belong to the name.
fn suffixes(words: &Words<'_, '_>, found: &mut Mention, range: IndexRange) {
    let mut end = found.tokens.end as usize;
    if words.is(end, b',') && words.any(end + 1, listed!["jr", "jr.", "sr", "sr."]) {
        end += 2;
        found.tokens.end = end as u32;
    }
    if end < range.end as usize
        && words.is(end, b'.')
        && words.glued(end)
        && words.any(end - 1, listed!["jr", "sr"])
        && words.is_word(end + 1)
    {
        found.tokens.end = end as u32 + 1;
    }
    // "Oliver Okonjo KC" is Oliver Okonjo
    while found.tokens.len() > 2 && are_letters(words, found.tokens.end as usize - 1) {
        found.tokens.end -= 1;
        if words.is(found.tokens.end as usize - 1, b',') {
            found.tokens.end -= 1;
        }
    }
    let last = (found.tokens.end as usize).saturating_sub(1);
    found.head = last as u32;
    let generational = |at: usize| {
        words.has(at, Lex::NAME_SUFFIX) && words.any(at, listed!["jr", "jr.", "sr", "sr.", "ii", "iii", "iv"])
            || words.is(at, b'.')
            || words.is(at, b',')
    };
    while found.head > found.tokens.start && generational(found.head as usize) {
        found.head -= 1;
    }
}

/// Letters and short words of rank or office before a name: "PC Aled Rimmer", "Coun Roy Teasdale".
fn is_rank(words: &Words<'_, '_>, at: usize) -> bool {
    let token = words.tokens[at];
    let may = matches!(token.first, b'C' | b'D' | b'M' | b'P' | b'T' | b'W') & (token.span().len() <= 5);
    may & !words.has(at, Lex::FIRST_NAME)
        && (words.any(at, listed!["coun", "coun.", "pcso", "wpc"])
            || words.any(at, listed!["con"]) && words.any(at.wrapping_sub(1), listed!["det", "detective"])
            || token.flags.contains(TokenFlags::UPPER_ALL)
                && (words.any(at, listed!["pc", "mp", "msp", "mep", "mla", "mha", "mpp", "td"])
                    || words.any(at, listed!["dc", "ds", "di", "dci", "dcs", "ms"])
                        && words.has(at + 1, Lex::FIRST_NAME)))
}

/// Whether a word that is a title, too, is the first name: "Earl Tuttle", but "Dean Margaret Holt".
fn is_first_name(words: &Words<'_, '_>, i: usize, at: usize, end: usize) -> bool {
    i == at
        && end - at >= 2
        && words.any(i, listed!["earl", "dean", "duke", "lance", "marshall", "aldo", "cole", "don"])
        && !words.has(i + 1, Lex::FIRST_NAME | Lex::TITLE)
        && !words.has(at.wrapping_sub(1), Lex::DETERMINER)
        && !words.is(i + 1, b'.')
        && (end - at == 2 || words.is_capital(i + 2) || words.is(i + 2, b'-') || words.is(i + 2, b','))
}

/// Letters of honour and degree behind a name.
pub(super) fn are_letters(words: &Words<'_, '_>, at: usize) -> bool {
    // Most names end in longer words, and in small letters.
    let token = words.tokens[at];
    let may = token.flags.contains(TokenFlags::UPPER_ALL) | matches!(token.first, b'P' | b'E');
    (token.span().len() <= 4) & may
        && words.any(
            at,
            listed![
                "kc", "qc", "sc", "mp", "msp", "mbe", "obe", "cbe", "kbe", "phd", "md", "dds", "esq", "esq."
            ],
        )
}

/// Finds what the article calls a named person: titles and nouns before, an apposition after or before.
fn role_of(words: &Words<'_, '_>, found: &mut Mention, at: usize, name: usize, range: IndexRange) {
    const NOUN: Lex = Lex::ROLE.union(Lex::TITLE).union(Lex::PERSON).union(Lex::KIN).union(Lex::UNNAMED);
    let mut set = |start: usize, end: usize, head: usize| {
        if start < end && found.role.is_empty() {
            found.role = IndexRange::new(start as u32, end as u32);
            found.role_head = head as u32;
        }
    };
    // "Senator Blake", "director and executive producer Ben", "finance director Kwame"
    let before = at.wrapping_sub(1);
    if at > range.start as usize
        && words.is_word(before)
        && !words.is_capital(before)
        && words.has(before, NOUN)
    {
        let start = nominal::begin(words, before, range);
        let start = joined(words, start, range);
        set(start, name, if name > at { name - 1 } else { before });
        found.traits |= nominal::gender(words.lex(before)) | Traits::TITLED;
        found.from = start as u32;
        if found.class == Class::Unknown {
            found.class = Class::Person;
        }
        return;
    }
    // "the streaming service Plume"
    if name == at
        && at > range.start as usize
        && !words.is_capital(before)
        && words.has(before, Lex::ORGANIZATION)
    {
        found.class = Class::Organization;
        return;
    }
    // "The Governor of Ewuro State, Mr Bo Chen,", whose title is no role
    let behind_comma = at > range.start as usize + 1 && words.is(before, b',');
    let honorific = name == at + 1
        && words.any(at, listed!["mr", "mrs", "ms", "miss", "dr", "mx", "mr.", "mrs.", "ms.", "dr."]);
    if name > at && !(honorific && behind_comma && described_noun(words, before - 1, range, NOUN).is_some()) {
        let start = nominal::begin(words, at, range);
        set(start, name, name - 1);
        if start < at {
            found.from = start as u32;
        }
        return;
    }
    // "the show's creator, Dan Erickson,"
    if behind_comma && let Some(noun) = described_noun(words, before - 1, range, NOUN) {
        let start = nominal::begin(words, noun, range);
        if start < noun {
            let follows = found.tokens.end as usize;
            if words.is(follows, b',')
                || words.is(follows, b'.')
                || words.is(follows, b';')
                || follows >= range.end as usize
            {
                set(start, before, noun);
                found.traits |= nominal::gender(words.lex(noun));
                if found.class == Class::Unknown {
                    found.class = Class::Person;
                }
                return;
            }
        }
    }
    // "Ana Lima, the club's director,", "Ana Lima, 51, a lawyer", "Ana Lima (director)"
    let end = found.tokens.end as usize;
    if !words.is(end, b',') && !words.is(end, b'(') {
        return;
    }
    // "“… about Lima,” a diplomat told AFP"
    if words.tokens.get(end + 1).is_some_and(|token| token.kind == TokenKind::Mark) {
        return;
    }
    let limit = (range.end as usize).min(end + 14);
    let mut from = end + 1;
    let mut i = from;
    let mut noun = None;
    while i < limit {
        let flags = words.lex(i);
        if words.is(i, b',') || words.is(i, b')') {
            if noun.is_some() || i > end + 3 {
                break;
            }
            from = i + 1; // an age or a party between
        } else if words.is_owner_mark(i)
            && !words.has(i + 1, Lex::DETERMINER | Lex::VERB | Lex::ADVERB | Lex::GERUND)
        {
            noun = None;
        } else if flags.intersects(Lex::BE | Lex::MODAL | Lex::HAVE | Lex::SUBJECT_PRONOUN)
            || (flags.intersects(Lex::REPORTING | Lex::VERB) && !flags.intersects(NOUN | Lex::ADJECTIVE))
        {
            // "He owns the Final Say, the prosecutor said": the noun is the subject of a clause of its own
            if words.any(from, listed!["the"]) {
                noun = None;
            }
            break;
        } else if words.any(i, listed!["who", "which", "where", "whose"]) {
            break;
        } else if flags.intersects(Lex::PREPOSITION) {
            if noun.is_none() {
                break;
            }
        } else if flags.intersects(NOUN)
            && words.is_word(i)
            && !has_name_after(words, i)
            && noun.is_none_or(|at| at + 1 == i)
        {
            noun = Some(i);
        }
        i += 1;
    }
    if let Some(noun) = noun {
        let stop = if i < limit { i } else { noun + 1 };
        set(from, stop.max(noun + 1), noun);
        found.traits |= nominal::gender(words.lex(noun));
        if found.class == Class::Unknown {
            found.class = Class::Person;
        }
    } else if words.tokens.get(end + 1).is_some_and(|t| t.kind == TokenKind::Number)
        && words.is(end + 2, b',')
        && words.tokens[end + 1].end - words.tokens[end + 1].start <= 3
        && found.class == Class::Unknown
        && !words.has(end - 1, Lex::TIME)
    {
        found.class = Class::Person; // "Verity Coombe, 51,"
    }
}

/// The noun of the phrase that ends at `last`: "the director", "the director of the museum".
fn described_noun(words: &Words<'_, '_>, last: usize, range: IndexRange, noun: Lex) -> Option<usize> {
    if words.is_word(last) && words.has(last, noun) {
        return Some(last);
    }
    let first = (range.start as usize).max(last.saturating_sub(6));
    let preposition = (first + 1..last)
        .rev()
        .take_while(|&at| words.is_word(at))
        .find(|&at| words.any(at, listed!["of", "for", "at", "in", "to"]))?;
    let head = preposition - 1;
    // "the director of", "The Governor of"
    let plain = !words.is_capital(head) || head > 0 && words.any(head - 1, listed!["the", "our"]);
    (words.is_word(head) && plain && words.has(head, noun)).then_some(head)
}

fn has_name_after(words: &Words<'_, '_>, at: usize) -> bool {
    words.is_capital(at + 1) && words.has(at + 1, Lex::FIRST_NAME)
}

/// "director and executive producer": the role before "and" belongs to it.
fn joined(words: &Words<'_, '_>, start: usize, range: IndexRange) -> usize {
    if start > range.start as usize + 1
        && words.any(start - 1, listed!["and"])
        && words.has(start - 2, Lex::ROLE)
    {
        return nominal::begin(words, start - 2, range);
    }
    start
}
