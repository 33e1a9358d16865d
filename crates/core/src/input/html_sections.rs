//! What a page says of its lists as wholes: titles between them, and boxes that are checked or not.

use super::html_selector::Element;
use super::{InputError, Position, names_somebody};

/// What a row is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text outside lists.
    #[default]
    Text,
    /// A heading outside lists.
    Title,
    /// A row of a table, or an item of a list.
    Listed,
}

#[derive(Default)]
pub(super) struct Sections {
    /// Headings and other texts since the last person, without those of people.
    titles: Vec<(Kind, String)>,
    /// The title of the first people.
    first: Option<String>,
    /// Whether somebody was named.
    is_begun: bool,
    /// The boxes of the row.
    pub(super) boxes: Vec<bool>,
    /// The lines of the first people whose box is checked, and is not.
    boxed: Boxed,
    /// Where other people are under another title, and that title.
    other: Option<(u64, String)>,
}

/// The lines of the first people whose box is checked, and is not.
#[derive(Default)]
struct Boxed {
    checked: Option<u64>,
    unchecked: Option<u64>,
}

impl Boxed {
    fn add(&mut self, is_checked: bool, line: u64) {
        let first = match is_checked {
            true => &mut self.checked,
            false => &mut self.unchecked,
        };
        first.get_or_insert(line);
    }

    fn check(&self) -> Result<(), InputError> {
        match (self.checked, self.unchecked) {
            (Some(checked), Some(unchecked)) => Err(InputError::Checked { checked, unchecked }),
            _ => Ok(()),
        }
    }
}

impl Sections {
    /// Notes a row of the page.
    pub(super) fn row(&mut self, kind: Kind, text: &str, line: u64, is_behind_table: bool) {
        let boxes = std::mem::take(&mut self.boxes);
        if !names_somebody(text) {
            if kind != Kind::Listed {
                self.titles.push((kind, text.trim().to_owned()));
            }
            return;
        }
        for is_checked in boxes {
            self.boxed.add(is_checked, line);
        }
        // An address in a text behind a table is in no list.
        if kind != Kind::Listed && is_behind_table {
            return;
        }
        let titles = std::mem::take(&mut self.titles);
        if !self.is_begun {
            self.is_begun = true;
            self.first = titles.into_iter().next_back().map(|(_, title)| title);
            return;
        }
        let counts = |of: &Kind| kind == Kind::Listed || *of == Kind::Title;
        let mut others = titles.into_iter().filter(|(of, _)| counts(of));
        let other = others.find(|(_, title)| Some(title) != self.first.as_ref());
        if let Some((_, title)) = other {
            self.other.get_or_insert((line, title));
        }
    }

    /// Refuses a page of which it is not known whether all people are meant.
    ///
    /// # Errors
    /// When it has other people under another title, or boxes of both kinds.
    pub(super) fn check(&self) -> Result<(), InputError> {
        self.boxed.check()?;
        match &self.other {
            Some((line, title)) => Err(InputError::OtherTitle {
                at: Position::line(*line),
                title: title.clone(),
            }),
            None => Ok(()),
        }
    }
}

/// Refuses a text with people behind boxes that are checked and people behind others.
///
/// # Errors
/// When it has both.
pub(super) fn check_text(text: &str) -> Result<(), InputError> {
    let mut boxed = Boxed::default();
    for (number, line) in (1..).zip(text.lines()) {
        if let Some(is_checked) = box_of_line(line)
            && names_somebody(line)
        {
            boxed.add(is_checked, number);
        }
    }
    boxed.check()
}

/// Whether the box that an element is is checked; `None` where it is none.
pub(super) fn check_box(element: &Element) -> Option<bool> {
    let of = |name: &str| element.attribute(name).unwrap_or_default().to_lowercase();
    let (kind, role) = (of("type"), of("role"));
    if &*element.name == "input" && matches!(&*kind, "checkbox" | "radio") {
        Some(element.attribute("checked").is_some())
    } else if matches!(&*role, "checkbox" | "radio" | "switch") {
        Some(of("aria-checked") == "true")
    } else if element.attribute("data-inline-task-id").is_some() {
        // A task of Confluence.
        let class = of("class");
        Some(class.split_whitespace().any(|one| one == "checked"))
    } else {
        let said = ["alt", "aria-label", "title"].map(of);
        let says = |all: [&str; 3]| said.iter().any(|one| all.contains(&one.trim()));
        match says(["checked", "ticked", "selected"]) {
            true => Some(true),
            false => says(["unchecked", "not checked", "unticked"]).then_some(false),
        }
    }
}

/// Whether the box that a line begins with is checked.
fn box_of_line(line: &str) -> Option<bool> {
    let is_mark = |c: char| c.is_whitespace() || matches!(c, '-' | '*' | '+' | '>' | '|' | '"');
    let line = line.trim_start_matches(is_mark);
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let line = number.strip_prefix(['.', ')']).unwrap_or(line).trim_start();
    let of = |marks: &[&str]| marks.iter().any(|mark| line.starts_with(mark));
    match of(&["[x]", "[X]", "☑", "☒", "🗹", "✅", "✓", "✔"]) {
        true => Some(true),
        false => of(&["[ ]", "[]", "☐", "⬜", "✗", "✘", "❌"]).then_some(false),
    }
}
