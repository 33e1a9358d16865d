//! Cookies as a header has them, as a cookie file has them, and as a browser's storage view shows them.

use jiff::Timestamp;

use super::error::{CaptureError, Place};
use super::host::Site;
use super::sessions::{Sessions, values};
use crate::token::{SESSION_COOKIE, SessionToken};

/// Whether this is one line that begins as a `Cookie:` line or its pairs do.
pub(super) fn is_line(text: &str) -> bool {
    let pairs = pairs(text);
    let name = pairs.split_once('=').map_or("", |(name, _)| name.trim());
    // RFC 6265: a name is a token (RFC 9110), which no other text with spaces, quotes or brackets is.
    let in_name = |c: char| c.is_ascii_alphanumeric() || "!#$%&*+-.^_|~".contains(c);
    !pairs.contains(['\n', '\r']) && !name.is_empty() && name.chars().all(in_name)
}

/// The pairs of a `Cookie:` line, also in quotes.
fn pairs(text: &str) -> &str {
    let text = text.trim();
    let text = ['"', '\'']
        .iter()
        .find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote))
        .unwrap_or(text);
    match text.split_once([':', '\t']) {
        Some((name, pairs)) if name.trim().eq_ignore_ascii_case("cookie") => return pairs.trim(),
        _ => {}
    }
    // As it is typed into a browser's console.
    match text.strip_prefix("document.cookie").map(str::trim_start) {
        Some(rest) => rest.trim_matches(|c: char| c.is_whitespace() || "='\"`;".contains(c)),
        None => text,
    }
}

/// A `Cookie:` line, or its pairs, without a host.
pub(super) fn line(text: &str, now: Timestamp) -> Result<SessionToken, CaptureError> {
    let mut sessions = Sessions::default();
    let pairs = pairs(text);
    // A cookie that is set in a console or in code may name its domain.
    let domain = pairs.split(';').find_map(|pair| {
        let (name, domain) = pair.split_once('=')?;
        (name.trim().eq_ignore_ascii_case("domain") && !domain.trim().is_empty())
            .then(|| Site::of_host(domain))
    });
    let mut found = values(pairs);
    found.reverse();
    for value in found {
        sessions.cookie(domain.unwrap_or(Site::UNNAMED), &value, None);
    }
    sessions.choose(Place::Line, now)
}

/// The fields of a line of a cookie file: between tabs, or between the blanks that tabs became.
fn fields(line: &str) -> Option<Vec<&str>> {
    let line = line.strip_prefix("#HttpOnly_").unwrap_or(line);
    let fields: Vec<&str> = if line.contains('\t') {
        line.split('\t').map(str::trim).collect()
    } else {
        line.split_whitespace().collect()
    };
    let yes_or_no = |field: &str| {
        ["TRUE", "FALSE"]
            .iter()
            .any(|word| field.eq_ignore_ascii_case(word))
    };
    match fields.as_slice() {
        [_, sub, path, secure, ends, _, _, ..]
            if yes_or_no(sub)
                && yes_or_no(secure)
                && path.starts_with('/')
                && ends.parse::<f64>().is_ok() =>
        {
            Some(fields)
        }
        _ => None,
    }
}

/// Whether this has lines of a cookie file.
pub(super) fn is_file(text: &str) -> bool {
    text.lines().any(|line| fields(line.trim()).is_some())
}

/// A cookie file.
pub(super) fn file(text: &str) -> Sessions {
    let mut sessions = Sessions::default();
    for fields in text.lines().filter_map(|line| fields(line.trim())) {
        if let [domain, _, _, _, ends, name, value, ..] = fields.as_slice()
            && *name == SESSION_COOKIE
        {
            // None of a session cookie's own end.
            let ends = ends.parse::<i64>().ok().filter(|ends| *ends > 0);
            let ends = ends.and_then(|ends| Timestamp::from_second(ends).ok());
            sessions.cookie(Site::of_host(domain), value, ends);
        }
    }
    sessions
}

/// The session in a row of a storage view: `name value domain path …` (Chromium, Safari), or `name:"value"`
/// with the cookie's properties below it (Firefox).
fn row(line: &str) -> Option<(&str, Option<&str>)> {
    let rest = line
        .trim()
        .trim_start_matches(['"', '\''])
        .strip_prefix(SESSION_COOKIE)?;
    let rest = rest.trim_start_matches(['"', '\'']);
    if let Some(value) = rest.trim_start().strip_prefix(':') {
        return Some((value.trim(), None));
    }
    if !rest.starts_with(char::is_whitespace) {
        return None;
    }
    let arrows = ["=", "->", "=>", "→", "|"];
    let mut fields = rest
        .split_whitespace()
        .skip_while(|field| arrows.contains(field));
    let value = fields.next()?;
    Some((value, fields.next()))
}

/// Whether this has such a row.
pub(super) fn is_row(text: &str) -> bool {
    text.lines().any(|line| row(line).is_some())
}

/// Rows of a storage view.
pub(super) fn rows(text: &str) -> Sessions {
    let mut sessions = Sessions::default();
    let mut rows: Vec<(&str, Option<&str>)> = Vec::new();
    for line in text.lines() {
        if let Some(found) = row(line) {
            rows.push(found);
        } else if let Some((name, domain)) = line.trim().split_once(':')
            && name.eq_ignore_ascii_case("domain")
            && let Some((_, of)) = rows.last_mut()
        {
            *of = Some(domain.trim().trim_matches('"'));
        }
    }
    // A file for an HTTP client has such rows below a request.
    let unnamed = if Site::names_another(text) {
        Site::Other
    } else {
        Site::UNNAMED
    };
    for (value, domain) in rows {
        let site = domain.map_or(unnamed, Site::of_host);
        sessions.cookie(site, value, None);
    }
    sessions
}
