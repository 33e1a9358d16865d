//! The session cookie: how it is sent and how a renewed one is read from a response.

use http::HeaderMap;
use http::header::SET_COOKIE;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use super::headers::http_date;

/// The only cookie that is read and sent.
pub(crate) const SESSION_COOKIE: &str = "cloud.session.token";

/// A renewed session token, if the response sets a usable one.
///
/// A cookie that is being deleted, is empty, or does not look like a token (three base64url parts) is
/// no renewal. That a reply renews the token at all is inferred; nothing published shows it.
pub(crate) fn renewed(
    headers: &HeaderMap,
    current: &SecretString,
    now: Timestamp,
) -> Option<SecretString> {
    headers
        .get_all(SET_COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .filter_map(|cookie| token_of(cookie, now))
        .rfind(|token| *token != current.expose_secret())
        .map(SecretString::from)
}

fn token_of(cookie: &str, now: Timestamp) -> Option<&str> {
    let mut parts = cookie.split(';');
    let (name, value) = parts.next()?.split_once('=')?;
    if name.trim() != SESSION_COOKIE {
        return None;
    }
    let deleted = parts.any(|attribute| {
        let (name, value) = attribute.split_once('=').unwrap_or((attribute, ""));
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "max-age" => value.parse::<i64>().is_ok_and(|age| age <= 0),
            // Also as older servers write it: `01-Jan-1970`.
            "expires" => http_date(&value.replace('-', " ")).is_some_and(|at| at <= now),
            _ => false,
        }
    });
    let value = value.trim().trim_matches('"');
    (!deleted && is_token(value)).then_some(value)
}

fn is_token(value: &str) -> bool {
    let mut count = 0;
    let whole = value.split('.').all(|part| {
        count += 1;
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    });
    whole && count == 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(cookie: &'static str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.append(SET_COOKIE, "other=1; Path=/".parse().unwrap());
        headers.append(SET_COOKIE, cookie.parse().unwrap());
        let now = "2026-11-24T10:00:00Z".parse().unwrap();
        renewed(&headers, &SecretString::from("old.old.old"), now)
            .map(|s| s.expose_secret().to_owned())
    }

    #[test]
    fn only_a_usable_token_renews() {
        let set = from("cloud.session.token=new.new.new; Path=/; Secure; HttpOnly; Max-Age=600");
        assert_eq!(set.as_deref(), Some("new.new.new"));
        let set = from("cloud.session.token=new.new.new; Expires=Thu, 24 Dec 2026 10:00:00 GMT");
        assert_eq!(set.as_deref(), Some("new.new.new"));
        for none in [
            "cloud.session.token=; Max-Age=0",
            "cloud.session.token=new.new.new; Max-Age=0",
            "cloud.session.token=new.new.new; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
            "cloud.session.token=new.new.new; expires=Thu, 01-Jan-1970 00:00:00 GMT",
            "cloud.session.token=deleted; Path=/",
            "cloud.session.token=old.old.old",
            "cloud.session.token.x=new.new.new",
            "tenant.session.token=new.new.new",
            "cloud.session.token=a.b.c^",
            "cloud.session.token",
        ] {
            assert_eq!(from(none), None, "{none}");
        }
    }
}
