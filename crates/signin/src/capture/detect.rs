//! What was pasted, by its looks.

use super::{CaptureError, bash, cmd, cookies, curl, har, powershell};
use crate::token::SessionToken;

/// The forms that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Copy as cURL for bash and its like.
    CurlBash,
    /// Copy as cURL for Windows' cmd.
    CurlCmd,
    /// Copy as PowerShell.
    PowerShell,
    /// A HAR file.
    Har,
    /// A `Cookie:` line.
    CookieLine,
    /// A Netscape cookie file.
    CookieFile,
    /// The token alone.
    Token,
}

impl Form {
    /// Its name, for people.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CurlBash => "a request copied as cURL (bash)",
            Self::CurlCmd => "a request copied as cURL (cmd)",
            Self::PowerShell => "a request copied as PowerShell",
            Self::Har => "a HAR file",
            Self::CookieLine => "a Cookie line",
            Self::CookieFile => "a cookie file",
            Self::Token => "a session token",
        }
    }
}

/// A session, and what it was found in.
#[derive(Debug, Clone)]
pub struct Captured {
    /// The session.
    pub token: SessionToken,
    /// What was pasted.
    pub form: Form,
}

/// Finds the session in what was pasted.
///
/// # Errors
/// What was pasted is not known, broken, without a session, or of another host.
pub fn read(text: &str) -> Result<Captured, CaptureError> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(CaptureError::Empty);
    }
    let form = form(text).ok_or(CaptureError::NotRecognised)?;
    let token = match form {
        Form::CurlBash => curl::session(&bash::commands(text)?)?,
        Form::CurlCmd => return windows(text),
        Form::PowerShell => powershell::session(text)?,
        Form::Har => har::session(text)?,
        Form::CookieLine => cookies::line(text)?,
        Form::CookieFile => cookies::file(text)?,
        Form::Token => SessionToken::parse(text)?,
    };
    Ok(Captured { token, form })
}

/// A command for cmd, unless it only looks like one: a caret at the end of a line may also stand inside a
/// text that bash quotes.
fn windows(text: &str) -> Result<Captured, CaptureError> {
    let session = |commands: Result<Vec<Vec<String>>, CaptureError>| curl::session(&commands?);
    let (token, form) = match session(cmd::commands(text)) {
        Ok(token) => (token, Form::CurlCmd),
        Err(error) if text.contains("^\"") => return Err(error),
        Err(error) => match session(bash::commands(text)) {
            Ok(token) => (token, Form::CurlBash),
            Err(_) => return Err(error),
        },
    };
    Ok(Captured { token, form })
}

fn form(text: &str) -> Option<Form> {
    let has = |part: &str| text.contains(part);
    if text.starts_with('{') {
        return Some(Form::Har);
    }
    if has("Invoke-WebRequest") || has("Invoke-RestMethod") || has("System.Net.Cookie(") {
        return Some(Form::PowerShell);
    }
    let command = |line: &str| {
        let mut words = line.split_whitespace();
        words
            .find(|word| !curl::is_before(word))
            .is_some_and(curl::is_curl)
    };
    if text.lines().any(command) {
        let carets = has("^\"") || has(" ^\n") || has(" ^\r\n");
        // cmd knows no single quotes, so whatever begins with one is for bash.
        let single = text
            .find(['\'', '"'])
            .and_then(|at| text.get(at..))
            .is_some_and(|rest| rest.starts_with('\''));
        let windows = (carets && !single) || text.to_ascii_lowercase().starts_with("curl.exe");
        return Some(if windows {
            Form::CurlCmd
        } else {
            Form::CurlBash
        });
    }
    if cookies::is_file(text) {
        return Some(Form::CookieFile);
    }
    // Only what is a line of cookies from its beginning: a request that goes elsewhere, in a form that is
    // not known here, may hold one too.
    if cookies::is_line(text) {
        return Some(Form::CookieLine);
    }
    // A single word may be a token, whole or broken: what is wrong with it is then said.
    (!text.contains(char::is_whitespace)).then_some(Form::Token)
}
