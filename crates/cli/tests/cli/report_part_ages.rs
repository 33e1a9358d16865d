//! Parts of the mirror that could not be read lately: every report that stands on them says how old they are, and why.

use atlctl_sim::SimConfig;
use serde_json::Value;

use crate::common::{Output, Place};

/// Everything is read, nine days later groups, their roles, tokens and the audit log are refused.
fn refused_lately() -> Place {
    let mut place = Place::with_key(SimConfig::default());
    place.env.var("ATLCTL_NOW", "2026-11-15T09:00:00Z");
    place.run(&["-q", "sync"]).expect(0);
    place.run(&["-q", "sync", "--only", "events"]).expect(0);
    for route in [
        "* */groups* 403",
        "* */role-assignments* 403",
        "GET */api-tokens 403",
        "GET */events* 403",
    ] {
        place.control().fault(route).unwrap();
    }
    place.env.var("ATLCTL_NOW", "2026-11-24T09:00:00Z");
    // The groups are missing.
    place.run(&["-q", "sync"]).expect(3);
    place
}

fn json(output: &Output) -> Value {
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output}"))
}

/// The parts that a report stands on, by whether each is older than the mirror.
fn parts(report: &Value) -> Vec<(String, bool)> {
    let parts = report["parts"].as_array().unwrap().iter();
    let of = |part: &Value| {
        let name = part["part"].as_str().unwrap().to_owned();
        (name, part["older"].as_bool().unwrap())
    };
    parts.map(of).collect()
}

const OLD_GROUPS: &str = "Of this, groups: read 2026-11-15 09:00 UTC; the last sync could not read it: A fault of the simulator (HTTP 403; POST /admin/v2/orgs/{orgId}/directories/{directoryId}/groups/search).";

/// What people call a part.
fn title(part: &str) -> &str {
    match part {
        "group-roles" => "roles of groups",
        "tokens" => "API tokens",
        "service-account-credentials" => "credentials of service accounts",
        part => part,
    }
}

#[test]
fn every_form_of_every_report_says_which_parts_are_old_and_why() {
    let place = refused_lately();
    for (report, old) in [
        ("inactive", &[][..]),
        ("seats", &["groups", "group-roles"]),
        ("access", &[]),
        ("admins", &["events"]),
        ("policies", &[]),
        ("groups", &["groups", "group-roles"]),
        ("externals", &[]),
        ("tokens", &["tokens", "service-account-credentials"]),
        ("posture", &["tokens", "groups", "group-roles"]),
        (
            "changes",
            &[
                "groups",
                "group-roles",
                "tokens",
                "service-account-credentials",
                "events",
            ],
        ),
    ] {
        let read = json(&place.run(&["-q", "report", report, "-o", "json"]));
        let older: Vec<String> = parts(&read)
            .into_iter()
            .filter(|(_, older)| *older)
            .map(|(name, _)| name)
            .collect();
        assert_eq!(older, old, "{report}: {}", read["parts"]);
        let said = |text: &str| {
            read["unknown"]
                .as_array()
                .unwrap()
                .iter()
                .any(|one| one.as_str().unwrap().starts_with(text))
        };
        let file = format!("{report}.html");
        place
            .run(&["-q", "report", report, "--html", &file])
            .expect(0);
        let page = std::fs::read_to_string(place.env.home().join(&file)).unwrap();
        let (table, csv) = (
            place.run(&["report", report]),
            place.run(&["report", report, "-o", "csv"]),
        );
        for part in old {
            let title = title(part);
            let sentence = format!(
                "Of this, {title}: read 2026-11-15 09:00 UTC; the last sync could not read it: "
            );
            assert!(said(&sentence), "{report}: {}", read["unknown"]);
            assert!(page.contains(&sentence), "{report}: {part}");
            // A part of which the report is most has the place of the mirror.
            let first = read["parts"][0]["part"] == *part;
            let begin = if first {
                "From the mirror of Acme (simulated), ".to_owned()
            } else {
                let (first, rest) = title.split_at(1);
                format!("{}{rest}: ", first.to_uppercase())
            };
            let age = format!("{begin}synced 9 days ago; the last sync could not read it: ");
            for output in [&table, &csv] {
                assert!(output.stderr.contains(&age), "{report}: {part}: {output}");
            }
        }
        if old.is_empty() {
            assert!(!page.contains("Of this, "), "{report}");
            assert!(table.stderr.contains("synced just now"), "{table}");
        }
    }
    place
        .run(&["-q", "report", "all", "--out", "all"])
        .expect(0);
    let page =
        |name: &str| std::fs::read_to_string(place.env.home().join("all").join(name)).unwrap();
    assert_eq!(page("index.html").matches(OLD_GROUPS).count(), 1);
    assert!(page("index.html").contains("Of this, events: read 2026-11-15"));
    assert!(page("groups.html").contains(OLD_GROUPS));
    assert!(!page("inactive.html").contains("Of this, "));
}

#[test]
fn a_check_on_an_old_or_missing_part_is_not_passed() {
    let mut place = refused_lately();
    let checks = |place: &Place, args: &[&str]| {
        let args = [&["-q", "report", "posture", "-o", "json"], args].concat();
        let read = json(&place.run(&args));
        let checks = read["lists"]["checks"].as_array().unwrap().clone();
        move |id: &str| {
            let found = checks.iter().find(|check| check["check"] == id);
            found.unwrap_or_else(|| panic!("{id}")).clone()
        }
    };
    let of = checks(&place, &[]);
    for id in ["group-several-apps", "group-default", "group-same-members"] {
        let check = of(id);
        assert_eq!(check["state"], "not-checked", "{check}");
        assert!(check["found_count"].is_null(), "{check}");
        let why = check["not_checked"].as_str().unwrap();
        assert!(
            why.contains("groups: read 2026-11-15 09:00 UTC; the last sync could not read it: "),
            "{why}"
        );
    }
    // What was found then is still to be mended; what was read today is judged.
    assert_eq!(of("token-unused")["state"], "failed");
    assert_eq!(of("admin-two-step")["state"], "passed");
    assert_eq!(of("no-policy")["state"], "passed");
    let old = of("mirror-old");
    assert_eq!(old["state"], "failed", "{old}");
    // Everything is as old as the mirror, in a mirror that is too old.
    place.env.var("ATLCTL_NOW", "2026-12-08T09:00:00Z");
    assert_eq!(
        checks(&place, &[])("admin-two-step")["state"],
        "not-checked"
    );
    place.env.var("ATLCTL_NOW", "2026-11-24T09:00:00Z");
    // For a build server, it is skipped, and not passed.
    place
        .run(&[
            "-q",
            "report",
            "posture",
            "--junit",
            "posture.xml",
            "--sarif",
            "posture.sarif",
        ])
        .expect(0);
    let read = |name: &str| std::fs::read_to_string(place.env.home().join(name)).unwrap();
    assert!(
        read("posture.xml").contains("<skipped message=\"not checked; groups: read 2026-11-15")
    );
    let sarif: Value = serde_json::from_str(&read("posture.sarif")).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let open = results
        .iter()
        .find(|one| one["ruleId"] == "group-default")
        .unwrap();
    assert_eq!(open["kind"], "open", "{open}");
}

/// Never read, because the credential may not, and never asked for.
#[test]
fn a_part_that_was_never_read_is_said_with_the_reason() {
    let place = Place::with_key(SimConfig::default());
    place.control().fault("GET */api-tokens 403").unwrap();
    place.run(&["-q", "sync", "--skip", "keys"]).expect(0);
    let read = json(&place.run(&["-q", "report", "tokens", "-o", "json"]));
    let unknown = read["unknown"].to_string();
    for said in [
        "Of this, API tokens: never read; the last sync could not read it: A fault of the simulator (HTTP 403",
        "Of this, API keys: never read; left out of every sync.",
    ] {
        assert!(unknown.contains(said), "{unknown}");
    }
    let posture = place.run(&["report", "posture"]);
    assert!(
        posture.stderr.contains(
            "Not checked: key-ending, key-unused (API keys: never read; left out of every sync)."
        ),
        "{posture}"
    );
}

/// A part that later syncs were not asked for is as old as its reading.
#[test]
fn a_part_that_later_syncs_left_out_is_said() {
    let mut place = Place::with_key(SimConfig::default());
    place.env.var("ATLCTL_NOW", "2026-11-22T09:00:00Z");
    place.run(&["-q", "sync"]).expect(0);
    place.env.var("ATLCTL_NOW", "2026-11-24T09:00:00Z");
    place
        .run(&["-q", "sync", "--only", "users,policies"])
        .expect(0);
    let report = place.run(&["report", "tokens", "-o", "csv"]);
    assert!(
        report
            .stderr
            .contains("synced 2 days ago; left out of later syncs."),
        "{report}"
    );
    let then = place.run(&["report", "tokens", "--as-of", "1"]);
    assert!(!then.stderr.contains("left out"), "{then}");
    let groups = place.run(&["group", "members", "org-admins"]);
    assert!(
        groups
            .stderr
            .contains("Groups: synced 2 days ago; left out of later syncs."),
        "{groups}"
    );
}

#[test]
fn an_access_review_says_how_old_the_parts_are() {
    let place = refused_lately();
    let start = place.run(&[
        "review",
        "start",
        "--scope",
        "group:org-admins",
        "--reviewer",
        "ann@example.com",
        "--out",
        "q4",
    ]);
    assert_eq!(start.code, 0, "{start}");
    assert!(
        start
            .stderr
            .contains("Groups: synced 9 days ago; the last sync could not read it: "),
        "{start}"
    );
    let dir = place.env.home().join("q4");
    let page = std::fs::read_to_string(dir.join("reviewers/01-ann@example.com.html")).unwrap();
    assert!(page.contains(OLD_GROUPS), "{page}");
    let manifest = std::fs::read_to_string(dir.join("manifest.json")).unwrap();
    assert!(manifest.contains(OLD_GROUPS), "{manifest}");
    place.run(&["review", "verify", "q4"]).expect(0);
}
