//! Of several sessions, the one that the portal would be sent.

use atlctl_signin::capture::CaptureError;

use crate::{found, token};

const PORTAL: &str = "https://admin.atlassian.com/x";

fn chosen(text: &str) -> Result<String, CaptureError> {
    found(text).map(|(_, token)| token)
}

#[test]
fn a_live_one_the_newest_of_the_portal() {
    let (old, new, dead) = (
        token("old", -500, 500),
        token("new", -5, 900),
        token("dead", -900, -1),
    );
    let curl =
        |url: &str, token: &str| format!("curl '{url}' -b 'a=1; cloud.session.token={token}'");
    let id = "https://id.atlassian.com/x";
    let site = "https://acme.atlassian.net/x";
    let newest = token("newest", -1, 1000);
    for (case, requests, right) in [
        (
            "the newest, wherever it stands",
            vec![(PORTAL, &new), (PORTAL, &old)],
            &new,
        ),
        ("the newest", vec![(PORTAL, &old), (PORTAL, &new)], &new),
        ("a live one", vec![(PORTAL, &old), (PORTAL, &dead)], &old),
        (
            "one that the portal is sent",
            vec![(PORTAL, &old), (id, &new)],
            &new,
        ),
        (
            "not one of a site, though newer",
            vec![(PORTAL, &old), (site, &newest)],
            &old,
        ),
        (
            "not one of a site, though alive",
            vec![(PORTAL, &dead), (site, &newest)],
            &dead,
        ),
        (
            "not one of another host",
            vec![("https://evil.example", &newest), (PORTAL, &old)],
            &old,
        ),
        (
            "not one that went without TLS",
            vec![("http://admin.atlassian.com", &newest), (PORTAL, &old)],
            &old,
        ),
    ] {
        let text: Vec<String> = requests
            .iter()
            .map(|(url, token)| curl(url, token))
            .collect();
        assert_eq!(chosen(&text.join(" ;\n")).as_ref(), Ok(right), "{case}");
        let entries: Vec<String> = requests
            .iter()
            .map(|(url, token)| {
                format!(r#"{{"request":{{"url":"{url}","headers":[{{"name":"Cookie","value":"cloud.session.token={token}"}}]}}}}"#)
            })
            .collect();
        let har = format!(r#"{{"log":{{"entries":[{}]}}}}"#, entries.join(","));
        assert_eq!(chosen(&har).as_ref(), Ok(right), "{case}, as HAR");
    }
    // Of two in one request the first is the more specific.
    let twice = format!(
        "curl '{PORTAL}' -b 'cloud.session.token=a.b.first; cloud.session.token=a.b.second'"
    );
    assert_eq!(chosen(&twice), Ok("a.b.first".to_owned()));
    // A broken one costs itself.
    let broken = format!("curl '{PORTAL}' -b 'cloud.session.token=cut; cloud.session.token={old}'");
    assert_eq!(chosen(&broken), Ok(old.clone()));
    // Of tokens that say nothing, the later one.
    let opaque = format!("{}\n{}", curl(PORTAL, "a.b.one"), curl(PORTAL, "a.b.two"));
    assert_eq!(chosen(&opaque), Ok("a.b.two".to_owned()));
    // What ended is still given: only the service knows.
    assert_eq!(chosen(&curl(PORTAL, &dead)), Ok(dead));
}

#[test]
fn a_file_of_requests_is_read_in_the_order_of_time() {
    let entry = |at: &str, token: &str, set: &str| {
        format!(
            r#"{{"startedDateTime":"2026-11-26T{at}Z","request":{{"url":"{PORTAL}","cookies":[{{"name":"cloud.session.token","value":"{token}"}}]}},"response":{{"headers":[{set}]}}}}"#
        )
    };
    let har = |entries: &[String]| format!(r#"{{"log":{{"entries":[{}]}}}}"#, entries.join(","));
    let text = har(&[
        entry("09:00:00", "a.b.later", ""),
        entry("08:00:00", "a.b.earlier", ""),
    ]);
    assert_eq!(chosen(&text), Ok("a.b.later".to_owned()));
    // An answer renews it; for another domain it does not, and one that ends it does not.
    let set = |text: &str| format!(r#"{{"name":"Set-Cookie","value":"{text}"}}"#);
    for (text, right) in [
        (
            "cloud.session.token=a.b.renewed; Domain=.atlassian.com; Secure",
            "a.b.renewed",
        ),
        ("cloud.session.token=a.b.renewed; Secure", "a.b.renewed"),
        (
            "cloud.session.token=a.b.renewed; Domain=evil.example",
            "a.b.sent",
        ),
        ("cloud.session.token=; Max-Age=0", "a.b.sent"),
    ] {
        let text = har(&[entry("09:00:00", "a.b.sent", &set(text))]);
        assert_eq!(chosen(&text), Ok(right.to_owned()), "{text}");
    }
}

#[test]
fn a_cookie_that_ended_comes_last() {
    let line = |domain: &str, ends: i64, token: &str| {
        format!("{domain}\tTRUE\t/\tTRUE\t{ends}\tcloud.session.token\t{token}\n")
    };
    let text = line(".atlassian.com", 1_893_456_000, "a.b.lives")
        + &line(".atlassian.com", 1_000_000_000, "a.b.over");
    assert_eq!(chosen(&text), Ok("a.b.lives".to_owned()));
    let text =
        line(".atlassian.com", 0, "a.b.session") + &line("evil.example", 1_893_456_000, "a.b.evil");
    assert_eq!(chosen(&text), Ok("a.b.session".to_owned()));
    let cookie = |domain: &str, ends: &str, token: &str| {
        format!(
            r#"{{"name":"cloud.session.token","domain":"{domain}","expirationDate":{ends},"value":"{token}"}}"#
        )
    };
    for ends in [
        "1000000000",
        "1000000000.5",
        "1000000000000",
        "\"2001-09-09T01:46:40Z\"",
    ] {
        let text = format!(
            "[{},{},{}]",
            cookie(".atlassian.com", "1893456000", "a.b.lives"),
            cookie(".atlassian.com", ends, "a.b.over"),
            cookie("evil.example", "1893456000", "a.b.evil")
        );
        assert_eq!(chosen(&text), Ok("a.b.lives".to_owned()), "{text}");
    }
}
