//! What is reviewed: the members of a group, the people of an app, the holders of an organization role or in an app.

use serde::{Deserialize, Serialize};

use crate::change::opens;
use crate::store::Held;
use crate::sync::Stage;

/// The kind of a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScopeKind {
    /// Members of a group.
    Group,
    /// People with access to an app.
    App,
    /// Holders of an organization role.
    Role,
    /// Holders of a role in an app or on a site.
    AppRole,
}

impl ScopeKind {
    const ALL: [Self; 3] = [Self::Group, Self::App, Self::Role];

    /// The word before the colon.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::App => "app",
            Self::Role | Self::AppRole => "role",
        }
    }

    /// The parts of the mirror that tell who has it, and how.
    #[must_use]
    pub fn parts(self) -> &'static [Stage] {
        match self {
            Self::Role => &[Stage::Users],
            Self::Group => &[Stage::Users, Stage::Groups],
            Self::App => &[Stage::Users, Stage::Groups, Stage::GroupRoles],
            Self::AppRole => &[
                Stage::Users,
                Stage::Groups,
                Stage::GroupRoles,
                Stage::UserRoles,
            ],
        }
    }

    /// The kind and the name in `group:jira-admins`. A role in an app is named `role:admin@jira`. `None` without one of the known words.
    #[must_use]
    pub fn asked(text: &str) -> Option<(Self, &str)> {
        let (word, name) = text.split_once(':')?;
        let word = word.trim().to_lowercase();
        let kind = Self::ALL.into_iter().find(|kind| kind.word() == word)?;
        let name = name.trim();
        let kind = match kind {
            Self::Role if name.contains('@') => Self::AppRole,
            kind => kind,
        };
        (!name.is_empty()).then_some((kind, name))
    }
}

/// One thing that is reviewed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Its kind.
    pub kind: ScopeKind,
    /// The scope's ID.
    pub id: String,
    /// Its name: `jira-admins`, `Jira (acme.atlassian.net)`, `org-admin`.
    pub name: String,
    /// The role, where it is one in an app; then the ID is the app's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The directory of a group or an app's people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directory: Option<String>,
}

impl Scope {
    /// As a list names it: `group:jira-admins`.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{}:{}", self.kind.word(), self.name)
    }

    /// What the mirror is asked.
    #[must_use]
    pub fn held(&self) -> Held<'_> {
        match self.kind {
            ScopeKind::Group => Held::Group(&self.id),
            ScopeKind::App => Held::App(&self.id),
            ScopeKind::Role => Held::Role(&self.id),
            ScopeKind::AppRole => {
                let role = self.role.as_deref().unwrap_or_default();
                Held::AppRole {
                    resource: &self.id,
                    role,
                    opens: opens(role),
                }
            }
        }
    }

    /// How everyone comes to it. To an app and its roles, people come in several ways: see [`mirrored_ways`].
    ///
    /// [`mirrored_ways`]: crate::change::mirrored_ways
    #[must_use]
    pub fn how(&self) -> Option<&'static str> {
        match self.kind {
            ScopeKind::Group => Some("member of the group"),
            ScopeKind::Role => Some("holds the role"),
            ScopeKind::App | ScopeKind::AppRole => None,
        }
    }
}

/// The scopes in an argument: separated by commas, where a comma begins another one. (A group's name may hold commas.)
#[must_use]
pub fn asked_scopes(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(',') {
        let rest = text.get(at + 1..).unwrap_or_default();
        let next = rest.trim_start().to_lowercase();
        let begins = ScopeKind::ALL
            .iter()
            .any(|kind| next.starts_with(&format!("{}:", kind.word())));
        if begins {
            found.push(text.get(start..at).unwrap_or_default().trim());
            start = at + 1;
        }
    }
    found.push(text.get(start..).unwrap_or_default().trim());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_told_apart_by_their_words() {
        assert_eq!(
            asked_scopes("group:jira-admins, app:jira,role:org-admin"),
            ["group:jira-admins", "app:jira", "role:org-admin"]
        );
        assert_eq!(
            asked_scopes("group:sales, EMEA,GROUP:a:b"),
            ["group:sales, EMEA", "GROUP:a:b"]
        );
        assert_eq!(
            ScopeKind::asked("Group: sales, EMEA"),
            Some((ScopeKind::Group, "sales, EMEA"))
        );
        for wrong in ["jira-admins", "group:", "user:ann", ":x", ""] {
            assert_eq!(ScopeKind::asked(wrong), None, "{wrong}");
        }
    }
}
