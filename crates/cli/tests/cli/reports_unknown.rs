//! Reports on an organization on the original user management, where Atlassian does not report apps and roles.

use atlctl_sim::SimConfig;
use serde_json::Value;

use crate::common::{Place, one_after_another};

#[test]
fn what_atlassian_does_not_report_is_unknown_in_every_report() {
    let place = Place::with_session(SimConfig {
        old_user_management: true,
        ..SimConfig::default()
    });
    place.run(&["-q", "sync"]).expect(0);
    for (report, unknown, said) in [
        (
            "seats",
            &[
                "idle",
                "never_used",
                "suspended",
                "several_ways",
                "unused_cost",
                "active",
                "activity_unknown",
            ][..],
            "It is unknown which seats are used.",
        ),
        (
            "access",
            &["external", "without", "with", "pairs"],
            "It is unknown who has access to which apps.",
        ),
        (
            "admins",
            &[
                "without_two_step",
                "external",
                "inactive",
                "two_step_unknown",
                "org_admins",
                "roles",
            ],
            "It is unknown who is an organization admin.",
        ),
        (
            "groups",
            &["default_too_much", "several_apps", "unused"],
            "an unknown number give access to nothing",
        ),
        ("externals", &["admins"], "are external"),
        (
            "policies",
            &["without_two_step"],
            "an unknown number are active",
        ),
        (
            "changes",
            &[
                "admins_gained",
                "admins_lost",
                "apps_added",
                "apps_removed",
                "changes",
            ],
            "An unknown number of new organization admins",
        ),
    ] {
        let output = place.run(&["-q", "report", report, "-o", "json"]);
        assert_eq!(output.code, 0, "{output}");
        let json: Value = serde_json::from_str(&output.stdout).unwrap();
        for name in unknown {
            assert!(
                json["figures"][name].is_null(),
                "{report}: {name}: {}",
                json["figures"]
            );
        }
        let summary = json["summary"].as_str().unwrap();
        assert!(summary.contains(said), "{report}: {summary}");
        let table = place.run(&["report", report]);
        assert!(table.stdout.contains("  ?\n"), "{table}");
    }
    let posture = place.run(&["-q", "report", "posture", "-o", "json"]);
    let json: Value = serde_json::from_str(&posture.stdout).unwrap();
    assert!(json["figures"]["critical"].is_null(), "{}", json["figures"]);
    let checks = json["lists"]["checks"].as_array().unwrap();
    for check in checks {
        assert_eq!(
            check["state"] == "unknown" || check["state"] == "not-checked",
            check["found_count"].is_null(),
            "{check}"
        );
    }
}

/// What was not read is not empty: in the list alone, for programs, and in a page.
#[test]
fn a_list_of_what_was_not_read_is_unknown_and_not_empty() {
    let place = Place::with_key(SimConfig::default());
    place
        .run(&["-q", "sync", "--only", "users,domains"])
        .expect(0);
    insta::assert_snapshot!(one_after_another(
        &place,
        &[
            &["report", "tokens"],
            &["report", "tokens", "--list", "keys"],
            &["-q", "report", "tokens", "-o", "csv"],
            &["-q", "report", "groups", "--list", "empty", "-o", "json"],
            &["-q", "report", "policies", "--list", "none", "-o", "id"],
        ]
    ));
    let json = place.run(&["-q", "report", "tokens", "-o", "json"]);
    let json: Value = serde_json::from_str(&json.stdout).unwrap();
    let all = [
        "tokens",
        "ownerless",
        "unused",
        "endless",
        "keys",
        "service",
    ];
    assert_eq!(json["lists_unknown"], serde_json::json!(all));
    assert_eq!(json["lists"]["keys"], serde_json::json!([]));
    place
        .run(&["-q", "report", "tokens", "--html", "tokens.html"])
        .expect(0);
    let page = std::fs::read_to_string(place.env.home().join("tokens.html")).unwrap();
    assert_eq!(page.matches("\"undecided\":true").count(), all.len());
    // Of what was read, none is none.
    place.run(&["-q", "sync"]).expect(0);
    let admins = [
        "report",
        "tokens",
        "--list",
        "ownerless",
        "--search",
        "nobody at all",
    ];
    let none = place.run(&admins);
    assert!(none.stderr.contains("No tokens."), "{none}");
}
