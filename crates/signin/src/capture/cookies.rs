//! Cookies as a header has them, and as a Netscape cookie file has them.

use super::CaptureError;
use super::host::is_our_domain;
use crate::token::{SESSION_COOKIE, SessionToken};

/// The session's value among `name=value; …`.
pub(super) fn value(cookies: &str) -> Option<&str> {
    cookies.split(';').find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        (name.trim() == SESSION_COOKIE).then_some(value.trim())
    })
}

/// Whether this is one line that begins as a `Cookie:` line or its pairs do.
pub(super) fn is_line(text: &str) -> bool {
    let pairs = pairs(text);
    let name = pairs.split_once('=').map_or("", |(name, _)| name.trim());
    // RFC 6265: a name is a token (RFC 9110), which no other text with spaces, quotes or brackets is.
    let in_name = |c: char| c.is_ascii_alphanumeric() || "!#$%&*+-.^_|~".contains(c);
    !pairs.contains(['\n', '\r']) && !name.is_empty() && name.chars().all(in_name)
}

/// The pairs of a `Cookie:` line, also in quotes.
fn pairs(text: &str) -> &str {
    let text = text.trim();
    let text = ['"', '\'']
        .iter()
        .find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote))
        .unwrap_or(text);
    match text.split_once(':') {
        Some((name, pairs)) if name.trim().eq_ignore_ascii_case("cookie") => pairs.trim(),
        _ => text,
    }
}

/// A `Cookie:` line, or the pairs of one.
pub(super) fn line(text: &str) -> Result<SessionToken, CaptureError> {
    match value(pairs(text)) {
        Some(value) => Ok(SessionToken::parse(value)?),
        None => Err(CaptureError::NoCookie {
            host: "the line".to_owned(),
        }),
    }
}

/// Whether this is a line of a cookie file: seven fields between tabs.
pub(super) fn is_file(text: &str) -> bool {
    text.lines().any(|line| line.split('\t').count() == 7)
}

/// A cookie file.
pub(super) fn file(text: &str) -> Result<SessionToken, CaptureError> {
    let mut hosts: Vec<String> = Vec::new();
    for line in text.lines() {
        let line = line.strip_prefix("#HttpOnly_").unwrap_or(line);
        let fields: Vec<&str> = line.split('\t').collect();
        let [domain, _, _, _, _, name, value] = fields.as_slice() else {
            continue;
        };
        if *name != SESSION_COOKIE {
            continue;
        }
        if is_our_domain(domain) {
            return Ok(SessionToken::parse(value)?);
        }
        hosts.push((*domain).to_owned());
    }
    if hosts.is_empty() {
        return Err(CaptureError::NoCookie {
            host: "the cookie file".to_owned(),
        });
    }
    Err(CaptureError::OtherHost {
        hosts: hosts.join(", "),
    })
}
