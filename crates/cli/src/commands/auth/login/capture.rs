//! What was copied out of a browser.

use std::io::{IsTerminal as _, Read as _};
use std::path::Path;

use atlctl_signin::{Credentials, capture};

use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::ui::display;

/// Larger than any capture worth reading (HAR files are large).
const LARGEST: u64 = 256 * 1024 * 1024;

/// Reads the session out of a file or standard input.
///
/// # Errors
/// When it cannot be read, or holds no session.
pub(super) fn read(context: &Context, path: &Path) -> CliResult<Credentials> {
    let from_stdin = path == Path::new("-");
    let name = if from_stdin {
        "standard input".to_owned()
    } else {
        display(&path.to_string_lossy())
    };
    let unread =
        |error: std::io::Error| CliError::usage(format!("cannot read {name}")).cause(&error);
    let mut bytes = Vec::new();
    if from_stdin {
        if std::io::stdin().is_terminal() {
            context.ui.status(
                "Paste what you copied, then press Ctrl-D on a line of its own. It is shown, and a terminal\n\
                 cuts lines of more than 4095 characters: a file is the better way.",
            );
        }
        let mut stdin = std::io::stdin().lock().take(LARGEST);
        stdin.read_to_end(&mut bytes).map_err(unread)?;
    } else {
        let file = std::fs::File::open(path).map_err(unread)?;
        if others_may_read(&file) {
            context.ui.warning(format!(
                "others on this machine can read {name}, which holds a live session"
            ));
        }
        file.take(LARGEST).read_to_end(&mut bytes).map_err(unread)?;
    }
    let text = text(&bytes);
    let captured = capture::read(&text).map_err(|error| {
        let said = CliError::usage(format!(
            "{name} gives no session: {}",
            display(&error.to_string())
        ));
        if text.trim().starts_with("ATCTT") {
            said.hint("an organisation API key is taken with --api-key-stdin")
        } else {
            said.hint(error.hint())
        }
    })?;
    context
        .ui
        .status(format!("Read {}.", captured.form.as_str()));
    if !from_stdin {
        context.ui.hint(format!(
            "{name} holds a live session: delete it when you are signed in"
        ));
    }
    Ok(Credentials {
        session: Some(captured.token),
        api_key: None,
    })
}

/// Windows' tools save UTF-16; the rest is read as it is, since what is searched is plain letters.
fn text(bytes: &[u8]) -> String {
    let wide = |start: fn([u8; 2]) -> u16| {
        let units = bytes.get(2..).unwrap_or_default().chunks_exact(2);
        let units: Vec<u16> = units
            .map(|pair| {
                start([
                    pair.first().copied().unwrap_or(0),
                    pair.last().copied().unwrap_or(0),
                ])
            })
            .collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xFF, 0xFE, ..] => wide(u16::from_le_bytes),
        [0xFE, 0xFF, ..] => wide(u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

#[cfg(unix)]
fn others_may_read(file: &std::fs::File) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    file.metadata().is_ok_and(|about| about.mode() & 0o077 != 0)
}

/// On Windows a mode does not tell.
#[cfg(not(unix))]
fn others_may_read(_: &std::fs::File) -> bool {
    false
}
