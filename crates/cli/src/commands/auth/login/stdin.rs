//! A secret from standard input.

use std::io::{IsTerminal as _, Read as _};

use secrecy::SecretString;

use crate::error::{CliError, CliResult};

/// More than any credential.
const LONGEST: u64 = 64 * 1024;

/// Reads it.
///
/// # Errors
/// When standard input cannot be read or is too long.
pub(in crate::commands::auth) fn secret() -> CliResult<SecretString> {
    if std::io::stdin().is_terminal() {
        return Err(CliError::usage(
            "standard input is a terminal, which would show the secret as you type",
        )
        .hint("use --prompt for hidden input, or redirect a file: < key.txt"));
    }
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(LONGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| CliError::usage("cannot read standard input").cause(&error))?;
    if bytes.len() as u64 > LONGEST {
        return Err(CliError::usage(
            "standard input is longer than any credential",
        ));
    }
    Ok(SecretString::from(atlctl_signin::text::decode(&bytes)))
}
