//! An organization on the original user management with an API key alone: only managed accounts can be read, without groups,
//! roles and apps. What nobody could see is unknown, and not no.

use atlctl_sim::SimConfig;
use serde_json::Value;

use crate::common::Place;

fn config() -> SimConfig {
    SimConfig {
        old_user_management: true,
        ..SimConfig::default()
    }
}

fn place() -> Place {
    let place = Place::with_key(config());
    place.run(&["sync", "-q"]).expect(3);
    place
}

fn first(place: &Place) -> String {
    let listed = place.run(&[
        "user",
        "list",
        "-o",
        "csv",
        "--columns",
        "email",
        "--limit",
        "1",
        "-q",
    ]);
    listed.stdout.lines().last().unwrap_or_default().to_owned()
}

#[test]
fn who_is_external_is_unknown() {
    let place = place();
    let listed = place.run(&["user", "list", "--external"]);
    assert!(
        listed
            .stderr
            .contains("only managed accounts could be read")
            || listed
                .stderr
                .contains("Only managed accounts could be read"),
        "{listed}"
    );
    let figures = |report: &str| -> Value {
        let made = place.run(&["report", report, "-o", "json"]);
        let json: Value = serde_json::from_str(&made.stdout).unwrap();
        json["figures"].clone()
    };
    assert_eq!(figures("admins")["external"], Value::Null);
    assert_eq!(figures("externals")["external"], Value::Null);
    assert_eq!(figures("inactive")["external"], Value::Null);
    let posture = place.run(&["report", "posture", "-o", "json"]);
    let json: Value = serde_json::from_str(&posture.stdout).unwrap();
    for id in ["admin-external", "external-inactive", "suspended-with-app"] {
        let of = |one: &&Value| one["check"] == id || one["id"] == id;
        let checks = json["lists"]["checks"]
            .as_array()
            .or(json["checks"].as_array());
        let check = checks.and_then(|all| all.iter().find(of));
        let check = check.unwrap_or_else(|| panic!("{id}: {posture}"));
        let state = check["state"].as_str().or(check["status"].as_str());
        assert_ne!(state, Some("passed"), "{check}");
    }
    // With a session, they can be seen.
    let place = Place::with_session(config());
    place.run(&["sync", "-q"]).expect(0);
    let listed = place.run(&["user", "list", "--external", "-o", "id"]);
    assert!(
        !listed.stdout.is_empty() && !listed.stderr.contains("nly managed"),
        "{listed}"
    );
}

#[test]
fn access_without_groups_is_unknown() {
    let place = place();
    let person = first(&place);
    for json in [&[][..], &["-o", "json"]] {
        let explained = place.run(&[&["user", "explain", &person], json].concat());
        assert_eq!(explained.code, 1, "{explained}");
        assert!(explained.stderr.contains("is unknown"), "{explained}");
        assert_eq!(explained.stdout, "", "{explained}");
    }
    let live = place.run(&["user", "list", "--live", "--status", "active", "-o", "json"]);
    assert!(live.stderr.contains("left out"), "{live}");
}

#[test]
fn hints_name_what_works_there() {
    let place = place();
    let person = first(&place);
    let refused = place.run(&["user", "suspend", &person, "--directory", "x", "--yes"]);
    assert!(!refused.stderr.contains("--live"), "{refused}");
    let refused = place.run(&["user", "suspend", &person, "--yes"]);
    assert!(
        refused.stderr.contains("original user management")
            && !refused.stderr.contains("--directory"),
        "{refused}"
    );
    for report in ["inactive", "posture"] {
        let made = place.run(&["report", report]);
        for call in ["user suspend", "role revoke", "remove-access"] {
            assert!(!made.to_string().contains(call), "{call}: {made}");
        }
    }
    // With a session beside the key, none is missing.
    let both = Place::with_both();
    both.run(&["sync", "-q"]).expect(0);
    let made = both.run(&["report", "inactive"]);
    assert!(made.to_string().contains("user suspend"), "{made}");
}
