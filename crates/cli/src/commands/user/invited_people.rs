//! The addresses to invite, with what each row of a file adds.

use std::collections::HashSet;
use std::path::Path;

use atlctl_core::input::{self, Columns, key};
use atlctl_core::plan::Origin;
use sha2::{Digest as _, Sha256};

use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::list_encoding::not_text;
use crate::ui::display;

/// Somebody to invite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Invitee {
    /// The line of the file.
    pub line: Option<u64>,
    /// The address.
    pub email: String,
    /// Groups of the row.
    pub groups: Vec<String>,
    /// Apps of the row, as `--app` takes them.
    pub apps: Vec<String>,
}

/// Everyone to invite, each once.
pub(super) struct Invitees {
    pub people: Vec<Invitee>,
    pub origin: Origin,
}

const EMAIL: [&str; 4] = ["email", "e-mail", "email address", "mail"];
const GROUPS: [&str; 2] = ["groups", "group"];
const APPS: [&str; 2] = ["apps", "app"];

impl Invitees {
    /// Reads them from the command line, a file or standard input.
    ///
    /// # Errors
    /// When nobody is named, a file cannot be read, or an address cannot be one.
    pub fn read(
        context: &Context,
        typed: &[String],
        csv: Option<&Path>,
        from_stdin: bool,
    ) -> CliResult<Self> {
        let (bytes, what) = if from_stdin || csv == Some(Path::new("-")) {
            let bytes = context.ui.stdin("the addresses, one a line or as CSV")?;
            (bytes, "standard input".to_owned())
        } else if let Some(path) = csv {
            let shown = display(&path.to_string_lossy());
            let bytes = std::fs::read(path).map_err(|error| {
                CliError::usage(format!("cannot read {shown}"))
                    .cause(&error)
                    .hint("name a file with addresses, one a row; - reads standard input")
            })?;
            (bytes, shown)
        } else if typed.is_empty() {
            return Err(CliError::usage("nobody to invite")
                .hint("give email addresses, or use --csv FILE or --from-stdin"));
        } else {
            let origin = Origin {
                what: "the command line".to_owned(),
                ..Origin::default()
            };
            let list = typed.iter().map(|email| (None, email.as_str()));
            let people = list.map(|(line, email)| plain(line, email)).collect();
            return Self::checked(people, origin);
        };
        let people = match with_gifts(&bytes) {
            Some(people) => people,
            None => addresses(&bytes, &what)?,
        };
        let digest = Sha256::digest(&bytes);
        let origin = Origin {
            what,
            sha256: Some(digest.iter().map(|byte| format!("{byte:02x}")).collect()),
            ..Origin::default()
        };
        Self::checked(people, origin)
    }

    /// Refuses what is no address, and leaves out people who are named again.
    fn checked(people: Vec<Invitee>, mut origin: Origin) -> CliResult<Self> {
        let mut wrong = Vec::new();
        let mut kept: Vec<Invitee> = Vec::new();
        let mut known = HashSet::new();
        for one in people {
            let list = input::read_names(&[&one.email]);
            let is_address = list.people.iter().any(|person| person.email.is_some());
            if !is_address || !list.problems.is_empty() {
                wrong.push(match one.line {
                    Some(line) => format!("line {line}: \"{}\"", display(&one.email)),
                    None => format!("\"{}\"", display(&one.email)),
                });
            } else if known.insert(key(&one.email)) {
                kept.push(one);
            } else {
                origin.folded += 1;
            }
        }
        if let Some(first) = wrong.first() {
            let more = match wrong.len() - 1 {
                0 => String::new(),
                more => format!(", and {more} more"),
            };
            return Err(
                CliError::usage(format!("not an email address: {first}{more}"))
                    .hint("correct it and run the command again; nobody was invited"),
            );
        }
        Ok(Self {
            people: kept,
            origin,
        })
    }
}

fn plain(line: Option<u64>, email: &str) -> Invitee {
    Invitee {
        line,
        email: email.trim().to_owned(),
        groups: Vec::new(),
        apps: Vec::new(),
    }
}

/// The rows of a table with columns of groups or apps; `None` for another list.
fn with_gifts(bytes: &[u8]) -> Option<Vec<Invitee>> {
    let column = |headings: &[String], names: &[&str]| {
        let is = |cell: &String| {
            names
                .iter()
                .any(|name| cell.trim().eq_ignore_ascii_case(name))
        };
        headings.iter().position(is)
    };
    let gifts = |headings: &[String]| {
        let email = column(headings, &EMAIL)?;
        let groups = column(headings, &GROUPS);
        let apps = column(headings, &APPS);
        (groups.is_some() || apps.is_some()).then_some((email, groups, apps))
    };
    let fit = |cells: &[String]| gifts(cells).is_some();
    let (table, lines) = input::table_with_lines(bytes, None, fit).ok()?;
    let (email, groups, apps) = gifts(&table.headings)?;
    let several = |row: &[String], at: Option<usize>| -> Vec<String> {
        let cell = at.and_then(|at| row.get(at)).map_or("", String::as_str);
        let parts = cell.split(';').map(str::trim);
        parts
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let rows = lines.into_iter().zip(&table.rows);
    let people = rows.filter_map(|(line, row)| {
        let email = row
            .get(email)
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())?;
        Some(Invitee {
            groups: several(row, groups),
            apps: several(row, apps),
            ..plain(Some(line), email)
        })
    });
    Some(people.collect())
}

/// The addresses of any other list.
fn addresses(bytes: &[u8], what: &str) -> CliResult<Vec<Invitee>> {
    let list = input::read(bytes, &Columns::default()).map_err(|error| {
        not_text(&error, what).unwrap_or_else(|| {
            CliError::usage(format!(
                "{what} is not a list of addresses: {}",
                display(&error.to_string())
            ))
            .hint("give it a column \"email\", or one address a line")
        })
    })?;
    let unread = list
        .problems
        .iter()
        .map(|problem| plain(Some(problem.line), &problem.value));
    let people = list.people.iter().map(|person| {
        let name = person.email.as_deref().or(person.account.as_deref());
        plain(person.line, name.unwrap_or_default())
    });
    Ok(unread.chain(people).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_bring_their_own_groups_and_apps() {
        let people =
            with_gifts(b"Email;Groups;App\nann@x.example;\"a; b\";jira\nbob@x.example;;\n");
        let people = people.unwrap();
        assert_eq!(people[0].groups, ["a", "b"]);
        assert_eq!(people[0].apps, ["jira"]);
        assert_eq!(
            people[1],
            Invitee {
                line: Some(3),
                ..plain(None, "bob@x.example")
            }
        );
        assert!(with_gifts(b"ann@x.example\nbob@x.example\n").is_none());
    }
}
