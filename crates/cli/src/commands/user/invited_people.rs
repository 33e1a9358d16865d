//! The addresses to invite, with what each row of a list adds.

use std::collections::HashMap;

use atlctl_core::input::{
    Cells, Person, Position, Problem, Reason, key, new_address, says_no_value,
};
use atlctl_core::plan::Origin;
use atlctl_core::store::Mirror;

use crate::changes::{NoFilter, ReadCells, Selection, Subject, Takes};
use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::ui::display;

/// Somebody to invite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitee {
    /// Where the list names them.
    pub at: Option<Position>,
    /// The address.
    pub email: String,
    /// What the row adds.
    pub grants: RowGrants,
}

/// The groups and apps that a row of a list names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowGrants {
    /// Groups of the row.
    pub groups: Vec<String>,
    /// The heading of their column.
    pub groups_heading: Option<String>,
    /// Apps of the row, as `--app` takes them.
    pub apps: Vec<String>,
    /// The heading of their column.
    pub apps_heading: Option<String>,
}

impl RowGrants {
    fn is_same(&self, other: &Self) -> bool {
        self.groups == other.groups && self.apps == other.apps
    }

    /// Only these groups, separated by semicolons, from a column with this heading.
    pub fn of_groups(groups: &str, heading: Option<&str>) -> Self {
        Self {
            groups: several(Some(groups)),
            groups_heading: heading.map(str::to_owned),
            ..Self::default()
        }
    }

    fn of(cells: &Cells, at: Option<Position>) -> Self {
        Self {
            groups: several(cells.get(at, 0)),
            groups_heading: cells.heading(0).map(str::to_owned),
            apps: several(cells.get(at, 1)),
            apps_heading: cells.heading(1).map(str::to_owned),
        }
    }
}

/// The columns that add something to a row.
const COLUMNS: [&[&str]; 2] = [&["groups", "group"], &["apps", "app"]];

/// What they are about, and what is read from options alone.
const TAKES: [Takes; 4] = [
    Takes::from(Subject::Group, 0, "groups"),
    Takes::from(Subject::App, 1, "apps"),
    Takes::option(Subject::Role, "apps, as in jira:administrator"),
    Takes::option(Subject::Site, "apps, with the site or the ID of the app"),
];

/// Everyone to invite, each once, and where they come from. `unusable`: what cannot be used of a row of a list.
///
/// # Errors
/// When nobody is named, the list cannot be read, or rows cannot be used and are not to be skipped.
pub(super) fn invitees(
    context: &Context,
    mirror: &Mirror,
    selection: &Selection<NoFilter>,
    force: bool,
    unusable: &dyn Fn(Option<Position>, &RowGrants) -> Vec<Problem>,
) -> CliResult<(Vec<Invitee>, Origin)> {
    if let Some(name) = selection.named().iter().find(|name| !name.contains('@')) {
        return Err(no_address(name));
    }
    let read = ReadCells {
        columns: &COLUMNS,
        takes: &TAKES,
        problems: &|cells, person| {
            let mut problems = unusable(person.at, &RowGrants::of(cells, person.at));
            problems.extend(cannot_be_invited(mirror, person));
            problems
        },
        ..ReadCells::NONE
    };
    let (people, origin, cells) = selection.gather_with(context, mirror, force, &read)?;
    let invitee = |person: Person| match &person.email {
        Some(email) => Ok(Invitee {
            at: person.at,
            email: new_address(email).map_err(|why| {
                let error = CliError::usage(display(&format!("\"{email}\" {why}")));
                error.hint("people are invited by the addresses that they type to sign in")
            })?,
            grants: RowGrants::of(&cells, person.at),
        }),
        None => Err(no_address(&person.account.unwrap_or_default())),
    };
    let people: CliResult<Vec<Invitee>> = people.into_iter().map(invitee).collect();
    Ok((once(people?)?, origin))
}

/// Each address once: invisible characters in one of them may have told two from each other.
fn once(people: Vec<Invitee>) -> CliResult<Vec<Invitee>> {
    let mut all: Vec<Invitee> = Vec::with_capacity(people.len());
    let mut places: HashMap<String, usize> = HashMap::new();
    for one in people {
        let known = places.get(&key(&one.email)).and_then(|at| all.get(*at));
        match known {
            None => {
                places.insert(key(&one.email), all.len());
                all.push(one);
            }
            Some(known) if known.grants.is_same(&one.grants) => {}
            Some(_) => {
                let shown = display(&one.email);
                return Err(CliError::usage(format!(
                    "the list names {shown} twice with different values"
                ))
                .hint("keep one of the rows"));
            }
        }
    }
    Ok(all)
}

fn no_address(name: &str) -> CliError {
    CliError::usage(format!("\"{}\" {NO_ADDRESS}", display(name)))
        .hint("people are invited by their email addresses, such as ann@example.com")
}

const NO_ADDRESS: &str = "is not an email address";

/// Why the person of a row cannot be invited.
pub fn cannot_be_invited(mirror: &Mirror, person: &Person) -> Vec<Problem> {
    let address = no_new_address(person);
    address
        .into_iter()
        .chain(of_somebody_else(mirror, person))
        .collect()
}

/// A row with an account ID beside an address that is not known to be of this account.
fn of_somebody_else(mirror: &Mirror, person: &Person) -> Option<Problem> {
    let (email, account) = (person.email.as_ref()?, person.account.as_ref()?);
    // What cannot be looked up is no reason to invite.
    let known = mirror.person_by_email(email).ok().flatten();
    if known.is_some_and(|known| known.account_id.as_str() == account) {
        return None;
    }
    let why = format!("is not known as the address of the account {account} in its row");
    Some(Problem {
        at: person.position(),
        column: None,
        value: email.clone(),
        reason: Reason::Command(why),
    })
}

/// People of a list who are named by their account ID alone, or by an address that cannot be written.
fn no_new_address(person: &Person) -> Option<Problem> {
    let (value, reason) = match &person.email {
        Some(email) => (email.clone(), new_address(email).err()?),
        None => (
            person.account.clone().unwrap_or_default(),
            Reason::Command(NO_ADDRESS.to_owned()),
        ),
    };
    Some(Problem {
        at: person.position(),
        column: None,
        value,
        reason,
    })
}

/// The names in a cell.
fn several(cell: Option<&str>) -> Vec<String> {
    let parts = cell.unwrap_or_default().split(';').map(str::trim);
    parts
        .filter(|part| !says_no_value(part))
        .map(str::to_owned)
        .collect()
}
