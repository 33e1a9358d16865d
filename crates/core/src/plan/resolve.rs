//! From names to people and policies of the mirror.

use atlctl_api::{AccountId, PolicyId};

use crate::input;
use crate::store::{Mirror, Person, StoreError};

/// A person who was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// As the list names them.
    pub given: input::Person,
    /// As the mirror knows them.
    pub person: Option<Person>,
    /// Addresses that look like the one that is not known.
    pub suggestions: Vec<String>,
}

/// More unknown people than this are a wrong file: looking for what each may mean would only take time.
const SUGGEST_FOR: usize = 200;

/// Looks for the people of a list in the mirror.
///
/// # Errors
/// When the mirror cannot be read.
pub fn resolve(mirror: &Mirror, people: &[input::Person]) -> Result<Vec<Found>, StoreError> {
    let mut missing = 0;
    let mut found = Vec::with_capacity(people.len());
    for given in people {
        let mut person = None;
        if let Some(account) = &given.account {
            person = mirror.person_by_id(&AccountId::from(account.as_str()))?;
        }
        if let (None, Some(email)) = (&person, &given.email) {
            person = mirror.person_by_email(email)?;
        }
        let mut suggestions = Vec::new();
        if person.is_none() {
            missing += 1;
            if let (Some(email), true) = (&given.email, missing <= SUGGEST_FOR) {
                suggestions = mirror.suggest(email)?;
            }
        }
        found.push(Found {
            given: given.clone(),
            person,
            suggestions,
        });
    }
    Ok(found)
}

/// The policy a person means: by id, or by name whatever its case. An id that the mirror does not know is
/// taken when it has the form of one: a policy without members is in no answer of the service.
///
/// # Errors
/// When no policy has that name, several have, or the mirror cannot be read.
pub fn named_policy(mirror: &Mirror, name: &str) -> Result<PolicyId, StoreError> {
    match mirror.policy_id(name) {
        Err(StoreError::Unknown { .. }) if is_id(name) => Ok(PolicyId::from(name)),
        other => other,
    }
}

/// Eight, four, four, four and twelve letters or digits. (They need not be hexadecimal.)
fn is_id(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    lengths == [8, 4, 4, 4, 12] && parts.concat().chars().all(|c| c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::is_id;

    #[test]
    fn an_id_is_told_from_a_name() {
        assert!(is_id("9a1jj823-jac8-123d-jj01-63315k059cb2"));
        assert!(!is_id("Default policy"));
        assert!(!is_id("9a1jj823-jac8-123d-jj01"));
        assert!(!is_id("9a1jj823-jac8-123d-jj01-63315k059c 2"));
    }
}
