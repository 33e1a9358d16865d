//! The two base addresses, and the addresses that a credential may be sent to.

use std::net::IpAddr;

use url::{Host, Url};

use crate::error::{Error, ErrorKind};

/// The base addresses of requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bases {
    /// Base of the official APIs, for API keys and the keys of directories: paths start with `/admin`, `/users` or
    /// `/scim`.
    pub api: Url,
    /// Base of the portal's gateway, for sessions: paths start with `/admin`, `/users` or `/adminhub`.
    pub portal: Url,
}

impl Bases {
    /// Atlassian's own.
    #[must_use]
    pub fn atlassian() -> Self {
        match Self::parse(
            "https://api.atlassian.com",
            "https://admin.atlassian.com/gateway/api",
        ) {
            Ok(bases) => bases,
            Err(_) => unreachable!("both are constants, covered by a test"),
        }
    }

    /// Parses the base addresses.
    ///
    /// # Errors
    /// `BadInput` when one of them is not an absolute address.
    pub fn parse(api: &str, portal: &str) -> Result<Self, Error> {
        let read = |text: &str| {
            Url::parse(text).map_err(|error| {
                Error::new(
                    ErrorKind::BadInput,
                    match error {
                        url::ParseError::RelativeUrlWithoutBase => {
                            format!("{text:?} is not a URL; use one such as http://127.0.0.1:8080")
                        }
                        error => format!("invalid base URL {text:?}: {error}"),
                    },
                )
            })
        };
        Ok(Self {
            api: read(api)?,
            portal: read(portal)?,
        })
    }

    /// Whether both are on this machine.
    #[must_use]
    pub fn are_loopback(&self) -> bool {
        is_loopback(&self.api) && is_loopback(&self.portal)
    }

    /// Whether a credential may be sent to them, if their hosts are allowed: `https`, or `http` to this machine, without
    /// user name and query.
    #[must_use]
    pub fn can_be_used(&self) -> bool {
        self.check(true).is_ok()
    }

    /// Whether the way to both is the same: encrypted or not, out or on this machine.
    pub(crate) fn are_alike(&self) -> bool {
        is_loopback(&self.api) == is_loopback(&self.portal)
            && self.api.scheme() == self.portal.scheme()
    }

    /// Checks that a credential may be sent to both: `https` to Atlassian (or to anyone, when
    /// `any_host`), plain `http` to this machine only.
    pub(crate) fn check(&self, any_host: bool) -> Result<(), Error> {
        for base in [&self.api, &self.portal] {
            check_one(base, any_host)?;
        }
        Ok(())
    }

    /// Whether an address has the origin of one of the bases.
    pub(crate) fn owns(&self, url: &Url) -> bool {
        let plain = url.username().is_empty() && url.password().is_none();
        plain && (url.origin() == self.api.origin() || url.origin() == self.portal.origin())
    }
}

fn check_one(base: &Url, any_host: bool) -> Result<(), Error> {
    let refuse = |why: &str| {
        Err(Error::new(
            ErrorKind::BadInput,
            format!("the base URL {} {why}", shown(base)),
        ))
    };
    if !base.username().is_empty() || base.password().is_some() {
        return refuse("has a user name or password; use only scheme, host, port and path");
    }
    if base.query().is_some() || base.fragment().is_some() {
        return refuse("has a query or fragment; use only scheme, host, port and path");
    }
    let loopback = is_loopback(base);
    match base.scheme() {
        "https" => {}
        "http" if loopback => {}
        "http" => return refuse("uses http; only addresses on this machine may use http"),
        _ => return refuse("does not use https"),
    }
    if loopback || any_host || is_atlassian(base) {
        Ok(())
    } else {
        refuse("is not an Atlassian host; credentials are sent only to Atlassian")
    }
}

/// Scheme, host and port of an address, which may be printed.
fn shown(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{}://{host}:{port}", url.scheme()),
        None => format!("{}://{host}", url.scheme()),
    }
}

/// Whether the host is this machine. `localhost` counts because the transport pins it to 127.0.0.1.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        None => false,
    }
}

fn is_atlassian(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "atlassian.com" || name.ends_with(".atlassian.com"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ok(base: &str, any: bool) -> bool {
        Bases::parse(base, base).is_ok_and(|b| b.check(any).is_ok())
    }

    #[test]
    fn only_atlassian_and_this_machine() {
        for good in [
            "https://api.atlassian.com",
            "https://admin.atlassian.com/gateway/api",
            "http://127.0.0.1:8080",
            "http://127.9.9.9",
            "http://[::1]:1",
            "http://localhost:4000/x",
        ] {
            assert!(ok(good, false), "{good}");
        }
        for bad in [
            "http://api.atlassian.com",
            "https://api.atlassian.com.evil.example",
            "https://evilatlassian.com",
            "https://u:p@api.atlassian.com",
            "https://api.atlassian.com/?x=1",
            "http://192.168.0.1",
            "http://localhost.evil.example",
            "ftp://127.0.0.1",
            "not a url",
            "https://10.0.0.1",
        ] {
            assert!(!ok(bad, false), "{bad}");
        }
        assert!(ok("https://proxy.example/x", true));
        assert!(!ok("http://proxy.example/x", true));
    }

    #[test]
    fn atlassians_own_are_accepted() {
        assert!(Bases::atlassian().check(false).is_ok());
        assert!(!Bases::atlassian().are_loopback());
    }

    #[test]
    fn a_password_is_not_repeated() {
        let bases = Bases::parse("https://u:canary@x.example", "https://x.example").unwrap();
        let error = bases.check(false).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
}
