//! Guards: who is excluded from every kind of change.

use std::collections::{BTreeMap, HashMap, HashSet};

use atlctl_api::{AccountId, AccountType};
use serde::{Deserialize, Serialize};

use super::account_status::{is_deactivated, is_suspended, odd_status};
use super::members::AtRisk;
use super::names::Names;
use super::{ServiceValues, Verdict};
use crate::change::{Facet, LiveAdmins, Target, Value};
use crate::store::{Mirror, Person, StoreError};

/// Addresses of the accounts that Atlassian makes for scripts and integrations.
const SERVICE_DOMAIN: &str = "@serviceaccount.atlassian.com";

/// People who are excluded unless the change includes them explicitly.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Include {
    /// Organization admins.
    pub admins: bool,
    /// People whose roles are unknown, so they may be organization admins.
    pub unknown_roles: bool,
    /// People whose groups are unknown, where groups are protected.
    pub unknown_groups: bool,
    /// Service accounts and apps.
    pub service_accounts: bool,
    /// Suspended people.
    pub suspended: bool,
    /// Changes of protected groups, and of their members in them.
    pub protected_groups: bool,
    /// Accounts that were added lately, where those are guarded.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub new_accounts: bool,
}

impl Include {
    /// Includes everyone, for an undo.
    pub const ALL: Self = Self {
        admins: true,
        unknown_roles: true,
        unknown_groups: true,
        service_accounts: true,
        suspended: true,
        protected_groups: true,
        new_accounts: true,
    };
}

/// The guards of a change.
#[derive(Debug, Clone, Default)]
pub struct Guards {
    /// Protected addresses and account IDs.
    pub protected: Vec<String>,
    /// Members of protected groups, with the group.
    pub protected_members: HashMap<AccountId, String>,
    /// Protected groups: names in the configuration, by ID.
    pub protected_groups: BTreeMap<String, String>,
    /// Accounts that were added lately, with the day; `None` where the service does not report it.
    pub new_accounts: HashMap<AccountId, Option<String>>,
    /// Whether groups are protected or limited: people whose groups are unknown may be in one of them.
    pub groups_matter: bool,
    /// Addresses and account IDs of the person who makes the change.
    pub yourself: Vec<String>,
    /// Values that only service accounts have.
    pub service_values: ServiceValues,
    /// The people included explicitly.
    pub include: Include,
    /// The members who may lose access by changes of whole groups.
    pub members: AtRisk,
    /// The people who can undo a change (see [`rescuers()`]): at least one is always left unchanged. `None`: no such guard.
    pub rescuers: Option<Vec<Person>>,
}

/// The guards, prepared for many people.
pub(super) struct PreparedGuards<'a> {
    pub(super) guards: &'a Guards,
    protected: Names,
    yourself: Names,
}

impl Guards {
    pub(super) fn ready(&self) -> PreparedGuards<'_> {
        PreparedGuards {
            guards: self,
            protected: Names::of(&self.protected),
            yourself: Names::of(&self.yourself),
        }
    }
}

impl PreparedGuards<'_> {
    /// The guard that keeps a protected group as it is, unless asked for.
    pub(super) fn of_group(&self, group: Option<&str>, include: Include) -> Option<Verdict> {
        let group = self.protected_group(group)?.to_owned();
        (!include.protected_groups).then_some(Verdict::OfProtectedGroup { group })
    }

    /// The ID of the group that a change is about. Where the change names it by its name, that of the protected group
    /// with this name.
    pub(super) fn group_id(&self, facet: &Facet, target: &Target) -> Option<String> {
        if let Some(id) = facet.kind.group(&facet.of, target) {
            return Some(id.to_owned());
        }
        let name = facet.kind.group_of(&facet.of, target)?.name?.to_lowercase();
        let mut groups = self.guards.protected_groups.iter();
        let named = groups.find(|(_, known)| known.to_lowercase() == name);
        named.map(|(id, _)| id.clone())
    }

    fn protected_group(&self, group: Option<&str>) -> Option<&str> {
        let known = self.guards.protected_groups.get(group?);
        known.map(String::as_str)
    }

    /// The guard that always excludes this account. Who is protected as a member of a group is not protected from
    /// an explicit change of a protected group.
    pub(super) fn always(
        &self,
        email: Option<&str>,
        account: &AccountId,
        group: Option<&str>,
        include: Include,
    ) -> Option<Verdict> {
        if self.yourself.hold(email, account) {
            return Some(Verdict::Yourself);
        }
        if self.protected.hold(email, account) {
            return Some(Verdict::Protected);
        }
        if let Some(held) = self.of_group(group, include) {
            return Some(held);
        }
        if self.protected_group(group).is_some() {
            return None;
        }
        let group = self.guards.protected_members.get(account)?.clone();
        Some(Verdict::InProtectedGroup { group })
    }

    /// The guard that excludes this person unless included explicitly. Unknown roles do not mean "no admin", unknown
    /// groups not "in no protected group". `value`: the one that the person has now of those that only service accounts may
    /// have.
    pub(super) fn unless_asked(
        &self,
        person: &Person,
        value: Option<&Value>,
        include: Include,
    ) -> Option<Verdict> {
        let by_value = self.guards.service_values.hold(value);
        if (is_service_account(person) || by_value) && !include.service_accounts {
            return Some(Verdict::ServiceAccount);
        }
        if !include.new_accounts
            && let Some(added) = self.guards.new_accounts.get(&person.account_id)
        {
            return Some(Verdict::NewAccount {
                added: added.clone(),
            });
        }
        match person.org_admin {
            Some(true) if !include.admins => Some(Verdict::Admin),
            None if !include.unknown_roles => Some(Verdict::UnknownRoles),
            _ if self.guards.groups_matter && !person.groups_known && !include.unknown_groups => {
                Some(Verdict::UnknownGroups)
            }
            _ => None,
        }
    }
}

/// Whether it is a service account or an app. An undocumented kind of account counts as one.
#[must_use]
pub fn is_service_account(person: &Person) -> bool {
    let kind = person.account_type.as_ref();
    let of_a_person =
        kind.is_none_or(|kind| matches!(kind, AccountType::Atlassian | AccountType::Customer));
    let email = person.email.as_deref().unwrap_or_default().trim();
    !of_a_person || email.to_ascii_lowercase().ends_with(SERVICE_DOMAIN)
}

/// Whether this person could undo a change: managed, active, and possibly an organization admin.
fn can_act(person: &Person) -> bool {
    person.managed == Some(true)
        && !person.gone
        && person.org_admin != Some(false)
        && !is_deactivated(person)
        && !is_suspended(person)
        && odd_status(person).is_none()
}

/// The people who may be able to undo a change: the organization admins of the mirror, the account that is signed in (it
/// makes the change, so it can take it back), and those whom the configuration protects by name.
///
/// # Errors
/// When the mirror cannot be read.
pub fn rescue_candidates(mirror: &Mirror, guards: &Guards) -> Result<Vec<Person>, StoreError> {
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
    Ok(found)
}

/// Those of the candidates who can undo a change: managed, active organization admins, and where Atlassian does not say
/// what roles somebody has, those who may be one. `live`: who is an admin now, where that could be read; everybody who became
/// one since the last sync is added.
#[must_use]
pub fn rescuers(candidates: Vec<Person>, live: Option<&LiveAdmins>) -> Vec<Person> {
    let Some(live) = live else {
        return candidates.into_iter().filter(can_act).collect();
    };
    let mut known: HashSet<AccountId> = HashSet::new();
    let candidates = candidates.into_iter();
    let mut found: Vec<Person> = candidates
        .filter_map(|person| {
            known.insert(person.account_id.clone());
            live.refreshed(person)
        })
        .collect();
    let new = live.admins().filter(|one| !known.contains(&one.account_id));
    found.extend(new.cloned());
    found.retain(can_act);
    found
}

/// Whether changing these people leaves nobody who can undo it. `changed`: everyone the change affects. `there`:
/// whether an account is known to be in the target state already.
pub(super) fn leaves_nobody(
    rescuers: &[Person],
    changed: &HashSet<AccountId>,
    there: impl Fn(&Person) -> bool,
) -> bool {
    !rescuers
        .iter()
        .any(|one| !changed.contains(&one.account_id) && !there(one))
}
