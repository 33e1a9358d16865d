//! Invitations: an address that is to be a person of the organization, with groups and roles.

use atlctl_api::{
    AccountStatus, DirectoryId, DirectoryUser, Error, GroupId, Invitation as Request, InviteStatus,
    InvitedPerson, InvitedRole, MOST_INVITED, MembershipStatus, UserStatus, WorkspaceId,
};
use futures_util::future::{BoxFuture, FutureExt as _};
use jiff::Timestamp;

use super::super::answer::{Answer, Refusal, Subject};
use super::super::named_facet::NamedFacet;
use super::super::read_addresses::read_addresses;
use super::super::roles::role_title;
use super::super::rules::{
    Back, Call, Counted, Item, Needs, Note, ReadProgress, Risk, Rules, Seen, Total, Totals, Wire,
};
use super::super::target::Target;
use super::super::value::{Before, Value};
use super::directory_access::{ACTIVE, DirectoryAccess, REMOVED};
use crate::sql::SqlError;
use crate::store::{Mirror, Person, RunSource, StoreError};

/// A person of the organization, with everything that the invitation gives.
pub const INVITED: &str = "invited";
/// A person of the organization who lacks a group or an app of the invitation.
pub const IN_PART: &str = "in part";
/// Not a person of the organization.
pub const ABSENT: &str = "not in the organization";
/// A person whose access is suspended.
pub const SUSPENDED: &str = "suspended";
/// A person whose account is deactivated or to be deleted.
pub const DEACTIVATED: &str = "deactivated";

/// An invitation of an address.
#[derive(Debug)]
pub struct Invitation;

/// What an invitation is about: the same for everyone whom one request invites.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Invite {
    /// The directory that an undo removes people from.
    pub directory: String,
    /// Groups that people come into, by ID.
    pub groups: Vec<String>,
    /// Roles that people get: the role and the app, by ID.
    pub roles: Vec<(String, String)>,
    /// A message in the email that is sent.
    pub message: Option<String>,
    /// Whether an email is sent.
    pub notify: bool,
}

const DIRECTORY: &str = "directory";
const GROUP: &str = "group";
const ROLE: &str = "role";
const APP: &str = "app";
const MESSAGE: &str = "message";
const SILENT: &str = "silent";

impl Invite {
    /// As the texts of a facet: a word and what it stands for, in turn.
    #[must_use]
    pub fn about(&self) -> Vec<String> {
        let mut pairs: Vec<(&str, &str)> = vec![(DIRECTORY, &self.directory)];
        pairs.extend(self.groups.iter().map(|group| (GROUP, group.as_str())));
        for (role, app) in &self.roles {
            pairs.extend([(ROLE, role.as_str()), (APP, app.as_str())]);
        }
        pairs.extend(self.message.iter().map(|text| (MESSAGE, text.as_str())));
        if !self.notify {
            pairs.push((SILENT, ""));
        }
        let texts = pairs.into_iter().flat_map(|(word, text)| [word, text]);
        texts.map(str::to_owned).collect()
    }

    /// From the texts of a facet.
    #[must_use]
    pub fn read(of: &[String]) -> Self {
        let mut invite = Self {
            notify: true,
            ..Self::default()
        };
        for pair in of.chunks(2) {
            let [word, text] = pair else { continue };
            let text = text.clone();
            match word.as_str() {
                DIRECTORY => invite.directory = text,
                GROUP => invite.groups.push(text),
                ROLE => invite.roles.push((text, String::new())),
                APP => {
                    if let Some((_, app)) = invite.roles.last_mut() {
                        *app = text;
                    }
                }
                MESSAGE => invite.message = Some(text),
                _ => invite.notify = false,
            }
        }
        invite
    }

    /// Whether somebody has every group and app of it; `None` when the service does not say.
    fn is_complete(&self, person: &DirectoryUser<'_>) -> Option<bool> {
        let mut complete = true;
        if !self.groups.is_empty() {
            let known = person.groups.as_ref()?;
            let is_in = |id: &String| known.iter().any(|group| group.id.as_deref() == Some(id));
            complete &= self.groups.iter().all(is_in);
        }
        if !self.roles.is_empty() {
            let known = person.product_access.as_ref()?;
            let opens = |(_, app): &(String, String)| {
                known.iter().any(|one| one.id.as_deref() == Some(app))
            };
            complete &= self.roles.iter().all(opens);
        }
        Some(complete)
    }

    fn value(&self, person: &DirectoryUser<'_>) -> Option<Value> {
        let deactivated = matches!(
            person.account_status,
            Some(AccountStatus::Inactive | AccountStatus::Closed)
        ) || matches!(
            person.status,
            Some(UserStatus::Deactivated | UserStatus::ForDeletion)
        );
        let suspended = person.membership_status == Some(MembershipStatus::Suspended)
            || person.status == Some(UserStatus::Suspended);
        let absent = person.membership_status == Some(MembershipStatus::NoMembership)
            || person.status == Some(UserStatus::NotInvited);
        let text = if deactivated {
            DEACTIVATED
        } else if suspended {
            SUSPENDED
        } else if absent {
            ABSENT
        } else if self.is_complete(person)? {
            INVITED
        } else {
            IN_PART
        };
        Some(text.into())
    }
}

impl Rules for Invitation {
    fn name(&self) -> &'static str {
        "invitation"
    }

    fn call(&self) -> Call {
        Call {
            most: MOST_INVITED,
            task: false,
            // Roles are the last to be seen.
            lag: 90_000,
        }
    }

    fn needs(&self) -> Needs {
        Needs::default()
    }

    fn risk(&self, _: &[String], _: &Before, _: &Value) -> Risk {
        Risk::Reversible
    }

    fn obstacle(&self, _: &[String], person: &Person, _: &Value) -> Option<String> {
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
                "is in the organization already, without everything the invitation gives; use atlctl group add or \
                 atlctl role grant"
            }
            _ => return None,
        };
        Some(why.to_owned())
    }

    fn is_partial(&self, _: &[String], now: &Value) -> bool {
        now.text() == Some(IN_PART)
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

    /// A sync brings the new people with everything that they have.
    fn note(&self, _: &mut Mirror, _: RunSource<'_>, _: &[Note<'_>]) -> Result<(), StoreError> {
        Ok(())
    }

    fn totals(&self, mirror: &Mirror, rows: &[Seen<'_>], _: Timestamp) -> Result<Totals, SqlError> {
        let known = self.names(mirror)?;
        let mut all: Vec<Total> = Vec::new();
        for row in rows {
            let invite = Invite::read(row.of);
            let apps = invite.roles.into_iter().map(|(_, app)| app);
            for id in invite.groups.into_iter().chain(apps) {
                if all.iter().all(|total| total.id != id) {
                    let name = known.iter().find(|(known, _)| *known == id);
                    let name = name.map(|(_, name)| name.clone());
                    all.push(Total {
                        id,
                        name,
                        count: None,
                    });
                }
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

    fn short_title(&self, _: &[String], _: &Value, _: &dyn Fn(&str) -> String) -> String {
        "Invite".to_owned()
    }

    fn done(&self, _: &[String], _: &Value, _: &dyn Fn(&str) -> String) -> String {
        INVITED.to_owned()
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
        "is in the organization already, with everything the invitation gives".to_owned()
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
        "is no longer as the invitation left them"
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
        format!("Atlassian refused: {words}")
    }
}

#[cfg(test)]
mod tests;
