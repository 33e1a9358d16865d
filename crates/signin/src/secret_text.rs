//! What looks like a secret, anywhere inside a text: keys and tokens, sessions, cookies, passwords in addresses.

use std::ops::Range;

use crate::text::is_invisible;
use crate::token::SESSION_COOKIE;

/// A part of a text that looks like a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where the secret is, in bytes.
    pub at: Range<usize>,
    /// Whether it is certainly a credential of Atlassian, and not only what is usually one.
    pub certain: bool,
}

/// Every part of a text that looks like a secret, in the order of the text; they may overlap. Letters may be written as in
/// an address: `%41TATT3…`.
#[must_use]
pub fn secrets_in(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = plain_secrets(text).collect();
    if let Some((plain, places)) = without_percent(text) {
        found.extend(plain_secrets(&plain).filter_map(|one| {
            let at = *places.get(one.at.start)?..*places.get(one.at.end)?;
            Some(Found { at, ..one })
        }));
    }
    found.sort_by_key(|one| (one.at.start, one.at.end));
    found.dedup_by(|later, earlier| {
        let same = later.at == earlier.at;
        earlier.certain |= same && later.certain;
        same
    });
    found
}

fn plain_secrets(text: &str) -> impl Iterator<Item = Found> + '_ {
    keys(text)
        .chain(sessions(text))
        .chain(session_cookies(text))
        .chain(after_words(text))
        .chain(headers(text))
        .chain(passwords(text))
}

/// The text with letters for their percent codes, and where each byte of it and its end are in the original; `None` when
/// there are no such codes.
fn without_percent(text: &str) -> Option<(String, Vec<usize>)> {
    let (mut plain, mut places) = (String::new(), Vec::new());
    let mut rest = text;
    let mut any = false;
    while let Some(first) = rest.chars().next() {
        let code = rest.strip_prefix('%').and_then(|code| code.get(..2));
        let letter = code
            .and_then(|code| u8::from_str_radix(code, 16).ok())
            .filter(u8::is_ascii_graphic)
            .map(char::from);
        let (read, letter) = match letter {
            Some(letter) => (3, letter),
            None => (first.len_utf8(), first),
        };
        any |= read == 3 && first == '%';
        let at = text.len() - rest.len();
        places.extend((0..letter.len_utf8()).map(|_| at));
        plain.push(letter);
        rest = rest.get(read..).unwrap_or_default();
    }
    places.push(text.len());
    any.then_some((plain, places))
}

/// Whether a key, token or session is certainly in the text, also with invisible characters inside.
#[must_use]
pub fn has_secret(text: &str) -> bool {
    let certain = |text: &str| secrets_in(text).iter().any(|one| one.certain);
    certain(text) || (text.contains(is_invisible) && certain(&text.replace(is_invisible, "")))
}

/// Characters of keys and of what is written as base64, also in an address.
fn in_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_-.=%+~".contains(c)
}

/// The length of the run of such characters at the beginning.
fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

/// Where `text` goes on from a place.
fn from(text: &str, at: usize) -> &str {
    text.get(at..).unwrap_or_default()
}

/// Keys and tokens of Atlassian: `ATATT3…`, `ATCTT3…`, and their like for other purposes; app passwords (`ATBB…`).
/// Inside of a word in capitals, as in an address, only what is long and mixed is one.
fn keys(text: &str) -> impl Iterator<Item = Found> + '_ {
    /// No word is so long.
    const LONG: usize = 16;
    text.match_indices("AT").filter_map(|(at, _)| {
        let word = from(text, at);
        let before = text.get(..at)?.chars().next_back();
        let (rest, shortest) = match word.as_bytes() {
            [_, _, b'A' | b'C' | b'D' | b'S', b'T', b'T', ..] => (from(word, 5), 4),
            [_, _, kind, b'T', b'T', ..] if kind.is_ascii_uppercase() => (from(word, 5), LONG),
            [_, _, b'B', b'B', ..] => (from(word, 4), LONG),
            _ => return None,
        };
        let inside = before.is_some_and(|c| c.is_ascii_uppercase());
        let length = run(rest, in_token);
        let secret = rest.get(..length)?;
        let has = |kind: fn(&u8) -> bool| secret.bytes().any(|byte| kind(&byte));
        let long = !inside && shortest < LONG || (length >= LONG && has(u8::is_ascii_lowercase));
        (length >= shortest && long && has(u8::is_ascii_digit)).then(|| Found {
            at: at..at + (word.len() - rest.len()) + length,
            certain: true,
        })
    })
}

/// Sessions and other JSON Web Tokens: `eyJ….eyJ….…`. Without their points they may be a cursor of a list.
fn sessions(text: &str) -> impl Iterator<Item = Found> + '_ {
    /// Shorter ones tell nothing.
    const SHORTEST: usize = 20;
    text.match_indices("eyJ").filter_map(|(at, _)| {
        // One that begins inside another is part of it.
        let inside = text
            .get(..at)?
            .ends_with(|c: char| c.is_ascii_alphanumeric() || c == '.');
        let length = run(from(text, at), in_token);
        let word = text.get(at..at + length)?;
        let plain = word.replace("%2E", ".").replace("%2e", ".");
        let mut parts = plain.split('.');
        let first = parts.next().unwrap_or_default();
        let second = parts.next();
        let three = first.len() >= 4 && parts.next().is_some();
        let digits = word.bytes().any(|b| b.is_ascii_digit());
        let certain = three
            && second.is_some_and(|part| {
                part.starts_with("eyJ") || (!inside && digits && length >= SHORTEST)
            });
        (certain || (length >= SHORTEST && !inside)).then_some(Found {
            at: at..at + length,
            certain,
        })
    })
}

/// The value of the portal's session cookie, and of a site's.
fn session_cookies(text: &str) -> impl Iterator<Item = Found> + '_ {
    [SESSION_COOKIE, "tenant.session.token"]
        .into_iter()
        .flat_map(move |name| {
            text.match_indices(name).filter_map(move |(at, _)| {
                let behind = from(text, at + name.len());
                let value = behind
                    .trim_start()
                    .strip_prefix(['=', ':'])?
                    .trim_start()
                    .trim_start_matches(['"', '\'']);
                let begin = text.len() - value.len();
                let length = run(value, |c| !c.is_whitespace() && !";,\"'".contains(c));
                (length > 0).then_some(Found {
                    at: begin..begin + length,
                    certain: true,
                })
            })
        })
}

/// Words before a secret.
const WORDS: [&str; 16] = [
    "access_token",
    "api-key",
    "api-token",
    "api_key",
    "api_token",
    "apikey",
    "basic",
    "bearer",
    "client_secret",
    "cookie",
    "pass",
    "passwd",
    "password",
    "secret",
    "session-token",
    "token",
];

/// What follows such a word: `Bearer VALUE`, `token=VALUE`, `password: VALUE`.
fn after_words(text: &str) -> Vec<Found> {
    let small = text.to_ascii_lowercase();
    let mut found = Vec::new();
    for word in WORDS {
        for (at, _) in small.match_indices(word) {
            let behind = from(text, at + word.len());
            let sign = behind.trim_start_matches(['"', '\'']).trim_start();
            let value = match sign.strip_prefix(['=', ':']) {
                Some(value) => value,
                None if matches!(word, "bearer" | "basic")
                    && behind.starts_with(char::is_whitespace) =>
                {
                    sign
                }
                None => continue,
            };
            let value = value.trim_start().trim_start_matches(['"', '\'']);
            let begin = text.len() - value.len();
            let length = run(value, |c| !c.is_whitespace() && !";,\"'&".contains(c));
            if mixed(value.get(..length).unwrap_or_default()) {
                found.push(Found {
                    at: begin..begin + length,
                    certain: false,
                });
            }
        }
    }
    found
}

/// Whether it has the letters of something made by chance: long enough, and not a word, a path or a date.
fn mixed(value: &str) -> bool {
    let has = |kind: fn(&char) -> bool| value.chars().any(|c| kind(&c));
    let digits = has(char::is_ascii_digit);
    value.len() >= 8
        && !value.contains(['/', '\\'])
        && has(char::is_ascii_alphabetic)
        && (digits || (has(char::is_ascii_uppercase) && has(char::is_ascii_lowercase)))
}

/// The values of `Cookie:` and `Authorization:` lines.
fn headers(text: &str) -> Vec<Found> {
    let small = text.to_ascii_lowercase();
    let mut found = Vec::new();
    for (name, shortest) in [("cookie:", 4), ("authorization:", 8)] {
        for (at, _) in small.match_indices(name) {
            let begin = at + name.len();
            let line = from(text, begin).lines().next().unwrap_or_default();
            let mut place = begin;
            for part in line.split_inclusive([' ', ';', ',']) {
                let end = place + part.len();
                let word = part.trim_end_matches([' ', ';', ',', '"', '\'']);
                let value = match word.split_once('=') {
                    Some((_, value)) if name == "cookie:" => value,
                    _ => word,
                };
                let value_at = place + (word.len() - value.len());
                if value.len() >= shortest {
                    found.push(Found {
                        at: value_at..value_at + value.len(),
                        certain: false,
                    });
                }
                place = end;
            }
        }
    }
    found
}

/// The password of an address: `https://user:PASSWORD@host`. A name alone that is as long as a token is one too.
fn passwords(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for (at, sign) in text.match_indices("://") {
        let begin = at + sign.len();
        let rest = from(text, begin);
        let rest = rest
            .get(..run(rest, |c| !c.is_whitespace() && !"\"'<>".contains(c)))
            .unwrap_or_default();
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let port = authority.rsplit_once(':').map_or("", |(_, port)| port);
        // A password with a slash in it, which belongs there encoded.
        let odd = !authority.starts_with('[') && !port.bytes().all(|b| b.is_ascii_digit());
        let within = if authority.contains('@') || !odd {
            authority
        } else {
            rest
        };
        let Some((user, _)) = within.rsplit_once('@') else {
            continue;
        };
        let password = match user.split_once(':') {
            Some((_, password)) => password,
            None if user.len() >= 16 && mixed(user) => user,
            None => continue,
        };
        let end = begin + user.len();
        if !password.is_empty() {
            found.push(Found {
                at: end - password.len()..end,
                certain: false,
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(&str, bool)> {
        let found = secrets_in(text);
        found
            .into_iter()
            .map(|one| (&text[one.at], one.certain))
            .collect()
    }

    #[test]
    fn a_secret_in_percent_codes_is_one_too() {
        for text in [
            "%41TATT3xFfGN0Zq9xPw7",
            "x%41%54ATT3xFfGN0Zq9xPw7",
            "é%41TCTT3xFfGN0Zq9xPw7%",
        ] {
            assert!(has_secret(text), "{text}");
            let found = shown(text);
            assert!(
                found
                    .iter()
                    .any(|(secret, _)| secret.ends_with("Zq9xPw7") || secret.ends_with("Zq9xPw7%")),
                "{found:?}"
            );
        }
        assert_eq!(shown("100% of %41nn %zz"), []);
    }

    #[test]
    fn a_secret_is_found_wherever_it_is() {
        let jwt = "eyJhbGciOi.eyJzdWIi.c2ln";
        for (text, secret, certain) in [
            (format!("Bearer {jwt}"), jwt, true),
            (format!("--token_{jwt}"), jwt, true),
            (format!("x?cursor={jwt}&y"), jwt, true),
            (
                "--api-key-stdinATCTT3xFfGN0=1A".into(),
                "ATCTT3xFfGN0=1A",
                true,
            ),
            ("ATSTT3xFf".into(), "ATSTT3xFf", true),
            (
                "https://x:ATCTT3xFf@admin.atlassian.com/".into(),
                "ATCTT3xFf",
                true,
            ),
            (
                "Cookie: a=1; cloud.session.token=hunter2".into(),
                "hunter2",
                true,
            ),
            ("https://ann:hunter2@host:80/x".into(), "hunter2", false),
            ("http://ann:hun/ter2@host".into(), "hun/ter2", false),
            ("basic YW5uOmh1bnRlcjI=".into(), "YW5uOmh1bnRlcjI=", false),
            (
                "?access_token=Hunter2Hunter2&x=1".into(),
                "Hunter2Hunter2",
                false,
            ),
            ("cookie: session=abcd1".into(), "abcd1", false),
            ("Authorization: Sup3rS3cret".into(), "Sup3rS3cret", false),
        ] {
            assert!(
                shown(&text).contains(&(secret, certain)),
                "{text}: {:?}",
                shown(&text)
            );
        }
        assert!(has_secret("AT\u{200b}CTT3xFfGN0"));
    }

    #[test]
    fn names_addresses_and_cursors_are_none() {
        for text in [
            "ann@example.com",
            "https://api.atlassian.com/admin/v1/orgs?cursor=eyJpZCI6MX0",
            "http://127.0.0.1:8080/x?y=a@b.example",
            "http://[::1]:8080/a@b",
            "postgres://ann@host/db",
            "Bearer tokens",
            "ATTENTION",
            "cloud.session.token",
            "name like 'ATCTT%'",
            "--token-stdin",
            "password: /run/secrets/token1",
            "20261126T205133-ab12",
            "BATATTA12@EXAMPLE.COM",
            "KeyJones.Christopher.Lee2@example.com",
            "MATETT22.SMITH-JONES-ATBB@EXAMPLE.COM",
        ] {
            assert_eq!(shown(text), [], "{text}");
        }
        // What only looks like a session may be a cursor.
        let cursor = "eyJpZCI6MTIzNDU2Nzg5MDEyMzQ1fQ==";
        assert_eq!(shown(cursor), [(cursor, false)]);
        assert!(!has_secret(cursor));
    }
}
