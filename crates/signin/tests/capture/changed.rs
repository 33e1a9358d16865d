//! Texts that were changed on their way: repaired where there is one reading, else named for what they are.

use atlctl_signin::TokenError;
use atlctl_signin::capture::{CaptureError, Damage, Form};

use crate::found;

const TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln-_A";

#[test]
fn what_has_one_reading_is_repaired() {
    let url = "https://admin.atlassian.com/gateway/api/me";
    let samples = [
        // No-break and wide spaces, zero-width characters.
        format!(
            "curl\u{a0}'{url}'\u{a0}-H\u{a0}'Cookie:\u{a0}a=1;\u{a0}cloud.session.token={TOKEN}'"
        ),
        format!("curl\u{3000}'{url}'\u{2003}-b\u{202f}'cloud.session.token={TOKEN}'"),
        format!("curl '{url}' \u{200b}-b 'cloud.session\u{ad}.token={TOKEN}\u{2060}'"),
        format!("curl '{url}'\u{2028}-b 'cloud.session.token={TOKEN}'"),
        // Typographic quotes and dashes, of several languages.
        format!("curl ‘{url}’ -H ‘Cookie: a=1; cloud.session.token={TOKEN}’"),
        format!("curl “{url}” –b “cloud.session.token={TOKEN}”"),
        format!("curl —url „{url}“ ––cookie „cloud.session.token={TOKEN}“ –compressed"),
        format!(
            "curl '{url}' -b 'cloud.session.token={}'",
            TOKEN.replace('-', "\u{2011}")
        ),
        format!("curl &#39;{url}?a=1&amp;b=2&#39; -b &quot;cloud.session.token={TOKEN}&quot;"),
        format!("curl «\u{a0}{url}\u{a0}» -b «\u{a0}cloud.session.token={TOKEN}\u{a0}»"),
        // Broken continuations.
        format!("curl '{url}' \\\n\n  -H 'accept: */*' \\\n\n  -b 'cloud.session.token={TOKEN}'"),
        format!("curl '{url}' \\ \n  -H 'accept: */*' \\\t\n  -b 'cloud.session.token={TOKEN}'"),
        format!("curl '{url}'\n  -H 'accept: */*'\n  -b 'cloud.session.token={TOKEN}'"),
        format!("curl -H 'accept: */*' \\  \n\n -b 'cloud.session.token={TOKEN}' \\ \n '{url}'"),
        format!("curl ^\"{url}^\" ^ \r\n\r\n  -b ^\"cloud.session.token={TOKEN}^\""),
        format!("curl \"{url}\"\r\n  -b \"cloud.session.token={TOKEN}\""),
        format!("curl '{url}' \\ -H 'accept: */*' \\   -b 'cloud.session.token={TOKEN}'"),
        format!("curl \"{url}\" ^ -H \"accept: */*\" ^ -b \"cloud.session.token={TOKEN}\""),
        format!("curl.exe '{url}' ` -H 'accept: */*' ` -b 'cloud.session.token={TOKEN}'"),
        // Lines that a mail program broke, addresses that a chat made links of.
        format!(
            "curl '{url}' -b 'a=1; cloud.session.token={}\n{}; z=1'",
            &TOKEN[..30],
            &TOKEN[30..]
        ),
        format!("curl '<{url}>' -b 'cloud.session.token={TOKEN}'"),
        format!("curl '[{url}]({url})' -b 'cloud.session.token={TOKEN}'"),
        // Prompts, continuation prompts, quoted mail, code fences, words around it.
        format!("ann@host:~/x$ curl '{url}' \\\n>   -b 'cloud.session.token={TOKEN}'"),
        format!("root@host:/# curl '{url}' -b 'cloud.session.token={TOKEN}'"),
        format!("(base) ann@mac ~ % curl '{url}' -b 'cloud.session.token={TOKEN}'"),
        format!("C:\\Users\\ann>curl \"{url}\" -b \"cloud.session.token={TOKEN}\""),
        format!(
            "Here's what I copied:\n\n```sh\ncurl '{url}' \\\n  -b 'cloud.session.token={TOKEN}'\n```"
        ),
        format!("> It's this:\n> curl '{url}' \\\n>   -b 'cloud.session.token={TOKEN}'"),
        format!("Curl '{url}' -b 'cloud.session.token={TOKEN}'"),
        format!(
            "PS C:\\> curl.exe -H 'accept: */*' `\n>> -H 'Cookie: cloud.session.token={TOKEN}' `\n>> '{url}'"
        ),
        format!(
            "curl.exe \"{url}\" `\r\n  -H \"x: `\"y`\"\" `\r\n  -H \"Cookie: cloud.session.token={TOKEN}\""
        ),
        format!("curl.exe '{url}' ` \r\n\r\n -H 'x: it''s' -b 'cloud.session.token={TOKEN}'"),
        // The forms without a request.
        format!("“cloud.session.token={TOKEN}”"),
        format!("Cookie:\u{a0}a=1;\u{a0}cloud.session.token={TOKEN}\u{200b}"),
        format!("“{TOKEN}”"),
        format!(
            "GET /x HTTP/2\u{2028}Host:\u{a0}admin.atlassian.com\u{2028}Cookie:\u{a0}cloud.session.token={TOKEN}"
        ),
        format!(
            "Invoke-WebRequest -Uri “{url}” -Headers @{{“Cookie”=“cloud.session.token={TOKEN}”}}"
        ),
    ];
    for text in samples {
        let token = found(&text).map(|(_, token)| token);
        assert_eq!(token, Ok(TOKEN.to_owned()), "{text}");
    }
}

/// Repairs never move a session from one request to another.
#[test]
fn a_repair_takes_no_session_from_another_host() {
    for text in [
        "curl 'https://evil.example' -b 'cloud.session.token=a.b.c' \\\n\ncurl 'https://admin.atlassian.com/'",
        "curl 'https://evil.example'\n -b 'cloud.session.token=a.b.c'\ncurl 'https://admin.atlassian.com/'",
        "curl “https://evil.example” –b “cloud.session.token=a.b.c”\ncurl “https://admin.atlassian.com/”",
        "curl ‘https://evil.example’ \\ \n -b ‘cloud.session.token=a.b.c’",
        "PS C:\\> curl.exe 'https://evil.example' `\n>> -b 'cloud.session.token=a.b.c'; curl.exe https://admin.atlassian.com",
    ] {
        let found = found(text);
        assert!(
            matches!(
                found,
                Err(CaptureError::OtherHost | CaptureError::NoCookie { .. })
            ),
            "{text}: {found:?}"
        );
    }
}

#[test]
fn what_has_no_reading_is_named() {
    let damaged = |damage, line| CaptureError::Damaged { damage, line };
    for (text, error) in [
        (
            "curl ‘https://admin.atlassian.com’ \\\n -b ‘cloud.session.token=a.b.c",
            damaged(Damage::Quotes, 1),
        ),
        (
            "curl 'https://admin.atlassian.com' \\\n -b 'cloud.session.token=a.b–b.c'",
            damaged(Damage::Dashes, 2),
        ),
        (
            "cloud.session.token:\"eyJhbGciOi…\"",
            TokenError::Cut.into(),
        ),
        (
            "GET / HTTP/2\nHost: admin.atlassian.com\nCookie: a=1; cloud.session.token=eyJhbGc…",
            TokenError::Cut.into(),
        ),
        (
            "curl https://admin.atlassian.com -b",
            CaptureError::NoValue { option: "cookie" },
        ),
        (
            "curl https://admin.atlassian.com -b cookies.txt",
            CaptureError::CookiesInFile,
        ),
    ] {
        let found = found(text).unwrap_err();
        assert_eq!(found, error, "{text}");
        assert!(!found.hint().is_empty() && !found.to_string().contains("cookies.txt"));
    }
}

#[test]
fn a_token_that_a_mail_program_broke_into_lines_is_put_together() {
    let token = format!("{0}.{0}.{0}", "abcdefghij0123456789".repeat(5));
    let lines: Vec<&str> = (0..token.len())
        .step_by(76)
        .map(|at| &token[at..token.len().min(at + 76)])
        .collect();
    let text = lines.join("\r\n");
    assert_eq!(found(&text), Ok((Form::Token, token)));
}
