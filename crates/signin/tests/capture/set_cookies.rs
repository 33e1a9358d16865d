//! `Set-Cookie` headers: several in one text, and those that take the session away.

use atlctl_signin::capture::CaptureError;

use crate::{OTHER, filled, found, read_all, token};

/// Each is read.
pub const READ: [&str; 6] = [
    "set-cookie: a=1; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT, @C@; Domain=.atlassian.com; Path=/; Expires=Sat, 26 Dec 2026 10:00:00 GMT",
    r#"{"headers":{"set-cookie":"a=1; Path=/, @C@; Path=/; Secure"}}"#,
    "set-cookie: @C@; Domain=.atlassian.com; Expires=Sat, 26-Dec-2026 10:00:00 GMT; HttpOnly,b=2; Path=/",
    "set-cookie: a=1,@C@,b=2",
    r#"{"log":{"entries":[{"request":{"url":"@URL@","headers":[]},"response":{"headers":[{"name":"set-cookie","value":"a=1; Path=/, @C@; Path=/; Secure"}]}}]}}"#,
    "Set-Cookie: @C@; Expires=Session",
];

#[test]
fn cookies_that_commas_join_are_taken_apart() {
    read_all(&READ, None);
    let text = filled(
        "set-cookie: a=1; Domain=.atlassian.com, @C@; Domain=evil.example",
        OTHER,
    );
    assert_eq!(found(&text), Err(CaptureError::OtherHost));
}

#[test]
fn a_cookie_that_is_taken_away_is_no_session() {
    for text in [
        "Set-Cookie: @C@; Domain=.atlassian.com; Max-Age=0",
        "Set-Cookie: @C@; Max-Age=-1; Expires=Sat, 26 Dec 2026 10:00:00 GMT",
        "Set-Cookie: @C@; Domain=.atlassian.com; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "Set-Cookie: @C@; Expires=Thu, 01-Jan-70 00:00:01 GMT",
        "Set-Cookie: @C@; Expires=Thu Jan  1 00:00:00 1970",
        "Set-Cookie: cloud.session.token=; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "Set-Cookie: cloud.session.token=deleted; Max-Age=0",
        r#"{"response":{"headers":[{"name":"Set-Cookie","value":"@C@; Max-Age=-1"}]}}"#,
        r#"{"headers":{"set-cookie":["a=1; Path=/, @C@; Max-Age=0"]}}"#,
        "HTTP/2 200\nset-cookie: a=1; Path=/\nset-cookie: @C@; Max-Age=0",
    ] {
        let error = found(&filled(text, OTHER)).unwrap_err();
        assert_eq!(error, CaptureError::Deleted, "{text}");
        assert!(error.to_string().contains("deletes"), "{error}");
    }
    // Another one beside it counts, whichever comes first.
    let token = token("ann", -60, 3600);
    for text in [
        "Set-Cookie: @C@; Max-Age=60\nSet-Cookie: cloud.session.token=x.y.z; Max-Age=0",
        "Set-Cookie: cloud.session.token=x.y.z; Max-Age=0\nSet-Cookie: @C@; Max-Age=60",
        "Set-Cookie: cloud.session.token=; Max-Age=0, @C@; Max-Age=60",
    ] {
        let found = found(&filled(text, &token)).map(|(_, token)| token);
        assert_eq!(found, Ok(token.clone()), "{text}");
    }
}
