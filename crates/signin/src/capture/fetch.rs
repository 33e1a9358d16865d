//! "Copy as fetch": the browser's form, which has no cookies, and that for Node.js.

use super::error::{CaptureError, Place};
use super::host::Site;
use super::sessions::Sessions;

/// Whether it is such a call.
pub(super) fn is_one(text: &str) -> bool {
    calls(text).next().is_some()
}

/// The arguments of each `fetch(`.
fn calls(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("fetch").filter_map(|(at, name)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let inside = text
            .get(at + name.len()..)?
            .trim_start()
            .strip_prefix('(')?;
        let alone = before.is_none_or(|c| !c.is_alphanumeric() && c != '_');
        (alone && inside.trim_start().starts_with(['"', '\'', '`'])).then_some(inside)
    })
}

/// Whether a call has its headers in a variable: `fetch("https://…", options)`.
pub(super) fn uses_variable(text: &str) -> bool {
    calls(text).any(|call| {
        let behind = string(call.trim_start()).ok().flatten();
        behind
            .and_then(|(_, rest)| rest.trim_start().strip_prefix(','))
            .is_some_and(|rest| rest.trim_start().starts_with(char::is_alphabetic))
    })
}

/// What is seen of sessions in the calls, and what to call them when there is none.
pub(super) fn sessions(text: &str) -> Result<(Sessions, Place), CaptureError> {
    let mut sessions = Sessions::default();
    let mut place = Place::Requests;
    for call in calls(text) {
        let Some((url, mut rest)) = string(call.trim_start())? else {
            continue;
        };
        let mut site = Site::of_address(&url);
        let mut cookies = Vec::new();
        // The call's brackets, and the last two texts and what stood between them.
        let mut depth = 0_usize;
        let mut key: Option<String> = None;
        while let Some(c) = rest.chars().next() {
            let behind = rest.get(c.len_utf8()..).unwrap_or_default();
            match c {
                ')' if depth == 0 => break,
                '(' | '{' | '[' => depth += 1,
                ')' | '}' | ']' => depth = depth.saturating_sub(1),
                '"' | '\'' | '`' => {
                    let Some((text, behind)) = string(rest)? else {
                        break;
                    };
                    let given = key.take().unwrap_or_default().to_ascii_lowercase();
                    if given == "cookie" {
                        cookies.push(text);
                    } else if matches!(given.as_str(), "host" | ":authority") {
                        // A request goes to one host: of several that are named, the worst counts.
                        site = site.min(Site::of_authority(&text));
                    } else if behind.trim_start().starts_with([':', ',']) {
                        // `"cookie": "…"` and `["cookie", "…"]`.
                        key = Some(text);
                        rest = behind
                            .trim_start()
                            .get(1..)
                            .unwrap_or_default()
                            .trim_start();
                        continue;
                    }
                    rest = behind;
                    continue;
                }
                c if c.is_alphabetic() => {
                    let end = rest
                        .find(|c: char| !c.is_alphanumeric())
                        .unwrap_or(rest.len());
                    let (word, behind) = rest.split_at(end);
                    key = behind
                        .trim_start()
                        .starts_with(':')
                        .then(|| word.to_owned());
                    rest = match &key {
                        Some(_) => behind
                            .trim_start()
                            .get(1..)
                            .unwrap_or_default()
                            .trim_start(),
                        None => behind,
                    };
                    continue;
                }
                c if c.is_whitespace() => {}
                _ => key = None,
            }
            rest = behind;
        }
        if site.is_ours() && cookies.is_empty() {
            place = Place::BrowserFetch;
        }
        sessions.request(site, cookies.iter().map(String::as_str));
    }
    Ok((sessions, place))
}

/// A text of JavaScript at the beginning, and what is behind it.
fn string(text: &str) -> Result<Option<(String, &str)>, CaptureError> {
    let Some(mark @ ('"' | '\'' | '`')) = text.chars().next() else {
        return Ok(None);
    };
    let inside = text.get(1..).unwrap_or_default();
    let mut value = String::new();
    let mut chars = inside.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            c if c == mark => {
                return Ok(Some((value, inside.get(at + 1..).unwrap_or_default())));
            }
            '\\' => match chars.next() {
                Some((_, 'n')) => value.push('\n'),
                Some((_, 't')) => value.push('\t'),
                Some((_, 'r')) => value.push('\r'),
                Some((at, kind @ ('u' | 'x'))) => {
                    let digits = if kind == 'u' { 4 } else { 2 };
                    let code = inside.get(at + 1..at + 1 + digits);
                    let code = code.and_then(|code| u32::from_str_radix(code, 16).ok());
                    match code {
                        Some(code) => {
                            value.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                            chars.nth(digits - 1);
                        }
                        None => value.push(kind),
                    }
                }
                Some((_, '\n')) => {}
                Some((_, c)) => value.push(c),
                None => return Err(CaptureError::Unterminated),
            },
            c => value.push(c),
        }
    }
    Err(CaptureError::Unterminated)
}
