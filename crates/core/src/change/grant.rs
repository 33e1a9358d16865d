//! What a change gives its target or takes from it: groups and roles.

/// What a change gives its target or takes from it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grant {
    /// The membership of a group.
    Group {
        /// The group's ID.
        id: String,
        /// The roles that it gives, each with its resource; `None`: those that the mirror knows.
        roles: Option<Vec<(String, String)>>,
    },
    /// A role on a resource.
    Role {
        /// The role's ID.
        role: String,
        /// The resource's ID.
        resource: String,
        /// The group that holds it, whose members have it; `None`: the person.
        group: Option<String>,
    },
}

impl Grant {
    /// The membership of a group, with the roles that the mirror knows of it.
    #[must_use]
    pub fn group(id: &str) -> Self {
        Self::Group {
            id: id.to_owned(),
            roles: None,
        }
    }
}
