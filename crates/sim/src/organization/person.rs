//! A person or an app of the organization.

use super::names::{DEPARTMENTS, PLACES};

/// The state administrators see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Active,
    Suspended,
    NotInvited,
    Deactivated,
    ForDeletion,
}

impl Status {
    /// From its word; an unknown word counts as active.
    pub fn read(word: &str) -> Self {
        [
            Self::Suspended,
            Self::NotInvited,
            Self::Deactivated,
            Self::ForDeletion,
        ]
        .into_iter()
        .find(|status| status.as_str() == word)
        .unwrap_or(Self::Active)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::NotInvited => "not_invited",
            Self::Deactivated => "deactivated",
            Self::ForDeletion => "for_deletion",
        }
    }

    pub fn account(self) -> &'static str {
        match self {
            Self::Deactivated | Self::ForDeletion => "inactive",
            _ => "active",
        }
    }

    pub fn membership(self) -> &'static str {
        match self {
            Self::Suspended => "suspended",
            Self::NotInvited => "no_membership",
            _ => "active",
        }
    }
}

/// A person or an app.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub index: usize,
    pub account_id: String,
    pub name: String,
    pub nickname: String,
    pub email: String,
    pub app: bool,
    pub managed: bool,
    pub status: Status,
    /// An identity provider manages the person.
    pub synced: bool,
    pub mfa: bool,
    pub org_admin: bool,
    pub department: usize,
    pub place: usize,
    /// Products with the time of last use, in seconds since 1970.
    pub products: Vec<(usize, Option<i64>)>,
    /// Seconds since 1970.
    pub added: i64,
}

impl Person {
    pub fn job(&self) -> &'static str {
        DEPARTMENTS.get(self.department).map_or("", |(_, job)| job)
    }

    pub fn department_name(&self) -> &'static str {
        DEPARTMENTS
            .get(self.department)
            .map_or("", |(name, _)| name)
    }

    pub fn place_and_zone(&self) -> (&'static str, &'static str) {
        PLACES.get(self.place).copied().unwrap_or(("", ""))
    }

    /// The newest use of any product.
    pub fn last_active(&self) -> Option<i64> {
        self.products.iter().filter_map(|(_, at)| *at).max()
    }
}
