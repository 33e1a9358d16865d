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

pub(super) fn is_suspended(person: &Person) -> bool {
    person.status == Some(UserStatus::Suspended)
        || person.membership_status == Some(MembershipStatus::Suspended)
}
