//! A response and its meaning: success, an expired sign-in, or an error.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, LOCATION, SET_COOKIE};
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use super::call::{Call, Safety};
use super::headers;
use super::secrets::{Secret, Secrets};
use crate::error::{Error, ErrorBody, ErrorKind, ExpiryForm, Processed, read_body};
use crate::json;

/// A successful answer.
#[derive(Clone)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Secrets that must not appear in messages.
    pub(crate) secrets: Arc<Secrets>,
}

impl Reply {
    /// The body as the type the call documents. A wrong content type is an error only for calls that change
    /// data: something else may have answered.
    pub(crate) fn json<T: DeserializeOwned>(&self, call: &Call) -> Result<T, Error> {
        if call.safety == Safety::Write && declares_no_json(&self.headers) {
            return Err(self.error(
                call,
                ErrorKind::Unreadable,
                "the response is not JSON, says its content type",
            ));
        }
        json::read(&self.body).map_err(|error| self.unreadable(call, &error))
    }

    /// The error for a body that does not match the documentation of the call.
    pub(crate) fn unreadable(&self, call: &Call, error: &serde_json::Error) -> Error {
        let what = if self.body.is_empty() {
            "got an empty response instead of JSON".to_owned()
        } else {
            // Only the position: serde repeats values, which may be personal.
            format!(
                "the response is not valid JSON for this call (line {}, column {})",
                error.line(),
                error.column()
            )
        };
        self.error(call, ErrorKind::Unreadable, what)
    }

    /// An error for this response.
    pub(crate) fn error(&self, call: &Call, kind: ErrorKind, message: impl Into<String>) -> Error {
        let error = call
            .error(kind, message)
            .with_status(self.status.as_u16())
            .with_trace(headers::trace(&self.headers));
        self.redacted(error)
    }

    /// Text of the response without the secrets that were sent or set.
    pub(crate) fn redact(&self, text: impl AsRef<str>) -> String {
        self.secrets.redact(text.as_ref(), &self.cookies())
    }

    /// Data of the response without whole secrets.
    pub(crate) fn redact_data<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.secrets.redact_data(text, &self.cookies())
    }

    /// An error without them.
    pub(crate) fn redacted(&self, error: Error) -> Error {
        redacted(error, |text| self.redact(text))
    }

    /// The values of the cookies that the response sets.
    fn cookies(&self) -> Vec<Secret> {
        let values = self.headers.get_all(SET_COOKIE).iter();
        values
            .filter_map(|value| value.to_str().ok()?.split(';').next()?.split_once('='))
            .map(|(_, value)| value.trim().trim_matches('"'))
            // Less is a flag, and no secret.
            .filter(|value| value.len() >= 8)
            .map(Secret::new)
            .collect()
    }
}

/// An error with secrets removed from its texts.
pub(crate) fn redacted(mut error: Error, redact: impl Fn(&str) -> String) -> Error {
    error.message = redact(&error.message);
    error.code = error.code.as_deref().map(&redact);
    error.trace_id = error.trace_id.as_deref().map(&redact);
    error.path = redact(&error.path).into();
    error
}

/// The content type, in lowercase, without parameters.
fn content_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let kind = value.split(';').next().unwrap_or_default();
    Some(kind.trim().to_ascii_lowercase())
}

fn declares_page(headers: &HeaderMap) -> bool {
    content_type(headers)
        .is_some_and(|kind| matches!(kind.as_str(), "text/html" | "application/xhtml+xml"))
}

/// Whether the content type is something other than JSON.
fn declares_no_json(headers: &HeaderMap) -> bool {
    content_type(headers).is_some_and(|kind| {
        let json = kind == "application/json" || kind.ends_with("+json") || kind == "text/json";
        !kind.is_empty() && !json
    })
}

/// Whether the body is a web page.
fn is_page(headers: &HeaderMap, body: &[u8]) -> bool {
    declares_page(headers) && !body.is_empty()
        || body
            .strip_prefix(b"\xEF\xBB\xBF")
            .unwrap_or(body)
            .iter()
            .find(|byte| !byte.is_ascii_whitespace())
            .is_some_and(|byte| *byte == b'<')
}

/// Whether a session cookie in this response may replace the one that was sent. A sign-in page, or a redirect
/// to one, may set a session without a signed-in user.
pub(crate) fn may_renew(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> bool {
    status.is_success() && !declares_page(headers) && !is_page(headers, body)
}

/// Classifies a response. `session`: whether the credential was the session.
pub(crate) fn judge(
    call: &Call,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    session: bool,
) -> Result<(), Error> {
    if status.is_success() {
        if !is_page(headers, body) {
            return Ok(());
        }
        let kind = if session {
            ErrorKind::SignInNeeded(ExpiryForm::HtmlPage)
        } else {
            ErrorKind::Unreadable
        };
        // A change answered by a web page: its outcome is unknown.
        return Err(call
            .error(kind, "got an HTML page instead of JSON")
            .with_processed(Processed::Unknown)
            .with_status(status.as_u16())
            .with_trace(headers::trace(headers)));
    }
    let said = read_body(body);
    let page = is_page(headers, body);
    let kind = if !session && status == StatusCode::UNAUTHORIZED && lacks_scope(&said) {
        ErrorKind::Forbidden
    } else {
        kind_of(status, headers, body, page, said.code.as_deref(), session)
    };
    let message = said
        .message
        .unwrap_or_else(|| default_message(kind, status));
    let mut error = call
        .error(kind, message)
        .with_status(status.as_u16())
        .with_trace(said.trace_id.or_else(|| headers::trace(headers)))
        .with_retry_after(headers::wait(headers));
    error.code = said.code;
    if let Some(processed) = processed(status, call.safety) {
        error.processed = processed;
    }
    Err(error)
}

/// Whether the server may have processed a request that it answered with this status, where the kind of error does not
/// say so. A refusal proves that nothing was done only where the status means one: proxies answer with numbers of
/// their own when a request took too long or the client seemed gone (460, 499), and the request may have been through
/// by then. 429 counts as not processed: the limits of the service stand before its work.
fn processed(status: StatusCode, safety: Safety) -> Option<Processed> {
    match status.as_u16() {
        300..=399 => (safety == Safety::Write).then_some(Processed::Unknown),
        // At the wrong server, or too early: refused before any work.
        421 | 425 => Some(Processed::No),
        // What the registry of HTTP has as a refusal.
        400..=407 | 409..=417 | 422..=424 | 426 | 428 | 429 | 431 | 451 => None,
        400..=499 => Some(Processed::Unknown),
        _ => None,
    }
}

fn kind_of(
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    page: bool,
    code: Option<&str>,
    session: bool,
) -> ErrorKind {
    match status.as_u16() {
        300..=399 => match headers.get(LOCATION).and_then(|value| value.to_str().ok()) {
            Some(to) if is_login(to) => ErrorKind::SignInNeeded(ExpiryForm::LoginRedirect),
            _ => ErrorKind::Redirect,
        },
        400 if code == Some("ADMIN-400-4") => ErrorKind::OldUserManagement,
        401 => ErrorKind::SignInNeeded(ExpiryForm::Unauthorized),
        402 => ErrorKind::PaymentRequired,
        403 if says_signed_out(code, body, page && session) => {
            ErrorKind::SignInNeeded(ExpiryForm::ForbiddenSignedOut)
        }
        403 => ErrorKind::Forbidden,
        404 | 410 => ErrorKind::NotFound,
        408 => ErrorKind::Timeout,
        409 => ErrorKind::Conflict,
        429 => ErrorKind::RateLimited,
        400..=499 => ErrorKind::Invalid,
        500..=599 => ErrorKind::Server,
        // 1xx never gets here; anything else is not HTTP as we know it.
        _ => ErrorKind::Unreadable,
    }
}

/// Whether a 401 is about a key that works and lacks a scope: `ADMIN-401-2` with `INSUFFICIENT_SCOPE` (reported). The
/// code alone is also sent for an unknown key.
fn lacks_scope(said: &ErrorBody) -> bool {
    said.code.as_deref() == Some("ADMIN-401-2")
        && said
            .message
            .as_deref()
            .is_some_and(|message| message.to_ascii_lowercase().contains("scope"))
}

/// Whether a redirect leads to a sign-in page (its form is inferred; hosts and paths are the known ones).
fn is_login(location: &str) -> bool {
    let location = location.to_ascii_lowercase();
    location.contains("id.atlassian.com")
        || location.contains("auth.atlassian.com")
        || location.split(['?', '#']).next().is_some_and(|path| {
            path.split('/')
                .any(|s| matches!(s, "login" | "signin" | "sso"))
        })
}

/// Whether a 403 means that nobody is signed in: by its code, or because it is a sign-in page.
fn says_signed_out(code: Option<&str>, body: &[u8], page: bool) -> bool {
    if matches!(code, Some("unauthorized" | "401" | "UNAUTHENTICATED")) {
        return true;
    }
    page && {
        let text = String::from_utf8_lossy(body.get(..8_192).unwrap_or(body)).to_ascii_lowercase();
        text.contains("/login") || text.contains("log in") || text.contains("sign in")
    }
}

fn default_message(kind: ErrorKind, status: StatusCode) -> String {
    match kind {
        ErrorKind::SignInNeeded(_) => "the credential is not accepted; sign in again".into(),
        ErrorKind::Forbidden => "permission denied for this credential".into(),
        ErrorKind::NotFound => "not found, or not visible to this credential".into(),
        ErrorKind::RateLimited => "too many requests".into(),
        ErrorKind::Redirect => {
            "the server redirects to another address; redirects are not followed".into()
        }
        ErrorKind::Server => "internal server error".into(),
        _ => match status.canonical_reason() {
            Some(reason) => format!("the server responded: {reason}"),
            None => "the server responded with an unknown status".into(),
        },
    }
}
