//! IP addresses in rules: an address, a network such as `10.0.0.0/8`, or a pattern such as `192.0.2.*`.

use std::net::IpAddr;

use ipnet::IpNet;

use super::text_pattern::matches;

/// What is wrong with the text as an address, a network or a pattern, if anything.
pub(super) fn network_fault(text: &str) -> Option<String> {
    let text = text.trim();
    let fits = if text.contains('/') {
        text.parse::<IpNet>().is_ok()
    } else if text.contains('*') {
        text.chars()
            .all(|one| one.is_ascii_hexdigit() || ".:*".contains(one))
    } else {
        text.parse::<IpAddr>().is_ok()
    };
    (!fits).then(|| {
        format!(
            "{text:?} is no IP address, network such as 10.0.0.0/8 or pattern such as 192.0.2.*"
        )
    })
}

/// Whether an address is one of these, or in one of these networks.
pub(super) fn any_network(patterns: &[String], address: Option<&str>) -> bool {
    let Some(text) = address.map(str::trim) else {
        return false;
    };
    let address = text.parse::<IpAddr>().ok().map(|one| one.to_canonical());
    patterns.iter().any(|pattern| {
        let pattern = pattern.trim();
        if let Ok(network) = pattern.parse::<IpNet>() {
            return address.is_some_and(|address| network.contains(&address));
        }
        if let Ok(one) = pattern.parse::<IpAddr>() {
            return address == Some(one.to_canonical());
        }
        matches(pattern, text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_in_networks_and_by_any_spelling() {
        for (pattern, address, fits) in [
            ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.77", false),
            ("192.0.2.*", "192.0.2.77", true),
            ("192.0.2.0/24", "192.0.2.255", true),
            ("192.0.2.0/24", "192.0.3.0", false),
            ("10.0.0.0/8", "::ffff:10.1.2.3", true),
            ("2001:DB8::/32", "2001:db8:1::1", true),
            ("2001:db8::1", "2001:0db8:0:0:0:0:0:1", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("10.0.0.0/8", "an office", false),
        ] {
            let patterns = [pattern.to_owned()];
            assert_eq!(network_fault(pattern), None, "{pattern}");
            assert_eq!(
                any_network(&patterns, Some(address)),
                fits,
                "{pattern} {address}"
            );
        }
        assert!(!any_network(&["*".to_owned()], None));
        for odd in [
            "10.0.0.0/33",
            "10.0.0/8",
            "office",
            "10.0.0",
            "10.*/8",
            "1.2.3.4/x",
        ] {
            assert!(network_fault(odd).is_some(), "{odd}");
        }
    }
}
