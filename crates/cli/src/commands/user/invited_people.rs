//! The addresses to invite, with what each row of a list adds.

use atlctl_core::input::{Cells, Person, Problem, Reason};
use atlctl_core::plan::Origin;
use atlctl_core::store::Mirror;

use crate::changes::{NoFilter, ReadCells, Selection};
use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::ui::display;

/// Somebody to invite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Invitee {
    /// The line of the list.
    pub line: Option<u64>,
    /// The address.
    pub email: String,
    /// Groups of the row.
    pub groups: Vec<String>,
    /// Apps of the row, as `--app` takes them.
    pub apps: Vec<String>,
}

/// The columns that add something to a row.
const COLUMNS: [&[&str]; 2] = [&["groups", "group"], &["apps", "app"]];

/// Everyone to invite, each once, and where they come from.
///
/// # Errors
/// When nobody is named, the list cannot be read, or rows cannot be used and are not to be skipped.
pub(super) fn invitees(
    context: &Context,
    mirror: &Mirror,
    selection: &Selection<NoFilter>,
    force: bool,
) -> CliResult<(Vec<Invitee>, Origin)> {
    if let Some(name) = selection.named().iter().find(|name| !name.contains('@')) {
        return Err(no_address(name));
    }
    let read = ReadCells {
        columns: &COLUMNS,
        problem: &without_address,
    };
    let (people, origin, cells) = selection.gather_with(context, mirror, force, &read)?;
    let invitee = |person: Person| match person.email {
        Some(email) => Ok(Invitee {
            line: person.line,
            email,
            groups: several(cells.get(person.line, 0)),
            apps: several(cells.get(person.line, 1)),
        }),
        None => Err(no_address(&person.account.unwrap_or_default())),
    };
    let people: CliResult<Vec<Invitee>> = people.into_iter().map(invitee).collect();
    Ok((people?, origin))
}

fn no_address(name: &str) -> CliError {
    CliError::usage(format!("\"{}\" {NO_ADDRESS}", display(name)))
        .hint("people are invited by their email addresses, such as ann@example.com")
}

const NO_ADDRESS: &str = "is not an email address";

/// People of a list who are named by their account ID alone.
fn without_address(_: &Cells, person: &Person) -> Option<Problem> {
    person.email.is_none().then(|| Problem {
        line: person.line.unwrap_or_default(),
        column: None,
        value: person.account.clone().unwrap_or_default(),
        reason: Reason::Command(NO_ADDRESS.to_owned()),
    })
}

/// The names in a cell.
fn several(cell: Option<&str>) -> Vec<String> {
    let parts = cell.unwrap_or_default().split(';').map(str::trim);
    parts
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}
