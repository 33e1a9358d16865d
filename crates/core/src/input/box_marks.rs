//! Marks beside the people of a list, such as check boxes: people with other marks may not be meant.

use super::html_selector::Element;
use super::records::Record;
use super::{InputError, Mark, names_somebody};

/// The lines of the first people with each mark.
#[derive(Debug, Default)]
pub(super) struct Marks(Vec<(Mark, u64)>);

impl Marks {
    /// Notes the mark of people on a line.
    pub(super) fn add(&mut self, mark: Mark, line: u64) {
        if !self.0.iter().any(|(known, _)| *known == mark) {
            self.0.push((mark, line));
        }
    }

    /// Refuses people with different marks.
    ///
    /// # Errors
    /// When there are such.
    pub(super) fn check(&self) -> Result<(), InputError> {
        match self.0[..] {
            [first, other, ..] => Err(InputError::Marks { first, other }),
            _ => Ok(()),
        }
    }
}

/// Refuses a text with people beside different marks.
///
/// # Errors
/// When it has such.
pub(super) fn check_text(text: &str) -> Result<(), InputError> {
    let mut marks = Marks::default();
    for (number, line) in (1..).zip(text.lines()) {
        if names_somebody(line) {
            marks.add(of_line(line), number);
        }
    }
    marks.check()
}

/// Refuses rows with people beside different marks.
///
/// # Errors
/// When there are such.
pub(super) fn check_rows(rows: &[Record]) -> Result<(), InputError> {
    let mut marks = Marks::default();
    for row in rows {
        if row.cells.iter().any(|cell| names_somebody(cell)) {
            let mut found = row.cells.iter().map(|cell| of_line(cell));
            let mark = found.find(|mark| *mark != Mark::Nothing);
            marks.add(mark.unwrap_or(Mark::Nothing), row.at.line);
        }
    }
    marks.check()
}

/// The first mark of a line, in a cell of its own or before a text.
fn of_line(line: &str) -> Mark {
    let cells = line.split([',', ';', '\t', '|']);
    let mut marks = cells.filter_map(of_cell);
    marks.next().unwrap_or(Mark::Nothing)
}

/// The mark that a cell is, or begins or ends with.
fn of_cell(cell: &str) -> Option<Mark> {
    let around = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\u{fe0f}' | '\u{fe0e}');
    let cell = cell.trim_matches(around);
    let bullet = |c: char| c.is_whitespace() || matches!(c, '-' | '*' | '+' | '>' | '•');
    let bare = cell.trim_start_matches(bullet);
    let number = bare.trim_start_matches(|c: char| c.is_ascii_digit());
    let bare = number.strip_prefix(['.', ')']).unwrap_or(bare).trim_start();
    let marks = || SIGNS.iter().chain(&BRACKETS);
    let stands = |mark: &str| {
        let ends = |rest: &str| rest.is_empty() || rest.starts_with(around);
        let is_sign = !mark.is_ascii();
        let begins = bare
            .strip_prefix(mark)
            .is_some_and(|rest| is_sign || ends(rest));
        let closes = cell.strip_suffix(mark);
        begins || closes.is_some_and(|rest| is_sign || rest.ends_with(around))
    };
    let found = marks().find(|(mark, _)| stands(mark));
    found.map(|(_, mark)| *mark)
}

const SIGNS: [(&str, Mark); 17] = [
    ("☑", Mark::Checked),
    ("🗹", Mark::Checked),
    ("✅", Mark::Checked),
    ("✓", Mark::Checked),
    ("✔", Mark::Checked),
    ("☒", Mark::Unchecked),
    ("🗷", Mark::Unchecked),
    ("☐", Mark::Unchecked),
    ("⬜", Mark::Unchecked),
    ("□", Mark::Unchecked),
    ("✗", Mark::Unchecked),
    ("✘", Mark::Unchecked),
    ("✕", Mark::Unchecked),
    ("✖", Mark::Unchecked),
    ("❌", Mark::Unchecked),
    ("❎", Mark::Unchecked),
    ("🚫", Mark::Unchecked),
];
const BRACKETS: [(&str, Mark); 4] = [
    ("[x]", Mark::Checked),
    ("[X]", Mark::Checked),
    ("[ ]", Mark::Unchecked),
    ("[]", Mark::Unchecked),
];

/// The mark that an element of a page is; `None` where it is none.
pub(super) fn of_element(element: &Element) -> Option<Mark> {
    let of = |name: &str| element.attribute(name).unwrap_or_default().to_lowercase();
    let checked = |is: bool| {
        Some(match is {
            true => Mark::Checked,
            false => Mark::Unchecked,
        })
    };
    let (kind, role) = (of("type"), of("role"));
    if &*element.name == "input" && matches!(&*kind, "checkbox" | "radio") {
        return checked(element.attribute("checked").is_some());
    }
    if matches!(&*role, "checkbox" | "radio" | "switch") {
        return checked(of("aria-checked") == "true");
    }
    let class = of("class");
    let has_class = |name: &str| class.split_whitespace().any(|one| one == name);
    // Tasks of Confluence, and of editors.
    if element.attribute("data-inline-task-id").is_some() {
        return checked(has_class("checked"));
    }
    if let "true" | "false" = &*of("data-checked") {
        return checked(of("data-checked") == "true");
    }
    if let "todo" | "done" = &*of("data-task-state") {
        return checked(of("data-task-state") == "done");
    }
    // A drawing, and a picture of Confluence.
    if element.name.ends_with("use") {
        let target = of("href") + &of("xlink:href");
        let name = target.trim_start_matches('#');
        let is_box = name.contains("checkbox");
        return is_box
            .then_some(name.contains("unchecked"))
            .and_then(|is| checked(!is));
    }
    if has_class("emoticon-tick") || has_class("emoticon-cross") {
        return checked(has_class("emoticon-tick"));
    }
    let said = ["alt", "aria-label", "title", "data-emoji-shortname"].map(of);
    let says = |all: &[&str]| {
        let plain = |text: &str| text.trim_matches(['(', ')', ':', ' ']).replace('_', " ");
        said.iter().any(|one| all.contains(&&*plain(one)))
    };
    if says(&[
        "checked",
        "ticked",
        "selected",
        "tick",
        "check mark",
        "white check mark",
        "check",
    ]) {
        return checked(true);
    }
    if says(&[
        "unchecked",
        "not checked",
        "unticked",
        "not selected",
        "cross",
        "cross mark",
    ]) {
        return checked(false);
    }
    said.iter()
        .find_map(|text| SIGNS.iter().find(|(sign, _)| text.trim() == *sign))
        .map(|(_, mark)| *mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_in_a_cell_of_their_own_or_at_an_end() {
        for (line, mark) in [
            ("- [x] a@x.example", Mark::Checked),
            ("2) ☑ a@x.example", Mark::Checked),
            ("a@x.example,[X],Ann", Mark::Checked),
            ("Ann;a@x.example;✔\u{fe0f}", Mark::Checked),
            ("a@x.example | ☐ |", Mark::Unchecked),
            ("✗a@x.example", Mark::Unchecked),
            ("\"[ ]\"\ta@x.example", Mark::Unchecked),
            ("a@x.example ❌", Mark::Unchecked),
            ("[x](mailto:a@x.example)", Mark::Nothing),
            ("max,a@x.example", Mark::Nothing),
            ("", Mark::Nothing),
        ] {
            assert_eq!(of_line(line), mark, "{line}");
        }
    }
}
