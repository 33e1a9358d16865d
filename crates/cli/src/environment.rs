//! The environment variables that name a profile, an organization, an address or a credential. Whether one is set is
//! asked here, and what it means for the profile in use is decided in [`crate::context`], so that no two commands differ.

use std::process::Command;

/// The profile.
pub const PROFILE_VARIABLE: &str = "ATLCTL_PROFILE";
/// The organization's ID.
pub const ORG_VARIABLE: &str = "ATLCTL_ORG";
/// The base address of the official APIs.
pub const API_BASE_VARIABLE: &str = "ATLCTL_API_BASE";
/// The base address of the portal's gateway.
pub const PORTAL_BASE_VARIABLE: &str = "ATLCTL_PORTAL_BASE";
/// A session token.
pub const SESSION_VARIABLE: &str = "ATLCTL_SESSION_TOKEN";
/// An organization API key.
pub const API_KEY_VARIABLE: &str = "ATLCTL_API_KEY";
/// Keys of directories of identity providers: `DIRECTORY-ID:KEY`, several separated by spaces.
pub const DIRECTORY_KEY_VARIABLE: &str = "ATLCTL_DIRECTORY_KEY";
/// The password of a database, as the programs of PostgreSQL call it.
pub const DATABASE_PASSWORD_VARIABLE: &str = "PGPASSWORD";

/// The text of a variable; an empty one counts as not set. What is no text is wrong and not absent.
pub fn variable(name: &str) -> Option<String> {
    let text = std::env::var_os(name)?.to_string_lossy().into_owned();
    (!text.trim().is_empty()).then_some(text)
}

/// The variables with a credential that are set.
pub fn credential_variables() -> impl Iterator<Item = &'static str> {
    [SESSION_VARIABLE, API_KEY_VARIABLE]
        .into_iter()
        .filter(|name| variable(name).is_some())
}

/// Removes the secrets from the environment of a command.
pub fn without_secrets(command: &mut Command) -> &mut Command {
    command
        .env_remove(SESSION_VARIABLE)
        .env_remove(API_KEY_VARIABLE)
        .env_remove(DIRECTORY_KEY_VARIABLE)
        .env_remove(DATABASE_PASSWORD_VARIABLE)
}
