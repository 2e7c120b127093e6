//! Readers of brat, CoNLL and TEI, written from those forms' own rules, for the round trips.

use std::collections::BTreeMap;

use roxmltree::{Document, Node};

/// The spans of one attribution, in code points.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub content: Vec<(u32, u32)>,
    pub source: Vec<(u32, u32)>,
    pub cue: Vec<(u32, u32)>,
}

impl Found {
    fn part(&mut self, name: &str) -> &mut Vec<(u32, u32)> {
        match name {
            "Content" | "said" => &mut self.content,
            "Source" | "rs" => &mut self.source,
            "Cue" | "seg" => &mut self.cue,
            other => panic!("no part {other}"),
        }
    }
}

/// The number in "q3".
fn number(quotation: &str) -> usize {
    quotation.strip_prefix('q').unwrap().parse().unwrap()
}

/// The attributions of an `.ann` file, whose texts are checked against the article's.
pub fn brat(annotations: &str, text: &str) -> Vec<Found> {
    let text: Vec<char> = text.chars().collect();
    let mut entities = BTreeMap::new();
    let mut quotations = BTreeMap::<usize, Found>::new();
    let mut of_content = BTreeMap::<&str, usize>::new();
    let mut relations = Vec::new();
    for line in annotations.split_terminator('\n') {
        let fields: Vec<_> = line.splitn(3, '\t').collect();
        match fields[0].as_bytes()[0] {
            b'T' => {
                let (name, places) = fields[1].split_once(' ').unwrap();
                let places: Vec<(u32, u32)> = places
                    .split(';')
                    .map(|place| {
                        let (start, end) = place.split_once(' ').unwrap();
                        (start.parse().unwrap(), end.parse().unwrap())
                    })
                    .collect();
                let words: Vec<String> = places
                    .iter()
                    .map(|(start, end)| text[*start as usize..*end as usize].iter().collect())
                    .collect();
                assert_eq!(words.join(" "), fields[2]);
                entities.insert(fields[0], (name, places));
            }
            b'#' => {
                let entity = fields[1].strip_prefix("AnnotatorNotes ").unwrap();
                let labels: serde_json::Value = serde_json::from_str(fields[2]).unwrap();
                let quotation = number(labels["quote_id"].as_str().unwrap());
                of_content.insert(entity, quotation);
                let (name, places) = &entities[entity];
                quotations.entry(quotation).or_default().part(name).clone_from(places);
            }
            // The content's entity and its note stand above.
            b'R' => {
                let mut words = fields[1].split(' ').skip(1);
                let first = words.next().unwrap().strip_prefix("Arg1:").unwrap();
                let second = words.next().unwrap().strip_prefix("Arg2:").unwrap();
                relations.push((first, of_content[second]));
            }
            b'A' => assert!(fields[1].starts_with("Kind T") || fields[1].starts_with("Negated T")),
            _ => panic!("{line}"),
        }
    }
    for (entity, quotation) in relations {
        let (name, places) = &entities[entity];
        quotations.entry(quotation).or_default().part(name).clone_from(places);
    }
    quotations.into_values().collect()
}

/// The attributions of a CoNLL file of one article.
pub fn conll(lines: &str, count: usize) -> Vec<Found> {
    let mut found = vec![Found::default(); count];
    let rows = lines.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    for row in rows {
        let cells: Vec<_> = row.split('\t').collect();
        assert_eq!(cells.len(), 7, "{row}");
        let (start, end): (u32, u32) = (cells[2].parse().unwrap(), cells[3].parse().unwrap());
        for (cell, name) in cells[4..].iter().zip(["Source", "Cue", "Content"]) {
            for tag in cell.split('|').filter(|tag| *tag != "O") {
                let (tag, quotation) = tag.split_once('-').unwrap();
                let spans = found[number(quotation) - 1].part(name);
                match tag {
                    "B" => spans.push((start, end)),
                    "I" => spans.last_mut().unwrap().1 = end,
                    _ => panic!("{row}"),
                }
            }
        }
    }
    found
}

/// The characters of a TEI file of one article, and its attributions.
pub fn tei(xml: &str, count: usize) -> (String, Vec<Found>) {
    let document = Document::parse(xml).unwrap();
    let text = document.descendants().find(|node| node.has_tag_name(("http://www.tei-c.org/ns/1.0", "text")));
    let mut read = Tei { text: String::new(), at: 0, fragments: BTreeMap::new() };
    read.walk(text.unwrap());
    let mut found = vec![Found::default(); count];
    for ((quotation, _, name), (start, end)) in read.fragments {
        found[quotation - 1].part(&name).push((start, end));
    }
    for pointer in document.descendants().flat_map(|node| {
        ["who", "toWhom", "prev", "next"].into_iter().filter_map(move |name| node.attribute(name))
    }) {
        for target in pointer.split(' ') {
            let id = target.strip_prefix('#').unwrap();
            let has = |node: Node<'_, '_>| {
                node.attribute(("http://www.w3.org/XML/1998/namespace", "id")) == Some(id)
            };
            assert!(document.descendants().any(has), "{target} points nowhere");
        }
    }
    (read.text, found)
}

struct Tei {
    text: String,
    at: u32,
    /// Quotation, span and element to where the span stands.
    fragments: BTreeMap<(usize, usize, String), (u32, u32)>,
}

impl Tei {
    fn walk(&mut self, node: Node<'_, '_>) {
        if let Some(text) = node.text().filter(|_| node.is_text()) {
            self.text.push_str(text);
            self.at += text.chars().count() as u32;
        }
        let start = self.at;
        node.children().for_each(|child| self.walk(child));
        let Some(quotation) = node.attribute("n") else { return };
        // d1.q2.3.1: article 1, content of quotation 2, its span 3, fragment 1 (none in the first).
        let id = node.attribute(("http://www.w3.org/XML/1998/namespace", "id")).unwrap();
        let span = id.split('.').nth(2).unwrap().parse().unwrap();
        let key = (number(quotation), span, node.tag_name().name().to_owned());
        let place = self.fragments.entry(key).or_insert((start, self.at));
        *place = (place.0.min(start), place.1.max(self.at));
    }
}
