//! A path as servers may read it. Some decode it twice, read `;` as parameters or a backslash as a slash, skip
//! empty segments, or stop at a NUL. Rules about a call hold for every reading of its path; a path that can be
//! read in several ways is not sent.

use http::Method;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Characters that are not encoded in a path segment: RFC 3986 `pchar`, without the semicolon.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b'=')
    .remove(b':')
    .remove(b'@');

/// Where the paths of the official APIs and of the portal begin. Two slashes before any other word name
/// another host.
const ROOTS: &[&str] = &["admin", "adminhub", "ex", "gateway", "me", "scim", "users"];

/// POST calls that only read; `*` matches one segment. (Published specifications, and the searches of the
/// first API version.)
const READING: &[&str] = &[
    "admin/api-access/v1/orgs/*/oauth-clients/count",
    "admin/api-access/v1/orgs/*/service-accounts/count",
    "admin/control/v1/orgs/*/users/auth-policies/bulk-fetch",
    "admin/user-provisioning/v1/org/*/get-scim-links-for-email",
    "admin/v1/orgs/*/groups/search",
    "admin/v1/orgs/*/users/search",
    "admin/v2/orgs/*/directories/*/groups/search",
    "admin/v2/orgs/*/directories/*/users/search",
    "admin/v2/orgs/*/workspaces",
];

/// A path that can be read in only one way, apart from encoded slashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Path {
    /// The decoded path.
    segments: Vec<String>,
    /// Whether the path ends with a slash.
    slash: bool,
}

impl Path {
    /// Reads a path, with or without its first slash.
    ///
    /// # Errors
    /// Why the path is refused.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let bare = text.trim_start_matches('/');
        let first = bare.split('/').next().unwrap_or_default();
        if bare.is_empty() {
            return Err("is empty".into());
        }
        if text.starts_with("//") && !ROOTS.contains(&first) || text.contains("://") {
            return Err("is on another host".into());
        }
        if let Some((scheme, _)) = first.split_once(':')
            && !text.starts_with('/')
            && is_scheme(scheme)
        {
            return Err(format!(
                "is an address that begins with {scheme}:, and not a path"
            ));
        }
        let (bare, slash) = match bare.strip_suffix('/') {
            Some(bare) => (bare, true),
            None => (bare, false),
        };
        let segments: Vec<String> = bare.split('/').map(segment).collect::<Result<_, _>>()?;
        let path = Self { segments, slash };
        match path.placeholders().as_slice() {
            [] => Ok(path),
            names => Err(format!("is missing values for {}", names.join(", "))),
        }
    }

    /// The path as sent, with only the necessary characters encoded.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for segment in &self.segments {
            text.push('/');
            text.push_str(&utf8_percent_encode(segment, SEGMENT).to_string());
        }
        if self.slash {
            text.push('/');
        }
        text
    }

    /// The names in braces that have no value.
    fn placeholders(&self) -> Vec<&str> {
        let braced = self
            .segments
            .iter()
            .filter(|segment| segment.contains(['{', '}']));
        braced.map(String::as_str).collect()
    }

    /// The path's segments: encoded slashes as what they are in a segment, and as slashes.
    fn readings(&self) -> [Vec<&str>; 2] {
        let whole: Vec<&str> = self.segments.iter().map(String::as_str).collect();
        let parts = whole.iter().flat_map(|segment| segment.split('/'));
        let parted = parts.collect();
        [whole, parted].map(below_gateway)
    }

    /// Whether the call only reads, by its method or because it is a known search.
    pub(super) fn reads(&self, method: &Method) -> bool {
        match *method {
            Method::GET | Method::HEAD | Method::OPTIONS => true,
            Method::POST => self.readings().iter().all(|segments| {
                READING.iter().any(|call| {
                    let mut call = call.split('/');
                    let same = segments.iter().all(|segment| {
                        call.next()
                            .is_some_and(|known| known == "*" || known == *segment)
                    });
                    same && call.next().is_none()
                })
            }),
            _ => false,
        }
    }

    /// Whether it is one of the two calls that are never made, in any reading.
    pub(super) fn is_forbidden(&self, method: &Method) -> bool {
        self.readings().iter().any(|segments| {
            let plain: Vec<String> = segments.iter().map(|segment| plain(segment)).collect();
            // What has no letter and no digit is left out by some, and stands for "all" with others.
            let mut plain: &[String] = &plain;
            while let [rest @ .., last] = plain
                && !last.contains(char::is_alphanumeric)
            {
                plain = rest;
            }
            match plain {
                [.., last] if last == "api-tokens" => *method == Method::DELETE,
                [.., holder, last] => holder == "organization" && last == "reparent",
                _ => false,
            }
        })
    }

    /// Whether every server takes the characters for the same: in a call that changes something only plain
    /// ones are.
    pub(super) fn is_plain(&self) -> bool {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~!$&'()*+,=:@|/".contains(c);
        self.segments
            .iter()
            .all(|segment| segment.chars().all(plain))
    }
}

/// Whether a word can stand before the colon of an address, as in `https:/x` and `javascript:x`.
fn is_scheme(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

/// The segments without the gateway's own.
fn below_gateway(mut segments: Vec<&str>) -> Vec<&str> {
    if segments.starts_with(&["gateway", "api"]) {
        segments.drain(..2);
    }
    segments
}

/// A segment as a careless server would compare it: in small letters, without blanks and without what looks
/// like the ending of a file.
fn plain(segment: &str) -> String {
    let small = segment.trim().to_lowercase();
    small
        .split('.')
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned()
}

/// One segment, decoded.
fn segment(text: &str) -> Result<String, String> {
    let refuse = |why: &str| Err(why.to_owned());
    if text.is_empty() {
        return refuse("has two slashes in a row");
    }
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('%') {
        if !after.bytes().take(2).all(|byte| byte.is_ascii_hexdigit()) || after.len() < 2 {
            return refuse("has a % that two hexadecimal digits do not follow");
        }
        rest = after;
    }
    let Ok(plain) = percent_decode_str(text).decode_utf8() else {
        return refuse("is not valid UTF-8 when decoded");
    };
    if plain.contains('%') {
        return refuse("is percent-encoded twice");
    }
    // Data that holds slashes, such as an ARI, is one segment; but it must not climb either.
    for part in plain.split('/') {
        match part.trim() {
            "." | ".." => return refuse("has a . or .. segment"),
            "" => return refuse("has an empty segment"),
            trimmed if trimmed != part => return refuse("has a segment with spaces around it"),
            _ => {}
        }
    }
    if plain.contains('\\') {
        return refuse("has a backslash");
    }
    if plain.contains([';', '?', '#']) {
        return refuse("has ; ? or # within a segment, which servers interpret differently");
    }
    let unseen = |c: char| c.is_control() || (c.is_whitespace() && c != ' ');
    if plain.contains(unseen) || text.contains(' ') {
        return refuse("has characters that are not valid in a path; encode a space as %20");
    }
    Ok(plain.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Path, String> {
        Path::parse(text)
    }

    #[test]
    fn one_reading_is_sent_as_it_is() {
        for (text, sent) in [
            ("/admin/v1/orgs", "/admin/v1/orgs"),
            ("admin/v1/orgs", "/admin/v1/orgs"),
            ("//admin/v1/orgs", "/admin/v1/orgs"),
            (
                "/gateway/api/adminhub/um/org/o/users/",
                "/gateway/api/adminhub/um/org/o/users/",
            ),
            ("/users/557058:a%7Cb/manage", "/users/557058:a%7Cb/manage"),
            ("/users/557058%3Aa|b/manage", "/users/557058:a%7Cb/manage"),
            (
                "/x/ari%3Acloud%3Ajira%3A%3Asite%2Fs",
                "/x/ari:cloud:jira::site%2Fs",
            ),
            ("/x/a%20b/%C3%BC", "/x/a%20b/%C3%BC"),
        ] {
            assert_eq!(
                of(text).map(|path| path.text()).as_deref(),
                Ok(sent),
                "{text}"
            );
        }
    }

    #[test]
    fn what_has_no_single_reading_is_refused() {
        for (text, why) in [
            ("", "empty"),
            ("//", "empty"),
            ("//evil.example/x", "another host"),
            ("https://evil.example/x", "another host"),
            ("https:/evil.example/x", "begins with https:"),
            ("javascript:x", "begins with javascript:"),
            ("mailto:a@x.example", "begins with mailto:"),
            ("/a//b", "two slashes"),
            ("/a/../b", ". or .. segment"),
            ("/a/%2E%2e/b", ". or .. segment"),
            ("/a/x%2F..%2Fy", ". or .. segment"),
            ("/a/%2F", "empty segment"),
            ("/a\\b", "backslash"),
            ("/a%5Cb", "backslash"),
            ("/a;b", "has ; ? or # within a segment"),
            ("/a%3bb", "has ; ? or # within a segment"),
            ("/a%3fb", "has ; ? or # within a segment"),
            ("/a%23b", "has ; ? or # within a segment"),
            ("/a%2523b", "twice"),
            ("/a%25b", "twice"),
            ("/a%00", "not valid in a path"),
            ("/a%0d%0ab", "not valid in a path"),
            ("/a%e2%80%a8b", "not valid in a path"),
            ("/a b", "not valid in a path"),
            ("/a%20/b", "spaces"),
            ("/a%", "hexadecimal"),
            ("/a%zz", "hexadecimal"),
            ("/a%1", "hexadecimal"),
            ("/a%ff", "UTF-8"),
            ("/a%c0%af", "UTF-8"),
            (
                "/orgs/{orgId}/users/%7Bid%7D",
                "is missing values for {orgId}, {id}",
            ),
        ] {
            let error = of(text).unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
    }

    #[test]
    fn what_reads() {
        let reads = |text: &str| of(text).unwrap().reads(&Method::POST);
        for text in [
            "/admin/v2/orgs/o/directories/-/users/search",
            "/gateway/api/admin/v2/orgs/o/directories/d/groups/search",
            "/admin/v2/orgs/o/workspaces/",
            "/admin/control/v1/orgs/o/users/auth-policies/bulk-fetch",
        ] {
            assert!(reads(text), "{text}");
        }
        for text in [
            "/users/a/manage/lifecycle/disable/search",
            "/admin/v2/orgs/o/users/invite/count",
            "/admin/v2/orgs/o/directories/-/users/SEARCH",
            "/admin/v2/orgs/o%2Fx/directories/-/users/search",
            "/admin/v2/orgs/o/workspaces/x",
            "/admin/v2/orgs/o",
            "/x/search",
        ] {
            assert!(!reads(text), "{text}");
        }
    }
}
