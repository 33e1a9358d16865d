//! The copy in a database that a profile wants after each sync.

use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};

/// Copies the mirror into the profile's database, if it has one. The sync stays what it was when this fails.
///
/// # Errors
/// When the configuration cannot be read.
pub fn after_sync(context: &Context, exit: Exit) -> CliResult {
    let Some(url) = context.profile_with(&["postgres"])?.1.postgres else {
        return Ok(exit);
    };
    match copy(context, &url) {
        Ok(()) => Ok(exit),
        Err(error) => {
            context.ui.error(
                &error.context(
                    "the mirror is synced, but its copy in the database is not up to date",
                ),
            );
            context.ui.hint("copy it again: atlctl export postgres");
            Ok(Exit::Partly)
        }
    }
}

#[cfg(feature = "postgres")]
fn copy(context: &Context, url: &str) -> Result<(), CliError> {
    super::postgres::copy_quietly(context, url)
}

#[cfg(not(feature = "postgres"))]
fn copy(_: &Context, _: &str) -> Result<(), CliError> {
    Err(CliError::failed("this atlctl was built without PostgreSQL"))
}

/// The database of a URL, for people: never a password.
#[cfg(feature = "postgres")]
pub fn shown_address(url: &str) -> String {
    match atlctl_core::export::postgres::Address::parse(url) {
        Ok(address) => address.to_string(),
        Err(error) => format!("not valid: {error}"),
    }
}

/// The database of a URL, for people: never a password.
#[cfg(not(feature = "postgres"))]
pub fn shown_address(_: &str) -> String {
    "not in this build".to_owned()
}
