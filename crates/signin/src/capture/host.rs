//! The host of a request, and whether a session may be taken from it.

use url::{Host, Url};

/// The host of a request or a cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Site {
    /// Not a URL.
    Nowhere,
    /// Another host.
    Other,
    /// An Atlassian host, but not over TLS.
    Insecure(&'static str),
    /// A site of Atlassian's that shares no cookies with the portal: its session is not the portal's.
    Neighbor(&'static str),
    /// The portal, a host that shares its cookies with the portal, or this machine.
    Portal(&'static str),
}

const PORTAL: &str = "admin.atlassian.com";

impl Site {
    /// For a cookie pasted without a host: assume the portal.
    pub(super) const UNNAMED: Self = Self::Portal("the portal");

    /// The site of a URL; without a scheme, `https` is assumed.
    pub(super) fn of_address(address: &str) -> Self {
        // Chats and wikis make `<address>` and `[text](address)` of it.
        let address = address
            .split_once("](")
            .filter(|_| address.starts_with('['))
            .map_or(address, |(_, target)| target.trim_end_matches(')'))
            .trim()
            .trim_start_matches('<')
            .trim_end_matches('>');
        let parsed = if address.contains("://") {
            Url::parse(address)
        } else {
            Url::parse(&format!("https://{address}"))
        };
        parsed.map_or(Self::Nowhere, |url| Self::of(&url))
    }

    fn of(url: &Url) -> Self {
        if !matches!(url.scheme(), "http" | "https") {
            return Self::Other;
        }
        match url.host() {
            Some(Host::Domain(name)) => match Self::of_host(name) {
                Self::Portal(name) | Self::Neighbor(name)
                    if url.scheme() != "https" && name != "this machine" =>
                {
                    Self::Insecure(name)
                }
                site => site,
            },
            Some(Host::Ipv4(address)) if address.is_loopback() => Self::Portal("this machine"),
            Some(Host::Ipv6(address)) if address.is_loopback() => Self::Portal("this machine"),
            _ => Self::Other,
        }
    }

    /// Of a host, or of a cookie's domain.
    pub(super) fn of_host(host: &str) -> Self {
        let host = host.trim().trim_start_matches('.').trim_end_matches('.');
        let host = host.to_ascii_lowercase();
        let under = |ours: &str| {
            host.strip_suffix(ours)
                .is_some_and(|before| before.ends_with('.'))
        };
        match host.as_str() {
            PORTAL => Self::Portal(PORTAL),
            "atlassian.com" => Self::Portal("atlassian.com"),
            "localhost" | "127.0.0.1" | "[::1]" => Self::Portal("this machine"),
            _ if under("atlassian.com") => Self::Portal("a host of atlassian.com"),
            "atlassian.net" => Self::Neighbor("atlassian.net"),
            _ if under("atlassian.net") => Self::Neighbor("a host of atlassian.net"),
            _ => Self::Other,
        }
    }

    /// Of a `Host:` line, which may name a port.
    pub(super) fn of_authority(authority: &str) -> Self {
        Self::of_address(&format!("https://{}/", authority.trim()))
    }

    /// Whether the text has the address of another host in it, wherever that stands.
    pub(super) fn names_another(text: &str) -> bool {
        let of_address = |(at, _): (usize, &str)| {
            let address = text.get(at..).unwrap_or_default();
            let end = address.find(|c: char| c.is_whitespace() || "\"'`<>)".contains(c));
            let address = address.get(..end.unwrap_or(address.len()));
            !Self::of_address(address.unwrap_or_default()).is_ours()
        };
        ["https://", "http://"]
            .iter()
            .any(|scheme| text.match_indices(scheme).any(of_address))
    }

    /// Whether a session may be taken from there.
    pub(super) fn is_ours(self) -> bool {
        matches!(self, Self::Portal(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_atlassian_and_this_machine() {
        for (text, ours) in [
            ("https://admin.atlassian.com/x", true),
            ("https://acme.atlassian.net/x", false),
            ("https://ADMIN.ATLASSIAN.COM/", true),
            ("https://admin.atlassian.com:443/", true),
            ("admin.atlassian.com/x", true),
            ("<https://admin.atlassian.com/x>", true),
            (
                "[https://evil.example](https://admin.atlassian.com/x)",
                true,
            ),
            (
                "[https://admin.atlassian.com](https://evil.example/x)",
                false,
            ),
            (
                "https://admin.atlassian.com/x<https://evil.example/x>",
                true,
            ),
            ("http://127.0.0.1:8080/", true),
            ("http://localhost/", true),
            ("http://[::1]/", true),
            ("http://admin.atlassian.com/", false),
            ("ftp://admin.atlassian.com/", false),
            ("https://evilatlassian.com/", false),
            ("https://atlassian.com.evil.example/", false),
            ("https://evil.example/?x=atlassian.com", false),
            ("https://admin.atlassian.com@evil.example/", false),
            ("https://evil.example\\@admin.atlassian.com/", false),
            ("data:text/plain,x", false),
            ("", false),
        ] {
            assert_eq!(Site::of_address(text).is_ours(), ours, "{text}");
        }
        assert!(Site::of_host(".atlassian.com").is_ours());
        assert!(!Site::of_host("xatlassian.com").is_ours());
        assert!(!Site::of_host("").is_ours());
        assert!(Site::names_another(
            "x 'https://admin.atlassian.com/' (http://evil.example)"
        ));
        assert!(!Site::names_another(
            "x <https://admin.atlassian.com/> \"http://127.0.0.1:1\""
        ));
        assert!(Site::of_authority("admin.atlassian.com:443").is_ours());
        assert!(!Site::of_authority("evil.example/admin.atlassian.com").is_ours());
        assert!(Site::Portal("x") > Site::Neighbor("x"));
    }
}
