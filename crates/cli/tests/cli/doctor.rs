//! `doctor`: what works with this credential, and why not.

use atlctl_sim::{Expiry, SimConfig};
use serde_json::Value;
use tokio::runtime::Runtime;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::common::{Env, Output, Place};

/// What it says of one check: state and words.
fn of(output: &Output, check: &str) -> (String, String) {
    let rows: Vec<Value> = serde_json::from_str(&output.stdout).unwrap();
    let row = rows
        .iter()
        .find(|row| row["check"] == check)
        .unwrap_or_else(|| panic!("no {check}: {output}"));
    let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
    (
        text("state"),
        format!("{} -> {}", text("found"), text("hint")),
    )
}

/// Lines do not break, however long the path of the home directory is.
fn one_line_each(place: &mut Place) {
    place.env.var("COLUMNS", "300");
}

/// For people, without what differs between machines and versions.
fn shown(place: &Place) -> String {
    let text = place.run(&["doctor"]).to_string();
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.contains("program"))
        .collect();
    lines.join("\n")
}

#[test]
fn everything_works() {
    let mut place = Place::with_both();
    one_line_each(&mut place);
    place.run(&["sync", "-q"]).expect(0);
    insta::assert_snapshot!(shown(&place));
    place.run(&["doctor", "-o", "csv"]).expect(0);
    let control = place.control();
    let changed = control.requests().iter().any(|request| {
        request.method != "GET"
            && !["/search", "/bulk-fetch", "/workspaces"]
                .iter()
                .any(|end| request.path.ends_with(end))
    });
    assert!(!changed && control.changes().is_empty());
}

#[test]
fn nobody_is_signed_in() {
    let mut place = Place::new(SimConfig::default());
    one_line_each(&mut place);
    insta::assert_snapshot!(shown(&place));
}

#[test]
fn an_expired_session_is_the_first_thing_to_mend() {
    let place = Place::with_session(SimConfig::default());
    for form in [Expiry::Unauthorized, Expiry::Redirect, Expiry::Html] {
        place.control().expire(form);
        let output = place.run(&["doctor", "--json"]);
        assert_eq!(output.code, 4, "{output}");
        let (state, found) = of(&output, "sign-in (session)");
        assert_eq!(state, "failed");
        assert!(found.contains("atlctl auth login"), "{found}");
    }
}

#[test]
fn the_missing_scope_of_a_key_is_named() {
    let place = Place::with_key(SimConfig {
        key_without_policy_scope: true,
        ..SimConfig::default()
    });
    let output = place.run(&["doctor", "--json"]);
    let (state, found) = of(&output, "policies (API key)");
    assert_eq!(state, "warning");
    assert!(found.contains("read:policies:admin"), "{found}");
    assert_eq!(of(&output, "domains (API key)").0, "ok");
    assert_eq!(output.code, 0, "{output}");
    // The rest of the organization is read all the same, and nobody is sent to sign in.
    let synced = place.run(&["sync"]);
    assert!(
        synced.stderr.contains("INSUFFICIENT_SCOPE") && !synced.stderr.contains("auth login"),
        "{synced}"
    );
    assert_eq!(synced.code, 3, "{synced}");
}

#[test]
fn the_old_user_management_is_recognized() {
    let place = Place::with_key(SimConfig {
        old_user_management: true,
        ..SimConfig::default()
    });
    let alone = place.run(&["doctor", "--json"]);
    assert_eq!(of(&alone, "user management (API key)").0, "warning");
    place.sign_in();
    let output = place.run(&["doctor", "--json"]);
    // What the key cannot do, the session does.
    assert_eq!(of(&output, "user management (API key)").0, "note");
    let (state, found) = of(&output, "user management (session)");
    assert_eq!(state, "note");
    assert!(found.contains("through the portal"), "{found}");
    assert_eq!(of(&output, "portal people (session)").0, "ok");
}

#[test]
fn an_audit_log_that_cannot_be_read_is_said() {
    let place = Place::with_key(SimConfig::default());
    place.run(&["sync", "-q"]).expect(0);
    for (fault, needs) in [
        (
            "GET */event* 402",
            "(Atlassian Guard Standard, for example)",
        ),
        (
            "GET */event* 403",
            "a key without scopes or with read:events:admin",
        ),
    ] {
        place.control().clear_faults();
        place.control().fault(fault).unwrap();
        let output = place.run(&["doctor", "--json"]);
        assert_eq!(output.code, 0, "{output}");
        let (state, found) = of(&output, "audit log (API key)");
        assert_eq!(state, "warning");
        let status = &fault[fault.len() - 3..];
        for says in [
            status,
            "no event list --live, tail, actions, export, watch or sync --only events",
            "Everything else works; each sync still finds what changed",
            needs,
            "atlctl report changes",
        ] {
            assert!(found.contains(says), "{says}: {found}");
        }
        let (_, never) = of(&output, "mirror: parts never read");
        assert_eq!(
            never,
            "roles of people, events (the audit log cannot be read) -> read them: atlctl sync --only user-roles"
        );
        // What it says still works does.
        place.run(&["-q", "report", "changes"]).expect(0);
        place.run(&["-q", "sync", "--only", "user-roles"]).expect(0);
        let left = place.run(&["doctor", "--json"]);
        let (_, never) = of(&left, "mirror: parts never read");
        assert_eq!(never, "events (the audit log cannot be read) -> ");
        std::fs::remove_file(place.mirror()).unwrap();
        place.run(&["sync", "-q"]).expect(0);
    }
    // The key is the one that is sent: what the session may does not count.
    place.sign_in();
    let both = place.run(&["doctor", "--json"]);
    assert_eq!(of(&both, "audit log (API key)").0, "warning");
    assert_eq!(of(&both, "audit log (session)").0, "warning");
    place.control().clear_faults();
    let mended = place.run(&["doctor", "--json"]);
    assert_eq!(of(&mended, "audit log (API key)").0, "ok");
    let (_, never) = of(&mended, "mirror: parts never read");
    assert!(never.contains("sync --only user-roles,events"), "{never}");
}

#[test]
fn a_log_that_refuses_the_key_is_not_advised_to_be_read() {
    let place = Place::with_key(SimConfig::default());
    place.run(&["sync", "-q"]).expect(0);
    place.control().fault("GET */event* 401").unwrap();
    let output = place.run(&["doctor", "--json"]);
    let (_, found) = of(&output, "mirror: parts never read");
    assert!(
        found.contains("events (the audit log cannot be read)"),
        "{found}"
    );
    let (_, hint) = found.split_once(" -> ").unwrap();
    assert!(!hint.contains("events"), "{hint}");
}

#[test]
fn a_damaged_mirror_is_found() {
    use std::io::{Seek as _, SeekFrom, Write as _};
    let place = Place::synced();
    let mirror = place.mirror();
    let length = std::fs::metadata(&mirror).unwrap().len();
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .open(&mirror)
        .unwrap();
    for at in (5..length / 16_384).step_by(3) {
        file.seek(SeekFrom::Start(at * 16_384)).unwrap();
        file.write_all(&[0x55; 400]).unwrap();
    }
    drop(file);
    let output = place.run(&["doctor", "--json"]);
    assert_eq!(of(&output, "mirror").0, "failed", "{output}");
    assert_eq!(output.code, 1, "{output}");
}

#[test]
fn an_old_mirror_is_said() {
    let mut place = Place::synced();
    place.env.var("ATLCTL_NOW", "2026-12-24T09:00:00Z");
    let output = place.run(&["doctor", "--json"]);
    let (state, found) = of(&output, "mirror");
    assert_eq!(state, "warning");
    assert!(found.contains("30 days ago"), "{found}");
}

#[test]
fn every_part_has_an_age() {
    let mut place = Place::with_key(SimConfig::default());
    place.run(&["sync"]).expect(0);
    place.env.var("ATLCTL_NOW", "2026-11-27T09:00:00Z");
    place.run(&["sync", "--only", "tokens"]).expect(0);
    let output = place.run(&["doctor", "--json"]);
    let (state, found) = of(&output, "mirror: parts");
    assert_eq!(state, "ok");
    insta::assert_snapshot!(found);
}

#[test]
fn no_way_to_the_service() {
    let place = Place::with_key(SimConfig::default());
    place.sim.stop();
    let output = place.env.run(&["doctor", "--json"]);
    let (state, found) = of(&output, "connection (API key)");
    assert_eq!(state, "failed");
    assert!(found.contains("cannot connect"), "{found}");
    assert_eq!(output.code, 1, "{output}");
}

#[test]
fn a_clock_that_is_off_is_said() {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(async {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(200)
            .insert_header("date", "Thu, 01 Jan 2015 00:00:00 GMT")
            .set_body_raw(r#"{"data":[]}"#, "application/json");
        Mock::given(any()).respond_with(answer).mount(&server).await;
        server
    });
    let mut env = Env::new();
    env.var("ATLCTL_API_BASE", &server.uri())
        .var("ATLCTL_PORTAL_BASE", &server.uri())
        .var("ATLCTL_API_KEY", "ATCTT-canary");
    let output = env.run(&["doctor", "--json"]);
    let (state, found) = of(&output, "clock (API key)");
    assert_eq!(state, "warning");
    assert!(found.contains("ahead of the server's"), "{found}");
    assert!(!output.to_string().contains("canary"));
}

#[test]
fn a_broken_configuration_is_a_finding() {
    let env = Env::new();
    env.file(".config/atlctl/config.toml", "[profile.a]\nogr = 1\n");
    let output = env.run(&["doctor", "--json"]);
    let (state, found) = of(&output, "configuration");
    assert_eq!(state, "failed");
    assert!(found.contains("ogr"), "{found}");
    // Everything else is checked all the same: nobody is signed in.
    assert_eq!(output.code, 4, "{output}");
}
