//! The attributes of the tags of a page.

use super::html_entities::plain_value;
use super::html_selector::Element;

/// The element of a tag.
pub(super) fn element(name: &str, tag: &str) -> Element {
    let mut element = Element {
        name: name.to_owned(),
        ..Element::default()
    };
    for (key, value) in attributes(tag) {
        let key = key.to_ascii_lowercase();
        // Of two the first counts.
        if element.attribute(&key).is_none() && element.attributes.len() < 100 {
            element.attributes.push((key, plain_value(value)));
        }
    }
    element
}

/// Whether a tag is an address between angle brackets with a word before it, such as `<b ann@x.example>`.
pub(super) fn is_address_in_marks(tag: &str) -> bool {
    let mut keys = attributes(tag).into_iter().map(|(key, _)| key);
    tag.contains('@') && !tag.starts_with("<!") && keys.any(|key| key.contains('@'))
}

/// The attributes of a tag, without its name.
fn attributes(tag: &str) -> Vec<(&str, &str)> {
    let mut all = Vec::new();
    let tag = tag.trim_end_matches('>');
    let name = tag.find(|c: char| c.is_whitespace() || c == '/');
    let mut rest = name.and_then(|at| tag.get(at..)).unwrap_or_default();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/' || c == '=');
        if rest.is_empty() {
            return all;
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '=' || c == '/');
        let (key, behind) = rest.split_at(end.unwrap_or(rest.len()));
        let Some(value) = behind.trim_start().strip_prefix('=') else {
            all.push((key, ""));
            rest = behind;
            continue;
        };
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, behind) = match quote {
            Some(quote) => {
                let inner = value.get(1..).unwrap_or_default();
                inner.split_once(quote).unwrap_or((inner, ""))
            }
            None => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        all.push((key, value));
        rest = behind;
    }
}

/// The number with which the value of an attribute begins; 0 where there is none.
pub(super) fn number(value: &str) -> usize {
    let value = value.trim();
    let end = value.find(|c: char| !c.is_ascii_digit());
    let digits = value.get(..end.unwrap_or(value.len())).unwrap_or_default();
    digits.parse().unwrap_or_default()
}
