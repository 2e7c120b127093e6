//! Word documents (.docx): the paragraphs of the document as they stand, without deleted words, notes and fields.

use std::borrow::Cow;
use std::io::Cursor;
use std::sync::Arc;

use quick_xml::events::Event;
use zip::ZipArchive;

use super::{ReadOptions, header, unpack, xml};
use crate::guard::reading;
use crate::{Article, Place, Problem};

/// The article of a document's bytes.
pub fn article(bytes: Vec<u8>, file: &Arc<str>, options: &ReadOptions) -> Result<Article<'static>, Problem> {
    let place = Place { file: file.clone(), line: None };
    let read = reading(|| document(bytes, file, options));
    read.unwrap_or_else(|reason| Err(Problem::new(place, reason, "save it as .docx or .txt anew")))
}

fn document(bytes: Vec<u8>, file: &Arc<str>, options: &ReadOptions) -> Result<Article<'static>, Problem> {
    let place = Place { file: file.clone(), line: None };
    let problem = |reason: String| {
        Problem::new(place.clone(), reason, "open it in a word processor and save it as .docx or .txt anew")
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| problem(format!("no whole .docx document ({error})")))?;
    let Some(document) = part(&mut archive, "word/document.xml", &place, options)? else {
        let (what, cure) = if archive.index_for_name("xl/workbook.xml").is_some() {
            ("an Excel workbook", "save its sheet as CSV")
        } else {
            ("a zip archive that is no .docx document", "unpack it, and give the files in it")
        };
        return Err(Problem::new(place, what, cure));
    };
    let body = body(&document).map_err(|reason| problem(format!("broken XML ({reason})")))?;
    let core = part(&mut archive, "docProps/core.xml", &place, options)?.unwrap_or_default();
    let own = |value: Option<String>| value.map(Cow::Owned);
    let mut article = Article {
        title: own(property(&core, "title").or(body.title)),
        author: own(property(&core, "creator")),
        place,
        ..Article::new(file.to_string(), body.paragraphs.join("\n\n"))
    };
    header::apply(&mut article);
    Ok(article)
}

/// A part of the archive as text; none if there is none of that name.
fn part(
    archive: &mut ZipArchive<Cursor<Vec<u8>>>,
    name: &str,
    place: &Place,
    options: &ReadOptions,
) -> Result<Option<String>, Problem> {
    let Ok(part) = archive.by_name(name) else { return Ok(None) };
    let limit = options.longest_record;
    match unpack::whole(part, Vec::new(), limit) {
        Ok(Some(bytes)) => Ok(Some(super::encoding::decode(bytes).0)),
        Ok(None) => Err(super::too_large(place.clone(), "a document", limit)),
        Err(error) => {
            let cure = "open it in a word processor and save it anew";
            Err(Problem::new(place.clone(), format!("a damaged .docx document ({name}: {error})"), cure))
        }
    }
}

/// A document's words.
#[derive(Default)]
struct Body {
    paragraphs: Vec<String>,
    /// The paragraph whose style is that of a title.
    title: Option<String>,
}

fn body(document: &str) -> Result<Body, String> {
    let mut reader = xml::reader(document);
    let mut body = Body::default();
    let (mut paragraph, mut in_text, mut is_title, mut fallback) = (String::new(), false, false, 0_usize);
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        match &event {
            Event::Eof => return Ok(body),
            Event::Start(start) | Event::Empty(start) => {
                let opens = matches!(event, Event::Start(_));
                match start.local_name().as_ref() {
                    // What stands here stands in its like for newer programs, too.
                    "Fallback" if opens => fallback += 1,
                    "t" => in_text = opens && fallback == 0,
                    "tab" if fallback == 0 && !paragraph.is_empty() => paragraph.push('\t'),
                    "br" | "cr" if fallback == 0 => paragraph.push('\n'),
                    "noBreakHyphen" if fallback == 0 => paragraph.push('\u{2011}'),
                    "pStyle" => {
                        is_title = xml::attribute(start, "val")
                            .is_some_and(|style| style.eq_ignore_ascii_case("title"));
                    }
                    _ => {}
                }
            }
            Event::End(end) => match end.local_name().as_ref() {
                "Fallback" => fallback = fallback.saturating_sub(1),
                "t" => in_text = false,
                "p" if fallback == 0 => {
                    let words = paragraph.trim();
                    if is_title && body.title.is_none() && !words.is_empty() {
                        body.title = Some(words.to_owned());
                    }
                    if !words.is_empty() {
                        body.paragraphs.push(words.to_owned());
                    }
                    paragraph.clear();
                    is_title = false;
                }
                _ => {}
            },
            _ if in_text => paragraph.push_str(&xml::words(&event).unwrap_or_default()),
            _ => {}
        }
    }
}

/// A property of the document, such as its title.
fn property(core: &str, name: &str) -> Option<String> {
    let mut reader = xml::reader(core);
    let (mut value, mut inside) = (String::new(), false);
    loop {
        match reader.read_event().ok()? {
            Event::Eof => return None,
            Event::Start(start) => inside = start.local_name().as_ref() == name,
            Event::End(_) if inside => break,
            event if inside => value.push_str(&xml::words(&event).unwrap_or_default()),
            _ => {}
        }
    }
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn docx(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn read(bytes: Vec<u8>) -> Result<Article<'static>, String> {
        let options = ReadOptions { longest_record: 100_000, ..ReadOptions::default() };
        article(bytes, &Arc::from("a.docx"), &options).map_err(|problem| problem.to_string())
    }

    const DOCUMENT: &str = r#"<w:document><w:body>
        <w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Rain</w:t></w:r></w:p><w:p/>
        <w:p><w:r><w:t xml:space="preserve">"It &amp; </w:t></w:r><w:del><w:r><w:delText>not </w:delText></w:r></w:del><w:r><w:t>snow</w:t><w:br/><w:t>fell," she said.</w:t></w:r></w:p>
        <w:p><mc:AlternateContent><mc:Choice><w:t>Once.</w:t></mc:Choice><mc:Fallback><w:p><w:t>Once.</w:t></w:p></mc:Fallback></mc:AlternateContent></w:p>
        </w:body></w:document>"#;

    #[test]
    fn paragraphs_are_read_as_they_stand() {
        let core = "<cp:coreProperties><dc:title>Rain &amp; snow</dc:title><dc:creator>Ines Roth</dc:creator></cp:coreProperties>";
        let article = read(docx(&[("word/document.xml", DOCUMENT), ("docProps/core.xml", core)])).unwrap();
        assert_eq!(article.text, "Rain\n\n\"It & snow\nfell,\" she said.\n\nOnce.");
        assert_eq!(
            (article.title.as_deref(), article.author.as_deref()),
            (Some("Rain & snow"), Some("Ines Roth"))
        );
        let article = read(docx(&[("word/document.xml", DOCUMENT)])).unwrap();
        assert_eq!((article.title.as_deref(), article.author.as_deref()), (Some("Rain"), None));
    }

    #[test]
    fn what_is_no_whole_document_is_a_problem() {
        let whole = docx(&[("word/document.xml", DOCUMENT)]);
        let check = |bytes: Vec<u8>, message: &str| {
            let problem = read(bytes).unwrap_err();
            assert!(problem.contains(message), "{problem}");
        };
        check(whole[..whole.len() / 2].to_vec(), "no whole .docx");
        check(docx(&[("photos/a.txt", "x")]), "no .docx document; unpack it");
        check(docx(&[("word/document.xml", &" ".repeat(1_000_000))]), "a document of more than");
        check(docx(&[("word/document.xml", "<w:p><w:t>Rain</w:t></w:p><")]), "broken XML");
        let mut damaged = whole;
        damaged[60..90].fill(0xFF);
        assert!(read(damaged).is_err());
    }
}
