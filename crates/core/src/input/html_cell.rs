//! A cell of a page as a reader sees it: its text, and what stands in it that is not shown or not text.

use super::decode_text::trimmed;
use super::embedded_addresses::addresses_in;
use super::html_declarations::{Drawn, Truth};
use super::mentions::{is_broken, is_within};
use super::names_somebody;
use super::text_marks::{ATTRIBUTE, HIDDEN, STRUCK, UNCLEAR};

/// What stands between two texts of a cell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Nothing: they are one word.
    #[default]
    None,
    /// An element that style sheets may set apart. An address that it breaks goes on.
    Element,
    /// A blank.
    Blank,
    /// The end of a line.
    Line,
}

/// What stands between people.
const SEPARATORS: [char; 4] = [',', ';', '|', '\t'];

#[derive(Default)]
pub(super) struct Cell {
    text: String,
    /// What the page does not show.
    hidden: String,
    /// Attributes that name somebody.
    attributes: Vec<String>,
    /// Addresses that the cell links to, and how the links are drawn.
    links: Vec<(String, Drawn)>,
    /// What comes before the next word.
    pub(super) gap: Gap,
    /// Whether its delimiters and quotation marks are those of a text.
    pub(super) is_raw: bool,
    /// Whether the last word is struck out.
    is_struck: bool,
    /// Whether a text may be hidden or struck out.
    is_unclear: bool,
}

impl Cell {
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty() && self.hidden.is_empty()
    }

    /// Whether it has something else than text.
    pub(super) fn has_more(&self) -> bool {
        !self.links.is_empty() || !self.attributes.is_empty()
    }

    /// Whether the next word is on a line of its own: not one of an address that the line's end breaks.
    pub(super) fn begins_line(&self, word: &str) -> bool {
        self.gap == Gap::Line && !is_broken(&self.text, word)
    }

    pub(super) fn word(&mut self, word: &str, drawn: Drawn) {
        self.is_unclear |= drawn.struck.max(drawn.hidden) == Truth::May;
        if drawn.hidden == Truth::Yes {
            self.hidden
                .push_str(if self.hidden.is_empty() { "" } else { " " });
            self.hidden.push_str(word);
            return;
        }
        let is_struck = drawn.struck == Truth::Yes;
        let text = self.text.trim_end_matches(STRUCK);
        let between = match self.gap {
            _ if text.is_empty() => "",
            Gap::Line if !is_broken(text, word) => "; ",
            Gap::None => "",
            Gap::Element if goes_on(text, word) => "",
            _ => " ",
        };
        if !is_struck || between.contains(SEPARATORS) {
            self.strike(false);
        }
        self.text.push_str(between);
        for part in word.split_inclusive(SEPARATORS) {
            // A line through several people is one through each.
            let name = part.trim_end_matches(SEPARATORS);
            if !name.is_empty() {
                self.strike(is_struck);
                self.text.push_str(name);
            }
            if name.len() < part.len() {
                self.strike(false);
                self.text
                    .push_str(part.get(name.len()..).unwrap_or_default());
            }
        }
        self.gap = Gap::Blank;
    }

    /// Begins or ends a line through what follows.
    fn strike(&mut self, is_struck: bool) {
        if self.is_struck != is_struck {
            self.text.push_str(STRUCK);
            self.is_struck = is_struck;
        }
    }

    pub(super) fn link(&mut self, link: String, drawn: Drawn) {
        self.is_unclear |= drawn.struck.max(drawn.hidden) == Truth::May;
        self.links.push((link, drawn));
    }

    /// Notes the text of an attribute that names somebody.
    pub(super) fn attribute(&mut self, text: &str) {
        self.attributes.push(text.to_owned());
    }

    /// The text of the whole cell.
    pub(super) fn finish(self) -> String {
        let mut text = trimmed(&self.text).to_owned();
        let mut hidden = self.hidden;
        let mut is_struck = self.is_struck;
        for (link, drawn) in self.links {
            // A name that links to its address. A link to another one than is written beside it stays, too.
            if is_written(&text, &link) || is_written(&hidden, &link) {
                continue;
            }
            if drawn.hidden == Truth::Yes {
                hidden = trimmed(&format!("{hidden} <{link}>")).to_owned();
                continue;
            }
            let of_struck = drawn.struck == Truth::Yes;
            if of_struck != is_struck {
                text.push_str(STRUCK);
                is_struck = of_struck;
            }
            text = trimmed(&format!("{text} <{link}>")).to_owned();
        }
        if is_struck {
            text.push_str(STRUCK);
        }
        if text.is_empty() && !hidden.is_empty() {
            text = format!("{HIDDEN}{hidden}");
        } else if names_somebody(&hidden) {
            text = format!("{text} {HIDDEN}{hidden}");
        }
        let mut attributes = self.attributes;
        attributes.retain(|one| !is_said(&text, one));
        // Many elements say the same twice.
        attributes.sort_by_key(|one| std::cmp::Reverse(one.len()));
        let mut said = String::new();
        for one in attributes {
            if !is_said(&said, &one) {
                said = format!("{said} {one}");
            }
        }
        if !said.is_empty() {
            text = trimmed(&format!("{text} {ATTRIBUTE}{}", trimmed(&said))).to_owned();
        }
        if self.is_unclear && !text.is_empty() {
            text = format!("{UNCLEAR}{text}");
        }
        if self.is_raw {
            return text;
        }
        // Delimiters in what is not shown make no cells, and those that end a reference are none.
        let is_whole = text.starts_with(HIDDEN) && text.contains([',', ';', '|']);
        let mut ends = text.match_indices(';');
        let is_whole = is_whole || ends.any(|(at, _)| is_within(&text, at));
        match is_whole || text.contains(['\t', '"']) {
            true => format!("\"{}\"", text.replace('"', "\"\"")),
            false => text,
        }
    }
}

/// Whether an address goes on from one text to the next.
fn goes_on(before: &str, behind: &str) -> bool {
    let joins = ['.', '-', '_', '+', '@'];
    before.ends_with(joins) || behind.starts_with(joins)
}

/// Whether a word of the text is this address.
fn is_written(text: &str, link: &str) -> bool {
    let (text, link) = (text.to_lowercase(), link.to_lowercase());
    let between = |c: char| c.is_whitespace() || "<>()[]{},;:|\"'~".contains(c);
    let mut words = text.split(between);
    words.any(|word| word == link || word.trim_end_matches('.') == link)
}

/// Whether the text names all whom an attribute names.
fn is_said(text: &str, attribute: &str) -> bool {
    let addresses = addresses_in(attribute);
    match addresses.is_empty() {
        true => text.contains(attribute),
        false => addresses.iter().all(|one| is_written(text, one)),
    }
}
