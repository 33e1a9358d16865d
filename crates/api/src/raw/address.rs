//! The path in a full address, as Atlassian's documentation and the browser's developer tools show them.

use crate::bases::Bases;
use crate::error::{Error, ErrorKind};

/// Hosts and what their paths begin with here.
const ATLASSIAN: [(&str, &str, &str); 2] = [
    ("api.atlassian.com", "", ""),
    ("admin.atlassian.com", "/gateway/api", "/gateway/api"),
];

/// The path of an address: of Atlassian's hosts, or of the base addresses in use. Nothing when the text is no
/// address.
pub(super) fn path_of(text: &str, bases: &Bases) -> Result<Option<String>, Error> {
    let Some((scheme, rest)) = text.split_once("://") else {
        return Ok(None);
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let scheme = scheme.to_ascii_lowercase();
    let host = host.to_ascii_lowercase();
    // The port that goes without saying.
    let usual = if scheme == "https" { ":443" } else { ":80" };
    let host = host.strip_suffix(usual).unwrap_or(&host);
    let own = [(&bases.portal, "/gateway/api"), (&bases.api, "")].map(|(base, here)| {
        let port = base.port().map_or(String::new(), |port| format!(":{port}"));
        let host = format!("{}{port}", base.host_str().unwrap_or_default());
        (
            base.scheme().to_owned(),
            host,
            base.path().trim_end_matches('/').to_owned(),
            here,
        )
    });
    let known = ATLASSIAN
        .map(|(host, there, here)| ("https".to_owned(), host.to_owned(), there.to_owned(), here));
    let mut page = false;
    for (known, at, there, here) in own.into_iter().chain(known) {
        if known != scheme || at != host {
            continue;
        }
        match path.strip_prefix(there.as_str()) {
            Some(path) if path.starts_with('/') => return Ok(Some(format!("{here}{path}"))),
            _ => page = true,
        }
    }
    let what = if page {
        "is a portal page, not an endpoint; portal endpoints begin with /gateway/api/"
    } else {
        "is on another host; credentials are sent only to api.atlassian.com and admin.atlassian.com"
    };
    // A password in the address, and what is asked for, may be secrets.
    let message = if host.contains('@') {
        "the address has a user name or password before the @; remove it".to_owned()
    } else {
        let shown = text.split(['?', '#']).next().unwrap_or_default();
        format!("the address {shown:?} {what}")
    };
    Err(Error::new(ErrorKind::BadInput, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Option<String>, Error> {
        path_of(text, &Bases::atlassian())
    }

    #[test]
    fn addresses_of_the_documentation() {
        for (text, want) in [
            (
                "https://api.atlassian.com/admin/v1/orgs/{orgId}",
                "/admin/v1/orgs/{orgId}",
            ),
            (
                "HTTPS://API.Atlassian.com/admin/v1/orgs?x=1",
                "/admin/v1/orgs?x=1",
            ),
            (
                "https://admin.atlassian.com/gateway/api/adminhub/um/site/s/users",
                "/gateway/api/adminhub/um/site/s/users",
            ),
        ] {
            assert_eq!(of(text).unwrap().as_deref(), Some(want), "{text}");
        }
        assert_eq!(of("/admin/v1/orgs").unwrap(), None);
        let bases = Bases::parse(
            "http://127.0.0.1:80/base",
            "http://127.0.0.1:81/p/gateway/api",
        )
        .unwrap();
        let own = |text| path_of(text, &bases).unwrap();
        assert_eq!(
            own("http://127.0.0.1/base/admin/v1/orgs").as_deref(),
            Some("/admin/v1/orgs")
        );
        assert_eq!(
            own("http://127.0.0.1:81/p/gateway/api/me").as_deref(),
            Some("/gateway/api/me")
        );
    }

    #[test]
    fn other_addresses_are_refused() {
        for text in [
            "https://evil.example/admin/v1/orgs",
            "https://api.atlassian.com@evil.example/admin",
            "https://api.atlassian.com:8443/admin",
            "http://api.atlassian.com/admin",
            "https://acme.atlassian.net/gateway/api/me",
            "https://admin.atlassian.com/o/1/members",
            "https://admin.atlassian.com/gateway/apix",
            "https://api.atlassian.com",
            "file:///etc/passwd",
            "://",
        ] {
            assert!(of(text).is_err(), "{text}");
        }
    }
}
