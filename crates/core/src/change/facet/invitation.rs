//! Invitations: an address that is to be a person of the organization, with groups and roles.

use std::collections::HashSet;

use atlctl_api::{
    AccountId, DirectoryId, Error, GroupId, Invitation as Request, InviteStatus, InvitedPerson,
    InvitedRole, MOST_INVITED, MembershipStatus, UserStatus, WorkspaceId,
};
use futures_util::future::{BoxFuture, FutureExt as _};
use jiff::Timestamp;

use super::super::facet_by_name::NamedFacet;
use super::super::grant::Grant;
use super::super::in_groups::InGroups;
use super::super::read_addresses::read_addresses;
use super::super::response::{Answer, Refusal, Subject};
use super::super::roles::role_title;
use super::super::rules::{
    Back, Call, Counted, Item, Needs, Note, ReadProgress, Risk, Rules, Seen, Wire,
};
use super::super::target::Target;
use super::super::total::{Total, Totals};
use super::super::unchangeable::Unchangeable;
use super::super::value::{Before, Value};
use super::directory_access::{ACTIVE, DirectoryAccess, REMOVED};
use super::membership;
use crate::number::people;
use crate::sql::SqlError;
use crate::store::{Mirror, Person, RunInvitation, RunSource, StoreError};

pub(super) mod invite;
mod standing;

pub use invite::{ABSENT, DEACTIVATED, IN_PART, INVITED, Invite, SUSPENDED};

/// The longest that readers lag behind an invitation without roles, in milliseconds: the person, and the groups.
const WITHOUT_ROLES: i64 = 5_000;
/// The start of the reason where everything was refused.
const REFUSED: &str = "Atlassian refused: ";

/// An invitation of an address.
#[derive(Debug)]
pub struct Invitation;

impl Rules for Invitation {
    fn name(&self) -> &'static str {
        invite::NAME
    }

    fn call(&self) -> Call {
        Call {
            most: MOST_INVITED,
            task: false,
            // Roles are the last to be seen.
            lag: 90_000,
        }
    }

    fn lag(&self, of: &[String]) -> i64 {
        if Invite::read(of).roles.is_empty() {
            WITHOUT_ROLES
        } else {
            self.call().lag
        }
    }

    fn needs(&self) -> Needs {
        Needs::default()
    }

    fn risk(&self, _: &[String], _: &Before, _: &Value) -> Risk {
        Risk::Reversible
    }

    fn obstacle(&self, _: &[String], person: &Person, _: &Value) -> Option<String> {
        standing::obstacle(person)
    }

    /// Of whom the mirror does not know, or not anymore, Atlassian says it.
    fn no_way_to(&self, _: &[String], before: &Before, _: &Value) -> Option<String> {
        standing::no_way(before.text()?)
    }

    fn shows(&self, _: &[String], person: &Person, now: &Value) -> Option<Person> {
        standing::shown(person, now.text()?)
    }

    fn leaves(&self, _: &[String], person: &Person, now: &Value) -> Option<Person> {
        let (status, membership) = match now.text() {
            Some(INVITED | IN_PART) => (UserStatus::Active, MembershipStatus::Active),
            Some(SUSPENDED) => (UserStatus::Suspended, MembershipStatus::Suspended),
            Some(ABSENT) => (UserStatus::NotInvited, MembershipStatus::NoMembership),
            // Deactivated or to be deleted: it says no more.
            _ => return None,
        };
        Some(Person {
            status: Some(status),
            membership_status: Some(membership),
            gone: person.gone && now.text() == Some(ABSENT),
            ..person.clone()
        })
    }

    /// An invitation brings nobody into a group that takes nobody.
    fn unchangeable(
        &self,
        mirror: &Mirror,
        of: &[String],
        _: &Value,
    ) -> Result<Option<Unchangeable>, StoreError> {
        for group in Invite::read(of).groups {
            let facts = mirror.group_facts(&group)?;
            let unchangeable = facts.and_then(|group| membership::unchangeable(&group, true));
            if unchangeable.is_some() {
                return Ok(unchangeable);
            }
        }
        Ok(None)
    }

    /// The answer has the results for groups and roles, but not whether the person is in the organization.
    fn refused_in_part(&self, of: &[String], now: &Value, why: &str) -> Option<String> {
        (now.text() == Some(IN_PART)).then(|| {
            let invite = Invite::read(of);
            let what = match (invite.groups.len(), invite.roles.len()) {
                (0, 1) => "the role",
                (0, _) => "the roles",
                (1, 0) => "the group",
                (_, 0) => "the groups",
                _ => "the groups and roles",
            };
            match why.strip_prefix(REFUSED) {
                Some(reasons) => format!("Atlassian invited them, but refused {what}: {reasons}"),
                None => why.to_owned(),
            }
        })
    }

    fn is_mirrored(&self) -> bool {
        false
    }

    fn mirrored(&self, _: &Mirror, _: &[String], _: &Target) -> Result<Before, StoreError> {
        Ok(Before::Unknown)
    }

    fn of_person(&self, _: &[String], _: &Person) -> Option<Before> {
        Some(Before::Unknown)
    }

    fn send<'a>(
        &'a self,
        wire: &'a Wire,
        of: &'a [String],
        _: &'a Value,
        subjects: &'a [Subject],
    ) -> BoxFuture<'a, Result<Answer, Error>> {
        async move {
            let invite = Invite::read(of);
            let roles = invite.roles.into_iter().map(|(role, app)| InvitedRole {
                role: role.into(),
                resource: WorkspaceId::from(app),
            });
            let request = Request {
                emails: subjects
                    .iter()
                    .map(|subject| subject.target.id().to_owned())
                    .collect(),
                groups: invite.groups.into_iter().map(GroupId::from).collect(),
                roles: roles.collect(),
                message: invite.message,
                notify: invite.notify,
            };
            let answer = wire.client.invite_users(&wire.org, &request).await?;
            let mut refused = Vec::new();
            for person in answer.people {
                // An undo removes whom it invited, whatever address they have by then.
                if let (Some(account), Some(email)) = (&person.account, &person.email) {
                    wire.addresses.learn(account.as_str(), email);
                }
                let Some(email) = person.email.as_deref() else {
                    continue;
                };
                let same = |subject: &Subject| same(subject.target.id(), email);
                let at = subjects.iter().position(same);
                if let (Some(at), Some(InviteStatus::Error)) = (at, person.status()) {
                    let why = why(&person);
                    refused.push(Refusal { at, why });
                }
            }
            Ok(Answer::Done { refused })
        }
        .boxed()
    }

    fn read<'a>(
        &'a self,
        wire: &'a Wire,
        items: &'a [Item],
        progress: ReadProgress<'a>,
    ) -> BoxFuture<'a, Result<Vec<Option<Value>>, Error>> {
        let apps = items
            .iter()
            .any(|item| !Invite::read(&item.of).roles.is_empty());
        async move {
            read_addresses(wire, items, apps, progress, |item, person| match person {
                Some(person) => Invite::read(&item.of).value(person),
                None => Some(ABSENT.into()),
            })
            .await
        }
        .boxed()
    }

    /// A sync brings the new people with everything that they have; what of that is the run's, the mirror knows. Whom it knows
    /// already, such as people who were removed, has everything that the invitation gives.
    fn note(
        &self,
        mirror: &mut Mirror,
        run: RunSource<'_>,
        notes: &[Note<'_>],
    ) -> Result<(), StoreError> {
        let made = notes
            .iter()
            .filter(|note| note.made && note.value.text() == Some(INVITED));
        let made: Vec<(&Note<'_>, Invite)> =
            made.map(|note| (note, Invite::read(note.of))).collect();
        let invitations = made.iter().map(|(note, invite)| RunInvitation {
            address: note.target.id(),
            groups: &invite.groups,
            apps: invite.roles.iter().map(|(_, app)| app.as_str()).collect(),
            at: note.at,
        });
        mirror.note_invitations(run, invitations)?;
        let of_known = made.iter().filter_map(|(note, invite)| {
            let account = AccountId::from(note.account?);
            Some(standing::back_in_directory(account, note.at, invite))
        });
        mirror.note_edits(run, of_known)
    }

    fn totals(&self, mirror: &Mirror, rows: &[Seen<'_>], _: Timestamp) -> Result<Totals, SqlError> {
        let invites: Vec<Invite> = rows.iter().map(|row| Invite::read(row.of)).collect();
        let groups = invites.iter().flat_map(|invite| &invite.groups);
        let groups: HashSet<&str> = groups.map(String::as_str).collect();
        let apps = invites.iter().flat_map(|invite| &invite.roles);
        let apps: HashSet<&str> = apps.map(|(_, app)| app.as_str()).collect();
        // The names alone: members of groups are counted as such, and seats where every way to them is known.
        let mut all = Vec::new();
        for (id, name) in self.names(mirror)? {
            if groups.contains(id.as_str()) || apps.contains(id.as_str()) {
                all.push(Total {
                    id,
                    name: Some(name),
                    count: None,
                });
            }
        }
        Ok(Totals { all, unknown: 0 })
    }

    fn names(&self, mirror: &Mirror) -> Result<Vec<(String, String)>, StoreError> {
        let groups = mirror.all_group_facts()?.into_iter();
        let mut names: Vec<(String, String)> = groups
            .filter_map(|group| Some((group.id, group.name?)))
            .collect();
        let apps = mirror.apps()?.into_iter();
        names.extend(apps.map(|app| (app.id.clone(), app.title())));
        Ok(names)
    }

    fn counts_into<'a>(&self, _: &'a [String], _: &'a Value) -> Option<&'a str> {
        None
    }

    /// Of who is in the organization without everything that the invitation gives, it says nothing.
    fn groups_of<'a>(&self, of: &'a [String], value: &'a Value) -> InGroups<'a> {
        match value.text() {
            Some(INVITED) => InGroups {
                these: Invite::groups(of).map(|id| (id, true)).collect(),
                ..InGroups::default()
            },
            Some(ABSENT) => InGroups::NONE,
            _ => InGroups::default(),
        }
    }

    fn grants(&self, of: &[String], _: &Target, _: &Value) -> Option<Vec<(Grant, bool)>> {
        let invite = Invite::read(of);
        let groups = invite.groups.iter().map(|id| Grant::group(id));
        let roles = invite
            .roles
            .into_iter()
            .map(|(role, resource)| Grant::Role {
                role,
                resource,
                group: None,
            });
        Some(groups.chain(roles).map(|grant| (grant, true)).collect())
    }

    fn undo(&self, _: &[String], _: &Before, _: &Value) -> Option<Value> {
        None
    }

    /// Invited people are removed from the directory.
    fn back(&self, of: &[String], before: &Before, _: &Value) -> Option<Back> {
        let new = before.text() == Some(ABSENT);
        let directory = DirectoryId::from(Invite::read(of).directory);
        new.then(|| Back {
            facet: NamedFacet::about(DirectoryAccess.name(), [directory.as_str()]),
            set: ACTIVE.into(),
            to: REMOVED.into(),
        })
    }

    fn no_way_back(&self, _: &[String], _: &Before) -> &'static str {
        "was in the organization before, and keeps what the invitation gave"
    }

    fn counted(&self) -> Counted {
        Counted {
            one: "address",
            many: "addresses",
        }
    }

    fn noun(&self) -> &'static str {
        "addresses"
    }

    fn totals_title(&self) -> &'static str {
        "Invitations"
    }

    fn noun_of_change(&self) -> &'static str {
        "invitation"
    }

    fn title(&self, _: &[String], _: &Value, _: &dyn Fn(&str) -> String) -> String {
        "Invite people".to_owned()
    }

    fn short_title(&self, of: &[String], _: &Value, name: &dyn Fn(&str) -> String) -> String {
        let groups = Invite::read(of).groups;
        if groups.is_empty() {
            return "Invite".to_owned();
        }
        let names: Vec<String> = groups.iter().map(|group| name(group)).collect();
        format!("Invite to {}", names.join(", "))
    }

    fn done(&self, _: &[String], _: &Value, _: &dyn Fn(&str) -> String) -> String {
        INVITED.to_owned()
    }

    fn act(&self, _: &[String], _: &Value, count: u64, _: &dyn Fn(&str) -> String) -> String {
        format!("inviting {}", people(count))
    }

    fn value(&self, _: &[String], value: &Value, _: &dyn Fn(&str) -> String) -> String {
        value.text().unwrap_or("none").to_owned()
    }

    fn what(&self, of: &[String], name: &dyn Fn(&str) -> String) -> String {
        let invite = Invite::read(of);
        let groups: Vec<String> = invite.groups.iter().map(|group| name(group)).collect();
        let mut words = "invitation".to_owned();
        if !groups.is_empty() {
            let noun = if groups.len() == 1 { "group" } else { "groups" };
            words.push_str(&format!(" with {noun} {}", groups.join(", ")));
        }
        let apps: Vec<String> = invite
            .roles
            .iter()
            .map(|(role, app)| format!("{} in {}", role_title(role), name(app)))
            .collect();
        if !apps.is_empty() {
            let joint = if groups.is_empty() { "with" } else { "and" };
            let noun = if apps.len() == 1 { "role" } else { "roles" };
            words.push_str(&format!(" {joint} {noun} {}", apps.join(", ")));
        }
        words
    }

    fn already(&self, _: &[String], _: &Value) -> String {
        "is already in the organization, with everything the invitation gives".to_owned()
    }

    fn conflict(&self, _: &[String], now: &Value, _: &dyn Fn(&str) -> String) -> String {
        match now.text() {
            Some(IN_PART) => "is in the organization without everything the invitation gives",
            Some(ABSENT) => "is not in the organization",
            Some(SUSPENDED) => "is suspended",
            _ => "is deactivated",
        }
        .to_owned()
    }

    fn thing(&self) -> &'static str {
        "membership of the organization"
    }

    fn moved_on(&self) -> &'static str {
        "is in the organization again, and not as before the run"
    }
}

/// Whether two addresses are the same but for capitals.
pub(super) fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// Why an invitation failed, in whole or in part.
fn why(person: &InvitedPerson) -> String {
    let failed: Vec<_> = person
        .parts
        .iter()
        .filter(|part| part.status == Some(InviteStatus::Error))
        .collect();
    let mut reasons: Vec<&str> = failed
        .iter()
        .map(|part| part.reason.as_deref().unwrap_or("no reason given"))
        .collect();
    reasons.dedup();
    let part = failed.len() < person.parts.len();
    let words = reasons.join(", ");
    if part {
        format!(
            "Atlassian invited them, but refused {} of {} groups and roles: {words}",
            failed.len(),
            person.parts.len()
        )
    } else {
        format!("{REFUSED}{words}")
    }
}

#[cfg(test)]
mod tests;
