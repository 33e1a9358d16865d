//! A person or an app of the organization.

use super::names::{DEPARTMENTS, PLACES};

/// How long a deletion can be canceled, in seconds.
pub(crate) const GRACE: i64 = 14 * 86_400;

/// Whether someone may use what the directory gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Member,
    Suspended,
    /// An account of the organization that was never in the directory.
    NotInvited,
    /// Taken out of the directory.
    Removed,
}

impl Access {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Member => "active",
            Self::Suspended => "suspended",
            Self::NotInvited | Self::Removed => "no_membership",
        }
    }

    /// Whether the directory knows the account.
    pub fn is_in(self) -> bool {
        matches!(self, Self::Member | Self::Suspended)
    }
}

/// Whether the account itself works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lifecycle {
    Active,
    Deactivated,
    /// Deleted at this time, in seconds since 1970; gone for good after the grace period.
    ForDeletion(i64),
}

impl Lifecycle {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Deactivated => "deactivated",
            Self::ForDeletion(_) => "for_deletion",
        }
    }
}

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

    pub fn access(self) -> Access {
        match self {
            Self::Suspended => Access::Suspended,
            Self::NotInvited => Access::NotInvited,
            _ => Access::Member,
        }
    }

    /// `deleted` is when an account for deletion was deleted.
    pub fn lifecycle(self, deleted: i64) -> Lifecycle {
        match self {
            Self::Deactivated => Lifecycle::Deactivated,
            Self::ForDeletion => Lifecycle::ForDeletion(deleted),
            _ => Lifecycle::Active,
        }
    }
}

/// What an account says about its person, besides names and address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Profile {
    pub name: Option<String>,
    pub nickname: Option<String>,
    pub job_title: Option<String>,
    pub department: Option<String>,
    pub organization: Option<String>,
    pub location: Option<String>,
    pub zone: Option<String>,
    pub locale: Option<String>,
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
    pub access: Access,
    pub lifecycle: Lifecycle,
    /// An identity provider manages the person.
    pub synced: bool,
    pub mfa: bool,
    pub org_admin: bool,
    pub department: usize,
    pub place: usize,
    /// Fields of the profile that were changed.
    pub changed: Option<Box<Profile>>,
    /// Products with the time of last use, in seconds since 1970.
    pub products: Vec<(usize, Option<i64>)>,
    /// Seconds since 1970.
    pub added: i64,
}

impl Person {
    pub fn status(&self) -> Status {
        match (self.lifecycle, self.access) {
            (Lifecycle::ForDeletion(_), _) => Status::ForDeletion,
            (Lifecycle::Deactivated, _) => Status::Deactivated,
            (_, Access::Suspended) => Status::Suspended,
            (_, Access::NotInvited | Access::Removed) => Status::NotInvited,
            (_, Access::Member) => Status::Active,
        }
    }

    /// Whether the roles that the person holds take seats: suspended and deactivated people keep them without.
    pub fn takes_seats(&self) -> bool {
        self.status() == Status::Active
    }

    pub fn account_status(&self) -> &'static str {
        match self.lifecycle {
            Lifecycle::Active => "active",
            _ => "inactive",
        }
    }

    /// Whether it is gone for good: no list has it.
    pub fn is_closed(&self, now: i64) -> bool {
        matches!(self.lifecycle, Lifecycle::ForDeletion(since) if since + GRACE <= now)
    }

    /// Whether the lists of the directories have it.
    pub fn is_listed(&self) -> bool {
        self.managed || self.access != Access::Removed
    }

    fn changed(&self, field: impl Fn(&Profile) -> Option<&String>) -> Option<&str> {
        self.changed.as_deref().and_then(field).map(String::as_str)
    }

    pub fn job(&self) -> &str {
        let own = || DEPARTMENTS.get(self.department).map_or("", |(_, job)| job);
        self.changed(|p| p.job_title.as_ref()).unwrap_or_else(own)
    }

    pub fn department_name(&self) -> &str {
        let own = || {
            let department = DEPARTMENTS.get(self.department);
            department.map_or("", |(name, _)| name)
        };
        self.changed(|p| p.department.as_ref()).unwrap_or_else(own)
    }

    pub fn organization(&self) -> &str {
        self.changed(|p| p.organization.as_ref()).unwrap_or("Acme")
    }

    pub fn location(&self) -> &str {
        let own = || PLACES.get(self.place).map_or("", |(place, _)| place);
        self.changed(|p| p.location.as_ref()).unwrap_or_else(own)
    }

    pub fn zone(&self) -> &str {
        let own = || PLACES.get(self.place).map_or("", |(_, zone)| zone);
        self.changed(|p| p.zone.as_ref()).unwrap_or_else(own)
    }

    pub fn locale(&self) -> &str {
        self.changed(|p| p.locale.as_ref()).unwrap_or("en-US")
    }

    /// The newest use of any product.
    pub fn last_active(&self) -> Option<i64> {
        self.products.iter().filter_map(|(_, at)| *at).max()
    }
}
