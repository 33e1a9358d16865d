//! From "next" to a cursor. "Next" may be a bare cursor or an address; an address only ever gives its
//! cursor, and only if it is a bare cursor or an address of a base.

use crate::base_urls::Bases;
use crate::ids::Cursor;

/// The cursor in a `next`, or the reason why there is none.
pub(crate) fn cursor_of(next: &str, bases: &Bases) -> Result<Cursor, &'static str> {
    let next = next.trim();
    let has_query = next.contains("?cursor=") || next.contains("&cursor=");
    let address = next.contains("://")
        // Base64 may begin with slashes, but holds no dot.
        || (next.starts_with("//") || next.starts_with("\\\\")) && next.contains('.')
        || has_query && next.starts_with(['/', '?', '\\']);
    if !address {
        return Ok(Cursor::from(next));
    }
    let url = bases
        .api
        .join(next)
        .map_err(|_| "the URL of the next page is not valid")?;
    if !bases.owns(&url) {
        return Err("the URL of the next page is on another host");
    }
    url.query_pairs()
        .find(|(name, value)| name == "cursor" && !value.is_empty())
        .map(|(_, value)| Cursor::from(value.into_owned()))
        .ok_or("the URL of the next page has no cursor")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(next: &str) -> Option<String> {
        cursor_of(next, &Bases::atlassian())
            .ok()
            .map(Cursor::into_string)
    }

    #[test]
    fn bare_or_address() {
        for (next, want) in [
            ("kloHX1ZQVasDAkx_P48NYQ", "kloHX1ZQVasDAkx_P48NYQ"),
            ("/base64/like+cursor==", "/base64/like+cursor=="),
            ("//8B", "//8B"),
            (
                "https://api.atlassian.com/admin/v1/orgs?cursor=abc%3D",
                "abc=",
            ),
            (
                "https://admin.atlassian.com/gateway/api/admin/v1/orgs?x=1&cursor=abc",
                "abc",
            ),
            ("/admin/v1/orgs?cursor=abc", "abc"),
        ] {
            assert_eq!(of(next).as_deref(), Some(want), "{next}");
        }
    }

    #[test]
    fn another_host_is_refused() {
        for next in [
            "https://evil.example/admin/v1/orgs?cursor=abc",
            "//evil.example/?cursor=abc",
            "//evil.example/x",
            "\\\\evil.example\\?cursor=abc",
            "/\\evil.example/?cursor=abc",
            "https://api.atlassian.com@evil.example/?cursor=abc",
            "https://user:pw@api.atlassian.com/?cursor=abc",
            "https://api.atlassian.com:8443/?cursor=abc",
            "http://api.atlassian.com/?cursor=abc",
            "https://api.atlassian.com.evil.example/?cursor=abc",
            "https://аpi.atlassian.com/?cursor=abc",
            "https://api.atlassian.com/admin/v1/orgs",
            "https://api.atlassian.com/admin/v1/orgs?cursor=",
            "https://[",
        ] {
            assert_eq!(of(next), None, "{next}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(next in "\\PC{0,60}") {
            let _ = of(&next);
        }

        #[test]
        fn any_address_elsewhere_is_refused(host in "[a-z]{1,10}\\.example", path in "[a-z/]{0,10}") {
            let foreign = format!("https://{host}/{path}?cursor=x");
            prop_assert_eq!(of(&foreign), None);
        }
    }
}
