//! Pieces that were cut out of a HAR file or another file of JSON.

use atlctl_signin::capture::{CaptureError, Form};

use crate::{OTHER, filled, found, read_all};

/// Each is read.
pub const READ: [&str; 14] = [
    r#"{"response":{"headers":[{"name":"Set-Cookie","value":"@C@; Domain=.atlassian.com; Path=/"}]}}"#,
    r#"[{"request":{"url":"@URL@","headers":[{"name":"Cookie","value":"@C@"}]}}]"#,
    r#"{"request":{"headers":[{"name":"Host","value":"admin.atlassian.com"},{"name":"Cookie","value":"@C@"}]}}"#,
    r#"{"headers":{"set-cookie":["@C@; Path=/"]}}"#,
    r#"{"startedDateTime":"2026-11-26T09:00:00Z","request":{"method":"GET","url":"@URL@","headers":[{"name":"Cookie","value":"@C@"}],"cookies":[]},"response":{"status":200}}"#,
    r#"{"entries":[{"request":{"url":"@URL@","headers":[{"name":"Cookie","value":"@C@"}]}}]}"#,
    r#"{"request":{"url":"@URL@","headers":[]},"response":{"headers":[{"name":"Set-Cookie","value":"@C@; Path=/"}]}}"#,
    r#"[{"log":{"entries":[{"request":{"url":"@URL@","headers":[{"name":"Cookie","value":"@C@"}]}}]}}]"#,
    r#"{"response":{"cookies":[{"name":"cloud.session.token","value":"@T@","domain":".atlassian.com"}]}}"#,
    r#"{"Response Headers (1.2 kB)":{"headers":[{"name":"set-cookie","value":"@C@; Domain=atlassian.com"}]}}"#,
    r#"{"Request Headers (1.2 kB)":{"headers":[{"name":"Host","value":"admin.atlassian.com"},{"name":"Cookie","value":"a=1; @C@"}]}}"#,
    r#""headers": [{"name": "Host", "value": "admin.atlassian.com"}, {"name": "Cookie", "value": "@C@"}]"#,
    r#""name": "cloud.session.token", "value": "@T@", "domain": ".atlassian.com""#,
    r#"{"name": "cloud.session.token", "value": "@T@", "domain": ".atlassian.com"},"#,
];

#[test]
fn a_piece_is_read_as_the_whole_would_be() {
    read_all(&READ, Some(Form::Json));
}

#[test]
fn a_piece_without_a_host_or_of_another_is_named() {
    for (text, error) in [
        (
            r#"{"request":{"headers":[{"name":"Cookie","value":"@C@"}]}}"#,
            CaptureError::NoHost,
        ),
        (
            r#"{"name": "Cookie", "value": "@C@"}"#,
            CaptureError::NoHost,
        ),
        (
            r#"{"request":{"url":"https://evil.example"},"response":{"headers":[{"name":"Set-Cookie","value":"@C@; Path=/"}]}}"#,
            CaptureError::OtherHost,
        ),
        (
            r#"{"response":{"headers":[{"name":"Set-Cookie","value":"@C@; Domain=evil.example"}]}}"#,
            CaptureError::OtherHost,
        ),
        (
            r#"{"url":"https://evil.example","headers":[{"name":"Host","value":"admin.atlassian.com"},{"name":"Cookie","value":"@C@"}]}"#,
            CaptureError::OtherHost,
        ),
        (
            r#"{"url":"https://evil.example","headers":{"host":"admin.atlassian.com","cookie":"@C@"}}"#,
            CaptureError::OtherHost,
        ),
        (
            r#""url": "https://evil.example", "headers": {"cookie": "@C@"}"#,
            CaptureError::OtherHost,
        ),
    ] {
        assert_eq!(found(&filled(text, OTHER)), Err(error), "{text}");
    }
}
