//! The columns of a list that no action reads: which they are, what they could be called, and which rows would need them.

use std::collections::{BTreeSet, HashSet};

use atlctl_core::input::{
    ActionWord, ActionWords, Cells, ESCAPED, People, Position, is_of_people, names_somebody,
    says_no_value,
};

use super::action::{INVITE, REMOVE_ACCESS, UPDATE, Unusable};
use super::columns::{Column, PROFILES, RowCells, key, read_columns};
use super::heading_words::{About, about};
use crate::changes::is_of_names;
use crate::suggest;
use crate::ui::display;

/// The most columns that are named.
const NAMED: usize = 8;

/// The columns that an action reads, beside that of the reason.
fn reads(action: &str) -> Vec<Column> {
    match action {
        "suspend" | "remove" => vec![Column::Site],
        "move" => vec![Column::Policy, Column::ToPolicy],
        "add-to-group" | "remove-from-group" => vec![Column::Group],
        "grant" | "revoke" => vec![Column::Role, Column::App, Column::Site],
        "set-email" => vec![Column::NewEmail],
        UPDATE => (0..PROFILES).map(Column::Profile).collect(),
        INVITE => vec![
            Column::Group,
            Column::Groups,
            Column::App,
            Column::Apps,
            Column::Role,
            Column::Site,
        ],
        REMOVE_ACCESS => vec![Column::App, Column::Site],
        _ => Vec::new(),
    }
}

/// Whether an action gives somebody something that may be meant for a time.
fn gives(action: &str) -> bool {
    ["add-to-group", "grant", "move", INVITE].contains(&action)
}

/// The columns that say the same as this one.
fn same(column: Column) -> Vec<Column> {
    match column {
        Column::Group | Column::Groups => vec![Column::Group, Column::Groups],
        Column::App | Column::Apps => vec![Column::App, Column::Apps],
        column => vec![column],
    }
}

/// What a column that an action would read is to be called in a list with these actions.
fn called<'a>(column: Column, mut actions: impl Iterator<Item = &'a str>) -> &'static str {
    match column {
        Column::Group if actions.all(|action| action == INVITE) => Column::Groups.example(),
        column => column.example(),
    }
}

/// Why a row cannot be used: a column that its action does not read says something that it needs to know, or names
/// somebody else than the row's person, who has this address.
pub(super) fn missed(action: &str, row: RowCells<'_>, person: Option<&str>) -> Option<Unusable> {
    let is_own = |cell: &str| person.is_some_and(|own| own.eq_ignore_ascii_case(cell.trim()));
    let address = row
        .own(Column::NewEmail)
        .filter(|cell| !reads(action).contains(&Column::NewEmail) && names_somebody(cell))
        .filter(|cell| !is_own(cell));
    if let Some(cell) = address {
        let heading = row.heading(Column::NewEmail).unwrap_or_default();
        let why = format!(
            "stands in the column {}, which {action} does not read: empty the cell, or use set-email",
            quoted(heading)
        );
        return Some(Unusable {
            column: Some(heading.to_owned()),
            value: cell.to_owned(),
            why,
        });
    }
    let others = row.cells.others().iter().enumerate();
    others.into_iter().find_map(|(at, heading)| {
        let cell = row.cells.other(row.at, at)?;
        if says_no_value(cell) {
            return None;
        }
        let why = match about(&key(heading))? {
            // Of somebody who loses something, it is the day of leaving.
            About::EndOrLeave if !gives(action) => return None,
            About::End | About::EndOrLeave => "changes of a list have no end; use a command with --until, such as atlctl group add, or \
                           remove the column"
                .to_owned(),
            About::Of(Column::Profile(_) | Column::Reason) => return None,
            About::Of(column) => {
                let needs = reads(action).contains(&column);
                if !needs || same(column).iter().any(|one| row.get(*one).is_some()) {
                    return None;
                }
                let name = called(column, std::iter::once(action));
                let option = suggest::word(&format!("{name}={heading}"));
                format!("name it with --column {option}, or remove it")
            }
        };
        let why = format!(
            "stands in the column {}, which is not read: {why}",
            quoted(heading)
        );
        Some(Unusable {
            column: Some(heading.clone()),
            value: cell.to_owned(),
            why,
        })
    })
}

/// Which columns are not read although rows with an action have something in them, and what they could be called.
pub(super) fn not_read(cells: &Cells, words: &ActionWords, list: &People) -> Option<String> {
    let row = |at: Position| RowCells {
        cells,
        at: Some(at),
    };
    let mut actions: BTreeSet<&'static str> = BTreeSet::new();
    let mut rows: Vec<Position> = Vec::new();
    for at in cells.positions() {
        let cell = row(at).get(Column::Action).unwrap_or_default();
        if let ActionWord::Action(action) = words.read(cell) {
            actions.insert(action);
            rows.push(at);
        }
    }
    let read: Vec<Column> = actions.iter().flat_map(|action| reads(action)).collect();
    let is_said = |cell: Option<&str>| cell.is_some_and(|cell| !says_no_value(cell));
    let mut named: Vec<(bool, String)> = Vec::new();
    for (column, heading) in read_columns(cells) {
        let is_read = matches!(column, Column::Action | Column::Reason)
            || read.contains(&column)
            || is_of_names(&key(heading));
        if !is_read && rows.iter().any(|at| is_said(cells_of(cells, *at, column))) {
            named.push((false, quoted(heading)));
        }
    }
    let told: HashSet<&str> = list
        .unread
        .iter()
        .filter_map(|one| one.heading.as_deref())
        .chain(
            list.undecided
                .iter()
                .filter_map(|one| one.heading.as_deref()),
        )
        .chain(list.column.as_deref())
        .collect();
    for (at, heading) in cells.others().iter().enumerate() {
        let plain = key(heading);
        let is_told = told.contains(heading.as_str())
            || is_of_people(&plain)
            || is_of_names(&plain)
            || plain == ESCAPED;
        if is_told || !rows.iter().any(|row| is_said(cells.other(Some(*row), at))) {
            continue;
        }
        let column = match about(&plain) {
            Some(About::Of(column)) => Some(column),
            _ => None,
        };
        let column = column.filter(|column| {
            let is_free = same(*column)
                .iter()
                .all(|one| row(Position::line(0)).heading(*one).is_none());
            is_free && (*column == Column::Reason || read.contains(column))
        });
        named.push(match column {
            Some(column) => {
                let name = called(
                    column,
                    actions
                        .iter()
                        .copied()
                        .filter(|one| reads(one).contains(&column)),
                );
                let option = suggest::word(&format!("{name}={heading}"));
                (
                    true,
                    format!("{} (to read it: --column {option})", quoted(heading)),
                )
            }
            None => (false, quoted(heading)),
        });
    }
    // Those that could be read come first.
    named.sort_by_key(|(could_be, _)| !could_be);
    let more = named.len().saturating_sub(NAMED);
    let mut shown: Vec<String> = named
        .into_iter()
        .take(NAMED)
        .map(|(_, said)| said)
        .collect();
    if more > 0 {
        shown.push(format!("and {more} more"));
    }
    match shown.len() {
        0 => None,
        1 => Some(format!("Column not read: {}", shown.concat())),
        _ => Some(format!("Columns not read: {}", shown.join(", "))),
    }
}

fn cells_of(cells: &Cells, at: Position, column: Column) -> Option<&str> {
    RowCells {
        cells,
        at: Some(at),
    }
    .own(column)
}

/// A heading as it is named.
fn quoted(heading: &str) -> String {
    match heading {
        "" => "one without a heading".to_owned(),
        heading => format!("\"{}\"", display(heading)),
    }
}
