//! People that a selection leaves out: `--except NAMES|FILE`.

use std::cell::RefCell;
use std::collections::HashSet;
use std::path::Path;

use atlctl_core::input::{self, Columns, Person, key};
use atlctl_core::number::people;
use atlctl_core::plan::{Conflict, Found, Origin, resolve};
use atlctl_core::store::{Mirror, Person as MirrorPerson};

use super::list_notes::{not_read, undecided};
use super::mismatched_names::NamesBeside;
use super::strict::Strict;
use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::input_file::read_file;
use crate::list_encoding::{not_text, with_sheets_beside};
use crate::ui::{display, redact};

/// Most names that a warning lists.
const SHOWN: usize = 5;

/// The excluded people.
#[derive(Debug, Default)]
pub struct Excluded {
    people: Vec<Found>,
    keys: HashSet<String>,
    /// The names by which somebody was excluded.
    used: RefCell<HashSet<String>>,
    strict: Strict,
}

impl Excluded {
    /// Whether nobody is excluded.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty() && self.keys.is_empty()
    }

    /// Reads the names and files.
    ///
    /// # Errors
    /// When one is neither, or a file contains unusable rows: a typo must not let anybody through.
    pub(super) fn read(values: &[String], mirror: &Mirror, strict: Strict) -> CliResult<Self> {
        let mut given = Vec::new();
        let named = values.iter().map(|value| value.trim());
        let named: Vec<&str> = named.filter(|value| !value.is_empty()).collect();
        if named.is_empty() && !values.is_empty() {
            return Err(of_nobody("--except is empty, so it excludes nobody")
                .hint("a variable of the script may not be set"));
        }
        for value in named {
            let path = Path::new(value);
            if path.is_file() {
                let listed = listed(path, mirror)?;
                if listed.is_empty() {
                    let shown = display(value);
                    return Err(of_nobody(&format!("--except {shown} contains nobody")));
                }
                given.extend(listed);
            } else if value.contains('@') && !value.contains(std::path::MAIN_SEPARATOR)
                || input::is_account_id(value)
                || input::is_account_link(value)
                || mirror.person_by_id(&value.into())?.is_some()
            {
                let named = input::read_names(&[value.to_owned()]);
                if let Some(problem) = named.problems.first() {
                    return Err(CliError::usage(format!(
                        "cannot use --except {}: it {}",
                        display(value),
                        display(&problem.reason.to_string())
                    ))
                    .hint("separate addresses with commas"));
                }
                given.extend(named.people);
            } else {
                return Err(CliError::usage(format!(
                    "cannot use --except {}: not an email address, account ID or existing file",
                    display(value)
                ))
                .hint("to find a person: atlctl user list --search NAME"));
            }
        }
        let people = resolve(mirror, &given)?.found;
        no_slips(&people)?;
        let keys = people.iter().flat_map(keys_of).collect();
        Ok(Self {
            people,
            keys,
            used: RefCell::default(),
            strict,
        })
    }

    /// Whether somebody with one of these names is excluded.
    pub fn holds(&self, mut names: impl Iterator<Item = String>) -> bool {
        let found = names.find(|name| self.keys.contains(name));
        let is_held = found.is_some();
        self.used.borrow_mut().extend(found);
        is_held
    }

    /// Whether this person is excluded.
    pub fn holds_person(&self, found: &Found) -> bool {
        self.holds(keys_of(found).into_iter())
    }

    /// The people without the excluded ones. Says how many are excluded, and which exclusions the mirror does not know.
    pub(super) fn without(
        self,
        context: &Context,
        mirror: &Mirror,
        selected: Vec<Person>,
        mut origin: Origin,
    ) -> CliResult<(Vec<Person>, Origin)> {
        if self.people.is_empty() {
            self.report(context, 0)?;
            return Ok((selected, origin));
        }
        let (excluded, left) = self.split(mirror, selected)?;
        let excluded = excluded.len() as u64;
        self.report(context, excluded)?;
        origin.what = format!("{}, except {}", origin.what, people(excluded));
        Ok((left, origin))
    }

    /// The excluded people of these, and the others.
    fn split(
        &self,
        mirror: &Mirror,
        selected: Vec<Person>,
    ) -> CliResult<(Vec<Person>, Vec<Person>)> {
        let (mut excluded, mut left) = (Vec::new(), Vec::with_capacity(selected.len()));
        for person in selected {
            let resolved = resolve(mirror, std::slice::from_ref(&person))?.found;
            match resolved.iter().any(|found| self.holds_person(found)) {
                true => excluded.push(person),
                false => left.push(person),
            }
        }
        Ok((excluded, left))
    }

    /// Leaves the excluded people out of several lists. Says once how many they are: somebody may be in several lists.
    pub(super) fn without_in_lists(
        self,
        context: &Context,
        mirror: &Mirror,
        lists: &mut [&mut Vec<Person>],
        origin: &mut Origin,
    ) -> CliResult<()> {
        if self.people.is_empty() {
            return self.report(context, 0);
        }
        let mut all = HashSet::new();
        for list in lists {
            let (excluded, left) = self.split(mirror, std::mem::take(*list))?;
            **list = left;
            let resolved = resolve(mirror, &excluded)?.found;
            all.extend(
                resolved
                    .iter()
                    .filter_map(|found| keys_of(found).into_iter().next()),
            );
        }
        let excluded = all.len() as u64;
        self.report(context, excluded)?;
        origin.what = format!("{}, except {}", origin.what, people(excluded));
        Ok(())
    }

    /// Says how many people are excluded, once they are, and which exclusions excluded nobody and are not known.
    ///
    /// # Errors
    /// When there is such an exclusion, with `--strict`.
    pub fn report(&self, context: &Context, excluded: u64) -> CliResult<()> {
        if self.people.is_empty() {
            return Ok(());
        }
        context
            .ui
            .status(format!("{} excluded (--except)", people(excluded)));
        let unclear = self.people.iter().filter(|found| found.conflict.is_some());
        for found in unclear.take(SHOWN) {
            let (name, why) = (name_of(found), found.slip());
            let why = why.map_or(String::new(), |why| why.reason());
            context.ui.warning(display(&format!(
                "--except: {name} {why}; both are excluded"
            )));
        }
        let unknown = self.unknown();
        if unknown.is_empty() {
            return Ok(());
        }
        self.strict.every_exception(&unknown)?;
        // As somebody who is to be changed and is not known: never that all is well.
        context.note_slip();
        let first: Vec<&str> = unknown.iter().take(SHOWN).copied().collect();
        let more = if unknown.len() > SHOWN { ", …" } else { "" };
        context.ui.warning(format!(
            "--except: {} not in the mirror: {}{more}",
            people(unknown.len() as u64),
            display(&first.join(", "))
        ));
        context
            .ui
            .hint("correct or remove them; to find a person: atlctl user list --search NAME");
        Ok(())
    }

    /// Those whom the mirror does not know and by whom nobody was excluded, as they are named. Addresses to invite, and
    /// those that a run changed, are not in it either.
    fn unknown(&self) -> Vec<&str> {
        let used = self.used.borrow();
        let is_unknown = |found: &&Found| {
            found.person.is_none()
                && found.conflict.is_none()
                && !keys_of(found).iter().any(|name| used.contains(name))
        };
        let unknown = self.people.iter().filter(is_unknown);
        unknown.map(name_of).collect()
    }
}

/// Refuses exceptions of nobody: everybody would be changed.
fn of_nobody(what: &str) -> CliError {
    CliError::usage(what.to_owned()).hint("leave out --except to exclude nobody")
}

/// Refuses unknown people whose addresses are nearly those of others: who was meant would not be excluded.
fn no_slips(people: &[Found]) -> CliResult<()> {
    let unknown = people.iter().filter(|found| found.person.is_none());
    let slips: Vec<String> = unknown
        .filter(|found| found.conflict.is_none() && !found.suggestions.is_empty())
        .map(|found| {
            let meant = found.suggestions.join(" or ");
            display(&format!("{}: did you mean {meant}?", name_of(found)))
        })
        .collect();
    let Some(first) = slips.first() else {
        return Ok(());
    };
    let error = match slips.len() {
        1 => CliError::usage(format!("--except names an unknown person: {first}")),
        several => {
            let shown: Vec<String> = slips.into_iter().take(SHOWN).collect();
            CliError::usage(format!("--except names {several} unknown people"))
                .because(shown.join("; "))
        }
    };
    Err(error.hint(
        "correct the address; if it is another person's, who is not in the mirror, leave it out",
    ))
}

/// The people of a file.
fn listed(path: &Path, mirror: &Mirror) -> CliResult<Vec<Person>> {
    let shown = display(&path.to_string_lossy());
    let bytes = read_file(path)
        .map_err(|error| CliError::usage(format!("cannot read {shown}")).cause(&error))?;
    let bytes = with_sheets_beside(path, bytes);
    let columns = Columns {
        of_exceptions: true,
        ..Columns::default()
    };
    let mut list = input::read(&bytes, &columns).map_err(|error| {
        not_text(&error, &shown).unwrap_or_else(|| {
            CliError::usage(format!("cannot use --except {shown}")).cause(&error)
        })
    })?;
    NamesBeside::read(&bytes, &columns, &[]).check(mirror, &mut list)?;
    // Who is to be left alone is what a list of exceptions says of everybody.
    let mut undecided_columns = list.undecided.iter();
    if let Some(column) = undecided_columns.find(|column| column.other.is_some()) {
        return Err(undecided(column, &shown));
    }
    if !list.unread.is_empty() {
        let error = CliError::usage(format!("cannot use --except {shown}"));
        let each = list.unread.iter().map(not_read);
        return Err(each
            .fold(error, CliError::because)
            .hint("leave one column with addresses: people in the other would not be excluded"));
    }
    match list.problems.first() {
        None => Ok(list.people),
        Some(problem) => Err(CliError::usage(format!(
            "cannot use --except {shown}: {}: \"{}\" {}",
            problem.at,
            display(&redact::quoted(&problem.value)),
            redact::quoted(&problem.reason.to_string())
        ))
        .hint("correct the file: people in unusable rows would not be excluded")),
    }
}

fn name_of(found: &Found) -> &str {
    let given = &found.given;
    let name = given.email.as_deref().or(given.account.as_deref());
    name.unwrap_or("?")
}

/// Every name of a person: as given, and as the mirror knows them. Where an address and an account ID do not belong
/// together, those of everyone who may be meant.
fn keys_of(found: &Found) -> Vec<String> {
    let conflict = found.conflict.iter().flat_map(Conflict::people);
    let people: Vec<&MirrorPerson> = found.person.iter().chain(conflict).collect();
    let accounts = people
        .iter()
        .map(|person| person.account_id.as_str().to_owned());
    let emails = people
        .iter()
        .filter_map(|person| person.email.as_deref())
        .chain(found.given.email.as_deref());
    let given = found.given.account.clone();
    accounts.chain(given).chain(emails.map(key)).collect()
}
