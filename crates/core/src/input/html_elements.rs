//! The elements of a page that are open, and what they and the style sheets say of the text in them.

use super::html_attributes::number;
use super::html_declarations::{Drawn, Truth};
use super::html_selector::{Combinator, Element};
use super::html_style::Styles;

/// Elements without an end, or whose content is no part of the page.
const VOID: [&str; 16] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "script", "source",
    "style", "title", "track", "wbr",
];
/// Elements of a text that go on where an element around them ends.
const GOING_ON: [&str; 14] = [
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];
const OF_TABLES: [&str; 7] = ["td", "th", "tr", "tbody", "thead", "tfoot", "caption"];
/// Elements that end a paragraph.
const BLOCKS: [&str; 12] = [
    "p", "div", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre",
];
/// As browsers have it.
const DEEPEST: usize = 512;
/// The most columns of a table that are looked at.
const WIDEST: usize = 1_000;

/// Whether parts of selectors, up to each, are of an element.
type Fits = Vec<Truth>;

#[derive(Default)]
struct Open {
    element: Element,
    drawn: Drawn,
    fits: Fits,
    /// The same of this element or of one around it.
    within: Fits,
    /// The same of one of the elements directly in it that were read, and of the last one.
    inner: Fits,
    last: Fits,
    /// How the columns of a table are drawn, and where those of its last group begin.
    columns: Vec<Drawn>,
    group: usize,
}

/// The open elements, from the outermost.
#[derive(Default)]
pub(super) struct OpenElements {
    styles: Styles,
    all: Vec<Open>,
}

impl OpenElements {
    pub(super) fn of(styles: Styles) -> Self {
        Self {
            all: Vec::new(),
            styles,
        }
    }

    /// How a text here is drawn.
    pub(super) fn drawn(&self) -> Drawn {
        self.all
            .last()
            .map_or(self.styles.everywhere, |open| open.drawn)
    }

    /// How a cell in this column of the table is drawn.
    pub(super) fn column(&self, at: usize) -> Drawn {
        let table = self.all.iter().rfind(|open| open.element.name == "table");
        let column = table.and_then(|table| table.columns.get(at));
        column.copied().unwrap_or_default()
    }

    /// Opens an element; where it ends others, or stands in some that have no tag, these do so.
    pub(super) fn begin(&mut self, element: Element) {
        let name = element.name.clone();
        match name.as_str() {
            name if name.is_empty() || name.starts_with(['!', '?']) => return,
            "html" => {}
            "head" | "body" => self.imply(&["html"]),
            _ => self.imply(&["html", "body"]),
        }
        match name.as_str() {
            "td" | "th" => {
                self.end_in_table(&["td", "th"]);
                if !self.is_in_table("tr") {
                    self.imply_in_table(&["tbody", "tr"]);
                }
            }
            "tr" => {
                self.end_in_table(&["td", "th", "tr", "caption"]);
                if !["tbody", "thead", "tfoot"]
                    .iter()
                    .any(|name| self.is_in_table(name))
                {
                    self.imply_in_table(&["tbody"]);
                }
            }
            "tbody" | "thead" | "tfoot" => self.end_in_table(&OF_TABLES),
            "li" => {
                let list = self.last(&["ul", "ol", "td", "th"]);
                let item = self.last(&["li"]);
                if item > list
                    && let Some(at) = item
                {
                    self.all.truncate(at);
                }
            }
            _ => {}
        }
        let is_paragraph = self.all.last().is_some_and(|open| open.element.name == "p");
        if is_paragraph && BLOCKS.contains(&name.as_str()) {
            self.all.pop();
        }
        self.push(element);
        if name == "col" || name == "colgroup" {
            self.add_columns(&name);
        }
        if VOID.contains(&name.as_str()) {
            self.all.pop();
        }
    }

    /// Closes an element.
    pub(super) fn end(&mut self, name: &str) {
        if name == "table" || OF_TABLES.contains(&name) {
            let table = self.last(&["table"]);
            let at = self.last(&[name]);
            if at >= table
                && let Some(at) = at
            {
                self.all.truncate(at);
            }
            return;
        }
        let within = self.last(&["td", "th", "table", "caption"]);
        let at = self.last(&[name]);
        if let Some(at) = at.filter(|_| at > within && !matches!(name, "html" | "body")) {
            let inner = self.all.split_off(at);
            for open in inner.into_iter().skip(1) {
                if GOING_ON.contains(&open.element.name.as_str()) {
                    self.push(open.element);
                }
            }
        }
    }

    /// Whether one of these is open, in the cell where there is one.
    pub(super) fn is_in(&self, names: &[&str]) -> bool {
        self.last(names)
            .is_some_and(|at| Some(at) > self.last(&["td", "th"]))
    }

    fn last(&self, names: &[&str]) -> Option<usize> {
        let is_one = |open: &Open| names.contains(&open.element.name.as_str());
        self.all.iter().rposition(is_one)
    }

    /// Whether an element of this name is open in the innermost table.
    fn is_in_table(&self, name: &str) -> bool {
        self.last(&[name]) > self.last(&["table"])
    }

    fn end_in_table(&mut self, names: &[&str]) {
        let table = self.last(&["table"]).map_or(0, |at| at + 1);
        let inner = self.all.get(table..).unwrap_or_default();
        let is_one = |open: &Open| names.contains(&open.element.name.as_str());
        if let Some(at) = inner.iter().position(is_one) {
            self.all.truncate(table + at);
        }
    }

    fn imply(&mut self, names: &[&str]) {
        for name in names {
            if self.last(&[name]).is_none() {
                self.imply_in_table(&[name]);
            }
        }
    }

    fn imply_in_table(&mut self, names: &[&str]) {
        for name in names {
            self.push(Element {
                name: (*name).to_owned(),
                ..Element::default()
            });
        }
    }

    fn push(&mut self, element: Element) {
        if self.all.len() >= DEEPEST {
            self.styles.everywhere = Drawn::UNCLEAR;
            if let Some(last) = self.all.last_mut() {
                last.drawn = last.drawn.and(Drawn::UNCLEAR);
            }
            return;
        }
        let mut open = Open {
            drawn: self.drawn().and(self.styles.of_attributes(&element)),
            ..Open::default()
        };
        let none = Open::default();
        let parent = self.all.last().unwrap_or(&none);
        let of = |fits: &Fits, at: usize| fits.get(at).copied().unwrap_or_default();
        for (at, part) in self.styles.parts.iter().enumerate() {
            let fits = part.compound.fits(&element);
            let before = at.saturating_sub(1);
            let fits = fits.min(match part.behind {
                None => Truth::Yes,
                Some(Combinator::Within) => of(&parent.within, before),
                Some(Combinator::Child) => of(&parent.fits, before),
                Some(Combinator::Behind) => of(&parent.inner, before),
                Some(Combinator::Next) => of(&parent.last, before),
            });
            open.fits.push(fits);
            open.within.push(fits.max(of(&parent.within, at)));
            open.drawn = open.drawn.and(part.drawn.at_most(fits));
        }
        if let Some(parent) = self.all.last_mut() {
            parent.last.clone_from(&open.fits);
            parent.inner.resize(open.fits.len(), Truth::No);
            for (inner, fits) in parent.inner.iter_mut().zip(&open.fits) {
                *inner = (*inner).max(*fits);
            }
        }
        open.element = element;
        self.all.push(open);
    }

    /// Notes how the columns of the element that was just opened are drawn.
    fn add_columns(&mut self, name: &str) {
        let Some(column) = self.all.last() else {
            return;
        };
        let span = column.element.attribute("span").unwrap_or_default();
        let (span, drawn) = (number(span).clamp(1, WIDEST), column.drawn);
        let is_in_group = self.is_in_table("colgroup");
        let Some(table) = self
            .all
            .iter_mut()
            .rfind(|open| open.element.name == "table")
        else {
            return;
        };
        if name == "colgroup" {
            table.group = table.columns.len();
        } else if is_in_group && table.group < table.columns.len() {
            // The group has columns of its own: its `span` does not count.
            table.columns.truncate(table.group);
        }
        if name == "col" {
            table.group = usize::MAX;
        }
        let many = (table.columns.len() + span).min(WIDEST);
        table.columns.resize(many, drawn);
    }
}
