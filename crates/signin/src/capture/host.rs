//! Which hosts a session may be taken from.

use url::{Host, Url};

/// Whether a session of a request to this address is Atlassian's (or the simulator's, on this machine).
pub(super) fn is_ours(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.to_ascii_lowercase();
            name == "localhost" || (url.scheme() == "https" && (is_atlassian(&name)))
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Whether a cookie of this domain is Atlassian's or this machine's.
pub(super) fn is_our_domain(domain: &str) -> bool {
    let domain = domain.trim_start_matches('.').to_ascii_lowercase();
    is_atlassian(&domain) || domain == "localhost" || domain == "127.0.0.1"
}

fn is_atlassian(name: &str) -> bool {
    ["atlassian.com", "atlassian.net"].iter().any(|ours| {
        name == *ours
            || name
                .strip_suffix(ours)
                .is_some_and(|before| before.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_atlassian_and_this_machine() {
        for (text, ours) in [
            ("https://admin.atlassian.com/x", true),
            ("https://acme.atlassian.net/x", true),
            ("https://ADMIN.ATLASSIAN.COM/", true),
            ("http://127.0.0.1:8080/", true),
            ("http://localhost/", true),
            ("http://[::1]/", true),
            ("http://admin.atlassian.com/", false),
            ("https://evilatlassian.com/", false),
            ("https://atlassian.com.evil.example/", false),
            ("https://evil.example/?x=atlassian.com", false),
            ("https://admin.atlassian.com@evil.example/", false),
        ] {
            assert_eq!(is_ours(&Url::parse(text).unwrap()), ours, "{text}");
        }
        assert!(is_our_domain(".atlassian.com") && !is_our_domain("xatlassian.com"));
    }
}
