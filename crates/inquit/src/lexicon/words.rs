//! What a word may be: one flag a class, one data file a flag.

use std::sync::LazyLock;

use super::NO_NAME;
use super::table::{self, Table};

/// Declares the flags that have a word list of their own, each with its file.
macro_rules! classes {
    ($($flag:ident = $bit:literal, $file:literal, $doc:literal;)*) => {
        bitflags::bitflags! {
            /// What a word may be, all classes at once.
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
            pub struct Lex: u64 {
                /// Verb of saying that takes a quotation or a clause: said, argued, wrote.
                const SAY = 1;
                /// Verb of saying that takes the addressee first: told, reminded, assured.
                const TELL = 1 << 1;
                /// Verb of thinking, hoping, knowing.
                const THINK = 1 << 2;
                /// Verb that reports an act of speech by its object or an infinitive: vowed to, criticised.
                const ACT = 1 << 3;
                /// Verb that is a cue only beside a quotation: smiled, continued, trailed off.
                const MANNER = 1 << 4;
                /// Base form of a reporting verb.
                const BASE = 1 << 5;
                /// Third person singular of a reporting verb.
                const THIRD = 1 << 6;
                /// Past tense of a reporting verb.
                const PAST = 1 << 7;
                /// Past participle of a reporting verb.
                const PARTICIPLE = 1 << 8;
                /// The -ing form of a reporting verb.
                const GERUND = 1 << 9;
                /// First name given mostly to women: a weak prior only.
                const FEMALE_NAME = 1 << 10;
                /// First name given mostly to men: a weak prior only.
                const MALE_NAME = 1 << 11;
                /// First name of both.
                const EITHER_NAME = 1 << 12;
                /// Verb of saying whose subject is often a document: showed, found, revealed, suggested.
                const SHOW = 1 << 47;
                /// Verb that reports mostly with a particle or preposition after it: pointed out, went on, lashed out.
                const PHRASAL = 1 << 48;
                $(#[doc = $doc] const $flag = 1 << $bit;)*
                /// Derived: may be a cue.
                const CUE = 1 << 56;
                /// Derived: may tell of an outlet or a channel.
                const TOLD = 1 << 57;
                /// Derived: may tell a day.
                const DATED = 1 << 58;
                /// Derived: may be a noun that reports.
                const REPORTS = 1 << 59;
                /// Tells where or how something was said: `outlet/data/signals.csv`.
                const SIGNAL = 1 << 60;
                /// First word of an outlet's name: `outlet/data/outlets.csv`.
                const OUTLET_WORD = 1 << 61;
                /// Derived: a noun that stands for somebody who may speak, or a pronoun.
                const REFERS = 1 << 62;
                /// Derived: no part of a name by itself, where it stands capitalised in a headline or begins a sentence,
                /// and no first name.
                const NO_NAME = 1 << 63;
                /// Any reporting verb.
                const REPORTING = 0b1_1111 | 1 << 47 | 1 << 48;
                /// A first name.
                const FIRST_NAME = 0b111 << 10;
            }
        }
        const LISTS: &[(Lex, &str)] = &[$((Lex::$flag, include_str!(concat!("data/", $file, ".txt"))),)*];
    };
}

classes! {
    SUBJECT_PRONOUN = 13, "subject_pronouns", "he, she, they, we, I, it, who, you";
    OBJECT_PRONOUN = 14, "object_pronouns", "him, her, them, us, me";
    POSSESSIVE = 15, "possessives", "his, her, their, its, our, my";
    DETERMINER = 16, "determiners", "the, a, an, this, some, several, both, no";
    PREPOSITION = 17, "prepositions", "in, at, on, of, with, after";
    COORDINATOR = 18, "coordinators", "and, but, or, yet";
    SUBORDINATOR = 19, "subordinators", "because, although, if, when, while, whether, that";
    BE = 20, "be", "Forms of be.";
    HAVE = 21, "have", "Forms of have.";
    DO = 22, "do", "Forms of do.";
    MODAL = 23, "modals", "will, would, can, could, may, might, must, should, 'll, 'd";
    NEGATION = 24, "negations", "not, n't, never";
    ADVERB = 25, "adverbs", "Adverbs that stand beside verbs: also, later, recently, simply, reportedly.";
    WH = 26, "wh", "who, whom, whose, which, what, how, why, where, when";
    TIME = 27, "times", "Names of days and months, yesterday, today, tonight, tomorrow, morning.";
    NUMBER_WORD = 28, "numbers", "one, two, dozen, hundred, million";
    TITLE = 29, "titles", "Titles written before a name: Mr, Dr., Sen., President, Detective.";
    ROLE = 30, "roles", "Nouns for what a person does: spokesman, director, owner, midfielder, lawyer.";
    GROUP = 31, "groups", "Nouns for several people: officials, critics, voters, researchers, police.";
    DOCUMENT = 32, "documents", "Nouns for what speaks in writing: report, study, poll, lawsuit, statement.";
    ORGANIZATION = 33, "organizations", "Nouns for organisations: company, agency, court, ministry, union.";
    ORG_SUFFIX = 34, "org_words", "Words that make a name an organisation's: Inc, Corp, Committee, University.";
    KIN = 35, "kin", "mother, son, widow, neighbour, friend";
    PERSON = 36, "persons", "man, woman, resident, passenger, teenager";
    UNNAMED = 37, "unnamed", "source, sources, insider, aide, person";
    CUE_NOUN = 38, "cue_nouns", "Nouns that hold an attribution: claim, allegation, warning, suggestion.";
    NATIONALITY = 39, "nationalities", "French, Kenyan, Republican, Londoner, Christian";
    PLACE = 40, "places", "Countries, US states and great cities, by single words.";
    VERB = 41, "verbs_other", "Common finite verb forms that do not report: went, has, became, takes.";
    ADJECTIVE = 42, "adjectives", "Common adjectives that stand before role nouns: former, senior, chief, local.";
    MALE_WORD = 43, "male_words", "Words that say he: Mr, man, father, king, spokesman.";
    FEMALE_WORD = 44, "female_words", "Words that say she: Mrs, Ms, woman, mother, queen, spokeswoman.";
    NOUN_TOO = 46, "nouns_too", "Forms of reporting verbs that are nouns more often: report, claims, comments.";
    PARTICLE = 49, "particles", "Particles of phrasal verbs: out, on, up, back.";
    INDEFINITE = 50, "indefinites", "Pronouns without a referent: someone, nobody, others, many.";
    REFLEXIVE = 51, "reflexives", "himself, herself, themselves";
    NAME_PARTICLE = 52, "name_particles", "Small words inside names: van, de, al, bin.";    OCCASION = 55, "occasions", "Nouns for an occasion of speaking: interview, statement, rally.";
    CUE_PREPOSITION = 54, "cue_prepositions", "The first word of prepositions that are cues: according (to).";
    NAME_SUFFIX = 53, "name_suffixes", "What stands behind a name: Jr., MP, III, QC.";
    COMMON = 45, "common", "Ordinary lower-case words that often stand capitalised at a sentence's start or in headlines.";
}

pub(super) static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let words = listed().chain(verbs()).chain(first_names()).chain(signals()).chain(outlet_words());
    Table::new(words, |flags| Lex::from_bits_retain(flags).with_derived().bits())
});

impl Lex {
    /// What follows from the others, so that one look tells of it.
    pub const DERIVED: Self = Self::REFERS
        .union(Self::NO_NAME)
        .union(Self::CUE)
        .union(Self::TOLD)
        .union(Self::DATED)
        .union(Self::REPORTS);
    /// Nouns that stand for somebody who may speak.
    pub const NOUN: Self = Self::ROLE
        .union(Self::PERSON)
        .union(Self::KIN)
        .union(Self::GROUP)
        .union(Self::ORGANIZATION)
        .union(Self::UNNAMED)
        .union(Self::DOCUMENT);
    /// Pronouns of every kind.
    pub const PRONOUN: Self =
        Self::SUBJECT_PRONOUN.union(Self::OBJECT_PRONOUN).union(Self::POSSESSIVE).union(Self::WH);

    /// The same with the derived ones.
    pub(super) fn with_derived(self) -> Self {
        let mut all = self;
        all.set(Self::REFERS, self.intersects(Self::NOUN | Self::PRONOUN));
        all.set(Self::NO_NAME, self.intersects(NO_NAME) && !self.intersects(Self::FIRST_NAME));
        all.set(Self::CUE, self.intersects(Self::REPORTING | Self::CUE_PREPOSITION));
        all.set(Self::TOLD, self.intersects(Self::SIGNAL | Self::PREPOSITION));
        all.set(Self::DATED, self.intersects(Self::TIME));
        all.set(Self::REPORTS, self.intersects(Self::CUE_NOUN));
        all
    }
}

/// The words of the lists, a class each.
fn listed() -> impl Iterator<Item = (&'static str, u64)> {
    LISTS.iter().flat_map(|(class, list)| {
        let words = list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        words.map(|word| (word, class.bits()))
    })
}

/// The forms of the reporting verbs.
fn verbs() -> impl Iterator<Item = (&'static str, u64)> {
    const FORMS: [Lex; 5] = [Lex::BASE, Lex::THIRD, Lex::PAST, Lex::PARTICIPLE, Lex::GERUND];
    rows(include_str!("data/reporting_verbs.csv")).flat_map(|row| {
        let classes = row.split(',').nth(FORMS.len()).unwrap_or("");
        let classes = classes.split(' ').filter_map(verb_class).fold(Lex::empty(), Lex::union);
        FORMS.iter().zip(row.split(',')).flat_map(move |(form, spellings)| {
            let spellings = spellings.split('/').filter(|word| !matches!(*word, "" | "-"));
            spellings.map(move |word| (word, (classes | *form).bits()))
        })
    })
}

/// First names and who usually bears them.
fn first_names() -> impl Iterator<Item = (&'static str, u64)> {
    rows(include_str!("data/first_names.csv")).filter_map(|row| {
        let (name, usually) = row.split_once(',')?;
        let class = match usually {
            "f" => Lex::FEMALE_NAME,
            "m" => Lex::MALE_NAME,
            _ => Lex::EITHER_NAME,
        };
        Some((name, class.bits()))
    })
}

/// The first words of the signals of outlets and channels, also as the tokenizer parts them ("op-ed" begins with "op").
fn signals() -> impl Iterator<Item = (&'static str, u64)> {
    rows(include_str!("../outlet/data/signals.csv")).flat_map(|row| {
        let words = row.split(',').next().unwrap_or("");
        let first = [words.split(' ').next(), words.split([' ', '-', '&']).next()];
        first.into_iter().flatten().map(|first| (first, Lex::SIGNAL.bits()))
    })
}

/// The first words of outlets' names, also as the tokenizer parts them.
fn outlet_words() -> impl Iterator<Item = (&'static str, u64)> {
    let names = rows(include_str!("../outlet/data/outlets.csv")).flat_map(|row| {
        [0, 3].into_iter().flat_map(move |column| row.split(',').nth(column).unwrap_or("").split(';'))
    });
    names.flat_map(|name| {
        let name = name.trim_start_matches('*');
        let name = name.strip_prefix("The ").or_else(|| name.strip_prefix("the ")).unwrap_or(name);
        let first = name.split(' ').next().unwrap_or(name);
        let parted = first.split(|c: char| !c.is_alphanumeric()).next().unwrap_or(first);
        [first, parted].into_iter().map(|first| (first, Lex::OUTLET_WORD.bits()))
    })
}

/// The flag that a class of `reporting_verbs.csv` stands for.
fn verb_class(name: &str) -> Option<Lex> {
    Some(match name {
        "say" => Lex::SAY,
        "tell" => Lex::TELL,
        "think" => Lex::THINK,
        "act" => Lex::ACT,
        "manner" => Lex::MANNER,
        "show" => Lex::SHOW,
        "phrasal" => Lex::PHRASAL,
        _ => return None,
    })
}

/// The lines of a data file below its head, comments left out.
pub(crate) fn rows(csv: &'static str) -> impl Iterator<Item = &'static str> {
    csv.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).skip(1)
}

/// What a word may be, letter case set aside. Empty for words that are in no list.
pub fn lookup(word: &str) -> Lex {
    if word.is_empty() {
        return Lex::empty();
    }
    Lex::from_bits_retain(TABLE.look().get(table::hash_of(word)))
}

pub(super) const PRONOUN: Lex = Lex::WH.union(Lex::SUBJECT_PRONOUN).union(Lex::OBJECT_PRONOUN);

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn every_listed_word_has_its_own_flags_and_no_others() {
        let mut flags: HashMap<Vec<u8>, u64> = HashMap::new();
        let words = || listed().chain(verbs()).chain(first_names()).chain(signals()).chain(outlet_words());
        let fold = |word: &str| word.bytes().map(|byte| byte | 0x20).collect::<Vec<_>>();
        for (word, of) in words() {
            *flags.entry(fold(word)).or_default() |= of;
        }
        for (word, _) in words().filter(|(word, _)| (1..=24).contains(&word.len())) {
            assert_eq!((lookup(word) - Lex::DERIVED).bits(), flags[&fold(word)], "{word}");
        }
        assert!(flags.len() > 10_000);
    }

    #[test]
    fn case_and_marks_are_set_aside() {
        assert!(lookup("Said").contains(Lex::SAY | Lex::PAST));
        assert!(lookup("told").contains(Lex::TELL));
        assert!(lookup("the").contains(Lex::DETERMINER));
        assert_eq!(lookup("qwertyuiop"), Lex::empty());
        assert_eq!(lookup(""), Lex::empty());
        assert!(lookup("n’t").contains(Lex::NEGATION));
        assert!(lookup("n't").contains(Lex::NEGATION));
        assert_eq!(lookup("a-word-much-too-long-for-the-table"), Lex::empty());
    }

    #[test]
    fn lists_are_lower_case_short_sorted_and_without_repeats() {
        for (class, list) in LISTS {
            let words: Vec<&str> = list.lines().filter(|line| !line.starts_with('#')).collect();
            assert!(!words.is_empty(), "{class:?} has no words");
            for word in &words {
                assert_tidy(word);
                assert!(lookup(word).contains(*class), "{word} is not found as {class:?}");
            }
            assert_ascending(&words);
        }
    }

    #[test]
    fn verbs_have_five_forms_and_known_classes() {
        let verbs = include_str!("data/reporting_verbs.csv");
        assert_eq!(verbs.lines().next(), Some("base,third,past,participle,gerund,classes,sources"));
        let all: Vec<&str> = rows(verbs).collect();
        assert_ascending(&all);
        for row in all {
            let columns: Vec<&str> = row.split(',').collect();
            let [base, third, past, participle, gerund, classes, sources] = columns[..] else {
                panic!("{row}: not seven columns")
            };
            for form in [base, third, past, participle, gerund].iter().flat_map(|form| form.split('/')) {
                assert_tidy(form);
                assert!(form == "-" || lookup(form).intersects(Lex::REPORTING | Lex::SHOW), "{row}: {form}");
            }
            assert!(past != "-" && gerund.ends_with("ing"), "{row}");
            assert!(!classes.is_empty() && !sources.is_empty(), "{row}");
            for class in classes.split(' ') {
                assert!(verb_class(class).is_some(), "{row}: unknown class {class}");
            }
        }
    }

    #[test]
    fn verbs_are_told_by_form_and_class() {
        let check = |word: &str, has: Lex, lacks: Lex| {
            let lex = lookup(word);
            assert!(lex.contains(has) && !lex.intersects(lacks), "{word}: {lex:?}");
        };
        check("wrote", Lex::SAY | Lex::PAST, Lex::PARTICIPLE | Lex::MANNER);
        check("told", Lex::TELL | Lex::PAST | Lex::PARTICIPLE, Lex::BASE);
        check("apologized", Lex::ACT | Lex::PAST, Lex::BASE);
        check("apologise", Lex::ACT | Lex::BASE, Lex::PAST);
        check("quipping", Lex::SAY | Lex::GERUND, Lex::PAST);
        check("smiled", Lex::MANNER, Lex::SAY | Lex::ACT);
        check("believes", Lex::THINK | Lex::THIRD, Lex::SAY);
        check("claims", Lex::SAY | Lex::NOUN_TOO, Lex::PAST);
        check("pointed", Lex::SAY | Lex::PHRASAL, Lex::NOUN_TOO);
        check("went", Lex::MANNER | Lex::PHRASAL, Lex::SAY);
        for no_verb_of_speech in ["get", "ran", "played", "acted", "absorbed", "abused", "back", "-"] {
            check(no_verb_of_speech, Lex::empty(), Lex::REPORTING);
        }
    }

    #[test]
    fn first_names_are_tidy_and_say_who_bears_them() {
        let names: Vec<&str> = rows(include_str!("data/first_names.csv")).collect();
        assert_ascending(&names);
        for row in names {
            let (name, usually) = row.split_once(',').unwrap_or_default();
            assert_tidy(name);
            assert!(matches!(usually, "f" | "m" | "e"), "{row}");
        }
        assert!(lookup("Maria").contains(Lex::FEMALE_NAME));
        assert!(lookup("Robert").contains(Lex::MALE_NAME));
        assert!(!lookup("The").intersects(Lex::FIRST_NAME));
        assert!(!lookup("Said").intersects(Lex::FIRST_NAME));
    }

    fn assert_tidy(word: &str) {
        assert!((1..=24).contains(&word.len()), "{word:?} is not 1 to 24 bytes long");
        assert_eq!(word, word.to_lowercase(), "not lower case");
        assert!(!word.contains(char::is_whitespace), "{word:?} is not one word");
    }

    fn assert_ascending(lines: &[&str]) {
        for pair in lines.windows(2) {
            assert!(pair[0] < pair[1], "{} stands before {}", pair[0], pair[1]);
        }
    }
}
