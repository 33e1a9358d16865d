//! Resolves names to people in the mirror.

use std::collections::HashMap;

use atlctl_api::AccountId;

use crate::input;
use crate::store::{Mirror, Person, StoreError, look_alike};

/// A selected person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// As the list names them.
    pub given: input::Person,
    /// As the mirror knows them.
    pub person: Option<Person>,
    /// Addresses similar to an unknown one.
    pub suggestions: Vec<String>,
    /// Whether the list's address and account ID belong to different people; then `person` is `None`.
    pub contradicts: bool,
}

/// The selected people, once each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resolved {
    /// The people.
    pub found: Vec<Found>,
    /// Duplicates, such as the address in one row and the account ID in another.
    pub folded: Vec<input::Folded>,
}

/// With more unknown people than this, it is probably the wrong file, and suggestions would only take time.
const SUGGEST_FOR: usize = 200;

/// Finds the people of a list in the mirror. A person named in two ways is returned once.
///
/// # Errors
/// When the mirror cannot be read.
pub fn resolve(mirror: &Mirror, people: &[input::Person]) -> Result<Resolved, StoreError> {
    let mut all = Resolved::default();
    let mut seen: HashMap<AccountId, Option<u64>> = HashMap::with_capacity(people.len());
    for found in resolve_rows(mirror, people)? {
        let given = &found.given;
        if let Some(person) = &found.person {
            if let Some(into) = seen.get(&person.account_id) {
                all.folded.push(input::Folded {
                    line: given.line,
                    into: *into,
                    value: given
                        .email
                        .clone()
                        .or(given.account.clone())
                        .unwrap_or_default(),
                });
                continue;
            }
            seen.insert(person.account_id.clone(), given.line);
        }
        all.found.push(found);
    }
    Ok(all)
}

/// Finds the person of each row in the mirror. A person in several rows is returned for each.
///
/// # Errors
/// When the mirror cannot be read.
pub fn resolve_rows(mirror: &Mirror, people: &[input::Person]) -> Result<Vec<Found>, StoreError> {
    let mut missing = 0;
    let mut addresses = None;
    let mut all = Vec::with_capacity(people.len());
    for given in people {
        let (person, contradicts) = find_person(mirror, given)?;
        if person.is_none() {
            mirror.must_know("users")?;
        }
        let mut suggestions = Vec::new();
        if person.is_none() && !contradicts {
            missing += 1;
            if let (Some(email), true) = (&given.email, missing <= SUGGEST_FOR) {
                let addresses = match &mut addresses {
                    Some(addresses) => addresses,
                    none => none.insert(mirror.addresses()?),
                };
                suggestions = addresses.like(email);
            }
        }
        all.push(Found {
            given: given.clone(),
            person,
            suggestions,
            contradicts,
        });
    }
    Ok(all)
}

/// The person, and whether address and account ID belong to different people. (An unknown account ID contradicts
/// nothing: many systems have their own IDs under that heading.)
fn find_person(
    mirror: &Mirror,
    given: &input::Person,
) -> Result<(Option<Person>, bool), StoreError> {
    let by_id = match &given.account {
        Some(account) => mirror.person_by_id(&AccountId::from(account.as_str()))?,
        None => None,
    };
    let Some(email) = &given.email else {
        return Ok((by_id, false));
    };
    let same = |person: &Person| {
        let known = person.email.as_deref();
        known.is_some_and(|known| look_alike(known, email))
    };
    if by_id.as_ref().is_some_and(same) {
        return Ok((by_id, false));
    }
    let by_email = mirror.person_by_email(email)?;
    Ok(match (by_id, by_email) {
        (Some(one), Some(other)) if one.account_id != other.account_id => (None, true),
        (by_id, by_email) => (by_id.or(by_email), false),
    })
}
