//! The tags of a page: where they end, their names, and the addresses that they link to.

use super::html_entities::plain_value;
use super::mentions::{Entry, linked};

/// The longest tag whose quotation marks are looked at.
const LONGEST_TAG: usize = 20_000;

/// Where a comment ends, behind its beginning, as in browsers.
pub(super) fn comment_end(comment: &str) -> Option<usize> {
    let at_once = [">", "->"].iter().find(|end| comment.starts_with(**end));
    let ends = ["-->", "--!>"].iter();
    let first = ends
        .filter_map(|end| Some(comment.find(end)? + end.len()))
        .min();
    at_once.map(|end| end.len()).or(first)
}

/// Where a tag ends; a `>` in a quoted value is none.
pub(super) fn tag_end(tag: &str) -> Option<usize> {
    let (mut quote, mut before) = (None, ' ');
    for (at, c) in tag.char_indices().take(LONGEST_TAG) {
        match (quote, c) {
            (None, '>') => return Some(at + 1),
            (None, '"' | '\'') if before == '=' => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
        if !c.is_whitespace() {
            before = c;
        }
    }
    // A quotation mark that is never closed is none.
    tag.find('>').map(|at| at + 1)
}

/// The name of a tag, in small letters.
pub(super) fn name(tag: &str) -> String {
    let end = tag.find(|c: char| c.is_whitespace() || c == '>' || c == '/');
    tag.get(..end.unwrap_or(tag.len()))
        .unwrap_or_default()
        .to_ascii_lowercase()
}

/// The address that a link goes to, or the whole link where it is not exactly one.
pub(super) fn mailto(tag: &str) -> Option<String> {
    let small = tag.to_ascii_lowercase();
    let at = small.find("mailto:")?;
    let quote = tag.get(..at)?.chars().next_back();
    let rest = tag.get(at..)?;
    let end = match quote.filter(|quote| matches!(quote, '"' | '\'')) {
        Some(quote) => rest.find(quote),
        None => rest.find(['"', '\'', '>', ' ']),
    };
    let link = plain_value(rest.get(..end.unwrap_or(rest.len()))?);
    match linked(&link) {
        Some(Entry::Email(address)) => Some(address),
        _ => Some(link),
    }
}
