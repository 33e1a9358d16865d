//! What keeps people out of a change, whatever is changed about them.

use std::collections::{HashMap, HashSet};

use atlctl_api::{AccountId, AccountType};
use serde::{Deserialize, Serialize};

use super::Verdict;
use super::names::Names;
use super::state::{is_deactivated, is_suspended};
use crate::store::{Mirror, Person, StoreError};

/// Addresses of the accounts that Atlassian makes for scripts and integrations.
const SERVICE_DOMAIN: &str = "@serviceaccount.atlassian.com";

/// Whom a change takes that is left alone unless asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Include {
    /// Organization admins.
    pub admins: bool,
    /// People of whom the service does not say whether they are organization admins.
    pub unknown_roles: bool,
    /// Service accounts and apps.
    pub service_accounts: bool,
    /// Suspended people.
    pub suspended: bool,
}

impl Include {
    /// Everybody: for a way back.
    pub const ALL: Self = Self {
        admins: true,
        unknown_roles: true,
        service_accounts: true,
        suspended: true,
    };
}

/// Guards of a change.
#[derive(Debug, Clone, Default)]
pub struct Guards {
    /// Addresses and account ids that no change may touch.
    pub protected: Vec<String>,
    /// Members of protected groups, and the group that protects them.
    pub protected_members: HashMap<AccountId, String>,
    /// Addresses and account ids of the person who makes the change.
    pub yourself: Vec<String>,
    /// Whom the change takes all the same.
    pub include: Include,
    /// Those who can take a change back, as [`rescuers`] finds them: one of them is always left as they are.
    /// `None`: this does not matter here.
    pub rescuers: Option<Vec<Person>>,
}

/// The guards, ready to look at many people.
pub(super) struct Ready<'a> {
    guards: &'a Guards,
    protected: Names,
    yourself: Names,
}

impl Guards {
    pub(super) fn ready(&self) -> Ready<'_> {
        Ready {
            guards: self,
            protected: Names::of(&self.protected),
            yourself: Names::of(&self.yourself),
        }
    }
}

impl Ready<'_> {
    /// The guard that holds this account out whatever was asked for.
    pub(super) fn always(&self, email: Option<&str>, account: &AccountId) -> Option<Verdict> {
        if self.yourself.hold(email, account) {
            return Some(Verdict::Yourself);
        }
        if self.protected.hold(email, account) {
            return Some(Verdict::Protected);
        }
        let group = self.guards.protected_members.get(account)?.clone();
        Some(Verdict::InProtectedGroup { group })
    }

    /// The guard that holds this person out unless it was asked for. Roles that nobody told are no "no".
    pub(super) fn unless_asked(&self, person: &Person, include: Include) -> Option<Verdict> {
        if is_service_account(person) && !include.service_accounts {
            return Some(Verdict::ServiceAccount);
        }
        match person.org_admin {
            Some(true) if !include.admins => Some(Verdict::Admin),
            None if !include.unknown_roles => Some(Verdict::UnknownRoles),
            _ => None,
        }
    }
}

/// Whether it is nobody's account: an app's, or one that Atlassian made for scripts. A kind of account that no
/// specification names is not a person's.
#[must_use]
pub fn is_service_account(person: &Person) -> bool {
    let kind = person.account_type.as_ref();
    let of_a_person =
        kind.is_none_or(|kind| matches!(kind, AccountType::Atlassian | AccountType::Customer));
    let email = person.email.as_deref().unwrap_or_default().trim();
    !of_a_person || email.to_ascii_lowercase().ends_with(SERVICE_DOMAIN)
}

/// Whether this person could take a change back: managed, active, and not known to be no organization admin.
fn can_act(person: &Person) -> bool {
    person.managed == Some(true)
        && !person.gone
        && person.org_admin != Some(false)
        && !is_deactivated(person)
        && !is_suspended(person)
}

/// The managed, active organization admins of the mirror. Where the service does not say what roles somebody has, the
/// account that is signed in counts (it makes the change, so it can take it back), and so do people whom the
/// configuration protects by name.
///
/// # Errors
/// When the mirror cannot be read.
pub fn rescuers(mirror: &Mirror, guards: &Guards) -> Result<Vec<Person>, StoreError> {
    let mut found = mirror.org_admins()?;
    let mut known: HashSet<AccountId> = found.iter().map(|one| one.account_id.clone()).collect();
    for name in guards.yourself.iter().chain(&guards.protected) {
        let person = if name.contains('@') {
            mirror.person_by_email(name)?
        } else {
            mirror.person_by_id(&AccountId::from(name.trim()))?
        };
        found.extend(person.filter(|person| known.insert(person.account_id.clone())));
    }
    found.retain(can_act);
    Ok(found)
}

/// Whether a change of these people leaves nobody who can take it back. `changed`: everyone it changes. `there`:
/// whether an account is known to be already as the change makes others.
pub(super) fn leaves_nobody(
    rescuers: &[Person],
    changed: &HashSet<AccountId>,
    there: impl Fn(&Person) -> bool,
) -> bool {
    !rescuers
        .iter()
        .any(|one| !changed.contains(&one.account_id) && !there(one))
}
