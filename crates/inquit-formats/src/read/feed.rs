//! Feeds, RSS and Atom: an article an item. The text is the item's content, or its description where it has no more.

use std::borrow::Cow;
use std::sync::Arc;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::{encoding, header, html, http, xml};
use crate::{Article, Place, Problem, Repair};

/// Hands each item of a feed, or the problem that it has, to `take`.
pub fn articles(bytes: Vec<u8>, file: &Arc<str>, take: &mut dyn FnMut(Result<Article<'_>, Problem>)) {
    let label = declared_encoding(&bytes);
    let (text, repair) = encoding::labelled(bytes, label.as_deref());
    let mut feed = Feed {
        text: &text,
        file,
        repair,
        reader: xml::reader(&text),
        counted: (0, 1),
        title: None,
        items: 0,
    };
    while let Some(item) = feed.next() {
        take(item);
    }
    if feed.items == 0 {
        let place = Place { file: file.clone(), line: None };
        take(Err(Problem::new(
            place,
            "XML without items of RSS or Atom",
            "give its articles as text, HTML or JSON lines",
        )));
    }
}

/// A feed that is being read.
struct Feed<'f> {
    text: &'f str,
    file: &'f Arc<str>,
    repair: Option<Repair>,
    reader: Reader<&'f [u8]>,
    /// A place in the text whose line is known, and that line.
    counted: (usize, u64),
    /// The feed's own title: the outlet.
    title: Option<String>,
    items: usize,
}

/// What an item says.
#[derive(Default)]
struct Item {
    id: Option<String>,
    title: Option<String>,
    url: Option<String>,
    published: Option<String>,
    updated: Option<String>,
    author: Option<String>,
    source: Option<String>,
    content: Option<String>,
    summary: Option<String>,
}

/// An element's text, or its markup where it holds elements.
enum Inner {
    Words(String),
    Markup(String),
}

impl Inner {
    fn html(self) -> String {
        match self {
            Self::Words(text) | Self::Markup(text) => text,
        }
    }

    /// As one line of plain text; a title may hold markup, escaped or not.
    fn line(self) -> Option<String> {
        let text = html::fragment(&self.html()).ok()?;
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then_some(text)
    }
}

impl Feed<'_> {
    fn next(&mut self) -> Option<Result<Article<'static>, Problem>> {
        loop {
            let event = match self.reader.read_event() {
                Ok(Event::Start(event)) => event,
                Ok(Event::Eof) => return None,
                Ok(_) => continue,
                Err(error) => return Some(Err(self.broken(&error.to_string()))),
            };
            match event.local_name().as_ref() {
                "item" | "entry" => {
                    let place = self.place();
                    self.items += 1;
                    return Some(match self.item() {
                        Ok(item) => self.article(item, place),
                        Err(reason) => Err(self.broken(&reason)),
                    });
                }
                "title" if self.title.is_none() && event.name().prefix().is_none() => {
                    self.title = self.inner().ok().and_then(Inner::line);
                }
                // A picture has a title of its own.
                "image" | "textInput" | "author" => drop(self.inner()),
                _ => {}
            }
        }
    }

    /// The item whose start was read last.
    fn item(&mut self) -> Result<Item, String> {
        let mut item = Item::default();
        loop {
            match self.reader.read_event().map_err(|error| error.to_string())? {
                Event::Start(event) => self.field(&event, &mut item)?,
                Event::Empty(event) if event.local_name().as_ref() == "link" => item.link(&event, None),
                Event::End(event) if matches!(event.local_name().as_ref(), "item" | "entry") => {
                    return Ok(item);
                }
                Event::Eof => return Err("the file ends within an item".to_owned()),
                _ => {}
            }
        }
    }

    fn field(&mut self, event: &BytesStart<'_>, item: &mut Item) -> Result<(), String> {
        let name = event.name();
        let prefix = name.prefix().map(|prefix| prefix.as_ref().to_owned());
        let inner = self.inner()?;
        // Pictures and podcasts have titles and texts of their own.
        if matches!(prefix.as_deref(), Some("media" | "itunes" | "g" | "thr")) {
            return Ok(());
        }
        match name.local_name().as_ref() {
            "title" => fill(&mut item.title, inner.line()),
            "link" => item.link(event, inner.line()),
            "guid" | "id" => fill(&mut item.id, inner.line()),
            "pubDate" | "published" | "date" | "issued" => fill(&mut item.published, inner.line()),
            "updated" | "modified" => fill(&mut item.updated, inner.line()),
            "creator" | "author" => fill(&mut item.author, inner.person()),
            "source" => fill(&mut item.source, inner.source()),
            "encoded" | "content" => fill(&mut item.content, Some(inner.html())),
            "description" | "summary" => fill(&mut item.summary, Some(inner.html())),
            _ => {}
        }
        Ok(())
    }

    /// What the element holds whose start was read last.
    fn inner(&mut self) -> Result<Inner, String> {
        let start = self.reader.buffer_position() as usize;
        let (mut depth, mut words, mut nested) = (1_usize, String::new(), false);
        loop {
            let before = self.reader.buffer_position() as usize;
            match self.reader.read_event().map_err(|error| error.to_string())? {
                Event::Start(_) => {
                    depth += 1;
                    nested = true;
                }
                Event::Empty(_) => nested = true,
                Event::End(_) => {
                    depth -= 1;
                    if depth == 0 {
                        let markup = || self.text.get(start..before).unwrap_or("").to_owned();
                        return Ok(if nested { Inner::Markup(markup()) } else { Inner::Words(words) });
                    }
                }
                Event::Eof => return Err("the file ends within an element".to_owned()),
                event => words.push_str(&xml::words(&event).unwrap_or_default()),
            }
        }
    }

    fn article(&self, item: Item, place: Place) -> Result<Article<'static>, Problem> {
        let text = [item.content, item.summary].into_iter().flatten().find(|text| !text.trim().is_empty());
        let Some(text) = text else {
            return Err(Problem::new(place, "an item without text", "read the pages that the feed links to"));
        };
        let text = html::fragment(&text)
            .map_err(|reason| Problem::new(place.clone(), reason, "give its text in another form"))?;
        let own = |value: Option<String>| value.map(Cow::Owned);
        let id = item.id.or_else(|| item.url.clone()).unwrap_or_else(|| place.to_string());
        let mut article = Article {
            title: own(item.title),
            published: own(item.published.or(item.updated)),
            publisher: own(item.source.or_else(|| self.title.clone())),
            url: own(item.url),
            author: own(item.author),
            place,
            ..Article::new(id, text)
        };
        article.repairs.extend(self.repair);
        header::apply(&mut article);
        Ok(article)
    }

    /// The problem of XML that cannot be read on; nothing more is read.
    fn broken(&mut self, reason: &str) -> Problem {
        let place = self.place();
        self.items += 1;
        self.reader = xml::reader("");
        Problem::new(place, format!("broken XML ({reason})"), "get the feed anew; the items before are read")
    }

    fn place(&mut self) -> Place {
        let (from, line) = self.counted;
        let at = (self.reader.buffer_position() as usize).clamp(from, self.text.len());
        let line = line + memchr::memchr_iter(b'\n', &self.text.as_bytes()[from..at]).count() as u64;
        self.counted = (at, line);
        Place { file: self.file.clone(), line: Some(line) }
    }
}

impl Inner {
    /// A person's name: Atom has it in an element, RSS behind an address: "i@f.example (Ines Roth)".
    fn person(self) -> Option<String> {
        let whole = self.html();
        let name = whole.split_once("<name>").and_then(|(_, rest)| rest.split_once("</name>"));
        let name = name.map_or(&*whole, |(name, _)| name);
        let name = match name.split_once('(') {
            Some((address, rest)) if address.contains('@') => rest.trim_end().trim_end_matches(')'),
            _ => name,
        };
        Self::Words(name.to_owned()).line().filter(|name| !name.contains('@'))
    }

    /// Whom an item was taken over from.
    fn source(self) -> Option<String> {
        match self {
            Self::Words(_) => self.line(),
            Self::Markup(markup) => {
                let (_, rest) = markup.split_once("<title>")?;
                Self::Words(rest.split_once("</title>")?.0.to_owned()).line()
            }
        }
    }
}

impl Item {
    /// A link: its text in RSS, an attribute in Atom.
    fn link(&mut self, event: &BytesStart<'_>, text: Option<String>) {
        let href = xml::attribute(event, "href");
        let is_page = xml::attribute(event, "rel").is_none_or(|rel| rel == "alternate");
        fill(&mut self.url, text.or(href).filter(|_| is_page));
    }
}

/// The first value counts.
fn fill(field: &mut Option<String>, value: Option<String>) {
    if field.is_none() {
        *field = value;
    }
}

/// The encoding that an XML declaration names.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let declaration =
        start.trim_start_matches('\u{feff}').strip_prefix("<?xml")?.split_once("?>")?.0.to_owned();
    let (_, rest) = declaration.split_once("encoding")?;
    let value = rest.trim_start().strip_prefix('=')?;
    http::media(&format!("x;charset={}", value.split_whitespace().next()?)).1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(feed: &[u8]) -> Vec<Result<Article<'static>, String>> {
        let mut found = Vec::new();
        articles(feed.to_vec(), &Arc::from("f.xml"), &mut |article| {
            found.push(article.map(Article::into_owned).map_err(|problem| problem.to_string()));
        });
        found
    }

    fn told(article: &Article<'_>) -> [String; 7] {
        let of = |value: &Option<Cow<'_, str>>| value.as_deref().unwrap_or("-").to_owned();
        [
            article.id.to_string(),
            article.text.to_string(),
            of(&article.title),
            of(&article.published),
            of(&article.publisher),
            of(&article.url),
            of(&article.author),
        ]
    }

    #[test]
    fn rss_items_are_articles() {
        let feed = r#"<?xml version="1.0"?><rss version="2.0"><channel><image><title>Logo</title></image>
            <title>The Fen Post</title><link>https://f.example</link>
            <item><title>Rain &amp; snow</title><link>https://f.example/r</link><guid>r1</guid>
              <pubDate>Wed, 04 Mar 2026 08:00:00 GMT</pubDate><dc:creator>Ines Roth</dc:creator>
              <media:title>Picture</media:title><description>Short.</description>
              <content:encoded><![CDATA[<p>"It rains," she said.</p><p>It snowed.</p>]]></content:encoded></item>
            <item><title>Sun</title><author>b@f.example (Bo Tan)</author><source url="x">The Coast</source>
              <description>&lt;p&gt;The sun&amp;#8217;s out, he said.&lt;/p&gt;</description></item>
            </channel></rss>"#;
        let found = read(feed.as_bytes());
        assert_eq!(
            told(found[0].as_ref().unwrap()),
            [
                "r1",
                "\"It rains,\" she said.\n\nIt snowed.",
                "Rain & snow",
                "Wed, 04 Mar 2026 08:00:00 GMT",
                "The Fen Post",
                "https://f.example/r",
                "Ines Roth"
            ]
        );
        assert_eq!(
            told(found[1].as_ref().unwrap()),
            ["f.xml:7", "The sun\u{2019}s out, he said.", "Sun", "-", "The Coast", "-", "Bo Tan"]
        );
    }

    #[test]
    fn atom_entries_are_articles() {
        let feed = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title type="text">The Fen Post</title>
            <entry><title>Rain</title><link rel="self" href="https://f.example/x"/>
            <link href="https://f.example/r?a=1&amp;b=2"/><id>urn:1</id><updated>2026-03-05</updated>
            <published>2026-03-04</published><author><name>Ines Roth</name><email>i@f.example</email></author>
            <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>It <b>rains</b>, she said.</p></div></content>
            </entry></feed>"#;
        let found = read(feed.as_bytes());
        assert_eq!(
            told(found[0].as_ref().unwrap()),
            [
                "urn:1",
                "It rains, she said.",
                "Rain",
                "2026-03-04",
                "The Fen Post",
                "https://f.example/r?a=1&b=2",
                "Ines Roth"
            ]
        );
    }

    #[test]
    fn bad_items_are_told_and_the_others_read() {
        let feed = "<rss><channel>\n<item><title>No text</title></item>\n<item><description>Rain.</description></item>\n\
            <item><description>Cut";
        let found = read(feed.as_bytes());
        assert!(found[0].as_ref().unwrap_err().starts_with("f.xml:2: an item without text"), "{found:?}");
        assert_eq!(found[1].as_ref().unwrap().text, "Rain.");
        assert!(found[2].as_ref().unwrap_err().starts_with("f.xml:4: broken XML"), "{found:?}");
        assert_eq!(found.len(), 3);
        let other = read(b"<?xml version='1.0'?><book><p>Rain</p></book>");
        assert!(other[0].as_ref().unwrap_err().contains("without items"), "{other:?}");
    }

    #[test]
    fn a_declared_encoding_is_used() {
        let feed = b"<?xml version='1.0' encoding='windows-1251'?><rss><item><description>\xC0\xED\xED\xE0</description></item></rss>";
        assert_eq!(read(feed)[0].as_ref().unwrap().text, "Анна");
    }
}
