//! The names beside the people of a list. Where a column was sorted without the others, each row has an address and the
//! name of another person, and nobody knows which of them is meant.

use std::collections::{HashMap, HashSet};

use atlctl_core::input::{self, Columns, People, Position, Problem, Reason};
use atlctl_core::plan::resolve_rows;
use atlctl_core::store::{Mirror, Person, StoreError, name_key};

/// Headings of a whole name, and of the parts of one, without case, blanks and punctuation.
const NAMES: [&[&str]; 3] = [
    &[
        "name",
        "fullname",
        "displayname",
        "username",
        "user",
        "member",
        "membername",
        "person",
        "assignee",
        "employee",
        "employeename",
        "mitarbeiter",
        "benutzer",
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

/// Whether a heading, as it is compared, is of the names of the people, which are checked.
pub fn is_of_names(heading: &str) -> bool {
    NAMES.iter().any(|names| names.contains(&heading))
}

/// What may be the name in each row, and its key.
#[derive(Debug, Default)]
pub struct NamesBeside(HashMap<Position, Vec<Named>>);

/// A name as written, and its key.
type Named = (String, String);

impl NamesBeside {
    /// Reads the names of a list. None where the user says which column names the people, or where the command reads
    /// names as something else.
    pub(super) fn read(bytes: &[u8], columns: &Columns, of_command: &[&[&str]]) -> Self {
        let mut read = of_command.iter().flat_map(|names| names.iter());
        let is_new = |name: &&str| is_of_names(name);
        if columns.email.is_some() || columns.account.is_some() || read.any(is_new) {
            return Self::default();
        }
        let mut names = Self::default();
        // Two columns that may be of names are none.
        if let Ok(cells) = input::cells(bytes, columns, &NAMES) {
            for at in cells.positions() {
                let cell = |column: usize| cells.get(Some(at), column);
                match (cell(0), cell(1), cell(2)) {
                    (Some(whole), ..) => names.add(at, whole),
                    (None, Some(first), Some(last)) => names.add(at, &format!("{first} {last}")),
                    _ => {}
                }
            }
        }
        for (at, texts) in input::texts_beside(bytes, columns).unwrap_or_default() {
            for text in texts {
                names.add(at, &text);
            }
        }
        names
    }

    /// Forgets the names of rows in which they are new ones.
    pub fn forget(&mut self, is_new: impl Fn(Position) -> bool) {
        self.0.retain(|at, _| !is_new(*at));
    }

    fn add(&mut self, at: Position, name: &str) {
        if let Some(key) = name_key(name) {
            self.0.entry(at).or_default().push((name.to_owned(), key));
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
        if self.0.is_empty() {
            return Ok(Vec::new());
        }
        let several = list.rows_of_several();
        let has_names = |row: &input::Person| {
            row.at
                .is_some_and(|at| self.0.contains_key(&at) && !several.contains(&at))
        };
        let mut rows = list.usable_rows();
        rows.retain(has_names);
        let odd: Vec<(Position, &[Named], Person)> = resolve_rows(mirror, &rows)?
            .into_iter()
            .filter_map(|found| {
                let (at, person) = (found.given.at?, found.person?);
                let names = self.0.get(&at)?;
                let own = name_key(person.name.as_deref()?)?;
                let is_own = names.iter().any(|(_, key)| is_within(key, &own));
                (!is_own).then_some((at, names.as_slice(), person))
            })
            .collect();
        let keys = odd.iter().flat_map(|(_, names, _)| names.iter());
        let keys: HashSet<String> = keys.map(|(_, key)| key.clone()).collect();
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let others = mirror.people_named(&keys)?;
        let found = odd.into_iter().filter_map(|(at, names, person)| {
            let of = |key: &String| others.get(key)?.first();
            let (name, owner) = names
                .iter()
                .find_map(|(name, key)| Some((name.clone(), of(key)?.clone())))?;
            Some(Problem {
                at,
                column: None,
                value: name,
                reason: Reason::NameOfAnother {
                    owner,
                    named: person.name.unwrap_or_default(),
                },
            })
        });
        Ok(found.collect())
    }
}

/// Whether one name has all words of the other, such as "Ann Lee (Admin)" those of "Ann Lee".
fn is_within(one: &str, other: &str) -> bool {
    let words = |name: &str| -> HashSet<String> {
        let words = name.split(|c: char| !c.is_alphanumeric() && c != '\'');
        let words = words.filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    let (one, other) = (words(one), words(other));
    one.is_subset(&other) || other.is_subset(&one)
}
