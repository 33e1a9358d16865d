//! The roles that the specifications name, in an administrator's words.

/// What a role is held on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleScope {
    /// An app.
    App,
    /// A site.
    Site,
    /// The organization.
    Organization,
}

/// A role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownRole {
    /// The role's ID.
    pub id: &'static str,
    /// Its name: `Organization admin`.
    pub title: &'static str,
    /// The word for it on the command line: `org-admin`.
    pub word: &'static str,
    /// Other words for it.
    others: &'static [&'static str],
    /// What it is held on.
    pub scope: RoleScope,
    /// Whether its holder takes a paid seat.
    pub seat: bool,
    /// The start of the keys of the apps that have it; empty: every app.
    apps: &'static [&'static str],
    /// What it allows.
    pub allows: &'static str,
}

/// The role of an organization admin.
pub const ORG_ADMIN: &str = "atlassian/org-admin";

const fn on_app(
    id: &'static str,
    title: &'static str,
    word: &'static str,
    seat: bool,
    allows: &'static str,
) -> KnownRole {
    KnownRole {
        id,
        title,
        word,
        others: &[],
        scope: RoleScope::App,
        seat,
        apps: &[],
        allows,
    }
}

/// The roles, those of apps first.
pub const ROLES: [KnownRole; 12] = [
    KnownRole {
        others: &["member", "product-user", "app-user", "product/member"],
        ..on_app(
            "atlassian/user",
            "User",
            "user",
            true,
            "use the app, without administering it",
        )
    },
    KnownRole {
        others: &["product-admin", "app-admin", "administrator"],
        ..on_app(
            "atlassian/admin",
            "App admin",
            "admin",
            true,
            "use and administer the app",
        )
    },
    KnownRole {
        others: &["user-admin"],
        ..on_app(
            "atlassian/user-access-admin",
            "User access admin",
            "user-access-admin",
            false,
            "manage the app's users and groups, without using it",
        )
    },
    on_app(
        "atlassian/basic",
        "Basic",
        "basic",
        false,
        "use basic features",
    ),
    on_app(
        "atlassian/contributor",
        "Contributor",
        "contributor",
        false,
        "view, comment and vote",
    ),
    on_app("atlassian/viewer", "Viewer", "viewer", false, "view"),
    KnownRole {
        apps: &["confluence"],
        ..on_app(
            "atlassian/guest",
            "Guest",
            "guest",
            false,
            "use one space that an admin chooses",
        )
    },
    KnownRole {
        apps: &["jira-service", "jira-servicedesk"],
        ..on_app(
            "atlassian/customer",
            "Customer",
            "customer",
            false,
            "send requests in the help center",
        )
    },
    KnownRole {
        apps: &["jira-service", "jira-servicedesk"],
        ..on_app(
            "atlassian/stakeholder",
            "Stakeholder",
            "stakeholder",
            false,
            "receive updates about incidents",
        )
    },
    KnownRole {
        scope: RoleScope::Site,
        ..on_app(
            "atlassian/site-admin",
            "Site admin",
            "site-admin",
            false,
            "administer a site",
        )
    },
    KnownRole {
        scope: RoleScope::Organization,
        others: &["organization-admin"],
        ..on_app(
            ORG_ADMIN,
            "Organization admin",
            "org-admin",
            false,
            "administer everything",
        )
    },
    KnownRole {
        scope: RoleScope::Site,
        ..on_app(
            "atlassian/ai-access",
            "AI access",
            "ai-access",
            false,
            "use AI features",
        )
    },
];

impl KnownRole {
    /// The role with this ID.
    #[must_use]
    pub fn with_id(id: &str) -> Option<&'static Self> {
        ROLES.iter().find(|role| role.id == id)
    }

    /// The role that this word or ID means, in any case, with spaces or hyphens.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        let name = name.trim().to_lowercase().replace([' ', '_'], "-");
        let mut roles = ROLES.iter();
        roles.find(|role| {
            role.id == name || role.word == name || role.others.contains(&name.as_str())
        })
    }

    /// Whether apps with this key have it. An app of unknown kind may have any.
    #[must_use]
    pub fn fits(&self, key: Option<&str>) -> bool {
        self.scope == RoleScope::App
            && (self.apps.is_empty()
                || key.is_none_or(|key| self.apps.iter().any(|start| key.starts_with(start))))
    }
}

/// The name of a role, for people: its ID where no specification names it.
#[must_use]
pub fn role_title(id: &str) -> &str {
    KnownRole::with_id(id).map_or(id, |role| role.title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_found_by_an_administrators_words() {
        for (word, id) in [
            ("user", "atlassian/user"),
            ("Product admin", "atlassian/admin"),
            ("organization admin", ORG_ADMIN),
            ("org_admin", ORG_ADMIN),
            ("atlassian/guest", "atlassian/guest"),
        ] {
            assert_eq!(
                KnownRole::named(word).map(|role| role.id),
                Some(id),
                "{word}"
            );
        }
        assert_eq!(KnownRole::named("owner"), None);
    }

    #[test]
    fn no_word_means_two_roles() {
        let mut words: Vec<&str> = Vec::new();
        for role in &ROLES {
            words.extend([role.id, role.word]);
            words.extend(role.others);
        }
        let count = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), count);
    }

    #[test]
    fn a_customer_is_one_of_service_management_alone() {
        let customer = KnownRole::named("customer").unwrap();
        assert!(customer.fits(Some("jira-servicedesk")) && customer.fits(None));
        assert!(!customer.fits(Some("confluence")));
        assert!(!KnownRole::named("org-admin").unwrap().fits(None));
    }
}
