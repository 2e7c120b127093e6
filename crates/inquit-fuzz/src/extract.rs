//! Prose, with or without what is known of the article, through the extractor.

use std::cell::RefCell;
use std::sync::LazyLock;

use inquit::{Attribution, Extraction, Extractor, Input, Kind, Known, Scratch, Span};

use crate::choice;
use crate::prose::prose;

/// Extractors by rules, with the model, and with lists.
static EXTRACTORS: LazyLock<[Extractor; 3]> = LazyLock::new(|| {
    let mut known = Known::default();
    known.people.add("Ana Lima", ["Lima", "Dr. Lima", "mayor", "’"], "Q1".into());
    known.outlets.add("The Ana Times", ["Friday", "The", "Times in Lima", "\""], "Q2".into());
    [Extractor::by_rules(), Extractor::default(), Extractor::default().with_known(known.into())]
});

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// Tries an input.
pub fn run(data: &[u8]) {
    let (way, rest) = choice(data);
    let text = prose(rest);
    let (mut lines, mut body) = (text.split_inclusive('\n'), 0);
    let mut line = |known: bool| {
        let line = known.then(|| lines.next()).flatten()?;
        body += line.len();
        Some(line.trim_end())
    };
    let title = line(way & 1 != 0);
    let publisher = line(way & 2 != 0);
    let published = line(way & 4 != 0);
    let input = Input { text: &text, body_start: body, title, publisher, published };
    let extractor = &EXTRACTORS[usize::from(way >> 3) % 3];
    let found = SCRATCH.with_borrow_mut(|scratch| extractor.extract_with(input, scratch));
    sound(&text, &found);
    match way >> 5 {
        // Memory used before changes nothing.
        0 | 1 => same(&found, &extractor.extract(input)),
        2 | 3 => same(&found, &extractor.explain(input).0),
        4 | 5 => {
            for name in extractor.names(&text) {
                assert!(!name.span.slice(&text).is_empty());
            }
        }
        _ => {
            let given = given(&text, data);
            let count = given.len();
            let resolved = extractor.resolve(input, given);
            assert_eq!(resolved.attributions.len(), count);
            let again = extractor.resolve(input, found.attributions);
            sound(&text, &again);
        }
    }
}

/// What holds of all that is found.
pub fn sound(text: &str, found: &Extraction) {
    let mut first = 0;
    for one in &found.attributions {
        assert!(!one.content.is_empty(), "no content");
        assert!(one.content.windows(2).all(|pair| pair[0].end <= pair[1].start), "contents out of order");
        for span in one.content.iter().copied().chain(one.cue).chain(one.source) {
            assert!(!span.slice(text).is_empty(), "an empty span");
        }
        assert!(one.content[0].start >= first, "attributions out of order");
        first = one.content[0].start;
        assert!((0.0..=1.0).contains(&one.confidence));
        assert!(one.continues.is_none_or(|other| other < found.attributions.len()));
        assert!(one.speaker.as_ref().is_none_or(|speaker| !speaker.name.is_empty()));
        assert!(one.outlet.as_ref().is_none_or(|outlet| !outlet.name.is_empty()));
    }
    for note in &found.notes {
        note.span.slice(text);
    }
}

fn same(one: &Extraction, other: &Extraction) {
    assert_eq!(one.attributions, other.attributions);
    assert_eq!(one.notes, other.notes);
}

/// Attributions whose places some bytes choose: in text order, with any cue and source.
pub fn given(text: &str, data: &[u8]) -> Vec<Attribution> {
    let ends: Vec<u32> = text.char_indices().map(|(at, _)| at as u32).chain([text.len() as u32]).collect();
    let place = |byte: u8, other: u8| {
        let first = usize::from(byte) * ends.len() / 256;
        Span::new(ends[first], ends[(first + usize::from(other) % 40).min(ends.len() - 1)])
    };
    let mut given: Vec<_> = data
        .rchunks_exact(6)
        .take(8)
        .map(|bytes| {
            let content = place(bytes[0], bytes[1]);
            let cue = Some(place(bytes[2], bytes[3])).filter(|span| !span.is_empty());
            let source = Some(place(bytes[4], bytes[5])).filter(|span| !span.is_empty());
            let kind = [Kind::Direct, Kind::Mixed, Kind::Indirect][usize::from(bytes[1]) % 3];
            Attribution::given(vec![content], cue, source, kind)
        })
        .filter(|one| !one.content[0].is_empty())
        .collect();
    given.sort_by_key(|one| one.content[0].start);
    given
}
