//! Files that a change writes: private, whole or not at all, never over something by accident.

use std::path::Path;

use atlctl_core::report::{self, SaveError};

use crate::error::{CliError, CliResult};
use crate::ui::display;

/// Refuses a path at which something stands already, before anything is done.
///
/// # Errors
/// When it does, and `force` is not set.
pub fn fresh(path: Option<&Path>, force: bool) -> CliResult<()> {
    match path {
        Some(path) if !force && path.symlink_metadata().is_ok() => Err(exists(path)),
        _ => Ok(()),
    }
}

/// Writes a file with mode 0600.
///
/// # Errors
/// When something stands there and `force` is not set, or it cannot be written.
pub fn save(path: &Path, text: &str, force: bool) -> CliResult<()> {
    report::save(path, text, force).map_err(|error| match &error {
        SaveError::Exists(path) => exists(path),
        _ => {
            let said = CliError::failed(display(&error.to_string()));
            match std::error::Error::source(&error) {
                Some(cause) => said.cause(cause),
                None => said,
            }
        }
    })
}

fn exists(path: &Path) -> CliError {
    let shown = display(&path.to_string_lossy());
    CliError::usage(format!("{shown} exists already"))
        .hint("choose another name, or overwrite it with --force")
}
