//! Reads an export file: its people with everything that its columns say, and every problem at once.

use std::collections::HashMap;

use jiff::Timestamp;

use super::columns::{Column, Fact, columns};
use super::kind::{ImportError, ImportKind};
use super::person::{ImportedPerson, Learned};
use crate::input::{self, Columns, Encoding, Every, Folded, Person, Position, key};

/// A file as it is understood.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedFile {
    /// The columns.
    pub columns: Vec<Column>,
    /// The people, once each.
    pub people: Vec<ImportedPerson>,
    /// Rows below the headings.
    pub rows: u64,
    /// Rows and cells that are not understood. The rows are left out; of the cells, only the text is kept.
    pub problems: Vec<FileProblem>,
}

/// A row or cell that is not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileProblem {
    /// The line of the file.
    pub line: u64,
    /// The heading of the column, when one cell is meant.
    pub column: Option<String>,
    /// The text.
    pub value: String,
    /// What is wrong, as a verb and its object.
    pub reason: String,
}

/// Reads an export file of this kind. `policy` is the policy of all members, where the file does not name it.
///
/// # Errors
/// When it is no such export.
pub fn read(
    bytes: &[u8],
    kind: ImportKind,
    encoding: Option<Encoding>,
    policy: Option<&str>,
    now: Timestamp,
) -> Result<ImportedFile, ImportError> {
    let asked = Columns {
        encoding,
        ..Columns::default()
    };
    let mut list = input::read(bytes, &asked)?;
    let every = input::every_cell(bytes, &asked)?;
    if every.headings.is_empty() {
        return Err(if list.is_empty() {
            ImportError::Empty
        } else {
            ImportError::NoHeadings
        });
    }
    let mut columns = columns(&every.headings);
    // A list may sign people in by their names; in these files, it is what they are called.
    let of_fact = |fact: &Fact| {
        columns
            .iter()
            .find(|column| column.fact.as_ref() == Some(fact))
    };
    if of_fact(&Fact::Email).is_none()
        && list.column.is_some()
        && of_fact(&Fact::Name).map(|name| &name.heading) == list.column.as_ref()
    {
        let Some(account) = of_fact(&Fact::AccountId) else {
            return Err(ImportError::Column {
                missing: "Email",
                headings: every.headings,
            });
        };
        let by_account = Columns {
            account: Some(account.heading.clone()),
            ..asked.clone()
        };
        list = input::read(bytes, &by_account)?;
    }
    check(kind, &columns, &every.headings, policy.is_some())?;
    if every.rows.is_empty() {
        return Err(ImportError::Empty);
    }
    let mut problems: Vec<FileProblem> = list
        .problems
        .iter()
        .map(|problem| FileProblem {
            line: problem.at.line,
            column: problem.column.clone(),
            value: problem.value.clone(),
            reason: problem.reason.to_string(),
        })
        .collect();
    problems.extend(again(&columns));
    let Every { headings, rows } = every;
    let rows_in_file = rows.len() as u64;
    let rows: HashMap<Position, Vec<String>> = rows.into_iter().collect();
    let first = first_lines(&list.people, &list.folded);
    let mut people: Vec<ImportedPerson> = Vec::new();
    let mut places: HashMap<Option<Position>, usize> = HashMap::new();
    for person in list.each_row() {
        let row = person.at.and_then(|at| rows.get(&at));
        let own = *first.get(&person.at).unwrap_or(&person.at);
        let at = *places.entry(own).or_insert_with(|| {
            people.push(ImportedPerson {
                line: own.map(|at| at.line),
                account_id: person.account.clone(),
                email: person.email.clone(),
                policy: policy.map(str::to_owned),
                ..ImportedPerson::default()
            });
            people.len() - 1
        });
        let (Some(into), Some(row)) = (people.get_mut(at), row) else {
            continue;
        };
        into.raw.push(text_of(&headings, row));
        for (place, column) in columns.iter_mut().enumerate() {
            let cell = row.get(place).map_or("", |cell| cell.as_str());
            if cell.is_empty() {
                continue;
            }
            column.filled += 1;
            let Some(fact) = &column.fact else { continue };
            let reason = match into.learn(fact, place as u64 + 1, cell, now) {
                Learned::Understood => continue,
                Learned::Odd => expected(fact).to_owned(),
                Learned::InFuture => "is in the future".to_owned(),
                Learned::Contradicts => match into.line {
                    Some(line) => format!(
                        "contradicts line {line} about the same person, so their last activity is unknown"
                    ),
                    None => "contradicts an earlier line about the same person, so their last activity is unknown".to_owned(),
                },
                Learned::Differs => match into.line {
                    Some(line) => {
                        format!("differs from line {line} about the same person, which counts")
                    }
                    None => "differs from an earlier line about the same person, which counts"
                        .to_owned(),
                },
            };
            column.odd += 1;
            problems.push(FileProblem {
                line: person.line().unwrap_or(0),
                column: Some(column.heading.clone()),
                value: cell.to_owned(),
                reason,
            });
        }
    }
    problems.sort_by_key(|problem| problem.line);
    Ok(ImportedFile {
        columns,
        people,
        rows: rows_in_file,
        problems,
    })
}

/// The row into which each other row about the same person is merged.
fn first_lines(
    people: &[Person],
    folded: &[Folded],
) -> HashMap<Option<Position>, Option<Position>> {
    let mut first: HashMap<Option<Position>, Option<Position>> = HashMap::new();
    let mut by_name: HashMap<String, Option<Position>> = HashMap::new();
    for person in people {
        for name in [&person.email, &person.account].into_iter().flatten() {
            by_name.entry(key(name)).or_insert(person.at);
        }
    }
    for row in folded {
        let into = by_name.get(&key(&row.value)).copied().unwrap_or(row.into);
        first.insert(row.at, into);
    }
    first
}

/// Headings that say what an earlier one says: only the first is read.
fn again(columns: &[Column]) -> Vec<FileProblem> {
    let repeats = columns.iter().filter(|column| column.repeats);
    repeats
        .map(|column| FileProblem {
            line: 1,
            column: Some(column.heading.clone()),
            value: column.heading.clone(),
            reason: "repeats an earlier column; it is kept as text".to_owned(),
        })
        .collect()
}

/// Whether the file is of this kind.
fn check(
    kind: ImportKind,
    columns: &[Column],
    headings: &[String],
    policy_is_given: bool,
) -> Result<(), ImportError> {
    let has = |wanted: &dyn Fn(&Fact) -> bool| {
        columns
            .iter()
            .any(|column| column.fact.as_ref().is_some_and(wanted))
    };
    let of_policies = has(&|fact| matches!(fact, Fact::Policy | Fact::PolicyType));
    let missing = |missing| ImportError::Column {
        missing,
        headings: headings.to_vec(),
    };
    match kind {
        ImportKind::Users if of_policies => Err(ImportError::Another {
            is: ImportKind::ManagedAccounts,
            wanted: kind,
        }),
        ImportKind::ManagedAccounts | ImportKind::PolicyMembers
            if has(&|fact| matches!(fact, Fact::LastSeenIn { .. } | Fact::OrgRole)) =>
        {
            Err(ImportError::Another {
                is: ImportKind::Users,
                wanted: kind,
            })
        }
        ImportKind::ManagedAccounts if !has(&|fact| *fact == Fact::Policy) => {
            Err(missing("Policy name"))
        }
        ImportKind::PolicyMembers if !policy_is_given && !has(&|fact| *fact == Fact::Policy) => {
            Err(missing("Policy name"))
        }
        _ => Ok(()),
    }
}

fn text_of(headings: &[String], row: &[String]) -> Vec<(String, String)> {
    let cells = headings
        .iter()
        .zip(row)
        .filter(|(_, cell)| !cell.is_empty());
    cells
        .map(|(heading, cell)| (heading.clone(), cell.clone()))
        .collect()
}

fn expected(fact: &Fact) -> &'static str {
    match fact {
        Fact::LastActive | Fact::LastSeenIn { .. } => {
            "is not a date such as 3 Jan 2024, or Never accessed"
        }
        Fact::AddedToOrg => "is not a date such as 3 Jan 2024",
        _ => "is neither yes nor no",
    }
}
