//! Resolves names to people in the mirror.

use std::collections::HashMap;

use atlctl_api::AccountId;

use super::{Half, Verdict};
use crate::input::{self, Position};
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
    /// Why the list's address and account ID do not say who is meant; then `person` is `None`.
    pub conflict: Option<Conflict>,
}

impl Found {
    /// No person: a group is changed, or a token that is nobody's.
    #[must_use]
    pub fn nobody() -> Self {
        Self {
            given: input::Person {
                at: None,
                email: None,
                account: None,
            },
            person: None,
            suggestions: Vec::new(),
            conflict: None,
        }
    }
}

/// How the address and the account ID of a row do not belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conflict {
    /// They belong to different people.
    TwoPeople {
        /// Whose the address is.
        by_email: Box<Person>,
        /// Whose the account ID is.
        by_account: Box<Person>,
    },
    /// The account ID is not known, and the address is this person's.
    UnknownAccount(Box<Person>),
    /// The address is not known, and the account ID is this person's, who has another address.
    UnknownAddress(Box<Person>),
}

impl Conflict {
    /// Everyone who may be meant.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        let (one, other) = match self {
            Self::TwoPeople {
                by_email,
                by_account,
            } => (by_email, Some(by_account)),
            Self::UnknownAccount(one) | Self::UnknownAddress(one) => (one, None),
        };
        std::iter::once(one)
            .chain(other)
            .map(|person| person.as_ref())
    }

    fn verdict(&self) -> Verdict {
        match self {
            Self::TwoPeople { .. } => Verdict::Contradicts,
            Self::UnknownAccount(person) => Verdict::HalfKnown {
                unknown: Half::Account,
                owner: match person.name.as_deref() {
                    Some(name) if !name.trim().is_empty() => {
                        format!("{name} ({})", person.account_id.as_str())
                    }
                    _ => person.account_id.as_str().to_owned(),
                },
            },
            Self::UnknownAddress(person) => Verdict::HalfKnown {
                unknown: Half::Address,
                owner: person
                    .email
                    .clone()
                    .unwrap_or_else(|| person.account_id.as_str().to_owned()),
            },
        }
    }
}

impl Found {
    /// The verdict on somebody who is not known for certain.
    #[must_use]
    pub fn slip(&self) -> Option<Verdict> {
        if let Some(conflict) = &self.conflict {
            return Some(conflict.verdict());
        }
        self.person.is_none().then(|| Verdict::NotFound {
            suggestions: self.suggestions.clone(),
        })
    }
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
    let mut seen: HashMap<AccountId, Option<Position>> = HashMap::with_capacity(people.len());
    for found in resolve_rows(mirror, people)? {
        let given = &found.given;
        if let Some(person) = &found.person {
            if let Some(into) = seen.get(&person.account_id) {
                all.folded.push(input::Folded {
                    at: given.at,
                    into: *into,
                    value: given
                        .email
                        .clone()
                        .or(given.account.clone())
                        .unwrap_or_default(),
                });
                continue;
            }
            seen.insert(person.account_id.clone(), given.at);
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
        let (person, conflict) = find_person(mirror, given)?;
        if person.is_none() {
            mirror.must_know("users")?;
        }
        let mut suggestions = Vec::new();
        if person.is_none() && conflict.is_none() {
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
            conflict,
        });
    }
    Ok(all)
}

/// The person, or why the address and the account ID do not say who is meant. Both must be theirs: where one of them is
/// a slip, the other may be the slip as well. Of a person whose address Atlassian does not tell, the account ID is enough.
fn find_person(
    mirror: &Mirror,
    given: &input::Person,
) -> Result<(Option<Person>, Option<Conflict>), StoreError> {
    let by_id = match &given.account {
        Some(account) => by_account(mirror, account)?,
        None => None,
    };
    let Some(email) = &given.email else {
        return Ok((by_id, None));
    };
    let same = |person: &Person| {
        let known = person.email.as_deref();
        known.is_some_and(|known| look_alike(known, email))
    };
    if by_id.as_ref().is_some_and(same) {
        return Ok((by_id, None));
    }
    let by_email = mirror.person_by_email(email)?;
    Ok(match (by_id, by_email) {
        (Some(one), Some(other)) if one.account_id == other.account_id => (Some(one), None),
        (Some(by_account), Some(by_email)) => {
            let (by_email, by_account) = (Box::new(by_email), Box::new(by_account));
            let conflict = Conflict::TwoPeople {
                by_email,
                by_account,
            };
            (None, Some(conflict))
        }
        (None, Some(one)) if given.account.is_some() => {
            (None, Some(Conflict::UnknownAccount(Box::new(one))))
        }
        (Some(one), None) if one.email.as_deref().is_some_and(|known| !known.is_empty()) => {
            (None, Some(Conflict::UnknownAddress(Box::new(one))))
        }
        (by_id, by_email) => (by_id.or(by_email), None),
    })
}

/// The person with an account ID; Atlassian writes them in small letters, and spreadsheets may not.
fn by_account(mirror: &Mirror, account: &str) -> Result<Option<Person>, StoreError> {
    let found = mirror.person_by_id(&AccountId::from(account))?;
    let small = account.to_ascii_lowercase();
    if found.is_some() || small == account || !input::is_account_id(account) {
        return Ok(found);
    }
    mirror.person_by_id(&AccountId::from(small.as_str()))
}
