//! What a page says of people beside its texts: in attributes, links, and names of elements.

use super::{Drawn, Element, Page, Side, Truth, frames, names_somebody};
use crate::input::check_marks;
use crate::input::mentions::{Entry, linked};

/// Inputs without a text that a reader sees and may change.
const CONTROLS: [&str; 7] = [
    "hidden", "checkbox", "radio", "password", "file", "image", "color",
];
impl Page {
    /// Reads the texts that style sheets add to the element.
    pub(super) fn added(&mut self, side: Side) {
        for text in self.open.added(side) {
            // What stands in brackets behind an address would say nothing of it.
            self.words(&format!(" {} ", text.replace(['(', ')'], " ")));
        }
    }

    /// Reads the name of an element, and those of its attributes, where one is an address between angle brackets, such
    /// as `<b ann@x.example>`: a browser does not show it.
    pub(super) fn names(&mut self, element: &Element) {
        let keys = element.attributes.iter().map(|(key, _)| &**key);
        let names: Vec<&str> = std::iter::once(&*element.name).chain(keys).collect();
        if !names.iter().any(|name| name.contains('@')) {
            return;
        }
        let text = format!("<{}>", names.join(" "));
        self.begin_line();
        self.begin();
        self.cell.word(&text, Drawn::HIDDEN);
        self.named.push_str(&text);
    }

    /// Reads what a reader sees of an element beside its text.
    pub(super) fn attributes(&mut self, element: &Element) {
        let of = |name: &str| element.attribute(name).unwrap_or_default();
        if let Some(mark) = check_marks::of_element(element)
            && self.drawn().hidden != Truth::Yes
        {
            self.begin_line();
            self.sections.marks.push(mark);
        }
        if let Some(file) = frames::of(element) {
            self.frame.get_or_insert_with(|| file.to_owned());
        }
        let mut read = vec!["title", "aria-label", "alt", "label", "srcdoc"];
        if &*element.name == "input" && !CONTROLS.contains(&&*of("type").to_ascii_lowercase()) {
            self.words(of("value"));
            self.apart(true);
        }
        if of("value").is_empty() {
            read.push("placeholder");
        }
        for text in read.into_iter().map(of).filter(|text| names_somebody(text)) {
            self.begin_line();
            self.cell.attribute(text);
        }
    }

    /// Notes the address that a link goes to, or the whole link where it is not exactly one.
    pub(super) fn link(&mut self, href: &str) {
        let at = href.to_ascii_lowercase().find("mailto:");
        let Some(link) = at.and_then(|at| href.get(at..)) else {
            return;
        };
        self.begin_line();
        self.begin();
        let drawn = self.drawn();
        let address = match linked(link) {
            Some(Entry::Email(address)) => address,
            _ => link.to_owned(),
        };
        self.cell.link(address, drawn);
    }
}
