//! Elements by their names: those with which a page begins, those within its words, and those that begin a row.

use super::html_cell::Gap;

/// Tags with which such a text begins.
const BEGINNINGS: [&str; 71] = [
    "audio",
    "blockquote",
    "canvas",
    "details",
    "dialog",
    "fieldset",
    "figure",
    "frameset",
    "hr",
    "iframe",
    "img",
    "noframes",
    "object",
    "select",
    "svg",
    "template",
    "title",
    "video",
    "a",
    "aside",
    "dl",
    "footer",
    "form",
    "h4",
    "h5",
    "h6",
    "header",
    "input",
    "label",
    "nav",
    "pre",
    "textarea",
    "!--",
    "!doctype",
    "article",
    "b",
    "body",
    "br",
    "center",
    "del",
    "div",
    "font",
    "h1",
    "h2",
    "h3",
    "head",
    "html",
    "li",
    "link",
    "main",
    "meta",
    "noscript",
    "ol",
    "p",
    "s",
    "section",
    "span",
    "strike",
    "strong",
    "style",
    "table",
    "tr",
    "ul",
    "caption",
    "col",
    "colgroup",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
];

/// Elements that change how a part of a word is drawn, or where it may be broken, and what is not drawn at all.
const WITHIN_WORDS: [&str; 30] = [
    "", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "ins", "kbd", "mark", "nobr", "s", "samp", "script", "small", "strike", "strong",
    "style", "tt", "u", "var", "wbr",
];
/// Elements that stand within words or beside them: style sheets decide. Only an address that they break goes on.
const BESIDE_WORDS: [&str; 4] = ["a", "label", "span", "time"];
/// Elements that begin a row.
pub(super) const ROWS: [&str; 23] = [
    "tr",
    "li",
    "p",
    "div",
    "br",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "caption",
    "ul",
    "ol",
    "dt",
    "dd",
    "pre",
    "textarea",
    "blockquote",
    "legend",
    "summary",
    "figcaption",
];

/// What a tag sets apart where nothing else is known of it.
pub(super) fn gap(name: &str) -> Gap {
    if BESIDE_WORDS.contains(&name) {
        Gap::Element
    } else if WITHIN_WORDS.contains(&name) {
        Gap::None
    } else if ROWS.contains(&name) {
        Gap::Line
    } else {
        Gap::Blank
    }
}

/// Whether a text is a page, or a part of one.
pub(super) fn is_page(text: &str) -> bool {
    let Some(first) = text.trim_start().strip_prefix('<') else {
        return false;
    };
    if first.starts_with("!--") {
        return true;
    }
    match name(first).as_str() {
        "?xml" => text.to_ascii_lowercase().contains("<html"),
        // A part of a line of which nothing is closed is no page: `<b ann@x.example>`.
        name if WITHIN_WORDS.contains(&name) || BESIDE_WORDS.contains(&name) => {
            BEGINNINGS.contains(&name) && text.contains("</")
        }
        name => BEGINNINGS.contains(&name),
    }
}

/// The name of a tag, in small letters.
fn name(tag: &str) -> String {
    let end = tag.find(|c: char| c.is_whitespace() || c == '>' || c == '/');
    tag.get(..end.unwrap_or(tag.len()))
        .unwrap_or_default()
        .to_ascii_lowercase()
}
