//! A request in a program's code: Python, JavaScript, Go, PHP and others, as Postman and converters write it.
//!
//! Nothing is run. The code is taken for one request: when it names a host beside ours, whose session it holds is
//! not guessed.

use std::collections::HashMap;

use super::CaptureError;
use super::host::Site;
use super::sessions::{Sessions, values};
use super::source_tokens::{Token, tokens};
use crate::token::SESSION_COOKIE;

/// Headers whose addresses do not say where the request goes.
const NOT_TARGETS: [&str; 3] = ["referer", "referrer", "origin"];

/// What code calls a host that stands alone.
const HOSTS: [&str; 8] = [
    "host",
    "hostname",
    ":authority",
    "authority",
    "domain",
    "netloc",
    "httpsconnection",
    "httpconnection",
];

/// What stands for a value that the code computes: no token, and named as what it is.
const COMPUTED: &str = "$computed";

/// Whether it is code that holds a cookie in a text of its own.
pub(super) fn is_one(text: &str) -> bool {
    let tokens = tokens(text);
    let bracket = |token: &Token| matches!(token, Token::Sign('(' | '{' | '['));
    tokens.iter().any(bracket)
        && tokens.iter().any(|token| match token {
            Token::Text(text) => {
                text.eq_ignore_ascii_case("cookie")
                    || text == SESSION_COOKIE
                    || text.contains(&format!("{SESSION_COOKIE}="))
            }
            _ => false,
        })
}

/// What is seen of sessions in it.
pub(super) fn sessions(text: &str) -> Result<Sessions, CaptureError> {
    let tokens = joined(tokens(text));
    let mut sites = Vec::new();
    // The cookies by themselves, and those in headers, which belong to a request.
    let mut cookies = Vec::new();
    let mut headers = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let Token::Text(text) = token else { continue };
        let before = tokens.get(..at).unwrap_or_default();
        let behind = tokens.get(at + 1..).unwrap_or_default();
        let key = key(before).map(str::to_ascii_lowercase);
        let key = key.as_deref().unwrap_or_default();
        if text == SESSION_COOKIE {
            cookies.extend(value_behind(behind, key));
        } else if !values(text).is_empty() {
            headers.push(text.clone());
        }
        sites.extend(site(text, key));
    }
    let mut sessions = Sessions::default();
    let (Some(site), Some(best)) = (sites.iter().min().copied(), sites.iter().max()) else {
        if cookies.is_empty() && !headers.is_empty() {
            return Err(CaptureError::NoHost);
        }
        // A text that was cut behind the name of a host, or a comment.
        if !cookies.is_empty() && tokens.windows(3).any(is_cut) {
            return Err(CaptureError::Unterminated);
        }
        if !cookies.is_empty() && Site::names_another(text) {
            return Err(CaptureError::SeveralHosts);
        }
        for value in &cookies {
            sessions.cookie(Site::UNNAMED, value, None);
        }
        return Ok(sessions);
    };
    if best.is_ours() && !site.is_ours() && !(cookies.is_empty() && headers.is_empty()) {
        return Err(CaptureError::SeveralHosts);
    }
    sessions.request(site, headers.iter().map(String::as_str));
    for value in &cookies {
        sessions.cookie(site, value, None);
    }
    Ok(sessions)
}

/// Whether a host is named whose quote does not end.
fn is_cut(three: &[Token]) -> bool {
    match three {
        [
            Token::Text(name) | Token::Word(name),
            Token::Sign(':' | '=' | ','),
            Token::Sign('"' | '\'' | '`'),
        ] => HOSTS.iter().any(|host| name.eq_ignore_ascii_case(host)),
        _ => false,
    }
}

/// Where this text says that the request goes.
fn site(text: &str, key: &str) -> Option<Site> {
    if NOT_TARGETS.contains(&key) {
        return None;
    }
    if text.starts_with("https://") || text.starts_with("http://") {
        return Some(Site::of_address(text));
    }
    if HOSTS.contains(&key) {
        return Some(Site::of_host(text));
    }
    // The domain of a cookie among the values of a call, or a host without a name.
    let alone = Site::of_host(text.trim_matches('/'));
    matches!(alone, Site::Portal(_) | Site::Neighbor(_)).then_some(alone)
}

/// What a text is given to: the name or text before `:`, `=`, `=>`, `,` or brackets.
fn key(before: &[Token]) -> Option<&str> {
    let mut signs = 0;
    for token in before.iter().rev() {
        match token {
            Token::Sign(c) if ":=>,([]{".contains(*c) && signs < 3 => signs += 1,
            Token::Text(text) | Token::Word(text) if signs > 0 => return Some(text),
            _ => return None,
        }
    }
    None
}

/// The value of the cookie whose name was just read.
fn value_behind(behind: &[Token], key: &str) -> Option<String> {
    // `{name: "cloud.session.token", value: "…"}`
    if key == "name" {
        let named = |pair: &[Token]| match pair {
            [
                Token::Text(name) | Token::Word(name),
                Token::Sign(':' | '='),
                ..,
            ] => name.eq_ignore_ascii_case("value"),
            _ => false,
        };
        let at = (0..behind.len()).find(|at| behind.get(*at..*at + 2).is_some_and(named))?;
        return given(behind.get(at + 1..).unwrap_or_default());
    }
    given(behind)
}

/// What stands behind `:`, `=`, `=>`, `,` or `] =`.
fn given(behind: &[Token]) -> Option<String> {
    let signs = behind
        .iter()
        .take_while(|token| matches!(token, Token::Sign(':' | '=' | '>' | ',' | ']')))
        .count();
    match behind.get(signs) {
        Some(Token::Text(value)) if signs > 0 => Some(value.clone()),
        Some(Token::Word(_)) if signs > 0 => Some(COMPUTED.to_owned()),
        _ => None,
    }
}

/// The tokens with texts put together that the code puts together, and with the values of names that are given one
/// text alone.
fn joined(tokens: Vec<Token>) -> Vec<Token> {
    let held = assigned(&tokens);
    let of = |token: &Token| match token {
        Token::Text(text) => Some(filled(text, &held)),
        Token::Word(name) => held.get(name.as_str()).cloned().flatten(),
        _ => None,
    };
    let mut all: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        let next = tokens.get(at);
        let after = tokens.get(at + 1);
        match (token, all.last_mut()) {
            // `"…" + name`
            (Token::Sign('+'), Some(Token::Text(text))) => {
                match next.map(|next| (next, of(next))) {
                    Some((_, Some(more))) => {
                        text.push_str(&more);
                        at += 1;
                    }
                    Some((Token::Word(_), None)) => {
                        text.push_str(COMPUTED);
                        at += 1;
                    }
                    _ => {}
                }
            }
            (Token::Text(_), Some(Token::Text(text))) => {
                text.push_str(&of(token).unwrap_or_default());
            }
            // A name that is given to something, and no name of a thing that is given a value.
            (Token::Word(_), Some(Token::Sign(':' | '=' | ',' | '>' | '(')))
                if !matches!(next, Some(Token::Sign(':' | '(' | '.' | '[')))
                    && (next != Some(&Token::Sign('=')) || after == Some(&Token::Sign('='))) =>
            {
                all.push(of(token).map_or_else(|| token.clone(), Token::Text));
            }
            (Token::Text(_), _) => {
                all.push(of(token).map_or_else(|| token.clone(), Token::Text));
            }
            _ => all.push(token.clone()),
        }
    }
    all
}

/// The text of each name that is given a text; none of those that are given several.
fn assigned(tokens: &[Token]) -> HashMap<&str, Option<String>> {
    let mut held: HashMap<&str, Option<String>> = HashMap::new();
    for window in tokens.windows(4) {
        let (name, text) = match window {
            [Token::Word(name), Token::Sign('='), Token::Text(text), _]
            | [
                Token::Word(name),
                Token::Sign(':'),
                Token::Sign('='),
                Token::Text(text),
            ] => (name, text),
            _ => continue,
        };
        let value = held.entry(name).or_insert_with(|| Some(text.clone()));
        if value.as_ref() != Some(text) {
            *value = None;
        }
    }
    held
}

/// The text with the values of the names in braces.
fn filled(text: &str, held: &HashMap<&str, Option<String>>) -> String {
    if !text.contains('{') {
        return text.to_owned();
    }
    let mut out = text.to_owned();
    for (name, value) in held {
        if let Some(value) = value {
            for form in [
                format!("${{{name}}}"),
                format!("#{{{name}}}"),
                format!("{{{name}}}"),
            ] {
                out = out.replace(&form, value);
            }
        }
    }
    out
}
