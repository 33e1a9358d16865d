//! "Copy as PowerShell".

use url::Url;

use super::curl::choose;
use super::host::{is_our_domain, is_ours};
use super::{CaptureError, cookies};
use crate::token::{SESSION_COOKIE, SessionToken};

/// The session of a copied request, or of several.
pub(super) fn session(text: &str) -> Result<SessionToken, CaptureError> {
    let urls = after(text, "-Uri")?;
    let urls: Vec<Url> = urls.iter().filter_map(|url| Url::parse(url).ok()).collect();
    if urls.is_empty() {
        return Err(CaptureError::NotRecognised);
    }
    // A header of its own, as older versions wrote it.
    let headers = after(text, "\"cookie\"=")?;
    let pairs = headers.first().map_or("", String::as_str);
    if let Some(url) = urls.iter().find(|url| is_ours(url)) {
        for mut parts in calls(text)? {
            let domain = parts.get(3).cloned().unwrap_or_default();
            let named = parts.first().is_some_and(|name| name == SESSION_COOKIE);
            if named && is_our_domain(&domain) && parts.len() > 1 {
                return Ok(SessionToken::parse(&parts.swap_remove(1))?);
            }
        }
        if cookies::value(pairs).is_none() {
            let host = url.host_str().unwrap_or("the host").to_owned();
            return Err(CaptureError::NoCookie { host });
        }
    }
    choose(urls.iter().map(|url| (url, pairs)))
}

/// The text in quotes that follows each `mark`.
fn after(text: &str, mark: &str) -> Result<Vec<String>, CaptureError> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, behind)) = split_at(rest, mark) {
        match quoted(behind.trim_start())? {
            Some((value, behind)) => {
                found.push(value);
                rest = behind;
            }
            None => rest = behind,
        }
    }
    Ok(found)
}

/// The texts of each `System.Net.Cookie("…", "…", …)`.
fn calls(text: &str) -> Result<Vec<Vec<String>>, CaptureError> {
    let mut all = Vec::new();
    let mut rest = text;
    while let Some((_, mut behind)) = split_at(rest, "System.Net.Cookie(") {
        let mut parts = Vec::new();
        while let Some((value, next)) = quoted(behind.trim_start_matches([' ', ',']))? {
            parts.push(value);
            behind = next;
        }
        all.push(parts);
        rest = behind;
    }
    Ok(all)
}

fn split_at<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    // Names are written as people like: -uri, -Uri.
    let at = text.to_ascii_lowercase().find(&mark.to_ascii_lowercase())?;
    Some((text.get(..at)?, text.get(at + mark.len()..)?))
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
