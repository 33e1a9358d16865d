//! A copied curl command, for any shell and with the changes that editors and chats make.

use jiff::Timestamp;

use super::form::Form;
use super::repair::{command, damage, joined, plain, unprompted};
use super::{CaptureError, bash, cmd, curl, powershell_command};
use crate::token::{SessionToken, TokenError};

/// Whether a line of the text begins a curl command.
pub(super) fn is_one(text: &str) -> bool {
    text.lines().any(|line| command(line).is_some())
}

/// The shell whose quoting the command uses.
#[derive(Clone, Copy)]
enum Shell {
    Bash,
    Cmd,
    Pwsh,
}

impl Shell {
    /// The likeliest first.
    fn likely(text: &str) -> [Self; 3] {
        let ends = |mark: &str| text.lines().any(|line| line.trim_end().ends_with(mark));
        // cmd knows no single quotes, so whatever begins with one is not for it.
        let single = text
            .find(['\'', '"'])
            .and_then(|at| text.get(at..))
            .is_some_and(|rest| rest.starts_with('\''));
        let exe = text.to_ascii_lowercase().contains("curl.exe");
        if ends(" `") || text.trim_start().starts_with("PS ") || (exe && single) {
            [Self::Pwsh, Self::Bash, Self::Cmd]
        } else if !single && (text.contains("^\"") || ends(" ^") || exe) {
            [Self::Cmd, Self::Pwsh, Self::Bash]
        } else {
            [Self::Bash, Self::Pwsh, Self::Cmd]
        }
    }

    fn commands(self, text: &str) -> Result<Vec<Vec<String>>, CaptureError> {
        match self {
            Self::Bash => bash::commands(text),
            Self::Cmd => cmd::commands(text),
            Self::Pwsh => powershell_command::commands(text),
        }
    }

    fn form(self) -> Form {
        match self {
            Self::Bash => Form::CurlBash,
            Self::Cmd => Form::CurlCmd,
            Self::Pwsh => Form::CurlPowerShell,
        }
    }
}

/// Reads the session from the text as is, or after repairing what changed when it was copied.
///
/// # Errors
/// The error of the most likely shell when no shell's quoting gives a session.
pub(super) fn session(text: &str, now: Timestamp) -> Result<(SessionToken, Form), CaptureError> {
    let straight = plain(text);
    let alone = unprompted(&straight);
    let whole = joined(&alone);
    let mut tried: Vec<&str> = Vec::new();
    let mut last = CaptureError::NotRecognized;
    for reading in [text, &straight, &alone, &whole] {
        if tried.contains(&reading) {
            continue;
        }
        tried.push(reading);
        for (n, shell) in Shell::likely(text).into_iter().enumerate() {
            let found = match shell.commands(reading) {
                Ok(commands) => curl::sessions(&commands),
                Err(error) => Err(error),
            };
            let error = match found {
                // A session that goes elsewhere is not given away by another reading.
                Ok(sessions) if sessions.belongs_elsewhere() => {
                    let token = sessions.choose(super::Place::Requests, now)?;
                    return Ok((token, shell.form()));
                }
                Ok(sessions) => match sessions.choose(super::Place::Requests, now) {
                    Ok(token) => return Ok((token, shell.form())),
                    Err(error) => error,
                },
                Err(error) => error,
            };
            if n == 0 {
                last = error;
            }
        }
    }
    let changed = matches!(
        last,
        CaptureError::Unterminated
            | CaptureError::NotRecognized
            | CaptureError::NoRequest
            | CaptureError::Token(TokenError::Characters { .. } | TokenError::BrokenPaste(_))
    );
    Err(match damage(text) {
        Some((damage, line)) if changed => CaptureError::Damaged { damage, line },
        _ => last,
    })
}
