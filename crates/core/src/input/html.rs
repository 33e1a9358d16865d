//! Tables and lists in HTML, as spreadsheets, mail programs and web pages put them on the clipboard.

use super::headings::{Headings, plain};
use super::html_cell::{Cell, Gap};
use super::html_declarations::{Drawn, Truth};
use super::html_elements::{OpenElements, number};
use super::html_lost::lost;
use super::html_names::{ROWS, gap, is_page};
use super::html_parser::parse;
use super::html_sections::{Kind, Sections};
use super::html_selector::Element;
use super::html_style::{Side, Styles};
use super::html_tree::{Data, Step, UNREAD};
use super::text_marks::{HIDDEN, MARKUP, OUTSIDE};
use super::{InputError, names_somebody};

/// Elements in which lines end where the text has them.
const OF_LINES: [&str; 3] = ["pre", "textarea", "listing"];
const TITLES: [&str; 11] = [
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "caption",
    "dt",
    "legend",
    "summary",
    "figcaption",
];
const LISTS: [&str; 4] = ["ul", "ol", "dl", "table"];

/// The most columns of one cell, and the longest text that a cell repeats in the rows that it spans.
const WIDEST: usize = 50;
const LONGEST_REPEATED: usize = 1_000;

/// What a page says.
pub(super) struct Html {
    /// Its cells between tabs, a row a line. Rows stay on their lines as far as each has one.
    pub(super) text: String,
    /// Whether it has a table of several columns, so that other delimiters are part of its texts.
    pub(super) has_columns: bool,
    /// The lines on which its tables begin.
    pub(super) tables: Vec<u64>,
    /// Why it cannot be a list.
    pub(super) refused: Result<(), InputError>,
}

/// What a page says; `None` when the text is not HTML.
pub(super) fn read(text: &str) -> Option<Html> {
    if !is_page(text) {
        return None;
    }
    let text = text.replace('\0', "\u{fffd}");
    let tree = parse(&text);
    let styles = Styles::of(&tree);
    let sheet = styles.elsewhere.clone().map(InputError::StyleSheet);
    let mut page = Page {
        open: OpenElements::of(styles),
        ..Page::default()
    };
    for step in tree.steps() {
        let (Step::Into(id) | Step::OutOf(id)) = step;
        let Some(node) = tree.node(id) else { continue };
        match (&node.data, step) {
            (Data::Element(element), Step::Into(_)) => page.begin_element(element, node.line),
            (Data::Element(element), Step::OutOf(_)) => page.end_element(element),
            (Data::Text(text, gap), Step::Into(_)) => page.text(text, *gap, node.line),
            _ => {}
        }
    }
    page.row();
    for (line, text) in lost(&text, &tree, &page.named) {
        page.line(line as usize, &format!("{MARKUP}{text}"));
    }
    let unshown =
        (!names_somebody(&page.out) && names_somebody(&text)).then_some(InputError::Unshown);
    let refused = sheet.or(page.frame.map(InputError::Frame)).or(unshown);
    Some(Html {
        text: page.out,
        has_columns: page.has_columns,
        tables: page.tables,
        refused: refused.map_or_else(|| page.sections.check(), Err),
    })
}

#[derive(Default)]
struct Page {
    out: String,
    /// Line ends written, and read.
    written: usize,
    read: usize,
    /// Where the row begins.
    begun: usize,
    row: Vec<String>,
    cell: Cell,
    in_cell: bool,
    open: OpenElements,
    /// The rows and columns of the cell.
    size: Size,
    /// What cells of rows above put into the columns of the next row, and into how many more rows.
    spans: Vec<Option<(String, usize)>>,
    /// Whether the row has cells of a table, and whether an earlier one had.
    of_table: bool,
    after_table: bool,
    has_columns: bool,
    tables: Vec<u64>,
    /// Whether the next row of a table is the first of it.
    begins_table: bool,
    /// What the row is, whether it is a title if it has no person, and what is known of those above.
    kind: Kind,
    title: Title,
    sections: Sections,
    /// The first frame that shows another file.
    frame: Option<String>,
    /// How many elements are open that are not read.
    unread: usize,
    /// Names of elements and attributes that are read as texts.
    named: String,
}

/// What makes a title of a row without a person.
#[derive(Default)]
struct Title {
    /// Whether some of its text is bold, and some is not.
    bold: bool,
    plain: bool,
    /// Whether a cell extends over several columns.
    is_wide: bool,
    /// Whether a list begins behind it, in the same item.
    is_above: bool,
}

/// Over how many rows and columns a cell extends.
#[derive(Clone, Copy)]
struct Size {
    rows: usize,
    columns: usize,
}

impl Default for Size {
    fn default() -> Self {
        Self {
            rows: 1,
            columns: 1,
        }
    }
}

impl Size {
    fn of(cell: &Element) -> Self {
        let of = |name: &str| number(cell.attribute(name).unwrap_or_default());
        Self {
            rows: of("rowspan").max(1),
            columns: of("colspan").clamp(1, WIDEST),
        }
    }
}

impl Page {
    fn text(&mut self, text: &str, gap: Gap, line: u32) {
        if self.unread > 0 {
            return;
        }
        self.read = line as usize;
        self.cell.gap = self.cell.gap.max(gap);
        if self.open.is_in(&OF_LINES) {
            self.lines(text);
        } else {
            self.words(text);
        }
    }

    /// Adds a text whose lines end where it has them. Outside of cells these are lines of a list like any other text.
    fn lines(&mut self, text: &str) {
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.read += 1;
                self.cell.gap = Gap::Line;
            }
            if self.in_cell {
                self.words(line);
            } else if !line.trim().is_empty() {
                if self.cell.gap == Gap::Line {
                    self.row();
                }
                self.begin();
                let drawn = self.drawn();
                self.cell.word(line.trim_end(), drawn);
                self.cell.is_raw = true;
                self.cell.gap = match line.ends_with(char::is_whitespace) {
                    true => Gap::Blank,
                    false => Gap::None,
                };
            } else {
                self.apart(!line.is_empty());
            }
        }
    }

    /// Notes where the row begins.
    fn begin(&mut self) {
        if self.row.is_empty() && self.cell.is_empty() {
            self.begun = self.read;
            self.kind = match () {
                () if self.open.is_in(&TITLES) => Kind::Title,
                () if self.open.is_in(&["ul", "ol", "dl"]) => Kind::Listed,
                () => Kind::Text,
            };
        }
    }

    /// Adds a text. Line ends are blanks in HTML.
    fn words(&mut self, text: &str) {
        let is_blank = |c: Option<char>| c.is_some_and(char::is_whitespace);
        self.apart(is_blank(text.chars().next()));
        let is_bold = self.open.is_in(&["b", "strong"]);
        for word in text.split_whitespace() {
            if !self.in_cell && self.cell.begins_line(word) {
                self.row();
            }
            self.begin();
            if word.contains(char::is_alphanumeric) {
                self.title.bold |= is_bold;
                self.title.plain |= !is_bold;
            }
            let drawn = self.drawn();
            self.cell.word(word, drawn);
        }
        let is_shown = self.drawn().hidden != Truth::Yes;
        if is_shown && text.trim_end().len() == text.len() && !text.is_empty() {
            self.cell.gap = Gap::None;
        }
    }

    /// Begins the row of a link or an attribute, where a line ended before it.
    fn begin_line(&mut self) {
        if !self.in_cell && self.cell.begins_line("") {
            self.row();
        }
    }

    fn apart(&mut self, is_apart: bool) {
        if is_apart {
            self.cell.gap = self.cell.gap.max(Gap::Blank);
        }
    }

    fn begin_element(&mut self, element: &Element, line: u32) {
        let name = &*element.name;
        if self.unread > 0 {
            self.unread += 1;
            return;
        }
        self.read = line as usize;
        self.cell.gap = self.cell.gap.max(gap(name).min(Gap::Blank));
        self.open.begin(element);
        if UNREAD.contains(&name) {
            self.unread = 1;
            return;
        }
        let is_table = name == "table";
        if name == "td" || name == "th" {
            // What stands in the row before its first cell is a cell, too.
            if self.in_cell || !self.cell.is_empty() {
                self.end_cell();
            }
            self.cell = Cell::default();
            self.size = Size::of(element);
            self.title.is_wide |= self.size.columns > 1;
            self.fill();
            if self.row.is_empty() {
                self.begun = self.read;
            }
            (self.of_table, self.in_cell) = (true, true);
        } else {
            self.title.is_above = LISTS.contains(&name) && self.open.is_in(&["li", "dd"]);
            // What stands before a table within a cell is no row of one.
            let ends_cell = is_table && self.in_cell;
            self.edge(name, ends_cell);
        }
        if is_table {
            self.table();
        }
        if name == "a" {
            self.link(element.attribute("href").unwrap_or_default());
        }
        self.added(Side::Before);
        self.attributes(element);
        self.names(element);
    }

    fn end_element(&mut self, element: &Element) {
        let name = &*element.name;
        if self.unread > 0 {
            self.unread -= 1;
            if self.unread == 0 {
                self.open.end();
            }
            return;
        }
        self.added(Side::After);
        self.cell.gap = self.cell.gap.max(gap(name).min(Gap::Blank));
        self.open.end();
        if name == "td" || name == "th" {
            self.of_table = true;
            self.end_cell();
            self.in_cell = false;
        } else {
            self.edge(name, false);
        }
        if name == "table" {
            self.table();
        }
    }

    /// Begins or ends a table. No cell reaches beyond it.
    fn table(&mut self) {
        self.spans.clear();
        self.begins_table = true;
    }

    /// Ends a line or a row where an element that is no cell begins or ends.
    fn edge(&mut self, name: &str, ends_cell: bool) {
        let is_within = self.in_cell && name != "tr" && name != "table";
        if !ROWS.contains(&name) {
        } else if is_within || name == "br" {
            self.cell.gap = Gap::Line;
        } else {
            self.of_table &= !ends_cell;
            self.row();
        }
    }

    /// How what is read here is drawn.
    fn drawn(&self) -> Drawn {
        let column = match self.in_cell {
            true => self.open.column(self.row.len()),
            false => Drawn::default(),
        };
        self.open.drawn().and(column)
    }

    fn end_cell(&mut self) {
        let cell = std::mem::take(&mut self.cell).finish();
        let Size { rows, columns } = std::mem::take(&mut self.size);
        for text in std::iter::once(cell).chain(std::iter::repeat_n(String::new(), columns - 1)) {
            if rows > 1 && text.len() <= LONGEST_REPEATED {
                let column = self.row.len();
                self.spans.resize(self.spans.len().max(column + 1), None);
                if let Some(span) = self.spans.get_mut(column) {
                    *span = Some((text.clone(), rows - 1));
                }
            }
            self.row.push(text);
        }
    }

    /// Puts in what cells of rows above say in this column and those beside it.
    fn fill(&mut self) {
        while let Some(Some((text, left))) = self.spans.get_mut(self.row.len()) {
            let text = text.clone();
            *left -= 1;
            if *left == 0
                && let Some(span) = self.spans.get_mut(self.row.len())
            {
                *span = None;
            }
            self.row.push(text);
        }
    }

    fn row(&mut self) {
        if self.in_cell || !self.cell.is_empty() || self.cell.has_more() {
            self.end_cell();
            self.in_cell = false;
        }
        let title = std::mem::take(&mut self.title);
        if self.row.iter().all(String::is_empty) {
            self.row.clear();
            if self.of_table {
                self.sections.marks.clear();
            }
            return;
        }
        let is_alone = self.row.len() == 1 && (title.bold && !title.plain || self.has_columns)
            || title.is_wide && self.row.iter().filter(|cell| !cell.is_empty()).count() == 1;
        let is_title = match self.of_table {
            true => is_alone,
            false => title.is_above || title.bold && !title.plain,
        };
        if self.of_table {
            self.fill();
        }
        self.has_columns |= self.of_table && self.row.len() > 1;
        let outside = self.after_table && !self.of_table;
        let kind = if self.of_table {
            Kind::Listed
        } else {
            self.kind
        };
        let begins_table = self.of_table && std::mem::take(&mut self.begins_table);
        self.after_table |= self.of_table;
        self.of_table = false;
        // The signature of a mail is no row of its table.
        if let Some(cell) = self
            .row
            .iter_mut()
            .find(|cell| outside && cell.contains('@'))
        {
            cell.push_str(OUTSIDE);
        }
        let text = self.row.join("\t");
        let line = self.line(self.begun, &text);
        self.tables.extend(begins_table.then_some(line));
        if !text.starts_with(HIDDEN) {
            let kind = match is_title && is_title_text(&text) {
                true => Kind::Title,
                false => kind,
            };
            self.sections.row(kind, &text, line, outside);
        }
        self.row.clear();
    }

    /// Writes a row, on its line where it is free; which line it has, counted from 1.
    fn line(&mut self, begun: usize, text: &str) -> u64 {
        while self.written < begun {
            self.out.push('\n');
            self.written += 1;
        }
        self.out.push_str(text);
        self.out.push('\n');
        self.written += 1;
        self.written as u64
    }
}

/// Whether a text may be a title: it has no person, and is no heading of a column of people.
fn is_title_text(text: &str) -> bool {
    !names_somebody(text) && !Headings::means_person(&plain(text))
}

mod beside;
mod frames;

#[cfg(test)]
mod tests;
