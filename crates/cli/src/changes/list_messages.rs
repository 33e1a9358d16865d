//! Why a list of people cannot be read.

use atlctl_core::input::{InputError, People};
use atlctl_core::number::counted;

use super::list_notes::not_read;
use crate::error::{CliError, CliResult};
use crate::list_encoding::{hint_to_save, not_text};
use crate::same_command::{hint_to_add, hint_to_change};
use crate::ui::display;

/// Why it is no list, and how it can be read as one.
pub(super) fn not_a_list(error: &InputError, shown: &str) -> CliError {
    if let Some(said) = not_text(error, shown) {
        return said;
    }
    let said = CliError::usage(format!(
        "{shown} is not a list of people: {}",
        display(&error.to_string())
    ));
    match error {
        // It may be one: the option names a column that it does not have.
        InputError::ColumnMissing { asked, headings } => CliError::usage(format!(
            "{shown} has no column \"{}\"; its columns are: {}",
            display(asked),
            display(&headings.join(", "))
        )),
        InputError::Json { .. } | InputError::JsonForm { .. } => said.hint(
            "write a JSON array of objects, such as [{\"email\": \"ann@example.com\"}]",
        ),
        InputError::NoColumn { beside: true, .. } => said.hint(
            "put a delimiter such as a comma between the addresses and the text beside them; if atlctl printed this \
             table, print it again with -o csv",
        ),
        InputError::NoColumn { headings, like, .. } => match &like[..] {
            [] => said.hint("name the column: --column email=HEADING (or its number); --column email=all reads the addresses in every column"),
            [(column, rows)] => said.hint(format!(
                "column {column} contains addresses or account IDs ({}): --column email={column}",
                counted(*rows as u64, "row", "rows")
            )),
            several => {
                let each = several.iter().map(|(column, rows)| {
                    let rows = counted(*rows as u64, "row", "rows");
                    match headings.get(column - 1).filter(|name| !name.is_empty()) {
                        Some(name) => format!("{column} (\"{}\", {rows})", display(name)),
                        None => format!("{column} ({rows})"),
                    }
                });
                let each: Vec<String> = each.collect();
                let numbers: Vec<String> =
                    several.iter().map(|(column, _)| column.to_string()).collect();
                said.hint(format!(
                    "the columns {} contain addresses or account IDs; choose the one of the people to change: --column \
                     email=N, where N is {}",
                    each.join(" and "),
                    numbers.join(" or ")
                ))
            }
        },
        InputError::SeveralColumns { columns } => {
            let numbers = columns.iter().map(|(at, _)| at.to_string());
            let numbers: Vec<String> = numbers.collect();
            said.hint(format!(
                "choose one of them: --column email=N, where N is {}",
                numbers.join(" or ")
            ))
            .hint(hint_to_change(
                "to read every address in every column",
                &[("--column", true)],
                "--column email=all",
            ))
        }
        InputError::Ambiguous => said.hint(hint_to_add(
            "write one person per line, or read every address of every line",
            "--column email=all",
        )),
        other => match hint_to_save(other) {
            Some(hint) => said.hint(hint),
            None => said,
        },
    }
}

/// As [`not_a_list`], of a list that needs headings for what else the command reads from it.
pub(super) fn without_headings(error: &InputError, shown: &str, headings: &str) -> CliError {
    let is_nameless = match error {
        InputError::SeveralColumns { columns } => columns.iter().all(|(_, name)| name.is_none()),
        InputError::Ambiguous => true,
        _ => false,
    };
    if !is_nameless {
        return not_a_list(error, shown);
    }
    CliError::usage(format!(
        "{shown} has no headings, so it is unclear what its columns are"
    ))
    .hint(format!("put them above the rows, such as: {headings}"))
}

/// Why the cells of other columns cannot be read.
pub(super) fn not_these_columns(error: &InputError, shown: &str) -> CliError {
    match error {
        InputError::SeveralColumns { columns } => {
            let names = columns.iter().map(|(at, name)| match name {
                Some(name) if !name.is_empty() => format!("\"{}\"", display(name)),
                _ => at.to_string(),
            });
            let names: Vec<String> = names.collect();
            CliError::usage(format!(
                "{shown}: the columns {} mean the same",
                names.join(" and ")
            ))
            .hint("remove or rename all of them but one")
        }
        _ => not_a_list(error, shown),
    }
}

/// Refuses a list by which others are changed, in which a column is left alone although it names somebody.
///
/// # Errors
/// When there is one.
pub(super) fn names_everyone(list: &People, what: &str) -> CliResult<()> {
    if list.unread.is_empty() {
        return Ok(());
    }
    let error = CliError::usage(format!(
        "{what} may name more people than are read, and people who are not in the list would be changed"
    ));
    let each = list.unread.iter().map(not_read);
    Err(each.fold(error, CliError::because).hint(
        "choose the column of the people: --column email=HEADING (or its number); --column email=all reads the \
         addresses in every column",
    ))
}
