//! Recognizes the form of a capture.

use jiff::Timestamp;

use super::error::{CaptureError, Place};
use super::form::Form;
use super::{
    command, cookies, fetch, har, headers, json_cookies, powershell, repair, source_code, wrapped,
};
use crate::token::SessionToken;

/// A session and the form of its capture.
#[derive(Debug, Clone)]
pub struct Captured {
    /// The session.
    pub token: SessionToken,
    /// What was pasted.
    pub form: Form,
}

/// Finds the session in a capture. Of several, returns the one a browser would now send to the portal.
///
/// # Errors
/// When the capture is not recognized, is damaged, has no session, or goes to another host.
pub fn read(text: &str, now: Timestamp) -> Result<Captured, CaptureError> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || crate::text::is_invisible(c));
    if text.is_empty() {
        return Err(CaptureError::Empty);
    }
    let given = |form| move |token| Captured { token, form };
    if json_cookies::is_one(text) {
        return match har::session(text, now)? {
            Some(token) => Ok(Captured {
                token,
                form: Form::Har,
            }),
            None => json_cookies::sessions(text)?
                .choose(Place::Json, now)
                .map(given(Form::Json)),
        };
    }
    if powershell::is_one(text) {
        return script(text, now).map(given(Form::PowerShell));
    }
    let straight = repair::plain(text);
    if command::is_one(&straight) {
        return match command::session(text, now) {
            Ok((token, form)) => Ok(Captured { token, form }),
            // PowerShell's own `curl` is another program.
            Err(error) if powershell::may_be_one(text) && !error.is_elsewhere() => {
                script(text, now)
                    .map(given(Form::PowerShell))
                    .map_err(|_| error)
            }
            Err(error) => Err(error),
        };
    }
    if powershell::may_be_one(text) {
        return script(text, now).map(given(Form::PowerShell));
    }
    // In texts of JavaScript a typographic quote may be meant.
    for text in [text, &straight] {
        if fetch::is_one(text) {
            let (sessions, place) = fetch::sessions(text)?;
            return sessions.choose(place, now).map(given(Form::Fetch));
        }
    }
    for text in [text, &straight] {
        if source_code::is_one(text) {
            let sessions = source_code::sessions(text)?;
            return sessions.choose(Place::Requests, now).map(given(Form::Code));
        }
    }
    let text = straight.trim();
    if cookies::is_file(text) {
        let sessions = cookies::file(text);
        return sessions
            .choose(Place::CookieFile, now)
            .map(given(Form::CookieFile));
    }
    if headers::is_one(text) {
        let (sessions, form) = headers::sessions(text, now)?;
        return sessions.choose(Place::Line, now).map(given(form));
    }
    alone(text, now)
}

/// Reads a script as is, or with straight quotes.
fn script(text: &str, now: Timestamp) -> Result<SessionToken, CaptureError> {
    let read = |text: &str| powershell::sessions(text)?.choose(Place::Requests, now);
    match read(text) {
        Err(error) if !error.is_elsewhere() => {
            read(&repair::plain(text)).map_err(|_| match repair::damage(text) {
                Some((damage, line)) if error == CaptureError::Unterminated => {
                    CaptureError::Damaged { damage, line }
                }
                _ => error,
            })
        }
        found => found,
    }
}

/// Reads a session pasted without a request.
///
/// Only for text that begins with a cookie: a request to another host, in an unknown form, may also contain
/// cookies.
fn alone(text: &str, now: Timestamp) -> Result<Captured, CaptureError> {
    let given = |form| move |token| Captured { token, form };
    let or_wrapped = |error: CaptureError| match wrapped::token(text) {
        Some(token) if !error.is_elsewhere() => Ok(given(Form::Token)(token)),
        _ => Err(error),
    };
    if cookies::is_row(text) {
        let found = cookies::rows(text).choose(Place::StorageRow, now);
        return found.map(given(Form::StorageRow)).or_else(or_wrapped);
    }
    if cookies::is_line(text) {
        let found = cookies::line(text, now);
        return found.map(given(Form::CookieLine)).or_else(or_wrapped);
    }
    // A single word may be a token, whole or broken: what is wrong with it is then said.
    let token = SessionToken::parse(text);
    if token.is_ok() || !text.contains(char::is_whitespace) {
        let found = token.map(given(Form::Token));
        return found.map_err(CaptureError::from).or_else(or_wrapped);
    }
    or_wrapped(CaptureError::NotRecognized)
}
