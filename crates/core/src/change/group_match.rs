//! Whether a group is the one that a change is about.

use atlctl_api::Group;

use super::Target;

/// Whether this is the group of a target.
pub fn is_group(group: &Group, target: &Target) -> bool {
    match target {
        Target::Group(id) => group.id.as_str() == id,
        other => has_name(group.name.as_deref(), other.id()),
    }
}

/// Whether a group with this name is the named one.
pub fn has_name(known: Option<&str>, name: &str) -> bool {
    known.unwrap_or_default().to_lowercase() == name.to_lowercase()
}
