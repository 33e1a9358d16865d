//! Roles by an administrator's words.

use atlctl_core::change::{KnownRole, ROLES};
use atlctl_core::store::{Mirror, did_you_mean, nearest};

use crate::error::{CliError, CliResult};
use crate::ui::display;

/// The ID of the role that a filter names: by a word for it, its ID, or the end of its ID.
///
/// # Errors
/// When no specification knows the role, and nobody and no group has it: a typo would match nobody.
pub fn role_id(mirror: &Mirror, name: &str) -> CliResult<String> {
    if let Some(known) = KnownRole::named(name) {
        return Ok(known.id.to_owned());
    }
    let name = name.trim().to_lowercase();
    let id = if name.contains('/') {
        name.clone()
    } else {
        format!("atlassian/{name}")
    };
    if mirror.has_role(&id)? {
        Ok(id)
    } else {
        Err(unknown_role(&name, "", |_| true))
    }
}

/// The error for a role that is not known. `place`: where it was looked for; `fits`: which roles are to be listed.
pub fn unknown_role(name: &str, place: &str, fits: impl Fn(&KnownRole) -> bool) -> CliError {
    let words: Vec<&str> = ROLES
        .iter()
        .filter(|role| fits(role))
        .map(|role| role.word)
        .collect();
    let near = did_you_mean(nearest(name, &words).as_deref());
    CliError::usage(format!("unknown role {:?}{place}{near}", display(name)))
        .hint(format!("use one of {}, or the role's ID", words.join(", ")))
}
