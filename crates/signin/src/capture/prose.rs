//! A token in a sentence, a mail or a chat: "Here is my token:", and a signature below.

use super::CaptureError;
use super::host::Site;
use crate::text::{DOUBLE_QUOTES, SINGLE_QUOTES};
use crate::token::{SESSION_COOKIE, SessionToken};

/// The one token of a text in words; `None` when it has none, or is more than words. Code, commands and headers may send
/// it anywhere, so that nothing is taken from what looks like them.
///
/// # Errors
/// When the words hold several tokens, or name another host.
pub(super) fn token(text: &str) -> Result<Option<SessionToken>, CaptureError> {
    let mut found: Vec<&str> = Vec::new();
    let mut other_host = false;
    let mut rest = text;
    while let Some((line, below)) = first_line(rest) {
        rest = below;
        // A signature says where its writer is, and not where the token goes.
        if is_signature(line) && !below.contains("eyJ") && !found.is_empty() {
            break;
        }
        let cookies = line.contains(&format!("{SESSION_COOKIE}="));
        for word in line.split_whitespace() {
            if is_code(word) {
                return Ok(None);
            }
            match kind(word.trim_matches(is_around), cookies) {
                Kind::Token(token) if found.contains(&token) => {}
                Kind::Token(token) => found.push(token),
                Kind::Word => {}
                Kind::OtherHost => other_host = true,
                Kind::Code => return Ok(None),
            }
        }
    }
    match found.as_slice() {
        [] => Ok(None),
        _ if other_host => Err(CaptureError::BesideHost),
        [token] => Ok(SessionToken::parse(token).ok()),
        several => Err(CaptureError::SeveralTokens {
            count: several.len(),
        }),
    }
}

/// The first line, and what is below it.
fn first_line(text: &str) -> Option<(&str, &str)> {
    (!text.is_empty()).then(|| text.split_once('\n').unwrap_or((text, "")))
}

/// The line above a signature, or one that mail programs write.
fn is_signature(line: &str) -> bool {
    let line = line.trim();
    let rule = line.len() >= 2 && line.chars().all(|c| "-_—".contains(c));
    rule || line.starts_with("Get Outlook for ") || line.starts_with("Sent from ")
}

enum Kind<'a> {
    Token(&'a str),
    /// A word, a name, a number, an email address.
    Word,
    OtherHost,
    /// What no sentence has.
    Code,
}

/// Whether the character may stand around a word of a sentence. A token may end in `-` or `_`.
fn is_around(c: char) -> bool {
    ".,:;!?()[]<>{}\"'`*|•·–—".contains(c)
        || DOUBLE_QUOTES.contains(&c)
        || SINGLE_QUOTES.contains(&c)
}

/// Whether no sentence has such a word: an option, a variable, brackets of a program or of JSON.
fn is_code(word: &str) -> bool {
    let option = word.starts_with('-')
        && word
            .trim_start_matches('-')
            .starts_with(char::is_alphanumeric);
    let calls = ["(\"", "('", "[\"", "['", "&&", "||"];
    option || word.contains(['{', '}', '$', '\\']) || calls.iter().any(|sign| word.contains(sign))
}

fn kind(word: &str, in_cookies: bool) -> Kind<'_> {
    if SessionToken::looks_like_one(word) {
        return Kind::Token(word);
    }
    if let Some((name, value)) = word
        .split_once(['=', ':'])
        .filter(|(_, value)| !value.is_empty())
    {
        let value = value.trim_matches(is_around);
        let known = name == SESSION_COOKIE || name.eq_ignore_ascii_case("token");
        if known && SessionToken::looks_like_one(value) {
            return Kind::Token(value);
        }
    }
    if word == SESSION_COOKIE {
        return Kind::Word;
    }
    // A part of one, or one of something else.
    if word.contains("eyJ") || word.contains(SESSION_COOKIE) {
        return Kind::Code;
    }
    if word.contains("://") {
        return of_site(Site::of_address(word));
    }
    if word.contains('=') && word != "=" {
        let of_domain = |(name, host): (&str, &str)| {
            let domain = name.eq_ignore_ascii_case("domain") && !host.is_empty();
            domain.then(|| Site::of_host(host))
        };
        return match word.split_once('=').and_then(of_domain) {
            Some(site) => of_site(site),
            // Other cookies beside it.
            None if in_cookies => Kind::Word,
            None => Kind::Code,
        };
    }
    if is_email(word) {
        return Kind::Word;
    }
    // `Domain:"evil.example"`
    let parts = word.split(|c: char| !(c.is_alphanumeric() || c == '.' || c == '-'));
    let mut named = parts.map(|part| part.trim_matches('.'));
    let site = match named.find(|part| names_host(part)) {
        Some(part) => Site::of_address(part),
        None if names_host(word) => Site::of_address(word),
        None => return Kind::Word,
    };
    of_site(site)
}

fn of_site(site: Site) -> Kind<'static> {
    if site.is_ours() {
        Kind::Word
    } else {
        Kind::OtherHost
    }
}

fn is_email(word: &str) -> bool {
    word.split_once('@').is_some_and(|(name, domain)| {
        !name.is_empty() && domain.contains('.') && !domain.contains(['@', '/', ':'])
    })
}

/// Whether it may be a host, with or without a port and a path: `evil.example`, `10.0.0.1:80`, `proxy:8080`.
fn names_host(word: &str) -> bool {
    let host = word.split('/').next().unwrap_or_default();
    let (name, port) = host.split_once(':').unwrap_or((host, ""));
    let labels: Vec<&str> = name.split('.').collect();
    let last = labels.last().copied().unwrap_or_default();
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let whole = labels.iter().all(|label| !label.is_empty());
    let domain =
        labels.len() > 1 && last.chars().count() > 1 && last.chars().all(char::is_alphabetic);
    let address = labels.len() == 4 && labels.iter().all(|label| number(label));
    // A time is a number on both sides.
    let with_port = number(port) && !name.is_empty() && !number(name);
    word.contains('@') || whole && (domain || address || with_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "eyJhbGciOi.eyJzdWIi.c2ln";

    fn said(text: &str) -> Result<bool, CaptureError> {
        token(&text.replace('@', TOKEN).replace('#', "@")).map(|found| found.is_some())
    }

    #[test]
    fn words_around_one_token_do_not_matter() {
        for text in [
            "Here is my token:\n@",
            "my token is \"@\", thanks",
            "Token: @.",
            "token = @",
            "It is “@” (until 10:30, e.g. for v1.2).",
            "From: Ann <ann#acme.example>\nSubject: the token\n\n@\n-- \nAnn | ann#acme.example | +49 30 1234",
            "from https://admin.atlassian.com/ and admin.atlassian.com: @",
            "the cookie: a=1; cloud.session.token=@; b=2",
            "@ and again @",
            "@\n-- \nAnn\nhttps://acme.example",
            "@\n\nGet Outlook for iOS <https://aka.example/x>",
            "**cloud.session.token**: `@`",
        ] {
            assert_eq!(said(text), Ok(true), "{text}");
        }
    }

    #[test]
    fn what_is_more_than_words_gives_none() {
        for text in [
            "no token here",
            "x=@ and more",
            "tool --token @",
            "tool -t @",
            "send $HOST @",
            "here: @…",
            "here: @@",
            "run {@ }; x",
            "other=1 @",
        ] {
            assert_eq!(said(text), Ok(false), "{text}");
        }
        for text in [
            "send @ to https://evil.example",
            "for evil.example: @",
            "--\nevil.example\n--\n@",
            "@\n\nAnn, evil.example",
            "for 10.0.0.1: @",
            "nc proxy:8080 @",
            "http://admin.atlassian.com @",
            "for acme.atlassian.net: @",
            "Token:\"@\" Domain:\".evil.example\" Path:/",
            "@ Host: `evil.example`</",
            "a cookie: cloud.session.token=@; Domain=.evil.example; Path=/",
        ] {
            assert_eq!(said(text), Err(CaptureError::BesideHost), "{text}");
        }
        let two = format!("Mine: @\nHis: {TOKEN}x");
        assert_eq!(said(&two), Err(CaptureError::SeveralTokens { count: 2 }));
    }
}
