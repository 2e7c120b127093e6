//! Nominals that stand for somebody named: "the director", "the board", "the company".

use std::sync::LazyLock;

use inquit_tokenizer::IndexRange;

use super::described;
use super::entities::{Book, Entity, NONE, Part, office, office_of};
use super::mind::Mind;
use super::pronoun::agreement;
use crate::lexicon::{Code, Lex, code_of, is_any, listed, word_hash};
use crate::mention::{Class, Mention, Traits, Words};

/// One time that an entity was called something.
#[derive(Clone, Copy, Debug)]
pub(super) struct Called {
    /// The noun.
    pub(super) noun: u64,
    /// The word before it, if the phrase has one.
    pub(super) before: u64,
    pub(super) entity: u32,
    /// The sentence of it.
    pub(super) sentence: u32,
    /// What kin the noun says it is.
    pub(super) kin: Option<Kin>,
    /// Whose kin, or `NONE`.
    pub(super) owner: u32,
}

/// How two of one family are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kin {
    Spouse,
    Parent,
    Child,
    Sibling,
}

impl Kin {
    /// What the other one is.
    const fn inverse(self) -> Self {
        match self {
            Self::Parent => Self::Child,
            Self::Child => Self::Parent,
            same => same,
        }
    }
}

/// The kin that a noun names.
pub(super) fn kin_of(words: &Words<'_, '_>, head: usize) -> Option<Kin> {
    if !words.has(head, Lex::KIN) || words.is(head + 1, b'-') {
        return None;
    }
    let any = |list: &[Code]| words.any(head, list);
    if any(listed![
        "husband", "wife", "spouse", "partner", "widow", "widower", "fiance", "fiancee", "fiancé", "fiancée"
    ]) {
        Some(Kin::Spouse)
    } else if any(listed!["father", "mother", "dad", "mum", "mom", "daddy", "mama", "papa", "parent"]) {
        Some(Kin::Parent)
    } else if any(listed!["son", "daughter", "child"]) {
        Some(Kin::Child)
    } else if any(listed!["brother", "sister", "twin"]) {
        Some(Kin::Sibling)
    } else {
        None
    }
}

/// Whose a kin is: "his", "Ana Lima's".
pub(super) fn owner(
    words: &Words<'_, '_>,
    phrase: IndexRange,
    head: usize,
    own: Option<u32>,
    book: &Book,
    mind: &Mind,
) -> u32 {
    let start = phrase.start as usize;
    if let Some(mark) = (start..head).find(|&at| words.is_owner_mark(at)) {
        let bearers = book.with_word(words.hash(mark.wrapping_sub(1)));
        let named = bearers.filter(|(part, at)| *part != Part::Acronym && Some(*at) != own);
        return named
            .map(|(_, at)| at)
            .max_by(|a, b| book.entities[*a as usize].weight.total_cmp(&book.entities[*b as usize].weight))
            .unwrap_or(NONE);
    }
    let gender = if words.any(start, listed!["his"]) {
        Traits::MALE
    } else if words.any(start, listed!["her"]) {
        Traits::FEMALE
    } else {
        return NONE;
    };
    let fit = |at: u32, entity: &Entity| if Some(at) == own { 0.0 } else { agreement(entity, gender) };
    mind.two_best_of(book, fit).0.map_or(NONE, |(at, _)| at)
}

/// The named one whom "her husband" means: called so before, or the other side of "his wife, Ana", or the only other
/// one with the surname.
fn relative(
    words: &Words<'_, '_>,
    mention: &Mention,
    kin: Kin,
    called: &[Called],
    book: &Book,
    mind: &Mind,
) -> Option<u32> {
    let owner = owner(words, mention.tokens, mention.head as usize, None, book, mind);
    let of = book.entities.get(owner as usize)?;
    let fits = |at: u32| {
        let entity = &book.entities[at as usize];
        at != owner && !entity.unlikely(mention.traits) && agreement_of(entity, mention.traits)
    };
    let near = || called.iter().rev().take(REACH);
    let named = near()
        .find(|one| one.owner == owner && one.kin == Some(kin) && fits(one.entity))
        .map(|one| one.entity);
    let other = || {
        let inverse =
            |one: &&Called| one.entity == owner && one.kin == Some(kin.inverse()) && one.owner != NONE;
        near().find(inverse).map(|one| one.owner).filter(|at| fits(*at))
    };
    let surname = || {
        let name = of.name.slice(words.text);
        let (_, last) = name.rsplit_once([' ', '\n'])?;
        let person = |at: &u32| {
            let entity = &book.entities[*at as usize];
            matches!(entity.class, Class::Person | Class::Unknown)
                && entity.count > 0
                && entity.first <= mention.sentence
        };
        let mut same = book
            .with_word(word_hash(last))
            .filter(|(part, _)| *part == Part::Last)
            .map(|(_, at)| at)
            .filter(|at| person(at) && fits(*at));
        let first = same.next();
        first.filter(|_| same.next().is_none())
    };
    named.or_else(other).or_else(surname)
}

/// Whether nothing speaks against an entity being he or she.
fn agreement_of(entity: &Entity, traits: Traits) -> bool {
    let gender = traits & (Traits::MALE | Traits::FEMALE);
    gender.is_empty() || agreement(entity, gender) > 0.2
}

/// Sentences within which a name may follow the noun that stands for it.
const AHEAD: u32 = 12;
/// Sentences at the head of an article, its headline among them, whose nouns stand for those who speak right after.
const LEAD: u32 = 2;
/// Sentences within which they speak.
const SOON: u32 = 4;

/// Who is hardly ever named by those who bring them in so: "a senior official told PTI".
const NAMELESS: &[Code] = listed![
    "official",
    "source",
    "aide",
    "insider",
    "diplomat",
    "adviser",
    "colleague",
    "friend",
    "spokesperson",
    "spokesman",
    "spokeswoman"
];

/// Finds the names of those who were a noun before: "A former chairman says …", and then "Don Fowler, a former
/// chairman, …", or at an article's head whoever speaks next. `called` is in text order, `speakers` are the entities
/// of sources with their sentences, in text order.
pub(super) fn look_ahead(book: &mut Book, called: &[Called], speakers: &[(u32, u32)]) {
    for (at, (own, sentence)) in speakers.iter().enumerate() {
        let entity = &book.entities[*own as usize];
        let person = matches!(entity.class, Class::Person | Class::Unknown) && entity.noun != 0;
        if entity.named || entity.same_as != NONE || !person || entity.traits.contains(Traits::PLURAL) {
            continue;
        }
        let fits = |other: u32| {
            let other = &book.entities[other as usize];
            other.named
                && matches!(other.class, Class::Person | Class::Unknown)
                && !other.contradicts(entity.traits)
        };
        let from = called.partition_point(|one| one.sentence < *sentence);
        let mut same = called[from..]
            .iter()
            .take_while(|one| one.sentence <= sentence + AHEAD)
            .filter(|one| one.noun == entity.noun && fits(one.entity))
            .map(|one| one.entity);
        let first = same.next();
        let alone = same.all(|other| Some(other) == first);
        let next = || {
            let new = |other: u32| book.entities[other as usize].first >= *sentence;
            speakers[at + 1..]
                .iter()
                .take_while(|(_, later)| *later <= sentence + SOON)
                .find(|(other, _)| book.entities[*other as usize].named)
                .map(|(other, _)| *other)
                .filter(|other| {
                    let kept = is_any(code_of(entity.noun), NAMELESS);
                    *sentence < LEAD && entity.class == Class::Person && !kept && fits(*other) && new(*other)
                })
        };
        if let Some(name) = first.filter(|_| alone).or_else(next) {
            book.entities[*own as usize].same_as = name;
        }
    }
}

/// How much less a general noun means an organisation that was not called so before.
const CALLED: f32 = 0.4;

/// How much less a noun means one who is called something else.
const OTHERWISE: f32 = 0.4;

/// What it counts that an organisation was named no more than once.
const ONCE: f32 = 0.7;

/// What somebody whom the paper does not name is called.
const SECRET: &[Code] = listed!["source", "insider", "pal", "friend", "mole", "informant"];

/// How far back roles are looked for.
pub(super) const REACH: usize = 48;

/// The entity that a nominal stands for, with the reason.
pub(super) fn link(
    words: &Words<'_, '_>,
    mention: &Mention,
    called: &[Called],
    book: &Book,
    mind: &Mind,
) -> Option<(u32, &'static str)> {
    let start = mention.tokens.start as usize;
    let head = mention.head as usize;
    let owned = (start..head).any(|at| words.is_owner_mark(at) || words.has(at, Lex::POSSESSIVE));
    let capital = words.is_capital(head);
    let definite = mention.traits.contains(Traits::DEFINITE) || words.any(start, listed!["police"]);
    if !definite && !capital
        || mention.traits.contains(Traits::PLURAL) && mention.class != Class::Organization
    {
        return None;
    }
    if owned
        && let Some(kin) = kin_of(words, head)
        && let Some(entity) = relative(words, mention, kin, called, book, mind)
    {
        return Some((entity, "kin of the one named"));
    }
    let noun = office(words, head);
    let before = if head > start + 1 { words.hash(head - 1) } else { 0 };
    let fits = |entity: u32| !book.entities[entity as usize].contradicts(mention.traits);
    // called so before
    let mut best: Option<(u32, u32)> = None;
    for (age, one) in called.iter().rev().take(REACH).enumerate() {
        if one.noun == noun && fits(one.entity) {
            // "the governor" is hardly ever the deputy governor
            let lesser = one.before != before
                && is_any(
                    code_of(one.before),
                    listed!["deputy", "vice", "assistant", "prime", "shadow", "junior"],
                );
            let score = u32::from(before != 0 && one.before == before) * 100
                + u32::from(!lesser) * 50
                + 50u32.saturating_sub(age as u32);
            if best.is_none_or(|(top, _)| score > top) {
                best = Some((score, one.entity));
            }
        }
    }
    if let Some((_, entity)) = best {
        return Some((entity, "was called so"));
    }
    // "a pal who spoke to MailOnline", and then "the friend"
    let secret = |noun: u64| is_any(code_of(noun), SECRET);
    if is_bare(words, mention)
        && secret(noun)
        && let Some(same) = mind
            .best(book, |entity| f32::from(u8::from(!entity.named && entity.spoke && secret(entity.noun))))
    {
        return Some((same, "one without a name, called otherwise before"));
    }
    if let Some(titles) = titles(words, head) {
        let near = called.iter().rev().take(REACH);
        let holds = |one: &&Called| titles.contains(&one.noun) || titles.contains(&one.before);
        if let Some(one) = near.filter(holds).find(|one| fits(one.entity)) {
            return Some((one.entity, "has a title of that office"));
        }
    }
    let former = (start..head).any(|at| words.any(at, listed!["former", "veteran", "retired"]));
    // "the former schoolteacher", "the 45-year-old", "the woman"
    let aged = (start..=head)
        .any(|at| words.any(at, listed!["old", "year-old"]) || words.word(at).ends_with("year-old"));
    let aged = aged || described::is_parent_of(words, mention.tokens);
    if owned && !aged {
        return None;
    }
    // a word of an organisation's name: "the board"
    if mention.class != Class::Person {
        let found = book
            .with_word(words.hash(head))
            .filter(|(part, entity)| {
                *part != Part::Acronym && book.entities[*entity as usize].class != Class::Person
            })
            .map(|(_, entity)| entity)
            .max_by(|a, b| book.entities[*a as usize].weight.total_cmp(&book.entities[*b as usize].weight));
        if let Some(entity) = found.filter(|entity| book.entities[*entity as usize].weight > 0.0) {
            return Some((entity, "its name holds the noun"));
        }
    }
    // "a broker in Limassol" has spoken: "the broker"
    if is_bare(words, mention)
        && let Some(same) = mind
            .best(book, |entity| f32::from(u8::from(entity.noun == noun && !entity.named && entity.spoke)))
    {
        return Some((same, "one without a name, called so before"));
    }
    if is_bare(words, mention) && is_general(words, head) {
        let press = !words.has(head, Lex::ORGANIZATION)
            || words.any(head, listed!["network", "station", "site", "website"]);
        let paper = press || words.any(head, listed!["newspaper", "outlet", "magazine", "broadcaster"]);
        // "wrote on Facebook": a platform is a company, but no union and no bank
        let company =
            words.any(head, listed!["company", "firm", "giant", "network", "site", "website", "startup"]);
        let platform = |entity: &Entity| {
            ["Facebook", "Instagram", "Twitter", "X", "TikTok", "YouTube", "Telegram", "Reddit", "LinkedIn"]
                .contains(&entity.name.slice(words.text))
        };
        let found = mind.best(book, |entity| {
            if entity.named
                && matches!(entity.class, Class::Organization | Class::Unknown)
                && (!press || entity.press)
                && (company || !platform(entity))
            {
                // a company that is in the news is seldom a paper, and the one that was called so is meant again
                let again = if entity.noun == noun { 1.0 } else { CALLED };
                let often = if entity.count > 1 { 1.0 } else { ONCE };
                let other = entity.press && !paper;
                if other && entity.count < 3 && !entity.spoke {
                    0.0 // "told Bloomberg"
                } else {
                    again * often * if other { 0.2 } else { 1.0 }
                }
            } else {
                0.0
            }
        });
        return found.map(|entity| (entity, "the organisation in mind"));
    }
    // "the Vermont senator", "the Republican nominee"
    let placed = (start..head).any(|at| words.has(at, Lex::PLACE | Lex::NATIONALITY));
    // "the Fellshire captain", "the Comets coach"
    let placed = placed
        || (start + 1..head).any(|at| words.is_capital(at))
            && words.any(
                head,
                listed![
                    "captain",
                    "coach",
                    "manager",
                    "skipper",
                    "boss",
                    "mp",
                    "msp",
                    "mep",
                    "midfielder",
                    "defender",
                    "forward",
                    "winger",
                    "quarterback",
                    "pitcher",
                    "rapper",
                    "guitarist",
                    "creator",
                    "showrunner",
                    "author",
                    "star",
                    "striker",
                    "goalkeeper",
                    "frontman",
                    "drummer",
                    "actor",
                    "actress",
                    "singer"
                ],
            );
    let standing = words.has(head, Lex::ROLE | Lex::TITLE | Lex::PERSON)
        && words.any(
            head,
            listed![
                "nominee",
                "candidate",
                "senator",
                "congressman",
                "congresswoman",
                "governor",
                "mayor",
                "singer",
                "actor",
                "actress",
                "star",
                "rapper",
                "billionaire",
                "businessman",
                "filmmaker",
                "novelist",
                "comedian",
                "striker",
                "midfielder",
                "defender",
                "goalkeeper",
            ],
        );
    let named = placed && words.has(head, Lex::ROLE) || standing && definite;
    if aged || former || named || words.has(head, Lex::PERSON) {
        // a director is not the mayor
        let office = words.any(head, listed!["senator", "congressman", "congresswoman", "governor", "mayor"]);
        let found = mind.best(book, |entity| {
            let fits = !(office && !former && !entity.role.is_empty()) && !entity.contradicts(mention.traits);
            let fit = if fits { described::seems_person(entity) } else { 0.0 };
            // "Ana Lima was gracious. “She won,” the 28-year-old said": whom the sentence before was about
            if aged && !just_named(entity, mention) { fit * BEFORE } else { fit }
        });
        return found.map(|entity| (entity, "the person in mind"));
    }
    // "the director", "the American", "the audiologist": whoever is in mind; but offices are called by name first
    let office = words.has(head, Lex::TITLE)
        && !words.any(
            head,
            listed![
                "sergeant",
                "detective",
                "captain",
                "doctor",
                "professor",
                "officer",
                "inspector",
                "witness",
                "farmer",
                "activist",
                "actor",
                "artist",
                "author",
                "economist",
                "historian",
                "pilot",
                "writer",
                "director",
                "architect",
                "campaigner",
                "chef",
                "defendant",
                "entrepreneur",
                "financier",
                "midfielder",
                "pitcher",
                "playwright",
                "quarterback",
                "skipper",
                "tycoon",
                "winger"
            ],
        );
    let noun = mention.class == Class::Person && words.has(head, Lex::ROLE | Lex::TITLE) && !office;
    let national = capital && words.has(head, Lex::NATIONALITY) && !words.word(head).ends_with('s');
    let learned = mention.class == Class::Unknown && words.word(head).ends_with("ist");
    if (noun || national || learned) && is_bare(words, mention) {
        let found = mind.best(book, |entity| {
            if !entity.named || entity.tokens < 2 || entity.contradicts(mention.traits) {
                0.0
            } else if may_be_person(entity) {
                // "the singer" is hardly her voice coach
                let fit = if noun && !entity.role.is_empty() { OTHERWISE } else { 1.0 };
                if national && !just_named(entity, mention) { fit * BEFORE } else { fit }
            } else if noun && entity.class == Class::Unknown && entity.tokens < 4 && !entity.press {
                0.5
            } else {
                0.0
            }
        });
        return found.map(|entity| (entity, "the person in mind"));
    }
    // "the prime minister" where nobody else has been named
    let first = mention.head.saturating_sub(mention.from);
    let office = words.any(
        head,
        listed![
            "minister",
            "president",
            "premier",
            "chancellor",
            "mayor",
            "governor",
            "senator",
            "chairman",
            "chairwoman",
            "ceo",
            "leader",
            "bishop",
            "archbishop",
            "pope",
            "king",
            "queen",
            "prince",
            "princess"
        ],
    );
    if office && definite && !owned && first <= 2 && mention.tokens.end == mention.head + 1 {
        let (one, other) = mind.two_best_of(book, |_, entity| {
            let person = entity.named && entity.tokens > 1 && may_be_person(entity);
            f32::from(u8::from(person))
        });
        let alone = one.filter(|_| other.is_none()).map(|(entity, _)| entity);
        let fits = |at: &u32| {
            let entity = &book.entities[*at as usize];
            entity.role.is_empty() && !entity.contradicts(mention.traits)
        };
        let alone = alone.filter(fits).map(|entity| (entity, "the only person so far"));
        if alone.is_some() {
            return alone;
        }
    }
    described::link(words, mention, book, mind)
}

/// Whether an entity was the subject of the sentence before a mention, or of its own.
fn just_named(entity: &Entity, mention: &Mention) -> bool {
    entity.led != u32::MAX && entity.led + 1 >= mention.sentence
}

/// How well somebody answers who was not the subject just before, where a noun stands for whom was.
const BEFORE: f32 = 0.4;

/// The keys of titles that those have whom a noun stands for: "the officer" is PC, Det Sgt, Insp.
fn titles(words: &Words<'_, '_>, head: usize) -> Option<&'static [u64]> {
    static FAMILIES: LazyLock<Vec<Vec<u64>>> = LazyLock::new(|| {
        let titles = |titles: &str| titles.split(' ').map(|title| office_of(word_hash(title))).collect();
        [
            "justice judge magistrate recorder",
            "fr father rev rev. revd reverend canon pastor vicar priest monsignor",
            "pc pcso wpc det det. detective sgt sgt. sergeant const const. constable insp insp. inspector supt supt. \
             superintendent cpl cpl. corporal trooper dc ds di dci dcs con capt capt. captain lt lt. lieutenant deputy",
            "cllr cllr. coun coun. councilman councilwoman councilmember councilor councillor ald ald. alderman",
            "rep rep. representative sen sen. senator mp msp mep mha mla mpp td assemblyman assemblywoman congressman \
             congresswoman",
            "dr dr. doctor surgeon",
            "prof prof. professor dr dr.",
            "chairman chairwoman chairperson chair",
            "lord lady baroness baron viscount dame",
            "col col. colonel",
            "gen gen. general",
            "maj maj. major",
            "adm adm. admiral",
            "cmdr cmdr. commander",
            "queen king emperor empress",
            "cpl cpl. corporal",
            "sgt sgt. sergeant",
            "insp insp. inspector",
            "capt capt. captain",
            "supt supt. superintendent",
            "pc wpc const const. constable con",
        ]
        .iter()
        .map(|list| titles(list))
        .collect()
    });
    const NOUNS: [&[Code]; 21] = [
        listed!["judge"],
        listed!["priest", "vicar", "clergyman", "cleric", "pastor", "minister", "churchman"],
        listed!["officer", "policeman", "policewoman", "detective"],
        listed!["councillor", "councilor", "councilman", "councilwoman"],
        listed!["lawmaker", "legislator", "politician", "parliamentarian", "congressman", "congresswoman"],
        listed!["doctor", "physician", "medic"],
        listed!["academic", "professor", "scientist", "researcher"],
        listed!["chairman", "chairwoman", "chair"],
        listed!["peer"],
        listed!["colonel"],
        listed!["general"],
        listed!["major"],
        listed!["admiral"],
        listed!["commander"],
        listed!["monarch", "sovereign"],
        listed!["corporal"],
        listed!["sergeant"],
        listed!["inspector"],
        listed!["captain"],
        listed!["superintendent"],
        listed!["constable"],
    ];
    if !words.has(head, Lex::ROLE | Lex::TITLE | Lex::PERSON) {
        return None;
    }
    let at = NOUNS.iter().position(|nouns| words.any(head, nouns))?;
    FAMILIES.get(at).map(Vec::as_slice)
}

/// Whether it is a person, or seems to be one.
pub(super) fn may_be_person(entity: &Entity) -> bool {
    let [he, she, _, _] = entity.votes;
    entity.class == Class::Person || entity.class == Class::Unknown && (entity.spoke || he + she > 0)
}

/// "the company", "this poll": one definite word and its noun, no possessive.
pub(super) fn is_bare(words: &Words<'_, '_>, mention: &Mention) -> bool {
    let start = mention.from as usize;
    mention.traits.contains(Traits::DEFINITE)
        && mention.tokens.end == mention.head + 1
        && start + 1 == mention.head as usize
        && !words.has(start, Lex::POSSESSIVE)
}

/// Nouns that any organisation may be called by.
fn is_general(words: &Words<'_, '_>, head: usize) -> bool {
    words.any(
        head,
        listed![
            "company",
            "firm",
            "agency",
            "group",
            "organization",
            "organisation",
            "retailer",
            "carmaker",
            "automaker",
            "airline",
            "bank",
            "charity",
            "club",
            "outlet",
            "newspaper",
            "paper",
            "site",
            "website",
            "network",
            "magazine",
            "broadcaster",
            "union",
            "party",
            "startup",
            "manufacturer",
            "operator",
            "regulator",
            "giant",
            "streamer",
            "lender",
            "insurer",
            "developer",
            "drugmaker",
            "chipmaker",
            "studio",
            "shipyard",
        ],
    )
}
