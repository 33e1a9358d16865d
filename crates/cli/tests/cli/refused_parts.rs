//! Parts that were refused from the first sync on: unknown, with the reason, and never a number.

use atlctl_sim::SimConfig;
use serde_json::Value;

use crate::common::{Place, one_after_another};

#[test]
fn groups_that_were_never_read_are_no_number() {
    let place = Place::with_key(SimConfig::default());
    place.control().fault("* */groups/search 403").unwrap();
    place.control().fault("GET */groups 403").unwrap();
    insta::assert_snapshot!(one_after_another(
        &place,
        &[
            &["sync", "--skip", "tokens,events"],
            &["org", "show", "--columns", "people,groups,domains"],
            &["group", "list"],
            &["report", "groups"],
            &["sql", "SELECT count(*) FROM \"group\""],
        ]
    ));
    // What people's entries say is known all the same.
    let members = place.run(&["group", "members", "org-admins", "-q", "-o", "id"]);
    assert!(!members.stdout.is_empty(), "{members}");
}

#[test]
fn every_part_that_was_refused_is_unknown() {
    for (fault, part, field, list) in [
        (
            "GET */directories 403",
            "directories",
            Some("directories"),
            Some(["directory", "list"]),
        ),
        (
            "GET */domains 403",
            "domains",
            Some("domains"),
            Some(["domain", "list"]),
        ),
        (
            "* */workspaces 403",
            "apps",
            Some("workspaces"),
            Some(["workspace", "list"]),
        ),
        (
            "GET */api-keys 403",
            "API keys",
            None,
            Some(["key", "list"]),
        ),
        (
            "GET */api-tokens 403",
            "API tokens",
            None,
            Some(["token", "list"]),
        ),
    ] {
        let place = Place::with_key(SimConfig::default());
        place.control().fault(fault).unwrap();
        let sync = place.run(&["sync"]);
        assert!(sync.stderr.contains("hey are unknown"), "{fault} {sync}");
        assert!(
            !sync.stderr.contains("hey stay as they were"),
            "{fault} {sync}"
        );
        let shown: Value =
            serde_json::from_str(&place.run(&["org", "show", "-q", "-o", "json"]).stdout).unwrap();
        if let Some(field) = field {
            assert_eq!(shown[field], Value::Null, "{fault} {shown}");
        }
        let table = place.run(&["org", "show"]);
        assert!(
            table.stdout.contains(&format!(
                "{part}: not read: A fault of the simulator (HTTP 403"
            )),
            "{fault} {table}"
        );
        if let Some(list) = list {
            let listed = place.run(&list);
            assert_ne!(listed.code, 0, "{fault} {listed}");
            assert!(listed.stderr.contains("HTTP 403"), "{fault} {listed}");
        }
    }
}

fn json(place: &Place, args: &[&str]) -> Value {
    let output = place.run(&[&["-q"], args, &["-o", "json"]].concat());
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output}"))
}

fn without_groups() -> Place {
    let place = Place::with_key(SimConfig::default());
    place.control().fault("* */groups/search 403").unwrap();
    place.control().fault("GET */groups 403").unwrap();
    place.run(&["-q", "sync"]).expect(3);
    place
}

#[test]
fn the_other_reports_are_written_and_the_index_names_the_one_that_is_not() {
    let place = without_groups();
    let made = place.run(&["report", "all", "--out", "all"]);
    assert_eq!(made.code, 3, "{made}");
    let said = "Warning: groups.html was not made: the groups have not been mirrored";
    assert!(made.stderr.contains(said), "{made}");
    let dir = place.env.home().join("all");
    assert!(!dir.join("groups.html").exists());
    for name in ["inactive", "seats", "tokens", "posture", "changes"] {
        assert!(dir.join(format!("{name}.html")).exists(), "{name}");
    }
    let index = std::fs::read_to_string(dir.join("index.html")).unwrap();
    let said = "Groups <span>Not made: the groups have not been mirrored: A fault";
    assert!(index.contains(said), "{index}");
    assert!(!index.contains("groups.html"));
}

/// A page of an earlier set would pass for one of this.
#[test]
fn a_page_of_an_earlier_set_is_named() {
    let place = without_groups();
    let dir = place.env.home().join("all");
    std::fs::create_dir(&dir).unwrap();
    std::fs::write(dir.join("groups.html"), "old").unwrap();
    let made = place.run(&["report", "all", "--out", "all", "--force"]);
    assert_eq!(made.code, 3, "{made}");
    let said = "all/groups.html is of an earlier set: it was not made now";
    assert_eq!(made.stderr.matches("earlier set").count(), 1, "{made}");
    assert!(made.stderr.contains(said), "{made}");
}

#[test]
fn without_people_no_report_is_written() {
    let place = Place::with_key(SimConfig::default());
    place.control().fault("* */users/search 403").unwrap();
    place.control().fault("GET */users 403").unwrap();
    let sync = place.run(&["sync"]);
    assert!(!sync.stderr.contains("query the mirror"), "{sync}");
    let made = place.run(&["report", "all", "--out", "all"]);
    assert_eq!(made.code, 1, "{made}");
    assert!(!place.env.home().join("all/index.html").exists());
}

#[test]
fn changes_of_groups_that_were_never_read_are_unknown() {
    let place = without_groups();
    place.run(&["-q", "sync"]).expect(3);
    let report = json(&place, &["report", "changes"]);
    for name in ["groups_added", "groups_removed"] {
        assert!(report["figures"][name].is_null(), "{}", report["figures"]);
    }
    assert_eq!(report["figures"]["tokens_added"], 0);
    let unknown = report["unknown"].to_string();
    assert!(unknown.contains("groups (never read)"), "{unknown}");
    let diff = place.run(&["snapshot", "diff", "1"]);
    assert!(diff.stderr.contains("groups"), "{diff}");
}

#[test]
fn seats_in_several_ways_are_unknown_while_roles_of_people_were_never_read() {
    let place = Place::with_key(SimConfig::default());
    place.run(&["-q", "sync"]).expect(0);
    let report = json(&place, &["report", "seats"]);
    let several = &report["figures"]["several_ways"];
    assert!(several.is_null() || several.as_u64() > Some(0), "{several}");
    let unknown = report["unknown"].to_string();
    let said = "the roles assigned to them are unknown, so they may have access in other ways, too: atlctl sync --only user-roles";
    assert!(unknown.contains(said), "{unknown}");
    for app in report["lists"]["apps"].as_array().unwrap() {
        assert_ne!(app["several_ways"], 0, "{app}");
    }
}

#[test]
fn an_audit_log_that_was_refused_lately_says_so() {
    let mut place = Place::with_key(SimConfig::default());
    place.env.var("ATLCTL_NOW", "2026-11-23T09:00:00Z");
    place.run(&["-q", "sync"]).expect(0);
    place.run(&["-q", "sync", "--only", "events"]).expect(0);
    place.control().fault("GET */events* 403").unwrap();
    place.env.var("ATLCTL_NOW", "2026-11-24T09:00:00Z");
    place.run(&["-q", "sync"]).expect(0);
    let said = "the last sync could not read it: A fault of the simulator (HTTP 403";
    let listed = place.run(&["event", "list"]);
    assert!(listed.stderr.contains(said), "{listed}");
    let shown = place.run(&["org", "show"]);
    let part = "events: 24 hours ago; the last attempt was refused";
    assert!(shown.stdout.contains(part), "{shown}");
    let doctor = place.run(&["doctor"]).to_string();
    assert!(doctor.contains("mirror: events"), "{doctor}");
    assert!(doctor.contains("the last attempt was refused:"), "{doctor}");
    let part = "SELECT state, note FROM part WHERE part = 'events'";
    let part = json(&place, &["sql", part]);
    assert_eq!(part[0]["state"], "unavailable", "{part}");
    // Read again, alone: nothing of it is left.
    place.control().clear_faults();
    place.env.var("ATLCTL_NOW", "2026-11-24T10:00:00Z");
    place.run(&["-q", "sync", "--only", "events"]).expect(0);
    let listed = place.run(&["event", "list"]);
    assert!(!listed.stderr.contains("could not read"), "{listed}");
    let shown = place.run(&["org", "show"]);
    assert!(shown.stdout.contains("events: just now"), "{shown}");
}

#[test]
fn directories_are_unknown_on_the_old_user_management() {
    let place = Place::with_session(SimConfig {
        old_user_management: true,
        ..SimConfig::default()
    });
    place.run(&["-q", "sync"]).expect(0);
    assert_eq!(
        json(&place, &["org", "show"])["directory_count"],
        Value::Null
    );
    let shown = place.run(&["org", "show"]);
    let why = "not available on the original user management";
    let part = format!("directories: {why}");
    assert!(shown.stdout.contains(&part), "{shown}");
    let listed = place.run(&["directory", "list"]);
    assert_eq!(listed.code, 1, "{listed}");
    let said = format!("the directories of the organization are unknown: {why}");
    assert!(listed.stderr.contains(&said), "{listed}");
    let part = "SELECT state, rows, read_at, note FROM part WHERE part = 'directories'";
    let part = json(&place, &["sql", part]);
    assert_eq!(part[0]["state"], "unavailable", "{part}");
    assert!(
        part[0]["rows"].is_null() && part[0]["read_at"].is_null(),
        "{part}"
    );
    assert_eq!(part[0]["note"], why);
}

/// What the original user management does not have is said to be that, everywhere: no command can read it, and Atlassian's
/// refusal is no sentence.
#[test]
fn what_the_old_user_management_does_not_have_is_not_available() {
    let place = Place::with_session(SimConfig {
        old_user_management: true,
        ..SimConfig::default()
    });
    let synced = place.run(&["sync"]);
    let why = "not available on the original user management";
    for (said, right) in [
        (synced, "Roles of groups: {}."),
        (place.run(&["report", "seats"]), "Roles of groups: {}."),
        (
            place.run(&["report", "seats"]),
            "The roles of groups are {}, so it is unknown who has access to an app in more than one way.",
        ),
        (
            place.run(&["report", "groups"]),
            "The roles of groups are {}, so it is unknown which are default groups",
        ),
        (
            place.run(&["user", "explain", "ada.admin@acme.example"]),
            "Roles of groups: {}.",
        ),
        (place.run(&["org", "show"]), "roles of groups: {}"),
        (place.run(&["doctor"]), "{}"),
        (
            place.run(&["sql", "SELECT * FROM group_role"]),
            "Unknown, so their views are empty: roles of groups ({}).",
        ),
        (
            place.run(&["sync", "--only", "group-roles"]),
            "Warning: roles of groups: {}",
        ),
    ] {
        let all = said.to_string();
        assert!(all.contains(&right.replace("{}", why)), "{right}\n{all}");
        for wrong in ["Invalid resource", "--only group-roles", "0 directories"] {
            assert!(!all.contains(wrong), "{wrong}\n{all}");
        }
    }
}
