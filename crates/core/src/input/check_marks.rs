//! Marks beside the people of a list, such as check boxes: people with other marks may not be meant.

use super::display_name::has_decision;
use super::html_selector::Element;
use super::person_mark::SIGNS;
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

    /// Notes the marks of a row with people.
    pub(super) fn add_row(&mut self, marks: &[Mark], line: u64) {
        for mark in marks {
            self.add(*mark, line);
        }
        if marks.is_empty() {
            self.add(Mark::Nothing, line);
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

/// Refuses a text without headings with people beside different marks.
///
/// # Errors
/// When it has such.
pub(super) fn check_text(text: &str) -> Result<(), InputError> {
    // Of a list of changes, what is taken away stands behind a "-".
    let of = |line: &str| {
        let is_added = line.trim_start().starts_with("+ ");
        let added = is_added.then_some(Mark::Checked);
        added
            .into_iter()
            .chain(of_line(line))
            .collect::<Vec<Mark>>()
    };
    let mut marks = Marks::default();
    if text.lines().all(|line| of(line).is_empty()) {
        return Ok(());
    }
    for (number, line) in (1..).zip(text.lines()) {
        if names_somebody(line) {
            marks.add_row(&of(line), number);
        }
    }
    marks.check()
}

/// Refuses rows with people beside different marks, where these say who is meant: those of a column without a heading,
/// or with one such as "Move". Others are a column as any other.
///
/// # Errors
/// When there are such.
pub(super) fn check_rows(headings: &[String], rows: &[Record]) -> Result<(), InputError> {
    fn cell(row: &Record, at: usize) -> &str {
        row.cells.get(at).map_or("", String::as_str)
    }
    let width = rows.iter().map(|row| row.cells.len()).max();
    // Nearly every column has none.
    let is_marked = |at: &usize| rows.iter().any(|row| !of_line(cell(row, *at)).is_empty());
    for at in (0..width.unwrap_or_default()).filter(is_marked) {
        let names = rows.iter().any(|row| names_somebody(cell(row, at)));
        if !names && !says_who(headings.get(at).map_or("", String::as_str)) {
            continue;
        }
        let mut marks = Marks::default();
        for row in rows {
            if row.cells.iter().any(|cell| names_somebody(cell)) {
                marks.add_row(&of_line(cell(row, at)), row.at.line);
            }
        }
        marks.check()?;
    }
    Ok(())
}

/// Whether what stands in a column says who is meant, by its heading.
pub(super) fn says_who(heading: &str) -> bool {
    let words = heading.to_lowercase();
    let mut words = words
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .peekable();
    words.peek().is_none() || has_decision(heading) || words.any(|word| CHOICES.contains(&word))
}

/// The marks of a line, in cells of their own or beside a text.
fn of_line(line: &str) -> Vec<Mark> {
    let line = line.trim_start();
    // A semicolon between others divides cells.
    let is_aside = line.starts_with("; ") && line.matches(';').count() == 1;
    let is_quoted = (line.starts_with('>') || is_aside) && names_somebody(line);
    let quoted = is_quoted.then_some(Mark::Quoted);
    let cells = line.split([',', ';', '\t', '|']);
    quoted
        .into_iter()
        .chain(cells.filter_map(of_cell))
        .collect()
}

/// Whether a text is somebody in brackets.
fn is_bracketed(text: &str) -> bool {
    let inner = [('(', ')'), ('[', ']')].iter().find_map(|(open, close)| {
        let inner = text.strip_prefix(*open)?.strip_suffix(*close)?;
        (!inner.contains([*open, *close])).then_some(inner)
    });
    // Wikis mention people so: `[~accountid:…]`.
    inner.is_some_and(|inner| !inner.starts_with('~') && names_somebody(inner))
}

/// The mark that a cell is, or begins or ends with.
fn of_cell(cell: &str) -> Option<Mark> {
    // Nearly every cell.
    if cell.is_ascii() && !cell.contains(['[', '(', ':']) {
        return None;
    }
    let around = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\u{fe0f}' | '\u{fe0e}');
    let cell = cell.trim_matches(around);
    if is_bracketed(cell) {
        return Some(Mark::Bracketed);
    }
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

const BRACKETS: [(&str, Mark); 9] = [
    ("[x]", Mark::Checked),
    ("[X]", Mark::Checked),
    ("[ ]", Mark::Unchecked),
    ("[]", Mark::Unchecked),
    // Icons of wikis and chats.
    (":white_check_mark:", Mark::Checked),
    (":x:", Mark::Crossed),
    ("(/)", Mark::Checked),
    ("(x)", Mark::Crossed),
    ("(X)", Mark::Crossed),
];
/// Words in the heading of a column whose marks say who is meant, beside those of decisions.
const CHOICES: [&str; 20] = [
    "include",
    "included",
    "select",
    "selected",
    "approve",
    "approved",
    "ok",
    "okay",
    "yes",
    "action",
    "decision",
    "suspend",
    "deactivate",
    "apply",
    "check",
    "checked",
    "tick",
    "mark",
    "go",
    "confirmed",
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
        let is_tick = has_class("emoticon-tick");
        return Some(if is_tick {
            Mark::Checked
        } else {
            Mark::Crossed
        });
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
    fn a_heading_says_whether_marks_say_who_is_meant() {
        for heading in [
            "",
            "Move",
            "Selected?",
            "Do not suspend",
            "OK",
            "✓",
            "Bleibt",
        ] {
            assert!(says_who(heading), "{heading}");
        }
        for heading in [
            "2FA",
            "Jira",
            "Laptop returned",
            "Has admin rights",
            "Managed",
        ] {
            assert!(!says_who(heading), "{heading}");
        }
    }

    #[test]
    fn marks_stand_in_a_cell_of_their_own_or_at_an_end() {
        for (line, mark) in [
            ("- [x] a@x.example", &[Mark::Checked][..]),
            ("2) ☑ a@x.example", &[Mark::Checked]),
            ("a@x.example,[X],Ann", &[Mark::Checked]),
            ("Ann;a@x.example;✔\u{fe0f}", &[Mark::Checked]),
            ("a@x.example | ☐ |", &[Mark::Unchecked]),
            ("✗a@x.example", &[Mark::Crossed]),
            ("\"[ ]\"\ta@x.example", &[Mark::Unchecked]),
            (
                "✓ a@x.example, ❌ b@x.example",
                &[Mark::Checked, Mark::Crossed],
            ),
            ("| (/) | a@x.example", &[Mark::Checked]),
            ("(a@x.example)", &[Mark::Bracketed]),
            ("Ann,[a@x.example]", &[Mark::Bracketed]),
            ("> a@x.example", &[Mark::Quoted]),
            ("; a@x.example", &[Mark::Quoted]),
            ("; a@x.example; Ann", &[]),
            (";a@x.example", &[]),
            ("Ann (a@x.example)", &[]),
            ("[x](mailto:a@x.example)", &[]),
            ("max,a@x.example", &[]),
            ("", &[]),
        ] {
            assert_eq!(of_line(line), mark, "{line}");
        }
    }
}
