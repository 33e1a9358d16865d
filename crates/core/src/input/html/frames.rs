//! Frames of a page: what they show stands in other files.

use crate::input::html_selector::Element;

/// Kinds of objects that hold no list.
const NO_LISTS: [&str; 4] = [
    "image/",
    "video/",
    "audio/",
    "application/x-shockwave-flash",
];
const NO_LISTS_BY_NAME: [&str; 9] = [
    ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".mp4", ".swf", ".ico",
];

/// The address of the file that a frame shows, where it may hold a list.
pub(super) fn of(element: &Element) -> Option<&str> {
    let address = element.attribute(match &*element.name {
        "iframe" | "frame" | "embed" => "src",
        "object" => "data",
        _ => return None,
    })?;
    let address = address.trim();
    let kind = element
        .attribute("type")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let lower = address.to_ascii_lowercase();
    let path = lower.split(['?', '#']).next().unwrap_or_default();
    let is_none = path.is_empty()
        || path.starts_with("about:")
        || path.starts_with("javascript:")
        || NO_LISTS.iter().any(|begin| kind.starts_with(begin))
        || NO_LISTS.iter().any(|begin| path.starts_with(&format!("data:{begin}")))
        || NO_LISTS_BY_NAME.iter().any(|end| path.ends_with(end))
        // A browser shows the text that stands in the page instead.
        || element.attribute("srcdoc").is_some();
    let is_hidden = ["width", "height"].iter().any(|side| {
        let size = element.attribute(side).unwrap_or("100");
        matches!(size.trim().trim_end_matches("px"), "0" | "1")
    });
    let style = element.attribute("style").unwrap_or_default();
    let style: String = style.to_ascii_lowercase().split_whitespace().collect();
    let is_undrawn = ["display:none", "visibility:hidden"]
        .iter()
        .any(|one| style.contains(one));
    let is_hidden = is_hidden || is_undrawn || element.attribute("hidden").is_some();
    (!is_none && !is_hidden).then_some(address)
}
