//! Signing in with a request copied from a browser.

use std::io::{IsTerminal as _, Read as _};
use std::path::Path;

use atlctl_signin::{ApiKey, Credentials, capture, text};

use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::secret_argument;
use crate::ui::display;

/// Larger than any capture worth reading (HAR files are large).
const LARGEST: u64 = 256 * 1024 * 1024;

/// Whether the file is there, before anything is asked or tried.
///
/// # Errors
/// When it is not.
pub(super) fn is_there(path: &Path) -> CliResult<()> {
    if path == Path::new("-") {
        return Ok(());
    }
    secret_argument::file_name("--capture", path).map(drop)
}

/// Reads the session out of a file or standard input.
///
/// # Errors
/// When it cannot be read, or holds no session.
pub(super) fn read(context: &Context, path: &Path) -> CliResult<Credentials> {
    let from_stdin = path == Path::new("-");
    let name = if from_stdin {
        "standard input".to_owned()
    } else {
        secret_argument::file_name("--capture", path)?
    };
    let unread =
        |error: std::io::Error| CliError::usage(format!("cannot read {name}")).cause(&error);
    let mut bytes = Vec::new();
    if from_stdin {
        if std::io::stdin().is_terminal() {
            context.ui.status(
                "Paste what you copied, then press Ctrl-D on an empty line. The text is visible, and a terminal\n\
                 cuts lines longer than 4095 characters: a file is safer.",
            );
        }
        let mut stdin = std::io::stdin().lock().take(LARGEST);
        stdin.read_to_end(&mut bytes).map_err(unread)?;
    } else {
        let file = std::fs::File::open(path).map_err(unread)?;
        if others_may_read(&file) {
            context.ui.warning(format!(
                "other users of this machine can read {name}, which may contain a live session"
            ));
        }
        file.take(LARGEST).read_to_end(&mut bytes).map_err(unread)?;
    }
    let text = text::decode(&bytes);
    let captured = capture::read(&text, context.now()).map_err(|error| {
        let said = CliError::usage(format!(
            "no session found in {name}: {}",
            display(&error.to_string())
        ));
        if ApiKey::looks_like_one(&text) {
            said.hint("use --api-key-stdin for an organization API key")
        } else {
            said.hint(error.hint())
        }
    })?;
    context
        .ui
        .status(format!("Read {}.", captured.form.as_str()));
    if !from_stdin {
        context.ui.hint(format!(
            "{name} contains a live session: delete it once you are signed in"
        ));
    }
    Ok(Credentials {
        session: Some(captured.token),
        ..Credentials::default()
    })
}

#[cfg(unix)]
fn others_may_read(file: &std::fs::File) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    file.metadata().is_ok_and(|about| about.mode() & 0o077 != 0)
}

/// Windows has no such mode.
#[cfg(not(unix))]
fn others_may_read(_: &std::fs::File) -> bool {
    false
}
