//! The state of an account, and the values that it is.

use atlctl_api::{AccountStatus, UserStatus};

use super::super::super::value::Value;

/// The person can sign in.
pub const ACTIVE: &str = "active";
/// Nobody can sign in to the account, in any organization, and it is not to be deleted.
pub const DEACTIVATED: &str = "deactivated";
/// The account is not to be deleted. Of a deletion, an account that is kept and deactivated is [`DEACTIVATED`]: to cancel
/// a deletion makes an account active.
pub const KEPT: &str = "kept";
/// Nobody can sign in to the account, and it is deleted for good when the days of grace are over. Only the cancellation
/// of its deletion leads out of this: Atlassian neither activates nor deactivates such an account.
pub const TO_BE_DELETED: &str = "to be deleted";
/// What a lifecycle is about, first: being kept or deleted.
pub(super) const DELETION: &str = "deletion";

/// The state of an account, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Active,
    Deactivated,
    ForDeletion,
    /// Deactivated, and perhaps to be deleted.
    Inactive,
}

impl State {
    pub(super) fn of(status: Option<&UserStatus>, account: Option<&AccountStatus>) -> Option<Self> {
        match (status, account) {
            (Some(UserStatus::ForDeletion), _) => Some(Self::ForDeletion),
            (Some(UserStatus::Deactivated), _) => Some(Self::Deactivated),
            (_, Some(AccountStatus::Inactive)) => Some(Self::Inactive),
            (_, Some(AccountStatus::Closed | AccountStatus::Other(_))) => None,
            (Some(UserStatus::Active | UserStatus::Suspended | UserStatus::NotInvited), _)
            | (None, Some(AccountStatus::Active)) => Some(Self::Active),
            _ => None,
        }
    }

    pub(super) fn value(self, of: &[String]) -> Option<Value> {
        let text = match (is_deletion(of), self) {
            (_, Self::ForDeletion) => TO_BE_DELETED,
            (false, Self::Active) => ACTIVE,
            (true, Self::Active) => KEPT,
            (_, Self::Deactivated) | (false, Self::Inactive) => DEACTIVATED,
            (true, Self::Inactive) => return None,
        };
        Some(text.into())
    }
}

/// Whether it is about a deletion.
pub(super) fn is_deletion(of: &[String]) -> bool {
    of.first().is_some_and(|of| of == DELETION)
}
