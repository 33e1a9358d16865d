//! The credential that `--credential` names, for this run only.

use std::fs::File;
use std::io::{BufRead as _, Read as _};
use std::path::Path;

use atlctl_signin::Credentials;
use secrecy::{ExposeSecret as _, SecretString};

use crate::error::{CliError, CliResult};
use crate::ui::display;

/// More than any credential.
const LONGEST: u64 = 64 * 1024;

/// Reads it: a file, or the first line of standard input, whose rest is the command's.
///
/// # Errors
/// When it cannot be read, others can read it, or it is no credential.
pub fn given(path: &Path) -> CliResult<Credentials> {
    let from_stdin = path == Path::new("-");
    let name = if from_stdin {
        "standard input".to_owned()
    } else {
        display(&path.to_string_lossy())
    };
    let unread = |error: std::io::Error| {
        CliError::usage(format!("cannot read the credential from {name}"))
            .cause(&error)
            .hint("--credential names a file that holds a session token or an API key; - reads standard input")
    };
    let mut text = String::new();
    if from_stdin {
        let mut line = std::io::stdin().lock().take(LONGEST);
        line.read_line(&mut text).map_err(unread)?;
    } else {
        let file = File::open(path).map_err(unread)?;
        private(&file, &name)?;
        file.take(LONGEST)
            .read_to_string(&mut text)
            .map_err(unread)?;
    }
    let text = SecretString::from(text);
    Credentials::of_either(text.expose_secret()).map_err(|error| {
        CliError::usage(format!("{name} gives no credential"))
            .cause(&error)
            .hint("it is a session token or an organisation API key, and nothing else")
    })
}

/// A file that others can read is no place for a credential; a pipe is ours.
fn private(file: &File, name: &str) -> CliResult<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let about = file.metadata().ok();
        if let Some(about) = about.filter(|about| about.is_file() && about.mode() & 0o077 != 0) {
            return Err(CliError::usage(format!(
                "{name} can be read by others (mode {:o}); a credential in it is not safe",
                about.mode() & 0o777
            ))
            .hint(format!(
                "chmod 600 {name}, and make a new one if others may have read it"
            )));
        }
    }
    #[cfg(not(unix))]
    let _ = (file, name);
    Ok(())
}
