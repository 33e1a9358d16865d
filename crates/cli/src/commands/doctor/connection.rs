//! The way to the service: addresses, names, proxy.

use std::net::{TcpStream, ToSocketAddrs as _};
use std::sync::mpsc;
use std::time::Duration;

use atlctl_api::Bases;
use url::{Host, Url};

use super::finding::{Findings, State};
use crate::config::Profile;
use crate::context::Context;

/// How long a name may take to be resolved, and a connection to be made.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Which base addresses are used, and where they are set.
pub(super) fn addresses(
    context: &Context,
    profile: &Profile,
    bases: &Bases,
    findings: &mut Findings,
) {
    let given = context.global.api_base.is_some() || context.global.portal_base.is_some();
    let from = if profile.simulated.is_some() {
        "the simulated organization"
    } else if given {
        "command line or environment"
    } else if profile.api_base.is_some() || profile.portal_base.is_some() {
        "the profile"
    } else {
        "Atlassian's own"
    };
    let found = format!(
        "{} and {} ({from})",
        shown(&bases.api),
        shown(&bases.portal)
    );
    findings.add("addresses", State::Ok, found);
}

/// Whether the hosts' names are known.
pub(super) fn names(bases: &Bases, findings: &mut Findings) {
    let mut names: Vec<&str> = [&bases.api, &bases.portal]
        .into_iter()
        .filter_map(|url| match url.host() {
            // The client does not ask a resolver for this one.
            Some(Host::Domain(name)) if name != "localhost" => Some(name),
            _ => None,
        })
        .collect();
    names.dedup();
    if names.is_empty() {
        findings.add("DNS", State::Ok, "not needed for this machine");
    }
    for name in names {
        match resolve(name) {
            Ok(count) => {
                let addresses = if count == 1 { "address" } else { "addresses" };
                let found = format!("{name} resolves to {count} {addresses}");
                findings.add("DNS", State::Ok, found);
            }
            // Behind a proxy this is usual: the proxy resolves.
            Err(why) => findings.advise(
                "DNS",
                State::Warning,
                format!("{name} cannot be resolved: {why}"),
                "check the network and DNS settings; behind a proxy, this is normal",
            ),
        }
    }
}

/// Calls the system's resolver on another thread, because it has no timeout.
fn resolve(name: &str) -> Result<usize, String> {
    let (tell, told) = mpsc::channel();
    let asked = format!("{name}:443");
    std::thread::spawn(move || {
        let found = asked.to_socket_addrs().map(Iterator::count);
        let _ = tell.send(found.map_err(|error| error.to_string()));
    });
    told.recv_timeout(TIMEOUT)
        .unwrap_or_else(|_| Err(format!("no answer within {} s", TIMEOUT.as_secs())))
}

/// An environment variable that is not empty, in upper or lower case.
fn set(name: &str) -> Option<(String, String)> {
    [name.to_owned(), name.to_ascii_lowercase()]
        .into_iter()
        .find_map(|name| {
            let value = std::env::var(&name).ok()?;
            (!value.trim().is_empty()).then_some((name, value))
        })
}

/// The proxy that the environment names.
fn named() -> Option<(String, String)> {
    set("HTTPS_PROXY").or_else(|| set("ALL_PROXY"))
}

/// Which certificates are trusted. Whether they suffice, the first connection shows.
pub(super) fn trust(context: &Context, bases: &Bases, findings: &mut Findings) {
    let found = match &context.global.cacert {
        _ if bases.are_loopback() => "not needed for this machine".to_owned(),
        Some(path) => format!("the system's trust store, and {}", path.display()),
        None => "the system's trust store".to_owned(),
    };
    findings.add("trust store", State::Ok, found);
}

/// Which proxy the system's settings name, without the name and password it may hold.
pub(super) fn proxy(context: &Context, bases: &Bases, findings: &mut Findings) {
    let (state, found) = match named() {
        _ if bases.are_loopback() => (State::Ok, "not used for this machine".to_owned()),
        None => (State::Ok, "none set in the environment".to_owned()),
        Some((name, _)) if context.global.no_proxy => {
            (State::Note, format!("{name} is ignored (--no-proxy)"))
        }
        Some((name, value)) => {
            let except = if set("NO_PROXY").is_some() {
                "; NO_PROXY lists exceptions"
            } else {
                ""
            };
            (State::Note, format!("{name}: {}{except}", address(&value)))
        }
    };
    findings.add("proxy", state, found);
}

/// Scheme, host and port of a proxy.
fn address(value: &str) -> String {
    let value = value.trim();
    let url = if value.contains("://") {
        Url::parse(value)
    } else {
        Url::parse(&format!("http://{value}"))
    };
    url.map_or_else(|_| "not a valid address".to_owned(), |url| shown(&url))
}

/// Without a credential no call can be made: whether there is a way to the hosts at all.
pub(super) fn reach(context: &Context, bases: &Bases, findings: &mut Findings) {
    if named().is_some() && !context.global.no_proxy && !bases.are_loopback() {
        let found = "cannot be checked through a proxy without a credential";
        findings.add("connection", State::Unchecked, found);
        return;
    }
    for base in [&bases.api, &bases.portal] {
        let addresses = base.socket_addrs(|| None).unwrap_or_default();
        let reached = addresses
            .iter()
            .any(|address| TcpStream::connect_timeout(address, TIMEOUT).is_ok());
        let place = shown(base);
        if reached {
            let found = format!("{place} can be reached; certificates and calls need a credential");
            findings.add("connection", State::Ok, found);
        } else {
            findings.advise(
                "connection",
                State::Failed,
                format!("{place} cannot be reached"),
                "check the network and the proxy (--no-proxy ignores it)",
            );
        }
    }
}

/// What may be shown of an address: no name, no password, no query.
pub(super) fn shown(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let path = url.path().trim_end_matches('/');
    match url.port() {
        Some(port) => format!("{}://{host}:{port}{path}", url.scheme()),
        None => format!("{}://{host}{path}", url.scheme()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxys_password_is_not_shown() {
        for value in [
            "http://ann:canary@proxy.example:8080",
            "ann:canary@proxy.example:8080",
            "http://proxy.example:8080/?x=canary",
        ] {
            assert_eq!(address(value), "http://proxy.example:8080", "{value}");
        }
        assert_eq!(address("http://[canary"), "not a valid address");
    }
}
