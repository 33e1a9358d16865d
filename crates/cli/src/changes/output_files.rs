//! Files that a change writes: private, whole or not at all, never over something by accident.

use std::path::{Path, PathBuf};

use atlctl_core::report::{self, SaveError};

use crate::error::{CliError, CliResult};
use crate::same_command::hint_to_add;
use crate::ui::display;

/// Refuses a path at which something stands already, or that cannot be written, before anything is done.
///
/// # Errors
/// When something does and `force` is not set, or it cannot be written.
pub fn check_new_file(path: Option<&Path>, force: bool) -> CliResult<()> {
    match path {
        // Elsewhere `-` means stdout; a file of that name is hard to get at.
        Some(path) if path.as_os_str() == "-" => Err(CliError::usage(
            "- is not a file name; data goes to standard output anyway",
        )
        .hint("choose a format with -o and leave this option out; a file of that name is ./-")),
        Some(path) => report::can_save(path, force).map_err(|error| failed(&error)),
        None => Ok(()),
    }
}

/// Refuses one path for two files: the second would take the place of the first, or fail when all is done.
///
/// # Errors
/// When two of them are the same.
pub fn check_different_files(files: &[(&str, Option<&Path>)]) -> CliResult<()> {
    let mut known: Vec<(&str, PathBuf)> = Vec::new();
    for (flag, path) in files {
        let Some(path) = path.and_then(|path| std::path::absolute(path).ok()) else {
            continue;
        };
        if let Some((other, _)) = known.iter().find(|(_, taken)| *taken == path) {
            return Err(CliError::usage(format!(
                "{other} and {flag} name the same file"
            )));
        }
        known.push((flag, path));
    }
    Ok(())
}

/// Writes a file with mode 0600.
///
/// # Errors
/// When something stands there and `force` is not set, or it cannot be written.
pub fn save(path: &Path, text: &str, force: bool) -> CliResult<()> {
    report::save(path, text, force).map_err(|error| failed(&error))
}

fn failed(error: &SaveError) -> CliError {
    match error {
        SaveError::Exists(path) => exists(path),
        _ => {
            let said = CliError::failed(display(&error.to_string()));
            let said = match std::error::Error::source(error) {
                Some(cause) => said.cause(cause),
                None => said,
            };
            said.hint("use a file in an existing directory that you can write to")
        }
    }
}

fn exists(path: &Path) -> CliError {
    let shown = display(&path.to_string_lossy());
    CliError::usage(format!("{shown} already exists")).hint(hint_to_add(
        "choose another name, or overwrite it",
        "--force",
    ))
}
