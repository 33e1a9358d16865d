//! The columns of a list that no action reads: which they are, what they could be called, and which rows would need them.

use std::collections::BTreeSet;

use atlctl_core::input::{
    ActionWord, ActionWords, Cells, ESCAPED, People, Position, forbids, is_name_heading,
    is_of_people, leaves_alone, names_somebody, no_value, says_no_value,
};

use super::action::{INVITE, REMOVE_ACCESS, UPDATE};
use super::columns::{Column, PROFILES, RowCells, key, known_headings, read_columns, same};
use super::unusable_rows::Unusable;
use crate::changes::{
    About, Subject, UnreadValues, about, not_read as unread_columns, quoted_heading, told_columns,
};
use crate::hint_commands;

/// The most columns that are named.
const NAMED: usize = 8;

/// The columns that an action reads, beside that of the reason.
pub(super) fn reads(action: &str) -> Vec<Column> {
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

/// What a column that an action would read is to be called in a list with these actions.
fn called<'a>(column: Column, mut actions: impl Iterator<Item = &'a str>) -> &'static str {
    match column {
        Column::Group if actions.all(|action| action == INVITE) => Column::Groups.example(),
        column => column.example(),
    }
}

/// The first cell that the action reads and that is no value, such as `#N/A`.
pub(super) fn no_value_read(action: &str, row: RowCells<'_>) -> Option<Unusable> {
    let mut columns = reads(action).into_iter().chain([Column::Reason]);
    columns.find_map(|column| {
        let cell = row.get(column)?;
        Some(Unusable {
            column: row.heading(column).map(str::to_owned),
            value: cell.to_owned(),
            why: no_value(cell)?.to_owned(),
        })
    })
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
            quoted_heading(heading)
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
        let why = match about(&key(heading), known_headings())? {
            // Of somebody who loses something, it is the day of leaving.
            About::EndOrLeave if !gives(action) => return None,
            About::End | About::EndOrLeave => "changes of a list have no end; use a command with --until, such as atlctl group add, or \
                           remove the column"
                .to_owned(),
            About::Of(Subject::Field(_) | Subject::Reason | Subject::Action)
            | About::Perhaps(_) => return None,
            About::Of(subject) => {
                let column = Column::about(subject);
                let needs = reads(action).contains(&column);
                if !needs || same(column).iter().any(|one| row.get(*one).is_some()) {
                    return None;
                }
                let name = called(column, std::iter::once(action));
                let option = hint_commands::word(&format!("{name}={heading}"));
                format!("name it with --column {option}, or remove it")
            }
        };
        let why = format!(
            "stands in the column {}, which is not read: {why}",
            quoted_heading(heading)
        );
        Some(Unusable {
            column: Some(heading.clone()),
            value: cell.to_owned(),
            why,
        })
    })
}

/// The cell of a row that says to leave its person alone, such as "do not suspend", beside the action. A reason may say
/// it only in so many words.
pub(super) fn forbidden(row: RowCells<'_>) -> Option<Unusable> {
    let unusable = |heading: &str, cell: &str| Unusable {
        column: Some(heading.to_owned()),
        value: cell.to_owned(),
        why: "seems to say that the row is not meant; leave the action or this cell empty"
            .to_owned(),
    };
    let reason = row.own(Column::Reason).filter(|cell| forbids(cell));
    if let Some(cell) = reason {
        return Some(unusable(row.heading(Column::Reason)?, cell));
    }
    let others = row.cells.others().iter().enumerate();
    others.into_iter().find_map(|(at, heading)| {
        let cell = row.cells.other(row.at, at)?;
        leaves_alone(heading, cell).then(|| unusable(heading, cell))
    })
}

/// The columns that are not read although rows with an action have something in them.
#[derive(Debug, Default)]
pub(super) struct NotRead {
    /// Those that seem to say what an action of a row takes.
    pub(super) values: Vec<UnreadValues>,
    /// The others.
    pub(super) others: Option<String>,
}

/// Whether an action takes what such a column says.
fn takes(action: &str, column: Column) -> bool {
    column == Column::Reason || reads(action).contains(&column)
}

/// Which columns are not read although rows with an action have something in them, and what they could be called.
/// `is_chosen`: whether the user says which column this is, and so that no other one is it.
pub(super) fn not_read(
    cells: &Cells,
    words: &ActionWords,
    list: &People,
    is_chosen: &dyn Fn(Column) -> bool,
) -> NotRead {
    let row = |at: Position| RowCells {
        cells,
        at: Some(at),
    };
    let mut rows: Vec<(Position, &'static str)> = Vec::new();
    for at in cells.positions() {
        let cell = row(at).get(Column::Action).unwrap_or_default();
        if let ActionWord::Action(action) = words.read(cell) {
            rows.push((at, action));
        }
    }
    let actions: BTreeSet<&'static str> = rows.iter().map(|(_, action)| *action).collect();
    let is_said = |cell: Option<&str>| cell.is_some_and(|cell| !says_no_value(cell));
    let heading_of = |column| row(Position::line(0)).heading(column);
    let has_heading = |column| heading_of(column).is_some();
    // What such a column would be, read by an action of a row that has something in it.
    let value = |column: Column, heading: &str, cell: &dyn Fn(Position) -> bool| {
        if same(column).into_iter().any(is_chosen) {
            return None;
        }
        let wanted: Vec<&str> = rows
            .iter()
            .filter(|(at, action)| cell(*at) && takes(action, column))
            .map(|(_, action)| *action)
            .collect();
        let is_other = |one| heading_of(one).is_some_and(|other| other != heading);
        let is_free = !same(column).into_iter().any(is_other);
        (!wanted.is_empty()).then(|| UnreadValues {
            heading: heading.to_owned(),
            how: is_free.then(|| {
                let name = called(column, wanted.into_iter());
                let option = hint_commands::word(&format!("{name}={heading}"));
                format!("to read it: --column {option}")
            }),
        })
    };
    let mut found = NotRead::default();
    let mut others: Vec<String> = Vec::new();
    for (column, heading) in read_columns(cells) {
        let is_read = matches!(column, Column::Action | Column::Reason)
            || actions.iter().any(|action| reads(action).contains(&column))
            || is_name_heading(&key(heading), None);
        let cell = |at: Position| is_said(row(at).own(column));
        if is_read || !rows.iter().any(|(at, _)| cell(*at)) {
            continue;
        }
        let mut values = same(column).into_iter();
        match values.find_map(|one| value(one, heading, &cell)) {
            Some(value) => found.values.push(value),
            None => others.push(quoted_heading(heading)),
        }
    }
    let told = told_columns(list);
    for (at, heading) in cells.others().iter().enumerate() {
        let plain = key(heading);
        let is_told = told.contains(heading.as_str())
            || is_of_people(&plain)
            || is_name_heading(&plain, None)
            || plain == ESCAPED;
        let cell = |row: Position| is_said(cells.other(Some(row), at));
        if is_told || !rows.iter().any(|(at, _)| cell(*at)) {
            continue;
        }
        let about = about(&plain, known_headings());
        let value = match about {
            Some(About::Of(Subject::Action)) => {
                let says = |row: Position| {
                    let cell = cells.other(Some(row), at).unwrap_or_default();
                    !matches!(words.read(cell), ActionWord::LeaveAlone(_))
                };
                rows.iter().any(|(at, _)| says(*at)).then(|| UnreadValues {
                    heading: heading.clone(),
                    how: None,
                })
            }
            Some(About::Of(subject)) => value(Column::about(subject), heading, &cell),
            // It may be something else where the list has what it would be.
            Some(About::Perhaps(subject)) => {
                let column = Column::about(subject);
                let is_there = same(column).into_iter().any(has_heading);
                (!is_there).then(|| value(column, heading, &cell)).flatten()
            }
            Some(About::End | About::EndOrLeave) | None => None,
        };
        match value {
            Some(value) => found.values.push(value),
            None => others.push(quoted_heading(heading)),
        }
    }
    let more = others.len().saturating_sub(NAMED);
    others.truncate(NAMED);
    if more > 0 {
        others.push(format!("and {more} more"));
    }
    found.others = unread_columns(others);
    found
}
