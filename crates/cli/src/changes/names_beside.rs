//! The names beside the people of a list. Where a column was sorted without the others, each row has an address and the
//! name of another person, and nobody knows which of them is meant.

use std::collections::{HashMap, HashSet};

use atlctl_core::input::{self, Columns, People, Position, Problem, Reason};
use atlctl_core::plan::resolve_rows;
use atlctl_core::store::{Mirror, StoreError, name_key};

/// Headings of a whole name, and of the parts of one, without case, blanks and punctuation.
const NAMES: [&[&str]; 3] = [
    &[
        "name",
        "fullname",
        "displayname",
        "username",
        "employee",
        "employeename",
        "vollständigername",
        "anzeigename",
        "nomcomplet",
        "nombrecompleto",
    ],
    &["firstname", "givenname", "forename", "vorname", "prénom"],
    &[
        "lastname",
        "surname",
        "familyname",
        "nachname",
        "nomdefamille",
    ],
];

/// The name in each row, and its key.
#[derive(Debug, Default)]
pub struct NamesBeside(HashMap<Position, (String, String)>);

impl NamesBeside {
    /// Reads the names of a list. None where it is not certain which column has them, or where the command reads them as
    /// something else.
    pub(super) fn read(bytes: &[u8], columns: &Columns, of_command: &[&[&str]]) -> Self {
        let is_new = |name: &&str| NAMES.iter().any(|names| names.contains(name));
        if of_command.iter().any(|names| names.iter().any(is_new)) {
            return Self::default();
        }
        let Ok(cells) = input::cells(bytes, columns, &NAMES) else {
            return Self::default();
        };
        let names = cells.positions().filter_map(|at| {
            let cell = |column: usize| cells.get(Some(at), column);
            let name = match (cell(0), cell(1), cell(2)) {
                (Some(whole), ..) => whole.to_owned(),
                (None, Some(first), Some(last)) => format!("{first} {last}"),
                _ => return None,
            };
            let key = name_key(&name)?;
            Some((at, (name, key)))
        });
        Self(names.collect())
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
        if self.0.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<input::Person> = list
            .usable_rows()
            .into_iter()
            .filter(|row| row.at.is_some_and(|at| self.0.contains_key(&at)))
            .collect();
        let several = list.rows_of_several();
        let mut odd = Vec::new();
        for found in resolve_rows(mirror, &rows)? {
            let (Some(at), Some(person)) = (found.given.at, found.person) else {
                continue;
            };
            let Some((name, key)) = self.0.get(&at).filter(|_| !several.contains(&at)) else {
                continue;
            };
            let known = person.name.as_deref().and_then(name_key);
            if known.is_some_and(|known| known != *key) {
                odd.push((at, name, key, person));
            }
        }
        let keys: HashSet<String> = odd.iter().map(|(_, _, key, _)| (*key).clone()).collect();
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let others = mirror.people_named(&keys)?;
        let found = odd.into_iter().filter_map(|(at, name, key, person)| {
            Some(Problem {
                at,
                column: None,
                value: name.clone(),
                reason: Reason::NameOfAnother {
                    owner: others.get(key)?.first()?.clone(),
                    named: person.name.unwrap_or_default(),
                },
            })
        });
        Ok(found.collect())
    }
}
