//! A person's access to a directory: active, suspended or removed.

use std::collections::HashSet;

use atlctl_api::{AccountId, DirectoryId, Error, MembershipStatus, UserStatus};
use futures_util::future::{BoxFuture, FutureExt as _};
use jiff::Timestamp;

use super::super::in_groups::InGroups;
use super::super::read_people::{Seen as Found, read_people};
use super::super::response::{Answer, Subject};
use super::super::rules::{
    BackWith, Call, Item, Needs, Note, ReadProgress, Risk, Rules, Seen, Wire,
};
use super::super::target::Target;
use super::super::total::{Total, Totals};
use super::super::value::{Before, Value};
use super::invitation::invite::Invite;
use super::removed_person;
use crate::number::people;
use crate::query::UserQuery;
use crate::sql::SqlError;
use crate::store::{Edit, Mirror, Person, RunEdit, RunSource, StoreError};

/// The person may use the apps of the directory.
pub const ACTIVE: &str = "active";
/// No access and no seat; groups and roles stay.
pub const SUSPENDED: &str = "suspended";
/// Not in the directory: an invitation, groups and roles are needed to come back.
pub const REMOVED: &str = "removed";

/// A person's access to a directory. It is about the directory's ID.
#[derive(Debug)]
pub struct DirectoryAccess;

/// Why somebody who is not in the directory gets none of these there.
pub(super) fn outside(what: &str) -> String {
    format!(
        "is not in the directory, so cannot get {what} there (to add the person: atlctl user invite)"
    )
}

impl Rules for DirectoryAccess {
    fn name(&self) -> &'static str {
        "directory-access"
    }

    fn call(&self) -> Call {
        Call {
            most: 1,
            task: false,
            lag: 5_000,
        }
    }

    fn needs(&self) -> Needs {
        Needs {
            present: true,
            ..Needs::default()
        }
    }

    fn risk(&self, _: &[String], _: &Before, to: &Value) -> Risk {
        match to.text() {
            Some(ACTIVE) => Risk::Reversible,
            Some(SUSPENDED) => Risk::LocksOut,
            _ => Risk::Irreversible,
        }
    }

    fn obstacle(&self, _: &[String], person: &Person, to: &Value) -> Option<String> {
        match to.text() {
            Some(SUSPENDED | REMOVED) if person.org_admin == Some(true) => Some(
                "is an organization admin, whom Atlassian does not let anyone suspend or remove"
                    .to_owned(),
            ),
            _ => None,
        }
    }

    fn no_way_to(&self, _: &[String], before: &Before, to: &Value) -> Option<String> {
        let back = before.text() == Some(REMOVED) && to.text() != Some(REMOVED);
        back.then(|| {
            "is not in the directory (removed or never invited); to bring them back, invite them: atlctl user invite".to_owned()
        })
    }

    fn leaves(&self, _: &[String], person: &Person, to: &Value) -> Option<Person> {
        let (status, membership) = match to.text() {
            Some(ACTIVE) => (UserStatus::Active, MembershipStatus::Active),
            Some(SUSPENDED) => (UserStatus::Suspended, MembershipStatus::Suspended),
            _ => (UserStatus::NotInvited, MembershipStatus::NoMembership),
        };
        let gone = matches!(
            person.status,
            Some(UserStatus::Deactivated | UserStatus::ForDeletion)
        );
        Some(Person {
            status: if gone {
                person.status.clone()
            } else {
                Some(status)
            },
            membership_status: Some(membership),
            ..person.clone()
        })
    }

    fn provider_holds(&self, _: &[String], person: &Person, to: &Value) -> Option<String> {
        let held = to.text() == Some(REMOVED) && person.managed_by_idp == Some(true);
        held.then(|| {
            "is provisioned by your identity provider, which would add them again".to_owned()
        })
    }

    fn mirrored(
        &self,
        mirror: &Mirror,
        of: &[String],
        target: &Target,
    ) -> Result<Before, StoreError> {
        let person = mirror.person_by_id(&AccountId::from(target.id()))?;
        let before = person.and_then(|person| self.of_person(of, &person));
        Ok(before.unwrap_or(Before::Unknown))
    }

    fn of_person(&self, _: &[String], person: &Person) -> Option<Before> {
        let membership = person.membership_status.as_ref();
        Some(access(person.status.as_ref(), membership).into())
    }

    fn send<'a>(
        &'a self,
        wire: &'a Wire,
        of: &'a [String],
        to: &'a Value,
        subjects: &'a [Subject],
    ) -> BoxFuture<'a, Result<Answer, Error>> {
        async move {
            let directory = DirectoryId::from(of.first().map_or("", String::as_str));
            for subject in subjects {
                let account = AccountId::from(subject.target.id());
                let (client, org) = (&wire.client, &wire.org);
                match to.text() {
                    Some(ACTIVE) => client.restore_user(org, &directory, &account).await?,
                    Some(SUSPENDED) => client.suspend_user(org, &directory, &account).await?,
                    _ => client.remove_user(org, &directory, &account).await?,
                }
            }
            Ok(Answer::DONE)
        }
        .boxed()
    }

    fn read<'a>(
        &'a self,
        wire: &'a Wire,
        items: &'a [Item],
        progress: ReadProgress<'a>,
    ) -> BoxFuture<'a, Result<Vec<Option<Value>>, Error>> {
        read_people(wire, items, &[], progress, |_, seen| match seen {
            Found::Person(one) => access(one.status.as_ref(), one.membership_status.as_ref()),
            Found::Absent => Some(REMOVED.into()),
        })
        .boxed()
    }

    fn note(
        &self,
        mirror: &mut Mirror,
        run: RunSource<'_>,
        notes: &[Note<'_>],
    ) -> Result<(), StoreError> {
        let mut deactivated = HashSet::new();
        for note in notes {
            let person = mirror.person_by_id(&AccountId::from(note.target.id()))?;
            if person.is_some_and(|person| person.is_deactivated()) {
                deactivated.insert(note.target.id());
            }
        }
        let changes = notes.iter().filter_map(|note| {
            let after = note.value.text()?;
            let mut edits = vec![Edit::Column(
                "membership_status",
                Some(membership_word(after)),
            )];
            if after == REMOVED {
                edits = vec![Edit::Removed];
            } else if !deactivated.contains(note.target.id()) {
                // Whatever the access, a deactivated account is shown as one.
                edits.push(Edit::Column("status", Some(after)));
            }
            Some(RunEdit {
                account: AccountId::from(note.target.id()),
                field: "membership_status",
                before: note.before.text().map(membership_word),
                after: Some(membership_word(after)),
                name: None,
                at: note.at,
                made: note.made,
                edits,
            })
        });
        mirror.note_edits(run, changes)
    }

    fn totals(&self, mirror: &Mirror, _: &[Seen<'_>], now: Timestamp) -> Result<Totals, SqlError> {
        let count = |status: &str| {
            let people = UserQuery {
                status: vec![status.to_owned()],
                ..UserQuery::default()
            };
            people.count(mirror, now)
        };
        let mut all = Vec::new();
        for (id, name) in [(ACTIVE, "Active people"), (SUSPENDED, "Suspended people")] {
            all.push(Total {
                id: id.to_owned(),
                name: Some(name.to_owned()),
                count: Some(count(id)?),
            });
        }
        Ok(Totals { all, unknown: 0 })
    }

    fn counts_into<'a>(&self, _: &'a [String], value: &'a Value) -> Option<&'a str> {
        value.text().filter(|text| *text != REMOVED)
    }

    fn counts_people(&self) -> bool {
        true
    }

    fn total_of_person(&self, person: &Person) -> Option<&'static str> {
        match person.status {
            Some(UserStatus::Active) => Some(ACTIVE),
            Some(UserStatus::Suspended) => Some(SUSPENDED),
            _ => None,
        }
    }

    fn groups_of<'a>(&self, _: &'a [String], value: &'a Value) -> InGroups<'a> {
        match value.text() {
            Some(REMOVED) => InGroups::NONE,
            _ => InGroups::default(),
        }
    }

    fn groups_held<'a>(&self, held: &'a [String]) -> Vec<&'a str> {
        Invite::groups(held).collect()
    }

    /// Somebody who was removed comes back by an invitation alone.
    fn undo(&self, _: &[String], before: &Before, to: &Value) -> Option<Value> {
        let before = before.value()?;
        let back = to.text() != Some(REMOVED) && before.text() != Some(REMOVED);
        back.then(|| before.clone())
    }

    fn takes_holdings<'a>(&self, of: &'a [String], to: &Value) -> Option<&'a str> {
        of.first()
            .filter(|_| to.text() == Some(REMOVED))
            .map(String::as_str)
    }

    fn back_with(
        &self,
        mirror: &Mirror,
        before: &Before,
        held: &[String],
    ) -> Result<Option<BackWith>, StoreError> {
        let was_active = before.text() == Some(ACTIVE);
        removed_person::invitation(mirror, was_active, held).map(Some)
    }

    fn no_way_back(&self, _: &[String], now: &Before) -> &'static str {
        if now.text() == Some(REMOVED) {
            "was removed, and comes back by an invitation alone (atlctl user invite)"
        } else {
            "has no known value from before, so the change cannot be undone"
        }
    }

    fn noun(&self) -> &'static str {
        "access"
    }

    fn totals_title(&self) -> &'static str {
        "Access to the directory"
    }

    fn noun_of_change(&self) -> &'static str {
        "change of access"
    }

    fn title(&self, _: &[String], to: &Value, _: &dyn Fn(&str) -> String) -> String {
        match to.text() {
            Some(ACTIVE) => "Restore people's access",
            Some(SUSPENDED) => "Suspend people",
            _ => "Remove people from the directory",
        }
        .to_owned()
    }

    fn short_title(&self, _: &[String], to: &Value, _: &dyn Fn(&str) -> String) -> String {
        match to.text() {
            Some(ACTIVE) => "Restore access",
            Some(SUSPENDED) => "Suspend",
            _ => "Remove",
        }
        .to_owned()
    }

    fn done(&self, _: &[String], to: &Value, _: &dyn Fn(&str) -> String) -> String {
        match to.text() {
            Some(ACTIVE) => "restored",
            Some(SUSPENDED) => "suspended",
            _ => "removed from the directory",
        }
        .to_owned()
    }

    fn act(&self, _: &[String], to: &Value, count: u64, _: &dyn Fn(&str) -> String) -> String {
        let people = people(count);
        match to.text() {
            Some(ACTIVE) => format!("restoring the access of {people}"),
            Some(SUSPENDED) => format!("suspending {people}"),
            _ => format!("removing {people}"),
        }
    }

    fn value(&self, _: &[String], value: &Value, _: &dyn Fn(&str) -> String) -> String {
        value.text().unwrap_or("none").to_owned()
    }

    fn what(&self, _: &[String], _: &dyn Fn(&str) -> String) -> String {
        "access".to_owned()
    }

    fn already(&self, _: &[String], to: &Value) -> String {
        match to.text() {
            Some(REMOVED) => "is not in the directory already".to_owned(),
            Some(text) => format!("is already {text}"),
            None => String::new(),
        }
    }

    fn conflict(&self, _: &[String], now: &Value, _: &dyn Fn(&str) -> String) -> String {
        match now.text() {
            Some(ACTIVE) => "someone else restored their access",
            Some(SUSPENDED) => "someone else suspended them",
            _ => "someone else removed them from the directory",
        }
        .to_owned()
    }

    fn thing(&self) -> &'static str {
        "access"
    }

    fn moved_on(&self) -> &'static str {
        "has another access now than the run gave them"
    }
}

/// The access that these statuses mean; `None` when they mean none that is known.
fn access(status: Option<&UserStatus>, membership: Option<&MembershipStatus>) -> Option<Value> {
    let text = match (membership, status) {
        (Some(MembershipStatus::Suspended), _) => SUSPENDED,
        (Some(MembershipStatus::Active), _) => ACTIVE,
        (Some(MembershipStatus::NoMembership), _) => REMOVED,
        (Some(MembershipStatus::Other(_)), _) => return None,
        (None, Some(UserStatus::Suspended)) => SUSPENDED,
        (None, Some(UserStatus::Active)) => ACTIVE,
        _ => return None,
    };
    Some(text.into())
}

/// The service's own word in the mirror.
fn membership_word(value: &str) -> &str {
    if value == REMOVED {
        "no_membership"
    } else {
        value
    }
}
