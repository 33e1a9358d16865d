//! HAR files with odd entries, and cookies as JSON.

use atlctl_signin::capture::{CaptureError, Form};

use crate::found;

const GOOD: &str = r#"{"startedDateTime":"2026-11-26T07:00:00.000Z","time":12.5,"request":{"url":"https://admin.atlassian.com/x","headers":[{"name":"Cookie","value":"cloud.session.token=a.b.c"}]}}"#;

fn har(entry: &str) -> String {
    format!(r#"{{"log":{{"version":"1.2","entries":[{GOOD},{entry}]}}}}"#)
}

#[test]
fn an_odd_entry_costs_itself_alone() {
    let request = |rest: &str| format!(r#"{{"request":{{"url":"https://x.example/"{rest}}}}}"#);
    for entry in [
        "null".to_owned(),
        "5".to_owned(),
        "-5.5".to_owned(),
        "true".to_owned(),
        "\"text\"".to_owned(),
        "[[],{}]".to_owned(),
        "{}".to_owned(),
        r#"{"request":null,"response":[]}"#.to_owned(),
        r#"{"request":[1],"response":"x"}"#.to_owned(),
        r#"{"request":{"url":null}}"#.to_owned(),
        r#"{"request":{"url":{"raw":"x"}}}"#.to_owned(),
        r#"{"request":{}}"#.to_owned(),
        r#"{"startedDateTime":5,"request":{"url":7}}"#.to_owned(),
        request(r#","headers":[{"name":"content-length","value":12}]"#),
        request(r#","headers":[{"name":"dnt","value":true},{"name":null},null,5,[]]"#),
        request(r#","headers":{"a":"b"},"cookies":"x""#),
        request(r#","headers":[{"name":"x","value":"cut \ud83d"}]"#),
        request(r#","headers":[{"name":"x","value":"\ude00 cut"}]"#),
        request(r#","time":NaN,"t":-Infinity,"u":undefined"#),
        request(",\"headers\":[{\"name\":\"x\",\"value\":\"a\tb\u{0}c\\'\\x41\"}],"),
        request(&format!(
            r#","stack":{}1{}"#,
            "[".repeat(300),
            "]".repeat(300)
        )),
    ] {
        let found = found(&har(&entry));
        assert_eq!(found, Ok((Form::Har, "a.b.c".to_owned())), "{entry:.100}");
    }
    // In the entry itself, beside the session.
    let text = r#"{"log":{"entries":[{"time":NaN,"request":{"url":"https://admin.atlassian.com/x","headers":[
        {"name":"x","value":"\ud83d"},{"name":"Cookie","value":"a=\udc00; cloud.session.token=a.b.c"}]}}]}}"#;
    assert_eq!(found(text), Ok((Form::Har, "a.b.c".to_owned())));
    // A file that is cut is not one odd entry.
    let text = har("{}");
    let cut = found(&text[..text.len() - 30]);
    assert!(matches!(cut, Err(CaptureError::BadJson { .. })), "{cut:?}");
}

#[test]
fn cookies_as_json_of_many_programs() {
    let cookie =
        r#""httpOnly":true,"name":"cloud.session.token","path":"/","secure":true,"value":"a.b.c""#;
    for text in [
        // Cookie editors, Playwright, the debugging protocol.
        format!(r#"[{{"domain":".atlassian.com",{cookie}}}]"#),
        format!(r#"[{{"domain":"evil.example","name":"cloud.session.token","value":"x.y.z"}},{{"domain":".atlassian.com","expirationDate":1893456789.5,{cookie}}}]"#),
        format!(r#"{{"cookies":[{{"domain":".atlassian.com","expires":-1,{cookie}}}],"origins":[{{"origin":"https://evil.example","localStorage":[{{"name":"cloud.session.token","value":"x.y.z"}}]}}]}}"#),
        format!(r#"{{"id":1,"result":{{"cookies":[{{"domain":".atlassian.com",{cookie}}}]}}}}"#),
        // The address beside the cookies.
        format!(r#"{{"url":"https://admin.atlassian.com","cookies":[{{{cookie}}}]}}"#),
        format!(r#"[{{{cookie}}}]"#),
        r#"[{"Host raw":"https://.atlassian.com/","Name raw":"cloud.session.token","Content raw":"a.b.c"}]"#
            .to_owned(),
        // Maps, and HTTPie's sessions.
        r#"{"a":"1","cloud.session.token":"a.b.c"}"#.to_owned(),
        r#"{"cookies":{"cloud.session.token":{"value":"a.b.c","domain":".atlassian.com","expires":null}}}"#.to_owned(),
        // Headers: as a map, and as Firefox copies them.
        r#"{"Host":"admin.atlassian.com","Cookie":"a=1; cloud.session.token=a.b.c"}"#.to_owned(),
        r#"{"Request Headers (512 B)":{"headers":[{"name":"Host","value":"admin.atlassian.com"},{"name":"Cookie","value":"cloud.session.token=a.b.c"}]}}"#.to_owned(),
        // As Python and JavaScript print it.
        "[{'domain': '.atlassian.com', 'expiry': 1893456789, 'httpOnly': True, 'name': 'cloud.session.token', 'value': 'a.b.c'}]".to_owned(),
        "{name: 'cloud.session.token', domain: \".atlassian.com\", value: 'a.b.c',}".to_owned(),
        // One a line.
        format!("{{\"name\":\"x\",\"value\":\"y\"}}\n{{\"domain\":\".atlassian.com\",{cookie}}}\n"),
        // Odd values in it.
        format!(r#"[{{"name":"x","value":"\ud83d","n":NaN}},{{"domain":".atlassian.com",{cookie}}},]"#),
    ] {
        assert_eq!(found(&text), Ok((Form::Json, "a.b.c".to_owned())), "{text}");
    }
}

#[test]
fn json_of_others_gives_no_session() {
    for text in [
        r#"[{"domain":"evil.example","name":"cloud.session.token","value":"a.b.c"}]"#,
        r#"{"url":"https://evil.example","cookies":[{"name":"cloud.session.token","value":"a.b.c"}]}"#,
        r#"{"Host":"evil.example","Cookie":"cloud.session.token=a.b.c"}"#,
        r#"{"Cookie":"cloud.session.token=a.b.c"}"#,
        r#"{"headers":[{"name":"Cookie","value":"cloud.session.token=a.b.c"}]}"#,
        r#"{"target":"https://evil.example/x","cookies":[{"name":"cloud.session.token","value":"a.b.c"}]}"#,
        r#"{"entries":[{"request":{"url":"https://evil.example"},"response":{"cookies":[{"name":"cloud.session.token","value":"a.b.c"}]}}]}"#,
        r#"{"Referer":"https://admin.atlassian.com/","Cookie":"cloud.session.token=a.b.c"}"#,
        r#"[{"Host raw":"https://evil.example/","Name raw":"cloud.session.token","Content raw":"a.b.c"}]"#,
        r#"{"origins":[{"localStorage":[{"name":"cloud.session.token","value":"a.b.c"}]}]}"#,
        r#"[{"domain":".atlassian.com","name":"cloud.session.token","value":5}]"#,
        "[]",
        "{}",
    ] {
        assert!(found(text).is_err(), "{text}");
    }
    let said = found(r#"[{"a":1}]"#).unwrap_err().to_string();
    assert!(said.contains("JSON") && !said.contains("HAR"), "{said}");
}
