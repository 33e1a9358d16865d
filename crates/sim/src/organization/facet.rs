//! What can change.

/// A part of the organization that changes, with a lag of its own until readers see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Facet {
    /// Which authentication policy an account is in.
    Policies,
    /// Who is in a group.
    Memberships,
    /// Which roles people and groups hold.
    Roles,
    /// Who is in the directory, and suspended people.
    Access,
    /// Deactivated and deleted accounts.
    Lifecycle,
    /// Email addresses.
    Email,
    /// Names and other fields of a profile.
    Profile,
    /// Groups that are created and deleted.
    Groups,
    /// API tokens, API keys, service accounts and OAuth clients.
    Credentials,
    /// Policies of the organization.
    OrgPolicies,
}

impl Facet {
    /// Every facet.
    pub const ALL: [Self; 10] = [
        Self::Policies,
        Self::Memberships,
        Self::Roles,
        Self::Access,
        Self::Lifecycle,
        Self::Email,
        Self::Profile,
        Self::Groups,
        Self::Credentials,
        Self::OrgPolicies,
    ];

    /// Its word, such as `memberships`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Policies => "policies",
            Self::Memberships => "memberships",
            Self::Roles => "roles",
            Self::Access => "access",
            Self::Lifecycle => "lifecycle",
            Self::Email => "email",
            Self::Profile => "profile",
            Self::Groups => "groups",
            Self::Credentials => "credentials",
            Self::OrgPolicies => "org-policies",
        }
    }

    /// The facet with this word.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|facet| facet.as_str() == word)
    }
}
