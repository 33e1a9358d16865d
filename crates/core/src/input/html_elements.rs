//! The elements of a page that are open, and what they and the style sheets say of the text in them.

use super::html_declarations::{Drawn, Truth, added};
use super::html_selector::{Combinator, Element};
use super::html_style::{Side, Styles};

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
    /// The texts that style sheets add to it.
    added: Vec<(Side, String)>,
    /// How the columns of a table are drawn, and where those of its last group begin.
    columns: Vec<Drawn>,
    group: usize,
}

/// The open elements, from the outermost.
#[derive(Default)]
pub(super) struct OpenElements {
    styles: Styles,
    all: Vec<Open>,
    /// How many more are open.
    deeper: usize,
}

impl OpenElements {
    pub(super) fn of(styles: Styles) -> Self {
        Self {
            styles,
            ..Self::default()
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
        let table = self.all.iter().rfind(|open| &*open.element.name == "table");
        let column = table.and_then(|table| table.columns.get(at));
        column.copied().unwrap_or_default()
    }

    /// Opens an element.
    pub(super) fn begin(&mut self, element: &Element) {
        if self.all.len() >= DEEPEST {
            self.deeper += 1;
            self.styles.everywhere = Drawn::UNCLEAR;
            if let Some(last) = self.all.last_mut() {
                last.drawn = last.drawn.and(Drawn::UNCLEAR);
            }
            return;
        }
        self.push(element.clone());
        if matches!(&*element.name, "col" | "colgroup") {
            self.add_columns(&element.name);
        }
    }

    /// Closes the innermost element.
    pub(super) fn end(&mut self) {
        match self.deeper.checked_sub(1) {
            Some(deeper) => self.deeper = deeper,
            None => {
                self.all.pop();
            }
        }
    }

    /// The texts that style sheets add to the innermost element on this side.
    pub(super) fn added(&self, side: Side) -> Vec<String> {
        let is_deeper = self.deeper > 0;
        let all = self.all.last().filter(|_| !is_deeper).into_iter();
        let all = all.flat_map(|open| &open.added);
        let here = all.filter(|(of, _)| *of == side);
        here.map(|(_, text)| text.clone()).collect()
    }

    /// Whether one of these is open, in the cell where there is one.
    pub(super) fn is_in(&self, names: &[&str]) -> bool {
        self.last(names)
            .is_some_and(|at| Some(at) > self.last(&["td", "th"]))
    }

    fn last(&self, names: &[&str]) -> Option<usize> {
        let is_one = |open: &Open| names.contains(&&*open.element.name);
        self.all.iter().rposition(is_one)
    }

    /// Whether an element of this name is open in the innermost table.
    fn is_in_table(&self, name: &str) -> bool {
        self.last(&[name]) > self.last(&["table"])
    }

    fn push(&mut self, element: Element) {
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
            if let Some((side, declarations)) = part.added.as_ref().filter(|_| fits > Truth::No) {
                let text = added(declarations, |name| element.attribute(name));
                open.added
                    .extend((!text.is_empty()).then_some((*side, text)));
            }
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
            .rfind(|open| &*open.element.name == "table")
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

/// The number with which the value of an attribute begins; 0 where there is none.
pub(super) fn number(value: &str) -> usize {
    let value = value.trim();
    let end = value.find(|c: char| !c.is_ascii_digit());
    let digits = value.get(..end.unwrap_or(value.len())).unwrap_or_default();
    digits.parse().unwrap_or_default()
}
