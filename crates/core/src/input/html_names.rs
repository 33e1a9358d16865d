//! Elements by their names: those with which a page begins, and those within its words.

use super::html_tag::name;

/// Tags with which such a text begins.
const BEGINNINGS: [&str; 45] = [
    "a", "aside", "dl", "footer", "form", "h4", "h5", "h6", "header", "input", "label", "nav",
    "pre", "textarea", "!--", "!doctype", "article", "b", "body", "br", "center", "del", "div",
    "font", "h1", "h2", "h3", "head", "html", "li", "link", "main", "meta", "noscript", "ol", "p",
    "s", "section", "span", "strike", "strong", "style", "table", "tr", "ul",
];

/// Elements that change how a part of a word is drawn, or where it may be broken, and what is not drawn at all.
pub(super) const WITHIN_WORDS: [&str; 30] = [
    "", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "ins", "kbd", "mark", "nobr", "s", "samp", "script", "small", "strike", "strong",
    "style", "tt", "u", "var", "wbr",
];
/// Elements that stand within words or beside them: style sheets decide. Only an address that they break goes on.
pub(super) const BESIDE_WORDS: [&str; 4] = ["a", "label", "span", "time"];

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
