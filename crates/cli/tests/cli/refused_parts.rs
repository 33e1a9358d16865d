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
            "workspaces",
            Some("workspaces"),
            Some(["workspace", "list"]),
        ),
        ("GET */api-keys 403", "keys", None, Some(["key", "list"])),
        (
            "GET */api-tokens 403",
            "tokens",
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
