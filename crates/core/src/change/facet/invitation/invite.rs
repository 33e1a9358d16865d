//! What an invitation gives, and where somebody stands with it.

use atlctl_api::{AccountStatus, DirectoryUser, MembershipStatus, UserStatus};

use super::super::super::value::Value;

/// The name of its kind of change.
pub(in super::super) const NAME: &str = "invitation";
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

    /// The groups of it, by ID, in the texts of a facet.
    pub(in super::super) fn groups(of: &[String]) -> impl Iterator<Item = &str> {
        of.chunks(2).filter_map(|pair| match pair {
            [word, text] if word == GROUP => Some(text.as_str()),
            _ => None,
        })
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

    /// Where somebody stands with it; `None` when the service does not say.
    pub(super) fn value(&self, person: &DirectoryUser<'_>) -> Option<Value> {
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
