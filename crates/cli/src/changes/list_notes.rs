//! What is said of a list of people that is read: its kind, and what of it is not read.

use std::collections::HashSet;

use atlctl_core::input::{
    Layout, People, Position, Reason, Undecided, Unread, heading_key, is_name_heading, key,
};
use atlctl_core::number::{counted, grouped, people};

use super::unusable_rows::quoted;
use crate::error::{CliError, CliResult};
use crate::hint_commands;
use crate::same_command::hint_to_add;
use crate::ui::{Ui, display};

/// Rows above the headings that are shown.
const SHOWN_ABOVE: usize = 3;

/// Addresses of a column that is not read that are shown.
const SHOWN_OTHERS: usize = 3;

/// Says how the list is read, and what of it is not read. `is_chosen`: whether the user says which column names the
/// people, and so that the others say nothing.
///
/// # Errors
/// When a column says of some people that they are not meant, perhaps.
pub(super) fn say_how_it_is_read(
    ui: &Ui,
    list: &People,
    what: &str,
    is_chosen: bool,
) -> CliResult<()> {
    if list.layout != Layout::CommandLine {
        ui.status(described(list, what));
    }
    if let Some((line, cells)) = &list.taken_for_headings {
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        ui.status(format!(
            "Line {line} is read as headings: {}",
            display(&cells.join(", "))
        ));
    }
    if !list.above.is_empty() {
        let first = list.above.iter().take(SHOWN_ABOVE);
        let first: Vec<String> = first.map(|text| quoted(text)).collect();
        let more = if list.above.len() > SHOWN_ABOVE {
            ", …"
        } else {
            ""
        };
        ui.status(format!(
            "Skipped {} above the headings: {}{more}",
            counted(list.above.len() as u64, "row", "rows"),
            first.join(", ")
        ));
    }
    for column in &list.undecided {
        if !is_chosen {
            return Err(undecided(column, what).hint(hint_to_choose(column, list)));
        }
        let name = name_of(column.heading.as_deref(), column.number);
        let what = match column.other {
            Some(_) => "does not say the same of everyone",
            None => "seems to say that nobody is meant",
        };
        ui.warning(format!(
            "Column {name} is not read; it {what} ({})",
            said(column)
        ));
    }
    // People are left out: with `-q` too.
    for column in &list.unread {
        ui.warning(not_read(column));
    }
    Ok(())
}

/// What sort of list it is, in one line.
fn described(list: &People, what: &str) -> String {
    if list.is_empty() {
        return match &list.column {
            Some(_) => format!("{what} has headings, but no rows"),
            None => format!("{what} is empty"),
        };
    }
    let mut facts = vec![
        list.source.as_str().to_owned(),
        list.encoding.as_str().to_owned(),
    ];
    match list.layout {
        Layout::Cells(delimiter) => facts.push(delimiter.as_str().to_owned()),
        Layout::Json => facts.push("JSON".to_owned()),
        Layout::Html => facts.push("HTML".to_owned()),
        Layout::Lines | Layout::CommandLine => {}
    }
    if let Some(heading) = &list.column {
        facts.push(format!("column \"{}\"", display(heading)));
    }
    let rows = counted(list.rows, "row", "rows");
    // In a list of several groups, somebody may be in each of them.
    let named = list.people.iter().chain(&list.left_out);
    let named = named.map(|person| match &person.email {
        Some(email) => key(email),
        None => person.account.clone().unwrap_or_default(),
    });
    let people = people(named.collect::<HashSet<_>>().len() as u64);
    let rows_of = |count: usize| if count == 1 { "a row" } else { "rows" };
    let left_out = match list.left_out.len() {
        0 => String::new(),
        count => format!(
            " ({} in {} that cannot be used)",
            grouped(count as u64),
            rows_of(count)
        ),
    };
    format!("{what}: {}: {rows}, {people}{left_out}", facts.join(", "))
}

/// A column that was left alone although addresses or account IDs stand in it.
pub(super) fn not_read(column: &Unread) -> String {
    let name = name_of(column.heading.as_deref(), column.number);
    let rows = counted(column.rows, "row", "rows");
    let first = column.others.iter().take(SHOWN_OTHERS);
    let first: Vec<String> = first
        .map(|other| format!("{} ({})", quoted(&other.value), other.at))
        .collect();
    let more = match column.others.len().saturating_sub(first.len()) {
        0 => String::new(),
        more => format!(" and {} more", grouped(more as u64)),
    };
    let what = match (column.has_addresses(), column.has_accounts()) {
        (true, true) => "another address or account ID",
        (false, true) => "another account ID",
        (_, false) => "another address",
    };
    format!(
        "Column {name} is not read; it contains {what} in {rows}: {}{more}",
        first.join(", ")
    )
}

/// Refuses a list in which a column says different things of its people.
pub(super) fn undecided(column: &Undecided, what: &str) -> CliError {
    let name = name_of(column.heading.as_deref(), column.number);
    let values = match column.other {
        Some(_) => "has different values",
        None => "seems to say that nobody is meant",
    };
    let error = CliError::usage(format!(
        "column {name} of {what} {values} ({}); it is unclear which of them to change",
        said(column)
    ));
    let error = error.hint("keep only the people to change in the list, without this column");
    let has_actions = column.heading.as_deref().is_some_and(|heading| {
        let words = heading.to_lowercase();
        words.contains("action") || words.contains("decision")
    });
    match has_actions {
        true => error.hint("to read an action from each row: atlctl change --csv FILE"),
        false => error,
    }
}

/// How a list is read in which a column has the names of others, if any of it has problems with those.
pub(super) fn hint_of_names(list: &People) -> Option<String> {
    let heading = list.column.as_ref()?;
    let mut problems = list.problems.iter();
    problems.find(|problem| {
        let is_of_another = matches!(
            problem.reason,
            Reason::NameOfAnother { .. } | Reason::IdOfAnother { .. }
        );
        // Below a heading of names stand those of the people.
        let column = problem.column.as_ref();
        is_of_another && column.is_some_and(|heading| !is_name_heading(&heading_key(heading), None))
    })?;
    let chosen = hint_commands::word(&format!("{}={heading}", kind_of_column(list)));
    Some(hint_to_add(
        "if other columns name managers or the like",
        &format!("--column {chosen}"),
    ))
}

/// What names the people in the column that is read.
fn kind_of_column(list: &People) -> &'static str {
    let mut people = list.people.iter().chain(&list.left_out);
    let by_account = people.all(|person| person.email.is_none());
    if by_account { "account" } else { "email" }
}

/// How a list is read in which the column tells something else.
fn hint_to_choose(column: &Undecided, list: &People) -> String {
    let which = kind_of_column(list);
    match (&list.column, &column.heading) {
        (Some(heading), Some(_)) => {
            let chosen = hint_commands::word(&format!("{which}={heading}"));
            hint_to_add("if it tells something else", &format!("--column {chosen}"))
        }
        _ => format!(
            "if it tells something else, say which column has the people: --column {which}=N, with its number"
        ),
    }
}

/// What a column says of two people, or of the first.
fn said(column: &Undecided) -> String {
    let say = |(at, text): &(Position, String)| match text.as_str() {
        "" => format!("{at}: nothing"),
        text => format!("{at}: {}", quoted(text)),
    };
    let each = [Some(&column.first), column.other.as_ref()];
    let each: Vec<String> = each.into_iter().flatten().map(say).collect();
    each.join("; ")
}

/// The heading of a column, or its number.
fn name_of(heading: Option<&str>, number: usize) -> String {
    match heading {
        Some(heading) if !heading.is_empty() => format!("\"{}\"", display(heading)),
        _ => number.to_string(),
    }
}
