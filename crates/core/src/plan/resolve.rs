//! From names to people and policies of the mirror.

use std::collections::HashMap;

use atlctl_api::{AccountId, PolicyId};

use crate::input;
use crate::store::{Mirror, Person, StoreError, look_alike};

/// A person who was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// As the list names them.
    pub given: input::Person,
    /// As the mirror knows them.
    pub person: Option<Person>,
    /// Addresses that look like the one that is not known.
    pub suggestions: Vec<String>,
    /// Whether the list's address and account ID are those of two people: then there is no `person`.
    pub contradicts: bool,
}

/// Who was asked for, once each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resolved {
    /// They.
    pub found: Vec<Found>,
    /// Those who name somebody again: an address here, the account ID there.
    pub folded: Vec<input::Folded>,
}

/// More unknown people than this are a wrong file: looking for what each may mean would only take time.
const SUGGEST_FOR: usize = 200;

/// Looks for the people of a list in the mirror. Whoever is named twice in different ways is there once.
///
/// # Errors
/// When the mirror cannot be read.
pub fn resolve(mirror: &Mirror, people: &[input::Person]) -> Result<Resolved, StoreError> {
    let mut missing = 0;
    let mut addresses = None;
    let mut all = Resolved::default();
    let mut seen: HashMap<AccountId, Option<u64>> = HashMap::with_capacity(people.len());
    for given in people {
        let (person, contradicts) = find_person(mirror, given)?;
        if let Some(person) = &person {
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
        all.found.push(Found {
            given: given.clone(),
            person,
            suggestions,
            contradicts,
        });
    }
    Ok(all)
}

/// The person, and whether address and account ID are those of two. (An account ID that is in no mirror
/// contradicts nothing: many systems have IDs of their own under that heading.)
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

/// The policy a person means: by ID, or by name whatever its case. An ID that the mirror does not know is
/// taken when it has the form of one: a policy without members is in no answer of the service.
///
/// # Errors
/// When no policy has that name, several have, or the mirror cannot be read.
pub fn named_policy(mirror: &Mirror, name: &str) -> Result<PolicyId, StoreError> {
    match mirror.policy_id(name) {
        Err(StoreError::Unknown { .. }) if is_policy_id(name) => Ok(PolicyId::from(name)),
        other => other,
    }
}

/// Whether it has the form of a policy's ID: eight, four, four, four and twelve letters or digits. (They need not be
/// hexadecimal.)
#[must_use]
pub fn is_policy_id(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    lengths == [8, 4, 4, 4, 12] && parts.concat().chars().all(|c| c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::is_policy_id;

    #[test]
    fn an_id_is_told_from_a_name() {
        assert!(is_policy_id("9a1jj823-jac8-123d-jj01-63315k059cb2"));
        assert!(!is_policy_id("Default policy"));
        assert!(!is_policy_id("9a1jj823-jac8-123d-jj01"));
        assert!(!is_policy_id("9a1jj823-jac8-123d-jj01-63315k059c 2"));
    }
}
