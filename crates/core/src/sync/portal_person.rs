//! A person of the original user management, combined from several calls.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use atlctl_api::{
    AccountType, ClaimStatus, DirectoryUser, ManagedAccount, PortalUser, ProductAccess, UserGroup,
    UserStatus,
};

/// A group that a person is in.
#[derive(Debug)]
pub struct InGroup {
    /// The group's ID.
    pub id: Box<str>,
    /// The group's name.
    pub name: Option<Box<str>>,
}

/// A person combined from several calls.
#[derive(Debug)]
pub struct PortalPerson {
    account: String,
    listed: Option<PortalUser>,
    managed: Option<ManagedAccount>,
    /// `None` when managed accounts are unknown.
    is_managed: Option<bool>,
    /// `None` when group memberships are unknown.
    groups: Option<Vec<Arc<InGroup>>>,
}

impl PortalPerson {
    /// A person in the portal's list, combined with their entry in the list of managed accounts, which is removed there.
    #[must_use]
    pub fn listed(
        user: PortalUser,
        managed: Option<&mut HashMap<Box<str>, ManagedAccount>>,
        groups: Option<&HashMap<Box<str>, Vec<Arc<InGroup>>>>,
    ) -> Self {
        let account = user.id.as_str().to_owned();
        let reported = managed.is_some();
        let managed = managed.and_then(|managed| managed.remove(account.as_str()));
        Self {
            groups: groups.map(|groups| groups.get(account.as_str()).cloned().unwrap_or_default()),
            is_managed: reported.then_some(managed.is_some()),
            listed: Some(user),
            managed,
            account,
        }
    }

    /// A managed account that the portal's list does not hold: one without access to anything, say.
    #[must_use]
    pub fn managed_alone(
        managed: ManagedAccount,
        groups: Option<&HashMap<Box<str>, Vec<Arc<InGroup>>>>,
    ) -> Self {
        let account = managed.account_id.as_str().to_owned();
        Self {
            groups: groups.map(|groups| groups.get(account.as_str()).cloned().unwrap_or_default()),
            is_managed: Some(true),
            listed: None,
            managed: Some(managed),
            account,
        }
    }

    /// The person as the newer calls would show them.
    #[must_use]
    pub fn user(&self) -> DirectoryUser<'_> {
        let (listed, managed) = (self.listed.as_ref(), self.managed.as_ref());
        let text = |of_listed: Option<&'_ String>, of_managed: Option<&'_ String>| {
            of_listed.or(of_managed).cloned().map(Cow::Owned)
        };
        DirectoryUser {
            account_id: Some(Cow::Borrowed(&self.account)),
            account_type: managed
                .and_then(|account| account.account_type.clone())
                .or_else(|| {
                    // The list has people, and the accounts of apps, which it calls so.
                    listed?.system.map(|system| match system {
                        true => AccountType::App,
                        false => AccountType::Atlassian,
                    })
                }),
            account_status: managed.and_then(|account| account.account_status.clone()),
            status: listed.and_then(|user| user.active_status.as_deref().map(status)),
            claim_status: self.is_managed.map(|managed| {
                if managed {
                    ClaimStatus::Managed
                } else {
                    ClaimStatus::Unmanaged
                }
            }),
            name: text(
                listed.and_then(|user| user.display_name.as_ref()),
                managed.and_then(|account| account.name.as_ref()),
            ),
            email: text(
                listed.and_then(|user| user.email.as_ref()),
                managed.and_then(|account| account.email.as_ref()),
            ),
            email_verified: listed.and_then(|user| user.has_verified_email),
            groups: self.groups.as_ref().map(|groups| {
                let group = |group: &Arc<InGroup>| UserGroup {
                    id: Some(Cow::Owned(group.id.to_string())),
                    name: group
                        .name
                        .as_deref()
                        .map(|name| Cow::Owned(name.to_owned())),
                    description: None,
                };
                groups.iter().map(group).collect()
            }),
            product_access: self.activity(),
            raw: listed
                .map(|user| user.raw.as_str())
                .or(managed.map(|account| account.raw.as_str())),
            ..DirectoryUser::default()
        }
    }

    /// When the person was seen last. Where no call names a time, it is unknown and not never: the portal
    /// does not say which of the two it means.
    fn activity(&self) -> Option<Vec<ProductAccess<'_>>> {
        let times = [
            self.listed.as_ref().and_then(|user| user.presence.as_ref()),
            self.managed
                .as_ref()
                .and_then(|account| account.last_active.as_ref()),
        ];
        let times: Vec<ProductAccess<'_>> = times
            .into_iter()
            .flatten()
            .map(|time| ProductAccess {
                last_active_timestamp: Some(Cow::Borrowed(time)),
                ..ProductAccess::default()
            })
            .collect();
        (!times.is_empty()).then_some(times)
    }
}

/// The portal's word for a state. Its words are not published: what is plainly "active" is that, every
/// other is stored in lower case.
pub(crate) fn status(word: &str) -> UserStatus {
    match word.to_lowercase().as_str() {
        "active" | "enabled" => UserStatus::Active,
        other => UserStatus::from(other),
    }
}
