//! What readers of XML have in common: text with its entities, and attributes by their local names.

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

/// A reader that puts up with tags that do not match: feeds written by hand.
pub fn reader(xml: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    reader
}

/// The words of an event: text, CDATA or an entity.
pub fn words(event: &Event<'_>) -> Option<String> {
    match event {
        Event::Text(text) => Some(text.xml10_content().into_owned()),
        Event::CData(text) => Some(text.xml10_content().into_owned()),
        Event::GeneralRef(entity) => Some(entity_text(entity)),
        _ => None,
    }
}

/// What an entity stands for; an unknown one stands for itself.
fn entity_text(entity: &BytesRef<'_>) -> String {
    if let Ok(Some(c)) = entity.resolve_char_ref() {
        return c.to_string();
    }
    let name = entity.xml10_content();
    match quick_xml::escape::resolve_predefined_entity(&name) {
        Some(text) => text.to_owned(),
        None => format!("&{name};"),
    }
}

/// The value of an attribute, whatever its prefix.
pub fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element
        .html_attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let value = found.normalized_value(quick_xml::XmlVersion::Implicit1_0).unwrap_or(found.value.clone());
    Some(value.into_owned()).filter(|value| !value.is_empty())
}
