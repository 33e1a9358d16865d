//! Whether changes for one decision take away an access that another decision keeps.

use crate::change::{AccessPath, HeldRole, Way, opens};

/// What a change of one person ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ends {
    /// The membership of a group.
    Group {
        /// The group's ID.
        id: String,
        /// What the group gives, as far as it is known.
        gives: Option<Vec<HeldRole>>,
    },
    /// A role that is assigned to the person.
    Role {
        /// The role.
        role: String,
        /// The app.
        resource: String,
    },
    /// A role over the organization, from which others may follow.
    OrganizationRole,
}

/// An access to an app that is to stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptAccess<'a> {
    /// The app.
    pub app: &'a str,
    /// The role in it; `None`: whatever opens the app.
    pub role: Option<&'a str>,
}

impl KeptAccess<'_> {
    /// Whether a role is this access.
    #[must_use]
    pub fn is(&self, role: &str, resource: &str) -> bool {
        let fits = self.role.map_or_else(|| opens(role), |kept| kept == role);
        fits && resource == self.app
    }

    /// Whether a change ends the access or may end it, where the person's ways to it are unknown.
    #[must_use]
    pub fn may_end_by(&self, change: &Ends) -> bool {
        match change {
            Ends::Group { gives: None, .. } => true,
            Ends::Group {
                gives: Some(gives), ..
            } => gives.iter().any(|held| self.is(&held.role, &held.resource)),
            Ends::Role { role, resource } => self.is(role, resource),
            Ends::OrganizationRole => false,
        }
    }

    /// Which of these changes, by position, end it together; none where a way to it stays, and where there is none.
    #[must_use]
    pub fn ended_by(&self, paths: &[AccessPath], changes: &[Ends]) -> Vec<usize> {
        let mut ending = Vec::new();
        for path in paths.iter().filter(|path| self.is(&path.role, self.app)) {
            let ends = |change: &Ends| self.ends(path, change);
            let found = (0..).zip(changes).filter(|(_, change)| ends(change));
            let found: Vec<usize> = found.map(|(at, _)| at).collect();
            if found.is_empty() {
                return Vec::new();
            }
            ending.extend(found);
        }
        ending.sort_unstable();
        ending.dedup();
        ending
    }

    fn ends(&self, path: &AccessPath, change: &Ends) -> bool {
        match (&path.way, change) {
            (Way::Group { id, .. }, Ends::Group { id: left, .. }) => id == left,
            // Which group it is, the service does not say.
            (Way::UnknownGroup | Way::Unknown, Ends::Group { .. }) => self.may_end_by(change),
            (Way::Direct | Way::Unknown, Ends::Role { role, resource }) => {
                *role == path.role && resource == self.app
            }
            (Way::Inferred, Ends::OrganizationRole) => true,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USER: &str = "atlassian/user";
    const ADMIN: &str = "atlassian/admin";

    fn path(role: &str, way: Way) -> AccessPath {
        AccessPath {
            role: role.to_owned(),
            way,
        }
    }

    fn group(id: &str) -> Way {
        Way::Group {
            id: id.to_owned(),
            shown: id.to_owned(),
            default: None,
        }
    }

    fn leaves(id: &str, gives: Option<&str>) -> Ends {
        let held = |app: &str| HeldRole {
            resource: app.to_owned(),
            role: USER.to_owned(),
            methods: Vec::new(),
            default_group: None,
        };
        Ends::Group {
            id: id.to_owned(),
            gives: gives.map(|app| vec![held(app)]),
        }
    }

    const JIRA: KeptAccess<'_> = KeptAccess {
        app: "jira",
        role: None,
    };

    #[test]
    fn an_access_ends_with_its_last_way() {
        let both = [path(USER, group("a")), path(USER, group("b"))];
        let (a, b) = (leaves("a", Some("jira")), leaves("b", Some("jira")));
        let other = leaves("c", Some("wiki"));
        assert!(JIRA.ended_by(&both, std::slice::from_ref(&a)).is_empty());
        assert_eq!(JIRA.ended_by(&both, &[a.clone(), other, b]), [0, 2]);
        assert!(JIRA.ended_by(&[], &[a]).is_empty());
    }

    #[test]
    fn a_role_is_not_another_one() {
        let admin = KeptAccess {
            role: Some(ADMIN),
            ..JIRA
        };
        let revoked = Ends::Role {
            role: ADMIN.to_owned(),
            resource: "jira".to_owned(),
        };
        let paths = [path(ADMIN, Way::Direct), path(USER, group("a"))];
        let changes = [revoked];
        assert_eq!(admin.ended_by(&paths, &changes), [0]);
        assert!(JIRA.ended_by(&paths, &changes).is_empty());
        assert_eq!(JIRA.ended_by(&paths[..1], &changes), [0]);
    }

    #[test]
    fn what_may_end_it_counts_where_the_way_is_unknown() {
        let paths = [path(USER, Way::UnknownGroup)];
        let (gives, not) = (leaves("a", Some("jira")), leaves("b", Some("wiki")));
        let unknown = leaves("c", None);
        assert_eq!(JIRA.ended_by(&paths, &[gives, not, unknown]), [0, 2]);
        let inferred = [path(ADMIN, Way::Inferred)];
        assert_eq!(JIRA.ended_by(&inferred, &[Ends::OrganizationRole]), [0]);
        assert!(JIRA.ended_by(&inferred, &[leaves("c", None)]).is_empty());
    }
}
