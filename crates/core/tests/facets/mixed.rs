//! Changes of every facet of the registry, and what is true of them. Tests of the engine and of the program share it.

use atlctl_core::change::FacetKind;

#[path = "mixed/model.rs"]
pub mod model;
#[path = "mixed/prepared.rs"]
mod prepared;
#[path = "mixed/start.rs"]
mod start;
#[path = "mixed/truth.rs"]
mod truth;
#[path = "mixed/verbs.rs"]
mod verbs;

pub use start::Start;
pub use truth::truth;
pub use verbs::VERBS;

/// A change of one facet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Move,
    Suspend,
    Restore,
    Remove,
    Deactivate,
    Activate,
    Delete,
    DeleteDeactivated,
    CancelDelete,
    SetEmail,
    UpdateProfile,
    AddMember,
    RemoveMember,
    GrantRole,
    RevokeRole,
    GrantGroupRole,
    RevokeGroupRole,
    MakeAdmin,
    RevokeAdmin,
    RevokeToken,
    RevokeKey,
    DeleteServiceAccount,
    RevokeServiceTokens,
    DeleteClient,
    Invite,
    CreateGroup,
    DeleteGroup,
    RemoveFromSite,
    DeactivateInSite,
    AddMemberByPortal,
    CreateGroupByPortal,
}

impl Change {
    /// The changes of a kind of facet. A facet without any is one that no test kills, resumes and undoes.
    pub fn of(kind: FacetKind) -> &'static [Self] {
        match kind.name() {
            "api-key" => &[Self::RevokeKey],
            "api-token" => &[Self::RevokeToken],
            "app-role" => &[
                Self::GrantRole,
                Self::RevokeRole,
                Self::GrantGroupRole,
                Self::RevokeGroupRole,
            ],
            "directory-access" => &[Self::Suspend, Self::Restore, Self::Remove],
            "email" => &[Self::SetEmail],
            "group-exists" => &[
                Self::CreateGroup,
                Self::DeleteGroup,
                Self::CreateGroupByPortal,
            ],
            "invitation" => &[Self::Invite],
            "lifecycle" => &[
                Self::Deactivate,
                Self::Activate,
                Self::Delete,
                Self::DeleteDeactivated,
                Self::CancelDelete,
            ],
            "membership" => &[Self::AddMember, Self::RemoveMember, Self::AddMemberByPortal],
            "oauth-client" => &[Self::DeleteClient],
            "platform-role" => &[Self::MakeAdmin, Self::RevokeAdmin],
            "policy" => &[Self::Move],
            "profile" => &[Self::UpdateProfile],
            "service-account" => &[Self::DeleteServiceAccount],
            "service-account-tokens" => &[Self::RevokeServiceTokens],
            "site-access" => &[Self::RemoveFromSite],
            "site-status" => &[Self::DeactivateInSite],
            other => panic!("the facet {other} has no change here: add one"),
        }
    }

    /// Every change of every facet.
    pub fn all() -> Vec<Self> {
        let kinds = FacetKind::all();
        kinds.flat_map(|kind| Self::of(kind).to_vec()).collect()
    }

    /// The name that the witness has for its call.
    pub fn call(self) -> &'static str {
        match self {
            Self::Move => "add-to-policy",
            Self::Suspend => "suspend",
            Self::Restore => "restore",
            Self::Remove => "remove",
            Self::Deactivate => "deactivate",
            Self::Activate => "activate",
            Self::Delete | Self::DeleteDeactivated => "delete",
            Self::CancelDelete => "cancel-delete",
            Self::SetEmail => "set-email",
            Self::UpdateProfile => "update-profile",
            Self::AddMember => "add-member",
            Self::RemoveMember => "remove-member",
            Self::GrantRole => "assign-role",
            Self::RevokeRole => "revoke-role",
            Self::GrantGroupRole => "assign-group-role",
            Self::RevokeGroupRole => "revoke-group-role",
            Self::MakeAdmin => "assign-platform-role",
            Self::RevokeAdmin => "revoke-platform-role",
            Self::RevokeToken => "revoke-token",
            Self::RevokeKey => "revoke-key",
            Self::DeleteServiceAccount => "delete-service-account",
            Self::RevokeServiceTokens => "revoke-service-account-tokens",
            Self::DeleteClient => "delete-oauth-client",
            Self::Invite => "invite",
            Self::CreateGroup => "create-group",
            Self::DeleteGroup => "delete-group",
            Self::RemoveFromSite => "portal-remove",
            Self::DeactivateInSite => "portal-deactivate",
            Self::AddMemberByPortal => "portal-add-members",
            Self::CreateGroupByPortal => "portal-create-group",
        }
    }

    /// Whether it is a change of a person, and not of a group or of something that is nobody's.
    pub fn is_personal(self) -> bool {
        !matches!(
            self,
            Self::GrantGroupRole
                | Self::RevokeGroupRole
                | Self::RevokeKey
                | Self::DeleteServiceAccount
                | Self::RevokeServiceTokens
                | Self::DeleteClient
                | Self::Invite
                | Self::CreateGroup
                | Self::DeleteGroup
                | Self::CreateGroupByPortal
        )
    }

    /// Whether it brings back a person of whom nothing else can be changed before.
    pub fn opens(self) -> bool {
        matches!(self, Self::Restore | Self::Activate | Self::CancelDelete)
    }

    /// Whether nothing else can be changed of the person after it.
    pub fn closes(self) -> bool {
        matches!(
            self,
            Self::Suspend
                | Self::Remove
                | Self::Deactivate
                | Self::Delete
                | Self::DeleteDeactivated
                | Self::RemoveFromSite
                | Self::DeactivateInSite
        )
    }
}
