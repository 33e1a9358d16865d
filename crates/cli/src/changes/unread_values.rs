//! Columns of a list that are not read, although they seem to say what the changes take from a list.

use std::collections::HashSet;

use atlctl_core::input::{
    Cells, ESCAPED, People, Position, heading_key, is_name_heading, is_of_people, says_no_value,
};

use super::unread_headings::{About, Subject, about};
use crate::ui::display;

/// What a command takes from the rows of a list.
#[derive(Debug, Clone, Copy)]
pub struct Takes {
    /// What it is about.
    pub subject: Subject,
    /// The column that it is read from, by its place; `None` where no column is read.
    pub column: Option<usize>,
    /// What this column is to be called.
    pub called: &'static str,
    /// Whether other columns about it are of use only without this one.
    pub alone: bool,
}

impl Takes {
    /// From this column.
    pub const fn from(subject: Subject, column: usize, called: &'static str) -> Self {
        Self {
            subject,
            column: Some(column),
            called,
            alone: false,
        }
    }

    /// From options alone.
    pub const fn option(subject: Subject, called: &'static str) -> Self {
        Self {
            subject,
            column: None,
            called,
            alone: false,
        }
    }
}

/// A column that is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadValues {
    /// Its heading.
    pub heading: String,
    /// How it would be read.
    pub how: Option<String>,
}

impl UnreadValues {
    /// The column, and how it would be read.
    pub(super) fn said(&self) -> String {
        let heading = quoted_heading(&self.heading);
        match &self.how {
            Some(how) => format!("{heading} ({how})"),
            None => heading,
        }
    }
}

/// A heading as it is named.
pub fn quoted_heading(heading: &str) -> String {
    match heading {
        "" => "one without a heading".to_owned(),
        heading => format!("\"{}\"", display(heading)),
    }
}

/// The columns about which something is said already, or which name the people.
pub fn told_columns(list: &People) -> HashSet<&str> {
    let unread = list.unread.iter().map(|one| one.heading.as_deref());
    let undecided = list.undecided.iter().map(|one| one.heading.as_deref());
    unread
        .chain(undecided)
        .chain([list.column.as_deref()])
        .flatten()
        .collect()
}

/// The columns of a list that are not read, although rows have something in them that the command takes from a list.
/// `columns`: the names of those that are read.
pub(super) fn unread_values(
    (list, cells): (&People, &Cells),
    columns: &[&[&str]],
    takes: &[Takes],
) -> Vec<UnreadValues> {
    if takes.is_empty() {
        return Vec::new();
    }
    let told = told_columns(list);
    let rows: Vec<Position> = list.each_row().iter().filter_map(|row| row.at).collect();
    let known = || {
        takes.iter().flat_map(move |one| {
            let names = one.column.and_then(|at| columns.get(at));
            let names = names.into_iter().flat_map(|names| names.iter().copied());
            names.map(move |name| (one.subject, name))
        })
    };
    let headings = cells.others().iter().enumerate();
    let found = headings.filter_map(|(at, heading)| {
        let plain = heading_key(heading);
        let is_other = told.contains(heading.as_str())
            || is_of_people(&plain)
            || is_name_heading(&plain, None)
            || plain == ESCAPED;
        if is_other {
            return None;
        }
        let (subject, is_sure) = match about(&plain, known())? {
            About::Of(subject) => (subject, true),
            About::Perhaps(subject) => (subject, false),
            About::End | About::EndOrLeave => return None,
        };
        let take = takes.iter().find(|one| one.subject == subject)?;
        let is_there = take.column.is_some_and(|at| cells.heading(at).is_some());
        if is_there && (take.alone || !is_sure) {
            return None;
        }
        let is_said = |row: &Position| {
            let cell = cells.other(Some(*row), at);
            cell.is_some_and(|cell| !says_no_value(cell))
        };
        rows.iter().any(is_said).then(|| UnreadValues {
            heading: heading.clone(),
            how: match take.column {
                Some(_) if is_there || take.alone => None,
                Some(_) => Some(format!("to read it, call it \"{}\"", take.called)),
                None => Some(format!("use {}", take.called)),
            },
        })
    });
    found.collect()
}

/// Says which columns are not read; `None` where there are none.
pub fn not_read(columns: Vec<String>) -> Option<String> {
    match columns.len() {
        0 => None,
        1 => Some(format!("Column not read: {}", columns.concat())),
        _ => Some(format!("Columns not read: {}", columns.join(", "))),
    }
}
