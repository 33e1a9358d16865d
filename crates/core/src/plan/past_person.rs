//! The people of past rows: from the mirror or else from the plan.

use atlctl_api::AccountId;

use super::{Found, Row};
use crate::input::{self, Position};
use crate::store::{Mirror, Person, StoreError};

/// A person by account.
pub(super) fn by_account(mirror: Option<&Mirror>, account: &str) -> Result<Found, StoreError> {
    let id = AccountId::from(account);
    let person = match mirror {
        Some(mirror) => mirror.person_by_id(&id)?,
        None => None,
    };
    Ok(Found {
        given: input::Person {
            at: None,
            email: person.as_ref().and_then(|person| person.email.clone()),
            account: Some(account.to_owned()),
        },
        person: Some(person.unwrap_or_else(|| Person::unknown(id))),
        suggestions: Vec::new(),
        conflict: None,
    })
}

/// The person of a row, from the mirror or else from the plan.
pub(super) fn found(mirror: Option<&Mirror>, row: &Row) -> Result<Found, StoreError> {
    if row.target.is_some() && row.account.is_none() {
        let mut found = Found::nobody();
        (found.given.at, found.given.email) = (row.line.map(Position::line), row.email.clone());
        return Ok(found);
    }
    let account = AccountId::from(row.account.as_deref().unwrap_or_default());
    let known = match mirror {
        Some(mirror) => mirror.person_by_id(&account)?,
        None => None,
    };
    let person = known.unwrap_or_else(|| Person {
        email: row.email.clone(),
        name: row.name.clone(),
        managed: Some(true),
        ..Person::unknown(account)
    });
    Ok(Found {
        given: input::Person {
            at: row.line.map(Position::line),
            email: row.email.clone(),
            account: row.account.clone(),
        },
        person: Some(person),
        suggestions: Vec::new(),
        conflict: None,
    })
}
