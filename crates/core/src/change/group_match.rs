//! Whether a group is the one that a change is about.

use atlctl_api::{Error, ErrorKind, Group, Processed};

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

/// Nothing is changed in a group that is known by its name alone: another one may have the name by now.
pub fn no_id(done: &str) -> Error {
    let why = format!("the ID of the group is not known, and by its name no group is {done}");
    Error::new(ErrorKind::BadInput, why).with_processed(Processed::No)
}
