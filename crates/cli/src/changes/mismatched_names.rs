//! The names beside the people of a list. Where a column was sorted without the others, each row has an address and the
//! name of another person, and nobody knows which of them is meant.

use std::collections::{HashMap, HashSet};

use atlctl_core::input::{
    self, Columns, Every, NamePart, People, Position, Problem, Reason, heading_key, is_name_heading,
};
use atlctl_core::plan::resolve_rows;
use atlctl_core::store::{Mirror, StoreError, name_key};

use super::name_columns::{NameColumns, Own, is_of_id, owners};

/// What may be the name in each row.
#[derive(Debug, Default)]
pub struct NamesBeside {
    /// Under a heading of names, or beside the person in one cell.
    known: HashMap<Position, Vec<Named>>,
    /// In any column.
    columns: NameColumns,
}

/// A name as written, its key, and the heading above it.
#[derive(Debug, Clone)]
struct Named {
    name: String,
    key: String,
    column: Option<String>,
}

impl NamesBeside {
    /// Reads the names of a list. None where the user says which column names the people, or where the command reads
    /// names as something else.
    pub(super) fn read(bytes: &[u8], columns: &Columns, of_command: &[&[&str]]) -> Self {
        let read: Vec<&str> = of_command
            .iter()
            .flat_map(|names| names.iter().copied())
            .collect();
        let is_new = |name: &&str| is_name_heading(name, None);
        if columns.email.is_some() || columns.account.is_some() || read.iter().any(is_new) {
            return Self::default();
        }
        let every = input::every_cell(bytes, columns).unwrap_or_default();
        let mut names = Self::under_headings(&every);
        for (at, texts) in input::texts_beside(bytes, columns).unwrap_or_default() {
            for text in texts {
                names.add(at, &text, None);
            }
        }
        names.columns = NameColumns::of(every, |heading| {
            read.iter().any(|name| heading_key(name) == heading)
        });
        names
    }

    /// The names under headings of names.
    fn under_headings(every: &Every) -> Self {
        let mut names = Self::default();
        // Two columns that may be of names are none.
        let column = |part: NamePart| {
            let fits = |(at, heading): (usize, &String)| {
                is_name_heading(&heading_key(heading), Some(part)).then_some(at)
            };
            let mut found = every.headings.iter().enumerate().filter_map(fits);
            found.next().filter(|_| found.next().is_none())
        };
        let whole = column(NamePart::Whole);
        let parts = (column(NamePart::First), column(NamePart::Last));
        let heading = |at: usize| every.headings.get(at).cloned();
        for (at, cells) in &every.rows {
            let cell = |column: usize| cells.get(column).map_or("", String::as_str);
            if let Some(column) = whole {
                names.add(*at, cell(column), heading(column));
            }
            if let (Some(first), Some(last)) = parts
                && first != last
                && ![first, last].iter().any(|part| cell(*part).is_empty())
            {
                names.add(
                    *at,
                    &format!("{} {}", cell(first), cell(last)),
                    heading(last),
                );
            }
        }
        names
    }

    /// Forgets the names of rows in which they are new ones.
    pub fn forget(&mut self, is_new: impl Fn(Position) -> bool) {
        self.known.retain(|at, _| !is_new(*at));
        self.columns.forget(is_new);
    }

    fn add(&mut self, at: Position, name: &str, column: Option<String>) {
        if let Some(key) = name_key(name) {
            let name = name.to_owned();
            let named = Named { name, key, column };
            self.known.entry(at).or_default().push(named);
        }
    }

    /// Adds a problem for each row whose name is another person's, and not that of the person whom it names. Returns
    /// these problems, too.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub fn check(&self, mirror: &Mirror, list: &mut People) -> Result<Vec<Problem>, StoreError> {
        let found = self.problems(mirror, list)?;
        list.problems.extend(found.iter().cloned());
        list.problems.sort_by_key(|problem| problem.at);
        Ok(found)
    }

    fn problems(&self, mirror: &Mirror, list: &People) -> Result<Vec<Problem>, StoreError> {
        if self.known.is_empty() && self.columns.is_empty() {
            return Ok(Vec::new());
        }
        let several = list.rows_of_several();
        let mut rows = list.usable_rows();
        rows.retain(|row| {
            row.at.is_some_and(|at| {
                !several.contains(&at) && (self.known.contains_key(&at) || self.columns.has(at))
            })
        });
        let (some, _) = owned(mirror, &Own::some(&rows))?;
        let likely = self.columns.likely(&some, mirror)?;
        if likely.is_empty() && self.known.is_empty() {
            return Ok(Vec::new());
        }
        let (rows, called) = owned(mirror, &rows)?;
        let columns = self.columns.own(likely, &rows, mirror)?;
        let odd: Vec<(&Own, Vec<Named>)> = rows
            .iter()
            .filter_map(|row| {
                let known = self.known.get(&row.at).into_iter().flatten();
                let of_columns = columns.iter().filter_map(|span| {
                    let (name, key) = self.columns.name(row.at, *span)?;
                    let column = Some(self.columns.heading(*span));
                    Some((Named { name, key, column }, span.1 == 1))
                });
                let names = known.map(|named| (named.clone(), true)).chain(of_columns);
                let names: Vec<(Named, bool)> = names.collect();
                let is_own = |(named, alone): &(Named, bool)| row.is_theirs(&named.key, *alone);
                let names = (!names.iter().any(is_own)).then_some(names)?;
                Some((row, names.into_iter().map(|(named, _)| named).collect()))
            })
            .collect();
        let keys = odd.iter().flat_map(|(_, names)| names);
        let keys: HashSet<String> = keys.map(|named| named.key.clone()).collect();
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let others = owners(mirror, &keys)?;
        let found = odd.into_iter().filter_map(|(row, names)| {
            let of = |other: Named| Some((others.get(&other.key)?.clone(), other));
            let (owner, other) = names.into_iter().find_map(of)?;
            let named = called.get(&row.account).cloned().unwrap_or_default();
            Some(Problem {
                at: row.at,
                column: other.column,
                value: other.name,
                reason: match is_of_id(&other.key) {
                    true => Reason::IdOfAnother { owner, named },
                    false => Reason::NameOfAnother { owner, named },
                },
            })
        });
        Ok(found.collect())
    }
}

/// Whose these rows are, and the names by the account.
fn owned(
    mirror: &Mirror,
    rows: &[input::Person],
) -> Result<(Vec<Own>, HashMap<String, String>), StoreError> {
    let mut called = HashMap::new();
    let mut own = Vec::new();
    for found in resolve_rows(mirror, rows)? {
        let (Some(at), Some(person)) = (found.given.at, found.person) else {
            continue;
        };
        let account = person.account_id.as_str().to_owned();
        // Without a name, only the ID can be compared.
        let key = person.name.as_deref().and_then(name_key);
        let called_as = person.name.or(person.email);
        called.insert(
            account.clone(),
            called_as.unwrap_or_else(|| account.clone()),
        );
        own.push(Own { at, account, key });
    }
    Ok((own, called))
}
