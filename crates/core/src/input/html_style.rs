//! What the attributes and the style sheets of a page say of its elements: struck out, or hidden.
//!
//! Which rule outdoes another is not looked at, and what a selector says that is not followed may be the case: somebody
//! too many is reported, and nobody is changed by mistake.

use super::html_declarations::{Drawn, variables};
use super::html_selector::{Combinator, Compound, Element, Selector};
use super::html_sheet::Sheet;
use super::html_tree::{Data, Tree};
use super::linked_sheets::missing;

/// The most parts of selectors that are compared with every element.
const MOST: usize = 2_000;

/// The rules of a page that strike out or hide.
#[derive(Debug, Default)]
pub(super) struct Styles {
    /// The parts of all selectors. That of a selector's end says what its rule does.
    pub(super) parts: Vec<Part>,
    variables: Vec<String>,
    /// What the page says of all that it has.
    pub(super) everywhere: Drawn,
    /// A style sheet that is in another file.
    pub(super) elsewhere: Option<String>,
}

/// A part of a selector.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) compound: Compound,
    /// How its element stands to that of the part before; `None` where there is none.
    pub(super) behind: Option<Combinator>,
    /// What the rule does, at the end of its selector.
    pub(super) drawn: Drawn,
    /// The declarations of a text that it adds there.
    pub(super) added: Option<(Side, String)>,
}

/// Where a style sheet adds a text to an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    After,
}

impl Side {
    /// The side that a selector ends in, and what stands before it.
    fn of(selector: &str) -> Option<(Self, &str)> {
        let small = selector.to_ascii_lowercase();
        let sides = [("before", Self::Before), ("after", Self::After)];
        sides.into_iter().find_map(|(name, side)| {
            let rest = small.strip_suffix(name)?;
            let rest = rest.strip_suffix("::").or(rest.strip_suffix(':'))?;
            Some((side, selector.get(..rest.len())?))
        })
    }
}

impl Styles {
    /// The rules of every `<style>` of a page.
    pub(super) fn of(tree: &Tree) -> Self {
        let (mut sheets, mut declarations) = (Vec::new(), String::new());
        for node in tree.nodes() {
            let Data::Element(element) = &node.data else {
                continue;
            };
            if matches!(&*element.name, "style" | "svg:style") {
                sheets.push(tree.text_in(node));
            }
            if let Some(style) = element.attribute("style") {
                declarations.push_str(style);
                declarations.push(';');
            }
        }
        let mut styles = Self {
            variables: variables(&(sheets.join("\n") + "}" + &declarations)),
            ..Self::default()
        };
        if tree.is_cut {
            styles.everywhere = Drawn::UNCLEAR;
        }
        for sheet in &sheets {
            styles.add(&Sheet::of(sheet));
        }
        if let Some(name) = missing(tree).into_iter().next() {
            styles.elsewhere.get_or_insert(name);
        }
        if styles.parts.len() > MOST {
            styles.parts.clear();
            styles.everywhere = Drawn::UNCLEAR;
        }
        styles
    }

    fn add(&mut self, sheet: &Sheet) {
        if let Some(name) = &sheet.import {
            self.elsewhere.get_or_insert(name.clone());
        }
        if sheet.is_partial {
            self.everywhere = Drawn::UNCLEAR;
        }
        for (selector, declarations) in &sheet.rules {
            let mut drawn = Drawn::declared(declarations, &self.variables);
            let side = Side::of(selector).filter(|_| declarations.contains("ontent"));
            let selector = match side {
                Some((_, selector)) => {
                    drawn = Drawn::default();
                    selector
                }
                None => selector,
            };
            if drawn == Drawn::default() && side.is_none() || self.parts.len() > MOST {
                continue;
            }
            let Selector(parts) = Selector::of(selector);
            let first = self.parts.len();
            for (combinator, compound) in parts {
                self.parts.push(Part {
                    compound,
                    behind: (self.parts.len() > first).then_some(combinator),
                    drawn: Drawn::default(),
                    added: None,
                });
            }
            if let Some(last) = self.parts.last_mut() {
                last.drawn = drawn;
                last.added = side.map(|(side, _)| (side, declarations.clone()));
            }
        }
    }

    /// How an element is drawn by its name and its attributes.
    pub(super) fn of_attributes(&self, element: &Element) -> Drawn {
        let name = &*element.name;
        let mut drawn = match name {
            "del" | "s" | "strike" => Drawn::STRUCK,
            "datalist" | "noscript" | "template" => Drawn::HIDDEN,
            // What browsers show where they cannot show the element.
            "canvas" | "video" | "audio" | "object" | "iframe" | "noembed" | "noframes" | "rp"
            | "annotation" | "annotation-xml" => Drawn::HIDDEN,
            "svg:script" | "svg:style" | "svg:title" => Drawn::HIDDEN,
            // A list of choices shows the one that is selected.
            "option" if element.attribute("selected").is_none() => Drawn::HIDDEN,
            "dialog" if element.attribute("open").is_none() => Drawn::HIDDEN,
            _ => Drawn::default(),
        };
        let is_of_table = matches!(name, "tr" | "td" | "th" | "col");
        for (key, value) in &element.attributes {
            drawn = drawn.and(match &**key {
                "style" => Drawn::declared(value, &self.variables),
                "hidden" | "popover" => Drawn::HIDDEN,
                "height" | "width" if is_of_table && value.trim() == "0" => Drawn::HIDDEN,
                _ => Drawn::default(),
            });
        }
        drawn
    }
}
