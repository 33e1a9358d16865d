//! `Set-Cookie` headers: cookies as the service gives them, or takes them away.

use jiff::{SignedDuration, Timestamp};

use super::cookie_date;
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

/// The sessions of the header's value, which may hold several cookies: on lines of their own, or joined with commas.
pub(super) fn read(header: &str, now: Timestamp) -> Vec<Given> {
    let cookies = header.lines().flat_map(joined);
    cookies.filter_map(|cookie| one(cookie, now)).collect()
}

/// The cookies that commas join. A comma inside of a date is followed by no name and `=`.
fn joined(line: &str) -> Vec<&str> {
    let mut all = Vec::new();
    let mut begin = 0;
    for (at, comma) in line.match_indices(',') {
        let behind = line.get(at + comma.len()..).unwrap_or_default();
        let in_name = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        let name = behind.trim_start().split(|c| !in_name(c)).next();
        let name = name.unwrap_or_default();
        let value = behind.trim_start().get(name.len()..).unwrap_or_default();
        if !name.is_empty() && value.trim_start().starts_with('=') {
            all.extend(line.get(begin..at));
            begin = at + comma.len();
        }
    }
    all.extend(line.get(begin..));
    all
}

/// Reads one cookie; `None` for another than the session.
fn one(cookie: &str, now: Timestamp) -> Option<Given> {
    let mut fields = cookie.split(';').map(str::trim);
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
            "expires" => given.ends = cookie_date::parse(value),
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

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    #[test]
    fn the_attributes_say_whose_it_is_and_until_when() {
        let now: Timestamp = "2026-11-26T10:00:00Z".parse().unwrap();
        let of = |text: &str| read(text, now).pop();
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

    #[test]
    fn each_joined_cookie_keeps_its_own_attributes() {
        let date = "Expires=Wed, 21 Oct 2026 07:28:00 GMT";
        let ours = "cloud.session.token=a.b.c";
        for (text, site) in [
            (
                format!("x=1; Domain=evil.example; {date}, {ours}; Path=/"),
                None,
            ),
            (format!("{ours}; {date},x=1; Domain=evil.example"), None),
            (
                format!("x=1, {ours}; Domain=evil.example; {date}, y=2"),
                Some(Site::Other),
            ),
            (format!("x=1; Path=/\n{ours}; {date}"), None),
            (format!("x=1,{ours},y=2"), None),
        ] {
            let all = read(&text, NOW);
            assert_eq!(all.len(), 1, "{text}");
            assert_eq!(
                (all[0].value.as_str(), all[0].site),
                ("a.b.c", site),
                "{text}"
            );
            let dated = text.contains(&format!("{ours}; "));
            let dated = dated && !text.contains("Path=/") || text.contains('\n');
            assert_eq!(all[0].ends.is_some(), dated, "{text}");
        }
        let two = format!("{ours}; {date}, cloud.session.token=d.e.f; Max-Age=60");
        let values: Vec<String> = read(&two, NOW).into_iter().map(|one| one.value).collect();
        assert_eq!(values, ["a.b.c", "d.e.f"]);
    }
}
