//! Reads an export file: its people with everything that its columns say, and every problem at once.

use std::collections::HashMap;

use jiff::Timestamp;

use super::columns::{Column, Fact, columns};
use super::kind::{ImportError, ImportKind};
use super::values::{self, LastActive};
use crate::input::{self, Columns, Encoding, Every, Folded, Person, key};

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

/// What a file says about a person.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportedPerson {
    /// The first line about the person.
    pub line: Option<u64>,
    /// The account ID.
    pub account_id: Option<String>,
    /// The address.
    pub email: Option<String>,
    /// The full name.
    pub name: Option<String>,
    /// The status, in lower case.
    pub status: Option<String>,
    /// Whether the account is billed.
    pub billable: Option<bool>,
    /// The role in the organization.
    pub org_role: Option<String>,
    /// When the person was added to the organization.
    pub added_to_org: Option<Timestamp>,
    /// The last activity in any app.
    pub last_active: LastActive,
    /// The name of the authentication policy.
    pub policy: Option<String>,
    /// The type of the authentication policy.
    pub policy_type: Option<String>,
    /// Whether the policy enforces single sign-on.
    pub single_sign_on: Option<bool>,
    /// Whether two-step verification is on.
    pub two_step_verification: Option<bool>,
    /// The groups.
    pub groups: Vec<String>,
    /// The apps.
    pub apps: Vec<ImportedApp>,
    /// Each row about the person: heading and text of the cells that are not empty.
    pub raw: Vec<Vec<(String, String)>>,
}

/// What a file says about a person and an app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedApp {
    /// The column's place in the file, counted from 1.
    pub place: u64,
    /// The app's name.
    pub app: String,
    /// The site's name.
    pub site: Option<String>,
    /// Whether the person has access.
    pub access: Option<bool>,
    /// The last activity in the app.
    pub last_active: LastActive,
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
            line: problem.line,
            column: problem.column.clone(),
            value: problem.value.clone(),
            reason: problem.reason.to_string(),
        })
        .collect();
    problems.extend(again(&columns));
    let Every { headings, rows } = every;
    let rows_in_file = rows.len() as u64;
    let rows: HashMap<u64, Vec<String>> = rows.into_iter().collect();
    let first = first_lines(&list.people, &list.folded);
    let mut people: Vec<ImportedPerson> = Vec::new();
    let mut places: HashMap<Option<u64>, usize> = HashMap::new();
    for person in list.each_row() {
        let row = person.line.and_then(|line| rows.get(&line));
        let own = *first.get(&person.line).unwrap_or(&person.line);
        let at = *places.entry(own).or_insert_with(|| {
            people.push(ImportedPerson {
                line: own,
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
                line: person.line.unwrap_or(0),
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

/// The line of the row into which each other row about the same person is merged.
fn first_lines(people: &[Person], folded: &[Folded]) -> HashMap<Option<u64>, Option<u64>> {
    let mut first: HashMap<Option<u64>, Option<u64>> = HashMap::new();
    let mut by_name: HashMap<String, Option<u64>> = HashMap::new();
    for person in people {
        for name in [&person.email, &person.account].into_iter().flatten() {
            by_name.entry(key(name)).or_insert(person.line);
        }
    }
    for row in folded {
        let into = by_name.get(&key(&row.value)).copied().unwrap_or(row.into);
        first.insert(row.line, into);
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
            reason: "says what an earlier column says; the first is read, and of this one only the text is kept"
                .to_owned(),
        })
        .collect()
}

/// What became of a cell.
enum Learned {
    Understood,
    /// It is not understood.
    Odd,
    /// It is a time that has not come.
    InFuture,
    /// An earlier row about the same person says something else.
    Differs,
}

/// A time in a file may be of a time zone ahead of this machine's.
const AHEAD_S: i64 = 86_400;

/// Takes a value where there is none yet.
fn take<T: PartialEq>(into: &mut Option<T>, value: T) -> Learned {
    match into {
        Some(known) if *known != value => Learned::Differs,
        Some(_) => Learned::Understood,
        None => {
            *into = Some(value);
            Learned::Understood
        }
    }
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

impl ImportedPerson {
    /// Takes what a cell says. Of several rows, the first with a value counts.
    fn learn(&mut self, fact: &Fact, place: u64, cell: &str, now: Timestamp) -> Learned {
        let nothing = values::is_nothing(cell);
        let comes = |at: Timestamp| at.as_second() > now.as_second().saturating_add(AHEAD_S);
        let text = |into: &mut Option<String>, text: String| {
            if nothing {
                Learned::Understood
            } else {
                take(into, text)
            }
        };
        let yes = |into: &mut Option<bool>| match values::truth(cell) {
            Some(found) => take(into, found),
            None if nothing => Learned::Understood,
            None => Learned::Odd,
        };
        let odd_unless = |is: bool| {
            if is {
                Learned::Understood
            } else {
                Learned::Odd
            }
        };
        match fact {
            // They are read as for every list.
            Fact::Email | Fact::AccountId => Learned::Understood,
            Fact::Name => text(&mut self.name, cell.to_owned()),
            Fact::Status => text(&mut self.status, cell.to_lowercase()),
            Fact::Active => match values::truth(cell) {
                Some(true) => text(&mut self.status, "active".to_owned()),
                Some(false) => text(&mut self.status, "inactive".to_owned()),
                None => odd_unless(nothing),
            },
            Fact::OrgRole => text(&mut self.org_role, cell.to_owned()),
            Fact::Policy => text(&mut self.policy, cell.to_owned()),
            Fact::PolicyType => text(&mut self.policy_type, cell.to_owned()),
            Fact::Billable => yes(&mut self.billable),
            Fact::SingleSignOn => yes(&mut self.single_sign_on),
            Fact::TwoStepVerification => yes(&mut self.two_step_verification),
            Fact::AddedToOrg => match values::moment(cell) {
                Some(found) if comes(found) => Learned::InFuture,
                Some(found) => take(&mut self.added_to_org, found),
                None => odd_unless(nothing),
            },
            Fact::LastActive => match values::last_active(cell) {
                Some(LastActive::At(at)) if comes(at) => Learned::InFuture,
                Some(LastActive::Unknown) => Learned::Understood,
                Some(found) if self.last_active == LastActive::Unknown => {
                    self.last_active = found;
                    Learned::Understood
                }
                Some(found) if self.last_active != found => Learned::Differs,
                Some(_) => Learned::Understood,
                None => Learned::Odd,
            },
            Fact::Groups => {
                for group in parts(cell) {
                    if !self.groups.contains(&group) {
                        self.groups.push(group);
                    }
                }
                Learned::Understood
            }
            Fact::Apps => {
                for app in parts(cell) {
                    self.app(place, app, None, Some(true), LastActive::Unknown);
                }
                Learned::Understood
            }
            Fact::LastSeenIn { app, site } => match values::last_active(cell) {
                Some(LastActive::At(at)) if comes(at) => Learned::InFuture,
                Some(found) if self.app(place, app.clone(), site.clone(), None, found) => {
                    Learned::Understood
                }
                Some(_) => Learned::Differs,
                None => Learned::Odd,
            },
            Fact::SitesOf { app } => {
                match values::truth(cell) {
                    Some(access) => {
                        self.app(place, app.clone(), None, Some(access), LastActive::Unknown);
                    }
                    None if nothing => {}
                    None => {
                        for site in parts(cell) {
                            let site = Some(site);
                            self.app(place, app.clone(), site, Some(true), LastActive::Unknown);
                        }
                    }
                }
                Learned::Understood
            }
        }
    }

    /// Takes access to an app; false where an earlier row says something else of its last activity.
    fn app(
        &mut self,
        place: u64,
        app: String,
        site: Option<String>,
        access: Option<bool>,
        last_active: LastActive,
    ) -> bool {
        let is_same =
            |known: &&ImportedApp| known.place == place && known.app == app && known.site == site;
        if let Some(known) = self.apps.iter().find(is_same) {
            return last_active == LastActive::Unknown || known.last_active == last_active;
        }
        self.apps.push(ImportedApp {
            place,
            app,
            site,
            access,
            last_active,
        });
        true
    }
}

/// The parts of a cell with commas.
fn parts(cell: &str) -> Vec<String> {
    let parts = cell.split([',', ';', '\n']).map(str::trim);
    parts
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}
