//! "Copy as PowerShell".

use std::ops::Range;

use url::Url;

use super::CaptureError;
use super::curl::choose;
use super::host::{is_our_domain, is_ours};
use crate::token::{SESSION_COOKIE, SessionToken};

/// How the calls begin.
const CALLS: [&str; 2] = ["invoke-webrequest", "invoke-restmethod"];

/// The session of a copied request, or of several.
pub(super) fn session(text: &str) -> Result<SessionToken, CaptureError> {
    let script = Script::new(text);
    let mut requests = Vec::new();
    for call in script.calls() {
        let Some(url) = script.after("-uri", call.clone())?.into_iter().next() else {
            continue;
        };
        // A header of its own, as older versions wrote it.
        let header = script.after("\"cookie\"=", call)?.into_iter().next();
        if let Ok(url) = Url::parse(&url) {
            requests.push((url, header.unwrap_or_default()));
        }
    }
    if requests.is_empty() {
        return Err(CaptureError::NotRecognised);
    }
    // Cookies that the script adds say themselves whose they are.
    if requests.iter().any(|(url, _)| is_ours(url)) {
        for cookie in script.cookies()? {
            if let [name, value, _, domain, ..] = cookie.as_slice()
                && name == SESSION_COOKIE
                && is_our_domain(domain)
            {
                return Ok(SessionToken::parse(value)?);
            }
        }
    }
    choose(requests.iter().map(|(url, header)| (url, header.as_str())))
}

/// The text, and the same in small letters: names are written as people like.
struct Script<'a> {
    text: &'a str,
    small: String,
}

impl<'a> Script<'a> {
    fn new(text: &'a str) -> Self {
        let small = text.to_ascii_lowercase();
        Self { text, small }
    }

    /// Where each call stands, up to the next one.
    fn calls(&self) -> Vec<Range<usize>> {
        let begins = CALLS.iter().flat_map(|name| self.small.match_indices(name));
        let mut begins: Vec<usize> = begins.map(|(at, _)| at).collect();
        begins.sort_unstable();
        let ends = begins.iter().skip(1).copied();
        let ends: Vec<usize> = ends.chain([self.text.len()]).collect();
        begins.into_iter().zip(ends).map(|(a, b)| a..b).collect()
    }

    /// The text in quotes that follows each `mark`.
    fn after(&self, mark: &str, within: Range<usize>) -> Result<Vec<String>, CaptureError> {
        let mut found = Vec::new();
        for behind in self.behind(mark, within) {
            found.extend(quoted(behind.trim_start())?.map(|(value, _)| value));
        }
        Ok(found)
    }

    /// The texts of each `System.Net.Cookie("…", "…", …)`.
    fn cookies(&self) -> Result<Vec<Vec<String>>, CaptureError> {
        let mut all = Vec::new();
        for mut behind in self.behind("system.net.cookie(", 0..self.text.len()) {
            let mut parts = Vec::new();
            while let Some((value, next)) = quoted(behind.trim_start_matches([' ', ',']))? {
                parts.push(value);
                behind = next;
            }
            all.push(parts);
        }
        Ok(all)
    }

    fn behind(&self, mark: &str, within: Range<usize>) -> impl Iterator<Item = &'a str> {
        let small = self.small.get(within.clone()).unwrap_or_default();
        let text = self.text.get(within).unwrap_or_default();
        small
            .match_indices(mark)
            .filter_map(|(at, mark)| text.get(at + mark.len()..))
            .collect::<Vec<_>>()
            .into_iter()
    }
}

/// A text in double quotes at the beginning, and what is behind it; a backtick escapes.
fn quoted(text: &str) -> Result<Option<(String, &str)>, CaptureError> {
    let Some(inside) = text.strip_prefix('"') else {
        return Ok(None);
    };
    let mut value = String::new();
    let mut chars = inside.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => {
                if chars.peek().is_some_and(|(_, c)| *c == '"') {
                    chars.next();
                    value.push('"');
                    continue;
                }
                return Ok(Some((value, inside.get(at + 1..).unwrap_or_default())));
            }
            '`' => match chars.next() {
                Some((_, 'n')) => value.push('\n'),
                Some((_, 'r')) => value.push('\r'),
                Some((_, 't')) => value.push('\t'),
                Some((_, c)) => value.push(c),
                None => return Err(CaptureError::Unterminated),
            },
            c => value.push(c),
        }
    }
    Err(CaptureError::Unterminated)
}
