//! Environment variables that contain secrets.

use std::process::Command;

/// A session token.
pub const SESSION_VARIABLE: &str = "ATLCTL_SESSION_TOKEN";
/// An organization API key.
pub const API_KEY_VARIABLE: &str = "ATLCTL_API_KEY";
/// Keys of directories of identity providers: `DIRECTORY-ID:KEY`, several separated by spaces.
pub const DIRECTORY_KEY_VARIABLE: &str = "ATLCTL_DIRECTORY_KEY";
/// The password of a database, as the programs of PostgreSQL call it.
pub const DATABASE_PASSWORD_VARIABLE: &str = "PGPASSWORD";

/// Removes the secrets from the environment of a command.
pub fn without_secrets(command: &mut Command) -> &mut Command {
    command
        .env_remove(SESSION_VARIABLE)
        .env_remove(API_KEY_VARIABLE)
        .env_remove(DIRECTORY_KEY_VARIABLE)
        .env_remove(DATABASE_PASSWORD_VARIABLE)
}
