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
    /// What the row adds.
    pub gifts: RowGifts,
}

/// The groups and apps that a row of a list names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct RowGifts {
    /// Groups of the row.
    pub groups: Vec<String>,
    /// The heading of their column.
    pub groups_heading: Option<String>,
    /// Apps of the row, as `--app` takes them.
    pub apps: Vec<String>,
    /// The heading of their column.
    pub apps_heading: Option<String>,
}

impl RowGifts {
    fn of(cells: &Cells, line: Option<u64>) -> Self {
        Self {
            groups: several(cells.get(line, 0)),
            groups_heading: cells.heading(0).map(str::to_owned),
            apps: several(cells.get(line, 1)),
            apps_heading: cells.heading(1).map(str::to_owned),
        }
    }
}

/// The columns that add something to a row.
const COLUMNS: [&[&str]; 2] = [&["groups", "group"], &["apps", "app"]];

/// Everyone to invite, each once, and where they come from. `unusable`: what cannot be used of a row of a list.
///
/// # Errors
/// When nobody is named, the list cannot be read, or rows cannot be used and are not to be skipped.
pub(super) fn invitees(
    context: &Context,
    mirror: &Mirror,
    selection: &Selection<NoFilter>,
    force: bool,
    unusable: &dyn Fn(Option<u64>, &RowGifts) -> Vec<Problem>,
) -> CliResult<(Vec<Invitee>, Origin)> {
    if let Some(name) = selection.named().iter().find(|name| !name.contains('@')) {
        return Err(no_address(name));
    }
    let read = ReadCells {
        columns: &COLUMNS,
        problems: &|cells, person| {
            let mut problems = unusable(person.line, &RowGifts::of(cells, person.line));
            problems.extend(without_address(person));
            problems
        },
    };
    let (people, origin, cells) = selection.gather_with(context, mirror, force, &read)?;
    let invitee = |person: Person| match person.email {
        Some(email) => Ok(Invitee {
            line: person.line,
            email,
            gifts: RowGifts::of(&cells, person.line),
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
fn without_address(person: &Person) -> Option<Problem> {
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
