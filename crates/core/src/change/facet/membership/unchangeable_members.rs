//! Groups whose members cannot be changed.

use super::super::super::unchangeable::Unchangeable;
use crate::store::GroupFacts;

/// The groups of the organization's admins: since Atlassian has a role for them, nobody gets in anymore.
const ADMIN_GROUPS: [&str; 2] = ["org-admin", "org-admins"];

/// Whether this is the group of the organization's admins. Atlassian's lists of roles do not say what it gives.
#[must_use]
pub fn is_of_org_admins(name: &str) -> bool {
    ADMIN_GROUPS.contains(&name.trim().to_lowercase().as_str())
}

/// Why the members of a group cannot be changed.
pub(in super::super) fn unchangeable(group: &GroupFacts, adding: bool) -> Option<Unchangeable> {
    let name = group.shown();
    if group.modifiable == Some(false) || group.modifiable.is_none() && group.of_provider() {
        return Some(if group.of_provider() {
            Unchangeable::Provider(format!(
                "can be changed only in your identity provider, which manages the group {name}"
            ))
        } else {
            Unchangeable::Never(format!(
                "cannot be changed: Atlassian does not allow changing the members of the group {name}"
            ))
        });
    }
    let known = group.name.as_deref().unwrap_or_default();
    (adding && is_of_org_admins(known)).then(|| {
        Unchangeable::Never(format!(
            "cannot be added: Atlassian no longer allows new members in {name}; grant the role org-admin (atlctl role grant org-admin)"
        ))
    })
}
