//! Corrections: what a reader set right in what was found. They are kept in a file of their own, a JSON object a line,
//! and applied on later runs; the articles are never changed.
//!
//! A correction knows its article by a digest of the text, so that it holds wherever the article is read from and
//! never touches a text that changed, and its quotation by the content that was found.

use std::collections::HashMap;
use std::io::BufRead;

use inquit::{Attribution, Kind, Outlet, Span, Speaker, SpeakerClass};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

/// The rule of what was corrected.
pub const RULE: &str = "corrected";

/// A start and an end in code points.
pub type Places = [u32; 2];

/// One line of a file of corrections. Of two on the same quotation the later counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// The digest of the article's text: [`digest`].
    pub text: String,
    /// The article's name, for those who read the file.
    #[serde(default)]
    pub doc_id: String,
    /// Where the content stands that was found, in code points; empty for a quotation that was missed.
    #[serde(default)]
    pub found: Vec<Places>,
    /// What is right.
    pub action: Action,
}

/// What a correction does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// It is no quotation.
    Strike,
    /// It is this.
    Set(Right),
    /// It was right as it was found: earlier corrections of it are void.
    Undo,
}

/// A quotation as it is right, offsets in code points.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Right {
    /// The attributed words.
    pub content: Vec<Places>,
    /// The words that signal it.
    pub cue: Option<Places>,
    /// The words that name who it is attributed to.
    pub source: Option<Places>,
    /// Who speaks.
    pub speaker: Option<String>,
    /// What the speaker is, by its name in records.
    pub speaker_class: Option<String>,
    /// The outlet that the words were given to or taken from.
    pub outlet: Option<String>,
}

/// All corrections of a file.
#[derive(Clone, Debug, Default)]
pub struct Corrections {
    texts: HashMap<String, Vec<Correction>>,
}

/// By what corrections know a text: the 128 bits of its XXH3, in hexadecimal digits.
pub fn digest(text: &str) -> String {
    format!("{:032x}", xxh3_128(text.as_bytes()))
}

impl Corrections {
    /// Reads the lines of a file; the error says which line is none and why.
    pub fn read(lines: impl BufRead) -> Result<Self, String> {
        let mut all = Self::default();
        for (line, number) in lines.lines().zip(1..) {
            let line = line.map_err(|error| error.to_string())?;
            if !line.trim().is_empty() {
                all.add(serde_json::from_str(&line).map_err(|error| format!("line {number}: {error}"))?);
            }
        }
        Ok(all)
    }

    /// Adds one, which takes the place of an earlier one on the same quotation.
    pub fn add(&mut self, correction: Correction) {
        let own = self.texts.entry(correction.text.clone()).or_default();
        own.retain(|earlier| !is_same(earlier, &correction));
        if correction.action != Action::Undo {
            own.push(correction);
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.texts.values().all(Vec::is_empty)
    }

    /// Those of the text with that digest, in the order in which they were made.
    pub fn of(&self, digest: &str) -> &[Correction] {
        self.texts.get(digest).map_or(&[], Vec::as_slice)
    }

    /// The digests of all texts that have some.
    pub fn digests(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().filter(|(_, own)| !own.is_empty()).map(|(digest, _)| &**digest)
    }

    /// Sets right what was found in a text. What fits no span of the text is passed over.
    pub fn apply(&self, text: &str, found: &mut Vec<Attribution>) {
        if self.texts.is_empty() {
            return;
        }
        let own = self.of(&digest(text));
        if own.is_empty() {
            return;
        }
        for correction in own {
            let content = spans(text, &correction.found);
            let at = content.as_deref().and_then(|content| place(found, content));
            match (&correction.action, at) {
                (Action::Strike, Some(at)) => {
                    found.remove(at);
                }
                (Action::Set(right), at) => set(text, right, at, found),
                _ => {}
            }
        }
        // Whom a quotation continues is an index, which no longer holds.
        for one in &mut *found {
            one.continues = None;
        }
        found.sort_by_key(|one| one.content.first().map(|span| (span.start, std::cmp::Reverse(span.end))));
    }
}

fn is_same(one: &Correction, other: &Correction) -> bool {
    let added = |correction: &Correction| match &correction.action {
        Action::Set(right) if correction.found.is_empty() => Some(right.content.clone()),
        _ => None,
    };
    one.found == other.found && added(one) == added(other)
}

/// The attribution with that content, or the one that shares half of it and most with it.
fn place(found: &[Attribution], content: &[Span]) -> Option<usize> {
    let same = found.iter().position(|one| one.content == content);
    same.or_else(|| {
        let likeness = |one: &Attribution| {
            let length = |spans: &[Span]| spans.iter().map(|span| span.end - span.start).sum::<u32>();
            let both = |a: &Span, b: &Span| a.end.min(b.end).saturating_sub(a.start.max(b.start));
            let shared: u32 =
                one.content.iter().map(|a| content.iter().map(|b| both(a, b)).sum::<u32>()).sum();
            (shared, length(&one.content) + length(content) - shared)
        };
        let alike = found.iter().map(likeness).enumerate();
        let half = alike.filter(|(_, (shared, all))| *all > 0 && shared * 2 >= *all);
        half.max_by(|(_, a), (_, b)| (a.0 * b.1).cmp(&(b.0 * a.1))).map(|(at, _)| at)
    })
}

fn set(text: &str, right: &Right, at: Option<usize>, found: &mut Vec<Attribution>) {
    let Some(content) = spans(text, &right.content).filter(|content| !content.is_empty()) else { return };
    let one = |places: &Option<Places>| Some(*spans(text, places.as_slice())?.first()?);
    let (cue, source) = (one(&right.cue), one(&right.source));
    let kind = match at {
        Some(at) if found[at].content == content => found[at].kind,
        _ => kind(text, &content),
    };
    let mut new = Attribution { rule: RULE, ..Attribution::given(content, cue, source, kind) };
    let old = at.map(|at| found.remove(at));
    if let Some(old) = old {
        let same_name = old.speaker.as_ref().map(|speaker| &*speaker.name) == right.speaker.as_deref();
        new.joint = if same_name { old.joint } else { Vec::new() };
        new.speaker = old.speaker.filter(|_| same_name);
        new.outlet = old.outlet.filter(|outlet| Some(&*outlet.name) == right.outlet.as_deref());
        (new.addressee, new.channel) = (old.addressee, old.channel);
        (new.said_on, new.negated) = (old.said_on, old.negated);
    }
    let class = right.speaker_class.as_deref().and_then(SpeakerClass::parse);
    match (&mut new.speaker, &right.speaker) {
        (Some(speaker), _) => speaker.class = class.unwrap_or(speaker.class),
        (none, Some(name)) => {
            let class = class.unwrap_or(SpeakerClass::Person);
            *none = Some(Speaker { name: name.clone(), class, role: None, pronoun: None, id: None });
        }
        (None, None) => {}
    }
    if new.outlet.is_none() {
        new.outlet = right.outlet.clone().map(|name| Outlet { name, inherited: false, id: None });
    }
    found.push(new);
}

/// How much of a content stands in quotation marks, told from the marks in it.
fn kind(text: &str, content: &[Span]) -> Kind {
    const MARKS: &[char] = &['"', '“', '”', '„', '«', '»', '‘', '「', '『', '‹', '›'];
    let words: Vec<&str> = content.iter().map(|span| span.slice(text).trim()).collect();
    if words.iter().all(|words| words.starts_with(MARKS)) {
        Kind::Direct
    } else if words.iter().any(|words| words.contains(MARKS)) {
        Kind::Mixed
    } else {
        Kind::Indirect
    }
}

/// Places in code points as spans; none where one of them is empty or lies outside the text.
fn spans(text: &str, places: &[Places]) -> Option<Vec<Span>> {
    let ends = crate::offsets::bytes(text, crate::Unit::Chars, &places.concat())?;
    let spans: Vec<_> = ends.as_chunks().0.iter().map(|&[start, end]| Span::new(start, end)).collect();
    spans.iter().all(|span| span.start < span.end).then_some(spans)
}

#[cfg(test)]
mod tests {
    use inquit::{Extractor, Input};

    use super::*;

    const TEXT: &str = "“Señal is late,” Ana Lima told Reuters. Bo Chen said it was not.";

    fn found() -> Vec<Attribution> {
        Extractor::default().extract(Input::new(TEXT)).attributions
    }

    fn correction(found: Vec<Places>, action: Action) -> Correction {
        Correction { text: digest(TEXT), doc_id: "a".into(), found, action }
    }

    fn places(of: &Attribution) -> Vec<Places> {
        let mut offsets = crate::Offsets::default();
        offsets.fill(TEXT, crate::Unit::Chars);
        of.content.iter().map(|span| <[u32; 2]>::from(offsets.span(TEXT, *span))).collect()
    }

    #[test]
    fn what_is_set_right_is_right_and_what_is_struck_is_gone() {
        let before = found();
        assert_eq!(before.len(), 2);
        let mut all = Corrections::default();
        let right = Right {
            content: vec![[1, 14]],
            source: Some([17, 25]),
            speaker: Some("Ana Lima-Reis".into()),
            outlet: Some("Reuters".into()),
            ..Right::default()
        };
        all.add(correction(places(&before[0]), Action::Set(right)));
        all.add(correction(places(&before[1]), Action::Strike));
        let mut after = before.clone();
        all.apply(TEXT, &mut after);
        assert_eq!(after.len(), 1);
        assert_eq!(after[0].content_words(TEXT), ["Señal is late"]);
        assert_eq!(after[0].source.unwrap().slice(TEXT), "Ana Lima");
        assert_eq!(after[0].speaker.as_ref().unwrap().name, "Ana Lima-Reis");
        assert_eq!((after[0].rule, after[0].confidence), (RULE, 1.0));
        // A quotation that was missed comes in; what was undone is as it was found.
        all.add(correction(places(&before[0]), Action::Undo));
        all.add(correction(places(&before[1]), Action::Undo));
        assert!(all.is_empty());
        let missed = Right { content: vec![[35, 38]], speaker: Some("B".into()), ..Right::default() };
        all.add(correction(Vec::new(), Action::Set(missed)));
        let mut after = before.clone();
        all.apply(TEXT, &mut after);
        assert_eq!(after.len(), 3);
        assert_eq!(after[1].speaker.as_ref().unwrap().name, "B");
    }

    #[test]
    fn another_text_and_places_outside_are_left_alone() {
        let before = found();
        let mut all = Corrections::default();
        let outside = Right { content: vec![[5, 4000]], ..Right::default() };
        all.add(correction(vec![[0, 9000]], Action::Strike));
        all.add(correction(Vec::new(), Action::Set(outside)));
        let mut after = before.clone();
        all.apply(TEXT, &mut after);
        assert_eq!(after.len(), before.len());
        let other = Extractor::default().extract(Input::new("“No,” Bo Chen said.")).attributions;
        let mut after = other.clone();
        all.apply("“No,” Bo Chen said.", &mut after);
        assert_eq!(after, other);
    }

    #[test]
    fn lines_are_read_again_and_bad_ones_are_told() {
        let one = correction(vec![[0, 4]], Action::Strike);
        let line = serde_json::to_string(&one).unwrap();
        let all = Corrections::read(format!("{line}\n\n").as_bytes()).unwrap();
        assert_eq!(all.of(&digest(TEXT)), [one]);
        assert!(Corrections::read(&b"{\"text\":\"a\"}\n"[..]).unwrap_err().starts_with("line 1: "));
    }
}
