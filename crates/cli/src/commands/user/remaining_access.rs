//! What would remain of a person's access without a group or a role.

use std::collections::BTreeSet;

use atlctl_core::change::{AccessPath, KnownRole, RoleScope, Way, opens, role_title};
use atlctl_core::store::Mirror;
use clap::Args;

use crate::commands::role::way;
use crate::error::{CliError, CliResult};
use crate::ui::display;

/// The groups and roles to do without.
#[derive(Debug, Args)]
pub(super) struct Without {
    /// Show what would remain if they left this group (name or ID)
    #[arg(long, value_name = "GROUP")]
    without_group: Vec<String>,
    /// Show what would remain if this role, assigned to them, were revoked (such as user or org-admin)
    #[arg(long, value_name = "ROLE")]
    without_role: Vec<String>,
}

impl Without {
    /// The groups and roles by ID.
    ///
    /// # Errors
    /// When the mirror knows no such group, or no role has the name.
    pub(super) fn found(&self, mirror: &Mirror) -> CliResult<Lost> {
        let mut lost = Lost::default();
        for name in &self.without_group {
            let group = mirror.group_id(name)?;
            lost.groups.insert(group.as_str().to_owned());
        }
        for name in &self.without_role {
            let role = KnownRole::named(name).ok_or_else(|| {
                CliError::usage(format!("no role is named \"{}\"", display(name)))
                    .hint("use a role such as user, admin, site-admin or org-admin")
            })?;
            lost.wide |= role.scope != RoleScope::App;
            lost.roles.insert(role.id.to_owned());
        }
        Ok(lost)
    }
}

/// Groups that a person leaves, and roles that they lose.
#[derive(Debug, Default)]
pub(super) struct Lost {
    groups: BTreeSet<String>,
    roles: BTreeSet<String>,
    /// Whether one of the roles is over more than an app, so that others may follow from it.
    wide: bool,
    /// The person's roles over more than an app, from which others may follow.
    held: Vec<AccessPath>,
}

impl Lost {
    pub(super) fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.roles.is_empty()
    }

    /// With what the person holds over more than an app.
    pub(super) fn of_holder(self, held: Vec<AccessPath>) -> Self {
        Self { held, ..self }
    }

    /// Whether a way remains; `None` when that cannot be known.
    pub(super) fn remains(&self, path: &AccessPath) -> Option<bool> {
        match &path.way {
            Way::Direct => Some(!self.roles.contains(&path.role)),
            Way::Group { id, .. } => Some(!self.groups.contains(id)),
            Way::Inferred => self.source_remains(),
            Way::UnknownGroup => self.groups.is_empty().then_some(true),
            Way::Unknown => None,
        }
    }

    /// Whether the role remains that others follow from. Atlassian does not say which one it is, so this is known only
    /// where all that it can be remain, or none.
    fn source_remains(&self) -> Option<bool> {
        let sources = self.sources();
        let mut ends = sources.map(|path| self.remains(path));
        match ends.next() {
            None => (!self.wide).then_some(true),
            Some(first) => ends.all(|other| other == first).then_some(first).flatten(),
        }
    }

    /// The roles that others may follow from: not those that follow themselves.
    fn sources(&self) -> impl Iterator<Item = &AccessPath> {
        let held = self.held.iter();
        held.filter(|path| path.way != Way::Inferred)
    }

    /// What remains of the access to an app, and why a role that is taken away is no loss. `complete`: no other way can
    /// exist.
    pub(super) fn left(&self, paths: &[AccessPath], complete: bool) -> String {
        let mut said = self.remaining(paths, complete);
        for group in self.default_groups(paths) {
            said.push_str(&format!(
                "; {group} is a default group: people who get this app again are added to it again"
            ));
        }
        for role in &self.roles {
            if let Some(why) = nothing_to_revoke(role, paths, complete) {
                said.push_str(&format!("; {why}"));
            }
        }
        said
    }

    /// What to say of roles that nothing says the person holds. `held`: the IDs of those that they hold in apps.
    pub(super) fn not_held(&self, held: &BTreeSet<String>, complete: bool) -> Vec<String> {
        let wide = |role: &String| self.held.iter().any(|path| path.role == *role);
        let missing = self.roles.iter();
        let missing = missing.filter(|role| !held.contains(*role) && !wide(role));
        missing
            .map(|role| {
                let title = role_title(role);
                if complete {
                    format!("This person does not hold the role {title}.")
                } else {
                    format!("Nothing says that this person holds the role {title}, but some sources could not be checked.")
                }
            })
            .collect()
    }

    /// The groups to leave that people are put into when they are given the app.
    fn default_groups<'a>(&self, paths: &'a [AccessPath]) -> BTreeSet<&'a str> {
        let groups = paths.iter().filter_map(|path| match &path.way {
            Way::Group {
                id,
                shown,
                default: Some(true),
            } if self.groups.contains(id) => Some(shown.as_str()),
            _ => None,
        });
        groups.collect()
    }

    fn remaining(&self, paths: &[AccessPath], complete: bool) -> String {
        let opening = paths.iter().filter(|path| opens(&path.role));
        let mut kept: Vec<String> = Vec::new();
        let mut unknown = !complete;
        let mut follows: Option<&str> = None;
        for path in opening {
            match self.remains(path) {
                Some(true) if !kept.contains(&way(&path.way)) => kept.push(way(&path.way)),
                Some(_) => {}
                None if path.way == Way::Inferred && self.sources().next().is_some() => {
                    follows = Some(role_title(&path.role));
                }
                None => unknown = true,
            }
        }
        let mut may: Vec<String> = Vec::new();
        if let Some(role) = follows {
            let sources = self
                .sources()
                .filter(|path| self.remains(path) != Some(false));
            let mut sources: Vec<&str> = sources.map(|path| role_title(&path.role)).collect();
            sources.dedup();
            may.push(format!(
                "{role} may still follow from {}",
                sources.join(", ")
            ));
        }
        if unknown {
            may.push("some sources could not be checked".to_owned());
        }
        if !kept.is_empty() {
            format!("access remains, from {}", kept.join(", "))
        } else if may.is_empty() {
            "access ends".to_owned()
        } else {
            format!("no known access remains; {}", may.join("; "))
        }
    }
}

/// Why revoking this role from the person would take nothing: they have it, and not by an assignment of their own.
fn nothing_to_revoke(role: &str, paths: &[AccessPath], complete: bool) -> Option<String> {
    let held: Vec<&AccessPath> = paths.iter().filter(|path| path.role == role).collect();
    let may_be_direct = |path: &&AccessPath| matches!(path.way, Way::Direct | Way::Unknown);
    if held.is_empty() || held.iter().any(may_be_direct) {
        return None;
    }
    let mut from: Vec<String> = held.iter().map(|path| way(&path.way)).collect();
    from.dedup();
    let title = role_title(role);
    if !complete {
        return Some(format!(
            "the role {title} comes from {}; whether it is also assigned to this person could not be checked, so revoking it \
             may change nothing",
            from.join(", ")
        ));
    }
    let ends = match held
        .iter()
        .all(|path| matches!(path.way, Way::Group { .. }))
    {
        true if from.len() == 1 => ": only leaving the group ends it",
        true => ": only leaving these groups ends it",
        false => "",
    };
    Some(format!(
        "the role {title} is not assigned to this person, but comes from {}, so revoking it from them changes nothing{ends}",
        from.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const USER: &str = "atlassian/user";

    fn path(way: Way) -> AccessPath {
        AccessPath {
            role: USER.to_owned(),
            way,
        }
    }

    fn group(name: &str) -> Way {
        Way::Group {
            id: name.to_owned(),
            shown: name.to_owned(),
            default: Some(false),
        }
    }

    #[test]
    fn a_role_that_follows_ends_with_the_roles_it_can_follow_from() {
        let admin = path(Way::Inferred);
        let held = |role: &str, way: Way| AccessPath {
            role: role.to_owned(),
            way,
        };
        let org_admin = || held("atlassian/org-admin", Way::Direct);
        let lost = |held: Vec<AccessPath>| {
            let lost = Lost {
                roles: ["atlassian/org-admin".to_owned()].into(),
                wide: true,
                ..Lost::default()
            };
            lost.of_holder(held)
        };
        let only = lost(vec![org_admin()]);
        assert_eq!(only.remains(&admin), Some(false));
        assert_eq!(only.left(std::slice::from_ref(&admin), true), "access ends");
        // What they do not hold takes nothing.
        let other = lost(vec![held("atlassian/site-admin", Way::Direct)]);
        assert_eq!(other.remains(&admin), Some(true));
        let both = lost(vec![org_admin(), held("atlassian/site-admin", Way::Direct)]);
        assert_eq!(both.remains(&admin), None);
        assert_eq!(
            both.left(std::slice::from_ref(&admin), true),
            "no known access remains; User may still follow from Site admin"
        );
        // A group gives it as well, and so it stays.
        let group = lost(vec![held("atlassian/org-admin", group("admins"))]);
        assert_eq!(group.remains(&admin), Some(true));
        let left = Lost {
            groups: ["admins".to_owned()].into(),
            held: group.held,
            ..Lost::default()
        };
        assert_eq!(left.remains(&admin), Some(false));
        assert_eq!(lost(Vec::new()).remains(&admin), None);
    }

    #[test]
    fn a_role_that_is_not_held_is_said_so() {
        let lost = Lost {
            roles: [USER.to_owned(), "atlassian/org-admin".to_owned()].into(),
            ..Lost::default()
        };
        let held = BTreeSet::from([USER.to_owned()]);
        assert_eq!(
            lost.not_held(&held, true),
            ["This person does not hold the role Organization admin."]
        );
        assert!(lost.not_held(&held, false)[0].starts_with("Nothing says that"));
        let lost = lost.of_holder(vec![AccessPath {
            role: "atlassian/org-admin".to_owned(),
            way: Way::Direct,
        }]);
        assert!(lost.not_held(&held, true).is_empty());
    }

    #[test]
    fn a_role_from_a_group_is_nothing_to_revoke() {
        let lost = Lost {
            roles: [USER.to_owned()].into(),
            ..Lost::default()
        };
        let users = path(group("users"));
        assert_eq!(
            lost.left(std::slice::from_ref(&users), true),
            "access remains, from group users; the role User is not assigned to this person, but comes from group users, \
             so revoking it from them changes nothing: only leaving the group ends it"
        );
        let all = [users.clone(), path(group("staff"))];
        assert!(lost.left(&all, true).ends_with(
            "is not assigned to this person, but comes from group users, group staff, so revoking it from them changes \
             nothing: only leaving these groups ends it"
        ));
        // Where assignments were not read, there may be one.
        assert!(lost.left(&all, false).ends_with(
            "the role User comes from group users, group staff; whether it is also assigned to this person could not be \
             checked, so revoking it may change nothing"
        ));
        // With an assignment of their own, or where that may be, the revocation takes something.
        assert_eq!(
            lost.left(&[users.clone(), path(Way::Direct)], true),
            "access remains, from group users"
        );
        assert_eq!(lost.left(&[path(Way::Direct)], true), "access ends");
        assert_eq!(
            lost.left(&[path(Way::Unknown)], true),
            "no known access remains; some sources could not be checked"
        );
        // Who is given the app again comes back into a default group.
        let default = path(Way::Group {
            id: "users".to_owned(),
            shown: "users".to_owned(),
            default: Some(true),
        });
        let leave = Lost {
            groups: ["users".to_owned()].into(),
            ..Lost::default()
        };
        assert_eq!(
            leave.left(std::slice::from_ref(&default), true),
            "access ends; users is a default group: people who get this app again are added to it again"
        );
        assert_eq!(
            Lost::default().left(&[default], true),
            "access remains, from default group users"
        );
        // Leaving the group as well ends it.
        let both = Lost {
            groups: ["users".to_owned()].into(),
            ..lost
        };
        assert!(both.left(&[users], true).starts_with("access ends"));
    }
}
