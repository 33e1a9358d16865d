//! A `Set-Cookie` header: a cookie as the service gives it.

use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};

use super::host::Site;
use crate::token::SESSION_COOKIE;

/// The session of such a header.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Given {
    pub(super) value: String,
    /// The domain that it names itself.
    pub(super) site: Option<Site>,
    pub(super) ends: Option<Timestamp>,
}

/// Reads the header's value; `None` for another cookie.
pub(super) fn read(header: &str, now: Timestamp) -> Option<Given> {
    let mut fields = header.split(';').map(str::trim);
    let (name, value) = fields.next()?.split_once('=')?;
    if name.trim() != SESSION_COOKIE {
        return None;
    }
    let mut given = Given {
        value: value.trim().to_owned(),
        site: None,
        ends: None,
    };
    let mut age = None;
    for field in fields {
        let (name, value) = field.split_once('=').unwrap_or((field, ""));
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "domain" if !value.is_empty() => given.site = Some(Site::of_host(value)),
            // With dashes, as it was written once.
            "expires" => {
                let text = value.replace('-', " ");
                given.ends = rfc2822::parse(&text).ok().map(|time| time.timestamp());
            }
            "max-age" => age = value.parse::<i64>().ok(),
            _ => {}
        }
    }
    // RFC 6265: the age goes before the date.
    if let Some(age) = age {
        given.ends = now.checked_add(SignedDuration::from_secs(age)).ok();
    }
    Some(given)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_attributes_say_whose_it_is_and_until_when() {
        let now: Timestamp = "2026-11-26T10:00:00Z".parse().unwrap();
        let of = |text: &str| read(text, now);
        assert_eq!(of("other=x; Path=/"), None);
        let given = of("cloud.session.token=a.b.c; Domain=.atlassian.com; Expires=Sat, 26 Dec 2026 10:00:00 GMT; HttpOnly").unwrap();
        assert_eq!(given.value, "a.b.c");
        assert!(given.site.unwrap().is_ours());
        assert_eq!(given.ends, "2026-12-26T10:00:00Z".parse().ok());
        let given =
            of("cloud.session.token=a.b.c; Max-Age=0; Expires=Sat, 26-Dec-2026 10:00:00 GMT")
                .unwrap();
        assert_eq!((given.site, given.ends), (None, Some(now)));
        let given = of("cloud.session.token=a.b.c; domain=evil.example").unwrap();
        assert_eq!(given.site, Some(Site::Other));
    }
}
