//! The status of an account.

use atlctl_api::{AccountStatus, MembershipStatus, UserStatus};

use super::Verdict;
use crate::change::Needs;
use crate::store::Person;

/// Why the status of a person excludes them from a change that needs this. `suspended`: whether suspended people are
/// included explicitly.
pub(super) fn of_status(needs: Needs, person: &Person, suspended: bool) -> Option<Verdict> {
    if needs.active && person.is_to_be_deleted() {
        return Some(Verdict::ToBeDeleted);
    }
    if needs.active && is_deactivated(person) {
        return Some(Verdict::Deactivated);
    }
    if !needs.not_suspended || suspended {
        return None;
    }
    if is_suspended(person) {
        return Some(Verdict::Suspended);
    }
    odd_status(person).map(|status| Verdict::UnknownStatus {
        status: status.to_owned(),
    })
}

pub(super) fn is_deactivated(person: &Person) -> bool {
    matches!(
        person.account_status,
        Some(AccountStatus::Inactive | AccountStatus::Closed)
    ) || matches!(
        person.status,
        Some(UserStatus::Deactivated | UserStatus::ForDeletion)
    )
}

/// What the service says of the account in a word that no specification names: what it means is not known. The original
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
