//! An attribution is one linked set of content, cue and source, with the speaker and the outlet behind it.

use std::sync::Arc;

use inquit_tokenizer::{IndexRange, Span};

/// How much of the content stands inside quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// All of it.
    Direct,
    /// Some of it.
    Mixed,
    /// None of it.
    Indirect,
}

impl Kind {
    /// As written in records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Mixed => "mixed",
            Self::Indirect => "indirect",
        }
    }
}

/// What a speaker is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SpeakerClass {
    /// One named or plainly identified human being.
    Person,
    /// A company, agency, court, party, newspaper.
    Organization,
    /// Several people under one word: officials, voters, witnesses.
    Group,
    /// A report, a poll, a lawsuit, a law.
    Document,
    /// A source kept from the reader: "a person familiar with the matter".
    Unnamed,
    /// The article's own writer.
    Author,
}

impl SpeakerClass {
    /// As written in records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organization => "organization",
            Self::Group => "group",
            Self::Document => "document",
            Self::Unnamed => "unnamed",
            Self::Author => "author",
        }
    }

    /// The class of that name.
    pub fn parse(name: &str) -> Option<Self> {
        use SpeakerClass::{Author, Document, Group, Organization, Person, Unnamed};
        [Person, Organization, Group, Document, Unnamed, Author].into_iter().find(|one| one.name() == name)
    }
}

/// The pronoun by which the article itself refers to a speaker. Never guessed from a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Pronoun {
    /// he, him, his
    He,
    /// she, her
    She,
    /// they, them, their
    They,
    /// it, its
    It,
}

impl Pronoun {
    /// As written in records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::He => "he",
            Self::She => "she",
            Self::They => "they",
            Self::It => "it",
        }
    }
}

/// The entity that a source resolves to.
#[derive(Clone, Debug, PartialEq)]
pub struct Speaker {
    /// Its fullest name in the article, without title; as written where it has no name.
    pub name: String,
    /// What it is.
    pub class: SpeakerClass,
    /// Its role as the article writes it: "the show's creator".
    pub role: Option<String>,
    /// The article's pronoun for it.
    pub pronoun: Option<Pronoun>,
    /// Its identifier in the user's list of people.
    pub id: Option<Arc<str>>,
}

/// The news organisation, programme or publication that the words were given to or taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlet {
    /// Its name as the article writes it.
    pub name: String,
    /// Whether it was named only in an earlier sentence of the same exchange.
    pub inherited: bool,
    /// Its identifier in the user's list of outlets.
    pub id: Option<Arc<str>>,
}

/// Whom the words were spoken to, as written: "reporters", "the inquiry".
pub type Addressee = String;

/// How the words were given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(
    missing_docs,
    reason = "the names say it; the words that signal each are in lexicon/data/channels.csv"
)]
pub enum Channel {
    Interview,
    Statement,
    Post,
    Speech,
    Rally,
    Debate,
    PressConference,
    Report,
    Poll,
    Book,
    OpEd,
    Email,
    Letter,
    Testimony,
    Broadcast,
    Call,
}

impl Channel {
    /// Every channel with its name in records.
    pub const ALL: [(Self, &'static str); 16] = [
        (Self::Interview, "interview"),
        (Self::Statement, "statement"),
        (Self::Post, "post"),
        (Self::Speech, "speech"),
        (Self::Rally, "rally"),
        (Self::Debate, "debate"),
        (Self::PressConference, "press conference"),
        (Self::Report, "report"),
        (Self::Poll, "poll"),
        (Self::Book, "book"),
        (Self::OpEd, "op-ed"),
        (Self::Email, "email"),
        (Self::Letter, "letter"),
        (Self::Testimony, "testimony"),
        (Self::Broadcast, "broadcast"),
        (Self::Call, "call"),
    ];

    /// As written in records.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(channel, _)| *channel == self).map_or("", |(_, name)| name)
    }

    /// The channel of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(channel, _)| *channel)
    }
}

/// When words were spoken, as exactly as the text tells. Shown in ISO 8601: 2025-01-13, 2025-W03, 2025-01, 2025.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it; weeks are those of ISO 8601")]
pub enum SaidOn {
    /// On one day.
    Day { year: i16, month: u8, day: u8 },
    /// In one week.
    Week { year: i16, week: u8 },
    /// In one month.
    Month { year: i16, month: u8 },
    /// In one year.
    Year { year: i16 },
}

impl std::fmt::Display for SaidOn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Day { year, month, day } => write!(f, "{year:04}-{month:02}-{day:02}"),
            Self::Week { year, week } => write!(f, "{year:04}-W{week:02}"),
            Self::Month { year, month } => write!(f, "{year:04}-{month:02}"),
            Self::Year { year } => write!(f, "{year:04}"),
        }
    }
}

/// One linked set of content, cue and source.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// The attributed words, one or more spans in text order, with their quotation marks. Never empty.
    pub content: Vec<Span>,
    /// The words that signal the attribution.
    pub cue: Option<Span>,
    /// The words that name who it is attributed to.
    pub source: Option<Span>,
    /// How much of the content is quoted.
    pub kind: Kind,
    /// The name of the rule that decided.
    pub rule: &'static str,
    /// The estimated probability that content and source are right, 0 to 1.
    pub confidence: f32,
    /// Whether the cue is negated ("did not say").
    pub negated: bool,
    /// The attribution whose speaker goes on speaking here, an index into the same list, where no source stands.
    pub continues: Option<usize>,
    /// Who the source is; of several who speak jointly, the first.
    pub speaker: Option<Speaker>,
    /// The others who speak jointly with `speaker`, in text order.
    pub joint: Vec<Speaker>,
    /// Whom the words were spoken to.
    pub addressee: Option<Addressee>,
    /// The outlet that they were given to or taken from.
    pub outlet: Option<Outlet>,
    /// How they were given.
    pub channel: Option<Channel>,
    /// When they were spoken.
    pub said_on: Option<SaidOn>,
}

impl Attribution {
    /// One that is given, sure, and of which nothing is known but where it stands.
    pub fn given(content: Vec<Span>, cue: Option<Span>, source: Option<Span>, kind: Kind) -> Self {
        Self {
            content,
            cue,
            source,
            kind,
            rule: "given",
            confidence: 1.0,
            negated: false,
            continues: None,
            speaker: None,
            joint: Vec::new(),
            addressee: None,
            outlet: None,
            channel: None,
            said_on: None,
        }
    }

    /// The content's words, one piece a span.
    pub fn content_words<'t>(&self, text: &'t str) -> Vec<&'t str> {
        self.content.iter().map(|span| span.slice(text)).collect()
    }

    /// From the first byte of the content to the last.
    pub fn extent(&self) -> Span {
        let first = self.content.first().copied().unwrap_or_default();
        self.content.iter().fold(first, |all, span| all.cover(*span))
    }
}

/// What a note is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NoteKind {
    /// A quotation was opened and its closing mark is missing; its end was guessed.
    MissingClose,
    /// A quotation was closed and its opening mark is missing; its start was guessed.
    MissingOpen,
    /// A mark that pairs with nothing was passed over.
    StrayMark,
    /// The text is longer than the extractor takes in one piece (4 GiB); nothing was extracted.
    TooLong,
}

impl NoteKind {
    /// As written in records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::MissingClose => "missing closing mark",
            Self::MissingOpen => "missing opening mark",
            Self::StrayMark => "stray mark",
            Self::TooLong => "text too long",
        }
    }
}

/// A repair or a doubt about the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where, in bytes.
    pub span: Span,
    /// What.
    pub kind: NoteKind,
}

/// What `inquit rules` prints of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleInfo {
    /// Its name: that of its file, and of the `rule` in records.
    pub name: &'static str,
    /// What it matches, in a phrase.
    pub matches: &'static str,
    /// A sentence that it matches.
    pub example: &'static str,
}

/// Where cue and source of an attribution stand, in tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// The cue's tokens.
    pub cue: Option<IndexRange>,
    /// The source's tokens.
    pub source: Option<IndexRange>,
}
