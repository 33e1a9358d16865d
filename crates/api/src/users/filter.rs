//! Filters for people.

use serde::Serialize;

use crate::enums::{AccountStatus, ClaimStatus, MembershipStatus, UserStatus};
use crate::error::{Error, ErrorKind};
use crate::ids::{AccountId, DirectoryId, GroupId, RoleId, WorkspaceId};

/// Which people. What is empty does not filter. The same filter serves searching and counting.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UserFilter {
    /// Only these accounts (at most 10).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub account_ids: Vec<AccountId>,
    /// Only people in these directories (at most 10).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub directory_ids: Vec<DirectoryId>,
    /// With access to these resources (at most 20).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resource_ids: Vec<WorkspaceId>,
    /// Only people in these groups (at most 10).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub group_ids: Vec<GroupId>,
    /// Only people with these roles (at most 10).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub role_ids: Vec<RoleId>,
    /// With addresses of these domains (at most 10).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub email_domains: Vec<String>,
    /// With these addresses (at most 100; not with `search_term`; cannot be counted).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<String>,
    /// Only people with these statuses (at most 4).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub status: Vec<UserStatus>,
    /// Only people whose accounts have these statuses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub account_status: Vec<AccountStatus>,
    /// Only people with these membership statuses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub membership_status: Vec<MembershipStatus>,
    /// Managed or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim_status: Option<ClaimStatus>,
    /// Only people with, or without, two-step verification.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mfa_enabled: Option<bool>,
    /// Only users whose name or email address begins with this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_term: Option<String>,
}

impl UserFilter {
    /// Refuses filters that the specification does not allow, without a request.
    pub(super) fn check(&self) -> Result<(), Error> {
        for (name, count, most) in [
            ("accountIds", self.account_ids.len(), 10),
            ("directoryIds", self.directory_ids.len(), 10),
            ("resourceIds", self.resource_ids.len(), 20),
            ("groupIds", self.group_ids.len(), 10),
            ("roleIds", self.role_ids.len(), 10),
            ("emailDomains", self.email_domains.len(), 10),
            ("emails", self.emails.len(), 100),
            ("status", self.status.len(), 4),
        ] {
            if count > most {
                return Err(Error::new(
                    ErrorKind::BadInput,
                    format!("{count} values for {name}; Atlassian accepts at most {most}"),
                ));
            }
        }
        if self.search_term.is_some() && !self.emails.is_empty() {
            return Err(Error::new(
                ErrorKind::BadInput,
                "Atlassian accepts a search term or email addresses, not both",
            ));
        }
        Ok(())
    }

    /// As query parameters, a list as the same name again and again.
    pub(super) fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        let mut add = |name: &str, value: &str| pairs.push((name.to_owned(), value.to_owned()));
        for id in &self.account_ids {
            add("accountIds", id.as_str());
        }
        for id in &self.directory_ids {
            add("directoryIds", id.as_str());
        }
        for id in &self.resource_ids {
            add("resourceIds", id.as_str());
        }
        for id in &self.group_ids {
            add("groupIds", id.as_str());
        }
        for id in &self.role_ids {
            add("roleIds", id.as_str());
        }
        for domain in &self.email_domains {
            add("emailDomains", domain);
        }
        for value in &self.status {
            add("status", value.as_str());
        }
        for value in &self.account_status {
            add("accountStatus", value.as_str());
        }
        for value in &self.membership_status {
            add("membershipStatus", value.as_str());
        }
        if let Some(value) = &self.claim_status {
            add("claimStatus", value.as_str());
        }
        if let Some(value) = self.mfa_enabled {
            add("mfaEnabled", if value { "true" } else { "false" });
        }
        if let Some(value) = &self.search_term {
            add("searchTerm", value);
        }
        pairs
    }
}
