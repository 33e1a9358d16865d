//! The path in a full address, as Atlassian's documentation and the browser's developer tools show them.

use crate::base_urls::Bases;
use crate::error::{Error, ErrorKind};

/// Hosts and what their paths begin with here.
const ATLASSIAN: [(&str, &str, &str); 2] = [
    ("api.atlassian.com", "", ""),
    ("admin.atlassian.com", "/gateway/api", "/gateway/api"),
];

/// The path of an address: of Atlassian's hosts, or of the base addresses in use. Nothing when the text is no
/// address.
pub(super) fn path_of(text: &str, bases: &Bases) -> Result<Option<String>, Error> {
    let (scheme, rest) = match text.split_once("://") {
        Some(parts) => parts,
        // Browsers show addresses without `https://`.
        None if begins_with_host(text) => ("https", text),
        None => return Ok(None),
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
    let (mut page, mut bare) = (false, false);
    let insecure = scheme == "http" && known.iter().any(|(_, at, ..)| at == host);
    for (known, at, there, here) in own.into_iter().chain(known) {
        if known != scheme || at != host {
            continue;
        }
        match path.strip_prefix(there.as_str()) {
            Some(path) if path.starts_with('/') => return Ok(Some(format!("{here}{path}"))),
            _ => (page, bare) = (true, there.is_empty()),
        }
    }
    let what = if page && bare {
        "has no path; give that of an endpoint, such as /admin/v1/orgs"
    } else if page {
        "is a portal page, not an endpoint; portal endpoints begin with /gateway/api/"
    } else if insecure {
        "begins with http://; credentials are sent only over https://"
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

/// Whether the text before the first slash is one of Atlassian's hosts.
fn begins_with_host(text: &str) -> bool {
    let host = text.split('/').next().unwrap_or_default();
    ATLASSIAN
        .iter()
        .any(|(known, ..)| host.eq_ignore_ascii_case(known))
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
            ("api.atlassian.com/admin/v1/orgs", "/admin/v1/orgs"),
            ("Admin.Atlassian.com/gateway/api/me", "/gateway/api/me"),
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
        for text in [
            "/admin/v1/orgs",
            "admin/v1/orgs",
            "evil.example/admin",
            "/api.atlassian.com/x",
        ] {
            assert_eq!(of(text).unwrap(), None, "{text}");
        }
        for text in [
            "https://api.atlassian.com",
            "api.atlassian.com",
            "https://api.atlassian.com?x=1",
        ] {
            let said = of(text).unwrap_err().to_string();
            assert!(said.contains("has no path"), "{said}");
        }
        let said = of("http://api.atlassian.com/admin")
            .unwrap_err()
            .to_string();
        assert!(said.contains("only over https"), "{said}");
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
            "admin.atlassian.com/o/1/members",
            "api.atlassian.com",
            "https://admin.atlassian.com/gateway/apix",
            "https://api.atlassian.com",
            "file:///etc/passwd",
            "://",
        ] {
            assert!(of(text).is_err(), "{text}");
        }
    }
}
