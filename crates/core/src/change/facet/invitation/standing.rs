//! Where people stand before an invitation, who cannot be invited, and what the mirror gets of those whom it knows.

use atlctl_api::{AccountId, AccountStatus, MembershipStatus, UserStatus};
use jiff::Timestamp;

use super::super::directory_access::ACTIVE;
use super::invite::{ABSENT, DEACTIVATED, IN_PART, Invite, SUSPENDED};
use crate::store::{Edit, Person, RunEdit};

/// Why this person, as the mirror knows them, cannot be invited.
pub(super) fn obstacle(person: &Person) -> Option<String> {
    if person.gone {
        return None;
    }
    let status = (person.status.as_ref(), person.account_status.as_ref());
    let why = match status {
        (Some(UserStatus::ForDeletion), _) | (_, Some(AccountStatus::Closed)) => {
            "has an account that is to be deleted; cancel that first: atlctl user cancel-delete"
        }
        (Some(UserStatus::Deactivated), _) | (_, Some(AccountStatus::Inactive)) => {
            "has a deactivated account; activate it first: atlctl user activate"
        }
        (Some(UserStatus::Suspended), _) => {
            "is suspended; restore the access instead: atlctl user restore"
        }
        (Some(UserStatus::Active), _)
            if person.membership_status != Some(MembershipStatus::NoMembership) =>
        {
            "is already in the organization, without everything the invitation gives; use atlctl group add or \
             atlctl role grant"
        }
        _ => return None,
    };
    Some(why.to_owned())
}

/// Why somebody cannot be invited who stands so with the invitation, as Atlassian reports it: the mirror may not know them.
pub(super) fn no_way(now: &str) -> Option<String> {
    let why = match now {
        IN_PART => {
            "is already in the organization, without everything the invitation gives; run atlctl sync, and then use \
             atlctl group add or atlctl role grant"
        }
        SUSPENDED => {
            "is suspended; run atlctl sync, and then restore the access instead: atlctl user restore"
        }
        DEACTIVATED => {
            "has an account that is deactivated or to be deleted; run atlctl sync, and then activate it: atlctl user \
             activate"
        }
        _ => return None,
    };
    Some(why.to_owned())
}

/// The person as Atlassian shows them: who is no longer in the organization can be invited, whatever the mirror knows.
pub(super) fn shown(person: &Person, now: &str) -> Option<Person> {
    let was_in = matches!(
        person.status,
        Some(UserStatus::Active | UserStatus::Suspended)
    );
    (now == ABSENT && was_in).then(|| Person {
        status: Some(UserStatus::NotInvited),
        membership_status: Some(MembershipStatus::NoMembership),
        ..person.clone()
    })
}

/// What becomes of the mirror's row of an account that a run invited: it is in the directory, with what the invitation gave.
pub(super) fn back_in_directory(account: AccountId, at: Timestamp, invite: &Invite) -> RunEdit<'_> {
    let mut edits = vec![
        Edit::Column("membership_status", Some(ACTIVE)),
        Edit::Column("status", Some(ACTIVE)),
        Edit::Column("gone_sync", None),
    ];
    edits.extend(
        invite
            .groups
            .iter()
            .map(|group| Edit::Member { group, is_in: true }),
    );
    for (role, app) in &invite.roles {
        edits.push(Edit::AppRole {
            directory: &invite.directory,
            app,
            role,
            held: true,
        });
        edits.push(Edit::App { app });
    }
    RunEdit {
        account,
        field: "membership_status",
        before: Some("no_membership"),
        after: Some(ACTIVE),
        name: None,
        at,
        made: true,
        edits,
    }
}
