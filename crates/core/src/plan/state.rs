//! The status of an account.

use atlctl_api::{AccountStatus, MembershipStatus, UserStatus};

use crate::store::Person;

pub(super) fn is_deactivated(person: &Person) -> bool {
    matches!(
        person.account_status,
        Some(AccountStatus::Inactive | AccountStatus::Closed)
    ) || matches!(
        person.status,
        Some(UserStatus::Deactivated | UserStatus::ForDeletion)
    )
}

/// What the service says of the account in a word that no specification names: what it means is not known. The old
/// user management has words of its own.
pub(super) fn odd_status(person: &Person) -> Option<&str> {
    match (
        &person.status,
        &person.membership_status,
        &person.account_status,
    ) {
        (Some(UserStatus::Other(word)), ..)
        | (_, Some(MembershipStatus::Other(word)), _)
        | (.., Some(AccountStatus::Other(word))) => Some(word),
        _ => None,
    }
}

pub(super) fn is_suspended(person: &Person) -> bool {
    person.is_suspended()
}
