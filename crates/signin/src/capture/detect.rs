//! Recognizes the form of a capture.

use jiff::Timestamp;

use super::error::{CaptureError, Damage, Place};
use super::form::Form;
use super::{
    broken_lines, command, cookies, fetch, har, headers, json_cookies, powershell, prose, readings,
    repair, source_code, wrapped, wrappers,
};
use crate::secret_text::has_secret;
use crate::token::{SessionToken, TokenError};

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
    let around = |c: char| c.is_whitespace() || crate::text::is_invisible(c);
    let unwrapped = wrappers::unwrapped(text.trim_start_matches(crate::text::is_invisible));
    let inner = unwrapped.trim_start_matches(around);
    let above = unwrapped.strip_suffix(inner).unwrap_or_default();
    let above = above.matches('\n').count();
    inside(inner.trim_end_matches(around), now).map_err(|error| error.below(above))
}

/// Reads a text without wrappers.
fn inside(text: &str, now: Timestamp) -> Result<Captured, CaptureError> {
    if text.is_empty() {
        return Err(CaptureError::Empty);
    }
    let shown = repair::shown(text);
    let surely = broken_lines::joined(&shown, true);
    let text = surely.as_deref().unwrap_or(&shown);
    let error = match whole_or_broken(text, now) {
        Err(error) if !error.is_elsewhere() => error,
        // An address in wide signs is of no host.
        Err(CaptureError::OtherHost) if text.contains("：／") || text.contains("：//") => {
            return Err(wide(text).unwrap_or(CaptureError::OtherHost));
        }
        found => return found,
    };
    let mut other = None;
    for reading in readings::READINGS {
        let Some(text) = reading(text) else { continue };
        match whole_or_broken(&text, now) {
            Err(error) if !error.is_elsewhere() => {
                other.get_or_insert(error);
            }
            found => return found,
        }
    }
    let unknown = match &error {
        CaptureError::NotRecognized | CaptureError::Token(_) => true,
        CaptureError::NoCookie { place } => place.is_whole_text(),
        _ => false,
    };
    let words = || {
        let straight = repair::plain(text);
        let straight = repair::narrowed(&straight).unwrap_or(straight);
        match wrapped::token(&straight) {
            None => prose::token(&straight),
            found => Ok(found),
        }
    };
    if unknown && let Some(token) = words()? {
        let form = Form::Token;
        return Ok(Captured { token, form });
    }
    Err(match (error, other) {
        (error @ CaptureError::Token(TokenError::Address), _) => error,
        // What is wrong with the token is said where there is one.
        (_, Some(other @ CaptureError::Token(_))) => other,
        (
            error @ (CaptureError::NotRecognized
            | CaptureError::Unterminated
            | CaptureError::NoRequest
            | CaptureError::BadJson { .. }),
            _,
        ) => wide(text).unwrap_or(error),
        (error, _) => error,
    })
}

/// The error that names wide signs, where the text has any.
fn wide(text: &str) -> Option<CaptureError> {
    let line = repair::wide_signs(text)?;
    let damage = Damage::FullWidth;
    Some(CaptureError::Damaged { damage, line })
}

/// Reads a text as it stands, and with its broken lines put together.
fn whole_or_broken(text: &str, now: Timestamp) -> Result<Captured, CaptureError> {
    let error = match recognized(text, now) {
        Ok(found) => return Ok(found),
        Err(error) if error.is_elsewhere() => return Err(error),
        Err(error) => error,
    };
    if let Some(joined) = broken_lines::joined(text, false)
        && let Ok(found) = recognized(&joined, now)
    {
        return Ok(found);
    }
    Err(match error {
        // The text has one: the form is what is not known.
        CaptureError::NoCookie { place } if place.is_whole_text() && has_secret(text) => {
            CaptureError::NotRecognized
        }
        error => error,
    })
}

/// Recognizes the form of a text that is not broken.
fn recognized(text: &str, now: Timestamp) -> Result<Captured, CaptureError> {
    let straight = repair::plain(text);
    let given = |form| move |token| Captured { token, form };
    if json_cookies::is_one(&straight) {
        return match har::session(text, now)? {
            Some(token) => Ok(Captured {
                token,
                form: Form::Har,
            }),
            None => json_cookies::sessions(text, now)?
                .choose(Place::Json, now)
                .map(given(Form::Json)),
        };
    }
    if json_cookies::is_field(&straight) {
        match json_cookies::sessions(text, now).and_then(|found| found.choose(Place::Json, now)) {
            Err(error) if !error.is_elsewhere() => {}
            found => return found.map(given(Form::Json)),
        }
    }
    if powershell::is_one(text) {
        return script(text, now).map(given(Form::PowerShell));
    }
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
    if let Some(read) = code(text, &straight, now) {
        return read;
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

/// Reads a request in code, as is or repaired: in texts of JavaScript a typographic quote may be meant.
fn code(text: &str, straight: &str, now: Timestamp) -> Option<Result<Captured, CaptureError>> {
    let mut first = None;
    for text in [text, straight] {
        let read = if fetch::is_one(text) {
            fetched(text, now)
        } else if source_code::is_one(text) {
            written(text, now)
        } else {
            continue;
        };
        match read {
            Err(error) if !error.is_elsewhere() => {
                first.get_or_insert(Err(error));
            }
            read => return Some(read),
        }
    }
    first
}

fn written(text: &str, now: Timestamp) -> Result<Captured, CaptureError> {
    let token = source_code::sessions(text)?.choose(Place::Requests, now)?;
    Ok(Captured {
        token,
        form: Form::Code,
    })
}

fn fetched(text: &str, now: Timestamp) -> Result<Captured, CaptureError> {
    let (sessions, place) = fetch::sessions(text)?;
    match sessions.choose(place, now) {
        // Its headers may be in a variable.
        Err(error @ CaptureError::NoCookie { .. })
            if fetch::uses_variable(text) && source_code::is_one(text) =>
        {
            written(text, now).map_err(|other| if other.is_elsewhere() { other } else { error })
        }
        Err(error) => Err(error),
        Ok(token) => Ok(Captured {
            token,
            form: Form::Fetch,
        }),
    }
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
